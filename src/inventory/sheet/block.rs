//! A block of a sheet before it is committed: its rows recognised, typed and hashed, by any thread in any order.

use super::line::{Counted, Line, NameNextToId, Pending, UNUSED};
use super::place_names::Names;
use super::plan::{OtherCve, Plan};
use super::row_id::{id, id_in};
use super::scan::Scan;
use super::{RowKind, Sheet};
use crate::diagnostic::{Kind, Level, Notice};
use crate::engine::columns::{Batch, Dictionary};
use crate::engine::csv::{Fields, Record, RecordBlock, Split, Whereabouts};
use crate::engine::interner::Cell;
use crate::inventory::commit::duplicate_ids::tells;
use crate::inventory::commit::near_duplicates::hash_of;
use crate::inventory::commit::sorted_ids::SortedIds;
use crate::inventory::places::name_check;
use crate::inventory::shape::header::Binding;
use crate::inventory::shape::place_text::PlaceText;
use crate::inventory::shape::projection::Needs;
use crate::limits::files::BLANK_FIELDS;
use crate::schema::{Cves, TABLES, is_blank, is_one_cve, read_cves};
use crate::words::position::Position;
use crate::words::spelling::shortened;

/// Stands for a text that was not looked up yet.
const NOT_YET: u32 = u32::MAX;

/// So many places are looked up in one go.
const SOME: usize = 256;

/// The rows of a piece; its room is used again for the next.
pub(super) struct Part {
    pub(super) batches: Vec<Batch>,
    pub(super) lines: Vec<Line>,
    /// Whether the lines are plainly rows, one for each record: of one table, with a field for every header, on a line each.
    pub(super) is_plain: bool,
    /// The key of the text that names the place of every line.
    pub(super) keys: Vec<u64>,
    pub(super) said: Vec<Pending>,
    pub(super) names_next_to_ids: Vec<NameNextToId>,
    pub(super) names: Names,
    /// Rows by table.
    pub(super) rows: [u64; TABLES.len()],
    pub(super) split: Split,
    /// The ids of all lines, as far as is needed to know whether they are sorted.
    pub(super) rise: SortedIds,
    /// The hash of the cells of every line, where rows are still compared.
    pub(super) like: Vec<Option<u64>>,
    /// The serial number of every line that has an id of its own next to it, as a hash, where rows are still compared.
    pub(super) serials: Vec<Option<u64>>,
    /// Rows of which two headers for one column say different things: the line, its table and the field that is not used.
    pub(super) differ: Vec<(usize, usize, usize)>,
    pub(super) plans: Vec<Plan>,
    /// What the row being read says of its place, where more than one cell does.
    pub(super) text: Vec<u8>,
    /// The records of each table's rows.
    pub(super) records: Vec<Vec<u32>>,
    /// For each table the rows whose cell is not simply one CVE, in order.
    pub(super) odd: Vec<Vec<OtherCve>>,
}

impl Part {
    /// Room for pieces of a sheet.
    pub(super) fn new(sheet: &Sheet, needs: &Needs) -> Self {
        let batches: Vec<Batch> = sheet.bindings.iter().map(|binding| needs.batch(binding.table)).collect();
        let plans =
            sheet.bindings.iter().zip(&batches).map(|(binding, batch)| Plan::new(binding, batch, needs)).collect();
        let (lines, said, names_next_to_ids) = (Vec::new(), Vec::new(), Vec::new());
        let records = vec![Vec::new(); batches.len()];
        let odd = batches.iter().map(|_| Vec::new()).collect();
        let (names, split, rows) = (Names::default(), Split::default(), [0; TABLES.len()]);
        Self {
            batches,
            lines,
            is_plain: false,
            keys: Vec::new(),
            said,
            names_next_to_ids,
            names,
            rows,
            plans,
            text: Vec::new(),
            split,
            records,
            odd,
            rise: SortedIds::default(),
            like: Vec::new(),
            serials: Vec::new(),
            differ: Vec::new(),
        }
    }

    /// Forgets the piece read last.
    pub(super) fn clear(&mut self) {
        self.batches.iter_mut().for_each(Batch::clear);
        self.lines.clear();
        self.keys.clear();
        self.like.clear();
        self.serials.clear();
        self.differ.clear();
        self.rise.clear();
        self.said.clear();
        self.names_next_to_ids.clear();
        self.names.forget();
        self.records.iter_mut().for_each(Vec::clear);
        self.odd.iter_mut().for_each(Vec::clear);
        self.rows = [0; TABLES.len()];
    }

