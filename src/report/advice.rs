//! What a place can do, gravest first: what to fix, what to fill in, and what is in order already.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::results::RuleResult;
use super::{PlaceReport, Report, WaiverLine};
use crate::engine::parallel::both;
use crate::finding::{Finding, Seen, Severity, Verdict};
use crate::inventory::Headed;
use crate::predicate::Home;
use crate::rules::{Measure, Rule};
use crate::schema::{JURISDICTIONS, TableId};
use crate::words::position::SheetName;

/// Advice to one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// What to fix: gravest first, then what brings most; the known risk falls along it to nothing.
    pub fix: Vec<Fix>,
    /// Rules of no weight that are not met.
    pub listed: Vec<Fix>,
    /// What to fill in, for the most severe rules first.
    pub fill: Vec<Fill>,
    /// What waivers cover here, in their file's order.
    pub waived: Vec<Waived>,
    /// Rules that are not met: gravest first, then those with the largest share of the risk.
    pub not_met: Vec<usize>,
    /// Rules that are not answered, gravest first.
    pub unanswered: Vec<usize>,
    /// Rules that are met, gravest first.
    pub met: Vec<usize>,
    /// Rules that will ask something later, gravest first.
    pub not_due: Vec<usize>,
    /// Rules that do not apply, gravest first.
    pub not_applicable: Vec<usize>,
    /// Rules with a weight that are not answered in full: what is filled in can still raise the known risk.
    pub unsettled: u64,
    /// Rules not met, by severity.
    pub failing: [u64; 5],
    /// Rules not answered, by severity.
    pub open: [u64; 5],
}

/// Something to fix: one rule, or several that fail for the same assets.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// The rules, gravest first.
    pub rules: Vec<usize>,
    /// What people call the failing assets, each once; empty where one has no name or some were not kept.
    pub labels: Vec<Arc<str>>,
    /// Where they stand.
    pub spots: Vec<Spot>,
    /// Failing rows that were counted and not kept.
    pub more: u64,
    /// What reference tables have for rows that the first rule fails: the systems that names stand for, the advisories that name a model.
    pub rests_on: Vec<Arc<str>>,
    /// What the known risk of the place would be, were it fixed and all that stands before it.
    pub after: f64,
}

/// What one waiver covers at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The waiver, by its place among the report's waivers.
    pub waiver: usize,
    /// Rows it covers here that were kept; none where it covers the place as a whole.
    pub rows: u64,
    /// What those rows stand for.
    pub units: u64,
    /// What people call them, each once; empty where one has no name.
    pub labels: Vec<Arc<str>>,
}

/// Lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: SheetName,
    /// The lines, each once, in order; empty where the file is all that is known.
    pub lines: Vec<u64>,
}

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// What is blank.
    pub gap: Gap,
    /// The rules open, gravest first.
    pub rules: Vec<usize>,
    /// Whether more was counted than is shown here.
    pub at_least: bool,
}

/// What is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Cells of some rows; where several columns are named, one may settle it.
    Cells {
        /// The table of the rows; that of places for the place's own columns, of which it has one row.
        table: TableId,
        /// Where; without a file where the place has no row of its own.
        spot: Spot,
        /// How many rows.
        rows: u64,
        /// The columns, by their own names.
        columns: Vec<Arc<str>>,
    },
    /// Nothing is blank, and yet the values settle nothing.
    Unclear {
        /// The table of the rows.
        table: TableId,
        /// Where.
        spot: Spot,
        /// How many rows.
        rows: u64,
        /// The columns.
        columns: Vec<Arc<str>>,
    },
    /// No row of a table that the rules are about.
    Rows {
        /// The table.
        table: TableId,
        /// The sheet that such rows belong in, where there is one.
        sheet: Option<SheetName>,
    },
    /// Rows of some tables, none of which will do; whether they are all there are, the place does not say.
    Unlisted {
        /// The tables.
        tables: Vec<TableId>,
    },
    /// Rows of a table, none of which says enough.
    Undecided {
        /// The table.
        table: TableId,
        /// The sheet of those rows, where it is one.
        sheet: Option<SheetName>,
        /// The columns that could say it, by their own names.
        columns: Vec<Arc<str>>,
    },
}

