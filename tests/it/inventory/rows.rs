//! Which lines of a sheet are its header and its rows: preambles above, footers below, and what looks like either and is none.

use crate::support::folder::{Folder, Told};

const HEADER: &str = "asset_id,county,type,make,model,qty,first used,vvpat\n";
const ROWS: &str = "A1,39001,DRE,ES&S,iVotronic,5,2016,No\nA2,39001,Optical Scan,ES&S,DS200,6,2015,\nA3,39003,DRE,Hart,eSlate,7,2014,No\n";

/// What is read of a sheet with some lines below its rows.
fn below(lines: &str) -> Told {
    Folder::of("equipment.csv", format!("{HEADER}{ROWS}{lines}")).read()
}

/// How many rows there are with some lines below three of them, and the notices.
fn rows_with(lines: &str) -> (usize, Vec<String>) {
    let told = below(lines);
    (told.rows.len(), told.notices())
}

// Footers

#[test]
fn footers_are_left_out_and_reported_with_their_lines() {
    let told = below("\nTotal,,,,,18,,\nReport generated 11/1/2026 by jdoe\nPage 1 of 1\n(3 rows)\n");
    let said = |line: u32, text: &str| {
        format!(
            "here/equipment.csv:{line}: notice: \"{text}\" is a line below or between the rows, not a row; left out"
        )
    };
    assert_eq!(
        told.notices(),
        [
            "here/equipment.csv:6: notice: a row of totals; left out, because the rows above are counted".to_owned(),
            said(7, "Report generated 11/1/2026 by jdoe"),
            said(8, "Page 1 of 1"),
            said(9, "(3 rows)"),
        ]
    );
    assert_eq!(told.column("asset_id"), ["A1", "A2", "A3"]);
    assert_eq!(told.counted(), 3);
    assert_eq!(told.read.places.list().iter().filter(|place| !place.file.is_empty()).count(), 0);
}

#[test]
fn footers_of_many_programs_are_not_rows() {
    for line in [
        "Page 1 of 1",
        "PAGE 12 OF 12",
        "Page 3,,,,,,,",
        ",,,,,,Page 1 of 2,",
        "(3 rows)",
        "(3 rows affected)",
        "3 rows affected",
        "3 row(s) returned",
        "Total records: 3",
        "Record count: 3,,,,,,,",
        "Rows:,3",
        "Total machines: 18",
        "Report generated 11/1/2026 by jdoe",
        "Report generated 11/1/2026,,,,,,,",
        "REPORT DATE: 11/1/2026",
        "Generated on 1 November 2026",
        "Printed 11/01/2026,,,,,,,",
        "Exported by jdoe",
        "Run date: 2026-11-01",
        "As of November 1 2026",
        "Last updated 11/1/2026",
        "Source: County clerk, 2018",
        "Note: the eSlates are kept for early voting",
        "* not used since 2020",
        "** End of report **",
        "End of file",
        "--------,-----,----",
        "________________",
        "==========================================",
        "Prepared by:,Jane Doe",
        "Applied filters: State is Ohio",
        "Confidential",
        "CONFIDENTIAL - do not distribute",
        "For internal use only",
        "Updated 11/1/2026",
        "n=3",
        "# of machines,,,,,18",
        "\u{a9} 2026 Adams County",
        ",*",
        ",***,see note",
        "All machines are stored in the warehouse on Main Street.",
        "These machines were bought with the grant of 2016 and are still under warranty",
        "\u{1a}",
        "\"\u{1a}\"",
    ] {
        let (rows, notices) = rows_with(&format!("{line}\n"));
        assert_eq!(rows, 3, "{line}: {notices:?}");
        assert_eq!(notices.len(), 1, "{line}: {notices:?}");
        assert!(notices[0].starts_with("here/equipment.csv:5"), "{notices:?}");
        assert!(notices[0].contains("not a row"), "{notices:?}");
    }
}

#[test]
fn an_end_of_file_sign_is_not_a_machine() {
    let (rows, notices) = rows_with("\u{1a}\n");
    assert_eq!(rows, 3);
    assert_eq!(notices, ["here/equipment.csv:5: notice: this is an end-of-file character, not a row"]);
    assert_eq!(rows_with("\u{1a}").0, 3, "without an end of line");
}

