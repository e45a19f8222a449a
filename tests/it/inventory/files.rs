//! Files of an inventory: what is read, what is said of the rest, and that nothing goes missing in silence.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pollworthy::audit::{Ledger, audit};
use pollworthy::diagnostic::Level;
use pollworthy::finding::Verdict;
use pollworthy::inventory::{Inventory, Options, Read};
use pollworthy::request::Records;
use pollworthy::rules::{Measure, RuleBook};
use pollworthy::schema::TableId;
use pollworthy::words::position::Position;
use pollworthy::words::value::Day;

use crate::support::folder::{Folder, Told, baseline};

const HEADER: &str = "asset_id,jurisdiction,equipment_type,model,quantity,first_used_on\n";

/// A CSV of equipment with the usual header.
pub(crate) fn equipment(rows: &str) -> Folder {
    Folder::of("equipment.csv", format!("{HEADER}{rows}"))
}

// Files with little in them

#[test]
fn an_empty_file_is_an_error() {
    let told =
        Folder::of("equipment.csv", "").with("network.csv", "asset_id,jurisdiction,role\na,39001,server\n").read();
    told.says("here/equipment.csv: error: the file is empty: it has no header line");
    assert_eq!(told.rows.len(), 1, "the other file is read all the same");
}

#[test]
fn a_header_without_rows_is_reported() {
    let told = equipment("").read();
    told.says("here/equipment.csv:1: notice: the file has a header and no rows");
    assert_eq!((told.counted(), told.read.files.len()), (0, 1));
}

#[test]
fn a_toml_file_without_rows_is_reported() {
    let told = Folder::of("office.toml", "# nothing yet\n").read();
    told.says("here/office.toml: notice: the file has no rows");
}

// Rows of a wrong length

#[test]
fn a_short_row_keeps_what_it_has() {
    let told = equipment("a,39001,dre\nb,39001,bmd,Verity,2,2020-01-01\n").read();
    told.says(
        "here/equipment.csv:2: notice: this row has 3 fields and the header 6; missing ones are treated as blank",
    );
    assert_eq!(told.column("equipment_type"), ["dre", "bmd"]);
    assert_eq!(told.column("quantity"), ["", "2"]);
}

#[test]
fn a_row_with_a_comma_too_many_is_an_error_and_still_counts() {
    let told = equipment("a,39001,dre,Verity, Touch,2,2020-01-01\nb,39001,bmd,Verity,2,2020-01-01\n").read();
    told.says(
        "here/equipment.csv:2: error: this row has 7 fields and the header 6: is a comma inside a value without quotes? \
         The row is counted with nothing known about it",
    );
    assert_eq!(told.counted(), 2);
    assert_eq!(told.column("equipment_type"), ["", "bmd"]);
    assert_eq!(told.rows[0].place, "39001");
}

#[test]
fn a_comma_too_many_makes_no_place_of_another_cell() {
    let told =
        Folder::of("equipment.csv", "model,jurisdiction,quantity\nVerity, Touch,39001,2\nVerity,39001,2\n").read();
    told.says(
        "here/equipment.csv:2: error: this row has 4 fields and the header 3: is a comma inside a value without quotes? \
         Nothing on the row was used",
    );
    assert_eq!((told.counted(), told.rows.len(), told.read.places.len()), (2, 1, 1));
}

#[test]
fn a_place_with_a_comma_too_many_is_an_error() {
    let told =
        Folder::of("jurisdictions.csv", "id,name,registered_voters\n39001,Adams,15,500\n39003,Allen,70000\n").read();
    told.says(
        "here/jurisdictions.csv:2: error: this row has 4 fields and the header 3: is a comma inside a value without \
         quotes? Nothing on the row was used",
    );
    assert_eq!(told.place("39003").voters(), Some(70_000));
}

#[test]
fn blank_fields_past_the_header_do_no_harm() {
    let told = equipment("a,39001,dre,Verity,2,2020-01-01,,\n").read();
    told.says_nothing();
    assert_eq!(told.column("quantity"), ["2"]);
}

