//! Pages of text: Markdown, GitHub's commands, sheets and the page for a terminal.

/// No value is mark-up, and every row of a table has as many cells as its header.
pub(super) fn markdown(page: &str) {
    let mut cells = 0;
    for line in page.lines() {
        let bars = line.matches('|').count();
        if line.starts_with("| ") {
            cells = if cells == 0 { bars } else { cells };
            assert_eq!(bars, cells, "{line}");
        } else if !line.starts_with("|-") {
            cells = 0;
            assert_eq!(bars, 0, "{line}");
        }
        let bare = line.replace("<code>", "").replace("</code>", "");
        assert!(!bare.contains(['<', '>', '`', '@', '[', ']', '\\', '_', '~', '$']), "{line}");
        assert!(!bare.contains("://") && !bare.to_lowercase().contains("www."), "{line}");
        assert_eq!(line.matches("<code>").count(), line.matches("</code>").count(), "{line}");
    }
}

/// One command a line, its properties known, its message without an escape of its own.
pub(super) fn github(page: &str) {
    for line in page.lines() {
        let Some(command) = line.strip_prefix("::") else {
            assert!(line.starts_with("pollworthy: "), "{line}");
            continue;
        };
        let (level, rest) = command.split_once(' ').expect("a level");
        assert!(["error", "warning", "notice"].contains(&level), "{line}");
        let (properties, message) = rest.split_once("::").expect("a message");
        for property in properties.split(',') {
            let (name, value) = property.split_once('=').expect("a property");
            assert!(["file", "line", "col", "title"].contains(&name), "{line}");
            assert!(!value.contains(':'), "{line}");
        }
        assert!(message.match_indices('%').all(|(at, _)| message[at..].starts_with("%25")), "{line}");
    }
}

/// Every row has the header's cells, and none of them is run as a formula.
pub(super) fn sheet(page: &str) {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(page.as_bytes());
    let width = reader.headers().unwrap().len();
    for record in reader.records() {
        let record = record.unwrap();
        assert_eq!(record.len(), width);
        for cell in &record {
            for part in cell.split(';').map(str::trim_start) {
                let is_number = part.parse::<f64>().is_ok();
                assert!(
                    is_number || !part.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
                    "{cell:?}"
                );
            }
        }
    }
    assert!(page.is_empty() || page.ends_with("\r\n"));
}

/// A page for people: nothing moves the cursor or turns the reading order.
pub(super) fn plain(page: &str) {
    let turns =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    assert_eq!(page.chars().find(|c| turns(*c)), None);
}
