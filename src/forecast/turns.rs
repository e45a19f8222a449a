//! The turns of a place, from what was counted on the day of the audit and what changes in it.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use crate::audit::{Changes, Ledger, Tally};
use crate::finding::Verdict;
use crate::inventory::{Place, Places};
use crate::report::judged::judge;
use crate::report::{Counted, Turn};
use crate::rules::{Called, InForceByDay, RuleBook};
use crate::words::value::Day;

/// The turns of one place, by day, then in the order of the rules.
pub(super) fn of_place(
    (book, waivers): (&RuleBook, &InForceByDay),
    (ledger, changes): (&Ledger, &mut Changes),
    (places, number, reported): (&Places, usize, usize),
    until: Day,
) -> Vec<Turn> {
    let place: &Place = &places.list()[number];
    let key = u32::try_from(number).unwrap_or(u32::MAX);
    let rules = book.rules.len();
    let mut ahead: Vec<_> = (0..rules).map(|rule| changes.remove(&(key, rule)).unwrap_or_default()).collect();
    let mut days: BTreeSet<Day> = ahead.iter().flat_map(|by_day| by_day.keys()).copied().collect();
    days.extend(waivers.days());
    let starts = book.rules.iter().flat_map(|rule| rule.turns().into_iter().flatten());
    days.extend(starts.filter(|day| *day <= until));
    let counted = ledger.at(number);
    let mut tallies: Vec<Tally> = (0..rules).map(|rule| counted.tally(rule)).collect();
    let called = LazyCell::new(|| Called::of(&place.id, &place.name, place.state.as_deref()));
    let verdict = |tallies: &[Tally], rule: usize, day: Day| {
        let judged = || judge((book, waivers.on(day)), &|rule| tallies[rule], (place, &called), rule, 0).verdict;
        let asked = &book.rules[rule];
        (!asked.turned_off && asked.holds_on(day)).then(judged)
    };
    let asked: Vec<usize> =
        (0..rules).filter(|rule| book.rules[*rule].asked && !book.rules[*rule].turned_off).collect();
    let mut verdicts: Vec<Option<Verdict>> = asked.iter().map(|rule| verdict(&tallies, *rule, book.as_of)).collect();
    let mut turns = Vec::new();
    for day in days.into_iter().filter(|day| *day > book.as_of) {
        let before = tallies.clone();
        for (tally, by_day) in tallies.iter_mut().zip(&ahead) {
            by_day.get(&day).into_iter().for_each(|turns| turns.apply(tally));
        }
        for (rule, from) in asked.iter().zip(&mut verdicts) {
            let to = verdict(&tallies, *rule, day);
            let changed = ahead[*rule].remove(&day);
            if to != *from || changed.is_some() {
                let changed = changed.unwrap_or_default();
                turns.push(Turn {
                    on: day,
                    place: reported,
                    rule: *rule,
                    from: *from,
                    to,
                    counted: [Counted::from(&before[*rule]), Counted::from(&tallies[*rule])],
                    assets: changed.assets,
                    others: changed.others,
                    lead_months: changed.lead_months,
                });
                *from = to;
            }
        }
    }
    turns
}
