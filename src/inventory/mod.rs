//! Inventories: files found, tables recognized, places read whole, and every other row streamed in typed batches.

mod mapping_file;

pub(crate) mod find;

pub(crate) mod shape;

pub(crate) mod places;

mod commit;

mod sheet;

mod mapping;

mod read;
mod sent;

pub(crate) use commit::duplicate_ids::searched;
pub use find::expected::{Expected, ListError, ListedPlace};
pub use find::exported::{DERIVED, FORMAT, INVENTORY, PlaceDetail, SCHEMA, folder_of};
pub use find::file_read::FileRead;
pub use find::options::{Copied, Options, Searched};
pub use find::progress::{Step, Watch};
pub use find::walk::{LeftOut, nearest_file, shown_root};
pub use mapping_file::keys as mapping_keys;
pub use mapping_file::{MAPPINGS, Mapping};
pub use places::index::{Below, NO_PLACE_NAMED, Places};
pub(crate) use places::place::PlaceOn;
pub use places::place::{Place, Spots};
pub use places::resolve::Resolved;
pub(crate) use places::view::Origin;
pub use places::view::View;
pub use read::stream::OnBatch;
pub(crate) use sent::ToCopy;
pub use sent::{Sent, SentCell, SentSheet};
pub use shape::own_pages::MARK;
pub use shape::projection::Needs;
pub use shape::understood::{Headed, HeadedColumn, Taken, Understood, Why};

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Notice, Notices};

use crate::request::Records;
use crate::schema::{JURISDICTIONS, Schema, TABLES, TableId};
use crate::words::position::SheetName;
use crate::words::value::Day;
use find::walk::{Format, Found};
use read::opened::{Body, Opened};
use read::stream::Streamed;

/// An inventory: its files recognized, its places read; the rest is streamed.
#[derive(Debug)]
pub struct Inventory {
    options: Options,
    sources: Vec<Opened>,
    places: Places,
    notices: Notices,
    /// Files that were not read, by what they are: those ignored, and those reported as left out.
    pub left_out: Vec<LeftOut>,
    /// Tabs that were left out.
    left_tabs: Vec<Understood>,
    /// How many typed rows get a digest, if digests are asked for.
    digested: Option<u64>,
}

/// What streaming an inventory gave besides its batches.
#[derive(Debug)]
pub struct Read {
    /// The places, with those that only assets name.
    pub places: Places,
    /// The files, in order.
    pub files: Vec<FileRead>,
    /// The mappings that files matched, with the SHA-256 of each.
    pub mappings: Vec<(String, String)>,
    /// The files and the tabs of workbooks, in order, with their rows by table.
    pub sheets: Vec<(SheetName, [u64; TABLES.len()])>,
    /// The headers of those that were read, in order.
    pub headed: Vec<Headed>,
    /// All that could not be read as meant.
    pub notices: Vec<Notice>,
    /// For each file that has rows, the SHA-256 of all of them as typed; none, where nobody asked for them or there are too many.
    pub typed: BTreeMap<String, String>,
}

impl Inventory {
    /// Finds the files, recognizes their tables by name or headers, and reads all rows of `jurisdictions`.
    ///
    /// What cannot be read becomes a notice; everything else is still read.
    #[must_use]
    pub fn open(options: Options) -> Self {
        let mut notices = Notices::keeping(options.positions);
        let (found, left_out) = find::walk::find(&options, &mut notices);
        let mut places = Places::default();
        places.expect_state(places::expect::one_state(&options.expect));
        places.ask_state(options.records.state());
        let read::open::All { sources, left: left_tabs, asked } =
            read::open::open(&found, &options, &mut places, &mut notices);
        places.add_exported(&found);
        places.name_all();
        mapping::unused(&options.mappings, &asked).into_iter().for_each(|notice| notices.add(notice));
        Self { options, sources, places, notices, left_out, left_tabs, digested: None }
    }

