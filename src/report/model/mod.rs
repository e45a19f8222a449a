//! What a report is made of: plain data, which knows neither where it comes from nor where it goes.

pub(super) mod advice;
pub(super) mod evidence;
pub(super) mod finding_line;
pub(super) mod lists;
pub(super) mod misread;
pub(super) mod not_placed;
pub(super) mod places;
pub(super) mod redacted;
pub(super) mod results;
pub(super) mod standings;
pub(super) mod turns;
