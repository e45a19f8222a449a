//! The fuzzing of pollworthy: each target is a function of bytes that panics where the program does not hold what it promises.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod conditions;
mod csv_files;
mod encodings;
mod mapping;
mod ods;
mod pages;
mod places;
mod report_json;
mod rules;
mod shared;
mod toml_inventory;
mod values;
mod waivers;
mod workbooks;
mod xls;
mod xlsx;

// What the tests make by hand and at random is used here too.
#[path = "../../tests/it/support/office.rs"]
mod office;
mod predicate;

/// A target: what it does with some bytes.
pub type Target = fn(&[u8]);

/// Every target there is, by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("csv", csv_files::run),
    ("encodings", encodings::run),
    ("xlsx", xlsx::run),
    ("ods", ods::run),
    ("xls", xls::run),
    ("toml_inventory", toml_inventory::run),
    ("rules", rules::run),
    ("mapping", mapping::run),
    ("waivers", waivers::run),
    ("report_json", report_json::run),
    ("places", places::run),
    ("dates_versions", values::run),
    ("conditions", conditions::run),
    ("pages", pages::run),
];

/// The target of a name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}

/// Runs a target on some bytes.
pub fn run(name: &str, data: &[u8]) {
    target(name).expect("a target of this name")(data);
}
