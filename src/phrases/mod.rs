//! Phrases: what a report says, as plain text of any length without markup; pages only lay it out.

pub(crate) mod calls;
pub(crate) mod change;
pub(crate) mod checked;
pub(crate) mod fill;
pub(crate) mod finding;
pub(crate) mod footer;
pub(crate) mod forecast;
pub mod in_brief;
pub(crate) mod law;
pub(crate) mod list;
pub(crate) mod many_places;
pub(crate) mod names;
pub(crate) mod not_placed;
pub(crate) mod notices;
pub(crate) mod one_place;
pub mod plain;
pub(crate) mod plan;
pub(crate) mod public;
pub(crate) mod result;
pub(crate) mod since;
pub mod wording;

/// How many items of a long list are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Top {
    /// As many as are usual for the list: ten, or a nation of states.
    Usual,
    /// At most this many.
    First(usize),
    /// All of them.
    All,
}

/// As many states as a nation has, with its territories.
pub const NATION: usize = 60;

impl Top {
    /// How many of `all` items are shown, where `usual` is the usual number.
    pub(crate) fn of(self, all: usize, usual: usize) -> usize {
        match self {
            Self::Usual => usual.min(all),
            Self::First(top) => top.min(all),
            Self::All => all,
        }
    }
}
