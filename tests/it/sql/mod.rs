//! Tests of `sql`.

mod corners;
mod engine_cases;
