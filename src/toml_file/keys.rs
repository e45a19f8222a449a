//! The kinds of tables in files that people write by hand, and the keys of each.

use crate::schema::TableId;

/// One kind of table: a whole file, or what is under a key of one.
#[derive(Clone, Copy, Debug)]
pub struct TableKind {
    /// What it is called, with an article: `a rule`.
    pub what: &'static str,
    /// The one meant: `this rule`.
    pub this: &'static str,
    /// What it says, in one phrase.
    pub meaning: &'static str,
    /// Its keys, in the order in which messages list them.
    pub keys: &'static [Key],
    /// What its keys demand of each other.
    pub together: &'static [Together],
}

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What is under it.
    pub kind: KeyKind,
    /// Whether it may be left out.
    pub need: Need,
    /// What it says, in one phrase.
    pub meaning: &'static str,
}

/// Whether a key may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may.
    No,
    /// It may not.
    Yes,
    /// It may not, and why.
    Because(&'static str),
}

/// What may be under a key.
#[derive(Clone, Copy, Debug)]
pub enum KeyKind {
    /// Text, maybe empty.
    Text,
    /// Text that is not blank.
    Filled,
    /// An id: letters, digits, `-`, `_` and `.`.
    Id,
    /// The name of a new column: small letters, digits and `_`; it hides none of the table that [`KeyKind::TableName`] names.
    NewColumn,
    /// A condition in SQL.
    Condition,
    /// One of some words.
    Word(fn() -> Vec<&'static str>),
    /// The name of a table of inventories; rows and columns in the same table of the file are those of that one.
    TableName,
    /// True or false.
    YesNo,
    /// A day, without quotes.
    Day,
    /// A share above 0 and at most 1, or a `:param`.
    Share,
    /// One text, number, date, true or false.
    Plain,
    /// A whole number from 1.
    Count,
    /// A whole number from 0.
    Whole,
    /// A whole number from 1 to 100.
    Percent,
    /// What one turn of a `for` fills in: one value, or a table of named ones.
    Turn,
    /// A row of the table that [`KeyKind::TableName`] names.
    Row,
    /// A row of `jurisdictions`.
    Place,
    /// A list, and the fewest that it may hold.
    List(&'static Self, usize),
    /// One of two kinds.
    Either(&'static Self, &'static Self),
    /// A table of its own kind.
    Table(&'static TableKind),
    /// A table whose keys are names.
    Map(Names, &'static Self),
    /// The same under a name of its own in messages; a blank text is for the file's own code to refuse.
    Called(&'static str, &'static Self),
}

/// The names that the keys of a map may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Any.
    Any,
    /// Tables of inventories.
    Tables,
    /// Names that hide no column of the table that the map is under.
    Free,
    /// Columns of the table that [`KeyKind::TableName`] names; what is in braces is filled in by `for`.
    Columns,
}

/// What keys of one table demand of each other, and the message where it does not hold.
#[derive(Clone, Copy, Debug)]
pub enum Together {
    /// One of them is there at least.
    OneAtLeast(&'static [&'static str], &'static str),
    /// They are not all there.
    NotAll(&'static [&'static str], &'static str),
    /// The first is not there without the second.
    With(&'static str, &'static str, &'static str),
    /// The first is not there unless the second is this word.
    OnlyWhere(&'static str, (&'static str, &'static str), &'static str),
    /// The first is there where the second is this word.
    Where(&'static str, (&'static str, &'static str), &'static str),
}

impl KeyKind {
    /// The kinds of what is within it; none, where it is one value.
    #[must_use]
    pub fn holds(&self) -> Vec<&'static Self> {
        if let Self::List(of, _) | Self::Map(_, of) | Self::Called(_, of) = self {
            return vec![of];
        }
        if let Self::Either(one, other) = self {
            return vec![one, other];
        }
        if let Self::Table(of) = self { of.keys.iter().map(|key| &key.kind).collect() } else { Vec::new() }
    }

    /// The kind of the table that is here, or in a list here.
    pub(super) fn of_table(&self) -> Option<Self> {
        if let Self::List(of, _) | Self::Called(_, of) = self {
            return of.of_table();
        }
        if let Self::Either(one, other) = self {
            return one.of_table().or(other.of_table());
        }
        matches!(self, Self::Table(_) | Self::Map(..) | Self::Row | Self::Place).then_some(*self)
    }

    /// What is under a key of such a table.
    pub(super) fn under(&self, key: &str) -> Option<&'static Self> {
        if let Self::Map(_, of) = self {
            return Some(of);
        }
        if let Self::Table(of) = self { of.key(key).map(|key| &key.kind) } else { Some(&Self::Plain) }
    }

    /// The words that it is one of.
    pub(super) fn words(&self) -> Vec<&'static str> {
        if let Self::Word(words) = self {
            return words();
        }
        if let Self::TableName = self { table_names() } else { Vec::new() }
    }
}

impl TableKind {
    /// The declaration of a key.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl Key {
    /// The same, where it may not be left out.
    #[must_use]
    pub const fn needed(self) -> Self {
        Self { need: Need::Yes, ..self }
    }

    /// The same, and why it may not.
    #[must_use]
    pub const fn because(self, why: &'static str) -> Self {
        Self { need: Need::Because(why), ..self }
    }
}

/// The names of the tables of inventories.
pub(crate) fn table_names() -> Vec<&'static str> {
    TableId::all().map(|table| table.table().name).collect()
}

/// A key that may be left out.
#[must_use]
pub const fn key(name: &'static str, kind: KeyKind, meaning: &'static str) -> Key {
    Key { name, kind, need: Need::No, meaning }
}
