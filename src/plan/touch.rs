//! Which rows each action changes, and what the rules make of them before and after: counted by place, rule and set of actions.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::links::{Links, bits, subsets};
use crate::audit::{Judge, Ledger, Picked, Picker, RowJudge, Tally};
use crate::engine::columns::{Batch, Dictionary};
use crate::inventory::{Inventory, Needs, Origin, Place, Places, Read, View};
use crate::limits::reports::ACTIONS_ON_A_ROW;
use crate::predicate::{Home, Rows};
use crate::rules::{Action, RuleBook};
use crate::schema::{EQUIPMENT, JURISDICTIONS, TableId};
use crate::words::position::{Position, SheetName};
use crate::words::value::Value;

/// Rows, and what they stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// Rows.
    pub rows: u64,
    /// Units that they state.
    pub units: u64,
    /// Rows that state no quantity.
    pub bare: u64,
}

impl Units {
    fn add(&mut self, units: Option<u64>) {
        self.rows += 1;
        self.units = self.units.saturating_add(units.unwrap_or(0));
        self.bare += u64::from(units.is_none());
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.rows += other.rows;
        self.units = self.units.saturating_add(other.units);
        self.bare += other.bare;
    }
}

/// What one rule counted of the rows that the same actions change, by which of the actions are taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// The actions that change these rows and that the rule can notice.
    pub(super) actions: u64,
    by_taken: Vec<(u64, Tally)>,
}

impl Group {
    fn tally_mut(&mut self, taken: u64) -> &mut Tally {
        let at = self.by_taken.iter().position(|(known, _)| *known == taken);
        let at = at.unwrap_or_else(|| {
            self.by_taken.push((taken, Tally::default()));
            self.by_taken.len() - 1
        });
        &mut self.by_taken[at].1
    }

    /// What the rule counts of these rows where some actions are taken.
    pub(super) fn tally(&self, taken: u64) -> Tally {
        let taken = taken & self.actions;
        self.by_taken.iter().find(|(known, _)| *known == taken).map(|(_, tally)| *tally).unwrap_or_default()
    }
}

/// What the actions change at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    /// By action: the rows that it changes.
    pub(super) changes: BTreeMap<usize, Units>,
    /// By action: rows that it would change, had their replacement not been paid for already.
    pub(super) paid: BTreeMap<usize, Units>,
    /// By action: rows of which the records do not say whether it would change them.
    pub(super) open: BTreeMap<usize, Units>,
    /// By rule.
    pub(super) groups: BTreeMap<usize, Vec<Group>>,
}

/// The subsets of some actions that rows must be judged with.
struct Wanted {
    taken: Vec<u64>,
}

/// What was scanned: counts as they are, the places, and what the actions change, by place.
pub(super) struct Scanned {
    pub(super) ledger: Ledger,
    pub(super) read: Read,
    pub(super) touched: HashMap<u32, Touched, RandomState>,
    /// A rule that notices too many actions on one row.
    pub(super) too_many: Option<usize>,
}

/// Reads an inventory once, and judges every row as it is and as the usable actions make it.
pub(super) fn scan(inventory: Inventory, book: &RuleBook, links: &Links) -> Scanned {
    let mut judge = Judge::new(book, 0);
    let mut scan = Scan::new(book, links);
    let mut needs = judge.needs();
    scan.picker.ask(&mut needs);
    scan.funded.into_iter().for_each(|column| needs.add_quietly(EQUIPMENT, column));
    let read = inventory.stream(&needs, &mut |view: &View<'_>| {
        judge.add(view);
        scan.add(view);
    });
    judge.add_places(&read.places);
    scan.add_places(&read.places, &needs);
    let Scan { touched, too_many, .. } = scan;
    Scanned { ledger: judge.into_ledger(), read, touched, too_many }
}

struct Scan<'a> {
    book: &'a RuleBook,
    links: &'a Links,
    picker: Picker<'a>,
    judge: RowJudge<'a>,
    /// The columns that the rules read.
    needs: Needs,
    dictionary: Dictionary,
    funded: Option<usize>,
    noticed: Vec<u64>,
    wanted: HashMap<(usize, u64), Rc<Wanted>, RandomState>,
    touched: HashMap<u32, Touched, RandomState>,
    too_many: Option<usize>,
}

