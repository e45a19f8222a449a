//! A script: an export loaded, its rows judged rule by rule, counted, scored and listed; every step a view.

mod joined;
mod judged;
mod laws;
mod lists;
mod load;
mod names;
mod open;
mod risk;
mod tallies;
mod waived;

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::condition::Refusal;
use super::dialect::Dialect;
use crate::export::layout::{Layout, NameClash};
use crate::predicate::PARAM;
use crate::rules::{Param, RuleBook};
use crate::words::value::{Day, Kind, Value};

pub use names::Relation;

/// A view of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: String,
    /// What it is, line by line.
    pub about: Vec<String>,
    /// What it selects. Views and tables in it are marked, because not every host names them alike: see [`Relation`].
    pub select: String,
}

/// Why there is no script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoScript {
    /// What the engine cannot say exactly: the file and line of the rule, its id, and why.
    Refused(Vec<RefusedRule>),
    /// A column that a rules file adds has the name of one that an export has itself.
    Clash(NameClash),
    /// A param that cannot be left open.
    Param(String),
    /// A column of the export that cannot have its name on the engine.
    Column(String),
    /// A rule whose id is the name of another view, or differs from another rule's in capitals only.
    Name(RefusedRule),
}

/// A rule that an engine cannot say exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRule {
    /// Its rules file and line.
    pub at: String,
    /// Its id.
    pub id: String,
    /// Why.
    pub why: Refusal,
}

impl fmt::Display for RefusedRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.at, self.id, self.why)
    }
}

impl fmt::Display for NoScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(all) => {
                let lines: Vec<String> = all.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::Clash(clash) => clash.fmt(f),
            Self::Param(why) | Self::Column(why) => f.write_str(why),
            Self::Name(refused) => refused.fmt(f),
        }
    }
}

impl std::error::Error for NoScript {}

/// All that a script has, for one engine.
#[derive(Clone, Debug)]
pub struct Script {
    /// The engine.
    pub dialect: Dialect,
    /// The files and columns of the export that it is for.
    pub layout: Layout,
    /// The day that it is for, and what else it must find in the export.
    pub expected: Expected,
    /// The views, each after those that it names.
    pub views: Vec<View>,
}

/// What an export must say of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The day of the audit.
    pub as_of: Day,
    /// Whether it is for the public.
    pub redacted: bool,
    /// The params that are left open, with the values that they have unless others are set; `None` where day and params are folded.
    pub open: Option<Vec<OpenParam>>,
}

/// A param that a script leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenParam {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its value, as the engine writes it.
    pub value: String,
    /// Whether it is a share: above 0 and at most 1.
    pub is_share: bool,
}

impl Script {
    /// The script that says on an engine what an audit by a book says: of the rules that were asked for, on the day of the book.
    ///
    /// The book was read by name ([`RuleBook::load_by_name`]), so that its defined names stay names; or open ([`RuleBook::load_open`]),
    /// so that the day and the params stay open too.
    ///
    /// # Errors
    /// Every rule that the engine cannot say exactly.
    pub fn new(book: &RuleBook, dialect: Dialect, redacted: bool) -> Result<Self, NoScript> {
        let layout = Layout::of(book, redacted).map_err(NoScript::Clash)?;
        names::check(book, dialect).map_err(NoScript::Name)?;
        names::check_columns(book, &layout, dialect).map_err(NoScript::Column)?;
        let mut views = vec![tallies::rules(book, dialect)];
        let (judged, refused) = judged::views(book, dialect, &layout);
        if !refused.is_empty() {
            return Err(NoScript::Refused(refused));
        }
        views.extend(judged);
        views.extend(tallies::views(book, dialect, redacted).map_err(NoScript::Name)?);
        views.push(risk::view(book, dialect));
        views.extend(laws::views(book, dialect));
        views.extend(lists::views(book, dialect, redacted));
        views.extend(judged::verdicts(book, dialect));
        let open = if book.open { Some(open_params(book, dialect).map_err(NoScript::Param)?) } else { None };
        Ok(Self { dialect, layout, expected: Expected { as_of: book.as_of, redacted, open }, views })
    }

    /// What comes before the views: the export loaded and checked.
    #[must_use]
    pub(super) fn loading(&self) -> String {
        load::script(self)
    }

    /// The names of the tables that views rest on.
    pub(super) fn loaded(&self) -> impl Iterator<Item = &str> {
        load::sheets(self).map(|sheet| sheet.name.as_str()).chain(["settings"])
    }

