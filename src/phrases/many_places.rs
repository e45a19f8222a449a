//! What a page says of many places: what they are called, who is on a list, the risk, and what is not added.

use super::list::{places, without};
use super::names::{argument, asked_as, expected_again, full_name, paths, place_name, topic};
use super::not_placed;
use super::plain::{clipped, plain};
use super::wording::{PLACES, STATES, agreed, counted, either, first_of, number, risk, row_of};
use super::{NATION, Top};
use crate::report::overview::Overview;
use crate::report::{ListLine, ListReport, PlaceReport, Report, Standing, Standings, Status};

/// The longest name in a sentence or a table, in columns of a terminal.
pub(crate) const NAME: usize = 36;

pub(crate) const ORDER: &str = "Critical rules not met come first, then high ones, then the known risk, then voters.";

/// The heading of the places that show nothing at all.
pub(crate) fn nothing_shown(places: usize) -> String {
    format!("({}): no rule is answered", number(places as u64))
}

pub(crate) struct ManyPlaces<'a> {
    pub(crate) report: &'a Report,
    pub(crate) all: Overview<'a>,
}

impl<'a> ManyPlaces<'a> {
    pub(crate) fn new(report: &'a Report) -> Self {
        Self { report, all: Overview::new(report) }
    }

    pub(crate) fn count(&self, count: u64) -> String {
        counted(count, self.all.noun)
    }

    /// A place's name, with its state where there are several.
    pub(crate) fn name(&self, place: &PlaceReport, most: usize) -> String {
        place_name(place, self.all.state.is_none(), most)
    }

    pub(crate) fn heading(&self) -> String {
        let places = match self.all.expected {
            0 => self.count(self.all.places.len() as u64),
            expected => format!("{} expected", self.count(expected)),
        };
        if let Some(around) = self.all.around {
            return format!("{}: {places}", full_name(around));
        }
        match &self.all.state {
            Some((name, code)) if name == code => format!("State {name}: {places}"),
            Some((name, code)) => format!("State of {name} ({code}): {places}"),
            None if self.all.noun == STATES => places,
            None if self.report.states.is_empty() => format!("{places}, no state known"),
            None => match self.all.places.iter().filter(|place| place.state.is_none()).count() {
                0 => format!("{places} in {}", counted(self.report.states.len() as u64, STATES)),
                without => format!("{places}, {} of them in no known state", number(without as u64)),
            },
        }
    }

    /// The standings that a page counts; "nothing to read" only where some places are expected, or where `then` places had it before.
    pub(crate) fn standings(&self, then: u64) -> impl Iterator<Item = Standing> + use<> {
        let all = self.all.expected > 0 || then > 0;
        Standing::ALL.into_iter().filter(move |of| all || *of != Standing::NothingToRead)
    }

    /// The heading over the rules that are not in order: of how many places.
    pub(crate) fn judged(&self) -> String {
        let read = if self.all.expected == 0 { "" } else { " read" };
        format!("Rules not met or not answered, in {}{read}", self.count(self.all.places.len() as u64))
    }

    /// Who is on a list: the places of one state, or the states.
    pub(crate) fn lacking(&self, list: &ListReport, top: Top) -> String {
        let not_placed = not_placed::of_list(list).map(|said| format!("{said}."));
        let placed = match list.states.as_slice() {
            [] => return not_placed.unwrap_or_else(|| "No state is known for any of these records.".to_owned()),
            [only] => self.lacking_places(list, only, top),
            _ => lacking_states(list, top),
        };
        not_placed.map_or_else(|| placed.clone(), |said| format!("{placed} {said}"))
    }

    /// The places of one state that are on a list.
    fn lacking_places(&self, list: &ListReport, only: &ListLine, top: Top) -> String {
        let lacking = places(only);
        let read = self.count(only.places - only.places_silent);
        if lacking == 0 {
            return nobody(list, &read, &[only]);
        }
        let shown = top.of(only.lacking.len(), 10);
        let names = row_of(&first_of(&only.lacking, shown, |place| clipped(&plain(&place.name), NAME)));
        let names = if names.is_empty() { names } else { format!(": {names}") };
        let voters =
            if only.voters_affected > 0 { format!(", {} voters", number(only.voters_affected)) } else { String::new() };
        let (what, lacks) = (list.unit.1, plain(&list.lacks));
        if list.of_places {
            return format!("{} of {read} {}{names}{voters}.", number(lacking), agreed(&lacks, lacking));
        }
        let units = match without(only) {
            0 => "The number is not known".to_owned(),
            units => format!("{} of {}", number(units), counted(only.units, list.unit)),
        };
        let still_use = either(lacking, ("still uses", "still use"));
        format!("{} of {read} {still_use} {what} that {lacks}{names}. {units}{voters}.", number(lacking))
    }

