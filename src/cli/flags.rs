//! The flags that commands share; those that can have a default in a file are `None` or empty where they were not typed.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::parser::ValueSource;
use clap::{Arg, Command, Error};
use pollworthy::request::FailOn;
use pollworthy::words::value::Day;

/// Which rules, and as of when.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Rules")]
pub(super) struct RulesArgs {
    /// A rules file, or the name of a built-in set (federal-assistance), in place of the built-in baseline
    #[arg(long, value_name = "FILE|NAME", global = true)]
    pub(super) rules: Option<PathBuf>,
    /// The day of the audit, such as 2026-11-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day, global = true)]
    pub(super) as_of: Option<Day>,
    /// Change a parameter of the rules, such as max_age_years=12
    #[arg(long, value_name = "PARAM=VALUE", value_parser = pair, global = true)]
    pub(super) set: Vec<(String, String)>,
    /// A waivers file: dated exceptions, each with its reason and owner
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) waivers: Option<PathBuf>,
    /// Judge without waivers
    #[arg(long, global = true)]
    pub(super) no_waivers: bool,
    /// Only these rules or topics
    #[arg(long, value_name = "RULE|TOPIC", value_delimiter = ',', global = true)]
    pub(super) only: Vec<String>,
    /// Leave out these rules or topics
    #[arg(long, value_name = "RULE|TOPIC", value_delimiter = ',', global = true)]
    pub(super) skip: Vec<String>,
    /// A file of defaults for these options [default: pollworthy.toml in the current folder, if there is one]
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,
    /// Read no file of defaults
    #[arg(long, global = true, conflicts_with = "config")]
    pub(super) no_config: bool,
}

impl RulesArgs {
    /// Whether any of them was typed.
    pub(super) fn is_typed(&self) -> bool {
        let named = self.rules.is_some() || self.waivers.is_some() || self.config.is_some() || self.as_of.is_some();
        let lists = !self.set.is_empty() || !self.only.is_empty() || !self.skip.is_empty();
        named || lists || self.no_waivers || self.no_config
    }
}

/// Which records.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Records")]
pub(super) struct RecordsArgs {
    /// Files and folders of records: .csv, .tsv, .toml, .xlsx, .xls and .ods [default: inventories]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Leave out files whose path contains this text
    #[arg(long, value_name = "TEXT")]
    pub(super) exclude: Vec<String>,
    /// A mapping for another organization's tables: a file, or the name of a built-in one (eavs-2018, eavs-2024, verified-voting)
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) map: Vec<PathBuf>,
    /// Only these states, by name or two letters; with a single state, county names are looked up in it
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    pub(super) state: Vec<String>,
    /// A state whose counties must all be present, or a file that lists places; missing ones are reported
    #[arg(long, value_name = "STATE|FILE")]
    pub(super) expect: Vec<String>,
    /// Only this place, by id or name; files and tabs that name no place are assigned to it
    #[arg(long, value_name = "PLACE")]
    pub(super) place: Option<String>,
    /// Number of threads [default: all cores]; it does not change the result
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) threads: usize,
    #[command(flatten)]
    pub(super) rules: RulesArgs,
}

/// When the exit code says no.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Gate")]
pub(super) struct GateArgs {
    /// Exit with code 1 on findings of this severity or higher
    #[arg(long, value_name = "SEVERITY", value_parser = IfTyped(fail_on()), default_value = "high")]
    // By its full path, so that clap takes the type as it is.
    pub(super) fail_on: std::option::Option<FailOn>,
    /// Count rules not answered as rules not met
    #[arg(long)]
    pub(super) fail_on_unknown: bool,
    /// Exit with code 2 on any notice
    #[arg(long)]
    pub(super) strict: bool,
    /// Exit with code 1 if any place answers less than this percentage of what the rules ask
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_completeness: Option<f64>,
}

/// Parses as `P` does, and gives `None` for the default that the help shows: a file of defaults goes before that.
#[derive(Clone)]
struct IfTyped<P>(P);

impl<P: TypedValueParser> TypedValueParser for IfTyped<P> {
    type Value = Option<P::Value>;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Self::Value, Error> {
        self.0.parse_ref(command, arg, value).map(Some)
    }

    fn parse_ref_(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
        source: ValueSource,
    ) -> Result<Self::Value, Error> {
        Ok(self.parse_ref(command, arg, value)?.filter(|_| source == ValueSource::CommandLine))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

/// Parses the value of `--fail-on`.
pub(super) fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::words()).map(|word| FailOn::named(&word).unwrap_or_default())
}

/// Parses a day.
pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write year-month-day, such as 2026-11-01".to_owned())
}

fn percent(text: &str) -> Result<f64, String> {
    let percent = text.strip_suffix('%').unwrap_or(text).trim().parse().ok();
    percent.filter(|percent| (0.0..=100.0).contains(percent)).ok_or_else(|| "give a number from 0 to 100".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write PARAM=VALUE, such as max_age_years=12")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}
