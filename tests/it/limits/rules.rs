//! Limits of the files that people write, at the limit, one below and one above.

use pollworthy::inventory::Mapping;
use pollworthy::limits::Limit;
use pollworthy::limits::rules::{CONDITION_PARTS, MISTAKES, REFERENCE_NAMES, REFERENCE_TABLE};
use pollworthy::rules::law::{LAWS, StateLaw};
use pollworthy::rules::{Prices, RuleBook};
use pollworthy::words::value::Day;

use crate::support::folder::{Folder, run_next_to};

fn day() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

/// The rules of a text, or what is said of them.
fn book(text: &str) -> Result<RuleBook, String> {
    RuleBook::read("rules.toml", text, &[], day()).map_err(|error| error.to_string())
}

fn said(text: &str) -> String {
    book(text).err().unwrap_or_default()
}

/// The text of a limit where it is among what is said, and nothing where it is not.
fn only(limit: &Limit, said: &str) -> String {
    if said.contains(&limit.to_string()) { limit.to_string() } else { String::new() }
}

fn rule(id: usize, require: &str) -> String {
    format!(
        "[[rule]]\nid = 'R-{id}'\ntopic = 't'\ntitle = 't'\ntable = 'equipment'\nrequire = \"{require}\"\nseverity = 'low'\n"
    )
}

fn column(name: &str, more: &str) -> String {
    format!("[[column]]\ntable = 'equipment'\nname = '{name}'\n{more}\n")
}

/// A list of so many texts.
fn texts(count: u64) -> String {
    (0..count).map(|number| format!("'w{number}x', ")).collect()
}

fn length(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap()
}

/// A text that is made so long by a comment at its end.
fn commented(text: &str, bytes: u64) -> String {
    format!("{text}#{}", "x".repeat(length(bytes) - text.len() - 1))
}

/// Two factors of a number near 10,000, which is not prime.
fn factors(product: u64) -> (u64, u64) {
    let least = (50..=100).rev().find(|factor| product.is_multiple_of(*factor)).unwrap();
    (least, product / least)
}

/// A chain of `count` parts by names: `big` is many parts, `one` is one.
fn parts(count: usize) -> String {
    let each = size(BIG);
    let (bigs, ones) = (count / each, count % each);
    [vec!["big"; bigs], vec!["one"; ones]].concat().join(" or ")
}

const BIG: &str = "model in ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h') or quantity + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 > 9 or vvpat = \
                   (quantity * 1 * 2 * 3 * 4 * 5 * 6 * 7 > quantity + 1 + 2 + 3 + 4 + 5 + 6 + 7)";

/// The parts of a condition, as they are counted.
fn size(text: &str) -> usize {
    book(&rule(1, text)).unwrap().rules[0].require.node.size().0
}

fn with_parts(rules: &[usize]) -> String {
    let rules: String = rules.iter().enumerate().map(|(id, count)| rule(id, &parts(*count))).collect();
    said(&format!("[define.equipment]\nbig = \"{BIG}\"\none = 'vvpat'\n{rules}"))
}

const MAPPING: &str = "[mapping]\nname = 'mine'\nknown_by = ['Code', 'Kind']\n";

/// A block of a mapping.
fn block(more: &str, model: &str) -> String {
    format!("[[rows]]\ntable = 'equipment'\n{more}\nset = {{ jurisdiction = \"code\", model = \"{model}\" }}\n")
}

fn said_of_mapping(more: &str) -> String {
    Mapping::read("mine.toml", &format!("{MAPPING}{more}")).err().map(|error| error.to_string()).unwrap_or_default()
}

/// A book with a reference table of one column.
fn with_reference(table: &str) -> String {
    let text = "[reference.model]\nfile = 'models.csv'\ntables = ['equipment']\nmatch = { model = 'model', manufacturer = 'maker' }\n\
                aliases = { model = 'models', manufacturer = 'makers' }\ncolumns = { made = 'boolean' }\n";
    let fetch = |name: &str| Ok((name.to_owned(), table.to_owned()));
    let text = format!("{text}{}", rule(1, "model.made"));
    RuleBook::load("rules.toml", &text, &fetch, &[], day()).err().map(|error| error.to_string()).unwrap_or_default()
}

const REFERENCE: &str = "model,models,maker,makers,made\n";

