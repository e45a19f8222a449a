//! What `verify` says: whether a report belongs to files, which of them differ, and what a second audit gave.

use std::io::{self, Write};

use serde::Serialize;

use super::layout::{Paper, clipped, width};
use crate::audit::EDITION;
use crate::pages::json::writer::pretty;
use crate::phrases::plain::plain;
use crate::phrases::wording::{counted, number};
use crate::report::v1::{Head, Tool};
use crate::report::verify::{Fate, Second, Verification};

/// A report and the files it was held against, as they were named.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The report's file.
    pub report: &'a str,
    /// The SHA-256 of that file.
    pub sha256: &'a str,
    /// What it records.
    pub recorded: &'a Head,
    /// The files and folders it was held against.
    pub paths: &'a [String],
}

const LABEL: usize = 28;

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(of: &Subject<'_>, verified: &Verification, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let (report, paths) = (plain(of.report), plain(&of.paths.join(", ")));
    let head = if verified.holds() {
        format!("MATCHES    {report} belongs to {paths}")
    } else {
        format!("DOES NOT MATCH    {report} against {paths}")
    };
    writeln!(to, "{}", paper.paragraph("", "  ", &head))?;
    let differ: Vec<_> = verified.files.iter().filter(|held| held.fate != Fate::Same).collect();
    let shown = paper.shown_of(differ.len(), 60);
    let widest = differ[..shown].iter().map(|held| width(&plain(&held.path))).max().unwrap_or_default().min(40);
    for held in &differ[..shown] {
        let path = plain(&held.path);
        let role = if held.role == "inventory" { String::new() } else { format!("{}; ", plain(&held.role)) };
        let what = match (held.fate, &held.now) {
            (_, Some(now)) => format!("now {}", plain(now)),
            (Fate::Missing, _) => "in the report, not here".to_owned(),
            (Fate::New, _) => "here, not in the report".to_owned(),
            (Fate::SameData, _) => "different bytes (line ends, quotes, encoding)".to_owned(),
            (Fate::Changed | Fate::Renamed | Fate::Same, _) => "not the bytes the report was made from".to_owned(),
        };
        let label = format!("  {:<10}  {path:<widest$}  ", held.fate.name());
        if width(&label) + 12 > paper.width {
            write!(to, "{}", paper.paragraph(&format!("  {:<10}  ", held.fate.name()), &" ".repeat(14), &path))?;
            write!(to, "{}", paper.labelled(&" ".repeat(14), &format!("{role}{what}")))?;
        } else {
            write!(to, "{}", paper.labelled(&label, &format!("{role}{what}")))?;
        }
    }
    if differ.len() > shown {
        writeln!(to, "  {} more: --format json", number((differ.len() - shown) as u64))?;
    }
    let line = |label: &str, text: &str| paper.labelled(&format!("  {label:<width$}", width = LABEL - 2), text);
    let same = |fate| fate == Fate::Same;
    let (held, all) = (verified.count(true, same), verified.count(true, |fate| fate != Fate::New));
    let files = format!("{} of {}", number(held), counted(all, ("input file", "input files")));
    write!(to, "{}", line(&files, "the recorded SHA-256"))?;
    let other = verified.count(false, |fate| fate != Fate::Same);
    let law = if other == 0 { "the recorded SHA-256" } else { "not all the recorded ones: see above" };
    write!(to, "{}", line("rules, waivers, defaults", law))?;
    if of.recorded.tool != Tool::THIS {
        let text = format!("pollworthy {}; this is {}", plain(&of.recorded.tool.version), Tool::THIS.version);
        write!(to, "{}", line("written by", &text))?;
    }
    if of.recorded.settings.scoring != EDITION {
        let text = format!("{}; this program scores by {EDITION}", plain(&of.recorded.settings.scoring));
        write!(to, "{}", line("scored by", &text))?;
    }
    let by = format!("as of {}, with pollworthy {}", of.recorded.as_of.in_words(), Tool::THIS.version);
    let again = match &verified.second {
        Second::Same => format!("{by}: the same report, byte for byte"),
        Second::ButForLayout => format!("{by}: the same report in a different layout"),
        Second::ButForVersion => format!("{by}: the same report but for the version of the program"),
        Second::ButForDigests => format!("{by}: the same report but for the digests"),
        Second::Differs { line, .. } => format!("{by}: a different report, from line {} on", number(*line)),
    };
    write!(to, "{}", line("audited again", &again))?;
    if let Second::Differs { then, now, .. } = &verified.second {
        write!(to, "{}", line("  the report says", &clipped(&plain(then), 200)))?;
        write!(to, "{}", line("  it would now say", &clipped(&plain(now), 200)))?;
    }
    write!(to, "{}", line("report", "SHA-256, to write on a paper copy:"))?;
    writeln!(to, "    {}", of.sha256)?;
    if differ.iter().any(|held| held.fate != Fate::SameData) {
        let more = format!("pollworthy diff {report} {paths}");
        write!(to, "{}", line("what it would say now", &more))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Wire<'a> {
    schema: &'static str,
    tool: Tool,
    report: ReportWire<'a>,
    paths: &'a [String],
    matches: bool,
    files: Vec<HeldWire<'a>>,
    second: SecondWire<'a>,
}

#[derive(Serialize)]
struct ReportWire<'a> {
    path: &'a str,
    sha256: &'a str,
    as_of: String,
    version: &'a str,
}

#[derive(Serialize)]
struct HeldWire<'a> {
    role: &'a str,
    path: &'a str,
    fate: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<&'a str>,
}

#[derive(Serialize)]
struct SecondWire<'a> {
    result: &'static str,
    #[serde(flatten)]
    differs: Option<Differs<'a>>,
}

#[derive(Serialize)]
struct Differs<'a> {
    line: u64,
    then: &'a str,
    now: &'a str,
}

/// Writes it as JSON, `pollworthy.verification/1`.
///
/// # Errors
/// Where the writer fails.
pub fn write_json(of: &Subject<'_>, verified: &Verification, to: &mut dyn Write) -> io::Result<()> {
    let held = verified.files.iter().map(|held| HeldWire {
        role: &held.role,
        path: &held.path,
        fate: held.fate.name().replace(' ', "-"),
        now: held.now.as_deref(),
    });
    let (result, differs) = match &verified.second {
        Second::Same => ("same", None),
        Second::ButForLayout => ("same-but-for-layout", None),
        Second::ButForVersion => ("same-but-for-version", None),
        Second::ButForDigests => ("same-but-for-digests", None),
        Second::Differs { line, then, now } => ("differs", Some(Differs { line: *line, then, now })),
    };
    let wire = Wire {
        schema: "pollworthy.verification/1",
        tool: Tool::THIS,
        report: ReportWire {
            path: of.report,
            sha256: of.sha256,
            as_of: of.recorded.as_of.to_string(),
            version: &of.recorded.tool.version,
        },
        paths: of.paths,
        matches: verified.holds(),
        files: held.collect(),
        second: SecondWire { result, differs },
    };
    pretty(&wire, to)
}