#[test]
fn a_row_of_blanks_is_not_a_row() {
    let told = equipment("a,39001,dre,,,\n,,,,,\n  ,\t, ,,,\n\nb,39001,bmd,,,\n").read();
    told.says_nothing();
    assert_eq!(told.counted(), 2);
    assert_eq!(told.rows[1].line, 6);
}

// Columns

#[test]
fn an_unknown_column_is_kept_and_reported_with_its_place_and_the_nearest() {
    let told = Folder::of("equipment.csv", "asset_id,jurisdiction,\"eq,type\",modle,Bay\na,39001,x,Verity,3\n").read();
    assert_eq!(
        told.notices(),
        [
            "here/equipment.csv:1:23: notice: column \"eq,type\" is not known; kept, not used; if it contains equipment_type, give it that name",
            "here/equipment.csv:1:33: notice: column \"modle\" is not known; kept, not used; did you mean model?",
            "here/equipment.csv:1:39: notice: column \"Bay\" is not known; kept, not used",
        ]
    );
    assert_eq!(told.rows.len(), 1);
}

#[test]
fn headers_match_by_other_words_in_any_case_and_punctuation() {
    let told =
        Folder::of("equipment.csv", "ASSET TAG, Fips-Code ,Machine_Type,Mfr,Qty\na,39001,Touch Screen,Hart,2\n").read();
    told.says_nothing();
    assert_eq!(told.column("asset_id"), ["a"]);
    assert_eq!(told.column("equipment_type"), ["dre"]);
    assert_eq!(told.column("quantity"), ["2"]);
}

#[test]
fn a_header_of_which_nothing_is_known_is_an_error() {
    let told = Folder::of("equipment.csv", "Prairie County machines,,\n1,39001,x\n").read();
    told.says(
        "here/equipment.csv:1: error: none of its columns is one of equipment; it has Prairie County machines; the \
         first line must name the columns",
    );
}

// Cells

/// What is said of one bad cell, which becomes blank; the row beside it is read.
#[track_caller]
fn cell(row: &str, column: &str, wanted: &str) {
    let told = equipment(&format!("{row}\nb,39001,bmd,Verity,2,2020-01-01\n")).read();
    told.says(&format!("here/equipment.csv:2:{wanted}"));
    assert_eq!(told.rows.len(), 2);
    assert_eq!(told.column(column)[0], "", "treated as blank");
    assert_ne!(told.column(column)[1], "");
    assert_eq!(told.errors(), 0);
}

#[test]
fn a_misspelt_word_is_reported_with_the_nearest() {
    cell("a,39001,dree,,1,", "equipment_type", "9: notice: equipment_type \"dree\" is not known; did you mean dre?");
}

#[test]
fn a_word_that_is_like_none_is_reported_with_all_there_are() {
    let told = Folder::of("network.csv", "asset_id,jurisdiction,connectivity\na,39001,zzz\n").read();
    told.says(
        "here/network.csv:2:9: notice: connectivity \"zzz\" is not known; it is one of air-gapped, isolated-lan, \
         county-lan, internet",
    );
}

#[test]
fn what_is_not_a_valid_date_is_reported() {
    let forms = "write a day (2026-04-15), a month (2026-04) or a year (2026)";
    let of = |date: &str, wanted: &str| cell(&format!("a,39001,dre,,1,{date}"), "first_used_on", wanted);
    let months = "dates here are year-month-day or month/day/year";
    of(
        "13/5/2026",
        &format!(
            "16: notice: first_used_on \"13/5/2026\" has no month 13; {months}; if you mean 13 May 2026, write 2026-05-13"
        ),
    );
    of("last spring", &format!("16: notice: first_used_on \"last spring\" is not a date; {forms}"));
    of("5/14/06", &format!("16: notice: first_used_on \"5/14/06\" has a year of two digits; {forms}"));
    of("2026-02-30", "16: notice: first_used_on \"2026-02-30\" is not a day of the calendar: 2026-02-30");
    of("2027-01-01", "16: notice: first_used_on \"2027-01-01\" is after 2026-11-22, the day of this audit");
}

