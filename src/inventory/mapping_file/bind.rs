//! A mapping bound to the headers of a file: expressions parsed and checked, their columns found, every mistake with its place.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::Mapping;
use super::bound::{Block, Bound, Lookup, Made, Setting, first_field, results};
use super::column_order::{ordered, words};
use super::file::{Makes, Named as Given, RawBlock, Turn, is_meant, is_name};
use super::unroll::{Filled, combination, combinations, fill};
use crate::limits::rules::{MAPPING_BLOCKS, MAPPING_NAMES, MAPPING_TEXT, MISTAKES};
use crate::predicate::{Columns, Copied, Defined, Home, Named, Node, Scope, Typed, parse};
use crate::schema::{Column, JURISDICTIONS, read_cell, source_name};
use crate::toml_file::{Mistake, Text};
use crate::words::spelling::nearest;
use crate::words::value::{Day, Kind, Value};

/// Stands for the number of source columns where no headers are known.
const ANY: usize = 1 << 20;

/// Binds a mapping to headers, or checks all but its source columns where there are none.
pub(in crate::inventory) fn bind(
    mapping: &Mapping,
    headers: Option<&[String]>,
    called: &str,
    as_of: Day,
) -> Result<Bound, Vec<Mistake>> {
    let headers_given = headers.unwrap_or_default();
    let sources = headers.map(|headers| sources(mapping, headers, called));
    let fields = sources.as_ref().map_or(ANY, |sources| sources.list.len());
    let mut binder =
        Binder { mapping, sources, fields, as_of, mistakes: Vec::new(), defines: HashMap::new(), nodes: Vec::new() };
    binder.values();
    let blocks = binder.run();
    let Binder { mut mistakes, nodes, .. } = binder;
    if mistakes.is_empty() {
        return Ok(Bound { headers: headers_given.to_vec(), fields, defines: nodes, blocks });
    }
    mistakes.sort_by_key(|mistake| mistake.at);
    Err(mistakes)
}

/// The headers as source columns are named, two of one name told apart, and after them those that the file may lack.
pub(in crate::inventory) fn sources(mapping: &Mapping, headers: &[String], called: &str) -> Columns {
    let mut names: Vec<String> = Vec::new();
    for header in headers {
        let base = source_name(header);
        let mut name = base.clone();
        let mut count = 2;
        while !name.is_empty() && names.contains(&name) {
            name = format!("{base}_{count}");
            count += 1;
        }
        names.push(name);
    }
    for (name, others) in &mapping.raw.headers {
        if !names.contains(name)
            && let Some(at) = names.iter().position(|known| others.iter().any(|other| is_meant(other, known)))
        {
            names[at].clone_from(name);
        }
    }
    for name in &mapping.raw.optional {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    columns(called, names)
}

fn columns(called: &str, names: Vec<String>) -> Columns {
    let named = |name: String| Named { name: name.into(), kind: Kind::Text, column: None };
    Columns { home: Home::Row, called: called.into(), list: names.into_iter().map(named).collect() }
}

/// The names of one place and what they stand for.
type Names = HashMap<String, Option<Typed>>;

struct Binder<'a> {
    mapping: &'a Mapping,
    /// `None` where no headers are known: any word is one, then.
    sources: Option<Columns>,
    fields: usize,
    as_of: Day,
    mistakes: Vec<Mistake>,
    /// `None` for those that are wrong; their mistakes are reported where they are.
    defines: Names,
    nodes: Vec<Node>,
}

/// One block in one of its turns.
struct Unrolled<'a> {
    turn: &'a Turn,
    /// The names of the block, and where they begin among the columns of its rows.
    lets: Names,
    others: Vec<Columns>,
    /// Whether the names of the file may be used.
    defined: bool,
}

impl<'a> Binder<'a> {
    fn say(&mut self, span: Range<usize>, message: String) {
        let mistake = Mistake::new(&self.mapping.origin, &self.mapping.text, span, message);
        // A mistake of a block in all its rounds is reported once.
        if self.mistakes.len() <= MISTAKES.size() && self.mistakes.iter().all(|known| known.at != mistake.at) {
            self.mistakes.push(mistake);
        }
    }

