//! Records: bytes of files to rows of text, each with its position.

mod content;
pub mod csv;
pub mod toml;
pub mod workbook;

pub use content::{Content, Encoding, HEAD, Other, sniff};
