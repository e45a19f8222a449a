//! What became of every finding between two sides. Vanishing is not mending: what cannot be shown to be met is worse.

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::Why;
use super::kept::partly_kept;
use crate::audit::{Fate, Fates, Wanted};
use crate::engine::parallel::{MANY, both};
use crate::finding::{Severity, Verdict};
use crate::report::model::finding_line::FindingLine;
use crate::report::v1::{Report, RuleResult};

/// What became of one finding.
#[derive(Clone, Debug)]
pub struct Move {
    /// Why it is not what it was.
    pub why: Why,
    /// Fail, where it fails or failed on either side; else unknown.
    pub basis: Verdict,
    /// How grave it counts: as it is, or as it was where it is gone.
    pub severity: Severity,
    /// The rule's id.
    pub rule: Arc<str>,
    /// The place's id.
    pub place: Arc<str>,
    /// The finding as it was, by its place among the old side's.
    pub old: Option<usize>,
    /// The finding as it is, by its place among the new side's.
    pub new: Option<usize>,
}

/// What can be asked beside the two sides.
#[derive(Clone, Copy, Debug)]
pub struct Witness<'a> {
    /// What became of the assets whose findings are gone, in the new records.
    pub fates: Option<&'a Fates>,
    /// What they were in the old records.
    pub old_fates: Option<&'a Fates>,
    /// The new records judged on the old side's day: what tells the calendar where the old records are not at hand.
    pub turned: Option<&'a Report>,
    /// The old records judged on the new side's day: what tells the calendar where they are.
    pub later: Option<&'a Report>,
}

/// The findings of a side by rule and place, and then by asset: those of one rule and place follow one another, and so stay near.
struct Known<'a>(HashMap<(&'a str, &'a str), HashMap<&'a str, usize, RandomState>, RandomState>);

impl<'a> Known<'a> {
    fn of(side: &'a Report) -> Self {
        let mut known = Self(HashMap::default());
        let mut first = 0;
        for same in side.findings.chunk_by(|a, b| (a.rule, a.place) == (b.rule, b.place)) {
            let (rule, place, _) = key(side, &same[0]);
            let assets = known.0.entry((rule, place)).or_default();
            assets.extend(same.iter().zip(first..).map(|(line, at)| (&*line.finding.asset, at)));
            first += same.len();
        }
        known
    }

    fn get(&self, (rule, place, asset): &(&str, &str, &str)) -> Option<usize> {
        self.0.get(&(*rule, *place))?.get(asset).copied()
    }

    fn has(&self, key: &(&str, &str, &str)) -> bool {
        self.get(key).is_some()
    }
}

fn key<'a>(side: &'a Report, line: &'a FindingLine) -> (&'a str, &'a str, &'a str) {
    (&side.rules[line.rule].id, &side.jurisdictions[line.place].id, &line.finding.asset)
}

/// What tells an asset: its key without the number that parts it from others alike.
fn base(asset: &str, others: impl Fn(&str) -> bool) -> &str {
    match asset.rsplit_once('#') {
        Some((base, number)) if number.parse::<u32>().is_ok() && others(base) => base,
        _ => asset,
    }
}

/// The assets of the old side's findings that the new side does not have: what became of them is to be asked of the records. The old side
/// must be narrowed as the new one is.
#[must_use]
pub fn asked_after(old: &Report, new: &Report) -> Wanted {
    let here = Known::of(new);
    let keys = LazyCell::new(|| assets(old));
    let mut wanted = Wanted::new();
    for line in old.findings.iter().filter(|line| !line.finding.asset.is_empty()) {
        if !here.has(&key(old, line)) {
            let place = &old.jurisdictions[line.place].id;
            wanted
                .entry(place.to_string())
                .or_default()
                .insert(base(&line.finding.asset, |asset| keys.contains(asset)).to_owned());
        }
    }
    wanted
}

fn assets(side: &Report) -> HashSet<&str, RandomState> {
    side.findings.iter().map(|line| &*line.finding.asset).collect()
}

