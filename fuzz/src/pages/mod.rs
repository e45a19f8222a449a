//! Pages: every format over the report of an office whose every text is chosen by the bytes, each read back as strictly as its readers do.

mod markup;
mod office;
mod programs;
mod texts;

use arbitrary::{Arbitrary as _, Unstructured};
use pollworthy::pages::layout::Paper;
use pollworthy::pages::{Draw, FORMATS, Format};
use pollworthy::phrases::Top;
use pollworthy::report::Report;

use office::Office;

pub(crate) fn run(data: &[u8]) {
    let Some((&which, bytes)) = data.split_first() else { return };
    let Ok(office) = Office::arbitrary(&mut Unstructured::new(bytes)) else { return };
    // One format a time is faster, and a crash says which; the last number is all of them, each over the same report.
    let which = usize::from(which) % (FORMATS.len() + 1);
    let formats = FORMATS.get(which).map_or(FORMATS, std::slice::from_ref);
    let Some(report) = office.report() else { return };
    let public = report.for_the_public();
    for format in formats {
        draw(format, &office, &report, &public);
    }
}

fn draw(format: &Format<Report>, office: &Office<'_>, report: &Report, public: &Report) {
    let drawn = |report: &Report, draw: Draw<Report>| {
        let mut page = Vec::new();
        draw(report, &Paper::new(80, Top::All), &mut page).unwrap();
        page
    };
    check(format.name, &drawn(report, format.write), report);
    if format.with_reading.is_none() {
        check(format.name, &drawn(public, format.write), public);
    }
    if let Some(draw) = format.summary {
        texts::markdown(text(&drawn(report, draw)));
    }
    for draw in [format.by_place, format.by_call].into_iter().flatten() {
        texts::sheet(text(&drawn(report, draw)));
    }
    if let Some(draw) = format.with_reading {
        let mut page = Vec::new();
        draw(report, &office.reading(), &Paper::new(80, Top::All), &mut page).unwrap();
        check(format.name, &page, report);
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
        "csv" | "action-plan" => texts::sheet(page),
        _ => texts::plain(page),
    }
}
