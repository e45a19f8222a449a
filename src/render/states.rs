//! The list page: the states that lack something, everywhere or in some places.

use std::io::{self, Write};

use super::foot::evidence_line;
use super::law;
use super::layout::{CLOSING, Column, Paper, clipped, width};
use super::not_placed;
use super::plain::plain;
use super::unread::unread;
use super::wording::{agreed, counted, number, percent, rounded};
use crate::report::{ListLine, ListReport, ListRule, Report, Status};
use crate::value::Day;
use crate::value::calendar::{next_federal_election, next_presidential_election};

const PLACES: (&str, &str) = ("place", "places");
const STATES: (&str, &str) = ("state", "states");

/// From this width on a list has a column for what state law asks.
const WITH_LAW: usize = 118;

/// Writes the page of one list.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, list: &ListReport, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let title = list.key.replace('-', " ").to_uppercase();
    write!(to, "{}", paper.edges(&title, &format!("as of {}", report.as_of.in_words())))?;
    if let Some(source) = &report.source {
        write!(to, "{}", paper.paragraph("", "  ", &format!("Source: {}", plain(source))))?;
    }
    writeln!(to)?;
    answer(report, list, paper, to)?;
    for (heading, lines) in sections(list) {
        section(list, &heading.to_uppercase(), &lines, paper, to)?;
    }
    waived(list, paper, to)?;
    cannot_say(list, paper, to)?;
    for (status, heading) in [(Status::Unknown, "NOT ANSWERED"), (Status::None, "NONE REPORTED")] {
        let states: Vec<&str> =
            list.states.iter().filter(|line| line.status == status).map(ListLine::letters).collect();
        if !states.is_empty() {
            let mut names = states;
            names.sort_unstable();
            let first = format!("{heading} ({})  ", names.len());
            writeln!(to, "{}", paper.paragraph(&first, &" ".repeat(first.len()), &plain(&names.join(" "))))?;
        }
    }
    let not_placed = not_placed::section(report, paper);
    write!(to, "{not_placed}")?;
    let unread = unread(report, paper);
    if !unread.is_empty() {
        write!(to, "\n{}", unread.trim_end_matches('\n'))?;
        writeln!(to)?;
    }
    writeln!(to, "{}", evidence_line(report, paper))?;
    write!(to, "{}", paper.paragraph("", "", CLOSING))
}

/// The states that lack it, or lack it in a lesser way, by how far: a heading, and the states under it.
pub(super) fn sections(list: &ListReport) -> Vec<(String, Vec<&ListLine>)> {
    let of = |is: &dyn Fn(&ListLine) -> bool| list.states.iter().filter(|line| is(line)).collect::<Vec<_>>();
    let mut sections = vec![
        ("everywhere".to_owned(), of(&|line| line.status == Status::Statewide)),
        ("in some places".to_owned(), of(&|line| line.status == Status::Partial)),
    ];
    for (kind, name) in list.lesser_names.iter().enumerate() {
        let is = |line: &ListLine| line.status == Status::Lesser && line.lesser_kind() == kind;
        sections.push((plain(name), of(&is)));
    }
    sections.retain(|(_, lines)| !lines.is_empty());
    sections
}

/// A sum over states.
pub(super) fn total(lines: &[&ListLine], of: impl Fn(&ListLine) -> u64) -> u64 {
    lines.iter().map(|line| of(line)).sum()
}

/// Units that lack it, in either way.
pub(super) fn without(line: &ListLine) -> u64 {
    line.units_lacking + line.units_lesser
}

/// Places that lack it, in either way.
pub(super) fn places(line: &ListLine) -> u64 {
    line.places_lacking + line.places_lesser
}