#[test]
fn sparse_rows_are_not_footers() {
    for line in [
        "A4",
        "A4,,DRE",
        "Page-1",
        "EQ 0004",
        "Machine 12,,,,,,,",
        "Annex Page 1 of the list 7,39001,DRE,,,,,",
        ",,,,DS200,4,,",
        ",,Optical Scan,,,,,",
        ",,Ballot marking device,,,,,",
        ",,Paper Poll Book,,,5,,",
        ",,,,ES&S DS200 Precinct Scanner,,,",
        ",,,,,3,,",
        ",39001,,,,,,",
        ",Adams County,,,,,,",
        "Report,39001,DRE,Hart,eSlate,1,2014,No",
        "Updated-4,39001,DRE",
        "n=3,39001,DRE,Hart,eSlate,1,2014,No",
        "*,39001,,,,,,",
        ",***,DRE,,,,,",
        "# of machines,39001,DRE,,,18,,",
        "Confidential counting room,39001,,,,,,",
        "Source: 4,39001,DRE,Hart,eSlate,1,2014,No",
        "Page 1 of 1,39001,DRE,Hart,eSlate,1,2014,No",
        "* A4,,,,eSlate,,,",
    ] {
        let (rows, notices) = rows_with(&format!("{line}\n"));
        assert_eq!(rows, 4, "{line}: {notices:?}");
    }
}

#[test]
fn sums_and_averages_are_not_machines() {
    let header = "County,Type,Model,Qty,VVPAT\n48029,DRE,iVotronic,5,No\n48029,Scanner,DS200,6,\n";
    for line in ["Subtotal 48029,,,11,", "Sub-total: 48029,,,11,", "Average,,,5.5,", "AVG,,,5,", ",,,11,"] {
        let told = Folder::of("equipment.csv", format!("{header}{line}\n")).read();
        assert_eq!(told.rows.len(), 2, "{line}: {:?}", told.notices());
        told.says("here/equipment.csv:4: notice: a row of totals; left out, because the rows above are counted");
    }
    // A number that is no sum of what stands above it may be of machines that nobody described.
    for line in
        [",,,12,", ",,,11,No", ",DRE,,11,", "Subtotal 48029,DRE,,11,", "Average County,,,5,", "Subtotals48029,,,11,"]
    {
        let told = Folder::of("equipment.csv", format!("{header}{line}\n")).read();
        assert_eq!(told.rows.len(), 3, "{line}: {:?}", told.notices());
    }
    // One number below one row is no sum.
    let told = Folder::of("equipment.csv", "Type,Model,Qty,County\nDRE,iVotronic,5,48029\n,,5,\n").read();
    assert_eq!(told.rows.len(), 2, "{:?}", told.notices());
}

#[test]
fn a_county_as_the_heading_of_a_block_is_not_a_machine() {
    let text =
        "Type,Model,Qty,VVPAT\nBexar County,,,\nDRE,iVotronic,5,No\n\"Blanco County, TX\",,,\nDRE,iVotronic,6,No\n";
    let told = Folder::of("equipment.csv", text).read();
    assert_eq!(told.column("quantity"), ["5", "6"], "{:?}", told.notices());
    let of_line = |line: &&String| line.contains("\"Bexar County\" is a line below or between the rows, not a row");
    assert_eq!(told.notices().iter().filter(of_line).count(), 1, "{:?}", told.notices());
    // In the column of places, or beside anything else, it is a row.
    let text = "County,Model,Qty,VVPAT\nBexar County,,,\n";
    assert_eq!(Folder::of("equipment.csv", text).read().rows.len(), 1);
    let text = "Type,Model,Qty,VVPAT\nDRE,Bexar County,1,No\nBexar County,iVotronic,2,No\n";
    assert_eq!(Folder::of("equipment.csv", text).at_place("48029").read().rows.len(), 2);
}

#[test]
fn a_narrow_list_of_words_has_no_footers_among_its_types() {
    let told = Folder::of("equipment.csv", "Type,Model #,Paper trail?\nPaper Poll Book,,\nOptical Scan,,\n").read();
    assert_eq!(told.rows.len(), 2, "{:?}", told.notices());
    assert!(
        told.notices()[1]
            .contains("equipment_type \"Paper Poll Book\" is not known; it is one of hand-counted-paper, ")
    );
    assert!(!told.notices()[1].contains("did you mean"));
}

#[test]
fn footers_are_not_places() {
    let told = Folder::of(
        "jurisdictions.csv",
        "id,name,registered_voters,precincts\n39001,Adams,100,3\n39003,Allen,200,4\nPage 1 of 1\n(2 rows)\n\u{1a}\n",
    )
    .read();
    assert_eq!((told.errors(), told.notices().len()), (0, 3), "{:?}", told.notices());
    assert_eq!(told.read.places.list().iter().filter(|place| place.row.is_some()).count(), 2);
}

