//! `completions` and `man`: the command line as shells and manuals have it.

use std::io::{self, Write};

use anyhow::Result;
use clap::CommandFactory;

use super::CommandLine;
use super::exit_code::Outcome;

/// Arguments of `completions`.
#[derive(clap::Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Prints what a shell needs to complete commands and options.
pub(super) fn completions(args: &CompletionsArgs) -> Result<Outcome> {
    let mut command = CommandLine::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    io::stdout().write_all(&script)?;
    Ok(Outcome::Clean)
}

/// Prints the manual page: the program, then every command of it.
pub(super) fn page() -> Result<Outcome> {
    let mut page = Vec::new();
    let command = CommandLine::command();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for own in command.get_subcommands().filter(|own| !own.is_hide_set()) {
        let title = format!("{}-{}", command.get_name(), own.get_name());
        let man = clap_mangen::Man::new(own.clone().display_name(title));
        writeln!(page, ".SH \"{}\"", own.get_name().to_uppercase())?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    io::stdout().write_all(&page)?;
    Ok(Outcome::Clean)
}
