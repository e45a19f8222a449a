//! The HTML report: its figures are the JSON report's, nothing in it is fetched or run, and no value is more than text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use pollworthy::phrases::wording::{number, risk};
use pollworthy::place::{County, STATES};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value as Json;

use crate::support::folder::Folder;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The page of a run, as text, and the JSON report of the same run.
#[track_caller]
fn run(arguments: &[&str], folder: &Folder) -> (String, Json) {
    let (page, report) = (folder.path("../page.html"), folder.path("../report.json"));
    let done = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .arg("audit")
        .args(arguments)
        .args(["--quiet", "--fail-on", "never"])
        .args(["--format", &format!("html={}", page.display()), "--format", &format!("json={}", report.display())])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(matches!(done.status.code(), Some(0 | 2)), "{}", String::from_utf8_lossy(&done.stderr));
    let report = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    (fs::read_to_string(page).unwrap(), report)
}

fn all<'a>(page: &'a Html, what: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(what).unwrap()).collect()
}

/// The text of an element, blanks as a reader sees them.
fn text(of: ElementRef<'_>) -> String {
    of.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cells of the rows that a selector finds.
fn rows(page: &Html, what: &str) -> Vec<Vec<String>> {
    let cell = |of: ElementRef<'_>| of.value().name() == "td" || of.value().name() == "th";
    all(page, what).into_iter().map(|row| row.child_elements().filter(|of| cell(*of)).map(text).collect()).collect()
}

fn list<'a>(of: &'a Json, key: &str) -> &'a Vec<Json> {
    of[key].as_array().unwrap()
}

fn count(of: &Json, key: &str) -> u64 {
    of[key].as_u64().unwrap()
}

/// Voters as pages say them: where no place tells them they are not known, and not 0.
fn voters_of(told: &Json) -> String {
    told.as_u64().map_or_else(|| "not known".to_owned(), number)
}

fn ends(of: &Json) -> [String; 2] {
    ["low", "high"].map(|end| risk(of["risk"][end].as_f64().unwrap()))
}

const STANDINGS: [(&str, &str, &str); 4] = [
    ("action_needed", "action-needed", "ACTION NEEDED"),
    ("not_shown", "not-shown", "NOT SHOWN"),
    ("meets_the_rules", "meets-the-rules", "MEETS THE RULES"),
    ("nothing_to_read", "nothing-to-read", "NOTHING TO READ"),
];

fn heading(place: &Json) -> &'static str {
    STANDINGS.iter().find(|(_, name, _)| place["standing"] == *name).unwrap().2
}

/// The places that have none below them, in the report's order; those that sent nothing last, by name.
fn leaves(report: &Json) -> Vec<&Json> {
    let parents: BTreeSet<&str> =
        list(report, "jurisdictions").iter().filter_map(|place| place["parent"].as_str()).collect();
    let all = list(report, "jurisdictions").iter().filter(|place| !parents.contains(place["id"].as_str().unwrap()));
    let (mut silent, sent): (Vec<&Json>, Vec<&Json>) = all.partition(|place| place["standing"] == "nothing-to-read");
    silent.sort_by_key(|place| place["name"].as_str().unwrap());
    [sent, silent].concat()
}

/// Holds the tables of a page on many places against the JSON report.
fn hold(page: &Html, report: &Json) {
    let standings = rows(page, "#standings tbody tr");
    for (key, _, heading) in STANDINGS {
        let told = &report["summary"]["standings"][key];
        let (places, voters) = (count(told, "places"), voters_of(&told["voters"]));
        match standings.iter().find(|row| row[0] == heading) {
            Some(row) if row.len() > 2 => assert_eq!(row[1..3], [number(places), voters], "{heading}"),
            Some(row) => {
                assert_eq!(row[1], number(places), "{heading}");
                assert!(["0", "not known"].contains(&voters.as_str()), "{heading}");
            }
            None => assert_eq!(places, 0, "{heading}"),
        }
    }
    let places = leaves(report);
    let shown = rows(page, "#places-table tbody tr");
    assert_eq!(shown.len(), places.len(), "every place has a row");
    for (row, place) in shown.iter().zip(&places) {
        assert_eq!(row[0], place["name"].as_str().unwrap());
        let [known, most] = ends(place);
        let end = row.len() - 1;
        let voters = place["voters"].as_u64().map_or_else(|| "-".to_owned(), number);
        assert_eq!(row[end - 4..end - 1], [voters, known, most], "{row:?}");
        assert_eq!(row[end], heading(place));
    }
    rules(page, report, &places);
    for state in list(report, "states") {
        if let Some(row) = rows(page, "#states-table tbody tr").iter().find(|row| state["name"] == row[0].as_str()) {
            assert_eq!(row[2..4], ends(state));
        }
    }
    lists(page, report);
}

