//! What a page says of one place: its standing, its risk, what to fix, what is waived and what is in order.

use super::names::{argument, asked, asked_as, due, expected_again, paths, sheet, short};
use super::plain::{clipped, plain};
use super::result::{counts_rows, judged, looked_through, mixed};
use super::wording::{FILES, ROWS, RULES, agreed, counted, either, first_large, lines, number, risk, row_of};
use crate::report::advice::{Advice, Fix, Spot, Waived, is_about_place};
use crate::report::{PlaceReport, Report, Standing};
use crate::rules::{Measure, Rule};
use crate::schema::JURISDICTIONS;

/// How many runs of lines of one file are named.
pub(crate) const RUNS: usize = 6;

/// How many systems or advisories are named.
const NAMED: usize = 3;

/// One place, and what it can do.
pub(crate) struct OnePlace<'a> {
    pub(crate) report: &'a Report,
    pub(crate) of: &'a PlaceReport,
    pub(crate) advice: Advice,
}

impl<'a> OnePlace<'a> {
    /// The place at an index of the report's places.
    pub(crate) fn new(report: &'a Report, at: usize) -> Option<Self> {
        let of = report.places.get(at)?;
        Some(Self { report, of, advice: Advice::new(report, at) })
    }

    pub(crate) fn rule(&self, at: usize) -> &'a Rule {
        &self.report.rules[self.of.rules[at].rule()]
    }

    pub(crate) fn reason(&self) -> String {
        let advice = &self.advice;
        let [critical, high, rest @ ..] = &advice.failing;
        let rest: u64 = rest[..2].iter().sum();
        let open = advice.open[0] + advice.open[1];
        let grave: Vec<String> = [(critical, "critical"), (high, "high-severity")]
            .into_iter()
            .filter(|(count, _)| **count > 0)
            .map(|(count, name)| format!("{} {name}", number(*count)))
            .collect();
        match self.of.standing {
            Standing::ActionNeeded => {
                format!("{} {} not met", row_of(&grave), either(critical + high, ("rule is", "rules are")))
            }
            Standing::NotShown if open > 0 => {
                let open = counted(open, ("is", "are"));
                format!("no critical or high-severity rule is known to be broken, {open} not answered")
            }
            Standing::NotShown => "nothing that was read meets a scored rule yet".to_owned(),
            Standing::NothingToRead => "nothing was sent that could be read".to_owned(),
            Standing::MeetsTheRules => {
                let met = format!(
                    "{} met, every critical and high-severity one among them",
                    counted(advice.met.len() as u64, RULES)
                );
                let lesser = match rest {
                    0 => String::new(),
                    _ => format!("; {} not met", counted(rest, ("lesser one is", "lesser ones are"))),
                };
                let waived = match advice.waived.len() {
                    0 => String::new(),
                    waived => format!("; {} under a waiver", number(waived as u64)),
                };
                format!("{met}{lesser}{waived}")
            }
        }
    }

    /// Gravest first: `1 critical, 2 more`.
    pub(crate) fn opened(&self, rules: &[usize]) -> String {
        let severity = |at: &usize| self.rule(*at).severity;
        let Some(first) = rules.first().map(severity) else { return String::new() };
        let grave = rules.iter().filter(|at| severity(at) == first).count() as u64;
        let rest = rules.len() as u64 - grave;
        let more = if rest > 0 { format!(", {} more", number(rest)) } else { String::new() };
        format!("{} {first}{more}", number(grave))
    }

    pub(crate) fn sentence(&self, fix: &Fix) -> String {
        let Some((first, others)) = fix.rules.split_first() else { return String::new() };
        let (rule, tally) = (self.rule(*first), self.of.rules[*first].tally());
        if is_about_place(rule.table) {
            return match asked(rule) {
                asked if asked.is_empty() => format!("The office {}.", agreed(&plain(&rule.unmet), 1)),
                asked => format!("Not met{}.", plain(&asked)),
            };
        }
        if rule.measure == Measure::Any {
            return format!("The {} on record {}.", rule.table.table().unit.1, plain(&rule.unmet));
        }
        let (failing, all) = (tally.fail().weight, judged(&tally));
        // Of rules on one topic the most severe says enough: what is past fifteen years is past ten.
        let mut topics = vec![&rule.topic];
        let mut also: Vec<String> = Vec::new();
        for other in others.iter().map(|at| self.rule(*at)) {
            if !topics.contains(&&other.topic) {
                topics.push(&other.topic);
                also.push(agreed(&plain(&other.unmet), failing));
            }
        }
        let also = match row_of(&also) {
            also if also.is_empty() => also,
            also => format!("; {} also {also}", either(failing, ("it", "they"))),
        };
        let labels = match fix.labels.len() {
            1..=3 => format!(" ({})", clipped(&plain(&fix.labels.join(", ")), 60)),
            _ => String::new(),
        };
        let least = if mixed(&tally) { "At least " } else { "" };
        let of = format!("{least}{} of {}", number(failing), counted(all, rule.table.table().unit));
        let unmet = agreed(&plain(&rule.unmet), failing);
        format!("{of}{labels} {unmet}{}{also}{}.", rests_on(fix), plain(&asked(rule)))
    }

    pub(crate) fn spots(&self, fix: &Fix) -> String {
        let rule = fix.rules.first().map(|at| self.rule(*at));
        if let Some(rule) = rule.filter(|rule| rule.measure == Measure::Any) {
            // A place has one row, even where none of its cells is to blame.
            if rule.table == JURISDICTIONS && !self.of.file.is_empty() {
                let lines = Some(self.of.position.line).filter(|line| *line > 0).into_iter().collect();
                return self.spot(&Spot { file: self.of.file.clone(), lines }, 0);
            }
            return format!("every row of {} that the rule covers", rule.table.table().name);
        }
        let shown = fix.spots.len().min(3);
        let mut text: Vec<String> = Vec::new();
        for (at, spot) in fix.spots[..shown].iter().enumerate() {
            let more = if at + 1 == fix.spots.len() { fix.more } else { 0 };
            text.push(self.spot(spot, more));
        }
        if fix.spots.len() > shown {
            text.push(format!("and {} more", counted((fix.spots.len() - shown) as u64, FILES)));
        }
        if text.is_empty() { "no file names it".to_owned() } else { text.join("; ") }
    }

    fn spot(&self, spot: &Spot, more: u64) -> String {
        let (file, words) = sheet(self.report, &spot.file);
        if spot.lines.is_empty() { file } else { format!("{file}, {}", lines(words, &spot.lines, RUNS, more)) }
    }

    /// What a waiver covers, until when and why; its owner; its rule; where it is.
    pub(crate) fn excepted(&self, waived: &Waived) -> [String; 4] {
        let line = &self.report.waivers[waived.waiver];
        let waiver = &line.waiver;
        let rule = &self.report.rules[line.rule];
        let what = match (waived.rows, waived.units) {
            (0, _) => String::new(),
            (rows, 0) => format!(": {}", counted(rows, ROWS)),
            (_, units) => format!(": {}", counted(units, rule.table.table().unit)),
        };
        let labels: Vec<String> = waived.labels.iter().map(|label| plain(label)).collect();
        let labels = if labels.is_empty() { String::new() } else { format!(" ({})", labels.join(", ")) };
        let until = waiver.expires.in_words();
        let head = format!("until {until}: {}{what}{labels}. {}", short(rule), plain(&waiver.reason));
        let granted = waiver.approved_by.as_ref().map(|by| format!(", granted by {}", plain(by)));
        let owner = format!("{}{}", plain(&waiver.owner), granted.unwrap_or_default());
        [head, owner, plain(&rule.id), plain(&waiver.label())]
    }

    /// A rule that is met: `Paper record for every voter (29 of 29 machines)`.
    pub(crate) fn kept(&self, at: usize) -> String {
        let text = first_large(&short(self.rule(at)));
        match self.passing(at) {
            Some((passing, all, through)) => {
                format!("{text} ({passing} of {}{through})", counted(all, self.rule(at).table.table().unit))
            }
            None if self.of.rules[at].evidence || is_about_place(self.rule(at).table) => text,
            None => format!("{text} (none on record)"),
        }
    }

    /// Of a rule that counts rows what passes it, all that it judged, and what was looked through.
    pub(crate) fn passing(&self, at: usize) -> Option<(String, u64, String)> {
        let (rule, result) = (self.rule(at), &self.of.rules[at]);
        let passing = number(result.tally().pass().weight);
        (result.evidence && counts_rows(rule))
            .then(|| (passing, judged(&result.tally()), looked_through(rule, self.report.as_of)))
    }

    /// Rules that ask something later, each with its date.
    pub(crate) fn not_due(&self, called: impl Fn(&Rule) -> String) -> Vec<String> {
        due(self.advice.not_due.iter().map(|at| self.rule(*at)), called)
    }

    pub(crate) fn not_applicable(&self, called: impl Fn(&Rule) -> String) -> Vec<String> {
        self.advice.not_applicable.iter().map(|at| called(self.rule(*at))).collect()
    }

    /// The rules that need no action: a heading, how many they are, and their names with figures.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = (&'static str, usize, Vec<String>)> {
        let (advice, large) = (&self.advice, |text: Vec<String>| text.iter().map(|line| first_large(line)).collect());
        let parts = [
            ("Met", advice.met.len(), advice.met.iter().map(|at| self.kept(*at)).collect()),
            ("Not due yet", advice.not_due.len(), large(self.not_due(short))),
            ("Does not apply", advice.not_applicable.len(), large(self.not_applicable(short))),
        ];
        parts.into_iter().filter(|(_, count, _)| *count > 0)
    }

    /// What the numbers next to the lines to fix mean: each assumes that all lines above it are fixed too.
    pub(crate) fn path_heading(&self) -> String {
        let known = risk(self.of.risk.low);
        match self.advice.fix.len() {
            0 | 1 => format!("risk now {known}; with this fixed"),
            _ => format!("risk now {known}; with this and all above fixed"),
        }
    }

    /// What the end of the path leaves open; nothing, where every answer is in.
    pub(crate) fn path_end(&self) -> Option<String> {
        let advice = &self.advice;
        let end = advice.fix.last().map(|fix| risk(fix.after))?;
        let rules = counted(advice.unsettled, ("rule is", "rules are"));
        let text = format!("{end} on what is known. {rules} not answered in full; the missing answers can raise it.");
        (advice.unsettled > 0).then_some(text)
    }

    /// Commands that show more: about the most severe rule, then about the place.
    pub(crate) fn commands(&self) -> Vec<String> {
        let open = self.advice.fill.first().and_then(|fill| fill.rules.first());
        let fix = self.advice.fix.first().and_then(|fix| fix.rules.first());
        let rule = fix.or(open).or(self.advice.met.first()).map(|at| self.rule(*at));
        let rule = rule.map(|rule| format!("pollworthy explain {}", argument(&rule.id)));
        let (name, paths) = (asked_as(self.of), plain(&paths(self.report)));
        let paths = if paths.is_empty() { paths } else { format!(" {paths}") };
        // A place that only the command line names is found again by it alone.
        let again = if self.report.request.focus.is_some() { format!(" --place {name}") } else { String::new() };
        let place = format!("pollworthy explain {name}{paths}{again}{}", expected_again(self.report));
        rule.into_iter().chain([place]).collect()
    }
}

