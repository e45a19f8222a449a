//! The arguments, in words only: nothing is decided here.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};
use pollworthy::finding::Severity;
use pollworthy::render::{FORMATS, Findings, Needs, diff, reading};
use pollworthy::schema::TABLES;
use pollworthy::spelling::nearest;
use pollworthy::value::Day;

use super::said::Said;

/// Audits an election office's records of voting equipment and networks against rules.
///
/// Prints a risk for every jurisdiction and the states that still lack paper trails. Offline: it fetches nothing and sends nothing.
#[derive(Parser, Debug)]
#[command(name = "pollworthy", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 clean; 1 findings at or above --fail-on; 2 bad usage, or something could not be read; \
                        3 nothing was audited."
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) audit: Audit,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// The report; a bare path means this
    Audit(Audit),
    /// The states that still lack paper trails, or anything else that has a list
    States(States),
    /// Why a rule asks what it asks; or where a place's score comes from
    Explain(Explain),
    /// What changed between two reports or two inventories, and why
    Diff(Diff),
    /// How every file was understood, and all that is wrong with it
    Read(Read),
    /// Whether a JSON report belongs to these files: their digests, then the same audit again
    Verify(Verify),
    /// The rules: list them, check a rules file, run its examples
    Rules(Rules),
    /// The waivers: what is excepted, why, for whom and until when
    Waivers(Waivers),
    /// The tables and columns of an inventory
    Schema(Schema),
    /// Empty sheets to fill in, and the files that go with them
    Init(Init),
    /// What a shell needs to complete commands and options
    Completions(Completions),
    /// The manual page, in roff
    Man,
}

/// Arguments of `audit`.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct Audit {
    #[command(flatten)]
    pub(super) input: Input,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    pub(super) gate: Gate,
    #[command(flatten)]
    pub(super) since: Since,
}

/// What the audit is compared with.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Gate")]
pub(super) struct Since {
    /// Only what got worse since then counts: a JSON report (several draw the line over time), or the records as they were
    #[arg(long, value_name = "REPORT|PATH")]
    pub(super) since: Vec<PathBuf>,
    /// With the records of --since PATH: the day they are judged on [default: the day of the audit]
    #[arg(long, value_name = "DATE", value_parser = day, requires = "since")]
    pub(super) old_as_of: Option<Day>,
}

/// Arguments of `diff`.
#[derive(clap::Args, Debug)]
#[command(mut_arg("paths", |arg| arg
    .value_names(["OLD", "NEW"])
    .num_args(2)
    .required(true)
    .help("Two JSON reports by pollworthy, or two files or folders of records, or one of each")))]
pub(super) struct Diff {
    #[command(flatten)]
    pub(super) input: Input,
    /// The day the old records are judged on [default: the day of the audit]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) old_as_of: Option<Day>,
    /// A format, to stdout or to a file; may be given more than once [default: table]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = wanted_of_diff, long_help = formats_of_diff(), help_heading = "Output")]
    pub(super) format: Vec<Wanted>,
    /// How many of a long list to show, or all [default: 10]
    #[arg(long, value_name = "N|all", help_heading = "Output")]
    pub(super) top: Option<Count>,
    /// The least severity whose findings make the exit code 1
    #[arg(long, value_name = "SEVERITY", value_enum, default_value = "low", help_heading = "Gate")]
    pub(super) fail_on: FailOn,
    /// Rules not answered count like rules not met
    #[arg(long, help_heading = "Gate")]
    pub(super) fail_on_unknown: bool,
}

/// Arguments of `completions`.
#[derive(clap::Args, Debug)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// Arguments of `states`.
#[derive(clap::Args, Debug)]
pub(super) struct States {
    #[command(flatten)]
    pub(super) input: Input,
    #[command(flatten)]
    pub(super) output: Output,
    /// Which list: a topic, or a list that the rules file names
    #[arg(long, value_name = "LIST", default_value = "paper-trail", visible_alias = "topic")]
    pub(super) list: String,
}

/// Arguments of `explain`.
#[derive(clap::Args, Debug)]
pub(super) struct Explain {
    /// A rule's id, a place's id or name, or one of: score, rules
    #[arg(value_name = "RULE|PLACE")]
    pub(super) subject: String,
    #[command(flatten)]
    pub(super) input: Input,
    /// How many places of a state to show, or all
    #[arg(long, value_name = "N|all")]
    pub(super) top: Option<Count>,
}