impl<'a> Scan<'a> {
    fn new(book: &'a RuleBook, links: &'a Links) -> Self {
        let judge = RowJudge::new(book);
        let mut needs = Needs::none(book.schema);
        judge.ask(&mut needs);
        Self {
            book,
            links,
            picker: Picker::new(book, book.actions.iter().map(|action| (action.table, &action.rows))),
            judge,
            dictionary: needs.dictionary(book.as_of),
            needs,
            funded: book.schema.column(EQUIPMENT, "replacement_funded"),
            noticed: noticed(book),
            wanted: HashMap::default(),
            touched: HashMap::default(),
            too_many: None,
        }
    }

    fn add(&mut self, view: &View<'_>) {
        let table = view.table();
        let mut rows: Vec<(usize, u64, u64)> = Vec::new();
        for picked in self.picker.pick(view) {
            let actions = self.note(view, &picked);
            if actions != 0 {
                let wanted = self.wanted(table, actions);
                rows.extend(wanted.taken.iter().map(|taken| (picked.row, *taken, actions)));
            }
        }
        if rows.is_empty() {
            return;
        }
        self.dictionary.forget();
        let mut batch = self.needs.batch(table);
        for (row, taken, _) in &rows {
            self.changed_row(view, (*row, *taken), &mut batch);
        }
        let origin = Changed { view, book: self.book, rows: &rows };
        let changed = View::new(&batch, &self.dictionary, view.all_places(), &origin);
        let (noticed, touched) = (&self.noticed, &mut self.touched);
        self.judge.judge(&changed, &mut |row, rule, class, units| {
            let (row, taken, actions) = rows[row];
            let seen = actions & noticed[rule];
            if seen == 0 || taken & !seen != 0 {
                return;
            }
            let of = touched.entry(view.places()[row]).or_default().groups.entry(rule).or_default();
            let at = of.iter().position(|group| group.actions == seen).unwrap_or_else(|| {
                of.push(Group { actions: seen, by_taken: Vec::new() });
                of.len() - 1
            });
            of[at].tally_mut(taken).add_row(class, units);
        });
    }

    /// Counts a row for every action that changes it or may, and gives the usable ones that change it.
    fn note(&mut self, view: &View<'_>, picked: &Picked) -> u64 {
        let is_paid = view.table() == EQUIPMENT
            && self.funded.is_some_and(|column| view.value(picked.row, Home::Row, column) == Value::Boolean(true));
        let touched = self.touched.entry(view.places()[picked.row]).or_default();
        let paid = if is_paid { picked.yes & self.links.priced } else { 0 };
        for (of, actions) in [
            (&mut touched.changes, picked.yes & !paid),
            (&mut touched.paid, paid),
            (&mut touched.open, picked.open & !self.links.off),
        ] {
            bits(actions).for_each(|action| of.entry(action).or_default().add(picked.units));
        }
        picked.yes & !paid & self.links.usable
    }

    /// The subsets of some actions that some rule must see.
    fn wanted(&mut self, table: TableId, actions: u64) -> Rc<Wanted> {
        if let Some(known) = self.wanted.get(&(table.0, actions)) {
            return Rc::clone(known);
        }
        let mut taken = vec![0];
        let mut seen_before: Vec<u64> = Vec::new();
        for (at, rule) in self.book.rules.iter().enumerate().filter(|(_, rule)| rule.table == table) {
            let seen = actions & self.noticed[at];
            if seen.count_ones() > ACTIONS_ON_A_ROW.most as u32 {
                self.too_many = Some(at);
                continue;
            }
            if seen != 0 && !rule.off && !seen_before.contains(&seen) {
                seen_before.push(seen);
                taken.extend(subsets(seen).filter(|taken| self.links.agree(*taken)));
            }
        }
        taken.sort_unstable();
        taken.dedup();
        let wanted = Rc::new(Wanted { taken });
        self.wanted.insert((table.0, actions), Rc::clone(&wanted));
        wanted
    }

    fn changed_row(&mut self, view: &View<'_>, (row, taken): (usize, u64), batch: &mut Batch) {
        batch.begin(view.places()[row]);
        for column in 0..view.columns().len() {
            if !batch.wants(column) {
                continue;
            }
            let text = match new_text(self.book, taken, column) {
                Some(text) => text,
                None => view.value(row, Home::Row, column).to_string(),
            };
            // What the records say was read once already, and what actions write was checked with the rules.
            let _ = batch.set(column, text.as_bytes(), &mut self.dictionary);
        }
    }

