//! Tests of `place`.

pub(crate) mod names;
