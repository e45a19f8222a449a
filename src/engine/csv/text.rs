//! The bytes of a file decoded to UTF-8, part by part.

use std::io::{self, Chain, Cursor, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Error;
use super::padded_buffer::PaddedBuffer;
use crate::engine::content::{Content, Encoding, HEAD, sniff};

/// A file read as text: UTF-8 goes through as it is, UTF-16 is decoded.
pub(super) struct Text<R> {
    from: Chain<Cursor<Vec<u8>>, R>,
    decoder: Option<Decoder>,
    /// Bytes of the file that are before its text, or are decoded in it, and were not taken yet.
    written: Vec<u8>,
    /// Whether nothing follows.
    pub(super) ended: bool,
}

impl<R: Read> Text<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from: Cursor::new(Vec::new()).chain(from), decoder: None, written: Vec::new(), ended: false }
    }

    /// Looks at the first bytes; an error where they are not text.
    pub(super) fn begin(&mut self) -> Result<(), Error> {
        let (front, rest) = self.from.get_mut();
        let mut head = Vec::with_capacity(HEAD);
        rest.take(HEAD as u64).read_to_end(&mut head)?;
        let content = sniff(&head);
        let mark = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        self.written.extend(head.drain(..mark));
        *front = Cursor::new(head);
        match content {
            Content::Text(Encoding::Utf8) => {}
            Content::Text(Encoding::Utf16Le) => self.decoder = Some(UTF_16LE.new_decoder_with_bom_removal()),
            Content::Text(Encoding::Utf16Be) => self.decoder = Some(UTF_16BE.new_decoder_with_bom_removal()),
            Content::Xlsx | Content::Ods | Content::Xls | Content::Other(_) => {
                return Err(Error::NoText(content.no_text().unwrap_or_default()));
            }
        }
        Ok(())
    }

    /// Adds the text of about this many bytes more.
    pub(super) fn add_to(&mut self, text: &mut PaddedBuffer, wanted: usize) -> io::Result<()> {
        let Some(decoder) = &mut self.decoder else {
            let read = fill(&mut self.from, text.room(wanted))?;
            self.ended = read < wanted;
            text.take(read);
            return Ok(());
        };
        let before = self.written.len();
        self.written.resize(before + wanted, 0);
        let read = fill(&mut self.from, &mut self.written[before..])?;
        self.written.truncate(before + read);
        self.ended = read < wanted;
        let raw = &self.written[before..];
        let room = text.room(decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len()));
        let (_, _, decoded, _) = decoder.decode_to_utf8(raw, room, self.ended);
        text.take(decoded);
        Ok(())
    }

    /// What the file has before or in place of the text added last.
    pub(super) fn take_written(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.written)
    }

    /// Whether the text is the file's own bytes, but for what was written before it.
    pub(super) fn is_own(&self) -> bool {
        self.decoder.is_none()
    }
}

/// Reads until there is no room left, or nothing to read.
fn fill(from: &mut impl Read, room: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < room.len() {
        match from.read(&mut room[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Text with each byte that is not UTF-8 read as Windows-1252, and each zero byte as U+FFFD.
pub(super) fn valid_text(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.extend_from_slice(chunk.valid().as_bytes());
        text.extend_from_slice(WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0.as_bytes());
    }
    if memchr::memchr(0, &text).is_some() {
        let text = String::from_utf8_lossy(&text).replace('\0', "\u{fffd}");
        return text.into_bytes();
    }
    text
}
