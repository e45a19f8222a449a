//! Files: found, opened and read.

pub(crate) mod expected;
pub(crate) mod exported;
pub(crate) mod file_read;
pub(crate) mod options;
pub(crate) mod progress;
pub(crate) mod source;
pub(crate) mod walk;
