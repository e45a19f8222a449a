//! State law in a report: what is known of its states, and whether they ask for what a list is about.

use std::sync::Arc;

use super::model::lists::{ListReport, PAPER_TRAIL};
use super::model::places::StateReport;
use crate::place::State;
use crate::rules::RuleBook;
use crate::rules::law::{Required, StateLaw, Subject};

/// The law of some states, by state; a file is read only where a place is in its state.
pub(super) fn of_states(book: &RuleBook, states: &[StateReport]) -> Vec<Arc<StateLaw>> {
    let mut law: Vec<Arc<StateLaw>> = states.iter().filter_map(|state| book.laws.of(&state.state)).collect();
    law.sort_by(|a, b| a.state.cmp(&b.state));
    law
}

/// Tells the list on paper trails whether the law of each state asks for paper on the day of the audit.
pub(super) fn tell(book: &RuleBook, law: &[Arc<StateLaw>], lists: &mut [ListReport]) {
    if book.laws.is_empty() {
        return;
    }
    for list in lists.iter_mut().filter(|list| list.key == PAPER_TRAIL) {
        let Some(rules) = book.lists.iter().find(|known| known.key == list.key) else { continue };
        let ids: Vec<&str> = rules.lacking.iter().filter_map(|at| Some(book.rules.get(*at)?.id.as_str())).collect();
        for line in &mut list.states {
            let known = law.iter().find(|law| *law.state == *line.state);
            // Of a state that is made up there is nothing to look through.
            line.law = match known {
                Some(law) => Some(law.says(Subject::PaperRecord, &ids, book.as_of)),
                None => State::named(&line.state).map(|_| Required::NotCovered),
            };
        }
    }
}
