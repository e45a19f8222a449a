//! A place of the report while it is made, with where the ledger has it.

use super::model::places::PlaceReport;
use crate::finding::Verdict;
use crate::inventory::Place;

/// So many places are worked on at once.
pub(super) const PLACES: usize = 128;

/// One place, with where the ledger has it.
pub(super) struct Gathered<'a> {
    pub(super) index: usize,
    pub(super) place: &'a Place,
    pub(super) report: PlaceReport,
    /// The rules for which a waiver that covers the whole place settles the verdict, and that waiver.
    pub(super) waivers: Vec<(usize, usize)>,
    /// Of what each rule came to that which is asked of all places: close together, as results are not.
    pub(super) brief: Box<[Brief]>,
}

/// What a rule came to, in brief.
#[derive(Clone, Copy)]
pub(super) struct Brief {
    /// Rows that fail, that are not answered, or that a waiver covers.
    pub(super) found: u32,
    pub(super) verdict: Verdict,
    pub(super) evidence: bool,
    /// Whether a waiver covers any of its rows.
    pub(super) is_waived: bool,
}

impl Brief {
    /// Whether the place says nothing that the rule could be judged by.
    pub(super) fn is_without_evidence(&self) -> bool {
        !self.evidence && self.verdict == Verdict::Unknown
    }
}

impl Gathered<'_> {
    /// The waiver that settles the verdict of a rule for the whole place.
    pub(super) fn waiver(&self, rule: usize) -> Option<usize> {
        self.waivers.iter().find(|(of, _)| *of == rule).map(|(_, waiver)| *waiver)
    }
}
