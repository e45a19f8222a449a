//! A file, or a tab of a workbook, that was opened and whose rows are still to be read.

use std::sync::Arc;

use super::toml::Sheets;
use crate::inventory::find::walk::Found;
use crate::inventory::mapping::Mapped;
use crate::inventory::mapping_file::Mapping;
use crate::inventory::sheet::Sheet;

#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) found: Found,
    pub(crate) body: Body,
    /// The SHA-256 of the whole file, where this is a tab of it.
    pub(crate) sha256: Option<Arc<str>>,
}

impl Opened {
    /// How large it is, where it is read in pieces.
    pub(crate) fn bytes(&self) -> u64 {
        match &self.body {
            Body::Csv(sheet) => sheet.bytes(),
            Body::Mapped(mapped) => mapped.bytes(),
            Body::Toml(_) => 0,
        }
    }

    pub(crate) fn mapping(&self) -> Option<&Mapping> {
        if let Body::Mapped(mapped) = &self.body { Some(&mapped.mapping) } else { None }
    }
}

#[derive(Debug)]
pub(crate) enum Body {
    Csv(Sheet),
    Toml(Sheets),
    Mapped(Box<Mapped>),
}
