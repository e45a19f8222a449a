//! Sheets of more rows than are compared with each other: read in larger strides, and told as small ones are.

use std::fmt::Write as _;

use pollworthy::limits::files::COMPARED_ROWS;

use crate::support::folder::Folder;

/// More rows than are compared.
const ROWS: usize = 20_900;

const HEADER: &str = "asset_id,jurisdiction,equipment_type,paper_record,quantity,first_used_on\n";

const RULES: &str = r#"
[ruleset]
name = "one"
version = "1"
[[rule]]
id = "A-1"
topic = "paper-trail"
title = "Leaves paper"
table = "equipment"
applies = "equipment_type = 'dre'"
require = "paper_record <> 'none'"
severity = "high"
[[rule]]
id = "A-2"
topic = "age"
title = "Not old"
table = "equipment"
require = "first_used_on > date '2019-05-01'"
severity = "low"
"#;

/// So many rows with ids that begin with some letter, at two places in turn; some are others.
fn sheet(letter: char, others: &[(usize, &str)]) -> String {
    let mut text = HEADER.to_owned();
    for row in 2..2 + ROWS {
        match others.iter().find(|(at, _)| *at == row) {
            Some((_, other)) => writeln!(text, "{other}").unwrap(),
            None => {
                writeln!(text, "{letter}{row},3900{},dre,none,2,2019-05-0{}", 1 + row % 2 * 2, 1 + row % 9).unwrap();
            }
        }
    }
    text
}

/// What is said of the rows of two files, and the units that fail at each place, however they are read.
fn told(one: &str, other: &str) -> (Vec<String>, Vec<(String, u64)>) {
    let mut all = [(1, 1 << 20), (1, 2_000), (3, 5_000)].into_iter().map(|(threads, bytes)| {
        let folder = Folder::of("a/equipment.csv", one).with("b/equipment.csv", other);
        let report = folder.by_threads(threads).in_pieces(bytes).report(RULES);
        let is_of_limit = |notice: &String| notice.contains(&COMPARED_ROWS.to_string());
        let (large, notices): (Vec<_>, Vec<_>) = report.notices.iter().map(ToString::to_string).partition(is_of_limit);
        assert_eq!(large.len(), 2, "of each file");
        let mut places: Vec<_> =
            report.places.iter().map(|place| (place.id.clone(), place.rules[0].tally().fail().weight)).collect();
        places.sort();
        (notices, places)
    });
    let first = all.next().unwrap();
    all.for_each(|next| assert_eq!(next, first));
    first
}

#[test]
fn notices_on_few_rows_are_also_made_on_many() {
    let one = sheet(
        'a',
        &[
            (20_300, "a20200,39001,dre,none,2,2019-05-01"),
            (20_400, "new1,39005,dre,none,7,"),
            (20_401, "unknown,39005,dre,none,1,"),
            (20_402, "unknown,39005,dre,none,1,"),
            (20_500, "x1,39001,dree,none,2,2019-05-01"),
            (20_600, "x2,39001,dre,none,two,2019-15-01"),
        ],
    );
    let other = sheet('b', &[(20_700, "a20250,39001,dre,ballot,2,2019-05-01")]);
    let (notices, places) = told(&one, &other);
    assert_eq!(
        notices,
        [
            "here/a/equipment.csv:20300:1: notice: asset_id \"a20200\" is also on line 20200; both rows are counted",
            "here/a/equipment.csv:20500:10: notice: equipment_type \"dree\" is not known; did you mean dre?",
            "here/a/equipment.csv:20600:19: notice: quantity \"two\" is not a whole number",
            "here/a/equipment.csv:20600:23: notice: first_used_on \"2019-15-01\" has no month 15; dates here are year-month-day or month/day/year; if you mean 15 January 2019, write 2019-01-15",
            "here/b/equipment.csv:20700:1: notice: asset_id \"a20250\" is also in here/a/equipment.csv:20250; counted once, as written there",
        ]
    );
    assert_eq!(places.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["39001", "39003", "39005"]);
    assert_eq!(places[2].1, 9);
    // Of both files' rows three are at another place, one is counted elsewhere, one is of no known type, one weighs as one row.
    assert_eq!(places[0].1 + places[1].1, 2 * (2 * ROWS as u64 - 5) - 1);
}

#[test]
fn ids_that_rose_for_long_are_known_when_one_comes_again() {
    for (at, line) in [(2 + ROWS - 1, 2 + ROWS - 2), (20_801, 2), (300, 299)] {
        let again = format!("a{line},3900{},dre,none,2,2019-05-01", 1 + line % 2 * 2);
        let (notices, _) = told(&sheet('a', &[(at, &again)]), &sheet('b', &[]));
        let said = format!("asset_id \"a{line}\" is also on line {line}; both rows are counted");
        assert_eq!(notices, [format!("here/a/equipment.csv:{at}:1: notice: {said}")]);
    }
    let (notices, _) = told(&sheet('a', &[]), &sheet('b', &[(20_700, "a20250,39001,dre,none,2,2019-05-01")]));
    let said = "asset_id \"a20250\" is also in here/a/equipment.csv:20250; counted once, as written there";
    assert_eq!(notices, [format!("here/b/equipment.csv:20700:1: notice: {said}")]);
}