/// Arguments of `read`.
#[derive(clap::Args, Debug)]
pub(super) struct Read {
    #[command(flatten)]
    pub(super) input: Input,
    /// A format, to stdout or to a file; may be given more than once [default: table; into a pipe: lines]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = wanted_of_reading, long_help = formats_of_reading(), help_heading = "Output")]
    pub(super) format: Vec<Wanted>,
    /// How many of a long list to show, or all [default: 10; 60 of files that cannot be read]
    #[arg(long, value_name = "N|all", help_heading = "Output")]
    pub(super) top: Option<Count>,
    /// Notices make the exit code 2
    #[arg(long, help_heading = "Gate")]
    pub(super) strict: bool,
}

/// Arguments of `verify`.
#[derive(clap::Args, Debug)]
pub(super) struct Verify {
    /// The report, as --format json wrote it
    #[arg(value_name = "REPORT")]
    pub(super) report: PathBuf,
    /// Its files and folders of records, in the order in which it names them [default: those it names]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The folder that the report was made in: rules, waivers and other files it names are found from there [default: this one]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// How the answer is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "table")]
    pub(super) format: VerifyFormat,
    // They come with every command, and here the report says them all.
    #[command(flatten)]
    pub(super) law: Law,
}

/// How the answer of `verify` is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum VerifyFormat {
    /// For people: the page
    Table,
    /// For programs (pollworthy.verification/1)
    Json,
}

/// Arguments of `rules`.
#[derive(clap::Args, Debug)]
pub(super) struct Rules {
    #[command(subcommand)]
    pub(super) command: RulesCommand,
    #[command(flatten)]
    pub(super) law: Law,
}

/// Arguments of `waivers`.
#[derive(clap::Args, Debug)]
pub(super) struct Waivers {
    #[command(subcommand)]
    pub(super) command: WaiversCommand,
    #[command(flatten)]
    pub(super) law: Law,
}

/// What to do with a waivers file.
#[derive(Subcommand, Clone, Copy, Debug)]
pub(super) enum WaiversCommand {
    /// Every waiver, those that end first coming first
    List,
}

/// What to do with a rules file.
#[derive(Subcommand, Clone, Debug)]
pub(super) enum RulesCommand {
    /// Every rule, with its severity and what it asks, and where each value comes from
    List {
        /// State law for the rules: every clause, and which states are not covered
        #[arg(long)]
        law: bool,
        /// The law of these states alone, by two letters or name
        #[arg(long, value_name = "STATE", value_delimiter = ',', requires = "law")]
        state: Vec<String>,
    },
    /// Every mistake in the file, and what a careful reader would ask of it
    Check {
        /// Files and folders of records: then also the rules that are about no row of them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Runs every rule's examples
    Test,
}

/// Arguments of `schema`.
#[derive(clap::Args, Debug)]
pub(super) struct Schema {
    /// One table; all, where it is not said
    #[arg(value_parser = PossibleValuesParser::new(TABLES.iter().map(|table| table.name)))]
    pub(super) table: Option<String>,
    /// How the tables are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "table")]
    pub(super) format: SchemaFormat,
    /// The JSON Schema of rules files, by which editors complete and check them
    // The global --rules and --waivers are seen from here too: these take their place, so they are paths as well, and name none.
    #[arg(long, num_args = 0, default_missing_value = "-", conflicts_with_all = ["table", "format", "waivers"])]
    pub(super) rules: Option<PathBuf>,
    /// The JSON Schema of waivers files
    #[arg(long, num_args = 0, default_missing_value = "-", conflicts_with_all = ["table", "format"])]
    pub(super) waivers: Option<PathBuf>,
    /// The JSON Schema of files of state law
    #[arg(long, conflicts_with_all = ["table", "format", "rules", "waivers"])]
    pub(super) law: bool,
    /// The JSON Schema of mapping files
    #[arg(long, conflicts_with_all = ["table", "format", "rules", "waivers", "law"])]
    pub(super) mapping: bool,
    /// The JSON Schema of files of defaults
    #[arg(long, num_args = 0, default_missing_value = "-", conflicts_with_all = ["table", "format", "rules", "waivers", "law", "mapping"])]
    pub(super) config: Option<PathBuf>,
}

/// Arguments of `init`.
#[derive(clap::Args, Debug)]
pub(super) struct Init {
    /// The folder to write into; what is there already stays as it is
    #[arg(value_name = "DIR", default_value = "my-office")]
    pub(super) folder: PathBuf,
    /// Your place, by id or name, to fill in beforehand
    #[arg(long, value_name = "PLACE")]
    pub(super) place: Option<String>,
}

/// How the tables of an inventory are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaFormat {
    /// For people: the page
    Table,
    /// Tables of Markdown
    Markdown,
    /// The JSON Schema of TOML inventories
    Json,
}

