//! Ledger to report: verdicts, scores, standings, findings, in their final order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::lists::{self, ListSource};
use super::places::{PlaceReport, RuleResult, Standing, StateReport};
use super::{FindingLine, Report, Settings, Standings};
use crate::audit::{Interval, Ledger, Tally, extent, risk};
use crate::finding::{Finding, Severity, Verdict};
use crate::inventory::{Place, Places, Read};
use crate::place::State;
use crate::position::Position;
use crate::rules::{Measure, RuleBook};
use crate::schema::INCIDENTS;

/// One place, with where the ledger has it.
struct Gathered<'a> {
    index: usize,
    place: &'a Place,
    report: PlaceReport,
}

pub(super) fn report(book: &RuleBook, ledger: &Ledger, read: Read, settings: Settings) -> Report {
    let shown: Vec<usize> = (0..book.rules.len()).filter(|index| book.rules[*index].selected).collect();
    let mut gathered = gather(book, ledger, &read.places, &shown, &settings);
    gathered.sort_by(|a, b| {
        let key = |of: &Gathered<'_>| (of.report.risk.low, of.report.risk.high);
        let ((low, high), (other_low, other_high)) = (key(a), key(b));
        other_low.total_cmp(&low).then(other_high.total_cmp(&high)).then_with(|| a.report.id.cmp(&b.report.id))
    });
    let (findings, dropped) = findings(book, ledger, &gathered, &shown);
    let sources: Vec<ListSource<'_>> =
        gathered.iter().map(|one| ListSource { index: one.index, place: one.place, report: &one.report }).collect();
    let lists = lists::lists(book, ledger, &sources, &shown);
    let mut standings = Standings::default();
    for one in gathered.iter().filter(|one| !one.report.has_below) {
        standings.add(one.report.standing, one.report.voters);
    }
    let source = common_source(&gathered);
    let states = states(gathered.iter().map(|one| &one.report));
    Report {
        as_of: book.as_of,
        params: book.params.clone(),
        ruleset: book.ruleset.clone(),
        rules_file: book.origin.clone(),
        rules_sha256: book.sha256.clone(),
        files: read.files,
        rules: shown.iter().map(|index| book.rules[*index].clone()).collect(),
        lists,
        states,
        places: gathered.into_iter().map(|one| one.report).collect(),
        findings,
        dropped,
        notices: read.notices,
        standings,
        source,
        settings,
    }
}

fn common_source(gathered: &[Gathered<'_>]) -> Option<Arc<str>> {
    let mut sources = gathered.iter().filter_map(|one| one.place.named("reported_by").as_text().cloned());
    let first = sources.next()?;
    sources.all(|other| other == first).then_some(first)
}

fn gather<'a>(
    book: &RuleBook,
    ledger: &Ledger,
    places: &'a Places,
    shown: &[usize],
    settings: &Settings,
) -> Vec<Gathered<'a>> {
    let ids: HashSet<&str> = places.list().iter().map(|place| place.id.as_str()).collect();
    let above = |place: &Place| place.id.above().into_iter().map(|id| id.to_string()).collect::<Vec<_>>();
    let has_below: HashSet<String> =
        places.list().iter().flat_map(above).filter(|id| ids.contains(id.as_str())).collect();
    let wanted = |place: &Place| {
        let state = settings.states.is_empty()
            || place.state.as_ref().is_some_and(|state| settings.states.iter().any(|wanted| **wanted == **state));
        let within = settings
            .place
            .as_ref()
            .is_none_or(|wanted| place.id.as_str() == wanted || above(place).iter().any(|id| id == wanted));
        state && within
    };
    places
        .list()
        .iter()
        .enumerate()
        .filter(|(_, place)| wanted(place))
        .map(|(index, place)| {
            let results = results(book, ledger, index, shown);
            let parent = above(place).into_iter().find(|id| ids.contains(id.as_str()));
            let report = place_report(book, place, results, shown, parent, has_below.contains(place.id.as_str()));
            Gathered { index, place, report }
        })
        .collect()
}

