//! `audit`: the report.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use pollworthy::diagnostic::Level;
use pollworthy::forecast::days::Until;
use pollworthy::pages::layout::Paper;
use pollworthy::pages::{Draw, FORMATS, Needs, github, table};
use pollworthy::phrases::in_brief::in_brief;
use pollworthy::phrases::plain::plain;
use pollworthy::report::Report;
use pollworthy::report::reading::Reading;
use pollworthy::request::Request;
use pollworthy::words::value::{Day, Span};

use super::exit_code::{Outcome, at_gate, of_records};
use super::flags::{GateArgs, RecordsArgs, day};
use super::forecast::{last_day, until};
use super::output::{OutputArgs, files};
use super::report::{LookAhead, Scope, report};
use super::split::SplitArgs;
use super::{browser, checked, complain, pages, since, start};

/// Arguments of `audit`.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    pub(super) records: RecordsArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) gate: GateArgs,
    #[command(flatten)]
    pub(super) since: SinceArgs,
    #[command(flatten)]
    split: SplitArgs,
    /// Look ahead to this day: the HTML report gets a timeline of what changes by then (see pollworthy forecast)
    #[arg(long, value_name = "DAY|WHEN", value_parser = until, help_heading = "Output", conflicts_with = "since")]
    pub(super) until: Option<Until>,
    /// Open the HTML report in the browser; without --format html=FILE it is written next to the records
    #[arg(long, help_heading = "Output")]
    pub(super) open: bool,
}

impl AuditArgs {
    /// What is shown in addition to counts.
    pub(super) fn needs(&self) -> Needs {
        self.output.needs().and(self.split.needs())
    }
}

/// So far ahead the page of one place looks, in years.
const AHEAD: i64 = 2;

/// What the audit is compared with.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Gate")]
pub(super) struct SinceArgs {
    /// Count only what got worse since then: an earlier JSON report (several show the change over time), the earlier records, or a branch,
    /// tag or commit of the git repository (git:NAME where a file has that name)
    #[arg(long, value_name = "REPORT|PATH|COMMIT")]
    pub(super) since: Vec<PathBuf>,
    /// With --since PATH: the day on which the earlier records are judged [default: the day of the audit]
    #[arg(long, value_name = "DATE", value_parser = day, requires = "since")]
    pub(super) old_as_of: Option<Day>,
}

pub(super) fn run(args: &AuditArgs) -> Result<Outcome> {
    let config = args.records.rules.defaults()?;
    if args.records.are_nowhere(&config) {
        complain(&start::welcome(cfg!(windows)));
        return Ok(Outcome::Nothing);
    }
    let asked = args.records.over(&config)?;
    let (typed, mut args) = (args, args.clone());
    let opens = typed.open || start::dropped(&start::here());
    let page = opens.then(|| browser::page(&mut args.output, &asked.records));
    let args = &args;
    let request = Request {
        limits: args.output.limits(args.needs()),
        gate: args.gate.over(&config),
        public: args.output.is_public(&config),
        writes: files(&args.output.format),
        ..asked
    };
    let split = args.split.begin(&args.output, &request)?;
    let again = Some(&request).filter(|request| args.output.needs_reading() && !request.public).cloned();
    let report = if args.since.since.is_empty() {
        let until = args.until.map(|until| last_day(until, request.as_of)).transpose()?;
        let soon = Span::of(AHEAD, "year").and_then(|ahead| request.as_of.plus(ahead, 1));
        let ahead = match (until, soon.filter(|_| args.output.is_page())) {
            (Some(until), _) => LookAhead::Until(until),
            (None, Some(soon)) => LookAhead::IfSmall(soon),
            (None, None) => LookAhead::No,
        };
        report(request, &Scope { ahead, ..Scope::of(args.needs()) })?
    } else {
        since::audited(args, request)?
    };
    let reading = again.map(|request| checked::reading(&report, request)).transpose()?;
    if let Some(split) = split {
        split.write(&report, &args.output)?;
    }
    if opens {
        complain(&if report.request.public { in_brief(&report.for_the_public()) } else { in_brief(&report) });
    }
    match (write(&report, reading.as_ref(), &args.output, table::write), page) {
        // The folder of a file that was dropped may be closed to writers: the page is then shown in the window.
        (Err(error), Some(_)) if !typed.open => {
            complain(&format!("pollworthy: {error:#}"));
            write(&report, None, &typed.output, table::write)?;
        }
        (written, page) => {
            written?;
            page.iter().for_each(|page| browser::open(page));
        }
    }
    reading.iter().for_each(|reading| checked::say_where(reading, &args.output));
    if let Some(percent) = report.request.gate.min_completeness {
        let below: Vec<String> = report.less_complete(percent).map(|place| plain(&place.full_name())).collect();
        if !below.is_empty() && !args.output.quiet {
            let named = if report.request.public { 0 } else { 5 };
            complain(&too_little(&below, named, percent));
        }
    }
    let outcome = at_gate(&report).max(of_records(&report, report.request.gate.strict));
    // As with the ledger: the process ends here.
    std::mem::forget(report);
    Ok(outcome)
}

