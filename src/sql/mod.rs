//! The rules as SQL that database engines run over an export: conditions, and the scripts around them.

mod dialect;

mod condition;

pub use condition::{Refusal, condition};
pub use dialect::Dialect;
