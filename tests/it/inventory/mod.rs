//! Tests of `inventory`.

pub(crate) mod duplicate_ids;
pub(crate) mod expect;
pub(crate) mod files;
pub(crate) mod hostile;
pub(crate) mod many_files;
pub(crate) mod mapping;
pub(crate) mod names_next_to_ids;
pub(crate) mod near_duplicates;
pub(crate) mod other_tables;
pub(crate) mod places;
pub(crate) mod public_data;
pub(crate) mod row_digests;
pub(crate) mod rows;
pub(crate) mod same_rows;
pub(crate) mod sheets;
pub(crate) mod whose_place;
