//! Layers: sets of rules that extend others, and what they may change.

use pollworthy::finding::Severity;
use pollworthy::pages::explain;
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::rules::RuleBook;
use pollworthy::words::value::{Day, Exact, Value};

const BASE: &str = r#"
[ruleset]
name = "base"
version = "1"
[params]
years = 10
[define.equipment]
prints = "vvpat"
[[rule]]
id = "B-1"
topic = "paper"
title = "t"
table = "equipment"
require = "prints"
severity = "low"
[[rule]]
id = "B-2"
topic = "age"
title = "t"
table = "equipment"
require = "first_used_on >= as_of - interval :years year"
severity = "low"
"#;

fn load(layer: &str) -> Result<RuleBook, String> {
    load_on(layer, "2026-11-22")
}

fn load_on(layer: &str, day: &str) -> Result<RuleBook, String> {
    let fetch = |name: &str| match name {
        "base" => Ok(("base".to_owned(), BASE.to_owned())),
        "loop" => Ok(("loop".to_owned(), "[ruleset]\nextends = [\"layer.toml\"]\n".to_owned())),
        "layer.toml" => Ok(("layer.toml".to_owned(), String::new())),
        _ => Err("there is no such file".to_owned()),
    };
    RuleBook::load("layer.toml", layer, &fetch, &[], Day::parse(day).unwrap()).map_err(|error| error.to_string())
}

/// A layer over the base, with more in it.
fn layer(more: &str) -> String {
    format!("[ruleset]\nname = \"law\"\nversion = \"2\"\nextends = [\"base\"]\n{more}\n")
}

#[test]
fn a_layer_adds_rules_and_keeps_those_it_extends() {
    let own = "[[rule]]\nid = 'L-1'\ntopic = 'paper'\ntitle = 't'\ntable = 'equipment'\nrequire = 'prints'\nseverity = 'high'";
    let book = load(&layer(own)).unwrap();
    let ids: Vec<&str> = book.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["B-1", "B-2", "L-1"]);
    assert_eq!((book.rules[0].origin.as_str(), book.rules[2].origin.as_str()), ("base", "layer.toml"));
    assert_eq!((book.ruleset.name.as_str(), book.layers.len(), book.files.len()), ("law", 2, 2));
    assert_eq!(book.lists.iter().find(|list| list.key == "paper").unwrap().lacking, [0, 2]);
}

#[test]
fn a_layer_changes_params_defines_and_severities() {
    let more = "[params]\nyears = 20\n[define.equipment]\nprints = \"paper_record = 'vvpat'\"\n[change.B-1]\nseverity = 'critical'";
    let book = load(&layer(more)).unwrap();
    assert_eq!(book.rules[0].severity, Severity::Critical);
    assert_eq!(book.rules[0].severity_from.as_deref(), Some("layer.toml"));
    assert_eq!(book.rules[0].require.node.to_sql(), "paper_record = 'vvpat'");
    assert_eq!(book.rules[1].require.node.to_sql(), "first_used_on >= date '2006-11-22'");
    assert_eq!(book.params[0].origin, "layer.toml");
    assert_eq!(book.layers[1].changes, 3);
}

#[test]
fn every_value_knows_where_it_comes_from_and_what_it_replaces() {
    let more = "[params]\nyears = 20\nmore = 1\n[define.equipment]\nprints = \"paper_record = 'vvpat'\"\nown = \"sealed\"\n\
                [change.B-1]\nseverity = 'critical'\nwaivable = false";
    let book = load(&layer(more)).unwrap();
    let (changed, kept) = (&book.rules[0], &book.rules[1]);
    assert_eq!((changed.severity_written, changed.severity), (Severity::Low, Severity::Critical));
    assert_eq!(changed.waivable_from.as_deref(), Some("layer.toml"));
    assert_eq!((kept.severity_from.as_ref(), kept.waivable_from.as_ref()), (None, None));
    let own = |name: &str| book.definitions.iter().find(|known| known.name == name).unwrap();
    assert_eq!((own("prints").origin.as_str(), own("prints").replaces.as_deref()), ("layer.toml", Some("base")));
    assert_eq!((own("own").origin.as_str(), own("own").replaces.as_deref()), ("layer.toml", None));
    let param = |name: &str| book.params.iter().find(|known| known.name == name).unwrap().clone();
    assert_eq!(param("years").replaces, Some((Value::Number(Exact::from(10)), "base".to_owned())));
    assert_eq!(param("more").replaces, None);
    let origins: Vec<&str> = book.layers.iter().map(|layer| layer.origin.as_str()).collect();
    assert_eq!(origins, ["base", "layer.toml"]);
}

