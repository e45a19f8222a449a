//! The stages of an audit, each alone: reading, typing, evaluating, merging; and all of them by one thread and by two.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench that cannot run should say so")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use pollworthy::audit::{Judge, audit};
use pollworthy::engine::columns::{Batch, Dictionary};
use pollworthy::engine::csv::{Dialect, Pieces, RecordBlock, Split};
use pollworthy::inventory::{Inventory, Needs, Options};
use pollworthy::predicate::{Home, Masks, Program, Rows};
use pollworthy::rules::{BUILT_IN, RuleBook};
use pollworthy::schema::{EQUIPMENT, Schema};
use pollworthy::words::value::{Cells, Day, Value};

const ROWS: u64 = 20_000;

const PLACES: u64 = 6_460;

const RULES: &str = include_str!("peers/rules.toml");

const COLUMNS: [&str; 12] = [
    "asset_id",
    "jurisdiction",
    "equipment_type",
    "model",
    "paper_record",
    "quantity",
    "first_used_on",
    "system_version",
    "support_ends_on",
    "connectivity",
    "la_tested_on",
    "sealed",
];

fn main() {
    divan::main();
}

fn as_of() -> Day {
    Day::new(2026, 11, 1).unwrap()
}

fn book() -> RuleBook {
    RuleBook::read("rules.toml", RULES, &[], as_of()).unwrap()
}

/// Made-up equipment: the same rows every time.
fn text() -> String {
    let mut text = COLUMNS.join(",") + "\n";
    let mut state = 7_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for row in 0..ROWS {
        let kind = ["hand-fed-scanner", "dre", "bmd", "batch-scanner", "electronic-pollbook"][next(5) as usize];
        let model = ["DS200", "iVotronic", "ImageCast X", "\"ExpressVote, \"\"XL\"\"\""][next(4) as usize];
        let record = ["none", "vvpat", "ballot", ""][next(4) as usize];
        let net = ["air-gapped", "isolated-lan", "county-lan", "internet", ""][next(5) as usize];
        let place = row * 7919 % 1000;
        let (used, ends, tested) = (2003 + next(23), 2024 + next(8), 2025 + next(2));
        let (month, day) = (1 + next(10), 1 + next(28));
        let date = |year: u64| format!("{year}-{month:02}-{day:02}");
        let sealed = ["yes", "no", ""][next(3) as usize];
        let (used, ends, tested) = (date(used), date(ends), date(tested));
        writeln!(
            text,
            "A{row},{:02}{:03},{kind},{model},{record},{},{used},{}.{}.1,{ends},{net},{tested},{sealed}",
            1 + place / 130,
            1 + place % 130 * 2,
            1 + next(5),
            4 + next(3),
            next(12),
        )
        .unwrap();
    }
    text
}

fn piece(text: &str) -> RecordBlock {
    Pieces::new(text.as_bytes(), text.len() + 1, Dialect::default()).next_piece().unwrap().unwrap()
}

#[divan::bench]
fn reading(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.counter(BytesCount::new(text.len())).bench(|| {
        let mut pieces = Pieces::new(text.as_bytes(), 1 << 18, Dialect::default());
        let mut fields = 0;
        while let Some(piece) = pieces.next_piece().unwrap() {
            let mut records = piece.rows();
            while let Some(record) = records.next() {
                fields += record.len();
            }
        }
        fields
    });
}

/// The same records by the `csv` crate.
#[divan::bench]
fn reading_by_csv(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.counter(BytesCount::new(text.len())).bench(|| {
        let mut pieces = Pieces::new(text.as_bytes(), 1 << 18, Dialect::default());
        let (mut fields, mut record) = (0, csv::ByteRecord::new());
        while let Some(piece) = pieces.next_piece().unwrap() {
            let mut reader = piece.records();
            while reader.read_byte_record(&mut record).unwrap() {
                fields += record.len();
            }
        }
        fields
    });
}

/// Types the rows of a piece that was split, into a batch whose room is used again.
fn typed(piece: &RecordBlock, split: &Split, batch: &mut Batch, dictionary: &mut Dictionary) -> usize {
    let columns = COLUMNS.map(|name| EQUIPMENT.column(name).unwrap());
    batch.clear();
    let records: Vec<u32> = (1..).take(split.len() - 1).collect();
    batch.begin_all(records.len());
    let run = split.run(&records).unwrap();
    for (field, column) in columns.iter().enumerate() {
        let cells = piece.even_slice(split, field, run.clone()).unwrap();
        batch.fill(*column, 0..records.len(), &cells, dictionary, |_, _, trouble| unreachable!("{trouble:?}"));
    }
    batch.rows()
}

