//! The forecast for people: one place month by month, or many places by quarter, rule and list.

use std::collections::HashSet;
use std::io::{self, Write};

use crate::forecast::Forecast;
use crate::pages::layout::{CLOSING, Column, Paper};
use crate::pages::notices;
use crate::phrases::forecast::{ForecastText, IF};
use crate::phrases::names::{called, topic};
use crate::phrases::plain::plain;
use crate::phrases::wording::{PLACES, counted, first_large, first_of, number, risk, row_of};
use crate::report::{Direction, ListReport, PAPER_TRAIL, PlaceReport, Report, RuleResult, Standing, Status, Turn};
use crate::rules::law::Clause;
use crate::words::value::Day;

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(forecast: &Forecast, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = ForecastText::new(&forecast.today, &forecast.turns);
    let page = Page { forecast, only: words.only, words, paper };
    writeln!(to, "{}", page.heading())?;
    writeln!(to, "{}", page.days())?;
    if page.only.is_some() {
        write!(to, "{}", page.calendar())?;
    } else {
        write!(to, "{}", page.crossings())?;
        write!(to, "{}", page.lists())?;
        write!(to, "{}", page.rules())?;
        write!(to, "{}", page.first_turns())?;
    }
    write!(to, "{}", page.open())?;
    if let Some(text) = page.words.elections() {
        write!(to, "{}", paper.labelled("ELECTIONS   ", &text))?;
    }
    write!(to, "{}", page.laws())?;
    write!(to, "\n{}", notices::of_one_place(&forecast.today, paper))?;
    write!(to, "{}{}", paper.paragraph("", "", IF), paper.paragraph("", "", CLOSING))
}

struct Page<'a> {
    forecast: &'a Forecast,
    words: ForecastText<'a>,
    paper: &'a Paper,
    only: Option<usize>,
}

