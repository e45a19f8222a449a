//! Files that a mapping recognises: chosen by their headers, and their rows made by it.

mod added;
mod choose;
mod declared;
mod eval;
mod memo;
mod open;
mod pending;
mod rows;
mod run;

pub(super) use choose::unused;
pub(super) use open::MappingMatch;
pub(super) use rows::Rows;
pub(super) use run::Mapped;
