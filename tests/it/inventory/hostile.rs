//! Files and folders that mean harm, or are broken: each is said or counted, soon, and never keeps the others from being read.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::folder::{Folder, Told};
use crate::support::office::{xlsx, xlsx_of};

const GOOD: &str = "asset_id,jurisdiction,equipment_type\na,39001,dre\n";

/// Reads the folder, which must be soon done: none of these files is worth a wait.
#[track_caller]
fn read(folder: &Folder) -> Told {
    let start = Instant::now();
    let told = folder.read();
    let taken = start.elapsed();
    // A machine under load is slow, and a quadratic loop is slower by far.
    assert!(taken < Duration::from_secs(20), "{taken:?}");
    told
}

/// Beside a good file, which is read whatever the other is.
#[track_caller]
fn beside(name: &str, bytes: impl AsRef<[u8]>) -> Told {
    let told = read(&Folder::of("good/equipment.csv", GOOD).with(name, bytes));
    assert!(told.rows.iter().any(|row| row.cells.get("asset_id").is_some_and(|id| id == "a")));
    told
}

const ENDLESS: &str = "the record that begins here is longer than 16 MB; is a closing quote missing? The rest of \
                       the file was not read";

#[test]
fn a_cell_of_100_mb_is_an_error_where_it_begins() {
    let mut text = b"asset_id,jurisdiction,equipment_type\nb,39001,dre\nc,39001,\"".to_vec();
    text.resize(100 << 20, b'a');
    let told = beside("machines.csv", &text);
    told.says(&format!("here/machines.csv:3: error: {ENDLESS}"));
    assert_eq!(told.column("asset_id"), ["a", "b"]);
}

#[test]
fn a_line_without_end_is_an_error_too() {
    let mut text = b"asset_id,jurisdiction,equipment_type\nb,39001,dre\nc,39001,".to_vec();
    text.resize(26 << 20, b'a');
    let told = beside("machines.csv", &text);
    told.says(&format!("here/machines.csv:3: error: {ENDLESS}"));
    let told = beside("machines.csv", vec![b'a'; 26 << 20]);
    told.says(&format!("here/machines.csv:1: error: {}", ENDLESS));
    // One that is just not too long is a cell that is not understood, and not compared with every word there is.
    text.truncate(12 << 20);
    let told = beside("machines.csv", &text);
    assert_eq!((told.errors(), told.notices().len(), told.rows.len()), (0, 1, 3), "{:?}", told.notices());
}

#[test]
fn a_bomb_is_refused() {
    let cell = format!("<row><c t=\"str\"><v>{}</v></c></row>", "a".repeat(24 << 20));
    let told = beside("machines.xlsx", xlsx(&cell));
    told.says("here/machines.xlsx: error: too large: contains more than 4 MB in one cell. Save each sheet as CSV.");
}

#[test]
fn a_hundred_thousand_columns_are_refused() {
    let told =
        beside("machines.csv", format!("asset_id,jurisdiction,equipment_type{}\nb,39001,dre\n", ",x".repeat(99_997)));
    told.says("here/machines.csv:1: error: has more than 2,000 columns; delete those without a header, or split it into files \
         with fewer columns");
    let told =
        beside("machines.csv", format!("asset_id,jurisdiction,equipment_type\nb,39001,dre{}\n", ",x".repeat(99_997)));
    told.says(
        "here/machines.csv:2: error: this row has 100000 fields and the header 3: is a comma inside a value without quotes? \
         The row is counted with nothing known about it",
    );
    let told = beside("machines.xlsx", xlsx(&format!("<row>{}</row>", "<c><v>1</v></c>".repeat(100_000))));
    told.says(
        "here/machines.xlsx: error: too large: contains more than 16,384 columns in a sheet. Save each sheet as CSV.",
    );
}

