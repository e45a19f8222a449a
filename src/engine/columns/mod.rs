//! Rows of one table as typed columns; a coded column keeps each distinct word once for the whole run.

mod fast_parse;

use std::collections::HashMap;
use std::ops::Range;

use super::interner::{Cell, ColumnSlice, Interner, Near};
use crate::schema::{Column, Fault, LaterCell, Schema, TableId, Trouble, read_cell};
use crate::words::value::{ABSENT, Cells, Day, Kind, NO_DAY, Value};
use fast_parse::{Months, day, whole};

/// Words a coded column keeps before it forgets them and begins anew.
const WORDS_KEPT: usize = 65_536;

/// The distinct words of one coded column, and what each means; word 0 is unknown.
#[derive(Clone, Debug)]
pub struct Words {
    codes: Interner,
    values: Vec<Value>,
    /// For each code whether there is trouble with its word.
    told: Vec<bool>,
    troubles: HashMap<u32, Trouble>,
}

impl Words {
    fn new() -> Self {
        Self { codes: Interner::default(), values: vec![Value::Null], told: vec![false], troubles: HashMap::new() }
    }

    /// What each code means.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The codes of many cells, one after the other.
    fn fill<'c>(&mut self, column: &Column, cells: &impl ColumnSlice<'c>, as_of: Day, codes: &mut [u32]) {
        let mut from = 0;
        while let Some(new) = self.codes.get_all(cells, from, codes) {
            codes[new] = self.learn(column, cells.cell(new), as_of);
            from = new + 1;
        }
    }

    #[cold]
    fn learn(&mut self, column: &Column, cell: Cell<'_>, as_of: Day) -> u32 {
        let read = read_bytes(column, cell.bytes(), as_of);
        let code = if matches!(read, Ok(Value::Null)) { 0 } else { u32::try_from(self.values.len()).unwrap_or(0) };
        if code != 0 {
            self.told.push(read.is_err());
            let value = read.unwrap_or_else(|trouble| {
                let taken = trouble.taken.clone().unwrap_or(Value::Null);
                self.troubles.insert(code, trouble);
                taken
            });
            self.values.push(value);
        }
        self.codes.insert(cell, code);
        code
    }

    /// The trouble with a word, where there is any.
    fn trouble(&self, code: u32) -> Result<(), Trouble> {
        if !self.told[code as usize] {
            return Ok(());
        }
        self.troubles.get(&code).map_or(Ok(()), |trouble| Err(trouble.clone()))
    }
}

fn read_bytes(column: &Column, cell: &[u8], as_of: Day) -> Result<Value, Trouble> {
    match std::str::from_utf8(cell) {
        Ok(text) => read_cell(column, text, as_of),
        Err(_) => Err(Trouble::new(column, "", Fault::NotUtf8, None)),
    }
}

/// The words of every coded column met so far; one a thread.
#[derive(Clone, Debug)]
pub struct Dictionary {
    as_of: Day,
    /// Whether batches keep the text of cells that are read otherwise on later days.
    keeps_later: bool,
    words: Vec<Vec<Option<Words>>>,
    none: [Value; 1],
}

impl Dictionary {
    /// A dictionary of no words, for an audit as of a day.
    #[must_use]
    pub fn new(schema: &Schema, as_of: Day) -> Self {
        let words = TableId::all().map(|table| vec![None; schema.columns(table).len()]).collect();
        Self { as_of, keeps_later: false, words, none: [Value::Null] }
    }

    /// The same, for batches that keep the text of cells that are read otherwise on later days.
    #[must_use]
    pub fn keeping_later(self, keeps_later: bool) -> Self {
        Self { keeps_later, ..self }
    }

    /// The day of the audit.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.as_of
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
    Days(Vec<i32>),
}

impl Data {
    /// No rows of a column.
    fn of(column: &Column) -> Self {
        match column.kind {
            Kind::Date => Self::Days(Vec::new()),
            Kind::Integer | Kind::Number => Self::Direct(Vec::new()),
            Kind::Text | Kind::Category | Kind::Boolean | Kind::Version => Self::Coded(Vec::new()),
        }
    }

    /// Makes room for this many rows, unknown until they are set.
    fn grow(&mut self, rows: usize) {
        match self {
            Self::Coded(codes) => codes.resize(rows, 0),
            Self::Direct(numbers) => numbers.resize(rows, ABSENT),
            Self::Days(days) => days.resize(rows, NO_DAY),
        }
    }

    /// Makes the first rows unknown again.
    fn clear(&mut self, rows: usize) {
        match self {
            Self::Coded(codes) => codes[..rows].fill(0),
            Self::Direct(numbers) => numbers[..rows].fill(ABSENT),
            Self::Days(days) => days[..rows].fill(NO_DAY),
        }
    }

