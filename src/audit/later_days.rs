//! What rows come to on the days after that of the audit: each is judged again only on days on which it can change.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::compiled_rule::Outcome;
use super::counts::for_each_bit;
use super::day_turns::{AssetTurn, Because, Changes};
use super::found::{asset_key, label};
use super::reference_lookup::JoinedRows;
use super::tally::{Class, Count};
use crate::inventory::Place;
use crate::predicate::{Home, Horizon, Node, OnDay, Row, Rows, Timeline};
use crate::rules::{Action, Called, InForceByDay, Measure, NewCell, Rule, RuleBook};
use crate::schema::{LaterCell, TableId, read_cell};
use crate::words::truth::Truth;
use crate::words::value::{Day, Value};

/// A condition over time.
#[derive(Clone)]
struct Moving {
    node: Node,
    timeline: Option<Timeline>,
}

/// One rule on later days.
#[derive(Clone)]
struct LaterRule {
    rule: usize,
    among: Option<Moving>,
    applies: Option<Moving>,
    require: Moving,
    /// Whether the rule says when it is due.
    is_due: bool,
    /// Days on which every row is judged again: the rule begins or ends.
    window: [Option<Day>; 2],
    /// Days on which waivers of it have ended.
    waivers: Vec<Day>,
}

/// Judges rows on later days; one a thread.
#[derive(Clone)]
pub struct LaterDays {
    horizon: Horizon,
    most: usize,
    tables: Vec<Vec<LaterRule>>,
    fixes: Arc<Vec<Vec<Fix>>>,
    in_force: Arc<InForceByDay>,
    called: HashMap<u32, Called, RandomState>,
    /// The label that was made last: most rows are called like the one before.
    last_label: Arc<str>,
    changes: Changes,
}

/// The column that says whether a replacement is paid for.
const FUNDED: &str = "replacement_funded";

/// An action that may fix what fails.
struct Fix {
    rows: Node,
    set: Vec<(usize, NewCell)>,
    lead_months: u32,
    /// The reference tables that are looked up by what it sets: what they say afterwards is not known.
    unknown: Vec<usize>,
}

impl Fix {
    fn of(book: &RuleBook, action: &Action) -> Self {
        let sets = |name: &str| {
            let column = book.schema.column(action.table, name);
            action.set.iter().any(|(set, _)| Some(*set) == column)
        };
        let references = book.references.iter().enumerate();
        let unknown =
            references.filter(|(_, reference)| reference.keys.iter().any(|key| sets(key))).map(|(at, _)| at).collect();
        Self {
            rows: action.rows.for_any_day().clone(),
            set: action.set.clone(),
            lead_months: action.lead_months,
            unknown,
        }
    }
}

/// A row of a batch, with the entries of reference tables that it matches.
struct OneRow<'a> {
    rows: &'a JoinedRows<'a>,
    at: usize,
    place: &'a Place,
    /// Cells of it that are read otherwise on later days.
    later: Vec<&'a LaterCell>,
}

impl OneRow<'_> {
    /// Its own cells and those of its place that are read otherwise on later days.
    fn later(&self) -> impl Iterator<Item = &LaterCell> {
        self.later.iter().copied().chain(&self.place.later)
    }
}

/// The same on a day, as it is or as an action leaves it.
struct RowOn<'a> {
    of: &'a OneRow<'a>,
    day: Day,
    fixed: Option<&'a Fix>,
}

impl Row for RowOn<'_> {
    fn cell(&self, home: Home, index: usize) -> Value {
        let OneRow { rows, at, place, later } = self.of;
        if let Some(fix) = self.fixed {
            let is_set = |(column, _): &&(usize, NewCell)| *column == index;
            match home {
                Home::Row => {
                    if let Some((_, cell)) = fix.set.iter().find(is_set) {
                        let text = cell.on(self.day);
                        let column = rows.view.columns().get(index);
                        let read = column.filter(|_| !text.is_empty()).map(|column| read_cell(column, &text, self.day));
                        return read.and_then(Result::ok).unwrap_or(Value::Null);
                    }
                }
                Home::Reference(reference) if fix.unknown.contains(&reference) => return Value::Null,
                Home::Place | Home::Reference(_) | Home::Calendar => {}
            }
        }
        match home {
            Home::Place => place.column_on(index, self.day),
            Home::Row => match later.iter().find(|cell| cell.column == index) {
                Some(cell) => cell.read_on(self.day),
                None => rows.value(*at, home, index),
            },
            Home::Reference(_) | Home::Calendar => rows.value(*at, home, index),
        }
    }
}

