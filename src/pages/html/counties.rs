//! The map of a state: its counties by their risk, or by what the leading list says of them; each leads to its part of the page.

use std::collections::{BTreeSet, HashMap};

use maud::{Markup, html};

use super::map::{MARKS, WIDE, mark, state_patterns, swatch};
use super::shapes::{Atlas, Shape};
use crate::finding::Verdict;
use crate::phrases::calls::name as short_name;
use crate::phrases::names::topic;
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::{PLACES, counted, first_large, number, risk};
use crate::place::{County, Level, State};
use crate::report::{ListPlace, ListReport, PlaceReport, Report, Standing, Status};

/// How many places without a shape are named below a map.
const NAMED: usize = 60;

/// The classes of a risk by the figure that pages print: the least of each, and its words.
const CLASSES: [(u32, &str); 5] = [(0, "0"), (1, "1 to 20"), (21, "21 to 79"), (80, "80 to 95"), (96, "96 to 100")];

/// The sizes of letters for a name, in pixels, the largest first.
const LETTERS: [f64; 3] = [10.0, 9.0, 8.0];

/// How wide a letter is, of its size.
const LETTER: f64 = 0.62;

fn class(of: f64) -> usize {
    let figure: u32 = risk(of).parse().unwrap_or(100);
    CLASSES.iter().rposition(|(least, _)| figure >= *least).unwrap_or(0)
}

fn fill(known: usize, at_most: usize) -> String {
    format!("url(#c-{known}{at_most})")
}

fn is_silent(place: &PlaceReport) -> bool {
    place.standing == Standing::NothingToRead
}

/// Five digits of a county, where a place is one.
fn county(place: &PlaceReport) -> Option<&str> {
    let digits = place.id.len() == 5 && place.id.bytes().all(|byte| byte.is_ascii_digit());
    (digits && place.level == Level::County).then_some(place.id.as_str())
}

/// The shapes of a state, and how they are drawn.
struct Map<'a> {
    atlas: &'static Atlas,
    shapes: Vec<&'static Shape>,
    by_id: HashMap<&'static str, &'a PlaceReport>,
    /// The id of the part of each place that has one.
    pages: &'a HashMap<&'a str, String>,
    view: String,
    /// Steps of the grid to a pixel.
    unit: f64,
}

/// What a map says of its places.
struct Layer<'a> {
    /// A word of letters and hyphens that no other layer has.
    key: &'static str,
    title: String,
    says: String,
    patterns: Markup,
    legend: Markup,
    /// What is said of places that sent nothing.
    silent: &'static str,
    fill: &'a dyn Fn(&PlaceReport) -> String,
    /// The figure on a shape, and the class of its letters.
    label: &'a dyn Fn(&PlaceReport) -> Option<(String, String)>,
    figure: &'a dyn Fn(&PlaceReport) -> String,
}

/// A layer as it is drawn.
struct Drawn {
    map: Markup,
    legend: Markup,
}

/// The counties of a state; nothing, where fewer than two of the places have a shape.
pub(super) fn figure(
    report: &Report,
    (state, places): (&str, &[&PlaceReport]),
    list: Option<&ListReport>,
    pages: &HashMap<&str, String>,
) -> Option<Markup> {
    let map = Map::of(state, places, pages)?;
    let risk = by_risk(&map);
    let listed = list.and_then(|list| by_list(&map, report, list));
    let rest: Vec<&PlaceReport> = places.iter().copied().filter(|place| map.shape(place).is_none()).collect();
    Some(html! {
        figure.map {
            @if let Some((name, _)) = &listed {
                fieldset.layers {
                    legend.quiet { "What the map shows" }
                    @for (id, name, is_first) in [("show-risk", "Risk", true), ("show-list", name.as_str(), false)] {
                        span { input type="radio" name="layer" id=(id) checked[is_first]; label for=(id) { (name) } }
                    }
                }
            }
            div.by-risk { (risk.map) }
            @if let Some((_, listed)) = &listed { div.by-list { (listed.map) } }
            figcaption {
                div.by-risk { (risk.legend) }
                @if let Some((_, listed)) = &listed { div.by-list { (listed.legend) } }
                @if !rest.is_empty() { p.note { (unshaped(&rest)) } }
            }
        }
    })
}

