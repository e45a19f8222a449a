//! Waivers: dated, owned, reasoned exceptions, in a file of their own.

use std::sync::Arc;

use super::book::RuleBook;
use super::in_force::InForce;
use super::keys;
use crate::toml_file::rows::Lines;
use crate::toml_file::{Error, Fields, Reader};
use crate::words::digest::sha256;
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::Day;

/// Why an exception was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaiverKind {
    /// The risk is known and borne for a time.
    AcceptedRisk,
    /// Something else stands in for what the rule asks.
    Mitigated,
    /// The record is wrong, and known to be.
    DataError,
}

impl WaiverKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AcceptedRisk, Self::Mitigated, Self::DataError];

    /// Its word in waivers files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AcceptedRisk => "accepted-risk",
            Self::Mitigated => "mitigated",
            Self::DataError => "data-error",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// One exception: a rule, and a place with all below it, or an asset, or an asset of a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiver {
    /// The rule, by its place among the book's rules.
    pub rule: usize,
    /// The place, by id or name.
    pub place: Option<String>,
    /// The asset, by what identifies it.
    pub asset: Option<String>,
    /// Why it was granted.
    pub kind: WaiverKind,
    /// The reason, in words.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Who granted it.
    pub approved_by: Option<String>,
    /// Its last day.
    pub expires: Day,
    /// Where it is kept track of.
    pub ticket: Option<String>,
    /// The file it is in.
    pub file: Arc<str>,
    /// The line it begins at.
    pub line: u64,
}

impl Waiver {
    /// Whether it holds on a day: its last day still counts.
    pub(crate) fn holds_on(&self, day: Day) -> bool {
        day <= self.expires
    }

    /// Where it is, as pages name it.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

impl RuleBook {
    /// Reads a waivers file's text into the book.
    ///
    /// # Errors
    /// Every mistake in the file, with its place.
    pub fn add_waivers(&mut self, origin: &str, text: &str) -> Result<(), Error> {
        let mut mistakes = Vec::new();
        let (lines, file) = (Lines::new(text), Arc::from(origin));
        let (mut reader, root) = Reader::open(origin, text, 0, &mut mistakes);
        for fields in reader.read(&root, &keys::WAIVERS_FILE).tables("waiver") {
            if reader.is_full() {
                break;
            }
            let waiver = self.waiver(&mut reader, &fields, &file, lines.position(fields.at.start).line);
            self.waivers.extend(waiver);
        }
        if !mistakes.is_empty() {
            mistakes.sort_by_key(|mistake| mistake.at);
            return Err(Error(mistakes));
        }
        self.in_force = InForce::of(&self.waivers, self.as_of);
        self.waivers_file = Some((origin.to_owned(), sha256(text.as_bytes())));
        Ok(())
    }

    fn waiver(&self, reader: &mut Reader<'_>, fields: &Fields<'_, '_>, file: &Arc<str>, line: u64) -> Option<Waiver> {
        let (place, asset) = (fields.words("place"), fields.words("asset"));
        (place.is_some() || asset.is_some()).then_some(())?;
        let id = fields.text("rule")?;
        let rule = self.rules.iter().position(|rule| rule.id == id.words);
        let waiver = Waiver {
            rule: rule.unwrap_or_default(),
            place,
            asset,
            kind: fields.word("kind", WaiverKind::named)?,
            reason: fields.words("reason")?,
            owner: fields.words("owner")?,
            approved_by: fields.words("approved_by"),
            expires: fields.day("expires")?,
            ticket: fields.words("ticket"),
            file: file.clone(),
            line,
        };
        let Some(rule) = rule else {
            let fix = did_you_mean(nearest(&id.words, self.rules.iter().map(|rule| rule.id.as_str())));
            reader.say_of(&id, format!("there is no rule {}{fix}", id.words));
            return None;
        };
        if !self.rules[rule].waivable {
            reader.say_of(&id, format!("{} may not be waived: a layer of the rules forbids it", id.words));
            return None;
        }
        Some(waiver)
    }
}
