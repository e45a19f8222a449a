//! Sums that others published, to the dollar, and what is bounded where the records do not say how many.

use pollworthy::inventory::Inventory;
use pollworthy::plan::{Gap, Plan, Range, When, plan};
use pollworthy::rules::{Prices, RuleBook};

use super::law::{day, question};
use crate::support::folder::Folder;

fn planned(jurisdictions: &str, equipment: &str, prices: &str, budget: u64) -> Plan {
    // A printer is the cheaper way to a paper trail, and would be bought in place of what these sums are about.
    let layer = "[ruleset]\nname = 'own'\nextends = ['baseline']\n[change.add-printers]\noff = 'no vendor sells it'";
    let book = RuleBook::read("own.toml", layer, &[], day()).unwrap();
    let mut folder = Folder::new().with("jurisdictions.csv", jurisdictions).with("equipment.csv", equipment);
    folder.options.schema = book.schema;
    let own = Prices::read("own.csv", &format!("key,low,high,source\n{prices}")).unwrap();
    plan(Inventory::open(folder.options.clone()), &book, &Prices::built_in().unwrap().under(own), question(budget))
        .unwrap()
}

/// What one action costs over all places, whether or not it is taken.
fn sum(plan: &Plan, id: &str) -> (Range, Range) {
    let of = plan.places.iter().flat_map(|place| &place.buys).filter(|buy| plan.actions[buy.action].id == id);
    of.fold((Range::default(), Range::default()), |(units, cost), buy| (units.plus(buy.units), cost.plus(buy.cost)))
}

/// Brennan Center, Costs for Replacing Voting Equipment in 2024: 4,407 precincts without a paper trail at 8,500 dollars.
#[test]
fn paperless_precincts_cost_what_the_brennan_center_says() {
    let places = "id,state,name,registered_voters,polling_places\n22033,LA,East Baton Rouge,300000,4000\n47037,TN,Davidson,400000,407\n";
    let machines = "asset_id,jurisdiction,equipment_type,vvpat,used_standard,quantity\na,22033,dre,no,yes,4000\nb,47037,dre,no,yes,1200\n";
    let plan = planned(places, machines, "hand-marked-set,8500,8500,Brennan Center 2024\n", u64::MAX);
    let cents = 3_745_950_000;
    assert_eq!(sum(&plan, "replace-paperless"), (Range { low: 4_407, high: 4_407 }, Range { low: cents, high: cents }));
    assert_eq!(plan.high.spent, cents);
    assert!(plan.bounded.iter().all(|one| one.kind != Gap::NoPollingPlaces));
}

/// The same: 40,626 ageing machines at 5,000 dollars.
#[test]
fn ageing_machines_cost_what_the_brennan_center_says() {
    let places = "id,state,name,registered_voters\n39001,OH,Adams,15000\n39003,OH,Allen,60000\n";
    let machines = "asset_id,jurisdiction,equipment_type,first_used_on,quantity\na,39001,hand-fed-scanner,2010,626\nb,39003,scanner,2014,40000\n";
    let plan = planned(places, machines, "hand-fed-scanner,5000,5000,Brennan Center 2024\n", u64::MAX);
    let cents = 20_313_000_000;
    assert_eq!(
        sum(&plan, "replace-old-scanners"),
        (Range { low: 40_626, high: 40_626 }, Range { low: cents, high: cents })
    );
    assert_eq!((plan.low.spent, plan.high.spent), (cents, cents));
}

/// Bipartisan Policy Center, voting-equipment, cost_analysis: 274 thousand ballot markers, 86 and 34.2 thousand hand-fed scanners and 2.56
/// thousand batch-fed ones cost 2.71 billion dollars at 5,598, 7,517 and 107,388. Its prices of 2026 are then raised by the inflation from
/// 2026 to 2028, 7.2 percent; without that the sum is 2.53 billion.
#[test]
fn the_whole_nation_costs_what_the_bipartisan_policy_center_says_and_less_without_its_inflation() {
    let places = "id,state,name,registered_voters\n39001,OH,Adams,235100000\n";
    let machines = "asset_id,jurisdiction,equipment_type,first_used_on,quantity\na,39001,bmd,2010,274000\n\
                    b,39001,hand-fed-scanner,2010,120200\nc,39001,batch-scanner,2010,2560\n";
    let billions = |prices: &str| {
        let plan = planned(places, machines, prices, u64::MAX);
        let ids = ["replace-old-markers", "replace-old-scanners", "replace-old-batch-scanners"];
        let millions = ids.map(|id| sum(&plan, id).1.high / 100_000_000);
        assert_eq!(
            plan.high.spent / 1_000_000_000,
            ids.map(|id| sum(&plan, id).1.high).iter().sum::<u64>() / 1_000_000_000
        );
        (millions, plan.high.spent / 1_000_000_000)
    };
    let (parts, whole) =
        billions("ballot-marker,5598,5598,s\nhand-fed-scanner,7517,7517,s\nbatch-scanner,107388,107388,s\n");
    // Published: 1.54 billion, 904 million and 275 million; counts are published to three digits.
    assert_eq!((parts, whole), ([1_533, 903, 274], 271));
    let (_, whole) = billions(
        "ballot-marker,5222.63,5222.63,s\nhand-fed-scanner,7013.75,7013.75,s\nbatch-scanner,100196.25,100196.25,s\n",
    );
    assert_eq!(whole, 253);
}

