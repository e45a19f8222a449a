//! Tests of `schema`.

pub(crate) mod cells;
pub(crate) mod cves;
