//! `schema`: the tables and columns of an inventory, and the JSON Schemas of what is written by hand.

use anyhow::Result;
use pollworthy::config::CONFIG_FILE;
use pollworthy::inventory::mapping_keys::MAPPING_FILE;
use pollworthy::render::{json_schema, schema};
use pollworthy::rules::keys;
use pollworthy::rules::law::keys::LAW_FILE;
use pollworthy::schema::TableId;

use super::args::{Count, Schema, SchemaFormat};
use super::outcome::Outcome;
use super::run::print;

pub(super) fn run(args: &Schema) -> Result<Outcome> {
    let only = args.table.as_deref().and_then(TableId::named);
    print(Some(Count(None)), |paper, to| match args.format {
        _ if args.rules.is_some() => json_schema::write_file(&keys::RULES_FILE, to),
        _ if args.waivers.is_some() => json_schema::write_file(&keys::WAIVERS_FILE, to),
        _ if args.config.is_some() => json_schema::write_file(&CONFIG_FILE, to),
        _ if args.law => json_schema::write_file(&LAW_FILE, to),
        _ if args.mapping => json_schema::write_file(&MAPPING_FILE, to),
        SchemaFormat::Table => schema::write(only, paper, to),
        SchemaFormat::Markdown => schema::write_markdown(only, to),
        SchemaFormat::Json => json_schema::write_inventory(only, to),
    })?;
    Ok(Outcome::Clean)
}
