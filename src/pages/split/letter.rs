//! The letter to a place: a text whose placeholders are filled in, and read with every mistake at its line.

use std::sync::Arc;

use super::Files;
use crate::pages::escaped::escaped;
use crate::phrases::calls::who;
use crate::phrases::fill::{NEW_SHEETS, NO_BLAME, asks_for_a_sheet, gap};
use crate::phrases::footer::{CLOSING, evidence, rules};
use crate::phrases::names::{called, file};
use crate::phrases::notices::sentence;
use crate::phrases::one_place::{OnePlace, risk_sentence};
use crate::phrases::plain::plain;
use crate::phrases::wording::{as_of, first_large, number, row_of};
use crate::report::advice::{Fill, Fix};
use crate::report::noticed::Noticed;
use crate::report::{Contact, Report, Standing};
use crate::words::position::Lines;
use crate::words::spelling::nearest;

/// The letter that is written where no other is named.
const USUAL: &str = include_str!("letter.txt");

/// How many gaps, and how many notices, a letter names.
const NAMED: usize = 20;

/// What a letter is written in: values are made safe for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Markup {
    Text,
    Markdown,
    Html,
}

/// A placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Place,
    Contact,
    Name,
    Phone,
    Email,
    AsOf,
    Standing,
    Reason,
    Risk,
    Fix,
    FillIn,
    ToCheck,
    Page,
    Cells,
    Rules,
    Evidence,
    Closing,
}

impl Field {
    const ALL: [(Self, &'static str); 17] = [
        (Self::Place, "place"),
        (Self::Contact, "contact"),
        (Self::Name, "contact_name"),
        (Self::Phone, "contact_phone"),
        (Self::Email, "contact_email"),
        (Self::AsOf, "as_of"),
        (Self::Standing, "standing"),
        (Self::Reason, "reason"),
        (Self::Risk, "risk"),
        (Self::Fix, "fix"),
        (Self::FillIn, "fill_in"),
        (Self::ToCheck, "to_check"),
        (Self::Page, "page"),
        (Self::Cells, "cells"),
        (Self::Rules, "rules"),
        (Self::Evidence, "evidence"),
        (Self::Closing, "closing"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(field, _)| *field)
    }
}

enum Part {
    Text(String),
    Field(Field),
}

/// A letter with placeholders: a name between braces, such as `{place}`. Any other brace is itself.
pub struct Letter {
    parts: Vec<Part>,
    /// What ends the names of the letters' files.
    pub end: &'static str,
    markup: Markup,
}

impl Letter {
    /// The usual letter.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            parts: parts(USUAL).into_iter().filter_map(|(_, part)| part.ok()).collect(),
            end: "txt",
            markup: Markup::Text,
        }
    }

    /// Reads a letter; `origin` is its file, whose ending says what it is written in.
    ///
    /// # Errors
    /// A line for each placeholder that is not known, with the nearest; or that the file is of no kind that can be filled in safely.
    pub fn read(origin: &str, text: &str) -> Result<Self, String> {
        let end = origin.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
        let (end, markup) = match end.as_str() {
            "txt" => ("txt", Markup::Text),
            "md" => ("md", Markup::Markdown),
            "html" | "htm" => ("html", Markup::Html),
            _ => return Err(format!("{origin}: a letter is a text that ends in .txt, .md or .html")),
        };
        let (mut read, mut mistakes) = (Vec::new(), Vec::new());
        for (at, part) in parts(text) {
            match part {
                Ok(part) => read.push(part),
                Err(name) => mistakes.push((at, name)),
            }
        }
        if mistakes.is_empty() {
            return Ok(Self { parts: read, end, markup });
        }
        let lines = Lines::new(text);
        let names = || Field::ALL.iter().map(|(_, name)| *name);
        let all = row_of(&names().map(str::to_owned).collect::<Vec<_>>());
        let said = mistakes.iter().map(|(at, name)| {
            let position = lines.position(*at);
            let fix = nearest(name, names())
                .map_or_else(|| format!("there are {all}"), |near| format!("did you mean {{{near}}}?"));
            format!("{origin}:{}:{}: {{{}}} is no placeholder; {fix}", position.line, position.column, plain(name))
        });
        Err(said.collect::<Vec<_>>().join("\n"))
    }

    /// The letter to the place of a report on one, and to whom.
    pub(super) fn filled(&self, report: &Report, (files, contact): (&Files, &Contact)) -> Option<String> {
        let page = OnePlace::new(report, 0)?;
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(own) => text.push_str(own),
                Part::Field(field) => {
                    let value = value(&page, (files, contact), *field);
                    let lines: Vec<String> = value.lines().map(|line| self.safe(line)).collect();
                    text.push_str(&lines.join(if self.markup == Markup::Html { "<br>\n" } else { "\n" }));
                }
            }
        }
        Some(text)
    }

    /// A line of a value, made safe for what the letter is written in.
    fn safe(&self, line: &str) -> String {
        match self.markup {
            Markup::Text => plain(line),
            Markup::Markdown => {
                let rest = line.trim_start();
                // What is set in stays so: it continues an item of a list.
                format!("{}{}", " ".repeat(line.len() - rest.len()), escaped(rest))
            }
            Markup::Html => {
                let mut safe = String::new();
                for c in plain(line).chars() {
                    match c {
                        '&' | '<' | '>' | '"' | '\'' | '`' | '=' => safe.push_str(&format!("&#{};", u32::from(c))),
                        c => safe.push(c),
                    }
                }
                safe
            }
        }
    }
}

