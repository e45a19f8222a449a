//! What became of a finding, in words: the sentence, and where it is.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::finding::{FindingText, filled, subject};
use super::names::LONGEST;
use super::plain::{clipped, plain};
use super::wording::{number, verdict};
use crate::finding::Verdict;
use crate::report::diff::{Diff, Move, Why};
use crate::report::v1;
use crate::report::{FindingLine, Report};

pub(crate) struct ChangeText<'a> {
    diff: &'a Diff,
    /// The report that the new side is, where it is at hand.
    report: Option<(&'a Report, FindingText<'a>)>,
}

impl<'a> ChangeText<'a> {
    pub(crate) fn new(diff: &'a Diff, report: Option<&'a Report>) -> Self {
        Self { diff, report: report.map(|report| (report, FindingText::new(report))) }
    }

    fn old(&self, moved: &Move) -> Option<&'a FindingLine> {
        moved.old.map(|at| &self.diff.old.findings[at])
    }

    fn new_one(&self, moved: &Move) -> Option<&'a FindingLine> {
        moved.new.map(|at| &self.diff.new.findings[at])
    }

    /// The side that has the finding, the new one first, and the finding.
    fn either(&self, moved: &Move) -> Option<(&'a v1::Report, &'a FindingLine)> {
        let new = self.new_one(moved).map(|finding| (&self.diff.new, finding));
        new.or_else(|| self.old(moved).map(|finding| (&self.diff.old, finding)))
    }

    pub(crate) fn place(&self, moved: &Move) -> String {
        self.either(moved).map_or_else(String::new, |(side, line)| {
            clipped(&plain(&side.jurisdictions[line.place].full_name()), LONGEST)
        })
    }

    /// What the rule asks, the asset where the finding is about one, and the same with a colon.
    fn parts(side: &'a v1::Report, line: &FindingLine) -> (&'a str, String, String) {
        let (rule, finding) = (&side.rules[line.rule], &line.finding);
        let title = rule.title.trim_end_matches('.');
        if finding.asset.is_empty() {
            return (title, String::new(), String::new());
        }
        let subject = plain(&subject(&finding.asset, &finding.label, finding.weight(), rule.unit()));
        let of = format!("{subject}: ");
        (title, subject, of)
    }

    /// Where it is, or was.
    pub(crate) fn at(&self, moved: &Move) -> String {
        let at = |line: Option<&FindingLine>| {
            let finding = &line?.finding;
            (!finding.file.is_empty()).then(|| plain(&finding.file.at(finding.position)))
        };
        at(self.new_one(moved)).or_else(|| at(self.old(moved))).unwrap_or_default()
    }

    /// The file in which a finding was that is gone, where the new side still has that file.
    pub(crate) fn old_file(&self, moved: &Move) -> Option<&'a str> {
        let (report, _) = self.report.as_ref()?;
        let file = &*self.old(moved)?.finding.file;
        report.files.binary_search_by(|known| (*known.path).cmp(file)).is_ok().then_some(file)
    }

    /// What names a finding that is gone, or is not in this report, in every report: rule, place and asset.
    pub(crate) fn fingerprint(&self, moved: &Move) -> String {
        let asset = self.either(moved).map_or("", |(_, line)| &*line.finding.asset);
        format!("{}/{}/{asset}", moved.rule, moved.place)
    }

    pub(crate) fn line(&self, moved: &Move) -> Option<&'a FindingLine> {
        let (report, _) = self.report.as_ref()?;
        report.findings.get(moved.new?)
    }

    /// Moves as people read them: for a place that is gone, one line for all, after its most severe finding; with how many each stands for.
    pub(crate) fn gathered<'m>(&self, moves: impl Iterator<Item = &'m Move>) -> Vec<(&'m Move, u64)> {
        let mut gathered: Vec<(&Move, u64)> = Vec::new();
        let mut gone: HashMap<&str, usize> = HashMap::new();
        for moved in moves {
            if moved.why == Why::NoLongerSent {
                match gone.entry(&moved.place) {
                    Entry::Occupied(at) => gathered[*at.get()].1 += 1,
                    Entry::Vacant(free) => {
                        free.insert(gathered.len());
                        gathered.push((moved, 1));
                    }
                }
            } else {
                gathered.push((moved, 1));
            }
        }
        gathered
    }

    /// The place, and what became of one finding there, or of so many.
    pub(crate) fn sentence(&self, moved: &Move, count: u64) -> String {
        format!("{}: {}", self.place(moved), self.what_of(moved, count))
    }

    /// What became of one finding, or of this many at one place.
    pub(crate) fn what_of(&self, moved: &Move, count: u64) -> String {
        let others = match count {
            0 | 1 => String::new(),
            2 => " 1 more finding went with it.".to_owned(),
            count => format!(" {} more findings went with it.", number(count - 1)),
        };
        format!("{}{others}", self.what(moved))
    }

    /// What became of it, without the place.
    pub(crate) fn what(&self, moved: &Move) -> String {
        let Some((side, line)) = self.either(moved) else { return String::new() };
        let (title, subject, of) = Self::parts(side, line);
        let who = if subject.is_empty() { "this place" } else { &subject };
        let was = match self.old(moved).map(|old| old.finding.verdict) {
            Some(Verdict::Fail) => "was not met",
            _ => "was not answered",
        };
        let text = match moved.why {
            Why::Blanked => return self.blanked(moved, &of, title),
            Why::NotAsked => {
                format!(
                    "{of}by what is recorded now, the rule no longer asks anything here; it {was}: {title}. That is not a fix."
                )
            }
            Why::Removed => {
                let retired = if side.rules[line.rule].retires() {
                    "Anything retired keeps its row, with in_service = no."
                } else {
                    "A row that is gone is not a fix."
                };
                format!("the row of {who} is gone; it {was}: {title}. {retired}")
            }
            Why::NoLongerSent => {
                format!("there is nothing left to read from this place; {of}{was}: {title}.")
            }
            Why::RuleGone => format!("the rule is gone or has changed; {of}{was}: {title}."),
            Why::WaivedUnseen => format!("{}. The other side did not have this waiver.", self.finding(moved)),
            Why::MoreUnits => {
                let before = self.old(moved).map_or(0, |old| old.finding.weight());
                format!("{} ({} before).", self.finding(moved), number(before))
            }
            Why::Graver => {
                let before = self.old(moved).map(|old| self.diff.old.rules[old.rule].severity);
                let before = before.map(|severity| format!(" ({severity} before)")).unwrap_or_default();
                format!("{}{before}.", self.finding(moved))
            }
            Why::Fixed | Why::Answered => format!("{of}{title}."),
            Why::Retired => format!("{of}out of service now; it {was}: {title}."),
            Why::ByDate if moved.new.is_none() => format!("{of}no longer asked on this day: {title}."),
            Why::New | Why::FirstSent | Why::ByDate | Why::ByRules | Why::WaivedSince | Why::Waived | Why::Known => {
                format!("{}.", self.finding(moved))
            }
        };
        plain(&text)
    }

    /// What the new side finds, without a full stop.
    fn finding(&self, moved: &Move) -> String {
        if let (Some(line), Some((_, words))) = (self.line(moved), &self.report) {
            return words.what(line).trim_end_matches('.').to_owned();
        }
        let Some((side, line)) = self.either(moved) else { return String::new() };
        let (title, _, of) = Self::parts(side, line);
        let verdict = verdict(line.finding.verdict);
        let seen = filled(&line.finding.seen, |seen| format!("{} {}", seen.column, clipped(&seen.value, LONGEST)));
        let seen = if seen.is_empty() { seen } else { format!("; {seen}") };
        plain(&format!("{of}{verdict}: {title}{seen}"))
    }

    /// What failed, and now the records do not say: which cells were blanked.
    fn blanked(&self, moved: &Move, of: &str, title: &str) -> String {
        let (old, new) = (self.old(moved), self.new_one(moved));
        let blank = |column: &str| {
            new.is_some_and(|new| new.finding.seen.iter().any(|seen| &*seen.column == column && seen.is_blank()))
        };
        let gone = old
            .iter()
            .flat_map(|old| old.finding.seen.iter())
            .filter(|seen| !seen.value.is_empty() && blank(&seen.column));
        let gone: Vec<String> =
            gone.take(4).map(|seen| format!("{} was \"{}\"", seen.column, clipped(&seen.value, LONGEST))).collect();
        let text = match gone.as_slice() {
            [] => format!("{of}was not met ({title}), and the records no longer say. A blank is not a fix."),
            gone => format!("{of}{}, and is now blank. A blank is not a fix.", gone.join(", ")),
        };
        plain(&text)
    }
}
