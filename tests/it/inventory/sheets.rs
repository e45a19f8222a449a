//! Sheets as people keep them: other separators, titles, totals, headers in their own words; tabs of a workbook.

use pollworthy::words::position::Position;

use crate::support::folder::{Folder, Told};
use crate::workbook::tabs::written;

const TITLE: &str = "is above the header; read as a title, not as a row";
const TOTAL: &str = "a row of totals; left out, because the rows above are counted";

// Separators

#[test]
fn any_common_sign_may_part_columns() {
    let text =
        "asset_id,jurisdiction,equipment_type,model\na,39001,dre,\"Verity, Touch; 24\"\"\tx|y\"\nb,39001,dree,\n";
    let plain = Folder::of("machines.csv", text).read();
    assert_eq!(plain.notices().len(), 1);
    for sign in [";", "\t", "|"] {
        let parted = text.replace(",", sign).replace(&format!("Verity{sign}"), "Verity,");
        for name in ["machines.csv", "machines.tsv"] {
            let told = Folder::of(name, &parted).read();
            assert_eq!(told.rows, plain.rows, "{sign:?} in {name}");
            assert_eq!(told.notices().len(), 1);
            assert!(told.notices()[0].starts_with(&format!("here/{name}:3:9: ")), "{}", told.notices()[0]);
        }
    }
}

#[test]
fn the_first_line_may_say_the_sign_as_excel_has_it() {
    let told = Folder::of("equipment.csv", "sep=;\r\nmodel;fips\r\nVerity, Scan;39001\r\n").read();
    told.says_nothing();
    assert_eq!(told.column("model"), ["Verity, Scan"]);
}

#[test]
fn titles_with_commas_do_not_make_a_comma_the_sign() {
    let text = "Prairie County, XE, elections, 2026, final\nMfr;Model;S/N;Qty\nHart;Verity, Scan;V1;2\nHart;Verity, Duo;V2;1\n";
    let told = Folder::of("list.csv", text).at_place("39001").read();
    told.says(&format!("here/list.csv:1: notice: \"Prairie County, XE, elections, 2026, final\" {TITLE}"));
    assert_eq!(told.column("model"), ["Verity, Scan", "Verity, Duo"]);
}

// Titles, blanks, totals

#[test]
fn the_header_may_stand_below_titles_and_blank_lines() {
    let text = "Prairie County,,,\nVoting equipment,as of May 2026,,\n,,,\n\nasset_id,jurisdiction,model,quantity\na,39001,x,2\n";
    let told = Folder::of("inventory.csv", text).read();
    let title = |line: u32, words: &str| format!("here/inventory.csv:{line}: notice: \"{words}\" {TITLE}");
    assert_eq!(told.notices(), [title(1, "Prairie County"), title(2, "Voting equipment as of May 2026")]);
    assert_eq!((told.counted(), told.rows[0].line), (1, 6));
}

#[test]
fn a_title_of_places_is_not_a_place() {
    let text = "Counties of Ohio,,\nid,name,registered_voters\n39001,Adams,100\nTotal,,100\n";
    let told = Folder::of("jurisdictions.csv", text).read();
    assert_eq!(
        told.notices(),
        [
            format!("here/jurisdictions.csv:1: notice: \"Counties of Ohio\" {TITLE}"),
            format!("here/jurisdictions.csv:4: notice: {TOTAL}"),
        ]
    );
    assert_eq!((told.read.places.len(), told.counted()), (1, 1));
}

#[test]
fn rows_of_data_are_not_a_header() {
    // Of the header one word is known; of the row below it, two.
    let told = Folder::of("equipment.csv", "jurisdiction,Thing,Kind of use,Bay\n39001,scanner,mail,certified\n").read();
    assert_eq!(told.rows.len(), 1);
    assert_eq!(told.read.notices.iter().filter(|notice| notice.code() == "title-line").count(), 0);
}

#[test]
fn totals_are_left_out_and_reported() {
    for total in ["Total", "TOTALS:", "Grand total", "Sub-total", "Adams County total", "Total machines", "Sum"] {
        for row in [
            format!("{total},,,,3,"),
            format!(",,,{total},3,"),
            format!(",{total},,,3,"),
            format!("{total},,,,\"1,003\",$5.00"),
        ] {
            let told = crate::inventory::files::equipment(&format!("a,39001,dre,,1,\nb,39001,bmd,,2,\n{row}\n")).read();
            told.says(&format!("here/equipment.csv:4: notice: {TOTAL}"));
            assert_eq!((told.counted(), told.rows.len(), told.read.places.len()), (2, 2, 1), "{row}");
        }
    }
    let told = crate::inventory::files::equipment("a,39001,dre,,1,\nTotal,,dre,,3,\n").read();
    told.says(&format!("here/equipment.csv:3: notice: {TOTAL}"));
}

