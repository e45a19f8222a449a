//! A file read a chunk at a time, as text.

use std::io::Read;

use super::Error;
use super::field_ends::FieldEnds;
use super::padded_buffer::PaddedBuffer;
use super::record_block::Room;
use super::text::Text;

/// Some of the text of a file, as it was read.
#[derive(Debug)]
pub struct Chunk {
    pub(super) text: PaddedBuffer,
    /// The room that its signs will need.
    pub(super) signs: FieldEnds,
    /// Bytes of the file that are before the text, or that were decoded to it.
    pub(super) written: Vec<u8>,
    /// Whether the text is the file's own bytes.
    pub(super) is_own: bool,
    /// Whether nothing follows.
    pub(super) is_last: bool,
    /// Why the file cannot be read on, or as text.
    pub(super) failed: Option<Error>,
}

impl Chunk {
    /// How many bytes of text it has.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }
}

/// A file read a chunk at a time.
pub struct Chunks<R> {
    from: Text<R>,
    size: usize,
    begun: bool,
}

impl<R: Read> Chunks<R> {
    /// Chunks of about `size` bytes.
    pub fn new(from: R, size: usize) -> Self {
        Self { from: Text::new(from), size: size.max(1), begun: false }
    }

    /// The next chunk, or none after the last; one that could not be read is the last. A file that is not text is read on all the same, for
    /// its digest.
    pub fn next_chunk(&mut self, room: Room) -> Option<Chunk> {
        if self.from.ended {
            return None;
        }
        let Room { mut text, signs } = room;
        text.begin(self.size);
        let failed = self.add_to(&mut text).err();
        self.from.ended |= matches!(failed, Some(Error::Io(_)));
        let written = self.from.take_written();
        Some(Chunk { text, signs, written, is_own: self.from.is_own(), is_last: self.from.ended, failed })
    }

    fn add_to(&mut self, text: &mut PaddedBuffer) -> Result<(), Error> {
        if !std::mem::replace(&mut self.begun, true) {
            self.from.begin()?;
        }
        Ok(self.from.add_to(text, self.size)?)
    }
}
