//! Lists made of what was counted: for each state the units that lack something, judged place by place.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use super::gathered::Gathered;
use super::model::lists::{LesserCount, ListLine, ListPlace, ListReport, ListRule, ListedRule, Status};
use super::model::places::{PlaceReport, Standing, by_work};
use crate::audit::{AtPlace, Count, Ledger, ListTally, Standpoint};
use crate::finding::Verdict;
use crate::inventory::Place;
use crate::place::{Level, State};
use crate::rules::{Called, List, Measure, Rule, RuleBook, Waiver};
use crate::schema::{EQUIPMENT, INCIDENTS, JURISDICTIONS, TableId};

/// Stands for the state of places that are not added to one; no state is called so.
pub(super) const NOT_ADDED: &str = "+";

/// What the units of a rule are: places, or what a row of its table stands for.
fn unit_of(rule: &Rule) -> TableId {
    if rule.measure == Measure::Any { JURISDICTIONS } else { rule.table }
}

/// The table whose units all rules of a list are about; none, where they are about several.
pub(crate) fn common_unit(book: &RuleBook, list: &List) -> Option<TableId> {
    let mut units = list.rules().map(|rule| unit_of(&book.rules[rule]));
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
}

/// A list, with what is asked of every place for it; rules are told by their places among the report's.
struct Asked<'a> {
    index: usize,
    list: &'a List,
    /// What it counts: machines or the like, where all its rules are about one kind; else places.
    unit: TableId,
    /// Its rules that speak of a place as a whole: all of them, where its rules are about units of several kinds.
    whole_lacking: Vec<usize>,
    /// The same of each lesser kind.
    whole_lesser: Vec<Vec<usize>>,
    /// Its lacking rules.
    lacking: Vec<usize>,
    /// Its lacking rules of which a place that sends no rows says nothing.
    silent: Vec<usize>,
}

impl<'a> Asked<'a> {
    fn new(book: &RuleBook, index: usize, list: &'a List, shown: &[usize]) -> Self {
        let of = |rules: &[usize], is: &dyn Fn(&Rule) -> bool| {
            let rules = rules.iter().filter(|rule| is(&book.rules[**rule]));
            rules.filter_map(|rule| shown.iter().position(|shown| shown == rule)).collect::<Vec<_>>()
        };
        let unit = common_unit(book, list);
        // Machines and computers and places add up to nothing: where rules are about several, a place is the unit.
        let is_whole = |rule: &Rule| unit.is_none() || rule.measure == Measure::Any;
        Self {
            index,
            list,
            unit: unit.unwrap_or(JURISDICTIONS),
            whole_lacking: of(&list.lacking, &is_whole),
            whole_lesser: list.lesser.iter().map(|kind| of(&kind.rules, &is_whole)).collect(),
            lacking: of(&list.lacking, &|_| true),
            silent: of(&list.lacking, &|rule| rule.table != INCIDENTS),
        }
    }

    /// Whether its rules are about places as wholes, or about units of several kinds.
    fn is_of_places(&self) -> bool {
        !self.whole_lacking.is_empty() || self.whole_lesser.iter().any(|rules| !rules.is_empty())
    }

    /// How a place stands to it as a whole, and in which lesser kind it lacks.
    fn standpoint(&self, place: &Gathered<'_>) -> Option<(Standpoint, usize)> {
        let any = |rules: &[usize], verdict: Verdict| rules.iter().any(|rule| place.brief[*rule].verdict == verdict);
        let lacking = |verdict: Verdict| any(&self.whole_lacking, verdict);
        if lacking(Verdict::Fail) {
            return Some((Standpoint::Lacking, 0));
        }
        if let Some(kind) = self.whole_lesser.iter().position(|rules| any(rules, Verdict::Fail)) {
            return Some((Standpoint::Lesser, kind));
        }
        let stands =
            [Verdict::Unknown, Verdict::Waived, Verdict::Pass].into_iter().find(|verdict| lacking(*verdict))?;
        let standpoint = match stands {
            Verdict::Waived => Standpoint::Waived,
            Verdict::Pass => Standpoint::Sound,
            Verdict::Unknown | Verdict::Fail | Verdict::NotApplicable => Standpoint::Unknown,
        };
        Some((standpoint, 0))
    }

