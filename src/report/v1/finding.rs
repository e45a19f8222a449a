//! Findings in the JSON report.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Place, Rule};
use crate::finding::{Seen, Severity, Verdict};
use crate::report::{FindingLine, Report};
use crate::words::position::{Position, SheetName};

/// A finding. `render::json` writes it without serde, by the same fields.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Rule, place and asset; never a line number.
    fingerprint: String,
    pub(crate) rule: Arc<str>,
    severity: Severity,
    pub(crate) verdict: Verdict,
    pub(crate) jurisdiction: Arc<str>,
    /// `None` where it is about the place as a whole.
    asset: Option<Arc<str>>,
    pub(crate) label: Arc<str>,
    /// How many things the row stands for; `None` where it does not say.
    units: Option<u64>,
    column: Option<Arc<str>>,
    #[serde(with = "seen")]
    pub(crate) seen: Arc<[Seen]>,
    file: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tab: Option<Arc<str>>,
    line: Option<u64>,
    character: Option<u64>,
    waiver: Option<Arc<str>>,
    status: Status,
    /// What it is to the audit that this one is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// The index of its rule among the report's.
    #[serde(skip)]
    pub(crate) rule_at: usize,
    /// The index of its place among the report's.
    #[serde(skip)]
    pub(crate) place_at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Waived,
    Open,
}

/// The values that a finding rests on; a blank of the records is null.
mod seen {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::finding::Seen;

    #[derive(Serialize, Deserialize)]
    struct Wire<S> {
        column: S,
        value: Option<S>,
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<S>,
    }

    pub(super) fn serialize<S: Serializer>(seen: &Arc<[Seen]>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(seen.iter().map(|Seen { column, value, from }| Wire {
            column: &**column,
            value: Some(&**value).filter(|value| !value.is_empty()),
            from: from.as_deref(),
        }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[Seen]>, D::Error> {
        let seen = Vec::<Wire<Arc<str>>>::deserialize(from)?.into_iter();
        Ok(seen.map(|Wire { column, value, from }| Seen { column, value: value.unwrap_or_default(), from }).collect())
    }
}

impl Finding {
    /// `rules` and `places` are those of the report, and lend their ids.
    pub(super) fn of(report: &Report, at: usize, line: &FindingLine, (rules, places): (&[Rule], &[Place])) -> Self {
        let finding = &*line.finding;
        let filled = |text: &Arc<str>| (!text.is_empty()).then(|| text.clone());
        let above_zero = |number: u64| (number > 0).then_some(number);
        let since = report.since.as_ref().and_then(|diff| diff.why(at));
        Self {
            fingerprint: line.fingerprint(report),
            rule: rules[line.rule].id.clone(),
            severity: rules[line.rule].severity,
            verdict: finding.verdict,
            jurisdiction: places[line.place].id.clone(),
            asset: filled(&finding.asset),
            label: finding.label.clone(),
            units: finding.units,
            column: finding.column.clone(),
            seen: finding.seen.clone(),
            file: filled(&finding.file.file),
            tab: finding.file.tab.clone(),
            line: above_zero(finding.position.line),
            character: above_zero(finding.position.column),
            waiver: finding.waiver.clone(),
            status: if finding.waiver.is_some() { Status::Waived } else { Status::Open },
            since: since.map(|why| why.name().to_owned()),
            rule_at: line.rule,
            place_at: line.place,
        }
    }

    /// What tells the asset from others; empty where the finding is about the place.
    pub(crate) fn asset(&self) -> &str {
        self.asset.as_deref().unwrap_or_default()
    }

    /// How many things it stands for; 1 where the records do not say.
    pub(crate) fn weight(&self) -> u64 {
        self.units.unwrap_or(1)
    }

    /// Its file and line as people find them again; empty where no file names it.
    pub(crate) fn position(&self) -> String {
        let Some(file) = &self.file else { return String::new() };
        let sheet = SheetName { file: file.clone(), tab: self.tab.clone() };
        sheet.at(Position { line: self.line.unwrap_or(0), column: self.character.unwrap_or(0) })
    }
}
