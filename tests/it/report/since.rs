//! `--since` and `diff`: never green for what vanished, never red for the calendar, and nothing where nothing changed.

use std::process::Command;

use serde_json::Value as Json;

use crate::support::folder::Folder;

const RULES: &str = r#"
[ruleset]
name = "ours"
version = "1"
[params]
years = 10
[[rule]]
id = "P-1"
topic = "paper"
title = "It leaves paper"
table = "equipment"
applies = "coalesce(used_standard, true)"
require = "vvpat"
severity = "critical"
[[rule]]
id = "A-1"
topic = "age"
title = "It is not old"
table = "equipment"
require = "first_used_on >= as_of - interval :years year"
severity = "high"
[[rule]]
id = "S-1"
topic = "network"
title = "The network is kept apart"
table = "jurisdictions"
require = "segmented_network"
severity = "high"
[[rule]]
id = "M-1"
topic = "patch"
title = "It is sealed"
table = "equipment"
require = "sealed"
severity = "medium"
"#;

const MACHINES: &str = "asset_id,jurisdiction,equipment_type,quantity,used_standard,vvpat,first_used_on,sealed,in_service\n\
    E-1,39001,dre,4,yes,no,2017-01-01,yes,yes\n\
    E-2,39001,dre,2,yes,yes,2020-05-01,yes,yes\n\
    E-3,39003,dre,1,yes,no,2020-05-01,no,yes\n";

const OFFICE: &str = "id,name,registered_voters,segmented_network\n39001,Adams,100,yes\n39003,Allen,200,no\n";

/// The old records in `main/inventories`, the new ones in `here`; both by `ours.toml`, which lies beside each.
struct Change {
    folder: Folder,
}

impl Change {
    fn none() -> Self {
        let folder = Folder::of("equipment.csv", MACHINES)
            .with("jurisdictions.csv", OFFICE)
            .with("../ours.toml", RULES)
            .with("../main/here/equipment.csv", MACHINES)
            .with("../main/here/jurisdictions.csv", OFFICE)
            .with("../main/ours.toml", RULES);
        Self { folder }
    }

    fn with(self, name: &str, text: &str) -> Self {
        Self { folder: self.folder.with(name, text) }
    }

    /// Writes one more file.
    fn with_text(&self, name: &str, text: &str) -> &Self {
        std::fs::write(self.folder.path(name), text).unwrap();
        self
    }

    /// The machines with a text replaced.
    #[track_caller]
    fn machines(self, old: &str, new: &str) -> Self {
        let text = MACHINES.replace(old, new);
        assert_ne!(text, MACHINES);
        self.with("equipment.csv", &text)
    }

    fn without(self, name: &str) -> Self {
        std::fs::remove_file(self.folder.path(name)).unwrap();
        self
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .args(args)
            .env_remove("GITHUB_STEP_SUMMARY")
            .current_dir(self.folder.path(".."))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
    }

    fn audit(&self, more: &[&str]) -> (i32, String, String) {
        let args = ["audit", "here", "--rules", "ours.toml", "--as-of", "2026-11-22"];
        self.run(&[&args, more].concat())
    }

    /// The exit code against the old records, and what moved: why, rule and asset of each.
    #[track_caller]
    fn gate(&self, more: &[&str]) -> (i32, Vec<String>) {
        let (code, said, beside) = self.audit(&[&["--since", "main/here", "--format", "json"], more].concat());
        let report: Json = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {beside}"));
        (code, moves(&report["since"]))
    }

    /// The report of the old records, on a day.
    fn report(&self, day: &str) -> String {
        let args = ["audit", "main/here", "--rules", "ours.toml", "--fail-on", "never", "--max-findings", "all"];
        let file = format!("json=old-{day}.json");
        let (code, _, beside) = self.run(&[&args[..], &["--as-of", day, "--format", &file, "--quiet"]].concat());
        assert_eq!((code, beside.as_str()), (0, ""));
        format!("old-{day}.json")
    }
}

