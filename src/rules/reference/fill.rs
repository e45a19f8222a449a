//! Filling a reference table: its lines into entries by their keys, once somebody looks something up in it.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::names::Names;
use super::{Entry, PART, Reference, word, words_of};
use crate::limits::rules::REFERENCE_NAMES;
use crate::predicate::Named;
use crate::rules::rule::Several;
use crate::schema::{Column, End, read_cell};
use crate::words::value::{Day, Kind, Value};

/// How the lines of a table are read.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) keys: Vec<Key>,
    /// Columns of the file, each with the words of which a line has one to be read, in small letters.
    pub(super) only: Vec<(usize, Vec<String>)>,
    /// The column that distinguishes the things that lines are about.
    pub(super) thing: Option<usize>,
    /// The columns that names are read by, as [`PARTS`] has them, where they are.
    pub(super) parts: Option<[usize; 4]>,
    /// The text of the table and that of its words, where they are inside the program.
    pub(super) texts: Option<(&'static str, Option<&'static str>)>,
}

/// The columns that distinguish releases where names are read.
pub(super) const PARTS: [&str; 4] = ["product", "versions", "builds", "editions"];

/// The lines of a table, read.
#[derive(Debug, Default)]
pub(super) struct Filled {
    /// The first is what a row without a match finds.
    pub(super) entries: Vec<Entry>,
    pub(super) by_key: HashMap<String, u32, RandomState>,
    pub(super) names: Names,
    pub(super) doubles: Vec<(u64, u64)>,
    pub(super) lines: u64,
    pub(super) things: u64,
}

/// What is wrong with a line: of the table where there is a field, else of the words.
pub(super) struct Trouble {
    pub(super) line: u64,
    pub(super) field: Option<usize>,
    pub(super) message: String,
}

/// The lines of a table, and what is wrong with them.
pub(super) fn filled(reference: &Reference, text: &str, words: Option<&str>) -> (Filled, Vec<Trouble>) {
    let plan = &*reference.plan;
    let list = &reference.columns.list;
    let nothing = Entry { values: vec![Value::Null; list.len()], line: 0, source: reference.file.clone() };
    let mut filled = Filled { entries: vec![nothing], ..Filled::default() };
    let mut troubles = Vec::new();
    if let Some(words) = words {
        learn(&mut filled.names, words, &mut troubles);
    }
    let mut by_key = ByKey::default();
    let mut things: HashSet<String, RandomState> = HashSet::default();
    let mut is_header = true;
    // What cannot be split as CSV has its mistake already.
    let _ = each_record(text, &mut |record, line| {
        if std::mem::replace(&mut is_header, false) || record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let cell = |at: usize| record.get(at).unwrap_or_default();
        if !plan.only.iter().all(|(at, words)| words.contains(&cell(*at).trim().to_lowercase())) {
            return;
        }
        filled.lines += 1;
        things.extend(plan.thing.map(|at| cell(at).trim().to_owned()));
        let mut values = Vec::with_capacity(list.len());
        for (at, named) in list.iter().enumerate() {
            if !reference.wanted.get(at).copied().unwrap_or(true) {
                values.push(Value::Null);
                continue;
            }
            values.push(value(named, cell(at)).unwrap_or_else(|message| {
                troubles.push(Trouble { line, field: Some(at), message });
                Value::Null
            }));
        }
        let entry = Entry { values, line, source: format!("{}:{line}", reference.file).into() };
        if let Some(parts) = plan.parts {
            let [product, versions, builds, editions] = parts.map(cell);
            filled.names.add(product, versions, builds, editions);
            filled.entries.push(entry);
            return;
        }
        let each: Vec<Vec<String>> = plan.keys.iter().map(|key| key.words(&cell)).collect();
        if each.iter().map(Vec::len).product::<usize>() > REFERENCE_NAMES.size() {
            let message = REFERENCE_NAMES.to_string();
            troubles.push(Trouble { line, field: plan.keys.first().map(|key| key.field), message });
            return;
        }
        by_key.add(&mut filled.entries, entry, &each);
    });
    filled.things = if plan.thing.is_some() { things.len() as u64 } else { filled.lines };
    by_key.settle(&mut filled, &reference.several);
    (filled, troubles)
}

