//! The report on many places: standings, the paper trail, what is not in order, and where to begin.

use std::io::{self, Write};

use super::calls;
use super::footer::{not_placed, rules_and_evidence};
use super::gate;
use super::layout::{Column, NATION, Paper, clipped, width};
use super::notices::look_at;
use crate::phrases::footer::read_in_all;
use crate::phrases::many_places::{ManyPlaces, NAME, ORDER, nothing_shown};
use crate::phrases::names::{bare_name, full_name, place_name, short, why_unread};
use crate::phrases::plain::plain;
use crate::phrases::since::then;
use crate::phrases::wording::{as_of, counted, first_of, known, number, percent, risk};
use crate::report::overview::RuleLine;
use crate::report::{PlaceReport, Report, StateReport};

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let page = ManyPlaces::new(report);
    writeln!(to, "{}", title(&page, paper))?;
    writeln!(to, "{}", standings(&page, paper))?;
    write!(to, "{}", paper_trail(&page, paper))?;
    match page.risk() {
        said if said.is_empty() => writeln!(to)?,
        said => writeln!(to, "{}", paper.labelled("RISK          ", &said))?,
    }
    write!(to, "{}", calls::section(report, paper))?;
    write!(to, "{}", gate::section(report, paper))?;
    write!(to, "{}", rules(&page, paper))?;
    write!(to, "{}", states(&page, paper))?;
    write!(to, "{}", places(&page, paper))?;
    if let Some(said) = page.apart(paper.top) {
        writeln!(to, "{}", paper.labelled("NOT ADDED  ", &said))?;
    }
    write!(to, "{}", not_read(&page, paper))?;
    write!(to, "{}", not_placed(report, paper))?;
    match look_at(report, &page.all.notices, 0, paper) {
        text if text.is_empty() => {}
        text => writeln!(to, "{text}")?,
    }
    write!(to, "{}", paper.labelled("READ       ", &read_in_all(report)))?;
    write!(to, "{}", rules_and_evidence(report, paper))?;
    writeln!(to, "{}", page.command().map(|said| paper.labelled("MORE       ", &said)).unwrap_or_default())?;
    write!(to, "{}", paper.closing())
}

/// What the page is about, and the day.
pub(super) fn title(page: &ManyPlaces<'_>, paper: &Paper) -> String {
    paper.edges(&plain(&page.heading()).to_uppercase(), &as_of(page.report.as_of))
}

/// The paper trail in one sentence, with its label; nothing where the report has no such list.
pub(super) fn paper_trail(page: &ManyPlaces<'_>, paper: &Paper) -> String {
    let Some(list) = page.report.paper_trail() else { return String::new() };
    let said = format!("{}{}", page.lacking(list, paper.top), then(page.report, list));
    paper.labelled("PAPER TRAIL   ", &said)
}

/// A table of places: voters, both ends of the risk, rules answered, standing.
pub(super) fn table(places: &[&PlaceReport], with_state: bool, paper: &Paper) -> String {
    let (silent, speaking): (Vec<&PlaceReport>, Vec<&PlaceReport>) = places.iter().partition(|place| place.silent);
    let shown = |all: &[&PlaceReport]| paper.shown_of(all.len(), NATION);
    let all = || speaking[..shown(&speaking)].iter().chain(&silent[..shown(&silent)]);
    let voters = all().filter_map(|place| place.voters).max().map_or(6, |most| width(&number(most)).max(6));
    // What the other columns leave.
    let most = paper.width.saturating_sub(voters + 49).clamp(12, NAME);
    let name = |place: &PlaceReport| place_name(place, with_state, most);
    let widest = all().map(|place| width(&name(place))).max().unwrap_or_default();
    let fixed = |width: usize| u16::try_from(width).unwrap_or(u16::MAX);
    // Both groups are laid out alike, so that figures line up.
    let columns = [
        Column::words(3).at_least(fixed(widest)),
        Column::numbers(2).at_least(fixed(voters)),
        Column::numbers(2).at_least(5),
        Column::numbers(2).at_least(7),
        Column::numbers(2).at_least(8),
        Column::words(3).at_least(15),
    ];
    let row = |place: &&PlaceReport| {
        let (answered, applied) = place.answered();
        vec![
            name(place),
            place.voters.map_or_else(|| "-".to_owned(), number),
            risk(place.risk.low),
            risk(place.risk.high),
            format!("{answered} of {applied}"),
            place.standing.heading().to_owned(),
        ]
    };
    let group = |group: &[&PlaceReport], mut rows: Vec<Vec<String>>| {
        rows.extend(group[..shown(group)].iter().map(row));
        format!("{}{}", paper.columns(&rows, &columns), Paper::more(group.len(), shown(group)))
    };
    let head = ["", "voters", "known", "at most", "answered", "standing"].map(str::to_owned).to_vec();
    let mut page = group(&speaking, vec![head]);
    if !silent.is_empty() {
        page.push_str(&format!("   NOTHING SHOWN {}\n{}", nothing_shown(silent.len()), group(&silent, Vec::new())));
    }
    page
}

