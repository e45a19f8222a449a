//! Ids met twice are found whether they rise, fall or jump, however the files are cut.

use std::collections::HashMap;
use std::fmt::Write as _;

use proptest::prelude::*;

use crate::folder::Folder;

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
            .map(|kind| read.notices.iter().filter(|notice| notice.kind == kind).map(|notice| notice.count).sum::<u64>());
        prop_assert_eq!(told, expected);
    }
}
