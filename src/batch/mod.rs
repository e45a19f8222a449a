//! Batches: rows of one table as typed columns. A coded column keeps its words once for the whole run; a direct one a number a row.

mod quick;

use std::collections::HashMap;
use std::ops::Range;

use crate::codes::{Cell, Codes};
use crate::schema::{Column, Schema, TableId, Trouble, read_cell};
use crate::value::{ABSENT, Cells, Day, Value};
use quick::{Quick, day, whole};

/// Words a coded column keeps before it forgets them and begins anew.
const WORDS_KEPT: usize = 65_536;

/// The distinct words of one coded column, and what each means; word 0 is unknown.
#[derive(Clone, Debug)]
pub struct Words {
    codes: Codes,
    values: Vec<Value>,
    troubles: HashMap<u32, Trouble>,
}

impl Words {
    fn new() -> Self {
        Self { codes: Codes::default(), values: vec![Value::Null], troubles: HashMap::new() }
    }

    /// What each code means.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    fn code(&mut self, column: &Column, cell: Cell<'_>, as_of: Day) -> u32 {
        match self.codes.get(cell) {
            Some(code) => code,
            None => self.learn(column, cell, as_of),
        }
    }

    /// The codes of many cells, one after the other.
    fn fill<'c>(&mut self, column: &Column, mut cells: impl Iterator<Item = Cell<'c>>, as_of: Day, codes: &mut [u32]) {
        let mut room = codes.iter_mut();
        let mut put = |code| {
            if let Some(room) = room.next() {
                *room = code;
            }
        };
        while let Some(cell) = self.codes.get_all(&mut cells, &mut put) {
            put(self.learn(column, cell, as_of));
        }
    }

    #[cold]
    fn learn(&mut self, column: &Column, cell: Cell<'_>, as_of: Day) -> u32 {
        let read = read_bytes(column, cell.bytes(), as_of);
        let code = if matches!(read, Ok(Value::Null)) { 0 } else { u32::try_from(self.values.len()).unwrap_or(0) };
        if code != 0 {
            let value = read.unwrap_or_else(|trouble| {
                self.troubles.insert(code, trouble);
                Value::Null
            });
            self.values.push(value);
        }
        self.codes.insert(cell, code);
        code
    }

    fn trouble(&self, code: u32) -> Result<(), Trouble> {
        if self.troubles.is_empty() {
            return Ok(());
        }
        self.troubles.get(&code).map_or(Ok(()), |trouble| Err(trouble.clone()))
    }
}

fn read_bytes(column: &Column, cell: &[u8], as_of: Day) -> Result<Value, Trouble> {
    match std::str::from_utf8(cell) {
        Ok(text) => read_cell(column, text, as_of),
        Err(_) => Err(Trouble { message: format!("{} is not UTF-8 text; save the file as UTF-8", column.name) }),
    }
}

/// The words of every coded column met so far; one a thread.
#[derive(Clone, Debug)]
pub struct Dictionary {
    as_of: Day,
    words: Vec<Vec<Option<Words>>>,
    none: [Value; 1],
}

impl Dictionary {
    /// A dictionary of no words, for an audit as of a day.
    #[must_use]
    pub fn new(schema: &Schema, as_of: Day) -> Self {
        let words = TableId::all().map(|table| vec![None; schema.columns(table).len()]).collect();
        Self { as_of, words, none: [Value::Null] }
    }

    /// What the codes of a column mean.
    #[must_use]
    pub fn values(&self, table: TableId, column: usize) -> &[Value] {
        self.words[table.0][column].as_ref().map_or(&self.none, Words::values)
    }

