//! `[[action]]`: which rows an action changes, what they say afterwards, and what it costs and needs.

use crate::rules::action::Per;
use crate::rules::rule::{Source, Text};
use crate::schema::TableId;
use crate::toml_file::{Fields, Reader};
use crate::words::value::Value;

/// An action as it is written.
#[derive(Clone, Debug)]
pub(in crate::rules) struct RawAction {
    pub(in crate::rules) id: Text,
    pub(in crate::rules) title: String,
    pub(in crate::rules) table: TableId,
    pub(in crate::rules) rows: Text,
    /// Columns, the values that they get, and where each value is written.
    pub(in crate::rules) set: Vec<(Text, Value, Text)>,
    pub(in crate::rules) price: Option<String>,
    pub(in crate::rules) per: Per,
    pub(in crate::rules) voters_each: Option<u64>,
    pub(in crate::rules) lead_months: u64,
    pub(in crate::rules) needs: Vec<Text>,
    pub(in crate::rules) excludes: Vec<Text>,
    pub(in crate::rules) why: String,
    pub(in crate::rules) sources: Vec<Source>,
}

/// An action; `None` where it lacks what the others must know of it.
pub(super) fn read(reader: &mut Reader<'_>, action: &Fields<'_, '_>) -> Option<RawAction> {
    if let Some(item) = action.empty("set") {
        reader.say(item.span(), "set is empty: an action changes something");
    }
    let per = action.word("per", Per::named).unwrap_or(Per::Unit);
    if let Some(item) = action.get("voters_each").filter(|_| per != Per::PollingPlace) {
        reader.say(
            item.span(),
            "voters_each stands in for the number of polling places, and the price is per something else",
        );
    }
    let rows = reader.not_blank(action.text("where"), "where");
    let set = action.table("set")?.values().into_iter();
    Some(RawAction {
        id: action.text("id")?,
        title: action.words("title")?,
        table: action.word("table", TableId::named)?,
        rows: rows?,
        set: set.map(|(name, value, span)| (name, value.clone(), Text { words: value.to_string(), span })).collect(),
        price: action.words("price"),
        per,
        voters_each: action.count("voters_each"),
        lead_months: action.whole("lead_months").unwrap_or(0),
        needs: action.texts("needs"),
        excludes: action.texts("excludes"),
        why: action.words("why").unwrap_or_default(),
        sources: action.tables("source").iter().filter_map(super::source).collect(),
    })
}
