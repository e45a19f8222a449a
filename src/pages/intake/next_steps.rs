//! What `init` prints once the page is written: what to do with it, and with what comes back.

use std::io::{self, Write};

use crate::pages::layout::Paper;
use crate::phrases::plain::plain;

/// Writes what to do next.
///
/// # Errors
/// Where the writer fails.
pub fn write_next(file: &str, place: Option<&str>, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let whose = place.map_or_else(|| "any office".to_owned(), |place| plain(place.trim()));
    let says = format!("{}: one page to fill in, for {whose}", plain(file));
    writeln!(to, "{}\n\nNEXT", paper.paragraph("", "", &says).trim_end())?;
    let steps = [
        "Send the page to the office. It opens in any browser, from the disk, and needs no network and no other program.",
        "The office fills it in, saves one file (.toml) and sends that back.",
        "Put the files that come back into a folder, and ask for the report:",
    ];
    for (number, step) in (1..).zip(steps) {
        write!(to, "{}", paper.labelled(&format!(" {number}  "), step))?;
    }
    writeln!(to, "      pollworthy audit FOLDER")
}
