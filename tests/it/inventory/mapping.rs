//! Mapping files: somebody else's tables read as ours, and every mistake in a mapping told where it stands.

use pollworthy::inventory::Mapping;
use pollworthy::words::position::Position;

use crate::support::folder::{Folder, Told};
use crate::workbook::tabs::written;

const HEAD: &str = "[mapping]\nname = \"mine\"\nknown_by = [\"Code\", \"Kind 1\"]\nmissing = [\"-99\"]\n";

/// A table of somebody else's.
const SOURCE: &str =
    "A title\nCode,Place,Kind 1,Kind 2,Count 1,Count 2,Used?\n39001,Adams,7,8,10,,Yes\n39003,Allen,9,-99,-99,3,No\n";

const BLOCK: &str = r#"
[values.kind]
7 = { equipment_type = "dre", vvpat = false, model = "TSX" }
8 = { equipment_type = "bmd" }

[define]
place = "code"

[[rows]]
table = "jurisdictions"
set   = { id = "place", name = "place || ''", state = "'OH'" }

[[rows]]
table = "equipment"
for.n = [1, 2]
where = "units > 0"
value = { kind = "kind_{n}" }
[rows.let]
units = "cast(count_{n} as integer)"
[rows.set]
jurisdiction   = "place"
equipment_type = "coalesce(kind.equipment_type, 'scanner')"
model          = "kind.model"
vvpat          = "kind.vvpat"
quantity       = "units"
used_standard  = "used = 'Yes'"
"#;

fn mapped(source: &str, mapping: &str) -> Told {
    let mut folder = Folder::of("theirs.csv", source);
    let mapping = Mapping::read("mine.toml", mapping).unwrap_or_else(|error| panic!("{error}"));
    folder.options.mappings = vec![mapping.asked_as("mine.toml")];
    folder.read()
}

fn told() -> Told {
    // `place` is a source column of that file: the name here is another.
    mapped(SOURCE, &format!("{HEAD}{}", BLOCK.replace("place =", "id_of =").replace("\"place", "\"id_of")))
}

/// What is said of a mapping with mistakes.
fn wrong(text: &str) -> String {
    Mapping::read("mine.toml", text).expect_err("it was taken").to_string()
}

#[track_caller]
fn refused(text: &str, says: &str) {
    let said = wrong(text);
    assert!(said.contains(says), "{said}");
}

/// That a notice begins like this.
#[track_caller]
fn says(told: &Told, wanted: &str) {
    assert!(told.notices().iter().any(|said| said.starts_with(wanted)), "{:#?}", told.notices());
}

// Reading

#[test]
fn a_block_is_made_once_for_each_turn_of_its_for() {
    let told = told();
    assert_eq!(told.column("quantity"), ["10", "3"]);
    assert_eq!(told.column("equipment_type"), ["dre", "scanner"]);
    assert_eq!(told.column("model"), ["TSX", ""]);
    assert_eq!(told.column("vvpat"), ["no", ""]);
    assert_eq!(told.column("used_standard"), ["yes", "no"]);
    let places: Vec<&str> = told.rows.iter().map(|row| row.place.as_str()).collect();
    assert_eq!(places, ["39001", "39003"]);
    assert_eq!(told.read.files[0].rows[..2], [2, 2]);
    assert_eq!(told.read.mappings.len(), 1);
    assert_eq!(told.read.mappings[0].0, "mine.toml");
}

#[test]
fn a_place_is_declared_by_its_row() {
    let told = told();
    let adams = told.read.places.find("39001").unwrap();
    assert_eq!((&*adams.name, adams.state.as_deref()), ("39001", Some("OH")));
    assert_eq!(adams.position.line, 3);
}

#[test]
fn a_cell_points_to_the_first_source_column_of_its_expression() {
    let row = &told().rows[0];
    assert_eq!(row.line, 3);
    assert_eq!(row.positions["quantity"], Position { line: 3, column: 17 });
    assert_eq!(row.positions["model"], Position { line: 3, column: 13 }, "the code that was looked up");
    assert_eq!(row.positions["jurisdiction"], Position { line: 3, column: 1 }, "by way of a name");
}

