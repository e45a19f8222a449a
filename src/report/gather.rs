//! Ledger to report: verdicts, scores, standings, findings, in their final order.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use super::finished::Report;
use super::found;
use super::gathered::{Gathered, PLACES};
use super::judged::{Judged, Scores, add_results, judge, scores};
use super::law;
use super::model::evidence::Evidence;
use super::model::finding_line::WaiverLine;
use super::model::misread::Misread;
use super::model::places::{Contact, PlaceReport, Standing, Unread, Work};
use super::model::results::{Results, RuleResult};
use super::model::standings::Standings;
use super::not_placed::not_placed;
use super::states::by_state;
use crate::audit::{Interval, Ledger};
use crate::diagnostic::{Code, Kind, Level, Notice};
use crate::engine::parallel::collected;
use crate::inventory::{Place, Places, Read};
use crate::request::Request;
use crate::rules::{Called, Reference, Rule, RuleBook, Waiver};
use crate::schema::JURISDICTIONS;
use crate::words::position::Position;

impl Report {
    /// The account of an audit.
    #[must_use]
    pub fn new(book: &RuleBook, ledger: &Ledger, mut read: Read, request: Request) -> Self {
        Self::of(book, ledger, &mut read, request)
    }

    /// The same for who still needs the places that were read, or has no time to give them back; files and notices move.
    #[must_use]
    pub fn of(book: &RuleBook, ledger: &Ledger, read: &mut Read, request: Request) -> Self {
        report(book, ledger, read, request)
    }
}

fn report(book: &RuleBook, ledger: &Ledger, read: &mut Read, request: Request) -> Report {
    let threads = request.records.threads;
    let shown: Vec<usize> = (0..book.rules.len()).filter(|index| book.rules[*index].selected).collect();
    let mut gathered = gather(book, ledger, &read.places, &shown, &request);
    unread(&mut gathered, read);
    // Before places are put in order: they lie one after the other now.
    let (states, mut lists) = by_state(book, ledger, &gathered, &shown, threads);
    sort(&mut gathered);
    let limits = (request.limits.in_report, threads);
    let (findings, dropped) = found::findings(book, ledger, &gathered, &shown, limits);
    let mut standings = Standings::default();
    for one in gathered.iter().filter(|one| !one.report.has_below) {
        standings.add(one.report.standing, one.report.voters);
    }
    let source = common_source(&gathered);
    let used = used_for_places(book, &gathered);
    let mut notices = std::mem::take(&mut read.notices);
    let asked: HashSet<usize> = gathered.iter().map(|one| one.index).collect();
    notices.extend(ledger.notices(|place| asked.contains(&place)));
    notices.extend(waiver_notices(book, ledger, &used, &shown, &request));
    let law = law::of_states(book, &states);
    law::tell(book, &law, &mut lists);
    let mut report = Report {
        evidence: Evidence::default(),
        data: BTreeMap::new(),
        redacted: None,
        as_of: book.as_of,
        params: book.params.clone(),
        ruleset: book.ruleset.clone(),
        rules_file: book.origin.clone(),
        rules_files: book.files.clone(),
        reference_files: reference_files(book),
        law_files: law.iter().map(|law| (law.origin.clone(), law.sha256.clone())).collect(),
        mapping_files: std::mem::take(&mut read.mappings),
        layers: book.layers.clone(),
        off: book.off.clone(),
        files: std::mem::take(&mut read.files),
        law,
        rules: shown.iter().map(|index| known_rule(book, &book.rules[*index])).collect(),
        lists,
        ages: None,
        states,
        not_placed: not_placed(ledger, &read.places),
        given: read.places.given().cloned().collect(),
        places: gathered.into_iter().map(|one| one.report).collect(),
        findings,
        dropped,
        waivers_file: book.waivers_file.clone(),
        waivers: waivers(book, ledger, &used, &shown),
        misread: Misread::of(&notices, &read.headed),
        headed: std::mem::take(&mut read.headed),
        notices,
        standings,
        source,
        ahead: None,
        since: None,
        request,
    };
    report.evidence = Evidence::of(&report);
    report
}

