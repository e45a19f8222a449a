//! The engine: cells, columns, CSV and threads. It is about speed, and knows nothing of elections.

pub mod content;
pub mod interner;
pub mod parallel;

pub mod columns;
pub mod csv;
