//! `states`: the states that lack something.

use anyhow::{Result, bail};
use pollworthy::pages::{Needs, states};
use pollworthy::request::Request;
use pollworthy::words::spelling::nearest;

use super::audit::write;
use super::exit_code::{Outcome, of_records};
use super::flags::RecordsArgs;
use super::output::{OutputArgs, files};
use super::report::{Scope, report};

/// Arguments of `states`.
#[derive(clap::Args, Debug)]
pub(super) struct StatesArgs {
    #[command(flatten)]
    records: RecordsArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Which list: a topic, or a list named in the rules file
    #[arg(long, value_name = "LIST", default_value = "paper-trail", visible_alias = "topic")]
    list: String,
}

pub(super) fn run(args: &StatesArgs) -> Result<Outcome> {
    let (output, config) = (&args.output, args.records.rules.defaults()?);
    let (limits, public) = (output.limits(output.needs()), output.is_public(&config));
    let request = Request { limits, public, writes: files(&output.format), ..args.records.over(&config)? };
    // The page shows no single finding; rules that the list does not ask need not be judged for it.
    let scope = if output.is_page() {
        Scope { list: Some(&args.list), ..Scope::of(Needs::NONE) }
    } else {
        Scope::of(output.needs())
    };
    let report = report(request, &scope)?;
    let Some(list) = report.list(&args.list) else {
        let keys = report.lists.iter().map(|list| list.key.as_str());
        let fix = nearest(&args.list, keys.clone()).map(|near| format!("; did you mean {near}?"));
        let known = format!("; there are {}", keys.collect::<Vec<_>>().join(", "));
        bail!("no list is called \"{}\"{}", args.list, fix.unwrap_or(known));
    };
    if public && !list.public {
        bail!(
            "the list \"{}\" is based on rules that are not public; audit --redact public gives their counts",
            args.list
        );
    }
    // The report that is drawn may not be the whole one.
    write(&report, None, output, |report, paper, to| match report.list(&args.list) {
        Some(list) => states::write(report, list, paper, to),
        None => Ok(()),
    })?;
    Ok(of_records(&report, false))
}
