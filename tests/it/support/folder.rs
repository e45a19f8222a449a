//! A folder of files for one test alone, and what reading or auditing it brings.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use pollworthy::audit::{Ledger, audit};
use pollworthy::diagnostic::Level;
use pollworthy::inventory::{Inventory, Needs, Options, Place, Read, View};
use pollworthy::predicate::{Home, Rows};
use pollworthy::report::Report;
use pollworthy::request::{Records, Request};
use pollworthy::rules::{BUILT_IN, RuleBook};
use pollworthy::words::position::Position;
use pollworthy::words::value::Day;

/// A folder `here` with some files, for one test alone; it goes when the test ends.
pub(crate) struct Folder {
    around: PathBuf,
    pub(crate) options: Options,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("pollworthy-it-inputs-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let around = std::env::temp_dir().join(name);
        fs::create_dir_all(around.join("here")).unwrap();
        let options = Options::new(vec![around.join("here")], Day::new(2026, 11, 22).unwrap());
        Self { around, options }
    }

    /// A folder with one file.
    pub(crate) fn of(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        Self::new().with(name, bytes)
    }

    /// One more file; the name may lead through folders.
    pub(crate) fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Names one file of the folder in place of the folder.
    pub(crate) fn named(mut self, name: &str) -> Self {
        self.options.records.roots = Records::from(vec![self.path(name)]).roots;
        self
    }

    /// Says `--place`.
    pub(crate) fn at_place(mut self, place: &str) -> Self {
        self.options.records.place = Some(place.to_owned());
        self
    }

    /// Cuts files into pieces of about so many bytes.
    pub(crate) fn in_pieces(mut self, bytes: usize) -> Self {
        self.options.piece = bytes;
        self
    }

    pub(crate) fn by_threads(mut self, threads: usize) -> Self {
        self.options.records.threads = threads;
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.around.join("here").join(name)
    }

    /// Reads every column of every row.
    pub(crate) fn read(&self) -> Told {
        let inventory = Inventory::open(self.options.clone());
        let left_alone = inventory.left_out.iter().filter(|left| !left.said).map(|left| left.files).sum();
        let mut rows = Vec::new();
        let read = inventory.stream(&Needs::all(self.options.schema), &mut |view| {
            rows.extend((0..view.rows()).map(|row| told(view, row)));
        });
        Told { rows, read, left_alone }
    }

    /// Audits by the built-in rules.
    pub(crate) fn audit(&self) -> (Ledger, Read) {
        audit(Inventory::open(self.options.clone()), &baseline(), 10)
    }

    /// Audits by some rules, ten findings kept per place and rule.
    pub(crate) fn report(&self, rules: &str) -> Report {
        let book = RuleBook::read("rules.toml", rules, &[], self.options.as_of).unwrap();
        let options = Options { schema: book.schema, ..self.options.clone() };
        let (ledger, read) = audit(Inventory::open(options), &book, 10);
        Report::new(&book, &ledger, read, Request::new(book.as_of))
    }
}

/// Runs the program next to the folder `here`: its exit code, and what it wrote to stdout and to stderr.
pub(crate) fn run_next_to(folder: &Folder, args: &[&str]) -> (i32, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .args(["--as-of", "2026-11-22"])
        .env_remove("GITHUB_STEP_SUMMARY")
        .current_dir(folder.path(".."))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.around);
    }
}

pub(crate) fn baseline() -> RuleBook {
    RuleBook::read(BUILT_IN[0].0, BUILT_IN[0].1, &[], Day::new(2026, 11, 22).unwrap()).unwrap()
}

/// A row as it was understood: what is not blank.
#[derive(Debug, PartialEq)]
pub(crate) struct RowTold {
    pub(crate) table: &'static str,
    pub(crate) place: String,
    pub(crate) cells: BTreeMap<&'static str, String>,
    pub(crate) line: u64,
    /// Where each cell that is not blank stands.
    pub(crate) positions: BTreeMap<&'static str, Position>,
}

fn told(view: &View<'_>, row: usize) -> RowTold {
    let columns = view.columns().iter().enumerate();
    let filled: Vec<(usize, &'static str, String)> = columns
        .map(|(index, column)| (index, column.name, view.value(row, Home::Row, index).to_string()))
        .filter(|(_, _, value)| !value.is_empty())
        .collect();
    RowTold {
        table: view.table().table().name,
        place: view.all_places().list()[view.places()[row] as usize].id.to_string(),
        cells: filled.iter().map(|(_, name, value)| (*name, value.clone())).collect(),
        line: view.position(row, None).line,
        positions: filled.iter().map(|(index, name, _)| (*name, view.position(row, Some(*index)))).collect(),
    }
}

/// All that reading brought.
pub(crate) struct Told {
    pub(crate) rows: Vec<RowTold>,
    pub(crate) read: Read,
    pub(crate) left_alone: u64,
}

impl Told {
    /// The cells of a column, row by row; blank ones are empty.
    pub(crate) fn column(&self, name: &str) -> Vec<&str> {
        self.rows.iter().map(|row| row.cells.get(name).map_or("", String::as_str)).collect()
    }

    /// The rows counted, in all tables of all files.
    pub(crate) fn counted(&self) -> u64 {
        self.read.files.iter().flat_map(|file| file.rows).sum()
    }

    pub(crate) fn notices(&self) -> Vec<String> {
        self.read.notices.iter().map(ToString::to_string).collect()
    }

    pub(crate) fn errors(&self) -> usize {
        self.read.notices.iter().filter(|notice| notice.level == Level::Error).count()
    }

    pub(crate) fn place(&self, id: &str) -> &Place {
        self.read.places.list().iter().find(|place| place.id.as_str() == id).expect(id)
    }

    /// The one thing that was said.
    #[track_caller]
    pub(crate) fn says(&self, wanted: &str) {
        assert_eq!(self.notices(), [wanted]);
    }

    /// That nothing was said.
    #[track_caller]
    pub(crate) fn says_nothing(&self) {
        assert_eq!(self.notices(), [""; 0]);
    }
}
