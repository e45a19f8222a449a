//! Tests of `pages`.

pub(crate) mod checked;
pub(crate) mod formats;
pub(crate) mod frozen_pages;
pub(crate) mod html;
pub(crate) mod intake;
pub(crate) mod json_schema;
pub(crate) mod oscal;
pub(crate) mod reading;
pub(crate) mod split;