/// Rows of a batch to judge: 64 from `start`, those of them that count, and what each stands for.
pub(super) struct Block<'a> {
    pub(super) start: usize,
    pub(super) live: u64,
    pub(super) weights: &'a [u64; 64],
    pub(super) bare: u64,
}

impl LaterDays {
    /// One for a book that was read for any day; of the assets that change on a day at a place under a rule, `most` are kept.
    #[must_use]
    pub fn new(book: &RuleBook, until: Day, most: usize) -> Self {
        let horizon = Horizon { from: book.as_of, until };
        let needed = needed(book);
        let of_table = |table: TableId| {
            let rules = book.rules.iter().enumerate().filter(|(at, rule)| needed[*at] && rule.table == table);
            rules.filter_map(|(at, rule)| LaterRule::new(book, (at, rule), horizon)).collect()
        };
        Self {
            horizon,
            most,
            fixes: Arc::new(TableId::all().map(|table| fixes(book, table)).collect()),
            tables: TableId::all().map(of_table).collect(),
            in_force: Arc::new(InForceByDay::of(&book.waivers, horizon.from, until)),
            called: HashMap::default(),
            last_label: "".into(),
            changes: HashMap::default(),
        }
    }

    /// Whether any rule of a table can change.
    pub(super) fn is_about(&self, table: TableId) -> bool {
        !self.tables[table.0].is_empty()
    }