    /// Reads the records of a piece, except the first few, up to the header.
    pub(super) fn read(&mut self, piece: &RecordBlock, above: usize, by: &Scan<'_>, dictionary: &mut Dictionary) {
        let mut split = std::mem::take(&mut self.split);
        piece.split(&mut split);
        if !by.rising {
            self.rise.give_up();
        }
        self.is_plain = self.plain_rows((piece, &split), above, by);
        if !self.is_plain {
            for at in above..split.len() {
                self.record(&piece.record(&split, at), at, piece, by);
            }
        }
        let mut coming = self.keys.chunks(SOME);
        coming.next().into_iter().for_each(|keys| self.names.ask_for(keys));
        for (lines, keys) in self.lines.chunks_mut(SOME).zip(self.keys.chunks(SOME)) {
            // Places come in any order, and waiting for the memory of one after the other would take most of the time.
            coming.next().into_iter().for_each(|keys| self.names.ask_for(keys));
            for (line, key) in lines.iter_mut().zip(keys).filter(|(line, _)| line.place == NOT_YET) {
                let cell = |field| piece.record(&split, line.record as usize).cell(field);
                line.place =
                    self.names.code(*key, || self.plans[line.slot as usize].place.map_or((&b""[..]).into(), cell));
            }
        }
        self.type_columns((piece, &split), by, dictionary);
        for slot in 0..self.plans.len() {
            if !by.sheet.bindings[slot].rivals.is_empty() {
                self.hold_rivals((piece, &split), slot, by, dictionary);
            }
        }
        if self.said.windows(2).any(|two| two[0].line > two[1].line) {
            self.said.sort_by_key(|said| said.line);
        }
        self.split = split;
    }

    /// Takes all records at once, where each is plainly a row, of which there is nothing to say.
    fn plain_rows(&mut self, (piece, split): (&RecordBlock, &Split), above: usize, by: &Scan<'_>) -> bool {
        let (sheet, rows) = (by.sheet, above..split.len());
        let ([binding, ..], [plan, ..]) = (sheet.bindings.as_slice(), self.plans.as_slice()) else { return false };
        if by.compared || !sheet.is_plain() || !plan.is_placed || split.fields() != Some(sheet.headers.len()) {
            return false;
        }
        let column = |field: usize| piece.even_slice(split, field, rows.clone());
        if let Some((_, field)) = plan.cve
            && !column(field).is_some_and(|cves| cves.cells().all(|cell| is_one_cve(cell.bytes())))
        {
            return false;
        }
        if !column(0).is_some_and(|first| first.cells().all(|cell| sheet.begins_row(cell.bytes()))) {
            return false;
        }
        self.rows[binding.table.0] += rows.len() as u64;
        self.records[0].extend(rows.clone().map(|at| at as u32));
        let nothing = Names::key((&b""[..]).into());
        match plan.place.and_then(column) {
            Some(named) => self.keys.extend(named.cells().map(Names::key)),
            None => self.keys.resize(rows.len(), nothing),
        }
        let line =
            |at: usize, id: u64| Line { record: at as u32, slot: 0, place: NOT_YET, too_long: 0, id, is_at: false };
        let table = binding.table;
        let mut in_order = true;
        let mut other_id = |at: usize| {
            let row = piece.record(split, at);
            let id = plan.other_id((by, table), |field| row.cell(field));
            in_order &= id.is_none();
            id.unwrap_or_default()
        };
        match plan.key.as_ref().filter(|_| by.searched) {
            None if by.searched && !plan.other_keys.is_empty() => {
                self.lines.extend(rows.map(|at| line(at, other_id(at))));
            }
            None => self.lines.extend(rows.map(|at| line(at, 0))),
            Some(key) => match (key.as_slice(), key.first().and_then(|field| column(*field))) {
                ([_], Some(ids)) => {
                    if self.rise.holds() {
                        self.rise.add_all(ids.cells().filter_map(id_in));
                    }
                    let has_others = !plan.other_keys.is_empty();
                    let mut hash = |at, cell| match id_in(cell) {
                        Some(id) => by.hash(table, id),
                        None if has_others => other_id(at),
                        None => 0,
                    };
                    self.lines.extend(rows.zip(ids.cells()).map(|(at, cell)| line(at, hash(at, cell))));
                }
                _ => self.lines.extend(rows.map(|at| {
                    let row = piece.record(split, at);
                    let id = id(key, |field| row.cell(field)).inspect(|id| self.rise.add(id));
                    line(at, id.map_or_else(|| other_id(at), |id| by.hash(table, &id)))
                })),
            },
        }
        if !in_order {
            // They are in no order with the ids of other rows.
            self.rise.give_up();
        }
        true
    }

