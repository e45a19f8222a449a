//! The places of an inventory.

pub(crate) mod aliases;
pub(crate) mod beside_id;
mod by_path;
pub(crate) mod declare;
pub(crate) mod expect;
pub(crate) mod guard;
pub(crate) mod index;
pub(crate) mod memo;
pub(crate) mod place;
pub(crate) mod resolve;
mod understand;
pub(crate) mod view;
