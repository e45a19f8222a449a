//! What is checked in the order of the rows: duplicate ids, places, and digests of rows.

pub(crate) mod duplicate_ids;
pub(crate) mod near_duplicates;
pub(crate) mod row_digest;
pub(crate) mod run_state;
pub(crate) mod sequencer;
pub(crate) mod sorted_ids;
