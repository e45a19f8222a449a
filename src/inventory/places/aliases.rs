//! Other names of places: as rows wrote them, and what the places are called.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::place::Place;
use crate::place::County;
use crate::place::names::{joined, words};
use crate::schema::folded;

/// Names, folded, and the place of each; `None` where two places share one.
type Known = HashMap<String, Option<u32>, RandomState>;

/// Names of places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aliases {
    /// Ids as written, and names.
    whole: Known,
    /// Names of declared places without the word for a county.
    short: Known,
}

fn add(to: &mut Known, name: String, index: u32) {
    let known = to.entry(name).or_insert(Some(index));
    if *known != Some(index) {
        *known = None;
    }
}

impl Aliases {
    /// Makes an id known as a row wrote it.
    pub(crate) fn write(&mut self, written: &str, index: u32) {
        add(&mut self.whole, folded(written), index);
    }

    /// Makes the names of places known, with and without their states.
    pub(crate) fn call(&mut self, list: &[Place]) {
        self.whole.reserve(2 * list.len());
        for (place, index) in list.iter().zip(0..) {
            let name = folded(&place.name);
            // The name with its state, as people write it: `Adams County, OH`.
            let full = place.state.as_ref().map(|state| [&*name, &folded(state)].concat());
            add(&mut self.whole, name, index);
            full.into_iter().for_each(|full| add(&mut self.whole, full, index));
            // The table knows counties better: two of a state may differ by their kind alone.
            let own = Some(place).filter(|place| County::of(place.id.as_str()).is_none());
            let Some(short) = own.and_then(|place| short_name(&place.name)) else { continue };
            let full = place.state.as_ref().map(|state| format!("{short}{}", state.to_lowercase()));
            [Some(short), full].into_iter().flatten().for_each(|short| add(&mut self.short, short, index));
        }
    }

    /// The place of a name; `Some(None)` where several are called so.
    pub(crate) fn of(&self, text: &str) -> Option<Option<u32>> {
        let short = || self.short.get(&short_name(text)?);
        self.whole.get(&folded(text)).or_else(short).copied()
    }
}

/// A name without the word for a county, folded; `None` where nothing is left.
pub(crate) fn short_name(name: &str) -> Option<String> {
    let words = words(name);
    let (last, rest) = words.split_last()?;
    let rest = if matches!(last.as_str(), "county" | "parish" | "co") { rest } else { &words[..] };
    Some(joined(rest)).filter(|short| !short.is_empty())
}
