//! A file that a mapping recognises, opened, and the places of its rows declared.

use std::collections::HashSet;
use std::sync::Arc;

use memchr::memchr;

use super::added;
use super::choose::{Known, known};
use super::declared;
use super::run::Mapped;
use crate::diagnostic::{Kind, Level, Notice, Notices};
use crate::engine::csv::{Dialect, Pieces, head};
use crate::inventory::find::options::Options;
use crate::inventory::find::source::Source;
use crate::inventory::find::walk::Found;
use crate::inventory::mapping_file::bind::bind;
use crate::inventory::places::index::Places;
use crate::inventory::shape::layout::WIDEST;
use crate::words::position::{Position, SheetName};

/// Headers are small: the first piece need not be large.
const HEADER_PIECE: usize = 1 << 16;

/// What mappings say of a file.
pub(crate) enum MappingMatch {
    /// None of them matches it.
    No,
    /// One matches it and does not fit: a notice says why. The argument that asked for that one.
    LeftOut(Option<Arc<str>>),
    /// One matches it.
    By(Box<Mapped>),
}

impl Mapped {
    /// Looks for a mapping that knows a sheet, the first of several; the places of its rows are not declared yet.
    pub(crate) fn open(source: &Source, found: &Found, options: &Options, notices: &mut Notices) -> MappingMatch {
        let Some((Known { mapping, headers, above }, dialect)) = known_in(source, found, options) else {
            return MappingMatch::No;
        };
        if let Some(left_out) = &mapping.raw.left_out {
            let is_error = left_out.is_error || found.named && source.is_file();
            let level = if is_error { Level::Error } else { Level::Notice };
            let kind = Kind::LeftOut { why: left_out.why.clone() };
            let at = Position { line: above as u64, column: 0 };
            notices.add(Notice { level, ..Notice::new(kind, &found.shown, at) });
            return MappingMatch::LeftOut(mapping.asked.clone());
        }
        let mut bound = match bind(mapping, Some(&headers), &found.shown, options.as_of) {
            Ok(bound) => bound,
            Err(mistakes) => {
                for mistake in mistakes {
                    let kind = Kind::MappingMistake { message: mistake.message };
                    notices.add(Notice::new(kind, &SheetName::from(mistake.file), mistake.at));
                }
                let kind = Kind::MappingDoesNotFit { mapping: mapping.origin.clone() };
                notices.add(Notice::new(kind, &found.shown, Position::default()));
                return MappingMatch::LeftOut(mapping.asked.clone());
            }
        };
        added::place_rows(&mut bound, mapping, (source, dialect, above), (&found.shown.file, options.as_of));
        let (declared, jurisdictions) = (HashSet::default(), 0);
        let (mapping, source) = (mapping.clone(), source.clone());
        MappingMatch::By(Box::new(Self { mapping, bound, source, dialect, above, declared, jurisdictions }))
    }

    /// Declares the places of its rows.
    pub(crate) fn declare(&mut self, found: &Found, options: &Options, places: &mut Places, notices: &mut Notices) {
        (self.declared, self.jurisdictions) = declared::declare(self, found, options, (places, notices));
    }
}

/// The mapping that knows a sheet, and how its fields are parted: by the likeliest sign with which one does.
///
/// What cannot be read is reported when the sheet is read without a mapping.
fn known_in<'m>(source: &Source, found: &Found, options: &'m Options) -> Option<(Known<'m>, Dialect)> {
    let shown = &found.shown;
    let file = shown.file.rsplit('/').next().unwrap_or_default();
    let called = format!("{file} {}", shown.tab.as_deref().unwrap_or_default());
    let mut separators = source.separators().to_vec();
    if separators.len() > 1 {
        let head = head(source.bytes().ok()?, HEADER_PIECE).ok()?;
        let first = separators[0];
        separators.retain(|separator| *separator == first || memchr(*separator, &head).is_some());
    }
    separators.into_iter().find_map(|separator| {
        let dialect = source.dialect(separator);
        let piece = Pieces::new(source.bytes().ok()?, HEADER_PIECE, dialect).next_piece().ok()??;
        let piece = Some(piece).filter(|piece| !piece.is_wider_than(WIDEST))?;
        Some((known(&piece, &called, &options.mappings)?, dialect))
    })
}