/// The answer: how many states, how many units, how many voters, and how long there is.
fn answer(report: &Report, list: &ListReport, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let (headline, split) = headline(list);
    let split = if split.is_empty() { split } else { format!("    {split}") };
    write!(to, "{}", paper.paragraph("  ", "  ", &format!("{}{split}", headline.to_uppercase())))?;
    for text in figures(list) {
        write!(to, "{}", paper.paragraph("  ", "  ", &text))?;
    }
    writeln!(to, "{}", paper.paragraph("  ", "  ", &elections(report.as_of)))
}

/// The states that lack it, and the only state, where there is one.
fn lacking(list: &ListReport) -> (Vec<&ListLine>, Option<&ListLine>) {
    let only = match list.states.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    (list.states.iter().filter(|line| line.status.lacks()).collect(), only)
}

/// How many states lack it; and how many of them everywhere, where some do and some do not.
pub(super) fn headline(list: &ListReport) -> (String, String) {
    let (lacking, only) = lacking(list);
    let everywhere = lacking.iter().filter(|line| line.status == Status::Statewide).count() as u64;
    let headline = match (lacking.as_slice(), only) {
        ([], _) if list.states.is_empty() && not_placed::of_list(list).is_some() => {
            not_placed::of_list(list).unwrap_or_default()
        }
        ([], _) => match &list.name {
            Some(name) => format!("No state is known to lack {}{}", plain(name), but(list)),
            None => format!("No state is known to break the rules on {}{}", topic(list), but(list)),
        },
        ([line], Some(_)) => {
            let wide = if line.status == Status::Partial {
                format!("in {} of {}", number(places(line)), counted(line.places, PLACES))
            } else if line.places > 1 {
                "everywhere".to_owned()
            } else {
                String::new()
            };
            format!("{} {} {wide}", plain(&line.name), still(list, true))
        }
        (some, _) => {
            let count = some.len() as u64;
            format!("{} {}", counted(count, STATES), still(list, count == 1))
        }
    };
    let split = match (everywhere, lacking.len() as u64 - everywhere) {
        (0, _) | (_, 0) => String::new(),
        (everywhere, some) => format!("{everywhere} everywhere, {some} in some places"),
    };
    (headline, split)
}

/// What a headline that no state lacks it must not hide: what of no state does.
fn but(list: &ListReport) -> String {
    not_placed::of_list(list).map_or_else(String::new, |said| format!(", but {}", first_small(&said)))
}

/// How many units, places and voters that is, and how many places sent nothing to judge by.
pub(super) fn figures(list: &ListReport) -> Vec<String> {
    let (lacking, only) = lacking(list);
    let mut said = Vec::new();
    if !lacking.is_empty() {
        let units = total(&lacking, without);
        let voters = total(&lacking, |line| line.voters_affected);
        let nation: u64 = list.states.iter().map(|line| line.voters).sum();
        let mut text = match total(&lacking, |line| line.rows_without_quantity) {
            bare if units == 0 && bare > 0 => {
                format!("An unknown number of {} {}", list.unit.1, agreed(&plain(&list.lacks), 2))
            }
            _ => format!("{} {}", counted(units, list.unit), agreed(&plain(&list.lacks), units)),
        };
        if !list.of_places {
            text.push_str(&format!(", in {}", counted(total(&lacking, places), PLACES)));
        }
        if voters > 0 {
            let whole = if only.is_some() { "the state's" } else { "the" };
            let with = if list.of_places { ", with" } else { " with" };
            text.push_str(&format!("{with} {} of {whole} {} registered voters", rounded(voters), rounded(nation)));
        }
        // A list of one state whose only place is named in the headline need not count it again.
        let is_said = list.of_places && !list.rules.is_empty() && total(&lacking, |line| line.places) == 1;
        if !is_said || voters > 0 {
            said.push(text);
        }
        said.extend(by_rule(list));
    }
    // A headline that no state lacks it has said so already.
    said.extend(not_placed::of_list(list).filter(|_| !lacking.is_empty()));
    let silent: u64 = list.states.iter().map(|line| line.places_without_evidence).sum();
    if silent > 0 {
        said.push(format!("{} sent nothing to judge by", counted(silent, PLACES)));
    }
    said
}

