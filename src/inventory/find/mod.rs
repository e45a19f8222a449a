//! Files: found, opened and read.

pub(crate) mod progress;
pub(crate) mod source;
pub(crate) mod walk;
