//! The judge: every condition of a table in one program, 64 rows at a time, verdicts added without branches.

use std::sync::Arc;

use super::compiled_rule::{CompiledList, CompiledNotice, CompiledRule, Outcome};
use super::counter_layout as lanes;
use super::counter_layout::Standing;
use super::counts;
use super::counts::{Counts, for_each_bit};
use super::found::{Names, asset_key, finding};
use super::keep::{Keep, KeptPlaces};
use super::kept::{Candidate, OfRule};
use super::later_days;
use super::later_days::LaterDays;
use super::ledger::Ledger;
use super::outcome::AssetTracker;
use super::reference_lookup::{JoinedRows, Lookup};
use super::waive::Waivers;
use crate::finding::Verdict;
use crate::inventory::{Needs, Place, PlaceOn, Places, View};
use crate::predicate::{Home, Masks, Node, Program, Row, Rows, Slot};
use crate::rules::{Measure, Rule, RuleBook};
use crate::schema::{JURISDICTIONS, TableId};
use crate::words::position::{Position, SheetName};
use crate::words::value::{ABSENT, Cells, Kind};

/// All that is asked of one table.
#[derive(Clone)]
struct TableRules {
    program: Program,
    rules: Vec<CompiledRule>,
    lists: Vec<CompiledList>,
    lanes: lanes::Lanes,
    in_service: Option<Slot>,
    quantity: Option<usize>,
    places_using: Option<usize>,
    voters_served: Option<usize>,
    lookups: Vec<Lookup>,
    notices: Vec<CompiledNotice>,
}

/// Judges batches by a book into a ledger; one a thread.
#[derive(Clone)]
pub struct Judge<'a> {
    book: &'a RuleBook,
    tables: Vec<TableRules>,
    masks: Vec<Masks>,
    counts: Vec<Counts>,
    ledger: Ledger,
    kept_places: KeptPlaces,
    outcomes: Vec<Outcome>,
    standings: Vec<Standing>,
    lanes: Vec<u64>,
    words: [Arc<str>; 3],
    tracker: Option<AssetTracker>,
    waivers: Waivers<'a>,
    later: Option<LaterDays>,
}

impl<'a> Judge<'a> {
    /// A judge with nothing judged yet; `keep` says which findings are kept.
    #[must_use]
    pub fn new(book: &'a RuleBook, keep: impl Into<Keep>) -> Self {
        let keep = keep.into();
        let tables: Vec<TableRules> = TableId::all().map(|table| table_rules(book, table)).collect();
        let masks = tables.iter().map(|table_rules| Masks::new(&table_rules.program)).collect();
        let counts = tables.iter().map(|table_rules| Counts::new(table_rules.lanes.len())).collect();
        let of_rule =
            |rule: &Rule| OfRule { severity: rule.severity, is_share: matches!(rule.measure, Measure::AtLeast(_)) };
        let ledger = Ledger::new(book.rules.iter().map(of_rule).collect(), book.lists.len(), &keep);
        Self {
            book,
            tables,
            masks,
            counts,
            ledger,
            kept_places: KeptPlaces::new(keep),
            outcomes: Vec::new(),
            standings: Vec::new(),
            lanes: Vec::new(),
            words: ["".into(), "yes".into(), "no".into()],
            tracker: None,
            waivers: Waivers::new(&book.in_force),
            later: None,
        }
    }

    /// Has it judge rows on later days too.
    #[must_use]
    pub fn looking_ahead(mut self, later: LaterDays) -> Self {
        for table in TableId::all() {
            let table_rules = &mut self.tables[table.0];
            let columns = [table_rules.program.columns(), &later.columns(table)].concat();
            table_rules.lookups = Lookup::all(self.book, table, &columns);
        }
        self.later = Some(later);
        self
    }

    /// What it found of later days.
    pub(super) fn take_later(&mut self) -> Option<LaterDays> {
        self.later.take()
    }

    /// Has it follow assets as well as count.
    pub(super) fn track(&mut self, tracker: AssetTracker) {
        self.tracker = Some(tracker);
    }

    /// What it saw of the assets that it looked out for.
    pub(super) fn into_tracker(self) -> AssetTracker {
        self.tracker.unwrap_or_default()
    }

