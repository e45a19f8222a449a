//! Compound files: the streams that old Office files keep at the root.

use super::Error;

/// How a compound file begins.
pub(super) const SIGNATURE: [u8; 8] = *b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const NO_ENTRY: u32 = 0xFFFF_FFFF;
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
const MINI: usize = 64;
const ENTRY: usize = 128;

/// The two bytes at a place, the lower first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The four bytes at a place, the lowest first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The number at a place.
pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

struct Entry {
    name: String,
    is_stream: bool,
    near: [u32; 2],
    start: u32,
    len: usize,
}

/// A compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    next_mini: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
    first: u32,
}

impl<'a> Compound<'a> {
    /// Reads the tables and the directory.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        Self::parse(bytes).ok_or(Error::Damaged)
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self {
            bytes,
            sector,
            next: Vec::new(),
            next_mini: Vec::new(),
            mini: Vec::new(),
            entries: Vec::new(),
            first: NO_ENTRY,
        };
        file.next = file.table()?;
        let directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
        file.entries = directory.as_chunks::<ENTRY>().0.iter().filter_map(parse_entry).collect();
        let root = file.entries.first()?;
        let (start, len) = (root.start, root.len);
        file.first = u32_at(&directory, 76)?;
        if len > 0 {
            file.mini = file.chain(start, len)?;
            file.next_mini = words(&file.chain(u32_at(bytes, 60)?, usize::MAX)?).collect();
        }
        Some(file)
    }

    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        // The last sector of a file may stop where its stream does.
        self.bytes.get(start..)?.chunks(self.sector).next()
    }

    /// Which sector follows which.
    fn table(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.sector + 1;
        let mut lists: Vec<u32> = words(self.bytes.get(76..512)?).collect();
        let mut more = u32_at(self.bytes, 68)?;
        let mut seen = 0;
        while more < LAST_SECTOR {
            seen += 1;
            let (last, list) = self.sector(more)?.split_last_chunk::<4>().map(|(list, last)| (*last, list))?;
            if seen > most {
                return None;
            }
            lists.extend(words(list));
            more = u32::from_le_bytes(last);
        }
        lists.retain(|id| *id < LAST_SECTOR);
        if lists.len() > most {
            return None;
        }
        let mut table = Vec::new();
        for id in lists {
            table.extend(words(self.sector(id)?));
        }
        Some(table)
    }

    /// The sectors of a chain, up to a length.
    fn chain(&self, start: u32, len: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut id = start;
        while id != END_OF_CHAIN && bytes.len() < len {
            let sector = self.sector(id)?;
            if len == usize::MAX && sector.len() < self.sector {
                return None;
            }
            bytes.extend_from_slice(sector);
            // A chain that bites its tail is longer than the file.
            if bytes.len() > self.bytes.len() {
                return None;
            }
            id = *self.next.get(id as usize)?;
        }
        if len < usize::MAX && bytes.len() < len {
            return None;
        }
        bytes.truncate(len);
        Some(bytes)
    }

    fn mini_chain(&self, start: u32, len: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut id = start;
        while bytes.len() < len {
            let from = (id as usize).checked_mul(MINI)?;
            bytes.extend_from_slice(self.mini.get(from..)?.chunks(MINI).next()?);
            if bytes.len() > self.mini.len() {
                return None;
            }
            id = *self.next_mini.get(id as usize)?;
        }
        bytes.truncate(len);
        Some(bytes)
    }

    /// The entry of a stream at the root; those of embedded files do not count.
    fn find(&self, name: &str) -> Option<&Entry> {
        let mut seen = vec![false; self.entries.len()];
        let mut open = vec![self.first];
        while let Some(id) = open.pop() {
            let Some(entry) = self.entries.get(id as usize) else {
                continue;
            };
            if std::mem::replace(&mut seen[id as usize], true) {
                continue;
            }
            if entry.is_stream && entry.name.eq_ignore_ascii_case(name) {
                return Some(entry);
            }
            open.extend(entry.near);
        }
        None
    }

    /// Whether there is such a stream at the root.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The bytes of a stream at the root.
    pub(super) fn stream(&self, name: &str) -> Result<Vec<u8>, Error> {
        let entry = self.find(name).ok_or(Error::Damaged)?;
        // The header says from which length on a stream has sectors of its own: always 4096.
        let bytes =
            if entry.len < 4096 { self.mini_chain(entry.start, entry.len) } else { self.chain(entry.start, entry.len) };
        bytes.ok_or(Error::Damaged)
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word))
}

fn parse_entry(entry: &[u8; ENTRY]) -> Option<Entry> {
    let units: Vec<u16> = entry[..64].as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    let name = String::from_utf16_lossy(units.split(|unit| *unit == 0).next().unwrap_or_default());
    Some(Entry {
        name,
        is_stream: entry[66] == 2,
        near: [u32_at(entry, 68)?, u32_at(entry, 72)?],
        start: u32_at(entry, 116)?,
        len: u32_at(entry, 120)? as usize,
    })
}
