//! Lists in the JSON report: a line for each state, and under it the ids of all places that lack something.

use std::io;

use crate::render::pretty::{Pen, line};
use crate::report::{ListLine, ListReport};
use crate::rules::law::{InForce, Required};

/// Draws a list.
pub(super) fn draw(list: &ListReport, pen: &mut Pen) -> io::Result<()> {
    pen.field("{\n      \"list\": ", &list.key)?;
    pen.field(line!("      ", "name"), &list.name)?;
    pen.field(line!("      ", "unit"), list.unit.1)?;
    pen.set(b",\n      \"states\": [");
    for (at, state) in list.states.iter().enumerate() {
        pen.set(if at == 0 { b"\n        {" } else { b",\n        {" });
        of_state(list, state, pen)?;
        pen.set(b"\n        }");
    }
    pen.set(if list.states.is_empty() { b"]" } else { b"\n      ]" });
    // Places without a state, and those whose places below are counted in their stead, are on the list and in no state.
    for (key, line) in [("not_placed", &list.not_placed), ("not_added", &list.not_added)] {
        let Some(line) = line else { continue };
        pen.set(format!(",\n      \"{key}\": [\n        {{").as_bytes());
        of_state(list, line, pen)?;
        pen.set(b"\n        }\n      ]");
    }
    pen.set(b"\n    }");
    Ok(())
}

fn of_state(list: &ListReport, state: &ListLine, pen: &mut Pen) -> io::Result<()> {
    pen.field("\n          \"state\": ", &*state.state)?;
    pen.field(line!("          ", "name"), &*state.name)?;
    pen.field(line!("          ", "status"), &state.status.name(list, state.lesser_kind()))?;
    pen.field(line!("          ", "places"), &state.places)?;
    pen.field(line!("          ", "places_lacking"), &state.places_lacking)?;
    pen.field(line!("          ", "places_lesser"), &state.places_lesser)?;
    pen.field(line!("          ", "places_without_evidence"), &state.places_without_evidence)?;
    pen.field(line!("          ", "places_silent"), &state.places_silent)?;
    pen.field(line!("          ", "units"), &state.units)?;
    pen.field(line!("          ", "units_lacking"), &state.units_lacking)?;
    pen.field(line!("          ", "units_lesser"), &state.units_lesser)?;
    pen.field(line!("          ", "units_waived"), &state.units_waived)?;
    pen.field(line!("          ", "units_unknown"), &state.units_unknown)?;
    pen.field(line!("          ", "rows_without_quantity"), &state.rows_without_quantity)?;
    pen.field(line!("          ", "places_without_quantity"), &state.places_without_quantity)?;
    pen.field(line!("          ", "voters"), &state.voters)?;
    pen.field(line!("          ", "voters_affected"), &state.voters_in_them())?;
    pen.field(line!("          ", "places_without_voters"), &state.places_without_voters)?;
    pen.set(b",\n          \"lesser\": [");
    for (at, (name, count)) in list.lesser_names.iter().zip(&state.lesser).enumerate() {
        pen.set(if at == 0 { b"\n            {" } else { b",\n            {" });
        pen.field("\n              \"name\": ", name)?;
        pen.field(line!("              ", "units"), &count.units)?;
        pen.field(line!("              ", "rows_without_quantity"), &count.rows_without_quantity)?;
        pen.set(b"\n            }");
    }
    pen.set(if state.lesser.is_empty() { b"]" } else { b"\n          ]" });
    pen.set(b",\n          \"rules\": [");
    let rules = state.rules.iter().filter_map(|came_to| Some((list.rules.get(came_to.rule)?, came_to)));
    for (at, (rule, came_to)) in rules.enumerate() {
        pen.set(if at == 0 { b"\n            {" } else { b",\n            {" });
        pen.field("\n              \"rule\": ", &rule.id)?;
        pen.field(line!("              ", "unit"), rule.unit.1)?;
        pen.field(line!("              ", "places_failing"), &came_to.places)?;
        pen.field(line!("              ", "units"), &came_to.units)?;
        pen.field(line!("              ", "units_failing"), &came_to.units_failing)?;
        pen.field(line!("              ", "rows_without_quantity"), &came_to.rows_without_quantity)?;
        pen.set(b"\n            }");
    }
    pen.set(if list.rules.is_empty() || state.rules.is_empty() { b"]" } else { b"\n          ]" });
    pen.set(b",\n          \"lacking\": [");
    for (at, place) in state.lacking.iter().enumerate() {
        pen.field(if at == 0 { "\n            " } else { ",\n            " }, &*place.id)?;
    }
    pen.set(if state.lacking.is_empty() { b"]" } else { b"\n          ]" });
    let Some(law) = &state.law else { return Ok(()) };
    pen.word(",\n          \"law\": {\n            \"status\": ", law.name());
    let (key, day) = match law {
        Required::Yes { in_force: InForce::Since(day), .. } => ("since", Some(day)),
        Required::Yes { in_force: InForce::By(day), .. } | Required::NoneFound(day) => ("by", Some(day)),
        Required::NotInForce | Required::NotCovered => ("", None),
    };
    if let Some(day) = day {
        pen.field(&format!(",\n            \"{key}\": "), &day.to_string())?;
    }
    if let Required::Yes { code, .. } = law {
        pen.field(line!("            ", "code"), code)?;
    }
    pen.set(b"\n          }");
    Ok(())
}
