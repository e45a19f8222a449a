//! Tests of `sql`.

mod corners;
mod dbt;
mod engine_cases;
mod in_sqlite;
mod script;
