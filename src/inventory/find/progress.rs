//! How far the reading is, for whoever shows it.

use std::fmt;
use std::sync::Arc;

/// How far the reading is: files, or bytes, done of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Headers are recognized, workbooks unpacked, places read.
    Opened(usize, usize),
    /// Rows are read.
    Read(usize, usize),
    /// As many bytes of rows are read.
    Bytes(u64, u64),
}

/// Told of every step; nobody, unless one is named.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<dyn Fn(Step) + Send + Sync>>);

impl Watch {
    /// Tells somebody.
    #[must_use]
    pub fn by(told: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn report(&self, step: Step) {
        if let Some(told) = &self.0 {
            told(step);
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Watch(somebody)" } else { "Watch(nobody)" })
    }
}
