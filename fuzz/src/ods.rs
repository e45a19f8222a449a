//! ODS: a whole file, a package around fuzzed parts, tables inside a document, and cells that must come back as they were written.

use super::office::{ods, ods_of};
use super::workbooks;

pub(crate) fn run(data: &[u8]) {
    let Some((how, bytes)) = data.split_first() else { return };
    let text = || String::from_utf8_lossy(bytes);
    match how % 4 {
        0 => workbooks::check(bytes, "equipment.ods", true),
        1 => {
            let text = text();
            // A sign that no XML has parts the content from the entry of the manifest.
            let (content, entry) = text.split_once('\u{1}').unwrap_or((&text, ""));
            workbooks::check(&ods_of(content, entry), "equipment.ods", false);
        }
        2 => workbooks::check(&ods(&text()), "equipment.ods", true),
        _ => cells(&text()),
    }
}

fn cells(text: &str) {
    let rows = workbooks::texts(text);
    let mut table = "<table:table table:name=\"One\">".to_owned();
    for row in &rows {
        table.push_str("<table:table-row>");
        for cell in row {
            table.push_str(&format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                workbooks::as_xml(cell)
            ));
        }
        table.push_str("</table:table-row>");
    }
    table.push_str("</table:table>");
    workbooks::says(&ods(&table), &rows);
}
