//! The file of defaults: what the command line would say every time, written once next to the records.

use std::collections::BTreeMap;

use super::FailOn;
use crate::toml_file::{Error, Fields, Key, KeyKind, Names, Reader, TableKind, key};
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
            KeyKind::Percent,
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
        let file = reader.read(&root, &CONFIG_FILE);
        let mut filled = |key: &str| filled(&mut reader, &file, key);
        let set = file.table("set").map_or(Vec::new(), |set| set.values());
        let config = Self {
            origin: origin.to_owned(),
            sha256: sha256(text.as_bytes()),
            paths: filled("paths"),
            exclude: filled("exclude"),
            map: filled("map"),
            state: filled("state"),
            expect: filled("expect"),
            place: file.words("place"),
            rules: file.words("rules"),
            set: set.into_iter().map(|(name, value, _)| (name.words, value.to_string())).collect(),
            waivers: file.words("waivers"),
            only: filled("only"),
            skip: filled("skip"),
            public: file.words("redact").is_some(),
            fail_on: file.word("fail_on", FailOn::named),
            fail_on_unknown: file.yes_no("fail_on_unknown").unwrap_or_default(),
            strict: file.yes_no("strict").unwrap_or_default(),
            min_completeness: file.count("min_completeness").and_then(|percent| u8::try_from(percent).ok()),
        };
        if mistakes.is_empty() {
            return Ok(config);
        }
        mistakes.sort_by_key(|mistake| mistake.at);
        Err(Error(mistakes))
    }
}

/// A list of texts, none of them empty. An empty list is a mistake: it would be as if the key were not there.
fn filled(reader: &mut Reader<'_>, file: &Fields<'_, '_>, key: &str) -> Vec<String> {
    if let Some(empty) = file.empty(key) {
        reader.say(empty.span(), format!("{key} is empty; leave it out"));
    }
    let texts = file.texts(key).into_iter();
    texts.filter_map(|text| reader.not_blank(Some(text), key)).map(|text| text.words).collect()
}
