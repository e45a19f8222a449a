//! Columns that rules files add: read like any other, judged like any other, and never at the cost of one that is there.

use pollworthy::audit::audit;
use pollworthy::finding::Verdict;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::limits::rules::{CHOICES, SYNONYMS};
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::pages::{explain, json, rules};
use pollworthy::report::{Report, examples};
use pollworthy::request::Request;
use pollworthy::rules::RuleBook;
use pollworthy::words::position::Position;
use pollworthy::words::value::{Day, Kind, Value};

use crate::support::folder::{Folder, RowTold};

/// One column of each kind.
const EACH: &str = r#"
[[column]]
table = "equipment"
name = "ballot_style"
kind = "category"
choices = ["full-face", "paged"]
synonyms = ["Style of ballot"]
meaning = "how the ballot is shown"
[[column]]
table = "equipment"
name = "keeper"
kind = "text"
[[column]]
table = "equipment"
name = "locks"
kind = "integer"
[[column]]
table = "equipment"
name = "weight"
kind = "number"
[[column]]
table = "equipment"
name = "insured"
kind = "boolean"
[[column]]
table = "equipment"
name = "cleaned_on"
kind = "date"
partial = "last"
[[column]]
table = "equipment"
name = "leased_until"
kind = "date"
future = true
[[column]]
table = "equipment"
name = "charger_version"
kind = "version"
"#;

fn as_of() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

/// Files by name; the first is the one that is read.
fn load(files: &[(&str, &str)]) -> Result<RuleBook, String> {
    let fetch = |name: &str| {
        let found = files.iter().find(|(known, _)| *known == name);
        found.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).ok_or("there is no such file".to_owned())
    };
    let (origin, text) = files[0];
    RuleBook::load(origin, text, &fetch, &[], as_of()).map_err(|error| error.to_string())
}

fn book(text: &str) -> RuleBook {
    load(&[("my.toml", text)]).unwrap()
}

fn rule(table: &str, require: &str, more: &str) -> String {
    format!(
        "[[rule]]\nid = 'R'\ntopic = 't'\ntitle = 't'\ntable = '{table}'\nrequire = \"{require}\"\nseverity = 'high'\n{more}\n"
    )
}

fn column(table: &str, name: &str, more: &str) -> String {
    format!("[[column]]\ntable = '{table}'\nname = '{name}'\n{more}\n")
}

/// Opens the folder with the columns of a book.
fn with(mut folder: Folder, book: &RuleBook) -> Folder {
    folder.options.schema = book.schema;
    folder
}

fn judged(folder: &Folder, book: &RuleBook) -> Report {
    let options = Options { schema: book.schema, ..folder.options.clone() };
    let (ledger, read) = audit(Inventory::open(options), book, 1_000);
    Report::new(book, &ledger, read, Request::new(book.as_of))
}

/// Every mistake: where it is and what is said.
#[track_caller]
fn mistakes(files: &[(&str, &str)], wanted: &[&str]) {
    let said = load(files).expect_err("a mistake");
    let firsts: Vec<&str> = said.split("\n\n").map(|one| one.lines().next().unwrap_or_default()).collect();
    assert_eq!(firsts, wanted, "\n{said}");
}

#[track_caller]
fn mistake(text: &str, wanted: &str) {
    mistakes(&[("my.toml", text)], &[&format!("my.toml:{wanted}")]);
}

/// What was understood of the added columns, and where the last of them stands.
fn added(row: &RowTold) -> Vec<(&str, &str)> {
    let names =
        ["ballot_style", "keeper", "locks", "weight", "insured", "cleaned_on", "leased_until", "charger_version"];
    names.iter().filter_map(|name| Some((*name, row.cells.get(name)?.as_str()))).collect()
}

const UNDERSTOOD: [(&str, &str); 8] = [
    ("ballot_style", "full-face"),
    ("keeper", "Ms Doe"),
    ("locks", "1200"),
    ("weight", "12.5"),
    ("insured", "yes"),
    ("cleaned_on", "2026-05-31"),
    ("leased_until", "2030-01-01"),
    ("charger_version", "2.10"),
];

// Inventories

