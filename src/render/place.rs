//! The report on one place: the answer, what to fix, what to fill in, what is in order.

use std::io::{self, Write};

use super::fill::{asks_for_a_sheet, gap};
use super::foot::{argument, asked_as, due, evidence_line, expected_again, named, read, rules_line, sheet, short};
use super::gate;
use super::layout::{CLOSING, Paper, clipped, lines, row_of, width};
use super::look::look_at;
use super::not_placed;
use super::plain::plain;
use super::wording::{agreed, counted, number, risk};
use crate::audit::Tally;
use crate::diagnostic::Level;
use crate::finding::Severity;
use crate::report::advice::{Advice, Fix, Spot, Waived, is_about_place};
use crate::report::noticed::Noticed;
use crate::report::{PlaceReport, Report, RuleResult, Standing};
use crate::rules::{LookedThrough, Measure, Rule};
use crate::value::Day;

const FILES: (&str, &str) = ("file", "files");
const RULES: (&str, &str) = ("rule", "rules");

/// How many runs of lines are told of one file.
pub(super) const RUNS: usize = 6;

/// Of more files than these most notices are about other places.
const FEW: usize = 6;

/// Writes the page of one place, by its place among the report's places.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, place: usize, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let Some(of) = report.places.get(place) else { return Ok(()) };
    let advice = Advice::new(report, place);
    let page = Page { report, of, paper };
    let title = plain(&named(of)).to_uppercase();
    writeln!(to, "{}", paper.edges(&title, &format!("as of {}", report.as_of.in_words())))?;
    write!(to, "{}", page.answer(&advice))?;
    write!(to, "{}", gate::section(report, paper))?;
    write!(to, "{}", page.to_fix(&advice))?;
    write!(to, "{}", page.to_fill(&advice))?;
    write!(to, "{}", page.waived(&advice))?;
    write!(to, "{}", page.in_order(&advice))?;
    write!(to, "{}", not_placed::section(report, paper))?;
    write!(to, "{}", notices(report, paper))?;
    write!(to, "{}", read(report, paper))?;
    write!(to, "{}", rules_line(report, paper))?;
    write!(to, "{}", evidence_line(report, paper))?;
    writeln!(to, "{}", page.more(&advice))?;
    write!(to, "{}", paper.paragraph("", "", CLOSING))
}

/// Errors one per line, and how many notices there are beside them.
fn notices(report: &Report, paper: &Paper) -> String {
    let errors: Vec<_> = report.notices.iter().filter(|notice| notice.level == Level::Error).collect();
    let mut page = String::new();
    let shown = paper.shown(errors.len());
    if !errors.is_empty() {
        page.push_str(&format!("COULD NOT BE READ ({})\n", number(errors.iter().map(|error| error.count).sum())));
    }
    for error in &errors[..shown] {
        page.push_str(&paper.paragraph("   ", "     ", &plain(&error.to_string())));
    }
    if errors.len() > shown {
        page.push_str(&format!("   {} more: --top all\n", number((errors.len() - shown) as u64)));
    }
    let noticed = Noticed::of(&report.notices, |notice| notice.level == Level::Notice);
    let above = errors.iter().map(|error| error.count).sum();
    page.push_str(&look_at(report, &noticed, above, paper));
    // Where one place of many is asked about, most of them are about the others.
    if noticed.all > 0 && report.settings.place.is_some() && report.files.len() > FEW {
        page.push_str("   They are about all that was read, not this place alone.\n");
    }
    if !page.is_empty() {
        page.push('\n');
    }
    page
}

/// Gravest first: `1 critical, 2 more`.
pub(super) fn opened(report: &Report, of: &PlaceReport, rules: &[usize]) -> String {
    let severity = |at: &usize| report.rules[of.rules[*at].rule()].severity;
    let Some(first) = rules.first().map(severity) else { return String::new() };
    let grave = rules.iter().filter(|at| severity(at) == first).count() as u64;
    let rest = rules.len() as u64 - grave;
    let more = if rest > 0 { format!(", {} more", number(rest)) } else { String::new() };
    format!("{} {first}{more}", number(grave))
}

/// One place on one paper.
pub(super) struct Page<'a> {
    pub(super) report: &'a Report,
    pub(super) of: &'a PlaceReport,
    pub(super) paper: &'a Paper,
}

