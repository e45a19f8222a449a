//! Folders that a command writes into: new or empty, outside of what is read, written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use pollworthy::diagnostic::Notice;
use pollworthy::phrases::wording::number;
use pollworthy::request::Request;

/// Checks that a folder is not among the records that are read, and holds none of them.
pub(super) fn outside(option: &str, folder: &Path, request: &Request) -> Result<()> {
    let folder = real(folder);
    for root in &request.records.roots {
        let read = real(&root.path);
        if folder.starts_with(&read) || read.starts_with(&folder) {
            bail!("{option} {}: this is where {} is read from; name a folder outside it", folder.display(), root.name);
        }
    }
    Ok(())
}

/// A path without links and dots, whether or not all of it is there.
pub(super) fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let known = path.ancestors().find_map(|known| Some((known, fs::canonicalize(known).ok()?)));
    let Some((known, real)) = known else { return path };
    let mut real = real;
    for part in path.strip_prefix(known).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            Component::Normal(name) => real.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    real
}

/// So many kinds of cells that are written blank are named one by one.
const NAMED: usize = 10;

/// Which cells were written blank, a line each.
pub(super) fn written_blank(option: &str, blank: &[Notice]) -> Vec<String> {
    let mut lines = Vec::new();
    let cells: u64 = blank.iter().map(|notice| notice.count).sum();
    if cells > 0 {
        let what = if cells == 1 { "1 cell is" } else { &format!("{} cells are", number(cells)) };
        lines.push(format!(
            "{option}: {what} written blank, because they could not be understood or are dates still ahead"
        ));
        lines.extend(blank.iter().take(NAMED).map(|notice| format!("  {notice}")));
        if blank.len() > NAMED {
            lines.push(format!("  and {} more kinds of cells", blank.len() - NAMED));
        }
    }
    lines
}

/// Makes a folder, or takes one that is empty.
pub(super) fn new_folder(folder: &Path) -> Result<()> {
    let made = fs::create_dir_all(folder).and_then(|()| fs::read_dir(folder)?.next().transpose());
    match made {
        Ok(None) => Ok(()),
        Ok(Some(_)) => bail!("{}: this folder is not empty; name a new one", folder.display()),
        Err(error) => Err(anyhow::Error::from(io::Error::new(error.kind(), format!("{}: {error}", folder.display())))),
    }
}

/// A folder that is written whole or not at all: next to its place first, and moved there once all is in it.
pub(super) struct Whole {
    folder: PathBuf,
    part: PathBuf,
    /// Whether the folder is here only because of this.
    is_new: bool,
}

impl Whole {
    /// Makes the folder that is written to first.
    pub(super) fn begin(folder: &Path) -> Result<Self> {
        let is_new = !folder.exists();
        new_folder(folder)?;
        // It may be a link to an empty folder somewhere else, or end in a dot.
        let folder = real(folder);
        let mut part = folder.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        if let Err(error) = fs::create_dir(&part) {
            if is_new {
                let _ = fs::remove_dir(&folder);
            }
            let is_there = error.kind() == io::ErrorKind::AlreadyExists;
            let fix = if is_there { "; another run is writing it, or one was stopped: then delete it" } else { "" };
            return Err(error).with_context(|| format!("{} cannot be made{fix}", part.display()));
        }
        Ok(Self { folder, part, is_new })
    }

    /// Adds bytes to a file, by its path in the folder.
    pub(super) fn append(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.part.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(bytes)
    }

    /// Begins a new file, by its name.
    pub(super) fn create(&self, name: &str) -> io::Result<fs::File> {
        fs::OpenOptions::new().write(true).create_new(true).open(self.part.join(name))
    }

    /// Moves what was written to its place.
    pub(super) fn finish(self) -> Result<()> {
        // The place is an empty folder: where that must go first, it goes.
        let moved = fs::rename(&self.part, &self.folder)
            .or_else(|_| fs::remove_dir(&self.folder).and_then(|()| fs::rename(&self.part, &self.folder)));
        moved.with_context(|| format!("{} cannot be written", self.folder.display()))
    }
}

impl Drop for Whole {
    /// Takes away what was not finished; once it has been moved, nothing is there.
    fn drop(&mut self) {
        if fs::remove_dir_all(&self.part).is_ok() && self.is_new {
            let _ = fs::remove_dir(&self.folder);
        }
    }
}
