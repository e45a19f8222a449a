//! The waivers of an export: a row for each waiver and each place that it covers, whether or not it has ended.

use super::Error;
use super::cells::{Nul, add_text};
use super::files::Files;
use super::layout::Layout;
use super::names::Names;
use super::places::Written;
use crate::inventory::Place;
use crate::rules::{Called, InForce, RuleBook, Waiver};

/// Writes the waivers.
///
/// A public export has no words of waivers, and leaves out those of single assets and of rules that are not public.
pub(super) fn write(
    (book, layout): (&RuleBook, &Layout),
    places: &Written<'_>,
    names: &mut Names<'_>,
    files: &mut Files<'_>,
) -> Result<(), Error> {
    let file = files.begin(&layout.waivers, layout.waivers.path());
    let ever = InForce::ever(&book.waivers);
    let mut rules: Vec<usize> = book.waivers.iter().map(|waiver| waiver.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let mut covered: Vec<(usize, Option<&Place>)> = Vec::new();
    let anywhere = book.waivers.iter().enumerate().filter(|(_, waiver)| waiver.place.is_none());
    covered.extend(anywhere.map(|(at, _)| (at, None)));
    if rules.iter().any(|rule| ever.has(*rule)) {
        for (_, place) in places.list() {
            let called = Called::of(&place.id, &place.name, place.state.as_deref());
            for waiver in rules.iter().flat_map(|rule| ever.of_any(*rule, &called)) {
                if book.waivers[waiver].place.is_some() {
                    covered.push((waiver, Some(place)));
                }
            }
        }
    }
    // The places stay in their order.
    covered.sort_by_key(|(waiver, _)| *waiver);
    for (at, place) in covered {
        let waiver = &book.waivers[at];
        let rule = &book.rules[waiver.rule];
        if layout.public && (waiver.asset.is_some() || !rule.is_public()) {
            continue;
        }
        let place = place.map(|place| names.id(place)).unwrap_or_default();
        let row = row(at, waiver, (&rule.id, place), layout.public)
            .map_err(|Nul| Error::Nul { at: waiver.label(), column: "waiver".to_owned() })?;
        files.row(file).extend_from_slice(&row);
    }
    Ok(())
}

fn row(at: usize, waiver: &Waiver, (rule, place): (&str, &str), is_public: bool) -> Result<Vec<u8>, Nul> {
    let text = |text: &str| if is_public { String::new() } else { text.to_owned() };
    let cells = [
        (at + 1).to_string(),
        rule.to_owned(),
        place.to_owned(),
        text(waiver.asset.as_deref().unwrap_or_default()),
        text(waiver.kind.name()),
        text(&waiver.reason),
        text(&waiver.owner),
        text(waiver.approved_by.as_deref().unwrap_or_default()),
        waiver.expires.to_string(),
        text(waiver.ticket.as_deref().unwrap_or_default()),
        text(&waiver.file),
        text(&waiver.line.to_string()),
    ];
    let mut row = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            row.push(b',');
        }
        add_text(cell, &mut row)?;
    }
    row.push(b'\n');
    Ok(row)
}
