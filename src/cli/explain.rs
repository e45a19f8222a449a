//! `explain`: a rule, a place, the score, the rule language.

use anyhow::Result;
use pollworthy::place::State;
use pollworthy::render::{breakdown, explain};

use super::args::{Count, Explain, Input};
use super::config;
use super::outcome::Outcome;
use super::run::{Audited, Beside, Shown, audit_of, book, nothing, of_records, print};

pub(super) fn run(args: &Explain) -> Result<Outcome> {
    match args.subject.as_str() {
        "score" => return print(args.top, |paper, to| explain::score(paper, to)).map(|()| Outcome::Clean),
        "rules" => return print(args.top, |paper, to| explain::language(paper, to)).map(|()| Outcome::Clean),
        _ => {}
    }
    let input = &config::applied_to_input(&args.input)?;
    let book = book(&input.law)?;
    if let Some(rule) = book.rule(&args.subject) {
        print(args.top, |paper, to| explain::rule(&book, rule, paper, to))?;
        return Ok(Outcome::Clean);
    }
    let (kept, beside) = (Count(Some(100)), Beside::default());
    let audited = match (audit_of(input, Some(&args.subject), kept, Shown::All, beside), State::code(&args.subject)) {
        // A state without a row of its own is all its places.
        (Err(_), Some(state)) => {
            let input = Input { state: vec![state], ..input.clone() };
            audit_of(&input, None, kept, Shown::Pages, beside)?
        }
        (audited, _) => audited?,
    };
    match audited {
        Audited::Report(report) => {
            print(args.top, |paper, to| breakdown::write(&report, paper, to))?;
            Ok(of_records(&report, false))
        }
        Audited::Nothing(why) => Ok(nothing(&why)),
    }
}
