//! The tests: one binary, a module for every room of the library.

mod predicate;
