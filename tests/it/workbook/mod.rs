//! Tests of `workbook`.

pub(crate) mod faults;
pub(crate) mod hostile;
pub(crate) mod locked;
pub(crate) mod merged;
pub(crate) mod positions;
pub(crate) mod tabs;
pub(crate) mod values;
