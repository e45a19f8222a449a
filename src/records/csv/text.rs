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
    pub(super) written: Vec<u8>,
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

    /// Adds the text of about so many bytes more.
    pub(super) fn add_to(&mut self, text: &mut Vec<u8>, wanted: usize) -> io::Result<()> {
        let before = text.len();
        let Some(decoder) = &mut self.decoder else {
            text.reserve(wanted);
            let read = (&mut self.from).take(wanted as u64).read_to_end(text)?;
            self.ended = read < wanted;
            return Ok(());
        };
        let mut raw = Vec::with_capacity(wanted);
        (&mut self.from).take(wanted as u64).read_to_end(&mut raw)?;
        self.ended = raw.len() < wanted;
        let room = decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len());
        text.resize(before + room, 0);
        let (_, _, written, _) = decoder.decode_to_utf8(&raw, &mut text[before..], self.ended);
        text.truncate(before + written);
        self.written.append(&mut raw);
        Ok(())
    }

    /// Whether its text holds other bytes than the file.
    pub(super) fn is_decoded(&self) -> bool {
        self.decoder.is_some()
    }

    /// Adds to a digest what was not taken: of the bytes read these, where they are those of the file, and all that were not read.
    pub(super) fn digest_rest(mut self, rest: &[u8], digest: &mut Running) -> io::Result<()> {
        digest.add(&self.written);
        if !self.is_decoded() {
            digest.add(rest);
        }
        let mut buffer = vec![0; 1 << 16];
        while !self.ended {
            let read = self.from.read(&mut buffer)?;
            digest.add(&buffer[..read]);
            self.ended = read == 0;
        }
        Ok(())
    }
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
