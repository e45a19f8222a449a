//! The map of the nation: the states by what a list says of them; each shape with its figure as text.

use std::collections::{BTreeSet, HashMap};

use maud::{Markup, html};

use super::shapes::{Atlas, Shape};
use crate::phrases::list::{figure, status as status_name};
use crate::phrases::names::topic;
use crate::place::State;
use crate::report::{ListLine, ListReport, Status};

/// How many pixels wide a map is where there is room; letters and patterns are sized by it.
pub(super) const WIDE: i32 = 720;

/// Each status with its mark in classes and patterns, most severe first.
pub(super) const MARKS: [(Status, &str); 6] = [
    (Status::Statewide, "all"),
    (Status::Partial, "some"),
    (Status::Lesser, "few"),
    (Status::Waived, "waived"),
    (Status::Unknown, "open"),
    (Status::None, "none"),
];

/// The mark of a status.
pub(super) fn mark(status: Status) -> &'static str {
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
                defs { (state_patterns("m", unit)) }
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

/// A small square that shows a fill.
pub(super) fn swatch(fill: &str) -> Markup {
    html! {
        svg.swatch width="16" height="16" viewBox="0 0 80 80" aria-hidden="true" { rect width="80" height="80" fill=(fill) {} }
    }
}

/// A pattern for each status, its id behind a word: what color shows is shown by lines and dots as well.
pub(super) fn state_patterns(before: &str, unit: i32) -> Markup {
    let size = 8 * unit;
    let tile = |mark: &str, turn: i32, drawn: Markup| {
        html! {
            pattern id=(format!("{before}-{mark}")) width=(size) height=(size) patternUnits="userSpaceOnUse"
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
