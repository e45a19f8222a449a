//! Records as they were understood, written as clean tables: an audit of them comes to the same, and database engines can load them.

pub mod layout;