fn moves(diff: &Json) -> Vec<String> {
    let one = |of: &Json| {
        let text = |key: &str| of[key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", text("why"), text("rule"), text("asset"))
    };
    diff["moves"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn nothing_changed_is_nothing() {
    let same = Change::none();
    assert_eq!(same.gate(&[]), (0, vec![]));
    let (code, said, _) = same.audit(&["--since", "main/here"]);
    assert_eq!(code, 0);
    assert!(said.starts_with("GATE: PASS") && said.contains("4 known"), "{said}");
}

#[test]
fn what_is_written_differently_is_not_a_change() {
    let turned = "in_service,sealed,first_used_on,vvpat,used_standard,quantity,equipment_type,jurisdiction,asset_id\r\n\
        yes,no,2020-05-01,\"no\",yes,1,dre,39003,E-3\r\nyes,yes,2020-05-01,yes,yes,2,dre,39001,E-2\r\n\
        yes,yes,2017-01-01,no,yes,4,DRE,39001,E-1\r\n";
    let change = Change::none().without("equipment.csv").with("the-machines.csv", turned);
    assert_eq!(change.gate(&[]), (0, vec![]));
    let (code, said, _) = change.run(&["diff", "main/here", "here", "--rules", "ours.toml", "--as-of", "2026-11-22"]);
    assert_eq!(code, 0);
    assert!(said.starts_with("NOTHING CHANGED"), "{said}");
}

#[test]
fn one_machine_changed_shows_just_that() {
    let fixed = Change::none().machines("E-1,39001,dre,4,yes,no", "E-1,39001,dre,4,yes,yes");
    assert_eq!(fixed.gate(&[]), (0, vec!["fixed P-1 E-1".to_owned()]));
    let worse = Change::none().machines("E-2,39001,dre,2,yes,yes", "E-2,39001,dre,2,yes,no");
    assert_eq!(worse.gate(&[]), (1, vec!["new P-1 E-2".to_owned()]));
    assert_eq!(worse.gate(&["--fail-on", "never"]).0, 0);
    let more = Change::none().machines("E-1,39001,dre,4", "E-1,39001,dre,5");
    assert_eq!(more.gate(&[]), (1, vec!["more-units P-1 E-1".to_owned()]));
    let fewer = Change::none().machines("E-1,39001,dre,4", "E-1,39001,dre,3");
    assert_eq!(fewer.gate(&[]), (0, vec![]));
    let milder =
        Change::none().machines("E-2,39001,dre,2,yes,yes,2020-05-01,yes", "E-2,39001,dre,2,yes,yes,2020-05-01,no");
    assert_eq!(milder.gate(&[]), (0, vec!["new M-1 E-2".to_owned()]), "medium is below the gate");
    assert_eq!(milder.gate(&["--fail-on", "medium"]).0, 1);
}

#[test]
fn vanishing_is_not_mending() {
    let blanked = Change::none().machines("E-1,39001,dre,4,yes,no", "E-1,39001,dre,4,yes,");
    assert_eq!(blanked.gate(&[]), (1, vec!["blanked P-1 E-1".to_owned()]));
    let (_, said, _) = blanked.audit(&["--since", "main/here"]);
    assert!(said.contains("vvpat was \"no\", and is now blank.") && said.contains("here/equipment.csv:2:"), "{said}");
    let deleted = Change::none().machines("E-1,39001,dre,4,yes,no,2017-01-01,yes,yes\n", "");
    assert_eq!(deleted.gate(&[]), (1, vec!["removed P-1 E-1".to_owned()]));
    let asked = Change::none().machines("E-1,39001,dre,4,yes", "E-1,39001,dre,4,no");
    assert_eq!(asked.gate(&[]), (1, vec!["no-longer-asked P-1 E-1".to_owned()]));
    let retired = Change::none().machines("2017-01-01,yes,yes", "2017-01-01,yes,no");
    assert_eq!(retired.gate(&[]), (0, vec!["retired P-1 E-1".to_owned()]));
    let file = Change::none().without("jurisdictions.csv");
    let (code, moved) = file.gate(&[]);
    assert_eq!(code, 1);
    assert!(moved.contains(&"blanked S-1 -".to_owned()), "{moved:?}");
    let file = Change::none().without("equipment.csv");
    let (code, moved) = file.gate(&[]);
    assert_eq!(code, 1);
    assert!(
        moved.contains(&"removed P-1 E-1".to_owned()) && moved.contains(&"removed P-1 E-3".to_owned()),
        "{moved:?}"
    );
    let place = Change::none()
        .machines("E-3,39003,dre,1,yes,no,2020-05-01,no,yes\n", "")
        .with("jurisdictions.csv", &OFFICE.replace("39003,Allen,200,no\n", ""));
    let (code, moved) = place.gate(&[]);
    assert_eq!(code, 1);
    let gone: Vec<&String> = moved.iter().filter(|moved| moved.starts_with("no-longer-sent")).collect();
    assert_eq!(gone.len(), 3, "{moved:?}");
    assert_eq!(
        Change::none().without("jurisdictions.csv").without("equipment.csv").audit(&["--since", "main/here"]).0,
        3
    );
}

#[test]
fn of_machines_that_are_alike_the_missing_one_is_missed() {
    let two = "jurisdiction,equipment_type,quantity,vvpat\n39001,dre,1,no\n39001,dre,1,no\n39001,dre,1,yes\n";
    let change = |text: &str| Change::none().with("../main/here/equipment.csv", two).with("equipment.csv", text);
    let row = "39001,dre,1,no\n";
    let (code, moved) = change(&two.replacen(row, "", 1)).gate(&["--only", "P-1"]);
    assert_eq!((code, moved.len()), (1, 1), "{moved:?}");
    assert!(moved[0].starts_with("removed P-1 like-"), "{moved:?}");
    let (code, moved) = change(&two.replacen(row, "39001,dre,1,yes\n", 1)).gate(&["--only", "P-1"]);
    assert_eq!((code, moved.len()), (0, 1), "{moved:?}");
    assert!(moved[0].starts_with("fixed P-1 like-"), "{moved:?}");
}

#[test]
fn the_calendar_alone_stops_nothing() {
    let same = Change::none();
    // E-1 turns ten at New Year.
    let old = same.report("2026-12-31");
    let new_year = |more: &[&str]| {
        let args = ["audit", "here", "--rules", "ours.toml", "--as-of", "2027-01-02"];
        same.run(&[&args[..], more].concat())
    };
    let (code, said, _) = new_year(&["--since", &old]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 finding by the calendar only: 1 of A-1"), "{said}");
    let (code, said, _) = new_year(&["--since", "main/here", "--old-as-of", "2026-12-31"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 finding by the calendar only: 1 of A-1"), "{said}");
    assert_eq!(new_year(&["--since", "main/here"]).0, 0);
    // A machine that is made older that day is no work of the calendar.
    let made = Change::none().machines("E-2,39001,dre,2,yes,yes,2020-05-01", "E-2,39001,dre,2,yes,yes,2016-05-01");
    let old = made.report("2026-12-31");
    let args = ["audit", "here", "--rules", "ours.toml", "--as-of", "2027-01-02", "--since", &old];
    assert_eq!(made.run(&args).0, 1);
}

#[test]
fn rules_and_waivers_are_those_of_the_old_side() {
    let waived = "[[waiver]]\nrule = \"P-1\"\nasset = \"E-2\"\nkind = \"accepted-risk\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2027-06-30\n";
    let worse = Change::none().machines("E-2,39001,dre,2,yes,yes", "E-2,39001,dre,2,yes,no");
    let worse = worse.with("../waivers.toml", waived);
    let gate = ["--since", "main/here", "--waivers", "waivers.toml"];
    let (code, said, _) = worse.audit(&gate);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("waivers.toml is new; judged without it"), "{said}");
    let both = worse.with("../main/waivers.toml", "");
    let (code, said, _) = both.audit(&gate);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("waivers.toml: 1 added. Judged with the other side's waivers, not"), "{said}");
    let on_both = both.with("../main/waivers.toml", waived);
    assert_eq!(on_both.audit(&gate).0, 0);
    let off = Change::none().machines("E-2,39001,dre,2,yes,yes", "E-2,39001,dre,2,yes,no");
    let off = off.with("../ours.toml", &RULES.replace("critical", "low"));
    let (code, said, _) = off.audit(&["--since", "main/here"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("ours.toml: 1 rule differs: P-1. Judged with the other side's"), "{said}");
    let broken = Change::none().with("../ours.toml", "[[rule]]\nid = 3\n");
    assert_eq!(broken.audit(&["--since", "main/here"]).0, 2, "what is wrong with the rules of a change is said");
}

#[test]
fn defaults_are_those_of_the_old_side() {
    // Without --rules on the command line: the file of defaults names them, and this side's would leave the bad machine out.
    let worse = Change::none().machines("E-2,39001,dre,2,yes,yes", "E-2,39001,dre,2,yes,no");
    let args = ["audit", "--since", "main/here", "--as-of", "2026-11-22"];
    let ours = "paths = [\"here\"]\nrules = \"ours.toml\"\n";
    let same = worse.with("../pollworthy.toml", ours).with("../main/pollworthy.toml", ours);
    let (code, said, beside) = same.run(&args);
    assert_eq!(code, 1, "{said}{beside}");
    assert!(!said.contains("ALSO CHANGED"), "{said}");
    for (other, code_wanted) in
        [("fail_on = \"never\"\n", 1), ("exclude = [\"equipment\"]\n", 1), ("skip = [\"P-1\"]\n", 1)]
    {
        let (code, said, beside) = same.with_text("../pollworthy.toml", &format!("{ours}{other}")).run(&args);
        assert_eq!(code, code_wanted, "{other}: {said}{beside}");
        assert!(said.contains("pollworthy.toml differs; judged with the other side's"), "{said}");
    }
    let (code, said, _) = same.with_text("../main/pollworthy.toml", &format!("{ours}fail_on = \"never\"\n")).run(&args);
    assert_eq!(code, 0, "{said}");
    assert_eq!(same.with_text("../pollworthy.toml", "pats = []\n").run(&args).0, 2);
}

#[test]
fn a_report_stands_for_its_records() {
    let change = Change::none();
    let old = change.report("2026-11-22");
    let gate = |change: &Change, more: &[&str]| {
        let (code, said, beside) = change.audit(&[&["--since", &old, "--format", "json"], more].concat());
        let report: Json = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {beside}"));
        (code, moves(&report["since"]))
    };
    assert_eq!(gate(&change, &[]), (0, vec![]));
    assert_eq!(gate(&change, &["--only", "P-1"]), (0, vec![]), "what was not asked is not missed");
    assert_eq!(gate(&change, &["--place", "39003"]), (0, vec![]));
    let change = change.machines("E-1,39001,dre,4,yes,no,2017-01-01,yes,yes\n", "");
    assert_eq!(gate(&change, &[]), (1, vec!["removed P-1 E-1".to_owned()]));
    let change = change.machines("E-1,39001,dre,4,yes,no", "E-1,39001,dre,4,yes,");
    assert_eq!(gate(&change, &[]), (1, vec!["blanked P-1 E-1".to_owned()]));
    // What another set of params brings is not held against the records; what it takes away is not mended.
    let change = Change::none();
    let old = change.report("2026-11-22");
    let (code, said, _) = change.audit(&["--since", &old, "--set", "years=3"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("by other rules") && said.contains("the rules, their params or the version differ"),
        "{said}"
    );
    let off = RULES.replace("require = \"vvpat\"", "require = \"vvpat or not vvpat\"");
    let change = change.with("../ours.toml", &off);
    let (code, said, _) = change.audit(&["--since", &old]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("the rule is gone or has changed"), "{said}");
}

#[test]
fn a_waiver_that_the_report_did_not_have_hides_nothing_new() {
    let waived = "[[waiver]]\nrule = \"P-1\"\nkind = \"accepted-risk\"\nreason = \"r\"\nowner = \"o\"\nplace = \"39001\"\nexpires = 2027-06-30\n";
    let change = Change::none().machines("E-2,39001,dre,2,yes,yes", "E-2,39001,dre,2,yes,no");
    let old = change.report("2026-11-22");
    let change = change.with("../waivers.toml", waived);
    let (code, said, _) = change.audit(&["--since", &old, "--waivers", "waivers.toml", "--format", "json"]);
    let report: Json = serde_json::from_str(&said).unwrap();
    assert_eq!(code, 1);
    assert_eq!(moves(&report["since"]), ["waived-unseen P-1 E-2", "waived-since P-1 E-1"]);
}

#[test]
fn reports_that_cannot_be_compared_with_are_refused() {
    let change = Change::none();
    let refused = |change: &Change, file: &str, why: &str| {
        let (code, _, said) = change.audit(&["--since", file]);
        assert!(code == 2 && said.contains(why), "{file}: {code} {said}");
    };
    refused(&change, "nowhere", "nowhere: there is no such file or folder");
    let args = ["audit", "main/here", "--rules", "ours.toml", "--as-of", "2026-11-22", "--fail-on", "never"];
    change.run(&[&args[..], &["--only", "A-1", "--format", "json=narrow.json"]].concat());
    refused(&change, "narrow.json", "this report was narrowed");
    let change = change.with("../half.json", "{\"schema\": \"pollworthy.rep").with("../other.json", "{\"a\": 1}");
    refused(&change, "half.json", "half.json: it is not JSON");
    refused(&change, "other.json", "other.json: it is not a report: its");
    let (code, _, said) = change.audit(&["--since", "main/here", "--since", "half.json"]);
    assert_eq!(code, 2, "{said}");
}

#[test]
fn a_report_that_let_findings_go_is_compared_by_its_counts() {
    let args = ["audit", "main/here", "--rules", "ours.toml", "--as-of", "2026-11-22", "--fail-on", "never"];
    let few = ["--max-findings", "0", "--format", "json=few.json"];
    let same = Change::none();
    same.run(&[&args[..], &few].concat());
    let (code, said, beside) = same.audit(&["--since", "few.json", "--format", "json"]);
    assert_eq!(code, 0, "{beside}");
    let now: Json = serde_json::from_str(&said).unwrap();
    let also = now["since"]["also"].to_string();
    assert!(also.contains("few.json counted 4 findings that it does not name"), "{also}");
    // One more machine that fails is new, whichever it is.
    let more = Change::none().with("equipment.csv", &format!("{MACHINES}E-9,39001,dre,4,yes,no,2020-05-01,yes,yes\n"));
    more.run(&[&args[..], &few].concat());
    let (code, said, _) = more.audit(&["--since", "few.json"]);
    assert_eq!(code, 1, "{said}");
    // One that failed and does not answer now is no fix.
    let blanked = Change::none().machines("E-1,39001,dre,4,yes,no,", "E-1,39001,dre,4,yes,,");
    blanked.run(&[&args[..], &few].concat());
    let (code, said, _) = blanked.audit(&["--since", "few.json"]);
    assert_eq!(code, 1, "{said}");
}

#[test]
fn every_format_tells_what_got_worse() {
    let change = Change::none()
        .machines("E-1,39001,dre,4,yes,no,2017-01-01,yes,yes\n", "")
        .with("jurisdictions.csv", &OFFICE.replace("Adams,100,yes", "Adams,100,no"));
    let said = |format: &str| change.audit(&["--since", "main/here", "--format", format]).1;
    let sarif: Json = serde_json::from_str(&said("sarif")).unwrap();
    let schema = include_str!("../../fixtures/sarif-2.1.0.schema.json");
    // The published schema has a pattern for languages that is no pattern; its errata mend it like this.
    let schema = schema.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    assert!(schema.is_valid(&sarif));
    let states: Vec<&str> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["baselineState"].as_str().unwrap())
        .collect();
    // What is not met now, and the machine that is gone.
    assert_eq!(states.iter().filter(|state| **state == "new").count(), 2, "{states:?}");
    let gone = sarif["runs"][0]["results"].as_array().unwrap().last().unwrap();
    assert!(gone["message"]["text"].as_str().unwrap().contains("gone"), "{gone}");
    assert!(states.iter().filter(|state| **state == "unchanged").count() > 1, "{states:?}");
    let github = said("github");
    let errors: Vec<&str> = github.lines().filter(|line| line.starts_with("::error")).collect();
    assert_eq!(errors.len(), 2, "{github}");
    assert!(errors.iter().any(|line| line.contains("the row of 4 machines (dre, E-1) is gone")), "{github}");
    let markdown = said("markdown");
    assert!(markdown.starts_with("## pollworthy: 2 things got worse"), "{markdown}");
    assert!(markdown.contains("| no longer shown | critical |") && markdown.contains("| new | high |"), "{markdown}");
    let junit = said("junit");
    assert_eq!(junit.matches("<failure").count(), 2, "{junit}");
    assert!(junit.contains("known: "), "{junit}");
}

#[test]
fn gitlab_lists_only_what_got_worse() {
    let change = Change::none()
        .machines("E-1,39001,dre,4,yes,no,2017-01-01,yes,yes\n", "")
        .with("jurisdictions.csv", &OFFICE.replace("Adams,100,yes", "Adams,100,no"));
    let issues: Json = serde_json::from_str(&change.audit(&["--since", "main/here", "--format", "gitlab"]).1).unwrap();
    let shown: Vec<(&str, &str, &str)> = issues
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| {
            let text = |key: &str| issue[key].as_str().unwrap();
            (text("check_name"), text("severity"), issue["location"]["path"].as_str().unwrap())
        })
        .collect();
    assert_eq!(shown.iter().filter(|of| of.1 != "info").count(), 2, "{issues}");
    assert!(shown.contains(&("P-1", "blocker", "here/equipment.csv")), "what is gone is shown at a file: {issues}");
    assert!(shown.contains(&("S-1", "critical", "here/jurisdictions.csv")), "{issues}");
    let same = Change::none().audit(&["--since", "main/here", "--format", "gitlab"]).1;
    assert_eq!(same, "[]\n");
}

#[test]
fn diff_says_why_it_moved() {
    let change = Change::none()
        .machines("E-1,39001,dre,4,yes,no", "E-1,39001,dre,4,yes,yes")
        .with("jurisdictions.csv", &format!("{OFFICE}39005,Ashland,50,no\n"));
    let args =
        ["diff", "main/here", "here", "--rules", "ours.toml", "--as-of", "2027-03-01", "--old-as-of", "2026-11-22"];
    let (code, said, _) = change.run(&args);
    assert_eq!(code, 0, "{said}");
    for wanted in [
        "NOTHING GOT WORSE",
        "22 November 2026 to 1 March 2027",
        "fixed in the records              1 finding at 1 place",
        "sent for the first time           1 place, 1 finding; 3 not answered, not",
        "by the calendar only              1 finding at 1 place",
        "as before",
        "both by ours 1, the same files and version",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let json: Json = serde_json::from_str(&change.run(&[&args[..], &["--format", "json"]].concat()).1).unwrap();
    assert_eq!(json["schema"], "pollworthy.diff/1");
    assert!(moves(&json).contains(&"first-sent S-1 -".to_owned()), "{json}");
    let markdown = change.run(&[&args[..], &["--format", "markdown"]].concat()).1;
    assert!(markdown.starts_with("## pollworthy: nothing got worse"), "{markdown}");
    assert!(
        markdown.contains("Sent for the first time: 1 place, 1 finding; 3 not answered: Ashland, OH."),
        "{markdown}"
    );
    // Of two reports only what passes more can be called mended.
    let old = change.report("2026-11-22");
    let here = ["audit", "here", "--rules", "ours.toml", "--as-of", "2026-11-22", "--fail-on", "never"];
    change.run(&[&here[..], &["--format", "json=new.json"]].concat());
    let (code, said, _) = change.run(&["diff", &old, "new.json", "--format", "json"]);
    let json: Json = serde_json::from_str(&said).unwrap();
    assert_eq!(code, 0, "{said}");
    assert!(moves(&json).contains(&"fixed P-1 E-1".to_owned()), "{said}");
    let nothing = change.run(&["diff", "main/here", "main", "--exclude", "csv"]);
    assert_eq!(nothing.0, 3, "{}", nothing.2);
}

#[test]
fn several_reports_draw_a_line_and_the_last_is_compared() {
    let change = Change::none();
    let (first, last) = (change.report("2025-11-22"), change.report("2026-11-21"));
    let (code, said, _) = change.audit(&["--since", &last, "--since", &first]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("SINCE 21 NOVEMBER 2026"), "{said}");
}

#[test]
fn no_value_of_either_side_breaks_out() {
    let odd = "\u{1b}[2J<script>alert(1)</script>|`=cmd()` %0A::error::x\u{202e}";
    let rows = |vvpat: &str, more: &str| {
        let row = |id: &str, vvpat: &str| format!("\"{id}\",39001,dre,1,\"{vvpat}\",\"{odd}\",\"{odd}\"\n");
        let head = "asset_id,jurisdiction,equipment_type,quantity,vvpat,manufacturer,model\n";
        format!("{head}{}{}{more}", row(odd, vvpat), row("gone\u{1b}", "no"))
    };
    let old = rows("no", "");
    let new = rows("", "").replace(&format!("\"gone\u{1b}\",39001,dre,1,\"no\",\"{odd}\",\"{odd}\"\n"), "");
    assert_ne!(rows("", ""), new);
    let change = Change::none().with("../main/here/equipment.csv", &old).with("equipment.csv", &new);
    for format in pollworthy::pages::FORMATS.iter().filter(|format| !format.only_to_file).map(|format| format.name) {
        let (code, said, _) = change.audit(&["--since", "main/here", "--format", format]);
        assert_eq!(code, 1, "{format}");
        safe(format, &said);
    }
    for format in pollworthy::pages::diff::FORMATS.iter().map(|format| format.name) {
        let args = ["diff", "main/here", "here", "--rules", "ours.toml", "--as-of", "2026-11-22", "--format", format];
        safe(format, &change.run(&args).1);
    }
}

/// No control or direction character comes out raw, no markup in what is markup, no command in what commands.
#[track_caller]
fn safe(format: &str, said: &str) {
    assert!(said.contains("gone") || !["table", "markdown", "github", "junit"].contains(&format), "{format}: {said}");
    assert!(!said.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r')), "{format}: {said:?}");
    assert!(!said.contains('\u{202e}') || ["json", "sarif", "gitlab", "html"].contains(&format), "{format}: {said:?}");
    if ["markdown", "junit", "html"].contains(&format) {
        assert!(!said.contains("<script>alert"), "{format}: {said}");
    }
    if format == "github" {
        assert!(
            said.lines().all(|line| line.starts_with("::error ")
                || line.starts_with("::notice ")
                || line.starts_with("pollworthy: ")),
            "{said}"
        );
    }
}
