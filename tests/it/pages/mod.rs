//! Tests of `pages`.

pub(crate) mod checked;
pub(crate) mod formats;
pub(crate) mod frozen_pages;
pub(crate) mod html;
pub(crate) mod json_schema;
pub(crate) mod reading;
