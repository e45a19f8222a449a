//! Keeps the reference tables fresh: takes newer files of public sources, shows which verdicts of the shipped inventories would be others,
//! and rewrites the tables. It fetches nothing.

mod refresh;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use pollworthy::words::value::Day;

use refresh::Given;

/// Rewrite the reference tables from newer public files, and show which verdicts would be others
#[derive(Parser)]
struct Flags {
    /// The project's folder
    #[arg(long, default_value = ".")]
    project: PathBuf,
    /// Releases of endoflife.date, as CSV
    #[arg(long, value_name = "FILE", requires = "endoflife_day")]
    endoflife: Option<PathBuf>,
    /// The day those were taken
    #[arg(long, value_name = "DATE")]
    endoflife_day: Option<String>,
    /// CISA's list of known exploited vulnerabilities, as CSV
    #[arg(long, value_name = "FILE")]
    kev: Option<PathBuf>,
    /// An advisory of CISA, as CSAF; may be given again
    #[arg(long, value_name = "FILE")]
    csaf: Vec<PathBuf>,
    /// The EAC's register of certified systems, as CSV
    #[arg(long, value_name = "FILE")]
    eac: Option<PathBuf>,
    /// The day on which the shipped inventories are audited
    #[arg(long, value_name = "DATE")]
    as_of: String,
    /// Write nothing; exit with 1 where a table would change
    #[arg(long)]
    check: bool,
}

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]
fn main() -> ExitCode {
    let flags = Flags::parse();
    let Some(as_of) = Day::parse(&flags.as_of) else {
        eprintln!("refresh: --as-of {} is no day; write 2026-11-30", flags.as_of);
        return ExitCode::from(2);
    };
    let given = Given {
        project: flags.project,
        endoflife: flags.endoflife.zip(flags.endoflife_day),
        kev: flags.kev,
        csaf: flags.csaf,
        eac: flags.eac,
        as_of,
    };
    let told = refresh::run(&given).and_then(|outcome| {
        for line in outcome.notes.iter().chain(&outcome.moved) {
            println!("{line}");
        }
        for name in outcome.changed.keys() {
            println!("rules/{name} {}", if flags.check { "would change" } else { "was rewritten" });
        }
        println!("{} tables change, {} verdicts move", outcome.changed.len(), outcome.moved.len());
        if flags.check {
            Ok(outcome.changed.is_empty())
        } else {
            refresh::write(&given.project, &outcome).map(|()| true)
        }
    });
    match told {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("refresh: {why}");
            ExitCode::from(2)
        }
    }
}
