//! What a terminal adds to a page: colour that repeats words, and links to the files that it names.

use std::fmt::Write;
use std::path::Path;

use pollworthy::finding::Severity;
use pollworthy::report::Standing;

/// More files than this are not looked for on every line.
const MOST: usize = 200;

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[33m";
const GREEN: &str = "\x1b[32m";
const PLAIN: &str = "\x1b[0m";

/// A page with colour, and with links to `files`, which are paths from the current folder. Without its escape sequences it is the same page.
pub(super) fn decorated(page: &str, files: &[&str]) -> String {
    let links = if files.len() > MOST { Vec::new() } else { links(files) };
    let mut all = String::with_capacity(page.len() * 2);
    for line in page.split_inclusive('\n') {
        all.push_str(&linked(&coloured(line), &links));
    }
    all
}

/// A line whose heading is bold, and whose standings and severities have a colour.
fn coloured(line: &str) -> String {
    let heading = heading(line);
    let mut all = String::with_capacity(line.len() + 32);
    if heading > 0 {
        let _ = write!(all, "{BOLD}{}{PLAIN}", &line[..heading]);
    }
    let mut rest = &line[heading..];
    while let Some((at, word, colour)) = next(rest, heading == 0 && rest.len() == line.len()) {
        let _ = write!(all, "{}{colour}{word}{PLAIN}", &rest[..at]);
        rest = &rest[at + word.len()..];
    }
    all + rest
}

/// How much of a line is its heading: the capitals that it begins with.
fn heading(line: &str) -> usize {
    let end = line.find("  ").unwrap_or(line.trim_end().len());
    let head = &line[..end];
    let is_capital = |c: char| !c.is_lowercase();
    let is_heading = head.chars().filter(|c| c.is_uppercase()).count() >= 3
        && head.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && head.chars().all(is_capital);
    if is_heading { end } else { 0 }
}

/// The first word of a line that has a colour: where it is, and which. A severity has one only as the first word of its line, apart from a
/// number; a standing has one anywhere.
fn next(line: &str, is_whole: bool) -> Option<(usize, &'static str, &'static str)> {
    let standing = Standing::ALL
        .into_iter()
        .filter_map(|standing| Some((line.find(standing.heading())?, standing.heading(), of_standing(standing))))
        .min_by_key(|found| found.0);
    let first = line.len() - line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit()).len();
    let severity = Severity::ALL.into_iter().find(|severity| {
        let rest = line[first..].strip_prefix(severity.name());
        is_whole && first > 0 && rest.is_some_and(|rest| rest.starts_with("  ") || rest.trim().is_empty())
    });
    let severity = severity.and_then(|severity| Some((first, severity.name(), of_severity(severity)?)));
    severity.or(standing)
}

fn of_standing(standing: Standing) -> &'static str {
    match standing {
        Standing::ActionNeeded => RED,
        Standing::NotShown | Standing::NothingToRead => YELLOW,
        Standing::MeetsTheRules => GREEN,
    }
}

fn of_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical | Severity::High => Some(RED),
        Severity::Medium => Some(YELLOW),
        Severity::Low | Severity::Info => None,
    }
}

/// Every name that a page may have for a file, the longest first, with its address. Names that stand for several files are left out.
fn links(files: &[&str]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for name in files {
        let Ok(full) = std::path::absolute(name) else { continue };
        let parts: Vec<&str> = name.split('/').collect();
        // Pages leave out the folders that all files are in.
        all.extend((0..parts.len()).map(|from| (parts[from..].join("/"), address(&full))));
    }
    let mut names: Vec<&String> = all.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    let twice: Vec<String> = names.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0].clone()).collect();
    all.retain(|(name, _)| name.contains('.') && twice.binary_search(name).is_err());
    all.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    all
}

/// The `file:` address of a path, with everything but plain characters written by number.
fn address(path: &Path) -> String {
    let mut address = String::from("file://");
    let text = path.to_string_lossy().replace('\\', "/");
    if !text.starts_with('/') {
        address.push('/');
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b':') {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

/// A line in which the first file that it names is a link.
fn linked(line: &str, links: &[(String, String)]) -> String {
    let found = links.iter().find_map(|(name, address)| {
        let at = line.find(name.as_str())?;
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
        let end = at + name.len();
        let apart = !line[..at].ends_with(is_word) && !line[end..].starts_with(|c: char| is_word(c) && c != '.');
        apart.then_some((at, end, address))
    });
    match found {
        Some((at, end, address)) => {
            format!("{}\x1b]8;;{address}\x1b\\{}\x1b]8;;\x1b\\{}", &line[..at], &line[at..end], &line[end..])
        }
        None => line.to_owned(),
    }
}
