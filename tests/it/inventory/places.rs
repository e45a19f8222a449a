//! Places: ids and how they are written, rows that merge, and places that rows name.

use std::sync::Arc;

use pollworthy::inventory::{Inventory, Options, Places, Spots};
use pollworthy::place::{Level, PlaceId};
use pollworthy::schema::JURISDICTIONS;
use pollworthy::words::value::{Day, Value};

use crate::support::folder::{Folder, Told};

/// Some jurisdictions, and equipment at some places.
fn office(jurisdictions: &str, places: &[&str]) -> Folder {
    let rows: String = places.iter().enumerate().map(|(at, place)| format!("a{at},{place},dre\n")).collect();
    Folder::of("jurisdictions.csv", jurisdictions)
        .with("equipment.csv", format!("asset_id,jurisdiction,equipment_type\n{rows}"))
}

fn places(told: &Told) -> Vec<&str> {
    told.rows.iter().map(|row| row.place.as_str()).collect()
}

// Ids

#[test]
fn lost_leading_zeros_are_restored_and_reported() {
    let told = office("id,state,name\n1003,AL,Baldwin\n", &["01003", "1003"]).read();
    assert_eq!(
        told.notices(),
        [
            "here/equipment.csv:3:4: notice: \"1003\" has lost a leading zero; read as 01003",
            "here/jurisdictions.csv:2:1: notice: \"1003\" has lost a leading zero; read as 01003",
        ]
    );
    assert_eq!(places(&told), ["01003", "01003"]);
    assert_eq!(&*told.place("01003").name, "Baldwin");
}

#[test]
fn five_digits_and_the_same_five_with_zeros_are_one_place() {
    let told = office("id,name\n3900100000,Adams\n", &["39001", "3900100000"]).read();
    told.says_nothing();
    assert_eq!((places(&told), told.read.places.len()), (vec!["39001", "39001"], 1));
}

#[test]
fn an_id_that_contradicts_its_state_becomes_one_of_that_state() {
    let told = office("id,state,name\n00100,WI,Ashland\n39001,WI,Bayfield\n", &["00100", "39001", "WI:39001"]).read();
    assert_eq!(
        told.notices(),
        [
            "here/jurisdictions.csv:2:1: notice: \"00100\" is not a FIPS code; read as WI:00100",
            "here/jurisdictions.csv:3:1: notice: \"39001\" is a code of Ohio, and its row says WI; read as WI:39001",
        ]
    );
    assert_eq!(places(&told), ["WI:00100", "WI:39001", "WI:39001"]);
    assert_eq!(told.place("WI:39001").state.as_deref(), Some("WI"));
}

#[test]
fn an_id_of_an_own_kind_leads_with_its_state() {
    let id = |text, state| PlaceId::understand(text, state).id.to_string();
    assert_eq!(id("XE:001", Some("XE")), "XE:001");
    assert_eq!(id("north", Some("Ohio")), "OH:north");
    assert_eq!(id("Ohio", None), "39");
    assert_eq!(id("39000", None), "39");
    assert_eq!(id("north", None), "north");
}

