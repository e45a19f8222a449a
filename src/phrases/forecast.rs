//! What a forecast says: each turn in a sentence, why it comes, and what is the same of many.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{label, title};
use super::plain::plain;
use super::result::{counts_rows, judged};
use super::wording::{agreed, counted, first_small, number, row_of};
use crate::audit::{Because, Class};
use crate::finding::{Severity, Verdict};
use crate::forecast::days::DayKind;
use crate::predicate::Cause;
use crate::report::advice::only_place;
use crate::report::{Direction, PlaceReport, Report, Turn, Turns};
use crate::rules::Rule;
use crate::rules::law::Clause;
use crate::schema::TableId;
use crate::words::value::{Day, Span};

/// What every page of a forecast says first.
pub(crate) const IF: &str = "This is what the dates in the records bring if nobody changes the records. Answers that are open today stay \
                             open: no date says when they will be given.";

/// So many reasons of one turn are shown.
const REASONS: usize = 2;

pub(crate) struct ForecastText<'a> {
    pub(crate) report: &'a Report,
    pub(crate) turns: &'a Turns,
    /// The one place that it is about.
    pub(crate) only: Option<usize>,
}

impl<'a> ForecastText<'a> {
    /// What changes at the places of a report: all, or the one place that it is about.
    pub(crate) fn new(report: &'a Report, turns: &'a Turns) -> Self {
        Self { report, turns, only: only_place(report) }
    }

    /// The same of all places, even those that only sum up the one.
    pub(crate) fn of_all(report: &'a Report, turns: &'a Turns) -> Self {
        Self { report, turns, only: None }
    }