#[test]
fn rows_that_only_begin_like_totals_are_rows() {
    for row in [
        "Total,39001,dre,Verity,1,",
        "a,39001,Total,,1,",
        "Total-7,39001,,,1,",
        "Totalscan,39001,,,1,",
        "Summer,39001,,,1,",
        "Sum,39001,dre,,1,",
        "Total vote 7,39001,,,1,",
        "Total machines,39001,dre,,1,",
        "total of all the machines in the county,39001,,,1,",
    ] {
        let told = crate::inventory::files::equipment(&format!("{row}\n")).read();
        assert_eq!((told.counted(), told.rows.len()), (1, 1), "{row}");
    }
    let told = Folder::of("network.csv", "role,jurisdiction,hostname\nTotal,39001,front-3\n").read();
    assert_eq!(told.rows.len(), 1, "it names a computer");
}

#[test]
fn a_header_in_the_middle_is_not_a_row() {
    let told = crate::inventory::files::equipment(
        "a,39001,dre,,1,\nAsset_ID, jurisdiction,equipment_type,model,quantity,first_used_on,,\nb,39001,bmd,,1,\n",
    )
    .read();
    told.says("here/equipment.csv:3: notice: this is the header again, not a row");
    assert_eq!(told.column("asset_id"), ["a", "b"]);
}

// Columns without a header

#[test]
fn empty_columns_and_commas_at_line_ends_do_no_harm() {
    let told = Folder::of(
        "equipment.csv",
        ",asset_id,,jurisdiction,model,,,\n,a,,39001,x,,,\n,b,,39001,y\n,c,,39001,z,,,,,\n",
    )
    .read();
    told.says_nothing();
    assert_eq!(told.column("model"), ["x", "y", "z"]);
}

#[test]
fn cells_without_a_header_are_reported_once() {
    let told =
        Folder::of("equipment.csv", "asset_id,,jurisdiction,model,\na,1,39001,x,\nb,,39001,y,old\nc,2,39001,z,\n")
            .read();
    assert_eq!(
        told.notices(),
        [
            "here/equipment.csv:2:3: notice: column 2 has no header; its cells are not used (1 more like it)",
            "here/equipment.csv:3:12: notice: column 5 has no header; its cells are not used",
        ]
    );
    assert_eq!(told.column("model"), ["x", "y", "z"]);
}

#[test]
fn a_comma_too_many_is_found_where_all_lines_end_in_one() {
    let told =
        Folder::of("equipment.csv", "jurisdiction,model,quantity,\n39001,Verity, Touch,2,\n39001,Verity,2,\n").read();
    told.says(
        "here/equipment.csv:2: error: this row has 5 fields and the header 3: is a comma inside a value without quotes? \
         The row is counted with nothing known about it",
    );
    assert_eq!(told.column("quantity"), ["", "2"]);
}

// Headers in their own words

/// The table that a sheet is taken for, by headers alone or by its name too.
fn table_of(name: &str, headers: &str) -> Option<&'static str> {
    let row = "x,".repeat(headers.split(',').count() - 1);
    let told = Folder::of(name, format!("{headers}\n{row}x\n")).at_place("39001").read();
    let tables = pollworthy::schema::TABLES.iter();
    told.read
        .files
        .first()
        .and_then(|file| tables.zip(file.rows).find(|(_, rows)| *rows > 0))
        .map(|(table, _)| table.name)
}

#[test]
fn sheets_of_a_clerk_are_told_by_their_headers() {
    for (headers, table) in [
        ("Mfr,Model #,S/N,Yr purchased,Paper trail?,Whse", "equipment"),
        ("Equipment,Make,Model,Serial #,Qty,Location", "equipment"),
        ("Vendor,Model,# of units,Year,ADA?", "equipment"),
        ("Computer name,OS,Patched,Sensor,MFA?", "network"),
        ("Computer,Windows version,Last patched,Networked?", "network"),
        ("CVE #,Asset tag,Date found,Fixed", "vulnerabilities"),
        ("Service,Provider,Requested,Delivered", "services"),
        ("Incident #,Date,Contained,Restored", "incidents"),
        ("FIPS Code,County,State,Registered voters,Precincts", "jurisdictions"),
        ("County,Voters,Polling places,Clerk,Phone", "jurisdictions"),
    ] {
        assert_eq!(table_of("list.csv", headers), Some(table), "{headers}");
    }
}

