//! The forecast: turns, days, pages.

mod law;