/// Of a list with several rules, what each that is not met came to, gravest first: its own words, units and whole.
fn by_rule(list: &ListReport) -> Vec<String> {
    let mut rules: Vec<(usize, ListRule)> = Vec::new();
    for at in 0..list.rules.len() {
        let mut sum = ListRule::default();
        for one in list.states.iter().flat_map(|line| &line.rules).filter(|one| one.rule == at) {
            sum.places += one.places;
            sum.units += one.units;
            sum.units_failing += one.units_failing;
            sum.rows_without_quantity += one.rows_without_quantity;
        }
        if sum.places > 0 {
            rules.push((at, sum));
        }
    }
    rules.sort_by_key(|(at, _)| list.rules[*at].severity);
    let sentence = |(at, sum): &(usize, ListRule)| {
        let rule = &list.rules[*at];
        let (unmet, id) = (plain(&rule.unmet), plain(&rule.id));
        match (sum.units_failing, sum.rows_without_quantity) {
            (0, _) => format!("An unknown number of {} {unmet} ({id})", rule.unit.1),
            (failing, bare) => {
                let least = if bare > 0 { "At least " } else { "" };
                let of = counted(sum.units, rule.unit);
                format!("{least}{} of {of} {} ({id})", number(failing), agreed(&unmet, failing))
            }
        }
    };
    rules.iter().map(sentence).collect()
}

