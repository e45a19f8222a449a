//! Pages: every format over the report of an office whose every text is chosen by the bytes, each read back as strictly as its readers do.

mod markup;
mod office;
mod programs;
mod texts;

use arbitrary::{Arbitrary as _, Unstructured};
use pollworthy::pages::FORMATS;
use pollworthy::pages::layout::Paper;
use pollworthy::phrases::Top;
use pollworthy::report::Report;

use office::Office;

pub(crate) fn run(data: &[u8]) {
    let Ok(office) = Office::arbitrary(&mut Unstructured::new(data)) else { return };
    let Some((report, reading)) = office.report() else { return };
    let public = report.for_the_public();
    let paper = Paper::new(80, Top::All);
    for format in FORMATS {
        let drawn = |report: &Report, draw: pollworthy::pages::Draw<Report>| {
            let mut page = Vec::new();
            draw(report, &paper, &mut page).unwrap();
            page
        };
        check(format.name, &drawn(&report, format.write), &report);
        if format.with_reading.is_none() {
            check(format.name, &drawn(&public, format.write), &public);
        }
        for draw in [format.by_place, format.by_call, format.summary].into_iter().flatten() {
            let page = drawn(&report, draw);
            if format.summary.is_some() { texts::markdown(text(&page)) } else { texts::sheet(text(&page), None) }
        }
        if let Some(draw) = format.with_reading {
            let mut page = Vec::new();
            draw(&report, &reading, &paper, &mut page).unwrap();
            check(format.name, &page, &report);
        }
    }
}

fn text(page: &[u8]) -> &str {
    std::str::from_utf8(page).expect("text is UTF-8")
}

/// Reads a page back; a format that nothing is known of is at least held to be text without control characters.
fn check(name: &str, page: &[u8], report: &Report) {
    if name == "xlsx" {
        return markup::xlsx(page);
    }
    let page = text(page);
    let bare = if matches!(name, "csv" | "action-plan") { page.replace("\r\n", "\n") } else { page.to_owned() };
    let broken = bare.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(broken, None, "{name} has a control character");
    match name {
        "json" => programs::json(page, report),
        "sarif" => programs::sarif(page),
        "gitlab" => programs::gitlab(page),
        "oscal" | "oscal-poam" => programs::oscal(page),
        "junit" => markup::junit(page),
        "html" => markup::html(page),
        "markdown" => texts::markdown(page),
        "comment" => {
            let page = page.strip_prefix("<!-- pollworthy -->\n").expect("the mark");
            assert!(page.encode_utf16().count() <= 65_536);
            texts::markdown(page);
        }
        "github" => texts::github(page),
        "csv" | "action-plan" => texts::sheet(page, Some(report)),
        _ => texts::plain(page),
    }
}
