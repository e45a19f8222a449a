//! Files opened and recognised by several threads; what they share is changed afterwards, in the order of the files.

use std::convert::Infallible;
use std::sync::Arc;

use super::{toml, workbook};
use crate::diagnostic::Notices;
use crate::engine::parallel::in_parts;
use crate::inventory::find::options::Options;
use crate::inventory::find::progress::Step;
use crate::inventory::find::source::Source;
use crate::inventory::find::walk::{Format, Found};
use crate::inventory::mapping::{Mapped, MappingMatch};
use crate::inventory::places::index::Places;
use crate::inventory::read::opened::{Body, Opened};
use crate::inventory::shape::understood::Understood;
use crate::inventory::sheet;

/// Opening a file takes about as long as reading this many bytes of one.
const AS_LONG: u64 = 1 << 14;

/// What one file shows by itself.
pub(crate) struct OpenedFile {
    pub(crate) opened: Vec<Opened>,
    /// Tabs that were left out.
    pub(crate) left: Vec<Understood>,
    /// What mappings that know it, or a tab of it, were asked for by.
    pub(crate) asked: Vec<Arc<str>>,
    pub(crate) notices: Notices,
}

/// What all files show.
#[derive(Default)]
pub(crate) struct All {
    pub(crate) sources: Vec<Opened>,
    pub(crate) left: Vec<Understood>,
    pub(crate) asked: Vec<Arc<str>>,
}

/// Opens files, and declares the places of their rows.
pub(crate) fn open(found: &[Found], options: &Options, places: &mut Places, notices: &mut Notices) -> All {
    let mut all = All::default();
    let mut done = 0;
    let work: u64 = found.iter().map(|found| found.bytes + AS_LONG).sum();
    let Ok(()) = in_parts(
        options.threads_for(work),
        found,
        1,
        |_, found| found.iter().map(|found| one(found, options)).collect::<Vec<_>>(),
        |part| {
            for opened in part {
                if let Some(found) = found.get(done) {
                    places.enter(&found.shown);
                }
                done += 1;
                notices.merge(opened.notices);
                all.left.extend(opened.left);
                all.asked.extend(opened.asked);
                let first = all.sources.len();
                all.sources.extend(opened.opened);
                declare(&mut all.sources[first..], options, places, notices);
                options.watch.report(Step::Opened(done, found.len()));
            }
            Ok::<(), Infallible>(())
        },
    );
    all
}

/// Opens a file; nothing but what it says itself goes into what comes of it.
fn one(found: &Found, options: &Options) -> OpenedFile {
    let mut opened = OpenedFile {
        opened: Vec::new(),
        left: Vec::new(),
        asked: Vec::new(),
        notices: Notices::keeping(options.positions),
    };
    let judged = (&options.schema, options.as_of);
    let body = match found.format {
        Format::Csv => sheet(Source::File(found.path.clone()), found, options, &mut opened),
        Format::Toml => toml::Sheets::open(found, judged, &mut opened.notices).map(Body::Toml),
        Format::Workbook => {
            workbook::open(found, options, &mut opened);
            return opened;
        }
    };
    opened.opened.extend(body.map(|body| Opened { found: found.clone(), body, sha256: None }));
    opened
}

/// Opens a CSV file or a tab, by the mapping that matches it or by its headers; `None` if it is left out, which is reported.
pub(crate) fn sheet(source: Source, found: &Found, options: &Options, opened: &mut OpenedFile) -> Option<Body> {
    let exported = || sheet::Sheet::exported(source.clone(), found, &options.schema);
    if let Some(sheet) = found.exported.as_ref().and_then(|_| exported()) {
        return Some(Body::Csv(sheet));
    }
    match Mapped::open(&source, found, options, &mut opened.notices) {
        MappingMatch::No => {
            sheet::Sheet::open(source, found, (&options.schema, options.as_of), &mut opened.notices).map(Body::Csv)
        }
        MappingMatch::LeftOut(by) => {
            opened.asked.extend(by);
            None
        }
        MappingMatch::By(mapped) => {
            opened.asked.extend(mapped.mapping.asked.clone());
            Some(Body::Mapped(mapped))
        }
    }
}

/// Declares the places of a file's sheets: those read by mappings first, as other sheets may depend on them.
fn declare(opened: &mut [Opened], options: &Options, places: &mut Places, notices: &mut Notices) {
    for Opened { found, body, .. } in &mut *opened {
        if let Body::Mapped(mapped) = body {
            mapped.declare(found, options, places, notices);
        }
    }
    for Opened { found, body, .. } in opened {
        match body {
            Body::Csv(sheet) => sheet.declare_places(found, options, places, notices),
            Body::Toml(sheets) => sheets.declare_places(found, options, places, notices),
            Body::Mapped(_) => {}
        }
    }
}
