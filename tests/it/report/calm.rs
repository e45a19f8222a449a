//! No false calm and no false alarm: what pages say is what the records say, and what they leave open is said to be open.

use std::path::Path;
use std::process::Command;

use pollworthy::audit::audit;
use pollworthy::finding::Verdict;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::report::{ListLine, Report, Status};
use pollworthy::request::Request;
use pollworthy::rules::RuleBook;
use pollworthy::words::value::Day;
use serde_json::Value as Json;

use crate::support::folder::Folder;

const BASELINE: &str = include_str!("../../../rules/baseline.toml");

fn run(folder: &Folder, args: &[&str]) -> (i32, String, String) {
    let day: &[&str] = if args[0] == "init" { &[] } else { &["--no-config", "--as-of", "2026-11-22"] };
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .args(day)
        .env_remove("GITHUB_STEP_SUMMARY")
        .current_dir(folder.path(".."))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
}

fn page(folder: &Folder, args: &[&str]) -> String {
    let (code, said, beside) = run(folder, args);
    assert!(code < 2, "{said}{beside}");
    said
}

fn json(folder: &Folder, args: &[&str]) -> Json {
    let (_, said, beside) = run(folder, &[args, &["--format", "json"]].concat());
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {beside}"))
}

fn flat(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a page says something, wherever its lines break.
#[track_caller]
fn says(page: &str, wanted: &str) {
    assert!(flat(page).contains(wanted), "{wanted}\n{page}");
}

#[track_caller]
fn never_says(page: &str, wrong: &str) {
    assert!(!flat(page).contains(wrong), "{wrong}\n{page}");
}

fn list<'a>(report: &'a Json, key: &str) -> &'a Json {
    report["lists"].as_array().unwrap().iter().find(|list| list["list"] == key).unwrap()
}

// Lists

/// Two counties. In one, machines have a radio on, the office has never restored a backup, and one computer gets no fixes.
fn mixed() -> Folder {
    Folder::of(
        "equipment.csv",
        "jurisdiction,asset_id,equipment_type,quantity,wireless,connectivity\n\
         39001,a,hand-fed-scanner,7,active,air-gapped\n39003,b,hand-fed-scanner,4,absent,air-gapped\n",
    )
    .with(
        "jurisdictions.csv",
        "id,state,name,backup_offline,admin_mfa,registered_voters\n\
         39001,OH,Adams County,no,yes,\n39003,OH,Allen County,,yes,900\n",
    )
    .with(
        "network.csv",
        "jurisdiction,asset_id,role,operating_system,support_ends_on,patched_on,connectivity\n\
         39001,p1,workstation,Windows 10 22H2,2025-10-14,2026-11-01,county-lan\n\
         39001,p2,workstation,Windows 11,2027-10-12,2024-11-01,county-lan\n\
         39003,p3,workstation,Windows 11,2027-10-12,2026-11-01,county-lan\n",
    )
}

#[test]
fn a_list_of_several_kinds_speaks_of_the_rules_that_fail() {
    let folder = mixed();
    let network = page(&folder, &["states", "here", "--list", "network"]);
    says(&network, "7 of 11 machines have a radio or modem switched on (NW-002)");
    never_says(&network, "reach the office network");
    let practices = page(&folder, &["states", "here", "--list", "practices"]);
    says(&practices, "1 of 2 places shows no offline backup restored in a test recently (PR-007)");
    never_says(&practices, "password alone");
    let patches = page(&folder, &["states", "here", "--list", "patches"]);
    says(&patches, "1 of 3 computers runs a system without security fixes (PA-001)");
    says(&patches, "1 of 3 computers has gone too long without patches (PA-004)");
    never_says(&patches, "7 computers");
    never_says(&patches, "11");
    // The voters of that place are not known, and that is not 0.
    says(&patches, "Ohio 1 of 2 not known PA-001 PA-002 PA-004");
    never_says(&patches, "sent nothing that can be judged");
}

#[test]
fn the_html_page_and_the_json_report_say_the_same_of_such_a_list() {
    let folder = mixed();
    let html = page(&folder, &["audit", "here", "--format", "html"]);
    assert!(html.contains("7 of 11 machines have a radio or modem switched on (NW-002)"));
    let alone = words(&page(&folder, &["audit", "here", "--only", "network", "--format", "html"]));
    assert!(alone.contains("1 of 2 counties does not meet the rules on network: Adams County."), "{alone}");
    let report = json(&folder, &["audit", "here"]);
    let network = list(&report, "network");
    assert_eq!((&network["unit"], &network["states"][0]["units"]), (&"places".into(), &2.into()));
    assert_eq!(network["states"][0]["voters_affected"], Json::Null);
    let rules = network["states"][0]["rules"].as_array().unwrap();
    let radio = rules.iter().find(|rule| rule["rule"] == "NW-002").unwrap();
    assert_eq!((&radio["units"], &radio["units_failing"], &radio["unit"]), (&11.into(), &7.into(), &"machines".into()));
}