fn standings(page: &ManyPlaces<'_>, paper: &Paper) -> String {
    let report = page.report;
    let all = report.standings.all();
    let voters = all.voters > 0;
    let mut rows = vec![vec![String::new(), page.all.noun.1.to_owned()]];
    if voters {
        rows[0].push("registered voters".to_owned());
        if all.places_without_voters > 0 {
            rows[0].push("of those known".to_owned());
        }
    }
    if let Some(day) = report.since.as_ref().map(|diff| diff.old.as_of) {
        rows[0].extend((voters && all.places_without_voters == 0).then(String::new));
        rows[0].push(day.to_string());
    }
    let then = report.since.as_ref().map(|diff| diff.old.standings());
    for standing in page.standings(then.map_or(0, |then| then.nothing_to_read.places)) {
        let tally = report.standings.of(standing);
        let mut row = vec![standing.heading().to_owned(), number(tally.places)];
        if voters {
            row.push(known(tally.known_voters()));
            row.push(tally.known_voters().map_or_else(String::new, |voters| percent(voters, all.voters)));
        }
        row.extend(then.map(|then| number(then.of(standing).places)));
        rows.push(row);
    }
    let columns =
        [Column::words(2).at_least(15), Column::numbers(2).at_least(8), Column::numbers(8), Column::numbers(2)];
    let mut columns = columns[..if voters { 4 } else { 2 }].to_vec();
    columns.push(Column::numbers(4));
    paper.columns(&rows, &columns[..rows[1].len()])
}

fn rules(page: &ManyPlaces<'_>, paper: &Paper) -> String {
    let lines = &page.all.rules;
    if lines.is_empty() {
        return String::new();
    }
    let voters = paper.width >= 96 && page.report.standings.all().voters > 0;
    let mut rows = vec![["severity", "", "rule", "not met", "not answered"].map(str::to_owned).to_vec()];
    rows[0].extend(voters.then(|| "voters not met".to_owned()));
    let shown = paper.shown(lines.len());
    rows.extend(lines[..shown].iter().map(|line| rule_row(page.report, line, voters)));
    let columns = [
        Column::words(3).at_least(8),
        Column::words(2),
        Column::words(2),
        Column::numbers(2),
        Column::numbers(2),
        Column::numbers(2),
    ];
    let more = match (lines.len() - shown) as u64 {
        0 => String::new(),
        left => format!("   {}: --top all\n", counted(left, ("more rule", "more rules"))),
    };
    format!("{}\n{}{more}\n", page.judged().to_uppercase(), paper.columns(&rows, &columns[..rows[0].len()]))
}

fn rule_row(report: &Report, line: &RuleLine, voters: bool) -> Vec<String> {
    let rule = &report.rules[line.rule];
    let count = |count: u64| if count == 0 { "-".to_owned() } else { number(count) };
    let mut row = vec![
        rule.severity.name().to_owned(),
        clipped(&short(rule), 34),
        clipped(&plain(&rule.id), 16),
        count(line.not_met),
        count(line.open),
    ];
    row.extend(voters.then(|| line.known_voters().map_or_else(|| known(None), count)));
    row
}

fn states(page: &ManyPlaces<'_>, paper: &Paper) -> String {
    if !page.all.states_differ {
        return String::new();
    }
    let states = &page.report.states;
    let wide = paper.width >= 96;
    let mut head = vec!["", "places", "known", "at most", "action needed", "highest"];
    if wide {
        head.insert(5, "not shown");
    }
    let mut rows = vec![head.into_iter().map(str::to_owned).collect::<Vec<_>>()];
    let shown = paper.shown_of(states.len(), NATION);
    rows.extend(states[..shown].iter().map(|state| state_row(state, wide)));
    let mut columns = vec![Column::words(3)];
    columns.extend([Column::numbers(2); 5]);
    columns.truncate(rows[0].len() - 1);
    columns.push(Column::words(3));
    let table = paper.columns(&rows, &columns);
    format!("THE STATES, BY THE MEAN RISK OF THEIR VOTERS\n{table}{}\n", Paper::more(states.len(), shown))
}

/// One state: places, both ends, those that need action, its highest place.
fn state_row(state: &StateReport, wide: bool) -> Vec<String> {
    let mut row = vec![
        clipped(&plain(&state.name), 22),
        number(state.standings.all().places),
        risk(state.risk.low),
        risk(state.risk.high),
        number(state.standings.action_needed.places),
    ];
    row.extend(wide.then(|| number(state.standings.not_shown.places)));
    row.push(format!("{}, {}", clipped(&plain(&state.highest), 20), risk(state.max.low)));
    row
}

fn places(page: &ManyPlaces<'_>, paper: &Paper) -> String {
    let places = &page.all.places;
    let order = if places.len() > 1 { paper.paragraph("   ", "   ", ORDER) } else { String::new() };
    let table = table(places, page.all.state.is_none(), paper);
    format!("THE {}, MOST URGENT FIRST\n{order}{table}\n", page.all.noun.1.to_uppercase())
}

/// Places that must be there and cannot be read, or sent nothing.
fn not_read(page: &ManyPlaces<'_>, paper: &Paper) -> String {
    let name = |place: &PlaceReport| {
        let name = if page.all.state.is_none() { full_name(place) } else { bare_name(place) };
        clipped(&plain(name.strip_suffix(" County").unwrap_or(&name)), NAME)
    };
    let why = |place: &&PlaceReport| format!("{}: {}.", name(place), why_unread(place, 120).trim_end_matches('.'));
    let group = |label: &str, places: &[&PlaceReport], said: &dyn Fn(&&PlaceReport) -> String, between: &str| {
        if places.is_empty() {
            return String::new();
        }
        let shown = paper.shown_of(places.len(), NATION);
        let more = if places.len() > shown { ": --top all" } else { "" };
        let label = format!("{:<20} ", format!("{label} ({})", number(places.len() as u64)));
        paper.labelled(&label, &format!("{}{more}", first_of(places, shown, said).join(between)))
    };
    let unread = group("CANNOT BE READ", &page.all.unread, &why, " ");
    let silent = group("SENT NOTHING", &page.all.silent, &|place| name(place), ", ");
    if unread.is_empty() && silent.is_empty() { unread } else { format!("{unread}{silent}\n") }
}
