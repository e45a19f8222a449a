//! Limits of files of records, at the limit, one below and one above.

use std::fs::File;
use std::io::{Read, repeat};

use pollworthy::engine::csv::{Dialect, Pieces};
use pollworthy::inventory::{Expected, Searched};

use pollworthy::limits::Limit;
use pollworthy::limits::files::{
    BLANK_FIELDS, COLUMNS, COMPARED_ROWS, COMPARED_ROWS_IN_ALL, EXPORT_DESCRIPTION, SEARCHED_IDS, SEARCHED_SERIALS,
    TOML_FILE,
};

use crate::support::folder::Folder;

const HEADER: &str = "asset_id,jurisdiction,equipment_type";

/// All that is said of a folder, of which `rows` must be read.
#[track_caller]
fn said(folder: &Folder) -> String {
    folder.read().notices().join("\n")
}

/// The text of a limit where it is said, nothing where something else is said, and all of it where neither is.
fn only(limit: &Limit, otherwise: &str, said: &str) -> String {
    if said.contains(&limit.to_string()) {
        limit.to_string()
    } else if said.contains(otherwise) {
        String::new()
    } else {
        said.to_owned()
    }
}

/// What is said of one table.
fn said_of(text: &str) -> String {
    said(&Folder::of("equipment.csv", text))
}

/// Files of so many rows each, with other ids; and how much is searched.
fn searched(files: &[u64], header: &str, searched: Searched) -> String {
    let mut next = 0..;
    let mut folder = Folder::new();
    for (file, rows) in files.iter().enumerate() {
        let rows = next.by_ref().take(usize::try_from(*rows).unwrap());
        let rows: String = rows.map(|id: u32| format!("{id},39001,dre,S{id:05}\n")).collect();
        folder = folder.with(&format!("{file}/equipment.csv"), format!("{header}\n{rows}"));
    }
    folder.options.searched = searched;
    let told = folder.read();
    assert_eq!(told.counted(), files.iter().sum::<u64>());
    told.notices().join("\n")
}

/// How much is searched, by the table.
#[test]
fn as_much_is_searched_as_the_table_says() {
    let usual = Searched {
        ids: SEARCHED_IDS.size(),
        serials: SEARCHED_SERIALS.size(),
        rows: COMPARED_ROWS.size(),
        rows_in_all: COMPARED_ROWS_IN_ALL.size(),
    };
    assert_eq!((Searched::default(), Folder::new().options.searched), (usual, usual));
}

const WITH_SERIALS: &str = "asset_id,jurisdiction,equipment_type,serial_number";

/// So few are searched.
const FEW: usize = 300;

super::tried! {
    files:
    csv_record CSV_RECORD => |bytes| {
        // The bytes of the record are made while they are read.
        let text = b"a,b\n".chain(repeat(b'x').take(bytes)).chain(&b"\nc,d\n"[..]);
        let mut pieces = Pieces::new(text, 1 << 18, Dialect::default());
        let mut cuts = 0;
        loop {
            match pieces.next_cut() {
                Ok(Some(_)) => cuts += 1,
                Ok(None) => break,
                Err(error) => return error.to_string(),
            }
        }
        assert!(cuts > 1, "what is above the record, and the record");
        String::new()
    };
    columns COLUMNS => |columns| {
        let more = ",".repeat(usize::try_from(columns).unwrap() - 3);
        said_of(&format!("{HEADER}{more}\na,39001,dre{more}\n"))
    };
    blank_fields BLANK_FIELDS => |fields| {
        let commas = ",".repeat(usize::try_from(fields).unwrap() - 1);
        said_of(&format!("{HEADER}\na,39001,dre\n{commas}\nb,39001,bmd\n"))
    };
    toml_file TOML_FILE => |bytes| {
        // A file with nothing but a length: no TOML as long as it is read.
        let folder = Folder::of("records.toml", "");
        File::create(folder.path("records.toml")).unwrap().set_len(bytes).unwrap();
        only(&TOML_FILE, "is not valid TOML", &said(&folder))
    };
    export_description EXPORT_DESCRIPTION => |bytes| {
        let folder = Folder::of("export/inventory/equipment.csv", format!("{HEADER}\na,39001,dre\n"));
        // A file with nothing but a length: no export as long as it is read.
        File::create(folder.path("export/schema.json")).unwrap().set_len(bytes).unwrap();
        only(&EXPORT_DESCRIPTION, "left out: pollworthy reads", &said(&folder))
    };
    place_list PLACE_LIST => |bytes| {
        let mut text = b"39001\n39003".to_vec();
        text.resize(usize::try_from(bytes).unwrap(), b' ');
        let folder = Folder::of("places.txt", text);
        match Expected::read(&folder.path("places.txt")) {
            Ok(Expected::List(_, places)) => assert_eq!(places.len(), 2),
            Ok(Expected::State(state)) => panic!("{state}"),
            Err(error) => return error.to_string(),
        }
        String::new()
    };
    searched_ids SEARCHED_IDS as 300 => |ids| searched(&[ids], WITH_SERIALS, Searched { ids: FEW, ..Searched::default() });
    searched_serials SEARCHED_SERIALS as 300 => |serials| {
        searched(&[serials], WITH_SERIALS, Searched { serials: FEW, ..Searched::default() })
    };
    compared_rows COMPARED_ROWS as 300 => |rows| searched(&[rows], WITH_SERIALS, Searched { rows: FEW, ..Searched::default() });
    compared_rows_in_all COMPARED_ROWS_IN_ALL as 300 => |rows| {
        searched(&[rows - 100, 100, 1], WITH_SERIALS, Searched { rows_in_all: FEW, ..Searched::default() })
    };
    notices_apart NOTICES_APART => |words| {
        let rows: String = (0..words).map(|word| format!("{word},39001,dre,q{word}\n")).collect();
        let told = Folder::of("equipment.csv", format!("{HEADER},quantity\n{rows}")).read();
        assert_eq!(told.read.notices.iter().map(|notice| notice.count).sum::<u64>(), words);
        let more = told.notices().into_iter().filter(|line| !line.contains("\"q"));
        more.collect()
    };
}

/// A million commas in a row: what is said of it is the same, whatever line it is.
#[test]
fn a_row_of_a_million_commas_is_said() {
    let commas = ",".repeat(1_000_000);
    let below = said_of(&format!("{HEADER}\na,39001,dre\n{commas}\nb,39001,bmd\n"));
    let left_out = BLANK_FIELDS.to_string();
    assert_eq!(below, format!("here/equipment.csv:3: notice: {left_out}"));
    let above = said_of(&format!("{commas}\n{HEADER}\na,39001,dre\n"));
    let refused = COLUMNS.to_string();
    assert_eq!(above, format!("here/equipment.csv:1: error: {refused}"));
}
