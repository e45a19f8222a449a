//! Packages: the XML parts of a ZIP archive, as streams that stop at the limits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesEnd, BytesStart, Event};
use zip::ZipArchive;

use super::Error;
use super::limits::Limits;
use crate::limits::workbooks::{CELL, DEPTH, EVENT, INFLATED, PARTS};

/// A ZIP archive of parts.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    parts: HashMap<String, usize>,
    limits: &'a Limits,
}

/// Part names are alike whatever their case and slashes.
fn plain(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}

impl<'a> Package<'a> {
    /// Reads the list of parts.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Error> {
        // The directory costs memory by the entry, before anyone may look at its length.
        if memmem::find_iter(bytes, b"PK\x01\x02").nth(PARTS.size()).is_some() {
            return Err(Error::TooLarge(&PARTS));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::Damaged)?;
        // A declared size may be false: the streams count again.
        if zip.decompressed_size().is_some_and(|size| size > u128::from(INFLATED.most)) {
            return Err(Error::TooLarge(&INFLATED));
        }
        let mut parts = HashMap::with_capacity(zip.len());
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(|_| Error::Damaged)?;
            if entry.encrypted() {
                return Err(Error::Password);
            }
            let name = entry.name().map_err(|_| Error::Damaged)?;
            parts.entry(plain(&name)).or_insert(index);
        }
        Ok(Self { zip, parts, limits })
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&plain(name))
    }

    /// The limits of the reading.
    pub(super) fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// A part as a stream of XML nodes, if there is such a part.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Xml<'_>>, Error> {
        let Some(index) = self.parts.get(&plain(name)) else {
            return Ok(None);
        };
        let file = self.zip.by_index(*index).map_err(|_| Error::Damaged)?;
        let mut part = Metered { file: Box::new(file), limits: self.limits };
        let mut first = Vec::with_capacity(DECLARATION);
        self.limits.event();
        let read = (&mut part).take(DECLARATION as u64).read_to_end(&mut first);
        read.map_err(|_| self.limits.passed().unwrap_or(Error::Damaged))?;
        let decoder = decoder(&first)?;
        let whole = Cursor::new(first).chain(part);
        let text: Box<dyn Read + '_> = match decoder {
            None => Box::new(whole),
            Some(decoder) => Box::new(Decoded::new(whole, decoder)),
        };
        let mut reader = Reader::from_reader(BufReader::new(text));
        reader.config_mut().expand_empty_elements = true;
        Ok(Some(Xml { reader, limits: self.limits, buffer: Vec::new(), depth: 0 }))
    }

    /// Whether a part is in a folder; its name is in lower case.
    pub(super) fn has_folder(&self, name: &str) -> bool {
        self.parts.keys().any(|part| part.starts_with(name))
    }

    /// Whether it holds the parts of Apple's Numbers, Pages or Keynote.
    pub(super) fn has_iwork(&self) -> bool {
        self.has("index.zip") || self.parts.keys().any(|part| part.starts_with("index/") && part.ends_with(".iwa"))
    }
}

/// The declaration of an XML part, with its encoding, is one of the first so many bytes.
const DECLARATION: usize = 256;

/// What decodes an XML part, by its first bytes; none where it is UTF-8.
fn decoder(first: &[u8]) -> Result<Option<Decoder>, Error> {
    let encoding = match first {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => UTF_16BE,
        _ if first.starts_with(b"<?xml") => {
            let declaration = memmem::find(first, b"?>").map_or(first, |end| &first[..end]);
            let Some(at) = memmem::find(declaration, b"encoding") else { return Ok(None) };
            let label = declaration[at + 8..].trim_ascii_start().strip_prefix(b"=").map(<[u8]>::trim_ascii_start);
            let Some([quote @ (b'"' | b'\''), label @ ..]) = label else { return Ok(None) };
            let label = label.split(|byte| byte == quote).next().unwrap_or_default();
            match Encoding::for_label(label).ok_or(Error::Damaged)? {
                // It is told in one byte a character, so it is not that.
                encoding if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
                encoding => encoding,
            }
        }
        _ => UTF_8,
    };
    Ok((encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal()))
}