#[test]
fn csv_cells_of_every_kind_are_read_by_name_and_synonym() {
    let header = "asset_id,STYLE of-ballot,Keeper,locks,Weight,insured,cleaned on,Leased-Until,Charger version";
    let row = "a,FULL FACE,Ms Doe,\"1,200\",12.5,yes,2026-05,2030,2.10";
    let folder = Folder::of("equipment.csv", format!("{header}\n{row}\n")).at_place("39001");
    let told = with(folder, &book(EACH)).read();
    told.says_nothing();
    assert_eq!(added(&told.rows[0]), UNDERSTOOD);
    assert_eq!(told.rows[0].positions["charger_version"], Position { line: 2, column: 50 });
}

#[test]
fn toml_cells_of_every_kind_are_read_by_name_and_synonym() {
    let text = "jurisdiction = '39001'\nkeeper = 'Ms Doe'\n[[equipment]]\nasset_id = 'a'\n'Style of Ballot' = 'full-face'\nlocks = 1200\n\
                weight = 12.5\ninsured = true\ncleaned_on = '2026-05'\nleased_until = 2030-01-01\ncharger_version = '2.10'\n\
                [[equipment]]\nasset_id = 'b'\nkeeper = 'Mr Roe'\n";
    let told = with(Folder::of("office.toml", text), &book(EACH)).read();
    told.says_nothing();
    assert_eq!(added(&told.rows[0]), UNDERSTOOD);
    assert_eq!(added(&told.rows[1]), [("keeper", "Mr Roe")]);
    assert_eq!(told.rows[0].positions["locks"].line, 6);
    assert_eq!(told.rows[0].positions["keeper"].line, 2, "the value at the top");
}

#[test]
fn cells_that_do_not_fit_are_reported_with_the_nearest_fix() {
    let header = "asset_id,ballot_style,locks,weight,insured,cleaned_on";
    let folder = Folder::of("equipment.csv", format!("{header}\na,fullface,1,1,no,2026\nb,pagged,x,-1,maybe,2027\n"));
    let told = with(folder.at_place("39001"), &book(EACH)).read();
    assert_eq!(
        told.notices(),
        [
            "here/equipment.csv:3:3: notice: ballot_style \"pagged\" is not known; did you mean paged?",
            "here/equipment.csv:3:10: notice: locks \"x\" is not a whole number",
            "here/equipment.csv:3:12: notice: weight \"-1\" is below zero",
            "here/equipment.csv:3:15: notice: insured \"maybe\" is neither yes nor no",
            "here/equipment.csv:3:21: notice: cleaned_on \"2027\" is after 2026-11-22, the day of this audit",
        ]
    );
    assert_eq!(added(&told.rows[0])[0], ("ballot_style", "full-face"));
    assert_eq!(added(&told.rows[1]), []);
}

#[test]
fn without_the_declaration_everything_stays_as_it_is() {
    let folder = || Folder::of("equipment.csv", "asset_id,Style of ballot\na,paged\n").at_place("39001");
    folder().read().says("here/equipment.csv:1:10: notice: column \"Style of ballot\" is not known; kept, not used");
    mistake(
        &rule("equipment", "ballot_style = 'paged'", ""),
        "6:12: equipment has no column \"ballot_style\", and nothing defines it",
    );
}

#[test]
fn headers_tell_a_table_by_added_columns_too() {
    let rules: String =
        ["weight", "keeper"].iter().map(|name| column("incidents", name, "kind = 'text'\nsynonyms = []")).collect();
    let folder = || Folder::of("list.csv", "weight,Keeper\n1,b\n").at_place("39001");
    assert_eq!(folder().read().counted(), 0);
    let told = with(folder(), &book(&rules)).read();
    assert_eq!((told.rows[0].table, told.column("keeper")), ("incidents", vec!["b"]));
}

#[test]
fn a_file_of_several_tables_knows_the_added_columns_of_each() {
    let rules = column("network", "keeper", "kind = 'text'") + &column("equipment", "locks", "kind = 'integer'");
    let text = "table,jurisdiction,asset_id,keeper,locks\nequipment,39001,a,,3\nnetwork,39001,b,Doe,\n";
    let told = with(Folder::of("all.csv", text), &book(&rules)).read();
    told.says_nothing();
    assert_eq!((told.column("keeper"), told.column("locks")), (vec!["", "Doe"], vec!["3", ""]));
}

