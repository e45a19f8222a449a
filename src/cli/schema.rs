//! `schema`: the tables and columns of an inventory, and the JSON Schemas of what is written by hand.

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use pollworthy::inventory::mapping_keys::MAPPING_FILE;
use pollworthy::pages::{json_schema, schema};
use pollworthy::request::config::CONFIG_FILE;
use pollworthy::rules::keys;
use pollworthy::rules::law::keys::LAW_FILE;
use pollworthy::schema::{TABLES, TableId};

use super::exit_code::Outcome;
use super::output::Count;
use super::pages::print;

/// Arguments of `schema`.
#[derive(clap::Args, Debug)]
pub(super) struct SchemaArgs {
    /// Only this table; all, if none is named
    #[arg(value_parser = PossibleValuesParser::new(TABLES.iter().map(|table| table.name)))]
    table: Option<String>,
    /// How to print the tables
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "table")]
    format: SchemaFormat,
    /// Print the JSON Schema of rules files, for editors that complete and check them
    // The global --rules and --waivers are seen from here too: these take their place, so they are paths as well, and name none.
    #[arg(long, num_args = 0, default_missing_value = "-", conflicts_with_all = ["table", "format", "waivers"])]
    rules: Option<PathBuf>,
    /// Print the JSON Schema of waivers files
    #[arg(long, num_args = 0, default_missing_value = "-", conflicts_with_all = ["table", "format"])]
    waivers: Option<PathBuf>,
    /// Print the JSON Schema of files of state law
    #[arg(long, conflicts_with_all = ["table", "format", "rules", "waivers"])]
    law: bool,
    /// Print the JSON Schema of mapping files
    #[arg(long, conflicts_with_all = ["table", "format", "rules", "waivers", "law"])]
    mapping: bool,
    /// Print the JSON Schema of files of defaults
    #[arg(long, num_args = 0, default_missing_value = "-", conflicts_with_all = ["table", "format", "rules", "waivers", "law", "mapping"])]
    config: Option<PathBuf>,
    /// The JSON Schema of plans, as plan --format json writes them
    #[arg(long, conflicts_with_all = ["table", "format", "rules", "waivers", "law", "mapping", "config"])]
    plan: bool,
}

/// How the tables of an inventory are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaFormat {
    /// For people: text
    Table,
    /// Markdown tables
    Markdown,
    /// The JSON Schema of TOML inventories
    Json,
}

pub(super) fn run(args: &SchemaArgs) -> Result<Outcome> {
    let only = args.table.as_deref().and_then(TableId::named);
    print(Some(Count(None)), |paper, to| match args.format {
        _ if args.rules.is_some() => json_schema::write_file(&keys::RULES_FILE, to),
        _ if args.waivers.is_some() => json_schema::write_file(&keys::WAIVERS_FILE, to),
        _ if args.config.is_some() => json_schema::write_file(&CONFIG_FILE, to),
        _ if args.plan => pollworthy::pages::plan::write_schema(to),
        _ if args.law => json_schema::write_file(&LAW_FILE, to),
        _ if args.mapping => json_schema::write_file(&MAPPING_FILE, to),
        SchemaFormat::Table => schema::write(only, paper, to),
        SchemaFormat::Markdown => schema::write_markdown(only, to),
        SchemaFormat::Json => json_schema::write_inventory(only, to),
    })?;
    Ok(Outcome::Clean)
}
