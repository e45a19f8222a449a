//! Reads the file of a JSON report, up to the size that a report can have.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use pollworthy::limits::reports::REPORT;
use pollworthy::request::slashed;

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(REPORT.most + 1).read_to_end(&mut bytes));
    let name = slashed(path);
    read.with_context(|| format!("{name}: the report cannot be read"))?;
    if bytes.len() as u64 > REPORT.most {
        bail!("{name}: the report cannot be read: {REPORT}");
    }
    Ok(bytes)
}
