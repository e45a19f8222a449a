//! CSV in blocks of whole records, which can be read apart and in any order.

mod chunk;
mod column_slice;
mod cut;
mod field_ends;
mod padded_buffer;
mod record;
mod record_block;
mod simd_scan;
mod slow_split;
mod split;
mod text;

pub use chunk::{Chunk, Chunks};
pub use column_slice::{EvenSlice, LooseSlice};
pub use cut::{Cut, Cutter, Pieces};
pub use field_ends::FieldEnds;
pub use record::{Fields, Record};
pub use record_block::{RecordBlock, Room};
pub use split::{Records, Split};

use std::io::{self, Read};

use padded_buffer::PaddedBuffer;
use text::Text;

use crate::limits::files::CSV_RECORD;
use crate::words::position::Position;

/// Why a file could not be read on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A record has no end in sight: a quote that never closes would otherwise swallow the file.
    #[error("{CSV_RECORD}")]
    Endless {
        /// Where the record begins.
        line: u64,
    },
    /// A quote is still open where the file ends.
    #[error("a quote opens here and never closes; what comes before it was read, the rest was not")]
    Open {
        /// Where the quote is.
        at: Position,
    },
    /// The file is not text.
    #[error("{0}")]
    NoText(&'static str),
}

/// How positions are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whereabouts {
    /// By line and character.
    #[default]
    Lines,
    /// By row and cell, as in a workbook: every record is on a line of its own, and its fields are counted from 1.
    Cells,
}

/// How a text separates its fields, and how their positions are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The sign between two fields, an ASCII one.
    pub separator: u8,
    /// How positions are counted.
    pub whereabouts: Whereabouts,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { separator: b',', whereabouts: Whereabouts::Lines }
    }
}

/// The first `size` bytes of a file as text, or somewhat more; the last of its records may be cut off.
///
/// # Errors
/// Where the file cannot be read, or is not text.
pub fn head(from: impl Read, size: usize) -> Result<Vec<u8>, Error> {
    let mut text = Text::new(from);
    text.begin()?;
    let mut read = PaddedBuffer::default();
    text.add_to(&mut read, size)?;
    Ok(read.to_vec())
}
