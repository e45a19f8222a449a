//! State law: clauses that attach to rules, each cited; they are shown next to a rule's basis and never change a verdict.

mod bind;
mod file;
mod inside;
pub mod keys;

use std::sync::Arc;

use crate::words::value::Day;

pub use inside::LAWS;

/// What a state's law is looked through for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Whether it asks for a paper ballot, or a paper record that the voter can check.
    PaperRecord,
    /// Whether it asks for an audit after elections.
    Audit,
    /// Which certificate it asks of a voting system.
    Certification,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::PaperRecord, Self::Audit, Self::Certification];

    /// Its word in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PaperRecord => "paper-record",
            Self::Audit => "audit",
            Self::Certification => "certification",
        }
    }

    /// What pages call it.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::PaperRecord => "paper records",
            Self::Audit => "audits",
            Self::Certification => "certification",
        }
    }

    /// The subject of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == word)
    }

    /// The subject that a rule is about, where it is about one.
    #[must_use]
    pub fn of_rule(id: &str) -> Option<Self> {
        match id {
            "PR-004" => Some(Self::Audit),
            _ if id.starts_with("PT-") => Some(Self::PaperRecord),
            _ if id.starts_with("CE-") => Some(Self::Certification),
            _ => None,
        }
    }
}

/// What a clause asks, held against its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// More than the rule.
    More,
    /// The same.
    Same,
    /// Less.
    Less,
}

impl Compared {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::More, Self::Same, Self::Less];

    /// Its word in files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Same => "same",
            Self::Less => "less",
        }
    }

    /// What a word means.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|compared| compared.name() == word)
    }
}

/// Since when a clause is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InForce {
    /// Its day of effect.
    Since(Day),
    /// A day on which it was in force; when that began is not known.
    By(Day),
}

impl InForce {
    /// The day, whichever it is.
    #[must_use]
    pub fn day(self) -> Day {
        match self {
            Self::Since(day) | Self::By(day) => day,
        }
    }
}

/// What one section of a state's law asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The id of the rule that it attaches to.
    pub rule: String,
    /// The section, as lawyers cite it.
    pub code: String,
    /// Since when it is in force.
    pub in_force: InForce,
    /// Its last day, where it has one.
    pub until: Option<Day>,
    /// What it asks, in one sentence.
    pub asks: String,
    /// Whether that is more than the rule asks, the same or less.
    pub compared: Compared,
    /// Where it can be read.
    pub url: String,
    /// What was read.
    pub source: String,
}

impl Clause {
    /// Whether it is known to be in force on a day: its first and its last day count.
    pub(crate) fn holds_on(&self, day: Day) -> bool {
        self.in_force.day() <= day && !self.has_ended(day)
    }

    /// Whether its last day is past.
    pub(crate) fn has_ended(&self, day: Day) -> bool {
        self.until.is_some_and(|last| last < day)
    }
}

/// A source that says that a state has no law on a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoLaw {
    /// The subject.
    pub subject: Subject,
    /// The day of the source.
    pub by: Day,
    /// Where it can be read.
    pub url: String,
    /// What was read.
    pub source: String,
}

/// The law of one state, as far as it was looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateLaw {
    /// Two letters.
    pub state: String,
    /// The day somebody last read the sources.
    pub checked_on: Day,
    /// The subjects that are settled.
    pub covered: Vec<Subject>,
    /// The clauses, in the file's order.
    pub clauses: Vec<Clause>,
    /// The subjects on which a source says that there is no law.
    pub none: Vec<NoLaw>,
    /// The file.
    pub origin: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

impl StateLaw {
    /// The clauses on a rule that are in force on a day.
    pub fn on<'a>(&'a self, rule: &'a str, day: Day) -> impl Iterator<Item = &'a Clause> {
        self.clauses.iter().filter(move |clause| clause.rule == rule && clause.holds_on(day))
    }

    /// Whether what it says on a subject is settled.
    #[must_use]
    pub fn covers(&self, subject: Subject) -> bool {
        self.covered.contains(&subject)
    }

    /// Whether it asks on a day what some rules on one subject ask.
    #[must_use]
    pub fn says(&self, subject: Subject, rules: &[&str], day: Day) -> Required {
        let on = || self.clauses.iter().filter(|clause| rules.contains(&clause.rule.as_str()));
        let held = on().filter(|clause| clause.holds_on(day));
        // What asks no less goes first, then a day of effect, then the earliest day.
        let rank = |clause: &&Clause| {
            let is_by = matches!(clause.in_force, InForce::By(_));
            (clause.compared == Compared::Less, is_by, clause.in_force.day())
        };
        if let Some(clause) = held.min_by_key(rank) {
            let less = clause.compared == Compared::Less;
            return Required::Yes { in_force: clause.in_force, less, code: clause.code.clone() };
        }
        if let Some(none) = self.none.iter().filter(|none| none.subject == subject).max_by_key(|none| none.by) {
            return Required::NoneFound(none.by);
        }
        let starts_later = |clause: &Clause| matches!(clause.in_force, InForce::Since(first) if day < first);
        if self.covers(subject) && on().any(|clause| starts_later(clause) || clause.has_ended(day)) {
            return Required::NotInForce;
        }
        Required::NotCovered
    }
}

/// Whether a state's law asks for something on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// It does.
    Yes {
        /// Since when.
        in_force: InForce,
        /// Whether it asks less than the rule.
        less: bool,
        /// The section.
        code: String,
    },
    /// It does on other days, not on this one.
    NotInForce,
    /// A source of this day says that there is no such law.
    NoneFound(Day),
    /// It was not looked through: nothing is known.
    NotCovered,
}

impl Required {
    /// Its word in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Yes { less: false, .. } => "required",
            Self::Yes { less: true, .. } => "asks-less",
            Self::NotInForce => "not-in-force",
            Self::NoneFound(_) => "none-found",
            Self::NotCovered => "not-covered",
        }
    }
}

/// The law that goes with a book of rules: read file by file, when a state is asked about.
#[derive(Clone, Debug, Default)]
pub struct Laws {
    /// Whether the files inside the binary are among it: they attach to the rules of the baseline.
    pub(super) inside: bool,
    /// The files that the rules files name, in order.
    pub(super) own: Vec<Arc<StateLaw>>,
}

impl Laws {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.inside && self.own.is_empty()
    }

    /// The law of a state by its two letters: the last file of it that a rules file names, else the one inside the binary.
    #[must_use]
    pub fn of(&self, state: &str) -> Option<Arc<StateLaw>> {
        let own = self.own.iter().rev().find(|law| law.state == state);
        own.cloned().or_else(|| if self.inside { inside::of(state) } else { None })
    }

    /// All of it, by state.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<StateLaw>> {
        let inside = LAWS.iter().filter(|_| self.inside).filter_map(|(name, _)| file::state_of(name));
        let mut states: Vec<&str> = self.own.iter().map(|law| law.state.as_str()).chain(inside).collect();
        states.sort_unstable();
        states.dedup();
        states.into_iter().filter_map(|state| self.of(state)).collect()
    }

    /// The files that the rules files name.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(|law| law.origin.as_str())
    }
}
