//! Actions: what an office can buy or do, and what the rows that it changes say afterwards.

use super::bind::{Binder, Tables};
use super::file::{RawAction, RawFile};
use super::rule::{Condition, Source, Text};
use crate::limits::rules::{ACTIONS, LEAD_MONTHS};
use crate::predicate::{Comparison, Home, Node};
use crate::schema::{JURISDICTIONS, TableId, is_blank, read_cell};
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::{Day, Kind, Span, Value};

/// What the price of an action is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Per {
    /// Every unit of a row that it changes.
    Unit,
    /// Every polling place of the place, and at most every unit.
    PollingPlace,
    /// The place, once.
    Place,
}

impl Per {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unit, Self::PollingPlace, Self::Place];

    /// Its word in rules files and plans.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::PollingPlace => "polling-place",
            Self::Place => "place",
        }
    }

    /// The one of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|per| per.name() == word)
    }
}

/// What an action writes into a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewCell {
    /// This text, which the column can read; blank, where the action leaves open what the cell will say.
    Text(String),
    /// The day of the delivery, moved on by a span.
    Delivery(Span),
}

impl NewCell {
    /// The text of the cell where the delivery is on a day.
    #[must_use]
    pub fn on(&self, delivery: Day) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Delivery(span) => delivery.plus(*span, 1).map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

/// Something that an office can buy or do.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its id.
    pub id: String,
    /// What is done, as an order.
    pub title: String,
    /// The table whose rows it changes.
    pub table: TableId,
    /// Which of them. It is judged by the records as they are, whatever other actions change.
    pub rows: Condition,
    /// Columns of the table, and what they say afterwards.
    pub set: Vec<(usize, NewCell)>,
    /// Its key in the list of prices; free, where it has none.
    pub price: Option<String>,
    /// What that price is for.
    pub per: Per,
    /// The registered voters that a polling place serves at the most, where polling places are not stated.
    pub voters_each: Option<u64>,
    /// Months from the decision to the delivery.
    pub lead_months: u32,
    /// The actions that it is of no use without, by their places in the book.
    pub needs: Vec<usize>,
    /// The actions that it is not taken together with, by their places in the book; both of a pair list each other.
    pub excludes: Vec<usize>,
    /// Why it is done in this way.
    pub why: String,
    /// What it rests on.
    pub sources: Vec<Source>,
    /// The file it comes from.
    pub origin: String,
    /// The line it begins at.
    pub line: u64,
    /// Why a layer turned it off, where one did.
    pub off: Option<String>,
}

/// The columns that tell which row it is, and how much of it there is: no action changes them.
const FIXED: [&str; 8] =
    ["id", "ocd_id", "state", "jurisdiction", "asset_id", "quantity", "registered_voters", "places_total"];

// Bundles of actions are numbered by bits.
const _: () = assert!(ACTIONS.most <= u64::BITS as u64);