    /// The turns, in order of days: all, or those of the one place.
    pub(crate) fn list(&self) -> impl Iterator<Item = &'a Turn> {
        let only = self.only;
        self.turns.all.iter().filter(move |turn| only.is_none_or(|only| turn.place == only))
    }

    /// The turns for the worse of rules that count, in order of days.
    pub(crate) fn due(&self) -> impl Iterator<Item = &'a Turn> {
        let rules = &self.turns.rules;
        self.list().filter(|turn| turn.direction() == Direction::Worse && rules[turn.rule].severity != Severity::Info)
    }

    pub(crate) fn rule(&self, turn: &Turn) -> &'a Rule {
        &self.turns.rules[turn.rule]
    }

    pub(crate) fn place(&self, turn: &Turn) -> &'a PlaceReport {
        &self.report.places[turn.place]
    }

    /// From when to when: `30 November 2026 to 7 November 2028`.
    pub(crate) fn span(&self) -> String {
        format!("{} to {}", self.report.as_of.in_words(), self.turns.until.in_words())
    }

    /// The turns of a month, by month; in each, worse ones first, the gravest rules first.
    pub(crate) fn by_month(&self) -> Vec<(String, Vec<&'a Turn>)> {
        let mut months: BTreeMap<(i16, i8), Vec<&Turn>> = BTreeMap::new();
        for turn in self.list() {
            let day = turn.on.civil();
            months.entry((day.year(), day.month())).or_default().push(turn);
        }
        let named = |((_, _), mut turns): ((i16, i8), Vec<&'a Turn>)| {
            turns.sort_by_key(|turn| (turn.direction(), self.rule(turn).severity, turn.on, turn.place, turn.rule));
            let name = turns.first().map(|turn| turn.on.civil().strftime("%B %Y").to_string()).unwrap_or_default();
            (name, turns)
        };
        months.into_iter().map(named).collect()
    }

    /// What changes, in one sentence without the place: `12 machines are past 10 years; then 14 of 32`.
    pub(crate) fn what(&self, turn: &Turn) -> String {
        let rule = self.rule(turn);
        let [before, after] = &turn.counts();
        let title = title(rule);
        let text = match (turn.from, turn.to) {
            (_, None) => format!("the rule ends: {title}"),
            (None, Some(Verdict::Fail)) if !counts_rows(rule) => format!("the rule begins, and is not met: {title}"),
            (None, Some(verdict)) if verdict != Verdict::Fail => {
                format!("the rule begins, and is {}: {title}", comes_to(verdict))
            }
            (from, Some(to)) if !counts_rows(rule) => match (from, to) {
                (Some(Verdict::Fail), Verdict::Pass) => format!("met: {title}"),
                (_, Verdict::Pass) => format!("shown to be met: {title}"),
                (_, Verdict::Fail) => format!("no longer met: {title}"),
                (Some(Verdict::Pass), Verdict::Unknown) => format!("no longer shown to be met: {title}"),
                (_, to) => format!("{}: {title}", comes_to(to)),
            },
            (from, Some(to)) => {
                let units = rule.table.table().unit;
                let mut parts: Vec<String> = Vec::new();
                let more = |class: Class| after.of(class).weight.saturating_sub(before.of(class).weight);
                let failing = more(Class::Fail);
                if failing > 0 {
                    let of = format!("then {} of {}", number(after.fail().weight), number(judged(after)));
                    let then = if before.fail().weight > 0 { format!(" ({of})") } else { String::new() };
                    parts.push(format!("{} {}{then}", counted(failing, units), unmet(rule, failing)));
                }
                let open = more(Class::Unknown);
                if open > 0 {
                    let are = agreed("are no longer shown to meet the rule", open);
                    parts.push(format!("{} {are}: {title}", counted(open, units)));
                }
                let passing = more(Class::Pass);
                if passing > 0 && failing == 0 {
                    let meets = agreed("meet the rule", passing);
                    parts.push(format!("{} {meets} from then on: {title}", counted(passing, units)));
                }
                let waived = after.waived().weight.saturating_sub(before.waived().weight);
                if waived > 0 {
                    parts.push(format!("{} waived: {title}", counted(waived, units)));
                }
                if parts.is_empty() {
                    let asked = judged(after) + after.waived().weight;
                    parts.push(match asked {
                        0 => format!("{}: {title}", comes_to(to)),
                        asked => format!("then asked of {}: {title}", counted(asked, units)),
                    });
                }
                let begins = if from.is_none() { "the rule begins: " } else { "" };
                format!("{begins}{}", parts.join("; "))
            }
        };
        plain(&text)
    }

    /// Why it comes on that day: `first used on 5 January 2012, plus 15 years`; the commonest reasons, then how many more.
    pub(crate) fn why(&self, turn: &Turn) -> String {
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for because in turn.assets.iter().flat_map(|asset| &asset.because) {
            *reasons.entry(reason(because)).or_default() += 1;
        }
        // What a waiver covers as a whole has no asset to say so.
        if turn.assets.is_empty() && turn.from == Some(Verdict::Waived) {
            reasons.insert(reason(&Because::WaiverEnded), 1);
        }
        let mut reasons: Vec<(String, usize)> = reasons.into_iter().collect();
        reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let left = reasons.len().saturating_sub(REASONS);
        let mut shown: Vec<String> = reasons.into_iter().take(REASONS).map(|(reason, _)| reason).collect();
        if left > 0 {
            shown.push(format!("{} more", counted(left as u64, ("date", "dates"))));
        }
        plain(&row_of(&shown))
    }

    /// By when to decide on what fixes it, if an action is known that takes its time.
    pub(crate) fn decide(&self, turn: &Turn) -> Option<String> {
        let months = turn.lead_months.filter(|months| *months > 0)?;
        let by = turn.decide_by()?;
        Some(if by < self.report.as_of {
            format!("to fix it takes {}, longer than is left", counted(u64::from(months), ("month", "months")))
        } else {
            format!("decide by {}", by.in_words())
        })
    }

    /// The assets that change, by what they are called, up to so many.
    pub(crate) fn assets(&self, turn: &Turn, most: usize) -> String {
        let unit = self.rule(turn).table.table().unit;
        let named = turn.assets.iter().filter(|asset| !asset.asset.is_empty());
        let subject = |asset: &crate::audit::AssetTurn| {
            super::finding::subject(&asset.asset, &asset.label, asset.units.unwrap_or(1), unit)
        };
        let mut names: Vec<String> = named.map(subject).collect();
        let left = names.len().saturating_sub(most) as u64 + turn.others;
        names.truncate(most);
        if left > 0 {
            names.push(format!("{} more", number(left)));
        }
        plain(&row_of(&names))
    }

    /// What a day is of which there is a whole report: `presidential election`; empty where it is nothing special.
    pub(crate) fn kind(kind: Option<DayKind>) -> &'static str {
        match kind {
            Some(DayKind::Presidential) => "presidential election",
            Some(DayKind::Federal) => "federal election",
            Some(DayKind::Last | DayKind::End) => "",
            None => "today",
        }
    }

    /// Until when the records name elections, where that is before the last day: what is due before later ones is not known.
    pub(crate) fn elections(&self) -> Option<String> {
        let until = self.turns.until;
        let short = |election: &Option<Day>| election.is_none_or(|day| day < until);
        if let Some(only) = self.only {
            let election = self.turns.elections.get(only).filter(|election| short(election))?;
            let named = match election {
                Some(day) if *day >= self.report.as_of => {
                    format!("The records name one election, on {}; what is due before later ones", day.in_words())
                }
                Some(_) | None => {
                    "The records name no election that is to come; what is due before elections".to_owned()
                }
            };
            return Some(format!("{named} is not in this forecast."));
        }
        let judged = self.report.places.iter().zip(&self.turns.elections).filter(|(place, _)| !place.has_below);
        let lacking = judged.filter(|(_, election)| short(election)).count() as u64;
        (lacking > 0).then(|| {
            let places = counted(lacking, ("place names", "places name"));
            let one = if lacking == 1 { "its" } else { "their" };
            format!(
                "{places} no election, or none after {one} next; what is due before later ones is not in this forecast."
            )
        })
    }

    /// State laws that begin or end, by day; they change no verdict.
    pub(crate) fn laws(&self) -> Vec<(Day, &'static str, &'a str, &'a Clause)> {
        let ahead = |day: Day| day > self.report.as_of && day <= self.turns.until;
        let mut all: Vec<(Day, &str, &str, &Clause)> = Vec::new();
        for law in &self.report.law {
            for clause in &law.clauses {
                let begins = Some(clause.in_force.day()).filter(|day| ahead(*day));
                let ends = clause.until.map(|last| Day::from_number(last.number() + 1)).filter(|day| ahead(*day));
                all.extend(begins.map(|day| (day, "begins", law.state.as_str(), clause)));
                all.extend(ends.map(|day| (day, "has ended", law.state.as_str(), clause)));
            }
        }
        all.sort_by_key(|(day, _, state, clause)| (*day, *state, clause.code.as_str()));
        all.dedup_by_key(|(day, what, state, clause)| (*day, *what, *state, clause.code.as_str()));
        all
    }

    /// What falls due, rule by rule, the gravest first: the rule, how many units at how many places, and the first day.
    pub(crate) fn by_rule(&self) -> Vec<(&'a Rule, String)> {
        let mut rules: BTreeMap<usize, [Due; 2]> = BTreeMap::new();
        for turn in self.list().filter(|turn| turn.direction() == Direction::Worse) {
            let [failing, open] = rules.entry(turn.rule).or_default();
            let [before, after] = turn.counts();
            let fails = turn.to == Some(Verdict::Fail) && (turn.from != turn.to || turn.more_failing() > 0);
            if fails {
                failing.add(turn, turn.more_failing());
            } else {
                open.add(turn, after.unknown().weight.saturating_sub(before.unknown().weight));
            }
        }
        let mut all: Vec<(&Rule, String)> = Vec::new();
        for (at, [failing, open]) in rules {
            let rule = &self.turns.rules[at];
            let unit = rule.table.table().unit;
            let counts = counts_rows(rule);
            if let Some((places, first)) = failing.said() {
                let what = if counts && failing.units > 0 {
                    format!("{} {}", counted(failing.units, unit), unmet(rule, failing.units))
                } else {
                    format!("not met: {}", title(rule))
                };
                all.push((rule, plain(&format!("{what}; at {places}, first on {first}"))));
            }
            if let Some((places, first)) = open.said() {
                let what = if counts && open.units > 0 {
                    let are = agreed("are no longer shown to meet the rule", open.units);
                    format!("{} {are}: {}", counted(open.units, unit), title(rule))
                } else {
                    format!("no longer shown to be met: {}", title(rule))
                };
                all.push((rule, plain(&format!("{what}; at {places}, first on {first}"))));
            }
        }
        all.sort_by_key(|(rule, _)| rule.severity);
        all
    }
}

