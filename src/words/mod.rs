//! Words: positions, spelling, digits, digests, UUIDs, truth and values, which know nothing of elections.

pub mod digest;
pub mod digits;
pub mod position;
pub mod spelling;
pub mod truth;
pub mod uuid;
pub mod value;
