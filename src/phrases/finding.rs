//! What a finding says in one sentence, and where it is: the words that all formats of findings share.

use std::collections::HashMap;
use std::iter;

use super::names::{LONGEST, asked, called, title};
use super::plain::{clipped, plain};
use super::wording::{agreed, counted};
use crate::finding::{Seen, Verdict};
use crate::limits::reports::REPORT_FINDINGS;
use crate::report::advice::{is_about_place, is_unlisted, may_be};
use crate::report::{FindingLine, PlaceReport, Report};
use crate::rules::{Measure, Rule, Waiver};

/// The most columns that a sentence names for blanks, and for values.
const COLUMNS: usize = 4;

pub(crate) struct FindingText<'a> {
    pub(crate) report: &'a Report,
    waivers: HashMap<String, &'a Waiver>,
}

impl<'a> FindingText<'a> {
    pub(crate) fn new(report: &'a Report) -> Self {
        let waivers = report.waivers.iter().map(|line| (line.waiver.label(), &line.waiver)).collect();
        Self { report, waivers }
    }

    pub(crate) fn waiver(&self, line: &FindingLine) -> Option<&'a Waiver> {
        self.waivers.get(line.finding.waiver.as_deref()?).copied()
    }

    pub(crate) fn rule(&self, line: &FindingLine) -> &'a Rule {
        &self.report.rules[line.rule]
    }

    pub(crate) fn place(&self, line: &FindingLine) -> &'a PlaceReport {
        &self.report.places[line.place]
    }

    /// The place and what was found there: `Prairie County, XE: EQ-05 leaves no paper record`.
    pub(crate) fn sentence(&self, line: &FindingLine) -> String {
        format!("{}: {}", called(self.place(line)), self.what(line))
    }

    /// What was found, without the place.
    pub(crate) fn what(&self, line: &FindingLine) -> String {
        let (rule, finding) = (self.rule(line), &line.finding);
        let title = title(rule);
        let text = match finding.verdict {
            Verdict::Fail if is_about_place(rule.table) => format!("not met: {title}{}", seen(line, "; ")),
            Verdict::Fail if finding.asset.is_empty() => match rule.measure {
                Measure::Any => format!("the {} on record {}: {title}", rule.table.table().unit.1, rule.unmet),
                Measure::Share | Measure::Worst | Measure::AtLeast(_) => format!("not met: {title}"),
            },
            Verdict::Fail => {
                let unmet = agreed(&rule.unmet, finding.weight());
                format!("{} {unmet}{}{}", self.subject(line), asked(rule), seen(line, "; "))
            }
            Verdict::Waived => match self.waiver(line) {
                Some(waiver) => {
                    let until = waiver.expires.in_words();
                    format!("waived until {until}: {}{title}. Reason: {}", self.of_subject(line), waiver.reason)
                }
                None => format!("waived: {}{title}", self.of_subject(line)),
            },
            Verdict::Unknown | Verdict::Pass | Verdict::NotApplicable => {
                format!("not answered: {}{title}{}", self.of_subject(line), self.missing(line))
            }
        };
        plain(&text)
    }

    /// What a rule asks where it is not answered: the blanks, or that there is no row.
    fn missing(&self, line: &FindingLine) -> String {
        let rule = self.rule(line);
        let blanks = blanks(line);
        match () {
            () if let Some(systems) = may_be(&line.finding) => {
                format!("; the name of the system leaves open which it is: {}", systems.value)
            }
            () if !blanks.is_empty() => format!("; blank: {}", listed(&blanks)),
            () if !line.finding.seen.is_empty() => seen(line, "; what is written there settles nothing: "),
            () if self.is_unlisted(line) => {
                format!(
                    "; none on the list of {} does, and the office has not said that the list is complete",
                    rule.table.table().name
                )
            }
            () if line.finding.asset.is_empty() && !is_about_place(rule.table) => {
                format!("; no row of {} settles it", rule.table.table().name)
            }
            () => String::new(),
        }
    }

    /// Whether rows are listed, none will do, and nobody has said that the list is complete.
    fn is_unlisted(&self, line: &FindingLine) -> bool {
        let result = self.place(line).rules.get(line.rule);
        result.is_some_and(|result| is_unlisted(self.rule(line), result))
    }

    /// The asset with a colon behind it, or nothing where the finding is about the place.
    fn of_subject(&self, line: &FindingLine) -> String {
        if line.finding.asset.is_empty() { String::new() } else { format!("{}: ", self.subject(line)) }
    }

    /// The asset as people know it: `2 machines (Hart eSlate, EQ-05)`.
    fn subject(&self, line: &FindingLine) -> String {
        let finding = &line.finding;
        subject(&finding.asset, &finding.label, finding.weight(), self.rule(line).table.table().unit)
    }
}

