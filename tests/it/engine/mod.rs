//! Tests of `engine`.

pub(crate) mod chunk_queue;
pub(crate) mod csv_readers;
pub(crate) mod csv_records;
pub(crate) mod interner;
pub(crate) mod many_rows;
pub(crate) mod parallel;
