//! `diff`: what changed between two audits, and why.

use std::io::Write;

use anyhow::{Result, bail};
use pollworthy::render::diff::FORMATS;
use pollworthy::report::diff::Stops;

use super::args::Diff;
use super::config;
use super::outcome::Outcome;
use super::run::{nothing, paper, print, whole};
use super::since::{Compared, compare};

pub(super) fn run(args: &Diff) -> Result<Outcome> {
    if args.format.iter().filter(|wanted| wanted.file.is_none()).count() > 1 {
        bail!("only one format goes to stdout; name a file for the others, as in --format json=diff.json");
    }
    let stops = Stops { from: args.fail_on.severity(), unknown: args.fail_on_unknown };
    let input = config::applied_to_input(&args.input)?;
    let diff = match compare(&input, args.old_as_of, stops)? {
        Compared::Diff(diff) => diff,
        Compared::Nothing(why) => return Ok(nothing(&why)),
    };
    for wanted in &args.format {
        let write = FORMATS[wanted.format].write;
        match &wanted.file {
            None => print(args.top, |paper, to| write(&diff, paper, to))?,
            Some(path) => {
                let mut bytes = Vec::new();
                write(&diff, &paper(args.top, false), &mut bytes as &mut dyn Write)?;
                whole(path, &bytes)?;
            }
        }
    }
    if args.format.is_empty() {
        print(args.top, |paper, to| (FORMATS[0].write)(&diff, paper, to))?;
    }
    let gate = if diff.stopping().next().is_some() { Outcome::Findings } else { Outcome::Clean };
    // What could not be read of either side is said on its own page; a comparison with holes is no clean one.
    let read = if diff.old.unread() + diff.new.unread() > 0 { Outcome::Trouble } else { Outcome::Clean };
    Ok(gate.max(read))
}
