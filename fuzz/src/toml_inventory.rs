//! TOML inventories: parsed or refused at a position of the file, and read as rows.

use pollworthy::toml_file::rows::{Lines, parse};

use super::shared::Files;

pub(crate) fn run(data: &[u8]) {
    let files = Files(&[("inventory.toml", data)]);
    let told = files.read(1 << 18);
    let Ok(text) = std::str::from_utf8(data) else {
        assert!(told.rows.is_empty() && !told.read.notices.is_empty(), "not UTF-8");
        return;
    };
    let lines = Lines::new(text);
    let (document, flaws) = parse(text);
    if !flaws.is_empty() {
        assert!(!told.read.notices.is_empty(), "not TOML, and nothing said of it");
    }
    for cell in document.tables.iter().flat_map(|rows| &rows.records).flat_map(|row| &row.cells) {
        let line = lines.line(cell.at.line);
        assert!(cell.at.line > 0 && cell.at.column <= line.chars().count() as u64 + 1, "{cell:?} in {line:?}");
    }
    for row in &told.rows {
        for (column, value, at) in &row.cells {
            let line = lines.line(at.line);
            let room = line.chars().count() as u64;
            assert!(at.line > 0 && at.column <= room + 1, "{column} = {value:?} at {at:?} of {line:?}");
        }
    }
}
