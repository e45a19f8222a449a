//! Folding: what needs no row is worked out at load, so that evaluation has no clock and no parameters.

use super::eval::Row;
use super::node::{Home, Node};
use crate::words::value::Value;

struct NoRow;

impl Row for NoRow {
    fn cell(&self, _: Home, _: usize) -> Value {
        Value::Null
    }
}

/// Whether a node's value is the same for every row.
pub(super) fn is_fixed(node: &Node) -> bool {
    node.columns().is_empty()
}

/// A node whose children are folded, folded.
pub(super) fn folded(node: Node) -> Node {
    let constant = |node: &Node| matches!(node, Node::Constant(_));
    let children = node.children();
    if !children.is_empty() && children.into_iter().all(constant) {
        return Node::Constant(node.value(&NoRow));
    }
    if let Node::And(all) = node {
        settled(all, false)
    } else if let Node::Or(all) = node {
        settled(all, true)
    } else {
        node
    }
}

/// An `and` (or an `or`) without the parts that change nothing, or the value that settles it.
fn settled(all: Vec<Node>, settles: bool) -> Node {
    let mut kept: Vec<Node> = Vec::new();
    for node in all {
        if node == Node::yes_no(settles) {
            return node;
        }
        // The other of the two changes nothing.
        if node != Node::yes_no(!settles) {
            kept.push(node);
        }
    }
    match kept.len() {
        0 => Node::yes_no(!settles),
        1 => kept.swap_remove(0),
        _ if settles => Node::Or(kept),
        _ => Node::And(kept),
    }
}
