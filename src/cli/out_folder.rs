//! Folders that a command writes records into: outside of what is read, new or empty, with a word on what they lack.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};
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
