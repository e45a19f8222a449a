//! Tests of `words`.

pub(crate) mod digits;
pub(crate) mod exact;
pub(crate) mod spelling;
pub(crate) mod truth;
pub(crate) mod uuid;
pub(crate) mod value;
