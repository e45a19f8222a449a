//! Lists: the states that lack something, everywhere or in some places, judged by units.

use std::sync::{Arc, LazyLock};

use super::gathered::Gathered;
use super::places::{PlaceReport, Standing, by_risk};
use crate::audit::{AtPlace, Ledger, ListTally, Standpoint};
use crate::finding::Verdict;
use crate::inventory::Place;
use crate::place::{Level, State};
use crate::rules::{List, Measure, Rule, RuleBook, Waiver};
use crate::schema::{EQUIPMENT, INCIDENTS, JURISDICTIONS};

/// What a list says of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Units lack it, and none is known to have it.
    Statewide,
    /// Units lack it, and others have it.
    Partial,
    /// Units lack it in the lesser way only.
    Lesser,
    /// Nothing is left but waived.
    Waived,
    /// None is known to lack it; some records do not say.
    Unknown,
    /// None lacks it.
    None,
}

impl Status {
    /// Its word in reports; the lesser one is named by the list.
    #[must_use]
    pub fn name(self, list: &ListReport) -> String {
        match self {
            Self::Statewide => "statewide".to_owned(),
            Self::Partial => "partial".to_owned(),
            Self::Lesser => list.lesser_name.clone(),
            Self::Waived => "waived".to_owned(),
            Self::Unknown => "unknown".to_owned(),
            Self::None => "none".to_owned(),
        }
    }

    /// Whether the state is one that lacks it.
    #[must_use]
    pub fn lacks(self) -> bool {
        self <= Self::Partial
    }
}

/// One state, or one place of it, on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListLine {
    /// Two letters; empty where places tell no state.
    pub state: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// What the list says of it.
    pub status: Status,
    /// Its places.
    pub places: u64,
    /// Of them, those with units that lack it.
    pub places_lacking: u64,
    /// Of them, those that lack it in the lesser way only.
    pub places_lesser: u64,
    /// Of them, those that say nothing to judge by.
    pub places_without_evidence: u64,
    /// Of them, those that must be there and sent nothing that could be read.
    pub places_silent: u64,
    /// Units the list is about.
    pub units: u64,
    /// Of them, those that lack it.
    pub units_lacking: u64,
    /// Of them, those that lack it in the lesser way.
    pub units_lesser: u64,
    /// Of them, those whose records do not say.
    pub units_unknown: u64,
    /// Of them, those that a waiver covers.
    pub units_waived: u64,
    /// Rows that a waiver covers and that state no quantity.
    pub waived_without_quantity: u64,
    /// The reasons of the waivers that cover it, each once.
    pub reasons: Vec<String>,
    /// Rows that lack it, in either way, and state no quantity.
    pub rows_without_quantity: u64,
    /// Places that such rows say they sum up.
    pub places_without_quantity: u64,
    /// Registered voters, where known.
    pub voters: u64,
    /// Registered voters in the places lacking, in either way.
    pub voters_affected: u64,
    /// Its places that lack it, in either way, by name.
    pub lacking: Vec<ListPlace>,
}

/// A place on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPlace {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Units that lack it, in either way.
    pub units_lacking: u64,
    /// Units the list is about.
    pub units: u64,
    /// Registered voters, where known.
    pub voters: Option<u64>,
}

/// A list, state by state.
#[derive(Clone, Debug, PartialEq)]
pub struct ListReport {
    /// Its key.
    pub key: String,
    /// What is lacking, in the plural, where the rules file has words for it.
    pub name: Option<String>,
    /// What is said of units that lack it.
    pub lacks: String,
    /// What the lesser lack is called.
    pub lesser_name: String,
    /// What its units are: one, and many.
    pub unit: (&'static str, &'static str),
    /// Whether all its rules are public: then its places may be published by name.
    pub public: bool,
    /// The states: those that lack it first, by units.
    pub states: Vec<ListLine>,
}

/// A list, with what is asked of every place for it; rules are told by their places among the report's.
struct Asked<'a> {
    index: usize,
    list: &'a List,
    /// Its rules that one good row satisfies.
    whole_lacking: Vec<usize>,
    whole_lesser: Vec<usize>,
    /// Its lacking rules of which a place that sends no rows says nothing.
    silent: Vec<usize>,
}

