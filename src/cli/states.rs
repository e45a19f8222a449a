//! `states`: the states that lack something.

use anyhow::{Result, bail};
use pollworthy::render::states;
use pollworthy::spelling::nearest;

use super::args::States;
use super::config;
use super::outcome::Outcome;
use super::run::{Audited, Shown, audit, nothing, of_records, write};

pub(super) fn run(args: &States) -> Result<Outcome> {
    let report = match audit(&config::applied_to_input(&args.input)?, &args.output, Shown::List(&args.list))? {
        Audited::Report(report) => report,
        Audited::Nothing(why) => return Ok(nothing(&why)),
    };
    let Some(list) = report.list(&args.list) else {
        let keys = report.lists.iter().map(|list| list.key.as_str());
        let fix = nearest(&args.list, keys.clone()).map(|near| format!("; did you mean {near}?"));
        let known = format!("; there are {}", keys.collect::<Vec<_>>().join(", "));
        bail!("no list is called \"{}\"{}", args.list, fix.unwrap_or(known));
    };
    write(&report, &args.output, &|report, paper, to| states::write(report, list, paper, to))?;
    Ok(of_records(&report, false))
}