impl Page<'_> {
    pub(super) fn rule(&self, at: usize) -> (&Rule, &RuleResult) {
        let result = &self.of.rules[at];
        (&self.report.rules[result.rule()], result)
    }

    fn answer(&self, advice: &Advice) -> String {
        let widest = width(self.of.standing.heading()) + 3;
        let line = |label: &str, text: &str| self.paper.labelled(&format!("  {label:<widest$}"), text);
        let answered = answered_sentence(self.of);
        [
            line(self.of.standing.heading(), &reason(self.of.standing, advice)),
            line("RISK", &risk_sentence(self.of)),
            line("ANSWERED", &answered),
            gate::was(self.report, &self.of.id).map(|(day, was)| line(&day, &was)).unwrap_or_default(),
            "\n".to_owned(),
        ]
        .concat()
    }

    fn to_fix(&self, advice: &Advice) -> String {
        let mut page = String::new();
        if !advice.fix.is_empty() {
            page.push_str(&self.paper.edges("WHAT TO FIX", &path_heading(self.of, advice)));
            for (at, fix) in advice.fix.iter().enumerate() {
                page.push_str(&self.fix(at, fix, true));
            }
            if let Some(said) = path_end(advice) {
                page.push_str(&self.paper.paragraph("   ", "   ", &said));
            }
            page.push('\n');
        }
        if !advice.listed.is_empty() {
            page.push_str("LISTED, FOR YOUR INFORMATION\n");
            for (at, fix) in advice.listed.iter().enumerate() {
                page.push_str(&self.fix(at, fix, false));
            }
            page.push('\n');
        }
        page
    }

    /// One thing to fix: the sentence, what to do, where, and the rules last.
    fn fix(&self, at: usize, fix: &Fix, scored: bool) -> String {
        let Some((rule, _)) = fix.rules.first().map(|at| self.rule(*at)) else { return String::new() };
        let mut severities: Vec<Severity> = fix.rules.iter().map(|at| self.rule(*at).0.severity).collect();
        severities.dedup();
        let gutter: Vec<String> = severities
            .iter()
            .enumerate()
            .map(|(line, severity)| {
                let count = if line == 0 { format!("{:>2}", at + 1) } else { "  ".to_owned() };
                if scored { format!("{count} {severity:<8}  ") } else { format!("{count} ") }
            })
            .collect();
        let indent = width(&gutter[0]);
        let text = format!("{} {}", self.sentence(fix), self.advised(rule));
        let right = if scored { risk(fix.after) } else { String::new() };
        let mut page = self.paper.item(&gutter, text.trim(), &right, if scored { 8 } else { 0 });
        let ids: Vec<&str> = fix.rules.iter().map(|at| self.rule(*at).0.id.as_str()).collect();
        let gutter = vec![" ".repeat(indent)];
        page.push_str(&self.paper.item(&gutter, &self.spots(fix), &plain(&ids.join(", ")), ids.join(", ").len() + 2));
        page
    }

    /// What is not met, in one sentence.
    pub(super) fn sentence(&self, fix: &Fix) -> String {
        let Some((first, others)) = fix.rules.split_first() else { return String::new() };
        let (rule, result) = self.rule(*first);
        if is_about_place(rule.table) {
            return if rule.unmet.ends_with("this rule") {
                format!("Not met: {}.", plain(rule.title.trim_end_matches('.')))
            } else {
                format!("The office {}.", agreed(&plain(&rule.unmet), 1))
            };
        }
        if rule.measure == Measure::Any {
            return format!("The {} on record {}.", rule.table.table().unit.1, plain(&rule.unmet));
        }
        let (failing, all) = (result.tally().fail().weight, judged(&result.tally()));
        // Of rules on one topic the gravest says enough: what is past fifteen years is past ten.
        let mut topics = vec![&rule.topic];
        let mut also: Vec<String> = Vec::new();
        for other in others.iter().map(|at| self.rule(*at).0) {
            if !topics.contains(&&other.topic) {
                topics.push(&other.topic);
                also.push(agreed(&plain(&other.unmet), failing));
            }
        }
        let also = match (also.is_empty(), failing) {
            (true, _) => String::new(),
            (false, 1) => format!("; it also {}", row_of(&also)),
            (false, _) => format!("; they also {}", row_of(&also)),
        };
        let labels = match fix.labels.len() {
            1..=3 => format!(" ({})", clipped(&plain(&fix.labels.join(", ")), 60)),
            _ => String::new(),
        };
        let least = if mixed(&result.tally()) { "At least " } else { "" };
        let of = format!("{least}{} of {}", number(failing), counted(all, rule.table.table().unit));
        // A rule that does not say how rows miss it is told by what it asks.
        let title = if rule.unmet.ends_with("this rule") {
            format!(": {}", plain(rule.title.trim_end_matches('.')))
        } else {
            String::new()
        };
        format!("{of}{labels} {}{}{also}{title}.", agreed(&plain(&rule.unmet), failing), Self::rests_on(fix))
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

    /// The first words of what to do: whole sentences, as many as fit.
    fn advised(&self, rule: &Rule) -> String {
        let most = self.paper.width * 2;
        let fix = plain(&rule.fix);
        let mut said = String::new();
        for sentence in fix.split_inclusive(". ") {
            if said.len() + sentence.len() > most {
                break;
            }
            said.push_str(sentence);
        }
        said.trim_end().to_owned()
    }

    pub(super) fn spots(&self, fix: &Fix) -> String {
        let rule = fix.rules.first().map(|at| self.rule(*at).0);
        if let Some(rule) = rule.filter(|rule| rule.measure == Measure::Any) {
            return format!("every row of {} that it is about", rule.table.table().name);
        }
        let shown = fix.spots.len().min(3);
        let mut said: Vec<String> = Vec::new();
        for (at, spot) in fix.spots[..shown].iter().enumerate() {
            let more = if at + 1 == fix.spots.len() { fix.more } else { 0 };
            said.push(self.spot(spot, more));
        }
        if fix.spots.len() > shown {
            said.push(format!("and {} more", counted((fix.spots.len() - shown) as u64, FILES)));
        }
        if said.is_empty() { "no file names it".to_owned() } else { said.join("; ") }
    }

    fn spot(&self, spot: &Spot, more: u64) -> String {
        let (file, words) = sheet(self.report, &spot.file);
        if spot.lines.is_empty() { file } else { format!("{file}, {}", lines(words, &spot.lines, RUNS, more)) }
    }

    fn to_fill(&self, advice: &Advice) -> String {
        if advice.fill.is_empty() {
            return String::new();
        }
        let mut page =
            self.paper.edges("WHAT TO FILL IN    a blank counts neither for you nor against you", "rules open");
        let shown = self.paper.shown(advice.fill.len());
        for (at, fill) in advice.fill[..shown].iter().enumerate() {
            let gutter = vec![format!("{:>2} ", at + 1)];
            let right = opened(self.report, self.of, &fill.rules);
            page.push_str(&self.paper.item(&gutter, &gap(self, fill), &right, 19));
        }
        if advice.fill.len() > shown {
            page.push_str(&format!("   {} more: --top all\n", number((advice.fill.len() - shown) as u64)));
        }
        if advice.fill.iter().any(asks_for_a_sheet) {
            page.push_str("   pollworthy init makes the sheets, ready to fill.\n");
        }
        page.push('\n');
        page
    }

    fn waived(&self, advice: &Advice) -> String {
        if advice.waived.is_empty() {
            return String::new();
        }
        let mut page = format!("WAIVED ({})\n", advice.waived.len());
        for waived in &advice.waived {
            let [head, owner, id, label] = self.excepted(waived);
            page.push_str(&self.paper.paragraph("   ", "   ", &head));
            let at = format!("           {id}   {label}");
            page.push_str(&self.paper.paragraph("           ", "           ", &owner));
            page.push_str(&format!("{at}\n"));
        }
        page.push('\n');
        page
    }

    /// What a waiver covers, until when and why; its owner; its rule; where it stands.
    pub(super) fn excepted(&self, waived: &Waived) -> [String; 4] {
        let line = &self.report.waivers[waived.waiver];
        let waiver = &line.waiver;
        let rule = &self.report.rules[line.rule];
        let (one, many) = rule.table.table().unit;
        let what = match (waived.rows, waived.units) {
            (0, _) => String::new(),
            (rows, 0) => format!(": {}", counted(rows, ("row", "rows"))),
            (_, units) => format!(": {}", counted(units, (one, many))),
        };
        let labels: Vec<String> = waived.labels.iter().map(|label| plain(label)).collect();
        let labels = if labels.is_empty() { String::new() } else { format!(" ({})", labels.join(", ")) };
        let until = waiver.expires.in_words();
        let head = format!("until {until}: {}{what}{labels}. {}", short(rule), plain(&waiver.reason));
        let granted = waiver.approved_by.as_ref().map(|by| format!(", granted by {}", plain(by)));
        let owner = format!("{}{}", plain(&waiver.owner), granted.unwrap_or_default());
        [head, owner, plain(&rule.id), plain(&waiver.label())]
    }

    fn in_order(&self, advice: &Advice) -> String {
        let mut page = String::new();
        if !advice.met.is_empty() {
            let said: Vec<String> = advice.met.iter().map(|at| self.kept(*at)).collect();
            page.push_str(&self.part("IN ORDER", &said));
        }
        if !advice.not_due.is_empty() {
            let said = due(self.report, self.of, &advice.not_due, short);
            let said: Vec<String> = said.iter().map(|line| first_large(line)).collect();
            page.push_str(&self.labelled_part("NOT DUE YET", advice.not_due.len(), &said));
        }
        if !advice.not_applicable.is_empty() {
            let said: Vec<String> =
                advice.not_applicable.iter().map(|at| first_large(&short(self.rule(*at).0))).collect();
            page.push_str(&self.part("DOES NOT APPLY", &said));
        }
        if !page.is_empty() {
            page.push('\n');
        }
        page
    }

    fn part(&self, heading: &str, said: &[String]) -> String {
        self.labelled_part(heading, said.len(), said)
    }

    fn labelled_part(&self, heading: &str, count: usize, said: &[String]) -> String {
        let head = format!("{:<19} ", format!("{heading} ({count})"));
        self.paper.labelled(&head, &format!("{}.", said.join(". ")))
    }

    /// A rule that is met: `Paper record for every voter (29 of 29 machines)`.
    pub(super) fn kept(&self, at: usize) -> String {
        let (rule, result) = self.rule(at);
        let said = first_large(&short(rule));
        if is_about_place(rule.table) {
            return said;
        }
        let (pass, all) = (result.tally().pass().weight, judged(&result.tally()));
        let through = looked_through(rule, self.report.as_of);
        if !result.evidence {
            format!("{said} (none on record)")
        } else if rule.measure == Measure::Any {
            said
        } else {
            format!("{said} ({} of {}{through})", number(pass), counted(all, rule.table.table().unit))
        }
    }

    fn more(&self, advice: &Advice) -> String {
        let paths = match self.report.settings.paths.as_slice() {
            [] => String::new(),
            paths => format!(" {}", paths.iter().map(|path| argument(path)).collect::<Vec<_>>().join(" ")),
        };
        let open = advice.fill.first().and_then(|fill| fill.rules.first());
        let rule = advice.fix.first().and_then(|fix| fix.rules.first()).or(open).or(advice.met.first());
        let rule = rule.map(|at| format!("pollworthy explain {}", argument(&self.rule(*at).0.id)));
        let name = argument(&asked_as(self.of));
        // A place that only the command line names is found again by it alone.
        let again = if self.report.settings.place.is_some() { format!(" --place {name}") } else { String::new() };
        let expect = expected_again(self.report);
        let place = format!("pollworthy explain {name}{}{again}{expect}", plain(&paths));
        let mut said = vec![place];
        said.extend(rule);
        let mut page = String::new();
        for (at, line) in said.iter().rev().enumerate() {
            page.push_str(&self.paper.labelled(if at == 0 { "MORE       " } else { "           " }, line));
        }
        page
    }
}

