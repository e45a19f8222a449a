//! XLSX and XLSM: the parts of a package of Open XML, to tabs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use quick_xml::events::BytesStart;

use super::Error;
use super::limits::Limits;
use super::number_format::{Look, Shown, iso, year_of_day};
use super::package::{Node, Package, Xml, add, attribute};
use super::seen::{SEEN, spots};
use super::sheet::{Sheet, Spot, Tab, is_error};
use super::styles::codes;
use super::{SLIDES, WORD};
use crate::limits::workbooks::{COLUMNS, FORMATS, ROWS, TABS};

/// Where one part names another.
struct Link {
    id: String,
    kind: String,
    target: String,
}

/// A sheet as the workbook names it.
struct Named {
    name: String,
    /// Empty where the sheet has no part, as that of an old macro module.
    id: String,
    hidden: bool,
    seen: Vec<Spot>,
}

/// What all sheets share.
#[derive(Default)]
struct Shared {
    strings: Strings,
    looks: Vec<Look>,
    /// The codes of the same, where a copy is made.
    codes: Vec<Option<Arc<str>>>,
    /// The look of a cell that names none.
    plain: Look,
    from_1904: bool,
}

/// Shared strings, end to end.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn push(&mut self, text: &str, limits: &Limits) -> Result<(), Error> {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        limits.strings(self.ends.len(), self.text.len())
    }

    fn get(&self, index: usize) -> Option<&str> {
        let start = if index == 0 { 0 } else { *self.ends.get(index - 1)? };
        self.text.get(start..*self.ends.get(index)?)
    }
}

/// Reads every sheet of a package.
pub(super) fn read(package: &mut Package<'_>) -> Result<Vec<Tab>, Error> {
    let main = links(package, "")?
        .into_iter()
        .find(|link| link.kind.ends_with("/officeDocument"))
        .map_or_else(|| "xl/workbook.xml".to_owned(), |link| link.target);
    if main.ends_with(".bin") {
        return Err(Error::Unread("a binary workbook (XLSB)"));
    }
    if main.starts_with("word/") || !package.has(&main) && package.has_folder("word/") {
        return Err(Error::Document(WORD));
    }
    if main.starts_with("ppt/") || !package.has(&main) && package.has_folder("ppt/") {
        return Err(Error::Document(SLIDES));
    }
    let (named, from_1904) = workbook(package, &main)?;
    let links = links(package, &main)?;
    let mut shared = Shared { from_1904, ..Shared::default() };
    for link in &links {
        if link.kind.ends_with("/sharedStrings") {
            shared.strings = strings(package, &link.target)?;
        } else if link.kind.ends_with("/styles") {
            shared.looks = looks(package, &link.target)?;
            if package.limits().keeps_layout() {
                shared.codes = codes(package, &link.target)?;
            }
        }
    }
    let mut tabs = Vec::new();
    let mut targets = HashSet::new();
    for Named { name, id, hidden, seen } in named {
        if id.is_empty() {
            continue;
        }
        let link = links.iter().find(|link| link.id == id).ok_or(Error::Damaged)?;
        // A chart on a tab of its own holds no cells.
        if link.kind.ends_with("/worksheet") {
            // Many names for one part would let a small file cost much.
            if !targets.insert(&link.target) {
                return Err(Error::Damaged);
            }
            let limits = package.limits();
            let xml = package.xml(&link.target)?.ok_or(Error::Damaged)?;
            let mut sheet = Sheet::new(limits);
            cells(xml, &shared, &mut sheet)?;
            tabs.push(Tab { seen, ..sheet.finish(name, hidden)? });
        }
    }
    Ok(tabs)
}

/// The parts that a part (the package itself, when empty) names.
fn links(package: &mut Package<'_>, part: &str) -> Result<Vec<Link>, Error> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let list = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let mut links = Vec::new();
    let Some(mut xml) = package.xml(&list)? else {
        return Ok(links);
    };
    while let Some(node) = xml.next()? {
        if let Node::Open(tag) = node
            && tag.local_name().as_ref() == "Relationship"
            && attribute(&tag, "TargetMode")?.is_none_or(|mode| mode != "External")
            && let (Some(id), Some(kind), Some(target)) =
                (attribute(&tag, "Id")?, attribute(&tag, "Type")?, attribute(&tag, "Target")?)
        {
            if links.len() >= TABS.size() * 4 {
                return Err(Error::TooLarge(&TABS));
            }
            links.push(Link { id, kind, target: resolve(folder, &target) });
        }
    }
    Ok(links)
}

