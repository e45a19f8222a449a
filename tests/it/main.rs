//! The tests: one binary, a module for every room of the library.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    unreachable_pub
)]

mod audit;
mod cli;
mod engine;
mod export;
mod forecast;
mod house;
mod inventory;
mod limits;
mod pages;
mod place;
mod plan;
mod predicate;
mod report;
mod request;
mod rules;
mod schema;
mod sql;
mod support;
mod words;
mod workbook;

use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};

/// Tries a law on random values; `PROPTEST_CASES` (256 unless set) times `effort` of them.
fn for_all<S: Strategy>(effort: u32, values: S, law: impl Fn(S::Value) -> TestCaseResult) {
    let cases = ProptestConfig::default().cases * effort;
    tried(cases, values, law);
}

/// Tries a law that takes long on random values: one case for `part` of those that others try.
fn for_some<S: Strategy>(part: u32, values: S, law: impl Fn(S::Value) -> TestCaseResult) {
    let cases = ProptestConfig::default().cases.div_ceil(part);
    tried(cases, values, law);
}

fn tried<S: Strategy>(cases: u32, values: S, law: impl Fn(S::Value) -> TestCaseResult) {
    let config = ProptestConfig::default();
    let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..config });
    if let Err(failure) = runner.run(&values, law) {
        panic!("{failure}");
    }
}