#[test]
fn a_zero_byte_is_reported_and_the_rest_is_read() {
    let told = beside(
        "machines.csv",
        format!("asset_id,jurisdiction,equipment_type\n{}b,39001,d\0re\nc,39001,dre\n", "x,39001,bmd\n".repeat(500)),
    );
    let errors: Vec<String> =
        told.read.notices.iter().filter(|notice| notice.level.name() == "error").map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "here/machines.csv:502:10: error: there is a zero byte here, which text never contains: the file may be damaged around \
             it; save it again"
        ]
    );
    assert_eq!((told.rows.len(), told.column("equipment_type")[502]), (503, "dre"));
}

#[test]
fn an_open_quote_says_where_it_opened_and_what_was_lost() {
    let rows = |from: u32, to: u32| (from..to).map(|row| format!("r{row},39001,bmd\n")).collect::<String>();
    let text = format!("asset_id,jurisdiction,equipment_type\n{}r40,39001,\"bmd\n{}", rows(0, 40), rows(41, 80));
    let told = beside("machines.csv", &text);
    told.says(
        "here/machines.csv:42:11: error: a quote opens here and never closes; what comes before it was read, the rest was not",
    );
    assert_eq!(told.rows.len(), 41, "the good one and the forty before the quote");
    // Where another quote closes it by chance, the rows between are not swallowed in silence.
    let closed = text.replace("r60,", "\"r60\",");
    let told = beside("machines.csv", &closed);
    let torn = "here/machines.csv:42: error: a value of this row runs over several lines: is a closing quote missing? Rows below \
                may be lost in it";
    assert!(told.notices().contains(&torn.to_owned()), "{:?}", told.notices());
}

#[test]
fn a_workbook_cut_short_is_damaged() {
    let whole = xlsx("<row><c t=\"str\"><v>asset_id</v></c></row>");
    for end in [10, whole.len() / 2, whole.len() - 30] {
        beside("machines.xlsx", &whole[..end])
            .says("here/machines.xlsx: error: damaged. Open it in Excel and save again.");
    }
    let sheets = "<sheet name=\"One\" sheetId=\"1\" r:id=\"a\"/>";
    let part = xlsx_of(b"<worksheet><sheetData><row><c t=\"str\"><v>asset", "", sheets, "");
    beside("machines.xlsx", part).says("here/machines.xlsx: error: damaged. Open it in Excel and save again.");
}

#[test]
fn thousands_of_empty_files_are_as_many_errors() {
    let folder = Folder::of("good/equipment.csv", GOOD);
    fs::create_dir_all(folder.path("many")).unwrap();
    for number in 0..2_000 {
        fs::File::create(folder.path(&format!("many/{number}.csv"))).unwrap();
    }
    let told = read(&folder);
    assert_eq!((told.rows.len(), told.errors(), told.notices().len()), (1, 2_000, 2_000));
    let first = told.notices().into_iter().find(|line| line.starts_with("here/many/0.csv")).unwrap();
    assert_eq!(first, "here/many/0.csv: error: the file is empty: it has no header line");
}

#[test]
fn a_thousand_folders_deep_is_a_file_all_the_same() {
    let told = beside(&format!("{}machines.csv", "d/".repeat(1_000)), GOOD.replace("\na,", "\nb,"));
    told.says_nothing();
    assert_eq!(told.column("asset_id"), ["b", "a"]);
}