    /// Forgets the words of columns that have too many; call it between batches only.
    pub fn forget(&mut self) {
        for words in self.words.iter_mut().flatten().flatten() {
            if words.values.len().max(words.codes.len()) > WORDS_KEPT {
                *words = Words::new();
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Data {
    Coded(Vec<u32>),
    Direct(Vec<i64>),
}

impl Data {
    /// Makes room for so many rows, unknown until they are set.
    fn grow(&mut self, rows: usize) {
        match self {
            Self::Coded(codes) => codes.resize(rows, 0),
            Self::Direct(numbers) => numbers.resize(rows, ABSENT),
        }
    }

    /// Makes the first rows unknown again.
    fn clear(&mut self, rows: usize) {
        match self {
            Self::Coded(codes) => codes[..rows].fill(0),
            Self::Direct(numbers) => numbers[..rows].fill(ABSENT),
        }
    }

    fn keep(&mut self, rows: &[usize]) {
        for (to, from) in rows.iter().enumerate() {
            match self {
                Self::Coded(codes) => codes[to] = codes[*from],
                Self::Direct(numbers) => numbers[to] = numbers[*from],
            }
        }
    }
}

/// Rows of one table, with the columns that somebody asked for.
#[derive(Clone, Debug)]
pub struct Batch {
    table: TableId,
    declared: &'static [Column],
    rows: usize,
    /// Rows for which there is room.
    room: usize,
    columns: Vec<Option<Data>>,
    places: Vec<u32>,
}

impl Batch {
    /// An empty batch of a table whose columns are these, with those of them that are asked for.
    #[must_use]
    pub fn new(table: TableId, declared: &'static [Column], needed: &[bool]) -> Self {
        let columns = declared.iter().zip(needed).map(|(column, needed)| {
            needed.then(|| if column.kind.is_coded() { Data::Coded(Vec::new()) } else { Data::Direct(Vec::new()) })
        });
        Self { table, declared, rows: 0, room: 0, columns: columns.collect(), places: Vec::new() }
    }

    /// Its table.
    #[must_use]
    pub fn table(&self) -> TableId {
        self.table
    }

    /// The columns of its table.
    #[must_use]
    pub fn declared(&self) -> &'static [Column] {
        self.declared
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The place of every row.
    #[must_use]
    pub fn places(&self) -> &[u32] {
        &self.places
    }

    /// Forgets its rows and keeps its room.
    pub fn clear(&mut self) {
        self.columns.iter_mut().flatten().for_each(|data| data.clear(self.rows));
        self.rows = 0;
        self.places.clear();
    }

    /// Begins a row of a place: every column unknown until [`Batch::set`].
    pub fn begin(&mut self, place: u32) {
        if self.rows == self.room {
            self.room = (self.room * 2).max(64);
            self.columns.iter_mut().flatten().for_each(|data| data.grow(self.room));
        }
        self.rows += 1;
        self.places.push(place);
    }

    /// Keeps some of its rows, which rise.
    pub fn keep(&mut self, kept: &[usize]) {
        let before = self.rows;
        for data in self.columns.iter_mut().flatten() {
            data.keep(kept);
            match data {
                Data::Coded(codes) => codes[kept.len()..before].fill(0),
                Data::Direct(numbers) => numbers[kept.len()..before].fill(ABSENT),
            }
        }
        self.rows = kept.len();
        self.places.truncate(self.rows);
    }

    /// Says where each of its rows is.
    pub fn place(&mut self, places: &[u32]) {
        self.places.clear();
        self.places.extend_from_slice(&places[..self.rows.min(places.len())]);
    }

    /// Whether anybody asked for a column.
    #[must_use]
    pub fn wants(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(Option::is_some)
    }

    /// Begins so many rows: every column unknown until [`Batch::fill`].
    pub fn begin_all(&mut self, rows: usize) {
        if self.room < rows {
            self.room = rows.next_power_of_two().max(64);
            self.columns.iter_mut().flatten().for_each(|data| data.grow(self.room));
        }
        self.rows = rows;
        self.places.resize(rows, 0);
    }

    /// Sets a column of some rows, from the bytes of the file, and tells of each cell that does not fit it; such a cell stays unknown.
    pub fn fill<'a>(
        &mut self,
        column: usize,
        rows: Range<usize>,
        cells: impl Iterator<Item = Cell<'a>> + Clone,
        dictionary: &mut Dictionary,
        mut told: impl FnMut(usize, Cell<'a>, Trouble),
    ) {
        let (Some(declared), Some(Some(data))) = (self.declared.get(column), self.columns.get_mut(column)) else {
            return;
        };
        let as_of = dictionary.as_of;
        match data {
            Data::Coded(codes) => {
                let words = dictionary.words[self.table.0][column].get_or_insert_with(Words::new);
                let codes = &mut codes[rows.clone()];
                words.fill(declared, cells.clone(), as_of, codes);
                if !words.troubles.is_empty() {
                    for (row, (code, cell)) in rows.zip(codes.iter().zip(cells)) {
                        if let Some(trouble) = words.troubles.get(code) {
                            told(row, cell, trouble.clone());
                        }
                    }
                }
            }
            Data::Direct(numbers) => {
                let mut slow = |row: usize, cell: Cell<'a>, number: &mut i64| match read_direct(declared, cell, as_of) {
                    Ok(read) => *number = read,
                    Err(trouble) => told(row, cell, trouble),
                };
                let cells = rows.clone().zip(&mut numbers[rows]).zip(cells);
                let cells = cells.filter(|(_, cell)| !cell.is_empty());
                match Quick::of(declared, as_of) {
                    Quick::Days(months, last) => {
                        cells.for_each(|((row, number), cell)| match day(cell, months, last) {
                            Some(day) => *number = day,
                            None => slow(row, cell, number),
                        });
                    }
                    Quick::Whole => cells.for_each(|((row, number), cell)| match whole(cell) {
                        Some(whole) => *number = whole,
                        None => slow(row, cell, number),
                    }),
                    Quick::Other => cells.for_each(|((row, number), cell)| slow(row, cell, number)),
                }
            }
        }
    }

    /// Sets a cell of the row begun last, from the bytes of the file.
    ///
    /// # Errors
    /// The trouble with a cell that does not fit its column; it stays unknown.
    pub fn set<'a>(
        &mut self,
        column: usize,
        cell: impl Into<Cell<'a>>,
        dictionary: &mut Dictionary,
    ) -> Result<(), Trouble> {
        let cell = cell.into();
        let (Some(declared), Some(Some(data))) = (self.declared.get(column), self.columns.get_mut(column)) else {
            return Ok(());
        };
        let (as_of, row) = (dictionary.as_of, self.rows.saturating_sub(1));
        if cell.is_empty() {
            return Ok(());
        }
        match data {
            Data::Coded(codes) => {
                let words = dictionary.words[self.table.0][column].get_or_insert_with(Words::new);
                let code = words.code(declared, cell, as_of);
                codes[row] = code;
                words.trouble(code)
            }
            Data::Direct(numbers) => {
                numbers[row] = match Quick::of(declared, as_of).read(cell) {
                    Some(number) => number,
                    None => read_direct(declared, cell, as_of)?,
                };
                Ok(())
            }
        }
    }

    /// The cells of a column that was asked for.
    #[must_use]
    pub fn cells(&self, column: usize) -> Cells<'_> {
        match &self.columns[column] {
            Some(Data::Coded(codes)) => Cells::Coded(&codes[..self.rows]),
            Some(Data::Direct(numbers)) => Cells::Direct(&numbers[..self.rows]),
            None => Cells::Direct(&[]),
        }
    }

    /// One value; unknown where nobody asked for the column.
    #[must_use]
    pub fn value(&self, row: usize, column: usize, dictionary: &Dictionary) -> Value {
        match &self.columns[column] {
            Some(Data::Coded(codes)) => dictionary.values(self.table, column)[codes[row] as usize].clone(),
            Some(Data::Direct(numbers)) => Value::from_direct(numbers[row], self.declared[column].kind),
            None => Value::Null,
        }
    }
}

#[cold]
fn read_direct(column: &Column, cell: Cell<'_>, as_of: Day) -> Result<i64, Trouble> {
    Ok(read_bytes(column, cell.bytes(), as_of)?.to_direct(column.kind).unwrap_or(ABSENT))
}
