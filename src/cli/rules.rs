//! `rules`: list them, check a rules file, run its examples.

use std::path::PathBuf;

use anyhow::Result;
use pollworthy::diagnostic::Level;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::render::{law, rules};
use pollworthy::report::examples::{self, Held};
use pollworthy::report::matched::unmatched;
use pollworthy::rules::RuleBook;

use super::args::{Count, Rules, RulesCommand};
use super::outcome::Outcome;
use super::run::{book, book_as_of, nothing, print, states};
use super::{complain, config};

pub(super) fn run(args: &Rules) -> Result<Outcome> {
    let asked = &config::applied_to_law(&args.law)?;
    let mut book = book(asked)?;
    if let Err(why) = book.select(&asked.only, &asked.skip) {
        return Ok(nothing(&why.to_string()));
    }
    let all = Some(Count(None));
    if !matches!(args.command, RulesCommand::List { law: false, .. }) {
        book.laws.check(&book.rules)?;
    }
    match &args.command {
        RulesCommand::List { law: true, state } => {
            let states = states(state)?;
            print(all, |paper, to| law::list(&book, &states, paper, to)).map(|()| Outcome::Clean)
        }
        RulesCommand::List { .. } => print(all, |paper, to| rules::list(&book, paper, to)).map(|()| Outcome::Clean),
        RulesCommand::Check { paths } if paths.is_empty() => {
            print(all, |paper, to| rules::check(&book, None, paper, to)).map(|()| Outcome::Clean)
        }
        RulesCommand::Check { paths } => check_against(&book, paths),
        RulesCommand::Test => {
            // Examples speak of the day their file names, unless another is asked for.
            if let (None, Some(day)) = (asked.as_of, book.ruleset.examples_as_of) {
                let selected: Vec<bool> = book.rules.iter().map(|rule| rule.selected).collect();
                book = book_as_of(asked, day)?;
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

/// Checks a book, and which of its rules are about no row of an inventory.
fn check_against(book: &RuleBook, paths: &[PathBuf]) -> Result<Outcome> {
    let mut options = Options::new(paths.to_vec(), book.as_of);
    options.schema = book.schema;
    let inventory = Inventory::open(options);
    let (ledger, read) = pollworthy::audit::audit(inventory, book, 0);
    let errors: Vec<String> =
        read.notices.iter().filter(|notice| notice.level == Level::Error).map(ToString::to_string).collect();
    if read.places.is_empty() {
        let why = if errors.is_empty() { "what was named holds no rows." } else { "nothing in it could be read." };
        return Ok(nothing(&[errors, vec![why.to_owned()]].concat().join("\n")));
    }
    errors.iter().for_each(|error| complain(error));
    let unmatched = unmatched(book, &ledger, &read);
    print(Some(Count(None)), |paper, to| rules::check(book, Some(&unmatched), paper, to))?;
    Ok(if errors.is_empty() { Outcome::Clean } else { Outcome::Trouble })
}
