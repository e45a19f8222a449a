//! Maps: the states by what a list says of them, the counties of a state by their risk; each shape with its figure as text.

use std::collections::{BTreeSet, HashMap};

use maud::{Markup, html};

use super::shapes::{Atlas, Shape};
use crate::phrases::list::{figure, status as status_name};
use crate::phrases::names::topic;
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::{PLACES, counted, risk};
use crate::place::{Level, State};
use crate::report::{ListLine, ListReport, PlaceReport, Standing, Status};

/// How many pixels wide a map is where there is room; letters and patterns are sized by it.
const WIDE: i32 = 720;

/// How many places without a shape are named below a map.
const NAMED: usize = 60;

/// Each status with its mark in classes and patterns, most severe first.
const MARKS: [(Status, &str); 6] = [
    (Status::Statewide, "all"),
    (Status::Partial, "some"),
    (Status::Lesser, "few"),
    (Status::Waived, "waived"),
    (Status::Unknown, "open"),
    (Status::None, "none"),
];

fn mark(status: Status) -> &'static str {
    MARKS.iter().find(|(known, _)| *known == status).map_or("none", |(_, mark)| mark)
}

/// The nation by what a list says of its states; nothing, where no state of it has a shape.
pub(super) fn states(list: &ListReport) -> Option<Markup> {
    let atlas = Atlas::states();
    let of = |line: &&ListLine| State::named(&line.state).filter(|state| state.code == &*line.state);
    let lines: HashMap<&str, &ListLine> = list.states.iter().filter_map(|line| Some((of(&line)?.fips, line))).collect();
    let shaped = |line: &ListLine| of(&line).is_some_and(|state| atlas.shape(state.fips).is_some());
    if !list.states.iter().any(shaped) {
        return None;
    }
    let pixels = |pixels: i32| pixels * atlas.grid;
    let (width, height) = (pixels(990), pixels(600));
    let unit = width / WIDE;
    let absent = atlas.shapes().iter().any(|shape| !lines.contains_key(shape.id));
    let narrow = |shape: &&Shape| shape.room < 9 * unit && shape.id != "15";
    let mut small: Vec<&Shape> =
        atlas.shapes().iter().filter(|shape| lines.contains_key(shape.id)).filter(narrow).collect();
    small.sort_by_key(|shape| shape.at.1);
    let mut lowest = pixels(150);
    let aside: Vec<(&Shape, i32)> = small
        .into_iter()
        .map(|shape| {
            lowest = (lowest + 17 * unit).max(shape.at.1 + 8 * unit);
            (shape, lowest)
        })
        .collect();
    let code = |shape: &Shape| State::of_fips(shape.id).map_or("", |state| state.code);
    let present: BTreeSet<Status> = list.states.iter().map(|line| line.status).collect();
    let rest: Vec<String> = list.states.iter().filter(|line| !shaped(line)).map(|line| figure(list, line)).collect();
    let topic = topic(&list.key);
    Some(html! {
        figure.map {
            svg viewBox=(format!("0 0 {width} {height}")) role="img" aria-labelledby="map-t map-d" {
                title id="map-t" { "The states by " (topic) }
                desc id="map-d" { "Each state is shaded by its status on the list. The tables on this page have the same figures." }
                defs { (state_patterns(unit)) }
                g.shapes {
                    @for shape in atlas.shapes() {
                        @match lines.get(shape.id) {
                            Some(line) => path class=[(line.status == Status::Unknown).then_some("outlined")] d=(atlas.path(shape)) fill=(format!("url(#m-{})", mark(line.status))) {
                                title { (figure(list, line)) }
                            },
                            None => path.absent d=(atlas.path(shape)) {
                                title { (State::of_fips(shape.id).map_or("", |state| state.name)) ": not in this report" }
                            },
                        }
                    }
                }
                g.labels font-size=(11 * unit) stroke-width=(4 * unit) {
                    @for shape in atlas.shapes().iter().filter(|shape| !narrow(shape)) {
                        @if let Some(line) = lines.get(shape.id) {
                            text class=(format!("on-{}", mark(line.status))) x=(shape.at.0) y=(shape.at.1 + 4 * unit) { (code(shape)) }
                        }
                    }
                    @for (shape, y) in &aside {
                        @if let Some(line) = lines.get(shape.id) {
                            line.lead x1=(shape.at.0) y1=(shape.at.1) x2=(pixels(945)) y2=(y - 4 * unit) {}
                            rect.swatch x=(pixels(946)) y=(y - 10 * unit) width=(11 * unit) height=(11 * unit)
                                fill=(format!("url(#m-{})", mark(line.status))) {}
                            text.aside x=(pixels(946) + 14 * unit) y=(y) { (code(shape)) }
                        }
                    }
                }
            }
            figcaption {
                ul.legend {
                    @for (status, mark) in MARKS.iter().filter(|(status, _)| present.contains(status)) {
                        li { (swatch(&format!("url(#m-{mark})"))) (status_name(*status, list)) " ("
                            (list.states.iter().filter(|line| line.status == *status).count()) ")" }
                    }
                    @if absent { li { svg.swatch width="16" height="16" aria-hidden="true" { rect.absent width="16" height="16" {} } "not in this report" } }
                }
                @if !rest.is_empty() { p.note { "Without a shape on this map: " (rest.join("; ")) "." } }
            }
        }
    })
}