/// Which rules, and as of when.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Rules")]
pub(super) struct Law {
    /// A rules file, or a built-in set by its name (federal-assistance), in place of the built-in baseline
    #[arg(long, value_name = "FILE|NAME", global = true)]
    pub(super) rules: Option<PathBuf>,
    /// The day the audit speaks of, such as 2026-11-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day, global = true)]
    pub(super) as_of: Option<Day>,
    /// A param of the rules, as in max_age_years=12
    #[arg(long, value_name = "PARAM=VALUE", value_parser = pair, global = true)]
    pub(super) set: Vec<(String, String)>,
    /// A waivers file: dated exceptions, each with its reason and owner
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) waivers: Option<PathBuf>,
    /// Judge as if no waiver were
    #[arg(long, global = true)]
    pub(super) no_waivers: bool,
    /// Only these rules or topics
    #[arg(long, value_name = "RULE|TOPIC", value_delimiter = ',', global = true)]
    pub(super) only: Vec<String>,
    /// Not these rules or topics
    #[arg(long, value_name = "RULE|TOPIC", value_delimiter = ',', global = true)]
    pub(super) skip: Vec<String>,
    /// A file of defaults for these options [default: pollworthy.toml in the current folder, where there is one]
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,
    /// Take no defaults from a file
    #[arg(long, global = true, conflicts_with = "config")]
    pub(super) no_config: bool,
    /// What was said where there is a default.
    #[arg(skip)]
    pub(super) said: Said,
    /// The file that defaults were taken from, and its SHA-256.
    #[arg(skip)]
    pub(super) defaults: Option<(String, String)>,
}

/// Which records.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Records")]
pub(super) struct Input {
    /// Files and folders of records: .csv, .tsv, .toml, .xlsx, .xls and .ods [default: inventories]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Leave out files whose path holds this text
    #[arg(long, value_name = "TEXT")]
    pub(super) exclude: Vec<String>,
    /// A mapping for somebody else's tables: a file, or a built-in one by its name (eavs-2018, eavs-2024, verified-voting)
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) map: Vec<PathBuf>,
    /// Only these states, by two letters or name; with one, counties' names are looked up in it
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    pub(super) state: Vec<String>,
    /// A state all of whose counties must be there, or a file that lists places; silent ones are reported
    #[arg(long, value_name = "STATE|FILE")]
    pub(super) expect: Vec<String>,
    /// Only this place, by id or name; files and tabs in which nothing names a place are given to it
    #[arg(long, value_name = "PLACE")]
    pub(super) place: Option<String>,
    /// How many threads read and judge [default: all the machine has]; it changes no result
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) threads: usize,
    #[command(flatten)]
    pub(super) law: Law,
    /// What the paths were called in the report that is verified.
    #[arg(skip)]
    pub(super) names: Vec<String>,
    /// Whether it is read while others are, of which alone is shown how far they are.
    #[arg(skip)]
    pub(super) is_unseen: bool,
}

/// What is printed, and where.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(super) struct Output {
    /// A format, to stdout or to a file; may be given more than once [default: table]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Wanted::from_str, long_help = formats())]
    pub(super) format: Vec<Wanted>,
    /// What a row of --format csv is
    #[arg(long, value_name = "WHAT", value_enum, default_value = "finding")]
    pub(super) by: By,
    /// How many of a long list to show, or all [default: 10; 60 of states and places]
    #[arg(long, value_name = "N|all")]
    pub(super) top: Option<Count>,
    /// How many findings to keep per place and rule, or all; counts are exact all the same
    #[arg(long, value_name = "N|all", default_value = "100")]
    pub(super) max_findings: Count,
    /// How many findings to keep in the whole report, the worst first, or all [default: 25000; all, where --max-findings is all, or html is asked for]
    #[arg(long, value_name = "N|all")]
    pub(super) max_in_report: Option<Count>,
    /// For whom it is: for the public, places are named for rules whose findings are public, and counted for the rest
    #[arg(long, value_name = "FOR", value_enum)]
    pub(super) redact: Option<Redact>,
    /// Print nothing but what --format asks for
    #[arg(long, short)]
    pub(super) quiet: bool,
}

impl Args {
    /// Keeps what was said in words, which the arguments alone do not tell from a default.
    pub(super) fn remember(&mut self, said: &Said) {
        let law = match &mut self.command {
            None => &mut self.audit.input.law,
            Some(Command::Audit(audit)) => &mut audit.input.law,
            Some(_) => return,
        };
        law.said = said.clone();
    }
}

impl Law {
    /// Whether any of it was said.
    pub(super) fn is_said(&self) -> bool {
        let named = self.rules.is_some() || self.waivers.is_some() || self.config.is_some() || self.as_of.is_some();
        let lists = !self.set.is_empty() || !self.only.is_empty() || !self.skip.is_empty();
        named || lists || self.no_waivers || self.no_config
    }
}

/// So many findings people still read, and code scanning takes no more of one run.
const MOST_IN_REPORT: usize = 25_000;

