//! Pages of markup: JUnit, HTML and the workbook. No value became an element or an attribute.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use pollworthy::workbook;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use scraper::{Html, Selector};

/// What may be in what: an element, its parent, its attributes.
const JUNIT: [(&str, &str, &[&str]); 8] = [
    ("testsuites", "", &["name", "tests", "failures", "errors", "skipped", "time"]),
    ("testsuite", "testsuites", &["name", "tests", "failures", "errors", "skipped", "time"]),
    ("properties", "testsuite", &[]),
    ("property", "properties", &["name", "value"]),
    ("testcase", "testsuite", &["classname", "name", "time"]),
    ("failure", "testcase", &["type", "message"]),
    ("skipped", "testcase", &["message"]),
    ("error", "testcase", &["type", "message"]),
];

pub(super) fn junit(page: &str) {
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    let legal =
        |text: &str| text.chars().all(|c| !matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'));
    assert!(legal(page), "a character that no XML has");
    let check = |tag: &BytesStart<'_>, open: &[String]| {
        let name = tag.name().as_ref().to_owned();
        let parent = open.last().map_or("", String::as_str);
        let known = JUNIT.iter().find(|(known, inside, _)| *known == name && *inside == parent);
        let (_, _, attributes) = known.unwrap_or_else(|| panic!("<{name}> in <{parent}>"));
        for attribute in tag.attributes() {
            let attribute = attribute.unwrap();
            let key = attribute.key.as_ref();
            assert!(attributes.contains(&key), "<{name} {key}>");
            let raw = &*attribute.value;
            assert!(!raw.contains('<'), "{raw}");
            quick_xml::escape::unescape(raw).unwrap();
        }
        name
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let name = check(&tag, &open);
                open.push(name);
            }
            Event::Empty(tag) => drop(check(&tag, &open)),
            Event::End(_) => drop(open.pop()),
            Event::Text(_) | Event::Decl(_) => {}
            Event::GeneralRef(name) => {
                let name = &*name;
                assert!(name.starts_with('#') || ["lt", "gt", "amp", "quot", "apos"].contains(&name), "&{name};");
            }
            Event::Eof => break,
            other => panic!("nothing else is in it: {other:?}"),
        }
    }
    assert!(open.is_empty());
}

const ELEMENTS: &str = "html head meta title link style body a header p strong span time main h1 h2 h3 h4 div table caption thead \
    tbody tfoot tr th td dl dt dd figure figcaption svg desc defs pattern rect circle line text path g ul li section article nav \
    script label input select option optgroup fieldset legend details summary bdi code footer em";

const ATTRIBUTES: &str = "id class lang charset name content http-equiv rel href scope colspan rowspan datetime aria-label \
    aria-labelledby aria-hidden aria-describedby aria-live aria-controls aria-expanded role viewBox viewbox width height x y x1 x2 y1 y2 cx cy r d fill type value \
    for hidden checked selected disabled placeholder autocomplete open title dir tabindex text-anchor patternUnits patternunits \
    patternTransform patterntransform preserveAspectRatio preserveaspectratio transform rx ry points stroke media translate overflow style-src";

pub(super) fn html(page: &str) {
    let page = Html::parse_document(page);
    let every = Selector::parse("*").unwrap();
    let known: BTreeSet<&str> = ELEMENTS.split_whitespace().collect();
    let attributes: BTreeSet<&str> = ATTRIBUTES.split_whitespace().collect();
    let (mut scripts, mut styles) = (0, 0);
    let mut ids = BTreeSet::new();
    let mut links = Vec::new();
    for element in page.select(&every) {
        let name = element.value().name();
        assert!(known.contains(name), "<{name}>");
        scripts += usize::from(name == "script");
        styles += usize::from(name == "style");
        for (key, value) in element.value().attrs() {
            let is_known = attributes.contains(key) || key.starts_with("data-") && key.len() < 24;
            assert!(is_known, "<{name} {key}>");
            match key {
                "id" => assert!(ids.insert(value), "the id {value} twice"),
                "href" if name == "link" => assert_eq!(value, "data:,"),
                "href" if value.starts_with("tel:") => {
                    assert!(value[4..].trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit()), "{value}");
                }
                "href" if value.starts_with("mailto:") => {
                    let usual = |byte: u8| byte.is_ascii_alphanumeric() || b"@.-_".contains(&byte);
                    assert!(value[7..].bytes().all(usual), "{value}");
                }
                "href" => links.push(value),
                _ => {}
            }
        }
    }
    assert_eq!((scripts, styles), (1, 2));
    for link in links {
        assert!(link.strip_prefix('#').is_some_and(|id| ids.contains(id)), "{link}");
    }
}

/// The workbook is one that is read, and no cell of it is a formula.
pub(super) fn xlsx(page: &[u8]) {
    workbook::read(page).unwrap();
    let mut package = zip::ZipArchive::new(Cursor::new(page)).unwrap();
    for at in 0..package.len() {
        let mut part = package.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let mut reader = Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                Event::Start(tag) | Event::Empty(tag) => {
                    let tag_name = tag.name();
                    let is_cell = name.starts_with("xl/worksheets/sheet");
                    assert!(!(is_cell && tag_name.as_ref() == "f"), "a formula in {name}");
                    tag.attributes().for_each(|attribute| drop(attribute.unwrap()));
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
}
