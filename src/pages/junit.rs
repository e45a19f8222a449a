//! JUnit XML, which CI servers read: a suite for each place, a case for each rule, an error for what could not be read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use super::layout::Paper;
use super::parts;
use crate::diagnostic::Notice;
use crate::engine::parallel::collected;
use crate::finding::{Severity, Verdict};
use crate::phrases::change::ChangeText;
use crate::phrases::finding::{FindingText, spot};
use crate::phrases::names::{called, title};
use crate::phrases::notices::errors;
use crate::phrases::plain::plain;
use crate::phrases::result::counts;
use crate::phrases::wording::{THINGS, counted};
use crate::report::advice::let_go;
use crate::report::{FindingLine, PlaceReport, Report, RuleResult, Standing};

struct Case {
    class: String,
    name: String,
    end: End,
}

/// How a case ends; a message, and the lines below it.
enum End {
    Passed,
    Skipped(String, Vec<String>),
    Failed(String, Vec<String>),
    Error(String),
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// Tests, failures, errors and skipped ones.
#[derive(Clone, Copy, Default)]
struct Counts([usize; 4]);

/// How a case ends, without its words.
#[derive(Clone, Copy)]
enum Kind {
    Passed,
    Skipped,
    Failed,
    Error,
}

/// So many places are drawn at once.
const PLACES: usize = 16;

/// Writes the report as JUnit XML.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let (words, threads) = (FindingText::new(report), report.request.records.threads);
    let worse = worse(report);
    let others: Vec<Suite> =
        unread(report).into_iter().chain(worse.as_ref().and_then(|worse| gone(report, worse))).collect();
    // How many there are is before them: they are counted first, and then made one after the other.
    let mut all = Counts::default();
    others.iter().flat_map(|suite| &suite.cases).for_each(|case| all.add(case.end.kind()));
    let counted = |_: usize, part: &[PlaceReport]| {
        part.iter().map(|place| Counts::of_place(report, worse.as_ref(), place)).collect::<Vec<_>>()
    };
    let of_places = collected(threads, &report.places, PLACES, counted);
    of_places.iter().for_each(|counts| all.merge(*counts));
    writeln!(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(to, "<testsuites name=\"pollworthy\"{}>", all.attributes())?;
    for suite in &others {
        let mut counts = Counts::default();
        suite.cases.iter().for_each(|case| counts.add(case.end.kind()));
        write_suite(report, suite, counts, to)?;
    }
    parts::write(threads, (&report.places, PLACES), to, |first, part, drawn| {
        for (at, place) in (first..).zip(part) {
            let found = |rule: usize| report.lines_of(at, rule);
            let suite = suite(report, &words, worse.as_ref(), place, &found);
            write_suite(report, &suite, of_places[at], drawn)?;
        }
        Ok(())
    })?;
    writeln!(to, "</testsuites>")
}

fn write_suite(report: &Report, suite: &Suite, counts: Counts, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "  <testsuite name=\"{}\"{}>", xml(&suite.name), counts.attributes())?;
    properties(report, to)?;
    for case in &suite.cases {
        write_case(case, to)?;
    }
    writeln!(to, "  </testsuite>")
}

/// What a suite rests on: readers know properties of suites, not of all of them together.
fn properties(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let evidence = &report.evidence;
    let day = report.as_of.to_string();
    let known = [
        ("pollworthy.as_of", Some(&day)),
        ("pollworthy.evidence.inventory", Some(&evidence.inventory)),
        ("pollworthy.evidence.rules", Some(&evidence.rules)),
        ("pollworthy.evidence.waivers", evidence.waivers.as_ref()),
    ];
    writeln!(to, "    <properties>")?;
    for (name, value) in known {
        if let Some(value) = value {
            writeln!(to, "      <property name=\"{name}\" value=\"{}\"/>", xml(value))?;
        }
    }
    writeln!(to, "    </properties>")
}