impl Output {
    /// Whether nothing but pages is asked for.
    pub(super) fn is_page(&self) -> bool {
        self.format.iter().all(|wanted| FORMATS[wanted.format].name == "table")
    }

    /// What the formats that are asked for show.
    pub(super) fn needs(&self) -> Needs {
        let page = Wanted { format: 0, file: None };
        let asked = if self.format.is_empty() { std::slice::from_ref(&page) } else { &self.format };
        let of = |wanted: &Wanted| {
            let format = &FORMATS[wanted.format];
            let places = self.by == By::Place && format.by_place.is_some();
            if places { Needs::NONE } else { format.needs }
        };
        asked.iter().map(of).fold(Needs::NONE, Needs::and)
    }

    /// How many findings are kept: for each place and rule, and in all.
    pub(super) fn limits(&self) -> Limits {
        let of_every_place = self.needs().findings == Findings::OfEveryPlace;
        let usual = Count(self.max_findings.0.and(Some(MOST_IN_REPORT)).filter(|_| !of_every_place));
        Limits { each: self.max_findings.0, in_report: self.max_in_report.unwrap_or(usual).0 }
    }
}

/// How many findings are kept; all, where there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// For each place and rule.
    pub(super) each: Option<usize>,
    /// In the whole report.
    pub(super) in_report: Option<usize>,
}

impl Limits {
    /// Every finding is kept.
    pub(super) const NONE: Self = Self { each: None, in_report: None };
}

/// For whom a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Redact {
    /// Anybody
    Public,
}

/// What a row of a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// A finding
    Finding,
    /// A place: its scores, its standing, whom to call
    Place,
}

/// When the exit code says no.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Gate")]
pub(super) struct Gate {
    /// The least severity whose findings make the exit code 1
    #[arg(long, value_name = "SEVERITY", value_enum, default_value = "high")]
    pub(super) fail_on: FailOn,
    /// Rules not answered count like rules not met
    #[arg(long)]
    pub(super) fail_on_unknown: bool,
    /// Notices make the exit code 2
    #[arg(long)]
    pub(super) strict: bool,
    /// The exit code is 1 where a place answers less than so many percent of what the rules ask
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_completeness: Option<f64>,
}

/// The least severity at the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Critical,
    High,
    Medium,
    Low,
    Never,
}

impl FailOn {
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Critical => Some(Severity::Critical),
            Self::High => Some(Severity::High),
            Self::Medium => Some(Severity::Medium),
            Self::Low => Some(Severity::Low),
            Self::Never => None,
        }
    }
}

/// A number, or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count(pub(super) Option<usize>);

impl FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self(None)),
            _ => text.parse().map(|count| Self(Some(count))).map_err(|_| "give a whole number, or all".to_owned()),
        }
    }
}

/// A format, and the file it goes to; stdout where none is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) format: usize,
    pub(super) file: Option<PathBuf>,
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        wanted(text, &FORMATS.iter().map(|format| format.name).collect::<Vec<_>>())
    }
}

/// A format of a list by its name, and the file behind `=`.
fn wanted(text: &str, names: &[&str]) -> Result<Wanted, String> {
    let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(PathBuf::from(file))));
    let format = names.iter().position(|known| *known == name);
    let unknown = || match nearest(name, names.iter().copied()) {
        Some(near) => format!("there are {}; did you mean {near}?", names.join(", ")),
        None => format!("there are {}", names.join(", ")),
    };
    Ok(Wanted { format: format.ok_or_else(unknown)?, file })
}

fn wanted_of_reading(text: &str) -> Result<Wanted, String> {
    wanted(text, &reading::FORMATS.iter().map(|format| format.name).collect::<Vec<_>>())
}

fn wanted_of_diff(text: &str) -> Result<Wanted, String> {
    wanted(text, &diff::FORMATS.iter().map(|format| format.name).collect::<Vec<_>>())
}

fn formats_of_reading() -> String {
    let lines = reading::FORMATS.iter().map(|format| format!("\n  {:<6} {}", format.name, format.about));
    format!(
        "A format, to stdout or to a file; may be given more than once [default: table; into a pipe: lines]{}",
        lines.collect::<String>()
    )
}

fn formats_of_diff() -> String {
    let lines = diff::FORMATS.iter().map(|format| format!("\n  {:<8} {}", format.name, format.about));
    format!(
        "A format, to stdout or to a file; may be given more than once [default: table]{}",
        lines.collect::<String>()
    )
}

fn formats() -> String {
    let lines = FORMATS.iter().map(|format| format!("\n  {:<11} {}", format.name, format.about));
    format!(
        "A format, to stdout or to a file; may be given more than once [default: table]{}",
        lines.collect::<String>()
    )
}

fn day(text: &str) -> Result<Day, String> {
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