/// What falls due under a rule.
#[derive(Default)]
struct Due {
    units: u64,
    places: BTreeSet<usize>,
    first: Option<Day>,
}

impl Due {
    /// Adds a turn, in order of days.
    fn add(&mut self, turn: &Turn, units: u64) {
        self.units += units;
        self.places.insert(turn.place);
        self.first = self.first.or(Some(turn.on));
    }

    /// How many places, and the first day.
    fn said(&self) -> Option<(String, String)> {
        let first = self.first?.in_words();
        Some((counted(self.places.len() as u64, ("place", "places")), first))
    }
}

/// How units miss a rule, or what it asks where it does not say.
fn unmet(rule: &Rule, count: u64) -> String {
    format!("{}{}", agreed(&rule.unmet, count), super::names::asked(rule))
}

fn comes_to(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "met",
        Verdict::Fail => "not met",
        Verdict::Unknown => "not answered",
        Verdict::Waived => "waived",
        Verdict::NotApplicable => "no longer asked",
    }
}

/// One reason: a date of the records with the interval that it meets, or what ends or begins.
pub(crate) fn reason(because: &Because) -> String {
    match because {
        Because::Date(cause) => date(cause),
        Because::WaiverEnded => "a waiver ended the day before".to_owned(),
        Because::RuleBegins => "the rule begins".to_owned(),
        Because::RuleEnds => "the rule ended the day before".to_owned(),
        Because::NoLongerAhead(column) => {
            format!("the date under {} lies ahead of the audit, and is read from then on", words(column))
        }
    }
}

