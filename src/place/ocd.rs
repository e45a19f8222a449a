//! OCD ids: `ocd-division/country:us/state:oh/county:adams`, part by part.

use super::id::code;
use super::names::words;
use super::{County, Level, PlaceNote, Reading, State, Understood, names};

/// The parts of an OCD id below the country, each a type and a name; `None` where the text is no such id.
pub(super) fn parts(text: &str) -> Option<Vec<(String, String)>> {
    const HEAD: &str = "ocd-division/country:us";
    let head = text.get(..HEAD.len())?;
    if !head.eq_ignore_ascii_case(HEAD) || text.len() > 400 {
        return None;
    }
    let part = |part: &str| part.split_once(':').map(|(kind, name)| (kind.to_lowercase(), name.to_lowercase()));
    text[HEAD.len()..].split('/').filter(|part| !part.is_empty()).map(part).collect()
}

/// The place of an OCD id; below counties it is one of the user's own, led by its county or state.
pub(super) fn understand(text: &str, parts: &[(String, String)], given: Option<&str>) -> Understood {
    let top = parts.first().filter(|(kind, _)| matches!(kind.as_str(), "state" | "district" | "territory"));
    let Some(state) = top.and_then(|(_, name)| State::named(name)) else { return Understood::plain(text) };
    if let Some(given) = given.filter(|given| State::named(given) != Some(state)) {
        let id = format!("{}:{text}", code(given));
        let reading = Reading::InOtherState { state: state.name, own: code(given), id: Some(id.clone()) };
        return Understood::noted(id, text, reading);
    }
    let Some(((kind, name), below)) = parts[1..].split_first() else { return Understood::plain(state.fips) };
    let county = county(state, kind, name);
    let level = |kind: &str| match kind {
        "place" | "town" | "township" | "village" | "borough" | "city" => Some(Level::Municipality),
        _ => None,
    };
    match (county, below) {
        (Some(county), []) => Understood::plain(county.code),
        (Some(county), [(kind, name)]) => {
            Understood { level: level(kind), ..Understood::plain(format!("{}:{}", county.code, readable(name))) }
        }
        (Some(county), _) => {
            let below: Vec<String> = below.iter().map(|(kind, name)| format!("{kind} {}", readable(name))).collect();
            Understood::plain(format!("{}:{}", county.code, below.join(", ")))
        }
        (None, []) => {
            let understood =
                Understood { level: level(kind), ..Understood::plain(format!("{}:{}", state.code, readable(name))) };
            if matches!(kind.as_str(), "county" | "parish" | "census_area" | "municipio") {
                let reading = Reading::NoSuchPart { kind: kind.replace('_', " "), state: state.name };
                return Understood { note: Some(PlaceNote::new(text, reading)), ..understood };
            }
            understood
        }
        (None, _) => Understood::plain(format!("{}:{}", state.code, text)),
    }
}

/// The county of a type and a name in a state.
fn county(state: &'static State, kind: &str, name: &str) -> Option<&'static County> {
    let is = |county: &&County| match kind {
        "county" => {
            matches!(county.kind, "County" | "Planning Region" | "District" | "Island") || county.code == "11001"
        }
        "parish" => county.kind == "Parish",
        "borough" => matches!(county.kind, "Borough" | "City and Borough"),
        "municipality" | "municipio" => matches!(county.kind, "Municipality" | "Municipio"),
        "census_area" => county.kind == "Census Area",
        "region" | "planning_region" => county.kind == "Planning Region",
        "district" => county.kind == "District",
        "island" => county.kind == "Island",
        // Independent cities, and cities that are boroughs too.
        "place" | "city" => matches!(county.kind, "city" | "City and Borough") || county.code == "32510",
        _ => false,
    };
    let called: Vec<&County> = County::called(&names::joined(&words(&readable(name))), Some(state));
    let all: Vec<&'static County> = called.into_iter().filter(is).collect();
    let mut now = all.iter().copied().filter(|county| !county.former);
    now.next().or(all.first().copied())
}

/// `st_mary~s` as people write it.
fn readable(name: &str) -> String {
    name.replace('_', " ").replace('~', "'")
}
