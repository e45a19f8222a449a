//! JSON reports, as `verify`, `diff` and `--since` read them: refused with a reason, or compared with themselves without a difference.

use pollworthy::finding::Severity;
use pollworthy::pages::diff::FORMATS;
use pollworthy::pages::layout::Paper;
use pollworthy::phrases::Top;
use pollworthy::report::diff::{Diff, Stops, Witness};
use pollworthy::report::v1::{Head, Report};
use pollworthy::words::value::Day;

const NO_WITNESS: Witness<'_> = Witness { fates: None, old_fates: None, turned: None, later: None };

pub(crate) fn run(data: &[u8]) {
    let head = Head::read(data);
    let report = match Report::read("report.json", data) {
        Ok(report) => report,
        Err(why) => return assert!(!why.to_string().trim().is_empty()),
    };
    assert!(head.is_ok(), "a whole report without a head: {head:?}");
    let stops = Stops { from: Some(Severity::Info), unknown: true };
    let same = Diff::new(report.clone(), report.clone(), &NO_WITNESS, Vec::new(), stops);
    draw(&same);
    // Of a report with one line for each rule, place and asset, nothing got worse in no time.
    let empty = Report::empty("nothing".to_owned(), Day::new(2026, 11, 22).unwrap());
    for (old, new) in [(empty.clone(), report.clone()), (report, empty)] {
        draw(&Diff::new(old, new, &NO_WITNESS, Vec::new(), stops));
    }
}

fn draw(diff: &Diff) {
    for format in FORMATS {
        let mut page = Vec::new();
        (format.write)(diff, &Paper::new(80, Top::Usual), &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let broken = page.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(broken, None, "{} has a control character", format.name);
        if format.name == "json" {
            let _: serde_json::Value = serde_json::from_str(&page).unwrap();
        }
    }
}