    /// The columns that the rules of a table name on some day.
    pub(super) fn columns(&self, table: TableId) -> Vec<(Home, usize)> {
        let conditions = |rule: &LaterRule| {
            let parts = [rule.among.as_ref(), rule.applies.as_ref(), Some(&rule.require)];
            parts.into_iter().flatten().flat_map(|part| part.node.columns()).collect::<Vec<_>>()
        };
        let mut all: Vec<(Home, usize)> = self.tables[table.0].iter().flat_map(conditions).collect();
        if !all.is_empty() {
            all.extend(self.fixes[table.0].iter().flat_map(|fix| fix.rows.columns()));
            all.extend(table.column(FUNDED).map(|column| (Home::Row, column)));
        }
        all.retain(|(home, _)| *home != Home::Calendar);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Judges rows of a table on every later day on which they can change.
    pub(super) fn add(&mut self, book: &RuleBook, rows: &JoinedRows<'_>, block: &Block<'_>) {
        let Self { horizon, most, tables, fixes, in_force, called, last_label, changes } = self;
        let view = rows.view;
        let within = block.start..block.start + 64;
        let ahead: Vec<&(usize, LaterCell)> = view.later().iter().filter(|(row, _)| within.contains(row)).collect();
        for later in &mut tables[view.table().0] {
            let rule = &book.rules[later.rule];
            for_each_bit(block.live, |row| {
                let at = block.start + row;
                let place = view.places()[at];
                let cells = ahead.iter().filter(|(of, _)| *of == at).map(|(_, cell)| cell).collect();
                let one = OneRow { rows, at, place: &view.all_places().list()[place as usize], later: cells };
                let Some(mut day) = later.next(&one, *horizon, horizon.from) else { return };
                let mut judge = |later: &LaterRule, day: Day| {
                    let class = later.class(rule, &one, day)?;
                    let now = in_force.on(day);
                    let waived = match class {
                        Class::Fail => Class::WaivedFail,
                        Class::Unknown => Class::WaivedUnknown,
                        Class::Pass
                        | Class::NotApplicable
                        | Class::WaivedFail
                        | Class::WaivedUnknown
                        | Class::NotDue => return Some(class),
                    };
                    if !now.has(later.rule) {
                        return Some(class);
                    }
                    let called = called.entry(place).or_insert_with(|| {
                        let place = &view.all_places().list()[place as usize];
                        Called::of(&place.id, &place.name, place.state.as_deref())
                    });
                    let covered = now.of_asset(later.rule, called, || asset_key(view, at)).is_some();
                    Some(if covered { waived } else { class })
                };
                let mut before = judge(later, horizon.from);
                loop {
                    let now = judge(later, day);
                    if now != before {
                        let is_bare = block.bare >> row & 1 == 1;
                        let weight = block.weights[row];
                        let called_now = label(view, at);
                        if called_now != *last_label {
                            *last_label = called_now;
                        }
                        let turn = AssetTurn {
                            asset: asset_key(view, at),
                            label: last_label.clone(),
                            from: before,
                            to: now,
                            units: (!is_bare).then_some(weight),
                            lead_months: if now == Some(Class::Fail) {
                                later.lead_months(rule, &one, day, &fixes[view.table().0])
                            } else {
                                None
                            },
                            because: later.because(&one, day),
                        };
                        let count = Count { weight, rows: 1, bare: u32::from(is_bare) };
                        let of_day = changes.entry((place, later.rule)).or_default().entry(day).or_default();
                        of_day.add(turn, &count, *most);
                        before = now;
                    }
                    match later.next(&one, *horizon, day) {
                        Some(next) => day = next,
                        None => break,
                    }
                }
            });
        }
    }

    /// Adds what another found at the same places.
    pub(super) fn join(&mut self, other: Self) {
        for (key, by_day) in other.changes {
            let own = self.changes.entry(key).or_default();
            for (day, turns) in by_day {
                own.entry(day).or_default().join(turns, self.most);
            }
        }
    }

    /// What was found.
    #[must_use]
    pub fn into_changes(mut self) -> Changes {
        let most = self.most;
        for turns in self.changes.values_mut().flat_map(BTreeMap::values_mut) {
            turns.shorten(most, most);
            turns.assets.sort_by(|a, b| (&a.asset, &a.label, a.units).cmp(&(&b.asset, &b.label, b.units)));
        }
        self.changes
    }
}

/// The rules that give a verdict on some day: those asked about, and those that these need.
fn needed(book: &RuleBook) -> Vec<bool> {
    let asked = |rule: &Rule| rule.asked && !rule.turned_off;
    let mut needed: Vec<bool> = book.rules.iter().map(asked).collect();
    for rule in book.rules.iter().filter(|rule| asked(rule)) {
        if let Some(other) = rule.no_rows_pass_if {
            needed[other] |= !book.rules[other].turned_off;
        }
    }
    needed
}

/// The actions on the rows of a table.
fn fixes(book: &RuleBook, table: TableId) -> Vec<Fix> {
    let known = book.actions.iter().filter(|action| action.table == table && action.off.is_none());
    known.map(|action| Fix::of(book, action)).collect()
}

impl Moving {
    fn new(node: &Node, horizon: Horizon) -> Self {
        Self { node: node.clone(), timeline: Timeline::new(node, horizon) }
    }
}

impl LaterRule {
    /// A rule over time; `None` where nothing that the day decides is in it.
    fn new(book: &RuleBook, (at, rule): (usize, &Rule), horizon: Horizon) -> Option<Self> {
        let moving = |condition: &crate::rules::Condition| Moving::new(condition.for_any_day(), horizon);
        // One good row is enough whether or not the rule asks anything of it.
        let is_any = rule.measure == Measure::Any;
        let is_ahead = |day: &Day| *day > horizon.from && *day <= horizon.until;
        let window = rule.turns().map(|day| day.filter(is_ahead));
        let ended = book.waivers.iter().filter(|waiver| waiver.rule == at).map(|waiver| waiver.expires.next());
        let mut waivers: Vec<Day> = ended.filter(is_ahead).collect();
        waivers.sort_unstable();
        waivers.dedup();
        let later = Self {
            rule: at,
            among: rule.among.as_ref().map(moving),
            applies: rule.applies.as_ref().filter(|_| !is_any).map(moving),
            require: moving(&rule.require),
            is_due: rule.due.is_some() && !is_any,
            window,
            waivers,
        };
        let parts = [later.among.as_ref(), later.applies.as_ref(), Some(&later.require)];
        let moves = parts.into_iter().flatten().any(|part| part.timeline.is_some());
        (moves || later.window != [None; 2] || !later.waivers.is_empty()).then_some(later)
    }

