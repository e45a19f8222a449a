//! The formats of a report: each is what its readers parse, tells as much as the JSON report, and no value breaks out of its place.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use pollworthy::pages::FORMATS;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value as Json;

use crate::support::folder::Folder;

const WAIVERS: &str = r#"
[[waiver]]
rule = "PT-001"
place = "XE:001"
kind = "accepted-risk"
reason = "replacements are ordered; see {0} and [here](https://example.org)"
owner = "=State office"
expires = 2027-06-30
[[waiver]]
rule = "PR-004"
place = "XE:001"
kind = "mitigated"
reason = "audited by hand"
owner = "the clerk"
expires = 2027-06-30
"#;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A run over some files, in the folder that holds `here`.
pub(super) struct Audit {
    pub(super) folder: Folder,
}

impl Audit {
    /// The example county, with two waivers.
    pub(super) fn county() -> Self {
        let files = fs::read_dir(root().join("inventories/example-county")).unwrap().map(|entry| entry.unwrap().path());
        let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        let folder = files.fold(Folder::new(), |folder, path| folder.with(&name(&path), fs::read(&path).unwrap()));
        Self { folder: folder.with("../waivers.toml", WAIVERS) }
    }

    /// What goes to stdout in a format.
    #[track_caller]
    pub(super) fn said(&self, format: &str, more: &[&str]) -> String {
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .args(["audit", "here", "--as-of", "2026-11-22", "--waivers", "waivers.toml", "--quiet"])
            .args(["--format", format])
            .args(more)
            .env_remove("GITHUB_STEP_SUMMARY")
            .current_dir(self.folder.path(".."))
            .output()
            .unwrap();
        assert!(matches!(run.status.code(), Some(0..=2)), "{format}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    }

    fn json(&self, format: &str) -> Json {
        serde_json::from_str(&self.said(format, &[])).unwrap()
    }

    fn findings(&self, verdict: &str) -> usize {
        let report = self.json("json");
        report["findings"].as_array().unwrap().iter().filter(|finding| finding["verdict"] == verdict).count()
    }

    /// How many rules at places have a verdict, and how many of those are only listed.
    fn results(&self, verdict: &str) -> (usize, usize) {
        let report = self.json("json");
        let severity: BTreeMap<&str, &str> = report["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| (rule["id"].as_str().unwrap(), rule["severity"].as_str().unwrap()))
            .collect();
        let places = report["jurisdictions"].as_array().unwrap();
        let results = places.iter().flat_map(|place| place["rules"].as_array().unwrap());
        let found: Vec<&str> = results
            .filter(|result| result["verdict"] == verdict)
            .map(|result| severity[result["rule"].as_str().unwrap()])
            .collect();
        (found.len(), found.iter().filter(|severity| **severity == "info").count())
    }

    fn sheet(&self, format: &str, more: &[&str]) -> Vec<BTreeMap<String, String>> {
        rows(&self.said(format, more))
    }
}

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let pairs = |row: csv::StringRecord| {
        assert_eq!(row.len(), header.len());
        header.iter().zip(row.iter()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|row| pairs(row.unwrap())).collect()
}

/// A county whose every text is hostile: markup, commands, formulas, line ends, control characters and turned reading order.
pub(super) fn hostile() -> Audit {
    const EVIL: [&str; 9] = [
        "<script>alert(1)</script> & <!-- \"'",
        "a|b | c\\| d `code` ``` [x](https://evil.example) ![i](y) ](z) @admin #1 www.evil.example _i_ **b** $m$ ~~s~~",
        "::error file=x::no %0A::warning::no",
        "=cmd|'/C calc'!A1",
        "+1\u{1b}[31m \u{9b}31m\u{7f} red",
        "@SUM(1)\u{0}\u{7}",
        "-2\u{202e}txt.exe\u{2066}\u{fffe}",
        "\t=1+1",
        "line\r\n::set-output name=a::b\n| x | y |\n# heading]]>",
    ];
    let quoted = |text: &str| serde_json::to_string(text).unwrap().replace('\u{7f}', "\\u007f");
    let mut office = format!(
        "[[jurisdictions]]\nid = \"XE:001\"\nstate = \"XE\"\nname = {}\ncontact_name = {}\ncontact_title = {}\n\
         contact_phone = \"+1 555 0100\"\ncontact_email = {}\n",
        quoted("<b>Pr|`airie`\u{202e} @clerk"),
        quoted(EVIL[3]),
        quoted(EVIL[8]),
        quoted(EVIL[5]),
    );
    for (at, evil) in EVIL.iter().enumerate() {
        office.push_str(&format!(
            "[[equipment]]\nasset_id = {}\njurisdiction = \"XE:001\"\nequipment_type = \"dre\"\nvvpat = false\n\
             paper_record = \"none\"\nmanufacturer = {}\nmodel = {}\nsystem_version = {}\n",
            quoted(&format!("{evil} {at}")),
            quoted(evil),
            quoted(EVIL[(at + 1) % EVIL.len()]),
            quoted(evil),
        ));
    }
    let waivers = format!(
        "[[waiver]]\nrule = \"PT-001\"\nplace = \"XE:001\"\nasset = {}\nkind = \"accepted-risk\"\nreason = {}\nowner = {}\n\
         expires = 2027-06-30\n",
        quoted(&format!("{} 3", EVIL[3])),
        quoted(EVIL[1]),
        quoted(EVIL[3])
    );
    let sheet = "asset_id,jurisdiction,equipment_type,vvpat,paper_record\n\"=1\n2\",XE:001,dre,no,none\n";
    let folder = Folder::of("office.toml", office).with("eq%0A,(1)`x`=&;.csv", sheet);
    // The table is told by the headers.
    Audit { folder: folder.with("../waivers.toml", waivers) }
}

#[test]
fn the_book_and_the_growth_gate_name_every_format() {
    let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (chapter, growth) = (read("docs/formats.md"), read("benches/growth/growth.py"));
    let table = chapter.split_once("| format | it is |\n").unwrap().1;
    let listed: Vec<&str> =
        table.lines().skip(1).map_while(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let all: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(listed, all);
    let measured = growth.split_once("\nFORMATS = ").unwrap().1.split_once('\n').unwrap().0;
    for name in all {
        assert!(measured.split([' ', '"']).any(|word| word == name), "{name} is not in {measured}");
    }
}

#[test]
fn no_format_is_untested() {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(
        names,
        [
            "table",
            "json",
            "sarif",
            "junit",
            "github",
            "gitlab",
            "html",
            "markdown",
            "comment",
            "csv",
            "action-plan",
            "oscal",
            "oscal-poam",
            "xlsx"
        ],
        "a new format has its tests here"
    );
    let help = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(["audit", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for format in FORMATS {
        assert!(words(&help).contains(&format!("{} {}", format.name, format.about)), "{}: {help}", format.name);
    }
}

#[test]
fn sarif_holds_against_the_schema_and_tells_every_finding() {
    let text = fs::read_to_string(root().join("tests/fixtures/sarif-2.1.0.schema.json")).unwrap();
    // The published schema has a pattern for languages that is no pattern; its errata mend it like this.
    let text = text.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: Json = serde_json::from_str(&text).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(!schema.is_valid(&serde_json::json!({ "version": "2.1.0", "runs": [{}] })), "the schema refuses");
    for audit in [Audit::county(), hostile()] {
        let log: Json = serde_json::from_str(&audit.said("sarif", &["--fail-on-unknown"])).unwrap();
        let mistakes: Vec<String> =
            schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(mistakes.is_empty(), "{mistakes:#?}");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let results = run["results"].as_array().unwrap();
        let report = audit.json("json");
        let findings = report["findings"].as_array().unwrap();
        assert_eq!((rules.len(), results.len()), (report["rules"].as_array().unwrap().len(), findings.len()));
        assert!(audit.findings("fail") > 0 && audit.findings("unknown") > 0 && audit.findings("waived") > 0);
        for (result, finding) in results.iter().zip(findings) {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert_eq!(result["partialFingerprints"]["pollworthyFinding/v1"], finding["fingerprint"]);
            let level = match finding["severity"].as_str().unwrap() {
                "critical" | "high" => "error",
                "medium" => "warning",
                _ => "note",
            };
            let kind = (result["kind"].as_str().unwrap(), result["level"].as_str().unwrap());
            match finding["verdict"].as_str().unwrap() {
                "fail" => assert_eq!(kind, ("fail", level)),
                "unknown" => assert_eq!(kind, ("open", "none")),
                // The standard: a kind other than fail has the level none.
                _ => assert!(kind == ("fail", level) || kind == ("open", "none")),
            }
            let waived = finding["verdict"] == "waived";
            assert_eq!(result["suppressions"][0]["kind"] == "external", waived);
            let location = &result["locations"][0]["physicalLocation"];
            let uri = location["artifactLocation"]["uri"].as_str().unwrap();
            let bare = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
            assert!(uri.chars().all(bare) && uri.starts_with("here"), "{uri}");
            assert_eq!(location["region"]["startLine"].as_u64(), finding["line"].as_u64());
            assert_eq!(location["region"]["startColumn"].as_u64(), finding["character"].as_u64());
            let text = result["message"]["text"].as_str().unwrap();
            assert!(!text.replace("\\[", "").replace("\\]", "").contains(['[', ']']), "no link: {text}");
            assert!(!text.replace("{{", "").replace("}}", "").contains(['{', '}']), "no placeholder: {text}");
        }
        for rule in rules {
            assert!(!rule["help"]["markdown"].as_str().unwrap().contains('<'));
            assert!(rule["help"]["text"].as_str().unwrap().contains("Why: "));
        }
        let prints: std::collections::BTreeSet<&str> = results
            .iter()
            .map(|result| result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap())
            .collect();
        assert_eq!(prints.len(), results.len(), "each its own");
    }
    let hostile = hostile().json("sarif").to_string();
    assert!(hostile.contains("here/eq%250A%2C%281%29%60x%60%3D%26%3B.csv"), "the odd name in percent");
}

#[test]
fn code_scanning_sees_what_is_not_answered_only_if_it_counts() {
    for audit in [Audit::county(), hostile()] {
        let log = audit.json("sarif");
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert!(!results.is_empty() && results.iter().all(|result| result["kind"] == "fail"));
        let left = run["properties"]["not_answered_left_out"].as_u64().unwrap();
        assert!(left >= audit.findings("unknown") as u64, "waived ones that nobody knows are left out too");
        assert_eq!(results.len() as u64 + left, audit.json("json")["findings"].as_array().unwrap().len() as u64);
        assert_eq!(run["properties"]["dropped"].as_u64(), Some(left));
        let note = &run["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!(note["descriptor"]["id"], "not-answered-left-out");
        let text = note["message"]["text"].as_str().unwrap();
        assert!(text.contains(&format!("{left} finding")) && text.contains("--fail-on-unknown"), "{text}");
    }
}

#[test]
fn a_finding_of_a_whole_place_is_shown_at_a_file() {
    let sheet = "jurisdiction,equipment_type,vvpat\n39001,dre,no\n";
    let folder = Folder::of("equipment.csv", sheet)
        .with("office/jurisdictions.csv", "id,name\n39003,Allen\n")
        .with("../waivers.toml", "");
    let audit = Audit { folder };
    let log: Json = serde_json::from_str(&audit.said("sarif", &["--fail-on-unknown"])).unwrap();
    let mut shown: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        let place = result["properties"]["place"].as_str().unwrap();
        let of_place = if place == "39003" { "here/office/jurisdictions.csv" } else { "here/equipment.csv" };
        assert_eq!(uri, of_place, "{place}");
        shown.insert(uri.to_owned());
    }
    assert_eq!(shown.len(), 2);
    for issue in audit.json("gitlab").as_array().unwrap() {
        assert!(shown.contains(issue["location"]["path"].as_str().unwrap()), "{issue}");
    }
    let said = audit.said("github", &["--fail-on-unknown"]);
    let heads: Vec<&str> = said.lines().filter(|line| line.starts_with("::")).collect();
    assert!(heads.iter().all(|line| line.contains("file=here/") && line.contains(".csv,")), "{said}");
}

#[test]
fn a_comment_is_the_page_with_a_mark_and_fits() {
    let audit = Audit::county();
    let comment = audit.said("comment", &[]);
    assert_eq!(comment, format!("<!-- pollworthy -->\n{}", audit.said("markdown", &[])));
    let name = "x".repeat(70);
    let rows: String = (0..900).map(|at| format!("{name}-{at},39001,dre,no,none\n")).collect();
    let sheet = format!("asset_id,jurisdiction,equipment_type,vvpat,paper_record\n{rows}");
    let audit = Audit { folder: Folder::of("equipment.csv", sheet).with("../waivers.toml", "") };
    let all = ["--top", "all", "--max-findings", "all"];
    assert!(audit.said("markdown", &all).len() > 100_000);
    let comment = audit.said("comment", &all);
    assert!(comment.chars().count() <= 65_536 && comment.matches("-001").count() > 20, "{}", comment.len());
    assert!(comment.contains(" more findings: "), "it says that there are more");
}

#[test]
fn a_cell_of_a_workbook_is_a_logical_location() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Voting Equipment").unwrap();
    for (column, (header, cell)) in
        [("asset_id", "EQ-1"), ("jurisdiction", "39001"), ("equipment_type", "dre"), ("vvpat", "no")].iter().enumerate()
    {
        let column = u16::try_from(column).unwrap();
        sheet.write(0, column, *header).unwrap();
        sheet.write(1, column, *cell).unwrap();
    }
    let folder = Folder::of("office.xlsx", book.save_to_buffer().unwrap()).with("../waivers.toml", "");
    let audit = Audit { folder };
    let log = audit.json("sarif");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of = |result: &&Json| result["ruleId"] == "PT-001";
    let location = &results.iter().find(of).unwrap()["locations"][0];
    assert!(location["physicalLocation"]["region"].is_null(), "a workbook has no lines: {location}");
    let full = location["logicalLocations"][0]["fullyQualifiedName"].as_str().unwrap();
    assert!(full.starts_with("Voting Equipment!") && full.ends_with('2'), "{full}");
    let said = audit.said("github", &[]);
    assert!(said.lines().any(|line| line.contains("cell ") && !line.contains("line=")), "{said}");
}

/// An element: its name, its attributes, its text.
type Element = (String, BTreeMap<String, String>, String);

fn elements(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut found, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    let start = |tag: &BytesStart<'_>| {
        let attributes = tag.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let name = attribute.key.as_ref().to_owned();
            let raw = &*attribute.value;
            assert!(!raw.contains('<'), "{raw}");
            (name, quick_xml::escape::unescape(raw).unwrap().into_owned())
        });
        (tag.name().as_ref().to_owned(), attributes.collect(), String::new())
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                open.push(found.len());
                found.push(start(&tag));
            }
            Event::Empty(tag) => found.push(start(&tag)),
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                if let Some(at) = open.last() {
                    found[*at].2.push_str(&text);
                }
            }
            Event::GeneralRef(_) | Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("nothing else is in it: {other:?}"),
        }
    }
    assert!(open.is_empty());
    found
}