/// The table of rules: places by verdict.
fn rules(page: &Html, report: &Json, places: &[&Json]) {
    let mut told: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for result in
        places.iter().filter(|place| place["standing"] != "nothing-to-read").flat_map(|place| list(place, "rules"))
    {
        let sum = told.entry(result["rule"].as_str().unwrap()).or_default();
        sum[0] += u64::from(result["verdict"] == "fail");
        sum[1] += u64::from(result["verdict"] == "unknown");
    }
    let info: BTreeSet<&str> = list(report, "rules")
        .iter()
        .filter(|rule| rule["severity"] == "info")
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    told.retain(|rule, [fails, open]| *fails > 0 || *open > 0 && !info.contains(rule));
    let shown: BTreeMap<String, [String; 2]> = rows(page, "#rules-table tbody tr")
        .into_iter()
        .map(|row| (row[2].clone(), [row[3].clone(), row[4].clone()]))
        .collect();
    let told: BTreeMap<String, [String; 2]> =
        told.into_iter().map(|(rule, sums)| (rule.to_owned(), sums.map(number))).collect();
    assert!(!told.is_empty());
    assert_eq!(shown, told);
}

/// The tables of the list that leads.
fn lists(page: &Html, report: &Json) {
    let list = list(report, "lists").iter().find(|list| list["list"] == "paper-trail").unwrap();
    let shown: BTreeMap<String, Vec<String>> =
        rows(page, "#list table tbody tr[data-state]").into_iter().map(|row| (row[0].clone(), row)).collect();
    let mut lacking = 0;
    for state in self::list(list, "states") {
        let row = shown.get(state["name"].as_str().unwrap());
        if !["statewide", "partial", "accessible-only", "in other uses only"]
            .contains(&state["status"].as_str().unwrap())
        {
            assert!(row.is_none(), "{state}");
            continue;
        }
        lacking += 1;
        let row = row.unwrap();
        let told = [
            count(state, "places_lacking") + count(state, "places_lesser"),
            count(state, "places") - count(state, "places_silent"),
            count(state, "units_lacking") + count(state, "units_lesser"),
            count(state, "units"),
        ];
        let told: Vec<String> = told.map(number).into_iter().chain([voters_of(&state["voters_affected"])]).collect();
        assert_eq!(row[1..6], told, "{state}");
    }
    assert_eq!(shown.len(), lacking);
}

#[test]
fn the_nation_on_the_page_is_the_nation_of_the_json_report() {
    let folder = Folder::new();
    let (text, report) =
        run(&["inventories/us-2018", "--as-of", "2018-07-31", "--waivers", "rules/waivers-us-2018.toml"], &folder);
    let page = Html::parse_document(&text);
    hold(&page, &report);
    let said = self::text(page.root_element());
    assert!(said.contains("14 states still lack paper trails") && said.contains("5 everywhere, 9 in some places"));
    let shapes = all(&page, "figure.map .shapes path");
    assert_eq!(shapes.len(), 51, "the states and the District of Columbia");
    let georgia: Vec<String> =
        all(&page, ".shapes title").into_iter().map(self::text).filter(|of| of.starts_with("Georgia")).collect();
    assert_eq!(georgia, ["Georgia: everywhere; 27,324 of 28,028 machines leave no paper record in 159 of 159 places"]);
    assert_eq!(all(&page, "article.place").len(), 51, "a page for each");
    quiet(&page);
}

