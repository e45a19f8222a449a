//! A folder of files for one test alone, and what reading or auditing it brings.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use pollworthy::audit::audit;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::report::{Report, Settings};
use pollworthy::rules::RuleBook;
use pollworthy::value::Day;

/// A folder `here` with some files, for one test alone; it goes when the test ends.
pub(crate) struct Folder {
    around: PathBuf,
    options: Options,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("pollworthy-it-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let around = std::env::temp_dir().join(name);
        fs::create_dir_all(around.join("here")).unwrap();
        let options = Options::new(vec![around.join("here")], Day::new(2026, 11, 22).unwrap());
        Self { around, options }
    }

    /// A folder with one file.
    pub(crate) fn of(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        Self::new().with(name, bytes)
    }

    /// One more file; the name may lead through folders.
    pub(crate) fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Names one file of the folder in place of the folder.
    pub(crate) fn named(mut self, name: &str) -> Self {
        self.options.paths = vec![self.path(name)];
        self
    }

    /// Says `--place`.
    pub(crate) fn at_place(mut self, place: &str) -> Self {
        self.options.place = Some(place.to_owned());
        self
    }

    /// Cuts files into pieces of about so many bytes.
    pub(crate) fn in_pieces(mut self, bytes: usize) -> Self {
        self.options.piece = bytes;
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.around.join("here").join(name)
    }

    /// Audits by some rules, ten findings kept per place and rule.
    pub(crate) fn report(&self, rules: &str) -> Report {
        let book = RuleBook::read("rules.toml", rules, &[], self.options.as_of).unwrap();
        let (ledger, read) = audit(Inventory::open(self.options.clone()), &book, 10);
        Report::new(&book, &ledger, read, Settings { max_findings: 10, ..Settings::default() })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.around);
    }
}