fn common_source(gathered: &[Gathered<'_>]) -> Option<Arc<str>> {
    let column = JURISDICTIONS.column("reported_by")?;
    let mut sources = gathered.iter().filter_map(|one| one.place.row.as_ref()?.get(column)?.as_text());
    let first = sources.next()?;
    sources.all(|other| other == first).then(|| first.clone())
}

fn gather<'a>(
    book: &RuleBook,
    ledger: &Ledger,
    places: &'a Places,
    shown: &[usize],
    request: &Request,
) -> Vec<Gathered<'a>> {
    let all = places.list();
    let below = places.below();
    let wanted = |place: &Place| {
        let state = request.records.states.is_empty()
            || place
                .state
                .as_ref()
                .is_some_and(|state| request.records.states.iter().any(|wanted| **wanted == **state));
        let within = request
            .focus
            .as_ref()
            .is_none_or(|wanted| place.id.as_str() == wanted || place.id.lies_in().any(|id| id == wanted));
        state && within
    };
    let gathered = |index: usize, place: &'a Place, room: &mut Room| {
        let Room { judged, results } = room;
        judged.clear();
        let counted = ledger.at(index);
        let called = LazyCell::new(|| Called::of(&place.id, &place.name, place.state.as_deref()));
        let tally = |rule| counted.tally(rule);
        judged.extend(shown.iter().map(|rule| judge((book, &book.in_force), &tally, (place, &called), *rule, 0)));
        let settled = judged.iter().enumerate().filter_map(|(rule, judged)| Some((rule, judged.waiver?)));
        let waivers = settled.collect();
        let first = results.len();
        add_results(judged, results);
        let parent = place.id.lies_in().find(|id| places.at(id).is_some()).map(str::to_owned);
        let mut report = place_report(book, place, &results[first..], shown, parent, below[index].any);
        if place.expected && !place.has_sent() && !below[index].sent {
            // Nothing is known of it, and nothing can be ruled out.
            report.risk = Interval { low: 0.0, high: 100.0 };
            report.risk_without_waivers = report.risk;
            report.standing = Standing::NothingToRead;
            report.silent = true;
        }
        let brief = judged.iter().map(Judged::brief).collect();
        Gathered { index, place, report, waivers, brief }
    };
    collected(request.records.threads, all, PLACES, |first, part| {
        let wanted: Vec<(usize, &Place)> = (first..).zip(part).filter(|(_, place)| wanted(place)).collect();
        let mut room = Room::default();
        room.results.reserve_exact(wanted.len() * shown.len());
        let mut of: Vec<Gathered<'a>> =
            wanted.into_iter().map(|(index, place)| gathered(index, place, &mut room)).collect();
        let results = Results::each(room.results, shown.len());
        of.iter_mut().zip(results).for_each(|(one, results)| one.report.rules = results);
        of
    })
}

/// Where the results of some places are put together.
#[derive(Default)]
struct Room {
    /// What the rules came to at the place at hand.
    judged: Vec<Judged>,
    results: Vec<RuleResult>,
}

