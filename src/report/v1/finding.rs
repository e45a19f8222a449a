//! Findings in the JSON report.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding;
use crate::finding::{Seen, Severity, Verdict};
use crate::words::position::{Position, SheetName};

/// A finding. `pages::json` writes it without serde, by the same fields.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Rule, place and asset; never a line number.
    fingerprint: String,
    pub(super) rule: Arc<str>,
    pub(super) severity: Severity,
    verdict: Verdict,
    pub(super) jurisdiction: Arc<str>,
    /// `None` where it is about the place as a whole.
    asset: Option<Arc<str>>,
    label: Arc<str>,
    /// How many things the row stands for; `None` where it does not say.
    units: Option<u64>,
    column: Option<Arc<str>>,
    #[serde(with = "seen")]
    seen: Arc<[Seen]>,
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
    pub(super) fn of((rule, severity): (&Arc<str>, Severity), place: &Arc<str>, of: &finding::Finding) -> Self {
        let filled = |text: &Arc<str>| (!text.is_empty()).then(|| text.clone());
        let above_zero = |number: u64| (number > 0).then_some(number);
        Self {
            fingerprint: format!("{rule}/{place}/{}", of.asset),
            rule: rule.clone(),
            severity,
            verdict: of.verdict,
            jurisdiction: place.clone(),
            asset: filled(&of.asset),
            label: of.label.clone(),
            units: of.units,
            column: of.column.clone(),
            seen: of.seen.clone(),
            file: filled(&of.file.file),
            tab: of.file.tab.clone(),
            line: above_zero(of.position.line),
            character: above_zero(of.position.column),
            waiver: of.waiver.clone(),
            status: if of.waiver.is_some() { Status::Waived } else { Status::Open },
            since: None,
        }
    }

    /// The same without its rule and place, its texts shared with the finding before it where they are equal.
    pub(super) fn kept(self, before: Option<&finding::Finding>) -> finding::Finding {
        let file = SheetName { file: self.file.unwrap_or_default(), tab: self.tab };
        let position = Position { line: self.line.unwrap_or(0), column: self.character.unwrap_or(0) };
        let mut kept = finding::Finding {
            verdict: self.verdict,
            asset: self.asset.unwrap_or_default(),
            label: self.label,
            units: self.units,
            column: self.column,
            seen: self.seen,
            waiver: self.waiver,
            file,
            position,
        };
        if let Some(before) = before {
            share(&mut kept.label, &before.label);
            share(&mut kept.column, &before.column);
            share(&mut kept.file, &before.file);
            share(&mut kept.waiver, &before.waiver);
            if kept.seen == before.seen {
                kept.seen.clone_from(&before.seen);
            } else if let Some(seen) = Arc::get_mut(&mut kept.seen) {
                seen.iter_mut().zip(&*before.seen).for_each(|(own, before)| share(&mut own.column, &before.column));
            }
        }
        kept
    }
}

/// Takes another's text where it is equal.
fn share<T: Clone + PartialEq>(own: &mut T, other: &T) {
    if own == other {
        own.clone_from(other);
    }
}
