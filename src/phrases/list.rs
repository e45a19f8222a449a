//! What a list says: which states or places lack something, how many units and voters that is, and what is not known.

use super::names::topic;
use super::not_placed;
use super::plain::plain;
use super::wording::{PLACES, ROWS, STATES, agreed, counted, either, first_small, known, number, percent, rounded};
use crate::report::{ListLine, ListReport, ListRule, Status};
use crate::words::value::Day;
use crate::words::value::calendar::{next_federal_election, next_presidential_election};

/// The states that lack it, or lack it in a lesser way, by how far: a heading, and the states under it.
pub(crate) fn sections(list: &ListReport) -> Vec<(String, Vec<&ListLine>)> {
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

pub(crate) fn total(lines: &[&ListLine], of: impl Fn(&ListLine) -> u64) -> u64 {
    lines.iter().map(|line| of(line)).sum()
}

/// Units that lack it, in either way.
pub(crate) fn without(line: &ListLine) -> u64 {
    line.units_lacking + line.units_lesser
}

/// Places that sent something, or that nobody expected.
pub(crate) fn read(line: &ListLine) -> u64 {
    line.places - line.places_silent
}

/// Places that lack it, in either way.
pub(crate) fn places(line: &ListLine) -> u64 {
    line.places_lacking + line.places_lesser
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
pub(crate) fn headline(list: &ListReport) -> (String, String) {
    let (lacking, only) = lacking(list);
    let everywhere = lacking.iter().filter(|line| line.status == Status::Statewide).count() as u64;
    let headline = match (lacking.as_slice(), only) {
        ([], _) => match (not_placed::of_list(list), &list.name) {
            (Some(said), _) if list.states.is_empty() => said,
            // The headline must not hide what is in no state.
            (said, name) => {
                let but = said.map_or_else(String::new, |said| format!(", but {}", first_small(&said)));
                match name {
                    Some(name) => format!("No state is known to lack {}{but}", plain(name)),
                    None => format!("No state is known to break the rules on {}{but}", topic(&list.key)),
                }
            }
        },
        ([line], Some(_)) => {
            let wide = if line.status == Status::Partial {
                format!("in {} of {}", number(places(line)), counted(read(line), PLACES))
            } else if line.places > 1 {
                "everywhere".to_owned()
            } else {
                String::new()
            };
            format!("{} {} {wide}", plain(&line.name), still(list, 1))
        }
        (some, _) => {
            let count = some.len() as u64;
            format!("{} {}", counted(count, STATES), still(list, count))
        }
    };
    let split = match (everywhere, lacking.len() as u64 - everywhere) {
        (0, _) | (_, 0) => String::new(),
        (everywhere, some) => format!("{everywhere} everywhere, {some} in some places"),
    };
    (headline, split)
}

/// How many units, places and voters that is, and how many places sent nothing that can be judged.
pub(crate) fn figures(list: &ListReport) -> Vec<String> {
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
            let with = if list.of_places { ", with" } else { " with" };
            let least = if total(&lacking, |line| line.places_without_voters) > 0 { " at least" } else { "" };
            let unknown: u64 = list.states.iter().filter_map(|line| line.places_of_unknown_voters).sum();
            let (whole, whose) = match (unknown, only) {
                (0, Some(_)) => ("the state's", String::new()),
                (0, None) => ("the", String::new()),
                (unknown, _) => {
                    let all: u64 = list.states.iter().map(|line| line.places).sum();
                    let gave = format!(" that {} of {} report", number(all - unknown), counted(all, PLACES));
                    ("the", gave)
                }
            };
            let (voters, nation) = (rounded(voters), rounded(nation));
            text.push_str(&format!("{with}{least} {voters} of {whole} {nation} registered voters{whose}"));
        }
        // A list of one state whose only place is named in the headline need not count it again.
        let is_said = list.of_places && !list.rules.is_empty() && total(&lacking, |line| line.places) == 1;
        if !is_said || voters > 0 {
            said.push(text);
        }
        said.extend(by_rule(list));
    }
    // A headline that no state lacks it has already said so.
    said.extend(not_placed::of_list(list).filter(|_| !lacking.is_empty()));
    let silent: u64 = list.states.iter().map(|line| line.places_without_evidence).sum();
    if silent > 0 {
        said.push(format!("{} sent nothing that can be judged", counted(silent, PLACES)));
    }
    said
}

/// Of a list with several rules, what each that is not met came to, most severe first: its own words, units and whole.
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

/// What `count` states on the list do.
fn still(list: &ListReport, count: u64) -> String {
    match &list.name {
        Some(name) => format!("still {} {}", either(count, ("lacks", "lack")), plain(name)),
        None => format!("{} not meet the rules on {}", either(count, ("does", "do")), topic(&list.key)),
    }
}

