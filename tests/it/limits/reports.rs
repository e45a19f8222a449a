//! Limits of reports.
pub(super) const TRIED: &[&str] = &[];