/// A sentence with a small first letter.
fn first_small(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What a list's topic is called in a headline.
fn topic(list: &ListReport) -> String {
    plain(&list.key.replace('-', " "))
}

/// What is said of states on the list: one, or more.
fn still(list: &ListReport, one: bool) -> String {
    match &list.name {
        Some(name) => format!("still {} {}", if one { "lacks" } else { "lack" }, plain(name)),
        None => format!("{} not meet the rules on {}", if one { "does" } else { "do" }, topic(list)),
    }
}

/// How long it is to the next elections.
pub(super) fn elections(as_of: Day) -> String {
    let says = |name: &str, day: Option<Day>| {
        day.map(|day| {
            let days = day.number() - as_of.number();
            format!(
                "{name} {}, in {} {}",
                day.in_words(),
                number(days.unsigned_abs().into()),
                if days == 1 { "day" } else { "days" }
            )
        })
    };
    let (federal, presidential) = (next_federal_election(as_of), next_presidential_election(as_of));
    if federal == presidential {
        return says("Next federal election, a presidential one:", federal).unwrap_or_default();
    }
    let both = [says("Next federal election:", federal), says("next presidential:", presidential)];
    both.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The voters in places that lack it; not 0 where no such place tells how many.
pub(super) fn voters_in(line: &ListLine) -> String {
    line.voters_in_them().map_or_else(|| "not known".to_owned(), number)
}

/// The same of several states.
pub(super) fn voters_in_all(lines: &[&ListLine]) -> String {
    match total(lines, |line| line.voters_affected) {
        0 if lines.iter().any(|line| line.voters_in_them().is_none()) => "not known".to_owned(),
        voters => number(voters),
    }
}

/// What part of a state's voters that is; nothing where they are not known.
pub(super) fn part_of_voters(line: &ListLine) -> String {
    line.voters_in_them().map_or_else(String::new, |voters| percent(voters, line.voters))
}

/// The ids of some of a list's rules.
pub(super) fn ids(list: &ListReport, rules: impl Iterator<Item = usize>) -> String {
    let ids: Vec<String> = rules.filter_map(|at| list.rules.get(at)).map(|rule| plain(&rule.id)).collect();
    ids.join(" ")
}

/// The rules of a list that are not met somewhere in a state.
pub(super) fn not_met(list: &ListReport, line: &ListLine) -> String {
    ids(list, line.rules.iter().filter(|rule| rule.places > 0).map(|rule| rule.rule))
}

fn section(list: &ListReport, heading: &str, lines: &[&ListLine], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let wide = paper.width >= 96;
    let of_voters = |line: &ListLine| if wide { vec![part_of_voters(line)] } else { Vec::new() };
    let several = !list.rules.is_empty();
    let has_law = paper.width >= WITH_LAW && !several && lines.iter().any(|line| line.law.is_some());
    let mut head = vec![format!("{heading} ({})", lines.len()), "places".to_owned(), String::new()];
    if !list.of_places {
        head.extend([list.unit.1.to_owned(), "without".to_owned()]);
    }
    head.push("voters in them".to_owned());
    if wide {
        head.push("of the state's".to_owned());
    }
    if several {
        head.push("not met".to_owned());
    }
    if has_law {
        head.push("by state law".to_owned());
    }
    let mut rows = vec![head];
    let of = |part: u64, all: u64| [format!("{} of", number(part)), number(all)];
    for line in lines {
        let mut row = vec![format!("  {}", plain(&line.name))];
        row.extend(of(places(line), line.places));
        if !list.of_places {
            row.extend(of(without(line), line.units));
        }
        row.push(voters_in(line));
        row.extend(of_voters(line));
        row.extend(several.then(|| not_met(list, line)));
        row.extend(has_law.then(|| line.law.as_ref().map(law::cell).unwrap_or_default()));
        rows.push(row);
        // Of a whole nation the states are enough; each has a page of its own.
        let shown = paper.shown_of(line.lacking.len(), if list.states.len() > 1 { 0 } else { 10 });
        for place in &line.lacking[..shown] {
            let name = clipped(&plain(&place.name), if wide { 40 } else { 19 });
            let mut row = vec![format!("     {name}"), String::new(), String::new()];
            if !list.of_places {
                row.extend(of(place.units_lacking, place.units));
            }
            row.push(place.voters.map_or_else(|| "not known".to_owned(), number));
            row.extend(wide.then(String::new));
            row.extend(several.then(|| ids(list, place.rules.iter().copied())));
            rows.push(row);
        }
        let more = line.lacking.len() - shown;
        if more > 0 && shown > 0 {
            rows.push(vec![format!("     {} more: --top all", number(more as u64))]);
        }
    }
    if lines.len() > 1 && wide {
        let mut row = vec![format!("  All {}", lines.len())];
        row.extend(of(total(lines, places), total(lines, |line| line.places)));
        if !list.of_places {
            row.extend(of(total(lines, without), total(lines, |line| line.units)));
        }
        row.push(voters_in_all(lines));
        row.push(percent(total(lines, |line| line.voters_affected), total(lines, |line| line.voters)));
        rows.push(row);
    }
    let widest = rows.iter().filter_map(|row| row.first()).map(|name| width(name)).max().unwrap_or(0);
    let mut columns = vec![
        Column::words(0).at_least(u16::try_from(widest).unwrap_or(0).max(20)),
        Column::numbers(1),
        Column::numbers(1),
    ];
    if !list.of_places {
        columns.extend([Column::numbers(3), Column::numbers(1)]);
    }
    columns.push(Column::numbers(3));
    columns.extend(wide.then(|| Column::numbers(3)));
    columns.extend(several.then(|| Column::words(3)));
    columns.extend(has_law.then(|| Column::words(3)));
    write!(to, "{}", paper.columns(&rows, &columns))?;
    for text in beside(list, lines) {
        write!(to, "{}", paper.paragraph("  ", "  ", &text))?;
    }
    // Narrow paper has no room for another column.
    if let Some(text) = law::sentence_of(lines).filter(|_| !has_law) {
        write!(to, "{}", paper.paragraph("  ", "  ", &text))?;
    }
    writeln!(to)
}

/// What is said below states of one status: those of the lesser kind among them, and the others that serve other uses.
pub(super) fn beside(list: &ListReport, lines: &[&ListLine]) -> Vec<String> {
    let mut said = Vec::new();
    // The kind that is the heading is said already.
    let own = lines.first().filter(|line| line.status == Status::Lesser).map(|line| line.lesser_kind());
    for (kind, name) in list.lesser_names.iter().enumerate().filter(|(kind, _)| Some(*kind) != own) {
        let units = |line: &ListLine| line.lesser.get(kind).map_or(0, |of| of.units);
        let lesser = lines.iter().filter(|line| units(line) > 0);
        let each: Vec<String> = lesser.map(|line| format!("{} {}", line.letters(), number(units(line)))).collect();
        if !each.is_empty() {
            let all = number(total(lines, units));
            said.push(format!("{all} of these are {} ({}).", plain(name), plain(&each.join(", "))));
        }
    }
    if !list.of_places && lines.first().is_some_and(|line| line.status == Status::Statewide) {
        let unknown = total(lines, |line| line.units_unknown);
        let known = total(lines, without) + unknown + total(lines, |line| line.units_waived);
        let others = total(lines, |line| line.units).saturating_sub(known);
        if unknown > 0 {
            said.push(format!("{} there {} not answered.", counted(unknown, list.unit), is_or_are(unknown)));
        }
        if others > 0 {
            let rules = if list.rules.is_empty() {
                "rule that puts a state on this list asks"
            } else {
                "rules that put a state on this list ask"
            };
            said.push(format!("The {rules} nothing of the other {} there.", counted(others, list.unit)));
        }
    }
    said
}

fn is_or_are(count: u64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// The states that waivers keep off the list, with the reasons on record.
fn waived(list: &ListReport, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let lines: Vec<&ListLine> = list.states.iter().filter(|line| line.status == Status::Waived).collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(to, "NOT COUNTED, WITH THEIR REASON ({})", lines.len())?;
    let name = |line: &ListLine| format!("  {}  ", plain(&line.name));
    let widest = lines.iter().map(|line| width(&name(line))).max().unwrap_or(0);
    for line in lines {
        let first = format!("{:<widest$}", name(line));
        write!(to, "{}", paper.labelled(&first, &excepted(list, line)))?;
    }
    writeln!(to)
}

/// What waivers keep off the list in a state, and why.
pub(super) fn excepted(list: &ListReport, line: &ListLine) -> String {
    let count = if line.units_waived > 0 {
        format!("{}. ", counted(line.units_waived, list.unit))
    } else {
        "No number given. ".to_owned()
    };
    format!("{count}{}", plain(&line.reasons.join(" ")))
}

/// What is known to be missing from the figures.
fn cannot_say(list: &ListReport, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let Some(text) = missing(list) else { return Ok(()) };
    writeln!(to, "WHAT THE FIGURES CANNOT SAY")?;
    writeln!(to, "{}", paper.paragraph("  ", "  ", &text))
}

/// The places that use such units and give no number, where there are any.
pub(super) fn missing(list: &ListReport) -> Option<String> {
    let bare: Vec<&ListLine> = list.states.iter().filter(|line| line.rows_without_quantity > 0).collect();
    if bare.is_empty() {
        return None;
    }
    let summed: u64 = bare.iter().map(|line| line.places_without_quantity).sum();
    let (count, noun) =
        if summed > 0 { (summed, PLACES) } else { (total(&bare, |line| line.rows_without_quantity), ("row", "rows")) };
    let of = |line: &ListLine| if summed > 0 { line.places_without_quantity } else { line.rows_without_quantity };
    let each: Vec<String> = bare.iter().map(|line| format!("{} {}", line.letters(), number(of(line)))).collect();
    let verb = if count == 1 { "has" } else { "have" };
    Some(format!(
        "{} {verb} such {} and {} no number ({}), so the true count is higher.",
        counted(count, noun),
        list.unit.1,
        if count == 1 { "gives" } else { "give" },
        plain(&each.join(", ")),
    ))
}