    /// What is wrong with value tables was found when they were read.
    fn values(&mut self) {
        for (span, message) in self.mapping.values.iter().flat_map(|values| values.flaws.clone()) {
            self.say(span, message);
        }
    }

    fn run(&mut self) -> Vec<Block> {
        let mapping = self.mapping;
        let none = Turn::new();
        let mut unrolled = Unrolled { turn: &none, lets: Names::new(), others: Vec::new(), defined: false };
        let (lets, nodes) = self.names(&mapping.raw.defines, &mut unrolled, self.fields);
        (self.defines, self.nodes) = (lets, nodes);
        let counts: Vec<usize> = mapping.raw.blocks.iter().map(combinations).collect();
        let texts = |block: &RawBlock| -> usize {
            let named = [&block.lets, &block.values, &block.sets].into_iter().flatten();
            let named: usize = named.map(|named| named.name.words.len() + named.text.words.len()).sum();
            let fills = block.loops.iter().flatten().flatten().map(|(_, words)| words.len()).max().unwrap_or(0);
            named + block.filter.as_ref().map_or(0, |text| text.words.len()) + fills
        };
        let (mut blocks_so_far, mut text_so_far) = (0_usize, 0_usize);
        let mut blocks = Vec::new();
        for (raw, count) in mapping.raw.blocks.iter().zip(counts) {
            blocks_so_far = blocks_so_far.saturating_add(count);
            text_so_far = text_so_far.saturating_add(texts(raw).saturating_mul(count));
            let are_too_many = (blocks_so_far > MAPPING_BLOCKS.size()).then_some(&MAPPING_BLOCKS);
            if let Some(limit) = are_too_many.or((text_so_far > MAPPING_TEXT.size()).then_some(&MAPPING_TEXT)) {
                self.say(raw.span.clone(), limit.to_string());
                break;
            }
            blocks.extend((0..count).filter_map(|number| self.block(raw, &combination(raw, number))));
        }
        blocks
    }

    fn block(&mut self, raw: &RawBlock, turn: &Turn) -> Option<Block> {
        let mut unrolled = Unrolled { turn, lets: Names::new(), others: Vec::new(), defined: true };
        // A code is looked up before anything can name what it stands for.
        let base = self.fields + self.nodes.len();
        let (names, lets) = self.names(&raw.lets, &mut unrolled, base);
        unrolled.lets = names;
        let mut lookups: Vec<Lookup> = Vec::new();
        for given in &raw.values {
            let typed = self.parse(&given.text, &unrolled, false);
            let name = self.fill(&given.name, turn);
            let known = self.mapping.values.iter().position(|values| *values.name == *name.words);
            let Some(values) = known else {
                let near = nearest(&name.words, self.mapping.values.iter().map(|values| &*values.name));
                let fix = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.say(
                    given.name.span.clone(),
                    format!("there is no value table {}{fix}{}", name.words, name.said(turn)),
                );
                continue;
            };
            if let Some(typed) = typed {
                lookups.push(Lookup { values, code: typed.node, field: None });
                let of = &self.mapping.values[values];
                let mut columns = of.columns.clone();
                columns.home = Home::Reference(lookups.len() - 1);
                unrolled.others.push(columns);
            }
        }
        let filter = raw.filter.as_ref().map(|text| self.parse(text, &unrolled, true));
        let made = match &raw.makes {
            Makes::Row(table) => Made::Row(*table),
            Makes::Notice(text) => Made::Notice(self.fill(text, turn).words.into()),
        };
        let mut sets: Vec<Setting> = Vec::new();
        for given in &raw.sets {
            let Made::Row(table) = made else { continue };
            let name = self.fill(&given.name, turn);
            let typed = self.parse(&given.text, &unrolled, false);
            let Some(column) = table.column(&name.words) else {
                let near = nearest(&name.words, table.columns().iter().map(|column| column.name));
                let fix = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                let said = format!("{} has no column \"{}\"{fix}{}", table.table().name, name.words, name.said(turn));
                self.say(given.name.span.clone(), said);
                continue;
            };
            if sets.iter().any(|set| set.column == column) {
                self.say(given.name.span.clone(), format!("{} is set twice{}", name.words, name.said(turn)));
            }
            if let Some(typed) = typed {
                let setting = Setting { column, node: typed.node, field: None };
                self.fits(&given.text, &setting, typed.kind, &table.columns()[column], (&lets, &lookups, base), turn);
                sets.push(setting);
            }
        }
        let mut block = Block {
            makes: made,
            filter: filter.flatten().map(|typed| typed.node),
            lets,
            lookups,
            sets,
            place: None,
            about: None,
        };
        if let Made::Row(table) = block.makes {
            let names: &[&str] = if table == JURISDICTIONS { &["id", "name"] } else { &["jurisdiction"] };
            let place = names.iter().filter_map(|name| table.column(name));
            block.place = place.filter_map(|column| block.sets.iter().position(|set| set.column == column)).next();
            if table == JURISDICTIONS && block.place.is_none() {
                self.say(raw.span.clone(), "a row of jurisdictions has an id, or a name at least: set one".to_owned());
            }
        }
        self.fields_of(&mut block, base);
        Some(block)
    }

