//! Actions and prices in rules files: what is read, and every mistake with its place.

use pollworthy::rules::{NewCell, Per, Prices, RuleBook};
use pollworthy::words::value::Day;

fn day() -> Day {
    Day::parse("2026-11-30").unwrap()
}

fn read(text: &str) -> Result<RuleBook, String> {
    RuleBook::read("rules.toml", text, &[], day()).map_err(|error| error.to_string())
}

/// An action with more or other keys.
fn action(id: &str, more: &str) -> String {
    format!("[[action]]\nid = '{id}'\ntitle = 'Do it'\ntable = 'equipment'\nwhy = 'so'\n{more}\n")
}

const USUAL: &str = "where = 'not vvpat'\nset = { vvpat = true }";

#[track_caller]
fn refused(text: &str, wanted: &str) {
    let said = read(text).unwrap_err();
    assert!(said.contains(wanted), "{wanted:?} is not in\n{said}");
}

#[test]
fn an_action_is_read_with_what_it_sets_costs_and_needs() {
    let more = "where = \"paper_record = 'none' and first_used_on < as_of\"\n\
                set = { paper_record = 'ballot', first_used_on = 'delivery', support_ends_on = 'delivery + 2 years', model = '' }\n\
                price = 'set'\nper = 'polling-place'\nvoters_each = 1500\nlead_months = 24\nneeds = ['b']\nexcludes = ['c']";
    let book = read(&(action("a", more) + &action("b", USUAL) + &action("c", USUAL))).unwrap();
    let [a, b, c] = book.actions.as_slice() else { panic!("{:?}", book.actions) };
    assert_eq!(
        (a.per, a.voters_each, a.lead_months, a.price.as_deref()),
        (Per::PollingPlace, Some(1500), 24, Some("set"))
    );
    assert_eq!((a.needs.as_slice(), a.excludes.as_slice(), c.excludes.as_slice()), (&[1][..], &[2][..], &[0][..]));
    assert_eq!((b.lead_months, b.per, b.price.as_deref(), b.line), (0, Per::Unit, None, 15));
    let of = |name: &str| {
        let column = book.schema.column(a.table, name).unwrap();
        a.set.iter().find(|(at, _)| *at == column).unwrap().1.on(day())
    };
    assert_eq!([of("first_used_on"), of("support_ends_on"), of("model")], ["2026-11-30", "2028-11-30", ""]);
    assert!(a.set.iter().any(|(_, cell)| *cell == NewCell::Text("ballot".to_owned())));
}

#[test]
fn a_mistake_in_an_action_is_named_with_its_place() {
    refused(&action("a", "where = 'not vvpat'\nset = {}"), "rules.toml:7:7: set is empty: an action changes something");
    refused(&action("a", "where = 'not vvpat'"), "this action has no set: write set = {");
    refused(&action("a", "set = { vvpat = true }"), "this action has no where");
    refused(&action("a", "where = 'not vvpt'\nset = { vvpat = true }"), "did you mean vvpat?");
    refused(
        &action("a", "where = 'not vvpat'\nset = { vvpt = true }"),
        "equipment has no column \"vvpt\"; did you mean vvpat?",
    );
    refused(&action("a", "where = 'not vvpat'\nset = { vvpat = 'perhaps' }"), "rules.toml:7:17: ");
    refused(&action("a", "where = 'not vvpat'\nset = { first_used_on = true }"), "first_used_on is a date");
    refused(
        &action("a", "where = 'not vvpat'\nset = { first_used_on = 'delivery later' }"),
        "write delivery, or delivery + 2 years",
    );
    refused(&action("a", "where = 'not vvpat'\nset = { equipment_type = 'delivery' }"), "rules.toml:7:26: ");
    refused(&action("a", "where = 'not vvpat'\nset = { quantity = 3 }"), "no action sets it");
    refused(&action("a", "where = 'not vvpat'\nset = { vvpat = 'n/a' }"), "write \"\" for a blank cell");
    refused(
        &action("a", &format!("{USUAL}\nlead_months = -3")),
        "rules.toml:8:15: lead_months is a whole number from 0",
    );
    refused(&action("a", &format!("{USUAL}\nper = 'place'")), "per says what the price is for");
    refused(&action("a", &format!("{USUAL}\nprice = 'p'\nper = 'county'")), "per \"county\" is not known");
    refused(&action("a", &format!("{USUAL}\nneeds = ['a']")), "a names itself");
    refused(
        &(action("abc", USUAL) + &action("b", &format!("{USUAL}\nneeds = ['abd']"))),
        "there is no action abd; did you mean abc?",
    );
    refused(&(action("a", USUAL) + &action("a", USUAL)), "rules.toml:9:6: there is an action a already");
    let both = action("a", &format!("{USUAL}\nneeds = ['b']\nexcludes = ['b']")) + &action("b", USUAL);
    refused(&both, "a needs b and excludes it");
    refused(
        "[[action]]\nid = 'a'\ntitle = 't'\ntable = 'equipment'\nwhere = 'not vvpat'\nset = { vvpat = true }",
        "neither why nor from which source",
    );
}

