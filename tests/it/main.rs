//! The tests: one binary, a module for every room of the library.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

mod audit;
mod cli;
mod folder;
mod house;
mod inventory;
mod laws;
mod places;
mod predicate;
mod records;
mod report;
mod rules;
mod us_2018;
