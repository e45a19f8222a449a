//! CSV sheets as Excel opens them right: a byte order mark, the header, lines that end in CRLF.

use crate::schema::TableId;

/// A table's sheet: its header and, where some cells are known beforehand, one row of them.
pub(super) fn csv(table: TableId, row: &[(&'static str, String)]) -> Vec<u8> {
    let columns = table.columns_to_fill();
    let mut text = String::from('\u{feff}');
    text.push_str(&line(columns.iter().map(|column| column.name)));
    if !row.is_empty() {
        let cell = |name: &str| row.iter().find(|(column, _)| *column == name).map_or("", |(_, text)| text.as_str());
        text.push_str(&line(columns.iter().map(|column| cell(column.name))));
    }
    text.into_bytes()
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.map(quoted).collect();
    format!("{}\r\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
