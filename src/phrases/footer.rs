//! What a report rests on: what was read, by which rules, and the digests of all of it.

use super::names::{file, paths};
use super::plain::plain;
use super::wording::{FILES, ROWS, RULES, counted, row_of};
use crate::report::Report;
use crate::report::short;
use crate::rules::{Layer, Off};
use crate::schema::TableId;

/// The last words of every page.
pub const CLOSING: &str =
    "This compares records with rules. It does not say that any vote was counted wrongly, and it certifies nothing.";

pub(crate) const PROGRAM: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

/// With more files than these, files are not named one by one.
const FEW: usize = 6;

/// How many rows of each table were read.
pub(crate) fn rows(rows: impl Fn(TableId) -> u64) -> Vec<String> {
    let tables = TableId::all().filter(|table| rows(*table) > 0);
    let text: Vec<String> =
        tables.map(|table| format!("{} of {}", counted(rows(table), ROWS), table.table().name)).collect();
    if text.is_empty() { vec!["no rows".to_owned()] } else { text }
}

/// What was read file by file, where the files are few.
pub(crate) fn read(report: &Report) -> String {
    if report.files.len() > FEW {
        return read_in_all(report);
    }
    let one = |read: &crate::inventory::FileRead| {
        format!("{}: {}.", file(report, &read.path), rows(|table| read.rows[table.0]).join(", "))
    };
    let mut parts: Vec<String> = report.files.iter().map(one).collect();
    if parts.is_empty() {
        parts.push("no files.".to_owned());
    }
    parts.extend(not_understood(report));
    parts.join(" ")
}

pub(crate) fn read_in_all(report: &Report) -> String {
    let files = match report.files.as_slice() {
        [only] => file(report, &only.path),
        all => counted(all.len() as u64, FILES),
    };
    let rows = rows(|table| report.files.iter().map(|file| file.rows[table.0]).sum());
    let cells = not_understood(report).map(|cells| format!(". {cells}")).unwrap_or_default();
    format!("{files}: {}{cells}", row_of(&rows))
}

/// How many cells were treated as blank, and the command that shows them.
fn not_understood(report: &Report) -> Option<String> {
    let blank = report.notices.iter().filter(|notice| notice.kind.code().is_blank_cell());
    let cells: u64 = blank.map(|notice| notice.count).sum();
    (cells > 0)
        .then(|| format!("{} not understood: pollworthy read {}", counted(cells, ("cell", "cells")), paths(report)))
}

pub(crate) fn rules(report: &Report) -> String {
    let asked = match (report.request.rules.only.is_empty(), report.request.rules.skip.is_empty()) {
        (true, true) => "",
        (false, true) => ", with --only",
        (true, false) => ", with --skip",
        (false, false) => ", with --only and --skip",
    };
    let all = counted(report.rules.len() as u64, RULES);
    match report.layers.as_slice() {
        [only] => format!("{} ({all}{asked})", set_name(only)),
        layers => {
            let each = layers.iter().map(|layer| {
                let parts = [(layer.rules, RULES), (layer.changes, ("change", "changes"))].into_iter();
                let parts = parts.filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count as u64, noun));
                let parts: Vec<String> = parts.collect();
                let has = if parts.is_empty() { "nothing yet".to_owned() } else { parts.join(", ") };
                format!("{} ({has})", set_name(layer))
            });
            format!("{}: {all}{asked}", each.collect::<Vec<_>>().join(", "))
        }
    }
}

fn set_name(layer: &Layer) -> String {
    if layer.name.is_empty() { plain(&layer.origin) } else { plain(format!("{} {}", layer.name, layer.version).trim()) }
}

pub(crate) fn off(off: &Off) -> String {
    format!("{} ({}): {}", plain(&off.id), plain(&off.short), plain(&off.reason))
}

/// Short digests, how many files, the program, and where defaults came from.
pub(crate) fn evidence(report: &Report) -> String {
    let evidence = &report.evidence;
    let parts = [
        Some(format!("inventory {}", short(&evidence.inventory))),
        Some(format!("rules {}", short(&evidence.rules))),
        evidence.waivers.as_ref().map(|digest| format!("waivers {}", short(digest))),
        Some(counted(report.redacted.as_ref().map_or(report.files.len() as u64, |redacted| redacted.files), FILES)),
        Some(PROGRAM.to_owned()),
        report.request.config.as_ref().map(|(path, _)| format!("defaults from {}", plain(path))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