/// Everything that is known of both sides.
struct Sides<'a> {
    old: &'a Report,
    new: &'a Report,
    witness: &'a Witness<'a>,
    here: Known<'a>,
    before: Known<'a>,
    /// The new records on the old day.
    turned: Option<Known<'a>>,
    /// The old records on the new day.
    later: Option<Known<'a>>,
    old_rules: HashMap<&'a str, usize, RandomState>,
    new_rules: HashMap<&'a str, usize, RandomState>,
    turned_rules: HashMap<&'a str, usize, RandomState>,
    old_places: HashMap<&'a str, usize, RandomState>,
    new_places: HashMap<&'a str, usize, RandomState>,
    turned_places: HashMap<&'a str, usize, RandomState>,
    /// The weight of the old findings that are gone, by rule and place.
    gone_weight: HashMap<(usize, usize), u64, RandomState>,
    /// What either side counted and did not keep, by its own rules and places.
    old_partly: HashSet<(usize, usize), RandomState>,
    new_partly: HashSet<(usize, usize), RandomState>,
    same_rules: bool,
    same_waivers: bool,
}

fn by_id<'a>(ids: impl Iterator<Item = &'a Arc<str>>) -> HashMap<&'a str, usize, RandomState> {
    ids.enumerate().map(|(at, id)| (&**id, at)).collect()
}

pub(super) fn moves(old: &Report, new: &Report, witness: &Witness<'_>) -> (Vec<Move>, Vec<Why>) {
    let threads = if new.findings.len() > MANY { 0 } else { 1 };
    let (here, before) = both(threads, || Known::of(new), || Known::of(old));
    let mut gone_weight: HashMap<(usize, usize), u64, RandomState> = HashMap::default();
    for line in old.findings.iter().filter(|line| !here.has(&key(old, line))) {
        *gone_weight.entry((line.rule, line.place)).or_default() += line.finding.weight();
    }
    let sides = Sides {
        old,
        new,
        witness,
        here,
        gone_weight,
        before,
        turned: witness.turned.map(Known::of),
        later: witness.later.map(Known::of),
        old_rules: by_id(old.rules.iter().map(|rule| &rule.id)),
        new_rules: by_id(new.rules.iter().map(|rule| &rule.id)),
        turned_rules: witness.turned.map(|side| by_id(side.rules.iter().map(|rule| &rule.id))).unwrap_or_default(),
        old_places: by_id(old.jurisdictions.iter().map(|place| &place.id)),
        new_places: by_id(new.jurisdictions.iter().map(|place| &place.id)),
        turned_places: witness
            .turned
            .map(|side| by_id(side.jurisdictions.iter().map(|place| &place.id)))
            .unwrap_or_default(),
        old_partly: partly_kept(old),
        new_partly: partly_kept(new),
        same_rules: old.same_rules(new),
        same_waivers: old.evidence.waivers == new.evidence.waivers,
    };
    let mut moves: Vec<Move> = new.findings.iter().enumerate().map(|(at, line)| sides.present(at, line)).collect();
    let of_new = moves.iter().map(|moved| moved.why).collect();
    moves.extend(sides.gone());
    let units = |moved: &Move| {
        let of = |side: &Report, at: Option<usize>| at.map(|at| side.findings[at].finding.weight());
        of(new, moved.new).or_else(|| of(old, moved.old)).unwrap_or(0)
    };
    // What is worse and fails first, gravest first; then as people look things up.
    moves.sort_by(|a, b| {
        let rank = |moved: &Move| (!moved.why.is_worse(), moved.basis, moved.severity);
        (rank(a), &a.place, &a.rule, Reverse(units(a))).cmp(&(rank(b), &b.place, &b.rule, Reverse(units(b))))
    });
    (moves, of_new)
}