impl<'a> Map<'a> {
    fn of(state: &str, places: &[&'a PlaceReport], pages: &'a HashMap<&'a str, String>) -> Option<Self> {
        let atlas = Atlas::counties();
        let fips = State::named(state).filter(|known| known.code == state)?.fips;
        let shape = |place: &PlaceReport| {
            county(place).filter(|id| id.starts_with(fips)).and_then(|id| Atlas::counties().shape(id))
        };
        let by_id: HashMap<&str, &PlaceReport> =
            places.iter().filter_map(|place| Some((shape(place)?.id, *place))).collect();
        if by_id.len() < 2 {
            return None;
        }
        let shapes: Vec<&Shape> = atlas.shapes().iter().filter(|shape| shape.id.starts_with(fips)).collect();
        let [left, top, right, bottom] = atlas.bounds(shapes.iter().copied())?;
        let (width, height) = (f64::from(right - left), f64::from(bottom - top));
        // As wide as the page, or as high as a window.
        let unit = (width / f64::from(WIDE)).max(height / 620.0);
        let margin = 4.0 * unit;
        let (x, y) = (f64::from(left) - margin, f64::from(top) - margin);
        let view = format!("{x:.0} {y:.0} {:.0} {:.0}", width + 2.0 * margin, height + 2.0 * margin);
        Some(Self { atlas, shapes, by_id, pages, view, unit })
    }

    fn shape(&self, place: &PlaceReport) -> Option<&'static Shape> {
        let shape = county(place).and_then(|id| self.atlas.shape(id))?;
        self.by_id.contains_key(shape.id).then_some(shape)
    }

    /// The places that have a shape.
    fn places(&self) -> impl Iterator<Item = &PlaceReport> {
        self.by_id.values().copied()
    }

    fn has_silent(&self) -> bool {
        self.places().any(is_silent)
    }

    fn draw(&self, layer: &Layer<'_>) -> Drawn {
        Drawn { map: self.shaded(layer), legend: self.legend(layer) }
    }

    fn shaded(&self, layer: &Layer<'_>) -> Markup {
        let [title, says] = ["t", "d"].map(|end| format!("map-{}-{end}", layer.key));
        html! {
            svg viewBox=(self.view) role="group" aria-labelledby=(format!("{title} {says}")) {
                title id=(title) { (layer.title) }
                desc id=(says) { (layer.says) }
                defs {
                    (layer.patterns)
                    @if self.has_silent() {
                        (silent_pattern(&format!("{}-silent", layer.key), self.unit)) (silent_pattern(&format!("{}-silent-key", layer.key), 1.0))
                    }
                }
                g.shapes.counties {
                    @for shape in &self.shapes {
                        @match self.by_id.get(shape.id) {
                            Some(place) => (self.county(layer, shape, place)),
                            None => path.absent d=(self.atlas.path(shape)) {
                                title { (County::of(shape.id).map_or_else(String::new, |county| county.full_name())) ": not in this report" }
                            },
                        }
                    }
                }
                g.labels stroke-width=(format!("{:.1}", 3.0 * self.unit)) aria-hidden="true" {
                    @for shape in &self.shapes {
                        @if let Some(place) = self.by_id.get(shape.id) { (self.label(layer, shape, place)) }
                    }
                }
            }
        }
    }

    /// What the shades of a layer mean.
    fn legend(&self, layer: &Layer<'_>) -> Markup {
        let absent = self.shapes.iter().any(|shape| !self.by_id.contains_key(shape.id));
        html! {
            p.legend-head { (layer.title) }
            ul.legend {
                (layer.legend)
                @if self.has_silent() { li {
                    svg.swatch width="16" height="16" aria-hidden="true" {
                        rect width="16" height="16" fill=(format!("url(#{}-silent-key)", layer.key)) {}
                    }
                    (layer.silent)
                } }
                @if absent { li { svg.swatch width="16" height="16" aria-hidden="true" { rect.absent width="16" height="16" {} } "not in this report" } }
            }
        }
    }

