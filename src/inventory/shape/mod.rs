//! The shape of a sheet: its header, its rows, and what each column was taken as.

pub(crate) mod footer;
pub(crate) mod header;
pub(crate) mod layout;
pub(crate) mod own_pages;
pub(crate) mod place_text;
pub(crate) mod projection;
pub(crate) mod table;
pub(crate) mod two_headers;
pub(crate) mod understood;
