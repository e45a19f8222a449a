//! `read`: how every file was understood, and all that is wrong with it.

use anyhow::{Result, bail};
use pollworthy::pages::reading::FORMATS;
use pollworthy::report::reading::Reading;

use super::checked::{POSITIONS, say_of};
use super::exit_code::{Nothing, Outcome};
use super::flags::RecordsArgs;
use super::output::{Count, Wanted, files, help, wanted};
use super::{complain, pages, progress, record_files, rules_files, start};

/// Arguments of `read`.
#[derive(clap::Args, Debug)]
pub(super) struct ReadArgs {
    #[command(flatten)]
    records: RecordsArgs,
    /// Output format, to stdout or to a file; may be given more than once [default: table; into a pipe: lines]
    #[arg(
        long,
        value_name = "FORMAT[=FILE]",
        value_parser = wanted(FORMATS),
        long_help = help(FORMATS, "table; into a pipe: lines"),
        help_heading = "Output"
    )]
    format: Vec<Wanted>,
    /// How many entries of a long list to show, or all [default: 10; 60 for files that cannot be read]
    #[arg(long, value_name = "N|all", help_heading = "Output")]
    top: Option<Count>,
    /// Exit with code 2 on any notice
    #[arg(long, help_heading = "Gate")]
    strict: bool,
}

pub(super) fn run(args: &ReadArgs) -> Result<Outcome> {
    let config = args.records.rules.defaults()?;
    if args.records.are_nowhere(&config) {
        complain(&start::welcome(cfg!(windows)));
        return Ok(Outcome::Nothing);
    }
    if !args.records.state.is_empty() {
        bail!("read shows everything in the files; --state cannot be used with it");
    }
    pages::one_on_stdout(&args.format, "csv=cells.csv")?;
    let mut request = args.records.over(&config)?;
    request.writes = files(&args.format);
    request.gate.strict = args.strict || config.strict;
    let book = rules_files::open(&request.rules, request.as_of)?;
    let inventory = match record_files::open(&request, &book, POSITIONS, progress::watch(true)) {
        Ok(inventory) => inventory,
        Err(error) => return error.downcast().map(|Nothing(why)| nothing_read(&why)),
    };
    let with_sheets = args.format.iter().any(|wanted| FORMATS[wanted.format].only_to_file);
    let is_of_one = |reading: &Reading| with_sheets && (!reading.is_of_many() || reading.files.len() == 1);
    let reading = Reading::with_sheets(inventory, request, is_of_one);
    let files: Vec<&str> = reading.files.iter().map(|file| &*file.path).collect();
    pages::write(FORMATS, &args.format, args.top, &files, |format, paper, to| (format.write)(&reading, paper, to))?;
    pages::written(&args.format).for_each(|line| complain(&line));
    for wanted in args.format.iter().filter(|wanted| FORMATS[wanted.format].only_to_file) {
        wanted.file.iter().for_each(|path| say_of(&reading.request, path));
    }
    if reading.is_empty() {
        let names = reading.request.records.names().join(", ");
        let reads = "pollworthy reads .csv, .tsv, .toml, .xlsx, .xls and .ods files.";
        return Ok(nothing_read(&format!("{names} contains no inventory. {reads}")));
    }
    Ok(if reading.why_not_clean().is_some() { Outcome::Trouble } else { Outcome::Clean })
}

/// Says that nothing was read.
fn nothing_read(why: &str) -> Outcome {
    complain(&format!("Nothing was read: {why}"));
    Outcome::Nothing
}