/// So many systems or advisories are named.
const NAMED: usize = 3;

/// For so many days after a reference table was last checked, having no entry in it is said without a warning.
const FRESH: i32 = 180;

/// How many entries of reference tables were looked through and when those were last checked, where having none is good news; what
/// stands before is ended by a semicolon.
pub(super) fn looked_through(rule: &Rule, as_of: Day) -> String {
    let said = |of: &LookedThrough| format!("; {}", knows(of, as_of));
    rule.looked_through.iter().map(said).collect()
}

/// How much a reference table knows, and a warning where that is long ago.
pub(super) fn knows(of: &LookedThrough, as_of: Day) -> String {
    let name = plain(&of.name).replace('_', " ");
    let many = name.strip_suffix('y').map_or_else(|| format!("{name}s"), |stem| format!("{stem}ies"));
    let entries = if of.entries == 1 { name } else { many };
    let checked = match of.checked_on {
        Some(day) if as_of.number() - day.number() > FRESH => {
            format!("last checked {}, which is long ago: newer ones may be missing", day.in_words())
        }
        Some(day) => format!("last checked {}", day.in_words()),
        None => "the list does not say when it was last checked".to_owned(),
    };
    format!("{} {entries} looked through, {checked}", number(of.entries))
}

/// Everything a rule judged: units, and one for each row that states none.
pub(super) fn judged(tally: &Tally) -> u64 {
    tally.pass().weight + tally.fail().weight + tally.unknown().weight
}