// Rules

#[test]
fn a_finding_names_the_added_column_and_its_place() {
    let book = book(&format!("{EACH}{}", rule("equipment", "ballot_style <> 'paged'", "")));
    let csv =
        Folder::of("equipment.csv", "jurisdiction,asset_id,ballot_style\n39001,a,paged\n39001,b,full-face\n39001,c,\n");
    let toml = Folder::of(
        "office.toml",
        "jurisdiction = '39001'\n[[equipment]]\nasset_id = 'a'\n'Ballot style' = 'paged'\n[[equipment]]\nasset_id = 'b'\nballot_style = 'full-face'\n[[equipment]]\nasset_id = 'c'\n",
    );
    for (folder, failing, open) in [(csv, (2, 9), (4, 9)), (toml, (4, 18), (8, 1))] {
        let report = judged(&folder, &book);
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|line| {
                let finding = &line.finding;
                let seen = finding.seen.iter().map(|seen| format!("{}={}", seen.column, seen.value)).collect();
                let at = (finding.position.line, finding.position.column);
                (&*finding.asset, finding.verdict, finding.column.as_deref(), seen, at)
            })
            .collect();
        let wanted = [
            ("a", Verdict::Fail, Some("ballot_style"), "ballot_style=paged".to_owned(), failing),
            ("c", Verdict::Unknown, Some("ballot_style"), "ballot_style=".to_owned(), open),
        ];
        assert_eq!(found, wanted);
    }
}

#[test]
fn every_kind_is_judged_whatever_the_size_of_batches() {
    let all = "ballot_style = 'paged' and keeper like 'Ms%' and locks >= 2 and weight < 20.5 and insured and \
               cleaned_on >= as_of - interval '1 year' and leased_until > as_of and charger_version >= '2.9'";
    let book = book(&format!("{EACH}{}", rule("equipment", all, "")));
    let header =
        "jurisdiction,asset_id,ballot_style,keeper,locks,weight,insured,cleaned_on,leased_until,charger_version";
    let good = ["paged", "Ms Doe", "2", "20.4", "yes", "2026-10", "2027", "2.10"];
    let bad = ["full-face", "Mr Roe", "1", "20.5", "no", "2020", "2026", "2.8"];
    let mut text = format!("{header}\n39001,good,{}\n", good.join(","));
    for (at, bad) in bad.iter().enumerate() {
        let mut row = good;
        row[at] = bad;
        text.push_str(&format!("39001,bad-{at},{}\n", row.join(",")));
        row[at] = "";
        text.push_str(&format!("39001,open-{at},{}\n", row.join(",")));
    }
    let whole = Folder::of("equipment.csv", &text);
    let pieces = Folder::of("equipment.csv", &text).in_pieces(50);
    for folder in [whole, pieces] {
        let report = judged(&folder, &book);
        let verdict = |asset: &str| {
            report.findings.iter().find(|line| &*line.finding.asset == asset).map(|line| line.finding.verdict)
        };
        assert_eq!(verdict("good"), None);
        for at in 0..bad.len() {
            assert_eq!(verdict(&format!("bad-{at}")), Some(Verdict::Fail), "{at}");
            assert_eq!(verdict(&format!("open-{at}")), Some(Verdict::Unknown), "{at}");
        }
    }
}