impl Advice {
    /// The advice to a place, by its place among the report's places.
    #[must_use]
    pub fn new(report: &Report, place: usize) -> Self {
        let of = &report.places[place];
        let with = |verdict| in_order(report, of, verdict);
        let (mut not_met, unanswered) = (with(Verdict::Fail), with(Verdict::Unknown));
        let (listed, fix): (Vec<usize>, Vec<usize>) =
            not_met.iter().partition(|rule| severity(report, of, **rule) == Severity::Info);
        let (not_due, not_applicable) =
            with(Verdict::NotApplicable).into_iter().partition(|at| of.rules[*at].is_not_due());
        let count = |rules: &[usize]| {
            let mut by = [0; 5];
            rules.iter().for_each(|rule| by[severity(report, of, *rule) as usize] += 1);
            by
        };
        let (mut path, fill) =
            both(report.request.records.threads, || fixes(report, place, &fix), || fills(report, place));
        along(report, of, &mut path);
        by_weight(report, of, &mut not_met, |rule| std::slice::from_ref(rule));
        let is_unsettled = |at: &usize| {
            let result = &of.rules[*at];
            let open = result.extent.high > result.extent.low;
            open && result.verdict != Verdict::Waived && severity(report, of, *at) != Severity::Info
        };
        Self {
            fix: path,
            listed: fixes(report, place, &listed),
            fill,
            waived: waived(report, place),
            met: with(Verdict::Pass),
            not_due,
            not_applicable,
            unsettled: (0..of.rules.len()).filter(is_unsettled).count() as u64,
            failing: count(&not_met),
            open: count(&unanswered),
            not_met,
            unanswered,
        }
    }
}

/// The place that a page is about, where the report is about one: the only one, or the only one that has none below it.
#[must_use]
pub fn only_place(report: &Report) -> Option<usize> {
    let mut within = report.places.iter().enumerate().filter(|(_, place)| !place.has_below);
    let (only, _) = within.next()?;
    if within.next().is_some() {
        return None;
    }
    let asked = report.request.focus.as_ref();
    let says = |place: &PlaceReport| !place.has_below || place.has_records();
    let asked = asked.and_then(|id| report.places.iter().position(|place| place.id == *id && says(place)));
    Some(asked.unwrap_or(only))
}

fn severity(report: &Report, place: &PlaceReport, result: usize) -> Severity {
    report.rules[place.rules[result].rule()].severity
}

/// The results of a verdict, gravest rule first.
fn in_order(report: &Report, place: &PlaceReport, verdict: Verdict) -> Vec<usize> {
    let mut found: Vec<usize> = (0..place.rules.len()).filter(|at| place.rules[*at].verdict == verdict).collect();
    found.sort_by_key(|at| severity(report, place, *at));
    found
}

/// Puts what is made of rules in order: gravest first, then what leaves least of the score, which brings most; else as it was.
fn by_weight<T>(report: &Report, of: &PlaceReport, all: &mut [T], rules: fn(&T) -> &[usize]) {
    let gravest = |one: &T| rules(one).iter().map(|at| severity(report, of, *at)).min();
    let left = |one: &T| rules(one).iter().map(|at| report.leaves(of, *at)).product::<f64>();
    all.sort_by(|a, b| gravest(a).cmp(&gravest(b)).then_with(|| left(a).total_cmp(&left(b))));
}

/// Lays out what to fix as a path: what the known risk is once each and all before it are fixed.
fn along(report: &Report, of: &PlaceReport, fixes: &mut [Fix]) {
    by_weight(report, of, fixes, |fix| &fix.rules);
    let mut met = Vec::new();
    for fix in fixes {
        met.extend_from_slice(&fix.rules);
        fix.after = report.were_met(of, &met);
    }
}

/// The findings of one verdict that were kept of a place and rule.
fn kept(report: &Report, place: usize, rule: usize, verdict: Verdict) -> Vec<&Finding> {
    report.findings_of(place, rule).filter(|finding| finding.verdict == verdict).collect()
}

/// Rows counted with one verdict and not kept; none where a rule speaks of the place as a whole.
pub(crate) fn let_go(report: &Report, result: &RuleResult, verdict: Verdict, kept: usize) -> u64 {
    let whole = report.rules[result.rule()].measure == Measure::Any || !result.evidence;
    let tally = result.tally();
    let counted = match verdict {
        Verdict::Fail => *tally.fail(),
        Verdict::Waived => tally.waived(),
        Verdict::Unknown | Verdict::Pass | Verdict::NotApplicable => *tally.unknown(),
    };
    if whole { 0 } else { u64::from(counted.rows).saturating_sub(kept as u64) }
}

