//! The law of plans: what is bought is the best of all that could be, and an audit of the changed records says what was promised.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use pollworthy::audit::{Interval, audit};
use pollworthy::inventory::{Inventory, Options};
use pollworthy::pages::defused;
use pollworthy::plan::{Money, Plan, Question, VALUE, apply, plan};
use pollworthy::report::Report;
use pollworthy::request::Request;
use pollworthy::rules::{Prices, RuleBook};
use pollworthy::words::value::Day;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::folder::Folder;

/// Rules with every measure, two of them on one column and one on two, and four actions that get into each other's way.
const RULES: &str = r#"
[[rule]]
id = "R-1"
topic = "t"
title = "prints"
table = "equipment"
among = "kind_known"
require = "vvpat"
severity = "high"
[[rule]]
id = "R-2"
topic = "t"
title = "sealed"
table = "equipment"
require = "sealed"
measure = "worst"
severity = "medium"
[[rule]]
id = "R-3"
topic = "t"
title = "both"
table = "equipment"
require = "vvpat and sealed or paper_record = 'ballot'"
at_least = 0.75
severity = "low"
[[rule]]
id = "R-4"
topic = "t"
title = "paper"
table = "equipment"
require = "coalesce(paper_record <> 'none', vvpat)"
severity = "critical"
[[rule]]
id = "R-5"
topic = "t"
title = "factor"
table = "jurisdictions"
require = "admin_mfa"
measure = "any"
severity = "high"
[define.equipment]
kind_known = "equipment_type is not null"
[[action]]
id = "print"
title = "Print"
table = "equipment"
where = "not vvpat"
set = { vvpat = true }
price = "print"
why = "so"
[[action]]
id = "seal"
title = "Seal"
table = "equipment"
where = "not sealed"
set = { sealed = true }
price = "seal"
per = "place"
why = "so"
[[action]]
id = "paper"
title = "Paper"
table = "equipment"
where = "paper_record = 'none'"
set = { paper_record = "ballot", sealed = false }
price = "paper"
excludes = ["print"]
why = "so"
[[action]]
id = "factor"
title = "Factor"
table = "jurisdictions"
where = "not admin_mfa"
set = { admin_mfa = true }
needs = ["seal"]
why = "so"
"#;

const PRICES: &str = "key,low,high,source\nprint,3,3,s\nseal,10,10,s\npaper,7,7,s\n";

pub(super) fn day() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

#[derive(Clone, Debug)]
struct Machine {
    place: usize,
    known: bool,
    quantity: Option<u64>,
    vvpat: Option<bool>,
    sealed: Option<bool>,
    paper: &'static str,
}

#[derive(Clone, Debug)]
struct Office {
    voters: Option<u64>,
    factor: Option<bool>,
    complete: bool,
}

