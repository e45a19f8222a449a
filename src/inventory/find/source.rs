//! The text of a sheet: from a file, or from a tab of a workbook held in memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::csv::{Chunks, Cutter, Dialect, Whereabouts};

/// The text of a sheet, to be read from its beginning as often as needed.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A file.
    File(PathBuf),
    /// A tab as comma-separated text, every row on a line of its own.
    Tab { name: Arc<str>, text: Arc<[u8]> },
}

/// The text of a sheet on its way: what reads it, and what cuts what was read.
pub(crate) struct Flow<'a> {
    pub(crate) chunks: Chunks<Box<dyn Read + Send + 'a>>,
    pub(crate) cutter: Cutter,
    /// How many records come before its first row.
    pub(crate) above: usize,
}

/// A file as large as it was when it was opened: one that grows has an end, and one that was cut is not read as if that were all of it.
struct AsItWas {
    file: File,
    /// How many bytes are still to come; not known of what the system makes up as it is read, and says to be empty.
    left: Option<u64>,
}

impl AsItWas {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let left = Some(file.metadata()?.len()).filter(|bytes| *bytes > 0);
        Ok(Self { file, left })
    }
}

impl Read for AsItWas {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let Some(left) = &mut self.left else { return self.file.read(to) };
        let most = usize::try_from(*left).map_or(to.len(), |left| left.min(to.len()));
        let read = self.file.read(&mut to[..most])?;
        if read == 0 && most > 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "it became shorter while it was read; run this again",
            ));
        }
        *left -= read as u64;
        Ok(read)
    }
}

impl Source {
    /// Its bytes, from the first.
    pub(crate) fn bytes(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(match self {
            Self::File(path) => Box::new(AsItWas::open(path)?),
            Self::Tab { text, .. } => Box::new(&**text),
        })
    }

    /// Its text in chunks of about `size` bytes, with a digest; `above` records come before its first row.
    pub(crate) fn flow(&self, size: usize, dialect: Dialect, above: usize) -> io::Result<Flow<'_>> {
        Ok(Flow { chunks: Chunks::new(self.bytes()?, size), cutter: Cutter::new(dialect).digested(), above })
    }

    /// How many bytes it has, as far as is known.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::File(path) => path.metadata().map_or(0, |about| about.len()),
            Self::Tab { text, .. } => text.len() as u64,
        }
    }

    /// Whether it is a file of its own.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// What people call it.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::File(_) => "file",
            Self::Tab { .. } => "tab",
        }
    }

    /// Its name, without the extension of the format.
    pub(crate) fn stem(&self) -> String {
        match self {
            Self::File(path) => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            Self::Tab { name, .. } => name.to_string(),
        }
    }

    /// The signs that may part its fields, the likeliest first.
    pub(crate) fn separators(&self) -> &'static [u8] {
        match self {
            Self::File(path) if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("tsv")) => b"\t,;|",
            Self::File(_) => b",;\t|",
            Self::Tab { .. } => b",",
        }
    }

    /// How it is read where a sign parts its fields.
    pub(crate) fn dialect(&self, separator: u8) -> Dialect {
        let whereabouts = match self {
            Self::File(_) => Whereabouts::Lines,
            Self::Tab { .. } => Whereabouts::Cells,
        };
        Dialect { separator, whereabouts }
    }
}
