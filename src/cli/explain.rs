//! `explain`: a rule, a place, the score, the rule language.

use anyhow::Result;
use pollworthy::render::explain;

use super::args::{Count, Explain};
use super::outcome::Outcome;
use super::run::{Audited, audit, book, nothing, of_records, print};

pub(super) fn run(args: &Explain) -> Result<Outcome> {
    match args.subject.as_str() {
        "score" => return print(args.top, |paper, to| explain::score(paper, to)).map(|()| Outcome::Clean),
        "rules" => return print(args.top, |paper, to| explain::language(paper, to)).map(|()| Outcome::Clean),
        _ => {}
    }
    let book = book(&args.input.law)?;
    if let Some(rule) = book.rule(&args.subject) {
        print(args.top, |paper, to| explain::rule(&book, rule, paper, to))?;
        return Ok(Outcome::Clean);
    }
    let mut input = args.input.clone();
    input.place = Some(args.subject.clone());
    match audit(&input, Count(Some(100)))? {
        Audited::Report(report) => {
            print(args.top, |paper, to| explain::place(&report, paper, to))?;
            Ok(of_records(&report, false))
        }
        Audited::Nothing(why) => Ok(nothing(&why)),
    }
}