    /// One county; a link to its part of the page, where it has one. The table of places has the same links for the keyboard.
    fn county(&self, layer: &Layer<'_>, shape: &Shape, place: &PlaceReport) -> Markup {
        let figure = (layer.figure)(place);
        let fill = if is_silent(place) { format!("url(#{}-silent)", layer.key) } else { (layer.fill)(place) };
        let drawn = |is_named: bool| {
            html! {
                path d=(self.atlas.path(shape)) fill=(fill) role=[is_named.then_some("img")] aria-label=[is_named.then_some(&figure)] {
                    title { (figure) }
                }
            }
        };
        html! {
            @match self.pages.get(place.id.as_str()) {
                Some(id) => a href=(format!("#{id}")) tabindex="-1" aria-label=(figure) { (drawn(false)) },
                None => (drawn(true)),
            }
        }
    }

    /// The name of a county and its figure, as far as there is room.
    #[allow(clippy::cast_precision_loss, reason = "a few letters")]
    fn label(&self, layer: &Layer<'_>, shape: &Shape, place: &PlaceReport) -> Markup {
        let room = f64::from(shape.room) / self.unit;
        let figure = (layer.label)(place).filter(|_| !is_silent(place));
        let name = short_name(place, 40);
        let letters = name.chars().count() as f64 * LETTER;
        // A circle has less room above and below its middle.
        let fits =
            |size: &&f64| letters * **size <= 1.85 * room && **size * if figure.is_some() { 1.15 } else { 0.5 } <= room;
        let size = LETTERS.iter().find(fits).copied();
        let of_figure = match room {
            room if room >= 11.0 => Some(12.0),
            room if room >= 7.5 => Some(9.0),
            _ => None,
        };
        let of_figure = if size.is_some() { Some(11.0) } else { of_figure };
        let class = figure.as_ref().map_or("", |(_, class)| class.as_str());
        let at = |below: f64| format!("{:.0}", f64::from(shape.at.1) + below * self.unit);
        let pixels = |size: f64| format!("{:.0}", size * self.unit);
        let to = self.pages.get(place.id.as_str()).map(|id| format!("#{id}"));
        html! { g data-to=[to] {
            @if let Some(size) = size {
                text class=(if is_silent(place) { "on-open" } else { class }) x=(shape.at.0)
                    y=(at(if figure.is_some() { -1.5 } else { size * 0.36 })) font-size=(pixels(size)) { (name) }
            }
            @if let (Some((figure, class)), Some(of_figure)) = (&figure, of_figure) {
                text class=(class) x=(shape.at.0) y=(at(if size.is_some() { of_figure * 0.85 } else { of_figure * 0.36 }))
                    font-size=(pixels(of_figure)) { (figure) }
            }
        } }
    }
}

/// The counties by their risk, known and at most.
fn by_risk(map: &Map<'_>) -> Drawn {
    let shown = map.places().filter(|place| !is_silent(place));
    let pairs: BTreeSet<(usize, usize)> = shown.map(|place| (class(place.risk.low), class(place.risk.high))).collect();
    let stripes = pairs.iter().any(|(known, at_most)| known < at_most);
    map.draw(&Layer {
        key: "c",
        title: "Known risk, of 100".to_owned(),
        says: "Each county is shaded by its known risk; stripes show how far open answers could raise it. The table of places on this page \
               has the same figures and links."
            .to_owned(),
        patterns: html! { @for (known, at_most) in pairs.iter().copied().chain(key()) { (risk_pattern(known, at_most, map.unit)) } },
        legend: html! {
            @for (at, (_, words)) in CLASSES.iter().enumerate() { li { (sample(at, at)) (words) } }
            @if stripes { li { (sample(0, 4)) "stripes: at most, as far as open answers could raise it" } }
        },
        silent: "nothing to read: 0 to 100",
        fill: &|place| fill(class(place.risk.low), class(place.risk.high)),
        label: &|place| Some((risk(place.risk.low), format!("k{}", class(place.risk.low)))),
        figure: &figure_of,
    })
}

