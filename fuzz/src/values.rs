//! Dates, versions, numbers and every other cell: what is read is read back from what it is printed as, and orders are orders.

use std::cmp::Ordering;

use pollworthy::schema::{LaterCell, TABLES, is_blank, is_one_cve, read_cell, read_cves};
use pollworthy::words::spelling::{misspelt, nearest, shortened};
use pollworthy::words::value::{Day, Exact, Span, Value, Version};

use super::shared::as_of;

pub(crate) fn run(data: &[u8]) {
    let Some((&[how, column], bytes)) = data.split_first_chunk() else { return };
    let text = String::from_utf8_lossy(bytes);
    match how % 5 {
        0 => cells(&text, usize::from(column)),
        1 => versions(&text),
        2 => days(&text),
        3 => numbers(&text),
        _ => words(&text),
    }
}

/// A cell of one of all columns; what it is understood as is understood as itself.
fn cells(text: &str, at: usize) {
    let columns: Vec<_> = TABLES.iter().flat_map(|table| table.columns).collect();
    let column = columns[at % columns.len()];
    let read = read_cell(column, text, as_of());
    if is_blank(text) {
        assert_eq!(read.as_ref().ok(), Some(&Value::Null), "{text:?} is blank");
    }
    match &read {
        Ok(Value::Null) => {}
        Ok(value) => {
            let printed = value.to_string();
            let again = read_cell(column, &printed, as_of());
            assert_eq!(again.as_ref().ok(), Some(value), "{} {text:?} is {printed:?}", column.name);
        }
        Err(trouble) => assert!(!trouble.to_string().trim().is_empty(), "{text:?}"),
    }
    if let Some(later) = LaterCell::of((0, column), text, as_of()) {
        let until = Day::new(2200, 12, 31).unwrap();
        let mut day = as_of();
        for _ in 0..40 {
            let Some(next) = later.next(day, until) else { break };
            assert!(
                next > day && later.read_on(next) != later.read_on(Day::from_number(next.number() - 1)),
                "{text:?}"
            );
            day = next;
        }
    }
    if let Some(cves) = read_cves(text) {
        assert!(!is_one_cve(text.as_bytes()));
        for cve in &cves.list {
            assert!(is_one_cve(cve.as_bytes()) && read_cves(cve).is_none(), "{cve}");
        }
    }
}

/// Three versions, parted by newlines: an order, and the same as that of their keys.
fn versions(text: &str) {
    let all: Vec<Version> = text.split('\n').take(3).map(Version::new).collect();
    for one in &all {
        assert_eq!(one.compare(one), Some(Ordering::Equal));
        for other in &all {
            let order = one.compare(other);
            assert_eq!(order.map(Ordering::reverse), other.compare(one));
            let ((name, key), (others, theirs)) = (one.sort_key(), other.sort_key());
            assert_eq!(order, (name == others).then(|| key.cmp(&theirs)), "{one:?} {other:?}");
            for third in &all {
                if order == Some(Ordering::Less) && other.compare(third) == Some(Ordering::Less) {
                    assert_eq!(one.compare(third), Some(Ordering::Less));
                }
            }
        }
    }
}

fn days(text: &str) {
    let mut lines = text.split('\n');
    let (day, span) = (lines.next().and_then(Day::parse), lines.next().and_then(Span::parse));
    if let Some(day) = day {
        assert_eq!(Day::parse(&day.to_string()), Some(day));
        assert_eq!(Day::of_civil(day.civil()), Some(day));
        if let Some(span) = span
            && let Some(moved) = day.plus(span, 1)
        {
            let days = i64::from(span.months) * 31 + i64::from(span.days);
            let least = i64::from(span.months) * 28 + i64::from(span.days);
            let by = i64::from(moved.number()) - i64::from(day.number());
            let (low, high) = (least.min(days) - 31, least.max(days) + 31);
            assert!((low..=high).contains(&by), "{day} moved by {span:?} is {moved}");
        }
    }
}

fn numbers(text: &str) {
    let all: Vec<Exact> = text.split('\n').take(2).filter_map(Exact::parse).collect();
    for one in &all {
        let (_, denominator) = one.parts();
        assert!(denominator > 0);
        assert_eq!(one.negated().and_then(Exact::negated), Some(*one));
        if let Some(whole) = one.to_integer() {
            assert_eq!(Exact::from(whole), *one);
            assert_eq!(one.truncated(), *one);
        }
    }
    if let [one, other] = all[..] {
        assert_eq!(one.plus(other), other.plus(one));
        assert_eq!(one.times(other), other.times(one));
        if let (Some(sum), Some(back)) = (one.plus(other), other.negated())
            && let Some(again) = sum.plus(back)
        {
            assert_eq!(again, one);
        }
        if let Some(quotient) = one.over(other)
            && let Some(again) = quotient.times(other)
        {
            assert_eq!(again, one);
        }
    }
}

fn words(text: &str) {
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default();
    let others: Vec<&str> = lines.take(20).collect();
    for near in [nearest(first, others.iter().copied()), misspelt(first, others.iter().copied())].into_iter().flatten()
    {
        assert!(others.contains(&near));
    }
    let short = shortened(first);
    assert!(short.chars().count() <= first.chars().count().max(64) + 1, "{short}");
}
