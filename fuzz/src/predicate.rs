//! The random conditions of the tests.
#![allow(dead_code)]

#[path = "../../tests/it/predicate/harder.rs"]
mod harder;
#[path = "../../tests/it/predicate/random_conditions.rs"]
pub(crate) mod random_conditions;