/// Holds that a page fetches nothing, runs one script of its own, and has no style or handler in an attribute.
#[track_caller]
fn quiet(page: &Html) {
    assert_eq!((all(page, "script").len(), all(page, "style").len()), (1, 2));
    const KNOWN: &str = "html head meta title link style body a header p strong span time main h1 h2 h3 h4 div table caption thead \
        tbody tfoot tr th td dl dt dd figure figcaption svg desc defs pattern rect circle line text path g ul ol li section article nav \
        script label input select option optgroup fieldset legend details summary bdi code";
    let known: BTreeSet<&str> = KNOWN.split_whitespace().collect();
    let ids: BTreeSet<&str> = all(page, "[id]").into_iter().filter_map(|of| of.value().attr("id")).collect();
    assert_eq!(ids.len(), all(page, "[id]").len(), "every id once");
    for element in all(page, "*") {
        let name = element.value().name();
        assert!(known.contains(name), "<{name}>");
        for (key, value) in element.value().attrs() {
            assert!(!key.starts_with("on") && key != "style" && key != "src" && key != "srcset", "<{name} {key}>");
            match key {
                "href" if name == "link" => assert_eq!(value, "data:,"),
                "href" if value.starts_with("tel:") => {
                    assert!(value[4..].trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit()), "{value}");
                }
                "href" if value.starts_with("mailto:") => {
                    let usual = |byte: u8| byte.is_ascii_alphanumeric() || b"@.-_".contains(&byte);
                    assert!(value[7..].bytes().all(usual), "{value}");
                }
                "href" => assert!(value.strip_prefix('#').is_some_and(|id| ids.contains(id)), "{value}"),
                "fill" => {
                    let id = value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')'));
                    assert!(id.is_some_and(|id| ids.contains(id)), "{value}");
                }
                "aria-labelledby" => assert!(value.split(' ').all(|id| ids.contains(id)), "{value}"),
                _ => {}
            }
        }
    }
    let policy = all(page, "meta[http-equiv='Content-Security-Policy']")[0].value().attr("content").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    for allowed in policy.split("; ").filter(|part| !part.contains("sha256-")) {
        assert!(
            ["default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"].contains(&allowed),
            "{allowed}"
        );
    }
}

/// A state of real counties with made-up machines: their ids, and the files.
fn kansas() -> (Vec<&'static County>, Folder) {
    let state = STATES.iter().find(|state| state.code == "KS").unwrap();
    let counties: Vec<&County> = County::of_state(state).collect();
    let mut places = "id,state,name,level,registered_voters,contact_name,contact_phone\n".to_owned();
    let mut machines =
        "asset_id,jurisdiction,equipment_type,quantity,vvpat,paper_record,first_used_on,in_service\n".to_owned();
    for (at, county) in counties.iter().enumerate() {
        places.push_str(&format!(
            "{},KS,\"{}\",county,{},Clerk {at},555-{at:04}\n",
            county.code,
            county.full_name(),
            1000 + at
        ));
        let paper = if at % 9 == 0 { "no,none" } else { "yes,vvpat" };
        machines.push_str(&format!("M{at},{},dre,{},{paper},{}-06-01,yes\n", county.code, 1 + at % 7, 2000 + at % 24));
    }
    let folder = Folder::of("jurisdictions.csv", places).with("equipment.csv", machines);
    (counties, folder)
}

#[test]
fn a_state_has_a_map_of_its_counties_and_a_page_for_each() {
    let (counties, folder) = kansas();
    let here = folder.path("");
    let (text, report) = run(&[here.to_str().unwrap(), "--as-of", "2026-11-22"], &folder);
    let page = Html::parse_document(&text);
    assert_eq!(counties.len(), 105);
    hold(&page, &report);
    quiet(&page);
    let shapes: Vec<String> =
        all(&page, "figure.map .by-risk .shapes path title").into_iter().map(self::text).collect();
    assert_eq!(shapes.len(), 105);
    assert_eq!(all(&page, "figure.map .by-list .shapes path title").len(), 105, "and by the list");
    // Every shape leads to the part of its county.
    for link in all(&page, "figure.map .shapes a") {
        let to = link.value().attr("href").unwrap();
        let county = self::text(all(&page, &format!("article{to} h3"))[0]);
        assert!(link.value().attr("aria-label").unwrap().starts_with(county.trim_end_matches(", KS")), "{county}");
    }
    assert_eq!(all(&page, "figure.map .shapes a").len(), 210);
    for place in leaves(&report) {
        let [known, most] = ends(place);
        let said = format!(
            "{}: {known} known, {most} at most; {}",
            place["name"].as_str().unwrap(),
            heading(place).to_lowercase()
        );
        assert!(shapes.contains(&said), "{said}: {shapes:?}");
    }
    let articles = all(&page, "article.place");
    assert_eq!(articles.len(), 105);
    for (article, place) in articles.iter().zip(leaves(&report)) {
        let said = self::text(*article);
        assert!(said.starts_with(&format!("{}, KS", place["name"].as_str().unwrap())), "{said}");
        assert!(
            said.contains("Contact Clerk ") && said.contains("here/jurisdictions.csv")
                || said.contains("jurisdictions.csv")
        );
        assert!(said.contains("What to fill in"), "{said}");
    }
    let links = rows(&page, "#places-table tbody tr").len();
    assert_eq!(all(&page, "#places-table tbody a").len(), links);
}

