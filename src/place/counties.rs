//! US counties and their equivalents as the Census has them: codes, names and kinds, parsed when first asked for.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::State;
use super::names::{joined, words};

/// A county, parish, borough, independent city or other equivalent of a county.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct County {
    /// Five digits (INCITS 31).
    pub code: &'static str,
    /// Its name without its kind: `Adams`.
    pub name: &'static str,
    /// The word of its kind: `County`, `Parish`, `city`; empty where its name needs none.
    pub kind: &'static str,
    /// Whether the Census counts it no more, such as the counties of Connecticut.
    pub former: bool,
}

static TABLE: LazyLock<Vec<County>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut parts = line.split(',');
        let (code, name) = (parts.next()?, parts.next()?);
        Some(County { code, name, kind: parts.next().unwrap_or_default(), former: parts.next().is_some() })
    };
    include_str!("counties.txt").lines().filter(|line| !line.starts_with('#')).filter_map(line).collect()
});

static BY_NAME: LazyLock<HashMap<String, Vec<&'static County>>> = LazyLock::new(|| {
    let mut by_name: HashMap<String, Vec<&'static County>> = HashMap::new();
    for county in TABLE.iter() {
        by_name.entry(joined(&words(county.name))).or_default().push(county);
    }
    by_name
});

impl County {
    /// All of them, by code, with those that the Census counts no more.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &TABLE
    }

    /// The county of five digits.
    #[must_use]
    pub fn of(code: &str) -> Option<&'static Self> {
        TABLE.binary_search_by(|county| county.code.cmp(code)).ok().map(|at| &TABLE[at])
    }

    /// The counties that a state has now, by code.
    pub fn of_state(state: &State) -> impl Iterator<Item = &'static Self> + use<> {
        let fips = state.fips;
        TABLE.iter().filter(move |county| county.code.starts_with(fips) && !county.former)
    }

    /// Its name with its kind: `Adams County`.
    #[must_use]
    pub fn full_name(&self) -> String {
        if self.kind.is_empty() { self.name.to_owned() } else { format!("{} {}", self.name, self.kind) }
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> Option<&'static State> {
        State::of_fips(self.code)
    }

    /// Its name with its kind and its state: `Adams County, OH`.
    #[must_use]
    pub fn in_full(&self) -> String {
        let state = self.state().map_or("", |state| state.code);
        format!("{}, {state}", self.full_name())
    }

    /// The counties of a name without its kind, as [`words`] joins it; those of now before those of once.
    pub(super) fn called(joined: &str, state: Option<&State>) -> Vec<&'static Self> {
        let all = BY_NAME.get(joined).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(|county| state.is_none_or(|state| county.code.starts_with(state.fips))).collect()
    }
}
