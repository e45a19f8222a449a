//! Columns and cells: words that people write for them, and what is no word for anything.

use std::collections::HashMap;

use pollworthy::schema::{Column, EQUIPMENT, TABLES, TableId, folded, is_blank, read_cell};
use pollworthy::value::Day;

fn as_of() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn column(table: &str, name: &str) -> &'static Column {
    let table = TableId::named(table).unwrap();
    &table.columns()[table.column(name).unwrap()]
}

/// A cell as it is understood, or what is said of it.
fn read(column: &Column, text: &str) -> String {
    read_cell(column, text, as_of()).map_or_else(|trouble| trouble.message, |value| value.to_string())
}

// Synonyms

#[test]
fn no_header_means_two_columns_of_a_table() {
    for table in TABLES {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for column in table.columns {
            for word in std::iter::once(&column.name).chain(column.synonyms) {
                let other = seen.insert(folded(word), column.name);
                assert_eq!(
                    other, None,
                    "{}: \"{word}\" means {} twice, or another column too",
                    table.name, column.name
                );
            }
        }
    }
}

#[test]
fn no_word_means_two_choices_of_a_category() {
    for table in TABLES {
        for column in table.columns {
            let mut seen: HashMap<String, &str> = HashMap::new();
            for choice in column.choices {
                for word in std::iter::once(&choice.name).chain(choice.synonyms) {
                    let other = seen.insert(folded(word), choice.name);
                    assert!(other.is_none(), "{}.{}: \"{word}\" stands twice", table.name, column.name);
                    assert!(!is_blank(word), "{}.{}: \"{word}\" is a word for unknown", table.name, column.name);
                }
            }
        }
    }
}

#[test]
fn headers_of_clerks_are_known() {
    for (table, header, name) in [
        ("equipment", "Mfr.", "manufacturer"),
        ("equipment", "VENDOR", "manufacturer"),
        ("equipment", "Serial #", "serial_number"),
        ("equipment", "S/N", "serial_number"),
        ("equipment", "Yr. Purchased", "first_used_on"),
        ("equipment", "Qty.", "quantity"),
        ("equipment", "# of units", "quantity"),
        ("equipment", "Paper trail?", "paper_record"),
        ("equipment", "FIPS Code", "jurisdiction"),
        ("equipment", "OS", "operating_system"),
        ("equipment", "Wi-Fi?", "wireless"),
        ("equipment", "Networked?", "connectivity"),
        ("equipment", "L&A Test Date", "la_tested_on"),
        ("equipment", "Firmware/Software Version", "system_version"),
        ("network", "Last Patched", "patched_on"),
        ("network", "Patched", "patched_on"),
        ("network", "Sensor", "sensor"),
        ("network", "PC Name", "hostname"),
        ("jurisdictions", "FIPS Code", "id"),
        ("jurisdictions", "# of Precincts", "precincts"),
        ("vulnerabilities", "CVE #", "cve"),
        ("services", "Service Type", "service"),
        ("incidents", "Date of Incident", "occurred_on"),
    ] {
        let id = TableId::named(table).unwrap();
        assert_eq!(id.column_for_header(header), id.column(name), "{table}: {header}");
    }
    assert_eq!(EQUIPMENT.column_for_header("Cell"), None);
}

#[test]
fn words_of_clerks_are_known() {
    let of = |table: &str, name: &str, text: &str| read(column(table, name), text);
    assert_eq!(of("equipment", "equipment_type", "Optical Scan"), "scanner");
    assert_eq!(of("equipment", "equipment_type", "TOUCH SCREEN"), "dre");
    assert_eq!(of("equipment", "equipment_type", "Central-count scanner"), "batch-scanner");
    assert_eq!(of("equipment", "paper_record", "N"), "none");
    assert_eq!(of("equipment", "paper_record", "N/A"), "");
    assert_eq!(
        of("equipment", "paper_record", "Y"),
        "paper_record \"Y\" is not known; it is one of ballot, marked, vvpat, none",
        "yes is no kind of paper"
    );
    assert_eq!(of("equipment", "vvpat", "Y"), "yes");
    assert_eq!(of("equipment", "wireless", "Yes"), "active");
    assert_eq!(of("equipment", "connectivity", "No"), "air-gapped");
    assert_eq!(
        of("equipment", "connectivity", "Yes"),
        "connectivity \"Yes\" is not known; it is one of air-gapped, isolated-lan, county-lan, internet"
    );
    assert_eq!(of("services", "service", "Albert"), "network-sensor");
}