/// Where the records of a piece stand.
fn split(piece: &RecordBlock) -> Split {
    let mut split = Split::default();
    piece.split(&mut split);
    split
}

/// The rules that are built in, with their reference tables, parsed and checked.
#[divan::bench]
fn ruling() -> usize {
    let (name, text) = BUILT_IN[0];
    RuleBook::read(name, text, &[], as_of()).unwrap().rules.len()
}

/// As many places as a country's election offices, declared and named.
#[divan::bench]
fn opening(bencher: Bencher<'_, '_>) {
    let folder = std::env::temp_dir().join(format!("pollworthy-opening-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut text = "id,name,registered_voters\n".to_owned();
    for place in 0..PLACES {
        writeln!(text, "{:05}{place:05},Place {place},{}", 1001 + place / 7, place * 31 % 90_000).unwrap();
    }
    fs::write(folder.join("jurisdictions.csv"), text).unwrap();
    bencher
        .counter(ItemsCount::new(PLACES))
        .bench_local(|| Inventory::open(Options::new(vec![folder.clone()], as_of())).places().len());
    fs::remove_dir_all(folder).unwrap();
}

#[divan::bench]
fn typing(bencher: Bencher<'_, '_>) {
    let (text, book) = (text(), book());
    let (piece, needs) = (piece(&text), Judge::new(&book, 0).needs());
    let mut dictionary = needs.dictionary(as_of());
    let (split, mut batch) = (split(&piece), needs.batch(EQUIPMENT));
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| typed(&piece, &split, &mut batch, &mut dictionary));
}

struct Typed(Batch, Dictionary);

impl Rows for Typed {
    fn cells(&self, column: usize) -> Cells<'_> {
        self.0.cells(column)
    }

    fn places(&self) -> &[u32] {
        self.0.places()
    }

    fn entries(&self, _: usize) -> &[u32] {
        &[]
    }

    fn value(&self, row: usize, _: Home, column: usize) -> Value {
        self.0.value(row, column, &self.1)
    }
}

#[divan::bench]
fn evaluating(bencher: Bencher<'_, '_>) {
    let (text, book) = (text(), book());
    let needs = Needs::all(Schema::default());
    let mut dictionary = needs.dictionary(as_of());
    let (piece, mut batch) = (piece(&text), needs.batch(EQUIPMENT));
    typed(&piece, &split(&piece), &mut batch, &mut dictionary);
    let rows = Typed(batch, dictionary);
    let mut program = Program::default();
    let slots: Vec<_> = book.rules.iter().map(|rule| program.add(&rule.require.node)).collect();
    let mut masks = Masks::new(&program);
    for (_, column) in program.columns() {
        masks.learn(&program, *column, rows.1.values(EQUIPMENT, *column));
    }
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        for start in (0..rows.0.rows()).step_by(64) {
            masks.run(&program, &rows, start, (rows.0.rows() - start).min(64));
            for slot in &slots {
                black_box(masks.outcome(*slot));
            }
        }
    });
}

/// A folder with the made-up equipment.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("pollworthy-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("equipment.csv"), text()).unwrap();
    folder
}

#[divan::bench]
fn merging(bencher: Bencher<'_, '_>) {
    let (book, folder) = (book(), folder("merging"));
    let mut judge = Judge::new(&book, 0);
    let needs = judge.needs();
    let _ = Inventory::open(Options::new(vec![folder.clone()], as_of())).stream(&needs, &mut |view| judge.add(view));
    bencher.with_inputs(|| (judge.clone(), judge.clone())).bench_local_values(|(mut one, other)| {
        one.join(other);
        one.into_ledger()
    });
    fs::remove_dir_all(folder).unwrap();
}

#[divan::bench(args = [1, 2])]
fn whole(bencher: Bencher<'_, '_>, threads: usize) {
    let (book, folder) = (book(), folder(&format!("whole-{threads}")));
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let mut options = Options::new(vec![folder.clone()], as_of());
        options.records.threads = threads;
        audit(Inventory::open(options), &book, 0)
    });
    fs::remove_dir_all(folder).unwrap();
}
