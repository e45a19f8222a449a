//! `schema`: the tables and columns of an inventory.

use anyhow::Result;
use pollworthy::render::schema;
use pollworthy::schema::TableId;

use super::args::{Count, Schema};
use super::outcome::Outcome;
use super::run::print;

pub(super) fn run(args: &Schema) -> Result<Outcome> {
    let only = args.table.as_deref().and_then(TableId::named);
    print(Some(Count(None)), |paper, to| schema::write(only, paper, to))?;
    Ok(Outcome::Clean)
}