    /// What it counts at a place.
    fn tally(&self, counted: &AtPlace<'_>, place: &Gathered<'_>) -> ListTally {
        if self.is_of_places() {
            let mut tally = ListTally::default();
            if let Some((standpoint, kind)) = self.standpoint(place) {
                tally.add_place(standpoint, kind);
            }
            return tally;
        }
        let mut tally = counted.list_tally(self.index);
        // A rule that asks a share only is met where so many fail: nothing is lacking then.
        let fails = |rule: &usize| place.brief[*rule].verdict == Verdict::Fail;
        if tally.of(Standpoint::Lacking).rows > 0 && !self.lacking.iter().any(fails) {
            tally.allow();
        }
        tally
    }

    /// The lacking rules that are not met at a place, where there are several.
    fn failing(&self, place: &Gathered<'_>) -> Vec<usize> {
        let fails = |at: &usize| place.brief[self.lacking[*at]].verdict == Verdict::Fail;
        if self.lacking.len() < 2 { Vec::new() } else { (0..self.lacking.len()).filter(fails).collect() }
    }

    /// Whether a place says nothing to judge one of its rules by.
    fn is_open(&self, place: &Gathered<'_>) -> bool {
        self.silent.iter().any(|rule| place.brief[*rule].is_without_evidence())
    }

    /// Whether a place says nothing to judge by at all.
    fn is_without_evidence(&self, place: &Gathered<'_>) -> bool {
        self.is_open(place) && self.silent.iter().all(|rule| !place.brief[*rule].evidence)
    }

    /// What a count comes to in units: of voting machines a row without a quantity is an unknown number, of all else it is one.
    fn units(&self, count: &Count) -> u64 {
        if self.unit == EQUIPMENT { count.units() } else { count.weight }
    }

    fn bare(&self, count: &Count) -> u64 {
        if self.unit == EQUIPMENT { u64::from(count.bare) } else { 0 }
    }

    /// Adds what each of its lacking rules came to at a place, where there are several.
    fn add_rules(&self, book: &RuleBook, shown: &[usize], place: &Gathered<'_>, places: u64, sums: &mut Vec<ListRule>) {
        if self.lacking.len() < 2 {
            return;
        }
        sums.resize(self.lacking.len(), ListRule::default());
        for ((at, rule), sum) in self.lacking.iter().enumerate().zip(sums) {
            sum.rule = at;
            let Some(result) = place.report.rules.get(*rule) else { continue };
            let fails = result.verdict == Verdict::Fail;
            sum.places += if fails { places } else { 0 };
            let unit = unit_of(&book.rules[shown[*rule]]);
            if unit == JURISDICTIONS {
                let judged = matches!(result.verdict, Verdict::Fail | Verdict::Pass | Verdict::Unknown);
                sum.units += u64::from(judged);
                sum.units_failing += u64::from(fails);
                continue;
            }
            let tally = result.tally();
            let (pass, fail, unknown) = (tally.pass(), tally.fail(), tally.unknown());
            let units = |count: &Count| if unit == EQUIPMENT { count.units() } else { count.weight };
            sum.units += units(pass) + units(fail) + units(unknown);
            if fails {
                sum.units_failing += units(fail);
                sum.rows_without_quantity += if unit == EQUIPMENT { u64::from(fail.bare) } else { 0 };
            }
        }
    }
}

#[derive(Default)]
struct Sum<'a> {
    tally: ListTally,
    places: u64,
    places_lacking: u64,
    places_lesser: u64,
    without_evidence: u64,
    /// Whether a place says nothing to judge one of the rules by.
    is_open: bool,
    silent: u64,
    voters: u64,
    of_unknown_voters: u64,
    voters_affected: u64,
    without_voters: u64,
    lacking: Vec<ListPlace>,
    rules: Vec<ListRule>,
    /// The waivers that cover something, and where.
    waived: Vec<(&'a PlaceReport, &'a Waiver)>,
}

/// All lists that are asked about, while their states are gone through.
pub(super) struct Lists<'a> {
    book: &'a RuleBook,
    ledger: &'a Ledger,
    asked: Vec<Asked<'a>>,
    shown: &'a [usize],
}

impl<'a> Lists<'a> {
    pub(super) fn new(book: &'a RuleBook, ledger: &'a Ledger, shown: &'a [usize]) -> Self {
        let asked = book.lists.iter().enumerate();
        let asked = asked.filter(|(_, list)| list.lacking.iter().any(|rule| shown.contains(rule)));
        Self { book, ledger, asked: asked.map(|(index, list)| Asked::new(book, index, list, shown)).collect(), shown }
    }

