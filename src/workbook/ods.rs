//! ODS: the content of an OpenDocument spreadsheet, to tabs.

use std::collections::HashSet;

use quick_xml::events::BytesStart;

use super::Error;
use super::number_format::{duration, iso, number, year_of_day};
use super::package::{Node, Package, Xml, attribute};
use super::sheet::{Sheet, Tab, is_error};
use crate::limits::workbooks::{CELL, FORMATS, TABS};

/// What a type says of a document that is not a spreadsheet.
const OTHERS: [(&str, &str); 3] =
    [(".text", "a text document"), (".presentation", "a presentation"), (".graphics", "a drawing")];

/// Reads every sheet of a package.
pub(super) fn read(package: &mut Package<'_>) -> Result<Vec<Tab>, Error> {
    manifest(package)?;
    let limits = package.limits();
    let mut xml = package.xml("content.xml")?.ok_or(Error::Damaged)?;
    let mut tabs = Vec::new();
    let mut hidden: HashSet<String> = HashSet::new();
    let mut style = None;
    let mut in_spreadsheet = false;
    while let Some(node) = xml.next()? {
        let tag = match node {
            Node::Open(tag) => tag,
            Node::Close(tag) => {
                in_spreadsheet &= tag.name().as_ref() != "office:spreadsheet";
                continue;
            }
            Node::Text(_) => continue,
        };
        match tag.name().as_ref() {
            "office:spreadsheet" => in_spreadsheet = true,
            "table:table" if in_spreadsheet => {
                let name = attribute(&tag, "name")?.unwrap_or_else(|| format!("Sheet{}", tabs.len() + 1));
                let hides = attribute(&tag, "style-name")?.is_some_and(|style| hidden.contains(&style));
                if is_of_another_file(&name) {
                    xml.skip()?;
                    continue;
                }
                if tabs.len() >= TABS.size() {
                    return Err(Error::TooLarge(&TABS));
                }
                let mut sheet = Sheet::new(limits);
                table(&mut xml, &mut sheet)?;
                tabs.push(sheet.finish(name, hides)?);
            }
            // Old values of changed cells, results of links and the like are tables too, but none of the sheets.
            _ if in_spreadsheet => xml.skip()?,
            "style:style" => style = attribute(&tag, "name")?,
            "style:table-properties" => {
                if attribute(&tag, "display")?.is_some_and(|display| display == "false")
                    && hidden.len() < FORMATS.size()
                    && let Some(style) = style.take()
                {
                    hidden.insert(style);
                }
            }
            _ => {}
        }
    }
    Ok(tabs)
}

/// Whether a table keeps what formulas last found in another file: `'file:///C:/other.ods'#$Sheet1`. No sheet can be called so, for no
/// name of a sheet has a colon.
fn is_of_another_file(name: &str) -> bool {
    let Some((address, _)) = name.strip_prefix('\'').and_then(|name| name.split_once("'#")) else { return false };
    address
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.bytes().all(|sign| sign.is_ascii_alphanumeric()))
}

/// Whether the package is a spreadsheet that everyone may read.
fn manifest(package: &mut Package<'_>) -> Result<(), Error> {
    if package.has("encrypted-package") {
        return Err(Error::Password);
    }
    let mut other = None;
    let mut xml = package.xml("META-INF/manifest.xml")?.ok_or(Error::Damaged)?;
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else {
            continue;
        };
        match tag.local_name().as_ref() {
            "encryption-data" => return Err(Error::Password),
            "file-entry" if attribute(&tag, "full-path")?.as_deref() == Some("/") => {
                let kind = attribute(&tag, "media-type")?.unwrap_or_default();
                other = OTHERS.iter().find(|(end, _)| kind.ends_with(end)).map(|(_, name)| *name);
            }
            _ => {}
        }
    }
    other.map_or(Ok(()), |name| Err(Error::Document(name)))
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> Result<u32, Error> {
    let Some(times) = attribute(tag, name)? else {
        return Ok(1);
    };
    times.parse::<u32>().ok().filter(|times| *times > 0).ok_or(Error::Damaged)
}

/// Whether rows or columns are hidden, by hand or by a filter.
fn is_hidden(tag: &BytesStart<'_>) -> Result<bool, Error> {
    Ok(attribute(tag, "visibility")?.is_some_and(|visibility| visibility != "visible"))
}