#[test]
fn parents_go_by_prefix() {
    let above = |text| {
        let ids = PlaceId::understand(text, None).id.above();
        ids.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(above("3900105130"), ["39001", "39"]);
    assert_eq!(above("39001"), ["39"]);
    assert_eq!(above("39"), [""; 0]);
    assert_eq!(above("WI:00100"), ["55", "WI"]);
    assert_eq!(above("XE:001"), ["XE"]);
    assert_eq!(above("north"), [""; 0]);
}

// Rows of one place

#[test]
fn rows_of_one_place_merge_where_they_agree() {
    let told = Folder::of("jurisdictions.csv", "id,state,name,registered_voters\n39001,OH,Adams,\n")
        .with("more/jurisdictions.csv", "id,state,name,registered_voters,precincts\n3900100000,Ohio,Adams,1500,9\n")
        .read();
    told.says_nothing();
    let adams = told.place("39001");
    assert_eq!((told.read.places.len(), adams.voters()), (1, Some(1500)));
    assert_eq!(adams.named("precincts").to_string(), "9");
    assert_eq!(adams.named("state"), Value::text("OH"));
}

#[test]
fn what_rows_of_one_place_contradict_is_blank_and_reported() {
    let told = Folder::of(
        "jurisdictions.csv",
        "id,name,registered_voters\n39001,Adams,1500\n39001,Adams,1600\n39001,Adams,1500\n",
    )
    .read();
    told.says(
        "here/jurisdictions.csv:3:13: notice: two rows of place 39001 differ in registered_voters; treated as blank (1 more like it)",
    );
    assert_eq!((told.place("39001").voters(), &*told.place("39001").name), (None, "Adams"));
}

#[test]
fn the_order_of_rows_that_contradict_changes_nothing() {
    for rows in ["39001,Adams,\n39001,,5\n39001,,6\n", "39001,,6\n39001,,5\n39001,Adams,\n"] {
        let told = Folder::of("jurisdictions.csv", format!("id,name,precincts\n{rows}")).read();
        assert_eq!((told.place("39001").named("precincts"), told.notices().len()), (Value::Null, 1));
    }
}

#[test]
fn a_row_without_id_goes_by_its_name_and_without_both_is_an_error() {
    let told = Folder::of("jurisdictions.csv", "id,state,name,precincts\n,XE,Prairie County,4\n,XE,,5\n").read();
    told.says("here/jurisdictions.csv:3: error: this row of jurisdictions has neither id nor name; it was not read");
    assert_eq!(&*told.place("XE:Prairie County").name, "Prairie County");
}

// Places that rows name

#[test]
fn a_place_goes_by_its_name_too() {
    let told =
        office("id,state,name\nXE:001,XE,Prairie County\n", &["prairie county", "\"Prairie County, XE\""]).read();
    told.says_nothing();
    assert_eq!(places(&told), ["XE:001", "XE:001"]);
}

#[test]
fn a_name_that_two_places_share_names_neither() {
    let told = office("id,name\n39001,Adams\n17001,Adams\n", &["Adams"]).read();
    assert_eq!(places(&told), ["Adams"]);
    told.says(
        "here/equipment.csv:2:4: notice: \"Adams\" is the name of several jurisdictions; write the id of one: 39001 or 17001",
    );
}

#[test]
fn a_place_that_is_not_among_the_jurisdictions_is_reported_with_the_nearest() {
    let told = office("id,name\nXE:001,Prairie County\n", &["Prarie County", "XE:001", "Prarie County"]).read();
    told.says(
        "here/equipment.csv:2:4: notice: place \"Prarie County\" is not among the jurisdictions; did you mean Prairie \
         County? (1 more like it)",
    );
    assert_eq!(places(&told), ["Prarie County", "XE:001", "Prarie County"]);
}

#[test]
fn it_is_reported_in_every_file_that_names_it() {
    let toml = "jurisdiction = \"39003\"\n[[network]]\nrole = \"server\"\n[[network]]\nrole = \"laptop\"\n";
    let told = office("id,name\n39001,Adams\n", &["39003"]).with("office.toml", toml).read();
    assert_eq!(
        told.notices(),
        [
            "here/equipment.csv:2:4: notice: place \"39003\" is not among the jurisdictions",
            "here/office.toml:1:16: notice: place \"39003\" is not among the jurisdictions (1 more like it)",
        ]
    );
}

#[test]
fn a_place_that_only_an_asset_names_has_state_level_and_name_from_its_id() {
    let told = Folder::of("equipment.csv", "jurisdiction,model\n39001,a\n3900105130,b\n39,c\n").read();
    told.says_nothing();
    let of = |id| {
        let place = told.place(id);
        (place.state.clone().unwrap().to_string(), place.level, place.name.to_string())
    };
    assert_eq!(of("39001"), ("OH".to_owned(), Level::County, "Adams County".to_owned()));
    assert_eq!(of("3900105130"), ("OH".to_owned(), Level::Municipality, "municipality 3900105130".to_owned()));
    assert_eq!(of("39"), ("OH".to_owned(), Level::State, "Ohio".to_owned()));
    assert_eq!((told.place("39001").voters(), told.place("39001").named("state")), (None, Value::Null));
}

// Rows that name no place

const MACHINES: &str = "asset_id,equipment_type\na,dre\nb,bmd\n";

#[test]
fn the_place_said_on_the_command_line_is_that_of_rows_that_name_none() {
    let told = office("id,name\n39001,Adams\n", &["", "39003"]).at_place("Adams").read();
    // One row names its place: the other is of none, whatever the command line says.
    assert_eq!(places(&told), ["equipment.csv (no place)", "39003"]);
    let notices = [
        "here/equipment.csv:2:4: notice: this row names no place, unlike others here; it is counted as NOT PLACED",
        "here/equipment.csv:3:4: notice: place \"39003\" is not among the jurisdictions",
    ];
    assert_eq!(told.notices(), notices);
    let told = office("id,name\n39001,Adams\n39003,Allen\n", &["", ""]).at_place("Adams").read();
    assert_eq!(places(&told), ["39001", "39001"]);
    told.says_nothing();
    assert_eq!(told.read.places.given().map(ToString::to_string).collect::<Vec<_>>(), ["here/equipment.csv"]);
}

#[test]
fn the_name_of_a_file_tells_the_place_with_a_notice() {
    let told = Folder::of("jurisdictions.csv", "id,name\nXE:001,Prairie County\n")
        .with("prairie-county.csv", "asset_id,equipment_type,model\na,dre,x\n")
        .read();
    told.says(
        "here/prairie-county.csv: notice: rows name no place; assigned to XE:001 (Prairie County) from the name of the file or its \
         folder",
    );
    assert_eq!(places(&told), ["XE:001"]);
}

#[test]
fn the_name_of_a_folder_tells_the_place_with_a_notice() {
    let told =
        Folder::of("jurisdictions.csv", "id,name\nXE:001,Prairie\n").with("prairie/equipment.csv", MACHINES).read();
    told.says(
        "here/prairie/equipment.csv: notice: rows name no place; assigned to XE:001 (Prairie) from the name of the file or its \
         folder",
    );
    assert_eq!(places(&told), ["XE:001", "XE:001"]);
}

#[test]
fn where_nothing_tells_the_place_it_is_called_after_the_folder() {
    let told = Folder::of("equipment.csv", MACHINES).read();
    told.says(
        "here/equipment.csv: notice: nothing names the place of these rows; they are counted as NOT PLACED; use --place to name it",
    );
    assert_eq!(places(&told), ["equipment", "equipment"]);
}

#[test]
fn a_place_is_found_by_id_or_name() {
    let folder = office("id,state,name\n39001,OH,Adams\n", &["39003"]);
    let inventory = Inventory::open(Options::new(vec![folder.path("")], Day::new(2026, 11, 22).unwrap()));
    for name in ["39001", "3900100000", "adams", "Adams, OH"] {
        assert_eq!(inventory.places().find(name).map(|place| place.id.as_str()), Some("39001"), "{name}");
    }
    assert!(inventory.places().find("Allen").is_none());
}

#[test]
fn names_are_known_whenever_they_are_first_asked_for() {
    let declared = |asked_before: bool| {
        let mut places = Places::default();
        for (id, name) in [("XE:001", "North County"), ("xe-2", "South County"), ("XE:003", "South County")] {
            let mut row = vec![Value::Null; JURISDICTIONS.columns().len()];
            row[JURISDICTIONS.column("name").unwrap()] = Value::text(name);
            let understood = PlaceId::understand(id, Some("XE"));
            places.declare(
                &understood,
                &Arc::from(id),
                (row, Vec::new()),
                &"jurisdictions.csv".into(),
                Spots::default(),
            );
            assert!(!asked_before || places.find(&id.to_uppercase().replace('-', " ")).is_some(), "{id} as written");
            assert!(!asked_before || places.find(name).is_none(), "{name} is not known yet");
        }
        places.name_all();
        let id = |text: &str| places.find(text).map(|place| place.id.to_string());
        ["north", "North County", "north county, xe", "XE 2", "south", "South County", "west"].map(id)
    };
    let north = || Some("XE:001".to_owned());
    let second = Some(PlaceId::understand("xe-2", Some("XE")).id.to_string());
    assert_eq!(declared(false), [north(), north(), north(), second, None, None, None], "two are called South County");
    assert_eq!(declared(true), declared(false));
}
