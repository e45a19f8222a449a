//! Packages: the XML parts of a ZIP archive, as streams that stop at the limits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesEnd, BytesStart, Event};
use zip::ZipArchive;

use super::Error;
use super::limits::{CELL, DEPTH, INFLATED, Limits, PARTS};

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
        if memmem::find_iter(bytes, b"PK\x01\x02").nth(PARTS).is_some() {
            return Err(Error::TooLarge("65,536 parts"));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::Damaged)?;
        // What is declared may lie: the streams count again.
        if zip.decompressed_size().is_some_and(|size| size > u128::from(INFLATED)) {
            return Err(Error::TooLarge("512 MB"));
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
        let mut reader = Reader::from_reader(BufReader::new(Metered { file: Box::new(file), limits: self.limits }));
        reader.config_mut().expand_empty_elements = true;
        Ok(Some(Xml { reader, limits: self.limits, buffer: Vec::new(), depth: 0 }))
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
    reader: Reader<BufReader<Metered<'a>>>,
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
                    Cow::Owned(sign.map(String::from).unwrap_or_default())
                }
            }),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Node::Text(Cow::Borrowed("")),
            Event::Eof if self.depth == 0 => return Ok(None),
            // A part that stops in the middle.
            Event::Eof => return Err(Error::Damaged),
        };
        if self.depth > DEPTH { Err(Error::Damaged) } else { Ok(Some(node)) }
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
    if text.len() + piece.len() > CELL {
        return Err(Error::TooLarge("1 MB in one cell"));
    }
    text.push_str(piece);
    Ok(())
}
