//! Hints: a name that is misspelt or cut short has one, and a word that merely has letters in common has none.

use pollworthy::schema::{Choice, TABLES, read_cell};
use pollworthy::words::spelling::{misspelt, nearest};
use pollworthy::words::value::{Day, Kind};

#[test]
fn a_misspelt_name_has_its_name_for_a_hint() {
    for (written, name) in [
        ("papr_record", "paper_record"),
        ("paper-record", "paper_record"),
        ("jurisdction", "jurisdiction"),
        ("PT001", "PT-001"),
        ("auidt", "audit"),
        ("Ohoi", "Ohio"),
        ("optical scaner", "optical scanner"),
        ("DER", "DRE"),
    ] {
        assert_eq!(misspelt(written, ["other", name, "model"]), Some(name), "{written}");
    }
    assert_eq!(nearest("equip", ["equipment_type", "model"]), Some("equipment_type"));
    assert_eq!(nearest("paper", ["paper_record", "paper-trail"]), None, "either may be meant");
}

#[test]
fn what_merely_looks_like_a_name_has_no_hint() {
    for (written, name) in [
        ("Condition", "connectivity"),
        ("Paper Poll Book", "hand-counted-paper"),
        ("paper", "none"),
        ("BMD", "DRE"),
        ("39007", "39001"),
        ("inactive", "active"),
        ("disabled", "enabled"),
        ("uncertified", "certified"),
        ("Seal #", "sealed"),
        ("has no paper trail", "has paper trail"),
        ("with no printer at all", "with one printer at all"),
    ] {
        assert_eq!(nearest(written, [name]), None, "{written}");
    }
    for (word, other) in [("net", "not"), ("no", "on"), ("on", "no")] {
        assert_eq!(misspelt(word, [other]), None, "a word of a cell");
    }
    assert_eq!(nearest("P-2", ["P-1"]), Some("P-1"), "the name of a rule");
    assert_eq!(nearest(&"a".repeat(100_000), ["a"]), None);
}

/// No word of a column is a hint for another: what is written is known, or near nothing that says something else.
#[test]
fn no_known_word_denied_is_near_it() {
    for column in TABLES.iter().flat_map(|table| table.columns).filter(|column| column.kind == Kind::Category) {
        let of = |choice: &'static Choice| {
            std::iter::once(&choice.name).chain(choice.synonyms).map(|word| (*word, choice.name))
        };
        for (word, name) in
            column.choices.iter().flat_map(of).filter(|(word, _)| word.len() > 2 && !word.starts_with("un"))
        {
            for denied in [format!("not {word}"), format!("no {word}"), format!("un{word}"), format!("non-{word}")] {
                let Err(trouble) = read_cell(column, &denied, Day::new(2026, 11, 22).unwrap()) else { continue };
                assert!(!trouble.to_string().ends_with(&format!("did you mean {name}?")), "{}", trouble);
            }
        }
    }
}
