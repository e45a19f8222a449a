//! Lanes: what is counted of a table's rows for its rules and lists, and where each count goes.

use super::judge::{Outcome, Ready, ReadyList};
use super::ledger::{Class, Count, Ledger, Standpoint};

/// Where a count goes.
#[derive(Clone, Copy, Debug)]
enum Goal {
    Rule(usize, Class),
    List(usize, Standpoint),
    /// The weight that passes all lacking rules of a list.
    Passes(usize),
    /// The weight of which some lacking rule is unknown, and none fails.
    Open(usize),
}

/// What a lane holds.
#[derive(Clone, Copy, Debug)]
enum Of {
    /// The class of a rule, by its place among the table's.
    Rule(usize, Class),
    /// What a list makes of several rules, by its place among the table's.
    List(usize, Standpoint),
    Passes(usize),
    Open(usize),
}

/// The lanes of one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    of: Vec<Of>,
    goals: Vec<Vec<Goal>>,
}

/// What a list makes of up to 64 rows.
#[derive(Clone, Copy, Default)]
pub(super) struct Standing {
    pub(super) lacking: u64,
    pub(super) lesser: u64,
    unknown: u64,
    sound: u64,
    waived: u64,
    open: u64,
    passes: u64,
}

impl ReadyList {
    /// What it makes of the outcomes of its rules.
    pub(super) fn standing(&self, outcomes: &[Outcome]) -> Standing {
        let any = |of: &[usize], lane: fn(&Outcome) -> u64| of.iter().fold(0, |sum, rule| sum | lane(&outcomes[*rule]));
        let either = |lane: fn(&Outcome) -> u64| any(&self.lacking, lane) | any(&self.lesser, lane);
        let lacking = any(&self.lacking, |o| o.fail);
        let lesser = any(&self.lesser, |o| o.fail) & !lacking;
        // What a waiver keeps off the list is shown as waived, whatever a lesser rule does not know of it.
        let excepted = any(&self.lacking, |o| o.waived_fail | o.waived_unknown) & !(lacking | lesser);
        let unknown = either(|o| o.unknown) & !(lacking | lesser | excepted);
        let waived = excepted | either(|o| o.waived_fail | o.waived_unknown) & !(lacking | lesser | unknown);
        let about = waived | either(|o| o.pass | o.fail | o.unknown | o.not_applicable);
        let sound = about & !(lacking | lesser | unknown | waived);
        let open = any(&self.lacking, |o| o.unknown) & !lacking;
        let passes = any(&self.lacking, |o| o.pass) & !(lacking | open);
        Standing { lacking, lesser, unknown, sound, waived, open, passes }
    }
}

impl Lanes {
    /// The lanes of a table's rules and lists; what cannot happen has none.
    pub(super) fn of(rules: &[Ready], lists: &[ReadyList]) -> Self {
        let mut lanes = Self::default();
        for (at, ready) in rules.iter().enumerate() {
            let waived = !ready.waivers.is_empty();
            let classes = [
                (Class::Pass, true),
                (Class::Fail, true),
                (Class::Unknown, true),
                (Class::NotApplicable, ready.applies.is_some()),
                (Class::NotDue, ready.once_due.is_some()),
                (Class::WaivedFail, waived),
                (Class::WaivedUnknown, waived),
            ];
            for (class, _) in classes.into_iter().filter(|(_, happens)| *happens) {
                lanes.add(Of::Rule(at, class), Goal::Rule(ready.rule, class));
            }
        }
        for (at, list) in lists.iter().enumerate() {
            if let ([rule], []) = (list.lacking.as_slice(), list.lesser.as_slice()) {
                lanes.lean(*rule, list.list);
                continue;
            }
            let waived = list.lacking.iter().chain(&list.lesser).any(|rule| !rules[*rule].waivers.is_empty());
            let standpoints = [
                (Standpoint::Lacking, true),
                (Standpoint::Lesser, !list.lesser.is_empty()),
                (Standpoint::Unknown, true),
                (Standpoint::Sound, true),
                (Standpoint::Waived, waived),
            ];
            for (standpoint, _) in standpoints.into_iter().filter(|(_, happens)| *happens) {
                lanes.add(Of::List(at, standpoint), Goal::List(list.list, standpoint));
            }
            lanes.add(Of::Passes(at), Goal::Passes(list.list));
            lanes.add(Of::Open(at), Goal::Open(list.list));
        }
        lanes
    }

    fn add(&mut self, of: Of, goal: Goal) {
        self.of.push(of);
        self.goals.push(vec![goal]);
    }

    /// A list of one rule stands as that rule says: what is counted for the rule is counted for it.
    fn lean(&mut self, rule: usize, list: usize) {
        for (of, goals) in self.of.iter().zip(&mut self.goals) {
            let Of::Rule(at, class) = of else { continue };
            if *at != rule {
                continue;
            }
            let standpoint = match class {
                Class::Fail => Standpoint::Lacking,
                Class::Unknown => Standpoint::Unknown,
                Class::Pass | Class::NotApplicable | Class::NotDue => Standpoint::Sound,
                Class::WaivedFail | Class::WaivedUnknown => Standpoint::Waived,
            };
            goals.push(Goal::List(list, standpoint));
            match class {
                Class::Pass => goals.push(Goal::Passes(list)),
                Class::Unknown => goals.push(Goal::Open(list)),
                Class::Fail | Class::NotApplicable | Class::NotDue | Class::WaivedFail | Class::WaivedUnknown => {}
            }
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.of.len()
    }

    /// Which rows of a block are in each lane.
    pub(super) fn fill(&self, outcomes: &[Outcome], standings: &[Standing], lanes: &mut Vec<u64>) {
        lanes.clear();
        lanes.extend(self.of.iter().map(|of| match of {
            Of::Rule(at, class) => outcomes[*at].of(*class),
            Of::List(at, standpoint) => match standpoint {
                Standpoint::Lacking => standings[*at].lacking,
                Standpoint::Lesser => standings[*at].lesser,
                Standpoint::Unknown => standings[*at].unknown,
                Standpoint::Sound => standings[*at].sound,
                Standpoint::Waived => standings[*at].waived,
            },
            Of::Passes(at) => standings[*at].passes,
            Of::Open(at) => standings[*at].open,
        }));
    }

    /// Adds what a lane counted at a place to a ledger.
    pub(super) fn pour(&self, lane: usize, count: &Count, place: usize, ledger: &mut Ledger) {
        for goal in &self.goals[lane] {
            match goal {
                Goal::Rule(rule, class) => ledger.tally_mut(place, *rule).of_mut(*class).merge(count),
                Goal::List(list, standpoint) => ledger.list_tally_mut(place, *list).of_mut(*standpoint).merge(count),
                Goal::Passes(list) => ledger.list_tally_mut(place, *list).lacking_pass += count.weight,
                Goal::Open(list) => ledger.list_tally_mut(place, *list).lacking_unknown += count.weight,
            }
        }
    }
}
