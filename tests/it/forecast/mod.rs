//! The forecast: turns, days, pages.

mod days;
mod law;
mod pages;
mod turns;