fn swatch(fill: &str) -> Markup {
    html! {
        svg.swatch width="16" height="16" viewBox="0 0 80 80" aria-hidden="true" { rect width="80" height="80" fill=(fill) {} }
    }
}

/// A pattern for each status: what color shows is shown by lines and dots as well.
fn state_patterns(unit: i32) -> Markup {
    let size = 8 * unit;
    let tile = |mark: &str, turn: i32, drawn: Markup| {
        html! {
            pattern id=(format!("m-{mark}")) width=(size) height=(size) patternUnits="userSpaceOnUse"
                patternTransform=(format!("rotate({turn})")) {
                rect class=(format!("m-{mark}")) width=(size) height=(size) {}
                (drawn)
            }
        }
    };
    let bar = |mark: &str, wide: i32| html! { rect class=(format!("l-{mark}")) width=(wide) height=(size) {} };
    let dot = |mark: &str, radius: i32| {
        html! {
            circle class=(format!("l-{mark}")) cx=(size / 2) cy=(size / 2) r=(radius) {}
        }
    };
    html! {
        (tile("all", 0, html! {}))
        (tile("some", 45, bar("some", 2 * unit)))
        (tile("few", 0, dot("few", 2 * unit)))
        (tile("waived", 90, bar("waived", unit)))
        (tile("open", 45, dot("open", unit)))
        (tile("none", 0, html! {}))
    }
}

/// The classes of a risk by the figure that pages print: the least of each, and its words.
const CLASSES: [(u32, &str); 5] = [(0, "0"), (1, "1 to 20"), (21, "21 to 79"), (80, "80 to 95"), (96, "96 to 100")];

fn class(of: f64) -> usize {
    let figure: u32 = risk(of).parse().unwrap_or(100);
    CLASSES.iter().rposition(|(least, _)| figure >= *least).unwrap_or(0)
}

fn fill(known: usize, at_most: usize) -> String {
    format!("url(#c-{known}{at_most})")
}

/// Five digits of a county, where a place is one.
fn county(place: &PlaceReport) -> Option<&str> {
    let digits = place.id.len() == 5 && place.id.bytes().all(|byte| byte.is_ascii_digit());
    (digits && place.level == Level::County).then_some(place.id.as_str())
}

