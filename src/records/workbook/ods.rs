//! ODS: the content of an OpenDocument spreadsheet, to tabs.

use std::collections::HashSet;

use quick_xml::events::BytesStart;

use super::Error;
use super::limits::{CELL, FORMATS, TABS};
use super::look::{duration, iso, number};
use super::package::{Node, Package, Xml, add, attribute};
use super::sheet::{Sheet, Tab};

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
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else {
            continue;
        };
        match tag.name().as_ref() {
            "style:style" => style = attribute(&tag, "name")?,
            "style:table-properties" => {
                if attribute(&tag, "display")?.is_some_and(|display| display == "false")
                    && hidden.len() < FORMATS
                    && let Some(style) = style.take()
                {
                    hidden.insert(style);
                }
            }
            // The old values of cells that were changed are told here too.
            "table:tracked-changes" => xml.skip()?,
            "table:table" => {
                let name = attribute(&tag, "name")?.ok_or(Error::Damaged)?;
                let hides = attribute(&tag, "style-name")?.is_some_and(|style| hidden.contains(&style));
                if tabs.len() >= TABS {
                    return Err(Error::TooLarge("1,024 tabs"));
                }
                let mut sheet = Sheet::new(limits);
                table(&mut xml, &mut sheet)?;
                tabs.push(sheet.finish(name, hides)?);
            }
            _ => {}
        }
    }
    Ok(tabs)
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

/// Reads the rows of a table to its end.
fn table(xml: &mut Xml<'_>, sheet: &mut Sheet<'_>) -> Result<(), Error> {
    let mut row = 0_u32;
    loop {
        match xml.more()? {
            Node::Open(tag) => match tag.name().as_ref() {
                "table:table-row" => {
                    let times = repeats(&tag, "number-rows-repeated")?;
                    let before = sheet.len();
                    cells(xml, sheet, row)?;
                    sheet.again_below(before, times - 1)?;
                    row = row.saturating_add(times);
                }
                // Groups of rows and of columns are passed through.
                "table:table-rows" | "table:table-header-rows" | "table:table-row-group" => {}
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
                    let cell = Cell::of(&tag)?;
                    let text = text(xml)?;
                    if cell.is_error {
                        sheet.error(row, column);
                    } else {
                        let value = cell.value(text);
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
    is_error: bool,
}

impl Cell {
    fn of(tag: &BytesStart<'_>) -> Result<Self, Error> {
        let mut cell = Self { kind: String::new(), value: None, is_error: false };
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
                _ => {}
            }
        }
        Ok(cell)
    }

    /// The value as people mean it; `shown` is the text that the sheet shows.
    fn value(self, shown: String) -> String {
        let Some(value) = self.value else {
            return shown;
        };
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => match value.trim().parse::<f64>() {
                // A number whose format puts zeros before it: a FIPS code.
                Ok(parsed)
                    if shown.starts_with('0')
                        && shown.len() > 1
                        && shown.bytes().all(|digit| digit.is_ascii_digit())
                        && shown.parse() == Ok(parsed) =>
                {
                    shown
                }
                Ok(parsed) => number(parsed),
                Err(_) => value,
            },
            "date" => iso(&value),
            "time" => duration(&value),
            "boolean" => value.to_ascii_lowercase(),
            _ => value,
        }
    }
}

/// The text of a cell, to its end; notes on it are no part of it.
fn text(xml: &mut Xml<'_>) -> Result<String, Error> {
    let mut text = String::new();
    let mut depth = 0_usize;
    let mut paragraphs = 0_usize;
    loop {
        match xml.more()? {
            Node::Open(tag) => match tag.name().as_ref() {
                "office:annotation" | "draw:frame" | "table:table" => xml.skip()?,
                name => {
                    match name {
                        "text:p" if paragraphs > 0 => text.push('\n'),
                        "text:s" => {
                            let count = attribute(&tag, "c")?.and_then(|count| count.parse().ok()).unwrap_or(1);
                            text.extend(std::iter::repeat_n(' ', usize::min(count, CELL)));
                        }
                        "text:tab" | "text:line-break" => text.push(' '),
                        _ => {}
                    }
                    paragraphs += usize::from(name == "text:p");
                    depth += 1;
                }
            },
            Node::Close(_) if depth == 0 => return Ok(text),
            Node::Close(_) => depth -= 1,
            Node::Text(piece) if depth > 0 => add(&piece, &mut text)?,
            Node::Text(_) => {}
        }
        if text.len() > CELL {
            return Err(Error::TooLarge("1 MB in one cell"));
        }
    }
}
