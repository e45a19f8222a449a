//! `rules`: list them, check a rules file, run its examples.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Subcommand;
use pollworthy::diagnostic::Level;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::pages::{law, rules};
use pollworthy::report::examples;
use pollworthy::report::examples::Held;
use pollworthy::report::matched::unmatched;
use pollworthy::rules::RuleBook;

use super::exit_code::{Nothing, Outcome};
use super::flags::RulesArgs;
use super::output::Count;
use super::pages::print;
use super::request::states;
use super::{complain, rules_files};

/// Arguments of `rules`.
#[derive(clap::Args, Debug)]
pub(super) struct RulesCommandArgs {
    #[command(subcommand)]
    command: RulesCommand,
    #[command(flatten)]
    rules: RulesArgs,
}

/// What to do with a rules file.
#[derive(Subcommand, Clone, Debug)]
enum RulesCommand {
    /// List every rule, with its severity, what it asks, and where each value comes from
    List {
        /// List state law for the rules: every clause, and which states are not covered
        #[arg(long)]
        law: bool,
        /// Only the law of these states, by name or two letters
        #[arg(long, value_name = "STATE", value_delimiter = ',', requires = "law")]
        state: Vec<String>,
    },
    /// Check a rules file for mistakes, and for what a careful reader would ask
    Check {
        /// Files and folders of records: also report rules that cover none of their rows
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Run the examples of every rule
    Test,
}

pub(super) fn run(args: &RulesCommandArgs) -> Result<Outcome> {
    let asked = args.rules.over(&args.rules.defaults()?);
    let mut book = rules_files::open(&asked, args.rules.day()?)?;
    book.select(&asked.only, &asked.skip).map_err(|why| Nothing(why.to_string()))?;
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
            if let (None, Some(day)) = (args.rules.as_of, book.ruleset.examples_as_of) {
                let selected: Vec<bool> = book.rules.iter().map(|rule| rule.selected).collect();
                book = rules_files::open(&asked, day)?;
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
    let options = Options { schema: book.schema, ..Options::new(paths.to_vec(), book.as_of) };
    let (ledger, read) = pollworthy::audit::audit(Inventory::open(options), book, 0);
    let errors: Vec<String> =
        read.notices.iter().filter(|notice| notice.level == Level::Error).map(ToString::to_string).collect();
    if read.places.is_empty() {
        let why = if errors.is_empty() { "the paths given have no rows." } else { "nothing in it could be read." };
        bail!(Nothing([errors, vec![why.to_owned()]].concat().join("\n")));
    }
    errors.iter().for_each(|error| complain(error));
    let unmatched = unmatched(book, &ledger, &read);
    print(Some(Count(None)), |paper, to| rules::check(book, Some(&unmatched), paper, to))?;
    Ok(if errors.is_empty() { Outcome::Clean } else { Outcome::Trouble })
}