#[test]
fn a_code_that_is_not_listed_is_unknown_and_told_once_with_a_count() {
    let mapping = format!("{HEAD}{}", BLOCK.replace("place =", "id_of =").replace("\"place", "\"id_of"));
    let source = format!("{SOURCE}39005,Ashland,9,8,4,4,Yes\n39007,Ashtabula,9,,4,,Yes\n");
    let told = mapped(&source, &mapping);
    let codes: Vec<_> = told.read.notices.iter().filter(|notice| notice.code() == "code-not-listed").collect();
    assert_eq!(codes.len(), 1, "{codes:#?}");
    assert_eq!((codes[0].column.as_deref(), codes[0].value.as_deref(), codes[0].count), (Some("Kind 1"), Some("9"), 2));
    assert_eq!(codes[0].positions, [Position { line: 5, column: 15 }, Position { line: 6, column: 17 }]);
    assert_eq!(told.column("equipment_type"), ["dre", "scanner", "scanner", "bmd", "scanner"]);
}

#[test]
fn a_cell_that_does_not_fit_is_told_by_its_source_column_and_value() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\", quantity = \"count_1\" }\n";
    let told = mapped("Code,Kind 1,Count 1\n39001,1,-5\n39003,1,many\n39005,1,-99\n", &format!("{HEAD}{block}"));
    says(&told, "here/theirs.csv:2:9: notice: quantity \"-5\" is below zero");
    says(&told, "here/theirs.csv:3:9: notice: quantity \"many\" is not a whole number");
    assert_eq!(told.column("quantity"), ["", "", ""]);
    let cells: Vec<_> = told.read.notices.iter().filter_map(|notice| notice.column.as_deref()).collect();
    assert_eq!(cells, ["Count 1", "Count 1"], "-99 is a code for nothing");
}

#[test]
fn a_row_that_names_no_place_is_counted_apart() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\" }\n";
    let told = mapped("Code,Kind 1\n,1\n39001,1\n", &format!("{HEAD}{block}"));
    says(
        &told,
        "here/theirs.csv:2:1: notice: this row names no place, unlike others here; it is counted as NOT PLACED",
    );
    assert_eq!(told.rows.len(), 2);
    assert_eq!(told.rows[0].place, "theirs.csv (no place)");
}

#[test]
fn rows_with_too_many_or_too_few_fields_are_reported() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\", model = \"kind_1\" }\n";
    let told = mapped("Code,Kind 1\n39001,a,\n39003,b,c\n39005\n", &format!("{HEAD}{block}"));
    says(&told, "here/theirs.csv:3: error: this row has 3 fields and the header 2");
    says(&told, "here/theirs.csv:4: notice: this row has 1 fields and the header 2; missing ones are treated as blank");
    assert_eq!(told.column("model"), ["a", ""], "a comma at the end of a row is nothing");
}

#[test]
fn two_headers_of_one_name_are_told_apart() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\", model = \"kind_1_2\" }\n";
    let told = mapped("Code,Kind 1,KIND  1\n39001,a,b\n", &format!("{HEAD}{block}"));
    assert_eq!(told.column("model"), ["b"]);
}

#[test]
fn a_header_may_be_written_in_several_ways_and_a_column_may_lack() {
    let mapping = "[mapping]\nname = \"mine\"\nknown_by = [\"Code\"]\noptional = [\"Count\"]\n[headers]\nCode = [\"Place code\"]\n\
                   [[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\", quantity = \"count\" }\n";
    for source in ["Code,Count\n39001,4\n", "Place code,Count\n39001,4\n"] {
        assert_eq!(mapped(source, mapping).column("quantity"), ["4"]);
    }
    let told = mapped("PLACE CODE\n39001\n", mapping);
    assert_eq!((told.rows.len(), told.column("quantity")), (1, vec![""]));
    assert!(told.read.notices.is_empty(), "{:#?}", told.read.notices);
}