#[test]
fn an_action_that_changes_nothing_is_refused() {
    for (condition, set) in [
        ("vvpat", "vvpat = true"),
        ("not vvpat and sealed", "vvpat = false"),
        ("paper_record = 'ballot' and used_mail", "paper_record = 'ballot'"),
        ("model is null", "model = ''"),
        ("paper_record in ('ballot') and vvpat", "vvpat = true, paper_record = 'ballot'"),
    ] {
        refused(&action("a", &format!("where = \"{condition}\"\nset = {{ {set} }}")), "a changes nothing");
    }
    for (condition, set) in [("vvpat or sealed", "vvpat = true"), ("vvpat", "vvpat = true, sealed = true")] {
        read(&action("a", &format!("where = \"{condition}\"\nset = {{ {set} }}"))).unwrap();
    }
}

#[test]
fn actions_that_need_each_other_in_a_circle_are_refused() {
    let circle = action("a", &format!("{USUAL}\nneeds = ['b']"))
        + &action("b", &format!("{USUAL}\nneeds = ['c']"))
        + &action("c", &format!("{USUAL}\nneeds = ['a']"));
    refused(&circle, "rules.toml:24:10: a needs itself: a -> b -> c -> a");
    assert_eq!(read(&circle).unwrap_err().matches("needs itself").count(), 1);
    let diamond = action("a", &format!("{USUAL}\nneeds = ['b', 'c']"))
        + &action("b", &format!("{USUAL}\nneeds = ['d']"))
        + &action("c", &format!("{USUAL}\nneeds = ['d']"))
        + &action("d", USUAL);
    assert_eq!(read(&diamond).unwrap().actions.len(), 4);
}

/// A layer over a set with the actions `a` and `b`, of which `b` needs `a`.
fn layered(layer: &str) -> Result<RuleBook, String> {
    let base = action("a", USUAL) + &action("b", &format!("{USUAL}\nneeds = ['a']"));
    let fetch = |_: &str| Ok(("base".to_owned(), base.clone()));
    let text = format!("[ruleset]\nname = 'own'\nextends = ['base']\n{layer}");
    RuleBook::load("layer.toml", &text, &fetch, &[], day()).map_err(|error| error.to_string())
}

#[test]
fn a_layer_adds_replaces_and_turns_off_actions() {
    let ids = |book: &RuleBook| book.actions.iter().map(|action| action.id.clone()).collect::<Vec<_>>();
    let added = layered(&action("c", USUAL)).unwrap();
    assert_eq!(ids(&added), ["a", "b", "c"]);
    let replaced = layered(&action("a", "where = 'not vvpat'\nset = { vvpat = true }\nlead_months = 7")).unwrap();
    let a = replaced.actions.iter().find(|action| action.id == "a").unwrap();
    assert_eq!((a.lead_months, a.origin.as_str(), replaced.actions.len()), (7, "layer.toml", 2));
    let off = layered("[change.a]\noff = 'No vendor sells it.'").unwrap();
    assert_eq!(off.actions[0].off.as_deref(), Some("No vendor sells it."));
    assert_eq!(off.actions[1].off.as_deref(), Some("it needs a, which is turned off"));
    assert!(layered("[change.a]\nseverity = 'low'").unwrap_err().contains("a is an action: it can be turned off"));
}

