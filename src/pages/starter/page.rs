//! The page of `init`: what was written, what was left as it was, and what to do next.

use std::io::{self, Write};

use super::{File, SHEETS, place_option};
use crate::pages::layout::{Paper, row_of, width};
use crate::phrases::plain::plain;
use crate::phrases::wording::counted;

/// Writes the page: a folder as it was named, the files that were written, those that were there before, and the place if one was named.
///
/// # Errors
/// Where the writer fails.
pub fn write(
    folder: &str,
    (written, kept): (&[File], &[File]),
    place: Option<&str>,
    paper: &Paper,
    to: &mut dyn Write,
) -> io::Result<()> {
    let files = ("file", "files");
    let count = counted(written.len() as u64, files);
    writeln!(to, "{}\n", paper.paragraph("", "", &format!("{}: {count} written", plain(folder))).trim_end())?;
    let widest = written.iter().map(|file| width(&file.path)).max().unwrap_or_default();
    for file in written {
        let path = format!("  {}{}  ", file.path, " ".repeat(widest - width(&file.path)));
        write!(to, "{}", paper.labelled(&path, &file.about))?;
    }
    if !kept.is_empty() {
        let names: Vec<String> = kept.iter().map(|file| file.path.clone()).collect();
        let label = format!("LEFT AS {} ({})  ", if kept.len() == 1 { "IT WAS" } else { "THEY WERE" }, kept.len());
        let gap = if written.is_empty() { "" } else { "\n" };
        let text = format!("{}: already there; init overwrites nothing.", row_of(&names));
        write!(to, "{gap}{}", paper.paragraph(&label, "  ", &text))?;
    }
    if written.is_empty() {
        return Ok(());
    }
    let place = place_option(place);
    let audit = |path: &str| format!("      pollworthy audit {}{place}\n", quoted(&inside(&plain(folder), path)));
    writeln!(to, "\nNEXT")?;
    let fill = format!(
        "Fill in inventory.xlsx in Excel, or the sheets in {SHEETS}: one or the other. Only what you have needs a row, and a \
         blank counts neither for you nor against you."
    );
    write!(to, "{}", paper.labelled(" 1  ", &fill))?;
    write!(to, "{}", paper.labelled(" 2  ", "Ask for the report, from the workbook or the sheets:"))?;
    write!(to, "{}{}", audit("inventory.xlsx"), audit(SHEETS))?;
    write!(to, "{}", paper.labelled(" 3  ", "Ask why, by the code at the end of a line:"))?;
    writeln!(to, "      pollworthy explain PT-001")
}

/// A path inside a folder; the folder one is in goes without saying.
fn inside(folder: &str, path: &str) -> String {
    if folder == "." { path.to_owned() } else { format!("{folder}/{path}") }
}

fn quoted(path: &str) -> String {
    if path.contains(' ') { format!("\"{path}\"") } else { path.to_owned() }
}
