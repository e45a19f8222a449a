//! TOML files that people write: their keys are declared, one reader checks a file against them, and every mistake has its position.

mod fields;
mod keys;
mod mistake;
mod reader;
pub mod rows;
mod text;

pub(crate) use fields::{Fields, Item, value};
pub(crate) use keys::table_names;
pub use keys::{Key, KeyKind, Names, Need, TableKind, Together, key};
pub(crate) use mistake::MOST_MISTAKES;
pub use mistake::{Error, Mistake};
pub(crate) use reader::{Reader, is_share};
pub(crate) use text::Text;
