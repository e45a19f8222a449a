//! What the tests share: folders, office files made by hand, sheets as programs save them.

pub(crate) mod book;
pub(crate) mod folder;
pub(crate) mod office;
pub(crate) mod saved;