#[cfg(unix)]
#[test]
fn links_are_left_alone_and_counted() {
    use std::os::unix::fs::symlink;

    let folder = Folder::of("here/equipment.csv", GOOD);
    symlink(folder.path(""), folder.path("here/loop")).unwrap();
    symlink("nowhere", folder.path("broken.csv")).unwrap();
    fs::write(folder.path("../outside.csv"), GOOD.replace("\na,", "\nb,")).unwrap();
    symlink("../outside.csv", folder.path("inside.csv")).unwrap();
    symlink(folder.path(".."), folder.path("up")).unwrap();
    let told = read(&folder);
    // What is called as records are is named, so that nobody takes it for read.
    let what = "notice: left out: a link, and links in folders are not followed";
    let wanted = ["broken.csv", "inside.csv"].map(|name| format!("here/{name}: {what}"));
    let said = told.notices();
    assert!(said.len() == 2 && said.iter().zip(&wanted).all(|(said, wanted)| said.starts_with(wanted)), "{said:?}");
    assert_eq!((told.column("asset_id"), told.left_alone), (vec!["a"], 2));
    // A link that is named itself is what it leads to.
    let told = read(&folder.named("inside.csv"));
    assert_eq!(told.column("asset_id"), ["b"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_never_waited_for() {
    let folder = Folder::of("equipment.csv", GOOD);
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.csv")).status().unwrap();
    assert!(made.success());
    let told = read(&folder);
    assert_eq!(told.notices(), ["here/pipe.csv: notice: left out: a pipe or a device; save its text as a file"]);
    assert_eq!((told.rows.len(), told.left_alone), (1, 0));
    let told = read(&folder.named("pipe.csv"));
    assert!(
        told.notices()[0].ends_with("pipe.csv: error: is not a file on a disk; save it as one"),
        "{:?}",
        told.notices()
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt;

    // Whoever runs the tests, the memory of a process cannot be read from its beginning.
    let mut folder = Folder::of("equipment.csv", GOOD);
    folder.options.records.roots.push(std::path::PathBuf::from("/proc/self/mem").into());
    let told = read(&folder);
    assert_eq!(told.rows.len(), 1);
    let [said] = &told.notices()[..] else { panic!("{:?}", told.notices()) };
    assert!(said.contains("mem: error: cannot be read: "), "{said}");

    // Some may read everything, whatever its mode.
    let folder =
        Folder::of("equipment.csv", GOOD).with("machines.csv", GOOD.replace("\na,", "\nb,")).with("shut/b.csv", GOOD);
    for (path, mode) in [("machines.csv", 0o000), ("shut", 0o000)] {
        fs::set_permissions(folder.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    let may_read_all = fs::File::open(folder.path("machines.csv")).is_ok();
    let told = read(&folder);
    fs::set_permissions(folder.path("shut"), fs::Permissions::from_mode(0o700)).unwrap();
    let errors = if may_read_all { 0 } else { 2 };
    assert_eq!(told.errors(), errors, "{:?}", told.notices());
    assert_eq!(told.column("asset_id")[0], "a");
}

/// All of it at once, by the program, in a quarter of a gigabyte of addresses.
#[cfg(target_os = "linux")]
#[test]
fn little_memory_is_enough_for_all_of_it() {
    let mut cell = b"asset_id,jurisdiction,equipment_type\nb,39001,dre\nc,39001,\"".to_vec();
    cell.resize(100 << 20, b'a');
    let columns = format!("asset_id{}\n{}\n", ",x".repeat(100_000), "x,".repeat(100_000));
    let bomb = xlsx(&format!("<row><c t=\"str\"><v>{}</v></c></row>", "a".repeat(24 << 20)));
    let folder = Folder::of("good/equipment.csv", GOOD)
        .with("cell.csv", cell)
        .with("columns.csv", columns)
        .with("quotes.csv", format!("asset_id,jurisdiction,equipment_type\n{}", "\"\n".repeat(1_000_001)))
        .with("bomb.xlsx", &bomb)
        .with("cut.xlsx", &bomb[..bomb.len() / 2]);
    let run = std::process::Command::new("sh")
        .args(["-c", "ulimit -v 262144; exec \"$0\" audit \"$1\" --as-of 2026-11-22", env!("CARGO_BIN_EXE_pollworthy")])
        .arg(folder.path(""))
        .output()
        .unwrap();
    let (page, said) = (String::from_utf8(run.stdout).unwrap(), String::from_utf8(run.stderr).unwrap());
    assert_eq!((run.status.code(), said.as_str()), (Some(2), ""), "{page}");
    assert!(page.contains("equipment.csv"), "{page}");
    assert!(page.contains("ADAMS COUNTY, OH"), "{page}");
}
