//! The rows of a table with all that conditions name: columns of their places, entries of reference tables, and defined names.

use std::collections::BTreeSet;

use super::judged::{ASSET, BARE, FILE, LINE, LIVE, PLACE, Table, WEIGHT};
use super::names::{self, Relation};
use crate::export::layout::{Sheet, Source};
use crate::predicate::{Home, Node, PARAM};
use crate::rules::{DEFINED, NamedNode, RuleBook};
use crate::schema::{JURISDICTIONS, TableId};
use crate::sql::condition::{Refusal, expression};
use crate::sql::dialect::Dialect;
use crate::words::value::Kind;

/// The defined names of a table that an engine cannot say, that cannot be columns of their own, or that rest on such a name.
pub(super) fn unsayable(book: &RuleBook, table: TableId, dialect: Dialect, sheet: &Sheet) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // Engines take no notice of capitals in names.
    let mut taken: BTreeSet<String> = sheet.fields.iter().map(|field| field.name.to_lowercase()).collect();
    for named in book.by_name.iter().filter(|named| named.table == table) {
        let is_column = names::fits(&named.name, dialect) && taken.insert(named.name.to_lowercase());
        let rests = named
            .node
            .named_columns()
            .iter()
            .any(|(home, at, name)| *home == Home::Row && *at >= DEFINED && found.contains(&***name));
        if !is_column || rests || expression(&named.node, dialect).is_err() {
            found.insert(named.name.clone());
        }
    }
    found
}