/// Several rules about one kind of unit still count those units, in words of all of them.
#[test]
fn a_list_of_one_kind_counts_its_units() {
    let folder = Folder::of(
        "equipment.csv",
        "jurisdiction,equipment_type,quantity,first_used_on\n39001,hand-fed-scanner,5,2005\n39001,bmd,3,2024\n",
    );
    let age = page(&folder, &["states", "here", "--list", "age"]);
    says(&age, "5 machines do not meet the rules on age, in 1 place");
    says(&age, "5 of 8 machines have reached the age at which they should be replaced (AG-002)");
    says(&age, "Ohio 1 of 1 5 of 8");
}

/// A row that names a computer is one; a row of machines without a number is an unknown number of them.
#[test]
fn a_row_of_computers_is_one_and_a_row_of_machines_an_unknown_number() {
    let computers = "jurisdiction,asset_id,role,connectivity,sensor\n39001,p1,workstation,county-lan,none\n\
                     39001,p2,workstation,county-lan,Albert\n";
    let sensors = page(&Folder::of("network.csv", computers), &["states", "here", "--list", "sensors"]);
    says(&sensors, "1 of 2 computers is watched by no sensor (SN-001)");
    says(&sensors, "1 computer does not meet the rules on sensors");
    never_says(&sensors, "unknown number");
    let machines = Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,no\n");
    says(&page(&machines, &["states", "here"]), "An unknown number of machines leave no paper record, in 1 place");
}

/// Nineteen of twenty are watched, and the rule asks for nine in ten: nothing is lacking there.
#[test]
fn a_share_that_is_met_puts_no_state_on_a_list() {
    let status = |bare: usize| {
        let sensor = |at: usize| if at < bare { "none" } else { "Albert" };
        let rows: String =
            (0..20).map(|at| format!("39001,p{at},workstation,county-lan,{},yes\n", sensor(at))).collect();
        let header = "jurisdiction,asset_id,role,connectivity,sensor,edr\n";
        let report = Folder::of("network.csv", format!("{header}{rows}")).report(BASELINE);
        report.list("sensors").unwrap().states[0].status
    };
    assert_eq!((status(1), status(3)), (Status::None, Status::Partial));
}

// Complete lists

fn verdict(report: &Report, rule: &str, place: &str) -> Verdict {
    let at = report.rules.iter().position(|known| known.id == rule).unwrap();
    report.places.iter().find(|known| known.id == place).unwrap().rules[at].verdict
}

#[test]
fn nobody_listed_one_is_not_there_is_none() {
    let machines = "jurisdiction,equipment_type,quantity,used_accessible\n41001,batch-scanner,3,no\n";
    let silent = Folder::of("equipment.csv", machines);
    assert_eq!(verdict(&silent.report(BASELINE), "AC-001", "41001"), Verdict::Unknown);
    says(
        &page(&silent, &["audit", "here", "--only", "AC-001"]),
        "write yes under \"List complete\" in jurisdictions.csv",
    );
    let whole = Folder::of("equipment.csv", machines).with("jurisdictions.csv", "FIPS,Lists complete\n41001,yes\n");
    assert_eq!(verdict(&whole.report(BASELINE), "AC-001", "41001"), Verdict::Fail);
    // Scans from outside are judged in the same way.
    let scans = "jurisdiction,service,started_on,ended_on\n41001,vulnerability-scan,2019-01-07,2020-01-07\n";
    assert_eq!(verdict(&Folder::of("services.csv", scans).report(BASELINE), "AS-001", "41001"), Verdict::Unknown);
}

#[test]
fn an_example_that_forgets_to_say_so_is_told_what_it_lacks() {
    let law = "[[rule]]\nid = 'R-1'\ntopic = 't'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\nseverity = 'low'\n\
               measure = 'any'\n[[rule.example]]\nverdict = 'fail'\nasset = { vvpat = false }\n";
    let test = |law: &str| {
        let folder = Folder::of("x.csv", "a\n").with("../law.toml", law);
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .args(["rules", "test", "--rules", "law.toml"])
            .current_dir(folder.path(".."))
            .output()
            .unwrap();
        (run.status.code().unwrap(), String::from_utf8(run.stdout).unwrap())
    };
    let (code, said) = test(law);
    assert_eq!(code, 1);
    says(&said, "jurisdiction = { list_complete = true }");
    assert_eq!(test(&format!("{law}jurisdiction = {{ list_complete = true }}\n")).0, 0);
    let (_, said) = test(&law.replace("'any'", "'share'").replace("vvpat = false", "model = 'X'"));
    never_says(&said, "list_complete");
}

