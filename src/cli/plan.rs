//! `plan`: what a budget should buy first.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use pollworthy::diagnostic::Level;
use pollworthy::forecast::days::Until;
use pollworthy::inventory::Inventory;
use pollworthy::limits::reports::BUDGET;
use pollworthy::pages::defused;
use pollworthy::pages::plan::FORMATS;
use pollworthy::phrases::wording::number;
use pollworthy::plan::{self, Funds, Lost, Money, Question, cents};
use pollworthy::request::slashed;
use pollworthy::rules::Prices;

use super::exit_code::{Nothing, Outcome};
use super::flags::RecordsArgs;
use super::forecast::{last_day, until};
use super::out_folder::{Whole, outside, written_blank};
use super::output::{Count, Wanted, files, help, wanted};
use super::request::states;
use super::small_file;
use super::{complain, pages, progress, record_files, rules_files};

/// Arguments of `plan`.
#[derive(clap::Args, Debug)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    records: RecordsArgs,
    /// The money there is, such as 380000000, $380m or 1,000,000; 0 for what is free
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_hyphen_values = true, help_heading = "Money")]
    budget: Option<u64>,
    /// Money for single states or places: a CSV file with place (or state), amount, match and spend_by
    #[arg(long, value_name = "FILE", conflicts_with = "budget", help_heading = "Money")]
    funds: Option<PathBuf>,
    /// Prices of your own over those that are built in: a CSV file with key, low, high, upkeep_low, upkeep_high, unit, source and as_of
    #[arg(long, value_name = "FILE", help_heading = "Money")]
    prices: Option<PathBuf>,
    /// How many years of upkeep the money must cover
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=50), help_heading = "Money")]
    upkeep_years: u32,
    /// Count nothing that would be there after this day: 2028-11-07, next-election, next-presidential, or a time such as 2y, 18m and 90d
    #[arg(long, value_name = "DAY|WHEN", value_parser = until, help_heading = "Money")]
    until: Option<Until>,
    /// Show the curve of risk against money, and nothing else
    #[arg(long, help_heading = "Output")]
    frontier: bool,
    /// Write the records as they would be once all is bought at high prices: CSV files in a folder that is new or empty
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    apply: Option<PathBuf>,
    /// A format, to stdout or to a file; may be given more than once [default: table]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = wanted(FORMATS), long_help = help(FORMATS, "table"), help_heading = "Output")]
    format: Vec<Wanted>,
    /// How many of a long list to show, or all [default: 10]
    #[arg(long, value_name = "N|all", help_heading = "Output")]
    top: Option<Count>,
}

pub(super) fn run(args: &PlanArgs) -> Result<Outcome> {
    pages::one_on_stdout(&args.format, "json=plan.json")?;
    let mut request = args.records.over(&args.records.rules.defaults()?)?;
    request.writes = files(&args.format);
    if let Some(folder) = &args.apply {
        outside("--apply", folder, &request)?;
    }
    request.records.states = states(&request.records.states)?;
    let mut book = rules_files::open(&request.rules, request.as_of)?;
    book.select(&request.rules.only, &request.rules.skip).map_err(|why| Nothing(why.to_string()))?;
    let mut prices = Prices::built_in()?;
    if let Some(path) = &args.prices {
        let own = Prices::read(&slashed(path), &read(path, "the list of prices")?)?;
        own.check(&book)?;
        prices = prices.under(own);
    }
    let money = match (&args.funds, args.budget) {
        (Some(path), _) => Money::Funds(Funds::read(&slashed(path), &read(path, "the file of funds")?)?),
        (None, Some(budget)) => Money::Budget(budget),
        (None, None) if args.frontier => Money::Budget(0),
        (None, None) => {
            bail!("say how much money there is: --budget 380m, or --funds FILE; --frontier shows the curve without")
        }
    };
    let focus = request.focus.clone();
    let open = || record_files::open(&request, &book, 10, progress::watch(true));
    let inventory = open()?;
    if inventory.files() == 0 {
        bail!(Nothing(format!("{} holds no inventory", request.records.names().join(", "))));
    }
    let focus = match focus {
        Some(wanted) => Some(asked(&inventory, &wanted)?),
        None => None,
    };
    let question = Question {
        money,
        until: args.until.map(|until| last_day(until, request.as_of)).transpose()?,
        curve_only: args.frontier,
        upkeep_years: args.upkeep_years,
        states: request.records.states.clone(),
        focus,
    };
    let plan = plan::plan(inventory, &book, &prices, question)?;
    pages::write(FORMATS, &args.format, args.top, &[], |format, paper, to| (format.write)(&plan, paper, to))?;
    pages::written(&args.format).for_each(|line| complain(&line));
    if let Some(folder) = &args.apply {
        // Half of the records would be audited as if they were all.
        let whole = Whole::begin(folder)?;
        let lost = plan::apply(open()?, &book, &plan, defused, &mut |table| {
            let file = whole.create(&format!("{table}.csv"))?;
            Ok(Box::new(BufWriter::new(file)) as Box<dyn Write>)
        })
        .with_context(|| format!("{}: the changed records cannot be written", folder.display()))?;
        whole.finish()?;
        for line in not_carried_over(&lost) {
            complain(&line);
        }
    }
    let mut outcome = Outcome::Clean;
    for notice in plan.notices.iter().filter(|notice| notice.level == Level::Error) {
        complain(&notice.to_string());
        outcome = Outcome::Trouble;
    }
    Ok(outcome)
}

/// The id of the place that is asked about.
fn asked(inventory: &Inventory, wanted: &str) -> Result<String> {
    let place = inventory.places().asked(wanted);
    place
        .map(|place| place.id.to_string())
        .ok_or_else(|| anyhow!(Nothing(format!("no row of jurisdictions is about \"{wanted}\""))))
}

fn amount(text: &str) -> Result<u64, String> {
    cents(text).ok_or_else(|| BUDGET.to_string())
}

fn read(path: &Path, what: &str) -> Result<String> {
    small_file::read(path).with_context(|| format!("{}: {what} cannot be read", slashed(path)))
}

/// What the written records lack, a line each.
fn not_carried_over(lost: &Lost) -> Vec<String> {
    let mut lines = written_blank("--apply", &lost.cells);
    match lost.not_placed {
        0 => {}
        1 => lines.push("--apply: 1 row whose place or state is not known is left out".to_owned()),
        rows => lines.push(format!("--apply: {} rows whose place or state is not known are left out", number(rows))),
    }
    lines
}
