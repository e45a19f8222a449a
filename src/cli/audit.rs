//! `audit`: the report.

use anyhow::Result;
use pollworthy::phrases::plain::plain;
use pollworthy::render::table;
use pollworthy::report::Report;

use super::args::{Audit, Gate};
use super::outcome::Outcome;
use super::run::{Audited, Shown, audit, nothing, of_records, write};
use super::{complain, config, since, start};

pub(super) fn run(said: &Audit) -> Result<Outcome> {
    let args = config::applied(said)?;
    if args.input.paths.is_empty() && !std::path::Path::new("inventories").exists() {
        complain(&start::welcome(cfg!(windows)));
        return Ok(Outcome::Nothing);
    }
    let (audited, asked) = if args.since.since.is_empty() {
        (audit(&args.input, Shown::of(&args.output))?, args.gate.clone())
    } else {
        since::audited(said, &args)?
    };
    let report = match audited {
        Audited::Report(report) => report,
        Audited::Nothing(why) => return Ok(nothing(&why)),
    };
    write(&report, &args.output, &table::write)?;
    if let Some(percent) = asked.min_completeness {
        let below: Vec<String> = report.less_complete(percent).map(|place| plain(&place.full_name())).collect();
        if !below.is_empty() && !args.output.quiet {
            let named = if args.output.redact.is_none() { 5 } else { 0 };
            complain(&too_little(&below, named, percent));
        }
    }
    let outcome = gate(&report, &asked).max(of_records(&report, asked.strict));
    // As with the ledger: the process ends here.
    std::mem::forget(report);
    Ok(outcome)
}

fn gate(report: &Report, gate: &Gate) -> Outcome {
    let stops = match &report.since {
        Some(diff) => diff.stopping().next().is_some(),
        None => stops(report, gate),
    };
    let too_little = gate.min_completeness.is_some_and(|percent| report.less_complete(percent).next().is_some());
    if stops || too_little { Outcome::Findings } else { Outcome::Clean }
}

fn stops(report: &Report, gate: &Gate) -> bool {
    gate.fail_on
        .severity()
        .is_some_and(|severity| report.fails_at(severity) || gate.fail_on_unknown && report.unknown_at(severity))
}

/// Says which places answer too little, so many of them by name.
fn too_little(below: &[String], named: usize, percent: f64) -> String {
    let few: Vec<String> = below.iter().take(named).cloned().collect();
    let few = if few.is_empty() { few.concat() } else { format!(": {}", few.join("; ")) };
    let left = below.len().saturating_sub(named);
    let more = if left > 0 && named > 0 { format!("; and {left} more") } else { String::new() };
    let places = if below.len() == 1 { "1 place answers" } else { &format!("{} places answer", below.len()) };
    format!("{places} less than {percent}% of what the rules ask, by weight{few}{more}")
}
