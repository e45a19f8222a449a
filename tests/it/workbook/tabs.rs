//! Workbooks as inventories: tabs told apart, forms turned, positions as Excel names them, one place for all of it.

use pollworthy::finding::Verdict;
use pollworthy::words::value::Value;

use crate::support::folder::Folder;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

pub(crate) type Tab<'a> = (&'a str, &'a [&'a [&'a str]]);

/// A workbook of texts, with numbers where a text is one.
pub(crate) fn written(tabs: &[Tab<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in tabs {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, *cell).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

const MACHINES: &[&[&str]] = &[
    &["Mfr", "Model #", "S/N", "Qty", "Yr purchased", "Paper trail?", "Bay"],
    &["Hart InterCivic", "Verity Scan", "V1800412", "1", "2018", "ballot", "Bay 3"],
    &["Hart InterCivic", "eSlate", "", "2", "2006", "none", "Bay 3"],
];
const COMPUTERS: &[&[&str]] = &[
    &["Host", "OS", "Patched"],
    &["front-1", "Windows 11 24H2", "2026-10-30"],
    &["front-2", "Windows 7", "last spring"],
];
const PHONES: &[&[&str]] = &[&["Name", "Ext", "Cell"], &["Front desk", "100", "555-0100"]];
const OFFICE: &[&[&str]] = &[
    &["About this office", ""],
    &["Question", "Answer"],
    &["Name", "Prairie County"],
    &["State", "XE"],
    &["Registered voters", "18240"],
    &["Offline backup", "yes"],
    &["Multi-factor", "perhaps"],
    &["Favourite colour", "green"],
];

#[test]
fn three_tabs_and_a_phone_list_without_a_county_column() {
    let told = Folder::of(
        "prairie.xlsx",
        written(&[("Voting Equip", MACHINES), ("Computers", COMPUTERS), ("Phone List", PHONES)]),
    );
    let told = {
        let mut folder = told;
        folder.options.records.place = Some("Prairie County, XE".to_owned());
        folder.read()
    };
    let tables: Vec<(&str, u64)> = told.rows.iter().map(|row| (row.table, row.line)).collect();
    assert_eq!(tables, [("equipment", 2), ("equipment", 3), ("network", 2), ("network", 3)]);
    assert_eq!(told.column("manufacturer")[..2], ["Hart InterCivic", "Hart InterCivic"]);
    assert_eq!(told.column("first_used_on")[..2], ["2018-01-01", "2006-01-01"]);
    assert_eq!(told.read.places.list().len(), 1);
    let notices = told.notices();
    let wanted = [
        "here/prairie.xlsx, Computers, cell C3: notice: patched_on \"last spring\" is not a date; write a day (2026-04-15), \
         a month (2026-04) or a year (2026)",
        "here/prairie.xlsx, Phone List, row 1: notice: left out: its columns fit no table; it has Name, Ext, Cell; name the \
         tab after one of jurisdictions, equipment, network, vulnerabilities, services, incidents, or add a column \"table\"",
        "here/prairie.xlsx, Voting Equip, cell G1: notice: column \"Bay\" is not known; kept, not used",
    ];
    assert_eq!(notices, wanted);
    let [file] = &told.read.files[..] else { panic!("one file: {:?}", told.read.files) };
    assert_eq!((&*file.path, file.rows, file.sha256.len()), ("here/prairie.xlsx", [0, 2, 2, 0, 0, 0], 64));
}

#[test]
fn a_place_that_the_form_and_the_user_name_is_not_worth_a_notice() {
    let office: &[&[&str]] = &[&["Question", "Answer"], &["ID", "39001"], &["Offline backup", "yes"]];
    let machines: &[&[&str]] = &[&["Mfr", "Model", "Qty"], &["Hart", "eSlate", "2"]];
    let folder = Folder::of("a.xlsx", written(&[("Machines", machines), ("Office", office)]));
    assert_eq!(folder.read().notices().len(), 1);
    let told = folder.at_place("39001").read();
    told.says_nothing();
    assert_eq!(told.rows[0].place, "39001");
}

#[test]
fn a_form_that_says_so_is_read_however_little_of_it_is_known() {
    let rest: &[&[&str]] =
        &[&["Mascot", "owl"], &["Motto", "x"], &["Parking", "rear"], &["Flag", "blue"], &["Hymn", "y"]];
    let asked: Vec<&[&str]> = [&[&["Question", "Answer"][..], &["Offline backup", "yes"]], rest].concat();
    let untold: Vec<&[&str]> = [&[&["Offline backup", "yes"][..]], rest].concat();
    for (name, rows, read) in [("Survey", &asked, true), ("Office", &untold, true), ("Survey", &untold, false)] {
        let folder = Folder::of("a.xlsx", written(&[("Machines", MACHINES), (name, rows)]));
        let told = folder.at_place("39001").read();
        let said = told.notices();
        assert_eq!(said.iter().any(|said| said.contains("question \"Mascot\" is not known")), read, "{name}: {said:?}");
        let place = &told.read.places.list()[0];
        assert_eq!(place.named("backup_offline") == Value::Boolean(true), read, "{name}: {said:?}");
    }
}

#[test]
fn a_table_of_two_columns_is_no_form_whatever_its_tab_is_called() {
    let counties: &[&[&str]] = &[&["County", "Registered voters"], &["39001", "100"], &["39003", "200"]];
    for name in ["Office", "Jurisdictions", "Counties"] {
        let told = Folder::of("a.xlsx", written(&[(name, counties)])).read();
        let mut voters: Vec<Option<u64>> = told.read.places.list().iter().map(|place| place.voters()).collect();
        voters.sort_unstable();
        if name == "Counties" {
            // Nothing says that it is a table of places.
            continue;
        }
        assert_eq!(voters, [Some(100), Some(200)], "{name}: {:?}", told.notices());
        told.says_nothing();
    }
}

#[test]
fn the_form_of_an_office_is_its_row_and_tells_the_place_of_all_tabs() {
    let folder = Folder::of("inventory.xlsx", written(&[("Office", OFFICE), ("Voting Equipment", MACHINES)]));
    let told = folder.read();
    let [place] = told.read.places.list() else { panic!("one place: {:?}", told.read.places) };
    assert_eq!((&*place.name, place.state.as_deref(), place.voters()), ("Prairie County", Some("XE"), Some(18_240)));
    assert_eq!(told.rows.len(), 2);
    let notices = told.notices();
    assert_eq!(
        notices,
        [
            "here/inventory.xlsx: notice: rows name no place; assigned to XE:Prairie County (Prairie County), the one place that \
             this file declares",
            "here/inventory.xlsx, Office, cell B7: notice: admin_mfa \"perhaps\" is neither yes nor no",
            "here/inventory.xlsx, Office, cell B8: notice: question \"Favourite colour\" is not known; kept, not used",
            "here/inventory.xlsx, Voting Equipment, cell G1: notice: column \"Bay\" is not known; kept, not used",
        ]
    );
}

#[test]
fn findings_point_at_the_cell() {
    let law = "[[rule]]\nid='R'\ntopic='t'\ntitle='t'\ntable='equipment'\nrequire=\"paper_record <> 'none'\"\nseverity='high'\n";
    let report =
        Folder::of("inventory.xlsx", written(&[("Office", OFFICE), ("Voting Equipment", MACHINES)])).report(law);
    let [line] = &report.findings[..] else { panic!("one finding") };
    assert_eq!(line.finding.verdict, Verdict::Fail);
    assert_eq!(line.finding.file.at(line.finding.position), "here/inventory.xlsx, Voting Equipment, cell F3");
}

#[test]
fn a_finding_on_an_answer_of_a_form_points_at_its_answer() {
    let law = "[[rule]]\nid='R'\ntopic='t'\ntitle='t'\ntable='jurisdictions'\nrequire='admin_mfa'\nseverity='high'\n";
    let form: &[&[&str]] = &[
        &["Question", "Answer"],
        &["County", "39001"],
        &["Segmented network", "yes"],
        &["", ""],
        &["Admin MFA", "no"],
    ];
    let position = |rows: &[&[&str]]| {
        let report = Folder::of("inventory.xlsx", written(&[("Office", rows)])).report(law);
        let [line] = &report.findings[..] else { panic!("one finding") };
        line.finding.file.at(line.finding.position)
    };
    assert_eq!(position(form), "here/inventory.xlsx, Office, cell B5");
    // So does one on an answer that is not there yet.
    assert_eq!(position(&[form[0], form[1], form[2], &["Admin MFA", ""]]), "here/inventory.xlsx, Office, cell B4");
    let toml = "[[jurisdictions]]\nid = \"39001\"\nsegmented_network = true\nadmin_mfa = false\n";
    let report = Folder::of("office.toml", toml).report(law);
    let [line] = &report.findings[..] else { panic!("one finding") };
    assert_eq!(line.finding.file.at(line.finding.position), "here/office.toml:4:13");
}

#[test]
fn a_question_that_is_nearly_one_gets_the_one_it_may_be() {
    let form: &[&[&str]] = &[&["Question", "Answer"], &["County", "39001"], &["Registered votrs", "100"]];
    let told = Folder::of("inventory.xlsx", written(&[("Office", form)])).read();
    let notices = told.notices();
    assert!(notices.iter().any(|notice| notice.ends_with("did you mean registered_voters?")), "{notices:?}");
}

#[test]
fn dates_of_excel_are_dates() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Computers").unwrap();
    let date = Format::new().set_num_format("m/d/yyyy");
    for (column, header) in (0..).zip(["Host", "Jurisdiction", "Patched", "Qty"]) {
        sheet.write_string(0, column, header).unwrap();
    }
    sheet.write_string(1, 0, "front-1").unwrap();
    sheet.write_string(1, 1, "39001").unwrap();
    sheet.write_datetime_with_format(1, 2, ExcelDateTime::from_ymd(2026, 10, 30).unwrap(), &date).unwrap();
    sheet.write_string(1, 3, "2").unwrap();
    let told = Folder::of("computers.xlsx", book.save_to_buffer().unwrap()).read();
    told.says_nothing();
    assert_eq!((told.column("patched_on"), told.column("quantity")), (vec!["2026-10-30"], vec!["2"]));
}

#[test]
fn a_workbook_under_another_name_is_one_and_a_damaged_one_blocks_nothing() {
    let told = Folder::of("machines.csv", written(&[("Voting Equipment", MACHINES)]))
        .with("damaged.xlsx", &written(&[("Voting Equipment", MACHINES)])[..900])
        .with("equipment.csv", "asset_id,jurisdiction,equipment_type\na,39001,dre\n")
        .read();
    assert_eq!(told.rows.len(), 3);
    let notices = told.notices();
    assert!(
        notices.contains(&"here/damaged.xlsx: error: damaged. Open it in Excel and save again.".to_owned()),
        "{notices:?}"
    );
}

#[test]
fn a_hidden_tab_is_read_and_reported() {
    let mut book = Workbook::new();
    for (name, hidden) in [("Notes", false), ("Voting Equipment", true)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        if hidden {
            sheet.set_hidden(true);
            for (column, (header, cell)) in (0..).zip([("Asset ID", "a"), ("FIPS", "39001"), ("Type", "DRE")]) {
                sheet.write_string(0, column, header).unwrap();
                sheet.write_string(1, column, cell).unwrap();
            }
        }
    }
    let told = Folder::of("book.xlsx", book.save_to_buffer().unwrap()).read();
    assert_eq!(told.column("equipment_type"), ["dre"]);
    told.says("here/book.xlsx, Voting Equipment: notice: this tab is hidden; it was read anyway");
}