impl Sides<'_> {
    /// What a finding of the new side is to the old one.
    fn present(&self, at: usize, line: &FindingLine) -> Move {
        let (rule, place, asset) = key(self.new, line);
        let old_at = self.before.get(&(rule, place, asset));
        let old = old_at.map(|at| &self.old.findings[at]);
        let severity = self.new.rules[line.rule].severity;
        let old_severity = old.map(|old| self.old.rules[old.rule].severity);
        let by_date = self.came_by_date((rule, place, asset), line.finding.verdict);
        let unmet = |verdict: Verdict| if verdict == Verdict::Fail { Verdict::Fail } else { Verdict::Unknown };
        let mut counted = severity;
        let (why, basis) = match (old.map(|old| old.finding.verdict), line.finding.verdict) {
            (Some(Verdict::Waived), Verdict::Waived) => (Why::Waived, Verdict::Unknown),
            (Some(was), Verdict::Waived) => (Why::WaivedSince, unmet(was)),
            // The old side may have it, and did not keep it: as long as no more is counted, it counts as known.
            (None, Verdict::Waived) if self.was_as_many(line, rule, place) => (Why::Waived, Verdict::Unknown),
            (None, is) if self.was_as_many(line, rule, place) => (Why::Known, unmet(is)),
            // Fewer fail and more are not answered: a cell that was blanked is no fix.
            (None, Verdict::Unknown) if self.may_be_blanked(line, rule, place) => (Why::Blanked, Verdict::Fail),
            (None, Verdict::Waived) if self.same_waivers || by_date => (Why::Waived, Verdict::Unknown),
            (None, Verdict::Waived) => (Why::WaivedUnseen, Verdict::Fail),
            (Some(Verdict::Fail), Verdict::Unknown) => {
                counted = old_severity.unwrap_or(severity).min(severity);
                (if by_date { Why::ByDate } else { Why::Blanked }, Verdict::Fail)
            }
            (Some(was), is) if was == is => {
                let graver = old_severity.is_some_and(|old| severity < old);
                let more = old.is_some_and(|old| line.finding.weight() > old.finding.weight());
                (
                    if graver {
                        Why::Graver
                    } else if more {
                        Why::MoreUnits
                    } else {
                        Why::Known
                    },
                    unmet(is),
                )
            }
            // Where nothing was answered, rows that do not answer are no worse.
            (None, Verdict::Unknown) if self.open_before(rule, place) => (Why::Known, Verdict::Unknown),
            (old, is) => (self.why_new(line, by_date, old.is_some()), unmet(is)),
        };
        Move {
            why,
            basis,
            severity: counted,
            rule: self.new.rules[line.rule].id.clone(),
            place: self.new.jurisdictions[line.place].id.clone(),
            old: old_at,
            new: Some(at),
        }
    }

    /// Whether the rule had no answer at all at a place.
    fn open_before(&self, rule: &str, place: &str) -> bool {
        self.before.get(&(rule, place, "")).is_some_and(|at| self.old.findings[at].finding.verdict == Verdict::Unknown)
    }

    /// The units that pass, fail, are not answered and are waived by a rule at a place, then and now; none where the old side kept all
    /// that it counted there.
    fn counted(&self, line: &FindingLine, rule: &str, place: &str) -> Option<[[u64; 4]; 2]> {
        let (old_rule, old_place) = self.old_rules.get(rule).zip(self.old_places.get(place))?;
        if !self.old_partly.contains(&(*old_rule, *old_place)) {
            return None;
        }
        let units =
            |side: &Report, place: usize, rule: usize| side.jurisdictions[place].result(rule).map(RuleResult::units);
        Some([units(self.old, *old_place, *old_rule)?, units(self.new, line.place, line.rule)?])
    }

    /// Whether the old side counted findings of a rule at a place that it did not keep, and as many as the new one has.
    fn was_as_many(&self, line: &FindingLine, rule: &str, place: &str) -> bool {
        let Some([[_, failed, unknown, waived], now]) = self.counted(line, rule, place) else { return false };
        match line.finding.verdict {
            Verdict::Fail => now[1] <= failed,
            Verdict::Waived => now[1] + now[2] + now[3] <= failed + unknown + waived,
            Verdict::Unknown | Verdict::Pass | Verdict::NotApplicable => now[2] <= unknown,
        }
    }

    /// Whether the old side counted more that fail, and less that is not answered.
    fn may_be_blanked(&self, line: &FindingLine, rule: &str, place: &str) -> bool {
        self.counted(line, rule, place).is_some_and(|[was, now]| now[1] < was[1] && now[2] > was[2])
    }

    /// Why a finding is there that was not, or was milder.
    fn why_new(&self, line: &FindingLine, by_date: bool, was_there: bool) -> Why {
        let (rule, place, _) = key(self.new, line);
        let sent = self.old_places.get(place).is_some_and(|at| self.old.jurisdictions[*at].sent());
        match () {
            () if by_date => Why::ByDate,
            () if self.rule_changed(rule) && !was_there => Why::ByRules,
            () if !sent => Why::FirstSent,
            () => Why::New,
        }
    }

    /// Whether the day alone brought a finding that the old side does not have so.
    fn came_by_date(&self, key: (&str, &str, &str), verdict: Verdict) -> bool {
        let said = |known: &Known<'_>, side: Option<&Report>| {
            known.get(&key).and_then(|at| Some(side?.findings[at].finding.verdict)) == Some(verdict)
        };
        match (&self.later, &self.turned) {
            (Some(later), _) => said(later, self.witness.later),
            // The old records are not at hand: the calendar is believed only where they counted as the new ones do on that day.
            (None, Some(turned)) => !said(turned, self.witness.turned) && self.counted_alike(key.0, key.1),
            (None, None) => false,
        }
    }

    /// Whether the day alone took away a finding of the old side.
    fn went_by_date(&self, key: (&str, &str, &str)) -> bool {
        match (&self.later, &self.turned) {
            (Some(later), _) => !later.has(&key),
            (None, Some(turned)) => turned.has(&key),
            (None, None) => false,
        }
    }

    /// Whether a rule counted the same units at a place on the old side as the new records give on its day.
    fn counted_alike(&self, rule: &str, place: &str) -> bool {
        let Some(turned) = self.witness.turned else { return false };
        let was = self.old_places.get(place).zip(self.old_rules.get(rule));
        let was = was.and_then(|(place, rule)| self.old.jurisdictions[*place].result(*rule));
        let is = self.turned_places.get(place).zip(self.turned_rules.get(rule));
        let is = is.and_then(|(place, rule)| turned.jurisdictions[*place].result(*rule));
        // A rule that was not in force on that day counted nothing.
        was.map(RuleResult::units) == is.map(RuleResult::units)
    }

    /// Whether a rule was not there, or decided by something else than its day.
    fn rule_changed(&self, rule: &str) -> bool {
        let Some(old) = self.old_rules.get(rule).map(|at| &self.old.rules[*at]) else { return true };
        if self.same_rules {
            return false;
        }
        // Digests hold the day: they are compared on the same one.
        let same_day = match self.witness.turned {
            Some(turned) => self.turned_rules.get(rule).map(|at| &turned.rules[*at]),
            None if self.old.as_of == self.new.as_of => self.new_rules.get(rule).map(|at| &self.new.rules[*at]),
            None => None,
        };
        same_day.is_some_and(|new| new.sha256 != old.sha256 && new.severity == old.severity)
    }

    /// What became of the old side's findings that the new one does not have.
    fn gone(&self) -> Vec<Move> {
        let keys = LazyCell::new(|| assets(self.old));
        let mut by_asset: HashMap<(usize, usize, &str), Vec<usize>, RandomState> = HashMap::default();
        for (at, line) in self.old.findings.iter().enumerate() {
            if !self.here.has(&key(self.old, line)) {
                by_asset
                    .entry((line.rule, line.place, base(&line.finding.asset, |asset| keys.contains(asset))))
                    .or_default()
                    .push(at);
            }
        }
        let mut moves = Vec::new();
        for ((rule, place, asset), findings) in by_asset {
            let whys = self.why_gone(rule, place, asset, findings.len());
            for (at, why) in findings.into_iter().zip(whys) {
                let verdict = self.old.findings[at].finding.verdict;
                let basis = if verdict == Verdict::Fail { Verdict::Fail } else { Verdict::Unknown };
                let why = match (why, verdict) {
                    // What was waived asked for nothing: that it went away is no loss.
                    (why, Verdict::Waived) if why.is_worse() => Why::Waived,
                    (Why::Fixed, Verdict::Unknown) => Why::Answered,
                    (why, _) => why,
                };
                let (rule, place) = (&self.old.rules[rule], &self.old.jurisdictions[place]);
                moves.push(Move {
                    why,
                    basis,
                    severity: rule.severity,
                    rule: rule.id.clone(),
                    place: place.id.clone(),
                    old: Some(at),
                    new: None,
                });
            }
        }
        // The map gives them in any order, and equal ones stay as they are here.
        moves.sort_unstable_by_key(|moved| moved.old);
        moves
    }

    /// Why so many findings of one asset under one rule are gone.
    fn why_gone(&self, rule: usize, place: usize, asset: &str, count: usize) -> Vec<Why> {
        let (old_rule, old_place) = (&self.old.rules[rule], &self.old.jurisdictions[place]);
        let all = |why| vec![why; count];
        let Some(here) = self.new_places.get(&*old_place.id).map(|at| &self.new.jurisdictions[*at]) else {
            return all(Why::NoLongerSent);
        };
        if old_place.sent() && !here.sent() {
            return all(Why::NoLongerSent);
        }
        let Some(new_rule) = self.new_rules.get(&*old_rule.id) else { return all(Why::RuleGone) };
        // What the calendar took away is neither mended nor hidden.
        if self.went_by_date((&old_rule.id, &old_place.id, asset)) {
            return all(Why::ByDate);
        }
        if self.rule_changed(&old_rule.id) {
            return all(Why::RuleGone);
        }
        let result = here.result(*new_rule);
        if asset.is_empty() {
            return all(match result.map(|result| result.verdict) {
                Some(Verdict::Pass | Verdict::Fail) => Why::Fixed,
                // A question about the place is now one about its rows, and no more answered than before.
                Some(Verdict::Unknown) => Why::Known,
                Some(Verdict::Waived) => Why::WaivedSince,
                Some(Verdict::NotApplicable) => Why::NotAsked,
                None => Why::RuleGone,
            });
        }
        match self.witness.fates {
            Some(fates) => {
                let now = fates.of(&old_place.id, asset, &old_rule.id);
                let was = self.witness.old_fates.map(|fates| fates.of(&old_place.id, asset, &old_rule.id));
                by_fate(now, was, count)
            }
            None => all(self.by_tallies(rule, place, &old_rule.id)),
        }
    }

    /// Where only two reports are at hand: what passes more than before was mended, and all else is no longer shown.
    fn by_tallies(&self, rule: usize, place: usize, id: &str) -> Why {
        let of = |side: &Report, place: Option<&usize>, rule: Option<&usize>| {
            side.jurisdictions[*place?].result(*rule?).map(RuleResult::units)
        };
        let was = of(self.old, Some(&place), Some(&rule)).unwrap_or_default();
        let new_place = self.new_places.get(&*self.old.jurisdictions[place].id);
        let is = of(self.new, new_place, self.new_rules.get(id)).unwrap_or_default();
        let gone = self.gone_weight.get(&(rule, place)).copied().unwrap_or(0);
        let open = |units: [u64; 4]| units[1] + units[2] + units[3];
        // What the new side counted and did not keep may be among what seems to be gone.
        let new_rule = self.new_rules.get(id);
        if new_place.zip(new_rule).is_some_and(|(place, rule)| self.new_partly.contains(&(*rule, *place))) {
            return match open(was).checked_sub(open(is)) {
                None | Some(0) => Why::Known,
                Some(fewer) if is[0] >= was[0] + fewer => Why::Fixed,
                Some(_) => Why::Removed,
            };
        }
        if is[0] >= was[0] + gone { Why::Fixed } else { Why::Removed }
    }
}

/// What the rows of an asset tell of its findings that are gone.
fn by_fate(now: Fate, was: Option<Fate>, count: usize) -> Vec<Why> {
    let was = was.unwrap_or_default();
    let more = |now: u32, was: u32| now.saturating_sub(was) as usize;
    // Rows that are not there any more count first: what is left says nothing of them.
    let rows = if was.rows() > 0 { was.rows() as usize } else { count };
    let mut whys = vec![Why::Removed; rows.saturating_sub(now.rows() as usize).min(count)];
    let kinds = [
        (Why::NotAsked, more(now.not_asked, was.not_asked)),
        (Why::Retired, more(now.retired, was.retired)),
        (Why::Fixed, more(now.pass, was.pass) + now.open as usize),
    ];
    for (why, rows) in kinds {
        whys.extend(vec![why; rows.min(count - whys.len())]);
    }
    whys.resize(count, Why::Removed);
    whys
}