/// The survey says nothing of Oregon but a scanner for mail.
#[test]
fn oregon_in_2018_is_not_known_to_have_no_accessible_machine() {
    let as_of = Day::parse("2018-07-31").unwrap();
    let book = RuleBook::read("baseline", BASELINE, &[], as_of).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("inventories/us-2018");
    let (ledger, read) = audit(Inventory::open(Options::new(vec![folder], as_of)), &book, 10);
    let report = Report::new(&book, &ledger, read, Request::new(book.as_of));
    assert_eq!(verdict(&report, "AC-001", "41"), Verdict::Unknown);
    assert_eq!(verdict(&report, "AC-001", "02"), Verdict::Pass);
}

#[test]
fn the_office_is_asked_whether_its_lists_are_complete() {
    let folder = Folder::of("x.csv", "a\n");
    let (code, _, beside) = run(&folder, &["init", "office"]);
    assert_eq!(code, 0, "{beside}");
    let sheet = std::fs::read_to_string(folder.path("../office/inventories/jurisdictions.csv")).unwrap();
    assert!(sheet.contains("list_complete"), "{sheet}");
}

// Lesser kinds

#[track_caller]
fn paper(rows: &str, status: Status) -> ListLine {
    let header = "jurisdiction,equipment_type,vvpat,used_standard,used_accessible,quantity\n";
    let report = Folder::of("equipment.csv", format!("{header}{rows}")).report(BASELINE);
    let line = report.list("paper-trail").unwrap().states[0].clone();
    assert_eq!(line.status, status, "{rows}");
    line
}

fn kinds(line: &ListLine) -> Vec<u64> {
    line.lesser.iter().map(|kind| kind.units).collect()
}

#[test]
fn a_paperless_machine_for_other_uses_is_on_the_list() {
    let provisional = paper("39001,dre,no,no,no,5\n39001,scanner,,yes,,2\n", Status::Lesser);
    assert_eq!((provisional.units_lacking, provisional.units_lesser), (0, 5));
    assert_eq!((kinds(&provisional), provisional.lesser_kind()), (vec![0, 5], 1));
    // Every machine without paper is counted once, in its gravest kind: whoever it serves, it is on the list.
    let all = paper(
        "39001,dre,no,yes,no,1\n39001,dre,no,no,yes,2\n39001,dre,no,no,no,4\n39001,dre,no,no,,8\n\
         39001,dre,no,,no,16\n39001,scanner,,yes,,32\n",
        Status::Partial,
    );
    assert_eq!((all.units_lacking, kinds(&all)), (17, vec![2, 12]));
    assert_eq!(all.units_lacking + all.units_lesser, 31);
    let both = paper("39001,dre,no,no,yes,2\n39001,dre,no,no,no,4\n", Status::Lesser);
    assert_eq!((kinds(&both), both.lesser_kind()), (vec![2, 4], 0));
}

#[test]
fn a_machine_that_leaves_paper_is_not_on_it_whatever_it_serves() {
    let none = paper("39001,scanner,,no,no,5\n39001,dre,yes,no,no,2\n39001,bmd,,yes,yes,1\n", Status::None);
    assert_eq!(none.units_lesser, 0);
    // Whether it prints is not known: that is no lack.
    let open = paper("39001,dre,,no,no,5\n39001,scanner,,yes,,2\n", Status::None);
    assert_eq!((open.units_lesser, open.units_unknown), (0, 5));
}

#[test]
fn the_page_names_each_lesser_kind() {
    let folder = Folder::of(
        "equipment.csv",
        "jurisdiction,equipment_type,vvpat,used_standard,used_accessible,quantity\n39001,dre,no,no,no,5\n\
         41001,dre,no,no,yes,3\n13001,dre,no,yes,no,7\n13001,dre,no,no,no,2\n",
    );
    let said = page(&folder, &["states", "here"]);
    says(&said, "ACCESSIBLE-ONLY (1)");
    says(&said, "IN OTHER USES ONLY (1)");
    says(&said, "2 of these are in other uses only (GA 2).");
    let report = json(&folder, &["audit", "here"]);
    let states = list(&report, "paper-trail")["states"].as_array().unwrap();
    let ohio = states.iter().find(|state| state["state"] == "OH").unwrap();
    assert_eq!((&ohio["status"], &ohio["units_lesser"]), (&"in other uses only".into(), &5.into()));
    assert_eq!((&ohio["lesser"][0]["units"], &ohio["lesser"][1]["units"]), (&0.into(), &5.into()));
}

fn book(list: &str) -> Result<RuleBook, String> {
    let text = format!(
        "[[rule]]\nid = 'R-1'\ntopic = 't'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\nseverity = 'low'\n\
         [list.mine]\nlacking = ['R-1']\n{list}"
    );
    RuleBook::read("ours", &text, &[], Day::parse("2026-11-22").unwrap()).map_err(|error| error.to_string())
}