fn fixes(report: &Report, place: usize, rules: &[usize]) -> Vec<Fix> {
    let of = &report.places[place];
    let mut fixes: Vec<(Fix, TableId)> = Vec::new();
    for at in rules {
        let result = &of.rules[*at];
        let found = kept(report, place, result.rule(), Verdict::Fail);
        let more = let_go(report, result, Verdict::Fail, found.len());
        let spots = spots(&found);
        let table = report.rules[result.rule()].table;
        let by_row = report.rules[result.rule()].measure != Measure::Any;
        let same = fixes.iter_mut().find(|(fix, other)| {
            by_row && more == 0 && fix.more == 0 && *other == table && !fix.labels.is_empty() && fix.spots == spots
        });
        match same {
            Some((fix, _)) => fix.rules.push(*at),
            None => {
                let labels = if more == 0 { labels(&found) } else { Vec::new() };
                let rests_on = rests_on(&found);
                fixes.push((Fix { rules: vec![*at], labels, spots, more, rests_on, after: 0.0 }, table));
            }
        }
    }
    fixes.into_iter().map(|(fix, _)| fix).collect()
}

/// What findings rest on, each once: of a name that stands for many systems nothing.
fn rests_on(found: &[&Finding]) -> Vec<Arc<str>> {
    let mut named: Vec<Arc<str>> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for seen in found.iter().flat_map(|finding| finding.seen.iter()).filter(|seen| !seen.value.is_empty()) {
        let tells = [".system", ".advisory"].iter().any(|end| seen.column.ends_with(end));
        if tells && !seen.value.contains(" others") && known.insert(&seen.value) {
            named.push(seen.value.clone());
        }
    }
    named
}

/// What each waiver covers at a place.
fn waived(report: &Report, place: usize) -> Vec<Waived> {
    let mut found: HashMap<(usize, &str), Vec<&Finding>> = HashMap::new();
    for line in report.findings_at(place) {
        if let Some(waiver) = &line.finding.waiver {
            found.entry((line.rule, waiver)).or_default().push(&line.finding);
        }
    }
    let of = |(waiver, line): (usize, &WaiverLine)| {
        let label = line.waiver.label();
        let found = found.get(&(line.rule, label.as_str()))?;
        let rows: Vec<&Finding> = found.iter().copied().filter(|finding| finding.position.line > 0).collect();
        let whole = found.iter().all(|finding| finding.asset.is_empty());
        Some(Waived {
            waiver,
            rows: if whole { 0 } else { rows.len() as u64 },
            units: rows.iter().filter_map(|finding| finding.units).sum(),
            labels: if whole { Vec::new() } else { labels(&rows) },
        })
    };
    if found.is_empty() {
        return Vec::new();
    }
    report.waivers.iter().enumerate().filter_map(of).collect()
}

/// What people call the assets, each once; nothing where one has no name.
fn labels(found: &[&Finding]) -> Vec<Arc<str>> {
    if found.iter().any(|finding| finding.label.trim().is_empty()) {
        return Vec::new();
    }
    let mut known: HashSet<&str> = HashSet::new();
    found.iter().filter(|finding| known.insert(&finding.label)).map(|finding| finding.label.clone()).collect()
}

/// Where findings stand, file by file.
fn spots(found: &[&Finding]) -> Vec<Spot> {
    let mut files: BTreeMap<&SheetName, Vec<u64>> = BTreeMap::new();
    for finding in found.iter().filter(|finding| !finding.file.is_empty()) {
        files.entry(&finding.file).or_default().push(finding.position.line);
    }
    files.into_iter().map(|(file, lines)| Spot { file: file.clone(), lines: in_order_each_once(lines) }).collect()
}

