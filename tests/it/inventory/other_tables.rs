//! Other people's tables: surveys of other years, scanners, lists of computers, catalogues; and tables that look like them and are none.

use std::collections::BTreeMap;

use pollworthy::diagnostic::Level;
use pollworthy::schema::{EQUIPMENT, NETWORK};

use crate::support::folder::{Folder, Told};
use crate::workbook::tabs::written;

/// A file of these headers and rows: each row names the cells that it fills.
fn of(name: &str, headers: &str, separator: &str, rows: &[&[(&str, &str)]]) -> Told {
    let headers: Vec<&str> = headers.split(separator).collect();
    let line = |row: &[(&str, &str)]| -> String {
        let filled = row.iter().map(|(header, _)| header);
        filled.for_each(|header| assert!(headers.contains(header), "no header {header}"));
        let cell = |header: &&str| {
            let cell = row.iter().find(|(known, _)| known == header).map_or("", |(_, cell)| *cell);
            format!("\"{cell}\"")
        };
        headers.iter().map(cell).collect::<Vec<_>>().join(separator)
    };
    let rows: Vec<String> = rows.iter().map(|row| line(row)).collect();
    let text = format!("{}\n{}\n", headers.join(separator), rows.join("\n"));
    Folder::of(name, text).at_place("39001").read()
}

fn mapping(told: &Told) -> Vec<&str> {
    told.read.mappings.iter().map(|(name, _)| name.as_str()).collect()
}

/// How many units there are, by some columns.
fn units(told: &Told, columns: &[&str]) -> BTreeMap<String, u64> {
    let mut units = BTreeMap::new();
    for row in &told.rows {
        let cell = |name: &&str| row.cells.get(*name).map_or("-", String::as_str).to_owned();
        let key = columns.iter().map(cell).collect::<Vec<_>>().join(" ");
        *units.entry(key).or_default() += row.cells.get("quantity").map_or(0, |count| count.parse().unwrap());
    }
    units
}

#[track_caller]
fn notes(told: &Told, wanted: &str) {
    assert!(told.notices().iter().any(|said| said.contains(wanted)), "{wanted}: {:#?}", told.notices());
}

fn tables(told: &Told) -> Vec<&str> {
    let mut tables: Vec<&str> = told.rows.iter().map(|row| row.table).collect();
    tables.dedup();
    tables
}

// Surveys of other years

/// The headers of question F7 of 2010 to 2014.
fn of_2010() -> String {
    let mut headers = "FIPSCode,State,Jurisdiction".to_owned();
    for letter in "abcdefghi".chars() {
        let number: &[&str] = if "de".contains(letter) { &["Num_Counters", "Num_Booths"] } else { &["Num"] };
        let mail: &[&str] = if "deghi".contains(letter) { &["Use_Absentee"] } else { &[] };
        let columns = [
            "Make",
            "Model",
            "Version",
            "Vendor",
            "Use_RegularVoting",
            "Use_VWD",
            "Use_Provisional",
            "Use_EarlyVoting",
        ];
        for column in number.iter().chain(&columns).chain(mail) {
            headers += &format!(",QF7{letter}_{column}");
        }
    }
    headers
}

const FEDERAL_2010: &[&[(&str, &str)]] = &[
    &[
        ("FIPSCode", "1000100000"),
        ("State", "DE"),
        ("Jurisdiction", "KENT COUNTY"),
        ("QF7a_Num", "178"),
        ("QF7a_Make", "Electronic 1242"),
        ("QF7a_Use_RegularVoting", "True"),
        ("QF7a_Use_VWD", "False"),
        ("QF7d_Num_Counters", "3"),
        ("QF7d_Num_Booths", "40"),
        ("QF7d_Use_RegularVoting", "False"),
        ("QF7d_Use_Absentee", "True"),
        ("QF7f_Num", "-888888"),
    ],
    &[
        ("FIPSCode", "100300000"),
        ("State", "AL"),
        ("Jurisdiction", "BALDWIN COUNTY"),
        ("QF7b_Num", "-999999"),
        ("QF7b_Make", "ES&S"),
        ("QF7b_Use_RegularVoting", "True"),
        ("QF7c_Num", "49"),
        ("QF7c_Use_VWD", "True"),
        ("QF7f_Num", "7"),
        ("QF7h_Num", "2"),
        ("QF7h_Make", "Something else"),
    ],
    &[("FIPSCode", "0100300000"), ("State", "AL"), ("Jurisdiction", "BALDWIN COUNTY"), ("QF7a_Num", "5")],
];

#[test]
fn the_surveys_of_2010_to_2014_are_read_by_their_letters() {
    let told = of("section f.csv", &of_2010(), ",", FEDERAL_2010);
    assert_eq!(mapping(&told), ["eavs-2010"]);
    let wanted = [
        ("- -".to_owned(), 2),
        ("dre no".to_owned(), 183),
        ("dre yes".to_owned(), 0),
        ("hybrid-scanner-dre -".to_owned(), 49),
        ("lever -".to_owned(), 7),
        ("scanner -".to_owned(), 3),
    ];
    assert_eq!(units(&told, &["equipment_type", "vvpat"]), BTreeMap::from(wanted));
    let standard = units(&told, &["equipment_type", "used_standard"]);
    assert_eq!((standard["dre yes"], standard["dre -"], standard["scanner no"]), (178, 5, 3), "{standard:#?}");
    assert_eq!(told.read.places.len(), 2, "two rows are of one place");
    notes(&told, "DREs with a paper trail are named here and no number of them is given");
    notes(&told, "a FIPS code has lost its leading zero");
    notes(&told, "counted as equipment of unknown kind");
}

