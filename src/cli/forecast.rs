//! `forecast`: what changes by itself until a day.

use anyhow::{Result, anyhow, bail};
use pollworthy::audit::Keep;
use pollworthy::finding::{Severity, Verdict};
use pollworthy::forecast::days::{LONGEST, Until, shown};
use pollworthy::forecast::{Ahead, Direction, Forecast};
use pollworthy::pages::forecast::FORMATS;
use pollworthy::request::{FailOn, Request};
use pollworthy::rules::RuleBook;

use super::exit_code::{Nothing, Outcome, of_records};
use super::flags::{RecordsArgs, fail_on};
use super::output::{Count, Wanted, help, wanted};
use super::report::{focus, has_rows, no_place_in_states, selected};
use super::request::states;
use super::{pages, progress, record_files, rules_files};

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

fn until(text: &str) -> Result<Until, String> {
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
    let forecast = forecast(args.records.over(&config)?, args.until, args.max_assets.0.unwrap_or(usize::MAX))?;
    pages::write(FORMATS, &args.format, args.top, |format, paper, to| (format.write)(&forecast, paper, to))?;
    let records = of_records(&forecast.today, false);
    Ok(records.max(at_gate(&forecast, args.fail_on.and_then(|fail_on| fail_on.0))))
}

/// Reads the records once, and finds what is ahead of them.
fn forecast(mut request: Request, until: Until, most: usize) -> Result<Forecast> {
    let as_of = request.as_of;
    let until = until.from(as_of).ok_or_else(|| {
        anyhow!("--until is a day after the day of the audit, {as_of}, and at most {LONGEST} years after it")
    })?;
    let book = selected(rules_files::open_for_any_day(&request.rules, as_of)?, &request.rules)?;
    let of_day =
        |(day, _): &(_, _)| -> Result<RuleBook> { selected(rules_files::open(&request.rules, *day)?, &request.rules) };
    let on_days = shown(as_of, until).iter().map(of_day).collect::<Result<Vec<_>>>()?;
    states(&request.records.states)?;
    let inventory = record_files::open(&request, &book, 10, progress::watch(true))?;
    let files = inventory.files();
    let keep = Keep {
        each: 0,
        in_all: 0,
        states: request.records.states.clone(),
        place: request.focus.clone(),
        of_one_place: false,
    };
    let ahead = Ahead { book: &book, on_days: &on_days, until, most };
    let counted = ahead.count(inventory, keep);
    has_rows(&request.records, files, counted.read())?;
    focus(&mut request, &counted.read().places)?;
    let forecast = counted.forecast(&ahead, &request);
    if forecast.today.is_empty() {
        bail!(Nothing(no_place_in_states(&forecast.today)));
    }
    Ok(forecast)
}

/// Whether anything as grave as `from` gets worse.
fn at_gate(forecast: &Forecast, from: Option<Severity>) -> Outcome {
    let Some(from) = from else { return Outcome::Clean };
    let stops = forecast.turns.iter().any(|turn| {
        let severity = forecast.rules[turn.rule].severity;
        let fails = turn.to == Some(Verdict::Fail) && turn.direction() == Direction::Worse;
        fails && severity <= from && severity != Severity::Info
    });
    if stops { Outcome::Findings } else { Outcome::Clean }
}
