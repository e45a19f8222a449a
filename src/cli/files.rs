//! Files as the door meets them: their names as reports have them, and the bytes of a report.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use pollworthy::report::v1::MOST_BYTES;

/// A path as reports name it, with `/`.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The bytes of a report, so far as a report can reach.
pub(super) fn report(path: &Path) -> Result<Vec<u8>> {
    bytes(path).with_context(|| format!("{}: the report cannot be read", slashed(path)))
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("it is larger than any report: over 1 GB");
    }
    Ok(bytes)
}