#[test]
fn footers_are_found_however_the_file_is_cut() {
    let rows: String = (0..500).map(|row| format!("A{row:04},39001,DRE,Hart,eSlate,1,2014,No\n")).collect();
    let text = format!("{HEADER}{rows}Page 1 of 2,,,,,,,\n{}Page 2 of 2,,,,,,,\n", rows.replace('A', "B"));
    for (piece, threads) in [(1 << 20, 1), (300, 2), (4_000, 2)] {
        let told = Folder::of("equipment.csv", &text).in_pieces(piece).by_threads(threads).read();
        assert_eq!((told.rows.len(), told.notices().len()), (1_000, 2), "{:?}", told.notices());
    }
}

// Preambles

#[test]
fn a_header_is_found_below_a_preamble_of_any_width() {
    let table = "\"CVE\",\"What\",\"Severity\",\"Last Detected\",\"First Detected\",\"Status\"\n\
                 \"CVE-2023-4966\",\"x\",\"5\",\"2026-11-01\",\"2026-10-01\",\"Active\"\n";
    let report = "\"Asset Vuln Datalist Report\",\"04 Feb 2026 10:00AM GMT-0500\",\"1\"\n";
    let address = "\"TestCompany\",\"123 Test Street\",\"Test City\",\"None\",\"12345\",\"USA\"\n";
    let user = "\"Test User\",\"testuser\",\"IDM - Scanner VMDR\"\n";
    let long: String = (1..=40).map(|line| format!("Setting {line},value {line}\n")).collect();
    for preamble in [
        format!("{report}{address}{user}"),
        format!("{address}{report}{user}"),
        format!("{user}\n\n{report}\n"),
        format!("{report}{address}{address}{address}\n{user}"),
        format!("Prairie County\n{long}\n"),
    ] {
        let told = Folder::of("vulnerabilities.csv", format!("{preamble}{table}")).read();
        assert_eq!(told.column("cve"), ["CVE-2023-4966"], "{preamble}: {:?}", told.notices());
        assert_eq!(told.column("found_on"), ["2026-10-01"]);
        let titles = told.notices().iter().filter(|line| line.contains("is above the header")).count();
        assert_eq!(titles, preamble.lines().filter(|line| !line.is_empty()).count().min(titles), "{preamble}");
        assert!(titles > 0);
    }
}

#[test]
fn a_group_header_above_the_header_is_reported() {
    let text = "Machine,,,Dates,,\nType,Make,Model,Yr. Purchased,Last L&A,Qty\nDRE,Hart,eSlate,2006,2026-10-01,4\n";
    let told = Folder::of("equipment.csv", text).at_place("39001").read();
    assert_eq!(told.column("equipment_type"), ["dre"]);
    assert_eq!(told.column("first_used_on"), ["2006-01-01"]);
    told.says("here/equipment.csv:1: notice: \"Machine Dates\" is above the header; read as a title, not as a row");
}

#[test]
fn a_header_of_two_lines_is_read_as_one() {
    let text =
        "Warehouse list\nSerial,Purchase,Last,County,Model\nNumber,Date,L&A,,\nEV-1,2016,2026-10-01,39001,DS200\n";
    let told = Folder::of("equipment.csv", text).read();
    assert_eq!(told.column("serial_number"), ["EV-1"], "{:?}", told.notices());
    assert_eq!((told.column("first_used_on"), told.column("la_tested_on")), (vec!["2016-01-01"], vec!["2026-10-01"]));
    told.says("here/equipment.csv:1: notice: \"Warehouse list\" is above the header; read as a title, not as a row");
}

#[test]
fn names_below_a_line_of_groups_are_the_header() {
    let text = "County,Equipment,,Paper,\n,Type,Model,VVPAT,Qty\n48029,DRE,iVotronic,No,5\n48031,Scanner,DS200,,6\n";
    let told = Folder::of("equipment.csv", text).read();
    assert_eq!(told.column("quantity"), ["5", "6"], "{:?}", told.notices());
    assert_eq!(told.column("vvpat"), ["no", ""], "{:?}", told.notices());
    assert_eq!(told.notices().len(), 0, "{:?}", told.notices());
    // A row is no part of the header because it leaves out what others say.
    let text = "County,Type,Model,Qty,\n,Scanner,DS200,2,spare\n48031,Scanner,DS200,6,\n";
    let told = Folder::of("equipment.csv", text).read();
    assert_eq!(told.column("quantity"), ["2", "6"], "{:?}", told.notices());
}