    fn record(&mut self, record: &Record<'_>, number: usize, piece: &RecordBlock, by: &Scan<'_>) {
        let (sheet, file) = (by.sheet, &by.found.shown);
        let at = |field| piece.position(record.start, field);
        let whole = match sheet.told(record) {
            RowKind::Row(whole) => whole,
            RowKind::Blank if record.len() > BLANK_FIELDS.size() => {
                let notice = Notice::new(Kind::LongBlankRow, file, at(None));
                return self.say(Notice { level: Level::Notice, ..notice });
            }
            RowKind::Blank => return,
            RowKind::HeaderAgain => {
                return self.say(Notice::new(Kind::HeaderAgain, file, at(None)));
            }
            RowKind::OtherHeader => {
                return self.say(Notice::new(Kind::OtherHeader, file, at(None)));
            }
            RowKind::Footer => {
                let cells = record.fields().map(|cell| String::from_utf8_lossy(cell).trim().to_owned());
                let text = cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
                let is_end = text.chars().all(char::is_control);
                let kind = if is_end { Kind::EndSign } else { Kind::FooterLine(shortened(&text)) };
                return self.say(Notice::new(kind, file, at(None)));
            }
            RowKind::Total => {
                return self.say(Notice::new(Kind::TotalRow, file, at(None)));
            }
        };
        let (fields, headers) = (record.len(), sheet.named);
        let (slot, binding) = match sheet.binding_of(record) {
            Ok(bound) => bound,
            Err(kind) => return self.say(Notice::new(kind, file, at(sheet.table_field))),
        };
        self.rows[binding.table.0] += 1;
        if record.over_lines && (!whole || fields < headers || piece.is_torn(record.start)) {
            self.say(Notice::new(Kind::TornRow, file, at(None)));
        }
        if !whole {
            // Whether anything of it is used is settled in its turn.
            if !self.plans[slot].is_placed {
                self.say(long_row(by, fields, false, at(None)));
            }
        } else if fields < headers && sheet.dialect.whereabouts == Whereabouts::Lines {
            self.say(Notice::new(Kind::ShortRow { fields, headers }, file, at(None)));
        }
        if whole && (sheet.has_unnamed || fields > sheet.headers.len()) {
            let unnamed = |field: &usize| sheet.headers.get(*field).is_none_or(String::is_empty);
            let filled = |field: &usize| !record.cell(*field).bytes().trim_ascii().is_empty();
            for field in (0..fields).filter(unnamed).filter(filled) {
                self.say(Notice::new(Kind::UnnamedColumn { number: field + 1 }, file, at(Some(field))));
            }
        }
        let plan = &self.plans[slot];
        if !plan.is_placed {
            return;
        }
        // All that are under one header are looked up in one go.
        let (mut place, mut place_field) = (NOT_YET, plan.place);
        let code = |names: &mut Names, cell: Cell<'_>| names.code(Names::key(cell), || cell);
        if !binding.is_placed_by_one() {
            let cell = |field: usize| record.cell(field).bytes();
            place_field = name_check::place_field(binding, cell);
            self.text.clear();
            place_text(&mut self.text, binding, place_field, cell);
            place = code(&mut self.names, self.text.as_slice().into());
        }
        for field in binding.place_names.iter().filter(|field| whole && Some(**field) != place_field) {
            let name = code(&mut self.names, record.cell(*field));
            self.names_next_to_ids.push(NameNextToId { line: self.lines.len(), field: *field, name });
        }
        let like = by.compared.then(|| {
            let filled = plan.bound.iter().filter(|(_, field)| *field < fields);
            let cells = filled.map(|(column, field)| (*column, record.cell(*field).bytes()));
            whole.then(|| hash_of(&by.seeds.alike, binding.table, cells)).flatten()
        });
        let too_long = if whole { 0 } else { u32::try_from(fields).unwrap_or(u32::MAX) };
        let number = number as u32;
        let place_key = Names::key(plan.place.map_or((&b""[..]).into(), |field| record.cell(field)));
        let cve_field = plan.cve.map(|(column, field)| {
            let used = binding.field_in(column, |field| Some(record.cell(field).bytes()));
            (column, used.unwrap_or(field))
        });
        let line = |this: &mut Self, cve: Option<&str>| {
            let plan = &this.plans[slot];
            let cell = |field: usize| match (cve, cve_field) {
                (Some(cve), Some((_, own))) if own == field => cve.as_bytes().into(),
                _ => record.cell(field),
            };
            let key = plan.key.as_ref().filter(|_| by.searched);
            let own = key.and_then(|key| id(key, cell)).inspect(|id| this.rise.add(id));
            let id = match &own {
                Some(id) => by.hash(binding.table, id),
                None if by.searched => {
                    let other = plan.other_id((by, binding.table), cell);
                    // They are in no order with the ids of other rows.
                    other.inspect(|_| this.rise.give_up()).unwrap_or_default()
                }
                None => 0,
            };
            if by.compared {
                let serial = plan.serial.filter(|_| own.is_some()).map(|field| record.cell(field).bytes());
                this.serials.push(serial.filter(|serial| whole && tells(serial)).map(|serial| by.hash_serial(serial)));
            }
            this.like.extend(like);
            this.records[slot].push(if whole { number } else { number | UNUSED });
            this.keys.push(place_key);
            this.lines.push(Line { record: number, slot: slot as u32, place, too_long, id, is_at: false });
        };
        match cve_field.filter(|(_, field)| whole && !is_one_cve(record.cell(*field).bytes())) {
            None => line(self, None),
            Some((column, field)) => {
                let text = String::from_utf8_lossy(record.cell(field).bytes());
                let Some(Cves { list, trouble }) = read_cves(&text) else { return line(self, None) };
                if let Some(trouble) = trouble {
                    let name = binding.columns[column].name;
                    let notice = Notice::of_cell(trouble, file, name, &text, at(Some(field)));
                    self.said.push(Pending { line: self.lines.len(), if_counted: true, notice });
                }
                let row = self.records[slot].len();
                if list.is_empty() {
                    line(self, None);
                    self.odd[slot].push(OtherCve { row, cve: None });
                }
                for (more, cve) in list.into_iter().enumerate() {
                    line(self, Some(&cve));
                    self.odd[slot].push(OtherCve { row: row + more, cve: Some(cve) });
                }
            }
        }
    }

