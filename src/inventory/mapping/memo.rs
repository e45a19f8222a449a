//! Results of expressions kept by the cells they depend on: few combinations of codes fill most of a survey.

use super::eval::SourceRow;
use crate::inventory::mapping_file::bound::{Block, Bound, Made};
use crate::predicate::{Home, Node};
use crate::words::truth::Truth;
use crate::words::value::Value;

/// What is kept of one expression.
const SLOTS: usize = 64;

/// An expression that rests on more cells is worked out every time.
const WIDEST: usize = 16;

/// So many expressions of a mapping are kept anything of; a mapping may hold a great many.
const MOST: usize = 2_000;

/// How often an expression is asked for before it is seen whether keeping it helps.
const TRIED: u32 = 512;

/// How deep names may rest on names.
const DEEPEST: usize = 40;

/// What one expression came to, by the codes of the cells it rests on.
#[derive(Debug)]
struct Memo<T> {
    /// The source columns it rests on; `None` where nothing is kept.
    fields: Option<Vec<usize>>,
    keys: Vec<u32>,
    results: Vec<Option<T>>,
    asked: u32,
    known: u32,
}

impl<T: Clone> Memo<T> {
    fn new(fields: Option<Vec<usize>>) -> Self {
        Self { fields, keys: Vec::new(), results: Vec::new(), asked: 0, known: 0 }
    }

    fn clear(&mut self) {
        self.results.clear();
    }

    /// What it comes to for a row: known, or worked out; `work` says too whether that may be kept.
    fn of(&mut self, row: &SourceRow<'_>, work: impl FnOnce() -> (T, bool)) -> T {
        let Some(fields) = &self.fields else { return work().0 };
        if self.results.is_empty() {
            self.keys = vec![0; SLOTS * fields.len()];
            self.results = vec![None; SLOTS];
        }
        self.asked += 1;
        let hash =
            fields.iter().fold(0_u32, |hash, field| (hash.rotate_left(5) ^ row.code(*field)).wrapping_mul(0x9E37_79B1));
        let slot = (hash >> 26) as usize % SLOTS;
        let key = &mut self.keys[slot * fields.len()..(slot + 1) * fields.len()];
        if let Some(known) = &self.results[slot]
            && key.iter().zip(fields).all(|(code, field)| *code == row.code(*field))
        {
            self.known += 1;
            return known.clone();
        }
        let (result, may_keep) = work();
        if may_keep {
            key.iter_mut().zip(fields).for_each(|(code, field)| *code = row.code(*field));
            self.results[slot] = Some(result.clone());
        }
        if self.asked == TRIED && self.known < TRIED / 4 {
            (self.fields, self.keys, self.results) = (None, Vec::new(), Vec::new());
        }
        result
    }
}

/// What is kept of one block.
#[derive(Debug)]
struct OfBlock {
    filter: Memo<Truth>,
    sets: Vec<Memo<Value>>,
}

/// What is kept while the blocks of some tables are worked out, row after row.
#[derive(Debug)]
pub(crate) struct Memos {
    blocks: Vec<OfBlock>,
    /// The source columns that those blocks rest on.
    pub(crate) fields: Vec<usize>,
}

impl Memos {
    /// Room for the blocks that are wanted.
    pub(crate) fn new(bound: &Bound, wanted: impl Fn(&Made) -> bool) -> Self {
        let (mut left, mut used) = (MOST, vec![false; bound.fields]);
        let mut of = |node: &Node, block: &Block| {
            let fields = fields_of(node, bound, block);
            fields.iter().for_each(|field| used[*field] = true);
            let is_cell = matches!(node, Node::Column { home: Home::Row, index, .. } if *index < bound.fields);
            let is_plain = is_cell || matches!(node, Node::Constant(_));
            let kept = !is_plain && fields.len() <= WIDEST && left > 0;
            left -= usize::from(kept);
            kept.then_some(fields)
        };
        let mut blocks = Vec::new();
        for block in &bound.blocks {
            let none = OfBlock { filter: Memo::new(None), sets: Vec::new() };
            blocks.push(if wanted(&block.makes) {
                let filter = Memo::new(block.filter.as_ref().and_then(|filter| of(filter, block)));
                OfBlock { filter, sets: block.sets.iter().map(|set| Memo::new(of(&set.node, block))).collect() }
            } else {
                none
            });
        }
        let fields = (0..bound.fields).filter(|field| used[*field]).collect();
        Self { blocks, fields }
    }

    /// Forgets everything: codes mean other cells from now on.
    pub(crate) fn clear(&mut self) {
        for block in &mut self.blocks {
            block.filter.clear();
            block.sets.iter_mut().for_each(Memo::clear);
        }
    }

    /// Whether a block makes anything of a row.
    pub(crate) fn holds(&mut self, at: usize, block: &Block, row: &SourceRow<'_>) -> bool {
        let Some(filter) = &block.filter else { return true };
        // Mistakes are reported for every row: such a result is computed again.
        let work = || (filter.truth(row), row.troubles.borrow().is_empty());
        self.blocks[at].filter.of(row, work).is_yes()
    }

    /// What the settings of a block come to, one after the other.
    pub(crate) fn set(&mut self, at: usize, block: &Block, row: &SourceRow<'_>, values: &mut Vec<Value>) {
        for (set, memo) in block.sets.iter().zip(&mut self.blocks[at].sets) {
            values.push(memo.of(row, || (set.node.value(row), row.troubles.borrow().is_empty())));
        }
    }
}

/// All source columns behind an expression.
fn fields_of(node: &Node, bound: &Bound, block: &Block) -> Vec<usize> {
    let mut fields = Vec::new();
    let mut seen: Vec<(Home, usize)> = Vec::new();
    let mut left = vec![(node, 0)];
    while let Some((node, depth)) = left.pop() {
        for (home, index) in node.columns() {
            if seen.contains(&(home, index)) || depth > DEEPEST {
                continue;
            }
            seen.push((home, index));
            let behind = match home {
                Home::Row if index < bound.fields => {
                    fields.push(index);
                    None
                }
                Home::Row => {
                    let at = index - bound.fields;
                    bound.defines.get(at).or_else(|| block.lets.get(at - bound.defines.len()))
                }
                Home::Reference(at) => block.lookups.get(at).map(|lookup| &lookup.code),
                Home::Place | Home::Calendar => None,
            };
            left.extend(behind.map(|node| (node, depth + 1)));
        }
    }
    fields.sort_unstable();
    fields
}