    /// What each list says of a state, by its places.
    pub(super) fn lines(&self, state: &str, places: &[&Gathered<'_>]) -> Vec<ListLine> {
        // Most lists hold most places, or none.
        let sum = || Sum { lacking: Vec::with_capacity(places.len()), ..Sum::default() };
        let mut sums: Vec<Sum<'_>> = self.asked.iter().map(|_| sum()).collect();
        for place in places {
            let (counted, stands_for) = (self.ledger.at(place.index), stands_for(place.place));
            for (sum, asked) in sums.iter_mut().zip(&self.asked) {
                add(sum, self.book, asked, (place, &counted, stands_for));
                asked.add_rules(self.book, self.shown, place, stands_for, &mut sum.rules);
            }
        }
        let state: Arc<str> = state.into();
        sums.into_iter().zip(&self.asked).map(|(sum, asked)| line(state.clone(), asked, sum)).collect()
    }

    /// The lists, by what each says of every state.
    pub(super) fn reports(&self, by_state: Vec<Vec<ListLine>>) -> Vec<ListReport> {
        let mut by_state: Vec<_> = by_state.into_iter().map(Vec::into_iter).collect();
        let of = |asked: &Asked<'_>| self.report(asked, by_state.iter_mut().filter_map(Iterator::next).collect());
        self.asked.iter().map(of).collect()
    }

    fn listed(&self, lacking: &[usize]) -> Vec<ListedRule> {
        let listed = |rule: &Rule| ListedRule {
            id: rule.id.clone(),
            severity: rule.severity,
            unmet: rule.unmet.clone(),
            unit: unit_of(rule).table().unit,
        };
        lacking.iter().map(|rule| listed(&self.book.rules[self.shown[*rule]])).collect()
    }

    fn report(&self, asked: &Asked<'_>, mut states: Vec<ListLine>) -> ListReport {
        let (rules, list) = (&self.book.rules, asked.list);
        let lacking = |line: &ListLine| line.units_lacking + line.units_lesser;
        let kind = |line: &ListLine| if line.status == Status::Lesser { line.lesser_kind() } else { 0 };
        let rank = |line: &ListLine| (line.status, kind(line));
        let mut apart = |key: &str| {
            let at = states.iter().position(|line| *line.state == *key)?;
            Some(Box::new(states.remove(at)))
        };
        let (not_placed, not_added) = (apart(""), apart(NOT_ADDED));
        states.sort_by(|a, b| (rank(a), lacking(b), &a.state).cmp(&(rank(b), lacking(a), &b.state)));
        ListReport {
            key: list.key.clone(),
            name: list.name.clone(),
            lacks: list.lacks.clone(),
            lesser_names: list.lesser.iter().map(|kind| kind.name.clone()).collect(),
            rules: if asked.lacking.len() < 2 { Vec::new() } else { self.listed(&asked.lacking) },
            of_places: asked.unit == JURISDICTIONS,
            unit: asked.unit.table().unit,
            public: list.rules().all(|rule| rules[rule].public),
            states,
            not_placed,
            not_added,
        }
    }
}

/// How many places a place stands for.
fn stands_for(place: &Place) -> u64 {
    static TOTAL: LazyLock<Option<usize>> = LazyLock::new(|| JURISDICTIONS.column("places_total"));
    TOTAL.and_then(|column| place.column(column).as_count()).unwrap_or(1)
}

/// Adds one place to its state.
fn add<'a>(
    sum: &mut Sum<'a>,
    book: &'a RuleBook,
    asked: &Asked<'_>,
    (source, counted, places): (&'a Gathered<'_>, &AtPlace<'_>, u64),
) {
    let (list, report) = (asked.list, &source.report);
    let tally = asked.tally(counted, source);
    let without_evidence = asked.is_without_evidence(source);
    let (lacking, lesser) = (tally.of(Standpoint::Lacking), tally.of(Standpoint::Lesser));
    let voters = report.voters;
    sum.places += places;
    sum.voters += voters.unwrap_or(0);
    sum.of_unknown_voters += if voters.is_none() { places } else { 0 };
    sum.is_open |= asked.is_open(source);
    sum.without_evidence += if without_evidence { places } else { 0 };
    sum.silent += if report.standing == Standing::NothingToRead { places } else { 0 };
    if tally.lacking.rows + tally.lesser.rows > 0 {
        sum.places_lacking += tally.lacking.places;
        sum.places_lesser += tally.lesser.places;
        sum.voters_affected += tally.lacking.voters + tally.lesser.voters;
        sum.without_voters += u64::from(tally.lacking.voters + tally.lesser.voters == 0);
    } else if lacking.rows + lesser.rows > 0 {
        sum.places_lacking += u64::from(lacking.rows > 0);
        sum.places_lesser += u64::from(lacking.rows == 0);
        sum.voters_affected += voters.unwrap_or(0);
        sum.without_voters += if voters.is_none() { places } else { 0 };
    }
    if lacking.rows + lesser.rows > 0 && report.level != Level::State {
        sum.lacking.push(ListPlace {
            id: source.place.id.to_text(),
            name: report.name.clone(),
            units_lacking: asked.units(lacking) + asked.units(lesser),
            units: asked.units(&tally.all()),
            voters,
            rules: asked.failing(source),
        });
    }
    if tally.of(Standpoint::Waived).rows > 0 {
        let place = source.place;
        let called = Called::of(&place.id, &place.name, place.state.as_deref());
        let mut covering: Vec<usize> = list.rules().flat_map(|rule| book.in_force.of_any(rule, &called)).collect();
        covering.sort_unstable();
        covering.dedup();
        sum.waived.extend(covering.into_iter().map(|waiver| (report, &book.waivers[waiver])));
    }
    sum.tally.merge(&tally);
}

fn line(state: Arc<str>, asked: &Asked<'_>, mut sum: Sum<'_>) -> ListLine {
    // In the order of the report, whatever that of the places here.
    sum.waived.sort_by(|(a, _), (b, _)| by_work(a, b));
    let mut known: HashSet<&str> = HashSet::new();
    let reasons = sum.waived.iter().map(|(_, waiver)| &waiver.reason).filter(|reason| known.insert(reason)).cloned();
    let reasons: Vec<String> = reasons.collect();
    let of = |standpoint| *sum.tally.of(standpoint);
    let (lacking, lesser, unknown) = (of(Standpoint::Lacking), of(Standpoint::Lesser), of(Standpoint::Unknown));
    let status = if lacking.weight > 0 {
        if sum.tally.lacking_pass == 0 { Status::Statewide } else { Status::Partial }
    } else if lesser.weight > 0 {
        Status::Lesser
    } else if of(Standpoint::Waived).rows > 0 {
        Status::Waived
    } else if sum.tally.lacking_unknown > 0 || sum.is_open {
        Status::Unknown
    } else {
        Status::None
    };
    sum.lacking.sort_unstable_by(|a, b| b.units_lacking.cmp(&a.units_lacking).then_with(|| a.id.cmp(&b.id)));
    let name = match State::named(&state) {
        Some(known) => known.name.into(),
        None if state.is_empty() => "no state".into(),
        None => state.clone(),
    };
    ListLine {
        name,
        state,
        status,
        places: sum.places,
        places_lacking: sum.places_lacking,
        places_lesser: sum.places_lesser,
        places_without_evidence: sum.without_evidence,
        places_silent: sum.silent,
        units: asked.units(&sum.tally.all()),
        units_lacking: asked.units(&lacking),
        units_lesser: asked.units(&lesser),
        lesser: (0..asked.list.lesser.len())
            .map(|kind| sum.tally.of_kind(kind))
            .map(|count| LesserCount { units: asked.units(&count), rows_without_quantity: asked.bare(&count) })
            .collect(),
        units_unknown: asked.units(&unknown),
        units_waived: asked.units(&of(Standpoint::Waived)),
        waived_without_quantity: asked.bare(&of(Standpoint::Waived)),
        rows_without_quantity: asked.bare(&lacking) + asked.bare(&lesser),
        places_without_quantity: sum.tally.bare.places,
        all_without_quantity: Some(asked.bare(&sum.tally.all())),
        voters: sum.voters,
        places_of_unknown_voters: Some(sum.of_unknown_voters),
        voters_affected: sum.voters_affected,
        places_without_voters: sum.without_voters,
        rules: sum.rules.into_iter().filter(|rule| rule.units + rule.rows_without_quantity > 0).collect(),
        lacking: sum.lacking,
        law: None,
        reasons,
    }
}
