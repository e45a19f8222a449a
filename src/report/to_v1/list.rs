//! Lists as the JSON report has them.

use super::rule::since_or_by;
use crate::report::model::lists::{ListLine, ListReport};
use crate::report::v1::List;
use crate::report::v1::list::{Law, Lesser, Line, Rule};
use crate::rules::law::Required;

impl From<&ListReport> for List {
    fn from(list: &ListReport) -> Self {
        let lines = |lines: Option<&ListLine>| lines.into_iter().map(|line| Line::of(list, line)).collect();
        Self {
            key: list.key.clone(),
            name: list.name.clone(),
            unit: list.unit.1.to_owned(),
            states: list.states.iter().map(|line| Line::of(list, line)).collect(),
            not_placed: lines(list.not_placed.as_deref()),
            not_added: lines(list.not_added.as_deref()),
        }
    }
}

impl Line {
    fn of(list: &ListReport, line: &ListLine) -> Self {
        let lesser = list.lesser_names.iter().zip(&line.lesser).map(|(name, count)| Lesser {
            name: name.clone(),
            units: count.units,
            rows_without_quantity: count.rows_without_quantity,
        });
        let rules = line.rules.iter().filter_map(|count| {
            let rule = list.rules.get(count.rule)?;
            Some(Rule {
                rule: rule.id.clone(),
                unit: rule.unit.1.to_owned(),
                places_failing: count.places,
                units: count.units,
                units_failing: count.units_failing,
                rows_without_quantity: count.rows_without_quantity,
            })
        });
        Self {
            state: line.state.clone(),
            name: line.name.clone(),
            status: line.status.name(list, line.lesser_kind()),
            places: line.places,
            places_lacking: line.places_lacking,
            places_lesser: line.places_lesser,
            places_without_evidence: line.places_without_evidence,
            places_silent: line.places_silent,
            units: line.units,
            units_lacking: line.units_lacking,
            units_lesser: line.units_lesser,
            units_waived: line.units_waived,
            units_unknown: line.units_unknown,
            rows_without_quantity: line.rows_without_quantity,
            places_without_quantity: line.places_without_quantity,
            all_without_quantity: line.all_without_quantity,
            voters: line.voters,
            places_of_unknown_voters: line.places_of_unknown_voters,
            voters_affected: line.voters_in_them(),
            places_without_voters: line.places_without_voters,
            lesser: lesser.collect(),
            rules: rules.collect(),
            lacking: line.lacking.iter().map(|place| place.id.clone()).collect(),
            law: line.law.as_ref().map(Law::from),
        }
    }
}

impl From<&Required> for Law {
    fn from(law: &Required) -> Self {
        let ((since, by), code) = match law {
            Required::Yes { in_force, code, .. } => (since_or_by(*in_force), Some(code.clone())),
            Required::NoneFound(day) => ((None, Some(*day)), None),
            Required::NotInForce | Required::NotCovered => ((None, None), None),
        };
        Self { status: law.name().to_owned(), since, by, code }
    }
}