/// What each rule came to at a place.
fn results(book: &RuleBook, ledger: &Ledger, place: usize, shown: &[usize]) -> Vec<RuleResult> {
    let all: Vec<(Verdict, Interval, Tally)> = shown.iter().map(|rule| result(book, ledger, place, *rule, 0)).collect();
    // The known risk with one rule taken as met, or with none.
    let known = |met: Option<usize>| {
        let applied = all.iter().enumerate().filter(|(_, (verdict, _, _))| applies(*verdict));
        risk(applied.map(|(at, (_, extent, _))| {
            let extent = if Some(at) == met { Interval::CLEAR } else { *extent };
            (book.rules[shown[at]].severity, extent)
        }))
        .low
    };
    let as_it_is = known(None);
    all.iter()
        .enumerate()
        .map(|(rule, (verdict, extent, tally))| RuleResult {
            rule,
            verdict: *verdict,
            extent: *extent,
            tally: *tally,
            evidence: tally.has_evidence(),
            without: if extent.low > 0.0 { known(Some(rule)) } else { as_it_is },
        })
        .collect()
}

/// Whether a verdict counts in scores, completeness and standing.
fn applies(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Fail | Verdict::Unknown | Verdict::Pass => true,
        Verdict::Waived | Verdict::NotApplicable => false,
    }
}

/// A rule's verdict, extent and counts at a place; `depth` keeps rules that lean on each other from turning in a circle.
fn result(book: &RuleBook, ledger: &Ledger, place: usize, rule: usize, depth: usize) -> (Verdict, Interval, Tally) {
    let asked = &book.rules[rule];
    let tally = ledger.tally(place, rule);
    if !tally.has_evidence() {
        let other = asked.no_rows_pass_if.filter(|_| depth < book.rules.len());
        let passes = other.is_some_and(|other| result(book, ledger, place, other, depth + 1).0 == Verdict::Pass);
        return match (asked.table == INCIDENTS, passes) {
            (true, _) => (Verdict::NotApplicable, Interval::CLEAR, tally),
            (false, true) => (Verdict::Pass, Interval::CLEAR, tally),
            (false, false) => (Verdict::Unknown, Interval::OPEN, tally),
        };
    }
    if tally.rows() == 0 {
        return (Verdict::NotApplicable, Interval::CLEAR, tally);
    }
    let extent = extent(asked.measure, &tally);
    let verdict = match extent {
        extent if extent.low > 0.0 => Verdict::Fail,
        extent if extent.high > 0.0 => Verdict::Unknown,
        _ => Verdict::Pass,
    };
    (verdict, extent, tally)
}

fn place_report(
    book: &RuleBook,
    place: &Place,
    rules: Vec<RuleResult>,
    shown: &[usize],
    parent: Option<String>,
    has_below: bool,
) -> PlaceReport {
    let severity = |result: &RuleResult| book.rules[shown[result.rule]].severity;
    let applied: Vec<&RuleResult> = rules.iter().filter(|result| applies(result.verdict)).collect();
    let risk = risk(applied.iter().map(|result| (severity(result), result.extent)));
    let (mut all, mut closed) = (0.0, 0.0);
    for result in &applied {
        let weight = severity(result).weight();
        all += weight;
        if (result.extent.high - result.extent.low).abs() < f64::EPSILON {
            closed += weight;
        }
    }
    let grave = |verdict| applied.iter().any(|r| r.verdict == verdict && severity(r) <= Severity::High);
    let passes = applied.iter().any(|result| result.verdict == Verdict::Pass);
    let standing = if grave(Verdict::Fail) {
        Standing::ActionNeeded
    } else if grave(Verdict::Unknown) || !passes {
        Standing::NotShown
    } else {
        Standing::MeetsTheRules
    };
    PlaceReport {
        id: place.id.to_string(),
        state: place.state.clone(),
        name: place.name.clone(),
        level: place.level,
        parent,
        has_below,
        voters: place.voters(),
        risk,
        // Where nothing is asked, nothing is answered either: missing data is never a pass.
        completeness: if all > 0.0 { closed / all } else { 0.0 },
        standing,
        file: place.file.clone(),
        position: place.position,
        rules,
    }
}