impl Table<'_> {
    /// The file of an export that has the columns of a home.
    fn sheet_of(&self, home: Home) -> Option<&Sheet> {
        match home {
            Home::Row => Some(&self.layout.tables[self.table.0]),
            Home::Place => Some(&self.layout.tables[JURISDICTIONS.0]),
            Home::Reference(at) => {
                self.layout.references.iter().find(|(known, _)| *known == at).map(|(_, sheet)| sheet)
            }
            Home::Calendar => None,
        }
    }

    /// Refuses what reads a column that the export leaves out.
    pub(super) fn is_exported(&self, node: &Node) -> Result<(), Refusal> {
        for (home, at, name) in node.named_columns() {
            let is_there = home == Home::Calendar
                || home == Home::Row && at >= DEFINED
                || self.sheet_of(home).is_some_and(|sheet| sheet.name_of(Source::Column(at)).is_some());
            if !is_there {
                return Err(Refusal(format!("it reads {name}, which an export for the public leaves out")));
            }
        }
        Ok(())
    }

    /// Whether a condition depends on the day or on a param, by itself or by what it rests on.
    pub(super) fn names_settings(&self, node: &Node) -> bool {
        let all: Vec<&NamedNode> = self.book.by_name.iter().filter(|named| named.table == self.table).collect();
        let (mut seen, mut open) = (vec![false; all.len()], vec![node]);
        while let Some(node) = open.pop() {
            for (home, at, name) in node.named_columns() {
                if home == Home::Calendar {
                    return true;
                }
                let named = all.iter().position(|named| home == Home::Row && at >= DEFINED && *named.name == **name);
                if let Some(named) = named.filter(|named| !std::mem::replace(&mut seen[*named], true)) {
                    open.push(&all[named].node);
                }
            }
        }
        false
    }

    /// Which names rest on which, in layers: each layer names only columns and names of layers before it.
    pub(super) fn layers(&self, used: &mut Vec<Node>) -> Result<Vec<Vec<(String, String)>>, Refusal> {
        let all: Vec<&NamedNode> = self.book.by_name.iter().filter(|named| named.table == self.table).collect();
        let find = |name: &str| all.iter().position(|named| named.name == name);
        let names_in = |node: &Node| -> Vec<usize> {
            let columns = node.named_columns();
            let named = columns.into_iter().filter(|(home, at, _)| *home == Home::Row && *at >= DEFINED);
            named.filter_map(|(_, _, name)| find(name)).collect()
        };
        let mut wanted = vec![false; all.len()];
        let mut open: Vec<usize> = used.iter().flat_map(names_in).collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut wanted[at], true) {
                open.extend(names_in(&all[at].node));
            }
        }
        // Each name rests on earlier ones.
        let mut depth = vec![0_usize; all.len()];
        let mut layers: Vec<Vec<(String, String)>> = Vec::new();
        for at in (0..all.len()).filter(|at| wanted[*at]) {
            let named = all[at];
            depth[at] = names_in(&named.node).into_iter().map(|below| depth[below] + 1).max().unwrap_or(0);
            let sql = expression(&named.node, self.dialect)?;
            used.push(named.node.clone());
            if layers.len() <= depth[at] {
                layers.resize_with(depth[at] + 1, Vec::new);
            }
            layers[depth[at]].push((named.name.clone(), sql));
        }
        Ok(layers)
    }

    /// What a reference table is called where it is joined.
    fn alias(&self, reference: usize) -> String {
        self.name(&format!("its_{}", self.book.references[reference].name))
    }

    /// The rows with what conditions name: of the row itself, of its place and of reference tables.
    pub(super) fn joined(&self, columns: &BTreeSet<(Home, usize, String)>, used: &[Node]) -> String {
        let sheet = &self.layout.tables[self.table.0];
        let has = |name: &str| self.book.schema.column(self.table, name).is_some();
        let is_place = self.table == JURISDICTIONS;
        let own = |name: &str| format!("t.{}", self.name(name));
        let place = own(if is_place { "id" } else { "jurisdiction" });
        let kept = |name: &str| sheet.fields.iter().any(|field| field.name == name);
        // An export for the public says neither which asset a row is nor where it was read.
        let asset = match () {
            () if is_place => "''".to_owned(),
            () if kept("row_key") => own("row_key"),
            () => self.dialect.null(Kind::Text),
        };
        let or_null = |name: &str, kind: Kind| if kept(name) { own(name) } else { self.dialect.null(kind) };
        let mut select = vec![
            format!("{place} as {}", self.name(PLACE)),
            format!("{asset} as {}", self.name(ASSET)),
            format!("{} as {}", or_null("from_file", Kind::Text), self.name(FILE)),
            format!("{} as {}", or_null("from_line", Kind::Integer), self.name(LINE)),
        ];
        let (mut weight, mut bare, mut live) = ("1".to_owned(), "false".to_owned(), Vec::new());
        if has("quantity") {
            weight = "coalesce(t.quantity, 1)".to_owned();
            bare = "t.quantity is null".to_owned();
            live.push("coalesce(t.quantity, 1) <> 0".to_owned());
        }
        if has("in_service") {
            live.push("coalesce(t.in_service, true)".to_owned());
        }
        let live = if live.is_empty() { "true".to_owned() } else { live.join(" and ") };
        select.push(format!("{weight} as {}", self.name(WEIGHT)));
        select.push(format!("{bare} as {}", self.name(BARE)));
        select.push(format!("{live} as {}", self.name(LIVE)));
        select.extend(self.summed().iter().map(|column| own(column)));
        if self.book.open {
            select.push(of_settings(self.dialect, "as_of"));
        }
        let lowered: BTreeSet<(Home, usize)> = used.iter().flat_map(Node::lowered).collect();
        let mut joins: Vec<String> = Vec::new();
        let mut references: BTreeSet<usize> = BTreeSet::new();
        let mut joins_place = false;
        for (home, at, name) in columns {
            let (alias, of) = match home {
                Home::Row => ("t".to_owned(), sheet),
                Home::Place => {
                    joins_place = true;
                    ("j".to_owned(), &self.layout.tables[JURISDICTIONS.0])
                }
                Home::Reference(reference) => {
                    references.insert(*reference);
                    let Some((_, of)) = self.layout.references.iter().find(|(known, _)| known == reference) else {
                        continue;
                    };
                    (self.alias(*reference), of)
                }
                Home::Calendar => {
                    let line = of_settings(self.dialect, name);
                    if !select.contains(&line) {
                        select.push(line);
                    }
                    continue;
                }
            };
            let mut add = |source: Source, behind: &str| {
                if let Some(column) = of.name_of(source) {
                    let (from, to) = (format!("{alias}.{}", self.name(column)), self.name(&format!("{name}{behind}")));
                    let renamed = from != format!("{alias}.{to}");
                    let line = if renamed { format!("{from} as {to}") } else { from };
                    if !select.contains(&line) {
                        select.push(line);
                    }
                }
            };
            add(Source::Column(*at), "");
            add(Source::VersionName(*at), "_name");
            add(Source::VersionKey(*at), "_key");
            if lowered.contains(&(*home, *at)) {
                add(Source::Lower(*at), "_lower");
            }
        }
        if joins_place {
            joins.push(format!("left join {} j on j.id = {place}", Relation::named("jurisdictions")));
        }
        for reference in references {
            let Some((_, of)) = self.layout.references.iter().find(|(known, _)| *known == reference) else { continue };
            let Some(entry) = sheet.name_of(Source::Entry(reference)) else { continue };
            let alias = self.alias(reference);
            joins.push(format!("left join {} {alias} on {alias}.entry = {}", Relation::named(&of.name), own(entry)));
        }
        let joins: String = joins.iter().map(|join| format!("\n  {join}")).collect();
        format!(
            "select {}\n  from {} t{joins}\n  cross join {} s",
            select.join(",\n    "),
            Relation::named(&sheet.name),
            Relation::named("settings")
        )
    }
}

/// A day or a param that is left open, from the one row of settings.
pub(super) fn of_settings(dialect: Dialect, name: &str) -> String {
    let column = if name == "as_of" { name.to_owned() } else { day_or_param(name) };
    format!("s.{} as {}", dialect.name_of(&column), dialect.name_of(&day_or_param(name)))
}

/// What the column of a day or a param is called.
pub(super) fn day_or_param(name: &str) -> String {
    if name.starts_with(PARAM) { name.to_owned() } else { format!("day.{name}") }
}
