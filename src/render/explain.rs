//! Explanations: a rule, a place, the score, the rule language.

use std::io::{self, Write};

use super::layout::Paper;
use crate::report::Report;
use crate::rules::{Rule, RuleBook};

/// Explains a rule.
///
/// # Errors
/// Where the writer fails.
pub fn rule(_book: &RuleBook, rule: &Rule, _paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{}", rule.id)
}

/// Explains where a place's score comes from.
///
/// # Errors
/// Where the writer fails.
pub fn place(report: &Report, _paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{}", report.places.len())
}

/// Explains the score.
///
/// # Errors
/// Where the writer fails.
pub fn score(_paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to)
}

/// Explains the rule language.
///
/// # Errors
/// Where the writer fails.
pub fn language(_paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to)
}