#[test]
fn a_notice_of_the_mapping_speaks_of_the_rows_it_asks_for() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\" }\n[[notice]]\nfor.n = [1]\nwhere = \"kind_{n} = '8'\"\n\
                 say = \"kind {n} is eight\"\n";
    let told = mapped("Code,Kind 1\n39001,8\n39003,7\n39005,8\n", &format!("{HEAD}{block}"));
    says(&told, "here/theirs.csv:2:7: notice: kind 1 is eight (1 more like it)");
}

#[test]
fn pieces_of_any_size_make_the_same_rows() {
    let mapping = Mapping::read(
        "mine.toml",
        &format!("{HEAD}{}", BLOCK.replace("place =", "id_of =").replace("\"place", "\"id_of")),
    );
    let mapping = mapping.unwrap();
    let source: String = (0..200).map(|n| format!("{},x,7,8,{n},\"1\",\"Yes\n\"\n", 39001 + 2 * (n % 40))).collect();
    let source = format!("Code,Place,Kind 1,Kind 2,Count 1,Count 2,Used?\n{source}");
    let read = |piece: usize| {
        let mut folder = Folder::of("theirs.csv", &source).in_pieces(piece);
        folder.options.mappings = vec![mapping.clone()];
        let told = folder.read();
        (told.rows, told.read.notices)
    };
    let whole = read(1 << 20);
    assert_eq!(whole.0.len(), 399);
    for piece in [1, 100, 1_000] {
        assert_eq!(read(piece), whole, "pieces of {piece}");
    }
}

// Which files

#[test]
fn a_mapping_that_tells_no_file_is_an_error_where_it_was_asked_for() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\" }\n";
    let told = mapped("asset_id,jurisdiction,equipment_type\na,39001,dre\n", &format!("{HEAD}{block}"));
    says(&told, "mine.toml: error: no file has the headers by which this mapping recognizes one: code, kind_1");
    assert!(told.read.mappings.is_empty());
}

#[test]
fn a_column_that_the_file_lacks_is_reported_at_its_place_in_the_mapping() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\", quantity = \"count_9\" }\n";
    let told = mapped("Code,Kind 1,Count 1\n39001,1,5\n", &format!("{HEAD}{block}"));
    says(
        &told,
        "mine.toml:7:44: error: here/theirs.csv has no column \"count_9\", and nothing defines it; did you mean count_1?",
    );
    says(&told, "here/theirs.csv: error: left out: the mapping mine.toml does not fit it");
    assert!(told.rows.is_empty());
}

#[test]
fn the_line_of_the_header_is_looked_for_unless_it_is_given() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\" }\n";
    let source = "A title\n\nCode,Kind 1\n39001,1\n";
    assert_eq!(mapped(source, &format!("{HEAD}{block}")).rows.len(), 1);
    assert_eq!(mapped(source, &format!("{HEAD}header = 3\n{block}")).rows.len(), 1);
    says(&mapped(source, &format!("{HEAD}header = 2\n{block}")), "mine.toml: error: no file has the headers");
}

#[test]
fn a_mapping_may_know_a_header_by_its_beginning() {
    let mapping = "[mapping]\nname = \"mine\"\nknown_by = [\"Code\", \"Machines\"]\n[headers]\nMachines = [\"Number of machines*\"]\n\
                   [[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\", quantity = \"machines\" }\n";
    let told = mapped("Code,\"Number of machines\n(as of May)\"\n39001,4\n", mapping);
    assert_eq!(told.column("quantity"), ["4"]);
    let other = mapped("Code,The number of machines\n39001,4\n", mapping);
    says(&other, "mine.toml: error: no file has the headers by which this mapping recognizes one: code, machines");
    let begins = mapping.replace("known_by = [\"Code\", \"Machines\"]", "known_by = [\"Co*\"]");
    assert_eq!(mapped("Code,Number of machines there\n39001,4\n", &begins).column("quantity"), ["4"]);
}

