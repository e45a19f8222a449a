//! Cells under a caret: where each is, what was written, what was expected, the nearest fix, and where else it is.

use super::{Reading, first, place_in};
use crate::pages::layout::{Paper, clipped, lines, width, wrapped};
use crate::phrases::plain::plain;
use crate::report::reading::Trouble;
use crate::words::position::cell_name;

/// On paper this wide, the cell is on the line with its position.
const WIDE: usize = 100;

/// One cell, by its number in the list.
pub(super) fn cell(reading: &Reading, paper: &Paper, number: usize, trouble: &Trouble) -> String {
    let notice = &trouble.notice;
    let gutter = format!("{number:>2} ");
    let column = trouble.header.as_ref().map(|header| format!(", column {}", plain(header))).unwrap_or_default();
    let place = format!("{gutter}{}{column}", place_in(reading, &notice.file, first(trouble)));
    let what = plain(&notice.what());
    let mut text = match notice.value.as_deref().filter(|value| !value.is_empty()) {
        None => format!("{}{}", paper.paragraph("", "   ", &place), paper.paragraph("      ", "      ", &what)),
        Some(value) => {
            let value = clipped(&plain(value), paper.width - 10);
            let before = width(&place) + 2;
            let beside = paper.width >= WIDE && before + width(&value) + 30 <= paper.width;
            let (head, indent) = match beside {
                true => (format!("{place}: {value}\n"), before),
                false => (format!("{}      {value}\n", paper.paragraph("", "   ", &place)), 6),
            };
            head + &under(paper, indent, &"^".repeat(width(&value).max(1)), &what)
        }
    };
    if let Some(day) = notice.kind.fix().and_then(|fix| fix.day()) {
        let fix = format!("If you mean {}, write {day}.", day.in_words());
        text.push_str(&paper.paragraph("   ", "   ", &fix));
    }
    if let Some(again) = again(trouble) {
        text.push_str(&paper.paragraph("   ", "   ", &again));
    }
    text
}

/// Carets, and the text after them; its other lines, or all of it if there is no room, go below.
fn under(paper: &Paper, indent: usize, carets: &str, what: &str) -> String {
    let clear = paper.width.saturating_sub(indent + carets.len() + 1);
    let indent = " ".repeat(indent);
    let first = wrapped(what, clear).into_iter().next().filter(|_| clear >= 24).unwrap_or_default();
    let (line, rest) = match what.strip_prefix(&first) {
        Some(rest) if !first.is_empty() => (format!("{indent}{carets} {first}\n"), rest.trim_start()),
        _ => (format!("{indent}{carets}\n"), what),
    };
    let rest = wrapped(rest, paper.width.saturating_sub(indent.len()));
    rest.iter().filter(|text| !text.is_empty()).fold(line, |lines, text| lines + &format!("{indent}{text}\n"))
}

/// Where else the same value is.
fn again(trouble: &Trouble) -> Option<String> {
    let notice = &trouble.notice;
    let others = notice.positions.get(1..).unwrap_or_default();
    let more = notice.count.saturating_sub(1 + others.len() as u64);
    if notice.count < 2 {
        return None;
    }
    let told = match notice.file.tab {
        _ if others.is_empty() => String::new(),
        Some(_) => {
            let names: Vec<String> = others.iter().take(9).map(|at| cell_name(at.line, at.column)).collect();
            let more = more + others.len().saturating_sub(9) as u64;
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!(": {}{more}", names.join(", "))
        }
        None => {
            let mut at: Vec<u64> = others.iter().map(|at| at.line).collect();
            at.dedup();
            format!(": {}", lines(("line", "lines"), &at, 9, more))
        }
    };
    Some(format!("{} more like it{told}", notice.count - 1))
}