#[test]
fn a_survey_in_a_workbook_is_read_like_one_in_a_file() {
    let headers = of_2010();
    let headers: Vec<&str> = headers.split(',').collect();
    let row = |row: &&[(&str, &str)]| -> Vec<String> {
        let cell = |header: &&str| row.iter().find(|(known, _)| known == header).map_or("", |(_, cell)| *cell);
        headers.iter().map(cell).map(str::to_owned).collect()
    };
    let rows: Vec<Vec<String>> = FEDERAL_2010.iter().map(row).collect();
    let mut grid: Vec<Vec<&str>> = vec![vec!["Section F"], headers.clone()];
    grid.extend(rows.iter().map(|row| row.iter().map(String::as_str).collect::<Vec<_>>()));
    let grid: Vec<&[&str]> = grid.iter().map(Vec::as_slice).collect();
    let told = Folder::of("EAVS_Section_F.xlsx", written(&[("Sheet1", &grid)])).read();
    let file = of("section f.csv", &of_2010(), ",", FEDERAL_2010);
    assert_eq!(mapping(&told), ["eavs-2010"]);
    assert_eq!(units(&told, &["equipment_type", "vvpat"]), units(&file, &["equipment_type", "vvpat"]));
    assert_eq!(told.rows[0].positions["quantity"].line, 3, "rows are those of the sheet");
}

#[test]
fn the_survey_of_2016_has_other_names_for_the_same_letters() {
    let headers = "FIPSCode,State,JurisdictionName,F7a_Number,F7a_Make,F7a_Model,F7a_Precinct,F7a_Dev,F7a_Early,F7b_Number,F7b_Precinct,\
                   F7c_Number,F7d_NumCounters,F7d_NumBooths,F7d_Precinct,F7d_Absent,F7g_Number,F7g_Precinct";
    let rows: &[&[(&str, &str)]] = &[
        &[
            ("FIPSCode", "1300100000"),
            ("State", "GA"),
            ("JurisdictionName", "APPLING COUNTY"),
            ("F7a_Number", "57"),
            ("F7a_Precinct", "Yes"),
            ("F7b_Number", "-888888: Not Applicable"),
            ("F7d_NumCounters", "2"),
            ("F7d_NumBooths", "90"),
            ("F7d_Precinct", "No"),
            ("F7d_Absent", "Yes"),
        ],
        &[
            ("FIPSCode", "5000000000"),
            ("State", "VT"),
            ("JurisdictionName", "A TOWN"),
            ("F7g_Number", "4"),
            ("F7g_Precinct", "Yes"),
        ],
    ];
    let told = of("2016EAVS-F.csv", headers, ",", rows);
    assert_eq!(mapping(&told), ["eavs-2016"]);
    let wanted =
        [("dre no yes".to_owned(), 57), ("hand-counted-paper - yes".to_owned(), 0), ("scanner - no".to_owned(), 2)];
    assert_eq!(units(&told, &["equipment_type", "vvpat", "used_standard"]), BTreeMap::from(wanted));
}

/// The headers of F5 to F11 of 2018, which those of 2020 and 2022 have too.
fn of_2018() -> String {
    let mut headers = "FIPSCode,Jurisdiction_Name,State_Full,State_Abbr,A1a".to_owned();
    for question in 5..=8 {
        headers += &format!(",F{question}a");
        for slot in 1..=3 {
            headers += &format!(",F{question}b_{slot},F{question}b_{slot}other,F{question}c_{slot}");
        }
        for use_of in 1..=5 {
            headers += &format!(",F{question}d_{use_of}");
        }
    }
    headers + ",F9a,F9b_1other,F9c_1,F10a,F10b_1other,F10c_1,F11a,F11d_1,F11d_2,F11d_3,F11d_4,F11d_5"
}

#[test]
fn a_survey_of_2020_is_not_taken_for_one_of_2018() {
    let place = [("FIPSCode", "1000100000"), ("Jurisdiction_Name", "KENT COUNTY"), ("State_Abbr", "DE")];
    let codes: Vec<(&str, &str)> = place
        .iter()
        .copied()
        .chain([
            ("F5a", "2"),
            ("F5b_1", "-77"),
            ("F5c_1", "-77"),
            ("F7a", "1"),
            ("F7b_1", "3"),
            ("F7c_1", "800"),
            ("F7d_1", "1"),
        ])
        .collect();
    let told = of("section_f.csv", &of_2018(), ",", &[&codes]);
    assert_eq!(mapping(&told), ["eavs-2020"], "-77 was first used after 2018");
    assert_eq!(units(&told, &["equipment_type", "model"]), BTreeMap::from([("bmd -".to_owned(), 800)]));
    notes(&told, "the codes of this year are not known here");
    // Nothing but the name of the file tells a year here.
    let plain: Vec<(&str, &str)> =
        place.iter().copied().chain([("F7a", "1"), ("F7b_1", "3"), ("F7c_1", "800"), ("F7d_1", "1")]).collect();
    let named = of("2020_EAVS_for_Public_Release_nolabel.csv", &of_2018(), ",", &[&plain]);
    assert_eq!((mapping(&named), named.column("model")), (vec!["eavs-2020"], vec![""]));
    let before = of("section_f.csv", &of_2018(), ",", &[&plain]);
    assert_eq!((mapping(&before), before.column("model")), (vec!["eavs-2018"], vec!["ExpressVote XL"]));
}

#[test]
fn the_labels_of_2020_name_models() {
    let row: &[(&str, &str)] = &[
        ("FIPSCode", "3900100000"),
        ("Jurisdiction_Name", "ADAMS COUNTY"),
        ("State_Abbr", "OH"),
        ("F5a", "No"),
        ("F5b_1", "Valid skip"),
        ("F6a", "Yes"),
        ("F6b_1", "Other (use text box to describe)"),
        ("F6b_1other", "Their own"),
        ("F6c_1", "4"),
        ("F8a", "Yes"),
        ("F8b_1", "DS850 (ES&S)"),
        ("F8c_1", "2"),
        ("F8b_2", "A scanner of the year"),
        ("F8c_2", "1"),
        ("F8d_1", "Yes"),
        ("F10a", "Yes"),
        ("F10c_1", "3"),
    ];
    let told = of("f.csv", &of_2018(), ",", &[row]);
    let wanted = [
        ("batch-scanner DS850".to_owned(), 2),
        ("dre Their own".to_owned(), 4),
        ("lever -".to_owned(), 3),
        ("scanner A scanner of the year".to_owned(), 1),
    ];
    assert_eq!(units(&told, &["equipment_type", "model"]), BTreeMap::from(wanted));
}

