//! The comparison for people: standings, the paper trail, better and worse, and why it moved.

use std::io::{self, Write};

use crate::audit::Interval;
use crate::finding::Verdict;
use crate::pages::layout::{CLOSING, Column, Paper, clipped, row_of, width};
use crate::phrases::change::ChangeText;
use crate::phrases::names::LONGEST;
use crate::phrases::plain::plain;
use crate::phrases::since;
use crate::phrases::wording::{counted, number, risk};
use crate::report::diff::{Diff, Move, PlaceMove, Why};
use crate::report::short;
use crate::report::v1::{List, Place, Report};
use crate::report::{Evidence, Standing};

const FINDINGS: (&str, &str) = ("finding", "findings");
const PLACES: (&str, &str) = ("place", "places");

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(diff: &Diff, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let page = Page { diff, paper, told: ChangeText::new(diff, None) };
    write!(to, "{}", page.title())?;
    if !diff.is_empty() {
        write!(to, "{}", page.standings())?;
        write!(to, "{}", page.lists())?;
        write!(to, "{}", page.places())?;
        write!(to, "{}", page.why())?;
        write!(to, "{}", page.worse())?;
    }
    write!(to, "{}", page.rules())?;
    write!(to, "\n{}", paper.paragraph("", "", CLOSING))
}

struct Page<'a> {
    diff: &'a Diff,
    paper: &'a Paper,
    told: ChangeText<'a>,
}

/// The short digests of what a side rests on.
fn digests(side: &Report) -> String {
    let Evidence { inventory, rules, waivers } = &side.evidence;
    let waivers = waivers.as_ref().map(|digest| format!(", waivers {}", short(&plain(digest))));
    let (inventory, rules) = (plain(inventory), plain(rules));
    format!(
        "{}: inventory {}, rules {}{}, pollworthy {}",
        plain(&side.name),
        short(&inventory),
        short(&rules),
        waivers.unwrap_or_default(),
        plain(&side.tool.version)
    )
}

fn day(side: &Report) -> String {
    side.as_of.in_words()
}

