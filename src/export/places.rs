//! The places of an export: rows of `jurisdictions` as they were merged, and the table of all places.

use super::Error;
use super::cells::{Nul, add_text, add_value, add_whole};
use super::entries::Entries;
use super::files::Files;
use super::layout::{Layout, Source};
use super::names::Names;
use crate::inventory::{Below, Place, PlaceDetail, Places};
use crate::place::Level;
use crate::schema::JURISDICTIONS;
use crate::words::value::Value;

/// All that the tables of places are written from.
pub(super) struct Written<'a> {
    places: &'a Places,
    /// Those that are written, by their ids.
    order: Vec<usize>,
    below: Vec<Below>,
}

impl<'a> Written<'a> {
    /// The places of an inventory that has been read.
    pub(super) fn of(places: &'a Places, names: &mut Names<'_>, files: &mut Files<'_>) -> Self {
        let list = places.list();
        let is_written = |index: &usize| names.has(&list[*index]);
        let mut order: Vec<usize> = (0..list.len()).filter(is_written).collect();
        order.sort_unstable_by(|a, b| list[*a].id.cmp(&list[*b].id));
        for index in &order {
            names.first_file(*index, &list[*index], files);
        }
        Self { places, order, below: places.below() }
    }

    /// The places, in order.
    pub(super) fn list(&self) -> impl Iterator<Item = (usize, &'a Place)> {
        self.order.iter().map(|index| (*index, &self.places.list()[*index]))
    }

    /// Writes the rows of `jurisdictions`.
    pub(super) fn write_declared(
        &self,
        layout: &Layout,
        (names, entries): (&mut Names<'_>, &mut Entries<'_>),
        files: &mut Files<'_>,
    ) -> Result<(), Error> {
        let sheet = &layout.tables[JURISDICTIONS.0];
        for (index, place) in self.list().filter(|(_, place)| place.row.is_some()) {
            let Some(file) = names.first_file(index, place, files) else { continue };
            let mut row = Vec::new();
            for (at, field) in sheet.fields.iter().enumerate() {
                if at > 0 {
                    row.push(b',');
                }
                let added = match field.source {
                    Source::Column(column) if JURISDICTIONS.column("id") == Some(column) => {
                        add_text(names.id(place), &mut row)
                    }
                    Source::Column(column)
                    | Source::Lower(column)
                    | Source::VersionName(column)
                    | Source::VersionKey(column) => {
                        // A place that is called by the name of a file may be named so in its row, too.
                        let is_name = JURISDICTIONS.column("name") == Some(column);
                        match names.renamed(place).filter(|_| is_name) {
                            Some(name) => add_text(name, &mut row),
                            None => add_value(&place.column(column), field.source, &mut row),
                        }
                    }
                    Source::Entry(reference) => {
                        let entry = entries.of_values((JURISDICTIONS, reference), |at| place.column(at), files);
                        entry.map(|entry| {
                            if entry > 0 {
                                add_whole(i64::from(entry), &mut row);
                            }
                        })
                    }
                    Source::File | Source::Own(_) => add_text(&place.file.to_string(), &mut row),
                    Source::Line => {
                        add_count(place.position.line, &mut row);
                        Ok(())
                    }
                };
                let at = || place.file.at(place.position);
                added.map_err(|Nul| Error::Nul { at: at(), column: field.name.clone() })?;
            }
            row.push(b'\n');
            files.row(file + JURISDICTIONS.0).extend_from_slice(&row);
        }
        Ok(())
    }

    /// Writes the table of all places.
    pub(super) fn write_all(&self, layout: &Layout, names: &mut Names<'_>, files: &mut Files<'_>) -> Result<(), Error> {
        let file = files.begin(&layout.places, layout.places.path());
        for (index, place) in self.list() {
            let parent = place.id.lies_in().find_map(|id| self.places.at(id)).map(|at| &self.places.list()[at]);
            let mut row = Vec::new();
            let mut texts = || -> Result<(), Nul> {
                add_text(names.id(place), &mut row)?;
                row.push(b',');
                parent.map_or(Ok(()), |parent| add_text(names.id(parent), &mut row))?;
                row.push(b',');
                add_text(place.state.as_deref().unwrap_or_default(), &mut row)?;
                row.push(b',');
                add_text(names.renamed(place).unwrap_or(&place.name), &mut row)
            };
            texts().map_err(|Nul| Error::Nul { at: place.id.to_string(), column: "place".to_owned() })?;
            row.push(b',');
            row.extend_from_slice(place.level.name().as_bytes());
            row.push(b',');
            place.voters().into_iter().for_each(|voters| add_count(voters, &mut row));
            row.push(b',');
            add_count_or_zero(place.named("places_total").as_count().unwrap_or(1), &mut row);
            let sent = place.has_sent();
            let answers = [
                Some(self.below[index].any),
                Some(place.row.is_some()),
                Some(place.expected),
                Some(sent),
                Some(self.below[index].sent),
                if place.named("list_complete") == Value::Null {
                    None
                } else {
                    Some(place.named("list_complete") == Value::Boolean(true))
                },
            ];
            for answer in answers {
                row.extend_from_slice(match answer {
                    None => b",",
                    Some(true) => b",true",
                    Some(false) => b",false",
                });
            }
            row.push(b'\n');
            files.row(file).extend_from_slice(&row);
        }
        Ok(())
    }

    /// What reading the export back needs to be told about its places.
    pub(super) fn details(&self, names: &mut Names<'_>) -> Vec<PlaceDetail> {
        let mut details = Vec::new();
        for (index, place) in self.list() {
            let shown = place.id.level().unwrap_or(Level::County);
            let level = match place.named("level").as_text().and_then(|level| Level::named(level)) {
                Some(_) => None,
                None => Some(place.level).filter(|level| *level != shown),
            };
            let sent = place.has_rows && !names.has_rows(index);
            let detail = PlaceDetail { place: names.id(place).to_owned(), level, no_place: place.is_nowhere, sent };
            if detail.level.is_some() || detail.no_place || detail.sent {
                details.push(detail);
            }
        }
        details
    }
}

fn add_count(count: u64, to: &mut Vec<u8>) {
    add_count_or_zero(count, to);
}

fn add_count_or_zero(count: u64, to: &mut Vec<u8>) {
    add_whole(i64::try_from(count).unwrap_or(i64::MAX), to);
}
