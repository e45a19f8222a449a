//! `sql`: the rules as a script for a database engine.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use pollworthy::sql::{Dialect, Script};

use super::atomic_file;
use super::exit_code::{Nothing, Outcome};
use super::flags::RulesArgs;
use super::rules_files;

/// Arguments of `sql`.
#[derive(clap::Args, Debug)]
pub(super) struct SqlArgs {
    /// The engine that is to run the script
    #[arg(long, value_name = "ENGINE", value_parser = engine())]
    engine: Dialect,
    /// For an export for the public, by the rules whose findings may be published
    #[arg(long, value_name = "EDITION", value_parser = ["public"])]
    redact: Option<String>,
    /// Leave the day and the params open, as variables of the engine
    #[arg(long)]
    bind: bool,
    /// Write the script to this file [default: stdout]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    rules: RulesArgs,
}

fn engine() -> impl TypedValueParser<Value = Dialect> {
    let named = |name: String| Dialect::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, dialect)| dialect);
    PossibleValuesParser::new(Dialect::ALL.map(|(name, _)| name))
        .map(move |name| named(name).unwrap_or(Dialect::DuckDb))
}

pub(super) fn run(args: &SqlArgs) -> Result<Outcome> {
    let asked = args.rules.over(&args.rules.defaults()?);
    let as_of = args.rules.day()?;
    let open = if args.bind { rules_files::open_unfolded } else { rules_files::open_by_name };
    let mut book = open(&asked, as_of)?;
    book.select(&asked.only, &asked.skip).map_err(|why| Nothing(why.to_string()))?;
    if args.bind {
        // Whether a rule is in force is found out on the day.
        for rule in &mut book.rules {
            (rule.off, rule.selected) = (rule.turned_off, rule.asked && !rule.turned_off);
        }
    }
    if args.redact.is_some() {
        book.rules.iter_mut().for_each(|rule| rule.selected &= rule.is_public());
    }
    if !book.rules.iter().any(|rule| rule.selected) {
        bail!(Nothing("no rule is in force".to_owned()));
    }
    let script = Script::new(&book, args.engine, args.redact.is_some()).map_err(|why| anyhow!(why))?;
    match &args.output {
        Some(path) => atomic_file::write(path, &|to| to.write_all(script.text().as_bytes()))?,
        None => io::stdout().lock().write_all(script.text().as_bytes())?,
    }
    Ok(Outcome::Clean)
}
