//! The command line: one file a subcommand, each a straight line from arguments to a page.

mod args;
mod audit;
mod config;
mod diff;
mod explain;
mod files;
mod init;
mod manual;
mod outcome;
mod progress;
mod read;
mod rules;
mod run;
mod said;
mod schema;
mod since;
mod start;
mod states;
mod there;
mod verify;
mod waivers;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::anyhow;
use clap::{CommandFactory, FromArgMatches};
use pollworthy::spelling::nearest;

use args::{Args, Command};
use outcome::Outcome;
use said::Said;

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let matches = Args::command().get_matches();
    let mut args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    args.remember(&Said::of(&matches));
    let done = match args.command {
        Some(Command::Audit(audit)) => audit::run(&audit),
        Some(Command::States(states)) => states::run(&states),
        Some(Command::Diff(diff)) => diff::run(&diff),
        Some(Command::Explain(explain)) => explain::run(&explain),
        Some(Command::Read(read)) => read::run(&read),
        Some(Command::Verify(verify)) => verify::run(&verify),
        Some(Command::Rules(rules)) => rules::run(&rules),
        Some(Command::Waivers(waivers)) => waivers::run(&waivers),
        Some(Command::Schema(schema)) => schema::run(&schema),
        Some(Command::Init(init)) => init::run(&init),
        Some(Command::Completions(completions)) => manual::completions(&completions),
        Some(Command::Man) => manual::page(),
        None => match mistyped(&args.audit) {
            Some(why) => Err(anyhow!(why)),
            None => audit::run(&args.audit),
        },
    };
    let outcome = done.unwrap_or_else(|error| match error.downcast_ref::<io::Error>() {
        // Whoever read the page has read enough.
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Clean,
        _ => {
            complain(&format!("pollworthy: {error:#}"));
            Outcome::Trouble
        }
    });
    if start::waits(&start::here()) {
        complain(start::PRESS);
        // Whatever ends the wait, the page has been read.
        let _ = io::stdin().read_line(&mut String::new());
    }
    outcome.into()
}

/// What is said where the first word is no file, and is nearly a command.
fn mistyped(audit: &args::Audit) -> Option<String> {
    let first = audit.input.paths.first().filter(|path| !path.exists())?;
    // A name with a dot or a folder was meant as a file.
    let word = first.to_str().filter(|word| !word.contains(['.', '/', '\\']))?;
    let command = Args::command();
    let near = nearest(word, command.get_subcommands().map(clap::Command::get_name))?;
    Some(format!("there is no command and no file called \"{word}\"; did you mean {near}?"))
}

/// Says something beside the page.
fn complain(message: &str) {
    // Where even this cannot be written, the exit code is left to tell.
    let _ = writeln!(io::stderr(), "{message}");
}