/// An asset as people know it, by its key, its label, what it stands for and what that is called.
pub(crate) fn subject(key: &str, label: &str, weight: u64, unit: (&str, &str)) -> String {
    let key = clipped(key.trim(), LONGEST);
    let label = clipped(label.trim(), LONGEST);
    // What has no id of its own is known by a digest, which says nothing to people; a key may begin with its label.
    let names: Vec<&str> = match (label.is_empty(), key.starts_with("like-")) {
        (false, false) if key.starts_with(&label) => vec![&key],
        (false, false) => vec![&label, &key],
        (false, true) => vec![&label],
        (true, false) => vec![&key],
        (true, true) => vec![],
    };
    match (weight, names.as_slice()) {
        (1, [only]) => (*only).to_owned(),
        (1, [label, key]) => format!("{label} ({key})"),
        (count, []) => counted(count, unit),
        (count, names) => format!("{} ({})", counted(count, unit), names.join(", ")),
    }
}

/// How many findings were counted and are not shown, for formats that show each.
pub(crate) fn let_go(findings: u64) -> String {
    let are = counted(findings, ("finding is", "findings are"));
    format!("{are} {REPORT_FINDINGS}")
}

/// How many findings that are not answered are left out of what code scanning shows as alerts.
pub(crate) fn not_answered_left_out(findings: u64) -> String {
    let are = counted(findings, ("finding that is not answered is", "findings that are not answered are"));
    format!("{are} left out, because code scanning would show each as an alert; --fail-on-unknown includes them")
}

pub(crate) fn blanks(line: &FindingLine) -> Vec<&str> {
    line.finding.seen.iter().filter(|seen| seen.is_blank()).map(|seen| &*seen.column).collect()
}

/// What was seen in the records, behind some words; nothing where nothing was.
fn seen(line: &FindingLine, before: &str) -> String {
    match filled(&line.finding.seen, |seen| format!("{} {}{}", seen.column, clipped(&seen.value, LONGEST), from(seen)))
    {
        values if values.is_empty() => values,
        values => format!("{before}{values}"),
    }
}

/// The first values that are not blank, as `one` says each.
pub(crate) fn filled(seen: &[Seen], one: impl Fn(&Seen) -> String) -> String {
    let filled = seen.iter().filter(|seen| !seen.value.is_empty()).take(COLUMNS);
    filled.map(one).collect::<Vec<_>>().join(", ")
}

fn from(seen: &Seen) -> String {
    seen.from.as_ref().map(|from| format!(" ({from})")).unwrap_or_default()
}

/// The first columns of some, and how many more there are.
fn listed(columns: &[&str]) -> String {
    match columns {
        columns if columns.len() <= COLUMNS => columns.join(", "),
        columns => format!("{} and {} more", columns[..COLUMNS].join(", "), columns.len() - COLUMNS),
    }
}

/// All that a finding rests on, value by value: `vvpat=no; paper_record=`.
pub(crate) fn rests_on(line: &FindingLine) -> String {
    let one = |seen: &Seen| format!("{}={}{}", seen.column, seen.value, from(seen));
    plain(&line.finding.seen.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// Where a finding is, as people find it again; nothing where no file names it.
pub(crate) fn spot(line: &FindingLine) -> String {
    let finding = &line.finding;
    if finding.file.is_empty() { String::new() } else { plain(&finding.file.at(finding.position)) }
}

/// The file a finding is shown at: its own, where it has one; else one of its place, or the first of all.
pub(crate) fn path<'a>(report: &'a Report, line: &'a FindingLine) -> &'a str {
    let of_place = || {
        let own = iter::once(&*report.places[line.place].file);
        let mut files = own.chain(report.findings_at(line.place).iter().map(|other| &*other.finding.file));
        files.find(|file| !file.is_empty())
    };
    let own = Some(&*line.finding.file).filter(|file| !file.is_empty());
    own.or_else(of_place).map_or_else(|| first_path(report), bare)
}

/// The first file of a report; what was requested, where nothing names a file.
pub(crate) fn first_path(report: &Report) -> &str {
    let asked = || report.request.records.roots.first().map_or(".", |root| &root.name);
    bare(report.files.first().map_or_else(asked, |file| &file.path))
}

/// A path without `./`.
fn bare(path: &str) -> &str {
    path.strip_prefix("./").filter(|rest| !rest.is_empty()).unwrap_or(path)
}