#[test]
fn lesser_kinds_are_ids_under_one_name_or_tables() {
    let names = |list: &str| {
        let lists = book(list).unwrap().lists;
        let mine = lists.into_iter().find(|list| list.key == "mine").unwrap();
        mine.lesser.into_iter().map(|kind| kind.name).collect::<Vec<_>>()
    };
    assert_eq!(names(""), Vec::<String>::new());
    assert_eq!(names("lesser = ['R-1']"), ["lesser"]);
    assert_eq!(names("lesser = ['R-1']\nlesser_name = 'old'"), ["old"]);
    let kind = |name: &str| format!("[[list.mine.lesser]]\nname = '{name}'\nrules = ['R-1']\n");
    assert_eq!(names(&["a", "b"].map(kind).concat()), ["a", "b"]);
    for (wrong, said) in [
        ("lesser_name = 'a'".to_owned(), "lesser_name says what lesser is called"),
        ("lesser = [{ name = 'a' }]".to_owned(), "names the rules whose failure"),
        ("lesser = [{ rules = ['R-1'] }]".to_owned(), "has no name"),
        ("lesser = [{ name = 'a', rules = ['R-9'] }]".to_owned(), "there is no rule R-9"),
        ("lesser = [{ name = 'a', ruls = ['R-1'] }]".to_owned(), "did you mean \"rules\"?"),
        (["a", "b", "c", "d", "e"].map(kind).concat(), "at most 4 lesser kinds"),
    ] {
        let error = book(&wrong).unwrap_err();
        assert!(error.contains(said), "{wrong}: {error}");
    }
}

// Counts that agree

#[test]
fn terminal_html_and_json_count_the_same_notices() {
    let header = "jurisdiction,equipment_type,vvpat\n";
    let one = Folder::of("equipment.csv", format!("{header}39001,dre,perhaps\n39001,dre,perhaps\n39001,dre,may be\n"));
    let many = "39001,dre,perhaps\n39001,dre,perhaps\n39003,dre,may be\n41001,dre,no\n";
    let many = Folder::of("equipment.csv", format!("{header}{many}"));
    for folder in [one, many] {
        let asked = ["audit", "here", "--fail-on", "never"];
        let report = json(&folder, &asked);
        let notices = report["notices"].as_array().unwrap();
        assert_eq!(notices.iter().map(|notice| notice["count"].as_u64().unwrap()).sum::<u64>(), 3);
        assert_eq!(report["summary"]["notices"], 3);
        says(&page(&folder, &asked), "TO CHECK (3 notices");
        let html = page(&folder, &[&asked[..], &["--format", "html"]].concat());
        assert!(html.contains("To check (3 notices)"));
        let public = json(&folder, &[&asked[..], &["--redact", "public"]].concat());
        assert_eq!((&public["summary"]["notices"], public["notices"].as_array().unwrap().len()), (&3.into(), 0));
    }
}

/// Twelve counties: five break a public rule, and four of them one that is not.
fn twelve() -> Folder {
    let id = |at: usize| format!("39{:03}", 2 * at + 1);
    let machine = |at: usize| format!("{},dre,{}\n", id(at), if at < 5 { "no" } else { "yes" });
    let computer = |at: usize| format!("{},workstation,{}\n", id(at), if at < 4 { "2025-01-01" } else { "2029-01-01" });
    let (machines, computers): (String, String) = ((0..12).map(machine).collect(), (0..12).map(computer).collect());
    Folder::of("equipment.csv", format!("jurisdiction,equipment_type,vvpat\n{machines}"))
        .with("network.csv", format!("jurisdiction,role,support_ends_on\n{computers}"))
}

/// The words of a page, without its tags.
fn words(html: &str) -> String {
    let texts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    flat(&texts.collect::<Vec<_>>().join(" "))
}

#[test]
fn the_public_page_and_the_public_html_give_the_same_counts() {
    let folder = twelve();
    let asked = ["audit", "here", "--only", "PT-001,PA-001", "--redact", "public", "--fail-on", "never"];
    let table = page(&folder, &asked);
    let html = words(&page(&folder, &[&asked[..], &["--format", "html"]].concat()));
    says(
        &table,
        "counties by the public rules by all rules ACTION NEEDED 5 5 NOT SHOWN 0 fewer than 3 MEETS THE RULES 7 7",
    );
    assert!(html.contains("Counties by standing, by the public rules"), "{html}");
    assert!(html.contains("ACTION NEEDED 5 NOT SHOWN 0 MEETS THE RULES 7"), "{html}");
    assert!(html.contains("ACTION NEEDED 5 NOT SHOWN fewer than 3 MEETS THE RULES 7"), "{html}");
    says(&table, "not met in 4 of 12 counties, not answered in fewer than 3");
    assert!(html.contains("PA-001 4 fewer than 3"), "{html}");
}

