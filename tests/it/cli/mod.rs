//! Tests of `cli`.

pub(crate) mod book;
#[cfg(target_os = "linux")]
pub(crate) mod browser;
pub(crate) mod cases;
pub(crate) mod clerk;
pub(crate) mod drop_in;
pub(crate) mod exit_codes;
#[cfg(unix)]
pub(crate) mod install;
pub(crate) mod manual;
pub(crate) mod outputs;
pub(crate) mod since_commit;
pub(crate) mod split;
pub(crate) mod stable;
pub(crate) mod start;
pub(crate) mod starter;
pub(crate) mod terminal;
pub(crate) mod walks;
pub(crate) mod workflows;
