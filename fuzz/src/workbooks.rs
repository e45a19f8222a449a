//! What must hold of every workbook, whatever its format: tabs are CSV of the size they say, and spots lie in them.

use pollworthy::workbook::{Container, Spot, Tab, filled, is_stream, read, read_with_layout, turned};

use super::shared::Files;

/// Reads a workbook as a library call does, and as a file of an inventory if `whole`.
pub(crate) fn check(bytes: &[u8], name: &str, whole: bool) {
    let plain = read(bytes);
    match (&plain, read_with_layout(bytes)) {
        (Ok(plain), Ok(copied)) => {
            let bare = copied.tabs.into_iter().map(|tab| Tab { layout: None, ..tab });
            assert!(bare.eq(plain.tabs.iter().cloned()), "a tab is the same with its layout");
            plain.tabs.iter().for_each(tab);
        }
        (Err(one), Err(other)) => assert_eq!(*one, other),
        (Ok(_), Err(error)) => panic!("only with its layout: {error}"),
        (Err(error), Ok(_)) => panic!("only without its layout: {error}"),
    }
    if whole {
        let told = Files(&[(name, bytes)]).read(1 << 18);
        // What only has the name of a workbook is read as what it is.
        let is_one = Container::of(bytes).is_some() || is_stream(bytes);
        if let Err(error) = plain
            && is_one
        {
            assert!(told.rows.is_empty(), "rows of a workbook that is not read: {error}");
            assert!(!told.read.notices.is_empty() || told.left_out > 0, "nothing said of a file not read: {error}");
        }
    }
}

fn tab(tab: &Tab) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(tab.text.as_slice());
    let mut widest = 0;
    for record in reader.byte_records() {
        let record = record.unwrap();
        widest = widest.max(record.len() as u64);
    }
    assert!(std::str::from_utf8(&tab.text).is_ok(), "text is UTF-8");
    assert!(widest <= tab.columns.max(1), "{widest} fields of {} columns", tab.columns);
    assert!(tab.rows <= 1_048_576 && tab.columns <= 16_384, "{} {}", tab.rows, tab.columns);
    let within = |spot: &Spot| (1..=1_048_576).contains(&spot.row) && (1..=16_384).contains(&spot.column);
    for spots in [&tab.errors, &tab.unsolved, &tab.years] {
        assert!(spots.first.len() as u64 <= spots.count && spots.first.iter().all(within), "{spots:?}");
    }
    for merged in &tab.merged {
        assert!(within(&merged.first) && merged.first.row <= merged.last_row, "{merged:?}");
        assert!(merged.first.column <= merged.last_column, "{merged:?}");
    }
    if let Ok(filled) = filled(tab, &tab.merged, &mut |_, _| true) {
        assert!(std::str::from_utf8(&filled.text).is_ok());
    }
    if let Some(turned) = turned(tab) {
        assert_eq!(turned.questions.len(), turned.answers.len());
    }
}

/// Rows of cells out of a text: fields are parted by tabs, rows by newlines; none is blank, and none has what XML cannot say as it is.
pub(crate) fn texts(text: &str) -> Vec<Vec<String>> {
    let legal = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}' | '_');
    let cell = |text: &str| format!("c{}", text.chars().filter(legal).collect::<String>()).trim_end().to_owned();
    text.split('\n').take(40).map(|row| row.split('\t').take(40).map(cell).collect()).collect()
}

pub(crate) fn as_xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// That the one tab of a workbook says these rows.
pub(crate) fn says(bytes: &[u8], rows: &[Vec<String>]) {
    let workbook = read(bytes).expect("a workbook that was written whole");
    let [tab] = workbook.tabs.as_slice() else { panic!("{} tabs", workbook.tabs.len()) };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(tab.text.as_slice());
    let found: Vec<Vec<String>> =
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    for (found, row) in found.iter().zip(rows) {
        let own: Vec<&str> = found.iter().map(String::as_str).take(row.len()).collect();
        let same = own.iter().zip(row).all(|(own, wanted)| squeezed(own) == squeezed(wanted));
        assert!(
            same && own.len() == row.len() && found[own.len()..].iter().all(String::is_empty),
            "{found:?}\n{row:?}"
        );
    }
    assert_eq!(found.len(), rows.len());
    assert_eq!(tab.rows, rows.len() as u64);
}

/// A text with its runs of blanks as one: OpenDocument says the others apart.
fn squeezed(text: &str) -> String {
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
