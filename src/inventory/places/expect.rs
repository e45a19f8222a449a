//! Marks the places that must be there, and adds those that are missing.

use crate::diagnostic::{Kind, Notice, Notices};
use crate::inventory::find::expected::Expected;
use crate::place::{County, Level, State};
use crate::words::position::Position;

use super::index::Places;
use super::place::Place;

/// The one state that is expected.
pub(crate) fn one_state(expected: &[Expected]) -> Option<&'static State> {
    let mut states = expected.iter().map(|one| match one {
        Expected::State(code) => State::named(code),
        Expected::List(..) => None,
    });
    let first = states.next()??;
    states.all(|state| state == Some(first)).then_some(first)
}

/// Marks the places that must be there, and makes those that are not.
pub(crate) fn mark(expected: &[Expected], places: &mut Places, notices: &mut Notices) {
    places.enter("");
    for one in expected {
        match one {
            Expected::State(code) => {
                for id in of_state(code, places) {
                    places.expect(&id);
                }
            }
            Expected::List(file, listed) => {
                for listed in listed {
                    if let Some(note) = places.expect_listed(listed) {
                        let at = Position { line: listed.line, column: 0 };
                        notices.add(Notice::new(Kind::ExpectedPlace(note.into()), &file.clone().into(), at));
                    }
                }
            }
        }
    }
}

/// The ids of the places that a state must have.
fn of_state(code: &str, places: &Places) -> Vec<String> {
    let Some(state) = State::named(code) else {
        let of_it = |place: &&Place| place.state.as_deref() == Some(code) && place.level != Level::State;
        return places.list().iter().filter(of_it).map(|place| place.id.to_string()).collect();
    };
    let counties: Vec<&County> = County::of_state(state).collect();
    // What has one county only is that county.
    if counties.len() == 1 {
        return vec![state.fips.to_owned()];
    }
    // Records of Connecticut go by its planning regions, or still by the counties that the Census counts no more.
    let met = |county: &&County| places.list().iter().any(|place| place.id.as_str().get(..5) == Some(county.code));
    let once: Vec<&County> = County::all()
        .iter()
        .filter(|county| state.code == "CT" && county.former && county.code.starts_with(state.fips))
        .collect();
    let by_once = once.iter().any(met) && !counties.iter().any(met);
    let ids = if by_once { once } else { counties };
    ids.into_iter().map(|county| county.code.to_owned()).collect()
}