#[test]
fn junit_has_a_case_for_every_rule_of_every_place() {
    for audit in [Audit::county(), hostile()] {
        let xml = audit.said("junit", &[]);
        let all = elements(&xml);
        let count = |name: &str| all.iter().filter(|element| element.0 == name).count();
        let (fails, listed) = audit.results("fail");
        let ways = ["pass", "unknown", "waived", "not-applicable"].map(|verdict| audit.results(verdict).0);
        assert_eq!(count("testcase"), fails + ways.iter().sum::<usize>());
        assert_eq!((count("failure"), count("error")), (fails - listed, 0));
        assert_eq!(count("skipped"), listed + ways[1..].iter().sum::<usize>());
        assert!(fails > listed && count("skipped") > 0);
        let head = &all[0];
        assert_eq!(head.0, "testsuites");
        for (name, tag) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            assert_eq!(head.1[name], count(tag).to_string(), "{name}");
            let suites = all.iter().filter(|element| element.0 == "testsuite");
            assert_eq!(suites.map(|suite| suite.1[name].parse::<usize>().unwrap()).sum::<usize>(), count(tag));
        }
        let tags = ["testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped"];
        assert!(all.iter().all(|element| tags.contains(&element.0.as_str())), "no value became a tag");
    }
}

#[test]
fn what_could_not_be_read_is_an_error_of_junit_and_of_github() {
    let folder = Folder::of("equipment.csv", "jurisdiction,equipment_type\n39001,scanner\n");
    let audit = Audit { folder: folder.with("office.toml", "[[jurisdictions\n").with("../waivers.toml", "") };
    let xml = audit.said("junit", &["--expect", "DE"]);
    let errors: Vec<Element> = elements(&xml).into_iter().filter(|element| element.0 == "error").collect();
    assert_eq!(errors.len(), 4, "a file, and the three counties of Delaware: {errors:#?}");
    assert!(errors[0].1["message"].contains("office.toml"));
    let said = audit.said("github", &[]);
    assert!(said.starts_with("::error file=here/office.toml,line=1,"), "{said}");
    assert!(audit.said("markdown", &[]).contains("**Not read (1)**"));
    let log = audit.json("sarif");
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn github_shows_ten_of_a_level_the_gravest_first() {
    for audit in [Audit::county(), hostile()] {
        let said = audit.said("github", &[]);
        let lines: Vec<&str> = said.lines().collect();
        let (last, annotations) = lines.split_last().unwrap();
        let mut levels = Vec::new();
        for line in annotations {
            let (level, rest) = line.strip_prefix("::").unwrap().split_once(' ').unwrap();
            let (properties, message) = rest.split_once("::").unwrap();
            for property in properties.split(',') {
                let (name, value) = property.split_once('=').unwrap();
                assert!(["file", "line", "col", "title"].contains(&name), "{line}");
                assert!(!value.contains(':'), "{line}");
            }
            // A percent sign of a value is escaped, so that it begins no escape of its own.
            assert!(message.match_indices('%').all(|(at, _)| message[at..].starts_with("%25")), "{line}");
            levels.push(level);
        }
        for level in ["error", "warning", "notice"] {
            assert!(levels.iter().filter(|other| **other == level).count() <= 10);
        }
        assert_eq!(levels.len(), levels.iter().filter(|l| ["error", "warning", "notice"].contains(l)).count());
        let report = audit.json("json");
        let is_left_out = |notice: &&Json| {
            notice.get("tab").is_none_or(Json::is_null) && notice["message"].as_str().unwrap().starts_with("left out")
        };
        let left_out = report["notices"].as_array().unwrap().iter().filter(is_left_out).count();
        let said = audit.findings("fail") + audit.findings("unknown") + left_out;
        assert!(last.starts_with(&format!("pollworthy: {said} annotations")), "{last}");
    }
    let said = Audit::county().said("github", &[]);
    let at = |severity: &str| said.find(&format!("({severity})::")).unwrap();
    assert!(at("critical") < at("high") && at("high") < at("medium") && at("medium") < at("low"));
}

#[test]
fn the_job_summary_is_added_where_github_gives_a_file() {
    let audit = Audit::county();
    let audit = Audit { folder: audit.folder.with("../summary.md", "# before\n") };
    for (format, grows) in [("json", false), ("github", true)] {
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .args(["audit", "here", "--as-of", "2026-11-22", "--waivers", "waivers.toml", "--format", format])
            .env("GITHUB_STEP_SUMMARY", "summary.md")
            .env("COLUMNS", "80")
            .current_dir(audit.folder.path(".."))
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(1));
        let summary = fs::read_to_string(audit.folder.path("../summary.md")).unwrap();
        assert!(summary.starts_with("# before\n"));
        assert_eq!(summary == format!("# before\n{}", audit.said("markdown", &[])), grows);
    }
}