#[test]
fn what_is_not_a_quantity_is_reported() {
    cell("a,39001,dre,,-3,", "quantity", "14: notice: quantity \"-3\" is below zero");
    cell("a,39001,dre,,12a,", "quantity", "14: notice: quantity \"12a\" is not a whole number; did you mean 12?");
    cell("a,39001,dre,,1.5,", "quantity", "14: notice: quantity \"1.5\" is not a whole number");
    cell("a,39001,dre,,many,", "quantity", "14: notice: quantity \"many\" is not a whole number");
}

#[test]
fn numbers_may_be_grouped() {
    let told = equipment("a,39001,dre,,\"1,200\",\n").read();
    told.says_nothing();
    assert_eq!(told.column("quantity"), ["1200"]);
}

#[test]
fn words_for_unknown_are_blanks() {
    let told = equipment("a,39001,unknown,N/A,?,TBD\n").read();
    told.says_nothing();
    assert_eq!(told.rows[0].cells.keys().copied().collect::<Vec<_>>(), ["asset_id", "jurisdiction"]);
}

#[test]
fn dates_are_read_in_every_common_form() {
    let told = equipment("a,39001,,,,2006\nb,39001,,,,2006-05\nc,39001,,,,2006-05-14\nd,39001,,,,5/14/2006\n").read();
    told.says_nothing();
    assert_eq!(told.column("first_used_on"), ["2006-01-01", "2006-05-01", "2006-05-14", "2006-05-14"]);
}

#[test]
fn like_troubles_are_one_notice_with_a_count() {
    let told = equipment(&"a,39001,dree,,,\n".replace('a', "").repeat(14)).read();
    told.says(
        "here/equipment.csv:2:8: notice: equipment_type \"dree\" is not known; did you mean dre? (13 more like it)",
    );
    let notice = &told.read.notices[0];
    assert_eq!((notice.count, notice.positions.len()), (14, 10));
    assert_eq!(notice.positions[9], Position { line: 11, column: 8 });
}

// Doubles

#[test]
fn an_id_twice_in_one_file_counts_twice_and_is_reported() {
    let told = equipment("a,39001,dre,,,\nb,39001,dre,,,\na,39001,bmd,,,\n").read();
    told.says("here/equipment.csv:4:1: notice: asset_id \"a\" is also on line 2; both rows are counted");
    assert_eq!(told.column("equipment_type"), ["dre", "dre", "bmd"]);
}

#[test]
fn an_id_in_two_files_counts_once_and_names_the_other_file() {
    let told = equipment("a,39001,dre,,,\n")
        .with("more/equipment.csv", format!("{HEADER}b,39001,dre,,,\na ,39001,bmd,,,\n"))
        .read();
    told.says(
        "here/more/equipment.csv:3:1: notice: asset_id \"a\" is also in here/equipment.csv:2; counted once, as written there",
    );
    assert_eq!(told.column("equipment_type"), ["dre", "dre"]);
    assert_eq!(told.counted(), 3, "the files hold three rows");
}

#[test]
fn an_id_in_a_csv_and_in_a_toml_counts_once() {
    let told = equipment("a,39001,dre,,,\n")
        .with("office.toml", "jurisdiction = \"39001\"\n[[equipment]]\nasset_id = \"a\"\nequipment_type = \"bmd\"\n")
        .read();
    told.says(
        "here/office.toml:3:12: notice: asset_id \"a\" is also in here/equipment.csv:2; counted once, as written there",
    );
    assert_eq!(told.column("equipment_type"), ["dre"]);
}

