//! The tests: one binary, a module for every room of the library.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    unreachable_pub
)]

mod alike;
mod audit;
mod byname;
mod calendar;
mod calm;
mod clerk;
mod cli;
mod codes;
mod columns;
mod conditions;
mod config;
mod crew;
mod cves;
mod drop_in;
mod editions;
mod evidence;
mod exact;
mod exit_codes;
mod feed;
mod folder;
mod formats;
mod frozen_pages;
mod gate;
mod hostile;
mod house;
mod html;
mod inventory;
mod json_schema;
mod kansas;
mod kept;
mod law;
mod laws;
mod layers;
mod manual;
mod many_files;
mod many_rows;
mod mapping;
mod nasty;
mod office;
mod oracle;
mod outputs;
mod place_expect;
mod place_names;
mod places;
mod positions;
mod predicate;
mod public_data;
mod reading;
mod records;
mod redact;
mod reference;
mod reference_files;
mod refresh;
mod report;
mod row_notices;
mod rows;
mod rules;
mod same_rows;
mod saved;
mod schema;
mod score;
mod sheets;
mod since;
mod spelling;

mod stable;
mod start;
mod starter;
mod system_names;
mod theirs;
mod truth;
mod twins;
mod typed;
mod us_2018;
mod value;
mod verify;
mod waivers;
mod walks;
mod whose_place;
mod workbook;
mod workbook_faults;
mod workbook_hostile;
mod workbook_locked;
mod workbook_merged;
mod workbooks;
mod workflows;

use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};

/// Tries a law on random values; `PROPTEST_CASES` (256 unless set) times `effort` of them.
fn for_all<S: Strategy>(effort: u32, values: S, law: impl Fn(S::Value) -> TestCaseResult) {
    let config = ProptestConfig::default();
    let cases = config.cases * effort;
    let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..config });
    if let Err(failure) = runner.run(&values, law) {
        panic!("{failure}");
    }
}
