//! A report read back: what the JSON of an earlier audit says of its files and settings.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The largest report that is read back, and so the largest that is written, in bytes.
pub const MOST_BYTES: u64 = 1 << 30;

use crate::audit::FIRST_EDITION;
use crate::value::Day;

/// The name of the format that is read.
pub const FORMAT: &str = "pollworthy.report/1";

/// What a JSON report says of how it was made.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Recorded {
    /// The name of its format.
    pub schema: String,
    /// The program that wrote it.
    pub tool: Tool,
    /// The day of the audit.
    pub as_of: String,
    /// What was asked.
    pub settings: Asked,
    /// The digests of what it rests on.
    pub evidence: Digests,
    /// Every file it rests on.
    pub files: Vec<File>,
    /// Whether it says what changed since another audit.
    #[serde(default, rename = "since", deserialize_with = "is_there")]
    pub compared: bool,
}

/// Whether a value is there, whatever it is.
fn is_there<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(from).map(|_| true)
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// All that the same audit needs, as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Asked {
    /// Files and folders of records.
    pub paths: Vec<String>,
    /// Parts of paths left alone.
    pub exclude: Vec<String>,
    /// Mappings.
    pub map: Vec<String>,
    /// The place.
    pub place: Option<String>,
    /// The rules.
    pub rules: Option<String>,
    /// Params set from outside.
    pub set: BTreeMap<String, String>,
    /// The waivers file.
    pub waivers: Option<String>,
    /// Whether it was judged as if no waiver were.
    pub no_waivers: bool,
    /// The file that defaults were taken from.
    pub config: Option<String>,
    /// What was asked about.
    pub filters: Filters,
    /// Findings kept per place and rule; all, where there is none.
    pub max_findings: Option<usize>,
    /// Findings kept in the whole report; all, where there is none.
    #[serde(default)]
    pub max_in_report: Option<usize>,
    /// For whom places and things are left out.
    pub redact: Option<String>,
    /// The edition of the score.
    #[serde(default = "first_edition", deserialize_with = "edition")]
    pub scoring: String,
}

fn first_edition() -> String {
    FIRST_EDITION.to_owned()
}

/// An edition by its name; reports of the first wrote down its formula instead.
fn edition<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Scoring {
        Named(String),
        Formula(serde::de::IgnoredAny),
    }
    Ok(match Scoring::deserialize(from)? {
        Scoring::Named(name) => name,
        Scoring::Formula(_) => first_edition(),
    })
}

/// What was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Filters {
    /// Rules and topics asked about.
    pub only: Vec<String>,
    /// Rules and topics left out.
    pub skip: Vec<String>,
    /// States.
    pub states: Vec<String>,
    /// Places that must be there.
    pub expect: Vec<String>,
    /// The place, by the id that it was understood as.
    pub place: Option<String>,
}

/// Digests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Digests {
    /// Of the inventory.
    pub inventory: String,
    /// Of the rules.
    pub rules: String,
    /// Of the waivers.
    pub waivers: Option<String>,
}

/// A file and its digests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct File {
    /// What it was to the audit.
    pub role: String,
    /// Its name in the report.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The digest of its typed rows, where it was worked out.
    pub data_sha256: Option<String>,
}

/// Why a file is no report that can be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is not text as JSON is.
    #[error("it is no UTF-8 text; a report is written whole with --format json=FILE")]
    Bytes,
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    Json(String),
    /// It is JSON, and no report.
    #[error("it is no report: its \"schema\" is not \"{FORMAT}\"")]
    Format,
    /// It lacks what a second audit needs.
    #[error("it is no whole report: {0}")]
    Part(String),
}

impl Recorded {
    /// Reads the bytes of a JSON report.
    ///
    /// # Errors
    /// Where they are none.
    pub fn read(bytes: &[u8]) -> Result<Self, Unfit> {
        #[derive(Deserialize)]
        struct Head {
            schema: Option<String>,
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Unfit::Bytes)?;
        match serde_json::from_str::<Self>(text) {
            Ok(recorded) if recorded.schema != FORMAT => Err(Unfit::Format),
            Ok(recorded) if recorded.day().is_none() => {
                Err(Unfit::Part(format!("\"as_of\" is \"{}\", which is no day", recorded.as_of)))
            }
            Ok(recorded) => Ok(recorded),
            Err(error) => Err(match serde_json::from_str::<Head>(text) {
                Ok(Head { schema: Some(schema) }) if schema == FORMAT => Unfit::Part(error.to_string()),
                Ok(_) => Unfit::Format,
                Err(error) if error.is_data() => Unfit::Format,
                Err(error) => Unfit::Json(error.to_string()),
            }),
        }
    }

    /// The day of the audit.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        Day::parse(&self.as_of)
    }
}
