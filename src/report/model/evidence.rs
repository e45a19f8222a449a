//! Evidence: short names for all that a report rests on, by which a page on paper is held against files.

use serde::{Deserialize, Serialize};

/// The SHA-256, in hexadecimal, of what a report rests on; whoever has the files can work them out again. State law is in none of them,
/// since it decides nothing; a report names its files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Of the lines `SHA-256  NAME` of all inventory files and `SHA-256  mapping` of the mappings used, as [`Evidence::of`] has them. A
    /// name is told within the path that was asked for, so that a folder that is moved keeps its digest.
    pub inventory: String,
    /// Of the lines `SHA-256  rules` and `SHA-256  reference` of those files, and `NAME = VALUE  --set` of the params set from outside.
    pub rules: String,
    /// Of the waivers file, where there is one.
    pub waivers: Option<String>,
}

/// How many letters of a digest a page shows.
const SHOWN: usize = 8;

/// The first letters of a digest.
#[must_use]
pub fn short(digest: &str) -> &str {
    digest.get(..SHOWN).unwrap_or(digest)
}
