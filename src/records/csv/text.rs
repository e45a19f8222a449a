//! The bytes of a file as UTF-8, a part at a time, and those of them that its text does not hold as they are.

use std::io::{self, Chain, Cursor, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Error;
use crate::digest::Running;
use crate::records::{Content, Encoding, HEAD, sniff};

/// A file read as text: UTF-8 goes through as it is, UTF-16 is decoded.
pub(super) struct Text<R> {
    from: Chain<Cursor<Vec<u8>>, R>,
    decoder: Option<Decoder>,
    /// Bytes of the file that stand before its text, or are decoded in it, and were not taken yet.
    written: Vec<u8>,
    pub(super) ended: bool,
}

impl<R: Read> Text<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from: Cursor::new(Vec::new()).chain(from), decoder: None, written: Vec::new(), ended: false }
    }

    /// Looks at the first bytes; an error where they are no text.
    pub(super) fn begin(&mut self) -> Result<(), Error> {
        let (front, rest) = self.from.get_mut();
        let mut head = Vec::new();
        rest.take(HEAD as u64).read_to_end(&mut head)?;
        let content = sniff(&head);
        let mark = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        self.written.extend(head.drain(..mark));
        *front = Cursor::new(head);
        match content {
            Content::Text(Encoding::Utf8) => {}
            Content::Text(Encoding::Utf16Le) => self.decoder = Some(UTF_16LE.new_decoder_with_bom_removal()),
            Content::Text(Encoding::Utf16Be) => self.decoder = Some(UTF_16BE.new_decoder_with_bom_removal()),
            Content::Xlsx
            | Content::Ods
            | Content::Xls
            | Content::Zip
            | Content::Pdf
            | Content::Markup
            | Content::Picture
            | Content::Binary => return Err(Error::NoText(content.no_text().unwrap_or_default())),
        }
        Ok(())
    }

    /// Adds the text of about so many bytes more behind so many that are kept; what `text` holds beyond those is only room. How many there
    /// are then is told.
    pub(super) fn add_to(&mut self, text: &mut Vec<u8>, kept: usize, wanted: usize) -> io::Result<usize> {
        let Some(decoder) = &mut self.decoder else {
            make_room(text, kept + wanted);
            let read = fill(&mut self.from, &mut text[kept..kept + wanted])?;
            self.ended = read < wanted;
            return Ok(kept + read);
        };
        let before = self.written.len();
        self.written.resize(before + wanted, 0);
        let read = fill(&mut self.from, &mut self.written[before..])?;
        self.written.truncate(before + read);
        self.ended = read < wanted;
        let raw = &self.written[before..];
        make_room(text, kept + decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len()));
        let (_, _, written, _) = decoder.decode_to_utf8(raw, &mut text[kept..], self.ended);
        Ok(kept + written)
    }

    /// Adds what the file has before or in place of the text read last to a digest; whether that text is the file's own bytes is told.
    pub(super) fn digest_written(&mut self, digest: Option<&mut Running>) -> bool {
        digest.into_iter().for_each(|digest| digest.add(&self.written));
        self.written.clear();
        self.decoder.is_none()
    }

    /// Adds all that was not read to a digest.
    pub(super) fn digest_rest(mut self, digest: &mut Running) -> io::Result<()> {
        digest.add(&self.written);
        let mut buffer = vec![0; 1 << 16];
        while !self.ended {
            let read = fill(&mut self.from, &mut buffer)?;
            digest.add(&buffer[..read]);
            self.ended = read < buffer.len();
        }
        Ok(())
    }
}

/// Makes room for so many bytes.
fn make_room(text: &mut Vec<u8>, wanted: usize) {
    if text.len() < wanted {
        text.resize(wanted, 0);
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

/// Text with each byte that is no UTF-8 read as Windows-1252, and each zero byte as a sign that stands for none.
pub(super) fn mended(bytes: &[u8]) -> Vec<u8> {
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
