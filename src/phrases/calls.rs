//! Whom to call first, and why: the words of the calls that pages of a state have.

use super::names::{LONGEST, asked, bare_name, place_name, short};
use super::plain::{clipped, plain};
use super::result::{counts_rows, mixed};
use super::wording::{agreed, counted, number};
use crate::diagnostic::Kind;
use crate::report::advice::is_about_place;
use crate::report::calls::{Call, Reason};
use crate::report::{Contact, PlaceReport, Report, RuleResult, Unread};
use crate::rules::Measure;
use crate::words::value::Day;
use textwrap::core::display_width as width;

/// The order of the calls.
pub(crate) const ORDER: &str =
    "Critical rules not met come first, then places that sent nothing that could be read, then high rules not met.";

/// What is said where nobody is named.
pub(crate) const NO_CONTACT: &str = "no contact on file";

/// What is said where nobody is named anywhere.
pub(crate) const NO_CONTACTS: &str =
    "No contact is on file for them. Columns Contact name and Contact phone of jurisdictions are for that.";

/// The options that write every call.
pub(crate) const ALL: &str = "--format csv=calls.csv --by call";

/// The name of a place in a list of counties: what all are is left out.
pub(crate) fn name(place: &PlaceReport, most: usize) -> String {
    let name = bare_name(place);
    match name.strip_suffix(" County") {
        Some(short) if !short.trim().is_empty() => clipped(&plain(short), most),
        _ => place_name(place, false, most),
    }
}

/// Why a place is to be called, in one phrase.
pub(crate) fn why(report: &Report, call: &Call<'_>) -> String {
    match call.reason {
        Reason::NotMet(result) => not_met(report, result),
        Reason::Unread(unread) => cannot_be_read(unread),
        Reason::SentNothing { nor_on: None } => "sent nothing".to_owned(),
        Reason::SentNothing { nor_on: Some(day) } => format!("sent nothing, nor {}", earlier(report.as_of, day)),
        Reason::NotAnswered(result) => not_answered(report, result),
        Reason::NoAnswers => "no rule is answered".to_owned(),
        Reason::NothingMet => "no scored rule is met yet".to_owned(),
    }
}

/// The same with the rule by its short name, where that is shorter.
pub(crate) fn in_brief(report: &Report, call: &Call<'_>) -> String {
    let full = why(report, call);
    let Reason::NotMet(result) = call.reason else { return full };
    let brief = format!("not met: {}{}", short(&report.rules[result.rule()]), units(report, result));
    if width(&brief) < width(&full) { brief } else { full }
}

/// A rule that is not met, as what is to be fixed says it.
fn not_met(report: &Report, result: &RuleResult) -> String {
    let rule = &report.rules[result.rule()];
    let (tally, unmet) = (result.tally(), plain(&rule.unmet));
    match () {
        () if is_about_place(rule.table) && asked(rule).is_empty() => agreed(&unmet, 1),
        () if is_about_place(rule.table) => format!("not met: {}", short(rule)),
        () if rule.measure == Measure::Any => format!("the {} on record {unmet}", rule.table.table().unit.1),
        () => {
            let failing = tally.fail().weight;
            let least = if mixed(&tally) { "at least " } else { "" };
            let unmet = agreed(&unmet, failing);
            format!("{least}{} {unmet}{}", counted(failing, rule.table.table().unit), plain(&asked(rule)))
        }
    }
}

fn not_answered(report: &Report, result: &RuleResult) -> String {
    format!("not answered: {}{}", short(&report.rules[result.rule()]), units(report, result))
}

/// How much fails a rule, or does not answer it, in brackets; nothing where it is about the place as a whole.
fn units(report: &Report, result: &RuleResult) -> String {
    let (rule, tally) = (&report.rules[result.rule()], result.tally());
    let count = match tally.fail().weight {
        0 => tally.unknown().weight,
        failing => failing,
    };
    if !counts_rows(rule) || count == 0 {
        return String::new();
    }
    format!(" ({})", counted(count, rule.table.table().unit))
}

/// Why a file cannot be read, without what to do about it.
fn cannot_be_read(unread: &Unread) -> String {
    let why = unread.kind.why();
    let first = plain(why.split(['.', ';']).next().unwrap_or(&why));
    let first = clipped(first.trim(), LONGEST);
    if matches!(unread.kind, Kind::CannotRead { .. }) { first } else { format!("cannot be read: {first}") }
}

/// When an earlier audit was: `last year`, where it was one of about a year ago.
fn earlier(as_of: Day, day: Day) -> &'static str {
    if (300..=430).contains(&(as_of.number() - day.number())) { "last year" } else { "last time" }
}

/// Who is named, and that person's office where there is room.
pub(crate) fn who(contact: &Contact, with_title: bool) -> String {
    let [name, title] = [&contact.name, &contact.title].map(|text| text.as_deref().map(plain).unwrap_or_default());
    match (name.trim(), title.trim()) {
        ("", title) => title.to_owned(),
        (name, "") => name.to_owned(),
        (name, title) if with_title => format!("{name}, {title}"),
        (name, _) => name.to_owned(),
    }
}

/// How to reach them: the telephone, else the e-mail address.
pub(crate) fn reach(contact: &Contact) -> String {
    contact.phone.as_deref().or(contact.email.as_deref()).map(|text| plain(text.trim())).unwrap_or_default()
}

/// Everything known of a contact in a row, and whose records name it; that none is on file, where none is.
pub(crate) fn in_full(call: &Call<'_>) -> String {
    let contact = call.contact;
    let all = [Some(who(contact, true)), contact.phone.as_deref().map(plain), contact.email.as_deref().map(plain)];
    let all: Vec<String> = all.into_iter().flatten().filter(|text| !text.trim().is_empty()).collect();
    match call.contact_of {
        _ if all.is_empty() => NO_CONTACT.to_owned(),
        None => all.join(", "),
        Some(day) => format!("{} (from the records of {})", all.join(", "), day.in_words()),
    }
}

/// What follows the calls that are shown: how many more there are, and how to get them all.
pub(crate) fn more(left: usize) -> Option<String> {
    (left > 0).then(|| format!("{} more, in order: {ALL}", number(left as u64)))
}
