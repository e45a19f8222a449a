//! Paths to files: folders are walked in a fixed order; hidden, system and lock files and links are left alone and counted.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use crate::diagnostic::{Kind, Level, Notice, Notices};
use crate::engine::content::{Content, Encoding, HEAD, Other, sniff};
use crate::engine::parallel::collected;
use crate::inventory::find::exported::{Exported, Exports};
use crate::inventory::find::options::Options;
use crate::request::{Records, slashed};
use crate::words::position::{Position, SheetName};
use crate::words::spelling::nearest;

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Toml,
    Workbook,
}

/// A file to read.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// As reports name it: relative, with `/`.
    pub(crate) shown: SheetName,
    /// How it is read.
    pub(crate) format: Format,
    /// Whether it was named itself, not met in a folder.
    pub(crate) named: bool,
    /// Whether reports call it otherwise than its path does.
    pub(crate) renamed: bool,
    /// How many bytes it had when it was found.
    pub(crate) bytes: u64,
    /// The export that it is a file of.
    pub(crate) exported: Option<Arc<Exported>>,
}

/// A file that was met, of which nothing is known but its name.
struct Met {
    path: PathBuf,
    shown: SheetName,
    named: bool,
    renamed: bool,
    bytes: u64,
    exported: Option<Arc<Exported>>,
}

/// So many files are looked into at once by one thread.
const LOOKED_INTO: usize = 32;

/// Files that were not read, by what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What they are: one, and many.
    pub kind: (&'static str, &'static str),
    /// How many.
    pub files: u64,
    /// Whether each was reported as left out.
    pub said: bool,
}

/// Counts one more file of a kind.
fn leave(left: &mut Vec<LeftOut>, kind: (&'static str, &'static str), said: bool) {
    match left.iter_mut().find(|known| known.kind == kind && known.said == said) {
        Some(known) => known.files += 1,
        None => left.push(LeftOut { kind, files: 1, said }),
    }
}