    /// The CVE of a row of a table that counts, where its cell is not simply one and names any.
    pub(super) fn cve(&self, slot: usize, row: usize, column: usize) -> Option<&str> {
        let (own, _) = self.plans[slot].cve?;
        let odd = &self.odd[slot];
        let at = odd.binary_search_by_key(&row, |odd| odd.row).ok().filter(|_| own == column)?;
        odd[at].cve.as_deref()
    }

    /// The first byte in the piece of a row of a table that counts.
    pub(super) fn start(&self, piece: &RecordBlock, slot: usize, row: usize) -> usize {
        piece.record(&self.split, (self.records[slot][row] & !UNUSED) as usize).start
    }

    /// Leaves out some rows of each table, which rise, and says where the others are.
    pub(super) fn keep(&mut self, counted: &[Counted]) {
        let tables = self.batches.iter_mut().zip(&mut self.records).zip(&mut self.odd);
        for (((batch, records), odd), counted) in tables.zip(counted) {
            if !counted.left_out.is_empty() {
                odd.retain(|odd| counted.left_out.binary_search(&odd.row).is_err());
                odd.iter_mut().for_each(|odd| odd.row -= counted.left_out.partition_point(|row| *row < odd.row));
                let kept: Vec<usize> =
                    (0..records.len()).filter(|row| counted.left_out.binary_search(row).is_err()).collect();
                *records = kept.iter().map(|row| records[*row]).collect();
                batch.keep(&kept);
            }
            batch.place(&counted.places);
        }
    }

    fn say(&mut self, notice: Notice) {
        self.said.push(Pending { line: self.lines.len(), if_counted: false, notice });
    }
}

/// Appends what a row says of its place, where several cells say it.
fn place_text<'a>(to: &mut Vec<u8>, binding: &Binding, place_field: Option<usize>, cell: impl Fn(usize) -> &'a [u8]) {
    let of = |field: Option<usize>| field.map(&cell).unwrap_or_default();
    let level = |field: Option<usize>| binding.levels.get(field?).copied().flatten();
    let below = binding.municipality.filter(|field| !std::str::from_utf8(cell(*field)).is_ok_and(is_blank));
    let [name, county] = if below.is_some() { [of(below), of(place_field)] } else { [of(place_field), b""] };
    let level = level(below.or(place_field));
    PlaceText::encode(to, [name, of(binding.state), county], level);
}

/// The notice on a row with more cells than headers.
pub(super) fn long_row(by: &Scan<'_>, fields: usize, counted: bool, at: Position) -> Notice {
    Notice::new(Kind::LongRow { fields, headers: by.sheet.named, counted }, &by.found.shown, at)
}
