//! Records: bytes of files to rows of text, each with its position.

pub mod csv;
pub mod toml;
pub mod workbook;