impl Binder<'_> {
    /// The actions, their names resolved and their conditions checked; every mistake is kept.
    pub(super) fn actions(&mut self, raw: &RawFile, tables: &[Tables<'_>]) -> Vec<Action> {
        if let Some(action) = raw.actions.get(ACTIONS.size()) {
            self.say(action.id.span.clone(), ACTIONS.to_string());
            return Vec::new();
        }
        let mut actions: Vec<Option<Action>> = Vec::new();
        for (at, action) in raw.actions.iter().enumerate() {
            let id = &action.id.words;
            if raw.actions[..at].iter().any(|known| known.id.words == *id) {
                self.say(action.id.span.clone(), format!("there is an action {id} already"));
            }
            if raw.rules.iter().any(|rule| rule.id == *id) {
                self.say(action.id.span.clone(), format!("{id} is the id of a rule; name the action otherwise"));
            }
            let bound = self.action(action, &tables[action.table.0], raw);
            actions.push(bound);
        }
        self.circles(raw);
        // What names an action that has a mistake could not be numbered, and the book is not given.
        let mut actions: Vec<Action> = actions.into_iter().flatten().collect();
        for at in 0..actions.len() {
            for other in actions[at].excludes.clone() {
                if let Some(other) = actions.get_mut(other).filter(|other| !other.excludes.contains(&at)) {
                    other.excludes.push(at);
                }
            }
        }
        self.turn_off(raw, &mut actions);
        actions
    }

    fn action(&mut self, raw: &RawAction, definitions: &Tables<'_>, file: &RawFile) -> Option<Action> {
        let rows = self.condition(&raw.rows, definitions);
        let set: Vec<(usize, NewCell)> = raw.set.iter().filter_map(|cell| self.new_cell(raw.table, cell)).collect();
        let needs = self.actions_named(&raw.needs, raw, file);
        let excludes = self.actions_named(&raw.excludes, raw, file);
        for both in raw.excludes.iter().filter(|other| raw.needs.iter().any(|known| known.words == other.words)) {
            self.say(both.span.clone(), format!("{} needs {} and excludes it", raw.id.words, both.words));
        }
        let rows = rows?;
        if set.len() == raw.set.len() && !set.is_empty() && set.iter().all(|cell| requires(&rows.node, cell)) {
            let message = format!("{} changes nothing: its where asks for all that it sets", raw.id.words);
            self.say(raw.id.span.clone(), message);
        }
        let lead_months = u32::try_from(raw.lead_months).ok().filter(|months| u64::from(*months) <= LEAD_MONTHS.most);
        if lead_months.is_none() {
            self.say(raw.id.span.clone(), LEAD_MONTHS.to_string());
        }
        Some(Action {
            id: raw.id.words.clone(),
            title: raw.title.clone(),
            table: raw.table,
            rows,
            set,
            price: raw.price.clone(),
            per: raw.per,
            voters_each: raw.voters_each,
            lead_months: lead_months.unwrap_or_default(),
            needs,
            excludes,
            why: raw.why.clone(),
            sources: raw.sources.clone(),
            origin: self.sheets.of(raw.id.span.start).origin.clone(),
            line: self.sheets.line(&raw.id.span),
            off: None,
        })
    }

    /// A column and what it will say, checked as a cell of an inventory is.
    fn new_cell(&mut self, table: TableId, (name, value, text): &(Text, Value, Text)) -> Option<(usize, NewCell)> {
        let columns = self.schema.columns(table);
        let Some(at) = self.schema.column(table, &name.words) else {
            let fix = did_you_mean(nearest(&name.words, columns.iter().map(|column| column.name)));
            let message = format!("{} has no column \"{}\"{fix}", table.table().name, name.words);
            self.say(name.span.clone(), message);
            return None;
        };
        let column = &columns[at];
        let is_name = table == JURISDICTIONS && column.name == "name";
        if is_name || FIXED.contains(&column.name) {
            let message = format!("{} tells which row it is or how many it stands for; no action sets it", column.name);
            self.say(name.span.clone(), message);
            return None;
        }
        let words = text.words.trim();
        if column.kind == Kind::Date
            && let Some(rest) = words.strip_prefix("delivery")
        {
            let rest = rest.trim();
            let span =
                if rest.is_empty() { Some(Span::default()) } else { rest.strip_prefix('+').and_then(Span::parse) };
            if span.is_none() {
                let message = format!("\"{words}\" is no day; write delivery, or delivery + 2 years");
                self.say(text.span.clone(), message);
            }
            return span.map(|span| (at, NewCell::Delivery(span)));
        }
        if words.is_empty() {
            return Some((at, NewCell::Text(String::new())));
        }
        // Like an example, it is written for any day.
        let last = Day::new(2200, 12, 31).unwrap_or(Day::from_number(0));
        let is_of_kind = match value {
            Value::Boolean(_) => column.kind == Kind::Boolean,
            Value::Date(_) => column.kind == Kind::Date,
            Value::Number(_) => matches!(column.kind, Kind::Integer | Kind::Number),
            Value::Text(_) | Value::Null | Value::Version(_) => true,
        };
        let trouble = match read_cell(column, words, last) {
            _ if !is_of_kind => Some(format!("{} is {}", column.name, column.kind.described())),
            Ok(_) if is_blank(words) => Some(format!("\"{words}\" reads as blank; write \"\" for a blank cell")),
            Ok(_) => None,
            Err(trouble) => Some(trouble.to_string()),
        };
        match trouble {
            None => Some((at, NewCell::Text(words.to_owned()))),
            Some(trouble) => {
                self.say(text.span.clone(), trouble);
                None
            }
        }
    }

    fn actions_named(&mut self, ids: &[Text], own: &RawAction, file: &RawFile) -> Vec<usize> {
        let mut found = Vec::new();
        for text in ids {
            let at = file.actions.iter().position(|action| action.id.words == text.words);
            match at {
                Some(_) if text.words == own.id.words => {
                    self.say(text.span.clone(), format!("{} names itself", text.words));
                }
                Some(at) if found.contains(&at) => {}
                Some(at) => found.push(at),
                None if file.actions_lack => {}
                None => {
                    let near = self.near(&text.words, file.actions.iter().map(|action| action.id.words.as_str()));
                    let fix = did_you_mean(near);
                    self.say(text.span.clone(), format!("there is no action {}{fix}", text.words));
                }
            }
        }
        found
    }

    /// Says of every action that needs itself by way of others how it does; each circle is named once.
    fn circles(&mut self, raw: &RawFile) {
        let at = |text: &Text| raw.actions.iter().position(|action| action.id.words == text.words);
        let needs: Vec<Vec<usize>> =
            raw.actions.iter().map(|action| action.needs.iter().filter_map(at).collect()).collect();
        let mut is_done = vec![false; needs.len()];
        for first in 0..needs.len() {
            let mut path = vec![(first, 0)];
            while let Some((action, next)) = path.last_mut() {
                let (action, other) = (*action, needs[*action].get(*next).copied());
                *next += 1;
                let Some(other) = other.filter(|_| !is_done[action]) else {
                    is_done[action] = true;
                    path.pop();
                    continue;
                };
                let Some(begin) = path.iter().position(|(known, _)| *known == other) else {
                    path.push((other, 0));
                    continue;
                };
                // An action that names itself has been told so.
                if other != action {
                    let ids: Vec<&str> =
                        path[begin..].iter().map(|(at, _)| raw.actions[*at].id.words.as_str()).collect();
                    let message = format!("{} needs itself: {} -> {}", ids[0], ids.join(" -> "), ids[0]);
                    let text = raw.actions[action].needs.iter().find(|text| at(text) == Some(other));
                    self.say(
                        text.map_or_else(|| raw.actions[action].id.span.clone(), |text| text.span.clone()),
                        message,
                    );
                }
            }
        }
    }

    /// Turns off the actions that a layer turns off, and those that need one of them.
    fn turn_off(&mut self, raw: &RawFile, actions: &mut [Action]) {
        for change in &raw.changes {
            let Some(action) = actions.iter_mut().find(|action| action.id == change.rule.words) else { continue };
            if change.severity.is_some() || change.waivable.is_some() {
                let message = format!("{} is an action: it can be turned off and nothing else", change.rule.words);
                self.say(change.rule.span.clone(), message);
            }
            action.off.clone_from(&change.off);
        }
        loop {
            let is_off: Vec<bool> = actions.iter().map(|action| action.off.is_some()).collect();
            let ids: Vec<String> = actions.iter().map(|action| action.id.clone()).collect();
            let mut changed = false;
            for action in actions.iter_mut().filter(|action| action.off.is_none()) {
                if let Some(needed) = action.needs.iter().find(|needed| is_off.get(**needed) == Some(&true)) {
                    action.off = Some(format!("it needs {}, which is turned off", ids[*needed]));
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }
}

/// Whether a condition holds only for rows whose cell says already what an action would write.
fn requires(condition: &Node, (column, new): &(usize, NewCell)) -> bool {
    let NewCell::Text(text) = new else { return false };
    let is_own = |node: &Node| matches!(node, Node::Column { home: Home::Row, index, .. } if index == column);
    let says = |node: &Node, wanted: &str| matches!(node, Node::Constant(value) if value.to_string().eq_ignore_ascii_case(wanted));
    match condition {
        Node::And(all) => all.iter().any(|part| requires(part, &(*column, new.clone()))),
        Node::Compare(Comparison::Equal, a, b) => is_own(a) && says(b, text) || is_own(b) && says(a, text),
        Node::In(a, list) => is_own(a) && !list.is_empty() && list.iter().all(|value| says(value, text)),
        Node::IsNull(a) => is_own(a) && text.is_empty(),
        Node::Column { .. } => is_own(condition) && matches!(text.as_str(), "yes" | "true"),
        Node::Not(a) => is_own(a) && matches!(text.as_str(), "no" | "false"),
        Node::Constant(_)
        | Node::Or(_)
        | Node::Compare(..)
        | Node::Like(..)
        | Node::Case(..)
        | Node::Coalesce(_)
        | Node::NullIf(..)
        | Node::Arithmetic(..)
        | Node::Shift(..)
        | Node::ShiftBy(..)
        | Node::Lower(_)
        | Node::Length(_)
        | Node::Substr(..)
        | Node::Concat(..)
        | Node::Cast(..) => false,
    }
}
