//! `sql`: the rules as a script for a database engine, or as a dbt project.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use pollworthy::sql::{Dialect, Script, dbt_project};

use super::atomic_file;
use super::exit_code::{Nothing, Outcome};
use super::flags::RulesArgs;
use super::out_folder::Whole;
use super::rules_files;

/// Arguments of `sql`.
#[derive(clap::Args, Debug)]
pub(super) struct SqlArgs {
    /// The engine that is to run the script; dbt for a project in the folder --output
    #[arg(long, value_name = "ENGINE", value_parser = engine())]
    engine: Engine,
    /// The engine that dbt is to run it on: duckdb or postgres [default: duckdb]
    #[arg(long, value_name = "ENGINE", value_parser = named([("duckdb", Dialect::DuckDb), ("postgres", Dialect::Postgres)]))]
    dialect: Option<Dialect>,
    /// For an export for the public, by the rules whose findings may be published
    #[arg(long, value_name = "EDITION", value_parser = ["public"])]
    redact: Option<String>,
    /// Leave the day and the params open, as variables of the engine
    #[arg(long)]
    bind: bool,
    /// Write the script to this file [default: stdout], or the dbt project to this new or empty folder
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[command(flatten)]
    rules: RulesArgs,
}

/// What a script is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    Of(Dialect),
    Dbt,
}

fn engine() -> impl TypedValueParser<Value = Engine> {
    let [a, b, c, d] = Dialect::ALL.map(|(name, dialect)| (name, Engine::Of(dialect)));
    named([a, b, c, d, ("dbt", Engine::Dbt)])
}

/// A parser of values that have names.
fn named<T: Copy + Send + Sync + 'static, const N: usize>(
    all: [(&'static str, T); N],
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.map(|(name, _)| name)).try_map(move |name| {
        let found = all.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        found.ok_or("not one of them")
    })
}

pub(super) fn run(args: &SqlArgs) -> Result<Outcome> {
    let dialect = match (args.engine, args.dialect) {
        (Engine::Dbt, _) if args.output.is_none() => bail!("--engine dbt writes a folder; name it with --output"),
        (Engine::Dbt, _) if args.bind => bail!("--bind does not go with --engine dbt: a project is for one day"),
        (Engine::Dbt, dialect) => dialect.unwrap_or(Dialect::DuckDb),
        (Engine::Of(_), Some(_)) => bail!("--dialect goes with --engine dbt"),
        (Engine::Of(dialect), None) => dialect,
    };
    let asked = args.rules.over(&args.rules.defaults()?);
    let as_of = args.rules.day()?;
    let open = if args.bind { rules_files::open_unfolded } else { rules_files::open_by_name };
    let mut book = open(&asked, as_of)?;
    book.select(&asked.only, &asked.skip).map_err(|why| Nothing(why.to_string()))?;
    if args.bind {
        // Whether a rule is in force is found out on the day.
        for rule in &mut book.rules {
            (rule.off, rule.selected) = (rule.turned_off, rule.asked && !rule.turned_off);
        }
    }
    if args.redact.is_some() {
        book.rules.iter_mut().for_each(|rule| rule.selected &= rule.is_public());
    }
    if !book.rules.iter().any(|rule| rule.selected) {
        bail!(Nothing("no rule is in force".to_owned()));
    }
    let script = Script::new(&book, dialect, args.redact.is_some()).map_err(|why| anyhow!(why))?;
    match &args.output {
        Some(folder) if args.engine == Engine::Dbt => {
            let Some(files) = dbt_project(&script, &book) else {
                bail!("dbt does not run on {}", dialect.name());
            };
            let whole = Whole::begin(folder)?;
            for (path, text) in files {
                let named = || format!("{} cannot be written", folder.join(&path).display());
                whole.append(&path, text.as_bytes()).with_context(named)?;
            }
            whole.finish()?;
        }
        Some(path) => atomic_file::write(path, &|to| to.write_all(script.text().as_bytes()))?,
        None => io::stdout().lock().write_all(script.text().as_bytes())?,
    }
    Ok(Outcome::Clean)
}