    /// The columns it reads.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::none(self.book.schema);
        if self.later.is_some() {
            needs.keep_later();
        }
        for table in TableId::all() {
            let table_rules = &self.tables[table.0];
            // Rows that are not placed are counted by units, whatever is asked of them.
            table_rules.quantity.into_iter().for_each(|column| needs.add(table, column));
            let later = self.later.as_ref().map(|later| later.columns(table)).unwrap_or_default();
            if table_rules.rules.is_empty() && later.is_empty() {
                continue;
            }
            let named = table_rules.program.columns().iter().chain(&later);
            let named = named.filter(|(home, _)| *home == Home::Row).map(|(_, column)| *column);
            let looked_up = table_rules.lookups.iter().flat_map(Lookup::columns);
            let summed = [table_rules.quantity, table_rules.places_using, table_rules.voters_served];
            named.chain(looked_up).chain(summed.into_iter().flatten()).for_each(|column| needs.add(table, column));
        }
        needs
    }

    /// Judges a batch.
    pub fn add(&mut self, view: &View<'_>) {
        let table = view.table();
        let table_rules = &mut self.tables[table.0];
        self.ledger.not_placed.add(view, table_rules.quantity);
        if table_rules.rules.is_empty() && self.later.as_ref().is_none_or(|later| !later.is_about(table)) {
            return;
        }
        self.kept_places.look_at(view.all_places());
        if self.kept_places.is_none() {
            self.ledger.kept.clear();
        }
        let counts = &mut self.counts[table.0];
        counts.grow(view.all_places().len());
        for lookup in &mut table_rules.lookups {
            lookup.run(self.book, view);
        }
        let table_rules = &self.tables[table.0];
        let rows = JoinedRows { book: self.book, view, lookups: &table_rules.lookups, words: &self.words };
        let masks = &mut self.masks[table.0];
        for (home, column) in table_rules.program.columns() {
            if *home == Home::Row {
                masks.learn(&table_rules.program, *column, view.words(*column));
            }
        }
        let places = view.all_places().list();
        if let Some(day) = view.day() {
            let places: Vec<PlaceOn<'_>> = places.iter().map(|place| PlaceOn { place, day }).collect();
            masks.learn_places(&table_rules.program, places.iter().map(|place| place as &dyn Row));
        } else {
            masks.learn_places(&table_rules.program, places.iter().map(|place| place as &dyn Row));
        }
        for lookup in &table_rules.lookups {
            let entries: Vec<&dyn Row> = lookup.all_entries(self.book).map(|entry| entry as &dyn Row).collect();
            if lookup.forgot {
                masks.forget_entries(&table_rules.program, lookup.reference);
            }
            masks.learn_entries(&table_rules.program, lookup.reference, &entries);
        }
        let quantities = table_rules.quantity.map(|column| view.cells(column));
        let mut start = 0;
        while start < view.rows() {
            let count = (view.rows() - start).min(64);
            let places = &view.places()[start..start + count];
            masks.run(&table_rules.program, &rows, start, count);
            let mut live = if count == 64 { u64::MAX } else { (1 << count) - 1 };
            if let Some(slot) = table_rules.in_service {
                live &= !masks.outcome(slot).no;
            }
            let (mut weights, mut bare) = ([1; 64], if table_rules.quantity.is_some() { u64::MAX } else { 0 });
            if let Some(Cells::Direct(numbers)) = quantities {
                for (row, number) in numbers[start..start + count].iter().enumerate() {
                    let stated = *number != ABSENT;
                    weights[row] = if stated { number.unsigned_abs() } else { 1 };
                    bare &= !(u64::from(stated) << row);
                    live &= !(u64::from(*number == 0) << row);
                }
            }
            self.outcomes.clear();
            self.outcomes.extend(table_rules.rules.iter().map(|ready| ready.outcome(masks, live)));
            let block = Block { start, weights: &weights, bare };
            for (ready, outcome) in table_rules.rules.iter().zip(&mut self.outcomes) {
                if ready.is_waived {
                    let ledger = &mut self.ledger;
                    let covers = |waiver| ledger.add_waived(waiver, 1);
                    self.waivers.take_out(ready.rule, outcome, (view, start), covers);
                }
            }
            for notice in &table_rules.notices {
                let found = masks.outcome(notice.slot).yes & live;
                for_each_bit(found, |row| {
                    let place = view.places()[start + row];
                    self.ledger.notice(place, notice.of(self.book, &rows, start + row));
                });
            }
            if let Some(later) = &mut self.later {
                later.add(self.book, &rows, &later_days::Block { start, live, weights: &weights, bare });
            }
            if let Some(tracker) = &mut self.tracker {
                let all = if count == 64 { u64::MAX } else { (1 << count) - 1 };
                look(tracker, table_rules, &self.outcomes, view, (start, all, live));
            }
            self.standings.clear();
            self.standings.extend(table_rules.lists.iter().map(|list| list.standing(&self.outcomes)));
            table_rules.lanes.fill(live, &self.outcomes, &self.standings, &mut self.lanes);
            counts.add(counts::Rows { places, weights: &weights, bare }, &self.lanes);
            sum_up(&mut self.ledger, table_rules, &self.standings, view, &block, count);
            if !self.kept_places.is_none() {
                let mut names = Names::default();
                for (ready, outcome) in table_rules.rules.iter().zip(&self.outcomes) {
                    if ready.by_row && self.book.rules[ready.rule].selected {
                        let to = (&mut self.ledger, &self.kept_places, &mut self.waivers);
                        keep_findings(to, ready, *outcome, &rows, &block, &mut names);
                    }
                }
            }
            start += count;
        }
    }

    /// Judges the rules about places themselves, once all places are known.
    pub fn add_places(&mut self, places: &Places) {
        let is_ahead = self.later.as_ref().is_some_and(|later| later.is_about(JURISDICTIONS));
        if self.tables[JURISDICTIONS.0].rules.is_empty() && !is_ahead {
            return;
        }
        let wanted = self.needs();
        let mut dictionary = wanted.dictionary(self.book.as_of);
        let mut batch = wanted.batch(JURISDICTIONS);
        let wants: Vec<bool> = (0..batch.declared().len()).map(|column| batch.wants(column)).collect();
        let as_of = self.book.as_of;
        let mut kept = Vec::new();
        for (index, place) in places.list().iter().enumerate() {
            if place.row.is_none() {
                continue;
            }
            batch.begin(u32::try_from(index).unwrap_or(u32::MAX));
            kept.push(place);
            for column in (0..batch.declared().len()).filter(|column| wants[*column]) {
                // Values were read once already: written out and read again they are the same.
                let value = place.column_on(column, as_of).to_string();
                let _ = batch.set(column, value.as_bytes(), &mut dictionary);
            }
            if self.later.is_some() {
                place.later.iter().filter(|cell| wants[cell.column]).for_each(|cell| batch.keep_later(cell.clone()));
            }
        }
        let origin = Declared { places: &kept, none: SheetName::from("") };
        View::new(&batch, &dictionary, places, &origin).on(as_of, |view| self.add(view));
    }

    /// Adds what another has judged of the same places.
    pub fn join(&mut self, other: Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(own, theirs)| own.join(theirs));
        self.ledger.join(other.ledger);
        self.later.iter_mut().zip(other.later).for_each(|(own, theirs)| own.join(theirs));
    }

    /// What was judged.
    #[must_use]
    pub fn into_ledger(mut self) -> Ledger {
        for (table_rules, counts) in self.tables.iter().zip(self.counts) {
            self.ledger.take(&table_rules.lanes, counts);
        }
        // It may have been another thread that found out.
        if self.kept_places.is_none() {
            self.ledger.kept.clear();
        }
        self.ledger.kept.sort();
        self.ledger
    }
}

