//! Whether a report belongs to files: each file held against what was recorded of it, and a second audit against the first.

use std::collections::BTreeMap;

use super::Report;
use super::recorded::{File, Recorded};

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
    /// The same but for the version of the program that wrote it.
    ButForVersion,
    /// The same but for the digests of files, and maybe the version: other bytes, and not a word of what is said of them differs.
    ButForDigests,
    /// Another one: the first line that differs, as it is in the report and as it would be now.
    Differs {
        /// The line, counted from 1.
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
        self.second == Second::Same && self.files.iter().all(|held| matches!(held.fate, Fate::Same | Fate::SameData))
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
pub fn files(then: &Recorded, now: &Recorded) -> Vec<Held> {
    fn key(file: &File) -> (&str, &str) {
        (&file.role, &file.path)
    }
    let known: BTreeMap<_, &File> = then.files.iter().map(|file| (key(file), file)).collect();
    let found: BTreeMap<_, &File> = now.files.iter().map(|file| (key(file), file)).collect();
    let mut added: BTreeMap<(&str, &str), Vec<&File>> = BTreeMap::new();
    for file in now.files.iter().filter(|file| !known.contains_key(&key(file))) {
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
    /// Takes files that say the same in other bytes for those that were recorded: a report has no other part that follows bytes.
    pub fn take_for(&mut self, then: &Recorded, files: &[Held]) {
        for held in files.iter().filter(|held| held.fate == Fate::SameData && held.role == "inventory") {
            let was = then.files.iter().find(|file| file.role == held.role && file.path == held.path);
            let now = self.files.iter_mut().find(|file| *file.path == *held.path);
            if let (Some(was), Some(now)) = (was, now) {
                now.sha256.clone_from(&was.sha256);
            }
        }
        self.evidence = super::Evidence::of(self);
    }
}

/// Holds the bytes of a report against those that a second audit gives; lines that only tell digests are passed over where files differ,
/// since that is told of the files.
#[must_use]
pub fn second(recorded: &Recorded, files: &[Held], (then, now): (&[u8], &[u8]), version: &str) -> Second {
    if then == now {
        return Second::Same;
    }
    let texts = (String::from_utf8_lossy(then), String::from_utf8_lossy(now));
    let said = |version: &str| format!("\"version\": {}", serde_json::Value::from(version));
    // The first version in a report is the program's.
    let dated = texts.1.replacen(&said(version), &said(&recorded.tool.version), 1);
    if *texts.0 == dated {
        return Second::ButForVersion;
    }
    let (mut was, mut is) = (texts.0.split_inclusive('\n'), dated.split_inclusive('\n'));
    let differ = files.iter().any(|held| held.fate != Fate::Same);
    let mut line = 0;
    loop {
        line += 1;
        match (was.next(), is.next()) {
            (None, None) => return Second::ButForDigests,
            (Some(was), Some(is)) if was == is || differ && is_digest(was) && is_digest(is) => {}
            (was, is) => {
                let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
                return Second::Differs { line, then: shown(was, is), now: shown(is, was) };
            }
        }
    }
}

/// Whether a line tells a digest.
fn is_digest(line: &str) -> bool {
    let line = line.trim().trim_end_matches(',');
    let Some((_, value)) = line.split_once(": ") else { return false };
    let digits = value.trim_matches('"');
    value.len() == digits.len() + 2 && digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A line without its indentation; with it, and with its end, where nothing else differs.
fn shown(line: &str, other: &str) -> String {
    if line.trim() == other.trim() { format!("{line:?}") } else { line.trim().to_owned() }
}
