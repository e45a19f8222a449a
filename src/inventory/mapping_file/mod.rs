//! Mapping files: how another organization's table becomes rows of an inventory. Adapters are data, not code.

pub(super) mod bind;
pub(super) mod bound;
mod column_order;
mod file;
pub mod keys;
mod unroll;
mod values;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use crate::limits::rules::MAPPING_FILE;
use crate::schema::source_name;
use crate::toml_file::Error;
use crate::words::digest::sha256;
use crate::words::value::Day;
use file::{RawMapping, header_pattern, is_meant};
use values::Values;

/// The mappings inside the binary, by name; the first of several that know a file reads it.
pub const MAPPINGS: &[(&str, &str)] = &[
    ("eavs-2010", include_str!("../../../rules/mappings/eavs-2010.toml")),
    ("eavs-2016", include_str!("../../../rules/mappings/eavs-2016.toml")),
    ("eavs-2020", include_str!("../../../rules/mappings/eavs-2020.toml")),
    ("eavs-2018", include_str!("../../../rules/mappings/eavs-2018.toml")),
    ("eavs-2024", include_str!("../../../rules/mappings/eavs-2024.toml")),
    ("eavs-other", include_str!("../../../rules/mappings/eavs-other.toml")),
    ("verified-voting-jurisdictions", include_str!("../../../rules/mappings/verified-voting-jurisdictions.toml")),
    ("verified-voting-machines", include_str!("../../../rules/mappings/verified-voting-machines.toml")),
    ("verified-voting-2020", include_str!("../../../rules/mappings/verified-voting-2020.toml")),
    ("verified-voting-2014", include_str!("../../../rules/mappings/verified-voting-2014.toml")),
    ("wisconsin", include_str!("../../../rules/mappings/wisconsin.toml")),
    ("tenable-io", include_str!("../../../rules/mappings/tenable-io.toml")),
    ("nessus", include_str!("../../../rules/mappings/nessus.toml")),
    ("tenable-sc", include_str!("../../../rules/mappings/tenable-sc.toml")),
    ("tenable-vm", include_str!("../../../rules/mappings/tenable-vm.toml")),
    ("qualys-vmdr", include_str!("../../../rules/mappings/qualys-vmdr.toml")),
    ("qualys-scan", include_str!("../../../rules/mappings/qualys-scan.toml")),
    ("openvas", include_str!("../../../rules/mappings/openvas.toml")),
    ("cyhy-findings", include_str!("../../../rules/mappings/cyhy-findings.toml")),
    ("cyhy-mitigated", include_str!("../../../rules/mappings/cyhy-mitigated.toml")),
    ("cyhy-hosts", include_str!("../../../rules/mappings/cyhy-hosts.toml")),
    ("cyhy-services", include_str!("../../../rules/mappings/cyhy-services.toml")),
    ("cyhy-scope", include_str!("../../../rules/mappings/cyhy-scope.toml")),
    ("kev-catalog", include_str!("../../../rules/mappings/kev-catalog.toml")),
    ("epss-catalog", include_str!("../../../rules/mappings/epss-catalog.toml")),
    ("nvd-catalog", include_str!("../../../rules/mappings/nvd-catalog.toml")),
    ("cve-catalog", include_str!("../../../rules/mappings/cve-catalog.toml")),
    ("findings-with-status", include_str!("../../../rules/mappings/findings-with-status.toml")),
    ("findings", include_str!("../../../rules/mappings/findings.toml")),
    ("active-directory", include_str!("../../../rules/mappings/active-directory.toml")),
    ("intune", include_str!("../../../rules/mappings/intune.toml")),
    ("defender", include_str!("../../../rules/mappings/defender.toml")),
    ("sccm-console", include_str!("../../../rules/mappings/sccm-console.toml")),
    ("sccm-report", include_str!("../../../rules/mappings/sccm-report.toml")),
    ("lansweeper", include_str!("../../../rules/mappings/lansweeper.toml")),
    ("pdq-inventory", include_str!("../../../rules/mappings/pdq-inventory.toml")),
    ("glpi", include_str!("../../../rules/mappings/glpi.toml")),
    ("snipe-it", include_str!("../../../rules/mappings/snipe-it.toml")),
];

/// A mapping: read, and checked but for the headers of the files it will meet.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The file, or the name of a built-in mapping.
    pub origin: Arc<str>,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The argument that asked for it, if any: some file must then match it.
    pub asked: Option<Arc<str>>,
    text: Arc<str>,
    pub(super) raw: Arc<RawMapping>,
    pub(super) values: Arc<Vec<Values>>,
}

