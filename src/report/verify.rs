//! Whether a report belongs to files: each file held against what was recorded of it, and a second audit against the first.

use std::collections::BTreeMap;

use super::finished::Report;
use super::model::evidence::Evidence;
use super::model::places::Contact;
use super::to_v1;
use super::v1::{File, Head, Tool};

/// What became of a file since it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Its bytes are others, and so is what it says, or nobody can tell.
    Changed,
    /// Its bytes are others; what it says is the same.
    SameData,
    /// It is not here.
    Missing,
    /// It is here, and was not.
    New,
    /// It is here under another name.
    Renamed,
    /// Its bytes are the same.
    Same,
}

impl Fate {
    /// Its words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::SameData => "same data",
            Self::Missing => "missing",
            Self::New => "new",
            Self::Renamed => "renamed",
            Self::Same => "same",
        }
    }
}

/// One file, then and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What it is to the audit.
    pub role: String,
    /// Its name in the report, or here where it was not in the report.
    pub path: String,
    /// What became of it.
    pub fate: Fate,
    /// Its name now, where it has another.
    pub now: Option<String>,
}

/// How the second audit compares with the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Second {
    /// The same report, byte for byte.
    Same,
    /// The same values in another layout.
    ButForLayout,
    /// The same but for the version of the program that wrote it.
    ButForVersion,
    /// The same but for the digests of files, and maybe the version: other bytes, and not a word of what is said of them differs.
    ButForDigests,
    /// Another one: the first value that differs, as it is in the report and as it would be now.
    Differs {
        /// Its line in the report, counted from 1.
        line: u64,
        /// What the report says there.
        then: String,
        /// What it would say now.
        now: String,
    },
}

/// A report held against files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The files: those that differ first.
    pub files: Vec<Held>,
    /// The second audit.
    pub second: Second,
}

impl Verification {
    /// Whether the report belongs to the files: no file says anything else, and a second audit gives the same report.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self.second, Second::Same | Second::ButForLayout)
            && self.files.iter().all(|held| matches!(held.fate, Fate::Same | Fate::SameData))
    }

    /// The files of a role that are, or are not, the ones recorded.
    #[must_use]
    pub fn count(&self, inventory: bool, fate: impl Fn(Fate) -> bool) -> u64 {
        let of = |held: &&Held| (held.role == "inventory") == inventory && fate(held.fate);
        self.files.iter().filter(of).count() as u64
    }
}

/// What became of every file of a report, by what a second audit found.
#[must_use]
pub fn files(then: &Head, now: &Report) -> Vec<Held> {
    let now = to_v1::files(now);
    fn key(file: &File) -> (&str, &str) {
        (&file.role, &file.path)
    }
    let known: BTreeMap<_, &File> = then.files.iter().map(|file| (key(file), file)).collect();
    let found: BTreeMap<_, &File> = now.iter().map(|file| (key(file), file)).collect();
    let mut added: BTreeMap<(&str, &str), Vec<&File>> = BTreeMap::new();
    for file in now.iter().filter(|file| !known.contains_key(&key(file))) {
        added.entry((&file.role, &file.sha256)).or_default().push(file);
    }
    let held = |file: &File, fate| Held { role: file.role.clone(), path: file.path.clone(), fate, now: None };
    let mut all = Vec::new();
    for file in &then.files {
        all.push(match found.get(&key(file)) {
            Some(now) if now.sha256 == file.sha256 => held(file, Fate::Same),
            Some(now) if file.data_sha256.is_some() && now.data_sha256 == file.data_sha256 => {
                held(file, Fate::SameData)
            }
            Some(_) => held(file, Fate::Changed),
            None => match added.get_mut(&(file.role.as_str(), file.sha256.as_str())).and_then(Vec::pop) {
                Some(now) => Held { now: Some(now.path.clone()), ..held(file, Fate::Renamed) },
                None => held(file, Fate::Missing),
            },
        });
    }
    all.extend(added.into_values().flatten().map(|file| held(file, Fate::New)));
    all.sort_by(|a, b| (a.fate, &a.role, &a.path).cmp(&(b.fate, &b.role, &b.path)));
    all
}

