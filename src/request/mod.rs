//! What an audit is asked for, with every default filled in: records, rules, limits and gate; the report echoes it.

pub mod config;

use std::path::{Path, PathBuf};

use crate::finding::Severity;
use crate::place::State;
use crate::words::value::Day;

/// All that decides what an audit says, besides the files it reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The day of the audit.
    pub as_of: Day,
    /// The records to read.
    pub records: Records,
    /// The rules to judge them by.
    pub rules: Rules,
    /// The place to report on, with all below it: as it was named, and by its id once the records are read. All, where `None`.
    pub focus: Option<String>,
    /// How many findings are kept.
    pub limits: Limits,
    /// What closes the gate.
    pub gate: Gate,
    /// Whether anybody may read the report.
    pub public: bool,
    /// The file that defaults were taken from, and its SHA-256.
    pub config: Option<(String, String)>,
    /// The files that are written; none of them may be one that is read.
    pub writes: Vec<PathBuf>,
}

/// The records to read; paths, mappings and lists as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Files and folders.
    pub roots: Vec<Root>,
    /// Parts of paths to leave alone.
    pub exclude: Vec<String>,
    /// Mappings: files, or built-in ones by name.
    pub map: Vec<PathBuf>,
    /// States to report on, two letters each where they are known; all, where empty.
    pub states: Vec<String>,
    /// States, and files that list places, all of which must be there.
    pub expect: Vec<String>,
    /// The place of the rows of files and tabs in which nothing names one.
    pub place: Option<String>,
    /// How many threads read, judge and draw; 0 for as many as the machine has. It changes no result.
    pub threads: usize,
}

/// A file or folder of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in reports.
    pub name: String,
}

/// The rules to judge by; files as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The rules file or built-in set; the baseline, where `None`.
    pub file: Option<PathBuf>,
    /// Params set from outside.
    pub set: Vec<(String, String)>,
    /// The waivers file.
    pub waivers: Option<PathBuf>,
    /// Whether waivers are ignored.
    pub no_waivers: bool,
    /// Rules and topics asked about; all, where empty.
    pub only: Vec<String>,
    /// Rules and topics left out.
    pub skip: Vec<String>,
}

/// How many findings are kept; all, where `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// For each place and rule.
    pub each: Option<usize>,
    /// In the whole report, the worst first.
    pub in_report: Option<usize>,
}

/// What makes the exit code say no.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gate {
    /// The least severity whose findings close it.
    pub fail_on: FailOn,
    /// Whether rules not answered count like rules not met.
    pub fail_on_unknown: bool,
    /// Whether notices count.
    pub strict: bool,
    /// The percent of what the rules ask, by weight, that every place must answer.
    pub min_completeness: Option<f64>,
}

/// The least severity whose findings close the gate; none does, where `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailOn(pub Option<Severity>);

const NEVER: &str = "never";

impl FailOn {
    /// Every word for it.
    #[must_use]
    pub fn words() -> Vec<&'static str> {
        let graded = Severity::ALL.iter().filter(|severity| **severity != Severity::Info);
        graded.map(|severity| severity.name()).chain([NEVER]).collect()
    }

    /// What one of [`Self::words`] means.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let severity = Severity::named(word).filter(|severity| *severity != Severity::Info);
        if word == NEVER { Some(Self(None)) } else { severity.map(|severity| Self(Some(severity))) }
    }
}

impl Default for FailOn {
    fn default() -> Self {
        Self(Some(Severity::High))
    }
}

impl Request {
    /// No records yet, the baseline, and all else as usual.
    #[must_use]
    pub fn new(as_of: Day) -> Self {
        Self {
            as_of,
            records: Records::default(),
            rules: Rules::default(),
            focus: None,
            limits: Limits::default(),
            gate: Gate::default(),
            public: false,
            config: None,
            writes: Vec::new(),
        }
    }
}

impl Records {
    /// The one state that is asked about, in which names of counties are looked up.
    #[must_use]
    pub fn state(&self) -> Option<&'static State> {
        let [only] = self.states.as_slice() else { return None };
        State::named(only)
    }

    /// The names of the roots in reports.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.roots.iter().map(|root| root.name.as_str()).collect()
    }
}

impl Root {
    /// Whether reports call it otherwise than it is called here.
    pub(crate) fn is_renamed(&self) -> bool {
        self.name != slashed(&self.path)
    }
}

impl From<PathBuf> for Root {
    fn from(path: PathBuf) -> Self {
        Self { name: slashed(&path), path }
    }
}

impl From<Vec<PathBuf>> for Records {
    fn from(paths: Vec<PathBuf>) -> Self {
        Self { roots: paths.into_iter().map(Root::from).collect(), ..Self::default() }
    }
}

/// A path as reports write it, with `/`.
#[must_use]
pub fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
