//! `waivers`: list them.

use anyhow::{Result, bail};
use clap::Subcommand;
use pollworthy::pages::waivers;

use super::exit_code::{Nothing, Outcome};
use super::flags::RulesArgs;
use super::output::Count;
use super::pages::print;
use super::rules_files;

/// Arguments of `waivers`.
#[derive(clap::Args, Debug)]
pub(super) struct WaiversArgs {
    #[command(subcommand)]
    command: WaiversCommand,
    #[command(flatten)]
    rules: RulesArgs,
}

/// What to do with a waivers file.
#[derive(Subcommand, Clone, Copy, Debug)]
enum WaiversCommand {
    /// List every waiver, the earliest end first
    List,
}

pub(super) fn run(args: &WaiversArgs) -> Result<Outcome> {
    let WaiversCommand::List = args.command;
    let rules = args.rules.over(&args.rules.defaults()?);
    let book = rules_files::open(&rules, args.rules.day()?)?;
    if book.waivers_file.is_none() {
        bail!(Nothing("no waivers file is named; use --waivers FILE.".to_owned()));
    }
    print(Some(Count(None)), |paper, to| waivers::list(&book, paper, to))?;
    Ok(Outcome::Clean)
}
