//! Ids met twice are found whether they rise, fall or jump, however the files are cut.

use std::collections::HashMap;
use std::fmt::Write as _;

use proptest::prelude::*;

use crate::support::folder::Folder;

/// Ids that mostly rise, as offices number what they own, and now and then do not; with zeros before them or not.
fn ids() -> impl Strategy<Value = Vec<String>> {
    let step = prop_oneof![40 => 1..3_i64, 1 => Just(0), 1 => -30..30_i64];
    (prop::collection::vec(step, 1..120), any::<bool>(), 0..150_i64).prop_map(|(steps, zeros, first)| {
        let numbers = steps.into_iter().scan(first, |number, step| {
            *number += step;
            Some(*number)
        });
        numbers.map(|number| if zeros { format!("A-{number:05}") } else { format!("A{number}") }).collect()
    })
}

fn sheet(ids: &[String]) -> String {
    ids.iter().fold("asset_id,jurisdiction,equipment_type\n".to_owned(), |mut text, id| {
        writeln!(text, "{id},39001,dre").unwrap();
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ids_met_twice_are_found_in_any_order(one in ids(), other in ids(), piece in 30..3_000_usize, threads in 1..4_usize) {
        let (mut met, mut expected) = (HashMap::new(), [0_u64; 2]);
        for (file, id) in one.iter().map(|id| ("a", id)).chain(other.iter().map(|id| ("b", id))) {
            match met.get(id) {
                None => drop(met.insert(id, file)),
                Some(first) => expected[usize::from(*first != file)] += 1,
            }
        }
        let folder = Folder::of("a/equipment.csv", sheet(&one)).with("b/equipment.csv", sheet(&other));
        let (_, read) = folder.in_pieces(piece).by_threads(threads).audit();
        let told = ["equal-ids", "counted-once"]
            .map(|kind| read.notices.iter().filter(|notice| notice.code() == kind).map(|notice| notice.count).sum::<u64>());
        prop_assert_eq!(told, expected);
    }
}

#[test]
fn a_copied_list_of_computers_counts_once() {
    let text = "hostname,jurisdiction,operating_system\nPC-01,39001,Windows 11\nPC-02,39001,Windows 10\n";
    let folder = Folder::of("network.csv", text).with("network copy.csv", text.replace("PC-02", "pc-02"));
    let told = folder.read();
    assert_eq!(told.column("hostname").join(" ").to_uppercase(), "PC-01 PC-02", "{:?}", told.notices());
    assert!(told.read.notices.iter().all(|notice| notice.code() == "counted-once"), "{:?}", told.notices());
    assert_eq!(told.read.notices.iter().map(|notice| notice.count).sum::<u64>(), 2);
}

#[test]
fn computers_that_may_be_two_count_twice() {
    for name in ["192.168.1.10", "Server", "laptop", "localhost", "N/A"] {
        let text = format!("hostname,jurisdiction,operating_system\n{name},39001,Windows 11\n");
        let told = Folder::of("network.csv", &text).with("more/network.csv", &text).read();
        assert_eq!(told.rows.len(), 2, "{name}: {:?}", told.notices());
        assert!(told.notices().iter().all(|line| line.contains("both were counted")), "{name}: {:?}", told.notices());
    }
    // The same name in another place is another computer.
    let one = "hostname,jurisdiction\nPC-01,39001\n";
    let told = Folder::of("network.csv", one).with("b/network.csv", one.replace("39001", "39003")).read();
    assert_eq!((told.rows.len(), told.notices().len()), (2, 0), "{:?}", told.notices());
}

#[test]
fn machines_without_an_asset_id_are_known_by_their_serial_number() {
    let text = "asset_id,serial_number,jurisdiction,type\n,EV-1001,39001,dre\nA1,EV-1002,39001,dre\n,0000,39001,dre\n";
    let told = Folder::of("equipment.csv", text).with("copy/equipment.csv", text).read();
    assert_eq!(told.column("serial_number"), ["EV-1001", "EV-1002", "0000", "0000"], "{:?}", told.notices());
    // An asset id is no serial number, though both are the same text.
    let text = "asset_id,serial_number,jurisdiction,type\nEV-1001,,39001,dre\n";
    let other = "serial_number,jurisdiction,type\nEV-1001,39001,dre\n";
    assert_eq!(Folder::of("equipment.csv", text).with("b/equipment.csv", other).read().rows.len(), 2);
}

#[test]
fn a_short_serial_number_that_occurs_twice_is_reported() {
    let of = |one: &str, two: &str| {
        let text = format!("Serial Number,County,State,Type\n{one},Lee,FL,Scanner\n{two},Lee,FL,Scanner\n");
        Folder::of("equipment.csv", text).read().notices()
    };
    assert!(of("V1", "V1")[0].contains("serial_number \"V1\" is also on line 2; both rows are counted"));
    // Numbers of lines and letters are no serial numbers.
    for (one, two) in [("V1", "V2"), ("12", "12"), ("AB", "AB"), ("1", "1")] {
        assert_eq!(of(one, two), [""; 0], "{one}");
    }
}

#[test]
fn a_serial_number_that_occurs_twice_under_two_ids_is_reported() {
    let text =
        "asset_id,serial_number,jurisdiction,type\nA1,EV-1001,39001,dre\nA2,EV-1002,39001,dre\nA3,ev-1001,39001,dre\n";
    let told = Folder::of("equipment.csv", text).read();
    told.says(
        "here/equipment.csv:4:4: notice: serial_number \"ev-1001\" is also on line 2, under another id; both rows are counted",
    );
    assert_eq!(told.rows.len(), 3);
    let other = "asset_id,serial_number,jurisdiction,type\nB1,EV-1002,39001,dre\nB2,see list,39001,dre\nB3,see list,39001,dre\n\
                 B4,EV-1001,39003,dre\n";
    let told = Folder::of("equipment.csv", text).with("more/equipment.csv", other).read();
    assert_eq!(told.rows.len(), 7);
    assert_eq!(told.notices().len(), 2, "{:?}", told.notices());
    assert!(
        told.notices().iter().any(|line| line.contains("is also in here/equipment.csv:3, under another id")),
        "{:?}",
        told.notices()
    );
}

#[test]
fn incidents_and_flaws_of_copied_files_count_once() {
    let incidents = "incident_id,jurisdiction,kind\nI-1,39001,phishing\n";
    let flaws = "asset_id,jurisdiction,cve\nA1,39001,CVE-2023-4966\nA1,39001,CVE-2024-0001\nA1,39001,\n";
    let folder = Folder::of("incidents.csv", incidents).with("b/incidents.csv", incidents);
    let told = folder.with("vulnerabilities.csv", flaws).with("b/vulnerabilities.csv", flaws).read();
    let of = |table: &str| told.rows.iter().filter(|row| row.table == table).count();
    assert_eq!((of("incidents"), of("vulnerabilities")), (1, 4), "a flaw that is not named may be another one");
}

#[test]
fn the_same_in_toml() {
    let text = "jurisdiction = \"39001\"\n[[network]]\nhostname = \"PC-01\"\n[[equipment]]\nasset_id = \"A1\"\nserial_number = \"EV-1\"\n\
                [[equipment]]\nasset_id = \"A2\"\nserial_number = \"EV-1\"\n";
    let csv = "hostname,jurisdiction\npc-01,39001\n";
    let told = Folder::of("a.toml", text).with("network.csv", csv).read();
    assert_eq!(told.rows.len(), 3, "{:?}", told.notices());
    let kinds: Vec<&str> = told.read.notices.iter().map(|notice| notice.code()).collect();
    assert_eq!(kinds, ["equal-serials", "counted-once"], "{:?}", told.notices());
}