/// Lines that are known, each once.
fn in_order_each_once(mut lines: Vec<u64>) -> Vec<u64> {
    lines.retain(|line| *line > 0);
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// What tells one gap from another: the file, the table, the columns, and whether they are blank.
type Key = (SheetName, TableId, Vec<Arc<str>>, bool);

/// Rows of one gap, and the rules they keep open.
struct Group {
    key: Key,
    /// Each by line and asset, as often as a rule finds it.
    rows: Vec<(u64, Arc<str>)>,
    rules: Vec<usize>,
    at_least: bool,
}

/// Gaps in the order in which they were met.
#[derive(Default)]
struct Groups {
    all: Vec<Group>,
    known: BTreeMap<Key, usize>,
}

impl Groups {
    /// The group of a gap, by its place among them.
    fn of(&mut self, key: Key) -> usize {
        let all = &mut self.all;
        *self.known.entry(key).or_insert_with_key(|key| {
            all.push(Group { key: key.clone(), rows: Vec::new(), rules: Vec::new(), at_least: false });
            all.len() - 1
        })
    }

    /// Adds a row that a rule keeps open.
    fn add(&mut self, group: usize, rule: usize, row: (u64, Arc<str>), at_least: bool) {
        let group = &mut self.all[group];
        group.rows.push(row);
        group.at_least |= at_least;
        if group.rules.last() != Some(&rule) {
            group.rules.push(rule);
        }
    }

    /// The groups in the order of their gaps.
    fn in_order(mut self) -> impl Iterator<Item = Group> {
        self.all.sort_by(|a, b| a.key.cmp(&b.key));
        self.all.into_iter()
    }
}

fn fills(report: &Report, place: usize) -> Vec<Fill> {
    let of = &report.places[place];
    let files = LazyCell::new(|| files_of(report, place));
    let mut cells = Groups::default();
    let mut silent: BTreeMap<TableId, Vec<usize>> = BTreeMap::new();
    let mut unlisted: BTreeMap<TableId, Vec<usize>> = BTreeMap::new();
    let mut fills = Vec::new();
    for (at, result) in of.rules.iter().enumerate() {
        let rule = &report.rules[result.rule()];
        match result.verdict {
            Verdict::Unknown if !result.evidence => silent.entry(rule.table).or_default().push(at),
            Verdict::Unknown if is_unlisted(rule, result) => unlisted.entry(rule.table).or_default().push(at),
            Verdict::Unknown if rule.measure == Measure::Any => {
                // What a reference table says cannot be filled in.
                let named = rule.require.node.named_columns().into_iter();
                let own = named.filter(|(home, ..)| *home == Home::Row || *home == Home::Place);
                let columns = own.map(|(_, _, name)| own_name(name).into()).collect();
                let gap = Gap::Undecided { table: rule.table, sheet: sheet(report, (of, &files), rule.table), columns };
                fills.push(Fill { gap, rules: vec![at], at_least: false });
            }
            Verdict::Unknown | Verdict::Fail => add_cells(&mut cells, report, place, at),
            Verdict::Pass | Verdict::Waived | Verdict::NotApplicable => {}
        }
    }
    fills.extend(cells.in_order().map(filled));
    for (table, rules) in silent {
        let gap = Gap::Rows { table, sheet: sheet(report, (of, &files), table) };
        fills.push(Fill { gap, rules, at_least: false });
    }
    if !unlisted.is_empty() {
        // One answer opens them all.
        let gap = Gap::Unlisted { tables: unlisted.keys().copied().collect() };
        fills.push(Fill { gap, rules: unlisted.into_values().flatten().collect(), at_least: false });
    }
    for fill in &mut fills {
        fill.rules.sort_by_key(|at| severity(report, of, *at));
    }
    let grave = |fill: &Fill| fill.rules.iter().map(|at| severity(report, of, *at)).collect::<Vec<_>>();
    // Rules by severity, longer lists first where one begins like the other.
    fills.sort_by(|a, b| {
        let (mut a, mut b) = (grave(a), grave(b));
        let all = a.len().max(b.len());
        a.resize(all, Severity::Info);
        b.resize(all, Severity::Info);
        a.cmp(&b)
    });
    fills
}

/// Whether no listed row will do for a rule that one good row satisfies, and a row that nobody listed may.
pub(crate) fn is_unlisted(rule: &Rule, result: &RuleResult) -> bool {
    let open = result.verdict == Verdict::Unknown && result.evidence && rule.measure == Measure::Any;
    open && rule.table != JURISDICTIONS && result.tally().unknown().rows == 0
}

/// Adds the rows that one rule finds unanswered.
fn add_cells(cells: &mut Groups, report: &Report, place: usize, at: usize) {
    let result = &report.places[place].rules[at];
    let found = kept(report, place, result.rule(), Verdict::Unknown);
    let at_least = let_go(report, result, Verdict::Unknown, found.len()) > 0;
    let (of, table) = (&report.places[place], report.rules[result.rule()].table);
    // Most rows lack what the row before them lacks.
    let mut before: Option<(&Finding, [Option<usize>; 2])> = None;
    for finding in found {
        let groups = match before {
            Some((other, groups)) if lacks_the_same(finding, other) => groups,
            _ => groups_of(cells, finding, table, of),
        };
        before = Some((finding, groups));
        let [of_row, of_place] = groups;
        if let Some(group) = of_row {
            cells.add(group, at, (finding.position.line, finding.asset.clone()), at_least);
        }
        if let Some(group) = of_place {
            cells.add(group, at, (of.position.line, "".into()), false);
        }
    }
}

/// Whether the same columns of the same sheet are blank, and filled in, in two findings of a rule.
fn lacks_the_same(one: &Finding, other: &Finding) -> bool {
    let alike = |(a, b): (&Seen, &Seen)| {
        a.column == b.column && a.value.is_empty() == b.value.is_empty() && a.from.is_none() == b.from.is_none()
    };
    one.file == other.file
        && one.seen.len() == other.seen.len()
        && one.seen.iter().zip(&*other.seen).all(alike)
        && may_be(one).is_none() == may_be(other).is_none()
}

/// The gaps of a finding's row, and of its place.
fn groups_of(cells: &mut Groups, finding: &Finding, table: TableId, of: &PlaceReport) -> [Option<usize>; 2] {
    // The columns of the row, then those of its place.
    let named = |blank: bool| -> (Vec<Arc<str>>, Vec<Arc<str>>) {
        let own = finding.seen.iter().filter(|seen| seen.from.is_none() && seen.value.is_empty() == blank);
        let (mut of_place, mut of_row): (BTreeSet<Arc<str>>, BTreeSet<Arc<str>>) = Default::default();
        for seen in own {
            match own_name(&seen.column) {
                own if own.len() < seen.column.len() => of_place.insert(own.into()),
                _ => of_row.insert(seen.column.clone()),
            };
        }
        (of_row.into_iter().collect(), of_place.into_iter().collect())
    };
    let (of_row, of_place) = named(true);
    // Where a name leaves open which system it is, it is the name that is to be written in full.
    let blank = (!of_row.is_empty() || !of_place.is_empty()) && may_be(finding).is_none();
    let of_row = if blank { of_row } else { named(false).0 };
    let row = !of_row.is_empty() || !blank;
    [
        row.then(|| cells.of((finding.file.clone(), table, of_row, blank))),
        (!of_place.is_empty()).then(|| cells.of((of.file.clone(), JURISDICTIONS, of_place, true))),
    ]
}

/// The systems that a name in a finding may stand for, where it leaves open which: the column `system` of a reference table of names.
#[must_use]
pub fn may_be(finding: &Finding) -> Option<&Seen> {
    let several = |seen: &&Seen| seen.column.ends_with(".system") && seen.value.contains(" or ");
    finding.seen.iter().filter(|_| finding.verdict == Verdict::Unknown).find(several)
}

/// A column's own name, where a condition names it as one of the place.
fn own_name(column: &str) -> &str {
    column.strip_prefix("jurisdiction.").unwrap_or(column)
}

/// The files that findings of a place are in.
fn files_of(report: &Report, place: usize) -> BTreeSet<&SheetName> {
    let mut files: BTreeSet<&SheetName> = BTreeSet::new();
    // Most findings are in the file of the one before them.
    for same in report.findings_at(place).chunk_by(|a, b| a.finding.file == b.finding.file) {
        files.extend(same.first().map(|line| &line.finding.file).filter(|file| !file.is_empty()));
    }
    files
}

/// The sheet in which a place's rows of a table belong: where it has such rows, else the sheet of that table in one of its files, else
/// the one beside them, else the only such sheet there is.
fn sheet(report: &Report, (of, files): (&PlaceReport, &BTreeSet<&SheetName>), table: TableId) -> Option<SheetName> {
    if table == JURISDICTIONS && !of.file.is_empty() {
        return Some(of.file.clone());
    }
    let has = |headed: &&Headed| headed.tables.contains(&table);
    let sheets = || files.iter().flat_map(|file| report.headed_in(file));
    let known = sheets().filter(has).find(|headed| files.contains(&headed.sheet)).or_else(|| sheets().find(has));
    let folder = |name: &SheetName| name.file.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let near = files.first().copied().or(Some(&of.file).filter(|file| !file.is_empty())).map(folder);
    let mut beside = report.headed.iter().filter(has).filter(|headed| near == Some(folder(&headed.sheet)));
    let mut all = report.headed.iter().filter(has);
    let beside = beside.next().filter(|_| beside.next().is_none());
    let only = all.next().filter(|_| all.next().is_none());
    known.or(beside).or(only).map(|headed| headed.sheet.clone())
}

fn filled(group: Group) -> Fill {
    let Group { key: (file, table, columns, blank), mut rows, rules, at_least } = group;
    rows.sort_unstable();
    rows.dedup();
    let (count, lines) = (rows.len() as u64, rows.iter().map(|(line, _)| *line).collect());
    let spot = Spot { file, lines: in_order_each_once(lines) };
    let gap = if blank {
        Gap::Cells { table, spot, rows: count, columns }
    } else {
        Gap::Unclear { table, spot, rows: count, columns }
    };
    Fill { gap, rules, at_least }
}

/// Whether a rule asks about the place itself, not about rows of it.
#[must_use]
pub fn is_about_place(table: TableId) -> bool {
    table == JURISDICTIONS
}
