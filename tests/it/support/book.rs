//! Workbooks that were written, taken apart: their parts as text, their tabs, their comments.

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx};
use zip::ZipArchive;

use super::office::zipped;

/// The name and the text of every part, by name.
pub(crate) fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut part = |name: String| {
        let mut text = String::new();
        zip.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
        (name, text)
    };
    let mut parts: Vec<(String, String)> = names.into_iter().map(&mut part).collect();
    parts.sort();
    parts
}

/// The same workbook with another text in one of its parts.
pub(crate) fn replaced(bytes: &[u8], name: &str, text: &str) -> Vec<u8> {
    let parts = parts(bytes);
    let own = |(known, own): &(String, String)| if known == name { text.to_owned() } else { own.clone() };
    let texts: Vec<String> = parts.iter().map(own).collect();
    let parts: Vec<(&str, &[u8])> =
        parts.iter().zip(&texts).map(|((name, _), text)| (name.as_str(), text.as_bytes())).collect();
    zipped(&parts)
}

/// All parts as one text, the same however they are compressed.
pub(crate) fn text(bytes: &[u8]) -> String {
    parts(bytes).into_iter().map(|(name, text)| format!("{name}\n{text}\n")).collect()
}

/// The tabs, as another program reads them.
pub(crate) fn tabs(bytes: &[u8]) -> Vec<(String, Range<Data>)> {
    Xlsx::new(Cursor::new(bytes)).unwrap().worksheets()
}

/// The cells of a tab with a comment, by name, and what the comment says; the tab by its number in the file, counted from 1.
pub(crate) fn comments(bytes: &[u8], tab: usize) -> Vec<(String, String)> {
    let links = part(bytes, &format!("xl/worksheets/_rels/sheet{tab}.xml.rels"));
    let Some(at) = links.find("../comments") else { return Vec::new() };
    let name = links[at..].split('"').next().unwrap().replace("../", "xl/");
    let text = part(bytes, &name);
    let comments = text.split("<comment ").skip(1).map(|comment| {
        let cell = comment.split("ref=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        // No sign of markup is within a text.
        let texts = comment.split("</t>").filter(|run| !run.contains("</comment>"));
        let said: String = texts.map(|run| run.rsplit('>').next().unwrap()).collect();
        (cell, said.replace("&quot;", "\"").replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"))
    });
    comments.collect()
}

/// The text of one part; empty where there is none.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    parts(bytes).into_iter().find(|(known, _)| known == name).map(|(_, text)| text).unwrap_or_default()
}