#[test]
fn the_actions_that_are_shipped_are_priced_or_free_or_say_why_not() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/baseline.toml")).unwrap();
    let book = RuleBook::read("baseline", &text, &[], day()).unwrap();
    let prices = Prices::built_in().unwrap();
    assert!(book.actions.len() >= 10);
    prices.check(&book).unwrap();
    for action in &book.actions {
        let price = action.price.as_ref().map(|key| prices.of(key).unwrap_or_else(|| panic!("{key} is in no list")));
        assert!(price.is_none_or(|price| price.each.is_some() || price.source.starts_with("Not priced: ")));
    }
}

fn prices(text: &str) -> Result<Prices, String> {
    Prices::read("own.csv", text).map_err(|error| error.to_string())
}

const HEADER: &str = "key,low,high,unit,source,as_of\n";

#[test]
fn prices_are_whole_cents_with_a_source() {
    let read = prices("key,low,high,upkeep_low,upkeep_high,source,as_of\nset,\"8,500\",13710,460.5,460.5,\"Brennan, 2024\",2024\nnone,,,,,not known,\nsame,$5000,5000,,,s,\n").unwrap();
    let of = |key: &str| read.of(key).unwrap();
    assert_eq!((of("set").each, of("set").upkeep), (Some((850_000, 1_371_000)), Some((46_050, 46_050))));
    assert_eq!((of("none").each, of("same").each), (None, Some((500_000, 500_000))));
    assert_eq!((of("set").as_of, of("same").line), (Some(2024), 4));
}

#[test]
fn a_mistake_in_a_list_of_prices_is_named_with_its_place() {
    for (line, wanted) in [
        ("a,-5,7,,s,", "own.csv:2:3: a price is not negative"),
        ("a,9,7,,s,", "own.csv:2:3: the low price, 9, is above the high one, 7"),
        ("a,9,cheap,,s,", "own.csv:2:5: \"cheap\" is no price"),
        ("a,1.005,2,,s,", "own.csv:2:3: a price has at most two decimal places"),
        ("a,1,2,\"one, two\",,", "own.csv:2:18: a has no source"),
        ("a,1,2,u,s,soon", "own.csv:2:11: as_of is a year"),
        (",1,2,u,s,2020", "own.csv:2:1: this price has no key"),
        ("a,1,2,u,s,\na,1,2,u,s,", "own.csv:3:1: line 2 has a price of a already"),
    ] {
        let said = prices(&format!("{HEADER}{line}\n")).unwrap_err();
        assert!(said.contains(wanted), "{wanted:?} is not in\n{said}");
    }
    assert!(prices("").unwrap_err().contains("this file is empty"));
    assert!(
        prices("key,lo,high,source\n")
            .unwrap_err()
            .contains("a list of prices has no column \"lo\"; did you mean low?")
    );
    let own = prices(&format!("{HEADER}prnter,1,2,u,s,\n")).unwrap();
    let book = read(&action("a", &format!("{USUAL}\nprice = 'printer'"))).unwrap();
    let said = own.check(&book).unwrap_err().to_string();
    assert!(said.contains("own.csv:2:1: no action has the price \"prnter\"; did you mean printer?"), "{said}");
}

#[test]
fn an_own_price_stands_in_place_of_the_one_that_is_built_in() {
    let both = Prices::built_in().unwrap().under(prices(&format!("{HEADER}printer,1,2,u,s,\n")).unwrap());
    assert_eq!(both.of("printer").unwrap().each, Some((100, 200)));
    assert!(both.of("hand-marked-set").is_some() && both.files.len() == 2);
}