fn date(Cause { column, date, interval }: &Cause) -> String {
    if &**column == "as_of" {
        return "the calendar".to_owned();
    }
    let name = column.rsplit('.').next().unwrap_or(column);
    let day = date.in_words();
    match interval {
        None => format!("{} {day}", words(name)),
        Some((span, sign)) => {
            let way = if *sign < 0 { "minus" } else { "plus" };
            format!("{} {day}, {way} {}", words(name), interval_words(*span))
        }
    }
}

/// A column's name in words: `first_used_on` is `first used on`, `ir_plan_on` is `IR plan on`.
fn words(name: &str) -> String {
    let known = TableId::all().flat_map(TableId::columns).find(|column| column.name == name);
    let label = known.map_or_else(|| name.replace('_', " "), label);
    let is_short = label.chars().take(2).all(char::is_uppercase);
    if is_short { label } else { first_small(&label) }
}

/// An interval in words: `10 years`, `1 month`.
pub(crate) fn interval_words(span: Span) -> String {
    let months = span.months.unsigned_abs();
    let days = u64::from(span.days.unsigned_abs());
    let months = match () {
        () if months == 0 => None,
        () if months.is_multiple_of(12) => Some(counted(u64::from(months / 12), ("year", "years"))),
        () => Some(counted(u64::from(months), ("month", "months"))),
    };
    let days = (days > 0 || months.is_none()).then(|| counted(days, ("day", "days")));
    row_of(&[months, days].into_iter().flatten().collect::<Vec<_>>())
}
