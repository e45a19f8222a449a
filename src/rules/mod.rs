//! Rule books: a rules file read, checked against the schema and folded to a day, before any data is read.

mod book;
mod file;
mod mistake;
mod rule;
mod waiver;

pub use book::{Condition, Definition, Fetch, Layer, List, Off, Rule, RuleBook};
pub use mistake::{Error, Mistake};
pub use rule::{Example, Measure, Param, Ruleset, Source};
pub use waiver::{Waiver, WaiverKind};

/// The rules inside the binary, by name.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("baseline", include_str!("../../rules/baseline.toml")),
    ("federal-assistance", include_str!("../../rules/federal-assistance.toml")),
];
