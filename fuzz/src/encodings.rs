//! Encodings: bytes of any kind as a file, and a text that says the same in UTF-8, UTF-16 and Windows-1252.

use pollworthy::engine::content::sniff;
use pollworthy::engine::csv::head;
use pollworthy::words::digest::sha256;

use super::shared::{Files, Told};

pub(crate) fn run(data: &[u8]) {
    let Some((&[how, size], bytes)) = data.split_first_chunk() else { return };
    let size = usize::from(size) * 4 + 1;
    let _ = sniff(bytes);
    let _ = head(bytes, size);
    match how % 4 {
        0 => {
            let files = Files(&[("equipment.csv", bytes)]);
            let (whole, cut) = (files.read(1 << 18), files.read(size));
            same(&whole, &cut);
        }
        1 => {
            let files = Files(&[("inventory.toml", bytes), ("jurisdictions.csv", bytes)]);
            let _ = files.read(size);
        }
        2 => wide(bytes, size),
        _ => narrow(bytes, size),
    }
}

fn same(one: &Told, other: &Told) {
    assert_eq!(one.rows, other.rows);
    assert_eq!(one.summary(), other.summary());
    assert_eq!(one.read.files, other.read.files);
}

const HEADER: &str = "asset_id,jurisdiction,equipment_type,model\n";

/// The same text in UTF-8 and in UTF-16, either way round: the same rows.
fn wide(bytes: &[u8], size: usize) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let text = format!("{HEADER}{text}");
    // Without a mark, zero bytes tell UTF-16; a text that has its own is another question.
    if text.contains(['\0', '\u{feff}']) {
        return;
    }
    let plain = Files(&[("equipment.csv", text.as_bytes())]).read(1 << 18);
    let marked = format!("\u{feff}{text}");
    let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for written in [marked.as_bytes(), &little, &big] {
        let told = Files(&[("equipment.csv", written)]).options(size);
        let told = super::shared::told(told);
        assert_eq!(told.rows, plain.rows);
        assert_eq!(told.summary(), plain.summary());
        assert_eq!(told.read.files[0].sha256, sha256(written), "the digest is of the file's own bytes");
    }
}

/// Bytes that are not UTF-8 are read as Windows-1252 one by one: what is ASCII around them stays where it is.
fn narrow(bytes: &[u8], size: usize) {
    let mut text = HEADER.as_bytes().to_vec();
    for (at, part) in bytes.split(|byte| matches!(byte, b'\n' | b'\r' | b',' | b'"' | 0)).enumerate() {
        text.extend(format!("a{at},39001,dre,").bytes().chain(part.iter().copied()).chain([b'\n']));
    }
    let told = Files(&[("equipment.csv", &text)]).read(size);
    let rows = text.iter().filter(|byte| **byte == b'\n').count() - 1;
    assert!(told.rows.len() == rows || !told.read.notices.is_empty(), "{} of {rows}", told.rows.len());
    assert_eq!(told.read.files[0].sha256, sha256(&text));
}
