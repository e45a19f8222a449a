//! Whose place a row is of: what headers, states, files and tabs say, and that nothing is placed by guess.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::folder::{Folder, Told};
use pollworthy::audit::audit;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::place::{Level, PlaceId};
use pollworthy::report::Report;
use pollworthy::request::{Records, Request};
use pollworthy::rules::RuleBook;

fn places(told: &Told) -> Vec<&str> {
    told.rows.iter().map(|row| row.place.as_str()).collect()
}

fn sheet(headers: &str, rows: &str) -> Told {
    Folder::of("equipment.csv", format!("{headers}\n{rows}\n")).read()
}

#[test]
fn a_county_that_is_called_like_a_state_is_a_county() {
    let told = sheet("State,County,Model", "UT,Utah,a\nUtah,Salt Lake,b\nNew York,New York,c\nIA,Iowa,d");
    assert_eq!(places(&told), ["49049", "49035", "36061", "19095"]);
    told.says_nothing();
    // A state stands next to the name: the state itself is not meant.
    assert_eq!(places(&sheet("State,Jurisdiction,Model", "UT,Utah,a\nOH,Ohio,b")), ["49049", "39"]);
    let told = Folder::of("jurisdictions.csv", "State,County,Registered voters\nUtah,Utah,370000\n")
        .with("equipment.csv", "County,Model\nUtah,a\n")
        .read();
    assert_eq!(places(&told), ["49049"]);
    assert_eq!(told.place("49049").level, Level::County);
}

#[test]
fn every_county_that_is_called_like_a_state_is_found_under_a_county_header() {
    use pollworthy::place::{County, State};
    let alike: Vec<&County> =
        County::all().iter().filter(|county| !county.former && State::named(county.name).is_some()).collect();
    assert!(alike.len() > 50, "{}", alike.len());
    for county in alike {
        let state = county.state().unwrap();
        let understood = PlaceId::understand_as(county.name, Some(state.code), Some(Level::County));
        assert_eq!(understood.id.as_str(), county.code, "{} in {}", county.name, state.code);
        let alone = PlaceId::understand_as(county.name, None, Some(Level::County)).id;
        assert_ne!(alone.level(), Some(Level::State), "{}", county.name);
    }
}

#[test]
fn states_under_a_header_of_states_or_of_anything_are_still_states() {
    // A list of states: a column State full of them, and no county.
    assert_eq!(places(&sheet("Jurisdiction,Model", "Utah,a\nOhio,b\nPA,c")), ["49", "39", "42"]);
    let told = Folder::of("jurisdictions.csv", "State,Level,Name\nUT,state,Utah\nUT,county,Utah\n").read();
    let ids: Vec<&str> = told.read.places.list().iter().map(|place| place.id.as_str()).collect();
    assert_eq!(ids, ["49", "49049"]);
    let told = sheet("State,Model,Quantity", "OH,a,3\nUtah,b,2");
    assert_eq!(places(&told), ["39", "49"]);
    assert!(
        told.notices().iter().all(|said| said.contains("rows name no place but their state")),
        "{:?}",
        told.notices()
    );
}

#[test]
fn a_name_of_counties_in_several_states_is_none_of_them() {
    let told = sheet("County,Model", "Washington,a\nRoss,b");
    assert_eq!(places(&told), ["Washington", "Ross"]);
    assert_eq!(told.place("Washington").state, None);
    let said =
        "\"Washington\" is a county of 31 states; add a column State, name the folder after the state, or use --state";
    assert!(told.notices()[0].contains(said), "{:?}", told.notices());
    // What the notice says to do is what helps.
    let mut folder = Folder::of("equipment.csv", "County,Model\nWashington,a\nRoss,b\n");
    folder.options.records.states = vec!["OH".to_owned()];
    assert_eq!(places(&folder.read()), ["39167", "39141"]);
    assert_eq!(
        places(&Folder::of("oh/equipment.csv", "County,Model\nWashington,a\nRoss,b\n").read()),
        ["39167", "39141"]
    );
    assert_eq!(places(&sheet("State,County,Model", "OH,Washington,a\nOH,Ross,b")), ["39167", "39141"]);
}

#[test]
fn two_counties_of_one_name_are_two_places() {
    let told = sheet("State,County,Model", "OH,Jefferson County,a\nPA,Jefferson County,b\nPA,Jefferson,c");
    assert_eq!(places(&told), ["39081", "42065", "42065"]);
    told.says_nothing();
}

#[test]
fn a_name_next_to_its_id_is_not_a_contradiction() {
    let told = sheet(
        "FIPS code,State,County,Model",
        "4904900000,Utah,Utah,a\n2400500000,Maryland,Baltimore,b\n24510,MD,Baltimore,c",
    );
    assert_eq!(places(&told), ["49049", "24005", "24510"]);
    told.says_nothing();
    // One that is another county's is.
    let told = sheet("FIPS code,State,County,Model", "49049,UT,Salt Lake,a");
    assert!(told.notices()[0].contains("the id is used"), "{:?}", told.notices());
}