#[test]
fn a_layer_adds_to_the_places() {
    let base = rule("equipment", "vvpat", "");
    let layer = format!(
        "[ruleset]\nextends = ['base.toml']\n{}[[rule]]\nid = 'L-1'\ntopic = 't'\ntitle = 't'\ntable = 'equipment'\nseverity = 'high'\n\
         require = \"sealed or jurisdiction.storage = 'guarded'\"\n[[rule]]\nid = 'L-2'\ntopic = 't'\ntitle = 't'\ntable = 'jurisdictions'\n\
         severity = 'high'\nrequire = \"storage = 'guarded'\"\n",
        column(
            "jurisdictions",
            "storage",
            "kind = 'category'\nchoices = ['guarded', 'open']\nsynonyms = ['Where kept']"
        )
    );
    let book = load(&[("layer.toml", &layer), ("base.toml", &base)]).unwrap();
    let folder = Folder::new()
        .with("jurisdictions.csv", "id,where kept\n39001,Guarded\n39003,open\n39005,opn\n")
        .with("equipment.csv", "jurisdiction,asset_id,sealed\n39001,a,no\n39003,b,no\n39005,c,no\n39007,d,no\n");
    let report = judged(&folder, &book);
    let verdicts = |id: &str| -> Vec<(String, Verdict)> {
        let of = report.findings.iter().filter(|line| book.rules[line.rule].id == id);
        of.map(|line| (report.places[line.place].id.clone(), line.finding.verdict)).collect()
    };
    let owned = |wanted: &[(&str, Verdict)]| -> Vec<(String, Verdict)> {
        wanted.iter().map(|(place, verdict)| ((*place).to_owned(), *verdict)).collect()
    };
    let (fail, unknown) = (Verdict::Fail, Verdict::Unknown);
    assert_eq!(verdicts("L-1"), owned(&[("39003", fail), ("39005", unknown), ("39007", unknown)]));
    assert_eq!(verdicts("L-2"), verdicts("L-1"));
    let notices: Vec<String> = report.notices.iter().map(ToString::to_string).collect();
    assert!(
        notices.contains(
            &"here/jurisdictions.csv:4:7: notice: storage \"opn\" is not known; did you mean open?".to_owned()
        ),
        "{notices:#?}"
    );
    let page = told_of(&book, "L-2");
    assert!(page.contains("COLUMNS      jurisdictions.storage: guarded, open (from layer.toml)"), "{page}");
    assert!(!told_of(&book, "R").contains("COLUMNS"));
}

