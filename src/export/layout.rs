//! The files and columns of an export, worked out from the rules: what is written, and what SQL scripts may name.

use std::collections::BTreeSet;
use std::fmt;

pub use crate::inventory::{DERIVED, FORMAT, INVENTORY, SCHEMA};
use crate::predicate::{Home, Node};
use crate::rules::{AddedColumn, Rule, RuleBook};
use crate::schema::{Column, JURISDICTIONS, TableId};
use crate::words::digest::Running;
use crate::words::value::Kind;

/// The files and columns of an export.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The six tables of records, in the order of [`crate::schema::TABLES`].
    pub tables: Vec<Sheet>,
    /// The reference tables that conditions name, each with its place in the book.
    pub references: Vec<(usize, Sheet)>,
    /// Every place, whether or not it has a row of `jurisdictions`.
    pub places: Sheet,
    /// What the waivers cover: one row for each waiver and place.
    pub waivers: Sheet,
    /// One row about the export itself, by which a script checks that it was made for this export.
    pub about: Sheet,
    /// A digest of what in the rules decides the content of an export: added columns, reference tables and waivers.
    pub reading: String,
    /// Whether it holds only what may be published.
    pub public: bool,
    /// For each of the six tables, whether its rows are written: a public export has no rows of a table that no public rule reads.
    pub has_rows: Vec<bool>,
}

/// One file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The name of its table.
    pub name: String,
    /// Its folder.
    pub folder: &'static str,
    /// Its columns, in order.
    pub fields: Vec<Field>,
}

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The kind of its values. Versions are written as text; what orders them is in two columns of their own.
    pub kind: Kind,
    /// Where its values come from.
    pub source: Source,
}

/// Where the values of a column come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A column of the table, by its place there.
    Column(usize),
    /// The same in small letters, as `lower` gives it in a condition.
    Lower(usize),
    /// The words before the first digit of a version: only versions with the same are compared.
    VersionName(usize),
    /// What orders versions of one name, compared byte by byte.
    VersionKey(usize),
    /// The entry of a reference table that the row matches, by its place in the book.
    Entry(usize),
    /// The table's own fixed column, by its place among those of [`Layout::places`], [`Layout::waivers`] and the like.
    Own(usize),
    /// The file that the row was read from.
    File,
    /// The line of that file.
    Line,
}

/// A name that two columns of a file would have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameClash {
    /// The file's table.
    pub table: String,
    /// The name.
    pub column: String,
}

impl fmt::Display for NameClash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, column } = self;
        write!(f, "an export of {table} has a column \"{column}\" of its own; give the added column another name")
    }
}

impl std::error::Error for NameClash {}

/// The columns of `places`, each with its kind.
pub const PLACES: &[(&str, Kind)] = &[
    ("place", Kind::Text),
    ("parent", Kind::Text),
    ("state", Kind::Text),
    ("name", Kind::Text),
    ("level", Kind::Text),
    ("voters", Kind::Integer),
    ("stands_for", Kind::Integer),
    ("has_below", Kind::Boolean),
    ("declared", Kind::Boolean),
    ("expected", Kind::Boolean),
    ("sent", Kind::Boolean),
    ("sent_below", Kind::Boolean),
    ("list_complete", Kind::Boolean),
];

/// The columns of `waivers`, each with its kind; without a place it covers an asset of that key anywhere, and without an asset the whole place.
pub const WAIVERS: &[(&str, Kind)] = &[
    ("waiver", Kind::Integer),
    ("rule", Kind::Text),
    ("place", Kind::Text),
    ("asset", Kind::Text),
    ("kind", Kind::Text),
    ("reason", Kind::Text),
    ("owner", Kind::Text),
    ("approved_by", Kind::Text),
    ("expires", Kind::Date),
    ("ticket", Kind::Text),
    ("from_file", Kind::Text),
    ("from_line", Kind::Integer),
];

/// The columns of `about` before the counts of rows, one for each table.
pub const ABOUT: &[(&str, Kind)] =
    &[("format", Kind::Text), ("as_of", Kind::Date), ("reading", Kind::Text), ("redacted", Kind::Boolean)];

