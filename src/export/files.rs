//! The files of an export on their way out: each is held up to a size, appended in parts, counted and digested.

use std::io;

use super::cells::add_text;
use super::layout::Sheet;
use crate::words::digest::Running;

/// Appends bytes to a file, by its path below the folder of the export; the first bytes make the file.
pub(super) type Append<'a> = &'a mut dyn FnMut(&str, &[u8]) -> io::Result<()>;

/// A file is appended to in parts of about this many bytes.
const PART: usize = 1 << 20;

/// So many bytes are held of all files together.
const HELD: usize = 1 << 25;

/// A file of an export.
pub(super) struct File {
    pub(super) path: String,
    /// The name of its table.
    pub(super) table: String,
    held: Vec<u8>,
    /// Rows below the header.
    pub(super) rows: u64,
    digest: Running,
}

/// The files of an export.
pub(super) struct Files<'a> {
    append: Append<'a>,
    files: Vec<File>,
}

impl<'a> Files<'a> {
    pub(super) fn new(append: Append<'a>) -> Self {
        Self { append, files: Vec::new() }
    }

    /// Begins a file of a table with its header, and gives its number.
    pub(super) fn begin(&mut self, sheet: &Sheet, path: String) -> usize {
        let mut held = Vec::new();
        for (at, field) in sheet.fields.iter().enumerate() {
            if at > 0 {
                held.push(b',');
            }
            // No name of a column has a NUL.
            let _ = add_text(&field.name, &mut held);
        }
        held.push(b'\n');
        self.files.push(File { path, table: sheet.name.clone(), held, rows: 0, digest: Running::default() });
        self.files.len() - 1
    }

    /// Where the next row of a file goes.
    #[inline]
    pub(super) fn row(&mut self, file: usize) -> &mut Vec<u8> {
        self.files[file].rows += 1;
        &mut self.files[file].held
    }

    /// The rows written so far to the files of a table.
    pub(super) fn rows_of(&self, table: &str) -> u64 {
        self.files.iter().filter(|file| file.table == table).map(|file| file.rows).sum()
    }

    /// Writes what is held of files that are large by now; of all, where that is much together.
    pub(super) fn write_some(&mut self) -> io::Result<()> {
        let all = self.files.iter().map(|file| file.held.len()).sum::<usize>() > HELD;
        self.write(if all { 0 } else { PART })
    }

    fn write(&mut self, least: usize) -> io::Result<()> {
        for file in self.files.iter_mut().filter(|file| !file.held.is_empty() && file.held.len() >= least) {
            (self.append)(&file.path, &file.held)?;
            file.digest.add(&file.held);
            file.held.clear();
        }
        Ok(())
    }

    /// Writes a file that is no table.
    pub(super) fn write_text(&mut self, path: &str, text: &str) -> io::Result<()> {
        (self.append)(path, text.as_bytes())
    }

    /// Writes all that is held, and gives the files with their digests, by their paths.
    pub(super) fn finish(&mut self) -> io::Result<Vec<(File, String)>> {
        self.write(0)?;
        let mut files: Vec<(File, String)> = std::mem::take(&mut self.files)
            .into_iter()
            .map(|mut file| {
                let digest = std::mem::take(&mut file.digest).finish();
                (file, digest)
            })
            .collect();
        files.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        Ok(files)
    }
}
