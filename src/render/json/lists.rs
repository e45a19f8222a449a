//! Lists in the JSON report: a line for each state, and under it the ids of all places that lack something.

use std::io;

use crate::render::pretty::{Pen, line};
use crate::report::{ListLine, ListReport};

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
    pen.set(if list.states.is_empty() { b"]\n    }" } else { b"\n      ]\n    }" });
    Ok(())
}

fn of_state(list: &ListReport, state: &ListLine, pen: &mut Pen) -> io::Result<()> {
    pen.field("\n          \"state\": ", &*state.state)?;
    pen.field(line!("          ", "name"), &*state.name)?;
    pen.field(line!("          ", "status"), &state.status.name(list))?;
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
    pen.field(line!("          ", "voters_affected"), &state.voters_affected)?;
    pen.set(b",\n          \"lacking\": [");
    for (at, place) in state.lacking.iter().enumerate() {
        pen.field(if at == 0 { "\n            " } else { ",\n            " }, &*place.id)?;
    }
    pen.set(if state.lacking.is_empty() { b"]" } else { b"\n          ]" });
    Ok(())
}