#[test]
fn a_header_that_may_be_a_known_column_is_reported_with_its_column() {
    let text = "County,Type,Machine,Paper used,Zone\n39001,DRE,eSlate,x,y\n";
    let notices = Folder::of("equipment.csv", text).read().notices();
    assert!(notices[0].ends_with("\"Machine\" is not known; kept, not used; if it contains model, give it that name"));
    assert!(
        notices[1].ends_with("kept, not used; if it contains vvpat or paper_record, give it that name"),
        "{notices:?}"
    );
    assert!(notices[2].ends_with("column \"Zone\" is not known; kept, not used"), "{notices:?}");
}

#[test]
fn a_question_is_never_said_to_hold_what_it_names() {
    let text = "County,Type,On county network?,Is the machine sealed,County owned or leased\n39001,DRE,no,yes,x\n";
    let notices = Folder::of("equipment.csv", text).read().notices();
    assert_eq!(notices.len(), 3, "{notices:?}");
    assert!(notices.iter().all(|notice| !notice.contains("if it contains")), "{notices:?}");
    // A column of yes and no may well be its answer.
    let text = "County,Type,Does it print paper\n39001,DRE,no\n";
    let notices = Folder::of("equipment.csv", text).read().notices();
    assert!(notices[0].ends_with("if it contains vvpat, give it that name"), "{notices:?}");
}

#[test]
fn rows_of_words_are_not_taken_for_the_header() {
    // All that a row says may be the name of a column.
    let text =
        "Asset Tag,Type,Make,Model,Notes\nscanner,tabulator,vendor,model,version\nactive,used,storage,owner,year\n";
    let told = Folder::of("equipment.csv", text).at_place("39001").read();
    assert_eq!(told.rows.len(), 2, "{:?}", told.notices());
    assert_eq!(told.column("asset_id"), ["scanner", "active"]);
    // Nor far below a header of which nothing is known.
    let help: String = (0..40).map(|row| format!("Tab {row},some words on it\n")).collect();
    let text = format!("Topic,What to write\n{help}Model,Serial number\nMake,Vendor\n");
    let told = Folder::of("equipment.csv", text).at_place("39001").read();
    assert_eq!((told.rows.len(), told.errors()), (0, 1), "{:?}", told.notices());
    // A header of which only one word is known is the header still, though a row below it has as many.
    let text = "Tag,Gear,Built by,Kept at\nA1,scanner,vendor,warehouse\n";
    let told = Folder::of("equipment.csv", text).at_place("39001").read();
    assert_eq!(told.column("asset_id"), ["A1"], "{:?}", told.notices());
}

// Two headers for one column

#[test]
fn of_two_headers_for_one_column_the_nearer_is_used_and_the_other_held_against_it() {
    let text =
        "Asset Tag,Model Number,Model,Location\nT-1,DS200-1.3,DS200,A\nT-2,DS450,DS450,B\nT-3,DS850,,C\nT-4,,,D\n";
    let told = Folder::of("equipment.csv", text).at_place("39001").read();
    told.says(
        "here/equipment.csv:2:5: notice: \"Model\" and \"Model Number\" both mean model; \"Model\" is used, and \"Model Number\" if it is blank; they differ in 1 row",
    );
    assert_eq!(told.column("model"), ["DS200", "DS450", "DS850", ""]);
    assert_eq!(told.rows[2].positions["model"].column, 5, "where it stands, and not where it is blank");
}

#[test]
fn answers_that_two_headers_give_differently_are_unknown() {
    let text = "Asset Tag,Type,Modem,WiFi,Has VVPAT,VVPAT\n\
                a,DRE,no,yes,no,yes\nb,DRE,no,no,no,N\nc,DRE,no,,yes,\nd,DRE,,installed,maybe,yes\n";
    let told = Folder::of("equipment.csv", text).at_place("39001").read();
    assert_eq!(told.column("wireless"), ["", "absent", "absent", "active"], "{:?}", told.notices());
    assert_eq!(told.column("vvpat"), ["", "no", "yes", ""]);
    assert_eq!(
        told.notices(),
        [
            "here/equipment.csv:2:7: notice: \"WiFi\" and \"Modem\" both mean wireless; \"WiFi\" is used, and \"Modem\" if it is blank; they differ in 1 row, which is treated as blank",
            "here/equipment.csv:2:14: notice: \"VVPAT\" and \"Has VVPAT\" both mean vvpat; \"VVPAT\" is used, and \"Has VVPAT\" if it is blank; they differ in 2 rows, which are treated as blank",
        ]
    );
}