/// Brennan Center, 2018: 40,000 precincts at 10,000 dollars are 400 million; one set for 1,500 of 43 million voters is the lower estimate.
#[test]
fn without_polling_places_there_is_one_for_each_machine_at_the_most_and_one_for_so_many_voters_at_the_fewest() {
    let places = "id,state,name,registered_voters\n34001,NJ,Atlantic,43000000\n";
    let machines = "asset_id,jurisdiction,equipment_type,vvpat,used_standard,quantity\na,34001,dre,no,yes,40000\n";
    let plan = planned(places, machines, "hand-marked-set,8000,10000,Brennan Center 2018\n", u64::MAX);
    let (units, cost) = sum(&plan, "replace-paperless");
    assert_eq!(units, Range { low: 28_667, high: 40_000 });
    assert_eq!(cost, Range { low: 28_667 * 800_000, high: 40_000_000_000 });
    assert!(plan.bounded.iter().any(|one| one.kind == Gap::NoPollingPlaces && one.rows.units == 40_000));
}

#[test]
fn what_the_records_do_not_say_is_bounded_and_never_guessed() {
    let places = "id,state,name,registered_voters\n39001,OH,Adams,15000\n39003,OH,Allen,\n39005,OH,Ashland,9000\n39007,OH,Ashtabula,9000\n";
    let machines = "asset_id,jurisdiction,equipment_type,first_used_on,quantity,replacement_funded\n\
                    a,39001,bmd,2010,,\nb,39003,bmd,2010,7,\nc,39005,bmd,2010,5,yes\nd,39007,bmd,,3,\n";
    let plan = planned(places, machines, "", u64::MAX);
    let of = |kind: Gap| {
        let own = |one: &&pollworthy::plan::Bounded| {
            one.kind == kind && one.action.is_none_or(|action| plan.actions[action].id == "replace-old-markers")
        };
        plan.bounded.iter().find(own).unwrap_or_else(|| panic!("{kind:?} is not said")).clone()
    };
    assert_eq!((of(Gap::NoQuantity).places, of(Gap::NoQuantity).rows.bare), (1, 1));
    assert_eq!((of(Gap::NoVoters).places, of(Gap::PaidFor).rows.units), (1, 5));
    assert_eq!(of(Gap::NotSaid).rows.units, 3);
    assert_eq!(plan.high.spent, 0, "nothing of it is bought");
    assert!(plan.places.iter().flat_map(|place| &place.buys).all(|buy| buy.when == When::NotReached));
}

/// One set serves a polling place, whichever of its machines it replaces.
#[test]
fn a_polling_place_is_equipped_once() {
    let places = "id,state,name,registered_voters,polling_places\n39001,OH,Adams,20000,5\n39003,OH,Allen,20000,9\n";
    let machines = "asset_id,jurisdiction,equipment_type,vvpat,used_standard,first_used_on,quantity\n\
                    a,39001,dre,no,yes,2005,50\nb,39001,dre,yes,yes,2005,50\nc,39003,dre,no,yes,2005,3\nd,39003,dre,yes,yes,2005,4\n";
    let plan = planned(places, machines, "hand-marked-set,8500,9000,s\n", u64::MAX);
    let units = ["replace-paperless", "replace-old-paper-dres"].map(|id| sum(&plan, id).0);
    assert_eq!(units, [Range { low: 8, high: 8 }, Range { low: 4, high: 4 }]);
    assert_eq!((plan.low.spent, plan.high.spent), (12 * 850_000, 12 * 900_000));
    assert!(plan.shares_polling_places);
}
