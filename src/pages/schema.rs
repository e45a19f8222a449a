//! The schema page: the tables, their columns, the words they allow.

use std::io::{self, Write};

use super::layout::{Column, Paper};
use crate::schema::{Column as Declared, TABLES, TableId};
use crate::words::value::Kind;

/// Writes one table, or all of them.
///
/// # Errors
/// Where the writer fails.
pub fn write(only: Option<TableId>, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let tables: Vec<TableId> = only.map_or_else(|| TableId::all().collect(), |table| vec![table]);
    let intro = "Every column may be left out, and an empty cell means that the records do not say. Headers match in any case and \
                 punctuation. Dates are 2026-05-14, 2026-05, 2026 or 5/14/2026.";
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
                vec![column.name.to_owned(), kind(column).to_owned(), format!("{}{words}", column.meaning)]
            })
            .collect();
        let columns = [Column::words(2).at_least(24), Column::words(1).at_least(9), Column::words(1)];
        write!(to, "{}", paper.columns(&rows, &columns))?;
    }
    Ok(())
}

/// Writes one table, or all of them, as tables of Markdown: with the other headers that people write for a column, too.
///
/// # Errors
/// Where the writer fails.
pub fn write_markdown(only: Option<TableId>, to: &mut dyn Write) -> io::Result<()> {
    let tables: Vec<TableId> = only.map_or_else(|| TableId::all().collect(), |table| vec![table]);
    // A bar parts cells even inside code.
    let code = |words: &[&str]| {
        words.iter().map(|word| format!("`{}`", word.replace('|', "\\|"))).collect::<Vec<_>>().join(", ")
    };
    for (at, table) in tables.iter().enumerate() {
        let declared = table.table();
        let gap = if at > 0 { "\n" } else { "" };
        writeln!(to, "{gap}## {}\n\n{}\n", declared.name, declared.meaning)?;
        writeln!(to, "| column | kind | words | meaning | other headers |\n|---|---|---|---|---|")?;
        for column in declared.columns {
            let words: Vec<&str> = column.choices.iter().map(|choice| choice.name).collect();
            let cells = [
                code(&[column.name]),
                kind(column).to_owned(),
                code(&words),
                column.meaning.replace('|', "\\|"),
                code(column.synonyms),
            ];
            writeln!(to, "| {} |", cells.join(" | "))?;
        }
    }
    Ok(())
}

fn kind(column: &Declared) -> &'static str {
    if column.kind == Kind::Boolean { "yes or no" } else { column.kind.name() }
}
