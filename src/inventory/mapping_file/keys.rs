//! The keys of a mapping file, declared once: the reader and the JSON Schema are made from them.

use crate::toml_file::{KeyKind, Names, TableKind, Together, key};

/// A mapping file.
pub static MAPPING_FILE: TableKind = TableKind {
    what: "a mapping file",
    this: "this file",
    meaning: "how another organization's table becomes rows of an inventory",
    keys: &[
        key("mapping", KeyKind::Table(&MAPPING), "about the mapping itself, and which files it reads").needed(),
        key(
            "headers",
            KeyKind::Map(Names::Any, &KeyKind::List(&KeyKind::Filled, 1)),
            "source columns with several possible headers: the name used here, and the other headers",
        ),
        key(
            "values",
            KeyKind::Map(
                Names::Any,
                &KeyKind::Called(
                    "a value table",
                    &KeyKind::Map(Names::Any, &KeyKind::Called("a code", &KeyKind::Map(Names::Any, &KeyKind::Plain))),
                ),
            ),
            "value tables: what each code of the source stands for, column by column; the code * is any other",
        ),
        key(
            "define",
            KeyKind::Map(Names::Any, &KeyKind::Condition),
            "names for expressions over source columns, for all rows",
        ),
        key("rows", KeyKind::List(&KeyKind::Table(&ROWS), 1), "the rows that each source row makes"),
        key("notice", KeyKind::List(&KeyKind::Table(&NOTICE), 0), "notices on source rows"),
        key("left_out", KeyKind::Filled, "why such a file is left out, and what to do; it then makes no rows"),
        key("refused", KeyKind::Filled, "why such a file cannot be read; it then makes no rows"),
    ],
    together: &[
        Together::OneAtLeast(&["rows", "left_out", "refused"], "this file has no rows: what does a source row make?"),
        Together::NotAll(&["rows", "left_out"], "a mapping that leaves files out makes no rows of them"),
        Together::NotAll(&["rows", "refused"], "a mapping that refuses files makes no rows of them"),
        Together::NotAll(&["left_out", "refused"], "left_out and refused: a mapping has one of them"),
    ],
};

/// What a mapping file says of itself.
pub static MAPPING: TableKind = TableKind {
    what: "a mapping",
    this: "this mapping",
    meaning: "about the mapping itself, and which files it reads",
    keys: &[
        key("name", KeyKind::Id, "its name: letters, digits, - _ and .").needed(),
        key("source", KeyKind::Text, "whose tables it reads"),
        key(
            "known_by",
            KeyKind::List(&KeyKind::Filled, 1),
            "headers by which a file is known; one that ends in * is the beginning of a header",
        )
        .because("which files?"),
        key("without", KeyKind::List(&KeyKind::Filled, 0), "headers that such a file does not have"),
        key(
            "holds",
            KeyKind::List(&KeyKind::Filled, 0),
            "texts, one of which fills a cell of the first rows; or a word of named is in the file's name",
        ),
        key(
            "named",
            KeyKind::List(&KeyKind::Filled, 0),
            "words, one of which is in the file's name; or a cell is a text of holds",
        ),
        key("header", KeyKind::Count, "the line of the header; looked for in the first ten rows, if not given"),
        key("missing", KeyKind::List(&KeyKind::Text, 0), "codes that are read as empty"),
        key("optional", KeyKind::List(&KeyKind::Filled, 0), "source columns that a file may lack; they are then empty"),
    ],
    together: &[],
};

/// Rows that each source row makes.
pub static ROWS: TableKind = TableKind {
    what: "a block of rows",
    this: "this block of rows",
    meaning: "rows of one table, one from each source row",
    keys: &[
        key("table", KeyKind::TableName, "the table").needed(),
        key("for", FOR, FOR_MEANING),
        key("where", KeyKind::Condition, "which source rows make one; all, if not given"),
        key("value", KeyKind::Map(Names::Any, &KeyKind::Condition), "value tables, and the code looked up in each"),
        key("let", KeyKind::Map(Names::Any, &KeyKind::Condition), "names for expressions, for this block"),
        key(
            "set",
            KeyKind::Map(Names::Columns, &KeyKind::Condition),
            "columns of the table, and the expression that fills each",
        )
        .because("which columns does it fill?"),
    ],
    together: &[],
};

/// A notice on some source rows.
pub static NOTICE: TableKind = TableKind {
    what: "a notice",
    this: "this notice",
    meaning: "notices on source rows",
    keys: &[
        key("for", FOR, FOR_MEANING),
        key("where", KeyKind::Condition, "which source rows").needed(),
        key("let", KeyKind::Map(Names::Any, &KeyKind::Condition), "names for expressions, for this notice"),
        key("say", KeyKind::Filled, "the text of the notice: lower case, no full stop").needed(),
    ],
    together: &[],
};

const FOR: KeyKind = KeyKind::Map(Names::Any, &KeyKind::Called("a list of for", &KeyKind::List(&KeyKind::Turn, 1)));
const FOR_MEANING: &str = "lists; the block applies once for each combination, with {name} filled in in its texts";