    pub(crate) fn risk(&self) -> String {
        if self.all.places.is_empty() {
            return String::new();
        }
        // Where nothing is known to fail, no place is the highest.
        let said = |place: &PlaceReport| format!("highest {}, {}", self.name(place, NAME), risk(place.risk.low));
        let highest = self.all.highest.map(said);
        match self.report.states.as_slice() {
            [only] if self.all.state.is_some() => format!(
                "{} of 100 on what is known, up to {}, {}{}",
                risk(only.risk.low),
                risk(only.risk.high),
                weighing(&only.standings),
                highest.map(|highest| format!("; {highest}")).unwrap_or_default(),
            ),
            _ => highest.map_or_else(
                || "0 of 100 everywhere on what is known".to_owned(),
                |highest| format!("{highest} of 100 on what is known"),
            ),
        }
    }

    /// The places with records of their own in addition to those of the places in them.
    pub(crate) fn apart(&self, top: Top) -> Option<String> {
        let all = &self.all.apart;
        let names = first_of(all, top.of(all.len(), 10), |place| place_name(place, true, NAME));
        let (has, own, within) = either(all.len() as u64, (("has", "its", "it"), ("have", "their", "them")));
        (!all.is_empty()).then(|| {
            format!(
                "{} {has} records of {own} own in addition to those of the places in {within}. They are not added above; pollworthy \
                 explain shows them.",
                row_of(&names)
            )
        })
    }

    pub(crate) fn command(&self) -> Option<String> {
        let not_placed = &self.report.not_placed;
        let is_nowhere = |place: &PlaceReport| not_placed.iter().any(|one| one.is_nowhere && *one.id == *place.id);
        let name = asked_as(self.all.places.iter().find(|place| !is_nowhere(place))?);
        let states = self.report.request.records.states.iter().map(|state| format!(" --state {}", argument(state)));
        let again = format!("{}{}", expected_again(self.report), states.collect::<String>());
        let paths = plain(&paths(self.report));
        // What names no place would be given to the place that is asked about.
        Some(if not_placed.iter().any(|one| one.is_nowhere) {
            format!("pollworthy explain {name} {paths}{again}")
        } else {
            format!("pollworthy audit {paths} --place {name}{again}")
        })
    }
}

/// What the mean of a state's places goes by. A place without a number of voters weighs the mean of the others, and one that sent nothing is
/// 0 on what is known.
fn weighing(of: &Standings) -> String {
    let all = of.all();
    let silent = match of.nothing_to_read.places {
        0 => String::new(),
        silent => format!("; {} sent nothing and {} as 0", number(silent), either(silent, ("counts", "count"))),
    };
    let by = match (all.voters, all.places_without_voters) {
        (0, _) => "all places counted alike".to_owned(),
        (_, 0) => "weighted by registered voters".to_owned(),
        (_, unknown) => {
            let weigh = either(unknown, ("gives none and weighs", "give none and weigh"));
            format!("weighted by registered voters ({} {weigh} the mean of the others)", number(unknown))
        }
    };
    format!("{by}{silent}")
}

fn lacking_states(list: &ListReport, top: Top) -> String {
    let lacking: Vec<&ListLine> = list.states.iter().filter(|line| line.status.lacks()).collect();
    let (count, all) = (lacking.len() as u64, counted(list.states.len() as u64, STATES));
    if lacking.is_empty() {
        return nobody(list, &all, &list.states.iter().collect::<Vec<_>>());
    }
    let everywhere = match lacking.iter().filter(|line| line.status == Status::Statewide).count() {
        0 => String::new(),
        all if all == lacking.len() => " everywhere".to_owned(),
        some => format!(", {some} of them everywhere"),
    };
    let units: u64 = lacking.iter().map(|line| without(line)).sum();
    let units =
        if units > 0 { format!(" {} {}.", counted(units, list.unit), plain(&list.lacks)) } else { String::new() };
    let shown = top.of(lacking.len(), NATION);
    let names = row_of(&first_of(&lacking, shown, |line| clipped(&plain(&line.name), NAME)));
    let lack = match &list.name {
        Some(name) => format!("still {} {}", either(count, ("lacks", "lack")), plain(name)),
        None => format!("{} not meet its rules", either(count, ("does", "do"))),
    };
    format!("{} of {all} {lack}{everywhere}: {names}.{units} pollworthy states has the list.", number(count))
}

/// A list that nobody is known to be on.
fn nobody(list: &ListReport, of: &str, lines: &[&ListLine]) -> String {
    let unknown: u64 = lines.iter().map(|line| line.units_unknown).sum();
    let silent: u64 = lines.iter().map(|line| line.places_without_evidence.saturating_sub(line.places_silent)).sum();
    let mut text = if list.of_places {
        format!("None of {of} is known to break the rules on {}.", topic(&list.key))
    } else {
        format!("None of {of} is known to use {} that {}.", list.unit.1, plain(&list.lacks))
    };
    if unknown > 0 {
        text.push_str(&format!(" {} not answered.", counted(unknown, list.unit)));
    }
    if silent > 0 {
        text.push_str(&format!(" {} sent nothing that can be judged.", counted(silent, PLACES)));
    }
    text
}