/// The counties by what a list says of them, and what the list is called; nothing, where no rule of the report has its topic.
fn by_list(map: &Map<'_>, report: &Report, list: &ListReport) -> Option<(String, Drawn)> {
    // The gravest rule on a topic is the one whose failure is lacking; the others are lesser.
    let on_topic = report.rules.iter().enumerate().filter(|(_, rule)| rule.topic == list.key);
    let (gravest, _) = on_topic.min_by_key(|(_, rule)| rule.severity)?;
    let lacking: HashMap<&str, &ListPlace> =
        list.states.iter().flat_map(|line| &line.lacking).map(|place| (&*place.id, place)).collect();
    let of = |place: &PlaceReport| {
        let verdict = place.rules.iter().find(|result| result.rule() == gravest).map(|result| result.verdict);
        match (lacking.get(place.id.as_str()), verdict) {
            (Some(_), verdict) if verdict != Some(Verdict::Fail) => Status::Lesser,
            (Some(listed), _) if listed.units_lacking >= listed.units => Status::Statewide,
            (Some(_), _) => Status::Partial,
            (None, Some(Verdict::Unknown) | None) => Status::Unknown,
            (None, Some(Verdict::Waived)) => Status::Waived,
            (None, Some(Verdict::Pass | Verdict::Fail | Verdict::NotApplicable)) => Status::None,
        }
    };
    let units = list.unit.1;
    let words = |status: Status| match status {
        Status::Statewide if list.of_places => "not met".to_owned(),
        Status::Statewide => format!("all {units}"),
        Status::Partial => format!("some {units}"),
        Status::Lesser => list.lesser_names.first().map_or("in a lesser way".to_owned(), |name| plain(name)),
        Status::Waived => "waived".to_owned(),
        Status::Unknown => "not answered".to_owned(),
        Status::None if list.of_places => "met".to_owned(),
        Status::None => format!("no {units}"),
    };
    let figure = |place: &PlaceReport| {
        let name = clipped(&plain(&place.name), 80);
        match lacking.get(place.id.as_str()) {
            _ if is_silent(place) => format!("{name}: nothing to read"),
            Some(listed) if !list.of_places && listed.units > 0 => {
                format!("{name}: {} of {}", number(listed.units_lacking), counted(listed.units, list.unit))
            }
            _ => format!("{name}: {}", words(of(place))),
        }
    };
    let label = |place: &PlaceReport| {
        let listed = lacking.get(place.id.as_str()).filter(|listed| !list.of_places && listed.units_lacking > 0);
        Some((number(listed?.units_lacking), format!("on-{}", mark(of(place)))))
    };
    let present: BTreeSet<Status> = map.places().filter(|place| !is_silent(place)).map(of).collect();
    let lacks = plain(&list.lacks);
    let drawn = map.draw(&Layer {
        key: "l",
        title: if list.of_places { first_large(&topic(&list.key)) } else { first_large(&format!("{units} that {lacks}")) },
        says: "Each county is shaded by how many of its records are on the list. The tables on this page have the same figures.".to_owned(),
        // The square of the legend is sized for itself.
        patterns: html! { (state_patterns("l", map.unit.round() as i32)) (state_patterns("k", 5)) },
        legend: html! {
            @for (status, mark) in MARKS.iter().filter(|(status, _)| present.contains(status)) {
                li { (swatch(&format!("url(#k-{mark})"))) (words(*status)) }
            }
        },
        silent: "nothing to read",
        fill: &|place| format!("url(#l-{})", mark(of(place))),
        label: &label,
        figure: &figure,
    });
    Some((first_large(&topic(&list.key)), drawn))
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
