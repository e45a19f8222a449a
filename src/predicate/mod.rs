//! Conditions: SQL expressions, parsed once, checked against the schema, folded, and run as masks over columns.

mod check;
mod eval;
mod fold;
mod masks;
mod names;
mod node;
mod parse;
mod program;
mod text;
mod timeline;

pub use check::Typed;
pub use eval::Row;
pub use masks::{Lanes, Masks, Rows};
pub use names::{Columns, Named};
pub use node::{Arithmetic, Comparison, Home, Node};
pub use parse::{Copied, Defined, Meaning, Mistake, PARAM, Scope, parse};
pub use program::{Program, Slot};
pub use timeline::{Cause, Horizon, OnDay, Timeline};