/// Where the rows of `jurisdictions` are.
struct Declared<'a> {
    places: &'a [&'a Place],
    none: SheetName,
}

impl crate::inventory::Origin for Declared<'_> {
    fn file(&self, row: usize) -> &SheetName {
        self.places.get(row).map_or(&self.none, |place| &place.file)
    }

    fn text(&self, row: usize, column: usize) -> Option<String> {
        self.places.get(row).map(|place| place.column(column).to_string())
    }

    fn position(&self, row: usize, column: Option<usize>) -> Position {
        self.places.get(row).map_or(Position::default(), |place| place.spot(column))
    }
}

struct Block<'a> {
    start: usize,
    weights: &'a [u64; 64],
    bare: u64,
}

fn table_rules(book: &RuleBook, table: TableId) -> TableRules {
    let judged = book.judged();
    let mut program = Program::default();
    let rules: Vec<CompiledRule> = book
        .rules
        .iter()
        .enumerate()
        .filter(|(index, rule)| judged[*index] && rule.table == table)
        .map(|(index, rule)| CompiledRule {
            is_waived: book.in_force.has(index),
            ..CompiledRule::new(&mut program, index, rule)
        })
        .collect();
    let within = |all: &[usize]| {
        let place = |rule: &usize| rules.iter().position(|ready| ready.rule == *rule && ready.by_row);
        all.iter().filter_map(place).collect::<Vec<_>>()
    };
    let lists: Vec<CompiledList> = book
        .lists
        .iter()
        .enumerate()
        .map(|(list, of)| {
            let kinds: Vec<Vec<usize>> = of.lesser.iter().map(|kind| within(&kind.rules)).collect();
            CompiledList { list, lacking: within(&of.lacking), lesser: kinds.concat(), kinds }
        })
        .filter(|list| !list.lacking.is_empty() || !list.lesser.is_empty())
        .collect();
    let in_service = table.column("in_service").map(|index| {
        program.add(&Node::Column { home: Home::Row, index, kind: Kind::Boolean, name: "in_service".into() })
    });
    let column = |name: &str| table.column(name);
    let is_asked = book.rules.iter().any(|rule| rule.selected && rule.table == table);
    let notices = book.notices.iter().enumerate().filter(|(_, notice)| is_asked && notice.table == table);
    let notices = notices.map(|(at, notice)| CompiledNotice::new(&mut program, at, notice)).collect();
    let lookups = Lookup::all(book, table, program.columns());
    TableRules {
        lanes: lanes::Lanes::of(&rules, &lists),
        program,
        rules,
        lists,
        in_service,
        quantity: column("quantity"),
        places_using: column("places_using"),
        voters_served: column("voters_served"),
        lookups,
        notices,
    }
}

