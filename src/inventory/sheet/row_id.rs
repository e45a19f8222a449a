//! The id of a row, made from its key columns.

use std::borrow::Cow;

use crate::engine::interner::Cell;
use crate::inventory::commit::duplicate_ids::id_of;
use crate::schema::is_blank;

/// The id that some fields make; none, where one of them says nothing.
#[inline]
pub(super) fn id<'c>(key: &[usize], cell: impl Fn(usize) -> Cell<'c>) -> Option<Cow<'c, [u8]>> {
    id_of(key.iter().map(|field| id_in(cell(*field))))
}

/// The id that a cell is; none, where it says nothing.
#[inline]
pub(super) fn id_in(cell: Cell<'_>) -> Option<&[u8]> {
    Some(cell.bytes()).filter(|id| !says_nothing(id)).map(<[u8]>::trim_ascii)
}

/// Whether a cell is blank, or a word for unknown.
fn says_nothing(cell: &[u8]) -> bool {
    // Nearly every id is told apart by its first byte.
    let begins = |first: &u8| match first {
        b'u' | b'U' | b'n' | b'N' | b'#' | b'd' | b'D' | b't' | b'T' | b'?' | b'-' => true,
        other => other.is_ascii_whitespace() || *other == b'\x0b' || !other.is_ascii(),
    };
    cell.first().is_none_or(begins) && std::str::from_utf8(cell).is_ok_and(is_blank)
}