/// The files under some paths, in the order of their shown names: as if the paths were called by other names, where those are given.
pub(crate) fn find(options: &Options, notices: &mut Notices) -> (Vec<Found>, Vec<LeftOut>) {
    let Records { roots, exclude, .. } = &options.records;
    let (mut met, mut left) = (Vec::new(), Vec::new());
    let mut exports = Exports::default();
    for own in roots {
        let root = own.path.as_path();
        let is_renamed = own.is_renamed();
        let shown = |root: &Path, path: &Path| {
            if is_renamed { renamed(&own.name, root, path) } else { shown(root, path) }
        };
        let shown_root = shown(root, root);
        if !root.exists() {
            let near = nearest_file(root).map(|near| match Path::new(&shown_root).parent() {
                Some(folder) => slashed(&folder.join(Path::new(&near).file_name().unwrap_or_default())),
                None => near,
            });
            notices.add(Notice::new(Kind::NoFile { near }, &shown_root.into(), Position::default()));
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
                    notices.add(Notice::new(Kind::CannotRead { error: words }, &name.into(), Position::default()));
                    continue;
                }
            };
            let named = entry.depth() == 0;
            let name = entry.file_name().to_string_lossy();
            let alone = if entry.path_is_symlink() { Some(LINK) } else { left_alone(&name) };
            let with_export = || exports.leave_alone(entry.path(), entry.file_type().is_dir()).then_some(WITH_EXPORT);
            let alone = alone.or_else(with_export);
            if let Some(kind) = alone.filter(|_| !named) {
                // A table that is not read must not be missed without a word.
                let said = kind == LINK && looks_like_records(entry.path());
                leave(&mut left, kind, said);
                if said {
                    notices.add(not_followed(LINK_LEFT_OUT, shown(root, entry.path())));
                }
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
            let about = std::fs::metadata(entry.path()).ok().filter(std::fs::Metadata::is_file);
            let Some(bytes) = about.map(|about| about.len()) else {
                if named {
                    notices.add(Notice::new(Kind::NotAFile, &shown, Position::default()));
                } else {
                    let said = looks_like_records(entry.path());
                    leave(&mut left, PIPE, said);
                    if said {
                        notices.add(not_followed(PIPE_LEFT_OUT, shown.to_string()));
                    }
                }
                continue;
            };
            if exclude.iter().any(|part| shown.contains(part.as_str())) {
                leave(&mut left, EXCLUDED, false);
                continue;
            }
            let exported = exports.of(entry.path());
            met.push(Met { path: entry.into_path(), shown, named, renamed: is_renamed, bytes, exported });
        }
    }
    exports.say(notices);
    // Whether two are the same file matters where several paths may lead to one.
    let in_use: Vec<PathBuf> = options.in_use.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let asks_path = roots.len() > 1 || !in_use.is_empty();
    let threads = options.threads_for(met.len() as u64 * (HEAD as u64));
    let looked = collected(threads, &met, LOOKED_INTO, |_, met| {
        let path = |path: &Path| if asks_path { path.canonicalize().ok() } else { None };
        met.iter().map(|met| (format(&met.path, met.named), path(&met.path))).collect()
    });
    let mut found: Vec<(Found, Option<PathBuf>)> = Vec::new();
    for (Met { path, shown, named, renamed, bytes, exported }, (format, real)) in met.into_iter().zip(looked) {
        match format {
            Ok(format) => found.push((Found { path, shown, format, named, renamed, bytes, exported }, real)),
            Err(None) => leave(&mut left, kind_of(&path), false),
            Err(Some((level, what))) => {
                let left_out = level == Level::Notice;
                if left_out {
                    leave(&mut left, kind_of(&path), true);
                }
                let kind = Kind::NotAnInventory { what, left_out };
                notices.add(Notice { level, ..Notice::new(kind, &shown, Position::default()) });
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| a.shown.cmp(&b.shown).then_with(|| b.named.cmp(&a.named)));
    // The same file by two paths is one.
    let mut seen = std::collections::HashSet::new();
    found.retain(|(file, real)| !asks_path || seen.insert(real.clone().unwrap_or_else(|| file.path.clone())));
    // The rules and waivers of the run may be among the records, as those that `init` writes do.
    found.retain(|(file, real)| {
        let is_record = file.named || !real.as_ref().is_some_and(|path| in_use.contains(path));
        if !is_record {
            leave(&mut left, IN_USE, false);
        }
        is_record
    });
    let found = found.into_iter().map(|(file, _)| file).collect();
    left.sort_by_key(|left| (std::cmp::Reverse(left.files), left.kind));
    (found, left)
}

/// Lock files, hidden files, what systems leave behind, and the papers that go with an inventory.
fn left_alone(name: &str) -> Option<(&'static str, &'static str)> {
    const SYSTEM: [&str; 4] = ["thumbs.db", "desktop.ini", "icon\r", "__macosx"];
    const PAPERS: [&str; 4] = ["readme", "license", "licence", "copying"];
    let name = name.to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    match name.as_str() {
        lock if lock.starts_with("~$") => Some(("Excel lock file (~$)", "Excel lock files (~$)")),
        hidden if hidden.starts_with('.') => Some(("hidden file", "hidden files")),
        system if SYSTEM.contains(&system) => Some(("system file", "system files")),
        _ if PAPERS.contains(&stem) => Some(("readme or license", "readmes and licenses")),
        _ => None,
    }
}

const WITH_EXPORT: (&str, &str) =
    ("file or folder that goes with an export", "files and folders that go with an export");
const LINK_LEFT_OUT: &str =
    "a link, and links in folders are not followed; to have it read, name it, or put the file itself there";
const PIPE_LEFT_OUT: &str = "a pipe or a device; save its text as a file";
const LINK: (&str, &str) = ("link", "links");
const PIPE: (&str, &str) = ("pipe or device", "pipes and devices");
const IN_USE: (&str, &str) =
    ("file of rules, waivers or defaults in use", "files of rules, waivers or defaults in use");
const EXCLUDED: (&str, &str) = ("file that --exclude names", "files that --exclude names");

/// What to call a file that is not an inventory, by the end of its name.
fn kind_of(path: &Path) -> (&'static str, &'static str) {
    match path.extension().unwrap_or_default().to_string_lossy().to_lowercase().as_str() {
        "doc" | "docx" | "docm" | "rtf" | "odt" => ("Word file", "Word files"),
        "pages" => ("Pages document", "Pages documents"),
        "numbers" => ("Numbers spreadsheet", "Numbers spreadsheets"),
        "mdb" | "accdb" => ("Access database", "Access databases"),
        "ppt" | "pptx" | "odp" => ("slide show", "slide shows"),
        "pdf" => ("PDF", "PDFs"),
        "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "heic" | "webp" | "svg" => ("picture", "pictures"),
        "txt" | "md" => ("text file", "text files"),
        "json" | "xml" | "yaml" | "yml" => ("data file of another kind", "data files of other kinds"),
        "htm" | "html" | "mht" | "mhtml" => ("web page", "web pages"),
        "zip" | "7z" | "rar" | "gz" | "tar" | "tgz" => ("archive", "archives"),
        "msg" | "eml" => ("mail", "mails"),
        _ => ("other file", "other files"),
    }
}

/// So many names of a folder are looked through for the nearest.
const NAMES: usize = 10_000;

/// The nearest name to that of a file that is not there, among those that are in its folder, as the path would be written with it.
#[must_use]
pub fn nearest_file(path: &Path) -> Option<String> {
    let (folder, name) = (path.parent()?, path.file_name()?.to_string_lossy());
    let looked = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(looked).ok()?.filter_map(Result::ok).take(NAMES);
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| left_alone(name).is_none())
        .collect();
    names.sort();
    let near = nearest(&name, names.iter().map(String::as_str))?;
    Some(slashed(&folder.join(near)))
}