#[test]
fn lists_of_people_and_stores_fit_no_table() {
    for headers in [
        "Name,Ext,Cell",
        "Name,Title,Phone,Email",
        "Name,Title,Phone,Email,County",
        "Employee,Department,Phone #,E-mail,Notes",
        "Item,Qty,Location",
        "Item,Qty,Location,Notes,Owner",
        "Date,Amount,Check #,Payee",
    ] {
        assert_eq!(table_of("list.csv", headers), None, "{headers}");
    }
}

#[test]
fn the_name_of_a_sheet_helps_where_its_headers_could_be_anothers() {
    let headers = "Computer name,OS,Make,Model,Serial #";
    assert_eq!(table_of("Computers.csv", headers), Some("network"));
    assert_eq!(table_of("list.csv", headers), Some("network"), "they name computers and their systems");
    assert_eq!(table_of("list.csv", "Name,OS,Make,Model,Serial #"), Some("equipment"), "machines have names too");
    assert_eq!(table_of("prairie-county.csv", "Mfr,Model,S/N"), Some("equipment"));
}

#[test]
fn a_sheet_in_a_clerks_words_is_read() {
    let text = "Prairie County Elections - equipment,,,,,,,,\n\
                Equip. type,Mfr,Model #,S/N,Yr purchased,# of units,Paper trail?,ADA?,Wi-Fi\n\
                Optical Scan,Hart InterCivic,Verity Scan,V1,May 2018,1,Paper ballot,N,None\n\
                Touch Screen,Hart,eSlate,V2,2006,2,No,Y,N\n\
                Ballot Marking Device,Hart,Verity Duo,V3,5/14/2019,1,yes,y,N/A\n\
                TOTAL,,,,,4,,,\n";
    let told = Folder::of("ours.csv", text).at_place("39001").read();
    assert_eq!(
        told.notices(),
        [
            format!("here/ours.csv:1: notice: \"Prairie County Elections - equipment\" {TITLE}"),
            format!("here/ours.csv:6: notice: {TOTAL}"),
        ]
    );
    assert_eq!(told.column("equipment_type"), ["scanner", "dre", "bmd"]);
    assert_eq!(told.column("first_used_on"), ["2018-05-01", "2006-01-01", "2019-05-14"]);
    assert_eq!(told.column("quantity"), ["1", "2", "1"]);
    assert_eq!(told.column("paper_record"), ["ballot", "none", "yes"]);
    assert_eq!(told.column("used_accessible"), ["no", "yes", "yes"]);
    assert_eq!(told.column("wireless"), ["absent", "absent", ""]);
}

// Tabs of a workbook

/// Reads a workbook of one tab.
fn tab(name: &str, rows: &[&[&str]]) -> Told {
    let mut folder = Folder::of("ours.xlsx", written(&[(name, rows)]));
    folder.options.records.place = Some("39001".to_owned());
    folder.read()
}

#[test]
fn a_tab_has_rows_and_cells_for_positions() {
    let told = tab(
        "Voting Equip",
        &[
            &["Prairie County"],
            &[],
            &[],
            &["Mfr", "Model", "Qty"],
            &["Hart, Inc.", "Verity; Scan", "1"],
            &["Hart", "24\" x", "y", "old"],
            &[],
            &["Hart", "Duo"],
            &["Total", "", "2"],
        ],
    );
    assert_eq!(told.column("model"), ["Verity; Scan", "24\" x", "Duo"]);
    let cells: Vec<_> = told.rows.iter().map(|row| (row.line, row.positions["model"])).collect();
    assert_eq!(cells, [5, 6, 8].map(|line| (line, Position { line, column: 2 })));
    assert_eq!(
        told.notices(),
        [
            &format!("here/ours.xlsx, Voting Equip, row 1: notice: \"Prairie County\" {TITLE}"),
            "here/ours.xlsx, Voting Equip, cell C6: notice: quantity \"y\" is not a whole number",
            "here/ours.xlsx, Voting Equip, cell D6: notice: column 4 has no header; its cells are not used",
            &format!("here/ours.xlsx, Voting Equip, row 9: notice: {TOTAL}"),
        ]
    );
}

#[test]
fn a_tab_that_is_empty_or_fits_no_table_is_left_out() {
    let none = "here/ours.xlsx: notice: none of its tabs is an inventory";
    tab("Sheet2", &[]).says("here/ours.xlsx: notice: all of its tabs are empty");
    assert_eq!(
        tab("Phone List", &[&["Name", "Ext", "Cell"], &["J. Marsh", "100", "555-0100"]]).notices(),
        [
            none,
            "here/ours.xlsx, Phone List, row 1: notice: left out: its columns fit no table; it has Name, Ext, Cell; name the \
             tab after one of jurisdictions, equipment, network, vulnerabilities, services, incidents, or add a column \"table\""
        ]
    );
}
