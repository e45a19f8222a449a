//! The foot of a page: what was read, by which rules, and what things are called on a command line.

use super::layout::{Paper, row_of};
use super::plain::plain;
use super::wording::counted;
use crate::diagnostic::Notice;
use crate::position::SheetName;
use crate::report::evidence::short as short_digest;
use crate::report::{PlaceReport, Report};
use crate::rules::{Layer, Off, Rule};
use crate::schema::TableId;

const FEW: usize = 6;
const ROWS: (&str, &str) = ("row", "rows");
const RULES: (&str, &str) = ("rule", "rules");
const FILES: (&str, &str) = ("file", "files");

/// What a place is called: its name and state, or its id where it has no name.
pub(super) fn named(place: &PlaceReport) -> String {
    if place.name.trim().is_empty() { place.id.clone() } else { place.full_name() }
}

/// A place as the command line takes it: by name, or by id where the name is long or odd.
pub(super) fn asked_as(place: &PlaceReport) -> String {
    let name = named(place);
    if name.chars().count() <= 40 && plain(&name) == name && !name.contains(['"', '$', '`', '\\', '!']) {
        name
    } else {
        place.id.clone()
    }
}

/// The options that say again which places must be there, each after a blank.
pub(super) fn expected_again(report: &Report) -> String {
    let again = report.settings.expect.iter().map(|expected| format!(" --expect {}", argument(expected)));
    again.collect()
}

/// An argument as a shell takes it.
pub(super) fn argument(text: &str) -> String {
    let bare = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | ':');
    if !text.is_empty() && text.chars().all(bare) { text.to_owned() } else { format!("\"{}\"", plain(text)) }
}

/// What a rule is called in a few words.
pub(super) fn short(rule: &Rule) -> String {
    plain(&rule.short)
}

/// Rules that are not due, and when they are: those that say the same together.
pub(super) fn due(
    report: &Report,
    of: &PlaceReport,
    not_due: &[usize],
    called: impl Fn(&Rule) -> String,
) -> Vec<String> {
    let mut whens: Vec<(String, Vec<String>)> = Vec::new();
    for at in not_due {
        let rule = &report.rules[of.rules[*at].rule()];
        let when = plain(rule.due.as_deref().unwrap_or_default());
        match whens.iter_mut().find(|(known, _)| *known == when) {
            Some((_, rules)) => rules.push(called(rule)),
            None => whens.push((when, vec![called(rule)])),
        }
    }
    whens.into_iter().map(|(when, rules)| format!("{}: {when}", row_of(&rules))).collect()
}

