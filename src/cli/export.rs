//! `export`: the records as they were understood, as clean tables in a new folder.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use pollworthy::export::layout::Layout;
use pollworthy::export::{Error, Scope, export};
use pollworthy::place::PlaceId;

use super::exit_code::{Nothing, Outcome};
use super::flags::RecordsArgs;
use super::out_folder::{Whole, outside, written_blank};
use super::request::states;
use super::{complain, progress, record_files, rules_files};

/// Arguments of `export`.
#[derive(clap::Args, Debug)]
pub(super) struct ExportArgs {
    /// The folder to write: new or empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    records: RecordsArgs,
    /// The format of the files
    #[arg(long, value_enum, default_value_t = FileFormat::Csv, help_heading = "Output")]
    format: FileFormat,
    /// Write a folder for each state
    #[arg(long, value_enum, value_name = "BY", help_heading = "Output")]
    partition: Option<Partition>,
    /// Write only what may be published
    #[arg(long, value_enum, value_name = "FOR", help_heading = "Output")]
    redact: Option<RedactFor>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FileFormat {
    /// Comma-separated values
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Partition {
    /// One folder a state
    State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RedactFor {
    /// For anybody to read
    Public,
}

pub(super) fn run(args: &ExportArgs) -> Result<Outcome> {
    let FileFormat::Csv = args.format;
    let config = args.records.rules.defaults()?;
    let mut request = args.records.over(&config)?;
    outside("export", &args.folder, &request)?;
    request.records.states = states(&request.records.states)?;
    let mut book = rules_files::open(&request.rules, request.as_of)?;
    book.select(&request.rules.only, &request.rules.skip).map_err(|why| Nothing(why.to_string()))?;
    let layout = Layout::of(&book, args.redact == Some(RedactFor::Public) || config.public)?;
    let inventory = record_files::open(&request, &book, 10, progress::watch(true))?;
    if inventory.files() == 0 {
        bail!(Nothing(format!("{} holds no inventory", request.records.names().join(", "))));
    }
    // A place that no row declares is known once all rows are read.
    let id = |wanted: &String| {
        let declared = inventory.places().asked(wanted).map(|place| place.id.to_string());
        declared.unwrap_or_else(|| PlaceId::understand(wanted, None).id.to_string())
    };
    let focus = request.focus.as_ref().map(id);
    let scope = Scope {
        states: &request.records.states,
        focus: focus.as_deref(),
        by_state: args.partition == Some(Partition::State),
    };
    let whole = Whole::begin(&args.folder)?;
    let lacks = match export(inventory, (&book, &layout), scope, &mut |path, bytes| whole.append(path, bytes)) {
        Err(error @ (Error::NoSuchPlace(_) | Error::NoRows)) => bail!(Nothing(error.to_string())),
        done => done.with_context(|| format!("{}: the export cannot be written", args.folder.display()))?,
    };
    whole.finish()?;
    written_blank("export", &lacks.cells).iter().for_each(|line| complain(line));
    lacks.errors.iter().for_each(|notice| complain(&notice.to_string()));
    Ok(if lacks.errors.is_empty() { Outcome::Clean } else { Outcome::Trouble })
}
