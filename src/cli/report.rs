//! From a request to a finished report.

use std::mem;

use anyhow::{Result, bail};
use pollworthy::audit::{Counted, Extras, Keep, LaterDays, count};
use pollworthy::diagnostic::Level;
use pollworthy::forecast::turns;
use pollworthy::inventory::{Place, Places, Read};
use pollworthy::pages::{Findings, Needs};
use pollworthy::report::Report;
use pollworthy::request::{Records, Request, Rules, slashed};
use pollworthy::rules::RuleBook;
use pollworthy::words::spelling::nearest;
use pollworthy::words::value::Day;

use super::exit_code::Nothing;
use super::request::states;
use super::{progress, record_files, rules_files};

/// What of an audit will be shown: what is not shown need not be worked out.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// What is shown in addition to counts.
    pub(super) needs: Needs,
    /// The one list that is shown, where nothing else is.
    pub(super) list: Option<&'a str>,
    /// Of how large an inventory digests of typed rows are taken, where they are shown.
    pub(super) digested: Size,
    /// Whether a terminal shows how far it is.
    pub(super) progress: bool,
    /// Whether what changes on later days is shown.
    pub(super) ahead: LookAhead,
}

/// So many bytes of records are looked through for what falls due next without being asked: it takes a fraction of a second.
const SMALL: u64 = 1 << 20;

/// Whether what changes on later days is shown, and until when.
#[derive(Clone, Copy)]
pub(super) enum LookAhead {
    /// It is not.
    No,
    /// Where the inventory is small: on a page that has room for the next few changes.
    IfSmall(Day),
    /// Always.
    Until(Day),
}

/// The largest inventory of whose typed rows digests are taken: what people keep by hand, where somebody else's editor may change the
/// line ends. Digests are two thirds of a run, and larger files are written by programs: their own digest is enough for them.
#[derive(Clone, Copy)]
pub(super) struct Size {
    bytes: u64,
    rows: u64,
}

impl Size {
    const USUAL: Self = Self { bytes: 4 << 20, rows: 20_000 };
    /// As reports were written before; `verify` takes what an older one has.
    pub(super) const BEFORE: Self = Self { bytes: 32 << 20, rows: 200_000 };
}

impl Scope<'_> {
    /// All that some formats need.
    pub(super) fn of(needs: Needs) -> Self {
        Self { needs, list: None, digested: Size::USUAL, progress: true, ahead: LookAhead::No }
    }
}

/// Audits what is asked for.
///
/// # Errors
/// [`Nothing`], where there is nothing to audit; any other, where something that is named cannot be read.
pub(super) fn report(request: Request, scope: &Scope<'_>) -> Result<Report> {
    Ok(reports(request, scope, &[])?.0)
}

/// The same, and the reports of some later days, without findings; every file of records is read once.
///
/// # Errors
/// As [`report`].
pub(super) fn reports(mut request: Request, scope: &Scope<'_>, days: &[Day]) -> Result<(Report, Vec<Report>)> {
    let open = if let LookAhead::No = scope.ahead { rules_files::open } else { rules_files::open_for_any_day };
    let mut book = selected(open(&request.rules, request.as_of)?, &request.rules)?;
    let on_day = |day: &Day| selected(rules_files::open(&request.rules, *day)?, &request.rules);
    let on_days = days.iter().map(on_day).collect::<Result<Vec<RuleBook>>>()?;
    if let Some(list) = scope.list {
        book.keep_list(list);
    }
    if book.rules.iter().all(|rule| !rule.selected) {
        let off: Vec<String> = book.off.iter().map(|off| format!("\n  {}: {}", off.id, off.reason)).collect();
        let skip = if request.rules.skip.is_empty() {
            "none of the rules asked for is in force"
        } else {
            "--skip leaves no rule"
        };
        bail!(Nothing(format!("{skip}.{}", off.concat())));
    }
    states(&request.records.states)?;
    let inventory = record_files::open(&request, &book, 10, progress::watch(scope.progress))?;
    let files = inventory.files();
    let none = scope.needs.findings == Findings::Never;
    let keep = Keep {
        each: if none { 0 } else { request.limits.each.unwrap_or(usize::MAX) },
        in_all: request.limits.in_report.unwrap_or(usize::MAX),
        states: request.records.states.clone(),
        place: request.focus.clone(),
        of_one_place: scope.needs.findings == Findings::OfOnePlace,
    };
    let digests = scope.needs.digests && inventory.bytes() <= scope.digested.bytes;
    let inventory = if digests { inventory.digesting(scope.digested.rows) } else { inventory };
    let until = match scope.ahead {
        LookAhead::No => None,
        LookAhead::IfSmall(until) => Some(until).filter(|_| inventory.bytes() <= SMALL),
        LookAhead::Until(until) => Some(until),
    };
    let later = until.map(|until| LaterDays::new(&book, until, request.limits.each.unwrap_or(usize::MAX)));
    let extras = Extras { ages: scope.needs.ages, later, on_days: &on_days };
    let Counted { ledger, mut read, ages, changes, on_days: on_later } = count(inventory, &book, keep, extras);
    has_rows(&request.records, files, &read)?;
    focus(&mut request, &read.places)?;
    let is_small = read.files.iter().flat_map(|file| file.rows).sum::<u64>() <= scope.digested.rows;
    let data = mem::take(&mut read.typed);
    let ages = ages.map(|ages| (ages, read.places.list().iter().map(|place| place.id.clone()).collect::<Vec<_>>()));
    let mut report = Report::of(&book, &ledger, &mut read, request.clone());
    let later = on_days
        .iter()
        .zip(&on_later)
        .map(|(book, ledger)| Report::of(book, ledger, &mut read, Request { as_of: book.as_of, ..request.clone() }));
    let later = later.collect();
    if let (Some(until), Some(changes)) = (until, changes) {
        report.ahead = Some(turns((&book, until), (&ledger, changes), &read.places, &report).into());
    }
    if is_small {
        report.data = data;
    }
    if let Some((ages, places)) = ages {
        let counted = report.counted();
        report.ages = Some(ages.of(&places, &|place| counted.contains(place.as_str())));
    }
    // The process ends soon: to give back a million small parts would only keep people waiting.
    mem::forget((ledger, read));
    if report.is_empty() {
        bail!(Nothing(no_place_in_states(&report)));
    }
    Ok((report, later))
}

