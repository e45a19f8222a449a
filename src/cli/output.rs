//! The flags of what is printed, and where; and what they come to.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use pollworthy::limits::reports::REPORT_FINDINGS;
use pollworthy::pages::{Draw, FORMATS, Findings, Format, Needs};
use pollworthy::report::Report;
use pollworthy::request::Limits;
use pollworthy::request::config::Config;
use pollworthy::words::spelling::nearest;

/// What is printed, and where.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// Output format, to stdout or to a file; may be given more than once [default: table]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = wanted(FORMATS), long_help = help(FORMATS, "table"))]
    pub(super) format: Vec<Wanted>,
    /// What each row of --format csv shows
    #[arg(long, value_name = "WHAT", value_enum, default_value = "finding")]
    by: By,
    /// How many entries of a long list to show, or all [default: 10; 60 for states and places]
    #[arg(long, value_name = "N|all")]
    pub(super) top: Option<Count>,
    /// How many findings to keep per place and rule, or all; counts stay exact
    #[arg(long, value_name = "N|all", default_value = "100")]
    max_findings: Count,
    /// How many findings to keep in the whole report, the worst first, or all [default: 25000; all with --max-findings all or --format html]
    #[arg(long, value_name = "N|all")]
    max_in_report: Option<Count>,
    /// For whom it is: for the public, places are named for rules whose findings are public, and counted for the rest
    #[arg(long, value_name = "FOR", value_enum)]
    redact: Option<Redact>,
    /// Print only what --format asks for
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// For whom a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Redact {
    /// Anybody
    Public,
}

/// What a row of a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// A finding
    Finding,
    /// A place: its scores, its standing, whom to call
    Place,
    /// A place to call, in order: why, and whom to ask for
    Call,
}

/// A number, or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count(pub(super) Option<usize>);

/// A format, by its place in the list of its kind, and the file it goes to; stdout where none is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) format: usize,
    pub(super) file: Option<PathBuf>,
}

impl OutputArgs {
    /// Whether nothing but pages is asked for.
    pub(super) fn is_page(&self) -> bool {
        self.format.iter().all(|wanted| FORMATS[wanted.format].is_page)
    }

    /// What a format draws in place of findings, where it can; none where findings are asked for.
    pub(super) fn rows_of(&self, format: &Format<Report>) -> Option<Draw<Report>> {
        match self.by {
            By::Finding => None,
            By::Place => format.by_place,
            By::Call => format.by_call,
        }
    }

    /// What is wrong with `--by`, if anything.
    pub(super) fn misses(&self, public: bool) -> Option<&'static str> {
        let formats = || self.format.iter().map(|wanted| &FORMATS[wanted.format]);
        let draws = || formats().any(|format| self.rows_of(format).is_some());
        match self.by {
            By::Finding => None,
            By::Call if public => Some("--by call says whom to call, which is not for the public"),
            By::Place if !draws() => Some("--by place is for --format csv"),
            By::Call if !draws() => Some("--by call is for --format csv"),
            By::Place | By::Call => None,
        }
    }

    /// Whether a format shows how the records were read.
    pub(super) fn needs_reading(&self) -> bool {
        self.format.iter().any(|wanted| FORMATS[wanted.format].with_reading.is_some())
    }

    /// Whether anybody may read the report.
    pub(super) fn is_public(&self, config: &Config) -> bool {
        self.redact.map_or(config.public, |Redact::Public| true)
    }

    /// What the formats that are asked for show.
    pub(super) fn needs(&self) -> Needs {
        let of = |format: &Format<_>| if self.rows_of(format).is_some() { Needs::NONE } else { format.needs };
        let usual = self.format.is_empty().then_some(&FORMATS[0]);
        let typed = self.format.iter().map(|wanted| &FORMATS[wanted.format]);
        typed.chain(usual).map(of).fold(Needs::NONE, Needs::and)
    }

    /// How many findings are kept.
    pub(super) fn limits(&self, needs: Needs) -> Limits {
        let of_every_place = needs.findings == Findings::OfEveryPlace;
        let usual = Count(self.max_findings.0.and(Some(REPORT_FINDINGS.size())).filter(|_| !of_every_place));
        Limits { each: self.max_findings.0, in_report: self.max_in_report.unwrap_or(usual).0 }
    }
}

impl FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self(None)),
            _ => text.parse().map(|count| Self(Some(count))).map_err(|_| "give a whole number, or all".to_owned()),
        }
    }
}

/// Parses the name of one of some formats, and the file behind `=`.
pub(super) fn wanted<T: 'static>(
    formats: &'static [Format<T>],
) -> impl Fn(&str) -> Result<Wanted, String> + Clone + Send + Sync {
    move |text| {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(PathBuf::from(file))));
        let names = formats.iter().map(|format| format.name);
        let Some(format) = names.clone().position(|known| known == name) else {
            let near = nearest(name, names.clone()).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            return Err(format!("there are {}{near}", names.collect::<Vec<_>>().join(", ")));
        };
        if file.is_none() && formats[format].only_to_file {
            return Err(format!("{name} goes to a file: name it, as in {name}=checked.{name}"));
        }
        Ok(Wanted { format, file })
    }
}

/// The long help of `--format`: every format, with what it is for.
pub(super) fn help<T>(formats: &[Format<T>], usual: &str) -> String {
    let width = formats.iter().map(|format| format.name.len()).max().unwrap_or(0);
    let lines = formats.iter().map(|format| format!("\n  {:<width$} {}", format.name, format.about));
    format!(
        "Output format, to stdout or to a file; may be given more than once [default: {usual}]{}",
        lines.collect::<String>()
    )
}

/// The files that formats go to.
pub(super) fn files(wanted: &[Wanted]) -> Vec<PathBuf> {
    wanted.iter().filter_map(|wanted| wanted.file.clone()).collect()
}
