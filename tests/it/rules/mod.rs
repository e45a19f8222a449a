//! Tests of `rules`.

pub(crate) mod actions;
pub(crate) mod calendar;
pub(crate) mod columns;
pub(crate) mod files;
pub(crate) mod law;
pub(crate) mod layers;
pub(crate) mod reference;
pub(crate) mod reference_files;
pub(crate) mod refresh;
pub(crate) mod row_notices;
pub(crate) mod system_names;
pub(crate) mod waivers;