#[test]
fn a_mapping_may_ask_for_a_cell_or_a_word_of_the_name_and_against_a_header() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\" }\n";
    let of = |more: &str| Mapping::read("mine.toml", &format!("{HEAD}{more}\n{block}")).unwrap();
    let known = |name: &str, source: &str, more: &str| {
        let mut folder = Folder::of(name, source);
        folder.options.mappings = vec![of(more)];
        !folder.read().read.mappings.is_empty()
    };
    let source = "Code,Kind 1\n39001,7\n39003,Valid skip\n";
    assert!(known("a.csv", source, "holds = [\"Valid skip\"]"));
    assert!(!known("a.csv", source, "holds = [\"valid skip\", \"Valid\"]"), "a whole cell, as it is written");
    assert!(known("survey-2020.csv", source, "holds = [\"-77\"]\nnamed = [\"2020\"]"));
    assert!(!known("survey2020.csv", source, "named = [\"2020\"]"), "a word of its own");
    assert!(!known("a.csv", source, "without = [\"Kind 1\"]") && known("a.csv", source, "without = [\"Kind 2\"]"));
}

#[test]
fn a_mapping_may_leave_files_out() {
    let read = |more: &str, named: bool| {
        let folder =
            Folder::of("theirs.csv", "Code,Kind 1\n39001,7\n").with("own.csv", "county,model,vvpat\n39001,a,yes\n");
        let mut folder = if named { folder.named("theirs.csv") } else { folder };
        folder.options.mappings = vec![Mapping::read("mine.toml", &format!("{more}\n{HEAD}")).unwrap()];
        folder.read()
    };
    let told = read("left_out = \"no inventory\"", false);
    says(&told, "here/theirs.csv:1: notice: left out: no inventory");
    assert_eq!(told.rows.len(), 1);
    says(&read("left_out = \"no inventory\"", true), "theirs.csv:1: error: left out: no inventory");
    says(&read("refused = \"of a year not known\"", false), "here/theirs.csv:1: error: left out: of a year not known");
    refused(HEAD, "this file has no rows: what does a source row make?");
}

#[test]
fn tabs_and_files_with_semicolons_are_known_too() {
    let block = "[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\", model = \"kind_1\" }\n";
    let told = mapped("Code;Kind 1\n39001;a,b\n", &format!("{HEAD}{block}"));
    assert_eq!(told.column("model"), ["a,b"]);
    let mut folder = Folder::of(
        "book.xlsx",
        written(&[("Theirs", &[&["Theirs"], &["Code", "Kind 1", "Kind 2"], &["39001", "a", "b"]])]),
    );
    folder.options.mappings =
        vec![Mapping::read("mine.toml", &format!("{HEAD}{block}")).unwrap().asked_as("mine.toml")];
    let told = folder.read();
    assert_eq!((told.column("model"), told.rows[0].positions["model"]), (vec!["a"], Position { line: 3, column: 2 }));
    assert_eq!(told.read.files[0].sha256.len(), 64);
    assert!(told.read.notices.is_empty(), "{:#?}", told.notices());
}

#[test]
fn any_other_code_may_have_an_entry() {
    let mapping = format!(
        "{HEAD}[values.kind]\n7 = {{ model = \"seven\" }}\n\"*\" = {{ model = \"other\" }}\n[[rows]]\ntable = \"equipment\"\n\
         value = {{ kind = \"kind_1\" }}\nset = {{ jurisdiction = \"code\", model = \"kind.model\" }}\n"
    );
    let told = mapped("Code,Kind 1\n39001,7\n39003,x\n39005,\n", &mapping);
    assert_eq!(told.column("model"), ["seven", "other", ""]);
    assert!(told.read.notices.is_empty(), "{:#?}", told.notices());
}