// Why it ends with 2

#[test]
fn states_and_explain_say_what_could_not_be_read() {
    let machines = "jurisdiction,equipment_type,vvpat\n39001,dre,no\n";
    let folder = Folder::of("equipment.csv", machines).with("network.xlsx", "no workbook");
    for args in [&["states", "here"][..], &["explain", "Adams County, OH", "here"], &["explain", "OH", "here"]] {
        let (code, said, beside) = run(&folder, args);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("COULD NOT BE READ (1)") && said.contains("network.xlsx"), "{args:?}: {said}{beside}");
    }
    let (code, said, beside) = run(&folder, &["states", "here", "--redact", "public"]);
    assert_eq!(code, 2);
    says(&format!("{said}{beside}"), "1 file or row could not be read");
    never_says(&said, "network.xlsx");
    let (code, said, _) = run(&Folder::of("equipment.csv", machines), &["states", "here"]);
    assert_eq!(code, 0);
    never_says(&said, "COULD NOT BE READ");
}

// Voters

#[test]
fn the_voters_of_silent_counties_are_not_known() {
    let machines = "jurisdiction,equipment_type,vvpat\n15001,dre,no\n";
    let folder = Folder::of("jurisdictions.csv", "id,name,registered_voters\n15001,Hawaii County,100\n")
        .with("equipment.csv", machines);
    let asked = ["audit", "here", "--expect", "HI", "--fail-on", "never"];
    says(&page(&folder, &asked), "NOTHING TO READ 4 not known");
    let html = words(&page(&folder, &[&asked[..], &["--format", "html"]].concat()));
    assert!(html.contains("NOTHING TO READ 4 not known"), "{html}");
    let report = json(&folder, &asked);
    let silent = &report["summary"]["standings"]["nothing_to_read"];
    assert_eq!((&silent["places"], &silent["voters"]), (&4.into(), &Json::Null));
    // A place that says it has none has none.
    let offices = "id,name,registered_voters\n15001,Hawaii County,0\n15003,Honolulu County,9\n";
    let zero = Folder::of("jurisdictions.csv", offices).with("equipment.csv", format!("{machines}15003,dre,yes\n"));
    let report = json(&zero, &["audit", "here", "--fail-on", "never", "--only", "PT-001"]);
    assert_eq!(report["summary"]["standings"]["action_needed"]["voters"], 0);
}

// What is new

const OLD: &str = "asset_id,jurisdiction,equipment_type,quantity,vvpat\nE-1,39001,dre,4,yes\n";
const OFFICES: &str = "id,name\n39001,Adams County\n39003,Allen County\n";

/// The records as they are; before, Adams had a machine with a printer, and of Allen there was its row alone.
fn since(new: &str, offices: &str) -> Folder {
    Folder::of("equipment.csv", new)
        .with("jurisdictions.csv", offices)
        .with("../before/here/equipment.csv", OLD)
        .with("../before/here/jurisdictions.csv", OFFICES)
}

const AGAINST: [&str; 6] = ["audit", "here", "--since", "before/here", "--only", "PT-001"];
const DIFF: [&str; 7] = ["diff", "before/here", "here", "--only", "PT-001", "--old-as-of", "2026-11-22"];

#[test]
fn who_sends_for_the_first_time_is_reported_once_and_is_not_worse() {
    let folder = since(&format!("{OLD}E-9,39005,dre,2,no\nE-8,39007,dre,1,no\n"), OFFICES);
    let (code, said, beside) = run(&folder, &AGAINST);
    assert_eq!(code, 0, "{said}{beside}");
    assert!(said.starts_with("GATE: PASS"), "{said}");
    says(&said, "FIRST SENT 2 places, 2 findings: Ashland County, OH");
    let (code, said, _) = run(&folder, &DIFF);
    assert_eq!(code, 0, "{said}");
    says(&said, "sent for the first time 2 places, 2 findings, not counted as worse");
}

/// A new file hides no worsening: of a place that had sent anything at all, each finding that is new counts.
#[test]
fn what_is_new_at_a_place_that_had_sent_something_is_worse() {
    let (code, said, _) = run(&since(&format!("{OLD}E-9,39003,dre,2,no\n"), OFFICES), &AGAINST);
    assert_eq!(code, 1, "{said}");
    says(&said, "1 thing got worse");
    never_says(&said, "FIRST SENT");
    assert_eq!(run(&since(&OLD.replace(",yes", ",no"), OFFICES), &AGAINST).0, 1);
    // The machines of a place that failed before and is gone are no longer sent, whoever else comes.
    let gone = Folder::of("equipment.csv", OLD.replace("39001", "39005").replace(",yes", ",no"))
        .with("../before/here/equipment.csv", OLD.replace(",yes", ",no"));
    let (code, said, _) = run(&gone, &AGAINST);
    assert_eq!(code, 1, "{said}");
    says(&said, "there is nothing left to read from this place");
}

