//! The place that the name of a tab, a file or a folder tells.

use super::index::Places;
use super::place::Place;
use crate::place::{PlaceId, in_file_name, in_tab_name, state_in_name, state_of_path};

impl Places {
    /// The place named by a tab, in the state given by its file's name or folder.
    pub(crate) fn named_by_tab(&self, tab: &str, stem: &str) -> Option<PlaceId> {
        if tab.is_empty() {
            return None;
        }
        if let Some(known) = self.declared_as(tab) {
            return Some(known);
        }
        let (state, sure) = self.counties_in(self.of_folder.or_else(|| state_in_name(stem)))?;
        Some(PlaceId::understand(in_tab_name(tab, state, sure)?, None).id)
    }

    /// The place named by a file's name, or else by the nearest of its folders, named from the innermost out: declared ones go first.
    pub(crate) fn named_by_path(&self, stem: &str, folders: &[&str]) -> Option<PlaceId> {
        if let Some(known) = std::iter::once(&stem).chain(folders).find_map(|name| self.declared_as(name)) {
            return Some(known);
        }
        let id = |code: &str| Some(PlaceId::understand(code, None).id);
        let above = |from: usize| {
            let outer: Vec<&str> = folders[from..].iter().rev().copied().collect();
            state_of_path(&format!("{}/x", outer.join("/")))
        };
        let (state, sure) = self.counties_in(above(0))?;
        if let Some(code) = in_file_name(stem, state, sure) {
            // A file that is named after another state than its folder may be a county's that is called like it: nobody can tell.
            return id(code).filter(|_| above(0).is_none_or(|of_folder| code.starts_with(of_folder.fips)));
        }
        folders.iter().enumerate().find_map(|(at, folder)| {
            // A folder within a state's is a county's before it is another state's.
            let (state, sure) = self.counties_in(above(at + 1))?;
            let code = match state {
                Some(_) => in_tab_name(folder, state, sure),
                None => in_file_name(folder, None, sure),
            };
            // Being deep in a state's folder does not make it the state's own.
            id(code.filter(|code| at == 0 || code.len() > 2)?)
        })
    }

    /// The declared place of a name or an id.
    fn declared_as(&self, name: &str) -> Option<PlaceId> {
        let known = self.by_name(name).ok().flatten().or_else(|| self.declared(&PlaceId::understand(name, None).id))?;
        Some(self.list[known as usize].id.clone())
    }

    /// The place named by a path, if it is one of these.
    #[must_use]
    pub fn of_path(&self, path: &str) -> Option<&Place> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let folders: Vec<&str> = folders.rsplit('/').filter(|folder| !folder.is_empty()).collect();
        let id = self.named_by_path(stem, &folders)?;
        self.list.get(*self.by_id.get(&id)? as usize)
    }
}
