//! What targets share: a folder of files to read, what reading it brings, and what must hold of that whatever the files say.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use pollworthy::diagnostic::Level;
use pollworthy::inventory::{Inventory, Needs, Options, Read};
use pollworthy::predicate::{Home, Rows};
use pollworthy::toml_file::Mistake;
use pollworthy::words::position::Position;
use pollworthy::words::value::Day;

pub(crate) fn as_of() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

/// How many threads have a room.
static THREADS: AtomicU32 = AtomicU32::new(0);

/// What the files of a run are written to, each thread's own; it goes when the thread ends.
struct Room(PathBuf);

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

thread_local! {
    static ROOM: RefCell<Option<Room>> = const { RefCell::new(None) };
}

/// Some files to be read, by name.
pub(crate) struct Files<'a>(pub(crate) &'a [(&'a str, &'a [u8])]);

/// One row as it was understood.
#[derive(Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) table: &'static str,
    pub(crate) place: String,
    pub(crate) line: u64,
    /// Cells that say something: the column, the value, where it stands.
    pub(crate) cells: Vec<(&'static str, String, Position)>,
}

/// What reading brought.
pub(crate) struct Told {
    pub(crate) rows: Vec<Row>,
    pub(crate) read: Read,
    pub(crate) left_out: u64,
}

impl Told {
    /// All of it that must be the same however the files are cut and by however many threads they are read.
    pub(crate) fn summary(&self) -> (Vec<String>, Vec<String>, u64) {
        let notices = self.read.notices.iter().map(|notice| format!("{notice} {:?}", notice.positions)).collect();
        let places = self.read.places.list().iter();
        let places = places.map(|place| format!("{} {} {:?}", place.id, place.name, place.voters())).collect();
        (notices, places, self.left_out)
    }
}

impl Files<'_> {
    /// Writes the files and gives what reads them, in pieces of about so many bytes.
    pub(crate) fn options(&self, piece: usize) -> Options {
        let root = ROOM.with_borrow_mut(|room| {
            let room = room.get_or_insert_with(|| {
                let (process, thread) = (std::process::id(), THREADS.fetch_add(1, Ordering::Relaxed));
                Room(std::env::temp_dir().join(format!("pollworthy-fuzz-{process}-{thread}")))
            });
            room.0.clone()
        });
        let here = root.join("here");
        let _ = fs::remove_dir_all(&here);
        fs::create_dir_all(&here).unwrap();
        for (name, bytes) in self.0 {
            fs::write(here.join(name), bytes).unwrap();
        }
        let mut options = Options::new(vec![here], as_of());
        (options.piece, options.records.threads) = (piece, 1);
        options
    }

    /// Reads every column of every row, and checks what must hold of it.
    pub(crate) fn read(&self, piece: usize) -> Told {
        let told = told(self.options(piece));
        self.check(&told);
        told
    }

    /// Positions lie in their files, notices are sentences about these files, and as many rows are counted as were given.
    fn check(&self, told: &Told) {
        for notice in &told.read.notices {
            let said = notice.to_string();
            let message = notice.message();
            assert!(!message.trim().is_empty() && notice.count > 0, "{said:?}");
            assert!(notice.positions.len() as u64 <= notice.count, "{said:?}");
            assert!(notice.positions.is_sorted(), "{notice:?}");
            for position in &notice.positions {
                self.lies_within(&notice.file.file, notice.file.tab.is_some(), *position, &said);
            }
        }
        let counted: u64 = told.read.files.iter().flat_map(|file| file.rows).sum();
        let jurisdictions: u64 = told.read.files.iter().map(|file| file.rows[0]).sum();
        let given = told.rows.len() as u64 + jurisdictions;
        assert!(given <= counted, "{given} rows given, {counted} counted");
        let is_said = told.read.notices.iter().any(|notice| notice.level == Level::Error);
        assert!(given == counted || is_said, "{given} rows given, {counted} counted, and no error said");
        for row in &told.rows {
            assert!(row.line > 0 && !row.place.is_empty(), "{row:?}");
            assert!(row.cells.iter().all(|(_, value, _)| !value.trim().is_empty()), "{row:?}");
        }
    }

    /// A position in a text is at one of its lines; what is in a workbook is within the largest sheet.
    fn lies_within(&self, file: &str, is_tab: bool, position: Position, said: &str) {
        if is_tab {
            assert!(position.line <= 1_048_576 && position.column <= 16_384, "{said}: {position:?}");
            return;
        }
        let named =
            |name: &&str| file.strip_suffix(*name).is_some_and(|front| front.is_empty() || front.ends_with('/'));
        let Some((_, bytes)) = self.0.iter().find(|(name, _)| named(name)) else { return };
        if bytes.starts_with(b"PK") || bytes.starts_with(b"\xD0\xCF") {
            return;
        }
        let ends = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
        let wide = bytes.len() as u64 + 1;
        assert!(position.line <= ends + 1 && position.column <= wide, "{said}: {position:?} of {ends} lines");
    }
}

/// Reads every column of every row.
pub(crate) fn told(options: Options) -> Told {
    let inventory = Inventory::open(options.clone());
    let left_out = inventory.left_out.iter().map(|left| left.files).sum();
    let mut rows = Vec::new();
    let read = inventory.stream(&Needs::all(options.schema), &mut |view| {
        for row in 0..view.rows() {
            let cells = view.columns().iter().enumerate().filter_map(|(index, column)| {
                let value = view.value(row, Home::Row, index);
                (!value.is_null()).then(|| (column.name, value.to_string(), view.position(row, Some(index))))
            });
            rows.push(Row {
                table: view.table().table().name,
                place: view.all_places().list()[view.places()[row] as usize].id.to_string(),
                line: view.position(row, None).line,
                cells: cells.collect(),
            });
        }
    });
    Told { rows, read, left_out }
}

/// What is said of a file written by hand: each mistake at a line of it, with the line itself and a caret within it.
pub(crate) fn check_mistakes(mistakes: &[Mistake], text: &str) {
    assert!(!mistakes.is_empty(), "an error without a mistake");
    let ends = text.bytes().filter(|byte| *byte == b'\n').count() as u64;
    for mistake in mistakes {
        assert!(!mistake.message.trim().is_empty(), "{mistake:?}");
        assert!(mistake.at.line <= ends + 1, "{mistake:?} in {ends} lines");
        let room = mistake.line.chars().count() as u64;
        // What is wrong may be the end of the line itself, behind a carriage return that is not shown.
        assert!(mistake.at.column <= room + 2, "{mistake:?}");
        let shown = mistake.to_string();
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
    }
}