fn told_of(book: &RuleBook, id: &str) -> String {
    let mut page = Vec::new();
    explain::rule(book, book.rule(id).unwrap(), &[], &Paper::new(100, Top::All), &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

#[test]
fn two_rows_of_one_place_that_differ_in_an_added_column_are_reported() {
    let rules = column("jurisdictions", "storage", "kind = 'text'");
    let folder = Folder::of("jurisdictions.csv", "id,storage\n39001,cellar\n39001,attic\n");
    let told = with(folder, &book(&rules)).read();
    told.says("here/jurisdictions.csv:3:7: notice: two rows of place 39001 differ in storage; treated as blank");
    assert_eq!(told.place("39001").named("storage"), Value::Null);
}

#[test]
fn reference_tables_are_asked_by_added_columns() {
    let law = format!(
        "{EACH}[reference.style]\nfile = 'styles.csv'\ntables = ['equipment']\nmatch = {{ ballot_style = 'style' }}\n\
         columns = {{ legal = 'boolean' }}\n{}",
        rule("equipment", "style.legal", "")
    );
    let book = load(&[("my.toml", &law), ("styles.csv", "style,legal\nfull-face,yes\npaged,no\n")]).unwrap();
    let folder = Folder::of("equipment.csv", "jurisdiction,asset_id,ballot_style\n39001,a,Paged\n39001,b,full face\n");
    let report = judged(&folder, &book);
    let found: Vec<&str> = report.findings.iter().map(|line| &*line.finding.asset).collect();
    assert_eq!(found, ["a"]);
    assert!(report.findings[0].finding.seen.iter().any(|seen| &*seen.column == "ballot_style"));
}

#[test]
fn examples_may_use_added_columns() {
    let more = "[[rule.example]]\nverdict = 'pass'\nasset = { ballot_style = 'Full face' }\njurisdiction = { storage = 'open' }\n\
                [[rule.example]]\nverdict = 'fail'\nassets = [{ ballot_style = 'paged' }]\n[[rule.example]]\nverdict = 'unknown'\nasset = {}\n";
    let base = format!("[ruleset]\nname = 'base'\n{EACH}");
    let text = format!(
        "[ruleset]\nextends = ['base.toml']\n{}{}",
        rule("equipment", "ballot_style = 'full-face' or jurisdiction.storage = 'guarded'", more),
        column("jurisdictions", "storage", "kind = 'text'"),
    );
    let book = load(&[("my.toml", &text), ("base.toml", &base)]).unwrap();
    let held = examples::run(&book);
    assert_eq!((held.len(), held.iter().filter(|held| held.holds()).count()), (3, 2), "{held:#?}");
    let page = told_of(&book, "R");
    assert!(page.contains("not met") && page.contains("ballot style paged"), "{page}");
    let wrong = text.replace("'Full face'", "'ful face'");
    mistakes(
        &[("my.toml", &wrong), ("base.toml", &base)],
        &["my.toml:12:26: ballot_style \"ful face\" is not known; did you mean full-face?"],
    );
    let wrong = text.replace("{ ballot_style = 'Full", "{ balot_style = 'Full");
    mistakes(
        &[("my.toml", &wrong), ("base.toml", &base)],
        &["my.toml:12:11: equipment has no column \"balot_style\"; did you mean ballot_style?"],
    );
}

#[test]
fn a_condition_is_held_against_the_words_of_an_added_category() {
    let text = format!("{EACH}{}", rule("equipment", "ballot_style = 'pagged'", ""));
    let said = load(&[("my.toml", &text)]).unwrap_err();
    let wanted =
        "my.toml:44:27: 'pagged' is not a word of ballot_style (how the ballot is shown); did you mean 'paged'?";
    assert_eq!(said.lines().next(), Some(wanted));
    let said = load(&[("my.toml", &text.replace("meaning = \"how the ballot is shown\"", ""))]).unwrap_err();
    assert!(said.contains("'pagged' is not a word of ballot_style; did you mean"), "{said}");
}

#[test]
fn what_rules_add_is_behind_what_the_schema_has() {
    let book = book(EACH);
    for table in pollworthy::schema::TableId::all() {
        let (own, all) = (table.columns(), book.schema.columns(table));
        assert!(own.iter().zip(all).all(|(own, known)| own.name == known.name));
        assert!(all.iter().enumerate().all(|(at, column)| book.schema.column(table, column.name) == Some(at)));
    }
    let kinds: Vec<Kind> = book.columns.iter().map(|added| added.column.kind).collect();
    assert_eq!(kinds.len(), 8);
    assert_eq!((kinds[0], kinds[7]), (Kind::Category, Kind::Version));
}

#[test]
fn a_digest_of_a_rule_changes_with_how_its_columns_are_read() {
    let with = |choices: &str, more: &str| {
        let column = column("equipment", "style", &format!("kind = 'category'\nchoices = {choices}"));
        let text = format!("{column}{more}{}", rule("equipment", "style = 'a'", ""));
        book(&text).rules[0].sha256.clone()
    };
    let one = with("['a', 'b']", "");
    assert_eq!(one, with("['a', 'b']", &column("equipment", "other", "kind = 'text'")));
    assert_ne!(one, with("['a', 'c']", ""));
}

/// Records opened without the columns of the rules that judge them: a blank, neither a pass nor a crash.
#[test]
fn columns_that_an_inventory_was_not_opened_with_are_unknown() {
    let rules = column("jurisdictions", "storage", "kind = 'text'")
        + EACH
        + &rule("equipment", "ballot_style <> 'paged' and locks > 1 and jurisdiction.storage = 'a'", "");
    let book = book(&rules);
    let folder = Folder::new()
        .with("jurisdictions.csv", "id,storage\n39001,a\n")
        .with("equipment.csv", "jurisdiction,asset_id,ballot_style\n39001,a,paged\n")
        .with("office.toml", "jurisdiction = '39001'\n[[equipment]]\nasset_id = 'b'\nballot_style = 'paged'\n");
    let (ledger, read) = audit(Inventory::open(folder.options.clone()), &book, 10);
    let report = Report::new(&book, &ledger, read, Request::new(book.as_of));
    let found: Vec<Verdict> = report.findings.iter().map(|line| line.finding.verdict).collect();
    assert_eq!(found, [Verdict::Unknown; 2]);
}

// Mistakes

#[test]
fn a_column_hides_nothing() {
    let named = |name: &str| column("equipment", name, "kind = 'text'");
    mistake(&named("model"), "3:8: equipment has a column model already");
    mistake(&named("assetid"), "3:8: equipment has a column asset_id already; \"assetid\" means asset_id");
    mistake(&named("eol"), "3:8: equipment has a column support_ends_on already; \"eol\" means support_ends_on");
    mistake(&named("as_of"), "3:8: as_of is the day of the audit; choose another name");
    mistake(&named("jurisdiction"), "3:8: jurisdiction is the place of a row; choose another name");
    mistake(&named("table"), "3:8: a header \"table\" gives the table of every row; choose another name");
    for word in ["true", "null", "not", "case", "and", "interval", "current_date"] {
        mistake(&named(word), &format!("3:8: \"{word}\" is a word of the rule language; choose another name"));
    }
    let defined = format!("{}[define.equipment]\nprints = 'vvpat'\n", named("prints"));
    mistake(&defined, "3:8: prints is a defined name of equipment (my.toml:6); a column may not hide it");
    let other = format!("{}[define.network]\nprints = 'true'\n", named("prints"));
    assert!(load(&[("my.toml", &other)]).is_ok(), "of another table");
}

#[test]
fn a_define_of_another_layer_is_not_hidden() {
    let base = "[ruleset]\nname = 'base'\n[define.equipment]\nprints = 'vvpat'\n";
    let layer = format!("[ruleset]\nextends = ['base.toml']\n{}", column("equipment", "prints", "kind = 'text'"));
    mistakes(
        &[("my.toml", &layer), ("base.toml", base)],
        &["my.toml:5:8: prints is a defined name of equipment (base.toml:4); a column may not hide it"],
    );
}

#[test]
fn a_synonym_means_one_column() {
    let with = |synonyms: &str| column("equipment", "style", &format!("kind = 'text'\nsynonyms = {synonyms}"));
    mistake(&with("['EOL']"), "5:13: \"EOL\" means support_ends_on of equipment already");
    mistake(&with("['a b', 'Asset-ID']"), "5:20: \"Asset-ID\" means asset_id of equipment already");
    mistake(&with("['Table']"), "5:13: a header \"table\" gives the table of every row; choose another name");
    mistake(&with("['--']"), "5:13: a synonym has letters or digits");
    assert!(load(&[("my.toml", &with("['Style', 'the style', 'The-Style']"))]).is_ok(), "its own");
    let two = with("['shown', 'look']") + &column("equipment", "look", "kind = 'text'\nsynonyms = ['Shown']");
    mistakes(
        &[("my.toml", &two)],
        &[
            "my.toml:5:22: \"look\" means look of equipment already",
            "my.toml:10:13: \"Shown\" means style of equipment already",
        ],
    );
    let apart = with("['shown']") + &column("network", "style", "kind = 'text'\nsynonyms = ['shown']");
    assert!(load(&[("my.toml", &apart)]).is_ok(), "of two tables");
}

#[test]
fn what_a_column_must_have_is_asked_for() {
    mistake("[[column]]\nname = 'a'\nkind = 'text'\n", "1:1: this column has no table");
    mistake(
        &column("equipmnt", "a", "kind = 'text'"),
        "2:9: table \"equipmnt\" is not known; did you mean \"equipment\"?",
    );
    mistake(
        &column("equipment", "a", "kind = 'categry'"),
        "4:8: kind \"categry\" is not known; did you mean \"category\"?",
    );
    mistake(
        &column("equipment", "a", "kind = 'category'"),
        "1:1: this column has no choices: a category is one of some words",
    );
    mistake(&column("equipment", "a", "kind = 'category'\nchoices = []"), "5:11: choices is empty");
    mistake(&column("equipment", "a", "kind = 'text'\nchoices = ['b']"), "5:11: choices are the words of a category");
    mistake(&column("equipment", "a", "kind = 'text'\npartial = 'last'"), "5:11: partial says how a date is read");
    mistake(&column("equipment", "a", "kind = 'text'\nfuture = true"), "5:10: future says how a date is read");
    mistake(
        &column("equipment", "a", "kind = 'date'\npartial = 'lst'"),
        "5:11: partial \"lst\" is not known; did you mean \"last\"?",
    );
    mistake(
        &column("equipment", "a", "kind = 'text'\nsynonym = ['b']"),
        "5:1: a column has no key \"synonym\"; did you mean \"synonyms\"?",
    );
    for name in ["A", "a-b", "9a", "_a", "é"] {
        let why = "a column is named in small letters, digits and _, the first a letter";
        let said = load(&[("my.toml", &column("equipment", name, "kind = 'text'"))]).unwrap_err();
        assert!(said.starts_with(&format!("my.toml:3:8: \"{name}\": {why}")), "{said}");
    }
}

#[test]
fn choices_are_told_apart() {
    let with = |choices: &str| column("equipment", "style", &format!("kind = 'category'\nchoices = {choices}"));
    mistake(
        &with("['Full face', 'full-face']"),
        "5:25: \"full-face\" reads as \"Full face\", which is a choice already",
    );
    mistake(&with("['a', 'Unknown']"), "5:17: \"Unknown\" reads as blank, and a choice must not");
    mistake(&with("['a', '!!']"), "5:17: a choice has letters or digits");
}

#[test]
fn a_file_may_not_add_without_end() {
    let many: String = (0..201).map(|at| column("equipment", &format!("c{at}"), "kind = 'text'")).collect();
    mistake(&many, "803:8: equipment gets more than 200 columns; delete those that no condition names");
    let words: Vec<String> = (0..1_001).map(|at| format!("'w{at}'")).collect();
    let words = format!("[{}]", words.join(", "));
    mistake(&column("equipment", "a", &format!("kind = 'category'\nchoices = {words}")), &format!("5:11: {CHOICES}"));
    mistake(&column("equipment", "a", &format!("kind = 'text'\nsynonyms = {words}")), &format!("5:12: {SYNONYMS}"));
}

#[test]
fn two_layers_may_say_the_same_of_a_column_and_nothing_else() {
    let base = column("equipment", "style", "kind = 'category'\nchoices = ['a', 'b']\nmeaning = 'one way'");
    let layer = |more: &str| format!("[ruleset]\nextends = ['base.toml']\n{}", column("equipment", "style", more));
    let alike = layer("kind = 'category'\nchoices = ['a', 'b']\nmeaning = 'other words'");
    let book = load(&[("my.toml", &alike), ("base.toml", &base)]).unwrap();
    assert_eq!((book.columns.len(), book.columns[0].origin.as_str()), (1, "base.toml"));
    let other = layer("kind = 'category'\nchoices = ['a', 'c']\nsynonyms = ['x']");
    mistakes(
        &[("my.toml", &other), ("base.toml", &base)],
        &["my.toml:5:8: base.toml:3 declares style of equipment differently: they differ in choices, synonyms"],
    );
    let twice = format!("{base}{base}");
    mistake(&twice, "9:8: my.toml:3 declares style of equipment already");
}

// Pages and laws

#[test]
fn added_columns_are_listed_with_their_origin() {
    let mut page = Vec::new();
    rules::list(&book(EACH), &Paper::new(100, Top::All), &mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    let part = page.split("ADDED COLUMNS\n").nth(1).unwrap();
    assert!(
        part.starts_with("  equipment.ballot_style: full-face, paged; how the ballot is shown (from my.toml)\n"),
        "{page}"
    );
    assert!(part.contains("  equipment.locks: integer (from my.toml)\n"), "{page}");
}

/// The rules digest apart, a column that nobody uses changes not one byte of a report.
#[test]
fn a_column_that_nobody_uses_changes_nothing() {
    let inventories = ["example-county", "us-2018"];
    for inventory in inventories {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("inventories").join(inventory);
        let written = |columns: &str| {
            let text = format!("[ruleset]\nname = 'law'\nversion = '1'\nextends = ['baseline']\n{columns}");
            let law = RuleBook::read("my.toml", &text, &[], as_of()).unwrap();
            let mut options = Options::new(vec![path.clone()], as_of());
            options.schema = law.schema;
            let (ledger, read) = audit(Inventory::open(options), &law, 5);
            let report = Report::new(&law, &ledger, read, Request::new(law.as_of));
            let mut bytes = Vec::new();
            json::write(&report, &Paper::new(80, Top::Usual), &mut bytes).unwrap();
            let digest = &law.files.iter().find(|(file, _)| file == "my.toml").unwrap().1;
            let page = String::from_utf8(bytes).unwrap();
            assert!(page.contains(digest.as_str()));
            page.replace(digest.as_str(), "DIGEST").replace(&report.evidence.rules, "DIGEST")
        };
        let unused = column("jurisdictions", "storage_room", "kind = 'text'") + EACH;
        assert_eq!(written(""), written(&unused), "{inventory}");
    }
}
