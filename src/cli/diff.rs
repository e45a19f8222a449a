//! `diff`: what changed between two audits, and why.

use anyhow::{Result, bail};
use pollworthy::pages::diff::FORMATS;
use pollworthy::report::diff::Stops;
use pollworthy::request::FailOn;
use pollworthy::words::value::Day;

use super::exit_code::Outcome;
use super::flags::{RecordsArgs, day, fail_on};
use super::output::{Count, Wanted, files, help, wanted};
use super::since::compare;
use super::{complain, pages};

/// Arguments of `diff`.
#[derive(clap::Args, Debug)]
#[command(mut_arg("paths", |arg| arg
    .value_names(["OLD", "NEW"])
    .num_args(2)
    .required(true)
    .help("Two JSON reports from pollworthy, or two files or folders of records, or one of each")))]
pub(super) struct DiffArgs {
    #[command(flatten)]
    records: RecordsArgs,
    /// The day on which the old records are judged [default: the day of the audit]
    #[arg(long, value_name = "DATE", value_parser = day)]
    old_as_of: Option<Day>,
    /// Output format, to stdout or to a file; may be given more than once [default: table]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = wanted(FORMATS), long_help = help(FORMATS, "table"), help_heading = "Output")]
    format: Vec<Wanted>,
    /// How many entries of a long list to show, or all [default: 10]
    #[arg(long, value_name = "N|all", help_heading = "Output")]
    top: Option<Count>,
    /// Exit with code 1 on findings of this severity or higher
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on(), default_value = "low", help_heading = "Gate")]
    fail_on: FailOn,
    /// Count rules not answered as rules not met
    #[arg(long, help_heading = "Gate")]
    fail_on_unknown: bool,
}

pub(super) fn run(args: &DiffArgs) -> Result<Outcome> {
    pages::one_on_stdout(&args.format, "json=diff.json")?;
    let [old, new] = args.records.paths.as_slice() else { bail!("name two reports, or two files or folders") };
    let mut request = args.records.over(&args.records.rules.defaults()?)?;
    request.writes = files(&args.format);
    let stops = Stops { from: args.fail_on.0, unknown: args.fail_on_unknown };
    let diff = compare(&request, (old, new), args.old_as_of, stops)?;
    pages::write(FORMATS, &args.format, args.top, &[], |format, paper, to| (format.write)(&diff, paper, to))?;
    pages::written(&args.format).for_each(|line| complain(&line));
    let gate = if diff.stopping().next().is_some() { Outcome::Findings } else { Outcome::Clean };
    // A comparison with gaps is not clean; each side's own page shows what could not be read.
    let read = if diff.old.unread() + diff.new.unread() > 0 { Outcome::Trouble } else { Outcome::Clean };
    Ok(gate.max(read))
}
