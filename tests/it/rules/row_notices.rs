//! Notices of rules files: which rows they name, for which places, and that they decide nothing.

use std::process::Command;

use pollworthy::diagnostic::Notice;
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

#[test]
fn rows_that_several_threads_read_are_named_as_if_one_had() {
    const RULES: &str = r#"
        [ruleset]
        name = "notes"
        version = "1"
        [[notice]]
        table = "equipment"
        where = "notes is not null"
        say = "look at it"
        [[rule]]
        id = "R-1"
        topic = "paper"
        title = "It prints"
        table = "equipment"
        require = "vvpat"
        severity = "low"
    "#;
    // More than are listed one by one.
    let rows: String = (0..2_500).map(|at| format!("a{at},48453,dre,note {at}\n")).collect();
    let text = format!("asset_id,jurisdiction,equipment_type,notes\n{rows}");
    let named = |threads: usize, bytes: usize| {
        let report = Folder::of("equipment.csv", &text).by_threads(threads).in_pieces(bytes).report(RULES);
        let of = |notice: &Notice| (notice.message(), notice.count, notice.positions.clone());
        report.notices.iter().map(of).collect::<Vec<_>>()
    };
    let by_one = named(1, 1 << 20);
    assert_eq!(by_one.iter().map(|(_, count, _)| count).sum::<u64>(), 2_500, "{by_one:?}");
    for (threads, bytes) in [(2, 3_000), (3, 700), (4, 9_000)] {
        assert_eq!(named(threads, bytes), by_one, "{threads} threads, {bytes} bytes at a time");
    }
}
