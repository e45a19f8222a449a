//! Dates and whole numbers in their commonest forms, read from the bytes of a cell at once.

use std::sync::LazyLock;

use crate::engine::interner::Near;
use crate::words::value::Day;

/// A whole number of up to nine digits, without a sign.
#[inline]
pub(super) fn whole((near, length): Near<'_>) -> Option<i64> {
    let digit = |sum: i64, byte: &u8| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0'));
    if (1..=9).contains(&length) { near[..length].iter().try_fold(0, digit) } else { None }
}

/// The first year that a date may have, and how many there are.
const YEARS: (u32, u32) = (1800, 401);

/// The day before the first of every month, and the last of all days.
pub(super) struct Months(Vec<i32>);

impl Months {
    pub(super) fn get() -> &'static Self {
        static MONTHS: LazyLock<Months> = LazyLock::new(|| {
            let months = (YEARS.0..YEARS.0 + YEARS.1).flat_map(|year| (1..=12).map(move |month| (year as i32, month)));
            let before = months.filter_map(|(year, month)| Some(Day::new(year, month, 1)?.number() - 1));
            Months(before.chain(Day::new((YEARS.0 + YEARS.1) as i32 - 1, 12, 31).map(Day::number)).collect())
        });
        &MONTHS
    }
}

/// `2026-11-22` as days since 1970, all ten bytes at once: what [`Day::of_ascii`] reads, and nothing else.
#[inline]
pub(super) fn day((near, length): Near<'_>, months: &Months, last: i32) -> Option<i32> {
    const DASHES: u64 = 0x2D30_302D_3030_3030;
    /// Added to a digit above nine, or to anything but a dash, it sets the highest bit of the byte.
    const ABOVE: u64 = 0x7F76_767F_7676_7676;
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    let &[y1, y2, y3, y4, d1, m1, m2, d2, d3, d4, ..] = near;
    if length != 10 {
        return None;
    }
    let front = u64::from_le_bytes([y1, y2, y3, y4, d1, m1, m2, d2]) ^ DASHES;
    let back = u64::from(u16::from_le_bytes([d3, d4])) ^ 0x3030;
    let fits = |digits: u64| (digits | ((digits & !HIGHEST) + ABOVE)) & HIGHEST == 0;
    if !fits(front) || !fits(back) {
        return None;
    }
    // Of every two digits their number, in the byte of the first.
    let (front, back) = (front * 10 + (front >> 8), back * 10 + (back >> 8));
    let byte = |of: u64, at: u32| (of >> (8 * at)) as u32 & 0xFF;
    let (year, month, day) = (byte(front, 0) * 100 + byte(front, 2), byte(front, 5), byte(back, 0));
    if year.wrapping_sub(YEARS.0) >= YEARS.1 || !(1..=12).contains(&month) {
        return None;
    }
    let at = ((year - YEARS.0) * 12 + month - 1) as usize;
    let &[before, end] = months.0.get(at..at + 2)? else { return None };
    let number = before.wrapping_add(day as i32);
    (day >= 1 && number <= end.min(last)).then_some(number)
}