    /// How many bytes its files have.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let paths: HashSet<&Path> = self.sources.iter().map(|source| source.found.path.as_path()).collect();
        paths.into_iter().filter_map(|path| fs::metadata(path).ok()).map(|about| about.len()).sum()
    }

    /// Has the digests of its typed rows taken while they are streamed, unless there are more than so many.
    #[must_use]
    pub fn digesting(self, rows: u64) -> Self {
        Self { digested: Some(rows), ..self }
    }

    /// An inventory of one place and some rows of one table, given as columns and texts.
    #[must_use]
    pub fn of_rows(
        schema: Schema,
        as_of: Day,
        table: TableId,
        rows: &[Vec<(usize, String)>],
        place: &[(usize, String)],
    ) -> Self {
        let found = Found {
            path: PathBuf::new(),
            shown: "rows".into(),
            format: Format::Toml,
            named: true,
            renamed: false,
            bytes: 0,
            exported: None,
        };
        let mut options = Options::new(Records::default(), as_of);
        (options.records.place, options.schema) = (Some("here".to_owned()), schema);
        let mut own = place.to_vec();
        if let Some(id) = JURISDICTIONS.column("id").filter(|id| own.iter().all(|(column, _)| column != id)) {
            own.push((id, "here".to_owned()));
        }
        let mut tables = vec![(JURISDICTIONS, vec![own])];
        if table != JURISDICTIONS {
            tables.push((table, rows.to_vec()));
        }
        let (mut places, mut notices) = (Places::default(), Notices::default());
        let sheets = read::toml::Sheets::of_rows(&schema, &tables);
        sheets.declare_places(&found, &options, &mut places, &mut notices);
        Self {
            options,
            sources: vec![Opened { found, body: Body::Toml(sheets), sha256: None }],
            places,
            notices,
            left_out: Vec::new(),
            left_tabs: Vec::new(),
            digested: None,
        }
    }

    /// The places declared so far.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The columns that it knows.
    #[must_use]
    pub fn schema(&self) -> Schema {
        self.options.schema
    }

    /// The names of its files in reports.
    pub(crate) fn file_names(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|source| &*source.found.shown.file)
    }

    /// The files that can be read.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.found.path.as_path())
    }

    /// Its files, to be read once more where their sheets are copied.
    pub(crate) fn to_copy(&self) -> ToCopy {
        ToCopy::new(self.sources.iter().map(|source| &source.found), self.options.schema, self.options.copied)
    }

    /// How many files can be read.
    #[must_use]
    pub fn files(&self) -> usize {
        self.sources.len()
    }

    /// How every sheet was understood, in order; the tabs that were left out come last.
    #[must_use]
    pub fn understood(&self) -> Vec<Understood> {
        let told = self.sources.iter().map(|Opened { found, body, .. }| {
            let (tables, columns) = match body {
                Body::Csv(sheet) => (sheet.tables(), sheet.taken(&self.options.schema)),
                Body::Toml(sheets) => (sheets.tables(), sheets.taken().to_vec()),
                Body::Mapped(mapped) => mapped.understood(),
            };
            Understood { sheet: found.shown.clone(), tables, columns, left_out: None }
        });
        told.chain(self.left_tabs.iter().cloned()).collect()
    }

    /// The headers of every sheet, in order.
    fn headed(sources: &[Opened]) -> Vec<Headed> {
        let mut all: Vec<Headed> = Vec::with_capacity(sources.len());
        for Opened { found, body, .. } in sources {
            let known =
                |taken: Taken| taken.column.map(|(table, column)| (table, column.name, taken.header.as_str().into()));
            let (tables, columns): (Vec<TableId>, Vec<HeadedColumn>) = match body {
                Body::Csv(sheet) => (sheet.tables(), sheet.headed()),
                Body::Toml(sheets) => (sheets.tables(), sheets.taken().iter().cloned().filter_map(known).collect()),
                Body::Mapped(mapped) => {
                    let (tables, taken) = mapped.understood();
                    (tables, taken.into_iter().filter_map(known).collect())
                }
            };
            let same = all.last().filter(|last| *last.columns == *columns);
            let columns = same.map_or_else(|| columns.into(), |last| last.columns.clone());
            all.push(Headed {
                sheet: found.shown.clone(),
                tables,
                columns,
                is_form: matches!(body, Body::Toml(_)) && found.shown.tab.is_some(),
                is_mapped: matches!(body, Body::Mapped(_)),
            });
        }
        all
    }

    /// How many threads its rows are worth, of those that were asked for.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.options.threads_for(self.sources.iter().map(Opened::bytes).sum())
    }

    /// Streams every row but those of `jurisdictions`, in batches of the wanted columns, in order.
    pub fn stream(self, needs: &Needs, each: &mut dyn FnMut(&View<'_>)) -> Read {
        self.stream_to(needs, each, &mut [])
    }

    /// The same by some threads, each of which is shown the batches that it reads: this one, and one more for each of the others.
    /// What is read is the same, whoever is shown it.
    pub fn stream_to(self, needs: &Needs, here: &mut dyn FnMut(&View<'_>), others: &mut [&mut OnBatch<'_>]) -> Read {
        let Self { options, sources, places, notices, digested, .. } = self;
        let all = digested.map(|_| needs.and_all_quietly());
        let Streamed { mut places, mut notices, files, sheets, typed } = read::stream::stream(
            (&options, &sources),
            all.as_ref().unwrap_or(needs),
            (places, notices),
            digested,
            here,
            others,
        );
        let mut mappings: Vec<(String, String)> = Vec::new();
        for mapping in sources.iter().filter_map(Opened::mapping) {
            if mappings.iter().all(|(origin, _)| **origin != *mapping.origin) {
                mappings.push((mapping.origin.to_string(), mapping.sha256.clone()));
            }
        }
        places::expect::mark(&options.expect, &mut places, &mut notices);
        options.watch.report(Step::Read(sources.len(), sources.len()));
        read::starter::both_filled(&sheets).into_iter().for_each(|notice| notices.add(notice));
        let headed = Self::headed(&sources);
        Read { places, mappings, files, sheets, headed, notices: notices.into_list(), typed }
    }
}
