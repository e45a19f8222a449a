//! The report on many places: standings, the paper trail, what is not in order, and where to begin.

use std::io::{self, Write};

use super::foot::{argument, asked_as, evidence_line, expected_again, named, read_in_all, rules_line, short};
use super::gate;
use super::layout::{CLOSING, Column, NATION, Paper, clipped, row_of, width};
use super::look::look_at;
use super::not_placed;
use super::plain::plain;
use super::wording::{agreed, counted, number, percent, risk};
use crate::report::overview::{Overview, RuleLine};
use crate::report::{ListReport, PlaceReport, Report, Standing, StateReport, Status};

const STATES: (&str, &str) = ("state", "states");

/// How wide a name may be in a table.
const NAME: usize = 36;

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let page = Page { report, all: Overview::new(report), paper };
    writeln!(to, "{}", paper.edges(&page.title(), &format!("as of {}", report.as_of.in_words())))?;
    writeln!(to, "{}", page.standings())?;
    write!(to, "{}", page.paper_trail())?;
    writeln!(to, "{}", page.risk())?;
    write!(to, "{}", gate::section(report, paper))?;
    write!(to, "{}", page.rules())?;
    write!(to, "{}", page.states())?;
    write!(to, "{}", page.places())?;
    write!(to, "{}", page.apart())?;
    write!(to, "{}", page.not_read())?;
    write!(to, "{}", not_placed::section(report, paper))?;
    write!(to, "{}", page.look_at())?;
    write!(to, "{}", read_in_all(report, paper))?;
    write!(to, "{}", rules_line(report, paper))?;
    write!(to, "{}", evidence_line(report, paper))?;
    writeln!(to, "{}", page.more())?;
    write!(to, "{}", paper.paragraph("", "", CLOSING))
}

/// What the page of many places is called.
pub(super) fn title(report: &Report, paper: &Paper) -> String {
    Page { report, all: Overview::new(report), paper }.title()
}

/// The paper trail in one sentence, with its label.
pub(super) fn paper_trail(report: &Report, paper: &Paper) -> String {
    Page { report, all: Overview::new(report), paper }.paper_trail()
}

/// A table of places: voters, both ends of the risk, rules answered, standing.
pub(super) fn table(places: &[&PlaceReport], with_state: bool, paper: &Paper) -> String {
    let (silent, speaking): (Vec<&PlaceReport>, Vec<&PlaceReport>) = places.iter().partition(|place| place.silent);
    let shown = |all: &[&PlaceReport]| paper.shown_of(all.len(), NATION);
    let all = || speaking[..shown(&speaking)].iter().chain(&silent[..shown(&silent)]);
    let voters = all().filter_map(|place| place.voters).max().map_or(6, |most| width(&number(most)).max(6));
    // What the other columns leave.
    let most = paper.width.saturating_sub(voters + 49).clamp(12, NAME);
    let name = |place: &PlaceReport| clipped(&plain(&if with_state { named(place) } else { plain_name(place) }), most);
    let widest = all().map(|place| width(&name(place))).max().unwrap_or_default();
    let fixed = |width: usize| u16::try_from(width).unwrap_or(u16::MAX);
    // Both groups are set alike, so that figures stand below one another.
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
        let mut page = paper.columns(&rows, &columns);
        if group.len() > shown(group) {
            page.push_str(&format!("   {} more: --top all\n", number((group.len() - shown(group)) as u64)));
        }
        page
    };
    let head = ["", "voters", "known", "at most", "answered", "standing"].map(str::to_owned).to_vec();
    let mut page = group(&speaking, vec![head]);
    if !silent.is_empty() {
        page.push_str(&format!("{}\n{}", nothing_shown(silent.len()), group(&silent, Vec::new())));
    }
    page
}

/// The heading of the places that show nothing at all.
pub(super) fn nothing_shown(places: usize) -> String {
    format!("   NOTHING SHOWN ({}): no rule is answered", number(places as u64))
}

/// Where to begin: what the order of places is.
pub(super) const ORDER: &str = "Critical rules not met come first, then high ones, then the known risk, then voters.";