fn write_case(case: &Case, to: &mut dyn Write) -> io::Result<()> {
    write!(to, "    <testcase classname=\"{}\" name=\"{}\" time=\"0\"", xml(&case.class), xml(&case.name))?;
    let (tag, message, details) = match &case.end {
        End::Passed => return writeln!(to, "/>"),
        End::Skipped(message, details) => ("skipped", message, details.as_slice()),
        End::Failed(message, details) => ("failure", message, details.as_slice()),
        End::Error(message) => ("error", message, &[][..]),
    };
    let kind = if tag == "skipped" { "" } else { " type=\"pollworthy\"" };
    write!(to, ">\n      <{tag}{kind} message=\"{}\"", xml(message))?;
    if details.is_empty() {
        writeln!(to, "/>")?;
    } else {
        let details: Vec<Cow<'_, str>> = details.iter().map(|line| xml(line)).collect();
        writeln!(to, ">{}</{tag}>", details.join("\n"))?;
    }
    writeln!(to, "    </testcase>")
}

/// The files and rows that could not be read: a run in which there are some is not green.
fn unread(report: &Report) -> Option<Suite> {
    let case = |(at, notice): (usize, &Notice)| Case {
        class: "records".to_owned(),
        name: format!("{} {}: {}", at + 1, notice.code(), plain(&notice.file.to_string())),
        end: End::Error(plain(&notice.to_string())),
    };
    let cases: Vec<Case> = errors(report).enumerate().map(case).collect();
    (!cases.is_empty()).then(|| Suite { name: "what could not be read".to_owned(), cases })
}

fn suite<'a>(
    report: &Report,
    words: &FindingText<'_>,
    worse: Option<&Worse>,
    place: &PlaceReport,
    found: &dyn Fn(usize) -> &'a [FindingLine],
) -> Suite {
    let id = plain(&place.id);
    let mut cases = Vec::new();
    if place.standing == Standing::NothingToRead {
        let why = place.unread.as_ref().map(|unread| format!(": {}: {}", unread.file, unread.kind)).unwrap_or_default();
        cases.push(Case {
            class: format!("{id}.records"),
            name: "it sent something that can be read".to_owned(),
            end: End::Error(plain(&format!("it is expected and sent nothing that could be read{why}"))),
        });
    }
    cases.extend(place.rules.iter().map(|result| {
        let rule = &report.rules[result.rule()];
        Case {
            class: format!("{id}.{}", plain(&rule.topic)),
            name: format!("{}: {}", plain(&rule.id), plain(title(rule))),
            end: since(worse, place, &rule.id, end(report, words, result, found(result.rule()))),
        }
    }));
    Suite { name: format!("{} ({id})", called(place)), cases }
}

/// What got worse since an earlier audit and stops the gate, in words, by place and rule.
type Worse = HashMap<(String, String), Vec<String>>;

/// What got worse; nothing, where the report was not compared.
fn worse(report: &Report) -> Option<Worse> {
    let diff = report.since.as_ref()?;
    let texts = ChangeText::new(diff, Some(report));
    let mut worse = Worse::new();
    for moved in diff.stopping() {
        let said = format!("{}: {}", texts.place(moved), texts.what(moved));
        worse.entry((moved.place.to_string(), moved.rule.to_string())).or_default().push(said);
    }
    Some(worse)
}

/// How a rule's case ends at a place, without its words.
fn kind(report: &Report, worse: Option<&Worse>, place: &PlaceReport, result: &RuleResult) -> Kind {
    let rule = &report.rules[result.rule()];
    match (result.verdict, worse) {
        (_, Some(worse)) if worse.contains_key(&(place.id.clone(), rule.id.clone())) => Kind::Failed,
        (Verdict::Pass, _) => Kind::Passed,
        (Verdict::Fail, None) if rule.severity != Severity::Info => Kind::Failed,
        _ => Kind::Skipped,
    }
}

/// Against an earlier audit only what got worse fails: what was known is skipped, with its reason.
fn since(worse: Option<&Worse>, place: &PlaceReport, rule: &str, end: End) -> End {
    let Some(worse) = worse else { return end };
    match (worse.get(&(place.id.clone(), rule.to_owned())), end) {
        (Some(worse), _) => {
            let message = format!("worse than before: {}", counted(worse.len() as u64, THINGS));
            End::Failed(message, worse.clone())
        }
        (None, End::Failed(message, details)) => End::Skipped(format!("known: {message}"), details),
        (None, end) => end,
    }
}