fn findings(book: &RuleBook, ledger: &Ledger, gathered: &[Gathered<'_>], shown: &[usize]) -> (Vec<FindingLine>, u64) {
    let mut order: Vec<usize> = (0..shown.len()).collect();
    order.sort_by_key(|at| (book.rules[shown[*at]].severity, *at));
    let mut lines = Vec::new();
    let mut dropped = 0;
    for (place, one) in gathered.iter().enumerate() {
        for rule in &order {
            let result = &one.report.rules[*rule];
            if !matches!(result.verdict, Verdict::Fail | Verdict::Unknown) {
                continue;
            }
            let mut found = if result.evidence && book.rules[shown[*rule]].measure != Measure::Any {
                let counted = u64::from(result.tally.fail().rows) + u64::from(result.tally.unknown().rows);
                let kept = ledger.findings(one.index, shown[*rule]).to_vec();
                dropped += counted - kept.len() as u64;
                kept
            } else {
                vec![of_place(one.place, result.verdict)]
            };
            number(&mut found);
            lines.extend(found.into_iter().map(|finding| FindingLine { rule: *rule, place, finding }));
        }
    }
    (lines, dropped)
}

/// The one finding of a rule about a whole place.
fn of_place(place: &Place, verdict: Verdict) -> Finding {
    Finding {
        verdict,
        asset: "".into(),
        label: "".into(),
        units: None,
        column: None,
        seen: Vec::new(),
        file: place.file.clone(),
        position: Position { column: 0, ..place.position },
    }
}

/// Numbers findings whose assets cannot be told apart: the second is `…#2`.
fn number(findings: &mut [Finding]) {
    let mut met: HashMap<Arc<str>, u32> = HashMap::new();
    for finding in findings {
        let times = met.entry(finding.asset.clone()).or_default();
        *times += 1;
        if *times > 1 {
            finding.asset = format!("{}#{times}", finding.asset).into();
        }
    }
}

fn states<'a>(places: impl Iterator<Item = &'a PlaceReport>) -> Vec<StateReport> {
    let mut by_state: BTreeMap<Arc<str>, Vec<&PlaceReport>> = BTreeMap::new();
    for place in places.filter(|place| !place.has_below) {
        by_state.entry(place.state.clone().unwrap_or_else(|| "".into())).or_default().push(place);
    }
    let mut states: Vec<StateReport> =
        by_state.into_iter().map(|(state, places)| state_report(state, &places)).collect();
    states.sort_by(|a, b| {
        b.risk.low.total_cmp(&a.risk.low).then(b.risk.high.total_cmp(&a.risk.high)).then_with(|| a.state.cmp(&b.state))
    });
    states
}

fn state_report(state: Arc<str>, places: &[&PlaceReport]) -> StateReport {
    let name = match State::named(&state) {
        Some(known) => known.name.into(),
        None if state.is_empty() => "no state".into(),
        None => state.clone(),
    };
    let mut standings = Standings::default();
    places.iter().for_each(|place| standings.add(place.standing, place.voters));
    // The order of summing is the order of ids, so that the same places give the same digits.
    let mut ordered = places.to_vec();
    ordered.sort_by(|a, b| a.id.cmp(&b.id));
    let max = places.iter().fold(Interval::default(), |max, place| Interval {
        low: max.low.max(place.risk.low),
        high: max.high.max(place.risk.high),
    });
    StateReport {
        risk: Interval { low: weighted(&ordered, |risk| risk.low), high: weighted(&ordered, |risk| risk.high) },
        max,
        highest: places.first().map_or_else(|| "".into(), |place| place.name.clone()),
        name,
        state,
        standings,
    }
}

/// The mean of one end of the places' risks by registered voters; a place without weighs the mean of the others.
#[allow(clippy::cast_precision_loss)]
fn weighted(places: &[&PlaceReport], end: fn(Interval) -> f64) -> f64 {
    let known: Vec<f64> = places.iter().filter_map(|place| place.voters).map(|voters| voters as f64).collect();
    let usual = if known.is_empty() { 1.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
    let (mut sum, mut weights) = (0.0, 0.0);
    for place in places {
        let weight = place.voters.map_or(usual, |voters| voters as f64);
        sum += weight * end(place.risk);
        weights += weight;
    }
    // Places that all have no voter at all weigh alike.
    if weights > 0.0 {
        sum / weights
    } else {
        places.iter().map(|place| end(place.risk)).sum::<f64>() / places.len() as f64
    }
}
