//! Tests of `plan`.

pub(crate) mod apply;
pub(crate) mod funds;
pub(crate) mod headlines;
pub(crate) mod knapsack;
pub(crate) mod law;
pub(crate) mod prices;
pub(crate) mod requests;
pub(crate) mod written;
