//! Reads the file of a JSON report, up to the size that a report can have.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use pollworthy::report::recorded::MOST_BYTES;
use pollworthy::request::slashed;

/// The bytes of a report.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
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