#[test]
fn one_id_at_two_places_is_two_assets() {
    let told = equipment("a,39001,dre,,,\na,39003,dre,,,\n").read();
    told.says_nothing();
    assert_eq!(told.rows.len(), 2);
}

#[test]
fn many_vulnerabilities_of_one_asset_are_not_duplicates() {
    let header = "asset_id,jurisdiction,cve\n";
    let told = Folder::of(
        "vulnerabilities.csv",
        format!("{header}a,39001,CVE-2020-0001\na,39001,CVE-2020-0002\na,39001,CVE-2020-0001\n"),
    )
    .with("later/vulnerabilities.csv", format!("{header}a,39001,CVE-2020-0003\n"))
    .read();
    // The files are read in the order of their names.
    told.says(
        "here/vulnerabilities.csv:4:1: notice: asset_id/cve \"a/CVE-2020-0001\" is also on line 2; both rows are counted",
    );
    assert_eq!(told.column("cve"), ["CVE-2020-0003", "CVE-2020-0001", "CVE-2020-0002", "CVE-2020-0001"]);
}

// Which table

#[test]
fn a_file_that_fits_no_table_is_left_out_in_a_folder_and_an_error_by_itself() {
    let folder = equipment("a,39001,dre,,,\n").with("phones.csv", "Name,Ext,Cell\nJ. Marsh,100,555-0100\n");
    let left_out = "left out: its columns fit no table; it has Name, Ext, Cell; name the file after one of \
                    jurisdictions, equipment, network, vulnerabilities, services, incidents, or add a column \"table\"";
    let told = folder.read();
    told.says(&format!("here/phones.csv:1: notice: {left_out}"));
    assert_eq!(told.rows.len(), 1);
    folder.named("phones.csv").read().says(&format!("phones.csv:1: error: {left_out}"));
}

#[test]
fn the_name_of_a_file_tells_its_table_before_its_headers() {
    let told = Folder::of("2026 network (final).csv", "asset_id,jurisdiction,quantity\na,39001,1\n").read();
    told.says_nothing();
    assert_eq!(told.rows[0].table, "network");
}

#[test]
fn the_headers_tell_the_table_of_a_file_that_only_names_its_county() {
    let told =
        Folder::of("adams-county.csv", "asset_id,jurisdiction,equipment_type,model\na,39001,dre,Verity\n").read();
    told.says_nothing();
    assert_eq!(told.rows[0].table, "equipment");
}

#[test]
fn another_word_for_a_table_in_the_name_helps_where_headers_do_not() {
    let told = Folder::of("Computers.csv", "asset_id,jurisdiction,quantity\na,39001,1\n").read();
    told.says_nothing();
    assert_eq!(told.rows[0].table, "network");
}

#[test]
fn a_table_column_tells_the_table_row_by_row() {
    let text = "table,id,jurisdiction,asset_id,name,equipment_type,role\n\
                jurisdictions,39001,,,Adams,,\n\
                equipment,,39001,a,,dre,\n\
                computers,,39001,b,,,server\n\
                netwrk,,39001,c,,,server\n\
                ,,39001,d,,,server\n";
    let told = Folder::of("all.csv", text).read();
    assert_eq!(
        told.notices(),
        [
            "here/all.csv:5:1: error: table \"netwrk\" is not known; did you mean network? The row was not read",
            "here/all.csv:6:1: error: table \"\" is not known; it is one of jurisdictions, equipment, network, \
             vulnerabilities, services, incidents. The row was not read",
        ]
    );
    assert_eq!(&*told.place("39001").name, "Adams");
    let mut read: Vec<_> = told.rows.iter().map(|row| (row.table, row.cells["asset_id"].as_str())).collect();
    read.sort_unstable();
    assert_eq!(read, [("equipment", "a"), ("network", "b")]);
}