/// Reads the rows of a table to its end.
fn table(xml: &mut Xml<'_>, sheet: &mut Sheet<'_>) -> Result<(), Error> {
    let (mut row, mut column) = (0_u32, 0_u32);
    loop {
        match xml.more()? {
            Node::Open(tag) => match tag.name().as_ref() {
                "table:table-row" => {
                    let times = repeats(&tag, "number-rows-repeated")?;
                    if is_hidden(&tag)? {
                        sheet.hide_rows(row, row.saturating_add(times - 1));
                    }
                    let before = sheet.len();
                    cells(xml, sheet, row)?;
                    sheet.again_below(before, times - 1)?;
                    row = row.saturating_add(times);
                }
                "table:table-column" => {
                    let times = repeats(&tag, "number-columns-repeated")?;
                    if is_hidden(&tag)? {
                        sheet.hide_columns(column, column.saturating_add(times - 1));
                    }
                    column = column.saturating_add(times);
                }
                // Groups of rows and of columns are passed through.
                "table:table-rows"
                | "table:table-header-rows"
                | "table:table-row-group"
                | "table:table-columns"
                | "table:table-header-columns"
                | "table:table-column-group" => {}
                _ => xml.skip()?,
            },
            Node::Close(tag) if tag.name().as_ref() == "table:table" => return Ok(()),
            Node::Close(_) | Node::Text(_) => {}
        }
    }
}

/// Reads the cells of a row to its end.
fn cells(xml: &mut Xml<'_>, sheet: &mut Sheet<'_>, row: u32) -> Result<(), Error> {
    let mut column = 0_u32;
    loop {
        match xml.more()? {
            Node::Open(tag) => match tag.name().as_ref() {
                "table:table-cell" | "table:covered-table-cell" => {
                    let times = repeats(&tag, "number-columns-repeated")?;
                    let rows = repeats(&tag, "number-rows-spanned")?;
                    let columns = repeats(&tag, "number-columns-spanned")?;
                    let cell = Cell::of(&tag)?;
                    let text = text(xml)?;
                    let last = (row.saturating_add(rows - 1), column.saturating_add(columns - 1));
                    sheet.merge((row, column), last)?;
                    if cell.is_error(&text) {
                        sheet.error(row, column)?;
                    } else {
                        let is_typed = cell.value.is_some() && cell.kind != "string";
                        let (value, is_year) = cell.value(text);
                        if is_year {
                            sheet.year(row, column);
                        }
                        if is_typed {
                            sheet.typed(row, column, None);
                        }
                        sheet.put(row, column, &value)?;
                        if !value.is_empty() {
                            sheet.again(times - 1)?;
                        }
                    }
                    column = column.saturating_add(times);
                }
                _ => xml.skip()?,
            },
            Node::Close(tag) if tag.name().as_ref() == "table:table-row" => return Ok(()),
            Node::Close(_) | Node::Text(_) => {}
        }
    }
}

/// What a cell says of itself before its text.
struct Cell {
    kind: String,
    value: Option<String>,
    is_formula: bool,
    is_error: bool,
}

impl Cell {
    fn of(tag: &BytesStart<'_>) -> Result<Self, Error> {
        let mut cell = Self { kind: String::new(), value: None, is_formula: false, is_error: false };
        for name in ["value", "date-value", "time-value", "boolean-value", "string-value"] {
            if cell.value.is_none() {
                cell.value = attribute(tag, name)?;
            }
        }
        for raw in tag.attributes().with_checks(false) {
            let raw = raw.map_err(|_| Error::Damaged)?;
            match raw.key.as_ref() {
                "office:value-type" => cell.kind = raw.value.into_owned(),
                "calcext:value-type" => cell.is_error = raw.value == "error",
                "table:formula" => cell.is_formula = true,
                _ => {}
            }
        }
        Ok(cell)
    }

    /// Whether it holds an error: Excel says so by its text alone.
    fn is_error(&self, shown: &str) -> bool {
        let holds = |text: &str| is_error(text) && (self.is_formula || text.trim_start().starts_with('#'));
        self.is_error || holds(shown) || self.kind == "string" && self.value.as_deref().is_some_and(holds)
    }

