//! `init`: empty sheets to fill in and what goes with them, or one page to fill in; nothing that is there is touched.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use pollworthy::pages::starter::{File, Starter};
use pollworthy::pages::{intake, starter};
use pollworthy::request::slashed;

use super::complain;
use super::exit_code::Outcome;
use super::flags::RulesArgs;
use super::pages::print;
use super::request::today;
use super::rules_files;

/// Arguments of `init`.
#[derive(clap::Args, Debug)]
pub(super) struct InitArgs {
    /// The folder to write to; files that exist are left as they are
    #[arg(value_name = "DIR", default_value = "my-office")]
    folder: PathBuf,
    /// Your place, by id or name, filled in for you
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Write one HTML page instead, in which an office fills in its inventory without any program
    #[arg(long, value_name = "FILE", conflicts_with = "folder")]
    page: Option<PathBuf>,
    #[command(flatten)]
    rules: RulesArgs,
}

pub(super) fn run(args: &InitArgs) -> Result<Outcome> {
    let place = args.place.as_deref().filter(|place| !place.trim().is_empty());
    if let Some(file) = &args.page {
        return page(file, place, &args.rules);
    }
    let starter = Starter {
        place,
        version: env!("CARGO_PKG_VERSION"),
        // The release workflow says where the program it builds will be.
        releases: option_env!("POLLWORTHY_RELEASES"),
        day: today()?,
    };
    let shown = slashed(&args.folder);
    let shown = shown.trim_end_matches('/');
    let (mut written, mut kept, mut failed): (Vec<File>, Vec<File>, bool) = (Vec::new(), Vec::new(), false);
    for file in starter.files()? {
        match write_new(&args.folder.join(&file.path), &file.bytes) {
            Ok(()) => written.push(file),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => kept.push(file),
            Err(error) => {
                complain(&format!("pollworthy: {shown}/{} cannot be written: {error}", file.path));
                failed = true;
            }
        }
    }
    print(None, |paper, to| starter::write(shown, (&written, &kept), starter.place, paper, to))?;
    Ok(if failed || written.is_empty() { Outcome::Trouble } else { Outcome::Clean })
}

/// Writes the page to fill in: with the columns that the rules add, and what their rules ask.
fn page(file: &Path, place: Option<&str>, rules: &RulesArgs) -> Result<Outcome> {
    let shown = slashed(file);
    let chosen = rules.over(&rules.defaults()?);
    let mut book = rules_files::open(&chosen, rules.day()?)?;
    book.select(&chosen.only, &chosen.skip)?;
    let mut bytes = Vec::new();
    intake::write(place, &book, &mut bytes)?;
    write_new(file, &bytes).map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            anyhow!("{shown} is already there; init overwrites nothing")
        } else {
            anyhow!("{shown} cannot be written: {error}")
        }
    })?;
    print(None, |paper, to| intake::write_next(&shown, place, paper, to))?;
    Ok(Outcome::Clean)
}

/// Writes a file that is not there yet; one that could not be written whole does not stay.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        // A file in the place of a folder is not the file asked for: it is in the way.
        fs::create_dir_all(folder).map_err(|error| {
            let in_the_way = error.kind() == ErrorKind::AlreadyExists;
            if in_the_way {
                io::Error::new(ErrorKind::NotADirectory, "there is a file where its folder should be")
            } else {
                error
            }
        })?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    let done = file.write_all(bytes);
    if done.is_err() {
        drop(file);
        // The first error is the one to report.
        let _ = fs::remove_file(path);
    }
    done
}
