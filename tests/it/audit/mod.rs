//! Tests of `audit`.

pub(crate) mod kansas;
pub(crate) mod kept;
pub(crate) mod laws;
pub(crate) mod score;
pub(crate) mod verdicts;
