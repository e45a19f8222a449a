//! `read`: how every file was understood, and all that is wrong with it.

use std::io::{self, IsTerminal, Write};

use anyhow::{Result, bail};
use pollworthy::render::layout::Paper;
use pollworthy::render::reading::{FORMATS, Format, LINES, PAGE};
use pollworthy::report::reading::{Asked, Reading};

use super::args::Read;
use super::outcome::Outcome;
use super::run::{book, open, paper, print, whole};
use super::{complain, config, start};

/// So many cells of one trouble are named where a program asks.
const POSITIONS: usize = 1_000;

pub(super) fn run(args: &Read) -> Result<Outcome> {
    let config = config::find(&args.input.law)?;
    let strict = args.strict || config.as_ref().is_some_and(|config| config.strict);
    let input = config.map_or_else(|| args.input.clone(), |config| config::input_with(&args.input, &config));
    if input.paths.is_empty() && !std::path::Path::new("inventories").exists() {
        complain(&start::welcome(cfg!(windows)));
        return Ok(Outcome::Nothing);
    }
    if !args.input.state.is_empty() {
        bail!("read shows all that is there: --state has no place here");
    }
    if args.format.iter().filter(|wanted| wanted.file.is_none()).count() > 1 {
        bail!("only one format goes to stdout; name a file for the others, as in --format csv=cells.csv");
    }
    let book = book(&input.law)?;
    let (inventory, paths) = match open(&input, &book, POSITIONS)? {
        Ok(opened) => opened,
        Err(why) => return Ok(nothing_read(&why)),
    };
    let asked = Asked {
        as_of: book.as_of,
        schema: book.schema,
        paths,
        expect: input.expect.clone(),
        place: input.place.clone(),
        strict,
    };
    let reading = Reading::of(inventory, asked);
    write(&reading, args)?;
    if reading.is_empty() {
        let asked = reading.asked.paths.join(", ");
        complain(&format!(
            "Nothing was read: {asked} holds no inventory. It reads .csv, .tsv, .toml, .xlsx, .xls and .ods files."
        ));
        return Ok(Outcome::Nothing);
    }
    Ok(if reading.why_not_clean().is_some() { Outcome::Trouble } else { Outcome::Clean })
}

/// Writes every format that was asked for; the page to a terminal and lines into a pipe, where none was.
fn write(reading: &Reading, args: &Read) -> Result<()> {
    for wanted in args.format.iter() {
        let format = &FORMATS[wanted.format];
        match &wanted.file {
            Some(path) => {
                let mut bytes = format.mark.as_bytes().to_vec();
                (format.write)(reading, &paper(args.top, false), &mut bytes)?;
                whole(path, &bytes)?;
            }
            None => print(args.top, |paper, to| (format.write)(reading, paper, to))?,
        }
    }
    if args.format.is_empty() {
        let usual = if io::stdout().is_terminal() { PAGE } else { LINES };
        let draw = |format: &Format, paper: &Paper, to: &mut dyn Write| (format.write)(reading, paper, to);
        if let Some(format) = FORMATS.iter().find(|format| format.name == usual) {
            print(args.top, |paper, to| draw(format, paper, to))?;
        }
    }
    Ok(())
}

/// Says that nothing was read.
fn nothing_read(why: &str) -> Outcome {
    complain(&format!("Nothing was read: {why}"));
    Outcome::Nothing
}