// Mistakes

#[test]
fn every_mapping_that_ships_is_right() {
    for (name, text) in pollworthy::inventory::MAPPINGS {
        let mapping = Mapping::read(name, text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(mapping.name(), *name);
    }
    assert_eq!(Mapping::built_in("verified-voting").len(), 4, "machines of three kinds, and jurisdictions");
    assert_eq!(Mapping::built_in("eavs-2018").len(), 1);
    assert!(Mapping::built_in("eavs-20").is_empty() && Mapping::built_in("").is_empty());
}

#[test]
fn mistakes_are_reported_with_a_caret_at_their_place() {
    let text = format!(
        "{HEAD}[[rows]]\ntable = \"equipment\"\nfor.f = [\"f5\", \"f6\"]\nset = {{ model = \"lowr({{f}}a)\" }}\n"
    );
    let said = wrong(&text);
    let mark = "mine.toml:8:18: there is no function \"lowr\"; did you mean lower?; here {f} is f5\n  |\n8 | set = { model = \"lowr({f}a)\" }\n  |                  ^^^^";
    assert!(said.contains(mark), "{said}");
    assert_eq!(said.matches("lowr\"").count(), 1, "one mistake of all turns is told once: {said}");
}

#[test]
fn what_cannot_be_is_refused_with_the_nearest_that_can() {
    let rows = |set: &str| format!("{HEAD}[[rows]]\ntable = \"equipment\"\nset = {{ {set} }}\n");
    refused(&rows("modle = \"a\""), "equipment has no column \"modle\"; did you mean model?");
    refused(&rows("model = \"kinds.a\""), "nothing is called \"kinds\" here; no name has a dot here");
    refused(&rows("model = \"{x}\""), "no for fills in {x}");
    refused(&rows("vvpat = \"cast(a as integer)\""), "vvpat is yes or no (whether a direct-recording machine prints");
    refused(&rows("first_used_on = \"a = 'b'\""), "and this is yes or no");
    refused(
        &rows("equipment_type = \"case when a = 'x' then 'drre' end\""),
        "equipment_type \"drre\" is not known; did you mean dre?",
    );
    refused(&rows("quantity = \"coalesce(a, '-4')\""), "quantity \"-4\" is below zero");
    refused(&rows("model = \"Code\""), "has no column \"Code\"");
    refused(
        &rows("model = \"a\"").replace("table = \"equipment\"", "table = \"equipmnt\""),
        "did you mean \"equipment\"?",
    );
    refused(
        &rows("model = \"a\"").replace("known_by", "knownby"),
        "a mapping has no key \"knownby\"; did you mean \"known_by\"?",
    );
    refused(&rows("model = \"a\"").replace("equipment\"", "jurisdictions\"").replace("model", "state"), "set one");
}

#[test]
fn value_tables_are_held_against_the_columns_they_fill() {
    let of = |entry: &str| {
        format!(
            "{HEAD}[values.kind]\n1 = {{ {entry} }}\n2 = {{ equipment_type = \"bmd\" }}\n[[rows]]\ntable = \"equipment\"\n\
             value = {{ kind = \"a\" }}\nset = {{ equipment_type = \"kind.equipment_type\" }}\n"
        )
    };
    assert!(Mapping::read("mine.toml", &of("equipment_type = \"dre\"")).is_ok());
    refused(
        &of("equipment_type = \"drre\""),
        "mine.toml:6:24: equipment_type \"drre\" is not known; did you mean dre?",
    );
    refused(&of("equipment_type = 5"), "equipment_type is a whole number for other codes, and this is text");
    refused(
        &of("equipment_type = \"dre\"").replace("kind.equipment_type", "kind.equipment_typ"),
        "did you mean kind.equipment_type?",
    );
    refused(
        &of("equipment_type = \"dre\"").replace("value = { kind", "value = { kinds"),
        "there is no value table kinds; did you mean kind?",
    );
}

#[test]
fn names_do_not_rest_on_themselves() {
    let with =
        |lets: &str| format!("{HEAD}[[rows]]\ntable = \"equipment\"\nlet = {{ {lets} }}\nset = {{ model = \"a\" }}\n");
    refused(&with("a = \"b || ''\", b = \"a\""), "a is defined by itself: a -> b -> a");
    refused(&with("a = \"lower(a)\""), "a is defined by itself: a -> a");
    assert!(
        Mapping::read("mine.toml", &with("a = \"b || 'a'\", b = \"code || 'b'\"")).is_ok(),
        "words in quotes are no names"
    );
    let chain: Vec<String> = (0..150).map(|n| format!("a{n} = \"a{} || 'x'\"", n + 1)).collect();
    refused(&with(&format!("a = \"a0\", {}", chain.join(", "))), "depends on a chain of more than 16 names");
    let many: Vec<String> = (0..100_000).map(|n| format!("a{n} = \"a\"")).collect();
    refused(&with(&many.join(", ")), "more than 200 names are defined here");
    refused(&format!("{}[define]\nb = \"code\"\n", with("a = \"b\", b = \"code\"")), "b is defined already");
}

#[test]
fn a_defined_name_does_not_hide_a_source_column() {
    let block = "[define]\ncode = \"kind_1\"\n[[rows]]\ntable = \"equipment\"\nset = { jurisdiction = \"code\" }\n";
    let told = mapped("Code,Kind 1\n39001,1\n", &format!("{HEAD}{block}"));
    says(&told, "mine.toml:6:1: error: code is a source column already; a defined name may not hide it");
}

#[test]
fn turns_of_one_for_say_the_same_and_two_do_not_say_one_thing() {
    let with = |lists: &str| {
        format!("{HEAD}[[rows]]\ntable = \"equipment\"\nfor = {{ {lists} }}\nset = {{ model = \"a\" }}\n")
    };
    refused(&with("t = [{ f = \"a\", g = \"b\" }, { f = \"a\" }]"), "not every round of this for gives g");
    refused(&with("f = [1], t = [{ f = \"a\" }]"), "{f} is filled in by two lists of this for");
    refused(&with("f = []"), "a list of for is empty");
}

// Hostile files

#[test]
fn a_for_without_end_is_refused_before_it_is_unrolled() {
    let list: Vec<String> = (0..1_000).map(|n| n.to_string()).collect();
    let lists: Vec<String> = (0..8).map(|n| format!("x{n} = [{}]", list.join(","))).collect();
    let text =
        format!("{HEAD}[[rows]]\ntable = \"equipment\"\nfor = {{ {} }}\nset = {{ model = \"a\" }}\n", lists.join(", "));
    refused(&text, "with this block the mapping comes to more than 10,000 blocks");
}

#[test]
fn giant_texts_are_refused() {
    let giant = "a".repeat(1 << 20);
    let with = |more: &str| format!("{HEAD}[[rows]]\ntable = \"equipment\"\n{more}\n");
    refused(&with(&format!("set = {{ model = \"{giant}\" }}")), "longer than 10,000 characters");
    refused(
        &with(&format!("for.x = [\"{giant}\"]\nset = {{ model = \"{{x}}{{x}}{{x}}\" }}")),
        "longer than 10,000 characters",
    );
    let turns = vec!["1"; 9_000].join(",");
    refused(
        &with(&format!("for.x = [{turns}]\nset = {{ model = \"{}\" }}", "a ".repeat(400))),
        "comes to more than 4,000,000 characters",
    );
    refused(&format!("{HEAD}# {}", "x".repeat(5 << 20)), "is larger than 4 MB");
    refused(&with(&format!("set = {{ model = \"{}\" }}", "lower(".repeat(1_000))), "more than 32 brackets or calls");
    refused("", "this file has no mapping");
    refused("[mapping", "mine.toml:1:");
}
