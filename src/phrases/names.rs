//! What places, rules and files are called on pages, and how a command line names them.

use super::plain::{clipped, plain};
use super::wording::{ROWS, first_large, row_of};
use crate::report::{PlaceReport, Report};
use crate::rules::Rule;
use crate::schema::{Column, TableId};
use crate::words::position::SheetName;

/// The longest name or value in a sentence, in columns of a terminal.
pub(crate) const LONGEST: usize = 80;

/// A place's name, or its id where it has none.
pub(crate) fn bare_name(place: &PlaceReport) -> String {
    if place.name.trim().is_empty() { place.id.clone() } else { place.name.to_string() }
}

/// A place's name and state, or its id where it has no name.
pub(crate) fn full_name(place: &PlaceReport) -> String {
    if place.name.trim().is_empty() { place.id.clone() } else { place.full_name() }
}

/// A place's name for a page that has room for `most` columns.
pub(crate) fn place_name(place: &PlaceReport, with_state: bool, most: usize) -> String {
    clipped(&plain(&if with_state { full_name(place) } else { bare_name(place) }), most)
}

/// A place's name and state in a sentence.
pub(crate) fn called(place: &PlaceReport) -> String {
    place_name(place, true, LONGEST)
}

pub(crate) fn why_unread(place: &PlaceReport, most: usize) -> String {
    let why = place.unread.as_ref().map(|unread| unread.kind.why()).unwrap_or_default();
    clipped(&plain(&why), most)
}

/// A place as the command line takes it: by name, or by id where the name is long or odd.
pub(crate) fn asked_as(place: &PlaceReport) -> String {
    let name = full_name(place);
    let is_easy = name.chars().count() <= 40 && plain(&name) == name && !name.contains(['"', '$', '`', '\\', '!']);
    argument(if is_easy { &name } else { &place.id })
}

/// An argument as a shell takes it.
pub(crate) fn argument(text: &str) -> String {
    let bare = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | ':');
    if !text.is_empty() && text.chars().all(bare) { text.to_owned() } else { format!("\"{}\"", plain(text)) }
}

/// The files and folders that the report is about, as arguments.
pub(crate) fn paths(report: &Report) -> String {
    report.request.records.names().iter().map(|name| argument(name)).collect::<Vec<_>>().join(" ")
}

/// The options that say again which places must be there, each after a blank.
pub(crate) fn expected_again(report: &Report) -> String {
    report.request.records.expect.iter().map(|expected| format!(" --expect {}", argument(expected))).collect()
}

/// A key such as `paper-trail` in words.
pub(crate) fn topic(key: &str) -> String {
    plain(&key.replace('-', " "))
}

pub(crate) fn short(rule: &Rule) -> String {
    plain(&rule.short)
}

pub(crate) fn short_and_id(rule: &Rule) -> String {
    format!("{} ({})", short(rule), plain(&rule.id))
}

/// What a rule asks, without the full stop.
pub(crate) fn title(rule: &Rule) -> &str {
    rule.title.trim_end_matches('.')
}

/// What a rule asks, behind a colon, where the rule does not say how rows miss it.
pub(crate) fn asked(rule: &Rule) -> String {
    if rule.unmet.ends_with("this rule") { format!(": {}", title(rule)) } else { String::new() }
}

/// Rules that are not due, and when they are: those that say the same together.
pub(crate) fn due<'a>(rules: impl Iterator<Item = &'a Rule>, called: impl Fn(&Rule) -> String) -> Vec<String> {
    let mut whens: Vec<(String, Vec<String>)> = Vec::new();
    for rule in rules {
        let when = plain(rule.due.as_deref().unwrap_or_default());
        match whens.iter_mut().find(|(known, _)| *known == when) {
            Some((_, rules)) => rules.push(called(rule)),
            None => whens.push((when, vec![called(rule)])),
        }
    }
    whens.into_iter().map(|(when, rules)| format!("{}: {when}", row_of(&rules))).collect()
}

/// A file as pages name it: within the folder that was asked for.
pub(crate) fn file(report: &Report, file: &str) -> String {
    let within = match report.request.records.names().as_slice() {
        [only] => file.strip_prefix(only.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/')),
        _ => None,
    };
    plain(within.unwrap_or(file))
}

/// A file, or a tab of a workbook, as pages name it, and what they call one of its lines and several.
pub(crate) fn sheet(report: &Report, name: &SheetName) -> (String, (&'static str, &'static str)) {
    let file = file(report, name);
    match &name.tab {
        None => (file, ("line", "lines")),
        // The only file that was read needs no name.
        Some(tab) if report.files.len() == 1 => (format!("tab {}", plain(tab)), ROWS),
        Some(tab) => (format!("{file}, tab {}", plain(tab)), ROWS),
    }
}

/// A column's name as people read it, and as headers are still understood: `first_used_on` is `First used on`.
pub(crate) fn label(column: &Column) -> String {
    const SHORT: [(&str, &str); 9] = [
        ("id", "ID"),
        ("ocd", "OCD"),
        ("it", "IT"),
        ("ir", "IR"),
        ("la", "L&A"),
        ("mfa", "MFA"),
        ("edr", "EDR"),
        ("cve", "CVE"),
        ("vvpat", "VVPAT"),
    ];
    let word = |(at, word): (usize, &str)| match SHORT.iter().find(|(plain, _)| *plain == word) {
        Some((_, short)) => (*short).to_owned(),
        None if at == 0 => first_large(word),
        None => word.to_owned(),
    };
    column.name.split('_').enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// A table's tab, as clerks call it.
pub(crate) fn tab(table: TableId) -> String {
    match table.table().name {
        "jurisdictions" => "Office".to_owned(),
        "equipment" => "Voting Equipment".to_owned(),
        "network" => "Computers".to_owned(),
        name => first_large(name),
    }
}