impl Page<'_> {
    /// The answer, and the two sides.
    fn title(&self) -> String {
        let worse = self.diff.moves.iter().filter(|moved| self.diff.stops.at(moved)).count() as u64;
        let answer = match worse {
            _ if self.diff.is_empty() => "NOTHING CHANGED".to_owned(),
            0 => "NOTHING GOT WORSE".to_owned(),
            count => format!("WORSE: {}", counted(count, FINDINGS)).to_uppercase(),
        };
        let (old, new) = (&self.diff.old, &self.diff.new);
        let days = if old.as_of == new.as_of { day(new) } else { format!("{} to {}", day(old), day(new)) };
        let names = format!("{} to {}", plain(&old.name), plain(&new.name));
        let named = if old.name == new.name { String::new() } else { self.paper.paragraph("", "", &names) };
        format!("{}{named}\n", self.paper.edges(&answer, &days))
    }

    /// Places by standing, then and now; of one place, its standing and risk.
    fn standings(&self) -> String {
        let mut places = self.diff.places();
        if let (Some(only), None) = (places.next(), places.next()) {
            return self.only_place(&only);
        }
        let same = self.diff.old.as_of == self.diff.new.as_of;
        let head = if same {
            ["old".to_owned(), "new".to_owned()]
        } else {
            [&self.diff.old, &self.diff.new].map(|side| side.as_of.to_string())
        };
        let [old_head, new_head] = head;
        let mut rows = vec![vec![String::new(), old_head, new_head, "left".to_owned(), "joined".to_owned()]];
        for standing in Standing::ALL {
            let [old, new] = [&self.diff.old, &self.diff.new].map(|side| side.standings().of(standing).places);
            if standing == Standing::NothingToRead && old + new == 0 {
                continue;
            }
            let (left, joined) = self.diff.crossed(standing);
            rows.push(
                [standing.heading().to_owned()].into_iter().chain([old, new, left, joined].map(number)).collect(),
            );
        }
        let risks = (self.only_state(&self.diff.old), self.only_state(&self.diff.new));
        if let ((Some(old), Some(new)), true) = (risks, self.diff.same_scoring()) {
            let row = |label: &str, old: f64, new: f64| {
                vec![label.to_owned(), risk(old), risk(new), String::new(), String::new()]
            };
            rows.push(row("risk, on what is known", old.low, new.low));
            rows.push(row("at most", old.high, new.high));
        }
        let mut columns = vec![Column::words(2).at_least(22)];
        columns.extend([Column::numbers(3); 4]);
        format!("{}\n", self.paper.columns(&rows, &columns))
    }

    fn only_state(&self, side: &Report) -> Option<Interval> {
        match side.states.as_slice() {
            [only] => Some(only.risk),
            _ => None,
        }
    }

    fn only_place(&self, only: &PlaceMove<'_>) -> String {
        let side = |place: Option<&Place>| match place {
            Some(place) if !self.diff.same_scoring() => place.standing.heading().to_owned(),
            Some(place) => format!(
                "{}; {} of 100, up to {}",
                place.standing.heading(),
                risk(place.risk.low),
                risk(place.risk.high)
            ),
            None => "not there".to_owned(),
        };
        let name = only.place().map(|place| plain(&place.full_name())).unwrap_or_default();
        let (old, new) = (side(only.old), side(only.new));
        let was = if old == new { String::new() } else { self.paper.labelled("  it was   ", &old) };
        format!("{}{was}{}\n", self.paper.paragraph("", "", &name), self.paper.labelled("  it is    ", &new))
    }

    /// The paper trail, then and now.
    fn lists(&self) -> String {
        let Some((old, new)) = self.diff.list("paper-trail") else { return String::new() };
        if old.places_lacking() + new.places_lacking() == 0 {
            return String::new();
        }
        let side = |list: &List| {
            let units = if list.unit.is_empty() { "units" } else { &list.unit };
            format!("{}, {} {units}", counted(list.places_lacking(), PLACES), number(list.units_lacking()))
        };
        let only = |side: &Report, these: &List, those: &List| {
            let names = side.names();
            let name = |id: &str| clipped(&plain(names.get(id).unwrap_or(&id)), LONGEST);
            self.few(these.lacking_only_here(those).into_iter().map(name).collect())
        };
        let text = format!(
            "{} to {}. Off the list: {}. Joined: {}.",
            side(old),
            side(new),
            only(&self.diff.old, old, new),
            only(&self.diff.new, new, old)
        );
        format!("{}\n", self.paper.labelled("PAPER TRAIL   ", &text))
    }

    fn few(&self, mut names: Vec<String>) -> String {
        if names.is_empty() {
            return "none".to_owned();
        }
        let shown = self.paper.shown(names.len());
        let left = names.len() - shown;
        names.truncate(shown);
        if left > 0 {
            names.push(format!("{} more", number(left as u64)));
        }
        row_of(&names)
    }

    /// The places whose known risk moved, the largest moves first.
    fn places(&self) -> String {
        if self.diff.places().nth(1).is_none() {
            return String::new();
        }
        let (better, worse) = self.diff.better_and_worse(risk);
        let one = |place: &PlaceMove<'_>| {
            let name = place.place().map(|place| plain(&place.full_name())).unwrap_or_default();
            let of = |side: Option<&Place>| side.map_or_else(String::new, |side| risk(side.risk.low));
            format!("{} {} to {}", clipped(&name, LONGEST), of(place.old), of(place.new))
        };
        let mut page = String::new();
        for (label, moved) in [("BETTER", better), ("WORSE", worse)] {
            if !moved.is_empty() {
                let text = self.few(moved.iter().map(one).collect());
                page.push_str(&self.paper.labelled(&format!("{label:<6} ({})   ", moved.len()), &text));
            }
        }
        if page.is_empty() { page } else { format!("{page}\n") }
    }

    /// Why findings came and went, in numbers.
    fn why(&self) -> String {
        let count = |whys: &[Why], basis: Verdict| whys.iter().map(|why| self.diff.count(*why, basis)).sum::<u64>();
        let places = |whys: &[Why]| {
            let mut places: Vec<&str> =
                whys.iter().flat_map(|why| self.diff.of(*why)).map(|moved| &*moved.place).collect();
            places.sort_unstable();
            places.dedup();
            places.len() as u64
        };
        let lines: [(&str, &[Why], &str); 10] = [
            ("fixed in the records", &[Why::Fixed], ""),
            ("out of service now", &[Why::Retired], ""),
            ("new in the records", &[Why::New, Why::MoreUnits, Why::Graver, Why::WaivedUnseen], ""),
            ("by the calendar only", &[Why::ByDate], ""),
            ("no longer sent or readable", &[Why::NoLongerSent], ", not counted as fixed"),
            ("blanked since", &[Why::Blanked], ", not counted as fixed"),
            ("rows gone, or no longer asked", &[Why::Removed, Why::NotAsked], ", not counted as fixed"),
            ("by a change of rules", &[Why::ByRules, Why::RuleGone], ""),
            ("waived since", &[Why::WaivedSince], ""),
            ("as before", &[Why::Known], ""),
        ];
        let mut rows = Vec::new();
        for (label, whys, note) in lines {
            let (fail, open) = (count(whys, Verdict::Fail), count(whys, Verdict::Unknown));
            if fail + open == 0 {
                continue;
            }
            let open = if open > 0 { format!("; {} not answered", number(open)) } else { String::new() };
            let at = places(whys);
            let said = format!("{} at {}{open}{note}", counted(fail, FINDINGS), counted(at, PLACES));
            rows.push((label, said));
        }
        if self.diff.first_sent().places > 0 {
            let said = format!("{}, not counted as worse", since::first_sent_counted(self.diff));
            rows.insert(0, ("sent for the first time", said));
        }
        let answered = self.diff.count(Why::Answered, Verdict::Unknown);
        if answered > 0 {
            rows.push(("answered since", counted(answered, ("question", "questions"))));
        }
        let mut page = String::from("WHY IT CHANGED\n");
        for (label, said) in rows {
            page.push_str(&self.paper.labelled(&format!("  {label:<33} "), &said));
        }
        if !self.diff.by_date_told {
            page.push_str(&self.paper.paragraph("  ", "  ", &format!("{}.", since::by_date(self.diff))));
        }
        page.push('\n');
        page
    }

    /// What got worse, one by one.
    fn worse(&self) -> String {
        let counts = |moved: &&Move| (moved.why.is_worse() || moved.why == Why::ByDate) && moved.basis == Verdict::Fail;
        let worse = self.told.gathered(self.diff.moves.iter().filter(counts));
        if worse.is_empty() {
            return String::new();
        }
        let mut page = String::from("WHAT IS WORSE\n");
        let shown = self.paper.shown(worse.len());
        for (moved, count) in &worse[..shown] {
            let why = match moved.why {
                why if why.is_no_longer_shown() => "no longer shown",
                Why::ByDate => "by date",
                Why::MoreUnits => "more units",
                Why::Graver => "graver",
                Why::New
                | Why::FirstSent
                | Why::WaivedUnseen
                | Why::Blanked
                | Why::NotAsked
                | Why::Removed
                | Why::NoLongerSent
                | Why::RuleGone
                | Why::ByRules
                | Why::Fixed
                | Why::Retired
                | Why::Answered
                | Why::WaivedSince
                | Why::Waived
                | Why::Known => "new",
            };
            let gutter = vec![format!("  {:<8}  {why:<15}  ", moved.severity.name())];
            let text = self.told.sentence(moved, *count);
            let rule = plain(&moved.rule);
            page.push_str(&self.paper.item(&gutter, &text, &rule, width(&rule) + 2));
        }
        if worse.len() > shown {
            page.push_str(&format!("  {} more: --top all\n", number((worse.len() - shown) as u64)));
        }
        page.push('\n');
        page
    }

    fn rules(&self) -> String {
        let (old, new) = (&self.diff.old, &self.diff.new);
        let mut page = if self.diff.same_rules() {
            self.paper.labelled(
                "RULES      ",
                &format!("both by {}, the same files and version", plain(new.ruleset().trim())),
            )
        } else {
            let text = format!(
                "the old side by {} with version {}, the new one by {} with version {}; they are not the same",
                plain(old.ruleset().trim()),
                plain(&old.tool.version),
                plain(new.ruleset().trim()),
                plain(&new.tool.version)
            );
            self.paper.labelled("RULES      ", &text)
        };
        for (label, side) in [("EVIDENCE   ", old), ("           ", new)] {
            page.push_str(&self.paper.labelled(label, &digests(side)));
        }
        for also in &self.diff.also {
            page.push_str(&self.paper.labelled("CHANGED    ", &plain(also)));
        }
        page
    }
}
