//! What reading one file shares with reading the others.

use crate::diagnostic::Notices;
use crate::engine::columns::Dictionary;
use crate::inventory::commit::duplicate_ids::DuplicateIds;
use crate::inventory::commit::near_duplicates::NearDuplicates;
use crate::inventory::find::options::Options;
use crate::inventory::places::index::Places;
use crate::inventory::places::view::View;
use crate::inventory::shape::projection::Needs;

/// What reading one file shares with reading the others.
pub(crate) struct Reading<'a> {
    pub(crate) options: &'a Options,
    pub(crate) places: &'a mut Places,
    pub(crate) notices: &'a mut Notices,
    pub(crate) dictionary: &'a mut Dictionary,
    pub(crate) needs: &'a Needs,
    pub(crate) twins: &'a mut DuplicateIds,
    pub(crate) alike: &'a mut NearDuplicates,
    pub(crate) each: &'a mut dyn FnMut(&View<'_>),
}