/// A path as seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let joined = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in joined.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

/// The sheets in their order, and whether days are counted from 1904.
fn workbook(package: &mut Package<'_>, part: &str) -> Result<(Vec<Named>, bool), Error> {
    let mut xml = package.xml(part)?.ok_or(Error::Damaged)?;
    let mut sheets = Vec::new();
    let mut from_1904 = false;
    // Extensions have tags of the same names further inside.
    let mut depth = 0_usize;
    while let Some(node) = xml.next()? {
        let tag = match node {
            Node::Open(tag) => tag,
            Node::Close(_) => {
                depth = depth.saturating_sub(1);
                continue;
            }
            Node::Text(_) => continue,
        };
        depth += 1;
        match (depth, tag.local_name().as_ref()) {
            (2, "extLst") => {
                xml.skip()?;
                depth -= 1;
            }
            (2, "workbookPr") => from_1904 = attribute(&tag, "date1904")?.is_some_and(|on| on == "1" || on == "true"),
            (3, "sheet") => {
                let name = attribute(&tag, "name")?.ok_or(Error::Damaged)?;
                // `r:id`, told from `sheetId` by its name.
                let id = attribute(&tag, "id")?.ok_or(Error::Damaged)?;
                let hidden = attribute(&tag, "state")?.is_some_and(|state| state != "visible");
                sheets.push(Named { name: unescaped(&name), id, hidden, seen: Vec::new() });
            }
            (3, "definedName") if attribute(&tag, "name")?.as_deref() == Some(SEEN) => {
                let number = attribute(&tag, "localSheetId")?.and_then(|number| number.parse::<usize>().ok());
                let mut cells = String::new();
                rich_text(&mut xml, &mut cells)?;
                depth -= 1;
                if let Some(sheet) = number.and_then(|number| sheets.get_mut(number)) {
                    sheet.seen = spots(&cells);
                }
            }
            _ => {}
        }
        if sheets.len() > TABS.size() {
            return Err(Error::TooLarge(&TABS));
        }
    }
    Ok((sheets, from_1904))
}

/// The text of a tag without others in it, up to its end.
fn rich_text(xml: &mut Xml<'_>, text: &mut String) -> Result<(), Error> {
    loop {
        match xml.more()? {
            Node::Open(_) => xml.skip()?,
            Node::Close(_) => return Ok(()),
            Node::Text(piece) => add(&piece, text)?,
        }
    }
}

/// The shared strings.
fn strings(package: &mut Package<'_>, part: &str) -> Result<Strings, Error> {
    let (mut strings, limits) = (Strings::default(), package.limits());
    let Some(mut xml) = package.xml(part)? else {
        return Ok(strings);
    };
    let mut text = String::new();
    while let Some(node) = xml.next()? {
        if let Node::Open(tag) = node
            && tag.local_name().as_ref() == "si"
        {
            text.clear();
            rich(&mut xml, "si", &mut text)?;
            strings.push(&unescaped(&text), limits)?;
        }
    }
    Ok(strings)
}

/// Reads the runs of text up to the end of a tag; phonetic readings are left out.
fn rich(xml: &mut Xml<'_>, until: &str, text: &mut String) -> Result<(), Error> {
    let mut inside = false;
    loop {
        match xml.more()? {
            Node::Open(tag) if tag.local_name().as_ref() == "rPh" => xml.skip()?,
            Node::Open(tag) => inside = tag.local_name().as_ref() == "t",
            Node::Close(tag) if tag.local_name().as_ref() == until => return Ok(()),
            Node::Close(_) => inside = false,
            Node::Text(piece) if inside => add(&piece, text)?,
            Node::Text(_) => {}
        }
    }
}