/// Notes what became of the assets that are looked out for, among 64 rows from `start`: all of them, and those in service.
fn look(
    tracker: &mut AssetTracker,
    table_rules: &TableRules,
    outcomes: &[Outcome],
    view: &View<'_>,
    (start, all, live): (usize, u64, u64),
) {
    for_each_bit(all, |row| {
        let place = &view.all_places().list()[view.places()[start + row] as usize].id;
        if !tracker.knows(place.as_str()) {
            return;
        }
        let key = asset_key(view, start + row);
        let Some(fates) = tracker.entry(place.as_str(), &key) else { return };
        for (ready, outcome) in table_rules.rules.iter().zip(outcomes) {
            let fate = &mut fates[ready.rule];
            let is = |lane: u64| lane >> row & 1 == 1;
            let open = outcome.fail | outcome.unknown | outcome.waived_fail | outcome.waived_unknown;
            match () {
                () if !is(live) => fate.retired += 1,
                () if is(outcome.pass) => fate.pass += 1,
                () if is(open) => fate.open += 1,
                () => fate.not_asked += 1,
            }
        }
    });
}

/// Adds up what rows that lack something say of the places they stand for.
fn sum_up(
    ledger: &mut Ledger,
    table_rules: &TableRules,
    standings: &[Standing],
    view: &View<'_>,
    block: &Block<'_>,
    count: usize,
) {
    let numbers = |column: Option<usize>| match column.map(|column| view.cells(column)) {
        Some(Cells::Direct(numbers)) => Some(&numbers[block.start..block.start + count]),
        _ => None,
    };
    let (places_using, voters_served) = (numbers(table_rules.places_using), numbers(table_rules.voters_served));
    let says = |numbers: Option<&[i64]>| numbers.is_some_and(|all| all.iter().any(|number| *number != ABSENT));
    if !says(places_using) && !says(voters_served) {
        return;
    }
    ledger.grow(view.all_places().len());
    for (list, standing) in table_rules.lists.iter().zip(standings) {
        for_each_bit(standing.lacking | standing.lesser, |row| {
            let number = |cells: Option<&[i64]>| cells.map(|cells| cells[row]).filter(|number| *number != ABSENT);
            let (places, voters) = (number(places_using), number(voters_served));
            let tally = ledger.list_tally_mut(view.places()[block.start + row] as usize, list.list);
            let own = if standing.lacking >> row & 1 == 1 { &mut tally.lacking } else { &mut tally.lesser };
            let is_bare = block.bare >> row & 1 == 1;
            for sum in [Some(own), is_bare.then_some(&mut tally.bare)].into_iter().flatten() {
                sum.places += places.map_or(0, i64::unsigned_abs);
                sum.voters += voters.map_or(0, i64::unsigned_abs);
                sum.rows += u32::from(places.is_some());
            }
        });
    }
}

fn keep_findings(
    (ledger, kept_places, waivers): (&mut Ledger, &KeptPlaces, &mut Waivers<'_>),
    ready: &CompiledRule,
    outcome: Outcome,
    rows: &JoinedRows<'_>,
    block: &Block<'_>,
    names: &mut Names,
) {
    let (view, places) = (rows.view, rows.view.all_places().list());
    let waived = outcome.waived_fail | outcome.waived_unknown;
    for (lane, verdict) in
        [(outcome.fail, Verdict::Fail), (outcome.unknown, Verdict::Unknown), (waived, Verdict::Waived)]
    {
        if lane == 0 || !ledger.kept.has_room(ready.rule, verdict) {
            continue;
        }
        for_each_bit(lane, |row| {
            let place = view.places()[block.start + row] as usize;
            let (id, rule) = (&places[place].id, ready.rule);
            let candidate = Candidate { place, id, rule, verdict, weight: block.weights[row] };
            if !kept_places.has(place) || !ledger.kept.would_keep(candidate, || names.asset(view, block.start + row)) {
                return;
            }
            let units = (block.bare >> row & 1 == 0).then_some(block.weights[row]);
            let mut found = finding(&ready.seen, verdict, units, rows, block.start + row, names);
            if verdict == Verdict::Waived {
                let waiver = waivers.of(rule, view, block.start + row);
                found.waiver = waiver.map(|waiver| rows.book.waivers[waiver].label().into());
            }
            ledger.kept.keep((place, id, rule), found.into());
        });
    }
}
