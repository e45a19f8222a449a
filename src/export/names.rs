//! Which places an export holds, what they are called in it, and the files that their rows go to.

use std::collections::HashMap;

use super::files::Files;
use super::layout::{INVENTORY, Layout};
use crate::inventory::{Place, folder_of};
use crate::report::FileNames;

/// Which places are written, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope<'a> {
    /// Only the places of these states, and those without a state; all, where there are none.
    pub states: &'a [String],
    /// Only this place with all below it, and those without a state.
    pub focus: Option<&'a str>,
    /// Whether each state has a folder of its own.
    pub by_state: bool,
}

impl Scope<'_> {
    /// Whether a place is written.
    pub(super) fn has(&self, place: &Place) -> bool {
        let in_state = |state: &str| self.states.is_empty() || self.states.iter().any(|wanted| wanted == state);
        let within = |focus: &str| place.id.as_str() == focus || place.id.lies_in().any(|id| id == focus);
        place.state.as_deref().is_none_or(|state| in_state(state) && self.focus.is_none_or(within))
    }
}

/// The places that rows name, by their places in the inventory.
pub(super) struct Names<'a> {
    scope: Scope<'a>,
    layout: &'a Layout,
    /// The first file of each state's records; those of the other tables follow it.
    by_state: HashMap<Option<String>, usize>,
    /// For each place met so far, whether it is written and to which files.
    first_files: Vec<Option<Option<usize>>>,
    /// For each place, whether a row of it was written.
    has_rows: Vec<bool>,
    /// In a public export, the names of files, by which no place is called.
    files: Option<FileNames>,
    renamed: HashMap<String, String>,
}

impl<'a> Names<'a> {
    /// Begins the files of the records, where they are not by state.
    pub(super) fn begin(scope: Scope<'a>, layout: &'a Layout, names: Option<FileNames>, files: &mut Files<'_>) -> Self {
        let mut all = Self {
            scope,
            layout,
            by_state: HashMap::new(),
            first_files: Vec::new(),
            has_rows: Vec::new(),
            files: names,
            renamed: HashMap::new(),
        };
        if !scope.by_state {
            all.files_of(None, files);
        }
        all
    }

    /// The first file of the records of a state.
    fn files_of(&mut self, state: Option<&str>, files: &mut Files<'_>) -> usize {
        let by_state = self.scope.by_state;
        let state = if by_state { state.map(str::to_owned) } else { None };
        let layout = self.layout;
        *self.by_state.entry(state).or_insert_with_key(|state| {
            let folder =
                if by_state { format!("{INVENTORY}/{}", folder_of(state.as_deref())) } else { INVENTORY.to_owned() };
            let begin = |sheet: &super::layout::Sheet| files.begin(sheet, format!("{folder}/{}.csv", sheet.name));
            let begun: Vec<usize> = layout.tables.iter().map(begin).collect();
            begun[0]
        })
    }

    /// The first file of the records of a place; `None` where it is not written.
    #[inline]
    pub(super) fn first_file(&mut self, index: usize, place: &Place, files: &mut Files<'_>) -> Option<usize> {
        match self.first_files.get(index) {
            Some(Some(known)) => *known,
            Some(None) | None => self.learn(index, place, files),
        }
    }

    #[cold]
    fn learn(&mut self, index: usize, place: &Place, files: &mut Files<'_>) -> Option<usize> {
        let first = if self.scope.has(place) { Some(self.files_of(place.state.as_deref(), files)) } else { None };
        if self.first_files.len() <= index {
            self.first_files.resize(index + 1, None);
            self.has_rows.resize(index + 1, false);
        }
        self.first_files[index] = Some(first);
        first
    }

    /// Notes that a row of a place was written.
    #[inline]
    pub(super) fn wrote(&mut self, index: usize) {
        self.has_rows[index] = true;
    }

    /// Whether a row of a place was written.
    pub(super) fn has_rows(&self, index: usize) -> bool {
        self.has_rows.get(index).copied().unwrap_or(false)
    }

    /// What a place is called instead of its id and its name, where those are the name of a file.
    pub(super) fn renamed(&mut self, place: &Place) -> Option<&str> {
        let names = self.files.as_ref()?;
        if !names.call(&place.id, &place.name, place.row.is_some(), place.is_nowhere) {
            return None;
        }
        let next = self.renamed.len() + 1;
        Some(self.renamed.entry(place.id.to_string()).or_insert_with(|| format!("unnamed-{next}")))
    }

    /// Whether a place is written.
    pub(super) fn has(&self, place: &Place) -> bool {
        self.scope.has(place)
    }

    /// The id of a place in the export.
    pub(super) fn id<'p>(&'p mut self, place: &'p Place) -> &'p str {
        match self.renamed(place) {
            Some(name) => name,
            None => place.id.as_str(),
        }
    }
}
