//! The parts of OSCAL documents that several models share, as their JSON schema has them.

use serde::Serialize;

use super::text::text;

/// The namespace of the names that are this program's own.
const OWN: &str = "urn:pollworthy:oscal:1";

/// A property: a name and a value.
#[derive(Serialize)]
pub(super) struct Prop {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ns: Option<&'static str>,
    value: String,
}

impl Prop {
    /// A property that this program names.
    pub(super) fn own(name: &'static str, value: impl AsRef<str>) -> Self {
        Self { name, ns: Some(OWN), value: text(value.as_ref()) }
    }

    /// A property that OSCAL names.
    pub(super) fn standard(name: &'static str, value: impl AsRef<str>) -> Self {
        Self { name, ns: None, value: text(value.as_ref()) }
    }

    pub(super) fn number(name: &'static str, value: u64) -> Self {
        Self::own(name, value.to_string())
    }
}

/// What an observation is about.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Subject {
    pub(super) subject_uuid: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

/// A record that an observation rests on.
#[derive(Serialize)]
pub(super) struct Evidence {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) href: Option<String>,
    pub(super) description: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Observation<'a> {
    pub(super) uuid: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) props: Vec<Prop>,
    pub(super) methods: [&'static str; 1],
    pub(super) types: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) subjects: Vec<Subject>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) relevant_evidence: Vec<Evidence>,
    pub(super) collected: &'a str,
}

/// An observation that something rests on.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Related {
    pub(super) observation_uuid: String,
}

/// Who or what found something out.
#[derive(Serialize)]
pub(super) struct Origin {
    pub(super) actors: [Actor; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Actor {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) actor_uuid: String,
}

/// What the document refers to, or rests on.
#[derive(Serialize)]
pub(super) struct Resource {
    pub(super) uuid: String,
    pub(super) title: String,
    pub(super) description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) props: Vec<Prop>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) rlinks: Vec<FileLink>,
}

#[derive(Serialize)]
pub(super) struct FileLink {
    pub(super) href: String,
    pub(super) hashes: [Hash; 1],
}

#[derive(Serialize)]
pub(super) struct Hash {
    pub(super) algorithm: &'static str,
    pub(super) value: String,
}
