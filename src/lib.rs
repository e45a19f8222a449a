//! Words at the bottom, pages at the top. Blank lines part the floors; a module names only modules on floors before its own.
//!
//! `pollworthy` compares an election office's records with rules: a [`request::Request`] names a
//! [`rules::RuleBook`] and an [`inventory::Inventory`], [`audit::audit`] folds the second through the first into a [`audit::Ledger`], and
//! [`report::Report`] is what every page in [`pages`] is drawn from, with the sentences in [`phrases`]. Nothing flows back.

pub mod words;

pub mod limits;

pub mod place;

pub mod finding;
pub mod schema;

pub mod diagnostic;
pub mod predicate;
pub mod toml_file;
pub mod workbook;

pub mod engine;

pub mod request;

pub mod inventory;
pub mod rules;

pub mod audit;

pub mod report;

pub mod export;
pub mod forecast;
pub mod plan;

pub mod sql;

pub mod phrases;

pub mod pages;