    /// The value as people mean it, and whether it is a year that was typed into a cell for dates; `shown` is the text that the sheet
    /// shows.
    fn value(self, shown: String) -> (String, bool) {
        let Some(value) = self.value else {
            return (shown, false);
        };
        let value = match self.kind.as_str() {
            "float" | "percentage" | "currency" => match value.trim().parse::<f64>() {
                Ok(parsed) if has_zeros(&shown, parsed) => shown,
                Ok(parsed) => number(parsed),
                Err(_) => value,
            },
            "date" => match year_of_day(&value) {
                Some(year) => return (year.to_string(), true),
                None => iso(&value),
            },
            "time" => duration(&value),
            "boolean" => value.to_ascii_lowercase(),
            _ => value,
        };
        (value, false)
    }
}

/// Whether a number is shown with zeros before it, such as a FIPS code, perhaps with signs between its digits, such as a ZIP code.
fn has_zeros(shown: &str, value: f64) -> bool {
    let sign = |byte: u8| matches!(byte, b'-' | b'(' | b')');
    if !shown.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ' || sign(byte)) {
        return false;
    }
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    // A blank alone may part thousands.
    let formatted = shown.starts_with('0') || shown.bytes().any(sign) && !shown.starts_with('-');
    formatted && digits.len() > 1 && value >= 0.0 && digits.parse() == Ok(value)
}

/// The text of a cell.
#[derive(Default)]
struct Words {
    text: String,
    /// Whether the last sign of the paragraph was a blank, or there is none yet.
    after_blank: bool,
    /// Whether a blank follows if anything does.
    pending: bool,
}

impl Words {
    /// Adds signs as they are.
    fn add(&mut self, signs: impl Iterator<Item = char>) -> Result<(), Error> {
        for sign in signs {
            self.text.push(sign);
            if self.text.len() > CELL.size() {
                return Err(Error::TooLarge(&CELL));
            }
        }
        self.after_blank = false;
        Ok(())
    }

    /// Writes the blank that was to follow.
    fn settle(&mut self) -> Result<(), Error> {
        if std::mem::take(&mut self.pending) { self.add(std::iter::once(' ')) } else { Ok(()) }
    }

    /// Adds text as it is written in XML: white space is one blank, and none at either end of a paragraph.
    fn flow(&mut self, piece: &str) -> Result<(), Error> {
        for sign in piece.chars() {
            if matches!(sign, ' ' | '\t' | '\r' | '\n') {
                self.pending |= !self.after_blank;
                self.after_blank = true;
            } else {
                self.settle()?;
                self.add(std::iter::once(sign))?;
            }
        }
        Ok(())
    }

    fn begin(&mut self) {
        (self.after_blank, self.pending) = (true, false);
    }
}

/// The text of a cell, to its end: its paragraphs, without what is laid over the cell or noted on it.
fn text(xml: &mut Xml<'_>) -> Result<String, Error> {
    let mut words = Words::default();
    let (mut depth, mut paragraphs) = (0_usize, 0_usize);
    // How deep in the tree the current paragraph is.
    let mut paragraph = None;
    loop {
        match xml.more()? {
            Node::Open(tag) => match (paragraph.is_some(), tag.name().as_ref()) {
                (false, "text:p" | "text:h") => {
                    if paragraphs > 0 {
                        words.add(std::iter::once('\n'))?;
                    }
                    paragraphs += 1;
                    depth += 1;
                    paragraph = Some(depth);
                    words.begin();
                }
                (false, "text:list" | "text:list-item" | "text:list-header") => depth += 1,
                (true, "text:s") => {
                    let count = attribute(&tag, "c")?.and_then(|count| count.parse().ok()).unwrap_or(1);
                    words.settle()?;
                    words.add(std::iter::repeat_n(' ', usize::min(count, CELL.size() + 1)))?;
                    depth += 1;
                }
                (true, "text:tab" | "text:line-break") => {
                    words.pending = false;
                    words.add(std::iter::once(' '))?;
                    words.after_blank = true;
                    depth += 1;
                }
                // What is read next to the text, or below the page.
                (true, "text:note" | "text:ruby-text") => xml.skip()?,
                (true, name) if name.starts_with("text:") => depth += 1,
                // Shapes, pictures and comments have texts of their own.
                _ => xml.skip()?,
            },
            Node::Close(_) if depth == 0 => return Ok(words.text),
            Node::Close(_) => {
                if paragraph == Some(depth) {
                    paragraph = None;
                }
                depth -= 1;
            }
            Node::Text(piece) if paragraph.is_some() => words.flow(&piece)?,
            Node::Text(_) => {}
        }
    }
}
