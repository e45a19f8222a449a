//! Tests of `predicate`.

pub(crate) mod harder;
pub(crate) mod meaning;
pub(crate) mod random_conditions;
