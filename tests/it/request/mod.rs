//! Tests of `request`.

pub(crate) mod config;