/// The counties of a state by their risk, known and at most; nothing, where fewer than two of the places have a shape.
pub(super) fn counties(state: &str, places: &[&PlaceReport], silent: &[&PlaceReport]) -> Option<Markup> {
    let atlas = Atlas::counties();
    let fips = State::named(state).filter(|known| known.code == state)?.fips;
    let of = |place: &PlaceReport| county(place).filter(|id| id.starts_with(fips)).and_then(|id| atlas.shape(id));
    let all: Vec<&PlaceReport> = places.iter().chain(silent).copied().collect();
    let by_id: HashMap<&str, &PlaceReport> = all.iter().filter_map(|place| Some((of(place)?.id, *place))).collect();
    if by_id.len() < 2 {
        return None;
    }
    let own = || atlas.shapes().iter().filter(|shape| shape.id.starts_with(fips));
    let [left, top, right, bottom] = atlas.bounds(own())?;
    let (width, height) = (right - left, bottom - top);
    // As wide as the page, or as high as a window.
    let unit = (f64::from(width) / f64::from(WIDE)).max(f64::from(height) / 620.0);
    let margin = 4.0 * unit;
    let view = format!(
        "{:.0} {:.0} {:.0} {:.0}",
        f64::from(left) - margin,
        f64::from(top) - margin,
        f64::from(width) + 2.0 * margin,
        f64::from(height) + 2.0 * margin
    );
    let font = |shape: &Shape| {
        let room = f64::from(shape.room) / unit;
        match room {
            room if room >= 11.0 => Some(12.0 * unit),
            room if room >= 7.5 => Some(9.0 * unit),
            _ => None,
        }
    };
    let is_silent = |place: &PlaceReport| place.standing == Standing::NothingToRead;
    let told = by_id.values().filter(|place| !is_silent(place));
    let pairs: BTreeSet<(usize, usize)> = told.map(|place| (class(place.risk.low), class(place.risk.high))).collect();
    let has_silent = by_id.values().any(|place| is_silent(place));
    let filled = |place: &PlaceReport| {
        if is_silent(place) { "url(#c-silent)".to_owned() } else { fill(class(place.risk.low), class(place.risk.high)) }
    };
    let rest: Vec<&PlaceReport> = all.iter().copied().filter(|place| of(place).is_none()).collect();
    let absent = own().any(|shape| !by_id.contains_key(shape.id));
    let stripes = pairs.iter().any(|(known, at_most)| known < at_most);
    Some(html! {
        figure.map {
            svg viewBox=(view) role="img" aria-labelledby="map-t map-d" {
                title id="map-t" { "The counties by their risk: known, and at most" }
                desc id="map-d" { "Each county is shaded by its known risk; stripes show how far open answers could raise it. The table "
                    "of places on this page has the same figures." }
                defs {
                    @for (known, at_most) in pairs.iter().copied().chain(key()) { (risk_pattern(known, at_most, unit)) }
                    @if has_silent { (silent_pattern("c-silent", unit)) (silent_pattern("c-silent-key", 1.0)) }
                }
                g.shapes.counties {
                    @for shape in own() {
                        @match by_id.get(shape.id) {
                            Some(place) => path d=(atlas.path(shape)) fill=(filled(place)) {
                                title { (figure_of(place)) }
                            },
                            None => path.absent d=(atlas.path(shape)) {
                                title { (crate::place::County::of(shape.id).map_or_else(String::new, |county| county.full_name()))
                                    ": not in this report" }
                            },
                        }
                    }
                }
                g.labels stroke-width=(format!("{:.1}", 3.0 * unit)) {
                    @for shape in own() {
                        @if let (Some(place), Some(font)) = (by_id.get(shape.id).filter(|place| !is_silent(place)), font(shape)) {
                            text class=(format!("k{}", class(place.risk.low))) x=(shape.at.0)
                                y=(format!("{:.0}", f64::from(shape.at.1) + font * 0.36)) font-size=(format!("{font:.0}")) { (risk(place.risk.low)) }
                        }
                    }
                }
            }
            figcaption {
                p.legend-head { "Known risk, of 100" }
                ul.legend {
                    @for (at, (_, words)) in CLASSES.iter().enumerate() { li { (sample(at, at)) (words) } }
                    @if has_silent { li {
                        svg.swatch width="16" height="16" aria-hidden="true" { rect width="16" height="16" fill="url(#c-silent-key)" {} }
                        "nothing to read: 0 to 100"
                    } }
                    @if stripes { li { (sample(0, 4)) "stripes: at most, as far as open answers could raise it" } }
                    @if absent { li { svg.swatch width="16" height="16" aria-hidden="true" { rect.absent width="16" height="16" {} } "not in this report" } }
                }
                @if !rest.is_empty() { p.note { (unshaped(&rest)) } }
            }
        }
    })
}

fn key() -> impl Iterator<Item = (usize, usize)> {
    (0..CLASSES.len()).map(|at| (at, at)).chain([(0, CLASSES.len() - 1)]).map(|(known, at_most)| (known + 10, at_most))
}

fn sample(known: usize, at_most: usize) -> Markup {
    html! {
        svg.swatch width="16" height="16" aria-hidden="true" { rect width="16" height="16" fill=(fill(known + 10, at_most)) {} }
    }
}

/// The pattern of two classes; those of the legend are ten on, and sized for it.
fn risk_pattern(known: usize, at_most: usize, unit: f64) -> Markup {
    let unit = if known >= 10 { 1.0 } else { unit };
    let (id, known) = (format!("c-{known}{at_most}"), known % 10);
    let size = format!("{:.1}", 6.0 * unit);
    html! {
        pattern id=(id) width=(size) height=(size) patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
            rect class=(format!("c{known}")) width=(size) height=(size) {}
            @if at_most > known { rect class=(format!("stripe c{at_most}")) width=(format!("{:.1}", 1.4 * unit)) height=(size) {} }
        }
    }
}

/// The pattern of places that sent nothing usable: nothing is known of them, which is not a known risk of 0.
fn silent_pattern(id: &str, unit: f64) -> Markup {
    let pixels = |pixels: f64| format!("{:.1}", pixels * unit);
    html! {
        pattern id=(id) width=(pixels(7.0)) height=(pixels(7.0)) patternUnits="userSpaceOnUse" {
            rect.m-open width=(pixels(7.0)) height=(pixels(7.0)) {}
            circle.l-open cx=(pixels(3.5)) cy=(pixels(3.5)) r=(pixels(1.2)) {}
        }
    }
}

fn figure_of(place: &PlaceReport) -> String {
    let name = clipped(&plain(&place.name), 80);
    format!(
        "{name}: {} known, {} at most; {}",
        risk(place.risk.low),
        risk(place.risk.high),
        place.standing.heading().to_lowercase()
    )
}

/// Places without a shape: few by name and figure, many by count.
fn unshaped(rest: &[&PlaceReport]) -> String {
    if rest.len() > NAMED {
        return format!(
            "{} have no shape on this map; the table of places has them.",
            counted(rest.len() as u64, PLACES)
        );
    }
    let named: Vec<String> = rest.iter().map(|place| figure_of(place)).collect();
    format!("Without a shape on this map: {}.", named.join("; "))
}
