//! The places of an inventory.

pub(crate) mod aliases;
mod by_path;
pub(crate) mod declare;
pub(crate) mod expect;
pub(crate) mod exported;
pub(crate) mod guard;
pub(crate) mod index;
pub(crate) mod memo;
pub(crate) mod name_check;
pub(crate) mod place;
pub(crate) mod resolve;
mod understand;
pub(crate) mod view;
