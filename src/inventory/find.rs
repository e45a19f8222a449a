//! Paths to files: folders are walked in a fixed order; hidden, system and lock files and links are left alone and counted.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use crate::notice::{Level, Notice, Notices};
use crate::position::SheetName;
use crate::records::{Content, Encoding, HEAD, sniff};

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Toml,
    Workbook,
}

/// A file to read.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Where it is.
    pub(super) path: PathBuf,
    /// As reports name it: relative, with `/`.
    pub(super) shown: SheetName,
    /// How it is read.
    pub(super) format: Format,
    /// Whether it was named itself, not met in a folder.
    pub(super) named: bool,
}

/// The files under some paths, in the order of their shown names.
pub(super) fn find(paths: &[PathBuf], exclude: &[String], notices: &mut Notices) -> (Vec<Found>, u64) {
    let (mut found, mut left_alone) = (Vec::new(), 0);
    for root in paths {
        let shown_root = shown(root, root);
        if !root.exists() {
            notices.add(said(Level::Error, "no-file", &shown_root, "there is no such file or folder"));
            continue;
        }
        let walk = WalkDir::new(root).follow_links(false).follow_root_links(true).sort_by_file_name();
        let mut entries = walk.into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let name = error.path().map_or_else(|| shown_root.clone(), |path| shown(root, path));
                    let words = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    notices.add(said(Level::Error, "unreadable-file", &name, &format!("cannot be read: {words}")));
                    continue;
                }
            };
            let named = entry.depth() == 0;
            let name = entry.file_name().to_string_lossy();
            if !named && (is_left_alone(&name) || entry.path_is_symlink()) {
                left_alone += 1;
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
            if entry.file_type().is_dir() {
                continue;
            }
            let shown: SheetName = shown(root, entry.path()).into();
            // A pipe has no end that can be waited for, and cannot be read twice.
            if !std::fs::metadata(entry.path()).is_ok_and(|about| about.is_file()) {
                if named {
                    notices.add(said(Level::Error, "unreadable-file", &shown, "is no file on a disk; save it as one"));
                } else {
                    left_alone += 1;
                }
                continue;
            }
            if exclude.iter().any(|part| shown.contains(part.as_str())) {
                left_alone += 1;
                continue;
            }
            match format(entry.path(), named) {
                Ok(format) => found.push(Found { path: entry.into_path(), shown, format, named }),
                Err(None) => left_alone += 1,
                Err(Some((level, message))) => notices.add(said(level, "not-an-inventory", &shown, message)),
            }
        }
    }
    found.sort_by(|a, b| a.shown.cmp(&b.shown).then_with(|| b.named.cmp(&a.named)));
    // The same file by two paths is one.
    let mut seen = std::collections::HashSet::new();
    found.retain(|file| seen.insert(file.path.canonicalize().unwrap_or_else(|_| file.path.clone())));
    (found, left_alone)
}

fn said(level: Level, kind: &'static str, file: &str, message: &str) -> Notice {
    Notice {
        level,
        kind,
        file: file.into(),
        column: None,
        value: None,
        message: message.into(),
        count: 1,
        positions: Vec::new(),
    }
}

/// Lock files, hidden files, what systems leave behind, and the papers that go with an inventory.
fn is_left_alone(name: &str) -> bool {
    const SYSTEM: [&str; 4] = ["thumbs.db", "desktop.ini", "icon\r", "__macosx"];
    const PAPERS: [&str; 4] = ["readme", "license", "licence", "copying"];
    let name = name.to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    name.starts_with("~$") || name.starts_with('.') || SYSTEM.contains(&name.as_str()) || PAPERS.contains(&stem)
}

/// How a file is read: what it holds outweighs its name.
fn format(path: &Path, named: bool) -> Result<Format, Option<(Level, &'static str)>> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_workbook = match extension.as_str() {
        "toml" => return Ok(Format::Toml),
        "csv" | "tsv" => false,
        "xlsx" | "xls" | "xlsm" | "xlsb" | "ods" => true,
        _ if named => false,
        "pdf" => {
            return Err(Some((Level::Notice, "left out: a PDF; ask for the workbook or CSV file it was made from")));
        }
        "doc" | "docx" | "txt" | "json" | "xml" | "zip" => {
            return Err(Some((Level::Notice, "left out: it reads .csv, .tsv, .toml, .xlsx, .xls and .ods")));
        }
        _ => return Err(None),
    };
    match content(path) {
        Content::Text(_) => Ok(Format::Csv),
        Content::Xlsx | Content::Ods | Content::Xls => Ok(Format::Workbook),
        // A damaged workbook is a workbook all the same.
        Content::Zip | Content::Binary if is_workbook => Ok(Format::Workbook),
        other @ (Content::Zip | Content::Pdf | Content::Markup | Content::Picture | Content::Binary) => {
            Err(other.no_text().map(|words| (Level::Error, words)))
        }
    }
}

/// What a file holds; what cannot be read is taken for text, and its reader says why.
fn content(path: &Path) -> Content {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    read.map_or(Content::Text(Encoding::Utf8), |_| sniff(&head))
}

/// A path as reports name it: without `./`, with `/`; an absolute one from the last part of its root.
fn shown(root: &Path, path: &Path) -> String {
    let path = match (root.is_absolute(), root.parent()) {
        (true, Some(parent)) => path.strip_prefix(parent).unwrap_or(path),
        _ => path,
    };
    let parts: Vec<String> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
            Component::ParentDir => Some("..".to_owned()),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
        })
        .collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
