//! Reads JSON reports back, and answers what is asked of them.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny};

use super::{FORMAT, File, Findings, List, Place, Report, Rule, Settings, Tool};
use crate::audit::EDITION;
use crate::report::model::standings::Standings;
use crate::words::value::Day;

/// What a report says of how it was made: enough to make it again.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Head {
    schema: String,
    /// The program that wrote it.
    pub tool: Tool,
    /// The day of the audit.
    pub as_of: Day,
    /// What was asked.
    pub settings: Settings,
    /// Every file that it rests on.
    pub files: Vec<File>,
    /// Whether it says what changed since another audit.
    #[serde(default, rename = "since", deserialize_with = "is_there")]
    pub is_compared: bool,
    /// Whether it says whom to call; reports before that was added never do.
    #[serde(default, rename = "calls", deserialize_with = "is_there")]
    pub has_calls: bool,
    /// Whether it names a contact of any place; reports before that was added never do.
    #[serde(default, rename = "jurisdictions", deserialize_with = "any_contact")]
    pub has_contacts: bool,
    /// Whether its lists count what has no quantity and no voters; reports before that was added do not.
    #[serde(default, rename = "lists", deserialize_with = "any_gap")]
    pub has_gaps: bool,
}

fn is_there<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(from).map(|_| true)
}

fn any_gap<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    #[derive(serde::Deserialize)]
    struct Listed {
        states: Vec<Lined>,
        #[serde(default)]
        not_placed: Vec<Lined>,
        #[serde(default)]
        not_added: Vec<Lined>,
    }
    #[derive(serde::Deserialize)]
    struct Lined {
        all_without_quantity: Option<IgnoredAny>,
    }
    let counts = |list: &Listed| {
        let mut lines = list.states.iter().chain(&list.not_placed).chain(&list.not_added);
        lines.any(|line| line.all_without_quantity.is_some())
    };
    Vec::<Listed>::deserialize(from).map(|lists| lists.iter().any(counts))
}

fn any_contact<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    #[derive(serde::Deserialize)]
    struct Contacted {
        contact: Option<IgnoredAny>,
    }
    Vec::<Contacted>::deserialize(from).map(|places| places.iter().any(|place| place.contact.is_some()))
}

/// Why a file is not a report that can be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Its bytes are not UTF-8.
    #[error("it is not UTF-8 text; a report is written whole with --format json=FILE")]
    Bytes,
    /// Not JSON.
    #[error("it is not JSON: {0}")]
    Json(String),
    /// JSON of another format.
    #[error("it is not a report: its \"schema\" is not \"{FORMAT}\"")]
    Format,
    /// A field is missing, or is not what it should be.
    #[error("it is not a whole report: {0}")]
    Part(String),
    /// A report that leaves out what a comparison needs.
    #[error("this report is redacted; nothing can be compared with it")]
    Redacted,
    /// A finding or a result is of a rule or place that the report does not have.
    #[error("this report contradicts itself: a finding names a rule, place or word that it does not have")]
    Contradiction,
}

/// Parses a report, as far as `T` has its fields.
fn parsed<T: DeserializeOwned>(bytes: &[u8], schema: impl Fn(&T) -> &str) -> Result<T, Unfit> {
    #[derive(serde::Deserialize)]
    struct Named {
        schema: Option<String>,
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Unfit::Bytes)?;
    match serde_json::from_str::<T>(text) {
        Ok(report) if schema(&report) == FORMAT => Ok(report),
        Ok(_) => Err(Unfit::Format),
        Err(error) => Err(match serde_json::from_str::<Named>(text) {
            Ok(Named { schema: Some(schema) }) if schema == FORMAT => Unfit::Part(error.to_string()),
            Ok(_) => Unfit::Format,
            Err(error) if error.is_data() => Unfit::Format,
            Err(error) => Unfit::Json(error.to_string()),
        }),
    }
}

impl Head {
    /// Reads the head of a report, and that the rest is JSON.
    ///
    /// # Errors
    /// Where the bytes are not a report.
    pub fn read(bytes: &[u8]) -> Result<Self, Unfit> {
        parsed(bytes, |head: &Self| &head.schema)
    }
}

/// Ids and their indices.
pub(super) type Indices = HashMap<Arc<str>, usize, RandomState>;

/// The indices of ids; of equal ids the last counts.
fn indices<'a>(ids: impl Iterator<Item = &'a Arc<str>>) -> Indices {
    ids.zip(0..).map(|(id, at)| (id.clone(), at)).collect()
}

impl Report {
    /// The same, by another name on pages.
    #[must_use]
    pub fn called(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// Reads a report; `name` is what people call it.
    ///
    /// # Errors
    /// Where the bytes are not a report, or one that cannot be compared with.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Unfit> {
        let mut report = parsed(bytes, |report: &Self| &report.schema)?;
        if report.settings.redact.is_some() {
            return Err(Unfit::Redacted);
        }
        name.clone_into(&mut report.name);
        report.index().ok_or(Unfit::Contradiction)?;
        let places = indices(report.jurisdictions.iter().map(|place| &place.id));
        let parents = report.jurisdictions.iter().filter_map(|place| places.get(place.parent.as_deref()?).copied());
        for parent in parents.collect::<Vec<_>>() {
            report.jurisdictions[parent].has_below = true;
        }
        Ok(report)
    }

    /// The report of an audit that found nothing to audit.
    #[must_use]
    pub fn empty(name: String, as_of: Day) -> Self {
        let settings = Settings { scoring: EDITION.to_owned(), ..Settings::default() };
        Self { schema: FORMAT.into(), tool: Tool::THIS, as_of, settings, name, ..Self::default() }
    }

