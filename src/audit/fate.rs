//! Fates: what became of assets that an earlier audit found something about.

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
pub struct Fates(HashMap<(String, String), HashMap<String, Fate>>);

impl Fates {
    /// What became of an asset of a place under a rule; nothing, where no row is it.
    #[must_use]
    pub fn of(&self, place: &str, asset: &str, rule: &str) -> Fate {
        let fate = self.0.get(&(place.to_owned(), asset.to_owned())).and_then(|rules| rules.get(rule));
        fate.copied().unwrap_or_default()
    }
}

/// Looks out for assets while rows are judged.
#[derive(Clone, Default)]
pub(super) struct Lookout {
    wanted: Wanted,
    pub(super) fates: Fates,
}

impl Lookout {
    /// One for these assets.
    pub(super) fn of(wanted: Wanted) -> Self {
        Self { wanted, fates: Fates::default() }
    }

    /// Whether anything of a place is asked for.
    pub(super) fn knows(&self, place: &str) -> bool {
        self.wanted.contains_key(place)
    }

    /// Where to count an asset, if it is asked for.
    pub(super) fn entry(&mut self, place: &str, asset: &str) -> Option<&mut HashMap<String, Fate>> {
        self.wanted.get(place).filter(|assets| assets.contains(asset))?;
        Some(self.fates.0.entry((place.to_owned(), asset.to_owned())).or_default())
    }
}
