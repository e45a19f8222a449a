//! Places: states, counties and municipalities, keyed by FIPS or by an id of the user's own.

mod counties;
mod id;
pub mod names;
mod note;
mod ocd;
mod paths;
mod state;
mod written;

pub use counties::County;
pub use id::{PlaceId, Understood};
pub use note::PlaceNote;
pub(crate) use note::{Because, Reading};
pub use paths::{in_file_name, in_tab_name, state_in_name, state_of_path};
pub use state::{STATES, State};
pub(crate) use written::names as names_county;

/// How large a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A state, the District of Columbia or a territory.
    State,
    /// A county, parish, borough or independent city.
    County,
    /// A city, town or township.
    Municipality,
}

impl Level {
    /// Its word in tables and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::County => "county",
            Self::Municipality => "municipality",
        }
    }

    /// The level of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::State, Self::County, Self::Municipality].into_iter().find(|level| level.name() == word)
    }
}
