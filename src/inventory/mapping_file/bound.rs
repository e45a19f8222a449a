//! A mapping bound to the headers of a file: what each source row makes, and which source column an expression rests on.

use std::sync::Arc;

use crate::predicate::{Home, Node};
use crate::schema::TableId;

/// A mapping, ready to run over the rows of a file with these headers.
#[derive(Debug)]
pub(in crate::inventory) struct Bound {
    /// The headers, as the file has them; beyond them are columns that it lacks and may lack.
    pub(in crate::inventory) headers: Vec<String>,
    /// How many source columns expressions know.
    pub(in crate::inventory) fields: usize,
    /// The defined names, by their places after the source columns.
    pub(in crate::inventory) defines: Vec<Node>,
    /// What each source row makes.
    pub(in crate::inventory) blocks: Vec<Block>,
}

/// One block, its `for` unrolled.
#[derive(Debug)]
pub(in crate::inventory) struct Block {
    pub(in crate::inventory) makes: Made,
    pub(in crate::inventory) filter: Option<Node>,
    /// Names of this block, by their places after the defined ones.
    pub(in crate::inventory) lets: Vec<Node>,
    pub(in crate::inventory) lookups: Vec<Lookup>,
    pub(in crate::inventory) sets: Vec<Setting>,
    /// Which of `sets` names the place of the row.
    pub(in crate::inventory) place: Option<usize>,
    /// The first source column that `where` names.
    pub(in crate::inventory) about: Option<usize>,
}

/// What a block makes.
#[derive(Debug)]
pub(in crate::inventory) enum Made {
    Row(TableId),
    Notice(Arc<str>),
}

/// A value table that a block looks a code up in.
#[derive(Debug)]
pub(in crate::inventory) struct Lookup {
    pub(in crate::inventory) values: usize,
    pub(in crate::inventory) code: Node,
    pub(in crate::inventory) field: Option<usize>,
}

/// A column that a block fills.
#[derive(Debug)]
pub(in crate::inventory) struct Setting {
    pub(in crate::inventory) column: usize,
    pub(in crate::inventory) node: Node,
    /// The first source column that its expression names, or that `where` does.
    pub(in crate::inventory) field: Option<usize>,
}

/// The nodes whose value may be that of an expression.
pub(super) fn results<'n>(
    node: &'n Node,
    (fields, base): (usize, usize),
    defines: &'n [Node],
    lets: &'n [Node],
) -> Vec<&'n Node> {
    let mut found = Vec::new();
    let mut left = vec![node];
    while let Some(node) = left.pop() {
        if let Node::Case(branches, otherwise) = node {
            left.extend(branches.iter().map(|(_, then)| then).chain([&**otherwise]));
        } else if let Node::Coalesce(all) = node {
            left.extend(all);
        } else if let Node::NullIf(a, _) = node {
            left.push(a);
        } else if let Node::Column { home: Home::Row, index, .. } = node
            && *index >= fields
            && found.len() < 1_000
        {
            left.extend(if *index < base { defines.get(index - fields) } else { lets.get(index - base) });
        } else {
            found.push(node);
        }
    }
    found
}

/// The first source column behind an expression.
pub(super) fn first_field(
    node: &Node,
    (fields, base): (usize, usize),
    defines: &[Node],
    block: &Block,
    depth: usize,
) -> Option<usize> {
    // Names rest on a few others only; codes rest on none.
    if depth > 40 {
        return None;
    }
    let first = |node: &Node| first_field(node, (fields, base), defines, block, depth + 1);
    node.columns().into_iter().find_map(|(home, index)| match home {
        Home::Row if index < fields => Some(index),
        Home::Row if index < base => first(defines.get(index - fields)?),
        Home::Row => first(block.lets.get(index - base)?),
        Home::Reference(at) => first(&block.lookups.get(at)?.code),
        Home::Place | Home::Calendar => None,
    })
}