/// What got worse at places, or by rules, that are no longer there.
fn gone(report: &Report, worse: &Worse) -> Option<Suite> {
    let mut left: Vec<_> = worse
        .iter()
        .filter(|((place, rule), _)| {
            report.place(place).is_none() || report.rules.iter().all(|known| known.id != *rule)
        })
        .collect();
    left.sort();
    let case = |((place, rule), said): (&(String, String), &Vec<String>)| Case {
        class: format!("{}.gone", plain(place)),
        name: plain(rule),
        end: End::Failed("no longer shown".to_owned(), said.clone()),
    };
    let cases: Vec<Case> = left.into_iter().map(case).collect();
    (!cases.is_empty()).then(|| Suite { name: "what is no longer there".to_owned(), cases })
}

fn end(report: &Report, words: &FindingText<'_>, result: &RuleResult, found: &[FindingLine]) -> End {
    let rule = &report.rules[result.rule()];
    // Rows that were counted and not kept.
    let more = || {
        let kept = found.iter().filter(|line| line.finding.verdict == result.verdict).count();
        let more = let_go(report, result, result.verdict, kept);
        (more > 0).then(|| format!("and {} not listed here", counted(more, ("more row", "more rows"))))
    };
    let details = || {
        let of =
            found.iter().filter(|line| line.finding.verdict != Verdict::Waived || result.verdict == Verdict::Waived);
        of.map(|line| {
            let spot = spot(line);
            if spot.is_empty() { words.what(line) } else { format!("{spot}: {}", words.what(line)) }
        })
        .chain(more())
        .chain((!rule.fix.is_empty()).then(|| format!("fix: {}", plain(&rule.fix))))
        .collect::<Vec<_>>()
    };
    let counts = counts(rule, result);
    match result.verdict {
        Verdict::Pass => End::Passed,
        // It is in no standing and no gate.
        Verdict::Fail if rule.severity == Severity::Info => End::Skipped(format!("listed only: {counts}"), details()),
        Verdict::Fail => End::Failed(format!("{}: {counts}", rule.severity.name()), details()),
        Verdict::Unknown => End::Skipped(counts, details()),
        Verdict::Waived => End::Skipped(
            found.iter().find_map(|line| words.waiver(line)).map_or_else(
                || "waived".to_owned(),
                |waiver| format!("waived until {}: {}", waiver.expires, plain(&waiver.reason)),
            ),
            details(),
        ),
        Verdict::NotApplicable => {
            let due = rule.due.as_deref().filter(|_| result.is_not_due());
            let why = due.map_or_else(|| "does not apply".to_owned(), |due| format!("not due yet: {}", plain(due)));
            End::Skipped(why, Vec::new())
        }
    }
}

impl End {
    fn kind(&self) -> Kind {
        match self {
            Self::Passed => Kind::Passed,
            Self::Skipped(..) => Kind::Skipped,
            Self::Failed(..) => Kind::Failed,
            Self::Error(_) => Kind::Error,
        }
    }
}

impl Counts {
    fn of_place(report: &Report, worse: Option<&Worse>, place: &PlaceReport) -> Self {
        let mut counts = Self::default();
        if place.standing == Standing::NothingToRead {
            counts.add(Kind::Error);
        }
        place.rules.iter().for_each(|result| counts.add(kind(report, worse, place, result)));
        counts
    }

    fn add(&mut self, kind: Kind) {
        self.0[0] += 1;
        match kind {
            Kind::Passed => {}
            Kind::Failed => self.0[1] += 1,
            Kind::Error => self.0[2] += 1,
            Kind::Skipped => self.0[3] += 1,
        }
    }

    fn merge(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, theirs)| *own += theirs);
    }

    fn attributes(&self) -> String {
        let [tests, failures, errors, skipped] = self.0;
        format!(" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"0\"")
    }
}

/// A text in XML; what XML cannot hold at all becomes `?`.
fn xml(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| (b' '..0x7f).contains(&byte) && !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('?'),
            c if c.is_control() => safe.push('?'),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}