#[test]
fn gitlab_has_every_open_finding_once() {
    for audit in [Audit::county(), hostile()] {
        let issues = audit.json("gitlab");
        let issues = issues.as_array().unwrap();
        assert_eq!(issues.len(), audit.findings("fail") + audit.findings("unknown"));
        let prints: std::collections::BTreeSet<&str> =
            issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), issues.len());
        for issue in issues {
            let severity = issue["severity"].as_str().unwrap();
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
            assert!(issue["location"]["path"].as_str().unwrap().starts_with("here"));
            assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
            assert!(!issue["description"].as_str().unwrap().is_empty() && issue["check_name"].is_string());
        }
    }
}

#[test]
fn no_value_breaks_out_of_markdown() {
    for audit in [Audit::county(), hostile()] {
        let page = audit.said("markdown", &["--top", "all"]);
        let findings = ["fail", "unknown", "waived"].map(|verdict| audit.findings(verdict));
        let rows = page.lines().filter(|line| line.starts_with("| ")).count();
        assert_eq!(rows, findings.iter().sum::<usize>() + 1 + 2, "the findings, a place, two headers");
        let mut cells = 0;
        for line in page.lines() {
            let bars = line.matches('|').count();
            if line.starts_with("| ") {
                cells = if cells == 0 { bars } else { cells };
                assert_eq!(bars, cells, "{line}");
            } else if !line.starts_with("|-") {
                (cells, _) = (0, assert_eq!(bars, 0, "{line}"));
            }
            let bare = line.replace("<code>", "").replace("</code>", "");
            assert!(!bare.contains(['<', '>', '`', '@', '[', ']', '\\', '_', '~', '$']), "{line}");
            assert!(!bare.contains("://") && !bare.to_lowercase().contains("www."), "{line}");
            assert!(!bare.trim_start_matches('#').contains("# "), "{line}");
        }
        let count = format!("{} not met, {} not answered, {} waived", findings[0], findings[1], findings[2]);
        assert!(page.contains(&count), "{page}");
    }
}

