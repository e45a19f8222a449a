//! The findings kept: of each place and rule the worst, and in all the worst; collected loosely, and sorted once at the end.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::keep::Keep;
use crate::engine::parallel::{MANY, both};
use crate::finding::{Finding, Severity, Verdict};
use crate::place::PlaceId;

/// A rule, as far as the order of findings asks about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfRule {
    pub(super) severity: Severity,
    /// Whether it can be met as a whole while some rows fail it: then what they fail is not shown, and must not take the room of what is.
    pub(super) is_share: bool,
}

/// What is known of a finding before it is made.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) place: usize,
    pub(super) id: &'a PlaceId,
    pub(super) rule: usize,
    pub(super) verdict: Verdict,
    pub(super) weight: u64,
}

/// The findings of one place and rule.
#[derive(Clone, Debug)]
struct Kept {
    id: PlaceId,
    /// In order, once they are sorted.
    findings: Vec<Arc<Finding>>,
    /// Where there are as many as are kept: the last of them, when they were last sorted. What comes after it is let go.
    last: Option<Bound>,
}

/// The least that is still kept.
#[derive(Clone, Debug)]
struct Bound {
    severity: Severity,
    id: PlaceId,
    rule: usize,
    finding: Arc<Finding>,
}

/// The findings of one kind of rules, with a limit on how many are kept in all.
#[derive(Clone, Debug, Default)]
struct Pool {
    kept: HashMap<(usize, usize), Kept, RandomState>,
    /// How many findings there are.
    count: usize,
    last: Option<Bound>,
}

/// All findings kept.
#[derive(Clone, Debug)]
pub(super) struct Findings {
    rules: Vec<OfRule>,
    each: usize,
    in_all: usize,
    /// Of rules that ask all rows, and of rules that ask a share of them.
    pools: [Pool; 2],
    /// By place, whether any is kept there: known once they are sorted, for most of many places have none.
    has_any: Vec<bool>,
}

/// How findings of all places and rules are ordered, the worst first: by verdict, by the severity of the rule, by units; then by place and
/// rule, so that one order holds whatever order the rows are in; then as those of one place and rule are.
pub(crate) fn worst_first(
    (a_severity, a_id, a_rule, a): (Severity, &str, usize, &Finding),
    (b_severity, b_id, b_rule, b): (Severity, &str, usize, &Finding),
) -> Ordering {
    (a.verdict, a_severity, Reverse(a.weight()), a_id, a_rule)
        .cmp(&(b.verdict, b_severity, Reverse(b.weight()), b_id, b_rule))
        .then_with(|| a.order(b))
}

/// The first letters of a text as one number, in the order of texts.
fn first_letters(text: &str) -> u128 {
    let mut first = [0; 16];
    first.iter_mut().zip(text.bytes()).for_each(|(own, byte)| *own = byte);
    u128::from_be_bytes(first)
}

/// How many findings may gather before those above the limit are dropped.
fn room(kept: usize) -> usize {
    kept.saturating_add(kept / 2 + 64)
}

impl Findings {
    pub(super) fn new(rules: Vec<OfRule>, keep: &Keep) -> Self {
        Self { rules, each: keep.each, in_all: keep.in_all, pools: Default::default(), has_any: Vec::new() }
    }

    /// Lets all go.
    pub(super) fn clear(&mut self) {
        self.pools = Default::default();
    }

    /// The findings of a place and rule; in order, worst first, once they are sorted.
    pub(super) fn of(&self, place: usize, rule: usize) -> &[Arc<Finding>] {
        if !self.has_any.is_empty() && !self.has_any.get(place).is_some_and(|has_any| *has_any) {
            return &[];
        }
        let kept = self.rules.get(rule).and_then(|of| self.pools[usize::from(of.is_share)].kept.get(&(place, rule)));
        kept.map_or(&[], |kept| &kept.findings)
    }

    /// Whether a finding of a rule and verdict can still be one of those kept, whatever else it is.
    pub(super) fn has_room(&self, rule: usize, verdict: Verdict) -> bool {
        let of = self.rules[rule];
        let last = self.pools[usize::from(of.is_share)].last.as_ref();
        last.is_none_or(|last| (verdict, of.severity) <= (last.finding.verdict, last.severity))
    }

