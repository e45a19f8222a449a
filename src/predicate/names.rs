//! What the names in a condition may mean: columns of the row, of its place, and of reference tables.

use std::sync::Arc;

use super::check::Typed;
use super::node::{Home, Node};
use crate::schema::Column;
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::Kind;

/// A column that a condition may name.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name.
    pub name: Arc<str>,
    /// The kind of its values.
    pub kind: Kind,
    /// Its declaration, where the schema has one.
    pub column: Option<&'static Column>,
}

/// The columns of one source: those of the row by their names, others after the source's name and a dot.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Whose columns they are.
    pub home: Home,
    /// The name before the dot; for the row's own columns, what they are columns of.
    pub called: Arc<str>,
    /// The columns, in their own order.
    pub list: Vec<Named>,
}

impl Columns {
    /// Columns of a table, those that rules files add among them.
    #[must_use]
    pub fn of(columns: &'static [Column], home: Home, called: &str) -> Self {
        let named =
            |column: &'static Column| Named { name: column.name.into(), kind: column.kind, column: Some(column) };
        Self { home, called: called.into(), list: columns.iter().map(named).collect() }
    }

    /// The column of a name, as an expression.
    pub(super) fn find(&self, name: &str) -> Option<Typed> {
        let index = self.list.iter().position(|column| &*column.name == name)?;
        let Named { name, kind, column } = &self.list[index];
        let name = match self.home {
            Home::Row | Home::Calendar => name.clone(),
            Home::Place | Home::Reference(_) => format!("{}.{name}", self.called).into(),
        };
        let node = Node::Column { home: self.home, index, kind: *kind, name };
        Some(Typed { node, kind: Some(*kind), column: *column })
    }

    /// The name nearest to one that is not there, in words for people.
    pub(super) fn near(&self, name: &str) -> String {
        let near = nearest(name, self.list.iter().map(|column| &*column.name));
        did_you_mean(near.map(|near| format!("{}.{near}", self.called)))
    }
}