#[test]
fn better_and_worse_name_no_place_whose_printed_numbers_are_equal() {
    use pollworthy::report::diff::{Diff, Stops, Witness};
    use pollworthy::report::v1::Report;
    let side = |bare: usize| {
        let row = |at: usize| format!("E-{at},39001,dre,1,{}\n", if at < bare { "no" } else { "yes" });
        let rows: String = (0..1000).map(row).collect();
        let header = "asset_id,jurisdiction,equipment_type,quantity,vvpat\n";
        Report::from(&Folder::of("equipment.csv", format!("{header}{rows}E-x,39003,dre,1,yes\n")).report(BASELINE))
    };
    let stops = Stops { from: None, unknown: false };
    let named = |old: usize, new: usize| {
        let diff = Diff::new(side(old), side(new), &Witness::none(), Vec::new(), stops);
        let (better, worse) = diff.better_and_worse(pollworthy::phrases::wording::risk);
        (better.len(), worse.len())
    };
    assert_eq!((named(500, 501), named(501, 500)), ((0, 0), (0, 0)));
    assert_eq!((named(500, 700), named(700, 500)), ((0, 1), (1, 0)));
}

#[test]
fn findings_that_are_gone_and_alike_come_in_the_order_of_the_old_side() {
    use pollworthy::report::diff::{Diff, Stops, Witness};
    use pollworthy::report::v1::Report;
    let side = |machines: std::ops::Range<usize>| {
        let rows: String = machines.map(|at| format!("E-{at},39001,dre,1,no\n")).collect();
        let header = "asset_id,jurisdiction,equipment_type,quantity,vvpat\n";
        Report::from(&Folder::of("equipment.csv", format!("{header}{rows}")).report(BASELINE))
    };
    let stops = Stops { from: None, unknown: false };
    let diff = Diff::new(side(0..200), side(200..201), &Witness::none(), Vec::new(), stops);
    let gone: Vec<_> = diff.moves.iter().filter(|moved| moved.new.is_none()).collect();
    assert!(gone.len() > 50, "{}", gone.len());
    for pair in gone.windows(2) {
        let of_one_rule = (pair[0].why, &pair[0].rule) == (pair[1].why, &pair[1].rule);
        assert!(!of_one_rule || pair[0].old < pair[1].old, "{pair:?}");
    }
}

// What is good news only as far as somebody looked

#[test]
fn no_open_advisory_says_how_many_were_looked_through() {
    let folder = Folder::of(
        "equipment.csv",
        "jurisdiction,equipment_type,manufacturer,model,quantity\n39001,hand-fed-scanner,ES&S,DS200,5\n",
    );
    let mut table = csv::Reader::from_reader(include_str!("../../../rules/reference/advisories.csv").as_bytes());
    let grave = table.records().map(Result::unwrap).filter(|row| ["critical", "high"].contains(&&row[8]));
    let advisories = grave.map(|row| row[0].to_owned()).collect::<std::collections::BTreeSet<_>>().len();
    let noun = if advisories == 1 { "advisory" } else { "advisories" };
    let said = page(&folder, &["audit", "here", "--only", "PA-005"]);
    says(&said, &format!("(5 of 5 machines; {advisories} {noun} looked through, "));
    let report = json(&folder, &["audit", "here", "--only", "PA-005"]);
    assert_eq!(report["rules"][0]["looked_through"][0]["entries"], advisories);
    // A rule that asks a table for a value rests on what it found, not on finding nothing.
    let report = json(&folder, &["audit", "here", "--only", "AG-003"]);
    assert_eq!(report["rules"][0].get("looked_through"), None);
}

#[test]
fn a_table_that_says_when_it_was_checked_is_quoted() {
    let law = "[reference.advisory]\nfile = 'a.csv'\ntables = ['equipment']\nmatch = { model = 'model' }\n\
               columns = { checked_on = 'date' }\n[[rule]]\nid = 'R-1'\ntopic = 't'\ntitle = 'No advisory'\n\
               table = 'equipment'\nrequire = 'case when model is not null then advisory.model is null end'\nseverity = 'low'\n";
    let folder = |table: &str| {
        Folder::of("equipment.csv", "jurisdiction,equipment_type,model,quantity\n39001,dre,X,5\n")
            .with("../law.toml", law)
            .with("../a.csv", table)
    };
    let said =
        page(&folder("model,checked_on\nY,2026-08-01\nZ,2026-09-02\n"), &["audit", "here", "--rules", "law.toml"]);
    says(&said, "(5 of 5 machines; 2 advisories looked through, last checked 2 September 2026)");
    let said = page(&folder("model,checked_on\nY,\n"), &["audit", "here", "--rules", "law.toml"]);
    says(&said, "1 advisory looked through, the list does not say when it was last checked)");
}

