//! Turned tabs: questions down one column and answers down the next, as one row under its header.

use super::sheet::{Spot, Tab};

/// The most rows of a tab that is turned; a form is no longer.
const ROWS: usize = 1_000;

/// A tab of questions and answers as one header line and one line of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// UTF-8 CSV: the questions are line 1, the answers line 2.
    pub text: Vec<u8>,
    /// Where each question is in the tab, by field of the text.
    pub questions: Vec<Spot>,
    /// Where each answer is in the tab, or would be, by field of the text.
    pub answers: Vec<Spot>,
}

/// Turns a tab whose rows use two columns and no more; whether its questions are a table's columns, the caller knows.
#[must_use]
pub fn turned(tab: &Tab) -> Option<Turned> {
    let mut cells: Vec<(Spot, String)> = Vec::new();
    let mut columns: Vec<u64> = Vec::new();
    for (line, row) in tab.text.split(|byte| *byte == b'\n').zip(1..) {
        if line.is_empty() {
            continue;
        }
        let mut hold = |text: &str, column: u64| {
            if !text.trim().is_empty() {
                cells.push((Spot { row, column }, text.to_owned()));
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
            // Most tabs are tables, which a row or two show.
            columns.len() <= 2 && cells.len() <= 2 * ROWS
        };
        let goes_on = if is_plain(line) {
            std::str::from_utf8(line).ok()?.split(',').zip(1..).all(|(text, column)| hold(text, column))
        } else {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
            let record = reader.records().next()?.ok()?;
            record.iter().zip(1..).all(|(text, column)| hold(text, column))
        };
        if !goes_on {
            return None;
        }
    }
    columns.sort_unstable();
    let [asks, answers] = *columns else {
        return None;
    };
    let mut turned = Turned { text: Vec::new(), questions: Vec::new(), answers: Vec::new() };
    let (mut header, mut values) = (Vec::new(), Vec::new());
    for (index, (spot, text)) in cells.iter().enumerate() {
        let begins = index == 0 || cells[index - 1].0.row < spot.row;
        if begins {
            turned.questions.push(Spot { column: asks, ..*spot });
            turned.answers.push(Spot { column: answers, ..*spot });
            header.push("");
            values.push("");
        }
        let last = if spot.column == asks { header.last_mut() } else { values.last_mut() };
        *last? = text;
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).ok()?;
    writer.write_record(&values).ok()?;
    turned.text = writer.into_inner().ok()?;
    Some(turned)
}

/// Whether a line is parted by its commas alone.
fn is_plain(line: &[u8]) -> bool {
    memchr::memchr2(b'"', b'\r', line).is_none() && !line.starts_with(b"\xef\xbb\xbf")
}