    /// Whether a finding like this would be kept, as far as is known before it is made; `asset` gives the asset it is about.
    pub(super) fn would_keep(&self, candidate: Candidate<'_>, asset: impl FnOnce() -> Arc<str>) -> bool {
        let of = self.rules[candidate.rule];
        let pool = &self.pools[usize::from(of.is_share)];
        let key = (candidate.verdict, Reverse(candidate.weight));
        // By the last of all that are kept, then by the last of its place and rule.
        let in_all = pool.last.as_ref().map_or(Ordering::Less, |last| {
            let own = (candidate.verdict, of.severity, key.1, candidate.id, candidate.rule);
            let least = &last.finding;
            own.cmp(&(least.verdict, last.severity, Reverse(least.weight()), &last.id, last.rule))
        });
        let last_of_each = pool.kept.get(&(candidate.place, candidate.rule)).and_then(|kept| kept.last.as_ref());
        let each = last_of_each
            .map_or(Ordering::Less, |last| key.cmp(&(last.finding.verdict, Reverse(last.finding.weight()))));
        match in_all.max(each) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal => {
                let asset = asset();
                let is_before = |order, last: Option<&Bound>| {
                    order == Ordering::Less || last.is_none_or(|last| asset <= last.finding.asset)
                };
                is_before(in_all, pool.last.as_ref()) && is_before(each, last_of_each)
            }
        }
    }

    /// Keeps a finding, and lets go the least of too many.
    pub(super) fn keep(&mut self, (place, id, rule): (usize, &PlaceId, usize), finding: Arc<Finding>) {
        self.has_any.clear();
        let of = self.rules[rule];
        let pool = &mut self.pools[usize::from(of.is_share)];
        let kept =
            pool.kept.entry((place, rule)).or_insert_with(|| Kept { id: id.clone(), findings: Vec::new(), last: None });
        kept.findings.push(finding);
        pool.count += 1;
        if kept.findings.len() >= room(self.each) {
            pool.count -= kept.cut(self.each, (of.severity, rule));
        }
        if pool.count >= room(self.in_all) {
            pool.cut((self.each, self.in_all), &self.rules);
        }
    }

    /// Takes what another kept of the same places and rules.
    pub(super) fn join(&mut self, other: Self) {
        for (at, kept) in other.pools.into_iter().flat_map(|pool| pool.kept) {
            for finding in kept.findings {
                self.keep((at.0, &kept.id, at.1), finding);
            }
        }
    }

    /// Lets go what is too much, and puts the rest in order.
    pub(super) fn sort(&mut self) {
        self.has_any.clear();
        for pool in &mut self.pools {
            pool.cut((self.each, self.in_all), &self.rules);
            let mut kept: Vec<&mut Kept> = pool.kept.values_mut().collect();
            // Two at once, where there is enough to do.
            let threads = if pool.count > MANY { 2 } else { 1 };
            let half = kept.len() / 2;
            let (one, other) = kept.split_at_mut(half);
            let sort = |kept: &mut [&mut Kept]| kept.iter_mut().for_each(|kept| kept.sort());
            both(threads, || sort(one), || sort(other));
            for (place, _) in pool.kept.keys() {
                if self.has_any.len() <= *place {
                    self.has_any.resize(*place + 1, false);
                }
                self.has_any[*place] = true;
            }
        }
    }
}

impl Kept {
    /// Puts all in order. Most differ in the first letters of their asset, which are at hand here and not behind two pointers.
    fn sort(&mut self) {
        let key = |finding: &Finding| (finding.verdict, Reverse(finding.weight()), first_letters(&finding.asset));
        let mut keyed: Vec<_> = self.findings.drain(..).map(|finding| (key(&finding), finding)).collect();
        keyed.sort_unstable_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.order(other)));
        self.findings.extend(keyed.into_iter().map(|(_, finding)| finding));
    }

    /// Drops all but the first `keep`; returns how many were dropped.
    fn cut(&mut self, keep: usize, (severity, rule): (Severity, usize)) -> usize {
        let more = self.findings.len().saturating_sub(keep);
        if more > 0 && keep > 0 {
            let (_, last, _) = self.findings.select_nth_unstable_by(keep - 1, |a, b| a.order(b));
            self.last = Some(Bound { severity, id: self.id.clone(), rule, finding: last.clone() });
        }
        self.findings.truncate(keep);
        more
    }
}

impl Pool {
    /// Drops all but the first `each` of each place and rule, and of those all but the first `in_all`.
    fn cut(&mut self, (each, in_all): (usize, usize), rules: &[OfRule]) {
        for ((_, rule), kept) in &mut self.kept {
            self.count -= kept.cut(each, (rules[*rule].severity, *rule));
        }
        if self.count <= in_all {
            return;
        }
        type Key<'a> = (Severity, &'a str, usize, &'a Arc<Finding>);
        let by_worst = |a: &Key<'_>, b: &Key<'_>| worst_first((a.0, a.1, a.2, a.3), (b.0, b.1, b.2, b.3));
        let mut all: Vec<Key<'_>> = Vec::with_capacity(self.count);
        for ((_, rule), kept) in &self.kept {
            let id = kept.id.as_str();
            all.extend(kept.findings.iter().map(|finding| (rules[*rule].severity, id, *rule, finding)));
        }
        let last = in_all.checked_sub(1).map(|last| {
            let (_, (severity, id, rule, finding), _) = all.select_nth_unstable_by(last, by_worst);
            Bound { severity: *severity, id: PlaceId::own(id), rule: *rule, finding: (*finding).clone() }
        });
        // Those equal in order to the last one are kept as far as there is room.
        let order = |severity, id: &PlaceId, rule, finding: &Finding| {
            last.as_ref().map_or(Ordering::Greater, |last| {
                let least = (last.severity, last.id.as_str(), last.rule, &*last.finding);
                worst_first((severity, id.as_str(), rule, finding), least)
            })
        };
        let before = all[..in_all].iter().filter(|(severity, id, rule, finding)| {
            last.as_ref().is_some_and(|last| {
                let least = (last.severity, last.id.as_str(), last.rule, &*last.finding);
                worst_first((*severity, id, *rule, &***finding), least).is_lt()
            })
        });
        let mut alike = in_all - before.count();
        drop(all);
        self.kept.retain(|(_, rule), kept| {
            let (id, severity) = (&kept.id, rules[*rule].severity);
            kept.findings.retain(|finding| match order(severity, id, *rule, finding) {
                Ordering::Less => true,
                Ordering::Equal if alike > 0 => {
                    alike -= 1;
                    true
                }
                Ordering::Equal | Ordering::Greater => false,
            });
            !kept.findings.is_empty()
        });
        self.count = in_all;
        self.last = last;
    }
}