super::tried! {
    rules:
    written_file WRITTEN_FILE => |bytes| {
        said(&commented(&rule(1, "vvpat"), bytes))
    };
    // It begins as an archive does: as long as it is read, that is what is said.
    reference_table REFERENCE_TABLE => |bytes| {
        let said = with_reference(&("PK\u{3}\u{4}".to_owned() + &"x".repeat(length(bytes) - 4)));
        assert!(!said.is_empty());
        only(&REFERENCE_TABLE, &said)
    };
    law_file LAW_FILE => |bytes| {
        let (name, text) = LAWS[0];
        StateLaw::read(name, &commented(text, bytes), None).err().map(|error| error.to_string()).unwrap_or_default()
    };
    price_list PRICE_LIST => |bytes| {
        let text = "key,low,high,source\na,1,2,s";
        let list = format!("{text}{}", "s".repeat(length(bytes) - text.len()));
        Prices::read("prices.csv", &list).err().map(|error| error.to_string()).unwrap_or_default()
    };
    mapping_file MAPPING_FILE => |bytes| {
        let mapping = commented(&format!("{MAPPING}{}", block("", "kind")), bytes);
        Mapping::read("mine.toml", &mapping).err().map(|error| error.to_string()).unwrap_or_default()
    };
    letter LETTER => |bytes| {
        let folder = Folder::of("equipment.csv", "asset_id,jurisdiction,equipment_type\na,39001,dre\n")
            .with("../letter.txt", "x".repeat(length(bytes)));
        let (_, _, said) = run_next_to(&folder, &["audit", "here", "--split", "out", "--letter", "letter.txt", "--quiet"]);
        said
    };
    condition CONDITION => |characters| said(&rule(1, &format!("model = '{}'", "x".repeat(length(characters) - 10))));
    // A comparison, a sum of so many numbers, and the first of them.
    condition_depth CONDITION_DEPTH => |levels| said(&rule(1, &format!("quantity{} > 5", " + 1".repeat(length(levels) - 2))));
    condition_brackets CONDITION_BRACKETS => |brackets| {
        let brackets = length(brackets);
        said(&rule(1, &format!("{}vvpat{}", "(".repeat(brackets), ")".repeat(brackets))))
    };
    condition_parts CONDITION_PARTS => |count| with_parts(&[length(count)]);
    condition_parts_in_all CONDITION_PARTS_IN_ALL => |count| {
        let most = CONDITION_PARTS.size();
        let rest = length(count) - 9 * most;
        with_parts(&[vec![most; 9], vec![rest / 2, rest - rest / 2]].concat())
    };
    mistakes MISTAKES => |mistakes| {
        let rules: String = (0..length(mistakes)).map(|id| rule(id, "nothing")).collect();
        let said = said(&rules);
        assert_eq!(said.matches("has no column").count(), length(mistakes).min(MISTAKES.size()), "{said}");
        only(&MISTAKES, &said)
    };
    actions ACTIONS => |actions| {
        let one = |id| format!(
            "[[action]]\nid = 'a{id}'\ntitle = 'a'\ntable = 'equipment'\nwhy = 'so'\nwhere = 'not vvpat'\nset = {{ vvpat = true }}\n"
        );
        said(&(0..actions).map(one).collect::<String>())
    };
    choices CHOICES => |count| said(&column("style", &format!("kind = 'category'\nchoices = [{}]", texts(count))));
    synonyms SYNONYMS => |count| said(&column("style", &format!("kind = 'text'\nsynonyms = [{}]", texts(count))));
    added_columns ADDED_COLUMNS => |columns| {
        said(&(0..columns).map(|number| column(&format!("own{number}"), "kind = 'text'")).collect::<String>())
    };
    reference_names REFERENCE_NAMES => |names| {
        // The first name of each key is in a column of its own.
        let (one, two) = factors(names);
        let list = |word: &str, count: u64| (1..count).map(|at| format!("{word}{at};")).collect::<String>();
        let said = with_reference(&format!("{REFERENCE}a,{},b,{},yes\n", list("a", one), list("b", two)));
        only(&REFERENCE_NAMES, &said) + if said.contains("models.csv:2") || said.is_empty() { "" } else { "no line" }
    };
    lesser_kinds LESSER_KINDS => |kinds| {
        let rules: String = (0..=length(kinds)).map(|id| rule(id, "vvpat")).collect();
        let kinds = (1..=kinds).map(|kind| format!("[[list.paper.lesser]]\nname = 'k{kind}'\nrules = ['R-{kind}']\n"));
        said(&format!("{rules}[list.paper]\nlacking = ['R-0']\n{}", kinds.collect::<String>()))
    };
    price PRICE => |dollars| {
        let list = format!("key,low,high,source\na,1,{dollars},s\n");
        Prices::read("prices.csv", &list).err().map(|error| error.to_string()).unwrap_or_default()
    };
    lead_months LEAD_MONTHS => |months| {
        said(&format!(
            "[[action]]\nid = 'a'\ntitle = 'a'\ntable = 'equipment'\nwhy = 'so'\nwhere = 'not vvpat'\nset = {{ vvpat = true }}\n\
             lead_months = {months}\n"
        ))
    };
    mapping_blocks MAPPING_BLOCKS => |blocks| {
        let (one, two) = factors(blocks);
        let numbers = |count: u64| (0..count).map(|number| format!("{number},")).collect::<String>();
        let loops = format!("for.a = [{}]\nfor.b = [{}]", numbers(one), numbers(two));
        said_of_mapping(&block(&loops, "'{a} {b}'"))
    };
    // A block for each of 400 words, each counted as the longest of them, and a last block.
    mapping_text MAPPING_TEXT => |characters| {
        let fixed = "jurisdictioncodemodel".len();
        let words: String = (1..400).map(|word| format!("'{word}', ")).collect();
        let loops = format!("for.a = ['{}', {words}]", "x".repeat(9_000 - fixed - "'{a}'".len()));
        let rest = length(characters) - 400 * 9_000;
        let more = |characters: usize| block("", &format!("'{}'", "x".repeat(characters - fixed - 2)));
        said_of_mapping(&(block(&loops, "'{a}'") + &more(9_000).repeat(rest / 9_000) + &more(rest % 9_000)))
    };
    mapping_names MAPPING_NAMES => |names| {
        let names: String = (0..names).map(|name| format!("n{name} = \"code || '{name}'\"\n")).collect();
        said_of_mapping(&format!("[define]\n{names}{}", block("", "n0")))
    };
    value_columns VALUE_COLUMNS => |columns| {
        let cells: String = (0..columns).map(|column| format!("c{column} = 'x', ")).collect();
        said_of_mapping(&format!("[values.kinds]\n7 = {{ {cells} }}\n{}", block("value = { kinds = \"kind\" }", "kinds.c0")))
    };
    name_chain NAME_CHAIN => |names| {
        let on = |name: u64| if name == 0 { "code".to_owned() } else { format!("n{}", name - 1) };
        let chain: String = (0..names).map(|name| format!("n{name} = \"{} || 'x'\"\n", on(name))).collect();
        said_of_mapping(&format!("[define]\n{chain}{}", block("", &format!("n{}", names - 1))))
    };
}
