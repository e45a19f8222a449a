//! The command line: one file a subcommand, each a straight line from arguments to a page.

mod atomic_file;
mod audit;
mod base_side;
mod browser;
mod checked;
mod diff;
mod exit_code;
mod explain;
mod export;
mod flags;
mod forecast;
mod git_tree;
mod init;
mod manual;
mod out_folder;
mod output;
mod pages;
mod plan;
mod progress;
mod read;
mod record_files;
mod report;
mod report_file;
mod request;
mod rules;
mod rules_files;
mod schema;
mod since;
mod small_file;
mod split;
mod sql;
mod start;
mod states;
mod terminal;
mod verify;
mod waivers;

use std::io::{self, Write};
use std::process::ExitCode;

use anstream::ColorChoice;
use anyhow::anyhow;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use pollworthy::phrases::plain::plain;
use pollworthy::words::spelling::nearest;

use exit_code::{Nothing, Outcome};

/// Audits an election office's records of voting equipment and networks against rules.
///
/// Prints a risk score for every jurisdiction, and the states that still lack paper trails. Works offline: it fetches nothing and sends nothing.
#[derive(Parser, Debug)]
#[command(name = "pollworthy", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 clean; 1 findings at or above --fail-on; 2 bad usage, or something could not be read; \
                        3 nothing was audited."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    audit: audit::AuditArgs,
    /// When to use colour; it repeats what the words say
    #[arg(long, value_name = "WHEN", value_enum, global = true, default_value = "auto", help_heading = "Output")]
    color: Color,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Subcommand, Debug)]
enum Command {
    /// Audit records and print the report; a path without a command means this
    Audit(audit::AuditArgs),
    /// List the states that still lack paper trails, or show another list
    States(states::StatesArgs),
    /// Explain a rule, or where a place's score comes from
    Explain(explain::ExplainArgs),
    /// Plan what a budget should buy first, and what is free
    Plan(plan::PlanArgs),
    /// Write the records as they were understood, as clean tables for databases
    Export(export::ExportArgs),
    /// Show what changed between two reports or two inventories, and why
    Diff(diff::DiffArgs),
    /// Show what changes on its own by a day: machines get old, support and waivers end, laws take effect
    Forecast(forecast::ForecastArgs),
    /// Show how every file was understood, and everything wrong with it
    Read(read::ReadArgs),
    /// Check that a JSON report belongs to these files: compare digests, then repeat the audit
    Verify(verify::VerifyArgs),
    /// List the rules, check a rules file, or run its examples
    Rules(rules::RulesCommandArgs),
    /// Print the rules as SQL: a script that says on an export what an audit says
    Sql(sql::SqlArgs),
    /// List the waivers: what is excepted, why, for whom and until when
    Waivers(waivers::WaiversArgs),
    /// Show the tables and columns of an inventory
    Schema(schema::SchemaArgs),
    /// Write empty sheets to fill in, and the files that go with them
    Init(init::InitArgs),
    /// Print the completions for a shell
    Completions(manual::CompletionsArgs),
    /// Print the manual page, in roff
    Man,
}

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let args = CommandLine::parse();
    match args.color {
        Color::Auto => {}
        Color::Always => ColorChoice::Always.write_global(),
        Color::Never => ColorChoice::Never.write_global(),
    }
    let done = match args.command {
        Some(Command::Audit(audit)) => audit::run(&audit),
        Some(Command::States(states)) => states::run(&states),
        Some(Command::Plan(plan)) => plan::run(&plan),
        Some(Command::Export(export)) => export::run(&export),
        Some(Command::Diff(diff)) => diff::run(&diff),
        Some(Command::Explain(explain)) => explain::run(&explain),
        Some(Command::Forecast(forecast)) => forecast::run(&forecast),
        Some(Command::Read(read)) => read::run(&read),
        Some(Command::Verify(verify)) => verify::run(&verify),
        Some(Command::Rules(rules)) => rules::run(&rules),
        Some(Command::Sql(sql)) => sql::run(&sql),
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
    let outcome = done.unwrap_or_else(|error| {
        if let Some(why) = error.downcast_ref::<Nothing>() {
            complain(&format!("Nothing was audited: {why}"));
            return Outcome::Nothing;
        }
        match error.downcast_ref::<io::Error>() {
            // Whoever read the page has read enough.
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Clean,
            _ => {
                complain(&format!("pollworthy: {error:#}"));
                Outcome::Trouble
            }
        }
    });
    if start::waits(&start::here()) {
        complain(start::PRESS);
        // Whatever ends the wait, the page has been read.
        let _ = io::stdin().read_line(&mut String::new());
    }
    outcome.into()
}

/// The error if the first word is not a file and is close to a command.
fn mistyped(audit: &audit::AuditArgs) -> Option<String> {
    let first = audit.records.paths.first().filter(|path| !path.exists())?;
    // A name with a dot or a folder was meant as a file.
    let word = first.to_str().filter(|word| !word.contains(['.', '/', '\\']))?;
    let command = CommandLine::command();
    let near = nearest(word, command.get_subcommands().map(clap::Command::get_name))?;
    if near == word {
        return Some(format!("options come after the command: pollworthy {word} ... instead of pollworthy ... {word}"));
    }
    Some(format!("there is no command or file called \"{word}\"; did you mean {near}?"))
}

/// Writes a message to stderr; what it quotes from a file can neither move the cursor nor turn the reading order.
fn complain(message: &str) {
    let message: Vec<String> = message.split('\n').map(plain).collect();
    let message = message.join("\n");
    // Where even this cannot be written, the exit code still shows it.
    let _ = writeln!(io::stderr(), "{message}");
}