/// How long it is to the next elections.
pub(crate) fn elections(as_of: Day) -> String {
    let says = |name: &str, day: Option<Day>| {
        let day = day?;
        let days = (day.number() - as_of.number()).unsigned_abs().into();
        Some(format!("{name} {}, in {}", day.in_words(), counted(days, ("day", "days"))))
    };
    let (federal, presidential) = (next_federal_election(as_of), next_presidential_election(as_of));
    if federal == presidential {
        return says("Next federal election, a presidential one:", federal).unwrap_or_default();
    }
    let both = [says("Next federal election:", federal), says("next presidential:", presidential)];
    both.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The voters in places that lack it; not 0 if no such place gives a number.
pub(crate) fn voters_in(line: &ListLine) -> String {
    known(line.voters_in_them())
}

/// The same of several states.
pub(crate) fn voters_in_all(lines: &[&ListLine]) -> String {
    match total(lines, |line| line.voters_affected) {
        0 if lines.iter().any(|line| line.voters_in_them().is_none()) => "not known".to_owned(),
        voters => number(voters),
    }
}

/// What part of a state's voters that is; nothing where they are not known.
pub(crate) fn part_of_voters(line: &ListLine) -> String {
    line.voters_in_them().map_or_else(String::new, |voters| percent(voters, line.voters))
}

pub(crate) fn ids(list: &ListReport, rules: impl Iterator<Item = usize>) -> String {
    let ids: Vec<String> = rules.filter_map(|at| list.rules.get(at)).map(|rule| plain(&rule.id)).collect();
    ids.join(" ")
}

pub(crate) fn not_met(list: &ListReport, line: &ListLine) -> String {
    ids(list, line.rules.iter().filter(|rule| rule.places > 0).map(|rule| rule.rule))
}

/// The sentences below states of one status: those of the lesser kind among them, and the others that serve other uses.
pub(crate) fn notes(list: &ListReport, lines: &[&ListLine]) -> Vec<String> {
    let mut said = Vec::new();
    // The kind in the heading is already named.
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
            let are = either(unknown, ("is", "are"));
            said.push(format!("{} there {are} not answered.", counted(unknown, list.unit)));
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

/// What waivers keep off the list in a state, and why.
pub(crate) fn excepted(list: &ListReport, line: &ListLine) -> String {
    let count = if line.units_waived > 0 {
        format!("{}. ", counted(line.units_waived, list.unit))
    } else {
        "No number given. ".to_owned()
    };
    format!("{count}{}", plain(&line.reasons.join(" ")))
}

/// The rows and places that give no number of such units, where there are any.
pub(crate) fn missing(list: &ListReport) -> Option<String> {
    let bare: Vec<&ListLine> = list.states.iter().filter(|line| line.rows_without_quantity > 0).collect();
    let others = || list.states.iter().filter(|line| line.status.lacks());
    let others: u64 =
        others().map(|line| line.all_without_quantity.unwrap_or(0).saturating_sub(line.rows_without_quantity)).sum();
    let others = (others > 0).then(|| {
        let (give, are) = either(others, (("gives", "is"), ("give", "are")));
        format!("{} on other {} {give} no number and {are} in no figure.", counted(others, ROWS), list.unit.1)
    });
    if bare.is_empty() {
        return others;
    }
    let summed: u64 = bare.iter().map(|line| line.places_without_quantity).sum();
    let (count, noun) =
        if summed > 0 { (summed, PLACES) } else { (total(&bare, |line| line.rows_without_quantity), ROWS) };
    let of = |line: &ListLine| if summed > 0 { line.places_without_quantity } else { line.rows_without_quantity };
    let each: Vec<String> = bare.iter().map(|line| format!("{} {}", line.letters(), number(of(line)))).collect();
    let (have, give) = either(count, (("has", "gives"), ("have", "give")));
    let others = others.map_or_else(String::new, |others| format!(" {others}"));
    Some(format!(
        "{} {have} such {} and {give} no number ({}), so the true count is higher.{others}",
        counted(count, noun),
        list.unit.1,
        plain(&each.join(", ")),
    ))
}

/// Of some states the places that lack it and all that were read; units likewise, where the list counts units.
pub(crate) fn shares(list: &ListReport, lines: &[&ListLine]) -> Vec<(u64, u64)> {
    let mut shares = vec![(total(lines, places), total(lines, read))];
    if !list.of_places {
        shares.push((total(lines, without), total(lines, |line| line.units)));
    }
    shares
}

/// The states without further details, by their letters under a heading.
pub(crate) fn others(list: &ListReport) -> impl Iterator<Item = (&'static str, Vec<&str>)> {
    let others = [(Status::Unknown, "Not answered"), (Status::None, "None reported")].into_iter();
    let letters = move |(status, heading)| {
        let of = list.states.iter().filter(|line| line.status == status);
        let mut letters: Vec<&str> = of.map(ListLine::letters).collect();
        letters.sort_unstable();
        (heading, letters)
    };
    others.map(letters).filter(|(_, letters)| !letters.is_empty())
}

/// What a list says of a status.
pub(crate) fn status(status: Status, list: &ListReport) -> String {
    match status {
        Status::Statewide => "everywhere".to_owned(),
        Status::Partial => "in some places".to_owned(),
        Status::Lesser => plain(&list.lesser_names.join(", or ")),
        Status::Waived => "not counted, with a reason".to_owned(),
        Status::Unknown => "not answered".to_owned(),
        Status::None => "none reported".to_owned(),
    }
}

/// A state and what a list says of it, in one sentence.
pub(crate) fn figure(list: &ListReport, line: &ListLine) -> String {
    let status = match line.status {
        Status::Lesser => plain(&line.status.name(list, line.lesser_kind())),
        status @ (Status::Statewide | Status::Partial | Status::Waived | Status::Unknown | Status::None) => {
            self::status(status, list)
        }
    };
    let units = if line.status.lacks() || line.status == Status::Lesser {
        let lacks = agreed(&plain(&list.lacks), without(line));
        let places = match line.places {
            _ if list.of_places => String::new(),
            0 | 1 => String::new(),
            all => format!(" in {} of {} places", number(places(line)), number(all)),
        };
        format!("; {} of {} {lacks}{places}", number(without(line)), counted(line.units, list.unit))
    } else {
        String::new()
    };
    format!("{}: {status}{units}", plain(&line.name))
}