/// Whether some rows state how many they stand for, and failing ones do not.
pub(super) fn mixed(tally: &Tally) -> bool {
    let stated = tally.pass().units() + tally.fail().units() + tally.unknown().units();
    stated > 0 && tally.fail().bare > 0
}

/// Why a standing is what it is.
pub(super) fn reason(standing: Standing, advice: &Advice) -> String {
    let [critical, high, rest @ ..] = &advice.failing;
    let rest: u64 = rest[..2].iter().sum();
    let open = advice.open[0] + advice.open[1];
    let grave: Vec<String> = [(critical, "critical"), (high, "high-severity")]
        .into_iter()
        .filter(|(count, _)| **count > 0)
        .map(|(count, name)| format!("{} {name}", number(*count)))
        .collect();
    match standing {
        Standing::ActionNeeded => {
            let one = critical + high == 1;
            format!("{} {} not met", row_of(&grave), if one { "rule is" } else { "rules are" })
        }
        Standing::NotShown if open > 0 => {
            let are = if open == 1 { "is" } else { "are" };
            format!("no critical or high-severity rule is known to be broken, {} {are} not answered", number(open))
        }
        Standing::NotShown => "nothing that was read meets a rule yet".to_owned(),
        Standing::NothingToRead => "nothing was sent that could be read".to_owned(),
        Standing::MeetsTheRules => {
            let met = format!(
                "{} met, every critical and high-severity one among them",
                counted(advice.met.len() as u64, RULES)
            );
            let lesser = match rest {
                0 => String::new(),
                1 => "; 1 lesser one is not met".to_owned(),
                _ => format!("; {} lesser ones are not met", number(rest)),
            };
            let waived = match advice.waived.len() {
                0 => String::new(),
                waived => format!("; {} under a waiver", number(waived as u64)),
            };
            format!("{met}{lesser}{waived}")
        }
    }
}

