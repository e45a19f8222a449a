//! The places of an export: each is what its id and the description say, whatever files and folders are called.

use std::sync::Arc;

use super::index::Places;
use super::place::Place;
use crate::inventory::find::exported::{Exported, INVENTORY, folder_of};
use crate::inventory::find::walk::Found;
use crate::place::{PlaceId, Understood};

impl Exported {
    /// An id as it is written.
    pub(crate) fn understood(&self, id: &str) -> Understood {
        let level = self.detail(id).and_then(|detail| detail.level);
        Understood { id: PlaceId::own(id), note: None, level, guessed: false }
    }
}

impl Places {
    /// The place of an id that a row of an export has.
    pub(crate) fn resolve_exported(&mut self, id: &str, exported: &Exported) -> u32 {
        let index = self.intern_exported(id, exported);
        let place = &mut self.list[index as usize];
        (place.has_rows, place.is_given) = (true, false);
        index
    }

    fn intern_exported(&mut self, id: &str, exported: &Exported) -> u32 {
        let is_nowhere = exported.detail(id).is_some_and(|detail| detail.no_place);
        self.intern(&Place { is_nowhere, ..Place::of(&exported.understood(id)) })
    }

    /// Adds the places of exports that sent files of which no row is there.
    pub(crate) fn add_exported(&mut self, found: &[Found]) {
        let mut done: Vec<(&Arc<Exported>, &str)> = Vec::new();
        for found in found {
            let (Some(exported), Some(folder)) = (&found.exported, found.shown.rsplit('/').nth(1)) else { continue };
            if done.iter().any(|(known, at)| Arc::ptr_eq(known, exported) && *at == folder) {
                continue;
            }
            done.push((exported, folder));
            let mut sent: Vec<&str> =
                exported.details().filter(|detail| detail.sent).map(|detail| detail.place.as_str()).collect();
            sent.sort_unstable();
            for id in sent {
                let is_here = || folder == folder_of(PlaceId::own(id).state());
                if folder == INVENTORY || is_here() {
                    self.resolve_exported(id, exported);
                }
            }
        }
    }
}
