//! The names of the files of a place: safe on Windows, each once.

use std::collections::HashSet;

use pollworthy::pages::split::names;
use pollworthy::report::{PlaceReport, Report};
use proptest::prelude::*;

use crate::support::folder::Folder;

fn report() -> Report {
    Folder::of("equipment.csv", "jurisdiction,equipment_type\nXE:1,dre\n").report(
        "[[rule]]\nid = 'P-1'\ntopic = 'paper'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\nseverity = 'high'\n",
    )
}

/// The names of files for places of some ids and names.
fn named(places: &[(&str, &str, Option<&str>)]) -> Vec<String> {
    let report = report();
    let place = |(id, name, state): &(&str, &str, Option<&str>)| PlaceReport {
        id: (*id).to_owned(),
        name: (*name).into(),
        state: state.map(Into::into),
        ..report.places[0].clone()
    };
    let places: Vec<PlaceReport> = places.iter().map(place).collect();
    names(&places.iter().collect::<Vec<_>>())
}

#[test]
fn a_name_is_small_letters_digits_and_hyphens() {
    let said = named(&[
        ("20001", "Allen County", Some("KS")),
        ("35013", "Doña Ana County", Some("NM")),
        ("XE:1", "CON", None),
        ("XE:2", "Com1", None),
        ("XE:3", "index", None),
        ("XE:4", "../../etc/passwd", None),
        ("XE:5", "a:b*c?d\"e<f>g|h\\i.", None),
        ("XE:6", "אבגד", None),
        ("XE:7", &"long ".repeat(80), None),
    ]);
    assert_eq!(
        said[..8],
        [
            "allen-county-ks",
            "dona-ana-county-nm",
            "place-con",
            "place-com1",
            "place-index",
            "etc-passwd",
            "a-b-c-d-e-f-g-h-i",
            "place"
        ]
    );
    assert!(said[8].len() <= 60 && !said[8].ends_with('-'), "{}", said[8]);
}

#[test]
fn places_of_one_name_are_told_apart_by_their_ids() {
    let said =
        named(&[("XE:1", "Oak", None), ("XE:2", "OAK", None), ("XE:3", "oak.", None), ("XE:4", "Oak cells", None)]);
    assert_eq!(said, ["oak", "oak-xe-2", "oak-xe-3", "oak-cells-xe-4"]);
}

proptest! {
    #[test]
    fn no_two_files_of_any_places_are_alike(places in prop::collection::vec(("\\PC{0,12}", "(oak|oak-cells|con|[a-zA-Z .]{0,80}|\\PC{0,70})"), 1..40)) {
        let places: Vec<(&str, &str, Option<&str>)> =
            places.iter().map(|(id, name)| (id.as_str(), name.as_str(), None)).collect();
        let mut known: HashSet<String> = ["index".to_owned()].into();
        for name in named(&places) {
            prop_assert!(!name.is_empty() && name.len() <= 64, "{name}");
            prop_assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{name}");
            prop_assert!(!["con", "prn", "aux", "nul"].contains(&name.as_str()));
            for end in ["", "-cells", "-letter"] {
                prop_assert!(known.insert(format!("{name}{end}")), "{name}{end} twice");
            }
        }
    }
}