#[test]
fn a_state_column_that_holds_no_states_places_nothing() {
    let told = sheet("County,State,Model", "39001,Active,a\n39003,Retired,b");
    assert_eq!(places(&told), ["39001", "39003"]);
    assert!(told.notices()[0].contains("\"State\" contains \"Active\", which is not a state"), "{:?}", told.notices());
}

#[test]
fn ids_are_read_as_spreadsheets_and_people_write_them() {
    for (written, id) in [
        ("1001.0", "01001"),
        ("39001.00", "39001"),
        ("=\"01003\"", "01003"),
        ("'01003", "01003"),
        ("3.9001E+04", "39001"),
        ("3.9001e4", "39001"),
        ("39,001", "39001"),
        ("39-001", "39001"),
        ("39001 - Adams", "39001"),
        ("39001 Adams County", "39001"),
        ("39001, Adams", "39001"),
        ("Adams (39001)", "39001"),
        ("Adams County - 39001", "39001"),
        ("Adams County, OH (FIPS 39001)", "39001"),
        ("1001 - Autauga", "01001"),
        ("3900100000 - Adams", "39001"),
        ("Ohio, Adams County", "39001"),
        ("Ohio - Adams", "39001"),
        ("OH, Adams", "39001"),
        ("Adams, Ohio", "39001"),
        ("39 - Ohio", "39"),
        ("Iowa, Iowa County", "19095"),
    ] {
        assert_eq!(PlaceId::understand(written, None).id.as_str(), id, "{written}");
    }
    // Look-alikes: digits that were rounded away, codes of the state's own, names of other places.
    for written in
        ["3.9E+04", "3.90E+09", "CITY OF ADAMS - 01201", "39001 - Allen", "Precinct 39001", "39001:Scott", "1.5"]
    {
        let id = PlaceId::understand(written, None).id;
        assert!(!id.is_fips(), "{written} is {id}");
    }
    let disputed = PlaceId::understand("39001 - Allen", None).note.unwrap().to_string();
    assert!(disputed.contains("39001 (Adams County, OH)"), "{disputed}");
}

#[test]
fn nothing_becomes_a_made_up_place_without_a_word() {
    let told = sheet("County,Model", "\"Adams Couny, OH\",a\nWherever,b\n12345678,c");
    let notices = told.notices();
    assert!(notices[0].contains("did you mean Adams County, OH?"), "{notices:?}");
    assert!(notices[1].contains("\"Wherever\" is not a known county, state or FIPS code"), "{notices:?}");
    assert!(notices[2].contains("\"12345678\" is not a known county"), "{notices:?}");
    // Ids of the user's own that lead with a state or county are meant.
    sheet("Place,Model", "WI:00100,a\n39001:Scott,b").says_nothing();
}

#[test]
fn a_blank_cell_among_cells_that_name_places_is_of_no_place() {
    let rows = "39001,dre,5\n,bmd,6\nN/A,bmd,7\n39003,dre,5";
    for place in [None, Some("39001")] {
        let mut folder = Folder::of("equipment.csv", format!("County,Type,Quantity\n{rows}\n"));
        folder.options.records.place = place.map(str::to_owned);
        let told = folder.read();
        let nowhere = "equipment.csv (no place)";
        assert_eq!(places(&told), ["39001", nowhere, nowhere, "39003"], "{place:?}");
        assert!(told.place(nowhere).is_nowhere);
        let said = told.read.notices.iter().find(|notice| notice.code() == "no-place").unwrap();
        assert_eq!(said.positions.first().map(|at| at.line), Some(3));
    }
}

#[test]
fn places_that_are_named_far_below_still_leave_blank_cells_without_one() {
    let blank = ",dre,1\n".repeat(150_000);
    let told = Folder::of("equipment.csv", format!("County,Type,Quantity\n{blank}39001,dre,1\n")).read();
    assert!(told.place("39001").has_rows);
    assert!(told.read.places.list().iter().any(|place| place.is_nowhere));
}

#[test]
fn a_column_of_places_that_is_blank_throughout_names_none() {
    let told = Folder::of("equipment.csv", "County,Type\n,dre\n,bmd\n").at_place("39001").read();
    assert_eq!(places(&told), ["39001", "39001"]);
    told.says_nothing();
}

#[test]
fn a_municipality_is_in_the_county_next_to_it() {
    let told = sheet(
        "State,County,Municipality,Model",
        "OH,Adams,Scott Township,a\nOH,Adams,,b\nOH,Adams County,Adams County,c",
    );
    assert_eq!(places(&told), ["39001:Scott Township", "39001", "39001"]);
    told.says_nothing();
    // A column of cities without a county is an address as likely.
    assert_eq!(places(&sheet("FIPS,City,Model", "39001,West Union,a")), ["39001"]);
}

