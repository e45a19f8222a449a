//! Workbooks: bytes of XLSX, XLSM, XLS and ODS files to tabs of comma-separated text, one line a row.

mod limits;
mod look;
mod ods;
mod ole;
mod package;
mod sheet;
mod turned;
mod xls;
mod xlsx;

pub use sheet::{Spot, Spots, Tab};
pub use turned::{Turned, turned};

use limits::Limits;
use ole::Compound;
use package::Package;

/// Why a workbook could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is encrypted.
    #[error("has a password. Ask for a copy without.")]
    Password,
    /// It is cut short, or not built as it says.
    #[error("damaged. Open it in Excel and save again.")]
    Damaged,
    /// A ZIP archive that holds something else.
    #[error("is a ZIP archive, not a workbook")]
    Archive,
    /// A file of another Office program.
    #[error("is {0}, not a workbook. Ask for the Excel or CSV file.")]
    Document(&'static str),
    /// A workbook of a kind that is not read.
    #[error("is {0}. Save it as XLSX.")]
    Unread(&'static str),
    /// It holds more than is read.
    #[error("too large: holds more than {0}. Save each sheet as CSV.")]
    TooLarge(&'static str),
    /// Neither a ZIP archive nor a compound file.
    #[error("is not a workbook")]
    Unknown,
}

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

/// A workbook as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// Its tabs, in its order.
    pub tabs: Vec<Tab>,
}

/// Reads a workbook, all its tabs, hidden ones too.
///
/// # Errors
///
/// When it has a password, is damaged or too large, or is no workbook.
pub fn read(bytes: &[u8]) -> Result<Workbook, Error> {
    let limits = Limits::default();
    if bytes.len() > limits::FILE {
        return Err(Error::TooLarge("64 MB"));
    }
    let tabs = match Container::of(bytes).ok_or(Error::Unknown)? {
        Container::Zip => {
            let mut package = Package::open(bytes, &limits)?;
            if package.has("content.xml") && package.has("META-INF/manifest.xml") {
                ods::read(&mut package)?
            } else if package.has("[Content_Types].xml") {
                xlsx::read(&mut package)?
            } else {
                return Err(Error::Archive);
            }
        }
        Container::Compound => xls::read(&Compound::open(bytes)?, &limits)?,
    };
    Ok(Workbook { tabs })
}
