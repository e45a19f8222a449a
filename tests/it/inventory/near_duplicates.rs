//! Files of one place whose rows are the same: what has an id counts once, what has none is said.

use crate::support::folder::Folder;

const HEADER: &str = "jurisdiction,equipment_type,model,quantity\n";

fn rows(place: &str, models: &str) -> String {
    models.chars().map(|model| format!("{place},scanner,{model},1\n")).collect()
}

fn of(one: &str, two: &str) -> Vec<String> {
    let folder =
        Folder::of("one/equipment.csv", format!("{HEADER}{one}")).with("two/machines.csv", format!("{HEADER}{two}"));
    let told = folder.read();
    assert_eq!(told.errors(), 0, "{:?}", told.notices());
    told.notices()
}

#[test]
fn nearly_equal_files_of_one_place_are_reported() {
    let said = |count: &str| {
        format!(
            "here/two/machines.csv: notice: {count} rows are also in here/one/equipment.csv; both were counted; move one \
             away, or --exclude it"
        )
    };
    assert_eq!(of(&rows("39001", "abcde"), &rows("39001", "abcde")), [said("5 of 5")]);
    assert_eq!(of(&rows("39001", "abcde"), &rows("\"Adams County, OH\"", "xedcb")), [said("4 of 5")]);
}

#[test]
fn small_files_are_reported_where_they_have_the_same_rows_and_no_others() {
    for (models, count) in [("a", "1 of 1"), ("ab", "2 of 2")] {
        let said = of(&rows("39001", models), &rows("39001", models));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(&format!("{count} rows are also in here/one/equipment.csv")), "{said:?}");
    }
}

#[test]
fn a_copy_in_a_folder_below_is_reported_whosever_rows_they_are() {
    let text = "type,model,qty,vvpat\nDRE,iVotronic,5,No\nScanner,DS200,2,\n";
    let told = Folder::of("39001/equipment.csv", text).with("39001/backup/equipment.csv", text).read();
    assert_eq!(told.rows.len(), 4);
    let same = |line: &&String| line.contains("2 of 2 rows are also in here/39001/backup/equipment.csv");
    assert_eq!(told.notices().iter().filter(same).count(), 1, "{:?}", told.notices());
    let told = Folder::of("39001/equipment.csv", text).with("39003/equipment.csv", text.replace(",5,", ",6,")).read();
    assert_eq!(told.notices().iter().filter(|line| line.contains("bytes")).count(), 0, "{:?}", told.notices());
    let text = "type,model\n";
    let told = Folder::of("39001/equipment.csv", text).with("39003/equipment.csv", text).read();
    assert_eq!(told.notices().iter().filter(|line| line.contains("bytes")).count(), 0, "{:?}", told.notices());
}

#[test]
fn what_is_alike_by_chance_is_not() {
    let none: [String; 0] = [];
    assert_eq!(of(&rows("39001", "abcde"), &rows("39001", "abxyz")), none);
    assert_eq!(of(&rows("39001", "abcde"), &rows("39003", "abcde")), none, "another place");
    assert_eq!(of(&rows("39001", "aaaaa"), &rows("39001", "b")), none, "in one file a row stands for a machine");
    assert_eq!(of(&rows("39001", "ab"), &rows("39001", "abx")), none, "two rows may be chance");
    assert_eq!(of(&rows("39001", "a"), &rows("39001", "b")), none);
}

#[test]
fn another_format_makes_no_other_rows() {
    let toml = "jurisdiction = \"39001\"\n".to_owned()
        + &["a", "b", "c"]
            .map(|model| format!("[[equipment]]\nequipment_type = \"scanner\"\nmodel = \"{model}\"\nquantity = 1\n"))
            .concat();
    let told =
        Folder::of("equipment.csv", format!("{HEADER}{}", rows("39001", "abc"))).with("inventory.toml", toml).read();
    told.says(
        "here/inventory.toml: notice: 3 of 3 rows are also in here/equipment.csv; both were counted; move one away, or --exclude it",
    );
}