#[test]
fn places_without_a_shape_are_listed() {
    let places = "id,state,name,level,registered_voters\n20001,KS,Allen County,county,10\n20003,KS,Anderson County,county,10\n\
        KS:new,KS,Newly Made County,county,10\n";
    let machines = "asset_id,jurisdiction,equipment_type,vvpat\nA,20001,dre,no\nB,20003,dre,yes\nC,KS:new,dre,no\n";
    let folder = Folder::of("jurisdictions.csv", places).with("equipment.csv", machines);
    let here = folder.path("");
    let (text, report) = run(&[here.to_str().unwrap(), "--as-of", "2026-11-22"], &folder);
    let page = Html::parse_document(&text);
    hold(&page, &report);
    let caption = self::text(all(&page, "figure.map figcaption")[0]);
    assert!(caption.contains("Without a shape on this map: Newly Made County: "), "{caption}");
    assert!(caption.contains("not in this report"), "the other 103 counties: {caption}");
    // Of a nation a territory has none.
    let states = "asset_id,jurisdiction,equipment_type,vvpat\nA,01,dre,no\nB,72,dre,no\n";
    let folder = Folder::of("equipment.csv", states);
    let here = folder.path("");
    let (text, _) = run(&[here.to_str().unwrap(), "--as-of", "2026-11-22"], &folder);
    let page = Html::parse_document(&text);
    let caption = self::text(all(&page, "figure.map figcaption")[0]);
    assert!(caption.contains("Without a shape on this map: Puerto Rico: everywhere"), "{caption}");
    // A state that is none has no map, and its places are in the table.
    let folder =
        Folder::of("equipment.csv", "asset_id,jurisdiction,equipment_type,vvpat\nA,XE:1,dre,no\nB,XE:2,dre,no\n");
    let here = folder.path("");
    let (text, report) = run(&[here.to_str().unwrap(), "--as-of", "2026-11-22"], &folder);
    let page = Html::parse_document(&text);
    assert!(all(&page, "figure.map").is_empty());
    hold(&page, &report);
}

#[test]
fn a_county_that_sent_nothing_is_not_a_county_of_known_risk() {
    let folder =
        Folder::of("equipment.csv", "asset_id,jurisdiction,equipment_type,vvpat\nA,20001,dre,no\nB,20003,dre,yes\n");
    let here = folder.path("");
    let (text, report) = run(&[here.to_str().unwrap(), "--as-of", "2026-11-22", "--expect", "KS"], &folder);
    let page = Html::parse_document(&text);
    hold(&page, &report);
    quiet(&page);
    assert_eq!(all(&page, ".shapes path[fill='url(#c-silent)']").len(), 103);
    let labels: Vec<String> = all(&page, "figure.map .by-risk .labels text").into_iter().map(self::text).collect();
    let labels: Vec<String> =
        labels.into_iter().filter(|label| label.bytes().all(|byte| byte.is_ascii_digit())).collect();
    assert_eq!(labels.len(), 2, "no figure stands where nothing is known: {labels:?}");
    let caption = self::text(all(&page, "figure.map figcaption")[0]);
    assert!(caption.contains("nothing to read: 0 to 100"), "{caption}");
    assert!(self::text(page.root_element()).contains("Sent nothing (103)"));
}