    /// The same tables with what DuckDB selects into them, from an export below a folder; it is written into texts as it is here.
    pub(super) fn tables(&self, folder: &str) -> Vec<View> {
        load::tables(self, folder)
    }

    /// The whole script as a text, to be run with the export's folder as the working directory.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.loading();
        for view in &self.views {
            for line in &view.about {
                text.push_str(&format!("-- {}\n", names::in_comment(line)));
            }
            let mut select = names::resolved(&view.select, |relation| self.dialect.name_of(relation));
            if self.dialect == Dialect::Sqlite {
                select = once_each(&select);
            }
            // Sums and tallies are small, and read more than once.
            let is_counted = view.name.ends_with("_sums") || view.name == "tallies";
            let create = match self.dialect {
                Dialect::Spark => "create or replace temporary view",
                // As a view, each rule would compute all rules of its table again. With open variables it must stay a view: they may change later.
                Dialect::DuckDb if self.expected.open.is_none() && (is_counted || view.name.ends_with("_judged")) => {
                    "create or replace table"
                }
                Dialect::DuckDb => "create or replace view",
                Dialect::Sqlite | Dialect::Postgres => "create view",
            };
            let name = self.dialect.name_of(&view.name);
            text.push_str(&format!("{create} {name} as\n{select};\n\n"));
            if self.dialect == Dialect::Spark && is_counted {
                text.push_str(&format!("cache lazy table {name};\n\n"));
            }
        }
        text
    }
}

/// A query of SQLite whose steps are each worked out once: else it writes every step into the next, and long conditions many times over.
fn once_each(select: &str) -> String {
    let mut all = String::with_capacity(select.len());
    let mut is_first = true;
    for line in select.split('\n') {
        if !std::mem::take(&mut is_first) {
            all.push('\n');
        }
        let step = line.strip_suffix(" as (").filter(|step| !step.starts_with(' ') && !step.contains('('));
        match step {
            Some(step) => all.push_str(&format!("{step} as materialized (")),
            None => all.push_str(line),
        }
    }
    all
}

/// The params of a book, as an engine writes them.
fn open_params(book: &RuleBook, dialect: Dialect) -> Result<Vec<OpenParam>, String> {
    let mut known: HashMap<String, &str> = HashMap::from([("as_of".to_owned(), "the day")]);
    for param in &book.params {
        let name = param.name.as_str();
        if let Some(other) = known.insert(name.to_lowercase(), name) {
            return Err(format!(
                "the param {name} has the name of {other}, in all but capitals, and cannot be left open"
            ));
        }
        // Those of psql have no small letters.
        if dialect == Dialect::Postgres && !name.contains(|c: char| c.is_ascii_lowercase()) {
            return Err(format!("the param {name} may have the name of a variable of psql, and cannot be left open"));
        }
        if dialect == Dialect::Postgres && !names::fits(&format!("{PARAM}{name}"), dialect) {
            return Err(format!("the param {name} has too long a name for PostgreSQL, and cannot be left open"));
        }
    }
    let shares: HashSet<&str> = book.rules.iter().filter_map(|rule| rule.share_param.as_deref()).collect();
    let of = |param: &Param| {
        let is_share = shares.contains(param.name.as_str());
        let (kind, value) = match &param.value {
            Value::Number(number) => match (number.to_integer(), param.value.to_direct(Kind::Number)) {
                (Some(whole), _) => (Kind::Integer, whole.to_string()),
                (None, Some(millionths)) if dialect == Dialect::Sqlite => (Kind::Number, millionths.to_string()),
                (None, Some(_)) => (Kind::Number, number.to_string()),
                (None, None) => {
                    return Err(format!(
                        "the param {} has more than six decimals, and cannot be left open",
                        param.name
                    ));
                }
            },
            Value::Boolean(yes) => (Kind::Boolean, yes.to_string()),
            Value::Date(day) => (Kind::Date, dialect.day(*day)),
            Value::Text(text) if !text.contains('\0') => (Kind::Text, dialect.text(text)),
            Value::Text(_) | Value::Version(_) | Value::Null => {
                return Err(format!("the param {} cannot be left open", param.name));
            }
        };
        Ok(OpenParam { name: param.name.clone(), kind, value, is_share })
    };
    book.params.iter().map(of).collect()
}