impl Page<'_> {
    fn heading(&self) -> String {
        let name = match self.only.and_then(|only| self.forecast.today.places.get(only)) {
            Some(place) => called(place).to_uppercase(),
            None => {
                format!("FORECAST FOR {}", counted(self.forecast.today.standings.all().places, PLACES)).to_uppercase()
            }
        };
        self.paper.edges(&name, &self.words.span())
    }

    /// Today and the days that are shown: standings and lists of many places, or the standing and risk of one.
    fn days(&self) -> String {
        let today = &self.forecast.today;
        let day = |kind, report: &Report| vec![report.as_of.in_words(), ForecastText::kind(kind).to_owned()];
        if let Some(only) = self.only.and_then(|only| today.places.get(only)) {
            let row = |(kind, report): (_, &Report)| {
                let place = report.place(&only.id)?;
                let risks = format!("risk {}, up to {}", risk(place.risk.low), risk(place.risk.high));
                let rest = [place.standing.heading().to_owned(), risks];
                Some(day(kind, report).into_iter().chain(rest).collect())
            };
            let rows: Vec<Vec<String>> = self.forecast.days().filter_map(row).collect();
            return self.paper.columns(
                &rows,
                &[Column::words(2).at_least(17), Column::words(2), Column::words(2), Column::words(2)],
            );
        }
        let standings: Vec<Standing> = Standing::ALL
            .into_iter()
            .filter(|standing| self.forecast.days().any(|(_, report)| report.standings.of(*standing).places > 0))
            .collect();
        let list = today.main_list();
        let mut head = vec![String::new(), String::new()];
        head.extend(standings.iter().map(|standing| standing.heading().to_lowercase()));
        head.extend(list.map(places_on));
        let row = |(kind, report): (_, &Report)| {
            let mut row = day(kind, report);
            row.extend(standings.iter().map(|standing| number(report.standings.of(*standing).places)));
            row.extend(list.map(|list| {
                let lines = report.list(&list.key).map(|list| list.states.as_slice()).unwrap_or_default();
                number(lines.iter().filter(|line| line.status.lacks()).map(|line| line.places_lacking).sum())
            }));
            row
        };
        let mut rows = vec![head];
        rows.extend(self.forecast.days().map(row));
        let mut columns = vec![Column::words(2).at_least(17), Column::words(2)];
        columns.resize(rows[0].len(), Column::numbers(2));
        self.paper.columns(&rows, &columns)
    }

    /// The turns of one place, month by month.
    fn calendar(&self) -> String {
        let months = self.words.by_month();
        if months.is_empty() {
            return format!("{}\n", self.paper.paragraph("", "", &self.nothing("NOTHING CHANGES ON ITS OWN")));
        }
        let all = self.words.list().count();
        let mut left = self.paper.shown_of(all, 40);
        let shown = left;
        let mut page = String::from("WHAT CHANGES, AND WHEN\n");
        for (month, turns) in months {
            if left == 0 {
                break;
            }
            page.push_str(&format!(" {month}\n"));
            for turn in turns.into_iter().take(left) {
                page.push_str(&self.item(turn, false));
                left -= 1;
            }
        }
        format!("{page}{}\n", Paper::more(all, shown))
    }

    /// One turn: its day and severity, what it is, why, and its rule.
    fn item(&self, turn: &Turn, with_place: bool) -> String {
        let rule = self.words.rule(turn);
        let mark = match turn.direction() {
            Direction::Worse => rule.severity.name(),
            Direction::Better => "better",
            Direction::Neither => "",
        };
        let day = turn.on.civil();
        let gutter = if with_place {
            format!("  {} ", day.strftime("%e %b %Y"))
        } else {
            format!("  {:>2}  {mark:<9}", day.day())
        };
        let mut text = first_large(&self.words.what(turn));
        if with_place {
            let name = called(self.words.place(turn));
            let mark = if turn.direction() == Direction::Better { "better, " } else { "" };
            text = format!("{mark}{name}: {}", self.words.what(turn));
        }
        let why = self.words.why(turn);
        if !why.is_empty() {
            text.push_str(&format!(". {}", first_large(&why)));
        }
        if let Some(decide) = self.words.decide(turn) {
            text.push_str(&format!(". {}", first_large(&decide)));
        }
        text.push('.');
        self.paper.item(&[gutter], &text, &plain(&rule.id), 8)
    }

    /// The places that join or leave those that need action, from today to the last day.
    fn crossings(&self) -> String {
        let last = self.forecast.last();
        let then: HashSet<&str> = action_needed(last).collect();
        let now: HashSet<&str> = action_needed(&self.forecast.today).collect();
        let places = &self.forecast.today.places;
        let joins = places.iter().filter(|place| then.contains(&*place.id) && !now.contains(&*place.id));
        let leaves = places.iter().filter(|place| now.contains(&*place.id) && !then.contains(&*place.id));
        let mut page = String::new();
        for (label, all) in [("JOIN ACTION NEEDED", joins.collect::<Vec<_>>()), ("LEAVE IT", leaves.collect())] {
            if !all.is_empty() {
                let shown = self.paper.shown(all.len());
                let names = first_of(&all, shown, |place| called(place));
                page.push_str(
                    &self.paper.labelled(&format!("{label} ({})   ", number(all.len() as u64)), &row_of(&names)),
                );
            }
        }
        if page.is_empty() { page } else { format!("{page}\n") }
    }

    /// The states that still lack what the lists are about on the last day, against today.
    fn lists(&self) -> String {
        let last = self.forecast.last();
        let mut page = String::new();
        if let Some(list) = last.main_list() {
            let named = |report: &Report, is: &dyn Fn(Status) -> bool| -> Vec<String> {
                let lines = report.list(&list.key).map(|list| list.states.as_slice()).unwrap_or_default();
                lines.iter().filter(|line| is(line.status)).map(|line| plain(&line.name)).collect()
            };
            let (now, then) = (named(&self.forecast.today, &Status::lacks), named(last, &Status::lacks));
            let lesser = named(last, &|status| status == Status::Lesser);
            let shown = self.paper.shown_of(then.len(), 60);
            let names = first_of(&then, shown, String::clone);
            let names = if names.is_empty() { "none on these records".to_owned() } else { row_of(&names) };
            let unknown = last
                .list(&list.key)
                .map_or(0, |list| list.states.iter().filter(|line| line.status == Status::Unknown).count());
            let open =
                if unknown > 0 { format!(" {} more do not say.", number(unknown as u64)) } else { String::new() };
            let lesser = match lesser.len() {
                0 => String::new(),
                all => format!(
                    " In a lesser way only: {}.",
                    row_of(&first_of(&lesser, self.paper.shown(all), String::clone))
                ),
            };
            let text = format!(
                "On {}, {}: {names}; {} today.{lesser}{open}",
                last.as_of.in_words(),
                lacking_words(list),
                number(now.len() as u64)
            );
            page.push_str(&self.paper.labelled(&format!("{}   ", topic(&list.key).to_uppercase()), &text));
        }
        if page.is_empty() { page } else { format!("{page}\n") }
    }

    /// What falls due, rule by rule.
    fn rules(&self) -> String {
        let rules = self.words.by_rule();
        if rules.is_empty() {
            return format!("{}\n", self.paper.paragraph("", "", &self.nothing("NOTHING GETS WORSE ON ITS OWN")));
        }
        let mut page = String::from("WHAT FALLS DUE\n");
        for (rule, text) in &rules {
            let gutter = format!("  {:<9}", rule.severity.name());
            page.push_str(&self.paper.item(&[gutter], &first_large(text), &plain(&rule.id), 8));
        }
        format!("{page}\n")
    }

    /// The first turns for the worse, by day.
    fn first_turns(&self) -> String {
        let turns: Vec<&Turn> = self.words.due().collect();
        if turns.is_empty() {
            return String::new();
        }
        let shown = self.paper.shown(turns.len());
        let items: String = turns.iter().take(shown).map(|turn| self.item(turn, true)).collect();
        format!("FIRST\n{items}{}\n", Paper::more(turns.len(), shown))
    }

    /// That nothing comes, as far as the dates say that could be read.
    fn nothing(&self, what: &str) -> String {
        if self.forecast.today.noticed() > 0 {
            format!("{what} until then, by the dates that could be read; see below what could not.")
        } else {
            format!("{what} until then.")
        }
    }

    /// State laws that begin or end until then.
    fn laws(&self) -> String {
        let laws = self.words.laws();
        if laws.is_empty() {
            return String::new();
        }
        let shown = self.paper.shown(laws.len());
        let item = |(day, what, state, clause): &(Day, &str, &str, &Clause)| {
            let gutter = format!("   {:<17} ", day.in_words());
            let text = format!("{} {what}: {}", plain(state), plain(&clause.asks));
            self.paper.item(&[gutter], &text, &plain(&clause.code), 8)
        };
        let items: String = laws.iter().take(shown).map(item).collect();
        format!("STATE LAW   it changes no verdict\n{items}{}", Paper::more(laws.len(), shown))
    }

    /// How much is open today: rules whose answer could still turn out otherwise.
    fn open(&self) -> String {
        let is_open = |result: &&RuleResult| result.extent.high > result.extent.low;
        let open = |place: &PlaceReport| place.rules.iter().filter(is_open).count() as u64;
        let of_one = self.only.and_then(|only| self.forecast.today.places.get(only)).map(open);
        let places = self.forecast.today.places.iter().filter(|place| open(place) > 0).count() as u64;
        let text = match of_one {
            Some(0) => return String::new(),
            Some(rules) => format!("{} not answered in full today.", counted(rules, ("rule is", "rules are"))),
            None if places == 0 => return String::new(),
            None => format!("{} not answered every rule in full today.", counted(places, ("place has", "places have"))),
        };
        self.paper.labelled("NOT KNOWN   ", &format!("{text} pollworthy audit lists what to fill in."))
    }
}

/// What a column of counts of a list is called.
fn places_on(list: &ListReport) -> String {
    if list.key == PAPER_TRAIL {
        format!("places that lack {}", topic(&list.key))
    } else {
        format!("places on the list of {}", topic(&list.key))
    }
}

fn lacking_words(list: &ListReport) -> &'static str {
    if list.key == PAPER_TRAIL { "still without" } else { "on the list" }
}

fn action_needed(report: &Report) -> impl Iterator<Item = &str> {
    let needs = report.places.iter().filter(|place| place.standing == Standing::ActionNeeded && !place.has_below);
    needs.map(|place| place.id.as_str())
}