// What was not understood is not blank

#[test]
fn cells_that_were_not_understood_are_said_in_one_line_whatever_they_leave_open() {
    let sheet = "County,State,Type,Qty,Make,Model,Paper trail\n\
                 Adams,OH,Optcal skan,3,ES&S,DS200,yes\nAdams,OH,blorb,2,Hart,eSlate,\nAdams,OH,,2,Hart,eSlate,no\n";
    let said = page(&Folder::of("machines.csv", sheet), &["audit", "here", "--top", "all"]);
    says(&said, "column Type, lines 2-3: 2 cells not understood; the notices on them say what to write");
    assert_eq!(flat(&said).matches("not understood; the notices").count(), 1, "{said}");
    let blank = |line: &str| flat(&said).contains(&format!("column Type, line {line}: "));
    assert!(blank("4") && !blank("2") && !blank("3"), "{said}");
    let same = sheet.replace("blorb", "Optcal skan");
    let said = page(&Folder::of("machines.csv", same), &["audit", "here"]);
    says(&said, "column Type, lines 2-3: \"Optcal skan\" was not understood; the notice on it says what to write");
    // Of so many only the first are known by their lines.
    let many = format!("{sheet}{}", "Adams,OH,blorb,1,Hart,eSlate,no\n".repeat(30));
    let said = page(&Folder::of("machines.csv", many), &["audit", "here", "--top", "all"]);
    says(&said, "column Type, lines 2-34: 33 cells not understood or blank; the notices on them say what to write");
}

#[test]
fn a_list_of_places_by_kinds_of_machine_is_one_of_machines() {
    let tables = |report: &Json| {
        let is_own = |file: &&Json| file["role"] == "inventory";
        report["files"].as_array().unwrap().iter().find(is_own).unwrap()["tables"].clone()
    };
    let sheet = "County,State,Type,Qty\nAdams,OH,DRE,3\nAllen,OH,Optcal scan,2\n";
    let report = json(&Folder::of("ours.csv", sheet), &["audit", "here"]);
    assert_eq!(tables(&report)["equipment"], 2, "{}", report["files"]);
    let sheet = "County,State,Type,Qty\nAdams,OH,county,3\nAllen,OH,county,2\n";
    let report = json(&Folder::of("ours.csv", sheet), &["audit", "here"]);
    assert_eq!(tables(&report)["jurisdictions"], 2, "{}", report["files"]);
}

// Words for what is not there are no answers that it is

#[test]
fn a_printer_that_is_gone_or_broken_leaves_no_paper() {
    for (vvpat, paper) in [("broken", ""), ("not working", ""), ("", "printer removed"), ("", "VVPAT removed")] {
        let sheet = format!("County,State,Type,Qty,VVPAT,Paper record\nPike,OH,DRE w/ VVPAT,5,{vvpat},{paper}\n");
        let report = json(&Folder::of("machines.csv", sheet), &["audit", "here", "--only", "PT-001"]);
        assert_eq!(report["jurisdictions"][0]["rules"][0]["verdict"], "fail", "{vvpat} {paper}");
        assert_eq!(report["notices"][0]["kind"], "cell-read-as", "{vvpat} {paper}");
    }
}

#[test]
fn a_cell_that_says_more_than_that_a_printer_is_gone_is_not_understood() {
    for (vvpat, paper) in
        [("no printer issues", ""), ("", "Voter-verified paper ballots; DREs removed 2019"), ("planned for some", "")]
    {
        let sheet = format!("County,State,Type,Qty,VVPAT,Paper record\nPike,OH,optical scan,5,{vvpat},{paper}\n");
        let report = json(&Folder::of("machines.csv", sheet), &["audit", "here", "--only", "PT-001"]);
        assert_ne!(report["jurisdictions"][0]["rules"][0]["verdict"], "fail", "{vvpat} {paper}");
        assert_eq!(report["notices"][0]["kind"], "cell-not-understood", "{vvpat} {paper}");
    }
}

#[test]
fn a_sensor_that_is_not_there_yet_watches_nothing() {
    let verdict = |sensor: &str| {
        let sheet =
            format!("County,State,Hostname,Role,Connectivity,Sensor\nPike,OH,pc1,workstation,county-lan,{sensor}\n");
        let report = json(&Folder::of("network.csv", sheet), &["audit", "here", "--only", "SN-001"]);
        report["jurisdictions"][0]["rules"][0]["verdict"].as_str().unwrap().to_owned()
    };
    for sensor in [
        "not installed",
        "pending",
        "Albert (removed 2025)",
        "expired contract",
        "requested 2024",
        "county IT to confirm",
    ] {
        assert_eq!(verdict(sensor), "unknown", "{sensor}");
    }
    assert_eq!((verdict("Albert").as_str(), verdict("none").as_str()), ("pass", "fail"));
}

