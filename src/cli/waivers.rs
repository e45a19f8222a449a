//! `waivers`: list them.

use anyhow::Result;
use pollworthy::render::waivers;

use super::args::{Count, Waivers, WaiversCommand};
use super::config;
use super::outcome::Outcome;
use super::run::{book, nothing, print};

pub(super) fn run(args: &Waivers) -> Result<Outcome> {
    let WaiversCommand::List = args.command;
    let book = book(&config::applied_to_law(&args.law)?)?;
    if book.waivers_file.is_none() {
        return Ok(nothing("no waivers file is named; say --waivers FILE."));
    }
    print(Some(Count(None)), |paper, to| waivers::list(&book, paper, to))?;
    Ok(Outcome::Clean)
}
