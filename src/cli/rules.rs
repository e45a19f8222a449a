//! `rules`: list them, check a rules file, run its examples.

use anyhow::Result;
use pollworthy::render::rules;
use pollworthy::report::examples::{self, Held};

use super::args::{Count, Rules, RulesCommand};
use super::outcome::Outcome;
use super::run::{book, book_as_of, nothing, print};

pub(super) fn run(args: &Rules) -> Result<Outcome> {
    let mut book = book(&args.law)?;
    if let Err(why) = book.select(&args.law.only, &args.law.skip) {
        return Ok(nothing(&why));
    }
    let all = Some(Count(None));
    match args.command {
        RulesCommand::List => print(all, |paper, to| rules::list(&book, paper, to)).map(|()| Outcome::Clean),
        RulesCommand::Check => print(all, |paper, to| rules::check(&book, paper, to)).map(|()| Outcome::Clean),
        RulesCommand::Test => {
            // Examples speak of the day their file names, unless another is asked for.
            if let (None, Some(day)) = (args.law.as_of, book.ruleset.examples_as_of) {
                let selected: Vec<bool> = book.rules.iter().map(|rule| rule.selected).collect();
                book = book_as_of(&args.law, day)?;
                for (rule, selected) in book.rules.iter_mut().zip(selected) {
                    rule.selected = selected;
                }
            }
            let held = examples::run(&book);
            print(all, |paper, to| rules::test(&book, &held, paper, to))?;
            Ok(if held.iter().all(Held::holds) { Outcome::Clean } else { Outcome::Findings })
        }
    }
}