    /// Keeps some of the first rows, and makes the others unknown.
    fn keep(&mut self, kept: &[usize], before: usize) {
        match self {
            Self::Coded(codes) => keep(&mut codes[..before], kept, 0),
            Self::Direct(numbers) => keep(&mut numbers[..before], kept, ABSENT),
            Self::Days(days) => keep(&mut days[..before], kept, NO_DAY),
        }
    }
}

fn keep<T: Copy>(cells: &mut [T], kept: &[usize], unknown: T) {
    for (to, from) in kept.iter().enumerate() {
        cells[to] = cells[*from];
    }
    cells[kept.len()..].fill(unknown);
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
    /// Cells that are read otherwise on later days, each with its row.
    later: Vec<(usize, LaterCell)>,
}

impl Batch {
    /// An empty batch of a table whose columns are these, with those of them that are asked for.
    #[must_use]
    pub fn new(table: TableId, declared: &'static [Column], needed: &[bool]) -> Self {
        let columns = declared.iter().zip(needed).map(|(column, needed)| needed.then(|| Data::of(column)));
        Self { table, declared, rows: 0, room: 0, columns: columns.collect(), places: Vec::new(), later: Vec::new() }
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
        self.later.clear();
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
        self.columns.iter_mut().flatten().for_each(|data| data.keep(kept, self.rows));
        self.rows = kept.len();
        self.places.truncate(self.rows);
        self.later.retain_mut(|(of, _)| kept.binary_search(of).map(|row| *of = row).is_ok());
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

    /// Starts this many rows: every column is unknown until [`Batch::fill`].
    pub fn begin_all(&mut self, rows: usize) {
        if self.room < rows {
            self.room = rows.next_power_of_two().max(64);
            self.columns.iter_mut().flatten().for_each(|data| data.grow(self.room));
        }
        self.rows = rows;
        self.places.resize(rows, 0);
    }

    /// Sets a column of some rows, from the bytes of the file, and reports each cell that does not fit it; such a cell is what its
    /// trouble says it is taken for, else unknown.
    pub fn fill<'a>(
        &mut self,
        column: usize,
        rows: Range<usize>,
        cells: &impl ColumnSlice<'a>,
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
                words.fill(declared, cells, as_of, codes);
                if !words.troubles.is_empty() {
                    for (at, (row, code)) in rows.zip(codes).enumerate() {
                        if let Err(trouble) = words.trouble(*code) {
                            told(row, cells.cell(at), trouble);
                        }
                    }
                }
            }
            Data::Direct(numbers) => {
                let read = |cell| read_direct(declared, cell, as_of);
                let told = |at, cell, trouble| told(rows.start + at, cell, trouble);
                let numbers = &mut numbers[rows.clone()];
                if declared.kind == Kind::Integer {
                    fill_known(cells, numbers, whole, read, told);
                } else {
                    fill_known(cells, numbers, |_| None, read, told);
                }
            }
            Data::Days(days) => {
                let (months, last) = (Months::get(), last_of(declared, as_of));
                let read = |cell| read_day(declared, cell, as_of);
                let told = |at, cell, trouble| told(rows.start + at, cell, trouble);
                fill_known(cells, &mut days[rows.clone()], |near| day(near, months, last), read, told);
                if dictionary.keeps_later && !declared.future {
                    // What lies ahead is not read, and what has begun is cut at the day of the audit.
                    let may_be = |day: i32| day == NO_DAY || day == as_of.number();
                    let later =
                        days[rows.clone()].iter().enumerate().filter(|(_, day)| may_be(**day)).filter_map(|(at, _)| {
                            let text = str::from_utf8(cells.cell(at).bytes()).ok().filter(|text| !text.is_empty())?;
                            Some((rows.start + at, LaterCell::of((column, declared), text, as_of)?))
                        });
                    self.later.extend(later);
                }
            }
        }
    }

    /// Sets a cell of the row begun last, from the bytes of the file.
    ///
    /// # Errors
    /// The trouble with a cell that does not fit its column; it is what the trouble says it is taken for, else unknown.
    pub fn set<'a>(
        &mut self,
        column: usize,
        cell: impl Into<Cell<'a>>,
        dictionary: &mut Dictionary,
    ) -> Result<(), Trouble> {
        let (cell, row) = (cell.into(), self.rows.saturating_sub(1));
        let mut set = Ok(());
        if !cell.is_empty() {
            self.fill(column, row..row + 1, &[cell].as_slice(), dictionary, |_, _, trouble| set = Err(trouble));
        }
        set
    }

    /// Makes a cell unknown again.
    pub fn unset(&mut self, column: usize, row: usize) {
        match self.columns.get_mut(column) {
            Some(Some(Data::Coded(codes))) => codes[row] = 0,
            Some(Some(Data::Direct(numbers))) => numbers[row] = ABSENT,
            Some(Some(Data::Days(days))) => days[row] = NO_DAY,
            Some(None) | None => {}
        }
        self.later.retain(|(of, cell)| (*of, cell.column) != (row, column));
    }

    /// The cells that are read otherwise on later days, each with its row.
    #[must_use]
    pub fn later(&self) -> &[(usize, LaterCell)] {
        &self.later
    }

    /// Keeps a cell of the row begun last that is read otherwise on later days.
    pub fn keep_later(&mut self, cell: LaterCell) {
        self.later.push((self.rows.saturating_sub(1), cell));
    }

    /// The batch as it is read on a later day.
    #[must_use]
    pub fn on(&self, day: Day) -> Self {
        let mut batch = self.clone();
        for (row, cell) in &self.later {
            if let Some(Some(Data::Days(days))) = batch.columns.get_mut(cell.column) {
                days[*row] = cell.read_on(day).as_day().map_or(NO_DAY, Day::number);
            }
        }
        batch
    }

    /// The cells of a column that was asked for.
    #[must_use]
    pub fn cells(&self, column: usize) -> Cells<'_> {
        match &self.columns[column] {
            Some(Data::Coded(codes)) => Cells::Coded(&codes[..self.rows]),
            Some(Data::Direct(numbers)) => Cells::Direct(&numbers[..self.rows]),
            Some(Data::Days(days)) => Cells::Days(&days[..self.rows]),
            None => Cells::Direct(&[]),
        }
    }

    /// One value; unknown where nobody asked for the column.
    #[must_use]
    pub fn value(&self, row: usize, column: usize, dictionary: &Dictionary) -> Value {
        match &self.columns[column] {
            Some(Data::Coded(codes)) => dictionary.values(self.table, column)[codes[row] as usize].clone(),
            Some(Data::Direct(numbers)) => Value::from_direct(numbers[row], self.declared[column].kind),
            Some(Data::Days(days)) if days[row] == NO_DAY => Value::Null,
            Some(Data::Days(days)) => Value::Date(Day::from_number(days[row])),
            None => Value::Null,
        }
    }
}