/// Learns the words that names are read with.
fn learn(names: &mut Names, text: &str, troubles: &mut Vec<Trouble>) {
    let mut is_header = true;
    let _ = each_record(text, &mut |record, line| {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let learnt = if is_header && record.iter().ne(["words", "kind", "means"]) {
            Err("the header is to be words,kind,means".to_owned())
        } else if is_header {
            Ok(())
        } else {
            names.learn(cell(0), cell(1), cell(2))
        };
        is_header = false;
        troubles.extend(learnt.err().map(|message| Trouble { line, field: None, message }));
    });
}

/// One column of an inventory's table that is looked up, and where the file has its words.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) column: &'static Column,
    pub(super) field: usize,
    pub(super) aliases: Option<usize>,
}

impl Key {
    fn words<'c>(&self, cell: &impl Fn(usize) -> &'c str) -> Vec<String> {
        let value = match self.column.kind {
            Kind::Version => Value::Version(crate::words::value::Version::new(cell(self.field)).into()),
            Kind::Text | Kind::Category | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date => {
                Value::text(cell(self.field))
            }
        };
        let others = self.aliases.into_iter().flat_map(|field| words_of(cell(field), self.column.kind));
        let mut words: Vec<String> = word(&value).into_iter().chain(others).collect();
        words.sort();
        words.dedup();
        words
    }
}

/// The entries of each name, while a table is read.
#[derive(Default)]
struct ByKey(HashMap<String, Vec<usize>, RandomState>);

impl ByKey {
    /// Adds an entry under every combination of its keys' words.
    fn add(&mut self, entries: &mut Vec<Entry>, entry: Entry, each: &[Vec<String>]) {
        let (first, others) =
            each.split_first().map_or((&[][..], &[][..]), |(first, others)| (first.as_slice(), others));
        let mut names: Vec<String> = first.to_vec();
        for words in others {
            names = names.iter().flat_map(|name| words.iter().map(move |word| [name, PART, word].concat())).collect();
        }
        let own = entries.len();
        entries.push(entry);
        for name in names {
            self.0.entry(name).or_default().push(own);
        }
    }

    /// Gives each name its entry: that of several is made of what they say together, and what differs is unknown unless the rules file says
    /// what is taken of it.
    fn settle(self, filled: &mut Filled, several: &[Option<Several>]) {
        let is_asked = several.iter().any(Option::is_some);
        let at = |at: usize| u32::try_from(at).unwrap_or(0);
        let mut shared: Vec<(String, Vec<usize>)> = Vec::new();
        for (name, found) in self.0 {
            match found.as_slice() {
                [one] => {
                    filled.by_key.insert(name, at(*one));
                }
                _ => shared.push((name, found)),
            }
        }
        // New entries are numbered as they come, and doubled lines are reported in order.
        shared.sort_unstable();
        let mut made: HashMap<Vec<usize>, u32, RandomState> = HashMap::default();
        for (name, found) in shared {
            for pair in found.windows(2).filter(|_| !is_asked) {
                let lines = (filled.entries[pair[1]].line, filled.entries[pair[0]].line);
                if !filled.doubles.contains(&lines) {
                    filled.doubles.push(lines);
                }
            }
            let entry = match made.get(&found) {
                Some(known) => *known,
                None => {
                    let joined = super::joined(&filled.entries, several, &found);
                    let own = at(filled.entries.len());
                    filled.entries.push(joined);
                    made.insert(found, own);
                    own
                }
            };
            filled.by_key.insert(name, entry);
        }
    }
}

/// Gives each record of a CSV text, with the line it begins on.
fn each_record(text: &str, take: &mut dyn FnMut(&csv::StringRecord, u64)) -> Result<(), String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| error.to_string())? {
        let line = record.position().map_or(0, csv::Position::line);
        take(&record, line);
    }
    Ok(())
}

/// The cells of the header of a CSV text; `None` where it is empty.
pub(super) fn header(text: &str) -> Result<Option<Vec<String>>, String> {
    let mut header = None;
    each_record(text, &mut |record, _| {
        header.get_or_insert_with(|| record.iter().map(str::to_owned).collect());
    })?;
    Ok(header)
}

/// A cell of a reference table; a date there may be in any year.
fn value(named: &Named, cell: &str) -> Result<Value, String> {
    let any = Column {
        name: "it",
        kind: named.kind,
        synonyms: &[],
        choices: &[],
        meaning: "",
        partial: End::First,
        future: true,
    };
    let column = Column { name: "it", future: true, ..named.column.copied().unwrap_or(any) };
    read_cell(&column, cell, Day::from_number(0)).map_err(|trouble| trouble.to_string())
}
