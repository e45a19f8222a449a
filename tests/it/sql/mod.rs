//! Tests of `sql`.

mod corners;
mod engine_cases;
mod in_sqlite;
mod script;
