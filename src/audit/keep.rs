//! Which findings an audit keeps: of which places, and how many.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::inventory::{Place, Places};
use crate::place::PlaceId;

/// Which findings are kept. What is let go is counted all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The most for each place and rule.
    pub each: usize,
    /// The most in all, the worst first.
    pub in_all: usize,
    /// Keeps those of these states alone, two letters each; of all states, where it is empty.
    pub states: Vec<String>,
    /// Keeps those of this place alone, as it was named, and of the places in it.
    pub place: Option<String>,
    /// Keeps none once two places are known, neither inside the other: the page of many places shows no single findings.
    pub of_one_place: bool,
}

impl Keep {
    /// Every finding of every place.
    pub const ALL: Self =
        Self { each: usize::MAX, in_all: usize::MAX, states: Vec::new(), place: None, of_one_place: false };
}

impl From<usize> for Keep {
    /// So many for each place and rule, however many that makes.
    fn from(each: usize) -> Self {
        Self { each, ..Self::ALL }
    }
}

/// Follows the places as they are met, and decides whose findings are kept.
#[derive(Clone)]
pub(super) struct KeptPlaces {
    keep: Arc<Keep>,
    /// The ids that the place asked about may have.
    asked: Vec<PlaceId>,
    /// Whether one of them is a place of the inventory.
    is_found: bool,
    /// By place, as far as they were looked at.
    wanted: Vec<bool>,
    /// The innermost of the wanted places.
    innermost: Option<usize>,
    /// Shared by all threads: no finding is kept any more.
    none: Arc<AtomicBool>,
}

impl KeptPlaces {
    pub(super) fn new(keep: Keep) -> Self {
        let asked = keep.place.iter().map(|text| PlaceId::understand(text, None).id).collect();
        let none = Arc::new(AtomicBool::new(keep.each.min(keep.in_all) == 0));
        Self { keep: keep.into(), asked, is_found: false, wanted: Vec::new(), innermost: None, none }
    }

    /// Whether no finding of any place is kept.
    pub(super) fn is_none(&self) -> bool {
        self.none.load(Ordering::Relaxed)
    }

    /// Whether findings of a place are kept.
    pub(super) fn has(&self, place: usize) -> bool {
        self.wanted.get(place).is_some_and(|wanted| *wanted)
    }

    /// Looks at the places that were met since it last did.
    pub(super) fn look_at(&mut self, places: &Places) {
        let all = places.list();
        if self.wanted.len() == all.len() || self.is_none() {
            return;
        }
        if let Some(text) = self.keep.place.as_ref().filter(|_| !self.is_found)
            && let Some(place) = places.asked(text)
        {
            self.is_found = true;
            if !self.asked.contains(&place.id) {
                self.asked.push(place.id.clone());
            }
        }
        for at in self.wanted.len()..all.len() {
            let wanted = self.is_wanted(&all[at]);
            self.wanted.push(wanted);
            if wanted && self.keep.of_one_place && self.is_apart(all, at) {
                self.none.store(true, Ordering::Relaxed);
                return;
            }
        }
    }

    fn is_wanted(&self, place: &Place) -> bool {
        let states = &self.keep.states;
        let in_state = states.is_empty() || place.state.as_deref().is_some_and(|own| states.iter().any(|of| of == own));
        let lies_in = |asked: &PlaceId| *asked == place.id || lies_in(place, asked);
        in_state && (self.keep.place.is_none() || self.asked.iter().any(lies_in))
    }

    /// Whether a place is neither inside the innermost one nor around it; if inside, it becomes the innermost.
    fn is_apart(&mut self, all: &[Place], at: usize) -> bool {
        match self.innermost.map(|innermost| &all[innermost]) {
            Some(innermost) if lies_in(innermost, &all[at].id) => false,
            Some(innermost) if !lies_in(&all[at], &innermost.id) => true,
            _ => {
                self.innermost = Some(at);
                false
            }
        }
    }
}

fn lies_in(place: &Place, other: &PlaceId) -> bool {
    place.id.lies_in().any(|id| id == other.as_str())
}