/// What reference tables have for rows that the first rule fails.
fn rests_on(fix: &Fix) -> String {
    let named: Vec<String> = fix.rests_on.iter().take(NAMED).map(|named| plain(named)).collect();
    match fix.rests_on.len() {
        0 => String::new(),
        1..=NAMED => format!(": {}", named.join("; ")),
        many => format!(": {}; and {} more", named.join("; "), many - NAMED),
    }
}

pub(crate) fn answered_sentence(of: &PlaceReport) -> String {
    let (answered, applied) = of.answered();
    match applied {
        0 => "no rule applies to what was read".to_owned(),
        1 => format!("{answered} of the 1 rule that applies"),
        _ => format!("{} of the {} rules that apply", number(answered as u64), number(applied as u64)),
    }
}

pub(crate) fn risk_sentence(of: &PlaceReport) -> String {
    let (low, high) = (risk(of.risk.low), risk(of.risk.high));
    let (answered, applied) = of.answered();
    match () {
        () if of.risk_without_waivers.low > of.risk.low && low == high => {
            format!("{low} of 100 with the waivers, {} without them", risk(of.risk_without_waivers.low))
        }
        () if of.risk_without_waivers.low > of.risk.low => {
            let without = risk(of.risk_without_waivers.low);
            format!("{low} of 100 with the waivers, {without} without them; open answers could raise it to {high}")
        }
        () if applied == 0 => "not known: no rule applies to what was read".to_owned(),
        () if answered == applied => format!("{low} of 100, with every answer in"),
        () if of.risk.low >= of.risk.high => {
            format!("{low} of 100 on what is known; open answers cannot raise it")
        }
        () if low == high => format!("{low} of 100 on what is known; open answers could hardly raise it"),
        () => format!("{low} of 100 on what is known; open answers could raise it to {high}"),
    }
}
