//! Money: sums in cents, how people write them and how pages print them.

use serde::{Deserialize, Serialize};

use crate::limits::reports::BUDGET;
use crate::words::digits::grouped;
use crate::words::value::Exact;

/// A sum at low prices and at high ones, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// At low prices.
    pub low: u64,
    /// At high prices.
    pub high: u64,
}

impl Range {
    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { low: self.low.saturating_add(other.low), high: self.high.saturating_add(other.high) }
    }
}

/// The cents of an amount as people write it: `380000000`, `$1,000,000.50`, `380m`, `$2.7bn`, `40k`; `None` for anything else, and for what
/// is below zero, has parts of a cent or is above ten trillion dollars.
#[must_use]
pub fn cents(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix('$').unwrap_or(&text);
    let units = [("bn", 1_000_000_000), ("b", 1_000_000_000), ("m", 1_000_000), ("k", 1_000)];
    let (digits, unit) = units
        .into_iter()
        .find_map(|(suffix, unit)| text.strip_suffix(suffix).map(|digits| (digits.trim_end(), unit)))
        .unwrap_or((text, 1));
    if !has_proper_commas(digits) || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let amount = Exact::parse(&digits.replace(',', ""))?.times(Exact::from(unit))?.times(Exact::from(100))?;
    let cents = u64::try_from(amount.to_integer()?).ok()?;
    (cents <= BUDGET.most * 100).then_some(cents)
}

/// Whether commas, where there are any, part groups of three digits: `1,5` may be somebody's one and a half.
fn has_proper_commas(digits: &str) -> bool {
    let whole = digits.split('.').next().unwrap_or_default();
    let part_has_none = !digits[whole.len()..].contains(',');
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    part_has_none && (!whole.contains(',') || (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3))
}

/// Cents as dollars: `$37,459,500`, `$61.50`.
#[must_use]
pub fn dollars(cents: u64) -> String {
    let whole = grouped(cents / 100);
    match cents % 100 {
        0 => format!("${whole}"),
        part => format!("${whole}.{part:02}"),
    }
}