/// The mappings inside the binary that may know a file by one of some rows of headers, read when they first may.
pub(in crate::inventory) fn inside<'n>(
    rows: impl Iterator<Item = &'n [String]> + Clone,
) -> impl Iterator<Item = &'static Mapping> {
    static TAKEN: [OnceLock<Option<Mapping>>; MAPPINGS.len()] = [const { OnceLock::new() }; MAPPINGS.len()];
    static GLIMPSED: OnceLock<Vec<Vec<Vec<String>>>> = OnceLock::new();
    let glimpsed = GLIMPSED.get_or_init(|| MAPPINGS.iter().map(|(_, text)| glimpse(text)).collect());
    let has = |names: &[String], patterns: &[String]| {
        names.iter().any(|name| patterns.iter().any(|pattern| is_meant(pattern, name)))
    };
    // Rows of cells hold none of the headers that any mapping knows a file by.
    static WORDS: OnceLock<(HashSet<&'static str>, Vec<&'static str>)> = OnceLock::new();
    let (words, beginnings) = WORDS.get_or_init(|| {
        let patterns = glimpsed.iter().flatten().flatten().map(String::as_str);
        let (beginnings, words): (Vec<&str>, Vec<&str>) = patterns.partition(|pattern| pattern.ends_with('*'));
        (words.into_iter().collect(), beginnings)
    });
    let is_header =
        |name: &String| words.contains(name.as_str()) || beginnings.iter().any(|pattern| is_meant(pattern, name));
    let rows: Vec<&[String]> = rows.filter(|names| names.iter().any(is_header)).collect();
    MAPPINGS.iter().zip(&TAKEN).zip(glimpsed).filter_map(move |(((name, text), taken), known_by)| {
        let may_know =
            known_by.is_empty() || rows.iter().any(|names| known_by.iter().all(|patterns| has(names, patterns)));
        may_know.then(|| taken.get_or_init(|| Mapping::taken(name, text).ok()).as_ref())?
    })
}

/// The headers by which a built-in mapping knows a file, as source columns are named, each with the other headers for it.
fn glimpse(text: &str) -> Vec<Vec<String>> {
    let behind = |key: &str| text.split_once(key).map_or("", |(_, behind)| behind);
    let quoted = |list: &str| list.split('"').skip(1).step_by(2).map(header_pattern).collect::<Vec<String>>();
    let known_by = quoted(behind("\nknown_by").split(']').next().unwrap_or_default());
    let headers = behind("\n[headers]").split("\n[").next().unwrap_or_default();
    let others: Vec<(String, Vec<String>)> = headers
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, list)| (source_name(name), quoted(list)))
        .collect();
    let with_others = |name: String| {
        let of = others
            .iter()
            .filter(|(known, _)| *known == name)
            .flat_map(|(_, others)| others.clone())
            .collect::<Vec<_>>();
        std::iter::once(name).chain(of).collect()
    };
    known_by.into_iter().map(with_others).collect()
}

impl Mapping {
    /// Reads a mapping file's text.
    ///
    /// # Errors
    /// Every mistake in the file, with its place.
    pub fn read(origin: &str, text: &str) -> Result<Self, Error> {
        let mapping = Self::taken(origin, text)?;
        bind::bind(&mapping, None, "this file", Day::from_number(0)).map_err(Error)?;
        Ok(mapping)
    }

    /// The mappings inside the binary of a name, or of a family of names: `verified-voting` is the two that begin with it.
    #[must_use]
    pub fn built_in(name: &str) -> Vec<Self> {
        let of = |known: &str| known == name || known.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
        MAPPINGS
            .iter()
            .filter(|(known, _)| of(known))
            .filter_map(|(known, text)| Self::taken(known, text).ok())
            .collect()
    }

    /// The same, asked for by an argument.
    #[must_use]
    pub fn asked_as(self, argument: &str) -> Self {
        Self { asked: Some(argument.into()), ..self }
    }

    /// The name it gives itself.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.raw.name
    }

    /// A text with its expressions not yet checked.
    fn taken(origin: &str, text: &str) -> Result<Self, Error> {
        let mut mistakes = Vec::new();
        if text.len() > MAPPING_FILE.size() {
            mistakes.push(crate::toml_file::Mistake::of_argument(origin, MAPPING_FILE.to_string()));
            return Err(Error(mistakes));
        }
        let raw = file::read(origin, text, &mut mistakes);
        if !mistakes.is_empty() {
            mistakes.sort_by_key(|mistake| mistake.at);
            return Err(Error(mistakes));
        }
        let values = raw.values.iter().map(Values::new).collect();
        Ok(Self {
            origin: origin.into(),
            sha256: sha256(text.as_bytes()),
            asked: None,
            text: text.into(),
            raw: Arc::new(raw),
            values: Arc::new(values),
        })
    }

    /// Whether it knows a file by its headers, named as source columns are.
    pub(super) fn tells(&self, names: &[String]) -> bool {
        let has = |pattern: &String| names.iter().any(|name| is_meant(pattern, name));
        let others = |pattern: &String| self.raw.headers.iter().find(|(known, _)| known == pattern);
        let known =
            |pattern: &String| has(pattern) || others(pattern).is_some_and(|(_, others)| others.iter().any(has));
        self.raw.known_by.iter().all(known) && !self.raw.without.iter().any(has)
    }
}