impl Layout {
    /// The layout of an export that is made by the rules of a book.
    ///
    /// A public one has only the columns that rules read whose findings may be published, and of the records no text that anyone could
    /// have written: a condition on such a text cannot be answered from it.
    ///
    /// # Errors
    /// A column that a rules file adds has the name of one that an export has itself.
    pub fn of(book: &RuleBook, public: bool) -> Result<Self, NameClash> {
        let asked = Asked::by(book, public);
        let tables = TableId::all().map(|table| asked.table(book, table)).collect::<Result<_, _>>()?;
        let named: BTreeSet<usize> = asked.entries.iter().map(|(_, reference)| *reference).collect();
        let reference = |at: usize| Ok((at, asked.reference(book, at)?));
        let references = named.into_iter().map(reference).collect::<Result<_, _>>()?;
        let places = fixed("places", PLACES);
        let waivers = fixed("waivers", WAIVERS);
        let mut about = fixed("about", ABOUT);
        let is_read = |table| book.rules.iter().any(|rule| rule.table == table && rule.is_public());
        let has_rows = TableId::all().map(|table| !public || table == JURISDICTIONS || is_read(table)).collect();
        let mut layout = Self {
            has_rows,
            tables,
            references,
            places,
            waivers,
            about: about.clone(),
            reading: String::new(),
            public,
        };
        layout.reading = layout.digest(book);
        let count = |(at, sheet): (usize, &Sheet)| Field {
            name: format!("rows_{}", sheet.name),
            kind: Kind::Integer,
            source: Source::Own(ABOUT.len() + at),
        };
        about.fields.extend(layout.counted().enumerate().map(count));
        layout.about = about;
        Ok(layout)
    }

    /// The files whose rows [`Layout::about`] counts, in its order.
    pub fn counted(&self) -> impl Iterator<Item = &Sheet> {
        let references = self.references.iter().map(|(_, sheet)| sheet);
        self.tables.iter().chain(references).chain([&self.places, &self.waivers])
    }

    fn digest(&self, book: &RuleBook) -> String {
        let mut digest = Running::default();
        let sheets = self.tables.iter().chain(self.references.iter().map(|(_, sheet)| sheet));
        for Sheet { name, fields, .. } in sheets {
            digest.add(format!("{name}\n").as_bytes());
            fields.iter().for_each(|field| digest.add(format!("{} {}\n", field.name, field.kind.name()).as_bytes()));
        }
        for AddedColumn { table, column, .. } in &book.columns {
            let Column { name, kind, synonyms, partial, future, .. } = column;
            let choices: Vec<_> = column.choices.iter().map(|choice| (choice.name, choice.synonyms)).collect();
            let kind = kind.name();
            let terms = format!("{} {name} {kind} {synonyms:?} {choices:?} {partial:?} {future}\n", table.table().name);
            digest.add(terms.as_bytes());
        }
        book.references.iter().for_each(|reference| digest.add(format!("{}\n", reference.terms()).as_bytes()));
        let references = book.references.iter().flat_map(|reference| reference.files());
        let waivers = book.waivers_file.iter().map(|(_, sha256)| ("waivers", sha256.as_str()));
        references.chain(waivers).for_each(|(_, sha256)| digest.add(format!("{sha256}\n").as_bytes()));
        digest.finish()
    }
}

impl Sheet {
    /// Where it is below the export's folder, with `/`; of a partitioned export it is in a folder of its state below that.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}.csv", self.folder, self.name)
    }

    /// The name of the column that has its values from a source.
    #[must_use]
    pub fn name_of(&self, source: Source) -> Option<&str> {
        self.fields.iter().find(|field| field.source == source).map(|field| field.name.as_str())
    }

    fn without_clashes(self) -> Result<Self, NameClash> {
        let mut names = BTreeSet::new();
        match self.fields.iter().find(|field| !names.insert(field.name.as_str())) {
            Some(field) => Err(NameClash { table: self.name.clone(), column: field.name.clone() }),
            None => Ok(self),
        }
    }
}

fn fixed(name: &str, columns: &[(&str, Kind)]) -> Sheet {
    let field = |(at, (name, kind)): (usize, &(&str, Kind))| Field {
        name: (*name).to_owned(),
        kind: *kind,
        source: Source::Own(at),
    };
    Sheet { name: name.to_owned(), folder: DERIVED, fields: columns.iter().enumerate().map(field).collect() }
}

/// All conditions of the rules, each with its rule's table.
fn conditions(book: &RuleBook, public: bool) -> impl Iterator<Item = (TableId, &Node)> {
    book.rules.iter().filter(move |rule| !public || rule.is_public()).flat_map(|rule: &Rule| {
        let all = [Some(&rule.require), rule.applies.as_ref(), rule.among.as_ref()];
        all.into_iter().flatten().map(|condition| (rule.table, condition.for_any_day()))
    })
}

/// Whose columns they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Table(TableId),
    Reference(usize),
}