/// A place's name, or its id where it has none.
pub(super) fn plain_name(place: &PlaceReport) -> String {
    if place.name.trim().is_empty() { place.id.clone() } else { place.name.to_string() }
}

/// Many places on one paper.
pub(super) struct Page<'a> {
    pub(super) report: &'a Report,
    pub(super) all: Overview<'a>,
    pub(super) paper: &'a Paper,
}

impl Page<'_> {
    fn count(&self, count: u64) -> String {
        counted(count, self.all.noun)
    }

    fn title(&self) -> String {
        plain(&self.heading()).to_uppercase()
    }

    /// What the page is about.
    pub(super) fn heading(&self) -> String {
        let places = match self.all.expected {
            0 => self.count(self.all.places.len() as u64),
            expected => format!("{} expected", self.count(expected)),
        };
        if let Some(around) = self.all.around {
            return format!("{}: {places}", named(around));
        }
        match &self.all.state {
            Some((name, code)) if name == code => format!("State {name}: {places}"),
            Some((name, code)) => format!("State of {name} ({code}): {places}"),
            None if self.all.noun == STATES => places,
            None if self.report.states.is_empty() => format!("{places}, no state known"),
            None => match self.all.places.iter().filter(|place| place.state.is_none()).count() {
                0 => format!("{places} in {}", counted(self.report.states.len() as u64, STATES)),
                without => format!("{places}, {} of them in no known state", number(without as u64)),
            },
        }
    }

    fn standings(&self) -> String {
        let all = self.report.standings.all();
        let voters = all.voters > 0;
        let mut rows = vec![vec![String::new(), self.all.noun.1.to_owned()]];
        if voters {
            rows[0].push("registered voters".to_owned());
        }
        if let Some(day) = self.report.since.as_ref().and_then(|diff| diff.old.as_of) {
            if voters {
                rows[0].push(String::new());
            }
            rows[0].push(day.to_string());
        }
        for standing in Standing::ALL {
            let tally = self.report.standings.of(standing);
            let then = self.report.since.as_ref().map(|diff| diff.old.standings.of(standing).places);
            if standing == Standing::NothingToRead && self.all.expected == 0 && then.unwrap_or(0) == 0 {
                continue;
            }
            let mut row = vec![standing.heading().to_owned(), number(tally.places)];
            if voters {
                row.push(tally.known_voters().map_or_else(|| "not known".to_owned(), number));
                row.push(tally.known_voters().map_or_else(String::new, |voters| percent(voters, all.voters)));
            }
            row.extend(then.map(number));
            rows.push(row);
        }
        let columns =
            [Column::words(2).at_least(15), Column::numbers(2).at_least(8), Column::numbers(8), Column::numbers(2)];
        let mut columns = columns[..if voters { 4 } else { 2 }].to_vec();
        columns.push(Column::numbers(4));
        self.paper.columns(&rows, &columns[..rows[1].len()])
    }

    fn paper_trail(&self) -> String {
        let Some(list) = self.report.list("paper-trail") else { return String::new() };
        let then = gate::then(self.report, "paper-trail");
        self.paper.labelled("PAPER TRAIL   ", &format!("{}{then}", self.lacking(list)))
    }

    /// Who is on a list: the places of one state, or the states.
    pub(super) fn lacking(&self, list: &ListReport) -> String {
        let not_placed = not_placed::of_list(list).map(|said| format!("{said}."));
        let placed = match list.states.as_slice() {
            [] => return not_placed.unwrap_or_else(|| "No state is known for any of these records.".to_owned()),
            [only] => self.lacking_places(list, only),
            _ => self.lacking_states(list),
        };
        not_placed.map_or_else(|| placed.clone(), |said| format!("{placed} {said}"))
    }

    /// The paper trail of one state, by its places.
    fn lacking_places(&self, list: &ListReport, only: &crate::report::ListLine) -> String {
        let lacking = only.places_lacking + only.places_lesser;
        let read = only.places - only.places_silent;
        if lacking == 0 {
            let silent = only.places_without_evidence.saturating_sub(only.places_silent);
            return nobody(list, &self.count(read), silent, only.units_unknown);
        }
        let shown = self.paper.shown(only.lacking.len());
        let mut names: Vec<String> =
            only.lacking[..shown].iter().map(|place| clipped(&plain(&place.name), NAME)).collect();
        if only.lacking.len() > shown {
            names.push(format!("{} more", number((only.lacking.len() - shown) as u64)));
        }
        let use_verb = if lacking == 1 { "uses" } else { "use" };
        let voters =
            if only.voters_affected > 0 { format!(", {} voters", number(only.voters_affected)) } else { String::new() };
        let units = match only.units_lacking + only.units_lesser {
            0 => "How many is not told".to_owned(),
            units => format!("{} of {}", number(units), counted(only.units, list.unit)),
        };
        let names = if names.is_empty() { String::new() } else { format!(": {}", row_of(&names)) };
        let (of, what, lacks) = (self.count(read), list.unit.1, plain(&list.lacks));
        if list.of_places {
            return format!("{} of {of} {}{names}{voters}.", number(lacking), agreed(&lacks, lacking));
        }
        format!("{} of {of} still {use_verb} {what} that {lacks}{names}. {units}{voters}.", number(lacking))
    }

    /// The paper trail of many states.
    fn lacking_states(&self, list: &ListReport) -> String {
        let lacking: Vec<_> = list.states.iter().filter(|line| line.status.lacks()).collect();
        if lacking.is_empty() {
            let silent =
                list.states.iter().map(|line| line.places_without_evidence.saturating_sub(line.places_silent)).sum();
            let unknown = list.states.iter().map(|line| line.units_unknown).sum();
            return nobody(list, &counted(list.states.len() as u64, STATES), silent, unknown);
        }
        let everywhere = match lacking.iter().filter(|line| line.status == Status::Statewide).count() {
            0 => String::new(),
            all if all == lacking.len() => " everywhere".to_owned(),
            some => format!(", {some} of them everywhere"),
        };
        let units: u64 = lacking.iter().map(|line| line.units_lacking + line.units_lesser).sum();
        let units =
            if units > 0 { format!(" {} {}.", counted(units, list.unit), plain(&list.lacks)) } else { String::new() };
        let shown = self.paper.shown_of(lacking.len(), NATION);
        let mut names: Vec<String> = lacking[..shown].iter().map(|line| clipped(&plain(&line.name), NAME)).collect();
        if lacking.len() > shown {
            names.push(format!("{} more", number((lacking.len() - shown) as u64)));
        }
        let one = lacking.len() == 1;
        let lack = match &list.name {
            Some(name) => format!("still {} {}", if one { "lacks" } else { "lack" }, plain(name)),
            None => format!("{} not meet its rules", if one { "does" } else { "do" }),
        };
        format!(
            "{} of {} {lack}{everywhere}: {}.{units} pollworthy states has the list.",
            number(lacking.len() as u64),
            counted(list.states.len() as u64, STATES),
            row_of(&names),
        )
    }

    fn risk(&self) -> String {
        let text = self.risk_sentence();
        if text.is_empty() { text } else { self.paper.labelled("RISK          ", &text) }
    }

    /// The risk of the places together, and the highest.
    pub(super) fn risk_sentence(&self) -> String {
        if self.all.places.is_empty() {
            return String::new();
        }
        let name = |place: &PlaceReport| {
            clipped(&plain(&if self.all.state.is_some() { plain_name(place) } else { named(place) }), NAME)
        };
        // Where nothing is known to fail, no place is the highest.
        let tops = self.all.highest.is_some();
        let said = |place: &PlaceReport| format!("highest {}, {}", name(place), risk(place.risk.low));
        let highest = self.all.highest.map(said).unwrap_or_default();
        match self.report.states.as_slice() {
            [only] if self.all.state.is_some() => format!(
                "{} of 100 on what is known, up to {}, {}{}{highest}",
                risk(only.risk.low),
                risk(only.risk.high),
                if only.standings.all().voters > 0 { "weighted by registered voters" } else { "all places alike" },
                if tops { "; " } else { "" },
            ),
            _ if tops => format!("{highest} of 100 on what is known"),
            _ => "0 of 100 everywhere on what is known".to_owned(),
        }
    }

    fn rules(&self) -> String {
        if self.all.rules.is_empty() {
            return String::new();
        }
        let wide = self.paper.width >= 96;
        let voters = wide && self.report.standings.all().voters > 0;
        let mut page = format!(
            "WHAT IS NOT IN ORDER, OF {}{}\n",
            self.count(self.all.places.len() as u64).to_uppercase(),
            if self.all.expected == 0 { "" } else { " READ" }
        );
        let mut rows = vec![["severity", "", "rule", "not met", "not answered"].map(str::to_owned).to_vec()];
        if voters {
            rows[0].push("voters not met".to_owned());
        }
        let shown = self.paper.shown(self.all.rules.len());
        rows.extend(self.all.rules[..shown].iter().map(|line| self.rule_row(line, voters)));
        let columns = [
            Column::words(3).at_least(8),
            Column::words(2),
            Column::words(2),
            Column::numbers(2),
            Column::numbers(2),
            Column::numbers(2),
        ];
        page.push_str(&self.paper.columns(&rows, &columns[..rows[0].len()]));
        if self.all.rules.len() > shown {
            let left = (self.all.rules.len() - shown) as u64;
            page.push_str(&format!("   {}: --top all\n", counted(left, ("more rule", "more rules"))));
        }
        page.push('\n');
        page
    }

    fn rule_row(&self, line: &RuleLine, voters: bool) -> Vec<String> {
        let rule = &self.report.rules[line.rule];
        let count = |count: u64| if count == 0 { "-".to_owned() } else { number(count) };
        let mut row = vec![
            rule.severity.name().to_owned(),
            clipped(&short(rule), 34),
            clipped(&plain(&rule.id), 16),
            count(line.not_met),
            count(line.open),
        ];
        if voters {
            // Where it is not met somewhere and no such place tells its voters, that is not 0.
            let not_known = line.not_met > 0 && line.voters == 0;
            row.push(if not_known { "not known".to_owned() } else { count(line.voters) });
        }
        row
    }

    fn states(&self) -> String {
        if !self.all.states_differ {
            return String::new();
        }
        let wide = self.paper.width >= 96;
        let mut page = String::from("THE STATES, BY THE MEAN RISK OF THEIR VOTERS\n");
        let mut head = vec!["", "places", "known", "at most", "action needed", "highest"];
        if wide {
            head.insert(5, "not shown");
        }
        let mut rows = vec![head.into_iter().map(str::to_owned).collect::<Vec<_>>()];
        let shown = self.paper.shown_of(self.report.states.len(), NATION);
        rows.extend(self.report.states[..shown].iter().map(|state| state_row(state, wide)));
        let mut columns = vec![Column::words(3)];
        columns.extend([Column::numbers(2); 5]);
        columns.truncate(rows[0].len() - 1);
        columns.push(Column::words(3));
        page.push_str(&self.paper.columns(&rows, &columns));
        let left = (self.report.states.len() - shown) as u64;
        if left > 0 {
            page.push_str(&format!("   {} more: --top all\n", number(left)));
        }
        page.push('\n');
        page
    }

    fn places(&self) -> String {
        let heading = format!("THE {}, MOST URGENT FIRST\n", self.all.noun.1.to_uppercase());
        let order = if self.all.places.len() > 1 { self.paper.paragraph("   ", "   ", ORDER) } else { String::new() };
        let table = table(&self.all.places, self.all.state.is_none(), self.paper);
        format!("{heading}{order}{table}\n")
    }

    /// Places with records of their own beside those of the places in them.
    fn apart(&self) -> String {
        let all = &self.all.apart;
        if all.is_empty() {
            return String::new();
        }
        let shown = self.paper.shown(all.len());
        let mut names: Vec<String> = all[..shown].iter().map(|place| clipped(&plain(&named(place)), NAME)).collect();
        if all.len() > shown {
            names.push(format!("{} more", number((all.len() - shown) as u64)));
        }
        let (has, its) = if all.len() == 1 { ("has", "it") } else { ("have", "them") };
        let text = format!(
            "{} {has} records of {} own beside those of the places in {its}. They are not added above; pollworthy \
             explain shows them.",
            row_of(&names),
            if all.len() == 1 { "its" } else { "their" },
        );
        format!("{}\n", self.paper.labelled("NOT ADDED  ", &text))
    }

    /// Places that must be there and cannot be read, or sent nothing.
    fn not_read(&self) -> String {
        let mut page = String::new();
        let with_state = self.all.state.is_none();
        let name = |place: &PlaceReport| {
            let name = if with_state { named(place) } else { plain_name(place) };
            clipped(&plain(name.strip_suffix(" County").unwrap_or(&name)), NAME)
        };
        let more = |all: usize, shown: usize| match all - shown {
            0 => String::new(),
            left => format!(" {} more: --top all", number(left as u64)),
        };
        let label = |what: &str, all: usize| format!("{:<20} ", format!("{what} ({})", number(all as u64)));
        let unread = &self.all.unread;
        if !unread.is_empty() {
            let shown = self.paper.shown_of(unread.len(), NATION);
            let why = |place: &&PlaceReport| {
                let why = place.unread.as_ref().map(|unread| unread.kind.why()).unwrap_or_default();
                format!("{}: {}.", name(place), clipped(&plain(&why), 120).trim_end_matches('.'))
            };
            let text: Vec<String> = unread[..shown].iter().map(why).collect();
            let text = format!("{}{}", text.join(" "), more(unread.len(), shown));
            page.push_str(&self.paper.labelled(&label("CANNOT BE READ", unread.len()), &text));
        }
        let silent = &self.all.silent;
        if !silent.is_empty() {
            let shown = self.paper.shown_of(silent.len(), NATION);
            let names: Vec<String> = silent[..shown].iter().map(|place| name(place)).collect();
            let text = format!("{}{}", names.join(", "), more(silent.len(), shown).replacen(' ', ", ", 1));
            page.push_str(&self.paper.labelled(&label("SENT NOTHING", silent.len()), &text));
        }
        if page.is_empty() { page } else { format!("{page}\n") }
    }

    fn look_at(&self) -> String {
        let page = look_at(self.report, &self.all.notices, 0, self.paper);
        if page.is_empty() { page } else { format!("{page}\n") }
    }

    fn more(&self) -> String {
        let paths: Vec<String> = self.report.settings.paths.iter().map(|path| argument(path)).collect();
        let not_placed = &self.report.not_placed;
        let is_nowhere = |place: &&&PlaceReport| not_placed.iter().any(|one| one.is_nowhere && *one.id == *place.id);
        let Some(first) = self.all.places.iter().find(|place| !is_nowhere(place)) else { return String::new() };
        let name = argument(&asked_as(first));
        let states = self.report.settings.states.iter().map(|state| format!(" --state {}", argument(state)));
        let again = format!("{}{}", expected_again(self.report), states.collect::<String>());
        let paths = plain(&paths.join(" "));
        // What names no place would be given to the place that is asked about.
        let text = if not_placed.iter().any(|one| one.is_nowhere) {
            format!("pollworthy explain {name} {paths}{again}")
        } else {
            format!("pollworthy audit {paths} --place {name}{again}")
        };
        self.paper.labelled("MORE       ", &text)
    }
}

/// One state: places, both ends, those that need action, its highest place.
fn state_row(state: &StateReport, wide: bool) -> Vec<String> {
    let all = state.standings.all().places;
    let mut row = vec![
        clipped(&plain(&state.name), 22),
        number(all),
        risk(state.risk.low),
        risk(state.risk.high),
        number(state.standings.action_needed.places),
    ];
    if wide {
        row.push(number(state.standings.not_shown.places));
    }
    row.push(format!("{}, {}", clipped(&plain(&state.highest), 20), risk(state.max.low)));
    row
}

/// A list that nobody is known to be on.
fn nobody(list: &ListReport, of: &str, silent: u64, unknown: u64) -> String {
    let mut text = if list.of_places {
        format!("None of {of} is known to break the rules on {}.", plain(&list.key.replace('-', " ")))
    } else {
        format!("None of {of} is known to use {} that {}.", list.unit.1, plain(&list.lacks))
    };
    if unknown > 0 {
        text.push_str(&format!(" {} not answered.", counted(unknown, list.unit)));
    }
    if silent > 0 {
        text.push_str(&format!(" {} sent nothing to judge by.", counted(silent, ("place", "places"))));
    }
    text
}
