//! Rule books: a rules file read, checked against the schema and folded to a day, before any data is read.

mod action;
mod bind;
mod book;
mod columns;
mod definitions;
mod file;
mod in_force;
pub mod keys;
pub mod law;
mod layers;
mod lists;
mod price;
mod reference;
mod rule;
mod waiver;

pub use action::{Action, NewCell, Per};
pub use book::{NoSuchRule, RuleBook};
pub use columns::AddedColumn;
pub use definitions::NamedNode;
pub use in_force::{Called, InForce, InForceByDay};
pub use layers::{Fetch, Layer, Off};
pub(crate) use price::field_ranges;
pub use price::{Price, Prices};
pub use reference::{Entry, Made, Reference};
pub(crate) use reference::{leaves_some_out, names_several};
pub use rule::{
    Condition, Definition, Example, LESSER_KINDS, Lesser, List, LookedThrough, Measure, Param, RowNotice, Rule,
    Ruleset, Source,
};
pub use waiver::{Waiver, WaiverKind};

pub use crate::toml_file::{Error, Mistake};

/// Where the places of defined names begin among the columns of a row, in conditions that keep those names.
pub const DEFINED: usize = 1 << 20;

/// The rules inside the binary, by name.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("baseline", include_str!("../../rules/baseline.toml")),
    ("federal-assistance", include_str!("../../rules/federal-assistance.toml")),
];

/// The actions that go with a set inside the binary: the set, and the name and text of their file.
const ACTIONS: &[(&str, &str, &str)] = &[("baseline", "actions.toml", include_str!("../../rules/actions.toml"))];

/// The reference tables inside the binary, by the names that the rules inside it give them.
pub const REFERENCES: &[(&str, &str)] = &[
    ("reference/makers.csv", include_str!("../../rules/reference/makers.csv")),
    ("reference/models.csv", include_str!("../../rules/reference/models.csv")),
    ("reference/operating-systems.csv", include_str!("../../rules/reference/operating-systems.csv")),
    ("reference/operating-system-words.csv", include_str!("../../rules/reference/operating-system-words.csv")),
    ("reference/advisories.csv", include_str!("../../rules/reference/advisories.csv")),
];
