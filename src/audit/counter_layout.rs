//! Which counts of a table go to which lane, for its rules and lists.

use super::compiled_rule::{CompiledList, CompiledRule, Outcome};
use super::tally::{Class, Standpoint};

/// Where a count goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    Rule(usize, Class),
    List(usize, Standpoint),
    /// What is lesser in one kind, of a list.
    Kind(usize, usize),
    /// The weight that passes all lacking rules of a list.
    Passes(usize),
    /// The weight of which some lacking rule is unknown, and none fails.
    Open(usize),
}

/// What a lane holds.
#[derive(Clone, Copy, Debug)]
enum Of {
    /// Every row that counts.
    All,
    /// Rows that a rule is not about.
    Beside(usize),
    /// The class of a rule, by its place among the table's.
    Rule(usize, Class),
    /// What a list makes of several rules, by its place among the table's.
    List(usize, Standpoint),
    /// What is lesser in one kind: the list, by its place among the table's, and the kind, by its place among all of them.
    Kind(usize, usize),
    Passes(usize),
    Open(usize),
}

/// The rules of a kind of lesser lack, by their places among the table's, and those of the kinds before it.
#[derive(Clone, Debug)]
struct Kind {
    rules: Vec<usize>,
    before: Vec<usize>,
}

/// The lanes of one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    of: Vec<Of>,
    kinds: Vec<Kind>,
    /// Where each goes; what most rows come to is all but the rest.
    goals: Vec<Vec<Goal>>,
    less: Vec<Vec<Goal>>,
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

impl CompiledList {
    /// Whether it is of one rule alone, by its place among the table's.
    fn is_of_one(&self, rule: usize) -> bool {
        self.lacking == [rule] && self.lesser.is_empty()
    }

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
    pub(super) fn of(rules: &[CompiledRule], lists: &[CompiledList]) -> Self {
        let mut lanes = Self::default();
        if rules.is_empty() {
            return lanes;
        }
        lanes.add(Of::All, &[], &[]);
        for (at, ready) in rules.iter().enumerate() {
            let leaning: Vec<usize> = lists.iter().filter(|list| list.is_of_one(at)).map(|list| list.list).collect();
            // A list of one rule follows that rule: what is counted for the rule is counted for it.
            let goals = |class: Class| {
                let of_list = |list: &usize| {
                    let also = match class {
                        Class::Pass => Some(Goal::Passes(*list)),
                        Class::Unknown => Some(Goal::Open(*list)),
                        Class::Fail
                        | Class::NotApplicable
                        | Class::NotDue
                        | Class::WaivedFail
                        | Class::WaivedUnknown => None,
                    };
                    [Some(Goal::List(*list, standpoint(class))), also].into_iter().flatten()
                };
                let own = std::iter::once(Goal::Rule(ready.rule, class));
                own.chain(leaning.iter().flat_map(of_list)).collect::<Vec<_>>()
            };
            let waived = ready.is_waived;
            let classes = [
                (Class::Fail, true),
                (Class::Unknown, true),
                (Class::NotApplicable, ready.applies.is_some()),
                (Class::NotDue, ready.once_due.is_some()),
                (Class::WaivedFail, waived),
                (Class::WaivedUnknown, waived),
            ];
            let passes = goals(Class::Pass);
            lanes.goals[0].extend(&passes);
            for (class, _) in classes.into_iter().filter(|(_, happens)| *happens) {
                lanes.add(Of::Rule(at, class), &goals(class), &passes);
            }
            if ready.among.is_some() {
                lanes.add(Of::Beside(at), &[], &passes);
            }
        }
        for (at, list) in
            lists.iter().enumerate().filter(|(_, list)| !(0..rules.len()).any(|rule| list.is_of_one(rule)))
        {
            let waived = list.lacking.iter().chain(&list.lesser).any(|rule| rules[*rule].is_waived);
            let goal = |standpoint| Goal::List(list.list, standpoint);
            lanes.add(Of::List(at, Standpoint::Lacking), &[goal(Standpoint::Lacking)], &[]);
            lanes.add(Of::List(at, Standpoint::Sound), &[goal(Standpoint::Sound)], &[]);
            lanes.add(Of::Passes(at), &[Goal::Passes(list.list)], &[]);
            let open = Goal::Open(list.list);
            if list.lesser.is_empty() && !waived {
                lanes.add(Of::List(at, Standpoint::Unknown), &[goal(Standpoint::Unknown), open], &[]);
            } else {
                lanes.add(Of::List(at, Standpoint::Unknown), &[goal(Standpoint::Unknown)], &[]);
                let lesser = goal(Standpoint::Lesser);
                match list.kinds.as_slice() {
                    [] => lanes.add(Of::List(at, Standpoint::Lesser), &[lesser], &[]),
                    [_] => lanes.add(Of::List(at, Standpoint::Lesser), &[lesser, Goal::Kind(list.list, 0)], &[]),
                    kinds => {
                        for (kind, rules) in kinds.iter().enumerate() {
                            let of = Kind { rules: rules.clone(), before: kinds[..kind].concat() };
                            lanes.kinds.push(of);
                            lanes.add(Of::Kind(at, lanes.kinds.len() - 1), &[lesser, Goal::Kind(list.list, kind)], &[]);
                        }
                    }
                }
                lanes.add(Of::List(at, Standpoint::Waived), &[goal(Standpoint::Waived)], &[]);
                lanes.add(Of::Open(at), &[open], &[]);
            }
        }
        lanes
    }