#[test]
fn in_a_file_of_several_tables_two_headers_for_one_column_are_said_of_the_table_they_mean() {
    let text = "table,asset_id,fips,os,os name,name\nequipment,a,39001,DOS,OS/2,\njurisdictions,,39001,,,Adams\n";
    let told = Folder::of("all.csv", text).read();
    told.says(
        "here/all.csv:2:23: notice: \"os\" and \"os name\" both mean operating_system; \"os\" is used, and \"os name\" if it is blank; they differ in 1 row",
    );
    assert_eq!(told.column("operating_system"), ["DOS"]);
    assert_eq!(&*told.place("39001").name, "Adams");
}

// Folders

#[test]
fn hidden_and_lock_files_are_left_alone_and_counted() {
    let told = equipment("a,39001,dre,,,\n")
        .with("~$equipment.csv", "x")
        .with(".equipment.csv", "x")
        .with(".old/equipment.csv", "x")
        .with("desktop.ini", "x")
        .with("README.md", "x")
        .with("photo.jpg", "x")
        .read();
    told.says_nothing();
    assert_eq!((told.rows.len(), told.left_alone), (1, 6));
}

#[test]
fn a_file_named_after_another_state_than_its_folder_is_of_neither() {
    for (path, state) in [("ohio/utah.csv", None), ("utah/utah.csv", Some("UT")), ("counties/utah.csv", Some("UT"))] {
        let told = Folder::of(path, "equipment_type,quantity,vvpat\ndre,2,no\n").read();
        let states: Vec<_> = told.read.places.list().iter().map(|place| place.state.as_deref()).collect();
        assert_eq!(states, [state], "{path}: {:?}", told.notices());
        let said = told.notices().iter().any(|said| said.contains("no state is known for it"));
        assert_eq!(said, state.is_none(), "{path}: {:?}", told.notices());
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_left_alone() {
    let elsewhere = equipment("b,39001,dre,,,\n");
    let folder = equipment("a,39001,dre,,,\n");
    std::os::unix::fs::symlink(elsewhere.path("equipment.csv"), folder.path("network.csv")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(""), folder.path("more")).unwrap();
    let told = folder.read();
    let said = told.notices();
    assert!(said.len() == 1 && said[0].starts_with("here/network.csv: notice: left out: a link"), "{said:?}");
    assert_eq!((told.column("asset_id"), told.left_alone), (vec!["a"], 1));
}

#[test]
fn papers_that_are_not_tables_are_left_out_and_reported() {
    let told = equipment("a,39001,dre,,,\n").with("plan.pdf", "%PDF").with("machines.xlsx", "PK\x03\x04").read();
    assert_eq!(
        told.notices(),
        [
            "here/machines.xlsx: error: damaged. Open it in Excel and save again.",
            "here/plan.pdf: notice: left out: a PDF; ask for the workbook or CSV file it was made from",
        ]
    );
    assert_eq!(told.rows.len(), 1);
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let told = equipment("a,39001,dre,,,\n").named("equipmnt.csv").read();
    told.says("equipmnt.csv: error: there is no such file or folder; did you mean equipment.csv?");
    let told = equipment("a,39001,dre,,,\n").named("nowhere").read();
    told.says("nowhere: error: there is no such file or folder");
}

#[test]
fn a_file_named_twice_is_read_once() {
    let folder = equipment("a,39001,dre,,,\n");
    let mut options = folder.options.clone();
    options.records.roots = Records::from(vec![folder.path(""), folder.path("equipment.csv")]).roots;
    assert_eq!(Inventory::open(options).files(), 1);
}

// TOML

#[test]
fn a_syntax_error_in_toml_has_its_line_and_column() {
    let told = Folder::of("office.toml", "jurisdiction = \"39001\"\n\n[[equipment]]\nmodel = Verity\n").read();
    told.says("here/office.toml:4:9: error: is not valid TOML: string values must be quoted, expected literal string");
    assert_eq!(told.rows.len(), 0);
}

#[test]
fn an_unknown_table_in_toml_is_an_error_with_the_nearest() {
    let told = Folder::of(
        "office.toml",
        "jurisdiction = \"39001\"\n[[equipmnt]]\nmodel = \"a\"\n[[network]]\nrole = \"server\"\n",
    )
    .read();
    told.says(
        "here/office.toml:2:3: error: table \"equipmnt\" is not known; did you mean equipment? Its rows were not read",
    );
    assert_eq!(told.column("role"), ["server"]);
}

#[test]
fn a_value_that_is_not_a_cell_is_reported() {
    let text = "jurisdiction = \"39001\"\n[[equipment]]\nasset_id = \"a\"\nmodel = [\"x\", \"y\"]\nnotes = { by = \"J.\" }\nqty = 2\n";
    let told = Folder::of("office.toml", text).read();
    assert_eq!(
        told.notices(),
        [
            "here/office.toml:4:9: notice: model is a list, and a cell is one value; treated as blank",
            "here/office.toml:5:9: notice: notes is a table, and a cell is one value; treated as blank",
        ]
    );
    assert_eq!(told.column("quantity"), ["2"]);
}

#[test]
fn a_list_at_the_top_is_reported() {
    let told = Folder::of("office.toml", "owner = [\"a\", \"b\"]\n[[equipment]]\njurisdiction = \"39001\"\n").read();
    told.says("here/office.toml:1:9: notice: owner is a list, and a cell is one value; treated as blank");
}

#[test]
fn keys_that_are_not_columns_are_reported() {
    let told =
        Folder::of("office.toml", "bay = 3\n[[equipment]]\njurisdiction = \"39001\"\nmodle = \"Verity\"\n").read();
    assert_eq!(
        told.notices(),
        [
            "here/office.toml:1:7: notice: \"bay\" is not a column of this file's tables; kept, not used",
            "here/office.toml:4:9: notice: column \"modle\" is not known; kept, not used; did you mean model?",
        ]
    );
}

#[test]
fn values_at_the_top_hold_for_every_row_that_has_none_of_its_own() {
    let text = "jurisdiction = \"39001\"\nowner = \"county\"\n\
                [[jurisdictions]]\nname = \"Adams\"\n\
                [[equipment]]\nasset_id = \"a\"\n\
                [[equipment]]\nasset_id = \"b\"\nowner = \"city\"\njurisdiction = \"3900105130\"\n";
    let told = Folder::of("office.toml", text).read();
    told.says("here/office.toml:10:16: notice: place \"3900105130\" is not among the jurisdictions");
    assert_eq!(told.column("owner"), ["county", "city"]);
    assert_eq!(told.rows.iter().map(|row| row.place.as_str()).collect::<Vec<_>>(), ["39001", "3900105130"]);
    assert_eq!(&*told.place("39001").name, "Adams");
}

#[test]
fn toml_and_csv_tell_the_same() {
    let csv = "asset_id,jurisdiction,equipment_type,quantity,in_service,first_used_on,vvpat,used_standard,paper_record\n\
               a,39001,dre,2,true,2006-05-14,false,yes,none\n\
               b,39001,bmd,1000,yes,2020,true,,\n\
               c,39001,scanner,,no,,,,\n\
               d,39001,dree,-1,maybe,13/5/2026,,,\n";
    let toml = "jurisdiction = \"39001\"\n\
        [[equipment]]\nasset_id = \"a\"\nequipment_type = \"dre\"\nquantity = 2\nin_service = true\n\
        first_used_on = 2006-05-14\nvvpat = false\nused_standard = \"yes\"\npaper_record = \"none\"\n\
        [[equipment]]\nasset_id = \"b\"\nequipment_type = \"bmd\"\nquantity = 1_000\nin_service = \"yes\"\n\
        first_used_on = 2020\nvvpat = true\n\
        [[equipment]]\nasset_id = \"c\"\nequipment_type = \"scanner\"\nin_service = false\n\
        [[equipment]]\nasset_id = \"d\"\nequipment_type = \"dree\"\nquantity = -1\nin_service = \"maybe\"\nfirst_used_on = \"13/5/2026\"\n";
    let (csv, toml) = (Folder::of("equipment.csv", csv), Folder::of("office.toml", toml));
    let cells = |told: &Told| told.rows.iter().map(|row| (row.place.clone(), row.cells.clone())).collect::<Vec<_>>();
    let (csv_told, toml_told) = (csv.read(), toml.read());
    assert_eq!(cells(&csv_told), cells(&toml_told));
    let messages = |told: &Told| told.read.notices.iter().map(|notice| notice.message()).collect::<BTreeSet<_>>();
    assert_eq!(messages(&csv_told), messages(&toml_told));
    assert_eq!(messages(&csv_told).len(), 4);

    let ((csv, _), (toml, _)) = (csv.audit(), toml.audit());
    for rule in 0..baseline().rules.len() {
        assert_eq!(csv.tally(0, rule), toml.tally(0, rule));
        let plain = |ledger: &Ledger| {
            let findings = ledger.findings(0, rule).iter();
            findings.map(|f| (f.verdict, f.asset.clone(), f.label.clone(), f.units, f.seen.clone())).collect::<Vec<_>>()
        };
        assert_eq!(plain(&csv), plain(&toml));
    }
}

// Units

/// The pass, fail and unknown of PT-001 at the only place: weight, units stated, rows.
fn paper(folder: &Folder) -> [(u64, u64, u32); 3] {
    let (ledger, _) = folder.audit();
    let rule = baseline().rules.iter().position(|rule| rule.id == "PT-001").unwrap();
    let tally = ledger.tally(0, rule);
    [tally.pass(), tally.fail(), tally.unknown()].map(|count| (count.weight, count.units(), count.rows))
}

#[test]
fn quantity_nought_and_out_of_service_are_judged_by_no_rule() {
    let header = "jurisdiction,equipment_type,paper_record,quantity,in_service\n";
    let folder = Folder::of(
        "equipment.csv",
        format!("{header}39001,dre,none,0,yes\n39001,dre,none,3,no\n39001,dre,none,2,yes\n39001,dre,none,4,\n"),
    );
    assert_eq!(paper(&folder), [(0, 0, 0), (6, 6, 2), (0, 0, 0)]);
    assert_eq!(folder.read().counted(), 4, "all are read");
}

#[test]
fn a_missing_quantity_weighs_one_and_adds_no_unit() {
    let folder =
        Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat,quantity\n39001,dre,no,\n39001,dre,no,5\n");
    assert_eq!(paper(&folder), [(0, 0, 0), (6, 5, 2), (0, 0, 0)]);
    let without = Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,no\n39001,dre,no\n");
    assert_eq!(paper(&without), [(0, 0, 0), (2, 0, 2), (0, 0, 0)]);
}

#[test]
fn a_row_of_which_nothing_is_known_is_an_unknown_unit() {
    let folder =
        Folder::of("equipment.csv", "jurisdiction,equipment_type,quantity\n39001,dre, old,5\n39001,scanner,2\n");
    assert_eq!(paper(&folder), [(2, 2, 1), (0, 0, 0), (1, 0, 1)]);
}

// The example

fn example_county() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("inventories/example-county")
}

fn audit_example() -> (RuleBook, Ledger, Read) {
    let options = Options::new(vec![example_county()], Day::new(2026, 11, 22).unwrap());
    let book = baseline();
    let (ledger, read) = audit(Inventory::open(options), &book, 100);
    (book, ledger, read)
}

#[test]
fn the_example_county_breaks_every_rule_where_its_readme_says() {
    let (book, ledger, read) = audit_example();
    let [county] = read.places.list() else { panic!("one place") };
    assert_eq!((county.id.as_str(), &*county.name), ("XE:001", "Prairie County"));
    // One accessible machine meets AC-001, and PT-002 needs one to fail; no machine without paper serves other uses alone; no lesser advisory
    // names one of its models; the election is months away.
    let kept = |id: &str| ["AC-001", "PT-005", "PA-007", "PR-003", "PR-005", "PR-006"].contains(&id);
    let not_due = |id: &str| id.starts_with("PR-") && kept(id);
    let fails = |(index, rule): (usize, &pollworthy::rules::Rule)| {
        let tally = ledger.tally(0, index);
        let is_kept = rule.measure == Measure::Any && tally.pass().rows > 0 || tally.fail().rows == 0;
        assert_eq!(kept(&rule.id), is_kept, "{}", rule.id);
        assert_eq!(not_due(&rule.id), tally.rows() == 0 && tally.has_evidence(), "{}", rule.id);
        let failing = ledger.findings(0, index).iter().filter(|finding| finding.verdict == Verdict::Fail);
        format!("{} {}", rule.id, failing.map(|finding| &*finding.asset).collect::<Vec<_>>().join(" "))
    };
    let failing: Vec<String> = book.rules.iter().enumerate().map(fails).filter(|line| !kept(&line[..6])).collect();
    assert_eq!(
        failing,
        [
            "PT-001 EQ-05",
            "PT-002 EQ-06",
            "PT-003 EQ-18",
            "PT-004 EQ-19",
            "AG-001 EQ-07 EQ-08",
            "AG-002 EQ-08",
            "AG-003 EQ-05 EQ-06 EQ-08 EQ-13",
            "CE-001 EQ-09",
            "CE-002 EQ-30",
            "CE-003 EQ-31",
            "PA-001 NW-05",
            "PA-002 NW-05 NW-10",
            "PA-006 EQ-10",
            "PA-003 NW-06/CVE-0000-0002",
            "PA-004 NW-06",
            "PA-005 EQ-32",
            "NW-001 EQ-11",
            "NW-002 EQ-12",
            "NW-003 ", // one good row is enough, so the finding is the place's
            "SN-001 NW-07",
            "SN-002 NW-06",
            "AS-001 ",
            "AS-002 ",
            "AS-003 architecture-review/state office/2025-12-01",
            "PR-001 ",
            "PR-002 ",
            "PR-004 ",
            "PR-007 ",
        ]
    );
}

#[test]
fn the_example_county_uses_all_tables_and_has_notices_but_no_errors() {
    let (_, _, read) = audit_example();
    for table in TableId::all() {
        let rows: u64 = read.files.iter().map(|file| file.rows[table.0]).sum();
        assert!(rows > 0, "{} is in use", table.table().name);
    }
    assert!(read.notices.iter().all(|notice| notice.level == Level::Notice), "the run does not exit 2");
    let kinds: BTreeSet<&str> = read.notices.iter().map(|notice| notice.code()).collect();
    let wanted = [
        "cell-not-understood",
        "counted-once",
        "equal-ids",
        "no-table",
        "place-of-file",
        "short-row",
        "unknown-column",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), wanted);
}

#[test]
fn the_readme_of_the_example_county_names_the_right_lines() {
    let readme = fs::read_to_string(example_county().join("README.md")).unwrap();
    let (mut file, mut checked) = (String::new(), 0);
    for line in readme.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            let name = title.split(':').next().unwrap();
            file = fs::read_to_string(example_county().join(name)).unwrap();
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, numbers, rows, _, _] = cells[..] else { continue };
        for (number, row) in numbers.split(", ").zip(rows.split(", ")) {
            let Ok(number) = number.parse::<usize>() else { continue };
            let there = file.lines().skip(number - 1).take(7).collect::<Vec<_>>().join("\n");
            let first = there.lines().next().unwrap();
            // A row of TOML tells what it is in the lines below its head.
            let here = if first.starts_with("[[") { &there } else { first };
            let word = row.split(' ').find(|word| !matches!(*word, "incident")).unwrap();
            assert!(here.contains(word), "line {number} is {row}, and not {here}");
            checked += 1;
        }
    }
    assert!(checked > 55, "{checked} lines are named");
}