/// A file as pages name it: within the folder that was asked for.
pub(super) fn file(report: &Report, file: &str) -> String {
    let within = match report.settings.paths.as_slice() {
        [only] => file.strip_prefix(only.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/')),
        _ => None,
    };
    plain(within.unwrap_or(file))
}

/// A file, or a tab of a workbook, as pages name it, and what they call one of its lines and several.
pub(super) fn sheet(report: &Report, name: &SheetName) -> (String, (&'static str, &'static str)) {
    let file = file(report, name);
    match &name.tab {
        None => (file, ("line", "lines")),
        // Of the one file that was asked for only the tab need be told.
        Some(tab) if report.files.len() == 1 => (format!("tab {}", plain(tab)), ("row", "rows")),
        Some(tab) => (format!("{file}, tab {}", plain(tab)), ("row", "rows")),
    }
}

/// What was read: files, rows by table, what could not be read as meant.
pub(super) fn read(report: &Report, paper: &Paper) -> String {
    if report.files.len() > FEW {
        return read_in_all(report, paper);
    }
    let mut parts = Vec::new();
    for read in &report.files {
        let tables = TableId::all().filter(|table| read.rows[table.0] > 0);
        let rows: Vec<String> =
            tables.map(|table| format!("{} of {}", counted(read.rows[table.0], ROWS), table.table().name)).collect();
        let rows = if rows.is_empty() { "no rows".to_owned() } else { rows.join(", ") };
        parts.push(format!("{}: {rows}.", file(report, &read.path)));
    }
    if parts.is_empty() {
        parts.push("no files.".to_owned());
    }
    parts.extend(look(report));
    paper.labelled("READ       ", &parts.join(" "))
}

/// Cells that were taken as blank, and who shows them.
fn look(report: &Report) -> Option<String> {
    let blank = |notice: &&Notice| notice.kind.code().is_blank_cell();
    let cells: u64 = report.notices.iter().filter(blank).map(|notice| notice.count).sum();
    let paths: Vec<String> = report.settings.paths.iter().map(|path| argument(path)).collect();
    let cells = Some(cells).filter(|cells| *cells > 0)?;
    Some(format!("{} not understood: pollworthy read {}", counted(cells, ("cell", "cells")), paths.join(" ")))
}

/// What was read, in one sentence.
pub(super) fn read_in_all(report: &Report, paper: &Paper) -> String {
    let files = match report.files.as_slice() {
        [only] => file(report, &only.path),
        all => counted(all.len() as u64, FILES),
    };
    let rows = |table: TableId| report.files.iter().map(|file| file.rows[table.0]).sum::<u64>();
    let tables: Vec<String> = TableId::all()
        .map(|table| (table, rows(table)))
        .filter(|(_, rows)| *rows > 0)
        .map(|(table, rows)| format!("{} of {}", counted(rows, ROWS), table.table().name))
        .collect();
    let rows = if tables.is_empty() { "no rows".to_owned() } else { row_of(&tables) };
    let look = look(report).map(|look| format!(". {look}")).unwrap_or_default();
    paper.labelled("READ       ", &format!("{files}: {rows}{look}"))
}

/// The rules that were asked about, the sets they come from, and those turned off.
pub(super) fn rules_line(report: &Report, paper: &Paper) -> String {
    let mut line = paper.labelled("RULES      ", &rules_sentence(report));
    for off in &report.off {
        line.push_str(&paper.labelled("   OFF     ", &off_sentence(off)));
    }
    line
}

/// A rule that is turned off, and why.
pub(super) fn off_sentence(off: &Off) -> String {
    format!("{} ({}): {}", plain(&off.id), plain(&off.short), plain(&off.reason))
}

/// How many rules were asked about, and the sets they come from.
pub(super) fn rules_sentence(report: &Report) -> String {
    let asked = match (report.settings.only.is_empty(), report.settings.skip.is_empty()) {
        (true, true) => "",
        (false, true) => ", as --only asks",
        (true, false) => ", as --skip leaves",
        (false, false) => ", as --only and --skip ask",
    };
    let all = counted(report.rules.len() as u64, RULES);
    match report.layers.as_slice() {
        [only] => format!("{} ({all}{asked})", set_name(only)),
        layers => {
            let each = layers.iter().map(|layer| {
                let parts = [(layer.rules, RULES), (layer.changes, ("change", "changes"))];
                let parts: Vec<String> = parts
                    .iter()
                    .filter(|(count, _)| *count > 0)
                    .map(|(count, noun)| counted(*count as u64, *noun))
                    .collect();
                if parts.is_empty() {
                    return format!("{} (nothing yet)", set_name(layer));
                }
                format!("{} ({})", set_name(layer), parts.join(", "))
            });
            format!("{}: {all}{asked}", each.collect::<Vec<_>>().join(", "))
        }
    }
}

/// What tells all that the page rests on: short digests, how many files, the program, and where defaults came from.
pub(super) fn evidence_line(report: &Report, paper: &Paper) -> String {
    paper.labelled("EVIDENCE   ", &evidence(report))
}

/// The short digests in one phrase.
pub(super) fn evidence(report: &Report) -> String {
    let evidence = &report.evidence;
    let waivers = evidence.waivers.as_ref().map(|digest| format!("waivers {}", short_digest(digest)));
    let config = report.settings.again.config.as_ref().map(|(path, _)| format!("defaults from {}", plain(path)));
    let parts = [
        Some(format!("inventory {}", short_digest(&evidence.inventory))),
        Some(format!("rules {}", short_digest(&evidence.rules))),
        waivers,
        Some(counted(report.redacted.as_ref().map_or(report.files.len() as u64, |redacted| redacted.files), FILES)),
        Some(concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned()),
        config,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn set_name(layer: &Layer) -> String {
    if layer.name.is_empty() { plain(&layer.origin) } else { plain(format!("{} {}", layer.name, layer.version).trim()) }
}