#[test]
fn every_state_and_county_that_the_census_has_drawn_has_a_shape() {
    // Drawn before the planning regions of Connecticut and the division of Valdez-Cordova, and without the territories.
    // Falls Church, Lexington and Manassas Park are too small for it.
    const NOT: [&str; 6] = ["02063", "02066", "51515", "51610", "51678", "51685"];
    let drawn = |county: &&County| !NOT.contains(&county.code) && !county.code.starts_with("091");
    for state in STATES.iter().filter(|state| state.fips < "60" && state.code != "DC") {
        let mut machines = "asset_id,jurisdiction,equipment_type,vvpat\n".to_owned();
        let counties: Vec<&County> =
            County::all().iter().filter(|county| county.code.starts_with(state.fips)).filter(drawn).collect();
        counties.iter().for_each(|county| machines.push_str(&format!("M,{},dre,yes\n", county.code)));
        let folder = Folder::of("equipment.csv", machines);
        let here = folder.path("");
        let (text, _) = run(&[here.to_str().unwrap(), "--only", "PT-001", "--top", "0"], &folder);
        let page = Html::parse_document(&text);
        assert!(!self::text(page.root_element()).contains("Without a shape"), "{}", state.name);
        let shapes = all(&page, "figure.map .shapes path");
        assert!(shapes.len() >= 3 && all(&page, "figure.map .shapes path.absent").is_empty(), "{}", state.name);
        for path in shapes {
            let d = path.value().attr("d").unwrap();
            let ring =
                |ring: &str| ring.split(|c: char| !c.is_ascii_digit()).filter(|step| !step.is_empty()).count() >= 6;
            assert!(d.starts_with('M') && d.ends_with('z'), "{d}");
            assert!(d.trim_end_matches('z').split('z').all(ring), "a ring has three corners or more: {d}");
        }
    }
}

