//! The account: everything a page needs, owned, sorted and final.

pub mod matched;
mod model;
pub mod noticed;
pub mod reading;

mod gathered;
pub mod v1;

pub mod diff;
pub(crate) mod judged;
mod lists;

mod finished;

mod digests;
mod fix;
mod found;
mod law;
mod not_placed;
pub mod overview;
pub mod path;
mod states;
mod to_v1;

mod fill;
mod gather;
mod redact;
pub mod verify;

pub mod advice;
pub mod calls;

pub mod charts;
pub mod examples;
pub mod of_place;

pub use diff::Diff;
pub use finished::Report;
pub(crate) use lists::common_unit;
pub use model::evidence::{Evidence, short};
pub use model::finding_line::{FindingLine, WaiverLine};
pub use model::lists::{LesserCount, ListLine, ListPlace, ListReport, ListRule, ListedRule, PAPER_TRAIL, Status};
pub use model::not_placed::NotPlaced;
pub use model::places::{Contact, PlaceReport, Standing, StateReport, Unread};
pub use model::redacted::{AtLeast, Counts, FEWEST, Hidden, PUBLIC, Redacted};
pub(crate) use model::results::Counted;
pub use model::results::{Results, RuleResult};
pub use model::standings::{Standings, Tally};
pub use model::turns::{Direction, Turn, Turns};
pub use path::Share;
pub(crate) use redact::FileNames;
pub(crate) use to_v1::files;