#[test]
fn equipment_of_a_survey_that_is_not_known_is_an_error_and_nothing_else() {
    let told =
        Folder::of("eavs.csv", "FIPSCode,State,Jurisdiction,F3c_1,F9c_2\n3900100000,OH,ADAMS COUNTY,7,8\n").read();
    assert!(told.rows.is_empty() && told.errors() == 1, "{:#?}", told.notices());
    notes(&told, "error: left out: this looks like the voting equipment of the federal survey (EAVS) of a year");
    let places = Folder::of("places.csv", "FIPS,State,Name,Registered voters\n39001,OH,Adams,9\n").read();
    assert_eq!((places.errors(), places.counted()), (0, 1), "a list of places is none");
}

// Verified Voting

const VV_2020: &str = "FIPS code,State,County,Jurisdiction,Jurisdiction Type,Make,Model,Equipment Type,VVPAT,Polling Place,Accessible Use,\
                       Early Voting,Absentee Ballots";

#[test]
fn older_exports_of_verified_voting_say_what_machines_are_used_for() {
    let told = of(
        "vv.csv",
        VV_2020,
        ",",
        &[
            &[
                ("FIPS code", "4210900000"),
                ("State", "Pennsylvania"),
                ("Equipment Type", "DRE-Touchscreen"),
                ("VVPAT", "No"),
                ("Polling Place", "No"),
                ("Early Voting", "No"),
                ("Accessible Use", "No"),
                ("Absentee Ballots", "Yes"),
            ],
            &[
                ("FIPS code", "2200100000"),
                ("State", "Louisiana"),
                ("Equipment Type", "DRE-Push Button"),
                ("Model", "AVC Advantage"),
                ("VVPAT", "No"),
                ("Polling Place", "Yes"),
                ("Accessible Use", "Yes"),
            ],
            &[
                ("FIPS code", "2200100000"),
                ("State", "Louisiana"),
                ("Equipment Type", "Paper Poll Book"),
                ("Polling Place", "Yes"),
            ],
        ],
    );
    assert_eq!(mapping(&told), ["verified-voting-2020"]);
    assert_eq!(told.column("used_standard"), ["no", "yes"]);
    assert_eq!(told.column("used_mail"), ["yes", ""]);
    assert_eq!(told.column("vvpat"), ["no", "no"]);
}

#[test]
fn the_download_of_2014_has_boxes_and_no_column_of_paper_trails() {
    let headers = "fips_code,state,county,division,jurisdiction_type,equip_type,make,model,pp_std,pp_std_pc,pp_std_cc,pp_acc,pp_acc_pc,\
                   pp_acc_cc,ev_std,ev_acc,abs_ballots,prov_ballots,all_vbm,vbm_acc,other,source,date_obtained,coder";
    let told = of(
        "vv2014.csv",
        headers,
        ",",
        &[
            &[
                ("fips_code", "0200000000"),
                ("state", "AK"),
                ("equip_type", "Hand Counted Paper Ballots"),
                ("pp_std", "TRUE"),
            ],
            &[
                ("fips_code", "3900100000"),
                ("state", "OH"),
                ("equip_type", "Ballot Marking Device or System"),
                ("make", "ES&S"),
                ("model", "AutoMARK"),
                ("pp_acc", "TRUE"),
            ],
        ],
    );
    assert_eq!(mapping(&told), ["verified-voting-2014"]);
    assert_eq!(told.column("equipment_type"), ["hand-counted-paper", "bmd"]);
    assert_eq!(told.column("used_standard"), ["yes", "no"]);
    assert_eq!(told.column("vvpat"), ["", ""]);
}

// Wisconsin

#[test]
fn wisconsin_has_codes_of_its_own_and_two_columns_of_equipment() {
    let header = "County,Municipality,\"Optical/Digital Scan Tabulator\n(Vendor/Dealer-Model)\",Accessible Voting Equipment Vendor/Dealer-Model\n";
    let rows = "ADAMS COUNTY - 01,CITY OF ADAMS - 01201,Optech/Command Central- Eagle,ES&S Automark\n\
                ADAMS COUNTY - 01,TOWN OF ADAMS - 01002,None ,Vote Pad-Vote Pad (non-electronic)\n\
                ADAMS COUNTY - 01,TOWN OF BIG FLATS - 01004,Dominion (Sequoia)- Sequoia Insight,Dominion (Sequoia)/Command Central-Edge\n";
    let told = Folder::of("wi.csv", format!("{header}{rows}")).read();
    assert_eq!(mapping(&told), ["wisconsin"]);
    let wanted = ["scanner", "bmd", "", "scanner", "dre"];
    assert_eq!(told.column("equipment_type"), wanted);
    let town = told.place("WI:01002");
    assert_eq!((&*town.name, town.state.as_deref()), ("TOWN OF ADAMS", Some("WI")), "01002 is not a FIPS code");
    assert_eq!(told.read.places.len(), 3);
    notes(&told, "no tabulator is named here");
    assert!(told.column("vvpat").iter().all(|vvpat| vvpat.is_empty()), "the list does not say");
}

// Scanners

/// What a scanner's row came to: the host, the CVE, and the days.
fn flaws(told: &Told) -> Vec<[&str; 4]> {
    assert_eq!(tables(told), ["vulnerabilities"], "{:#?}", told.notices());
    let cell = |name: &str| told.column(name);
    let (hosts, cves, found, fixed) = (cell("asset_id"), cell("cve"), cell("found_on"), cell("fixed_on"));
    (0..told.rows.len()).map(|at| [hosts[at], cves[at], found[at], fixed[at]]).collect()
}