/// The look of every cell format, by its number.
fn looks(package: &mut Package<'_>, part: &str) -> Result<Vec<Look>, Error> {
    let mut formats: Vec<u32> = Vec::new();
    let mut own: HashMap<u32, Look> = HashMap::new();
    let Some(mut xml) = package.xml(part)? else {
        return Ok(Vec::new());
    };
    // Formats of conditions, and those of extensions, have tags of the same names.
    let mut inside: Option<&str> = None;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(tag) => match (inside, tag.local_name().as_ref()) {
                (None, "cellXfs") => inside = Some("cellXfs"),
                (None, "numFmts") => inside = Some("numFmts"),
                (None, "styleSheet") => {}
                (None, _) => xml.skip()?,
                (Some("numFmts"), "numFmt") if own.len() >= FORMATS.size() => return Err(Error::TooLarge(&FORMATS)),
                (Some("cellXfs"), "xf") if formats.len() >= FORMATS.size() => return Err(Error::TooLarge(&FORMATS)),
                (Some("numFmts"), "numFmt") => {
                    if let (Some(id), Some(code)) = (attribute(&tag, "numFmtId")?, attribute(&tag, "formatCode")?)
                        && let Ok(id) = id.parse()
                    {
                        own.insert(id, Look::of(&code));
                    }
                }
                (Some("cellXfs"), "xf") => {
                    formats.push(attribute(&tag, "numFmtId")?.and_then(|id| id.parse().ok()).unwrap_or(0));
                }
                _ => {}
            },
            Node::Close(tag) if inside == Some(tag.local_name().as_ref()) => inside = None,
            Node::Close(_) | Node::Text(_) => {}
        }
    }
    Ok(formats.iter().map(|id| Look::numbered(*id, own.get(id))).collect())
}

/// Reads the cells of a sheet.
fn cells(mut xml: Xml<'_>, shared: &Shared, sheet: &mut Sheet<'_>) -> Result<(), Error> {
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut in_data = false;
    let mut whole = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(tag) => match tag.local_name().as_ref() {
                "sheetData" => in_data = true,
                "row" if in_data => {
                    if let Some(given) = attribute(&tag, "r")? {
                        row = given.parse::<u32>().ok().and_then(|row| row.checked_sub(1)).ok_or(Error::Damaged)?;
                    }
                    if is_hidden(&tag, "ht")? {
                        sheet.hide_rows(row, row);
                    }
                    column = 0;
                }
                "c" if in_data => {
                    if let Some(given) = attribute(&tag, "r")? {
                        (row, column) = place(&given).ok_or(Error::Damaged)?;
                    }
                    let cell = Cell::of(&tag)?;
                    cell.read(&mut xml, shared, sheet, (row, column))?;
                    column = column.saturating_add(1);
                }
                "col" if !in_data => {
                    let edge = |name: &str| Ok(attribute(&tag, name)?.and_then(|number| number.parse::<u32>().ok()));
                    if let (Some(first), Some(last)) = (edge("min")?, edge("max")?)
                        && first > 0
                    {
                        let width = attribute(&tag, "width")?.and_then(|width| width.parse().ok()).unwrap_or(0.0);
                        sheet.width(first - 1, last.saturating_sub(1), width);
                        if is_hidden(&tag, "width")? {
                            sheet.hide_columns(first - 1, last.saturating_sub(1));
                        }
                    }
                }
                "mergeCell" if !in_data => {
                    let range = attribute(&tag, "ref")?.unwrap_or_default();
                    if let Some((first, last)) = range.split_once(':')
                        && let (Some(first), Some(last)) = (place(first), place(last))
                    {
                        sheet.merge(first, last)?;
                    }
                }
                "extLst" if !in_data => xml.skip()?,
                _ => {}
            },
            Node::Close(tag) => match tag.local_name().as_ref() {
                "row" if in_data => row = row.saturating_add(1),
                "sheetData" => {
                    in_data = false;
                    whole = true;
                }
                _ => {}
            },
            Node::Text(_) => {}
        }
    }
    if whole { Ok(()) } else { Err(Error::Damaged) }
}

/// Whether a row or a column is hidden, or without size.
fn is_hidden(tag: &BytesStart<'_>, size: &str) -> Result<bool, Error> {
    if attribute(tag, "hidden")?.is_some_and(|hidden| hidden == "1" || hidden == "true") {
        return Ok(true);
    }
    Ok(attribute(tag, size)?.is_some_and(|size| size.parse() == Ok(0.0)))
}

/// Row and column, counted from 0, of a name such as `G7`.
pub(super) fn place(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|sign: char| !sign.is_ascii_alphabetic())?;
    let mut column = 0_u32;
    for letter in name[..digits].bytes() {
        column = column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    let row: u32 = name[digits..].parse().ok()?;
    Some((row.checked_sub(1)?.min(ROWS.most as u32), column.checked_sub(1)?.min(COLUMNS.most as u32)))
}