#[test]
fn of_three_headers_those_that_fill_in_are_compared_with_each_other() {
    let text = "Asset Tag,Type,Wireless,WiFi,Modem\na,DRE,,no,yes\nb,DRE,,no,off\nc,DRE,,,no\nd,DRE,absent,no,no\n";
    let told = Folder::of("equipment.csv", text).at_place("39001").read();
    assert_eq!(told.column("wireless"), ["", "", "absent", "absent"], "{:?}", told.notices());
    assert!(
        told.notices().iter().any(|line| line.contains("\"Modem\"") && line.contains("differ in 2 rows")),
        "{:?}",
        told.notices()
    );
}

#[test]
fn values_that_mean_the_same_do_not_differ() {
    let text = "Asset Tag,Qty,Count,First used,Purchase date\na,5,5.0,2016,2016\nb,\"1,200\",1200,May 2016,2016-05\n";
    let told = Folder::of("equipment.csv", text).at_place("39001").read();
    assert!(told.notices().iter().all(|line| line.ends_with("they differ in no row")), "{:?}", told.notices());
    assert_eq!(told.notices().len(), 2);
    let text =
        "JurisName,STATE_NAME,STATE_,Registered voters\nAUTAUGA COUNTY,Alabama,AL,30000\nAdams County,Ohio,OH,2\n";
    let told = Folder::of("jurisdictions.csv", text).read();
    told.says(
        "here/jurisdictions.csv: notice: \"STATE_\" and \"STATE_NAME\" both mean state; \"STATE_\" is used, and \"STATE_NAME\" if it is blank; they differ in no row",
    );
    assert_eq!((told.place("01001").voters(), told.place("39001").voters()), (Some(30_000), Some(2)));
}

#[test]
fn two_headers_that_may_name_two_things_do_not_stand_in_for_each_other() {
    let text = "Host,Name,OS\n,SSL Medium Strength Cipher Suites,\nPC-1,Front counter,Windows 11\n";
    let told = Folder::of("network.csv", text).at_place("39001").read();
    assert_eq!(told.column("hostname"), ["", "PC-1"], "{:?}", told.notices());
    assert_eq!(
        told.notices(),
        [
            "here/network.csv:3:6: notice: \"Host\" and \"Name\" both mean hostname; \"Host\" is used; they differ in 1 row"
        ]
    );
}

#[test]
fn what_replaces_a_column_is_read_as_that_column_and_reported_if_it_cannot_be() {
    let text = "Asset Tag,Qty,Count\na,,some\nb,2,2\n";
    let told = Folder::of("equipment.csv", text).at_place("39001").read();
    assert_eq!(told.column("quantity"), ["", "2"]);
    assert!(
        told.notices()[1].starts_with("here/equipment.csv:2:4: notice: quantity \"some\" is not "),
        "{:?}",
        told.notices()
    );
}

#[test]
fn two_headers_are_held_against_each_other_however_the_file_is_cut() {
    let rows: String = (0..300).map(|row| format!("A{row:04},39001,{},{}\n", row % 7 + 1, row % 5 + 1)).collect();
    let differ = (0..300).filter(|row| row % 7 != row % 5).count();
    for (piece, threads) in [(1 << 20, 1), (200, 2), (1_500, 3)] {
        let told = Folder::of("equipment.csv", format!("asset_id,fips,qty,count\n{rows}"))
            .in_pieces(piece)
            .by_threads(threads)
            .read();
        assert_eq!((told.rows.len(), told.notices().len()), (300, 1), "{:?}", told.notices());
        assert!(told.notices()[0].ends_with(&format!("they differ in {differ} rows")), "{:?}", told.notices());
    }
}

#[test]
fn in_toml_the_nearer_of_two_keys_is_used() {
    let text = "[[equipment]]\njurisdiction = \"39001\"\nqty = 1\nquantity = 2\nmodel = \"Verity\"\nmodem = false\nwifi = true\n";
    let told = Folder::of("office.toml", text).read();
    assert_eq!(
        (told.column("quantity"), told.column("model"), told.column("wireless")),
        (vec!["2"], vec!["Verity"], vec![""])
    );
    assert_eq!(told.errors(), 0, "{:?}", told.notices());
    assert!(
        told.notices()[0].contains("\"quantity\" and \"qty\" both mean quantity; \"quantity\" is used, "),
        "{:?}",
        told.notices()
    );
}