// Cells

#[test]
fn dates_with_the_name_of_a_month_are_read() {
    let (early, late) = (column("equipment", "first_used_on"), column("vulnerabilities", "fixed_on"));
    for text in ["May 2019", "may, 2019", "May-2019", "2019 May", "MAY 2019"] {
        assert_eq!((read(early, text), read(late, text)), ("2019-05-01".to_owned(), "2019-05-31".to_owned()), "{text}");
    }
    for text in ["14 May 2019", "May 14, 2019", "14-May-2019", "May 14th, 2019", "2019-May-14", "14 may 2019 10:30 AM"]
    {
        assert_eq!(read(early, text), "2019-05-14", "{text}");
    }
    for (text, month) in [("Jan 2019", "01"), ("Sept. 2019", "09"), ("September 2019", "09"), ("Dec 2019", "12")] {
        assert_eq!(read(early, text), format!("2019-{month}-01"));
    }
    assert_eq!(
        read(early, "30 February 2019"),
        "first_used_on \"30 February 2019\" is no day of the calendar: 2019-02-30"
    );
}

#[test]
fn other_forms_of_dates_are_read() {
    let date = column("equipment", "first_used_on");
    for (text, wanted) in [
        ("5/2019", "2019-05-01"),
        ("05-2019", "2019-05-01"),
        ("2019.0", "2019-01-01"),
        ("5/14/2019 0:00", "2019-05-14"),
        ("2019-05-14T00:00:00", "2019-05-14"),
        ("2019-05-14 10:30:00 PM", "2019-05-14"),
    ] {
        assert_eq!(read(date, text), wanted, "{text}");
    }
}

#[test]
fn years_of_two_digits_are_said_and_not_guessed() {
    let date = column("equipment", "first_used_on");
    for text in ["5/14/06", "14-May-19", "May-19", "May 14", "14 May 19", "May '19"] {
        let said = read(date, text);
        let wanted = if text.contains('\'') { "is not a date" } else { "has a year of two digits" };
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn what_is_no_date_is_said() {
    let date = column("equipment", "first_used_on");
    for text in [
        "2006-2008",
        "Mayor 2019",
        "May June 2019",
        "spring 2019",
        "13/2019",
        "5.2019",
        "43599",
        "May",
        "2019 May 14 3",
    ] {
        assert!(read(date, text).contains("is not a date"), "{text}: {}", read(date, text));
    }
}

#[test]
fn numbers_as_text_are_numbers() {
    let count = column("equipment", "quantity");
    for (text, wanted) in [("1,200", "1200"), (" 12 ", "12"), ("12.0", "12"), ("1\u{a0}200", "1200"), ("0007", "7")] {
        assert_eq!(read(count, text), wanted, "{text}");
    }
    assert_eq!(read(count, "2 (1 spare)"), "quantity \"2 (1 spare)\" is not a whole number; did you mean 2?");
}

#[test]
fn what_a_spreadsheet_shows_for_a_failure_is_unknown_and_said() {
    let model = column("equipment", "model");
    assert_eq!(read(model, "#REF!"), "model \"#REF!\" is a formula that fails in its spreadsheet");
    assert_eq!(read(model, "########"), "model is ########: the column was too narrow for what it holds");
    assert_eq!(read(model, "#N/A"), "");
    assert_eq!(read(model, "#7"), "#7");
}

#[test]
fn words_for_unknown_are_blanks_in_any_case() {
    for text in ["", " ", "Unknown", "UNK", "n/a", "N.A.", "#N/A", "Not applicable", "don't know", "TBD", "?", "-"] {
        assert!(is_blank(text), "{text}");
    }
    for text in ["none", "no", "0", "not certified", "unisyn", "nancy", "-1", "tbd 2027"] {
        assert!(!is_blank(text), "{text}");
    }
}
