//! Tests of `plan`.

pub(crate) mod apply;
pub(crate) mod headlines;
pub(crate) mod knapsack;
pub(crate) mod law;
pub(crate) mod prices;
pub(crate) mod requests;
