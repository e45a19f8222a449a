//! The rules as SQL that database engines run over an export: conditions, and the scripts around them.

mod dialect;

mod condition;

mod script;

mod dbt;

pub use condition::{Refusal, condition};
pub use dbt::dbt_project;
pub use dialect::Dialect;
pub use script::{Expected, NoScript, RefusedRule, Relation, Script, View};
