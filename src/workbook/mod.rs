//! Workbooks: bytes of XLSX, XLSM, XLS and ODS files to tabs of comma-separated text, one line a row.

mod layout;
mod limits;
mod locked;
mod merged;
mod number_format;
mod ods;
mod ole;
mod package;
mod records;
mod seen;
mod sheet;
mod styles;
mod turned;
mod xls;
mod xlsx;

pub use layout::{GENERAL, Layout, Stored};
pub use merged::{Filled, filled, filled_with};
pub(crate) use seen::SEEN;
pub use sheet::{Merged, Runs, Spot, Spots, Tab};
pub use turned::{Turned, turned};

use limits::Limits;
use ole::Compound;
use package::Package;

use crate::limits::Limit;
use crate::limits::workbooks::FILE;

/// Why a workbook could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is encrypted.
    #[error("has a password. Ask for a copy without.")]
    Password,
    /// It is cut short, or not built as it says.
    #[error("damaged. Open it in Excel and save again.")]
    Damaged,
    /// Its XML stands for texts by names of its own.
    #[error("names XML entities of its own, and no spreadsheet program does. Open it in Excel and save again.")]
    Entity,
    /// A ZIP archive that holds something else.
    #[error("is a ZIP archive, not a workbook; unpack it and name the files inside")]
    Archive,
    /// A file of another Office program.
    #[error("is {0}, not a workbook; copy its table into a spreadsheet and save that as .xlsx or .csv")]
    Document(&'static str),
    /// A spreadsheet of another program.
    #[error("is {0}; open it there and export it as .xlsx or .csv")]
    Foreign(&'static str),
    /// A workbook of a kind that is not read.
    #[error("is {0}; open it in Excel and save it as .xlsx")]
    Unread(&'static str),
    /// A sheet of an Excel that is older than any that is read.
    #[error(
        "is a sheet of {0}, which is too old to be read; open it in LibreOffice, for today's Excel may refuse it, and save it as .xlsx"
    )]
    Older(&'static str),
    /// It holds more than is read.
    #[error("{0}")]
    TooLarge(&'static Limit),
    /// Neither a ZIP archive nor a compound file.
    #[error("is not a workbook")]
    Unknown,
}

/// What a Word file is called.
const WORD: &str = "a Word file";
/// What a PowerPoint file is called.
const SLIDES: &str = "a PowerPoint file";

/// What holds the parts of a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// A ZIP archive: XLSX, XLSM and ODS, but Word files and plain archives too.
    Zip,
    /// A compound file: XLS, XLSX with a password, but old Word files too.
    Compound,
}

impl Container {
    /// The container that a file beginning so must be, if any.
    #[must_use]
    pub fn of(first: &[u8]) -> Option<Self> {
        if first.starts_with(b"PK\x03\x04") || first.starts_with(b"PK\x05\x06") {
            Some(Self::Zip)
        } else if first.starts_with(&ole::SIGNATURE) {
            Some(Self::Compound)
        } else {
            None
        }
    }
}

/// Whether a file begins as the records of an XLS do that no compound file holds.
#[must_use]
pub fn is_stream(first: &[u8]) -> bool {
    xls::is_bare(first) || xls::older(first).is_some()
}

/// A workbook as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// Its tabs, in its order.
    pub tabs: Vec<Tab>,
    /// Whether it was encrypted, with the password that Excel itself uses for workbooks that are only protected against changes.
    pub had_default_password: bool,
}

/// Reads a workbook, all its tabs, hidden ones too.
///
/// # Errors
///
/// When it has a password, is damaged or too large, or is not a workbook.
pub fn read(bytes: &[u8]) -> Result<Workbook, Error> {
    read_within(bytes, &Limits::default())
}

/// Reads a workbook with the [`Layout`] of its tabs, of which a copy is made.
///
/// # Errors
///
/// As [`read`].
pub fn read_with_layout(bytes: &[u8]) -> Result<Workbook, Error> {
    read_within(bytes, &Limits::with_layout())
}

/// Reads a workbook as [`read`] does, with another figure for one limit: some are so large that a test cannot make what passes them.
///
/// # Errors
///
/// As [`read`].
pub fn read_with(bytes: &[u8], limit: &Limit, most: u64) -> Result<Workbook, Error> {
    read_within(bytes, &Limits::with(limit, most))
}

fn read_within(bytes: &[u8], limits: &Limits) -> Result<Workbook, Error> {
    if bytes.len() > FILE.size() {
        return Err(Error::TooLarge(&FILE));
    }
    limits.come_to(bytes.len() as u64);
    let (tabs, had_default_password) = match Container::of(bytes) {
        Some(Container::Zip) => (package(bytes, limits)?, false),
        Some(Container::Compound) => {
            let file = Compound::open(bytes)?;
            if file.has("EncryptedPackage") {
                (package(&locked::package(&file, limits)?, limits)?, true)
            } else {
                xls::read(&file, limits)?
            }
        }
        None if is_stream(bytes) => xls::read_stream(bytes, limits)?,
        None => return Err(Error::Unknown),
    };
    Ok(Workbook { tabs, had_default_password })
}

/// Reads the tabs of a package.
fn package(bytes: &[u8], limits: &Limits) -> Result<Vec<Tab>, Error> {
    let mut package = Package::open(bytes, limits)?;
    if package.has("content.xml") && package.has("META-INF/manifest.xml") {
        ods::read(&mut package)
    } else if package.has("[Content_Types].xml") {
        xlsx::read(&mut package)
    } else if package.has_iwork() {
        Err(Error::Foreign("a document of Apple's Numbers or Pages"))
    } else {
        Err(Error::Archive)
    }
}