#[test]
fn nessus_gives_no_day_and_what_is_for_information_is_not_a_flaw() {
    let headers = "Plugin ID,CVE,CVSS v2.0 Base Score,Risk,Host,Protocol,Port,Name,Synopsis,Description,Solution,See Also,Plugin Output,\
                   STIG Severity,Risk Factor,BID,XREF";
    let told = of(
        "scan.csv",
        headers,
        ",",
        &[
            &[
                ("Plugin ID", "42873"),
                ("CVE", "CVE-2016-2183"),
                ("Risk", "High"),
                ("Host", "192.168.0.100"),
                ("Name", "Ciphers"),
            ],
            &[("Plugin ID", "19506"), ("Risk", "None"), ("Host", "192.168.0.100"), ("Name", "Scan information")],
            &[("Plugin ID", "57608"), ("Risk", "Medium"), ("Host", "192.168.0.101"), ("Name", "SMB signing")],
        ],
    );
    assert_eq!(mapping(&told), ["nessus"]);
    assert_eq!(flaws(&told), [["192.168.0.100", "CVE-2016-2183", "", ""], ["192.168.0.101", "", "", ""]]);
    notes(&told, "is for information and not a vulnerability; left out");
    notes(&told, "a vulnerability without a CVE number; counted");
}

#[test]
fn tenable_io_says_what_is_fixed() {
    let headers = "Plugin ID,CVE,CVSS,Risk,Host,Protocol,Port,Name,,Vulnerability State,IP Address,FQDN,NetBios,OS,,Plugin Family,First Found,\
                   Last Found,Risk Factor,Severity,Last Fixed";
    let row = |state: &'static str, fixed: &'static str| {
        vec![
            ("CVE", "CVE-2023-4966"),
            ("Risk", "High"),
            ("Host", "10.0.0.1"),
            ("Vulnerability State", state),
            ("First Found", "2026-10-01T04:12:33Z"),
            ("Last Fixed", fixed),
        ]
    };
    let told = of(
        "io.csv",
        headers,
        ",",
        &[
            &row("Active", ""),
            &row("Fixed", "2026-11-03T00:00:00Z"),
            &row("Fixed", ""),
            &row("Resurfaced", "2026-11-01"),
        ],
    );
    assert_eq!(mapping(&told), ["tenable-io"]);
    let fixed: Vec<&str> = flaws(&told).iter().map(|flaw| flaw[3]).collect();
    assert_eq!(fixed, ["", "2026-11-03", "2026-11-22", ""], "what came back is open");
    assert_eq!(flaws(&told)[0], ["10.0.0.1", "CVE-2023-4966", "2026-10-01", ""]);
    notes(&told, "fixed, and the export does not say when");
}

#[test]
fn tenable_sc_writes_days_in_words_and_ends_in_blank_rows() {
    let headers = "Plugin,Plugin Name,Family,Severity,IP Address,Protocol,Port,Exploit?,Repository,MAC Address,DNS Name,NetBIOS Name,Plugin Text,\
                   First Discovered,Last Observed,CVE";
    let blank: &[(&str, &str)] = &[];
    let told = of(
        "sc.csv",
        headers,
        ",",
        &[
            &[
                ("Severity", "Critical"),
                ("IP Address", "10.1.1.1"),
                ("Exploit?", "Yes"),
                ("First Discovered", "Jan 5, 2021 10:24:08 MST"),
                ("CVE", "CVE-2019-0708,CVE-2020-1472"),
            ],
            &[("Severity", "Info"), ("IP Address", "10.1.1.1")],
            blank,
            blank,
        ],
    );
    assert_eq!(mapping(&told), ["tenable-sc"]);
    let wanted = [["10.1.1.1", "CVE-2019-0708", "2021-01-05", ""], ["10.1.1.1", "CVE-2020-1472", "2021-01-05", ""]];
    assert_eq!(flaws(&told), wanted);
    assert_eq!(told.column("known_exploited"), ["", ""], "that an exploit exists does not say that it is used");
}

#[test]
fn tenable_vulnerability_management_is_not_a_list_of_places() {
    let headers = "age_in_days;asset.display_ipv4_address;asset.host_name;definition.cve;definition.severity;first_observed;id;last_seen;severity;state";
    let row = |state: &'static str| {
        vec![
            ("asset.display_ipv4_address", "10.0.0.1"),
            ("definition.cve", "CVE-2008-5161"),
            ("severity", "2"),
            ("state", state),
        ]
    };
    let told = of("export.csv", headers, ";", &[&row("ACTIVE"), &row("FIXED"), &row("RESURFACED"), &row("NEW")]);
    assert_eq!(mapping(&told), ["tenable-vm"]);
    let fixed: Vec<bool> = flaws(&told).iter().map(|flaw| !flaw[3].is_empty()).collect();
    assert_eq!(fixed, [false, true, false, false]);
    assert_eq!(told.read.places.len(), 1);
}

