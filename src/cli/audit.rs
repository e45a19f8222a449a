//! `audit`: the report.

use anyhow::Result;
use pollworthy::render::table;
use pollworthy::report::Report;

use super::args::{Audit, Gate};
use super::complain;
use super::outcome::Outcome;
use super::run::{Audited, audit, nothing, of_records, write};
use super::start;

pub(super) fn run(args: &Audit) -> Result<Outcome> {
    if args.input.paths.is_empty() && !std::path::Path::new("inventories").exists() {
        complain(&start::welcome(cfg!(windows)));
        return Ok(Outcome::Nothing);
    }
    let report = match audit(&args.input, &args.output)? {
        Audited::Report(report) => report,
        Audited::Nothing(why) => return Ok(nothing(&why)),
    };
    write(&report, &args.output, &table::write)?;
    Ok(gate(&report, &args.gate).max(of_records(&report, args.gate.strict)))
}

fn gate(report: &Report, gate: &Gate) -> Outcome {
    let stops = gate
        .fail_on
        .severity()
        .is_some_and(|severity| report.fails_at(severity) || gate.fail_on_unknown && report.unknown_at(severity));
    if stops { Outcome::Findings } else { Outcome::Clean }
}