/// Writes a report in every format asked for; where that is the page, as `page` draws it.
pub(super) fn write(
    report: &Report,
    reading: Option<&Reading>,
    output: &OutputArgs,
    page: impl Fn(&Report, &Paper, &mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let public;
    let report = if report.request.public {
        public = report.for_the_public();
        &public
    } else {
        report
    };
    let formats = || output.format.iter().map(|wanted| &FORMATS[wanted.format]);
    if let Some(wrong) = output.misses(report.request.public) {
        bail!(wrong);
    }
    pages::one_on_stdout(&output.format, "json=report.json")?;
    for (at, wanted) in output.format.iter().enumerate() {
        let twice = |path: &&PathBuf| output.format[..at].iter().any(|other| other.file.as_ref() == Some(*path));
        if let Some(twice) = wanted.file.as_ref().filter(twice) {
            bail!("{}: two formats cannot be written to one file", twice.display());
        }
    }
    if let Some(summary) = formats().find_map(|format| format.summary) {
        summarize(report, output, summary)?;
        append("GITHUB_OUTPUT", "outputs of the step", github::outputs(report).as_bytes())?;
    }
    let files: Vec<&str> = report.files.iter().map(|file| &*file.path).collect();
    pages::write(FORMATS, &output.format, output.top, &files, |format, paper, to| {
        match (output.rows_of(format), format.with_reading.zip(reading)) {
            (Some(rows), _) => rows(report, paper, to),
            (None, Some((draw, reading))) => draw(report, reading, paper, to),
            (None, None) if format.is_page => page(report, paper, to),
            (None, None) => (format.write)(report, paper, to),
        }
    })?;
    if !output.quiet {
        pages::written(&output.format).for_each(|line| complain(&line));
    }
    let shows_notices = output.format.iter().any(|wanted| wanted.file.is_none() && FORMATS[wanted.format].is_page);
    if !output.format.is_empty() && !shows_notices && !output.quiet {
        for notice in report.notices.iter().filter(|notice| notice.level == Level::Error) {
            complain(&notice.to_string());
        }
    }
    Ok(())
}

/// Adds to the job summary.
fn summarize(report: &Report, output: &OutputArgs, draw: Draw<Report>) -> Result<()> {
    let mut bytes = Vec::new();
    draw(report, &pages::paper(output.top, false), &mut bytes)?;
    append("GITHUB_STEP_SUMMARY", "job summary", &bytes)
}

/// Adds bytes to the file that GitHub Actions names in a variable, where it does.
fn append(variable: &str, what: &str, bytes: &[u8]) -> Result<()> {
    let Some(path) = std::env::var_os(variable).filter(|path| !path.is_empty()) else { return Ok(()) };
    let added = OpenOptions::new().append(true).create(true).open(&path).and_then(|mut file| file.write_all(bytes));
    added.with_context(|| format!("{}: the {what} cannot be written", Path::new(&path).display()))
}

/// Says which places answer too little; only the first `named` by name.
fn too_little(below: &[String], named: usize, percent: f64) -> String {
    let few: Vec<String> = below.iter().take(named).cloned().collect();
    let few = if few.is_empty() { few.concat() } else { format!(": {}", few.join("; ")) };
    let left = below.len().saturating_sub(named);
    let more = if left > 0 && named > 0 { format!("; and {left} more") } else { String::new() };
    let places = if below.len() == 1 { "1 place answers" } else { &format!("{} places answer", below.len()) };
    format!("{places} less than {percent}% of what the rules ask, by weight{few}{more}")
}
