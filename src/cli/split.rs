//! `audit --split`: a folder with a page, the cells to fix and a letter for each place.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use pollworthy::limits::rules::LETTER;
use pollworthy::pages::split::{Letter, PageKind, write};
use pollworthy::pages::{FORMATS, Findings, Needs};
use pollworthy::report::Report;
use pollworthy::request::{Request, slashed};

use super::complain;
use super::out_folder::{Whole, outside};
use super::output::OutputArgs;
use super::pages;

/// The flags of `--split`.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(super) struct SplitArgs {
    /// Write a page, the cells to fix (CSV and XLSX) and a letter for each place into this folder, new or empty [pages are HTML; Markdown with --format markdown]
    #[arg(long, value_name = "DIR")]
    split: Option<PathBuf>,
    /// The text of the letters, with placeholders such as {place} and {fix}: a .txt, .md or .html file [default: a built-in one]
    #[arg(long, value_name = "FILE", requires = "split")]
    letter: Option<PathBuf>,
}

/// A folder that is to be written.
pub(super) struct Split<'a> {
    folder: &'a Path,
    whole: Whole,
    letter: Letter,
    kind: PageKind,
}

impl SplitArgs {
    /// What the folder shows in addition to counts.
    pub(super) fn needs(&self) -> Needs {
        let findings = if self.split.is_some() { Findings::OfEveryPlace } else { Findings::Never };
        Needs { findings, ..Needs::NONE }
    }

    /// Checks what is asked for and makes the folder; none, where none is asked for.
    pub(super) fn begin(&self, output: &OutputArgs, request: &Request) -> Result<Option<Split<'_>>> {
        let Some(folder) = &self.split else { return Ok(None) };
        if request.public {
            bail!("--split writes what each place has to fix, which is not for the public: leave out --redact public");
        }
        outside("--split", folder, request)?;
        let letter = self.letter.as_deref().map_or_else(|| Ok(Letter::usual()), read)?;
        let is_markdown = output.format.iter().any(|wanted| FORMATS[wanted.format].name == "markdown");
        let kind = if is_markdown { PageKind::Markdown } else { PageKind::Html };
        Ok(Some(Split { folder, whole: Whole::begin(folder)?, letter, kind }))
    }
}

fn read(path: &Path) -> Result<Letter> {
    let name = slashed(path);
    let mut text = String::new();
    // No more of it is read than a letter may have.
    let read = fs::File::open(path).and_then(|file| file.take(LETTER.most + 1).read_to_string(&mut text));
    read.with_context(|| format!("{name}: the letter cannot be read"))?;
    if text.len() as u64 > LETTER.most {
        bail!("{name}: {LETTER}");
    }
    Letter::read(&name, text.trim_start_matches('\u{feff}')).map_err(|why| anyhow!(why))
}

impl Split<'_> {
    /// Writes the folder of a report.
    pub(super) fn write(self, report: &Report, output: &OutputArgs) -> Result<()> {
        let Self { folder, whole, letter, kind } = self;
        let places = write(report, (&letter, kind), &pages::paper(output.top, false), &mut |name, bytes| {
            whole.append(name, bytes)
        })
        .with_context(|| format!("{} cannot be written", folder.display()))?;
        whole.finish()?;
        if !output.quiet {
            let places = if places == 1 { "1 place".to_owned() } else { format!("{places} places") };
            let end = if kind == PageKind::Html { "html" } else { "md" };
            complain(&format!("--split: {places} written to {}; begin with index.{end}", slashed(folder)));
        }
        Ok(())
    }
}
