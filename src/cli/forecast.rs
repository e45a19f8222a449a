//! `forecast`: what changes by itself until a day.

use anyhow::{Result, anyhow, bail};
use pollworthy::diagnostic::Level;
use pollworthy::finding::{Severity, Verdict};
use pollworthy::forecast::Forecast;
use pollworthy::forecast::days::{Until, shown};
use pollworthy::limits::reports::FORECAST_YEARS;
use pollworthy::pages::Needs;
use pollworthy::pages::forecast::FORMATS;
use pollworthy::report::Direction;
use pollworthy::request::{FailOn, Limits, Request};
use pollworthy::words::value::Day;

use super::exit_code::{Outcome, of_records};
use super::flags::{RecordsArgs, fail_on};
use super::output::{Count, Wanted, files, help, wanted};
use super::report::{LookAhead, Scope, reports};
use super::{complain, pages};

/// Arguments of `forecast`.
#[derive(clap::Args, Debug)]
pub(super) struct ForecastArgs {
    #[command(flatten)]
    records: RecordsArgs,
    /// The last day to look at: 2028-11-07, next-election, next-presidential, or a time such as 2y, 18m and 90d
    #[arg(long, value_name = "DAY|WHEN", value_parser = until, default_value = "next-election")]
    until: Until,
    /// Output format, to stdout or to a file; may be given more than once [default: table]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = wanted(FORMATS), long_help = help(FORMATS, "table"), help_heading = "Output")]
    format: Vec<Wanted>,
    /// How many of a long list to show, or all [default: 10; 40 changes of one place]
    #[arg(long, value_name = "N|all", help_heading = "Output")]
    top: Option<Count>,
    /// How many assets of each change to keep, or all; counts are exact all the same
    #[arg(long, value_name = "N|all", default_value = "100", help_heading = "Output")]
    max_assets: Count,
    /// The exit code is 1 where a rule of this severity or a graver one is not met any more, or by more, before that day [default: never]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on(), help_heading = "Gate")]
    fail_on: Option<FailOn>,
}

pub(super) fn until(text: &str) -> Result<Until, String> {
    Until::parse(text).ok_or_else(|| {
        "write a day such as 2028-11-07, next-election, next-presidential, or a time such as 2y, 18m or 90d".to_owned()
    })
}

pub(super) fn run(args: &ForecastArgs) -> Result<Outcome> {
    pages::one_on_stdout(&args.format, "html=forecast.html")?;
    let config = args.records.rules.defaults()?;
    if config.public {
        bail!("a forecast names single machines and computers, and is not for the public; say --no-config to make one");
    }
    let limits = Limits { each: args.max_assets.0, in_report: None };
    let forecast =
        forecast(Request { limits, writes: files(&args.format), ..args.records.over(&config)? }, args.until)?;
    pages::write(FORMATS, &args.format, args.top, &[], |format, paper, to| (format.write)(&forecast, paper, to))?;
    pages::written(&args.format).for_each(|line| complain(&line));
    let shows_notices =
        args.format.is_empty() || args.format.iter().any(|one| one.file.is_none() && FORMATS[one.format].is_page);
    if !shows_notices {
        let errors = forecast.today.notices.iter().filter(|notice| notice.level == Level::Error);
        errors.for_each(|notice| complain(&notice.to_string()));
    }
    let records = of_records(&forecast.today, false);
    Ok(records.max(at_gate(&forecast, args.fail_on.and_then(|fail_on| fail_on.0))))
}

/// Reads the records once, and finds what is ahead of them.
fn forecast(request: Request, until: Until) -> Result<Forecast> {
    let until = last_day(until, request.as_of)?;
    let days = shown(request.as_of, until);
    let scope = Scope { ahead: LookAhead::Until(until), ..Scope::of(Needs::NONE) };
    let (mut today, on_days) = reports(request, &scope, &days.iter().map(|(day, _)| *day).collect::<Vec<_>>())?;
    let turns = today.ahead.take().map(|turns| *turns);
    let turns = turns.ok_or_else(|| anyhow!("nothing was counted on later days"))?;
    Ok(Forecast { today, turns, on_days: days.into_iter().map(|(_, kind)| kind).zip(on_days).collect() })
}

/// The last day that is meant, from the day of the audit.
pub(super) fn last_day(until: Until, as_of: Day) -> Result<Day> {
    until.from(as_of).ok_or_else(|| anyhow!("{FORECAST_YEARS}; the audit is of {as_of}"))
}

/// Whether anything as grave as `from` gets worse.
fn at_gate(forecast: &Forecast, from: Option<Severity>) -> Outcome {
    let Some(from) = from else { return Outcome::Clean };
    let stops = forecast.turns.all.iter().any(|turn| {
        let severity = forecast.turns.rules[turn.rule].severity;
        let fails = turn.to == Some(Verdict::Fail) && turn.direction() == Direction::Worse;
        fails && severity <= from && severity != Severity::Info
    });
    if stops { Outcome::Findings } else { Outcome::Clean }
}