#[test]
fn qualys_has_lines_above_its_header_and_many_cves_in_a_cell() {
    let vmdr = "\"Asset Vuln Datalist Report\",\"04 Feb 2026 10:00AM GMT-0500\",\"1\"\n\"TestCompany\",\"123 Test Street\",\"Test City\",\"None\",\"12345\",\"USA\"\n\
                \"Test User\",\"testuser\",\"IDM - Scanner VMDR\"\n\
                CVE,CVE-Description,QID,Title,Severity,Type Detected,Last Detected,First Detected,Status,Asset Id,Asset Name,Asset IPV4,Last Fixed\n\
                CVE-2023-4966,x,1,y,5,Confirmed,2026-11-01,2026-10-01,Active,7,srv,10.0.0.7,\n\
                CVE-2023-4967,x,1,y,5,Confirmed,2026-11-01,2026-10-01,Fixed,7,srv,10.0.0.7,2026-11-02\n";
    let told = Folder::of("vmdr.csv", vmdr).read();
    assert_eq!(mapping(&told), ["qualys-vmdr"]);
    assert_eq!(
        flaws(&told),
        [["10.0.0.7", "CVE-2023-4966", "2026-10-01", ""], ["10.0.0.7", "CVE-2023-4967", "2026-10-01", "2026-11-02"]]
    );
    let headers = "IP,Network,DNS,NetBIOS,Tracking Method,OS,IP Status,QID,Title,Vuln Status,Type,Severity,Port,Protocol,FQDN,SSL,First Detected,\
                   Last Detected,Times Detected,Date Last Fixed,CVE ID";
    let told = of(
        "scan.csv",
        headers,
        ",",
        &[
            &[
                ("IP", "10.0.0.9"),
                ("Vuln Status", "Active"),
                ("Type", "Vuln"),
                ("First Detected", "10/01/2026 04:12:33"),
                ("CVE ID", "CVE-2011-3389, CVE-2023-4966"),
            ],
            &[("IP", "10.0.0.9"), ("Type", "Ig")],
        ],
    );
    assert_eq!(mapping(&told), ["qualys-scan"]);
    assert_eq!(
        flaws(&told),
        [["10.0.0.9", "CVE-2011-3389", "2026-10-01", ""], ["10.0.0.9", "CVE-2023-4966", "2026-10-01", ""]]
    );
}

#[test]
fn openvas_calls_prose_impact() {
    let headers = "IP,Hostname,Port,Port Protocol,CVSS,Severity,Solution Type,NVT Name,Summary,Specific Result,NVT OID,CVEs,Task ID,Task Name,Timestamp,\
                   Result ID,Impact,Solution";
    let told = of(
        "report.csv",
        headers,
        ",",
        &[
            &[
                ("IP", "10.0.0.3"),
                ("Severity", "High"),
                ("CVEs", "CVE-2011-3389,CVE-2015-0204"),
                ("Timestamp", "2026-09-09T02:22:14Z"),
                ("Impact", "An attacker might gain total control"),
            ],
            &[("IP", "10.0.0.3"), ("Severity", "Log")],
        ],
    );
    assert_eq!(mapping(&told), ["openvas"]);
    assert_eq!(
        flaws(&told),
        [["10.0.0.3", "CVE-2011-3389", "2026-09-09", ""], ["10.0.0.3", "CVE-2015-0204", "2026-09-09", ""]]
    );
    assert_eq!(told.column("technical_impact"), ["", ""]);
}

#[test]
fn the_report_of_cyber_hygiene_is_a_folder_of_which_some_files_are_left_out() {
    let told = Folder::new()
        .with("findings.csv", "ip_int,ip,port,protocol,known_exploited,ransomware_exploited,severity,initial_detection,latest_detection,cve,name\n\
             1,203.0.113.1,443,tcp,True,False,4,2026-10-01 04:12:33+00:00,2026-11-20 03:01:10+00:00,CVE-2023-4966,\"The remote\nhost\"\n\
             2,203.0.113.2,22,tcp,False,False,2,2026-09-11 04:12:33+00:00,2026-11-20 03:01:10+00:00,,SSH\n")
        .with("mitigated-vulnerabilities.csv", "vulnerability,severity,ip,port,initial_detection,mitigation_detected,days_to_mitigate\n\
             SSL Certificate Expiry,2,203.0.113.2,443,2026-09-01 00:00:00+00:00,2026-11-01 00:00:00+00:00,61\n")
        .with("hosts.csv", "ip_int,ip,os,hostname\n1,203.0.113.1,Windows Server 2012 R2,vpn.example.gov\n")
        .with("services.csv", "ip_int,ip,port,service\n1,203.0.113.1,443,https\n")
        .with("potentially-risky-services.csv", "ip_int,ip,port,service,category,possible_nmi\n1,203.0.113.1,3389,rdp,RDP,True\n")
        .with("scope.csv", "cidr,first,last,count\n203.0.113.0/30,203.0.113.0,203.0.113.3,4\n")
        .at_place("39001")
        .read();
    let flaws: Vec<_> = told.rows.iter().filter(|row| row.table == "vulnerabilities").collect();
    let cell = |at: usize, name: &str| flaws[at].cells.get(name).map_or("", String::as_str);
    assert_eq!(
        (cell(0, "cve"), cell(0, "known_exploited"), cell(0, "found_on"), cell(0, "fixed_on")),
        ("CVE-2023-4966", "yes", "2026-10-01", "")
    );
    assert_eq!((cell(1, "cve"), cell(1, "known_exploited")), ("", "no"));
    assert_eq!((cell(2, "cve"), cell(2, "fixed_on")), ("", "2026-11-01"));
    let hosts: Vec<_> = told.rows.iter().filter(|row| row.table == "network").collect();
    assert_eq!((hosts.len(), hosts[0].cells["operating_system"].as_str()), (1, "Windows Server 2012 R2"));
    assert_eq!(told.rows.len(), 4);
    let left: Vec<&str> =
        told.read.notices.iter().filter(|said| said.code() == "left-out").map(|said| &*said.file.file).collect();
    assert_eq!(left, ["here/potentially-risky-services.csv", "here/scope.csv", "here/services.csv"]);
    assert!(told.read.notices.iter().all(|notice| notice.level == Level::Notice), "{:#?}", told.notices());
}