impl Owner {
    /// The owner of the columns of a home, as conditions of a table name them.
    fn of(table: TableId, home: Home) -> Option<Self> {
        match home {
            Home::Row => Some(Self::Table(table)),
            Home::Place => Some(Self::Table(JURISDICTIONS)),
            Home::Reference(reference) => Some(Self::Reference(reference)),
            Home::Calendar => None,
        }
    }
}

/// The columns of a public export that no rule needs to name, by the tables that have them.
const ALWAYS_PUBLIC: [&str; 12] = [
    "id",
    "jurisdiction",
    "state",
    "name",
    "level",
    "registered_voters",
    "places_total",
    "list_complete",
    "quantity",
    "in_service",
    "places_using",
    "voters_served",
];

/// What conditions ask of their columns.
#[derive(Default)]
struct Asked {
    /// Whether only what may be published is written.
    public: bool,
    /// All columns that they name.
    columns: BTreeSet<(Owner, usize)>,
    /// Those that they ask for in small letters.
    lowered: BTreeSet<(Owner, usize)>,
    /// The reference tables that rules about a table name.
    entries: BTreeSet<(TableId, usize)>,
}

impl Asked {
    fn by(book: &RuleBook, public: bool) -> Self {
        let mut asked = Self { public, ..Self::default() };
        for (table, node) in conditions(book, public) {
            let owned = |(home, column): (Home, usize)| Some((Owner::of(table, home)?, column));
            asked.columns.extend(node.columns().into_iter().filter_map(owned));
            asked.lowered.extend(node.lowered().into_iter().filter_map(owned));
            asked.entries.extend(node.columns().iter().filter_map(|(home, _)| match home {
                Home::Reference(reference) => Some((table, *reference)),
                Home::Row | Home::Place | Home::Calendar => None,
            }));
        }
        asked
    }

    /// A column, and those that go with it.
    fn fields(&self, owner: Owner, at: usize, name: &str, kind: Kind, to: &mut Vec<Field>) {
        let field = |name: String, kind, source| Field { name, kind, source };
        to.push(field(name.to_owned(), kind, Source::Column(at)));
        if kind == Kind::Version {
            to.push(field(format!("{name}_name"), Kind::Text, Source::VersionName(at)));
            to.push(field(format!("{name}_key"), Kind::Text, Source::VersionKey(at)));
        }
        if self.lowered.contains(&(owner, at)) {
            to.push(field(format!("{name}_lower"), Kind::Text, Source::Lower(at)));
        }
    }

    /// Whether a column of a table is written.
    fn has(&self, table: TableId, at: usize, column: &Column) -> bool {
        let is_named = || self.columns.contains(&(Owner::Table(table), at));
        let always = at < table.columns().len() && ALWAYS_PUBLIC.contains(&column.name);
        // Any text is a version.
        let may_say_anything = matches!(column.kind, Kind::Text | Kind::Version);
        !self.public || always || is_named() && !may_say_anything
    }

    fn table(&self, book: &RuleBook, table: TableId) -> Result<Sheet, NameClash> {
        let mut fields = Vec::new();
        let columns = book.schema.columns(table).iter().enumerate();
        for (at, column) in columns.filter(|(at, column)| self.has(table, *at, column)) {
            self.fields(Owner::Table(table), at, column.name, column.kind, &mut fields);
        }
        for (_, reference) in self.entries.iter().filter(|(of, _)| *of == table) {
            let name = format!("{}_entry", book.references[*reference].name);
            fields.push(Field { name, kind: Kind::Integer, source: Source::Entry(*reference) });
        }
        if !self.public {
            fields.push(Field { name: "from_file".to_owned(), kind: Kind::Text, source: Source::File });
            fields.push(Field { name: "from_line".to_owned(), kind: Kind::Integer, source: Source::Line });
        }
        Sheet { name: table.table().name.to_owned(), folder: INVENTORY, fields }.without_clashes()
    }

    fn reference(&self, book: &RuleBook, at: usize) -> Result<Sheet, NameClash> {
        let reference = &book.references[at];
        let mut fields = vec![Field { name: "entry".to_owned(), kind: Kind::Integer, source: Source::Own(0) }];
        for (column, named) in reference.columns.list.iter().enumerate() {
            let owner = Owner::Reference(at);
            if self.columns.contains(&(owner, column)) {
                self.fields(owner, column, &named.name, named.kind, &mut fields);
            }
        }
        // It names a path of this machine, and the line says which entry it is.
        if !self.public {
            fields.push(Field { name: "from_file".to_owned(), kind: Kind::Text, source: Source::File });
        }
        Sheet { name: format!("reference_{}", reference.name), folder: DERIVED, fields }.without_clashes()
    }
}
