//! The door: arguments in, a page out, and a code that says how it went.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