#[test]
fn rows_of_a_nameless_file_are_the_only_ones_that_a_place_is_given() {
    let folder = |place: Option<&str>| {
        let mut folder = Folder::of("Allen/equipment.csv", "asset_id,type\na,dre\n")
            .with("Butler/jurisdictions.csv", "State,County,Registered voters\nKS,Butler,1\n")
            .with("Butler/equipment.csv", "asset_id,type\nb,dre\n")
            .with("misc/equipment.csv", "asset_id,type\nc,dre\n");
        folder.options.records.place = place.map(str::to_owned);
        folder.read()
    };
    let told = folder(Some("Butler County, KS"));
    assert_eq!(places(&told), ["20001", "20015", "20015"]);
    assert_eq!(told.read.places.given().map(ToString::to_string).collect::<Vec<_>>(), ["here/misc/equipment.csv"]);
    let told = folder(None);
    assert_eq!(places(&told), ["20001", "20015", "misc/equipment"]);
    assert!(told.place("misc/equipment").is_nowhere);
}

#[test]
fn a_place_that_only_its_asking_made_is_not_there() {
    let folder = |place: &str| {
        let mut folder =
            Folder::of("equipment.csv", "County,Type\n39001,dre\n").with("network.csv", "hostname,os\na,b\n");
        folder.options.records.place = Some(place.to_owned());
        folder.read().read.places
    };
    assert!(folder("39003").asked("39003").is_none());
    assert!(folder("39001").asked("39001").is_some());
    assert!(folder("Adams County, OH").asked("Adams County, OH").is_some());
    // Where nothing names a place, it is the user's to say.
    let mut nameless = Folder::of("equipment.csv", "asset_id,type\na,dre\n");
    nameless.options.records.place = Some("39003".to_owned());
    assert!(nameless.read().read.places.asked("39003").is_some());
}

/// A report on all places, or on one.
fn report(folder: &Folder, place: Option<&str>) -> Report {
    static BOOK: LazyLock<RuleBook> = LazyLock::new(crate::support::folder::baseline);
    let book = &*BOOK;
    let mut options = Options { schema: book.schema, ..folder.options.clone() };
    options.records.place = place.map(str::to_owned);
    let (ledger, read) = audit(Inventory::open(options), book, 10);
    let place = place.map(|place| read.places.asked(place).expect(place).id.to_string());
    Report::new(book, &ledger, read, Request { focus: place, ..Request::new(book.as_of) })
}

/// That the page of every place is its part of the whole report.
fn holds(folder: &Folder) {
    let whole = report(folder, None);
    for (at, place) in whole.places.iter().enumerate() {
        let own = report(folder, Some(&place.id));
        assert_eq!(own.place(&place.id), Some(place));
        let findings = |report: &Report, at: usize| -> Vec<String> {
            let of_place = report.findings.iter().filter(|line| line.place == at);
            of_place.map(|line| format!("{} {:?}", line.fingerprint(report), line.finding)).collect()
        };
        let there = own.places.iter().position(|one| one.id == place.id).unwrap();
        assert_eq!(findings(&own, there), findings(&whole, at), "{}", place.id);
        assert_eq!(own.not_placed, whole.not_placed);
    }
}

#[test]
fn the_page_of_one_place_is_its_part_of_the_whole_for_random_inventories() {
    let cell = prop::sample::select(vec![
        "39001",
        "39003",
        "1001.0",
        "49049",
        "Utah",
        "Washington",
        "Jefferson",
        "Adams County, OH",
        "Adams",
        "",
        "N/A",
        "Nowhere",
        "XE:1",
        "Jefferson County",
        "39",
    ]);
    let state = prop::sample::select(vec!["OH", "UT", "PA", "Ohio", "", "ACTIVE", "XE"]);
    let kind = prop::sample::select(vec!["dre", "bmd", "scanner", ""]);
    let row = (cell, state, kind, 0..4_u8, any::<bool>());
    let files = prop::collection::vec((0..4_u8, prop::collection::vec(row, 1..8)), 1..4);
    // Every case audits once for each of its places.
    let config = ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() };
    let law = |files: Vec<(u8, Vec<_>)>| {
        let mut folder = Folder::new();
        let mut names_any = false;
        for (at, (header, rows)) in files.iter().enumerate() {
            let header = ["County", "State,County", "State,Jurisdiction", "FIPS,County"][usize::from(*header)];
            let mut text = format!("{header},Type,Quantity,VVPAT\n");
            let mut named = false;
            for (place, state, kind, quantity, vvpat) in rows {
                named |= !["", "N/A"].contains(place);
                let place = match header {
                    "County" => format!("\"{place}\""),
                    "FIPS,County" => format!("\"{place}\","),
                    _ => format!("{state},\"{place}\""),
                };
                text.push_str(&format!("{place},{kind},{quantity},{}\n", if *vvpat { "yes" } else { "no" }));
            }
            // A file that names no place at all is given to whoever is asked about.
            if named {
                folder = folder.with(&format!("equipment-{at}.csv"), text);
                names_any = true;
            }
        }
        if names_any {
            holds(&folder);
        }
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&files, law) {
        panic!("{failure}");
    }
}

