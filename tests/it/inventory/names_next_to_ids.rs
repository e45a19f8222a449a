//! A place told twice in a row: by its id and by its name, as clerks write them side by side.

use crate::support::folder::{Folder, Told};

fn sheet(headers: &str, rows: &str) -> Told {
    Folder::of("equipment.csv", format!("{headers}\n{rows}\n")).read()
}

fn places(told: &Told) -> Vec<&str> {
    told.rows.iter().map(|row| row.place.as_str()).collect()
}

#[test]
fn the_id_is_used_and_a_name_that_agrees_is_nothing_to_speak_of() {
    for headers in
        ["FIPS,County,Model", "County FIPS,County Name,Model", "GEOID,Parish,Model", "County Code,Jurisdiction,Model"]
    {
        let told = sheet(headers, "39001,Adams,a\n39003,Allen County,b\n39005,\"Ashland County, OH\",c\n39007,OH,d");
        told.says_nothing();
        assert_eq!(places(&told), ["39001", "39003", "39005", "39007"], "{headers}");
    }
    // The order of the two does not matter.
    let told = sheet("Model,County,FIPS", "a,Adams,39001");
    assert_eq!((places(&told), told.errors()), (vec!["39001"], 0));
}

#[test]
fn if_name_and_id_contradict_the_id_is_used_and_it_is_reported() {
    let told = sheet(
        "FIPS,County,Model",
        "39001,Adams,a\n39003,Adams,b\n39003,Adams,c\n39003,\"Allen County, IN\",d\n39003,Alen,e",
    );
    assert_eq!(places(&told), ["39001", "39003", "39003", "39003", "39003"]);
    let notices = told.notices();
    let wanted = [
        ":3:7: notice: \"Adams\" is 39001 (Adams County, OH), and the id next to it is 39003 (Allen County, OH); the id is used (1 more like it)",
        ":5:7: notice: \"Allen County, IN\" is 18003 (Allen County, IN), and the id next to it is 39003 (Allen County, OH); the id is used",
        ":6:7: notice: \"Alen\" is another name, and the id next to it is 39003 (Allen County, OH); the id is used",
    ];
    for wanted in wanted {
        assert!(notices.contains(&format!("here/equipment.csv{wanted}")), "{wanted}\n{notices:#?}");
    }
    assert_eq!((notices.len(), told.errors()), (3, 0));
}

#[test]
fn a_blank_id_leaves_the_place_to_the_name() {
    let told =
        sheet("FIPS,County,Model", "39001,Adams,a\n,\"Allen County, OH\",b\nN/A,\"Adams County, OH\",c\n39001,,d");
    assert_eq!(places(&told), ["39001", "39003", "39001", "39001"]);
    told.says_nothing();
}

#[test]
fn declared_names_of_own_ids_are_compared_too() {
    let told = Folder::of("jurisdictions.csv", "id,state,name\nXE:1,XE,Prairie\nXE:2,XE,Sage\n")
        .with("equipment.csv", "FIPS,County,Model\nXE:1,Prairie County,a\nXE:2,Prairie,b\n")
        .read();
    let contradiction = "here/equipment.csv:3:6: notice: \"Prairie\" is XE:1 (Prairie), and the id next to it is XE:2 (Sage); the id is used";
    assert_eq!(told.notices().len(), 1);
    assert!(told.notices().contains(&contradiction.to_owned()), "{:#?}", told.notices());
    assert_eq!(places(&told), ["XE:1", "XE:2"]);
    // Of an id that nobody declared nothing tells what it is called; of a municipality only its county is known.
    let told = sheet("FIPS,County,Model", "XE:1,Prairie,a\n3900112345,Adams,b\n3900112345,Allen,c");
    assert_eq!(told.notices().len(), 1, "{:#?}", told.notices());
    assert!(told.notices().iter().any(|line| line.contains("\"Allen\" is 39003")), "{:#?}", told.notices());
}

#[test]
fn among_jurisdictions_the_name_is_the_places_name() {
    let told = Folder::of("jurisdictions.csv", "FIPS,Jurisdiction,Registered voters\n39001,Adams,100\n").read();
    told.says_nothing();
    assert_eq!((&*told.place("39001").name, told.place("39001").voters()), ("Adams", Some(100)));
}

#[test]
fn of_two_names_or_two_ids_the_first_is_used() {
    for headers in ["County,Parish,Model", "FIPS,GEOID,Model"] {
        let told = sheet(headers, "39001,39001,a\n,39003,b\n39003,39001,c");
        assert_eq!((told.errors(), told.rows.len()), (0, 3), "{:?}", told.notices());
        let places: Vec<&str> = told.rows.iter().map(|row| row.place.as_str()).collect();
        assert_eq!(places, ["39001", "39003", "39003"], "{headers}");
        assert!(
            told.notices().iter().any(|line| line.contains("39001") && line.contains("39003")),
            "{:?}",
            told.notices()
        );
    }
}