    /// Finds the first source column behind every expression.
    fn fields_of(&self, block: &mut Block, base: usize) {
        let first = |node: &Node, block: &Block| first_field(node, (self.fields, base), &self.nodes, block, 0);
        for at in 0..block.lookups.len() {
            block.lookups[at].field = first(&block.lookups[at].code, block);
        }
        block.about = block.filter.as_ref().and_then(|filter| first(filter, block));
        for at in 0..block.sets.len() {
            // What is always the same rests on what the row was made for.
            block.sets[at].field = first(&block.sets[at].node, block).or(block.about);
        }
    }

    /// Names and their expressions, each read after those it rests on; they stand for columns of the row from `base` on.
    fn names(&mut self, given: &[Given], unrolled: &mut Unrolled<'_>, base: usize) -> (Names, Vec<Node>) {
        let mut names: Vec<String> = Vec::new();
        let mut texts = Vec::new();
        if let Some(one) = given.get(MAPPING_NAMES.size()) {
            self.say(one.name.span.clone(), MAPPING_NAMES.to_string());
            return (Names::new(), Vec::new());
        }
        for given in given {
            let name = self.fill(&given.name, unrolled.turn);
            let taken =
                self.sources.as_ref().is_some_and(|sources| sources.list.iter().any(|c| *c.name == *name.words));
            if !is_name(&name.words) || name.words == "as_of" {
                self.say(given.name.span.clone(), format!("\"{}\": a name is small letters, digits and _", name.words));
            } else if taken {
                let said = format!("{} is a source column already; a defined name may not hide it", name.words);
                self.say(given.name.span.clone(), said);
            } else if names.contains(&name.words) || self.defines.contains_key(&name.words) {
                self.say(given.name.span.clone(), format!("{} is defined already", name.words));
            }
            names.push(name.words);
            texts.push(fill(&given.text.words, unrolled.turn).words);
        }
        let refs: Vec<&str> = names.iter().map(String::as_str).collect();
        let order = match ordered(&refs, &texts.iter().map(String::as_str).collect::<Vec<_>>()) {
            Ok(order) => order,
            Err(circles) => {
                for (at, message) in circles {
                    self.say(given[at].name.span.clone(), message);
                }
                return (names.into_iter().map(|name| (name, None)).collect(), Vec::new());
            }
        };
        let mut nodes = Vec::new();
        for at in order {
            let typed = self.parse(&given[at].text, unrolled, false);
            let named = typed.map(|typed| match (typed.kind, &typed.node) {
                (None, _) | (_, Node::Constant(_)) => typed,
                (Some(kind), _) => {
                    let (index, name) = (base + nodes.len(), names[at].as_str().into());
                    nodes.push(typed.node);
                    Typed { node: Node::Column { home: Home::Row, index, kind, name }, kind: Some(kind), column: None }
                }
            });
            unrolled.lets.insert(names[at].clone(), named);
        }
        (std::mem::take(&mut unrolled.lets), nodes)
    }

