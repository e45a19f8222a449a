//! Office files made by hand: packages, OpenDocument sheets, compound files and their records.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A ZIP archive of parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        let stored = options.compression_method(CompressionMethod::Stored);
        zip.start_file(*name, if *name == "mimetype" { stored } else { options }).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An XLSX of one sheet, given by the inside of its `sheetData`.
pub fn xlsx(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    xlsx_of(sheet.as_bytes(), "", "<sheet name=\"One\" sheetId=\"1\" r:id=\"a\"/>", "")
}

/// An XLSX with a sheet part, the inside of its styles, its list of sheets and the attributes of `workbookPr`.
pub fn xlsx_of(sheet: &[u8], styles: &str, sheets: &str, properties: &str) -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = format!(
        "<Relationships><Relationship Id=\"x\" Type=\"{kind}/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"
    );
    let workbook = format!("<workbook xmlns:r=\"r\"><workbookPr {properties}/><sheets>{sheets}</sheets></workbook>");
    let links = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{kind}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"b\" Type=\"{kind}/styles\" Target=\"../xl/styles.xml\"/></Relationships>"
    );
    let styles = format!("<styleSheet>{styles}</styleSheet>");
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// An ODS, given by its tables.
pub fn ods(tables: &str) -> Vec<u8> {
    ods_of(
        &format!(
            "<office:document-content><office:automatic-styles><style:style style:name=\"ta2\">\
             <style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
             <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        ),
        "",
    )
}

/// An ODS, given by its content and the inside of an entry of its manifest.
pub fn ods_of(content: &str, entry: &str) -> Vec<u8> {
    let manifest = format!(
        "<manifest:manifest><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{ODS}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\">{entry}</manifest:file-entry></manifest:manifest>"
    );
    zipped(&[
        ("mimetype", ODS.as_bytes()),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

/// A compound file with streams at its root; every stream is padded to have sectors of its own.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let padded: Vec<Vec<u8>> = streams
        .iter()
        .map(|(_, bytes)| {
            let mut bytes = bytes.to_vec();
            bytes.resize(bytes.len().max(4096).next_multiple_of(512), 0);
            bytes
        })
        .collect();
    let directory = (streams.len() + 1).div_ceil(4);
    let data = directory + padded.iter().map(|stream| stream.len() / 512).sum::<usize>();
    let tables = (1..).find(|tables| tables * 128 >= data + tables).unwrap();

    let mut next: Vec<u32> = vec![0xFFFF_FFFD; tables];
    let mut chain = |length: usize| {
        let first = next.len();
        next.extend((first + 1..first + length).map(|id| id as u32));
        next.push(END);
        first as u32
    };
    let directory_at = chain(directory);
    let starts: Vec<u32> = padded.iter().map(|stream| chain(stream.len() / 512)).collect();
    next.resize(tables * 128, u32::MAX);

    let mut file = vec![0_u8; 76];
    file[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    file[24..34].copy_from_slice(&[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    file[44..48].copy_from_slice(&(tables as u32).to_le_bytes());
    file[48..52].copy_from_slice(&directory_at.to_le_bytes());
    file[56..60].copy_from_slice(&4096_u32.to_le_bytes());
    file[60..64].copy_from_slice(&END.to_le_bytes());
    file[68..72].copy_from_slice(&END.to_le_bytes());
    for id in 0..109 {
        file.extend(if id < tables { id as u32 } else { u32::MAX }.to_le_bytes());
    }
    file.extend(next.iter().flat_map(|id| id.to_le_bytes()));
    let mut entries = Vec::new();
    let mut entry = |name: &str, kind: u8, right: u32, child: u32, start: u32, len: u32| {
        let mut entry = vec![0_u8; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64..66].copy_from_slice(&(units.len() as u16 + 2).to_le_bytes());
        entry[66] = kind;
        for (at, value) in [(68, u32::MAX), (72, right), (76, child), (116, start), (120, len)] {
            entry[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        entries.extend(entry);
    };
    entry("Root Entry", 5, u32::MAX, 1, END, 0);
    for (index, (name, _)) in streams.iter().enumerate() {
        let right = if index + 1 < streams.len() { index as u32 + 2 } else { u32::MAX };
        entry(name, 2, right, u32::MAX, starts[index], padded[index].len() as u32);
    }
    entries.resize(directory * 512, 0);
    file.extend(entries);
    file.extend(padded.concat());
    file
}

/// One record of an XLS.
pub fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(bytes.len() as u16).to_le_bytes(), bytes].concat()
}

/// An XLS of one sheet `One`: records before it, and its own.
pub fn xls(globals: &[Vec<u8>], cells: &[Vec<u8>]) -> Vec<u8> {
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let before = begin.len() + globals.concat().len();
    let at = before + 4 + 11 + end.len();
    let sheet = record(0x0085, &[&(at as u32).to_le_bytes()[..], &[0, 0, 3, 0], b"One"].concat());
    let stream = [begin.clone(), globals.concat(), sheet, end.clone(), begin, cells.concat(), end].concat();
    compound(&[("Workbook", &stream)])
}
