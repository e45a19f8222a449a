//! Files read: CSV, workbooks and TOML, by several threads.

pub(crate) mod chunk_queue;
pub(crate) mod open;
pub(crate) mod opened;
pub(crate) mod reading;
pub(crate) mod starter;
pub(crate) mod stream;
pub(crate) mod toml;
pub(crate) mod workbook;