/// Reads cells that say something: most in the commonest form, the others by a longer way.
#[inline(never)]
fn fill_known<'a, T>(
    cells: &impl ColumnSlice<'a>,
    room: &mut [T],
    quick: impl Fn(Near<'a>) -> Option<T>,
    slow: impl Fn(Cell<'a>) -> (T, Option<Trouble>),
    mut told: impl FnMut(usize, Cell<'a>, Trouble),
) {
    let mut read = |at: usize, room: &mut T| {
        let cell = cells.cell(at);
        if !cell.is_empty() {
            let (value, trouble) = slow(cell);
            *room = value;
            trouble.into_iter().for_each(|trouble| told(at, cell, trouble));
        }
    };
    let mut at = 0;
    for (room, near) in room.iter_mut().zip(cells.near(0)) {
        match near {
            Some((_, 0)) => {}
            Some(near) => match quick(near) {
                Some(value) => *room = value,
                None => read(at, room),
            },
            None => read(at, room),
        }
        at += 1;
    }
    room.iter_mut().enumerate().skip(at).for_each(|(at, room)| read(at, room));
}

/// The last day that a column may hold.
fn last_of(column: &Column, as_of: Day) -> i32 {
    if column.future { i32::MAX } else { as_of.number() }
}

#[cold]
fn read_day(column: &Column, cell: Cell<'_>, as_of: Day) -> (i32, Option<Trouble>) {
    let (value, trouble) = taken(read_bytes(column, cell.bytes(), as_of));
    (value.as_day().map_or(NO_DAY, Day::number), trouble)
}

#[cold]
fn read_direct(column: &Column, cell: Cell<'_>, as_of: Day) -> (i64, Option<Trouble>) {
    let (value, trouble) = taken(read_bytes(column, cell.bytes(), as_of));
    (value.to_direct(column.kind).unwrap_or(ABSENT), trouble)
}

/// What a cell is read as, and the trouble with it.
fn taken(read: Result<Value, Trouble>) -> (Value, Option<Trouble>) {
    match read {
        Ok(value) => (value, None),
        Err(trouble) => (trouble.taken.clone().unwrap_or(Value::Null), Some(trouble)),
    }
}