    /// A text with its names filled in; braces that nothing fills in are a mistake.
    fn fill(&mut self, text: &Text, turn: &Turn) -> Filled {
        let filled = fill(&text.words, turn);
        for (at, message) in &filled.unknown {
            let span = text.locate(&self.mapping.text, 0, (at.start, at.end));
            self.say(span, message.clone());
        }
        filled
    }

    fn parse(&mut self, text: &Text, unrolled: &Unrolled<'_>, condition: bool) -> Option<Typed> {
        let filled = self.fill(text, unrolled.turn);
        if !filled.unknown.is_empty() {
            return None;
        }
        let named =
            |name: &str| unrolled.lets.get(name).or_else(|| self.defines.get(name).filter(|_| unrolled.defined));
        let defined =
            |typed: &Option<Typed>| typed.clone().map(|typed| Rc::new(Defined::new(typed))).ok_or_else(String::new);
        let define = |name: &str| named(name).map(defined);
        let defines: Vec<&str> = unrolled.lets.keys().chain(self.defines.keys()).map(String::as_str).collect();
        let any;
        let own = match &self.sources {
            Some(sources) => sources,
            None => {
                let small = |word: &&&str| source_name(word) == ***word && named(word).is_none();
                any = columns(
                    "this file",
                    words(&filled.words).iter().filter(small).map(|word| (*word).to_owned()).collect(),
                );
                &any
            }
        };
        let others: Vec<&Columns> = unrolled.others.iter().collect();
        let scope = Scope {
            own,
            others: &others,
            as_of: Some(self.as_of),
            param: &|_| None,
            open: false,
            params: &[],
            define: &define,
            defines: &defines,
            copied: &Copied::default(),
        };
        match parse(&filled.words, &scope, condition) {
            Ok(typed) => Some(typed),
            Err(mistakes) => {
                for mistake in mistakes {
                    let span = text.locate(&self.mapping.text, 0, filled.as_written(mistake.at));
                    self.say(span, format!("{}{}", mistake.message, filled.said(unrolled.turn)));
                }
                None
            }
        }
    }

    /// Whether what an expression gives can be in a column.
    fn fits(
        &mut self,
        text: &Text,
        setting: &Setting,
        kind: Option<Kind>,
        column: &'static Column,
        (lets, lookups, base): (&[Node], &[Lookup], usize),
        turn: &Turn,
    ) {
        let kind = kind.unwrap_or(Kind::Text);
        let fits = match kind {
            Kind::Text | Kind::Category => true,
            Kind::Integer | Kind::Number => matches!(column.kind, Kind::Integer | Kind::Number | Kind::Text),
            Kind::Boolean | Kind::Date | Kind::Version => kind == column.kind || column.kind == Kind::Text,
        };
        let filled = fill(&text.words, turn);
        let said = filled.said(turn);
        if !fits {
            let what = format!("{} is {} ({})", column.name, column.kind.described(), column.meaning);
            self.say(text.span.clone(), format!("{what}, and this is {}{said}", kind.described()));
            return;
        }
        // What is null reads as blank.
        let reads = |value: &Value| {
            read_cell(column, &value.to_string(), latest()).map(|_| ()).map_err(|trouble| trouble.to_string())
        };
        let mut wrong: Vec<(Range<usize>, String)> = Vec::new();
        for node in results(&setting.node, (self.fields, base), &self.nodes, lets) {
            if let Node::Constant(value) = node {
                wrong.extend(reads(value).err().map(|message| (text.span.clone(), format!("{message}{said}"))));
            } else if let Node::Column { home: Home::Reference(at), index, .. } = node
                && let Some(lookup) = lookups.get(*at)
            {
                let values = &self.mapping.values[lookup.values];
                for (value, span) in values.entries.iter().filter_map(|entry| entry.get(*index)) {
                    wrong.extend(reads(value).err().map(|message| (span.clone(), message)));
                }
            }
        }
        for (span, message) in wrong {
            self.say(span, message);
        }
    }
}

/// A day that no sensible record is after: a mapping is written for any day.
fn latest() -> Day {
    Day::new(2200, 12, 31).unwrap_or(Day::from_number(0))
}
