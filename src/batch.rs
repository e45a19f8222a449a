//! Batches: rows of one table as typed columns. A coded column keeps its words once for the whole run; a direct one a number a row.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::schema::{Column, Schema, TableId, Trouble, read_cell};
use crate::value::{ABSENT, Cells, Day, Kind, Value};

/// Words a coded column keeps before it forgets them and begins anew.
const WORDS_KEPT: usize = 65_536;

/// The distinct words of one coded column, and what each means; word 0 is unknown.
#[derive(Clone, Debug)]
pub struct Words {
    codes: HashMap<Box<[u8]>, u32, RandomState>,
    values: Vec<Value>,
    troubles: HashMap<u32, Trouble>,
    last: (Vec<u8>, u32),
}

impl Words {
    fn new() -> Self {
        Self {
            codes: HashMap::with_hasher(RandomState::default()),
            values: vec![Value::Null],
            troubles: HashMap::new(),
            last: (Vec::new(), 0),
        }
    }

    /// What each code means.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    fn code(&mut self, column: &Column, cell: &[u8], as_of: Day) -> u32 {
        if cell == self.last.0 {
            return self.last.1;
        }
        let code = match self.codes.get(cell) {
            Some(code) => *code,
            None => self.learn(column, cell, as_of),
        };
        self.last.0.clear();
        self.last.0.extend_from_slice(cell);
        self.last.1 = code;
        code
    }

    fn learn(&mut self, column: &Column, cell: &[u8], as_of: Day) -> u32 {
        let read = read_bytes(column, cell, as_of);
        let troubled = read.is_err();
        let code = if matches!(read, Ok(Value::Null)) { 0 } else { u32::try_from(self.values.len()).unwrap_or(0) };
        if troubled {
            read.as_ref().err().cloned().and_then(|trouble| self.troubles.insert(code, trouble));
        }
        if code != 0 {
            self.values.push(read.unwrap_or(Value::Null));
        }
        self.codes.insert(cell.into(), code);
        code
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
            if words.values.len() > WORDS_KEPT {
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

/// Rows of one table, with the columns that somebody asked for.
#[derive(Clone, Debug)]
pub struct Batch {
    table: TableId,
    declared: &'static [Column],
    rows: usize,
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
        Self { table, declared, rows: 0, columns: columns.collect(), places: Vec::new() }
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
        self.rows = 0;
        self.places.clear();
        for data in self.columns.iter_mut().flatten() {
            match data {
                Data::Coded(codes) => codes.clear(),
                Data::Direct(numbers) => numbers.clear(),
            }
        }
    }

    /// Begins a row of a place: every column unknown until [`Batch::set`].
    pub fn begin(&mut self, place: u32) {
        self.rows += 1;
        self.places.push(place);
        for data in self.columns.iter_mut().flatten() {
            match data {
                Data::Coded(codes) => codes.push(0),
                Data::Direct(numbers) => numbers.push(ABSENT),
            }
        }
    }

    /// Whether anybody asked for a column.
    #[must_use]
    pub fn wants(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(Option::is_some)
    }

    /// Sets a cell of the row begun last, from the bytes of the file.
    ///
    /// # Errors
    /// The trouble with a cell that does not fit its column; it stays unknown.
    pub fn set(&mut self, column: usize, cell: &[u8], dictionary: &mut Dictionary) -> Result<(), Trouble> {
        if cell.is_empty() {
            return Ok(());
        }
        let (Some(declared), Some(Some(data))) = (self.declared.get(column), self.columns.get_mut(column)) else {
            return Ok(());
        };
        let as_of = dictionary.as_of;
        match data {
            Data::Coded(codes) => {
                let words = dictionary.words[self.table.0][column].get_or_insert_with(Words::new);
                let code = words.code(declared, cell, as_of);
                if let Some(last) = codes.last_mut() {
                    *last = code;
                }
                match words.troubles.get(&code) {
                    Some(trouble) => Err(trouble.clone()),
                    None => Ok(()),
                }
            }
            Data::Direct(numbers) => {
                let number = match quick(declared, cell, as_of) {
                    Some(number) => number,
                    None => read_bytes(declared, cell, as_of)?.to_direct(declared.kind).unwrap_or(ABSENT),
                };
                if let Some(last) = numbers.last_mut() {
                    *last = number;
                }
                Ok(())
            }
        }
    }

    /// The cells of a column that was asked for.
    #[must_use]
    pub fn cells(&self, column: usize) -> Cells<'_> {
        match &self.columns[column] {
            Some(Data::Coded(codes)) => Cells::Coded(codes),
            Some(Data::Direct(numbers)) => Cells::Direct(numbers),
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

/// The commonest forms of dates and numbers, read without a detour through text.
fn quick(column: &Column, cell: &[u8], as_of: Day) -> Option<i64> {
    match column.kind {
        Kind::Date => {
            let day = Day::of_ascii(cell).filter(|day| column.future || *day <= as_of)?;
            Some(i64::from(day.number()))
        }
        Kind::Integer if cell.len() <= 9 => {
            cell.iter().try_fold(0_i64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
        }
        Kind::Integer | Kind::Number | Kind::Text | Kind::Category | Kind::Boolean | Kind::Version => None,
    }
}