#[test]
fn a_catalogue_is_not_an_inventory_and_the_way_to_use_it_is_reported() {
    let kev = "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes\n\
               CVE-2023-4966,Citrix,NetScaler,x,2023-10-18,x,x,2023-11-08,Known,x,CWE-119\n";
    let epss = "#model_version:v2025.03.14,score_date:2026-11-22\ncve,epss,percentile\nCVE-2023-4966,0.9,0.99\n";
    let nvd = "CVE ID,Description,CVSS,Published Date,Last Modified Date\nCVE-2023-4966,x,9.4,2023-10-10,2024-01-01\n";
    let told =
        Folder::of("known_exploited_vulnerabilities.csv", kev).with("epss.csv", epss).with("cves.csv", nvd).read();
    assert!(told.rows.is_empty());
    let left: Vec<String> = told.notices().into_iter().filter(|said| said.contains("[reference.")).collect();
    assert_eq!(left.len(), 3, "{:#?}", told.notices());
    assert_eq!(told.errors(), 0);
    let named = Folder::of("kev.csv", kev).named("kev.csv").read();
    assert_eq!(named.errors(), 1, "a file that is named is asked for");
    let own =
        Folder::of("vulnerabilities.csv", "asset_id,cve,known exploited,found on\nA1,CVE-2023-4966,yes,2026-10-01\n")
            .read();
    assert_eq!((tables(&own), own.rows.len()), (vec!["vulnerabilities"], 1), "a list of what was found is none");
}

// Computers

/// The names, systems and serial numbers of a list of computers.
fn computers(told: &Told) -> Vec<[&str; 3]> {
    assert_eq!(tables(told), ["network"], "{:#?}", told.notices());
    let (names, systems, serials) =
        (told.column("hostname"), told.column("operating_system"), told.column("serial_number"));
    (0..told.rows.len()).map(|at| [names[at], systems[at], serials[at]]).collect()
}

#[test]
fn lists_of_computers_are_of_the_network() {
    let ad = "#TYPE Selected.Microsoft.ActiveDirectory.Management.ADComputer\n\"Name\",\"OperatingSystem\",\"OperatingSystemVersion\",\"LastLogonDate\",\
              \"Enabled\",\"DistinguishedName\"\n\"SRV-01\",\"Windows Server 2012 R2 Standard\",\"6.3 (9600)\",\"11/2/2026 8:02:11 AM\",\"False\",\"CN=SRV-01\"\n";
    let told = Folder::of("export.csv", ad).read();
    assert_eq!(computers(&told), [["SRV-01", "Windows Server 2012 R2 Standard", ""]]);
    assert_eq!(
        (told.column("last_seen_on"), told.column("patched_on"), told.column("role")),
        (vec!["2026-11-02"], vec![""], vec!["server"])
    );
    notes(&told, "the account of this computer is disabled");
    let intune = "Device name,Managed by,Ownership,Compliance,OS,OS version,Last check-in,Primary user UPN,Device ID,Serial number,Manufacturer,Model\n\
                  PC-01,Intune,Corporate,Compliant,Windows,10.0.19045.3803,2026-11-20 12:01:33.0000000,c@example.gov,a,5CD1234,HP,EliteBook\n";
    let told = Folder::of("devices.csv", intune).read();
    assert_eq!(computers(&told), [["PC-01", "Windows", "5CD1234"]]);
    assert_eq!((told.column("os_version"), told.column("patched_on")), (vec!["10.0.19045.3803"], vec![""]));
    let defender = "Device ID,Device Name,Domain,First Seen,Last device update,OS Platform,OS Distribution,OS Version,OS Build,Onboarding Status,Is Internet Facing\n\
                    1,pc-02,county.local,2026-01-01,2026-11-20,Windows10,Windows10,22H2,19045,Onboarded,False\n2,pc-03,,,,Windows11,,23H2,,Can be onboarded,\n";
    let told = Folder::of("machines.csv", defender).read();
    assert_eq!(computers(&told), [["pc-02", "Windows10", ""], ["pc-03", "Windows11", ""]]);
    assert_eq!((told.column("edr"), told.column("publicly_exposed")), (vec!["yes", ""], vec!["no", ""]));
    let sccm = "Name,Client Type,Client,Site Code,Client Activity,Operating System,Last Online Time\nPC-04,Computer,Yes,ABC,Active,Windows 10 Enterprise,2026-11-20 09:00\n";
    assert_eq!(computers(&Folder::of("c.csv", sccm).read()), [["PC-04", "Windows 10 Enterprise", ""]]);
    let query = "Netbios_Name0,Operating_System_Name_and0,Resource_Domain_OR_Workgr0\nPC-05,Microsoft Windows NT Workstation 10.0,COUNTY\n";
    assert_eq!(computers(&Folder::of("q.csv", query).read())[0][0], "PC-05");
    let lansweeper = "AssetID,AssetName,AssetTypename,Domain,IPAddress,Manufacturer,Model,OS,Version,Serialnumber,Lastseen\n\
                      1,PC-06,Windows,COUNTY,10.0.0.6,Dell,OptiPlex,Win 10,22H2,S6,11/20/2026\n2,PRN-1,Printer,,10.0.0.9,HP,LaserJet,,,P1,11/20/2026\n";
    let told = Folder::of("l.csv", lansweeper).read();
    assert_eq!(computers(&told), [["PC-06", "Win 10", "S6"]]);
    notes(&told, "of this kind, and not a computer; left out");
    let pdq =
        "Name,O/S,O/S Version,Serial Number,Last Successful Scan\nPC-07,Windows 11 Pro,10.0.22631,S7,11/20/2026\n";
    assert_eq!(computers(&Folder::of("p.csv", pdq).read()), [["PC-07", "Windows 11 Pro", "S7"]]);
    let glpi = "\"Name\";\"Status\";\"Manufacturers\";\"Serial number\";\"Types\";\"Model\";\"Operating System - Name\";\"Locations\";\"Last update\"\n\
                \"PC-08\";\"In use\";\"Dell\";\"S8\";\"Laptop\";\"Latitude\";\"Debian GNU/Linux\";\"Office\";\"2026-11-01 09:00\"\n";
    let told = Folder::of("glpi.csv", glpi).read();
    assert_eq!(computers(&told), [["PC-08", "Debian GNU/Linux", "S8"]]);
    assert_eq!(told.column("patched_on"), [""]);
}