#[test]
fn a_version_without_a_digit_is_none() {
    let sheet =
        "County,State,Type,Manufacturer,Model,Firmware,Certified version\nPike,OH,scanner,ES&S,DS200,current,current\n";
    let report = json(&Folder::of("machines.csv", sheet), &["audit", "here", "--only", "CE-002"]);
    assert_eq!(report["jurisdictions"][0]["rules"][0]["verdict"], "unknown");
}

#[test]
fn a_second_header_is_an_error_and_no_machine() {
    let sheet = "County,State,Type,Qty,VVPAT\nPike,OH,DRE,10,Yes\n,,,,\nCounty,State,Machine Type,VVPAT,Count\nPike,OH,DRE,No,1\n";
    let (code, said, _) = run(&Folder::of("machines.csv", sheet), &["audit", "here"]);
    assert_eq!(code, 2, "{said}");
    says(&said, "machines.csv:4: error: this row names columns again");
    never_says(&said, "Machine Type");
}

#[test]
fn totals_of_places_are_no_places() {
    let sheet = "County,State,Type,Qty,VVPAT\nPike,OH,DRE,10,No\nPike Total,OH,DRE,10,No\nRoss,OH,DRE,30,No\nOhio Total,OH,DRE,40,No\n";
    let report = json(&Folder::of("machines.csv", sheet), &["audit", "here"]);
    let places: Vec<&str> =
        report["jurisdictions"].as_array().unwrap().iter().map(|place| place["name"].as_str().unwrap()).collect();
    assert_eq!(places.len(), 2, "{places:?}");
    assert_eq!(list(&report, "paper-trail")["states"][0]["units_lacking"], 40);
}

#[test]
fn one_wrong_cell_does_not_take_the_states_of_all_rows() {
    let sheet =
        "County,State,Type,Qty,VVPAT\nJefferson,OH,DRE,5,No\nJefferson,PA,DRE,6,Yes\nJefferson,N/K,Optical scan,7,\n";
    let said = page(&Folder::of("machines.csv", sheet), &["audit", "here"]);
    says(&said, "1 of 2 states still lacks paper trails everywhere: Ohio. 5 machines leave no paper record");
    says(&said, "\"N/K\" is not a state");
}

#[test]
fn a_column_of_conditions_is_no_column_of_states() {
    let sheet = "County,Type,Qty,State\nAdams,scanner,3,OK\nAllen,scanner,2,OK\nPike,scanner,2,Broken\n";
    let report = json(&Folder::of("machines.csv", sheet), &["audit", "here"]);
    assert!(report["states"].as_array().unwrap().is_empty(), "{}", report["states"]);
    assert_eq!(report["notices"][0]["kind"], "place-column");
}

#[test]
fn the_kind_of_machine_that_places_use_takes_nothing_else_of_them() {
    let sheet = "County,State,Type,Registered voters\nAdams,OH,Optical scan,1000\nAllen,OH,DRE,2000\n";
    let report = json(&Folder::of("counties.csv", sheet), &["audit", "here"]);
    assert_eq!(report["jurisdictions"][0]["voters"].as_u64().map(|voters| voters % 1000), Some(0));
    assert!(report["notices"].to_string().contains("\\\"DRE\\\" is not known"), "{}", report["notices"]);
}

#[test]
fn a_unit_behind_a_header_and_a_state_behind_a_name_are_no_part_of_them() {
    let sheet = "jurisdiction,Type,Count (ea.),VVPAT (Y/N)\n39131,DRE,12,No\n";
    let said = page(&Folder::of("machines.csv", sheet), &["audit", "here", "--only", "PT-001"]);
    says(&said, "12 of 12 machines");
    let office = "id,name,state\n39131,\"Pike County, OH\",OH\n";
    let said = page(&Folder::of("jurisdictions.csv", office), &["audit", "here"]);
    says(&said, "PIKE COUNTY, OH");
    never_says(&said, "OH, OH");
}

#[test]
fn no_number_is_offered_for_one_that_means_another() {
    for voters in ["17k", "\"1,5\"", "17 thousand"] {
        let office = format!("id,registered_voters\n39131,{voters}\n");
        let report = json(&Folder::of("jurisdictions.csv", office), &["audit", "here"]);
        let message = report["notices"][0]["message"].as_str().unwrap();
        assert!(message.contains("is not a whole number") && !message.contains("did you mean"), "{message}");
    }
}