impl<'a> Asked<'a> {
    fn new(book: &RuleBook, index: usize, list: &'a List, shown: &[usize]) -> Self {
        let of = |rules: &[usize], is: fn(&Rule) -> bool| {
            let rules = rules.iter().filter(|rule| is(&book.rules[**rule]));
            rules.filter_map(|rule| shown.iter().position(|shown| shown == rule)).collect::<Vec<_>>()
        };
        let is_whole = |rule: &Rule| rule.measure == Measure::Any;
        Self {
            index,
            list,
            whole_lacking: of(&list.lacking, is_whole),
            whole_lesser: of(&list.lesser, is_whole),
            silent: of(&list.lacking, |rule| rule.table != INCIDENTS),
        }
    }

    /// How a place stands to it as a whole, where one of its rules speaks of the whole place: the place is its unit.
    fn standpoint(&self, place: &Gathered<'_>) -> Option<Standpoint> {
        let any = |rules: &[usize], verdict: Verdict| rules.iter().any(|rule| place.brief[*rule].verdict == verdict);
        let lacking = |verdict: Verdict| any(&self.whole_lacking, verdict);
        match () {
            () if self.whole_lacking.is_empty() && self.whole_lesser.is_empty() => None,
            () if lacking(Verdict::Fail) => Some(Standpoint::Lacking),
            () if any(&self.whole_lesser, Verdict::Fail) => Some(Standpoint::Lesser),
            () if lacking(Verdict::Unknown) => Some(Standpoint::Unknown),
            () if lacking(Verdict::Waived) => Some(Standpoint::Waived),
            () if lacking(Verdict::Pass) => Some(Standpoint::Sound),
            () => None,
        }
    }

    /// Whether a place says nothing to judge by.
    fn is_without_evidence(&self, place: &Gathered<'_>) -> bool {
        self.silent.iter().map(|rule| &place.brief[*rule]).any(|of| !of.evidence && of.verdict == Verdict::Unknown)
    }
}

#[derive(Default)]
struct Sum<'a> {
    tally: ListTally,
    places: u64,
    places_lacking: u64,
    places_lesser: u64,
    without_evidence: u64,
    silent: u64,
    voters: u64,
    voters_affected: u64,
    lacking: Vec<ListPlace>,
    /// The waivers that cover something, and where.
    waived: Vec<(&'a PlaceReport, &'a Waiver)>,
}

/// All lists that are asked about, while their states are gone through.
pub(super) struct Lists<'a> {
    book: &'a RuleBook,
    ledger: &'a Ledger,
    asked: Vec<Asked<'a>>,
}

