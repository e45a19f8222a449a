//! A file is written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};

/// Writes what `draw` draws to a `.part` file in the same folder first, and moves that into its place. It is never held in memory as a
/// whole.
pub(super) fn write(path: &Path, draw: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let draw = |file: fs::File| {
        let mut file = BufWriter::new(file);
        draw(&mut file)?;
        file.flush()
    };
    // A device or a pipe is written to, not replaced.
    if fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        return fs::File::create(path).and_then(draw).with_context(|| format!("{} cannot be written", path.display()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), fs::create_dir_all);
    let part = folder.unwrap_or(Path::new("")).join(part_name());
    // It may be a link to somewhere else: that is not written through.
    let _ = fs::remove_file(&part);
    let new = || fs::OpenOptions::new().write(true).create_new(true).open(&part);
    let written = made.and_then(|()| draw(new()?)).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // What could not be moved is of no use; if it stays, the error is still the same.
        let _ = fs::remove_file(&part);
    }
    written.with_context(|| format!("{} cannot be written", path.display()))
}

/// A name that no other run has at the same time, and short, however long the name of the file itself is.
fn part_name() -> String {
    static WRITTEN: AtomicU32 = AtomicU32::new(0);
    format!(".pollworthy-{}-{}.part", process::id(), WRITTEN.fetch_add(1, Ordering::Relaxed))
}