/// A cell's own words about itself.
struct Cell {
    kind: String,
    look: usize,
}

impl Cell {
    fn of(tag: &BytesStart<'_>) -> Result<Self, Error> {
        let kind = attribute(tag, "t")?.unwrap_or_default();
        let look = attribute(tag, "s")?.and_then(|look| look.parse().ok()).unwrap_or(0);
        Ok(Self { kind, look })
    }

    /// Reads the cell to its end.
    fn read(self, xml: &mut Xml<'_>, shared: &Shared, sheet: &mut Sheet<'_>, at: (u32, u32)) -> Result<(), Error> {
        let mut value = String::new();
        let (mut in_value, mut formula) = (false, false);
        loop {
            match xml.more()? {
                Node::Open(tag) => match tag.local_name().as_ref() {
                    "v" if self.kind != "inlineStr" => in_value = true,
                    "is" => rich(xml, "is", &mut value)?,
                    "f" => {
                        formula = true;
                        xml.skip()?;
                    }
                    _ => xml.skip()?,
                },
                Node::Close(tag) if tag.local_name().as_ref() == "c" => break,
                Node::Close(_) => in_value = false,
                Node::Text(piece) if in_value => add(&piece, &mut value)?,
                Node::Text(_) => {}
            }
        }
        let (row, column) = at;
        // An empty text is a result; nothing else that is empty is.
        if formula && value.is_empty() && self.kind != "str" {
            sheet.unsolved(row, column)?;
        }
        match self.kind.as_str() {
            "s" => match value.trim().parse().ok().and_then(|index| shared.strings.get(index)) {
                Some(text) => sheet.put(row, column, text),
                None if value.is_empty() => Ok(()),
                None => Err(Error::Damaged),
            },
            // Some programs keep the error of a formula as its text.
            "str" if formula && is_error(&value) => sheet.error(row, column),
            "str" | "inlineStr" => sheet.put(row, column, &unescaped(&value)),
            "d" => match year_of_day(&value) {
                Some(year) => sheet.show(row, column, &Shown { text: year.to_string(), is_year: true }),
                None => {
                    sheet.typed(row, column, None);
                    sheet.put(row, column, &iso(&value))
                }
            },
            "b" => match value.trim() {
                "" => Ok(()),
                value => {
                    sheet.typed(row, column, None);
                    sheet.put(row, column, if matches!(value, "0" | "false") { "false" } else { "true" })
                }
            },
            "e" => sheet.error(row, column),
            _ => match value.trim().parse::<f64>() {
                Ok(number) => {
                    let look = shared.looks.get(self.look).unwrap_or(&shared.plain);
                    sheet.show(row, column, &look.show(number, shared.from_1904))?;
                    if let Some(code) = shared.codes.get(self.look) {
                        sheet.typed(row, column, code.as_ref());
                    }
                    Ok(())
                }
                Err(_) => sheet.put(row, column, &value),
            },
        }
    }
}

/// The unit of UTF-16 that an escape stands for at the beginning of a text: `_x000D_`.
fn escape(text: &str) -> Option<u16> {
    let code = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
    let digits = code.bytes().all(|digit| digit.is_ascii_hexdigit());
    u16::from_str_radix(code, 16).ok().filter(|_| digits)
}

/// How long an escape is.
const ESCAPE: usize = "_x000D_".len();

/// A text without the escapes that Excel writes for signs XML cannot hold: `_x000D_` is a line end, and `_xD83D__xDE00_`, two halves of
/// one sign, is that sign. A half alone stays as it is written.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let first = escape(rest);
        let second = first.and_then(|_| escape(&rest[ESCAPE..]));
        let one = |units: &[u16]| char::decode_utf16(units.iter().copied()).next().and_then(Result::ok);
        let (sign, len) = match (first, second) {
            (Some(first), _) if one(&[first]).is_some() => (one(&[first]), ESCAPE),
            (Some(first), Some(second)) => (one(&[first, second]), 2 * ESCAPE),
            _ => (None, 0),
        };
        if let Some(sign) = sign {
            plain.push(sign);
            rest = &rest[len..];
        } else {
            plain.push_str("_x");
            rest = &rest[2..];
        }
    }
    plain.push_str(rest);
    plain
}
