//! Mapping files: read or refused at a position, and then applied to a table.

use pollworthy::inventory::Mapping;

use super::shared::{Files, check_mistakes, told};

const EXPORT: &[u8] = b"Code,Machines,Name,Date,Kind\n39001,4,Adams,2020-01-31,dre\n39003,x,\"Al,len\",,bmd\n,,,,\n";

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // A sign that TOML forbids parts the mapping from the table.
    let (own, table) = text.split_once('\u{1}').unwrap_or((text, ""));
    let table = if table.is_empty() { EXPORT } else { table.as_bytes() };
    match Mapping::read("mapping.toml", own) {
        Err(error) => check_mistakes(&error.0, own),
        Ok(mapping) => {
            let files = Files(&[("export.csv", table)]);
            let read = |piece| {
                let mut options = files.options(piece);
                options.mappings = vec![mapping.clone().asked_as("mapping.toml")];
                told(options)
            };
            let (whole, cut) = (read(1 << 18), read(16));
            assert_eq!(whole.rows, cut.rows);
            assert_eq!(whole.summary(), cut.summary());
            let given = !whole.rows.is_empty() || !whole.read.notices.is_empty() || whole.left_out > 0;
            assert!(
                given || whole.read.places.list().iter().next().is_some() || is_bare(table),
                "a file read in silence"
            );
        }
    }
}

/// Whether a table has nothing below its first line.
fn is_bare(table: &[u8]) -> bool {
    table.split(|byte| matches!(byte, b'\n' | b'\r')).skip(1).all(|line| line.trim_ascii().is_empty())
}