/// What the numbers beside the lines to fix are: each line also counts on all that stand above it.
pub(super) fn path_heading(of: &PlaceReport, advice: &Advice) -> String {
    let known = risk(of.risk.low);
    match advice.fix.len() {
        0 | 1 => format!("risk {known} would become"),
        _ => format!("risk {known} becomes, with all above fixed too"),
    }
}

/// What the end of the path leaves open; nothing, where every answer is in.
pub(super) fn path_end(advice: &Advice) -> Option<String> {
    let end = advice.fix.last().map(|fix| risk(fix.after))?;
    let (rules, are) = (counted(advice.unsettled, RULES), if advice.unsettled == 1 { "is" } else { "are" });
    let said = format!("{end} on what is known. {rules} {are} not answered in full: what is filled in can raise it.");
    (advice.unsettled > 0).then_some(said)
}

/// How many of the rules that apply are answered.
pub(super) fn answered_sentence(of: &PlaceReport) -> String {
    let (answered, applied) = of.answered();
    match applied {
        0 => "no rule applies to what was read".to_owned(),
        1 => format!("{answered} of the 1 rule that applies"),
        _ => format!("{} of the {} rules that apply", number(answered as u64), number(applied as u64)),
    }
}

/// A risk as a sentence.
pub(super) fn risk_sentence(of: &PlaceReport) -> String {
    let (low, high) = (risk(of.risk.low), risk(of.risk.high));
    let (answered, applied) = of.answered();
    match () {
        () if of.risk_without_waivers.low > of.risk.low && low == high => {
            format!("{low} of 100 with the waivers, {} without them", risk(of.risk_without_waivers.low))
        }
        () if of.risk_without_waivers.low > of.risk.low => {
            let without = risk(of.risk_without_waivers.low);
            format!("{low} of 100 with the waivers, {without} without them, up to {high} while answers are open")
        }
        () if applied == 0 => "not told: no rule applies to what was read".to_owned(),
        () if answered == applied => format!("{low} of 100, with every answer in"),
        () if of.risk.low >= of.risk.high => {
            format!("{low} of 100 on what is known, and no more while answers are open")
        }
        () if low == high => format!("{low} of 100 on what is known, and hardly more while answers are open"),
        () => format!("{low} of 100 on what is known, up to {high} while answers are open"),
    }
}

/// A text that begins with a large letter.
pub(super) fn first_large(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
