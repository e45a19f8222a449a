//! Columns and cells: words that people write for them, and what is no word for anything.

use std::collections::HashMap;

use pollworthy::schema::{Column, EQUIPMENT, TABLES, TableId, folded, is_blank, read_cell};
use pollworthy::words::value::Day;

fn as_of() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn column(table: &str, name: &str) -> &'static Column {
    let table = TableId::named(table).unwrap();
    &table.columns()[table.column(name).unwrap()]
}

/// A cell as it is understood, or what is said of it.
fn read(column: &Column, text: &str) -> String {
    read_cell(column, text, as_of()).map_or_else(|trouble| trouble.to_string(), |value| value.to_string())
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
    for yes in ["Y", "Yes", "paper", "TRUE", "x", "\u{2713}", "\u{2611}", "\u{2714}\u{fe0f}"] {
        assert_eq!(of("equipment", "paper_record", yes), "yes", "{yes}");
    }
    for no in ["No", "none", "FALSE", "Paperless", "\u{2610}", "\u{2717}"] {
        assert_eq!(of("equipment", "paper_record", no), "none", "{no}");
    }
    assert_eq!(of("equipment", "paper_record", "ballot"), "ballot");
    assert_eq!(of("equipment", "paper_record", "paper trail"), "vvpat");
    assert_eq!(
        of("equipment", "paper_record", "\u{2612}"),
        "paper_record \"\u{2612}\" means yes to some and no to others; write yes or no"
    );
    assert_eq!(
        of("equipment", "paper_record", "receipt"),
        "paper_record \"receipt\" is not known; it is one of ballot, marked, vvpat, yes, none"
    );
    assert_eq!(
        of("equipment", "paper_record", "Paper Balot"),
        "paper_record \"Paper Balot\" is not known; did you mean ballot?"
    );
    assert_eq!(of("equipment", "certification_status", "Yes"), "certified");
    assert_eq!(
        of("equipment", "certified_version", "Yes"),
        "certified_version \"Yes\" is not a version; write the version itself"
    );
    assert_eq!(of("equipment", "vvpat", "Y"), "yes");
    for (text, wanted) in [
        ("\u{2713}", "yes"),
        ("\u{2611}", "yes"),
        ("[x]", "yes"),
        ("X", "yes"),
        ("\u{2610}", "no"),
        ("\u{2718}", "no"),
        ("None", "no"),
        ("\u{2612}", "vvpat \"\u{2612}\" means yes to some and no to others; write yes or no"),
        ("\u{25a0}", "vvpat \"\u{25a0}\" is neither yes nor no"),
    ] {
        assert_eq!(of("equipment", "vvpat", text), wanted, "{text}");
    }
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
        "first_used_on \"30 February 2019\" is not a day of the calendar: 2019-02-30"
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
fn years_of_two_digits_are_reported_and_not_guessed() {
    let date = column("equipment", "first_used_on");
    for text in ["5/14/06", "14-May-19", "May-19", "May 14", "14 May 19", "May '19"] {
        let said = read(date, text);
        let wanted = if text.contains('\'') { "is not a date" } else { "has a year of two digits" };
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn what_is_not_a_date_is_reported() {
    let date = column("equipment", "first_used_on");
    for text in ["Mayor 2019", "May June 2019", "13/2019", "5.2019", "43599", "May", "2019 May 14 3"] {
        assert!(read(date, text).contains("is not a date"), "{text}: {}", read(date, text));
    }
}

/// What a loose date is read as, where it is one.
fn loose(column: &Column, text: &str) -> Option<String> {
    let trouble = read_cell(column, text, as_of()).err()?;
    let taken = trouble.taken.as_ref()?.to_string();
    assert!(trouble.to_string().contains(&format!(" is read as {taken}, the ")), "{}", trouble);
    Some(taken)
}

#[test]
fn loose_dates_are_spans_of_which_the_cautious_end_counts_and_is_reported() {
    let (early, late) = (column("equipment", "first_used_on"), column("vulnerabilities", "fixed_on"));
    for (text, first, last) in [
        ("FY19", "2018-01-01", "2019-12-31"),
        ("FY2019", "2018-01-01", "2019-12-31"),
        ("fy 19", "2018-01-01", "2019-12-31"),
        ("Fiscal Year 2018-19", "2018-01-01", "2019-12-31"),
        ("FY98", "1997-01-01", "1998-12-31"),
        ("Spring 2018", "2018-03-01", "2018-06-30"),
        ("summer of 2018", "2018-06-01", "2018-09-30"),
        ("Fall, 2018", "2018-09-01", "2018-12-31"),
        ("Winter 2018", "2017-12-01", "2019-03-31"),
        ("approx 2015", "2015-01-01", "2015-12-31"),
        ("approx. May 2015", "2015-05-01", "2015-05-31"),
        ("c. 2015", "2015-01-01", "2015-12-31"),
        ("circa 2015", "2015-01-01", "2015-12-31"),
        ("ca 2015", "2015-01-01", "2015-12-31"),
        ("~2015", "2015-01-01", "2015-12-31"),
        ("2015?", "2015-01-01", "2015-12-31"),
        ("2015 (est.)", "2015-01-01", "2015-12-31"),
        ("about Spring 2018", "2018-03-01", "2018-06-30"),
        ("early 2016", "2016-01-01", "2016-06-30"),
        ("mid-2016", "2016-04-01", "2016-09-30"),
        ("late 2016", "2016-07-01", "2016-12-31"),
        ("early May 2016", "2016-05-01", "2016-05-31"),
        ("Q3 2017", "2017-07-01", "2017-09-30"),
        ("2017-Q3", "2017-07-01", "2017-09-30"),
        ("2017Q3", "2017-07-01", "2017-09-30"),
        ("3rd quarter of 2017", "2017-07-01", "2017-09-30"),
        ("2015-2016", "2015-01-01", "2016-12-31"),
        ("2006-2008", "2006-01-01", "2008-12-31"),
        ("2015\u{2013}2016", "2015-01-01", "2016-12-31"),
        ("2015 or 2016", "2015-01-01", "2016-12-31"),
        ("2016/17", "2016-01-01", "2017-12-31"),
    ] {
        let wanted = (Some(first.to_owned()), Some(last.to_owned()));
        assert_eq!((loose(early, text), loose(late, text)), wanted, "{text}");
    }
    assert_eq!(
        read(early, "FY19"),
        "first_used_on \"FY19\" is not exact and is read as 2018-01-01, the first day of that time; write a day (2026-04-15), a month (2026-04) or a year (2026) if known"
    );
    assert_eq!(loose(late, "FY27").as_deref(), Some("2026-11-22"), "it has begun, and no day after this one counts");
    assert!(read(early, "Spring 2030").contains("is after 2026-11-22"));
}

#[test]
fn a_month_is_not_read_where_the_day_itself_counts() {
    for name in ["last_audit_on", "next_election"] {
        let column = column("jurisdictions", name);
        for text in ["2026-11", "2026", "November 2026", "11/2026", "Fall 2026", "about 2026"] {
            let said = format!(
                "{name} \"{text}\" names no day, and only the day shows on which side of an election it is; write the day \
                 (2026-04-15)"
            );
            assert_eq!(read(column, text), said);
            assert_eq!(loose(column, text), None, "{text}");
        }
        assert_eq!(read(column, "soon"), format!("{name} \"soon\" is not a date; write the day (2026-04-15)"));
        assert_eq!(read(column, "11/18/2026"), "2026-11-18");
    }
}

#[test]
fn what_is_done_with_a_date_that_is_not_exact_is_reported_as_it_is() {
    let message = read(column("equipment", "first_used_on"), "approx 2015");
    assert!(message.contains("is not exact and is read as 2015-01-01, the first day of that time;"), "{message}");
    assert!(!message.contains("earliest"), "{message}");
    let message = read(column("equipment", "replacement_planned_on"), "approx 2028");
    assert!(message.contains("2028-12-31, the last day of that time;"), "{message}");
}

#[test]
fn a_type_may_say_whether_a_direct_recording_machine_prints() {
    let kind = column("equipment", "equipment_type");
    for text in [
        "DRE without VVPAT",
        "DRE w/o VVPAT",
        "DRE (no paper trail)",
        "DRE - No VVPAT",
        "paperless DRE",
        "Paperless touchscreen",
        "DRE (paperless)",
        "DREs without paper",
        "Touch Screen w/o paper trail",
        "Direct Recording Electronic without VVPAT",
        "non-VVPAT DRE",
        "DRE, no paper record",
    ] {
        assert_eq!(read(kind, text), "dre-without-vvpat", "{text}");
    }
    for text in
        ["DRE with VVPAT", "DRE w/ VVPAT", "DRE with paper trail", "DRE (with VVPAT)", "Touchscreen w/ paper trail"]
    {
        assert_eq!(read(kind, text), "dre-with-vvpat", "{text}");
    }
    // The words of one leave open what the other says, or say more than is known here.
    for text in [
        "DRE with VVPAT disabled",
        "DRE with or without VVPAT",
        "DRE/VVPAT",
        "DRE paper",
        "scanner without VVPAT",
        "paperless",
        "paperless office",
        "DRE with",
        "no DRE",
        "DRE no longer used",
    ] {
        assert!(read(kind, text).contains("is not known"), "{text}: {}", read(kind, text));
    }
    assert_eq!(read(kind, "DRE"), "dre");
}

#[test]
fn what_is_not_a_loose_date_is_not_taken_for_one() {
    let date = column("equipment", "first_used_on");
    for text in [
        "springfield 2018",
        "FY",
        "FY1",
        "FY201",
        "fya 2019",
        "2015-2014",
        "2015-15",
        "2016-99",
        "1015-1016",
        "Q5 2017",
        "Q3 17",
        "quarter 2017",
        "approx",
        "cat 2015",
        "about",
        "?",
        "2015??x",
        "before 2010",
        "2010 or later",
        "mid",
        "late",
        "2015, 2016",
        "11/2/16?",
        "FY19 Q3",
        "serial 2015-2016",
    ] {
        assert_eq!(loose(date, text), None, "{text}");
    }
    // What is a month is one still.
    assert_eq!(read(date, "2011-12"), "2011-12-01");
    assert_eq!(read(date, "'2005"), "2005-01-01");
}

#[test]
fn numbers_as_text_are_numbers() {
    let count = column("equipment", "quantity");
    for (text, wanted) in [("1,200", "1200"), (" 12 ", "12"), ("12.0", "12"), ("1\u{a0}200", "1200"), ("0007", "7")] {
        assert_eq!(read(count, text), wanted, "{text}");
    }
    assert_eq!(read(count, "'12"), "12");
    assert_eq!(read(count, "12 units"), "quantity \"12 units\" is not a whole number; did you mean 12?");
    for text in ["2 (1 spare)", "3 of 5", "0 units", "5-7"] {
        assert_eq!(
            read(count, text),
            format!("quantity \"{text}\" is not a whole number"),
            "which number is not certain"
        );
    }
}

#[test]
fn what_a_spreadsheet_shows_for_a_failure_is_unknown_and_reported() {
    let model = column("equipment", "model");
    assert_eq!(read(model, "#REF!"), "model \"#REF!\" is a formula that fails in the spreadsheet");
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