    /// The same for the rows of places themselves, once all places are known.
    fn add_places(&mut self, places: &Places, needs: &Needs) {
        let mut dictionary = needs.dictionary(self.book.as_of);
        let mut batch = needs.batch(JURISDICTIONS);
        let mut kept: Vec<&Place> = Vec::new();
        for (index, place) in places.list().iter().enumerate() {
            let Some(row) = &place.row else { continue };
            batch.begin(u32::try_from(index).unwrap_or(u32::MAX));
            kept.push(place);
            for (column, value) in row.iter().enumerate() {
                if batch.wants(column) {
                    let _ = batch.set(column, value.to_string().as_bytes(), &mut dictionary);
                }
            }
        }
        let origin = Declared { places: &kept, none: SheetName::from("") };
        self.add(&View::new(&batch, &dictionary, places, &origin));
    }
}

/// What some actions write into a column, the last of them that does; nothing, where none does.
pub(super) fn new_text(book: &RuleBook, taken: u64, column: usize) -> Option<String> {
    let cell = |action: &Action| action.set.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell.on(book.as_of));
    bits(taken).filter_map(|action| book.actions.get(action).and_then(cell)).last()
}

/// The actions that some of these rules can notice, or a rule that they lean on.
pub(super) fn noticed_by(book: &RuleBook, rules: &[usize]) -> u64 {
    let noticed = noticed(book);
    let mut all = 0;
    for rule in rules {
        let mut next = Some(*rule);
        for _ in 0..book.rules.len() {
            let Some(rule) = next else { break };
            all |= noticed[rule];
            next = book.rules[rule].no_rows_pass_if;
        }
    }
    all
}

/// By rule the actions that it can notice: those that write a column which its conditions read, or look something up by.
fn noticed(book: &RuleBook) -> Vec<u64> {
    let in_service = |action: &Action| book.schema.column(action.table, "in_service");
    let mut noticed = vec![0; book.rules.len()];
    for (own, rule) in noticed.iter_mut().zip(&book.rules) {
        let conditions = [rule.among.as_ref(), rule.applies.as_ref(), Some(&rule.require)];
        let mut columns: Vec<usize> = Vec::new();
        for (home, column) in conditions.into_iter().flatten().flat_map(|condition| condition.node.columns()) {
            match home {
                Home::Row => columns.push(column),
                Home::Reference(reference) => {
                    let keys = book.references.get(reference).into_iter().flat_map(|reference| &reference.keys);
                    columns.extend(keys.filter_map(|key| book.schema.column(rule.table, key)));
                }
                Home::Place | Home::Calendar => {}
            }
        }
        for (at, action) in book.actions.iter().enumerate().filter(|(_, action)| action.table == rule.table) {
            let writes = |column: usize| columns.contains(&column) || in_service(action) == Some(column);
            if action.set.iter().any(|(column, _)| writes(*column)) {
                *own |= 1 << at;
            }
        }
    }
    noticed
}

/// Where changed rows are from: the rows that they were.
struct Changed<'a> {
    view: &'a View<'a>,
    book: &'a RuleBook,
    /// The row that each was, the actions that are taken on it, and all that could be.
    rows: &'a [(usize, u64, u64)],
}

impl Origin for Changed<'_> {
    fn file(&self, row: usize) -> &SheetName {
        self.view.file(self.rows[row].0)
    }

    fn text(&self, row: usize, column: usize) -> Option<String> {
        let (row, taken, _) = self.rows[row];
        new_text(self.book, taken, column).or_else(|| self.view.text(row, column))
    }

    fn position(&self, row: usize, column: Option<usize>) -> Position {
        self.view.position(self.rows[row].0, column)
    }
}

/// Where the rows of places stand.
struct Declared<'a> {
    places: &'a [&'a Place],
    none: SheetName,
}

impl Origin for Declared<'_> {
    fn file(&self, row: usize) -> &SheetName {
        self.places.get(row).map_or(&self.none, |place| &place.file)
    }

    fn text(&self, row: usize, column: usize) -> Option<String> {
        self.places.get(row).map(|place| place.column(column).to_string())
    }

    fn position(&self, row: usize, _: Option<usize>) -> Position {
        self.places.get(row).map_or(Position::default(), |place| place.position)
    }
}
