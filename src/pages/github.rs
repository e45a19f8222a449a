//! GitHub's workflow commands: annotations at the lines of the files, the most severe first, as many as GitHub shows.

use std::io::{self, Write};

use super::layout::Paper;
use crate::diagnostic::{Level, Notice};
use crate::finding::{Severity, Verdict};
use crate::limits::reports::ANNOTATIONS;
use crate::phrases::change::ChangeText;
use crate::phrases::finding::{FindingText, let_go, path};
use crate::phrases::notices::left_out;
use crate::phrases::plain::plain;
use crate::phrases::wording::{counted, risk};
use crate::report::diff::Diff;
use crate::report::{Report, Standing};
use crate::words::position::{Position, SheetName};

/// GitHub shows this many annotations of one level a step.
const MOST: usize = ANNOTATIONS.size();

const LEVELS: [&str; 3] = ["error", "warning", "notice"];

/// What is written so far, and how many of each level there were.
struct Annotations<'a> {
    to: &'a mut dyn Write,
    met: [usize; 3],
}

/// Writes the annotations, then one line with the counts; the job summary is Markdown, which has a format of its own.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let mut annotations = Annotations { to, met: [0; 3] };
    let (errors, others): (Vec<&Notice>, Vec<&Notice>) =
        left_out(report).partition(|notice| notice.level == Level::Error);
    annotations.not_read(0, &errors)?;
    match &report.since {
        Some(since) => worse(report, since, &mut annotations)?,
        None => findings(report, &mut annotations)?,
    }
    annotations.not_read(1, &others)?;
    let Annotations { to, met } = annotations;
    let all: usize = met.iter().sum();
    let left: Vec<String> = met
        .iter()
        .zip(LEVELS)
        .filter(|(met, _)| **met > MOST)
        .map(|(met, level)| counted((met - MOST) as u64, (level, &format!("{level}s"))))
        .collect();
    let annotated = counted(all as u64, ("annotation", "annotations"));
    if report.dropped > 0 && report.since.is_none() {
        writeln!(to, "pollworthy: {}", let_go(report.dropped))?;
    }
    if left.is_empty() {
        return writeln!(to, "pollworthy: {annotated}");
    }
    writeln!(to, "pollworthy: {annotated}, {ANNOTATIONS}; {} more: --format json has all", left.join(", "))
}

/// What the step gives to later ones, a line each: the highest known risk of a place, and the gravest standing.
#[must_use]
pub fn outputs(report: &Report) -> String {
    // Who sent nothing has shown nothing.
    const GRAVEST_FIRST: [Standing; 4] =
        [Standing::ActionNeeded, Standing::NotShown, Standing::NothingToRead, Standing::MeetsTheRules];
    let highest = report.places.iter().map(|place| place.risk.low).fold(0.0, f64::max);
    let standing = GRAVEST_FIRST.into_iter().find(|standing| report.standings.of(*standing).places > 0);
    let standing = standing.map_or_else(String::new, |standing| format!("standing={}\n", standing.name()));
    format!("risk={}\n{standing}", risk(highest))
}

fn findings(report: &Report, annotations: &mut Annotations<'_>) -> io::Result<()> {
    let words = FindingText::new(report);
    for line in report.gravest_first() {
        let (rule, finding) = (words.rule(line), &line.finding);
        let title = format!("{} ({})", rule.id, rule.severity);
        if let Some(level) = level(finding.verdict, rule.severity) {
            let said = words.sentence(line);
            annotations.add(level, path(report, line), &finding.file, finding.position, &title, &said)?;
        }
    }
    Ok(())
}

/// What got worse: what stops the gate as an error, everything else as a notice; what is gone has no line.
fn worse(report: &Report, since: &Diff, annotations: &mut Annotations<'_>) -> io::Result<()> {
    let texts = ChangeText::new(since, Some(report));
    for moved in since.moves.iter().filter(|moved| moved.why.is_worse()) {
        let stops = since.stops.at(moved);
        let level = if stops { 0 } else { 2 };
        if !stops && moved.basis != Verdict::Fail {
            continue;
        }
        let title = format!("{} ({})", moved.rule, moved.severity);
        let said = format!("{}: {}", texts.place(moved), texts.what(moved));
        match texts.line(moved) {
            Some(line) => {
                let finding = &line.finding;
                annotations.add(level, path(report, line), &finding.file, finding.position, &title, &said)?;
            }
            None => {
                let file = texts.old_file(moved).unwrap_or_default();
                annotations.add(level, file, &SheetName::from(file), Position::default(), &title, &said)?;
            }
        }
    }
    Ok(())
}

/// The level of a finding, by its place among the levels; none, where it asks for nothing.
fn level(verdict: Verdict, severity: Severity) -> Option<usize> {
    match (verdict, severity) {
        (Verdict::Fail, Severity::Critical | Severity::High) => Some(0),
        (Verdict::Fail, Severity::Medium) => Some(1),
        (Verdict::Fail, Severity::Low | Severity::Info) | (Verdict::Unknown, _) => Some(2),
        (Verdict::Waived | Verdict::Pass | Verdict::NotApplicable, _) => None,
    }
}

impl Annotations<'_> {
    /// What was not read, at a level.
    fn not_read(&mut self, level: usize, notices: &[&Notice]) -> io::Result<()> {
        for notice in notices {
            let position = notice.positions.first().copied().unwrap_or_default();
            self.add(level, &notice.file, &notice.file, position, "not read", &notice.message())?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        level: usize,
        path: &str,
        sheet: &SheetName,
        position: Position,
        title: &str,
        message: &str,
    ) -> io::Result<()> {
        self.met[level] += 1;
        if self.met[level] > MOST {
            return Ok(());
        }
        let Position { line, column } = position;
        let mut message = plain(message);
        let mut place = String::new();
        // A report for the public names no file.
        if !path.is_empty() && path != "." {
            place = format!("file={},", property(path));
        }
        // A workbook has no lines: its cells are named in the text.
        if sheet.tab.is_some() {
            message = format!("{}: {message}", plain(&sheet.at(position)));
        } else if line > 0 {
            place.push_str(&format!("line={line},"));
            if column > 0 {
                place.push_str(&format!("col={column},"));
            }
        }
        writeln!(self.to, "::{} {place}title={}::{}", LEVELS[level], property(title), data(&message))
    }
}

fn data(text: &str) -> String {
    plain(text).replace('%', "%25")
}

/// A value of a command: what ends a value or a command is escaped too, and a line end is kept for what it is.
fn property(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").replace(':', "%3A");
    plain(&escaped.replace(',', "%2C"))
}
