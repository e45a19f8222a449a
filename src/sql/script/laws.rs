//! State law: its clauses, and whether a state asks for paper on the day.

use std::collections::BTreeSet;

use super::View;
use super::names::{Relation, in_comment};
use crate::place::STATES;
use crate::report::PAPER_TRAIL;
use crate::rules::RuleBook;
use crate::rules::law::{Clause, Required, StateLaw, Subject};
use crate::sql::dialect::Dialect;
use crate::words::value::{Day, Kind};

/// The clauses of state law, and what each state asks of paper; none where no law goes with the rules.
pub(super) fn views(book: &RuleBook, dialect: Dialect) -> Vec<View> {
    if book.laws.is_empty() {
        return Vec::new();
    }
    vec![clauses(book, dialect), on_paper(book, dialect)]
}

fn clauses(book: &RuleBook, dialect: Dialect) -> View {
    let text = |text: &str| dialect.text(&in_comment(text));
    let day = |day: Option<Day>| day.map_or_else(|| dialect.null(Kind::Date), |day| dialect.day(day));
    let row = |law: &StateLaw, clause: &Clause| {
        format!(
            "  ({}, {}, {}, {}, {}, {}, {}, {}, {})",
            text(&law.state),
            text(&clause.rule),
            text(&clause.code),
            text(&clause.asks),
            text(clause.compared.name()),
            day(Some(clause.in_force.day())),
            day(clause.until),
            day(Some(law.checked_on)),
            text(&clause.url),
        )
    };
    let all = book.laws.all();
    let rows: Vec<String> = all.iter().flat_map(|law| law.clauses.iter().map(|clause| row(law, clause))).collect();
    let null = dialect.null(Kind::Text);
    let rows = if rows.is_empty() {
        let (text, day) = (null, dialect.null(Kind::Date));
        format!("  ({text}, {text}, {text}, {text}, {text}, {day}, {day}, {day}, {text})")
    } else {
        rows.join(",\n")
    };
    View {
        name: "laws".to_owned(),
        about: vec![
            "State law for the rules: what each section asks, whether that is more than the rule asks, the same or less, and since when."
                .to_owned(),
            "It changes no verdict.".to_owned(),
        ],
        select: format!(
            "with listed (state, rule, code, asks, compared, in_force_from, in_force_until, checked_on, url) as (\n  values\n{rows}\n)\n\
             select l.* from listed l cross join {} s\n\
             where l.in_force_from <= s.as_of and (l.in_force_until is null or l.in_force_until >= s.as_of)",
            Relation::named("settings")
        ),
    }
}

/// Whether the law of each state asks for paper: from each day on which that changes.
fn on_paper(book: &RuleBook, dialect: Dialect) -> View {
    let ids: Vec<&str> = match book.lists.iter().find(|list| list.key == PAPER_TRAIL) {
        Some(list) => list.lacking.iter().map(|at| book.rules[*at].id.as_str()).collect(),
        None => Vec::new(),
    };
    let mut rows = Vec::new();
    for state in STATES {
        let law = book.laws.of(state.code);
        let says = |day: Day| {
            law.as_ref().map_or(Required::NotCovered, |law| law.says(Subject::PaperRecord, &ids, day)).name()
        };
        let mut days: BTreeSet<Day> = BTreeSet::new();
        if book.open {
            let clauses = law.iter().flat_map(|law| &law.clauses);
            days.extend(
                clauses.flat_map(|clause| {
                    [Some(clause.in_force.day()), clause.until.map(Day::next)].into_iter().flatten()
                }),
            );
        }
        let before = match days.first() {
            Some(first) => Day::from_number(first.number() - 1),
            None => book.as_of,
        };
        let turns: Vec<(Option<Day>, Day)> =
            std::iter::once((None, before)).chain(days.iter().map(|day| (Some(*day), *day))).collect();
        for (at, (from, on)) in turns.iter().enumerate() {
            let day = |day: Option<Day>| day.map_or_else(|| dialect.null(Kind::Date), |day| dialect.day(day));
            let until = turns.get(at + 1).and_then(|(from, _)| *from);
            rows.push(format!(
                "  ({}, {}, {}, {})",
                dialect.text(state.code),
                day(*from),
                day(until),
                dialect.text(says(*on))
            ));
        }
    }
    View {
        name: "laws_on_paper".to_owned(),
        about: vec!["Whether the law of each state asks for a paper record that the voter can check.".to_owned()],
        select: format!(
            "with known (state, from_day, before_day, law) as (\n  values\n{}\n)\nselect k.state, k.law from known k cross join {} s\n\
             where (k.from_day is null or k.from_day <= s.as_of) and (k.before_day is null or s.as_of < k.before_day)",
            rows.join(",\n"),
            Relation::named("settings")
        ),
    }
}
