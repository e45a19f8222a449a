//! What to fill in at a place: the blank cells and missing rows that leave rules unanswered.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::finished::Report;
use super::fix::{in_order_each_once, kept, let_go};
use super::model::advice::{Fill, Gap, Spot};
use super::model::misread::IsMisread;
use super::model::places::PlaceReport;
use super::model::results::RuleResult;
use crate::finding::{Finding, Seen, Severity, Verdict};
use crate::inventory::Headed;
use crate::predicate::Home;
use crate::rules::{Measure, Rule, names_several};
use crate::schema::{JURISDICTIONS, TableId};
use crate::words::position::SheetName;

/// Why the cells of a gap answer nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    /// They settle nothing.
    Unclear,
    Blank,
    /// They were not understood.
    Misread,
}

/// What tells one gap from another: the file, the table, the columns, and why they answer nothing.
type Key = (SheetName, TableId, Vec<Arc<str>>, Lack);

/// The gaps of a finding, each with whether it is one of its place's own row.
type OfFinding = Rc<[(usize, bool)]>;

/// Rows of one gap, and the rules they keep open.
struct Group {
    key: Key,
    /// Each by line and asset, as often as a rule finds it.
    rows: Vec<(u64, Arc<str>)>,
    rules: Vec<usize>,
    at_least: bool,
    /// Whether some of the rows may be blank after all.
    some_blank: bool,
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
            all.push(Group {
                key: key.clone(),
                rows: Vec::new(),
                rules: Vec::new(),
                at_least: false,
                some_blank: false,
            });
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

pub(super) fn fills(report: &Report, place: usize) -> Vec<Fill> {
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
    fills.extend(cells.in_order().map(|group| filled(report, group)));
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
        fill.rules.sort_by_key(|at| report.severity(of, *at));
    }
    let grave = |fill: &Fill| fill.rules.iter().map(|at| report.severity(of, *at)).collect::<Vec<_>>();
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
    let mut before: Option<(&Finding, OfFinding)> = None;
    for finding in found {
        let groups = match &before {
            Some((other, groups)) if lacks_the_same(report, finding, other) => groups.clone(),
            _ => groups_of(cells, report, finding, (table, of)),
        };
        for (group, is_of_place) in groups.iter() {
            if *is_of_place {
                cells.add(*group, at, (of.position.line, "".into()), false);
            } else {
                cells.add(*group, at, (finding.position.line, without_number(&finding.asset)), at_least);
            }
        }
        before = Some((finding, groups));
    }
}

/// An asset without the number that tells it from those like it: one rule may count others before it than another rule does.
fn without_number(asset: &Arc<str>) -> Arc<str> {
    match asset.rsplit_once('#') {
        Some((alike, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => alike.into(),
        _ => asset.clone(),
    }
}

/// Whether the same columns of the same sheet are blank, not understood, and filled in, in two findings of a rule.
fn lacks_the_same(report: &Report, one: &Finding, other: &Finding) -> bool {
    let alike = |(a, b): (&Seen, &Seen)| {
        a.column == b.column && a.value.is_empty() == b.value.is_empty() && a.from.is_none() == b.from.is_none()
    };
    let misread =
        |finding: &Finding, seen: &Seen| report.misread.cell(&finding.file, &seen.column, finding.position.line);
    let alike_misread = |(a, b): (&Seen, &Seen)| !a.is_blank() || misread(one, a) == misread(other, b);
    one.file == other.file
        && one.seen.len() == other.seen.len()
        && one.seen.iter().zip(&*other.seen).all(alike)
        && may_be(one).is_none() == may_be(other).is_none()
        && (!report.misread.any(&one.file) || one.seen.iter().zip(&*other.seen).all(alike_misread))
}

/// The gaps of a finding's row, and of its place.
fn groups_of(
    cells: &mut Groups,
    report: &Report,
    finding: &Finding,
    (table, of): (TableId, &PlaceReport),
) -> OfFinding {
    // The columns of the row, then those of its place.
    let named = |blank: bool| -> (BTreeSet<Arc<str>>, BTreeSet<Arc<str>>) {
        let own = finding.seen.iter().filter(|seen| seen.from.is_none() && seen.value.is_empty() == blank);
        let (mut of_place, mut of_row): (BTreeSet<Arc<str>>, BTreeSet<Arc<str>>) = Default::default();
        for seen in own {
            match own_name(&seen.column) {
                own if own.len() < seen.column.len() => of_place.insert(own.into()),
                _ => of_row.insert(seen.column.clone()),
            };
        }
        (of_row, of_place)
    };
    let (of_row, of_place) = named(true);
    // Where a name leaves open which system it is, it is the name that is to be written in full.
    let blank = (!of_row.is_empty() || !of_place.is_empty()) && may_be(finding).is_none();
    let mut groups = Vec::new();
    let mut add = |key: Key, some_blank: bool, is_of_place: bool| {
        let group = cells.of(key);
        cells.all[group].some_blank |= some_blank;
        groups.push((group, is_of_place));
    };
    // Each cell that was not understood is corrected by itself.
    let mut apart = |columns: BTreeSet<Arc<str>>, (file, table, line): (&SheetName, TableId, u64), of_place: bool| {
        let mut rest = Vec::new();
        for column in columns {
            match report.misread.cell(file, &column, line) {
                IsMisread::No => rest.push(column),
                misread @ (IsMisread::Perhaps | IsMisread::Yes) => {
                    let key = (file.clone(), table, vec![column], Lack::Misread);
                    add(key, misread == IsMisread::Perhaps, of_place);
                }
            }
        }
        if !rest.is_empty() {
            add((file.clone(), table, rest, Lack::Blank), false, of_place);
        }
    };
    if blank {
        apart(of_row, (&finding.file, table, finding.position.line), false);
    }
    apart(of_place, (&of.file, JURISDICTIONS, of.position.line), true);
    if !blank {
        let unclear = named(false).0.into_iter().collect();
        add((finding.file.clone(), table, unclear, Lack::Unclear), false, false);
    }
    groups.into()
}

/// The systems that a name in a finding may stand for, where it leaves open which: the column `system` of a reference table of names.
pub(crate) fn may_be(finding: &Finding) -> Option<&Seen> {
    let several = |seen: &&Seen| seen.column.ends_with(".system") && names_several(&seen.value);
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

fn filled(report: &Report, group: Group) -> Fill {
    let Group { key: (file, table, columns, lack), mut rows, rules, at_least, some_blank } = group;
    rows.sort_unstable();
    rows.dedup();
    let (count, lines) = (rows.len() as u64, rows.iter().map(|(line, _)| *line).collect());
    let spot = Spot { file, lines: in_order_each_once(lines) };
    let gap = match (lack, columns.first()) {
        (Lack::Misread, Some(column)) => {
            let written = report.misread.written(&spot.file, column).filter(|_| !some_blank).cloned();
            Gap::Misread { table, spot, rows: count, column: column.clone(), written, some_blank }
        }
        (Lack::Unclear, _) => Gap::Unclear { table, spot, rows: count, columns },
        (Lack::Blank | Lack::Misread, _) => Gap::Cells { table, spot, rows: count, columns },
    };
    Fill { gap, rules, at_least }
}

/// Whether a rule asks about the place itself, not about rows of it.
pub(crate) fn is_about_place(table: TableId) -> bool {
    table == JURISDICTIONS
}
