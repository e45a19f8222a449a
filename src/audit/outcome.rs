//! What became of assets that an earlier audit had findings about.

use std::collections::{HashMap, HashSet};

/// What the rows of one asset came to under one rule, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// Rows that pass.
    pub pass: u32,
    /// Rows that fail or are not answered, waived or not.
    pub open: u32,
    /// Rows that the rule is not about, or asks nothing of.
    pub not_asked: u32,
    /// Rows that are out of service, or stand for none.
    pub retired: u32,
}

impl Fate {
    /// All rows of the asset.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.pass + self.open + self.not_asked + self.retired
    }
}

/// The assets whose fate is asked for: keys by place id.
pub type Wanted = HashMap<String, HashSet<String>>;

/// What became of assets, rule by rule.
#[derive(Clone, Debug, Default)]
pub struct Fates {
    /// The rules by id, each with its number.
    rules: HashMap<String, usize>,
    /// By place and asset, where its fates begin: one for each rule.
    places: HashMap<String, HashMap<String, usize>>,
    all: Vec<Fate>,
}

impl Fates {
    /// What became of an asset of a place under a rule; nothing, where no row is it.
    #[must_use]
    pub fn of(&self, place: &str, asset: &str, rule: &str) -> Fate {
        let first = self.places.get(place).and_then(|assets| assets.get(asset));
        let fate = first.zip(self.rules.get(rule)).and_then(|(first, rule)| self.all.get(first + rule));
        fate.copied().unwrap_or_default()
    }
}

/// Looks out for assets while rows are judged.
#[derive(Clone, Default)]
pub(super) struct AssetTracker {
    wanted: Wanted,
    pub(super) fates: Fates,
}

impl AssetTracker {
    /// One for these assets, under rules of these ids, which are numbered in their order.
    pub(super) fn of(wanted: Wanted, rules: impl Iterator<Item = String>) -> Self {
        let rules = rules.zip(0..).collect();
        Self { wanted, fates: Fates { rules, ..Fates::default() } }
    }

    /// Whether anything of a place is asked for.
    pub(super) fn knows(&self, place: &str) -> bool {
        self.wanted.contains_key(place)
    }

    /// Where to count an asset, by the number of the rule, if it is asked for.
    pub(super) fn entry(&mut self, place: &str, asset: &str) -> Option<&mut [Fate]> {
        self.wanted.get(place).filter(|assets| assets.contains(asset))?;
        let Fates { rules, places, all } = &mut self.fates;
        let known = places.get(place).and_then(|assets| assets.get(asset)).copied();
        let first = known.unwrap_or_else(|| {
            let first = all.len();
            all.resize(first + rules.len(), Fate::default());
            places.entry(place.to_owned()).or_default().insert(asset.to_owned(), first);
            first
        });
        all.get_mut(first..first + rules.len())
    }
}
