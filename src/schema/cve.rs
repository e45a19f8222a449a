//! CVE numbers in a cell: most cells are one, scanners write several, and people misspell them.

use std::collections::HashSet;
use std::sync::Arc;

use super::{BadCell, Fault, Trouble, is_blank};
use crate::words::spelling::shortened;
use crate::words::value::Value;

/// What a cell says of CVEs, where it is not simply one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cves {
    /// The CVEs it names, each once and spelled right; none, where it names none.
    pub list: Vec<String>,
    /// What is wrong with it; nothing, where it is a list of CVEs and no more.
    pub trouble: Option<Trouble>,
}

/// Whether a cell is one CVE, spelled right, or blank: nearly all are.
#[must_use]
pub fn is_one_cve(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let Some((year, number)) = cell.strip_prefix(b"CVE-").and_then(|rest| rest.split_at_checked(4)) else {
        return cell.is_empty();
    };
    let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    let number = number.strip_prefix(b"-").unwrap_or_default();
    digits(year) && digits(number) && (4..=LONGEST).contains(&number.len())
}

/// No number of a CVE has more digits.
const LONGEST: usize = 12;

/// Reads a cell that is not simply one CVE; `None` where it is, or says nothing.
#[must_use]
pub fn read_cves(text: &str) -> Option<Cves> {
    if is_one_cve(text.as_bytes()) || is_blank(text) {
        return None;
    }
    let (mut list, mut met) = (Vec::new(), HashSet::new());
    let (mut misspelled, mut rest) = (false, false);
    for part in text.split([',', ';', '|', '\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty()) {
        let mut add = |cve: String| {
            if met.insert(cve.clone()) {
                list.push(cve);
            }
        };
        if let Some(cve) = bare(part) {
            misspelled = true;
            add(cve);
            continue;
        }
        let mut from = 0;
        while let Some((at, end, cve)) = next_cve(part, from) {
            misspelled |= part[at..end] != cve;
            rest |= part[from..at].chars().any(char::is_alphanumeric);
            add(cve);
            from = end;
        }
        rest |= part[from..].chars().any(char::is_alphanumeric);
    }
    let fault = match (list.as_slice(), misspelled, rest) {
        ([], ..) => Some(Fault::NoCve),
        (_, false, false) => None,
        (_, _, has_rest) => {
            let first: Vec<String> = list.iter().take(3).cloned().collect();
            Some(Fault::ReadAsCves { more: list.len() - first.len(), first, has_rest })
        }
    };
    let trouble = fault.map(|fault| Trouble {
        cell: Arc::new(BadCell { column: "cve", written: shortened(text.trim()), fault, fix: None }),
        taken: list.first().map(|cve| Value::text(cve)),
    });
    Some(Cves { list, trouble })
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// A CVE written without its first letters: a year, a dash and the number, and nothing else.
fn bare(part: &str) -> Option<String> {
    let (year, number) = part.split_once(is_dash)?;
    spelled(year.trim(), number.trim())
}

/// A CVE of a year and a number, where they can be one.
fn spelled(year: &str, number: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_cve = year.len() == 4
        && digits(year)
        && (1999..=2099).contains(&year.parse().unwrap_or(0))
        && (4..=LONGEST).contains(&number.len())
        && digits(number);
    is_cve.then(|| format!("CVE-{year}-{number}"))
}

/// The next CVE of a text from a byte on: where it is, and how it is spelled right.
fn next_cve(text: &str, from: usize) -> Option<(usize, usize, String)> {
    let mut look = from;
    while let Some(found) = text[look..].bytes().position(|byte| byte.eq_ignore_ascii_case(&b'c')) {
        let at = look + found;
        look = at + 1;
        if !text.as_bytes().get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"cve")) {
            continue;
        }
        if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            continue;
        }
        // A few signs part the letters, the year and the number.
        let parted = |text: &str| {
            let signs = text.chars().take(3).take_while(|c| is_dash(*c) || matches!(c, ' ' | ':' | '\u{a0}'));
            signs.map(char::len_utf8).sum::<usize>()
        };
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let year = at + 3 + parted(&text[at + 3..]);
        let year_end = year + digits(&text[year..]);
        let number = year_end + parted(&text[year_end..]);
        let end = number + digits(&text[number..]);
        if number > year_end
            && let Some(cve) = spelled(&text[year..year_end], &text[number..end])
        {
            return Some((at, end, cve));
        }
    }
    None
}
