//! Versions in conditions: a text, the words before its first digit, and what orders those with the same words.

use super::{Family, Printed, Printer, Refusal, family, kind_of, operand, refuse, sign};
use crate::predicate::{Comparison, Node};
use crate::sql::dialect::Dialect;
use crate::words::value::{Kind, Value};

/// A version as an engine has it; all three are NULL where it is unknown.
pub(super) struct Printed3 {
    pub(super) text: String,
    name: String,
    key: String,
}

impl Printed3 {
    fn each(&self) -> [&String; 3] {
        [&self.text, &self.name, &self.key]
    }
}

impl Printer {
    /// A version.
    pub(super) fn version(self, node: &Node) -> Result<Printed3, Refusal> {
        let unknown = || {
            let null = self.dialect.null(Kind::Version);
            Printed3 { text: null.clone(), name: null.clone(), key: null }
        };
        let of = |part: usize, node: &Node| Ok(self.version(node)?.each()[part].clone());
        // The same choice for each of the three.
        let three = |print: &dyn Fn(usize) -> Printed| {
            let [text, name, key] = [print(0)?, print(1)?, print(2)?];
            Ok(Printed3 { text: self.limited(text)?, name: self.limited(name)?, key: self.limited(key)? })
        };
        match node {
            Node::Constant(Value::Version(version)) => {
                let (name, key) = version.sort_key();
                Ok(Printed3 {
                    text: self.literal(version.as_str())?,
                    name: self.literal(name)?,
                    key: self.literal(&key)?,
                })
            }
            Node::Column { home, name, .. } => {
                let [text, name, key] = ["", "_name", "_key"].map(|behind| self.column(*home, name, behind));
                Ok(Printed3 { text, name, key })
            }
            Node::Case(branches, otherwise) => {
                three(&|part| self.case(branches, otherwise, &|node: &Node| of(part, node)))
            }
            Node::Coalesce(all) => three(&|part| self.coalesce(all, &|node: &Node| of(part, node))),
            Node::NullIf(a, b) => {
                let equal = self.compare_versions(Comparison::Equal, a, b)?;
                three(&|part| Ok(format!("case when {equal} then null else {} end", of(part, a)?)))
            }
            Node::Cast(a, Kind::Version) => match family(kind_of(a)) {
                Family::Version => self.version(a),
                Family::Text if kind_of(a).is_some() => refuse(
                    "a text is turned into a version, and what orders versions is worked out when records are exported",
                ),
                Family::Text | Family::Number | Family::Boolean | Family::Date => Ok(unknown()),
            },
            Node::Constant(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::In(..)
            | Node::IsNull(_)
            | Node::Like(..)
            | Node::Arithmetic(..)
            | Node::Shift(..)
            | Node::ShiftBy(..)
            | Node::Lower(_)
            | Node::Length(_)
            | Node::Substr(..)
            | Node::Concat(..)
            | Node::Cast(..) => Ok(unknown()),
        }
    }

    pub(super) fn compare_versions(self, how: Comparison, a: &Node, b: &Node) -> Printed {
        let (a, b) = (self.version(a)?, self.version(b)?);
        let by = if self.dialect == Dialect::Postgres { " collate \"C\"" } else { "" };
        let [a_name, b_name, a_key, b_key] = [a.name, b.name, a.key, b.key].map(operand);
        self.limited(format!("case when {a_name} = {b_name} then {a_key}{by} {} {b_key}{by} end", sign(how)))
    }
}