/// The parts of a text, each with the byte at which it begins; a name that is no placeholder is an error.
fn parts(text: &str) -> Vec<(usize, Result<Part, String>)> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let name: String = text[open + 1..]
            .chars()
            .take(40)
            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
            .collect();
        let end = open + 1 + name.len();
        let is_name = name.starts_with(char::is_alphabetic) && text[end..].starts_with('}');
        let until = if is_name { open } else { open + 1 };
        parts.push((from, Ok(Part::Text(text[from..until].to_owned()))));
        from = until;
        if is_name {
            parts.push((open, Field::named(&name).map(Part::Field).ok_or(name)));
            from = end + 1;
        }
    }
    parts.push((from, Ok(Part::Text(text[from..].to_owned()))));
    parts
}

fn value(page: &OnePlace<'_>, (files, whom): (&Files, &Contact), field: Field) -> String {
    let (report, of) = (page.report, page.of);
    let own = |text: &Option<Arc<str>>| text.as_deref().map(plain).unwrap_or_default();
    match field {
        Field::Place => called(of),
        Field::Contact => contact(whom),
        Field::Name => who(whom, false),
        Field::Phone => own(&whom.phone),
        Field::Email => own(&whom.email),
        Field::AsOf => as_of(report.as_of),
        Field::Standing => of.standing.heading().to_owned(),
        Field::Reason => first_large(&page.reason()),
        Field::Risk => risk_sentence(of),
        Field::Fix => fix(page),
        Field::FillIn => fill_in(page),
        Field::ToCheck => to_check(report),
        Field::Page => files.page.clone(),
        Field::Cells => files.workbook.clone(),
        Field::Rules => rules(report),
        Field::Evidence => first_large(&evidence(report)),
        Field::Closing => CLOSING.to_owned(),
    }
}

fn contact(contact: &Contact) -> String {
    let lines = [Some(who(contact, true)), contact.phone.as_deref().map(plain), contact.email.as_deref().map(plain)];
    let lines: Vec<String> = lines.into_iter().flatten().filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { "Election office".to_owned() } else { lines.join("\n") }
}

/// What to fix, numbered, each with where it is and its rules.
fn fix(page: &OnePlace<'_>) -> String {
    if page.of.standing == Standing::NothingToRead {
        return "Nothing was sent that could be read, so nothing can be said.".to_owned();
    }
    let all = page.advice.fix.iter().chain(&page.advice.listed);
    let one = |(at, fix): (usize, &Fix)| {
        let rules: Vec<_> = fix.rules.iter().map(|at| page.rule(*at)).collect();
        let ids = rules.iter().map(|rule| plain(&rule.id)).collect::<Vec<_>>().join(", ");
        let (advice, severity) = rules.first().map(|rule| (plain(&rule.fix), rule.severity.name())).unwrap_or_default();
        let said = format!("{}. {} {advice}", at + 1, page.sentence(fix));
        format!("{}\n   {severity}, {ids}: {}", said.trim_end(), page.spots(fix))
    };
    let said: Vec<String> = all.enumerate().map(one).collect();
    if said.is_empty() { "Nothing: no rule is known not to be met.".to_owned() } else { said.join("\n") }
}

/// What to fill in, numbered, each with the rules that it leaves open.
fn fill_in(page: &OnePlace<'_>) -> String {
    let fill = &page.advice.fill;
    if fill.is_empty() {
        return "Nothing: every rule is answered.".to_owned();
    }
    let one = |(at, fill): (usize, &Fill)| {
        format!("{}. {} (rules open: {})", at + 1, gap(page, fill), page.opened(&fill.rules))
    };
    let mut said: Vec<String> = fill.iter().take(NAMED).enumerate().map(one).collect();
    if fill.len() > NAMED {
        said.push(format!("{} more are on the page.", number((fill.len() - NAMED) as u64)));
    }
    if fill.iter().any(asks_for_a_sheet) {
        said.push(format!("{}{}", NEW_SHEETS.0, NEW_SHEETS.1));
    }
    said.push(format!("{}.", first_large(NO_BLAME)));
    said.join("\n")
}

/// What could not be read as it was meant.
fn to_check(report: &Report) -> String {
    let noticed = Noticed::of(&report.notices, |_| true);
    let mut said: Vec<String> = noticed
        .groups
        .iter()
        .take(NAMED)
        .map(|group| {
            let of = group.file().map(|_| format!("{}: ", file(report, &group.first.file))).unwrap_or_default();
            format!("- {of}{}", sentence(report, group))
        })
        .collect();
    if noticed.groups.len() > NAMED {
        said.push(format!("{} more are on the page.", number((noticed.groups.len() - NAMED) as u64)));
    }
    if said.is_empty() { "Nothing.".to_owned() } else { said.join("\n") }
}
