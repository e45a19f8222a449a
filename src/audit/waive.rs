//! Waivers: what they cover is taken out of what fails and what is unknown, before anything is counted.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::compiled_rule::Outcome;
use super::counts::for_each_bit;
use super::found::asset_key;
use crate::inventory::View;
use crate::predicate::Rows;
use crate::rules::{Called, InForce};

/// Finds the waivers that cover rows, and counts what they cover.
#[derive(Clone)]
pub(super) struct Waivers<'a> {
    in_force: &'a InForce,
    /// What the places are called of which a row was asked for.
    called: HashMap<u32, Called, RandomState>,
}

impl<'a> Waivers<'a> {
    pub(super) fn new(in_force: &'a InForce) -> Self {
        Self { in_force, called: HashMap::default() }
    }

    /// The first waiver of a rule that covers a row, by its place among the book's.
    pub(super) fn of(&mut self, rule: usize, view: &View<'_>, row: usize) -> Option<usize> {
        let index = view.places()[row];
        let called = self.called.entry(index).or_insert_with(|| {
            let place = &view.all_places().list()[index as usize];
            Called::of(&place.id, &place.name, place.state.as_deref())
        });
        self.in_force.of_asset(rule, called, || asset_key(view, row))
    }

    /// Takes what waivers of a rule cover out of what fails and what is unknown among 64 rows; `covers` is called with each waiver that does.
    pub(super) fn take_out(
        &mut self,
        rule: usize,
        outcome: &mut Outcome,
        (view, start): (&View<'_>, usize),
        mut covers: impl FnMut(usize),
    ) {
        for_each_bit(outcome.fail | outcome.unknown, |row| {
            if let Some(waiver) = self.of(rule, view, start + row) {
                covers(waiver);
                let bit = 1 << row;
                outcome.waived_fail |= outcome.fail & bit;
                outcome.waived_unknown |= outcome.unknown & bit;
                outcome.fail &= !bit;
                outcome.unknown &= !bit;
            }
        });
    }
}
