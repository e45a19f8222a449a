//! Tests of `report`.

pub(crate) mod calls;
pub(crate) mod calm;
pub(crate) mod editions;
pub(crate) mod evidence;
pub(crate) mod gate;
pub(crate) mod lists;
pub(crate) mod oracle;
pub(crate) mod redact;
pub(crate) mod since;
pub(crate) mod us_2018;
pub(crate) mod verify;
