//! The inventories that are shipped, and files of strangers where they are at hand: an audit of the export is an audit of the file.

use std::fs;
use std::path::{Path, PathBuf};

use pollworthy::inventory::Options;
use pollworthy::rules::{BUILT_IN, RuleBook};

use super::{same, same_keeping};
use crate::support::folder::{Folder, baseline};

fn check(path: &Path, book: &RuleBook) {
    let folder = Folder::new();
    let options = Options::new(vec![path.to_owned()], book.as_of);
    same(&options, book, &folder.path("../export")).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
}

#[test]
fn the_shipped_inventories_come_back_as_they_were() {
    let inventories = Path::new(env!("CARGO_MANIFEST_DIR")).join("inventories");
    let mut federal = RuleBook::read(BUILT_IN[1].0, BUILT_IN[1].1, &[], baseline().as_of).unwrap();
    federal.add_waivers("w", "").unwrap();
    for name in ["example-county", "us-2018"] {
        check(&inventories.join(name), &baseline());
        check(&inventories.join(name), &federal);
    }
    check(&inventories, &baseline());
}

/// The folders of files that the project does not ship, beside the public data.
fn beside_data() -> Option<PathBuf> {
    let data = std::env::var_os("POLLWORTHY_DATA")?;
    Some(PathBuf::from(data).parent()?.to_owned())
}

#[test]
fn files_of_strangers_come_back_as_they_were() {
    let Some(shared) = beside_data() else { return };
    let book = baseline();
    for folder in ["strangers", "sheets", "pages"] {
        let Ok(entries) = fs::read_dir(shared.join("cases").join(folder)) else { continue };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let folder = Folder::new();
            let options = Options::new(vec![path.clone()], book.as_of);
            match same(&options, &book, &folder.path("../export")) {
                Ok(()) => {}
                Err(why) if why == "the records have no rows" => {}
                Err(why) => panic!("{}: {why}", path.display()),
            }
        }
    }
}

#[test]
fn the_survey_of_2018_comes_back_as_it_was() {
    let Some(shared) = beside_data() else { return };
    let path = shared.join("data/eavs2018");
    if path.exists() {
        let (folder, book) = (Folder::new(), baseline());
        same_keeping(1, &Options::new(vec![path], book.as_of), &book, &folder.path("../export")).unwrap();
    }
}
