//! The parts of a rules file, as their texts say them.

use crate::finding::{Severity, Verdict};
use crate::predicate::Node;
use crate::schema::TableId;
use crate::words::value::Exact;
use crate::words::value::{Day, Value};

pub(super) use crate::toml_file::Text;

/// What a rules file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ruleset {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The day its examples are judged at.
    pub examples_as_of: Option<Day>,
}

/// A named value that conditions use as `:name`.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// Where the value is from: the file, or `--set`.
    pub origin: String,
    /// The value that it replaces, and the file of that.
    pub replaces: Option<(Value, String)>,
}

/// How failing assets become a failing place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The share of units that fail.
    Share,
    /// One failing asset counts in full.
    Worst,
    /// One good row is enough.
    Any,
    /// The rule holds where at least this share passes; above 0, at most 1.
    AtLeast(Exact),
}

impl Measure {
    /// Its word in rules files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Worst => "worst",
            Self::Any => "any",
            Self::AtLeast(_) => "at_least",
        }
    }
}

/// What a rule rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `law`, `standard`, `benchmark` or `practice`.
    pub basis: String,
    /// Where to look it up.
    pub cite: String,
}

/// An example of a rule: rows, and the verdict they must have.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The verdict.
    pub verdict: Verdict,
    /// The rows of the rule's table, as columns and texts.
    pub rows: Vec<Vec<(usize, String)>>,
    /// The columns of the place.
    pub place: Vec<(usize, String)>,
    /// Where it is in the file.
    pub line: u64,
}

/// A condition: its words, and the tree they mean.
#[derive(Clone, Debug)]
pub struct Condition {
    /// As the rules file has it.
    pub text: String,
    /// Folded to the day of the audit.
    pub node: Node,
    /// The same for any day, where it depends on the day and the book was read for any.
    pub on_any_day: Option<Node>,
    /// The same with defined names as columns of the row, behind [`DEFINED`](super::DEFINED), where the book was read for that.
    pub by_name: Option<Node>,
}

impl Rule {
    /// Whether what it came to at a place may be published.
    #[must_use]
    pub fn is_public(&self) -> bool {
        // One that passes where another does says something about that one too.
        self.public && self.no_rows_pass_if.is_none()
    }

    /// Whether it is in force on a day, unless a layer turned it off: its first and its last day count.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.effective_from.is_none_or(|from| day >= from) && self.effective_until.is_none_or(|until| day <= until)
    }

    /// The days on which it begins and has ended.
    pub fn turns(&self) -> [Option<Day>; 2] {
        [self.effective_from, self.effective_until.map(Day::next)]
    }
}

impl Condition {
    /// The condition as it is on any day.
    #[must_use]
    pub fn for_any_day(&self) -> &Node {
        self.on_any_day.as_ref().unwrap_or(&self.node)
    }
}

/// A notice on each row for which a condition holds.
#[derive(Clone, Debug)]
pub struct RowNotice {
    /// The table whose rows it is about.
    pub table: TableId,
    /// What holds of such a row.
    pub condition: Condition,
    /// The text of the notice.
    pub say: String,
}

/// A defined name and the words behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The table whose conditions may use it.
    pub table: TableId,
    /// Its name.
    pub name: String,
    /// As the rules file has it.
    pub text: String,
    /// The file it comes from.
    pub origin: String,
    /// The file whose definition it replaces.
    pub replaces: Option<String>,
}

/// A rule, checked.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// What must hold, as a sentence.
    pub title: String,
    /// The same in two to four words.
    pub short: String,
    /// The verb phrase for rows that fail it.
    pub unmet: String,
    /// The table it is about.
    pub table: TableId,
    /// Which rows it is about; all, where it does not say.
    pub among: Option<Condition>,
    /// Which of those it asks something of; all, where it does not say.
    pub applies: Option<Condition>,
    /// What it asks.
    pub require: Condition,
    /// How failing assets become a failing place.
    pub measure: Measure,
    /// How severe it is.
    pub severity: Severity,
    /// Whether its findings may be published by place.
    pub public: bool,
    /// The rule that must pass for a place without rows to pass.
    pub no_rows_pass_if: Option<usize>,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// What it is based on.
    pub sources: Vec<Source>,
    /// Its examples.
    pub examples: Vec<Example>,
    /// Whether a condition of it can turn an unknown into an answer.
    pub assumes: bool,
    /// The file it comes from.
    pub origin: String,
    /// The line it begins at.
    pub line: u64,
    /// The SHA-256 of what it decides by: table, conditions as folded, measure, severity.
    pub sha256: String,
    /// Where its severity comes from, where that is not its own file.
    pub severity_from: Option<String>,
    /// Its severity in its own file.
    pub severity_written: Severity,
    /// The param that its least share comes from.
    pub share_param: Option<String>,
    /// When it is due, in words, where `applies` leaves out the time before.
    pub due: Option<String>,
    /// The first day it gives a verdict.
    pub effective_from: Option<Day>,
    /// The last such day.
    pub effective_until: Option<Day>,
    /// Whether it may be waived.
    pub waivable: bool,
    /// The file that says whether it may, where one does.
    pub waivable_from: Option<String>,
    /// Whether it gives no verdict: turned off by a layer, or not in force on the day.
    pub off: bool,
    /// Whether a layer turned it off, whatever the day.
    pub turned_off: bool,
    /// The reference tables that it finds no entry in where it is met, by their places in the book.
    pub looks_through: Vec<usize>,
    /// How much those know, in the rules of a report.
    pub looked_through: Vec<LookedThrough>,
    /// Whether `--only` and `--skip` ask for it, in force or not.
    pub asked: bool,
    /// Whether the audit was asked about it and it is in force; others are judged only where one asked about needs them.
    pub selected: bool,
}

/// A reference table, as far as having no entry in it says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedThrough {
    /// What conditions call it.
    pub name: String,
    /// How many entries it has.
    pub entries: u64,
    /// When it was last checked, where its column `checked_on` says so.
    pub checked_on: Option<Day>,
}

/// A list of the states that lack something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Its key: a topic, or a name of its own.
    pub key: String,
    /// What is lacking, in the plural (`paper trails`), where the rules file has words for it.
    pub name: Option<String>,
    /// The verb phrase for units that lack it: `leave no paper record`.
    pub lacks: String,
    /// The rules whose failure is lacking.
    pub lacking: Vec<usize>,
    /// The kinds of lesser lack, the most severe first: what fails rules of several kinds counts as the first.
    pub lesser: Vec<Lesser>,
}

/// A kind of lesser lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesser {
    /// What it is called.
    pub name: String,
    /// The rules whose failure it is.
    pub rules: Vec<usize>,
}

/// The most kinds of lesser lack that a list has.
pub const LESSER_KINDS: usize = crate::limits::rules::LESSER_KINDS.size();

impl List {
    /// All its rules: those whose failure is lacking, then those of the lesser kinds.
    pub fn rules(&self) -> impl Iterator<Item = usize> {
        self.lacking.iter().chain(self.lesser.iter().flat_map(|kind| &kind.rules)).copied()
    }
}

/// What is taken of a column where several rows of a reference table match; of any other column, what they all say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Several {
    /// The least, where all are known.
    Least,
    /// The most, where all are known.
    Most,
    /// All of them, as a text.
    All,
}

impl Several {
    pub(super) const NAMES: [&str; 3] = ["least", "most", "all"];

    pub(super) fn named(word: &str) -> Option<Self> {
        [Self::Least, Self::Most, Self::All].into_iter().zip(Self::NAMES).find(|(_, name)| *name == word).map(|of| of.0)
    }
}
