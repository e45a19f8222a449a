//! `states`: the states that lack something.

use anyhow::{Result, bail};
use pollworthy::render::{Needs, states};
use pollworthy::spelling::nearest;

use super::args::States;
use super::config;
use super::outcome::Outcome;
use super::run::{Audited, Shown, audit, nothing, of_records, write};

pub(super) fn run(args: &States) -> Result<Outcome> {
    let config = config::find(&args.input.law)?;
    let input = config.as_ref().map_or_else(|| args.input.clone(), |config| config::input_with(&args.input, config));
    let output =
        config.as_ref().map_or_else(|| args.output.clone(), |config| config::output_with(&args.output, config));
    let only_page = output.is_page();
    let shown = Shown::of(&output);
    // The page shows no single finding; rules that the list does not ask need not be judged for it.
    let needs = if only_page { Needs::NONE } else { shown.needs };
    let list = only_page.then_some(args.list.as_str());
    let report = match audit(&input, Shown { needs, list, ..shown })? {
        Audited::Report(report) => report,
        Audited::Nothing(why) => return Ok(nothing(&why)),
    };
    let Some(list) = report.list(&args.list) else {
        let keys = report.lists.iter().map(|list| list.key.as_str());
        let fix = nearest(&args.list, keys.clone()).map(|near| format!("; did you mean {near}?"));
        let known = format!("; there are {}", keys.collect::<Vec<_>>().join(", "));
        bail!("no list is called \"{}\"{}", args.list, fix.unwrap_or(known));
    };
    if output.redact.is_some() && !list.public {
        bail!("the list \"{}\" rests on rules that are not public; audit --redact public counts them", args.list);
    }
    // The report that is drawn may not be the whole one.
    write(&report, &output, &|report, paper, to| match report.list(&args.list) {
        Some(list) => states::write(report, list, paper, to),
        None => Ok(()),
    })?;
    Ok(of_records(&report, false))
}
