//! Pages on their way out: to stdout, or to the files that formats name.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anyhow::{Result, bail};
use pollworthy::pages::Format;
use pollworthy::pages::layout::{Paper, Top};
use supports_hyperlinks::Stream;

use super::atomic_file;
use super::output::{Count, Wanted};
use super::terminal::decorated;

/// The paper that stdout, or a file, is written on.
pub(super) fn paper(top: Option<Count>, to_terminal: bool) -> Paper {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let width = if to_terminal { asked.or_else(seen) } else { asked };
    let top = match top {
        None => Top::Usual,
        Some(Count(None)) => Top::All,
        Some(Count(Some(top))) => Top::First(top),
    };
    Paper::new(width.unwrap_or(80), top)
}

/// Prints a page to stdout, with colour where that is a terminal that has it.
pub(super) fn print(top: Option<Count>, page: impl FnOnce(&Paper, &mut dyn Write) -> io::Result<()>) -> Result<()> {
    print_page(top, &[], page)
}

/// The same, with links to `files`.
fn print_page(
    top: Option<Count>,
    files: &[&str],
    page: impl FnOnce(&Paper, &mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let stdout = io::stdout();
    let choice = AutoStream::choice(&stdout);
    if choice == ColorChoice::Never {
        return print_plain(top, page);
    }
    let mut bytes = Vec::new();
    page(&paper(top, stdout.is_terminal()), &mut bytes)?;
    let files = if supports_hyperlinks::on(Stream::Stdout) { files } else { &[] };
    let mut out = AutoStream::new(stdout.lock(), choice);
    out.write_all(decorated(&String::from_utf8_lossy(&bytes), files).as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Prints what programs read to stdout.
fn print_plain(top: Option<Count>, page: impl FnOnce(&Paper, &mut dyn Write) -> io::Result<()>) -> Result<()> {
    let stdout = io::stdout();
    let mut out = io::BufWriter::new(stdout.lock());
    page(&paper(top, stdout.is_terminal()), &mut out)?;
    out.flush()?;
    Ok(())
}

/// Refuses two formats on stdout; `other` is a file for the other one.
pub(super) fn one_on_stdout(wanted: &[Wanted], other: &str) -> Result<()> {
    if wanted.iter().filter(|wanted| wanted.file.is_none()).count() > 1 {
        bail!("only one format goes to stdout; name a file for the others, as in --format {other}");
    }
    Ok(())
}

/// Writes every format that was asked for; to stdout in the usual one, where none was. On a terminal, a page has links to `files`.
pub(super) fn write<T>(
    formats: &[Format<T>],
    wanted: &[Wanted],
    top: Option<Count>,
    files: &[&str],
    draw: impl Fn(&Format<T>, &Paper, &mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    // Files first: whoever closes the pipe has all of them.
    for wanted in wanted {
        let format = &formats[wanted.format];
        let Some(path) = &wanted.file else { continue };
        atomic_file::write(path, &|to| {
            to.write_all(if format.is_sheet { "\u{feff}".as_bytes() } else { b"" })?;
            draw(format, &paper(top, false), to)
        })?;
    }
    let on_stdout = match wanted.iter().find(|wanted| wanted.file.is_none()) {
        Some(wanted) => Some(&formats[wanted.format]),
        None if !wanted.is_empty() => None,
        None => {
            let fits =
                |format: &&Format<T>| if io::stdout().is_terminal() { format.is_page } else { format.is_for_pipes };
            formats.iter().find(fits).or(formats.first())
        }
    };
    match on_stdout {
        Some(format) if format.is_page => print_page(top, files, |paper, to| draw(format, paper, to)),
        Some(format) => print_plain(top, |paper, to| draw(format, paper, to)),
        None => Ok(()),
    }
}

/// A line for each file that formats were written to.
pub(super) fn written(wanted: &[Wanted]) -> impl Iterator<Item = String> {
    wanted.iter().filter_map(|wanted| wanted.file.as_ref()).map(|file| format!("Wrote {}", file.display()))
}