#[test]
fn a_sheet_has_a_row_for_each_and_no_formula() {
    for audit in [Audit::county(), hostile()] {
        let all: usize = ["fail", "unknown", "waived"].iter().map(|verdict| audit.findings(verdict)).sum();
        let findings = audit.sheet("csv", &[]);
        assert_eq!(findings.len(), all);
        let report = audit.json("json");
        let kept = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
        for (row, finding) in findings.iter().zip(report["findings"].as_array().unwrap()) {
            assert_eq!(row["verdict"], finding["verdict"].as_str().unwrap());
            assert_eq!(row["status"], finding["status"].as_str().unwrap());
            assert_eq!(row["line"], finding["line"].as_u64().map_or(String::new(), |line| line.to_string()));
            assert_eq!(kept(&row["rule"]), finding["rule"].as_str().unwrap());
            assert_eq!(row["waiver"], finding["waiver"].as_str().unwrap_or_default());
        }
        let places = audit.sheet("csv", &["--by", "place"]);
        let jurisdictions = report["jurisdictions"].as_array().unwrap();
        assert_eq!(places.len(), jurisdictions.len());
        for (row, place) in places.iter().zip(jurisdictions) {
            assert_eq!(row["place_id"], place["id"].as_str().unwrap());
            assert_eq!(row["standing"], place["standing"].as_str().unwrap());
            assert_eq!(row["risk_known"].parse::<f64>().unwrap(), place["risk"]["low"].as_f64().unwrap());
            assert_eq!(row["completeness"].parse::<f64>().unwrap(), place["completeness"].as_f64().unwrap());
        }
        let plan = audit.sheet("action-plan", &[]);
        let rules: usize = ["fail", "unknown", "waived"].iter().map(|verdict| audit.results(verdict).0).sum();
        assert_eq!(plan.len(), rules);
        assert!(plan.iter().all(|row| !row["fix"].is_empty() && !row["finding"].is_empty()));
        for row in &plan {
            assert_eq!(row["owner"].is_empty() && row["due"].is_empty(), row["status"] != "waived", "{row:?}");
        }
        for cell in [findings, places, plan].iter().flatten().flat_map(BTreeMap::values) {
            // Some spreadsheets cut cells at semicolons too.
            let parts = cell.split(';').map(str::trim_start);
            assert!(parts.into_iter().all(|part| !part.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{cell}");
        }
    }
    let county = Audit::county().sheet("csv", &["--by", "place"]);
    assert_eq!((county[0]["contact_phone"].as_str(), county[0]["registered_voters"].as_str()), ("555-0100", "18240"));
    let hostile = hostile().sheet("csv", &["--by", "place"]);
    assert_eq!(hostile[0]["contact_name"], "'=cmd|'/C calc'!A1");
    assert_eq!(hostile[0]["contact_phone"], "'+1 555 0100");
}

#[test]
fn no_control_character_reaches_a_terminal() {
    let audit = hostile();
    for format in FORMATS.iter().filter(|format| !format.only_to_file) {
        let said = audit.said(format.name, &["--top", "all"]);
        let text = if format.is_sheet { said.replace("\r\n", "\n") } else { said };
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{}", format.name);
        // The JSON report is the record itself: it has every value as it is.
        let turned = ['\u{202e}', '\u{2066}', '\u{fffe}'];
        let whole = ["json", "sarif"].contains(&format.name);
        assert!(whole || !text.replace('\u{fffe}', "").contains(turned), "{}", format.name);
        // The page has one of its own.
        let own = usize::from(format.name == "html");
        assert!(
            text.matches("<script").count() == own
                || ["table", "json", "sarif", "gitlab", "github", "csv", "action-plan", "oscal", "oscal-poam"]
                    .contains(&format.name)
        );
    }
}

#[test]
fn a_sheet_in_a_file_begins_with_the_mark_that_spreadsheets_know() {
    let audit = Audit::county();
    audit.said("csv=out/findings.csv", &["--format", "action-plan=out/plan.csv", "--format", "sarif=out/all.sarif"]);
    let file = |name: &str| fs::read_to_string(audit.folder.path(&format!("../out/{name}"))).unwrap();
    assert_eq!(file("findings.csv"), format!("\u{feff}{}", audit.said("csv", &[])));
    assert_eq!(file("plan.csv"), format!("\u{feff}{}", audit.said("action-plan", &[])));
    assert_eq!(file("all.sarif"), audit.said("sarif", &[]));
    assert!(
        audit.said("csv", &[]).starts_with("fingerprint,"),
        "into a pipe the mark would be a part of the first name"
    );
    assert!(
        file("findings.csv").lines().count() > 2 && !file("findings.csv").replace("\r\n", "").contains(['\r', '\n'])
    );
}

/// Such a name is only possible here.
#[cfg(unix)]
#[test]
fn the_name_of_a_file_is_not_a_command_and_no_markup() {
    let name = "eq:a,line=9%0A::error::x\n|`<b>@you.csv";
    let sheet = "asset_id,jurisdiction,equipment_type,vvpat,paper_record\nEQ-1,39001,dre,no,none\n";
    let audit = Audit { folder: Folder::of(name, sheet).with("../waivers.toml", "") };
    let only = ["--only", "PT-001"];
    let said = audit.said("github", &only);
    let escaped = "here/eq%3Aa%2Cline=9%250A%3A%3Aerror%3A%3Ax%0A|`<b>@you.csv";
    assert!(said.starts_with(&format!("::error file={escaped},line=2,col=")), "{said}");
    assert_eq!(said.lines().count(), 2);
    let page = audit.said("markdown", &only);
    let row = page.lines().find(|line| line.contains("PT-001")).unwrap();
    assert_eq!((row.matches('|').count(), row.matches('`').count(), row.matches('<').count()), (7, 0, 2), "{row}");
    assert!(
        audit.said("sarif", &only).contains("here/eq%3Aa%2Cline%3D9%250A%3A%3Aerror%3A%3Ax%0A%7C%60%3Cb%3E%40you.csv")
    );
    let tests = elements(&audit.said("junit", &only));
    assert_eq!(tests.iter().filter(|element| !element.0.starts_with("propert")).count(), 4);
    assert_eq!(rows(&audit.said("csv", &only))[0]["file"], name_without_line_ends(name));
}

#[cfg(unix)]
fn name_without_line_ends(name: &str) -> String {
    format!("here/{}", name.replace('\n', " "))
}