fn answer(yes: Option<bool>) -> &'static str {
    match yes {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// The two files, where some actions are taken at every place: a bit each, in their order.
fn files(offices: &[Office], machines: &[Machine], taken: u64) -> [(&'static str, String); 2] {
    let has = |action: u64| taken >> action & 1 == 1;
    let mut places = "id,state,name,registered_voters,admin_mfa,list_complete\n".to_owned();
    for (at, office) in offices.iter().enumerate() {
        let factor = if has(3) && office.factor == Some(false) { Some(true) } else { office.factor };
        let voters = office.voters.map(|voters| voters.to_string()).unwrap_or_default();
        writeln!(places, "p{at},OH,Place {at},{voters},{},{}", answer(factor), answer(office.complete.then_some(true)))
            .unwrap();
    }
    let mut rows = "asset_id,jurisdiction,equipment_type,quantity,vvpat,sealed,paper_record\n".to_owned();
    for (at, machine) in machines.iter().enumerate() {
        let mut new = machine.clone();
        if has(0) && machine.vvpat == Some(false) {
            new.vvpat = Some(true);
        }
        if has(1) && machine.sealed == Some(false) {
            new.sealed = Some(true);
        }
        if has(2) && machine.paper == "none" {
            (new.paper, new.sealed) = ("ballot", Some(false));
        }
        let quantity = new.quantity.map(|quantity| quantity.to_string()).unwrap_or_default();
        let kind = if new.known { "dre" } else { "" };
        let cells = [answer(new.vvpat), answer(new.sealed), new.paper].join(",");
        writeln!(rows, "a{at},p{},{kind},{quantity},{cells}", machine.place).unwrap();
    }
    [("jurisdictions.csv", places), ("equipment.csv", rows)]
}

fn folder(files: [(&'static str, String); 2]) -> Folder {
    files.into_iter().fold(Folder::new(), |folder, (name, text)| folder.with(name, text))
}

/// The risk of every place by an audit, by id.
pub(super) fn audited(options: Options, book: &RuleBook) -> BTreeMap<String, Interval> {
    let (ledger, read) = audit(Inventory::open(options), book, 0);
    let report = Report::new(book, &ledger, read, Request::new(book.as_of));
    report.places.iter().map(|place| (place.id.clone(), place.risk)).collect()
}

pub(super) fn question(budget: u64) -> Question {
    Question {
        money: Money::Budget(budget),
        until: None,
        curve_only: false,
        upkeep_years: 0,
        states: Vec::new(),
        focus: None,
    }
}

/// The records as a plan makes them, audited: what every place comes to.
pub(super) fn applied(options: &Options, book: &RuleBook, plan: &Plan, to: &Path) -> BTreeMap<String, Interval> {
    fs::create_dir_all(to).unwrap();
    apply(Inventory::open(options.clone()), book, plan, defused, &mut |table| {
        Ok(Box::new(fs::File::create(to.join(format!("{table}.csv")))?) as Box<dyn std::io::Write>)
    })
    .unwrap();
    let mut options = Options::new(vec![to.to_path_buf()], book.as_of);
    options.schema = book.schema;
    audited(options, book)
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn worth(voters: u64, points: f64) -> u64 {
    (voters as f64 * points * f64::from(VALUE)).round().max(0.0) as u64
}

/// What every set of actions costs at a place, in cents; `None` where it cannot be taken.
fn cost(machines: &[Machine], office: &Office, place: usize, taken: u64) -> Option<u64> {
    let has = |action: u64| taken >> action & 1 == 1;
    let own = || machines.iter().filter(|machine| machine.place == place && machine.quantity != Some(0));
    let units = |of: &dyn Fn(&Machine) -> bool| {
        own().filter(|machine| of(machine)).map(|machine| machine.quantity).sum::<Option<u64>>()
    };
    let rows = |of: &dyn Fn(&Machine) -> bool| own().any(of);
    let print = |machine: &Machine| machine.vvpat == Some(false);
    let seal = |machine: &Machine| machine.sealed == Some(false);
    let paper = |machine: &Machine| machine.paper == "none";
    if has(0) && has(2) || has(3) && !has(1) && rows(&seal) {
        return None;
    }
    let useful = [rows(&print), rows(&seal), rows(&paper), office.factor == Some(false)];
    if useful.iter().enumerate().any(|(action, useful)| has(action as u64) && !useful) {
        return None;
    }
    let mut cents = 0;
    if has(0) {
        cents += 300 * units(&print)?;
    }
    if has(1) {
        cents += 1_000;
    }
    if has(2) {
        cents += 700 * units(&paper)?;
    }
    Some(cents)
}

/// The highest value for every sum that can be spent, over all combinations of all places.
fn brute(offices: &[Office], machines: &[Machine], risks: &[BTreeMap<String, Interval>]) -> BTreeMap<u64, u64> {
    let mut best: BTreeMap<u64, u64> = BTreeMap::from([(0, 0)]);
    for (place, office) in offices.iter().enumerate() {
        let id = |taken: usize| risks[taken].iter().find(|(id, _)| id.ends_with(&format!("p{place}"))).unwrap().1.low;
        let mut after: BTreeMap<u64, u64> = BTreeMap::new();
        // An only place needs no voters to be weighed.
        let Some(voters) = office.voters.or((offices.len() == 1).then_some(1)) else { continue };
        for taken in 0..16 {
            let Some(cost) = cost(machines, office, place, taken) else { continue };
            let value = worth(voters, id(0) - id(taken as usize));
            for (spent, known) in &best {
                let own = after.entry(spent + cost).or_default();
                *own = (*own).max(known + value);
            }
        }
        best = after;
    }
    best
}

fn machine(places: usize) -> impl Strategy<Value = Machine> {
    let yes_no = || select(vec![Some(true), Some(false), Some(false), None]);
    let quantity = select(vec![Some(1), Some(2), Some(5), Some(1), Some(3), None, Some(0)]);
    (0..places, any::<bool>(), quantity, yes_no(), yes_no(), select(vec!["none", "none", "ballot", ""])).prop_map(
        |(place, known, quantity, vvpat, sealed, paper)| Machine { place, known, quantity, vvpat, sealed, paper },
    )
}

fn office() -> impl Strategy<Value = Office> {
    let voters = select(vec![Some(100), Some(1_000), Some(25_000), Some(3), None]);
    (voters, select(vec![Some(true), Some(false), Some(false), None]), any::<bool>())
        .prop_map(|(voters, factor, complete)| Office { voters, factor, complete })
}

fn inventories() -> impl Strategy<Value = (Vec<Office>, Vec<Machine>, u64)> {
    (1..=15_usize).prop_flat_map(|places| {
        (prop::collection::vec(office(), places), prop::collection::vec(machine(places), 0..30), 0..20_000_u64)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_is_the_best_for_its_money_and_keeps_its_promise((offices, machines, budget) in inventories()) {
        let book = RuleBook::read("rules.toml", RULES, &[], day()).unwrap();
        let prices = Prices::read("prices.csv", PRICES).unwrap();
        let risks: Vec<_> = (0..16).map(|taken| audited(folder(files(&offices, &machines, taken)).options.clone(), &book)).collect();
        let best = brute(&offices, &machines, &risks);
        let records = folder(files(&offices, &machines, 0));
        let mut before = 0;
        for budget in [0, budget / 4, budget, u64::MAX] {
            let plan = plan(Inventory::open(records.options.clone()), &book, &prices, question(budget)).unwrap();
            let wanted = *best.range(..=budget).map(|(_, value)| value).max().unwrap();
            let cheapest = *best.iter().find(|(_, value)| **value == wanted).unwrap().0;
            prop_assert_eq!(plan.high.value, u128::from(wanted));
            prop_assert_eq!((plan.high.spent, plan.high.gap), (cheapest, 0));
            prop_assert_eq!(plan.low, plan.high);
            prop_assert!(plan.high.value >= before, "a larger budget gives less");
            before = plan.high.value;
            let audited = applied(&records.options, &book, &plan, &records.path("after"));
            fs::remove_dir_all(records.path("after")).unwrap();
            for place in &plan.places {
                prop_assert_eq!(audited[&place.id], place.after, "{}", place.id);
            }
        }
    }
}