    fn add(&mut self, of: Of, goals: &[Goal], less: &[Goal]) {
        self.of.push(of);
        self.goals.push(goals.to_vec());
        self.less.push(less.to_vec());
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.of.len()
    }

    /// Which rows of a block are in each lane.
    pub(super) fn fill(&self, live: u64, outcomes: &[Outcome], standings: &[Standing], lanes: &mut Vec<u64>) {
        lanes.clear();
        lanes.extend(self.of.iter().map(|of| match of {
            Of::All => live,
            Of::Beside(at) => live & !outcomes[*at].about(),
            Of::Rule(at, class) => outcomes[*at].of(*class),
            Of::List(at, standpoint) => match standpoint {
                Standpoint::Lacking => standings[*at].lacking,
                Standpoint::Lesser => standings[*at].lesser,
                Standpoint::Unknown => standings[*at].unknown,
                Standpoint::Sound => standings[*at].sound,
                Standpoint::Waived => standings[*at].waived,
            },
            Of::Kind(at, kind) => {
                let Kind { rules, before } = &self.kinds[*kind];
                let fail = |of: &[usize]| of.iter().fold(0, |sum, rule| sum | outcomes[*rule].fail);
                standings[*at].lesser & fail(rules) & !fail(before)
            }
            Of::Passes(at) => standings[*at].passes,
            Of::Open(at) => standings[*at].open,
        }));
    }

    /// Where the count of every lane goes, and whether it is taken away there.
    pub(super) fn goals(&self) -> impl Iterator<Item = (usize, Goal, bool)> {
        let more = self.goals.iter().enumerate().flat_map(|(lane, to)| to.iter().map(move |goal| (lane, *goal, false)));
        let less = self.less.iter().enumerate().flat_map(|(lane, to)| to.iter().map(move |goal| (lane, *goal, true)));
        more.chain(less)
    }
}

/// What a list of one rule makes of a row, by the row's outcome under the rule.
fn standpoint(class: Class) -> Standpoint {
    match class {
        Class::Fail => Standpoint::Lacking,
        Class::Unknown => Standpoint::Unknown,
        Class::Pass | Class::NotApplicable | Class::NotDue => Standpoint::Sound,
        Class::WaivedFail | Class::WaivedUnknown => Standpoint::Waived,
    }
}