/// The page that explains a rule.
fn explained(book: &RuleBook, id: &str) -> String {
    let mut page = Vec::new();
    explain::rule(book, book.rule(id).unwrap(), &[], &Paper::new(100, Top::Usual), &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

#[test]
fn a_rule_is_explained_with_the_layers_that_changed_it_and_those_that_did_not() {
    let book = load(&layer("[params]\nyears = 20")).unwrap();
    assert!(explained(&book, "B-1").contains("FROM         base, line 9; unchanged by layer.toml\n"));
    let aged = explained(&book, "B-2");
    assert!(aged.contains("FROM         base, line 16; changed by layer.toml\n"), "{aged}");
    assert!(aged.contains("PARAMS       years = 20 from layer.toml, in place of 10 from base\n"), "{aged}");
    let book = load(&layer("[define.equipment]\nprints = \"sealed\"\n[change.B-2]\noff = 'leased'")).unwrap();
    let paper = explained(&book, "B-1");
    assert!(paper.contains("WHERE        prints = sealed  -- layer.toml, in place of base\n"), "{paper}");
    assert!(paper.contains("line 9; changed by layer.toml\n"), "{paper}");
    let off = explained(&book, "B-2");
    assert!(off.contains("OFF          It gives no verdict: leased (from layer.toml)\n"), "{off}");
}

#[test]
fn a_rule_turned_off_gives_no_verdict_and_keeps_its_reason() {
    let mut book = load(&layer("[change.B-2]\noff = \"Our machines are leased.\"")).unwrap();
    book.select(&[], &[]).unwrap();
    assert!(!book.rules[1].selected && book.rules[0].selected);
    assert_eq!((book.off[0].id.as_str(), book.off[0].reason.as_str()), ("B-2", "Our machines are leased."));
}

#[test]
fn a_rule_judges_from_its_first_day_to_its_last() {
    let own = "[[rule]]\nid = 'L-1'\ntopic = 'paper'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\nseverity = 'high'\n\
               effective_from = 2027-01-01\neffective_until = 2027-12-31";
    let judges = |day: &str| load_on(&layer(own), day).unwrap().rules[2].selected;
    assert!(!judges("2026-12-31") && judges("2027-01-01") && judges("2027-12-31") && !judges("2028-01-01"));
}

#[test]
fn a_layer_may_forbid_waiving() {
    let mut book = load(&layer("[change.B-1]\nwaivable = false")).unwrap();
    let waiver =
        "[[waiver]]\nrule = 'B-1'\nplace = '39'\nkind = 'mitigated'\nreason = 'r'\nowner = 'o'\nexpires = 2027-01-01\n";
    let error = book.add_waivers("waivers.toml", waiver).unwrap_err().to_string();
    assert!(error.starts_with("waivers.toml:2:8: B-1 may not be waived"), "{error}");
}

#[track_caller]
fn refused(layer: &str, wanted: &str) {
    let error = load(layer).unwrap_err();
    assert!(error.starts_with(wanted), "{error}");
}

#[test]
fn mistakes_are_reported_in_the_file_they_are_in() {
    refused(&layer("[change.B-3]\nseverity = 'low'"), "layer.toml:5:9: there is no rule B-3; did you mean B-2?");
    refused(
        &layer("[change.B-1]\nseverity = 'hihg'"),
        "layer.toml:6:12: severity \"hihg\" is not known; did you mean \"high\"?",
    );
    refused(&layer("[change.B-1]\noff = ''"), "layer.toml:5:1: off gives the reason for turning the rule off");
    refused("[ruleset]\nextends = [\"bas\"]\n", "layer.toml:2:12: \"bas\" cannot be extended: there is no such file");
    refused(
        "[ruleset]\nextends = [\"loop\"]\n",
        "loop:2:12: layer.toml extends itself: layer.toml -> loop -> layer.toml",
    );
    let twice =
        "[[rule]]\nid = 'B-1'\ntopic = 't'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\nseverity = 'low'";
    refused(&layer(twice), "layer.toml:5:1: there is a rule B-1 already");
    // What a layer breaks in the set it extends is told where it stands.
    refused(&layer("[params]\nyears = \"ten\""), "base:21:46: this interval cannot be read");
    refused(&layer("[define.equipment]\nprints = \"vvpt\""), "layer.toml:6:11: equipment has no column \"vvpt\"");
}