/// The rules of a book that are asked about.
fn selected(mut book: RuleBook, rules: &Rules) -> Result<RuleBook> {
    if book.rules.is_empty() {
        bail!(Nothing(format!("{} contains no rules.", book.origin)));
    }
    book.select(&rules.only, &rules.skip).map_err(|why| Nothing(why.to_string()))?;
    Ok(book)
}

/// Finds the place that a request is about, and names it by its id.
fn focus(request: &mut Request, places: &Places) -> Result<()> {
    let Some(wanted) = request.focus.take() else { return Ok(()) };
    let Some(place) = places.asked(&wanted) else {
        let why = no_place(&wanted, &request.records, places);
        // The place that `explain` is about may be something else.
        if request.records.place.as_ref() == Some(&wanted) { bail!(Nothing(why)) } else { bail!(why) }
    };
    request.focus = Some(place.id.to_string());
    Ok(())
}

/// Fails where no file was found, or nothing in them is a row or a place.
fn has_rows(records: &Records, files: usize, read: &Read) -> Result<()> {
    let silent = read.places.list().iter().all(|place| place.row.is_none() && !place.has_rows);
    if files > 0 && !silent {
        return Ok(());
    }
    let errors = read.notices.iter().filter(|notice| notice.level == Level::Error);
    let mut lines: Vec<String> = errors.map(ToString::to_string).collect();
    let names = records.names().join(", ");
    lines.push(if !lines.is_empty() {
        "nothing in it could be read.".to_owned()
    } else if files == 0 {
        format!("{names} contains no inventory: pollworthy reads .csv, .tsv, .toml, .xlsx, .xls and .ods files.")
    } else {
        let book = workbook_near(records)
            .map(|book| format!(" If you filled in the workbook instead: pollworthy audit {book}"));
        format!("{names} has no rows yet. Fill in a sheet, then run this again.{}", book.unwrap_or_default())
    });
    bail!(Nothing(lines.join("\n")))
}

/// The workbook that `init` writes next to its folder of sheets, where that folder alone is asked about.
fn workbook_near(records: &Records) -> Option<String> {
    let [only] = records.roots.as_slice() else { return None };
    let book = only.path.parent()?.join("inventory.xlsx");
    (only.path.is_dir() && book.is_file()).then(|| slashed(&book))
}

fn no_place(wanted: &str, records: &Records, places: &Places) -> String {
    let full = |place: &Place| place.state.as_ref().map(|state| format!("{}, {state}", place.name));
    let names: Vec<String> = places
        .list()
        .iter()
        .filter(|place| !place.is_given && !place.is_nowhere)
        .flat_map(|place| [full(place), Some(place.name.to_string()), Some(place.id.to_string())])
        .flatten()
        .collect();
    let near = nearest(wanted, names.iter().map(String::as_str));
    let fix = near.map(|near| format!("\n  did you mean {near}?")).unwrap_or_default();
    format!("no place \"{wanted}\" in {}{fix}", records.names().join(", "))
}

/// Why a report has no place, and whose rows were read that belong to none.
fn no_place_in_states(report: &Report) -> String {
    let states = report.request.records.states.join(", ");
    let names: Vec<&str> = report.not_placed.iter().map(|one| &*one.name).take(3).collect();
    let not_placed = match report.not_placed.len() {
        0 => String::new(),
        all => {
            let more = if all > names.len() { " and others" } else { "" };
            format!(
                " No state is known for {}{more}. Add a column State, name the folder after the state, or use --place.",
                names.join(", ")
            )
        }
    };
    format!("no place is in {states}.{not_placed}")
}
