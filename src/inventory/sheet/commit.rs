//! A block committed: its rows placed, compared with those before, and their notices added.

use std::cell::RefCell;
use std::iter::Peekable;

use super::block::{Part, long_row};
use super::line::{Counted, Line, Pending};
use super::place_names::{NOWHERE, Names};
use super::scan::Scan;
use crate::diagnostic::{Kind, Notice, Notices};
use crate::engine::csv::RecordBlock;
use crate::inventory::commit::duplicate_ids::{Duplicate, DuplicateIds, Known, key_of};
use crate::inventory::commit::run_state::RunState;
use crate::inventory::find::options::Options;
use crate::inventory::find::walk::Found;
use crate::inventory::places::guard::PlacesGuard;
use crate::inventory::places::index::Places;
use crate::inventory::places::memo as settled;
use crate::inventory::places::memo::RowsOf;
use crate::inventory::places::name_check;
use crate::inventory::places::view::Origin;
use crate::inventory::shape::header::Binding;
use crate::inventory::shape::place_text::PlaceText;
use crate::place::PlaceId;
use crate::schema::is_blank;
use crate::words::position::{Position, SheetName};
use crate::words::spelling::shortened;

/// Settles which rows of a piece count, and where.
pub(super) fn settle(
    part: &mut Part,
    counted: &mut [Counted],
    piece: &RecordBlock,
    (by, options): (&Scan<'_>, &Options),
    (order, reach): (&mut RunState, &mut PlacesGuard<'_>),
) {
    let RunState { notices, twins, alike, settled, .. } = order;
    settled.rows.iter_mut().zip(part.rows).for_each(|(sum, rows)| *sum += rows);
    say_of_bytes(&mut settled.said, by.found, piece, notices);
    counted.iter_mut().for_each(Counted::clear);
    let is_plain = part.is_plain && part.said.is_empty();
    let risen = by.searched && twins.rise(&part.rise);
    let looked_up = by.searched && !risen;
    let Part { lines, said, names_next_to_ids, names, split, like, serials, differ, .. } = &mut *part;
    let mut differ = differ.iter().peekable();
    let mut said = NoticesByLine::of(said.drain(..));
    let mut names_next_to_ids = names_next_to_ids.iter().peekable();
    let mut next = vec![0; counted.len()];
    let (mut looked, mut at) = (0, 0);
    loop {
        if looked_up && at == looked {
            looked += look_towards(&mut lines[at..], names, twins);
        }
        let until = if looked_up { looked.min(lines.len()) } else { lines.len() };
        if is_plain {
            let passed = take_new(&lines[at..until], (names, twins, risen), piece.first_line(), &mut counted[0].places);
            (at, next[0]) = (at + passed, next[0] + passed);
        }
        let Some(line) = lines[..until].get(at) else {
            if at < lines.len() {
                continue;
            }
            break;
        };
        while let Some(before) = said.next_of(at, |said| !said.if_counted) {
            notices.add(before.notice);
        }
        let slot = line.slot as usize;
        let row = next[slot];
        next[slot] += 1;
        let binding = &by.sheet.bindings[slot];
        let record = || piece.record(split, line.record as usize);
        let placed = line.too_long == 0 || {
            // A different cell may be where the place should be: it is used only if it is a place.
            let placed = is_place(&PlaceText::decode(names.text(line.place), binding.level()), reach.places());
            notices.add(long_row(by, line.too_long as usize, placed, piece.position(record().start, None)));
            placed
        };
        let counts = placed && {
            let mut place = names.places[line.place as usize];
            if place == NOWHERE {
                let rows = RowsOf { found: by.found, options, names_places: by.sheet.names_places };
                let known = names.known(line.place, |text| {
                    settled.place(text, &PlaceText::decode(text, binding.level()), &rows, notices, reach)
                });
                place = match known {
                    settled::Known::Plain(place) => place,
                    settled::Known::Noted(place, kind) => {
                        let written = PlaceText::decode(names.text(line.place), None);
                        let start = record().start;
                        let at = piece.position(start, place_field(binding, piece, start));
                        notices.add(Notice::of_cell(kind, &by.found.shown, "jurisdiction", &written.name, at));
                        place
                    }
                    settled::Known::Nothing => 0,
                };
            }
            while let Some(name) = names_next_to_ids.next_if(|name| name.line <= at) {
                if name.line < at || names.agreed.contains(&(place, name.name)) {
                    continue;
                }
                let (header, cell) = (&by.sheet.headers[name.field], names.text(name.name));
                match settled.name_checks.contradiction(reach.places(), place, header, cell) {
                    None => {
                        names.agreed.insert((place, name.name));
                    }
                    Some(kind) => {
                        let value = String::from_utf8_lossy(cell);
                        let at = piece.position(record().start, Some(name.field));
                        notices.add(Notice::of_cell(kind, &by.found.shown, "jurisdiction", &value, at));
                    }
                }
            }
            let number = piece.first_line() + record().lines;
            let mut is_new = true;
            let elsewhere = line.id != 0 && {
                let id = if line.is_at { line.id } else { twins.at(line.id, place) };
                let twin = if risen { twins.enter_risen(id, number) } else { twins.look(id, number) };
                if twin != Duplicate::None {
                    is_new = false;
                    say_of_twin(&twin, binding, by.found, (piece, record().start), notices);
                }
                twin.is_counted_elsewhere()
            };
            if !elsewhere {
                if line.too_long == 0 {
                    alike.add(place, like.get(at).copied().flatten());
                }
                counted[slot].places.push(place);
                if let Some(serial) = serials.get(at).copied().flatten().filter(|_| is_new && alike.is_open())
                    && let Some(spot) = twins.serial(serial, place, number)
                {
                    let start = record().start;
                    let field = binding.table.column("serial_number").and_then(|column| binding.fields[column]);
                    let text = field.and_then(|field| piece.fields(start).into_iter().nth(field)).unwrap_or_default();
                    let text = String::from_utf8_lossy(&text);
                    let (kind, at) =
                        (Kind::EqualSerials { serial: shortened(&text), spot }, piece.position(start, field));
                    notices.add(Notice::of_cell(kind, &by.found.shown, "serial_number", &text, at));
                }
            }
            !elsewhere
        };
        if !counts {
            counted[slot].left_out.push(row);
        }
        while let Some((_, of, field)) = differ.next_if(|(line, ..)| *line <= at) {
            if counts {
                settled.differ.add(by.sheet.bindings[*of].table, *field, piece.position(record().start, Some(*field)));
            }
        }
        while let Some(of_row) = said.next_of(at, |_| true) {
            if counts {
                notices.add(of_row.notice);
            }
        }
        at += 1;
    }
    said.into_rest().for_each(|said| notices.add(said.notice));
    part.keep(counted);
}

/// Takes lines that are plainly rows, up to the first whose place is not known yet or whose id was met before, and says how many.
fn take_new(
    lines: &[Line],
    (names, twins, risen): (&Names, &mut DuplicateIds, bool),
    first_line: u64,
    places: &mut Vec<u32>,
) -> usize {
    places.reserve(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let place = names.places[line.place as usize];
        if place == NOWHERE {
            return at;
        }
        let number = first_line + u64::from(line.record);
        let is_new = match line.id {
            0 => true,
            id if risen => twins.enter_risen(twins.at(id, place), number) == Duplicate::None,
            id => twins.enter(id, number),
        };
        if !is_new {
            return at;
        }
        places.push(place);
    }
    lines.len()
}

/// So many ids are looked towards in one go.
const SOME: usize = 512;

/// Looks towards the ids of some lines, up to the first whose place is not known yet, and says how many lines were passed.
fn look_towards(lines: &mut [Line], names: &Names, twins: &DuplicateIds) -> usize {
    let is_known = |line: &&mut Line| names.places[line.place as usize] != NOWHERE;
    let mut count = 0;
    for line in lines.iter_mut().take(SOME).take_while(is_known) {
        count += 1;
        if line.id != 0 {
            line.id = twins.at(line.id, names.places[line.place as usize]);
            line.is_at = true;
        }
    }
    // Ids come in any order, and waiting for the memory of one after the other takes most of the time.
    std::hint::black_box(twins.near(lines[..count].iter().map(|line| line.id)));
    count.max(1)
}

/// The notices, in the order of the lines; most lines have none.
struct NoticesByLine<I: Iterator<Item = Pending>> {
    rest: Peekable<I>,
    /// The line of the first.
    line: Option<usize>,
}

impl<I: Iterator<Item = Pending>> NoticesByLine<I> {
    fn of(said: I) -> Self {
        let mut rest = said.peekable();
        let line = rest.peek().map(|said| said.line);
        Self { rest, line }
    }

    fn into_rest(self) -> impl Iterator<Item = Pending> {
        self.rest
    }

    /// The next, where it is of a line.
    #[inline]
    fn next_of(&mut self, line: usize, wanted: fn(&Pending) -> bool) -> Option<Pending> {
        if self.line != Some(line) {
            return None;
        }
        let next = self.rest.next_if(wanted);
        self.line = self.rest.peek().map(|said| said.line);
        next
    }
}

/// The field that names the place of a row.
fn place_field(binding: &Binding, piece: &RecordBlock, start: usize) -> Option<usize> {
    let fields = piece.fields(start);
    name_check::place_field(binding, |field| fields.get(field).map_or(&[], Vec::as_slice))
}

/// Whether a cell by itself is a place: blank for the file's own, a FIPS code, or a place that was declared.
fn is_place(written: &PlaceText<'_>, places: &Places) -> bool {
    let text = &*written.name;
    let declared = || places.find(text).is_some_and(|place| place.row.is_some());
    is_blank(text) || PlaceId::understand_as(text, written.known_state(), written.level).id.is_fips() || declared()
}

/// Says of an id that was met before.
fn say_of_twin(
    twin: &Duplicate,
    binding: &Binding,
    found: &Found,
    (piece, start): (&RecordBlock, usize),
    notices: &mut Notices,
) {
    let fields = piece.fields(start);
    let cell = |column: usize| {
        let cell = binding.fields[column].and_then(|field| fields.get(field)).map(Vec::as_slice).unwrap_or_default();
        Some(cell).filter(|cell| !std::str::from_utf8(cell).is_ok_and(is_blank))
    };
    let Some(Known { key, id, .. }) = key_of(binding.table, cell) else { return };
    let at = || piece.position(start, key.first().and_then(|name| binding.fields[binding.table.column(name)?]));
    let notice = twin.notice(key, &String::from_utf8_lossy(&id), &found.shown, at);
    notice.into_iter().for_each(|notice| notices.add(notice));
}

/// Reports the first byte that is not UTF-8, and the first that is zero.
fn say_of_bytes(said: &mut [bool; 2], found: &Found, piece: &RecordBlock, notices: &mut Notices) {
    let met = [(Kind::Windows1252, piece.foreign()), (Kind::ZeroByte, piece.zero())];
    for (said, (kind, at)) in said.iter_mut().zip(met) {
        if let Some(at) = at.filter(|_| !*said) {
            *said = true;
            notices.add(Notice::new(kind, &found.shown, at));
        }
    }
}

/// Where the rows of a piece come from.
pub(super) struct FromPiece<'a> {
    file: &'a SheetName,
    piece: &'a RecordBlock,
    /// The rows, and which table of theirs this is of.
    rows: (&'a Part, usize),
    binding: &'a Binding,
    /// The row asked for last, and its fields: a finding asks for several.
    last: RefCell<(Option<usize>, Vec<Vec<u8>>)>,
}

impl<'a> FromPiece<'a> {
    pub(super) fn new(
        file: &'a SheetName,
        piece: &'a RecordBlock,
        rows: (&'a Part, usize),
        binding: &'a Binding,
    ) -> Self {
        Self { file, piece, rows, binding, last: RefCell::default() }
    }

    fn start(&self, row: usize) -> usize {
        self.rows.0.start(self.piece, self.rows.1, row)
    }
}

impl Origin for FromPiece<'_> {
    fn file(&self, _: usize) -> &SheetName {
        self.file
    }

    fn text(&self, row: usize, column: usize) -> Option<String> {
        if let Some(cve) = self.rows.0.cve(self.rows.1, row, column) {
            return Some(cve.to_owned());
        }
        let mut last = self.last.borrow_mut();
        if last.0 != Some(row) {
            *last = (Some(row), self.piece.fields(self.start(row)));
        }
        let field = self.binding.field_in(column, |field| last.1.get(field).map(Vec::as_slice))?;
        last.1.get(field).map(|cell| String::from_utf8_lossy(cell).into_owned())
    }

    fn position(&self, row: usize, column: Option<usize>) -> Position {
        let start = self.start(row);
        let field = column.and_then(|column| {
            if self.binding.rivals.is_empty() {
                return *self.binding.fields.get(column)?;
            }
            let fields = self.piece.fields(start);
            self.binding.field_in(column, |field| fields.get(field).map(Vec::as_slice))
        });
        self.piece.position(start, field)
    }
}
