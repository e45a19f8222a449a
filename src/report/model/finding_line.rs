//! Findings and waivers in a report, with their rules and places by number.

use std::sync::Arc;

use crate::finding::Finding;
use crate::rules::Waiver;

/// A finding in a report.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingLine {
    /// The rule, by its place among the report's rules.
    pub rule: usize,
    /// The place, by its place among the report's places.
    pub place: usize,
    /// What the ledger kept; its asset has a number behind it where several are alike. Rules that say the same of a place share it.
    pub finding: Arc<Finding>,
}

/// A waiver in a report.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiverLine {
    /// The rule, by its place among the report's rules.
    pub rule: usize,
    /// The waiver.
    pub waiver: Waiver,
    /// Whether it holds on the day of the audit.
    pub in_force: bool,
    /// Rows it covers, and places it covers as a whole.
    pub covered: u64,
}
