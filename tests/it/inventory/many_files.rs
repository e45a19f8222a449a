//! Many files of every kind, opened and read by several threads: told as if one had read them in their order.

use pollworthy::audit::audit;
use pollworthy::inventory::{Inventory, Mapping, Options};
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::report::Report;
use pollworthy::request::{Records, Request};

use crate::support::folder::{Folder, baseline};
use crate::workbook::tabs::written;

/// Knows tables of somebody else's; those that lack a column it needs do not fit it.
const MAPPING: &str = r#"
[mapping]
name = "mine"
known_by = ["Code", "Kind 1"]

[[rows]]
table = "jurisdictions"
set = { id = "code", name = "place" }

[[rows]]
table = "equipment"
set = { jurisdiction = "code", equipment_type = "case when kind_1 = '7' then 'dre' else 'scanner' end" }
"#;

/// Counties of Ohio, each with files of another mix; several name the same places and the same assets.
fn folder() -> Folder {
    let mut folder = Folder::new();
    for at in 0..120 {
        let county = format!("39{:03}", 2 * (at % 88) + 1);
        let at_home = |name: &str| format!("{county}/{at}-{name}");
        let machines = format!(
            "asset_id,jurisdiction,equipment_type,quantity,paper_record,first_used_on\nE-{},{county},dre,{at},none,2004\n\
             E-2,{county},scanner,many,ballot,someday\n",
            at % 7
        );
        folder = match at % 10 {
            0 | 1 => folder.with(&at_home("equipment.csv"), machines),
            2 => folder.with(&at_home("machines.csv"), machines.replace(&county, "")),
            3 | 4 => {
                let office = [["Question", "Answer"], ["Name", "Adams County"], ["State", "OH"]];
                let office: Vec<&[&str]> = office.iter().map(<[&str; 2]>::as_slice).collect();
                let rows =
                    [["host", "os", "mfa"], ["front-1", "Windows 7", "perhaps"], ["front-1", "Windows 11", "yes"]];
                let rows: Vec<&[&str]> = rows.iter().map(<[&str; 3]>::as_slice).collect();
                let theirs = [["Code", "Place", "Kind 1"], ["39001", "Adams", "7"], ["39003", "Allen", "8"]];
                let theirs: Vec<&[&str]> = theirs.iter().map(<[&str; 3]>::as_slice).collect();
                let tabs = [("Office", office.as_slice()), ("Computers", &rows), ("Theirs", &theirs), ("Phones", &[])];
                folder.with(&at_home("book.xlsx"), written(&tabs))
            }
            5 => folder.with(
                &at_home("office.toml"),
                format!("[[jurisdictions]]\nid = \"{county}\"\nregistered_voters = {at}\n[[network]]\nhost = 1\n"),
            ),
            6 => folder
                .with(&at_home("broken.toml"), "[[equipment]\nmodel = 1")
                .with(&at_home("broken.xlsx"), b"PK\x03\x04 and no more".as_slice()),
            7 => folder.with(
                &at_home("theirs.csv"),
                format!("Code,Place,Kind 1\n{county},A place called {at},7\n39001,Adams,{at}\n"),
            ),
            8 => folder.with(&at_home("unfit.csv"), "Code,Kind 1\n39001,7\n"),
            _ => folder
                .with(&at_home("jurisdictions.csv"), format!("id,name,registered_voters\n{county},No {at},{at}\n"))
                .with(&at_home("empty.csv"), "")
                .with(&at_home("strange.csv"), "wax,wane\n1,2\n")
                .with(&at_home("latin.csv"), b"jurisdiction,model\n39001,\xe9\n".as_slice())
                .with(&at_home("paper.pdf"), "%PDF")
                .with(&at_home("data.zip"), "PK"),
        };
    }
    folder.options.mappings = vec![
        Mapping::read("mine.toml", MAPPING).unwrap().asked_as("mine.toml"),
        Mapping::read("unused.toml", &MAPPING.replace("Kind 1", "Kind 9").replace("kind_1", "kind_9"))
            .unwrap()
            .asked_as("unused.toml"),
    ];
    folder
}

/// The whole report, what opening says of the files, and the places in their order.
fn said(folder: &Folder, threads: usize) -> String {
    let book = baseline();
    let options = Options {
        records: Records { threads, ..folder.options.records.clone() },
        piece: 1 << 10,
        schema: book.schema,
        ..folder.options.clone()
    };
    let inventory = Inventory::open(options);
    let opened = format!("{:#?}\n{:#?}", inventory.understood(), inventory.left_out);
    let (ledger, read) = audit(inventory, &book, 10);
    let places: Vec<String> = read.places.list().iter().map(|place| place.id.to_string()).collect();
    let notices = read.notices.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let report = Report::new(&book, &ledger, read, Request::new(book.as_of));
    let mut bytes = Vec::new();
    pollworthy::pages::json::write(&report, &Paper::new(80, Top::Usual), &mut bytes).unwrap();
    format!("{opened}\n{places:?}\n{notices}\n{}", String::from_utf8(bytes).unwrap())
}

#[test]
fn any_number_of_threads_says_the_same_of_many_files() {
    let folder = folder();
    let one = said(&folder, 1);
    for wanted in ["mine.toml", "unreadable-file", "mapping-does-not-fit", "unused.toml", "PDF", "no-table"] {
        assert!(one.contains(wanted), "the files are to hold {wanted}");
    }
    for threads in [2, 7] {
        let other = said(&folder, threads);
        let differ = one.lines().zip(other.lines()).find(|(a, b)| a != b);
        assert_eq!(differ, None, "by {threads} threads");
        assert_eq!(one.len(), other.len());
    }
}
