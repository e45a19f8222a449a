//! The findings of a report: what the ledger kept of every place and rule, in their final order.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::gathered::{Brief, Gathered, PLACES};
use super::model::finding_line::FindingLine;
use crate::audit::{Ledger, worst_first};
use crate::engine::parallel::{MANY, collected, in_parts};
use crate::finding::{Finding, Severity, Verdict};
use crate::inventory::Place;
use crate::rules::{Measure, Rule, RuleBook};
use crate::words::position::Position;

/// The findings of all places, at most so many in all, and how many more were counted than kept.
pub(super) fn findings(
    book: &RuleBook,
    ledger: &Ledger,
    gathered: &[Gathered<'_>],
    shown: &[usize],
    (most, threads): (Option<usize>, usize),
) -> (Vec<FindingLine>, u64) {
    let mut order: Vec<usize> = (0..shown.len()).collect();
    order.sort_by_key(|at| (book.rules[shown[*at]].severity, *at));
    let from = Source { book, ledger, shown, order: &order, threads };
    let cut = most.and_then(|most| from.cut(gathered, most, threads));
    let (mut lines, mut dropped) = (Vec::new(), 0);
    let of_part = |first: usize, part: &[Gathered<'_>]| {
        let (mut lines, mut dropped) = (Vec::new(), 0);
        for one in (first..).zip(part) {
            dropped += from.findings_of(one, cut.as_ref(), &mut lines);
        }
        (lines, dropped)
    };
    let Ok(()) = in_parts(threads, gathered, PLACES, of_part, |(mut of_part, dropped_of_part)| {
        lines.append(&mut of_part);
        dropped += dropped_of_part;
        Ok::<(), Infallible>(())
    });
    (lines, dropped)
}

/// What findings are taken from: the rules shown, by their places in the book, and those places gravest rule first.
struct Source<'a> {
    book: &'a RuleBook,
    ledger: &'a Ledger,
    shown: &'a [usize],
    order: &'a [usize],
    threads: usize,
}

/// So many kinds of findings there are: verdicts, and severities of each.
const KINDS: usize = Verdict::ALL.len() * Severity::ALL.len();

/// What a rule found at a place: rows that the ledger kept, or one thing about the place as a whole.
enum Found<'a> {
    Nothing,
    Rows(&'a [Arc<Finding>]),
    Place(Verdict),
}

/// What is let go of too many findings: kinds of them, from the worst that is not kept whole.
struct Cut {
    /// The verdict and the severity of which some are kept; all of what is worse, and none of what is milder.
    kind: (Verdict, Severity),
    /// The last of that kind that is kept, where any is: its place, its rule and itself.
    last: Option<(String, usize, Arc<Finding>)>,
}

impl Cut {
    /// Whether a finding stays.
    fn keeps(&self, severity: Severity, (place, rule): (&str, usize), finding: &Finding) -> bool {
        match (finding.verdict, severity).cmp(&self.kind) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal => self.last.as_ref().is_some_and(|(last_place, last_rule, last)| {
                let least = (severity, last_place.as_str(), *last_rule, &**last);
                worst_first((severity, place, rule, finding), least).is_le()
            }),
        }
    }
}

