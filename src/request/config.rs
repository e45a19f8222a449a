//! The file of defaults: what the command line would say every time, written once next to the records.

use std::collections::BTreeMap;

use super::FailOn;
use crate::toml_file::{Error, Item, Key, KeyKind, Names, Reader, TableKind, key};
use crate::words::digest::sha256;

/// The name by which it is found in the current folder.
pub const NAME: &str = "pollworthy.toml";

const WORDS: KeyKind = KeyKind::List(&KeyKind::Filled, 1);

const fn words(name: &'static str, meaning: &'static str) -> Key {
    key(name, WORDS, meaning)
}

/// A file of defaults.
pub static CONFIG_FILE: TableKind = TableKind {
    what: "a file of defaults",
    this: "this file",
    meaning: "defaults for the command line; paths start at the folder of this file",
    keys: &[
        words("paths", "files and folders of records"),
        words("exclude", "files whose path contains one of these texts are left out"),
        words("map", "mappings for other organizations' tables: files, or built-in ones by name"),
        words("state", "only these states"),
        words("expect", "states, or files that list places, all of which must be there"),
        key("place", KeyKind::Filled, "only this place; rows that name no place are assigned to it"),
        key("rules", KeyKind::Filled, "the rules file, or a built-in set by its name"),
        key("set", KeyKind::Map(Names::Any, &KeyKind::Plain), "params of the rules"),
        key("waivers", KeyKind::Filled, "the waivers file"),
        words("only", "only these rules or topics"),
        words("skip", "not these rules or topics"),
        key(
            "redact",
            KeyKind::Word(|| vec!["public"]),
            "who the reports are for, if not everything in them is for everyone",
        ),
        key("fail_on", KeyKind::Word(FailOn::words), "the least severity whose findings make the exit code 1"),
        key("fail_on_unknown", KeyKind::YesNo, "whether rules not answered count like rules not met"),
        key("strict", KeyKind::YesNo, "whether notices make the exit code 2"),
        key(
            "min_completeness",
            KeyKind::Count,
            "the percent of what the rules ask, at most 100, that every place must answer",
        ),
    ],
    together: &[],
};

/// What a file of defaults says; what it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The file; empty, where there is none.
    pub origin: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Files and folders of records.
    pub paths: Vec<String>,
    /// Parts of paths that are left alone.
    pub exclude: Vec<String>,
    /// Mappings.
    pub map: Vec<String>,
    /// States asked about.
    pub state: Vec<String>,
    /// States and files that list places, all of which must be there.
    pub expect: Vec<String>,
    /// The place asked about.
    pub place: Option<String>,
    /// The rules.
    pub rules: Option<String>,
    /// Params of the rules.
    pub set: BTreeMap<String, String>,
    /// The waivers file.
    pub waivers: Option<String>,
    /// Rules and topics asked about.
    pub only: Vec<String>,
    /// Rules and topics left out.
    pub skip: Vec<String>,
    /// Whether reports are for anybody to read.
    pub public: bool,
    /// The least severity at the gate.
    pub fail_on: Option<FailOn>,
    /// Whether rules not answered count there.
    pub fail_on_unknown: bool,
    /// Whether notices do.
    pub strict: bool,
    /// The percent that every place must answer.
    pub min_completeness: Option<u8>,
}

impl Config {
    /// Reads a file's text.
    ///
    /// # Errors
    /// Every mistake in it, with its place.
    pub fn read(origin: &str, text: &str) -> Result<Self, Error> {
        let mut mistakes = Vec::new();
        let (mut reader, root) = Reader::open(origin, text, 0, &mut mistakes);
        let mut keys = reader.keys(root.get_ref(), 0..1, &CONFIG_FILE);
        let config = Self {
            origin: origin.to_owned(),
            sha256: sha256(text.as_bytes()),
            paths: reader.filled(keys.take("paths"), "paths"),
            exclude: reader.filled(keys.take("exclude"), "exclude"),
            map: reader.filled(keys.take("map"), "map"),
            state: reader.filled(keys.take("state"), "state"),
            expect: reader.filled(keys.take("expect"), "expect"),
            place: reader.needed(&mut keys, "place").map(|text| text.words),
            rules: reader.needed(&mut keys, "rules").map(|text| text.words),
            set: keys.take("set").map(|item| reader.set(item)).unwrap_or_default(),
            waivers: reader.needed(&mut keys, "waivers").map(|text| text.words),
            only: reader.filled(keys.take("only"), "only"),
            skip: reader.filled(keys.take("skip"), "skip"),
            public: reader.word(&mut keys, "redact", |word| (word == "public").then_some(())).is_some(),
            fail_on: reader.word(&mut keys, "fail_on", FailOn::named),
            fail_on_unknown: reader.is_yes(keys.take("fail_on_unknown"), "fail_on_unknown"),
            strict: reader.is_yes(keys.take("strict"), "strict"),
            min_completeness: reader.percent(keys.take("min_completeness")),
        };
        if mistakes.is_empty() {
            return Ok(config);
        }
        mistakes.sort_by_key(|mistake| mistake.at);
        Err(Error(mistakes))
    }
}

impl Reader<'_> {
    /// A list of texts, none of them empty. An empty list is a mistake: it would be as if the key were not there.
    fn filled(&mut self, item: Option<&Item<'_>>, what: &str) -> Vec<String> {
        let Some(item) = item else { return Vec::new() };
        let items = self.list(item, what);
        if items.is_empty() && item.get_ref().as_array().is_some() {
            self.say(item.span(), format!("{what} is empty; leave it out"));
        }
        let mut all = Vec::new();
        for item in items {
            let Some(text) = self.text(item, what) else { continue };
            if text.words.trim().is_empty() {
                self.say(item.span(), format!("{what} is empty"));
            }
            all.push(text.words);
        }
        all
    }

    fn set(&mut self, item: &Item<'_>) -> BTreeMap<String, String> {
        let mut set = BTreeMap::new();
        for (name, item) in self.table(item, "set").into_iter().flatten() {
            if let Some(value) = self.value(item, name.get_ref()) {
                set.insert(name.get_ref().to_string(), value.to_string());
            }
        }
        set
    }

    fn is_yes(&mut self, item: Option<&Item<'_>>, what: &str) -> bool {
        item.is_some_and(|item| self.yes_no(item, what))
    }

    fn percent(&mut self, item: Option<&Item<'_>>) -> Option<u8> {
        let item = item?;
        let count = item.get_ref().as_integer().and_then(|n| u8::from_str_radix(n.as_str(), n.radix()).ok());
        let percent = count.filter(|percent| (1..=100).contains(percent));
        if percent.is_none() {
            self.say(item.span(), "min_completeness is a whole number from 1 to 100");
        }
        percent
    }
}
