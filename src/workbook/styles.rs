//! The codes of number formats, for whoever copies the cells of an XLSX file.

use std::collections::HashMap;
use std::sync::Arc;

use super::Error;
use super::package::{Node, Package, attribute};
use crate::limits::workbooks::FORMATS;

/// The longest code that is kept, in bytes.
const LONGEST: usize = 60;

/// The code of every cell format, by its number, where it has one.
pub(super) fn codes(package: &mut Package<'_>, part: &str) -> Result<Vec<Option<Arc<str>>>, Error> {
    let (mut formats, mut own): (Vec<u32>, HashMap<u32, Arc<str>>) = (Vec::new(), HashMap::new());
    let Some(mut xml) = package.xml(part)? else {
        return Ok(Vec::new());
    };
    let mut in_formats = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(tag) => match tag.local_name().as_ref() {
                "cellXfs" => in_formats = true,
                "styleSheet" | "numFmts" => {}
                "numFmt" if own.len() < FORMATS.size() => {
                    let id = attribute(&tag, "numFmtId")?.and_then(|id| id.parse().ok());
                    let code = attribute(&tag, "formatCode")?.filter(|code| code.len() <= LONGEST);
                    if let (Some(id), Some(code)) = (id, code) {
                        own.insert(id, code.into());
                    }
                }
                "xf" if in_formats && formats.len() < FORMATS.size() => {
                    formats.push(attribute(&tag, "numFmtId")?.and_then(|id| id.parse().ok()).unwrap_or(0));
                }
                _ if in_formats => {}
                _ => xml.skip()?,
            },
            Node::Close(tag) => in_formats &= tag.local_name().as_ref() != "cellXfs",
            Node::Text(_) => {}
        }
    }
    Ok(formats.iter().map(|id| own.get(id).cloned().or_else(|| built_in(*id).map(Arc::from))).collect())
}

/// The code of a format that every workbook has, as it is shown in the United States.
fn built_in(id: u32) -> Option<&'static str> {
    Some(match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 => "m/d/yyyy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        20 => "h:mm",
        22 => "m/d/yyyy h:mm",
        49 => "@",
        _ => return None,
    })
}