impl Source<'_> {
    fn rule(&self, rule: usize) -> &Rule {
        &self.book.rules[self.shown[rule]]
    }

    /// What a rule found at a place.
    fn found<'a>(&'a self, one: &Gathered<'_>, rule: usize) -> Found<'a> {
        let result = &one.brief[rule];
        let is_open = matches!(result.verdict, Verdict::Fail | Verdict::Unknown);
        if !is_open && !result.is_waived && one.waiver(rule).is_none() {
            return Found::Nothing;
        }
        if result.evidence && self.rule(rule).measure != Measure::Any {
            return Found::Rows(self.ledger.findings(one.index, self.shown[rule]));
        }
        if is_open || result.verdict == Verdict::Waived { Found::Place(result.verdict) } else { Found::Nothing }
    }

    /// Whether a finding about a row is shown: a rule that is met as a whole asks nothing of the rows that fail it, and those waived are
    /// shown all the same.
    fn is_shown(result: &Brief, finding: &Finding) -> bool {
        matches!(result.verdict, Verdict::Fail | Verdict::Unknown) || finding.verdict == Verdict::Waived
    }

    /// Where to cut, if there are more findings than so many.
    fn cut(&self, gathered: &[Gathered<'_>], most: usize, threads: usize) -> Option<Cut> {
        let kinds = |verdict: Verdict, severity: Severity| verdict as usize * Severity::ALL.len() + severity as usize;
        let count = |_: usize, part: &[Gathered<'_>]| {
            let mut counts = [0; KINDS];
            for (one, rule) in part.iter().flat_map(|one| (0..self.shown.len()).map(move |rule| (one, rule))) {
                let severity = self.rule(rule).severity;
                match self.found(one, rule) {
                    Found::Nothing => {}
                    Found::Place(verdict) => counts[kinds(verdict, severity)] += 1,
                    Found::Rows(rows) => {
                        for finding in rows.iter().filter(|finding| Self::is_shown(&one.brief[rule], finding)) {
                            counts[kinds(finding.verdict, severity)] += 1;
                        }
                    }
                }
            }
            vec![counts]
        };
        let mut counts = [0; KINDS];
        for of_part in collected(threads, gathered, PLACES, count) {
            counts.iter_mut().zip(of_part).for_each(|(sum, count)| *sum += count);
        }
        let mut left = most;
        let mut all = Verdict::ALL.into_iter().flat_map(|verdict| Severity::ALL.map(|severity| (verdict, severity)));
        let kind = all.find(|(verdict, severity)| match left.checked_sub(counts[kinds(*verdict, *severity)]) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        })?;
        Some(Cut { kind, last: self.last_of(gathered, kind, left) })
    }

    /// The last of the first so many findings of a kind.
    fn last_of(
        &self,
        gathered: &[Gathered<'_>],
        kind: (Verdict, Severity),
        left: usize,
    ) -> Option<(String, usize, Arc<Finding>)> {
        type Key<'a> = (&'a str, usize, Arc<Finding>);
        let order = |a: &Key<'_>, b: &Key<'_>| worst_first((kind.1, a.0, a.1, &a.2), (kind.1, b.0, b.1, &b.2));
        let last = left.checked_sub(1)?;
        let mut first: Vec<Key<'_>> = Vec::new();
        for (one, rule) in gathered.iter().flat_map(|one| (0..self.shown.len()).map(move |rule| (one, rule))) {
            if self.rule(rule).severity != kind.1 {
                continue;
            }
            let id = one.place.id.as_str();
            match self.found(one, rule) {
                Found::Place(verdict) if verdict == kind.0 => {
                    first.push((id, rule, of_place(one.place, verdict).into()));
                }
                Found::Rows(rows) => {
                    let shown = rows.iter().filter(|finding| finding.verdict == kind.0);
                    let shown = shown.filter(|finding| Self::is_shown(&one.brief[rule], finding));
                    first.extend(shown.map(|finding| (id, rule, finding.clone())));
                }
                Found::Place(_) | Found::Nothing => {}
            }
            // Of what is gathered only the first are needed.
            if first.len() > 2 * left + PLACES {
                first.select_nth_unstable_by(last, order);
                first.truncate(left);
            }
        }
        let (_, last, _) = first.select_nth_unstable_by(last, order);
        Some((last.0.to_owned(), last.1, last.2.clone()))
    }

    /// Adds the findings of one place; how many more were counted than kept.
    fn findings_of(
        &self,
        (place, one): (usize, &Gathered<'_>),
        cut: Option<&Cut>,
        lines: &mut Vec<FindingLine>,
    ) -> u64 {
        let rows = |rule: &usize| match self.found(one, *rule) {
            Found::Rows(rows) => rows.len(),
            Found::Place(_) | Found::Nothing => 0,
        };
        if self.threads != 1 && self.order.iter().map(rows).sum::<usize>() > MANY {
            // A large place is worked on rule by rule.
            let of_rules = collected(self.threads, self.order, 1, |_, rules| {
                let mut lines = Vec::new();
                let dropped = self.findings_of_rules((place, one), rules, cut, &mut lines);
                vec![(lines, dropped)]
            });
            return of_rules.into_iter().fold(0, |sum, (mut of_rule, dropped)| {
                lines.append(&mut of_rule);
                sum + dropped
            });
        }
        self.findings_of_rules((place, one), self.order, cut, lines)
    }

    /// Adds the findings of one place and some rules; how many more were counted than kept.
    fn findings_of_rules(
        &self,
        (place, one): (usize, &Gathered<'_>),
        rules: &[usize],
        cut: Option<&Cut>,
        lines: &mut Vec<FindingLine>,
    ) -> u64 {
        let mut dropped = 0;
        // Of a place that sent little most rules say the same.
        let mut of_whole: Vec<Arc<Finding>> = Vec::new();
        for rule in rules {
            let (result, severity) = (&one.brief[*rule], self.rule(*rule).severity);
            let stays =
                |finding: &Finding| cut.is_none_or(|cut| cut.keeps(severity, (one.place.id.as_str(), *rule), finding));
            match self.found(one, *rule) {
                Found::Nothing => {}
                Found::Rows(kept) => {
                    dropped += u64::from(result.found) - kept.len() as u64;
                    let shown = kept.iter().filter(|finding| Self::is_shown(result, finding));
                    let mut found: Vec<Arc<Finding>> = shown.cloned().collect();
                    let all = found.len();
                    if cut.is_some() {
                        found.retain(|finding| stays(finding));
                    }
                    dropped += (all - found.len()) as u64;
                    number(&mut found);
                    lines.extend(found.into_iter().map(|finding| FindingLine { rule: *rule, place, finding }));
                }
                Found::Place(verdict) => {
                    let waiver: Option<Arc<str>> =
                        one.waiver(*rule).map(|waiver| self.book.waivers[waiver].label().into());
                    let same = |known: &&Arc<Finding>| known.verdict == verdict && known.waiver == waiver;
                    let finding = of_whole.iter().find(same).cloned().unwrap_or_else(|| {
                        let finding: Arc<Finding> = Finding { waiver, ..of_place(one.place, verdict) }.into();
                        of_whole.push(finding.clone());
                        finding
                    });
                    if stays(&finding) {
                        lines.push(FindingLine { rule: *rule, place, finding });
                    } else {
                        dropped += 1;
                    }
                }
            }
        }
        dropped
    }
}

/// The one finding of a rule about a whole place.
fn of_place(place: &Place, verdict: Verdict) -> Finding {
    Finding {
        verdict,
        asset: Arc::default(),
        label: Arc::default(),
        units: None,
        column: None,
        seen: Arc::default(),
        waiver: None,
        file: place.file.clone(),
        position: Position { column: 0, ..place.position },
    }
}

/// Numbers findings whose assets cannot be told apart: the second is `…#2`.
fn number(findings: &mut [Arc<Finding>]) {
    if findings.len() < 2 {
        return;
    }
    let mut met: HashMap<&str, u32, RandomState> =
        HashMap::with_capacity_and_hasher(findings.len(), RandomState::default());
    let mut again: Vec<(usize, u32)> = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        let times = met.entry(&finding.asset).or_default();
        *times += 1;
        if *times > 1 {
            again.push((at, *times));
        }
    }
    for (at, times) in again {
        let asset = format!("{}#{times}", findings[at].asset);
        Arc::make_mut(&mut findings[at]).asset = asset.into();
    }
}