    /// Gives findings and results the indices of their rules and places, and results one id to share; `None` where one is missing.
    fn index(&mut self) -> Option<()> {
        let rules = indices(self.rules.iter().map(|rule| &rule.id));
        let places = indices(self.jurisdictions.iter().map(|place| &place.id));
        self.findings.number_as((&self.rules, &rules), (&self.jurisdictions, &places))?;
        for place in &mut self.jurisdictions {
            for (result, expected) in place.rules.iter_mut().zip(0..) {
                // Results follow the rules: only where they do not, one is looked up.
                let at = if self.rules.get(expected).is_some_and(|rule| rule.id == result.rule) {
                    expected
                } else {
                    *rules.get(&result.rule)?
                };
                result.at = at;
                result.rule.clone_from(&self.rules[at].id);
            }
            place.rules.sort_by_key(|result| result.at);
        }
        Some(())
    }

    /// Places by standing, those that have none below them.
    pub(crate) fn standings(&self) -> Standings {
        let mut standings = Standings::default();
        for place in self.jurisdictions.iter().filter(|place| !place.has_below) {
            standings.add(place.standing, place.voters);
        }
        standings
    }

    /// The list of a key.
    pub(crate) fn list(&self, key: &str) -> Option<&List> {
        self.lists.iter().find(|list| list.key == key)
    }

    /// The names of places by id.
    pub(crate) fn names(&self) -> HashMap<&str, &str, RandomState> {
        self.jurisdictions.iter().map(|place| (&*place.id, &*place.name)).collect()
    }

    /// How many kinds of things in its input could not be read.
    #[must_use]
    pub fn unread(&self) -> u64 {
        self.notices.iter().filter(|notice| notice.level == "error").count() as u64
    }

    /// The sets of rules: `baseline 2026.1`.
    pub(crate) fn ruleset(&self) -> String {
        format!("{} {}", self.ruleset.name, self.ruleset.version)
    }

    /// Whether it was judged as another was: by rules files of the same bytes, with the same params, by the same version.
    pub(crate) fn same_rules(&self, other: &Self) -> bool {
        let digests = |report: &Self| {
            let files = report.files.iter().filter(|file| matches!(file.role.as_str(), "rules" | "reference"));
            let mut digests: Vec<String> = files.map(|file| file.sha256.clone()).collect();
            digests.sort();
            digests
        };
        let params = |report: &Self| -> Vec<String> {
            report.settings.params.iter().map(|param| format!("{}={}", param.name, param.value)).collect()
        };
        digests(self) == digests(other) && params(self) == params(other) && self.tool.version == other.tool.version
    }

    /// What differs in the rules and waivers of another report, in sentences.
    #[must_use]
    pub fn other_rules(&self, other: &Self) -> Vec<String> {
        let mut also = Vec::new();
        if !self.same_rules(other) {
            also.push("the rules, their params or the version differ from the other side's".to_owned());
        }
        if self.evidence.waivers != other.evidence.waivers {
            also.push("the waivers differ from the other side's".to_owned());
        }
        also
    }

    /// Whether it has all that another needs to be compared with it: a report that was narrowed says nothing of the rest.
    ///
    /// # Errors
    /// A sentence, where it does not.
    pub fn comparable(&self, other: &Self) -> Result<(), String> {
        let (own, others) = (&self.settings.filters, &other.settings.filters);
        if own.is_empty() || own.same(others) {
            return Ok(());
        }
        let advice =
            "this report was narrowed by --only, --skip, --state or --place; ask for the same, or make it without them";
        Err(format!("{}: {advice}", self.name))
    }

    /// The same without findings.
    #[must_use]
    pub fn without_findings(self) -> Self {
        Self { findings: Findings::default(), ..self }
    }

    /// The report narrowed as another was: that places and rules are missing which the other was not asked about is no loss.
    #[must_use]
    pub fn narrowed_as(mut self, other: &Self) -> Self {
        let to = &other.settings.filters;
        if to.is_empty() || to.same(&self.settings.filters) {
            return self;
        }
        let places = indices(self.jurisdictions.iter().map(|place| &place.id));
        let parent = |place: &Place| self.jurisdictions.get(*places.get(place.parent.as_deref()?)?);
        let lies_in = |place: &Place, wanted: &str| {
            let (mut at, mut left) = (Some(place), 4);
            // No chain of places is longer than three; one that turns in a circle ends here.
            while let Some(place) = at.filter(|_| left > 0) {
                if *place.id == *wanted || place.parent.as_deref() == Some(wanted) {
                    return true;
                }
                (at, left) = (parent(place), left - 1);
            }
            false
        };
        let stays = |place: &Place| {
            let state = place.state.as_deref();
            (to.states.is_empty() || state.is_some_and(|state| to.states.iter().any(|wanted| wanted == state)))
                && to.place.as_ref().is_none_or(|wanted| lies_in(place, wanted))
        };
        let named = |names: &[String], rule: &Rule| names.iter().any(|name| **name == *rule.id || *name == rule.topic);
        let asked = |rule: &Rule| (to.only.is_empty() || named(&to.only, rule)) && !named(&to.skip, rule);
        let place_stays: Vec<bool> = self.jurisdictions.iter().map(stays).collect();
        let rule_stays: Vec<bool> = self.rules.iter().map(asked).collect();
        self.findings.retain(|line| rule_stays[line.rule] && place_stays[line.place]);
        for place in &mut self.jurisdictions {
            place.rules.retain(|result| rule_stays[result.at]);
        }
        let (mut place_stays, mut rule_stays) = (place_stays.into_iter(), rule_stays.into_iter());
        self.jurisdictions.retain(|_| place_stays.next() == Some(true));
        self.rules.retain(|_| rule_stays.next() == Some(true));
        // Whatever is left names only what is left.
        let _ = self.index();
        self
    }
}
