//! What people write by hand: TOML files whose tables are declared, read key by key, every mistake kept with its place.

mod keys;
mod mistake;
mod reader;
mod text;

pub use keys::{Key, KeyKind, Names, Need, TableKind, Together, key};
pub(crate) use mistake::MOST_MISTAKES;
pub use mistake::{Error, Mistake};
pub(crate) use reader::{Item, Keys, Reader, table_names};
pub(crate) use text::Text;