/// How a file is read: what it holds outweighs its name.
fn format(path: &Path, named: bool) -> Result<Format, Option<(Level, &'static str)>> {
    let extension = extension(path);
    let is_workbook = match of_extension(&extension) {
        Some(Format::Toml) => return Ok(Format::Toml),
        Some(of) => of == Format::Workbook,
        None if named => false,
        None => return Err(left_out(&extension).map(|what| (Level::Notice, what))),
    };
    match content(path) {
        Content::Text(_) => Ok(Format::Csv),
        Content::Xlsx | Content::Ods | Content::Xls => Ok(Format::Workbook),
        // A damaged workbook is a workbook all the same.
        Content::Other(Other::Zip | Other::Binary) if is_workbook => Ok(Format::Workbook),
        // The name shows which of Apple's three programs it is.
        Content::Other(Other::Zip | Other::IWork) if ["numbers", "pages"].contains(&extension.as_str()) => {
            let words = match extension.as_str() {
                "numbers" => "is a Numbers spreadsheet; open it in Numbers and export it as .xlsx or .csv",
                _ => "is a Pages document; copy its table into a spreadsheet and save that as .xlsx or .csv",
            };
            Err(Some((Level::Error, words)))
        }
        Content::Other(other) => Err(Some((Level::Error, other.said()))),
    }
}

/// What ends the name of a file, in small letters.
fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// What a file of records is by the end of its name; none where it ends otherwise.
fn of_extension(extension: &str) -> Option<Format> {
    match extension {
        "toml" => Some(Format::Toml),
        "csv" | "tsv" => Some(Format::Csv),
        "xlsx" | "xls" | "xlsm" | "xlsb" | "ods" => Some(Format::Workbook),
        _ => None,
    }
}

/// Whether a file is named as records are.
fn looks_like_records(path: &Path) -> bool {
    of_extension(&extension(path)).is_some()
}

/// The notice on what is in the place of a file of records.
fn not_followed(what: &'static str, shown: String) -> Notice {
    Notice::new(Kind::NotAnInventory { what, left_out: true }, &shown.into(), Position::default())
}

/// The notice on a file in a folder that may well be somebody's list but cannot be read; by the end of its name.
fn left_out(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "pdf" => "a PDF; ask for the workbook or CSV file it was made from",
        "doc" | "docx" | "docm" => "a Word file; ask for a workbook or CSV file",
        "odt" | "rtf" | "pages" => "a text document; copy its table into a spreadsheet and save that as .xlsx or .csv",
        "numbers" => "a Numbers spreadsheet; open it in Numbers and export it as .xlsx or .csv",
        "zip" | "7z" | "rar" | "gz" | "tar" | "tgz" => "an archive; unpack it here",
        "mdb" | "accdb" => "an Access database; export the tables in it as .xlsx or .csv",
        "slk" | "dif" | "fods" | "mht" | "mhtml" => "open it in Excel and save it as .xlsx or .csv",
        "txt" | "json" | "xml" => "pollworthy reads .csv, .tsv, .toml, .xlsx, .xls and .ods",
        _ => return None,
    })
}

/// What a file holds; what cannot be read is taken for text, and its reader says why.
fn content(path: &Path) -> Content {
    let mut head = Vec::with_capacity(HEAD);
    let read = File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    read.map_or(Content::Text(Encoding::Utf8), |_| sniff(&head))
}

/// What the names of the files under a path begin with in reports; `.` where they begin with nothing.
#[must_use]
pub fn shown_root(path: &str) -> String {
    let path = path.replace('\\', "/");
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
    let absolute = drive || path.starts_with('/');
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    match parts.as_slice() {
        [.., last] if absolute => (*last).to_owned(),
        [] => ".".to_owned(),
        parts => parts.join("/"),
    }
}

/// A path as reports name it, where its root has another name.
fn renamed(name: &str, root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    let parts = parts.map(|part| part.as_os_str().to_string_lossy().into_owned());
    let root = Some(shown_root(name)).filter(|root| root != ".");
    let all: Vec<String> = root.into_iter().chain(parts).collect();
    if all.is_empty() { ".".to_owned() } else { all.join("/") }
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
