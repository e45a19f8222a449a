//! The examples of rules, judged as any inventory is.

use super::finished::Report;
use crate::finding::Verdict;
use crate::inventory::Inventory;
use crate::request::Request;
use crate::rules::{Example, Rule, RuleBook};

/// One example and the verdict it got.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The rule's id.
    pub rule: String,
    /// The line of the example in its file.
    pub line: u64,
    /// The verdict it was given.
    pub wanted: Verdict,
    /// The verdict it got.
    pub got: Verdict,
}

impl Held {
    /// Whether they are the same.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.wanted == self.got
    }
}

/// Judges every example of the rules that a book was asked about.
#[must_use]
pub fn run(book: &RuleBook) -> Vec<Held> {
    let mut alone = book.clone();
    // A report holds its rules: each would hold all examples.
    alone.rules.iter_mut().for_each(|rule| rule.examples.clear());
    let mut held = Vec::new();
    for (at, rule) in book.rules.iter().enumerate().filter(|(_, rule)| rule.selected) {
        for (other, judged) in alone.rules.iter_mut().enumerate() {
            judged.selected = other == at;
        }
        held.extend(rule.examples.iter().map(|example| judge(&alone, rule, example)));
    }
    held
}

fn judge(book: &RuleBook, rule: &Rule, example: &Example) -> Held {
    let inventory = Inventory::of_rows(book.schema, book.as_of, rule.table, &example.rows, &example.place);
    let (ledger, read) = crate::audit::audit(inventory, book, 0);
    let report = Report::new(book, &ledger, read, Request::new(book.as_of));
    let got =
        report.places.first().and_then(|place| place.rules.first()).map_or(Verdict::Unknown, |result| result.verdict);
    Held { rule: rule.id.clone(), line: example.line, wanted: example.verdict, got }
}