#[test]
fn snipe_it_is_split_by_category_and_the_rest_is_reported() {
    let headers = "Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,Model,Model Notes,Model Number,Asset Notes,Purchase Date,\
                   Purchase Cost,Checkout Type,Checked Out To: Username,Checked Out To: Location,Asset EOL Date";
    let row = |tag: &'static str, category: &'static str, model: &'static str| {
        vec![("Asset Tag", tag), ("Category", category), ("Model", model), ("Model Number", "M-1")]
    };
    let told = of(
        "assets.csv",
        headers,
        ",",
        &[
            &row("1", "Laptops", "Latitude"),
            &row("2", "Tabulator", "DS200"),
            &row("3", "Office chairs", "Chair"),
            &row("4", "Laptop bags", "Bag"),
        ],
    );
    let rows: Vec<(&str, &str)> = told.rows.iter().map(|row| (row.table, row.cells["asset_id"].as_str())).collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows.contains(&("network", "1")) && rows.contains(&("equipment", "2")), "{rows:?}");
    let left =
        told.read.notices.iter().filter(|said| said.message().contains("neither a computer nor a voting machine"));
    assert_eq!(left.map(|said| said.count).sum::<u64>(), 2);
}

#[test]
fn a_list_of_office_computers_is_told_by_its_names_or_its_makers() {
    let told = Folder::of(
        "office pcs.csv",
        "Computer name,Make,Model,Serial,Windows version,User\nELEC-01,Dell,OptiPlex 7010,ABC1,Windows 7,Dana\n",
    )
    .read();
    assert_eq!(computers(&told), [["ELEC-01", "Windows 7", "ABC1"]]);
    let told =
        Folder::of("list.csv", "Make,Model,Serial,OS\nDell,OptiPlex,A,Windows 10\nHP,ProDesk,B,Windows 11\n").read();
    assert_eq!(computers(&told), [["", "Windows 10", "A"], ["", "Windows 11", "B"]]);
}

#[test]
fn a_voting_sheet_with_computers_in_it_stays_one_of_machines() {
    let of = |text: &str| {
        let told = Folder::of("list.csv", text).read();
        (tables(&told).join(" "), told.rows.len())
    };
    let machines = ("equipment".to_owned(), 2);
    assert_eq!(
        of("Type,Make,Model,Serial,Computer name,OS\nDRE,ES&S,iVotronic,1,,\nEMS,Dell,OptiPlex,2,EMS-01,Windows 10\n"),
        machines
    );
    assert_eq!(of("Make,Model,Serial,OS\nES&S,DS200,1,\nDell,OptiPlex,2,Windows 10\n"), machines);
    assert_eq!(of("Device name,Make,Model,Serial,VVPAT\nA,Hart,eSlate,1,No\nB,Hart,eSlate,2,No\n"), machines);
    assert_eq!(
        of("Make,Model,Serial,Qty\nDell,OptiPlex,1,2\nHP,ProDesk,2,3\n"),
        machines,
        "no system, and a number of units"
    );
    assert_eq!(
        of("Asset Tag,Category,Manufacturer,Model,Location\n1,Tabulator,ES&S,DS200,W\n2,Tabulator,ES&S,DS450,W\n"),
        machines
    );
}

#[test]
fn a_column_of_states_without_a_state_lists_no_places() {
    let tickets = Folder::of("export.csv", "id,state,kind\n7,ACTIVE,x\n8,RESURFACED,y\n").read();
    assert_eq!((tickets.read.places.len(), tickets.counted()), (0, 0), "{:#?}", tickets.notices());
    let counties = Folder::of("export.csv", "id,state,name\n39001,OH,Adams County\n39003,Ohio,Allen County\n").read();
    assert_eq!((counties.read.places.len(), counties.counted()), (2, 2), "{:#?}", counties.notices());
    let voting = Folder::of("voting.csv", "County,State,Type,Model,Quantity\nAdams County,OH,DRE,iVotronic,4\n").read();
    assert_eq!((tables(&voting), voting.rows.len()), (vec!["equipment"], 1));
}

// Machines in a table that looks like one of places

#[test]
fn a_list_of_machines_with_a_column_of_states_is_equipment() {
    for headers in [
        "Jurisdiction,State,Vendor,System,Equipment category,Units deployed,Voter-verified paper audit trail",
        "Jurisdiction,State,Total Voters,Registered voters,Voting Equipment Type,Units deployed",
    ] {
        let row: Vec<(&str, &str)> = headers
            .split(',')
            .map(|header| {
                let cell = match header {
                    "Jurisdiction" => "Shelby County",
                    "State" => "TN",
                    "Equipment category" | "Voting Equipment Type" => "Paperless DRE",
                    "Voter-verified paper audit trail" => "No",
                    "Vendor" => "ES&S",
                    "System" => "AccuVote TSx",
                    _ => "1400",
                };
                (header, cell)
            })
            .collect();
        let told = of("x.csv", headers, ",", &[&row]);
        assert_eq!(tables(&told), ["equipment"], "{:#?}", told.notices());
        assert_eq!(told.column("quantity"), ["1400"]);
        assert_eq!(told.column("equipment_type"), ["dre-without-vvpat"]);
    }
}

#[test]
fn a_column_for_each_kind_of_machine_is_never_read_as_places_alone() {
    let told = of(
        "x.csv",
        "State,Jurisdiction,Registered Voters,DRE without VVPAT,Optical scan",
        ",",
        &[&[("State", "GA"), ("Jurisdiction", "Appling County"), ("DRE without VVPAT", "50")]],
    );
    let said = told.read.notices.iter().find(|notice| notice.code() == "machines-not-read").expect("it is said");
    assert_eq!(said.level, Level::Error);
    assert!(
        said.message().starts_with("left out") && said.message().contains("DRE without VVPAT"),
        "{}",
        said.message()
    );
}