impl Report {
    /// Leaves out what reports said only later than one that is held against this: whom to call is left out by who draws it.
    pub fn without_later_keys(&mut self, then: &Head) {
        if !then.has_contacts {
            self.places.iter_mut().for_each(|place| place.contact = Contact::default());
        }
        if !then.has_gaps {
            for list in &mut self.lists {
                let apart = [&mut list.not_placed, &mut list.not_added].into_iter().filter_map(Option::as_deref_mut);
                for line in list.states.iter_mut().chain(apart) {
                    (line.all_without_quantity, line.places_of_unknown_voters) = (None, None);
                }
            }
        }
    }

    /// Takes files that say the same in other bytes for those that were recorded: a report has no other part that follows bytes.
    pub fn take_for(&mut self, then: &Head, files: &[Held]) {
        for held in files.iter().filter(|held| held.fate == Fate::SameData && held.role == "inventory") {
            let was = then.files.iter().find(|file| file.role == held.role && file.path == held.path);
            let now = self.files.iter_mut().find(|file| *file.path == *held.path);
            if let (Some(was), Some(now)) = (was, now) {
                now.sha256.clone_from(&was.sha256);
            }
        }
        self.evidence = Evidence::of(self);
    }
}

/// Holds the bytes of a report against those that a second audit gives, value by value where the bytes differ. Values that are only
/// digests are passed over where files differ, since that is told of the files.
#[must_use]
pub fn second(recorded: &Head, files: &[Held], (then, now): (&[u8], &[u8])) -> Second {
    if then == now {
        return Second::Same;
    }
    let differ = files.iter().any(|held| held.fate != Fate::Same);
    let versions =
        [&recorded.tool.version, &Tool::THIS.version].map(|version| serde_json::Value::from(&**version).to_string());
    let (mut other_version, mut other_digests) = (false, false);
    let (mut was, mut is) = (Tokens::new(then), Tokens::new(now));
    loop {
        match (was.next(), is.next()) {
            (None, None) if other_digests => return Second::ButForDigests,
            (None, None) if other_version => return Second::ButForVersion,
            (None, None) => return Second::ButForLayout,
            (Some(was), Some(is)) if was == is => {}
            // The first version in a report is the program's.
            (Some(was), Some(is))
                if !other_version && [was, is] == versions.each_ref().map(|version| version.as_bytes()) =>
            {
                other_version = true;
            }
            (Some(was), Some(is)) if differ && is_digest(was) && is_digest(is) => other_digests = true,
            _ => {
                let line = then[..was.member].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
                return Second::Differs { line, then: was.shown(), now: is.shown() };
            }
        }
    }
}

/// The tokens of a JSON text: what is left of it without its layout.
struct Tokens<'a> {
    text: &'a [u8],
    /// Where the next token begins.
    at: usize,
    /// Where the last field or element of a list begins.
    member: usize,
    /// Whether the next token begins one.
    is_next: bool,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, member: 0, is_next: true }
    }

    /// The last member as far as it was read, with the comma behind it.
    fn shown(&self) -> String {
        let comma = usize::from(self.text.get(self.at) == Some(&b','));
        let member = self.text.get(self.member..self.at + comma).unwrap_or_default();
        String::from_utf8_lossy(member).into_owned()
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.text.get(self.at..)?;
        let start = self.at + rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let rest = &self.text[start..];
        let length = match rest[0] {
            b'"' => {
                let mut is_escaped = false;
                let ends = |byte: &u8| {
                    let ends = *byte == b'"' && !is_escaped;
                    is_escaped = *byte == b'\\' && !is_escaped;
                    ends
                };
                rest[1..].iter().position(ends).map_or(rest.len(), |end| end + 2)
            }
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            _ => rest
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || b"{}[],:\"".contains(byte))
                .unwrap_or(rest.len()),
        };
        self.at = start + length;
        self.member = if self.is_next { start } else { self.member };
        self.is_next = matches!(rest[0], b'{' | b'[' | b',');
        Some(&rest[..length])
    }
}

/// Whether a token is a digest: a text of 64 hexadecimal digits.
fn is_digest(token: &[u8]) -> bool {
    matches!(token, [b'"', digits @ .., b'"'] if digits.len() == 64 && digits.iter().all(u8::is_ascii_hexdigit))
}