#[test]
fn the_page_of_one_county_has_the_figures_of_the_json_report() {
    let folder = Folder::new();
    let (text, report) = run(&["inventories/example-county", "--as-of", "2026-11-22"], &folder);
    let page = Html::parse_document(&text);
    quiet(&page);
    let place = &list(&report, "jurisdictions")[0];
    let answer = self::text(all(&page, "main div.answer")[0]);
    let [known, most] = ends(place);
    assert!(answer.starts_with("ACTION NEEDED"), "{answer}");
    assert!(answer.contains(&format!("{known} of 100 on what is known")), "{answer}");
    assert!(known == most || answer.contains(&format!("up to {most}")), "{answer}");
    assert!(answer.contains(&number(count(place, "voters"))), "{answer}");
    let shown: BTreeMap<String, Vec<String>> =
        rows(&page, "#rules-table tbody tr").into_iter().map(|row| (row[2].clone(), row)).collect();
    let mut compared = 0;
    for result in list(place, "rules") {
        let Some(row) = shown.get(result["rule"].as_str().unwrap()) else {
            let verdict = result["verdict"].as_str().unwrap();
            assert!(["pass", "not-applicable", "waived"].contains(&verdict) || verdict == "unknown", "{result}");
            continue;
        };
        let told = ["pass", "fail", "unknown"].map(|key| count(result, key));
        if told.iter().sum::<u64>() > 0 {
            assert_eq!(row[3..6], told.map(number), "{result}");
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
    let todo: String = all(&page, "#fix table.todo .id").into_iter().map(self::text).collect::<Vec<_>>().join(" ");
    for result in list(place, "rules").iter().filter(|result| result["verdict"] == "fail") {
        assert!(todo.contains(result["rule"].as_str().unwrap()), "{result}");
    }
}

#[test]
fn ages_are_counted_by_type_and_full_years() {
    let machines = "asset_id,jurisdiction,equipment_type,quantity,first_used_on,in_service\n\
        A,XE:1,dre,10,2006-11-22,yes\nB,XE:1,dre,5,2006-11-23,\nC,XE:1,dre,,2020-01-01,yes\nD,XE:1,dre,7,,yes\n\
        E,XE:1,dre,100,2001-01-01,no\nF,XE:1,dre,0,2001-01-01,yes\nG,XE:2,scanner,3,1980-01-01,yes\nH,XE:2,,4,2026-01-01,yes\n";
    let folder = Folder::of("equipment.csv", machines);
    let here = folder.path("");
    let (text, _) = run(&[here.to_str().unwrap(), "--as-of", "2026-11-22"], &folder);
    let page = Html::parse_document(&text);
    let head = rows(&page, "#ages-table thead tr");
    assert_eq!(
        head[0][1..],
        ["0 to 4", "5 to 9", "10 to 14", "15 to 19", "20 to 24", "25 to 29", "30 and more", "not told", "all"]
    );
    let row = |cells: [&str; 10]| cells.map(str::to_owned).to_vec();
    assert_eq!(
        rows(&page, "#ages-table tbody tr"),
        [
            // Ten are twenty years old that day, five are not before the next.
            row(["dre", "0", "1", "0", "5", "10", "0", "0", "7", "23"]),
            row(["type not given", "4", "0", "0", "0", "0", "0", "0", "0", "4"]),
            row(["scanner", "0", "0", "0", "0", "0", "0", "3", "0", "3"]),
        ]
    );
    assert!(text.contains("1 row states no quantity and counts as one machine each."));
    // Of one place only its own.
    let (text, _) = run(&[here.to_str().unwrap(), "--as-of", "2026-11-22", "--place", "XE:2"], &folder);
    let page = Html::parse_document(&text);
    let types: Vec<String> = rows(&page, "#ages-table tbody tr").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(types, ["type not given", "scanner"]);
}

#[test]
fn hostile_values_are_text() {
    let evil = "<script>alert(1)</script>\"'--></style><img src=x onerror=alert(1)>";
    let link = "javascript:alert(1)";
    let long = "x".repeat(10_000);
    let turned = "\u{5d0}\u{5d1}\u{5d2} \u{202e}txt.exe";
    let smile = "\u{1f5f3}\u{fe0f} County";
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut places = "id,state,name,level,registered_voters,contact_name,contact_email,reported_by\n".to_owned();
    let mut machines = "asset_id,jurisdiction,equipment_type,vvpat,manufacturer,model,notes,quantity\n".to_owned();
    for (at, name) in
        [evil, link, &long, turned, smile, "\u{7}\u{0}x", "}@page{}*{color:red}", "&lt;b&gt;"].iter().enumerate()
    {
        let name = quoted(name);
        places.push_str(&format!("XE:{at},XE,{name},county,18446744073709551615,{name},{name},{name}\n"));
        machines.push_str(&format!("{name},XE:{at},dre,no,{name},{name},{name},1\n"));
    }
    let folder = Folder::of("jurisdictions.csv", &places).with("equipment.csv", &machines);
    let here = folder.path("");
    for more in [&[][..], &["--place", "XE:0"], &["--place", "XE:2"]] {
        let arguments = [&[here.to_str().unwrap(), "--as-of", "2026-11-22"], more].concat();
        let (text, _) = run(&arguments, &folder);
        let page = Html::parse_document(&text);
        quiet(&page);
        assert!(!text.contains("<script>alert") && !text.contains("<img") && !text.contains('\u{202e}'));
        assert!(text.len() < 400_000, "{}", text.len());
        let said = self::text(page.root_element());
        let first = if more.contains(&"XE:2") { "xxxxxxxxxx" } else { "<script>alert(1)</script>" };
        assert!(said.contains(first), "shown as it is written");
        let style = all(&page, "style")[1].inner_html();
        assert!(!style.contains('<') && !style.contains("color:red"), "{style}");
    }
}

/// So many places of a nation's states, and a machine in each.
fn nation(places: usize) -> Folder {
    let states: Vec<_> = STATES.iter().filter(|state| state.fips < "60").collect();
    let mut table = "id,state,name,level,registered_voters\n".to_owned();
    let mut machines = "asset_id,jurisdiction,equipment_type,quantity,vvpat,first_used_on\n".to_owned();
    for at in 0..places {
        let state = states[at % states.len()].code;
        table.push_str(&format!("{state}:{at:05},{state},Municipality of Somewhere {at},municipality,{}\n", 1000 + at));
        machines.push_str(&format!("M{at},{state}:{at:05},dre,3,{},2014\n", if at % 3 == 0 { "no" } else { "yes" }));
    }
    Folder::of("jurisdictions.csv", table).with("equipment.csv", machines)
}

#[test]
fn six_thousand_places_stay_small_and_say_what_is_left_out() {
    let folder = nation(6_460);
    let here = folder.path("");
    let (text, report) = run(&[here.to_str().unwrap(), "--as-of", "2026-11-22", "--max-findings", "0"], &folder);
    assert!(text.len() < 3_000_000, "{}", text.len());
    let page = Html::parse_document(&text);
    hold(&page, &report);
    assert_eq!(all(&page, "article.place").len(), 50);
    let said = self::text(page.root_element());
    assert!(said.contains("Of 6,460 municipalities the first 50 have a page here. The others: --state for one state, --top all for all of them."));
    let (text, _) =
        run(&[here.to_str().unwrap(), "--as-of", "2026-11-22", "--max-findings", "0", "--top", "7"], &folder);
    assert_eq!(all(&Html::parse_document(&text), "article.place").len(), 7);
}

#[test]
fn then_and_now_and_the_line_over_time_are_the_report_s() {
    let sheet = |vvpat: &str| {
        let row = |(at, place): (usize, &str)| format!("M{at},{place},dre,{},{vvpat},2012\n", at + 2);
        let rows: String = ["39001", "39003", "39005"].into_iter().enumerate().map(row).collect();
        format!("asset_id,jurisdiction,equipment_type,quantity,vvpat,first_used_on\n{rows}")
    };
    let folder = Folder::of("equipment.csv", sheet("yes"));
    let here = folder.path("").display().to_string();
    let at = |day: &str| folder.path(&format!("../{day}.json")).display().to_string();
    for (day, vvpat) in [("2024-11-20", "yes"), ("2025-11-20", ""), ("2026-11-20", "no")] {
        fs::write(folder.path("equipment.csv"), sheet(vvpat)).unwrap();
        let done = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .args(["audit", &here, "--as-of", day, "--fail-on", "never", "--format", &format!("json={}", at(day))])
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let since: Vec<String> =
        ["2024-11-20", "2025-11-20"].iter().flat_map(|day| ["--since".to_owned(), at(day)]).collect();
    let asked: Vec<&str> =
        [here.as_str(), "--as-of", "2026-11-20"].into_iter().chain(since.iter().map(String::as_str)).collect();
    let (page, report) = run(&asked, &folder);
    let page = Html::parse_document(&page);
    let diff = &report["since"];
    let told: Vec<Vec<String>> = list(diff, "standings")
        .iter()
        .filter(|of| of["standing"] != "nothing-to-read")
        .map(|of| ["old", "new", "left", "joined"].map(|key| number(count(of, key))).to_vec())
        .collect();
    let drawn: Vec<Vec<String>> =
        rows(&page, "#then-table tbody tr").into_iter().map(|row| row[1..].to_vec()).collect();
    assert_eq!(drawn, told);
    // Answered since, and not met: worse, at the severity of the rule.
    let worse = rows(&page, "#since-table tbody tr");
    let moves = list(diff, "moves").iter().filter(|of| of["worse"] == true && of["new"] == "fail").count();
    assert!(moves > 0 && worse.len() == moves, "{worse:?}");
    // The last column of the line over time is what each of the three reports has.
    let units = |report: &Json| {
        let trail = list(report, "lists").iter().find(|list| list["list"] == "paper-trail").unwrap().clone();
        list(&trail, "states")
            .iter()
            .map(|line| count(line, "units_lacking") + count(line, "units_lesser"))
            .sum::<u64>()
    };
    let earlier =
        ["2024-11-20", "2025-11-20"].map(|day| serde_json::from_str(&fs::read_to_string(at(day)).unwrap()).unwrap());
    let over_time: Vec<String> = earlier.iter().chain([&report]).map(|report| number(units(report))).collect();
    let drawn: Vec<String> =
        rows(&page, "#time-table tbody tr").into_iter().map(|row| row.last().unwrap().clone()).collect();
    assert_eq!((drawn, over_time.last().unwrap().as_str()), (over_time.clone(), "9"));
}

#[test]
fn the_edition_for_the_public_tells_counts_and_no_more() {
    let (page, report) = run(&["inventories/us-2018", "--as-of", "2018-07-31", "--redact", "public"], &Folder::new());
    let page = Html::parse_document(&page);
    let counted = list(&report["redacted"]["counts"], "rules");
    let drawn = rows(&page, "#counts-table tbody tr");
    assert!(!counted.is_empty() && drawn.len() == counted.len());
    for (row, of) in drawn.iter().zip(counted) {
        assert_eq!(row[2], of["id"].as_str().unwrap());
    }
}