#[test]
fn machines_told_of_in_a_table_of_places_are_an_error_and_other_columns_are_not() {
    let read = |column: &str| {
        let headers = format!("FIPS,State,County,{column}");
        of("jurisdictions.csv", &headers, ",", &[&[("FIPS", "39001"), ("State", "OH"), ("County", "Adams")]])
    };
    for column in ["Voting machines", "Vendor", "Scanner model", "Pollbooks"] {
        let told = read(column);
        let said = told.read.notices.iter().find(|notice| notice.code() == "machines-not-read").expect(column);
        assert!(said.level == Level::Error && said.message().contains(column), "{}", said.message());
    }
    for column in ["Housing units", "Fax machine", "IT vendor phone", "Area"] {
        assert!(read(column).read.notices.iter().all(|notice| notice.code() != "machines-not-read"), "{column}");
    }
}

// A place that somebody added to an export

#[test]
fn an_added_column_names_the_place_of_mapped_rows() {
    let nessus = "Plugin ID,CVE,CVSS v2.0 Base Score,Risk,Host,Protocol,Port,Name";
    let row = [("CVE", "CVE-2023-4966"), ("Risk", "Critical"), ("Host", "h1")];
    let places = |added: &[(&str, &str)]| {
        let headers = added.iter().fold(nessus.to_owned(), |all, (header, _)| format!("{all},{header}"));
        let told = of("nessus.csv", &headers, ",", &[&[&row[..], added].concat()]);
        assert_eq!(mapping(&told), ["nessus"]);
        told.rows.iter().map(|row| row.place.clone()).collect::<Vec<_>>()
    };
    assert_eq!(places(&[("County", "48029")]), ["48029"]);
    assert_eq!(places(&[("FIPS", "48029"), ("State", "TX")]), ["48029"]);
    assert_eq!(places(&[("County", "Bexar County"), ("State", "TX")]), ["48029"]);
    assert_eq!(places(&[("State", "TX")]), ["48"]);
    // Blank, or about something else: the place that was asked about.
    assert_eq!(places(&[("County", "")]), ["39001"]);
    assert_eq!(places(&[("State", "ACTIVE")]), ["39001"]);
    assert_eq!(places(&[("Company", "Adams Supplies")]), ["39001"]);
}

// Lists of findings of no tool

#[test]
fn a_list_of_findings_by_host_says_what_is_fixed() {
    let headers = "host,county,cve,found,state,remediated";
    let row = |host: &'static str, state: &'static str, day: &'static str| {
        [
            ("host", host),
            ("county", "48029"),
            ("cve", "CVE-2023-4966"),
            ("found", "2026-10-01"),
            ("state", state),
            ("remediated", day),
        ]
    };
    let rows = [
        row("a", "Fixed", ""),
        row("b", "Open", ""),
        row("c", "FIXED", "2026-10-03"),
        row("d", "Closed", ""),
        row("e", "Accepted", ""),
    ];
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(|row| &row[..]).collect();
    let told = of("vulnerabilities.csv", headers, ",", &rows);
    assert_eq!(told.column("asset_id"), ["a", "b", "c", "d", "e"]);
    assert_eq!(told.column("fixed_on"), ["2026-11-22", "", "2026-10-03", "2026-11-22", ""]);
    assert!(told.rows.iter().all(|row| row.place == "48029"));
    notes(&told, "does not say when");
    notes(&told, "treated as open");
    let states = of(
        "x.csv",
        "host,county,cve,state",
        ",",
        &[&[("host", "a"), ("county", "Bexar County"), ("cve", "CVE-2023-4966"), ("state", "TX")]],
    );
    assert!(mapping(&states).is_empty(), "{:?}", mapping(&states));
}

#[test]
fn findings_without_a_status_are_open_and_catalogues_are_none() {
    let told = of(
        "hosts.csv",
        "Host,Risk,CVE",
        ",",
        &[&[("Host", "h1"), ("Risk", "None")], &[("Host", "h2"), ("Risk", "High"), ("CVE", "CVE-2023-4966")]],
    );
    assert_eq!(tables(&told), ["vulnerabilities"]);
    assert_eq!(told.column("asset_id"), ["h2"]);
    assert_eq!(told.column("fixed_on"), [""]);
    let told = of(
        "nvdcve.csv",
        "cve_id,published_date,base_severity,base_score,vendor,product",
        ",",
        &[&[("cve_id", "CVE-2023-4966")]],
    );
    assert!(told.rows.is_empty());
    notes(&told, "a catalogue of CVEs");
    let computers = of("network.csv", "Hostname,OS,CVE", ",", &[&[("Hostname", "h"), ("OS", "Windows 10")]]);
    assert_eq!(tables(&computers), ["network"]);
}

/// A list whose makers all make computers is one of computers, unless it has a column that only lists of machines have: every column of
/// equipment alone is on one side or the other, so that a new one is put there on purpose.
#[test]
fn every_column_of_machines_alone_is_known_to_be_one_or_not() {
    let either_way = [
        "equipment_type",
        "manufacturer",
        "model",
        "in_service",
        "first_used_on",
        "system_version",
        "wireless",
        "location",
        "owner",
        "replacement_planned_on",
        "still_made",
        "notes",
    ];
    let network = NETWORK.columns();
    let alone = EQUIPMENT.columns().iter().filter(|column| network.iter().all(|other| other.name != column.name));
    let is_either_way = |name: &&str| {
        let rows = format!("Asset tag,Make,Model,OS,{name}\nA1,Dell,OptiPlex,Windows 10,\n");
        Folder::of("list.csv", rows).read().rows.first().map(|row| row.table) != Some("equipment")
    };
    let found: Vec<&str> = alone.map(|column| column.name).filter(is_either_way).collect();
    assert_eq!(found, either_way);
}
