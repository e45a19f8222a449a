//! The schema page: the tables, their columns, the words they allow.

use std::io::{self, Write};

use super::layout::{Column, Paper};
use crate::schema::{TABLES, TableId};
use crate::value::Kind;

/// Writes one table, or all of them.
///
/// # Errors
/// Where the writer fails.
pub fn write(only: Option<TableId>, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let tables: Vec<TableId> = only.map_or_else(|| TableId::all().collect(), |table| vec![table]);
    let intro = "Every column may be left out, and an empty cell means that the records do not say. Headers match whatever their \
                 case and punctuation. Dates are 2026-05-14, 2026-05, 2026 or 5/14/2026.";
    write!(to, "{}", paper.paragraph("", "", intro))?;
    for table in tables {
        let declared = &TABLES[table.0];
        write!(to, "\n{}", paper.paragraph(&format!("{}  ", declared.name.to_uppercase()), "  ", declared.meaning))?;
        let rows: Vec<Vec<String>> = declared
            .columns
            .iter()
            .map(|column| {
                let words: Vec<&str> = column.choices.iter().map(|choice| choice.name).collect();
                let words = if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) };
                let kind = if column.kind == Kind::Boolean { "yes or no" } else { column.kind.name() };
                vec![column.name.to_owned(), kind.to_owned(), format!("{}{words}", column.meaning)]
            })
            .collect();
        let columns = [Column::words(2).at_least(24), Column::words(1).at_least(9), Column::words(1)];
        write!(to, "{}", paper.columns(&rows, &columns))?;
    }
    Ok(())
}