    fn parts(&mut self) -> impl Iterator<Item = &mut Timeline> {
        let parts = [self.among.as_mut(), self.applies.as_mut(), Some(&mut self.require)];
        parts.into_iter().flatten().filter_map(|part| part.timeline.as_mut())
    }

    /// The first day after `after` on which a row may change.
    fn next(&mut self, row: &OneRow<'_>, horizon: Horizon, after: Day) -> Option<Day> {
        let cells = row.later().filter_map(|cell| cell.next(after, horizon.until)).min();
        let row = RowOn { of: row, day: after, fixed: None };
        let waiver = self.waivers.get(self.waivers.partition_point(|day| *day <= after)).copied();
        let fixed = self.window.iter().copied().flatten().filter(|day| *day > after).chain(waiver).min();
        self.parts().filter_map(|part| part.next(&row, after)).chain(fixed).chain(cells).min()
    }

    /// What a row that counts comes to on a day, waivers left aside; `None` where the rule gives no verdict.
    fn class(&self, rule: &Rule, row: &OneRow<'_>, day: Day) -> Option<Class> {
        self.class_if(rule, row, day, None)
    }

    /// How many months the quickest action takes after which the rule is met on a day.
    fn lead_months(&self, rule: &Rule, row: &OneRow<'_>, day: Day, fixes: &[Fix]) -> Option<u32> {
        let as_it_is = RowOn { of: row, day, fixed: None };
        // What is paid for already needs no decision.
        let funded = row.rows.view.table().column(FUNDED);
        if funded.is_some_and(|column| as_it_is.cell(Home::Row, column) == Value::Boolean(true)) {
            return None;
        }
        let is_about = |fix: &&Fix| fix.rows.truth(&OnDay { row: &as_it_is, day }).is_yes();
        let meets = |fix: &&Fix| self.class_if(rule, row, day, Some(fix)) == Some(Class::Pass);
        fixes.iter().filter(is_about).filter(meets).map(|fix| fix.lead_months).min()
    }

    fn class_if(&self, rule: &Rule, row: &OneRow<'_>, day: Day, fixed: Option<&Fix>) -> Option<Class> {
        if !rule.holds_on(day) {
            return None;
        }
        let row = OnDay { row: &RowOn { of: row, day, fixed }, day };
        let truth = |part: &Option<Moving>| part.as_ref().map_or(Truth::Yes, |part| part.node.truth(&row));
        let (among, applies) = (truth(&self.among), truth(&self.applies));
        let once_due = self.applies.as_ref().filter(|_| self.is_due).map(|part| part.node.of_rows_on(&row));
        Outcome::of_row([among, applies, self.require.node.truth(&row)], once_due)
    }

    fn because(&mut self, row: &OneRow<'_>, day: Day) -> Vec<Because> {
        let mut causes = Vec::new();
        let before = Day::from_number(day.number() - 1);
        let cells = row.later().filter(|cell| cell.read_on(before) != cell.read_on(day));
        let ahead: Vec<Because> = cells.map(|cell| Because::NoLongerAhead(cell.declared.name)).collect();
        let row = RowOn { of: row, day: before, fixed: None };
        self.parts().for_each(|part| part.causes(&row, day, &mut causes));
        let mut because: Vec<Because> = causes.into_iter().map(Because::Date).collect();
        because.extend(ahead);
        because.extend(self.waivers.binary_search(&day).is_ok().then_some(Because::WaiverEnded));
        because.extend((self.window[0] == Some(day)).then_some(Because::RuleBegins));
        because.extend((self.window[1] == Some(day)).then_some(Because::RuleEnds));
        because.shrink_to_fit();
        because
    }
}
