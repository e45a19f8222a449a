//! Files that are read whole: settings, rules, waivers, mappings, prices.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The most megabytes that such a file has; people write them by hand.
const MOST: u64 = 16;

/// The text of a file.
///
/// # Errors
/// Where it cannot be read, is larger than any such file, or is not UTF-8.
pub(super) fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take((MOST << 20) + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MOST << 20 {
        Err(io::Error::other(format!(
            "it is larger than {MOST} MB, as no file of its kind is; check that it is the right one"
        )))
    } else {
        Ok(text)
    }
}