/// A stream in another encoding, as UTF-8.
struct Decoded<R> {
    bytes: R,
    decoder: Decoder,
    raw: Box<[u8]>,
    text: Vec<u8>,
    /// How much of the text was given out.
    given: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    fn new(bytes: R, decoder: Decoder) -> Self {
        Self { bytes, decoder, raw: vec![0; 4096].into(), text: Vec::new(), given: 0, ended: false }
    }

    /// Decodes the next bytes.
    fn more(&mut self) -> io::Result<()> {
        let count = self.bytes.read(&mut self.raw)?;
        self.ended = count == 0;
        let raw = &self.raw[..count];
        let room = self.decoder.max_utf8_buffer_length_without_replacement(count).unwrap_or(4 * count + 16);
        self.text.resize(room, 0);
        let (result, _, written) = self.decoder.decode_to_utf8_without_replacement(raw, &mut self.text, self.ended);
        self.text.truncate(written);
        self.given = 0;
        match result {
            DecoderResult::InputEmpty => Ok(()),
            DecoderResult::OutputFull | DecoderResult::Malformed(..) => Err(io::Error::other("malformed")),
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.more()?;
        }
        let rest = &self.text[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

/// A stream that ends with an error where a limit is passed.
struct Metered<'a> {
    file: Box<dyn Read + 'a>,
    limits: &'a Limits,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        if self.limits.inflate(count as u64) { Ok(count) } else { Err(io::Error::other("too large")) }
    }
}

/// A node of an XML part.
pub(super) enum Node<'a> {
    /// A tag opens.
    Open(BytesStart<'a>),
    /// A tag closes.
    Close(BytesEnd<'a>),
    /// A piece of text; empty for a comment.
    Text(Cow<'a, str>),
}

/// The nodes of an XML part.
pub(super) struct Xml<'a> {
    reader: Reader<BufReader<Box<dyn Read + 'a>>>,
    limits: &'a Limits,
    buffer: Vec<u8>,
    depth: usize,
}

impl Xml<'_> {
    /// The next node, `None` at the end; an empty tag opens and closes.
    pub(super) fn next(&mut self) -> Result<Option<Node<'_>>, Error> {
        self.buffer.clear();
        self.limits.event();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(_) => return Err(self.limits.passed().unwrap_or(Error::Damaged)),
        };
        if event.len() > EVENT.size() {
            return Err(Error::TooLarge(&EVENT));
        }
        let node = match event {
            Event::Start(tag) | Event::Empty(tag) => {
                self.depth += 1;
                Node::Open(tag)
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Node::Close(tag)
            }
            Event::Text(text) => Node::Text(text.into_inner()),
            Event::CData(text) => Node::Text(text.into_inner()),
            Event::GeneralRef(entity) => Node::Text(match resolve_predefined_entity(&entity) {
                Some(known) => Cow::Borrowed(known),
                None => {
                    let sign = entity.resolve_char_ref().map_err(|_| Error::Damaged)?;
                    Cow::Owned(sign.map(String::from).ok_or(Error::Entity)?)
                }
            }),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Node::Text(Cow::Borrowed("")),
            Event::Eof if self.depth == 0 => return Ok(None),
            // A part that stops in the middle.
            Event::Eof => return Err(Error::Damaged),
        };
        if self.depth > DEPTH.size() { Err(Error::TooLarge(&DEPTH)) } else { Ok(Some(node)) }
    }

    /// The next node where one must be.
    pub(super) fn more(&mut self) -> Result<Node<'_>, Error> {
        self.next()?.ok_or(Error::Damaged)
    }

    /// Reads past the end of the tag that was last opened.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.more()?;
        }
        Ok(())
    }
}

/// The value of an attribute, by its name whatever its prefix.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Error> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Error::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let text = unescape(&attribute.value).map_err(|_| Error::Damaged)?;
            return Ok(Some(text.into_owned()));
        }
    }
    Ok(None)
}

/// Adds a piece to the text of a cell.
pub(super) fn add(piece: &str, text: &mut String) -> Result<(), Error> {
    if text.len() + piece.len() > CELL.size() {
        return Err(Error::TooLarge(&CELL));
    }
    text.push_str(piece);
    Ok(())
}
