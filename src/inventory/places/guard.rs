//! The places, read by many threads and changed by one.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::index::Places;

/// The places: shared for reading until the first change, exclusive from then on. Only a turn changes them.
pub(crate) struct PlacesGuard<'p> {
    lock: &'p RwLock<Places>,
    look: Option<RwLockReadGuard<'p, Places>>,
    change: Option<RwLockWriteGuard<'p, Places>>,
}

impl<'p> PlacesGuard<'p> {
    pub(crate) fn new(lock: &'p RwLock<Places>) -> Self {
        Self { lock, look: None, change: None }
    }

    pub(crate) fn places(&mut self) -> &Places {
        match &self.change {
            Some(places) => places,
            None => self.look.get_or_insert_with(|| read(self.lock)),
        }
    }

    pub(crate) fn changed(&mut self) -> &mut Places {
        self.look = None;
        self.change.get_or_insert_with(|| self.lock.write().unwrap_or_else(PoisonError::into_inner))
    }
}

pub(crate) fn read(lock: &RwLock<Places>) -> RwLockReadGuard<'_, Places> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}
