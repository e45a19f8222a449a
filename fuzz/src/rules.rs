//! Rules files: a book and a layer below it, read in every way there is; what is read is drawn, written as SQL and judged by.

use pollworthy::audit::audit;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::pages::layout::Paper;
use pollworthy::pages::rules;
use pollworthy::phrases::Top;
use pollworthy::report::Report;
use pollworthy::request::Request;
use pollworthy::rules::{BUILT_IN, REFERENCES, RuleBook};
use pollworthy::sql::{Dialect, Script};

use super::shared::{Files, as_of, check_mistakes};

const MACHINES: &[u8] = b"asset_id,jurisdiction,equipment_type,quantity,vvpat,first_used_on,model,system_version,extra\n\
    E-1,39001,dre,4,no,2017-01-01,Verity,5.5,x\nE-2,39001,dre,2,yes,2020-05-01,,EVS 6.0,\nE-3,39003,bmd,,maybe,,DS200,,9\n";

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // A sign that TOML forbids parts the file from a layer that it may extend, and that from a table it may look up.
    let mut parts = text.split('\u{1}');
    let (own, layer) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let table = parts.next().unwrap_or_default();
    let fetch = |name: &str| {
        let known = BUILT_IN.iter().chain(REFERENCES).find(|(known, _)| *known == name);
        match known {
            Some((name, text)) => Ok(((*name).to_owned(), (*text).to_owned())),
            None if name.ends_with(".csv") => Ok((name.to_owned(), table.to_owned())),
            None if name == "layer.toml" => Ok((name.to_owned(), layer.to_owned())),
            None => Err("there is no such file".to_owned()),
        }
    };
    let set = [("years".to_owned(), "3".to_owned())];
    let read = RuleBook::load("rules.toml", own, &fetch, &[], as_of());
    let others = [
        RuleBook::load("rules.toml", own, &fetch, &set, as_of()),
        RuleBook::load_for_any_day("rules.toml", own, &fetch, &[], as_of()),
        RuleBook::load_by_name("rules.toml", own, &fetch, &[], as_of()),
        RuleBook::load_open("rules.toml", own, &fetch, &[], as_of()),
    ];
    match read {
        Err(error) => {
            let (mine, below): (Vec<_>, Vec<_>) = error.0.into_iter().partition(|mistake| mistake.file == "rules.toml");
            if !mine.is_empty() {
                check_mistakes(&mine, own);
            }
            let below: Vec<_> = below.into_iter().filter(|mistake| mistake.file == "layer.toml").collect();
            if !below.is_empty() {
                check_mistakes(&below, layer);
            }
            assert!(others[1].is_err(), "a book that is read for any day and not for one");
        }
        Ok(book) => {
            drawn(&book);
            judged(&book);
            for book in others.iter().skip(2).flatten() {
                for (_, dialect) in Dialect::ALL {
                    let _ = Script::new(book, dialect, false).map(|script| script.text());
                }
            }
        }
    }
}

fn drawn(book: &RuleBook) {
    let paper = Paper::new(80, Top::Usual);
    let mut page = Vec::new();
    rules::list(book, &paper, &mut page).unwrap();
    rules::check(book, None, &paper, &mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(!page.chars().any(|c| c.is_control() && c != '\n'), "{page:?}");
}

/// The machines by the book: each is counted once for every rule that asks of machines.
fn judged(book: &RuleBook) {
    let options = Files(&[("equipment.csv", MACHINES)]).options(1 << 18);
    let options = Options { schema: book.schema, ..options };
    let (ledger, read) = audit(Inventory::open(options), book, 10);
    let report = Report::new(book, &ledger, read, Request::new(book.as_of));
    assert_eq!(report.places.len(), 2, "both places, whatever the rules say");
    for place in &report.places {
        assert!((0.0..=100.0).contains(&place.risk.low) && place.risk.low <= place.risk.high, "{:?}", place.risk);
        assert!(place.risk.high <= 100.0, "{:?}", place.risk);
    }
}
