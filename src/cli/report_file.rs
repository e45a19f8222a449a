//! Reads the file of a JSON report, up to the size that a report can have.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use pollworthy::report::v1::MOST_BYTES;
use pollworthy::request::slashed;

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    let name = slashed(path);
    read.with_context(|| format!("{name}: the report cannot be read"))?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("{name}: the report cannot be read: it is larger than any report: over 1 GB");
    }
    Ok(bytes)
}