impl<'a> Lists<'a> {
    pub(super) fn new(book: &'a RuleBook, ledger: &'a Ledger, shown: &[usize]) -> Self {
        let asked = book.lists.iter().enumerate();
        let asked = asked.filter(|(_, list)| list.lacking.iter().any(|rule| shown.contains(rule)));
        Self { book, ledger, asked: asked.map(|(index, list)| Asked::new(book, index, list, shown)).collect() }
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
            }
        }
        let state: Arc<str> = state.into();
        sums.into_iter().map(|sum| line(state.clone(), sum)).collect()
    }

    /// The lists, by what each says of every state.
    pub(super) fn reports(&self, by_state: Vec<Vec<ListLine>>) -> Vec<ListReport> {
        let mut by_state: Vec<_> = by_state.into_iter().map(Vec::into_iter).collect();
        let of = |asked: &Asked<'_>| self.report(asked.list, by_state.iter_mut().filter_map(Iterator::next).collect());
        self.asked.iter().map(of).collect()
    }

    fn report(&self, list: &List, mut states: Vec<ListLine>) -> ListReport {
        let rules = &self.book.rules;
        let lacking = |line: &ListLine| line.units_lacking + line.units_lesser;
        states.sort_by(|a, b| (a.status, lacking(b), &a.state).cmp(&(b.status, lacking(a), &b.state)));
        let first = list.lacking.first().map_or(EQUIPMENT, |rule| rules[*rule].table);
        let by_place = list.lacking.iter().all(|rule| rules[*rule].measure == Measure::Any);
        ListReport {
            key: list.key.clone(),
            name: list.name.clone(),
            lacks: list.lacks.clone(),
            lesser_name: list.lesser_name.clone(),
            unit: if by_place { JURISDICTIONS.table().unit } else { first.table().unit },
            public: list.lacking.iter().chain(&list.lesser).all(|rule| rules[*rule].public),
            states,
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
    let mut tally = counted.list_tally(asked.index);
    if let Some(standpoint) = asked.standpoint(source) {
        tally.add_place(standpoint);
    }
    let without_evidence = asked.is_without_evidence(source);
    let (lacking, lesser) = (tally.of(Standpoint::Lacking), tally.of(Standpoint::Lesser));
    let voters = report.voters;
    sum.places += places;
    sum.voters += voters.unwrap_or(0);
    sum.without_evidence += if without_evidence { places } else { 0 };
    sum.silent += if report.standing == Standing::NothingToRead { places } else { 0 };
    if tally.lacking.rows + tally.lesser.rows > 0 {
        sum.places_lacking += tally.lacking.places;
        sum.places_lesser += tally.lesser.places;
        sum.voters_affected += tally.lacking.voters + tally.lesser.voters;
    } else if lacking.rows + lesser.rows > 0 {
        sum.places_lacking += u64::from(lacking.rows > 0);
        sum.places_lesser += u64::from(lacking.rows == 0);
        sum.voters_affected += voters.unwrap_or(0);
    }
    if lacking.rows + lesser.rows > 0 && report.level != Level::State {
        sum.lacking.push(ListPlace {
            id: source.place.id.to_text(),
            name: report.name.clone(),
            units_lacking: lacking.units() + lesser.units(),
            units: tally.all().units(),
            voters,
        });
    }
    if tally.of(Standpoint::Waived).rows > 0 {
        let named = |waiver: &&Waiver| {
            (list.lacking.contains(&waiver.rule) || list.lesser.contains(&waiver.rule))
                && waiver.holds_on(book.as_of)
                && waiver.covers(&source.place.id, &source.place.name, source.place.state.as_deref())
        };
        sum.waived.extend(book.waivers.iter().filter(named).map(|waiver| (report, waiver)));
    }
    sum.tally.merge(&tally);
}

fn line(state: Arc<str>, mut sum: Sum<'_>) -> ListLine {
    // In the order of the report, whatever that of the places here.
    sum.waived.sort_by(|(a, _), (b, _)| by_risk(a, b));
    let mut reasons: Vec<String> = Vec::new();
    for (_, waiver) in &sum.waived {
        if !reasons.contains(&waiver.reason) {
            reasons.push(waiver.reason.clone());
        }
    }
    let of = |standpoint| *sum.tally.of(standpoint);
    let (lacking, lesser, unknown) = (of(Standpoint::Lacking), of(Standpoint::Lesser), of(Standpoint::Unknown));
    let status = if lacking.weight > 0 {
        if sum.tally.lacking_pass == 0 { Status::Statewide } else { Status::Partial }
    } else if lesser.weight > 0 {
        Status::Lesser
    } else if of(Standpoint::Waived).rows > 0 {
        Status::Waived
    } else if sum.tally.lacking_unknown > 0 || sum.without_evidence > 0 {
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
        units: sum.tally.all().units(),
        units_lacking: lacking.units(),
        units_lesser: lesser.units(),
        units_unknown: unknown.units(),
        units_waived: of(Standpoint::Waived).units(),
        waived_without_quantity: u64::from(of(Standpoint::Waived).bare),
        rows_without_quantity: u64::from(lacking.bare + lesser.bare),
        places_without_quantity: sum.tally.bare.places,
        voters: sum.voters,
        voters_affected: sum.voters_affected,
        lacking: sum.lacking,
        reasons,
    }
}