/// Puts places in the order of work, each moved once or so: they are large.
fn sort(gathered: &mut [Gathered<'_>]) {
    let key = |(at, one): (usize, &Gathered<'_>)| (Work::of(&one.report), begins(&one.report.id), at);
    let mut order: Vec<(Work, u64, usize)> = gathered.iter().enumerate().map(key).collect();
    let id = |at: usize| &gathered[at].report.id;
    order.sort_unstable_by(|(a, begins, at), (b, others, other)| {
        a.order(b).then(begins.cmp(others)).then_with(|| id(*at).cmp(id(*other)))
    });
    for first in 0..gathered.len() {
        // What must go to a place leaves its own to another, until that is the first.
        let mut at = first;
        loop {
            let from = std::mem::replace(&mut order[at].2, at);
            if from == first {
                break;
            }
            gathered.swap(at, from);
            at = from;
        }
    }
}

/// The first letters of an id, in which most differ: what is before in them is before.
fn begins(id: &str) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(id.bytes()).for_each(|(own, byte)| *own = byte);
    u64::from_be_bytes(first)
}

/// Why places that must be there sent nothing: files whose names tell them and that could not be read.
fn unread(gathered: &mut [Gathered<'_>], read: &Read) {
    if gathered.iter().all(|one| one.report.standing != Standing::NothingToRead) {
        return;
    }
    let files: HashSet<&str> = read.files.iter().map(|file| &*file.path).collect();
    let lost = |notice: &&Notice| notice.level == Level::Error || notice.kind.code() == Code::NotAnInventory;
    let mut by_place: HashMap<String, Unread> = HashMap::new();
    for notice in read.notices.iter().filter(lost).filter(|notice| !files.contains(&*notice.file)) {
        if let Some(place) = read.places.of_path(&notice.file) {
            let unread = Unread { file: notice.file.clone(), kind: notice.kind.clone() };
            by_place.entry(place.id.to_string()).or_insert(unread);
        }
    }
    for one in gathered.iter_mut().filter(|one| one.report.standing == Standing::NothingToRead) {
        one.report.unread = by_place.remove(&one.report.id);
    }
}

fn place_report(
    book: &RuleBook,
    place: &Place,
    rules: &[RuleResult],
    shown: &[usize],
    parent: Option<String>,
    has_below: bool,
) -> PlaceReport {
    let Scores { risk, risk_without_waivers, completeness, standing, grave, silent } =
        scores(rules, |result| book.rules[shown[result.rule()]].severity);
    PlaceReport {
        id: place.id.as_str().to_owned(),
        state: place.state.clone(),
        name: place.name.clone(),
        level: place.level,
        parent,
        has_below,
        voters: place.voters(),
        grave,
        silent: silent && !has_below,
        risk,
        risk_without_waivers,
        completeness,
        standing,
        expected: place.expected,
        unread: None,
        contact: contact(place),
        file: place.file.clone(),
        position: place.position,
        // They are a part of a list that is not whole yet.
        rules: Results::default(),
    }
}

fn contact(place: &Place) -> Contact {
    static COLUMNS: LazyLock<[Option<usize>; 4]> = LazyLock::new(|| {
        ["contact_name", "contact_title", "contact_phone", "contact_email"].map(|name| JURISDICTIONS.column(name))
    });
    let [name, title, phone, email] = COLUMNS.map(|column| place.column(column?).as_text().cloned());
    Contact { name, title, phone, email }
}

/// How many places each waiver settles a verdict for, beside the rows it covers.
fn used_for_places(book: &RuleBook, gathered: &[Gathered<'_>]) -> Vec<u64> {
    let mut used = vec![0; book.waivers.len()];
    for (_, waiver) in gathered.iter().flat_map(|one| &one.waivers) {
        used[*waiver] += 1;
    }
    used
}

/// The waivers of the rules asked about, with what each covered.
fn waivers(book: &RuleBook, ledger: &Ledger, used: &[u64], shown: &[usize]) -> Vec<WaiverLine> {
    let numbers: HashMap<usize, usize> = shown.iter().copied().zip(0..).collect();
    let line = |(at, waiver): (usize, &Waiver)| {
        Some(WaiverLine {
            rule: *numbers.get(&waiver.rule)?,
            waiver: waiver.clone(),
            in_force: waiver.holds_on(book.as_of),
            covered: ledger.waived_by(at) + used[at],
        })
    };
    book.waivers.iter().enumerate().filter_map(line).collect()
}

/// A rule, with how much the tables know that it finds nothing in.
fn known_rule(book: &RuleBook, rule: &Rule) -> Rule {
    Rule { looked_through: book.looked_through(rule).collect(), ..rule.clone() }
}

/// The files of all reference tables, each once, in the order in which the rules name them.
fn reference_files(book: &RuleBook) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for (file, sha256) in book.references.iter().flat_map(Reference::files) {
        if files.iter().all(|(known, _)| known != file) {
            files.push((file.to_owned(), sha256.to_owned()));
        }
    }
    files
}

/// Waivers that have ended, that end soon, or that cover nothing.
fn waiver_notices(book: &RuleBook, ledger: &Ledger, used: &[u64], shown: &[usize], request: &Request) -> Vec<Notice> {
    // A part of the places cannot tell what a waiver covers in the others.
    let partly = !request.records.states.is_empty() || request.focus.is_some();
    let mut notices = Vec::new();
    for (at, waiver) in book.waivers.iter().enumerate().filter(|(_, waiver)| shown.contains(&waiver.rule)) {
        let rule = &book.rules[waiver.rule].id;
        let left = waiver.expires.number() - book.as_of.number();
        let (rule, on) = (rule.clone(), waiver.expires);
        let kind = if left < 0 {
            Kind::WaiverEnded { rule, on }
        } else if ledger.waived_by(at) + used[at] == 0 && !partly {
            Kind::WaiverUnmatched { rule }
        } else if left <= SOON {
            Kind::WaiverEndsSoon { rule, days: left, on }
        } else {
            continue;
        };
        let at = Position { line: waiver.line, column: 0 };
        notices.push(Notice::new(kind, &waiver.file.clone().into(), at));
    }
    notices
}

/// A waiver with so many days left, or fewer, ends soon.
const SOON: i32 = 30;
