//! Notices of rules files: which rows they name, for which places, and that they decide nothing.

use std::process::Command;

use serde_json::Value as Json;

use crate::support::folder::Folder;

fn folder() -> Folder {
    let rows = "asset_id,jurisdiction,equipment_type,manufacturer,model,vvpat\n\
                a,48453,bmd,ES&S,DS200,\n\
                b,48453,hand-fed-scanner,ES&S,DS200,\n\
                c,48209,dre,Liberty Vote USA Inc.,AccuVote TS,yes\n\
                d,48209,hybrid-scanner-bmd,Dominion,ImageCast Evolution,\n";
    Folder::of("equipment.csv", rows)
}

fn report(folder: &Folder, args: &[&str]) -> Json {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .current_dir(folder.path("").parent().unwrap())
        .args(["audit", "here", "--no-config", "--format", "json", "--as-of", "2026-11-30"])
        .args(args)
        .output()
        .unwrap();
    serde_json::from_slice(&run.stdout).unwrap()
}

fn told(report: &Json) -> Vec<(u64, String)> {
    let notices = report["notices"].as_array().unwrap().iter();
    let own = notices.filter(|notice| notice["kind"] == "record-contradicts-itself");
    own.map(|notice| (notice["positions"][0][0].as_u64().unwrap(), notice["message"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn a_model_that_contradicts_its_type_is_named_with_what_the_table_has() {
    let all = told(&report(&folder(), &[]));
    assert_eq!(all.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(
        all[0].1,
        "equipment_type is \"bmd\", and the table of models has equipment_type \"hand-fed-scanner\" for ES&S DS200; one of the two must be wrong; the type as written counts"
    );
    assert!(
        all[1].1.contains("for Liberty Vote USA Inc. AccuVote TS; no machine of this model is known to print"),
        "{}",
        all[1].1
    );
    // Whoever asks about some rules of the table is told all the same; whoever asks about others is not.
    assert_eq!(told(&report(&folder(), &["--only", "PT-001"])), all);
    assert_eq!(told(&report(&folder(), &["--skip", "AG-001"])), all);
    assert_eq!(told(&report(&folder(), &["--only", "PR-001"])), []);
}

#[test]
fn a_place_is_told_of_its_own_rows_alone() {
    let of = |place: &str| {
        told(&report(&folder(), &["--place", place])).into_iter().map(|(line, _)| line).collect::<Vec<_>>()
    };
    assert_eq!((of("Travis County, TX"), of("Hays County, TX")), (vec![2], vec![4]));
}
