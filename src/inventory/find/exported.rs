//! An export among the records: what its description says of its places, and which of its files an audit leaves alone.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Kind, Notice, Notices};
use crate::limits::files::EXPORT_DESCRIPTION;
use crate::place::Level;
use crate::schema::TableId;
use crate::words::position::Position;

/// The format of an export, as its description names it.
pub const FORMAT: &str = "pollworthy.export/1";

/// The folder of the records: what an audit reads.
pub const INVENTORY: &str = "inventory";

/// The folder of the tables that were worked out from the records: an audit leaves them alone.
pub const DERIVED: &str = "derived";

/// The description of all files and columns.
pub const SCHEMA: &str = "schema.json";

/// What the rows of an export alone do not say about a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceDetail {
    /// Its id.
    pub place: String,
    /// How large it is, where neither its id nor its row says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Whether it stands for rows without a known place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_place: bool,
    /// Whether it sent files although none of their rows is in the export.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sent: bool,
}

/// The part of a description that reading needs.
#[derive(Deserialize)]
struct Description {
    schema: String,
    #[serde(default)]
    places: Vec<PlaceDetail>,
}

/// An export that is read.
#[derive(Debug)]
pub(crate) struct Exported {
    details: HashMap<String, PlaceDetail, RandomState>,
}

impl Exported {
    /// What its description says about a place.
    pub(crate) fn detail(&self, place: &str) -> Option<&PlaceDetail> {
        self.details.get(place)
    }

    /// All places that its description says something about.
    pub(crate) fn details(&self) -> impl Iterator<Item = &PlaceDetail> {
        self.details.values()
    }

    /// The export of a folder; `None` where the folder is not one, or its description is too large, which is noted.
    fn read(folder: &Path, too_large: &mut Vec<PathBuf>) -> Option<Self> {
        let path = folder.join(SCHEMA);
        let file = File::open(&path).ok()?;
        let about = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        if about.len() > EXPORT_DESCRIPTION.most {
            too_large.push(path);
            return None;
        }
        let mut text = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
        file.take(EXPORT_DESCRIPTION.most).read_to_end(&mut text).ok()?;
        let description: Description = serde_json::from_slice(&text).ok()?;
        let details = description.places.into_iter().map(|detail| (detail.place.clone(), detail));
        (description.schema == FORMAT).then(|| Self { details: details.collect() })
    }
}

/// The exports met so far, by their folders.
#[derive(Default)]
pub(super) struct Exports {
    by_folder: HashMap<PathBuf, Option<Arc<Exported>>, RandomState>,
    /// The export that the files of a folder belong to.
    of_files: HashMap<PathBuf, Option<Arc<Exported>>, RandomState>,
    /// Descriptions that are too large to be read.
    too_large: Vec<PathBuf>,
}

impl Exports {
    /// The export in a folder.
    fn at(&mut self, folder: &Path) -> Option<Arc<Exported>> {
        let read = || Exported::read(folder, &mut self.too_large).map(Arc::new);
        self.by_folder.entry(folder.to_owned()).or_insert_with(read).clone()
    }

    /// Says which descriptions are too large to be read, by the names of their folders.
    pub(super) fn say(self, notices: &mut Notices) {
        // One folder may be met by two paths.
        let mut folders: Vec<PathBuf> = self.too_large;
        folders.sort_by_cached_key(|path| path.canonicalize().ok());
        folders.dedup_by_key(|path| path.canonicalize().ok());
        for path in folders {
            let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
            let shown = if folder.is_empty() { SCHEMA.to_owned() } else { format!("{folder}/{SCHEMA}") };
            notices.add(Notice::new(Kind::TooLarge(&EXPORT_DESCRIPTION), &shown.into(), Position::default()));
        }
    }

    /// Whether a file or folder goes with the records of an export and is none of them.
    pub(super) fn leave_alone(&mut self, path: &Path, is_folder: bool) -> bool {
        let name = if is_folder { DERIVED } else { SCHEMA };
        path.file_name().is_some_and(|own| own == name) && path.parent().is_some_and(|folder| self.at(folder).is_some())
    }

    /// The export that a file of records belongs to.
    pub(super) fn of(&mut self, path: &Path) -> Option<Arc<Exported>> {
        let is_table = |stem: &str| TableId::named(stem).is_some();
        let named =
            path.extension().is_some_and(|end| end == "csv") && path.file_stem()?.to_str().is_some_and(is_table);
        let folder = path.parent().filter(|_| named)?;
        if let Some(known) = self.of_files.get(folder) {
            return known.clone();
        }
        let real = if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.canonicalize().ok()?;
        // Its records are in its folder of records, or one folder below it.
        let records = real.ancestors().take(2).filter(|folder| folder.file_name().is_some_and(|own| own == INVENTORY));
        let exports: Vec<PathBuf> = records.filter_map(Path::parent).map(Path::to_path_buf).collect();
        let found = exports.iter().find_map(|folder| self.at(folder));
        self.of_files.insert(folder.to_owned(), found.clone());
        found
    }
}

/// The folder of a state's records in an export that is partitioned: only its letters and digits are written as they are.
#[must_use]
pub fn folder_of(state: Option<&str>) -> String {
    let mut folder = String::from("state=");
    for byte in state.unwrap_or("none").bytes() {
        if byte.is_ascii_alphanumeric() {
            folder.push(char::from(byte));
        } else {
            folder.push_str(&format!("%{byte:02X}"));
        }
    }
    folder
}
