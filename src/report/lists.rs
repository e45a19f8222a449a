//! Lists: the states that lack something, everywhere or in some places, judged by units.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::places::{PlaceReport, Standing};
use crate::audit::{Ledger, ListTally, Standpoint};
use crate::crew::collected;
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
    pub id: String,
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

/// A place of the report, with where the ledger has it.
pub(super) struct ListSource<'a> {
    pub(super) index: usize,
    pub(super) place: &'a Place,
    pub(super) report: &'a PlaceReport,
    /// How many places it stands for.
    places: u64,
}

impl<'a> ListSource<'a> {
    pub(super) fn new(index: usize, place: &'a Place, report: &'a PlaceReport) -> Self {
        static TOTAL: LazyLock<Option<usize>> = LazyLock::new(|| JURISDICTIONS.column("places_total"));
        Self { index, place, report, places: TOTAL.and_then(|column| place.column(column).as_count()).unwrap_or(1) }
    }
}

pub(super) fn lists(
    book: &RuleBook,
    ledger: &Ledger,
    sources: &[ListSource<'_>],
    shown: &[usize],
    threads: usize,
) -> Vec<ListReport> {
    let asked = |list: &List| list.lacking.iter().any(|rule| shown.contains(rule));
    let mut by_state: BTreeMap<&str, Vec<&ListSource<'_>>> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.report.has_below) {
        by_state.entry(source.report.state.as_deref().unwrap_or_default()).or_default().push(source);
    }
    collected(threads, &book.lists, 1, |index, part| {
        let of = part.iter().filter(|list| asked(list));
        of.map(|list| list_report(book, ledger, &Asked::new(book, index, list, shown), &by_state)).collect()
    })
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
    fn standpoint(&self, place: &PlaceReport) -> Option<Standpoint> {
        let any = |rules: &[usize], verdict: Verdict| rules.iter().any(|rule| place.rules[*rule].verdict == verdict);
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
    fn is_without_evidence(&self, place: &PlaceReport) -> bool {
        self.silent.iter().map(|rule| &place.rules[*rule]).any(|of| !of.evidence && of.verdict == Verdict::Unknown)
    }
}

#[derive(Default)]
struct Sum {
    tally: ListTally,
    places: u64,
    places_lacking: u64,
    places_lesser: u64,
    without_evidence: u64,
    silent: u64,
    voters: u64,
    voters_affected: u64,
    lacking: Vec<ListPlace>,
    reasons: Vec<String>,
}

fn list_report(
    book: &RuleBook,
    ledger: &Ledger,
    asked: &Asked<'_>,
    by_state: &BTreeMap<&str, Vec<&ListSource<'_>>>,
) -> ListReport {
    let list = asked.list;
    let of_state = |(state, sources): (&&str, &Vec<&ListSource<'_>>)| {
        let mut sum = Sum::default();
        sources.iter().for_each(|source| add(&mut sum, book, ledger, asked, source));
        line((*state).into(), sum)
    };
    let mut states: Vec<ListLine> = by_state.iter().map(of_state).collect();
    let lacking = |line: &ListLine| line.units_lacking + line.units_lesser;
    states.sort_by(|a, b| (a.status, lacking(b), &a.state).cmp(&(b.status, lacking(a), &b.state)));
    let first = list.lacking.first().map_or(EQUIPMENT, |rule| book.rules[*rule].table);
    let by_place = list.lacking.iter().all(|rule| book.rules[*rule].measure == Measure::Any);
    ListReport {
        key: list.key.clone(),
        name: list.name.clone(),
        lacks: list.lacks.clone(),
        lesser_name: list.lesser_name.clone(),
        unit: if by_place { JURISDICTIONS.table().unit } else { first.table().unit },
        public: list.lacking.iter().chain(&list.lesser).all(|rule| book.rules[*rule].public),
        states,
    }
}

/// Adds one place to its state.
fn add(sum: &mut Sum, book: &RuleBook, ledger: &Ledger, asked: &Asked<'_>, source: &ListSource<'_>) {
    let list = asked.list;
    let mut tally = ledger.list_tally(source.index, asked.index);
    if let Some(standpoint) = asked.standpoint(source.report) {
        tally.add_place(standpoint);
    }
    let without_evidence = asked.is_without_evidence(source.report);
    let places = source.places;
    let (lacking, lesser) = (tally.of(Standpoint::Lacking), tally.of(Standpoint::Lesser));
    let voters = source.report.voters;
    sum.places += places;
    sum.voters += voters.unwrap_or(0);
    sum.without_evidence += if without_evidence { places } else { 0 };
    sum.silent += if source.report.standing == Standing::NothingToRead { places } else { 0 };
    if tally.lacking.rows + tally.lesser.rows > 0 {
        sum.places_lacking += tally.lacking.places;
        sum.places_lesser += tally.lesser.places;
        sum.voters_affected += tally.lacking.voters + tally.lesser.voters;
    } else if lacking.rows + lesser.rows > 0 {
        sum.places_lacking += u64::from(lacking.rows > 0);
        sum.places_lesser += u64::from(lacking.rows == 0);
        sum.voters_affected += voters.unwrap_or(0);
    }
    if lacking.rows + lesser.rows > 0 && source.report.level != Level::State {
        sum.lacking.push(ListPlace {
            id: source.report.id.clone(),
            name: source.report.name.clone(),
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
        for waiver in book.waivers.iter().filter(named) {
            if !sum.reasons.contains(&waiver.reason) {
                sum.reasons.push(waiver.reason.clone());
            }
        }
    }
    sum.tally.merge(&tally);
}

fn line(state: Arc<str>, mut sum: Sum) -> ListLine {
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
        reasons: sum.reasons,
    }
}
