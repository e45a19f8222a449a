//! Files that are read whole: settings, rules, waivers, mappings, prices.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use pollworthy::limits::rules::WRITTEN_FILE;

/// The text of a file.
///
/// # Errors
/// Where it cannot be read, is larger than any such file, or is not UTF-8.
pub(super) fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(WRITTEN_FILE.most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > WRITTEN_FILE.most { Err(io::Error::other(WRITTEN_FILE.to_string())) } else { Ok(text) }
}