#[test]
fn the_page_of_one_place_is_its_part_of_the_shipped_inventories() {
    for shipped in ["inventories/example-county", "inventories/us-2018"] {
        let mut folder = Folder::new();
        folder.options.records.roots = Records::from(vec![shipped.into()]).roots;
        holds(&folder);
    }
}

#[test]
fn a_folder_named_for_another_county_is_never_given() {
    let folder = |place: &str, first: &str| {
        let mut folder = Folder::of("Allen/equipment.csv", "asset_id,type\na,dre\n")
            .with("Butler/equipment.csv", "asset_id,type\nb,dre\n")
            .with(&format!("{first}/equipment.csv"), "asset_id,type\nc,dre\n");
        folder.options.records.place = Some(place.to_owned());
        let told = folder.read();
        let place = |asset: &str| {
            told.rows.iter().find(|row| row.cells.get("asset_id").is_some_and(|id| id == asset)).unwrap().place.clone()
        };
        [place("a"), place("b"), place("c")]
    };
    // Whatever comes first: the county that the user names, and what nothing names.
    for first in ["aaa", "misc"] {
        assert_eq!(folder("Butler County, KS", first), ["Allen", "20015", "20015"]);
    }
}

#[test]
fn a_countys_folder_in_a_states_is_no_other_state() {
    let machine = "type,model\ndre,x\n";
    let of = |paths: &[&str]| {
        let folder = paths.iter().fold(Folder::new(), |folder, path| folder.with(path, machine));
        let told = folder.read();
        let mut all: Vec<String> = told.rows.iter().map(|row| row.place.clone()).collect();
        all.sort();
        all
    };
    assert_eq!(of(&["Indiana/Delaware/eq.csv", "Indiana/Ohio/eq.csv"]), ["18035", "18115"]);
    assert_eq!(of(&["Utah/Utah/eq.csv", "Utah/Iron/eq.csv"]), ["49021", "49049"]);
    assert_eq!(of(&["New York/New York/eq.csv"]), ["36061"]);
    // Folders within a county's are still the county's, and two of one name are not one place.
    assert_eq!(of(&["GA/Lee/voting/eq.csv", "GA/Cobb/voting/eq.csv"]), ["13067", "13177"]);
    assert_eq!(of(&["a/old/eq.csv", "b/old/eq.csv"]), ["a/old/eq", "b/old/eq"]);
    // A folder of a state is the state's, where nothing nearer is.
    assert_eq!(of(&["Ohio/eq.csv", "Utah/eq.csv"]), ["39", "49"]);
}

#[test]
fn a_column_of_counties_is_known_by_its_cells_next_to_states() {
    let told = sheet("Area name,St.,Model", "Texas,MO,a\nOregon,MO,b");
    assert_eq!(places(&told), ["29215", "29149"]);
    assert!(told.notices()[0].contains("\"Area name\" is not known"), "{:?}", told.notices());
    // Cells that are no counties are not taken for any.
    let told = sheet("Area name,St.,Model", "Texas,MO,a\nWarehouse,MO,b");
    assert_eq!(places(&told), ["29", "29"]);
}

#[test]
fn towns_are_places_where_no_other_column_is() {
    let told = Folder::of("VT/eq.csv", "Town,Type,Model\nFranklin,dre,a\nWashington,dre,b\n").read();
    assert_eq!(places(&told), ["VT:Franklin", "VT:Washington"]);
    assert_eq!(places(&sheet("County,Town,Model", "\"Adams County, OH\",Seaman,a")), ["39001"]);
}

#[test]
fn a_code_with_a_label_is_the_county() {
    let told = sheet("County,Model", "48029,a\n48029: Bexar County,b\n48029:Scott,c\n39999,d");
    assert_eq!(places(&told), ["48029", "48029", "48029:Scott", "39999"]);
    assert!(told.notices()[0].contains("\"39999\" is not the code of a known county"), "{:?}", told.notices());
}

#[test]
fn a_place_whose_form_holds_its_name_alone_has_sent_its_rows() {
    let told =
        Folder::of("jurisdictions.csv", "id,name\n21013,Bell County\n").with("equipment.csv", "type\ndre\n").read();
    assert!(told.place("21013").has_sent());
}
