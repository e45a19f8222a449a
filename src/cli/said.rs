//! What was said on the command line, where a default would hide it.

use clap::ArgMatches;
use clap::parser::ValueSource;

/// What the command line said where it has a default of its own, and where the defaults came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// Whether `--fail-on` was said.
    pub(super) fail_on: bool,
}

impl Said {
    /// What was said to the command that was asked for.
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let of = matches.subcommand().map_or(matches, |(_, own)| own);
        let said =
            |id: &str| of.try_contains_id(id).unwrap_or(false) && of.value_source(id) == Some(ValueSource::CommandLine);
        Self { fail_on: said("fail_on") }
    }
}
