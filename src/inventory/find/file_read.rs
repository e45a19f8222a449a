//! A file that was read: its name, its digest and its rows.

use std::sync::Arc;

use crate::schema::TABLES;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Its name in reports.
    pub path: Arc<str>,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Rows read, by table.
    pub rows: [u64; TABLES.len()],
}
