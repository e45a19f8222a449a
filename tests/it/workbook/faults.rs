//! Workbooks as other programs write them: each kind of fault that once made a value wrong, with the value that is right.

use pollworthy::workbook::{Merged, Runs, Spot, Tab, read};

use crate::support::office::{compound, ods, ods_of, record, xls, xlsx, xlsx_of, zipped};

fn text(tab: &Tab) -> &str {
    std::str::from_utf8(&tab.text).unwrap()
}

fn only(bytes: &[u8]) -> Tab {
    let tabs = read(bytes).unwrap().tabs;
    assert_eq!(tabs.len(), 1);
    tabs.into_iter().next().unwrap()
}

const ONE: &str = "<sheet name=\"One\" sheetId=\"1\" r:id=\"a\"/>";

/// What an XLSX makes of a number by the code of its format.
fn shown(code: &str, number: &str) -> String {
    let code = code.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
    let styles = format!(
        "<numFmts><numFmt numFmtId=\"164\" formatCode=\"{code}\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>"
    );
    let sheet = format!("<worksheet><sheetData><row><c s=\"1\"><v>{number}</v></c></row></sheetData></worksheet>");
    text(&only(&xlsx_of(sheet.as_bytes(), &styles, ONE, ""))).trim_end().to_owned()
}

/// The text of one cell of an ODS.
fn ods_cell(cell: &str) -> String {
    let rows = format!("<table:table-row>{cell}</table:table-row>");
    text(&only(&ods(&format!("<table:table table:name=\"One\">{rows}</table:table>"))))
        .trim_end_matches('\n')
        .to_owned()
}

// Number formats

#[test]
fn zeros_of_a_format_are_kept_whatever_is_around_them() {
    for (code, number, wanted) in [
        ("00000", "1001", "01001"),
        ("00000\\-0000", "12340007", "01234-0007"),
        ("00000-0000", "12340007", "01234-0007"),
        ("[$-409]00000", "2134", "02134"),
        ("[$-409]00000;@", "2134", "02134"),
        ("[Blue]00000", "2134", "02134"),
        ("00\"-\"000", "1001", "01-001"),
        ("_(00000_)", "1001", "01001"),
        ("* 00000", "1001", "01001"),
        ("(000) 000-0000", "123456789", "(012) 345-6789"),
        ("\"FIPS \"00000", "1001", "01001"),
        ("[<=99999]00000;00000\\-0000", "1001", "01001"),
        ("[<=99999]00000;00000\\-0000", "12340007", "01234-0007"),
        ("000", "12345", "12345"),
        ("00-000", "1234567", "1234-567"),
    ] {
        assert_eq!(shown(code, number), wanted, "{code}");
    }
}

#[test]
fn other_formats_leave_a_number_as_it_is() {
    for (code, number, wanted) in [
        ("0", "7", "7"),
        ("#,##0", "1234", "1234"),
        ("0,000", "7", "7"),
        ("00.00", "5.5", "5.5"),
        ("0.00%", "0.95", "0.95"),
        ("0000E+00", "12", "12"),
        ("$0000", "12", "12"),
        ("\"days: \"0", "12", "12"),
        ("00000", "-5", "-5"),
        ("00000", "1.5", "1.5"),
        ("00/00", "1", "1"),
        ("General", "12", "12"),
        // The general format of a German Excel is told by its number alone.
        ("Standard", "12", "1900-01-12"),
    ] {
        assert_eq!(shown(code, number), wanted, "{code}");
    }
    let styles =
        "<numFmts><numFmt numFmtId=\"0\" formatCode=\"Standard\"/></numFmts><cellXfs><xf numFmtId=\"0\"/></cellXfs>";
    let sheet = b"<worksheet><sheetData><row><c s=\"0\"><v>12</v></c></row></sheetData></worksheet>";
    assert_eq!(text(&only(&xlsx_of(sheet, styles, ONE, ""))), "12\n");
}

#[test]
fn a_time_alone_is_a_time_at_midnight_too() {
    for (code, number, wanted) in [
        ("h:mm", "0", "00:00"),
        ("[$-F400]h:mm:ss AM/PM", "0", "00:00"),
        ("[h]:mm", "0", "00:00"),
        ("mm:ss", "0", "00:00"),
        ("h:mm", "0.5", "12:00"),
        ("[h]:mm", "1.5", "36:00"),
        ("h:mm", "43234.5625", "2018-05-14 13:30"),
        // A date is none at day 0, and a number is no time.
        ("m/d/yyyy", "0", "0"),
        ("m/d/yy h:mm", "0", "0"),
        ("0", "0", "0"),
    ] {
        assert_eq!(shown(code, number), wanted, "{code}");
    }
}

#[test]
fn a_year_in_a_cell_for_dates_is_the_year() {
    for (code, number, wanted, years) in [
        ("m/d/yyyy", "2016", "2016", 1),
        ("yyyy", "2016", "2016", 1),
        ("mmm-yy", "1999", "1999", 1),
        ("m/d/yyyy", "1899", "1905-03-13", 0),
        ("m/d/yyyy", "2100", "1905-09-30", 0),
        ("m/d/yyyy", "2016.5", "1905-07-08 12:00", 0),
        ("m/d/yyyy", "42504", "2016-05-14", 0),
        ("h:mm", "2016", "1905-07-08", 0),
        ("0", "2016", "2016", 0),
    ] {
        let styles = format!(
            "<numFmts><numFmt numFmtId=\"164\" formatCode=\"{code}\"/></numFmts><cellXfs><xf numFmtId=\"164\"/></cellXfs>"
        );
        let sheet = format!("<worksheet><sheetData><row><c><v>{number}</v></c></row></sheetData></worksheet>");
        let tab = only(&xlsx_of(sheet.as_bytes(), &styles, ONE, ""));
        assert_eq!((text(&tab).trim_end(), tab.years.count), (wanted, years), "{code} {number}");
    }
    let day = |day: &str| {
        format!(
            "<table:table table:name=\"One\"><table:table-row><table:table-cell office:value-type=\"date\" \
             office:date-value=\"{day}\"/></table:table-row></table:table>"
        )
    };
    let tab = only(&ods(&day("1905-07-08")));
    assert_eq!((text(&tab), tab.years.count, tab.years.first[0].to_string().as_str()), ("2016\n", 1, "A1"));
    let tab = only(&ods(&day("1905-01-01")));
    assert_eq!((text(&tab), tab.years.count), ("1905-01-01\n", 0));
    let year = record(0x0203, &[&[0, 0, 0, 0, 0, 0][..], &2016_f64.to_le_bytes()].concat());
    let tab = only(&xls(&[record(0x00E0, &[0, 0, 14, 0])], &[year]));
    assert_eq!((text(&tab), tab.years.count), ("2016\n", 1));
}

// XLSX

#[test]
fn what_an_extension_says_again_is_not_the_workbooks() {
    let workbook = |inside: &str| {
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let rels = format!(
            "<Relationships><Relationship Id=\"x\" Type=\"{kind}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        let links = format!(
            "<Relationships><Relationship Id=\"a\" Type=\"{kind}/worksheet\" Target=\"sheet1.xml\"/>\
             <Relationship Id=\"b\" Type=\"{kind}/styles\" Target=\"styles.xml\"/></Relationships>"
        );
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"m/d/yyyy\"/></numFmts><cellXfs><xf numFmtId=\"164\"/></cellXfs>\
                      <dxfs><dxf><numFmt numFmtId=\"164\" formatCode=\"0\"/></dxf></dxfs>\
                      <extLst><ext><x14:cellXfs><xf numFmtId=\"1\"/></x14:cellXfs><numFmts><numFmt numFmtId=\"164\" formatCode=\"0\"/></numFmts></ext></extLst></styleSheet>";
        let sheet = "<worksheet><sheetData><row><c><v>41772</v></c></row></sheetData></worksheet>";
        only(&zipped(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", rels.as_bytes()),
            ("xl/workbook.xml", format!("<workbook>{inside}</workbook>").as_bytes()),
            ("xl/_rels/workbook.xml.rels", links.as_bytes()),
            ("xl/styles.xml", styles.as_bytes()),
            ("xl/sheet1.xml", sheet.as_bytes()),
        ]))
    };
    let sheets = format!("<sheets>{ONE}</sheets>");
    let extension = "<extLst><ext uri=\"{x}\"><x15:workbookPr chartTrackingRefBase=\"1\"/><sheet name=\"No\" r:id=\"z\"/></ext></extLst>";
    let properties = "<workbookPr date1904=\"1\"/>";
    assert_eq!(text(&workbook(&format!("{properties}{sheets}{extension}"))), "2018-05-14\n");
    assert_eq!(text(&workbook(&format!("{extension}{properties}{sheets}"))), "2018-05-14\n");
    let other = "<extLst><ext><x15:workbookPr date1904=\"1\"/></ext></extLst>";
    assert_eq!(text(&workbook(&format!("<workbookPr/>{sheets}{other}"))), "2014-05-13\n");
}

#[test]
fn a_macro_module_without_a_part_is_not_a_tab_and_a_missing_part_is_damage() {
    let module = "<sheet name=\"Module1\" sheetId=\"2\" state=\"veryHidden\" r:id=\"\"/>";
    let sheet = b"<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    assert_eq!(text(&only(&xlsx_of(sheet, "", &format!("{ONE}{module}"), ""))), "1\n");
    assert_eq!(text(&only(&xlsx_of(sheet, "", &format!("{module}{ONE}"), ""))), "1\n");
    let missing = "<sheet name=\"Two\" sheetId=\"2\" r:id=\"z\"/>";
    let error = read(&xlsx_of(sheet, "", &format!("{ONE}{missing}"), "")).unwrap_err();
    assert_eq!(error.to_string(), "damaged. Open it in Excel and save again.");
}

#[test]
fn parts_may_be_written_in_other_encodings() {
    let part = |encoding: &str, text: &str| {
        format!(
            "<?xml version='1.0' encoding='{encoding}'?><worksheet><sheetData><row><c t=\"inlineStr\"><is><t>{text}</t></is></c></row></sheetData></worksheet>"
        )
    };
    let shown = |bytes: Vec<u8>| text(&only(&xlsx_of(&bytes, "", ONE, ""))).to_owned();
    let wide = part("UTF-16", "Doña Ana");
    let units: Vec<u16> = wide.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    assert_eq!(shown([b"\xFF\xFE", &little[..]].concat()), "Doña Ana\n");
    assert_eq!(shown([b"\xFE\xFF", &big[..]].concat()), "Doña Ana\n");
    assert_eq!(shown(little), "Doña Ana\n");
    assert_eq!(shown(big), "Doña Ana\n");
    let narrow = |encoding: &str, byte: u8| {
        let text = part(encoding, "Do#a Ana");
        text.bytes().map(|sign| if sign == b'#' { byte } else { sign }).collect::<Vec<u8>>()
    };
    assert_eq!(shown(narrow("ISO-8859-1", 0xF1)), "Doña Ana\n");
    assert_eq!(shown(narrow("windows-1251", 0xE6)), "Doжa Ana\n");
    assert_eq!(shown(part("UTF-8", "Doña Ana").into_bytes()), "Doña Ana\n");
    assert_eq!(shown(part("utf-16", "Doña Ana").into_bytes()), "Doña Ana\n");
    // What is none of these, and what is not what it says, is refused.
    for bytes in
        [part("x-nothing", "a").into_bytes(), narrow("UTF-8", 0xF1), [b"\xFF\xFE", &b"<\0a\0\0\xD8"[..]].concat()]
    {
        let error = read(&xlsx_of(&bytes, "", ONE, "")).unwrap_err();
        assert_eq!(error.to_string(), "damaged. Open it in Excel and save again.");
    }
    let far = part("UTF-16", &"é".repeat(30_000));
    let far: Vec<u8> = far.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(shown([b"\xFF\xFE", &far[..]].concat()).chars().count(), 30_001);
}

#[test]
fn an_entity_of_the_files_own_is_refused_and_those_of_xml_are_read() {
    let sheet = |text: &str| {
        format!(
            "<!DOCTYPE x [<!ENTITY lol \"lol\">]><worksheet><sheetData><row><c t=\"str\"><v>{text}</v></c></row></sheetData></worksheet>"
        )
    };
    let refused = "names XML entities of its own, and no spreadsheet program does. Open it in Excel and save again.";
    assert_eq!(read(&xlsx_of(sheet("a&lol;b").as_bytes(), "", ONE, "")).unwrap_err().to_string(), refused);
    assert_eq!(read(&xlsx_of(sheet("a&nbsp;b").as_bytes(), "", ONE, "")).unwrap_err().to_string(), refused);
    let tab = only(&xlsx_of(sheet("a&amp;&lt;&#66;&#x43;").as_bytes(), "", ONE, ""));
    assert_eq!(text(&tab), "a&<BC\n");
}

#[test]
fn escapes_of_signs_are_read_as_the_signs() {
    for (written, wanted) in [
        ("_xD83D__xDE00_", "😀"),
        ("a_xD83D__xDE00_b_x0041_", "a😀bA"),
        ("_x005F_x0041_", "_x0041_"),
        // Half a sign, and what only looks like an escape, stay as they are.
        ("_xD83D_", "_xD83D_"),
        ("_xDE00__xD83D_", "_xDE00__xD83D_"),
        ("_xD83D__x0041_", "_xD83D_A"),
        ("model_x1_", "model_x1_"),
        ("_x00é_", "_x00é_"),
        ("_x", "_x"),
        ("_x+041_", "_x+041_"),
    ] {
        let tab = only(&xlsx(&format!("<row><c t=\"str\"><v>{written}</v></c></row>")));
        assert_eq!(text(&tab).trim_end(), wanted, "{written}");
    }
}

#[test]
fn dates_times_and_durations_of_iso_are_read() {
    for (written, wanted) in [
        ("2018-05-14T00:00:00", "2018-05-14"),
        ("2018-05-14T13:30:00.000Z", "2018-05-14 13:30"),
        ("2018-05-14T13:30:00-05:00", "2018-05-14 13:30"),
        ("2018-05-14", "2018-05-14"),
        ("1905-07-08T00:00:00", "2016"),
        ("PT13H30M00S", "13:30"),
        ("PT13H30M15.5S", "13:30:15"),
        ("P1DT2H", "26:00"),
        ("P2D", "48:00"),
        ("13:30:00", "13:30"),
        ("T13:30:00", "13:30"),
        ("00:00:00", "00:00"),
        // How long a month is nobody knows, and this is no duration.
        ("P1M", "P1M"),
        ("PARTS", "PARTS"),
    ] {
        let tab = only(&xlsx(&format!("<row><c t=\"d\"><v>{written}</v></c></row>")));
        assert_eq!(text(&tab).trim_end(), wanted, "{written}");
    }
}

#[test]
fn the_error_of_a_formula_is_not_text() {
    let rows = "<row><c t=\"str\"><f>A</f><v>#N/A</v></c><c t=\"str\"><f>A</f><v>#N/A yet</v></c><c t=\"str\"><v>#1</v></c></row>";
    let tab = only(&xlsx(rows));
    assert_eq!((text(&tab), tab.errors.count), (",#N/A yet,#1\n", 1));
}

// ODS

#[test]
fn the_text_of_a_cell_is_its_own() {
    let string =
        |inside: &str| ods_cell(&format!("<table:table-cell office:value-type=\"string\">{inside}</table:table-cell>"));
    for (inside, wanted) in [
        ("<draw:custom-shape><svg:title>Logo</svg:title><text:p>Button</text:p></draw:custom-shape>", ""),
        ("<text:p>Model</text:p><draw:rect><text:p>Draft</text:p></draw:rect>", "Model"),
        (
            "<draw:g><draw:frame><draw:text-box><text:p>x</text:p></draw:text-box></draw:frame></draw:g><text:p>Model</text:p>",
            "Model",
        ),
        ("<text:p>Mo<draw:frame><svg:desc>a picture</svg:desc></draw:frame>del</text:p>", "Model"),
        (
            "<office:annotation><dc:creator>me</dc:creator><text:p>note</text:p></office:annotation><text:p>Model</text:p>",
            "Model",
        ),
        ("<text:p>Mo<office:annotation><text:p>note</text:p></office:annotation>del</text:p>", "Model"),
        (
            "<text:p><text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>とうきょう</text:ruby-text></text:ruby></text:p>",
            "東京",
        ),
        (
            "<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>foot</text:p></text:note-body></text:note></text:p>",
            "a",
        ),
        ("<form:button><form:p>Press</form:p></form:button><text:p>Model</text:p>", "Model"),
        ("<text:p>a<text:span>b</text:span><text:a xlink:href=\"x\">c</text:a></text:p>", "abc"),
        (
            "<text:list><text:list-item><text:p>a</text:p></text:list-item><text:list-item><text:p>b</text:p></text:list-item></text:list>",
            "\"a b\"",
        ),
        ("<text:p>a</text:p><text:p/><text:p>b</text:p>", "\"a  b\""),
    ] {
        assert_eq!(string(inside), wanted, "{inside}");
    }
}

#[test]
fn white_space_between_tags_is_as_libreoffice_shows_it() {
    let string = |inside: &str| {
        ods_cell(&format!("<table:table-cell office:value-type=\"string\">\n  {inside}\n</table:table-cell>"))
    };
    for (inside, wanted) in [
        ("<text:p>\n        a\n        b\n      </text:p>", "a b"),
        ("<text:p>a <text:span> b</text:span></text:p>", "a b"),
        ("<text:p>a<text:s/>b<text:s text:c=\"3\"/>c</text:p>", "a b   c"),
        ("<text:p>a <text:s/>b</text:p>", "a  b"),
        ("<text:p><text:s text:c=\"2\"/>a<text:s/></text:p>", "  a "),
        ("<text:p>\n a<text:line-break/>\n b\n</text:p>", "a b"),
        ("<text:p>a<text:tab/>b</text:p>", "a b"),
        ("<text:p> </text:p>", ""),
    ] {
        assert_eq!(string(inside), wanted, "{inside}");
    }
    // What an attribute holds is as it stands there.
    let given = "<table:table-cell office:value-type=\"string\" office:string-value=\"a  b\"><text:p>a b</text:p></table:table-cell>";
    assert_eq!(ods_cell(given), "a  b");
}

#[test]
fn an_error_in_an_ods_is_not_a_value_however_it_is_written() {
    let cell = |attributes: &str, shown: &str| {
        let rows = format!(
            "<table:table-row><table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell></table:table-row>"
        );
        let tab = only(&ods(&format!("<table:table table:name=\"One\">{rows}</table:table>")));
        (text(&tab).trim_end().to_owned(), tab.errors.count)
    };
    let formula = "table:formula=\"of:=1/0\" office:value-type=\"string\"";
    let none = (String::new(), 1);
    assert_eq!(cell(&format!("{formula} office:string-value=\"#DIV/0!\""), "#DIV/0!"), none);
    assert_eq!(cell("table:formula=\"of:=1/0\" office:value-type=\"float\" office:value=\"0\"", "Err:502"), none);
    assert_eq!(cell("table:formula=\"of:=1/0\" office:value-type=\"float\" office:value=\"0\"", "#REF!"), none);
    assert_eq!(cell("office:value-type=\"string\" calcext:value-type=\"error\"", "#N/A"), none);
    assert_eq!(cell("office:value-type=\"string\"", "#N/A"), none);
    // Words about an error are words.
    let kept = |words: &str| (words.to_owned(), 0);
    assert_eq!(cell("office:value-type=\"string\"", "Err:502"), kept("Err:502"));
    assert_eq!(cell(formula, "Err:502 on boot"), kept("Err:502 on boot"));
    assert_eq!(cell(formula, "#12"), kept("#12"));
    assert_eq!(cell("office:value-type=\"string\"", "#N/A yet"), kept("#N/A yet"));
}

#[test]
fn zeros_that_an_ods_shows_are_kept() {
    let number = |value: &str, shown: &str| {
        ods_cell(&format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{shown}</text:p></table:table-cell>"
        ))
    };
    for (value, shown, wanted) in [
        ("1001", "01001", "01001"),
        ("12340007", "01234-0007", "01234-0007"),
        ("1234567890", "(123) 456-7890", "(123) 456-7890"),
        ("1234", "1 234", "1234"),
        ("-5", "(5)", "-5"),
        ("-5", "-5", "-5"),
        ("1234", "1,234.00", "1234"),
        ("0", "0", "0"),
        ("7", "01001", "7"),
    ] {
        assert_eq!(number(value, shown), wanted, "{shown}");
    }
}

#[test]
fn only_the_sheets_of_an_ods_are_tabs() {
    let table = |name: &str, text: &str| {
        format!(
            "<table:table table:name=\"{name}\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>"
        )
    };
    let link = "<table:dde-links><table:dde-link><office:dde-source office:dde-application=\"soffice\"/><table:table><table:table-row>\
                <table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table></table:dde-link></table:dde-links>";
    let changes = "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell><text:p>old</text:p>\
                   </table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>";
    let rules = "<table:content-validations><table:content-validation><table:help-message><text:p>x</text:p></table:help-message></table:content-validation></table:content-validations>";
    let sheets = format!(
        "{changes}{rules}{}{}{}{}{link}",
        table("a", "x"),
        table("'file:///tmp/other.ods'#$Sheet1", "of another file"),
        table("'https://example.org/o''s.ods'#Sheet1", "of another file"),
        table("2016 'old'", "y"),
    );
    let tabs = read(&ods(&sheets)).unwrap().tabs;
    let told: Vec<(&str, &str)> = tabs.iter().map(|tab| (&*tab.name, text(tab))).collect();
    assert_eq!(told, [("a", "x\n"), ("2016 'old'", "y\n")]);
    // A table without a name, among the sheets, is a sheet.
    let nameless = table("a", "x").replace(" table:name=\"a\"", "");
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{nameless}</office:spreadsheet></office:body></office:document-content>"
    );
    assert_eq!(read(&ods_of(&content, "")).unwrap().tabs[0].name, "Sheet1");
}

// XLS

/// An XLS of Excel 95 of one sheet, as a stream.
fn biff5(globals: &[Vec<u8>], cells: &[Vec<u8>]) -> Vec<u8> {
    let begin = record(0x0809, &[0, 5, 5, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let before = begin.len() + globals.concat().len();
    let at = (before + 4 + 10 + end.len()) as u32;
    let sheet = record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 3], b"One"].concat());
    [begin.clone(), globals.concat(), sheet, end.clone(), begin, cells.concat(), end].concat()
}

#[test]
fn workbooks_of_excel_95_are_read() {
    let label = |row: u8, text: &[u8]| record(0x0204, &[&[row, 0, 0, 0, 0, 0, text.len() as u8, 0][..], text].concat());
    let format = record(0x041E, &[&[164, 0, 8][..], b"m/d/yyyy"].concat());
    let formats = [record(0x00E0, &[0; 16]), record(0x00E0, &[0, 0, 164, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])];
    let globals = [record(0x0042, &1252_u16.to_le_bytes()), format, formats.concat()];
    let cells = [
        label(0, b"Do\xF1a Ana"),
        record(0x00D6, &[0, 0, 1, 0, 0, 0, 2, 0, b'a', b'b', 1, 0, 0]),
        record(0x0203, &[&[1, 0, 0, 0, 1, 0][..], &43_234_f64.to_le_bytes()].concat()),
        record(0x027E, &[1, 0, 1, 0, 0, 0, 0x1A, 0, 0, 0]),
        record(0x0006, &[1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0]),
        record(0x0207, &[2, 0, b'w', b'o']),
        record(0x0205, &[1, 0, 3, 0, 0, 0, 1, 0]),
        record(0x0208, &[1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0]),
    ];
    let wanted = "Doña Ana,ab\n2018-05-14,6,wo,true\n";
    let stream = biff5(&globals, &cells);
    for bytes in [compound(&[("Book", &stream)]), compound(&[("BOOK", &stream)]), stream.clone()] {
        let tab = only(&bytes);
        assert_eq!((text(&tab), &*tab.name), (wanted, "One"));
        assert_eq!(tab.hidden_rows, Runs { count: 1, first: vec![(2, 2)] });
    }
    // Where both are there, Excel reads the newer.
    let newer = only(&compound(&[("Book", &stream), ("Workbook", &biff5(&[], &[label(0, b"newer")]))]));
    assert_eq!(text(&newer), "newer\n");
}

#[test]
fn bytes_of_an_old_workbook_are_those_of_its_code_page() {
    let label = record(0x0204, &[0, 0, 0, 0, 0, 0, 3, 0, b'a', 0xE6, b'b']);
    let of = |page: u16| {
        text(&only(&biff5(&[record(0x0042, &page.to_le_bytes())], std::slice::from_ref(&label)))).to_owned()
    };
    assert_eq!((of(1252), of(1251), of(10_000)), ("aæb\n".into(), "aжb\n".into(), "aÊb\n".into()));
    // A page that is not known is not guessed.
    assert_eq!(of(437), "a\u{FFFD}b\n");
}

#[test]
fn records_with_the_numbers_of_older_excels_are_read() {
    let formula = |kind: u16, row: u8| {
        let number = 3_f64.to_le_bytes();
        record(kind, &[&[row, 0, 0, 0, 0, 0][..], &number, &[0; 8]].concat())
    };
    let cells = [
        formula(0x0006, 0),
        formula(0x0206, 1),
        formula(0x0406, 2),
        record(0x007E, &[3, 0, 0, 0, 0, 0, 0x1A, 0, 0, 0]),
        record(0x0406, &[4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0]),
        record(0x0007, &[2, 0, 0, b'w', b'o']),
    ];
    assert_eq!(text(&only(&xls(&[], &cells))), "3\n3\n3\n6\nwo\n");
}

#[test]
fn a_text_without_its_flags_is_read_and_one_that_is_cut_is_damage() {
    let label = |bytes: &[u8]| xls(&[], &[record(0x0204, &[&[0, 0, 0, 0, 0, 0][..], bytes].concat())]);
    assert_eq!(text(&only(&label(&[2, 0, b'a', b'b']))), "ab\n");
    assert_eq!(text(&only(&label(&[2, 0, 0, b'a', b'b']))), "ab\n");
    assert_eq!(text(&only(&label(&[2, 0, 1, b'a', 0, b'b', 0]))), "ab\n");
    for bytes in [&[2, 0, b'a'][..], &[2, 0, 1, b'a', 0], &[2]] {
        assert_eq!(read(&label(bytes)).unwrap_err().to_string(), "damaged. Open it in Excel and save again.");
    }
}

// What is hidden or merged

fn merged(names: &[(&str, u64, u64, u64, u64)], tab: &Tab) {
    let wanted: Vec<(String, Merged)> = names
        .iter()
        .map(|(name, row, column, last_row, last_column)| {
            let first = Spot { row: *row, column: *column };
            ((*name).to_owned(), Merged { first, last_row: *last_row, last_column: *last_column })
        })
        .collect();
    let found: Vec<(String, Merged)> = tab.merged.iter().map(|range| (range.first.to_string(), *range)).collect();
    assert_eq!(found, wanted);
}

#[test]
fn hidden_rows_and_columns_that_hold_something_are_known() {
    let rows = "<row r=\"1\"><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c></row>\
                <row r=\"2\" hidden=\"1\"><c><v>1</v></c></row><row r=\"3\" ht=\"0\" customHeight=\"1\"><c><v>1</v></c></row>\
                <row r=\"4\" hidden=\"1\"/><row r=\"5\" hidden=\"0\"><c><v>1</v></c></row><row r=\"6\" hidden=\"true\"><c><v>1</v></c></row>";
    let columns = "<cols><col min=\"2\" max=\"3\" width=\"9\" hidden=\"1\"/><col min=\"4\" max=\"4\" width=\"0\"/><col min=\"5\" max=\"16384\" hidden=\"1\"/></cols>";
    let sheet = format!("<worksheet>{columns}<sheetData>{rows}</sheetData></worksheet>");
    let tab = only(&xlsx_of(sheet.as_bytes(), "", ONE, ""));
    assert_eq!(tab.hidden_rows, Runs { count: 3, first: vec![(2, 3), (6, 6)] });
    assert_eq!(tab.hidden_columns, Runs { count: 3, first: vec![(2, 4)] });

    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>";
    let row = |visibility: &str, times: u32, cells: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\" {visibility}>{cells}</table:table-row>")
    };
    let table = format!(
        "<table:table table:name=\"One\"><table:table-column/><table:table-column-group><table:table-column table:visibility=\"collapse\" \
         table:number-columns-repeated=\"2\"/></table:table-column-group>{}{}{}{}</table:table>",
        row("", 1, &cell.repeat(2)),
        row("table:visibility=\"filter\"", 2, cell),
        row("table:visibility=\"visible\"", 1, cell),
        row("table:visibility=\"collapse\"", 1_000, "<table:table-cell/>"),
    );
    let tab = only(&ods(&table));
    assert_eq!(tab.hidden_rows, Runs { count: 2, first: vec![(2, 3)] });
    assert_eq!(tab.hidden_columns, Runs { count: 1, first: vec![(2, 2)] });

    let number = |row: u8, column: u8| record(0x027E, &[row, 0, column, 0, 0, 0, 0x1A, 0, 0, 0]);
    let row = |row: u8, flags: u8| record(0x0208, &[row, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, flags, 1, 0, 0]);
    let columns = record(0x007D, &[1, 0, 3, 0, 0, 9, 0, 0, 1, 0, 0, 0]);
    let tab = only(&xls(&[], &[columns, row(0, 0), row(1, 0x20), number(0, 0), number(0, 1), number(1, 0)]));
    assert_eq!(tab.hidden_rows, Runs { count: 1, first: vec![(2, 2)] });
    assert_eq!(tab.hidden_columns, Runs { count: 1, first: vec![(2, 2)] });
}

#[test]
fn of_many_runs_the_first_ten_are_kept_and_all_are_counted() {
    let row = |row: u32| {
        let hidden = if row.is_multiple_of(2) { "hidden=\"1\"" } else { "" };
        format!("<row r=\"{row}\" {hidden}><c><v>1</v></c></row>")
    };
    let tab = only(&xlsx(&(1..=100).map(row).collect::<String>()));
    assert_eq!((tab.hidden_rows.count, tab.hidden_rows.first.len()), (50, 10));
    assert_eq!(tab.hidden_rows.first[9], (20, 20));
}

#[test]
fn merged_cells_of_several_rows_are_known() {
    let rows = "<row r=\"1\"><c><v>1</v></c></row>";
    let ranges = ["A1:A3", "B1:D1", "B2:C4", "A2:A5", "A9", "", "nonsense:A1"];
    let ranges: String = ranges.iter().map(|range| format!("<mergeCell ref=\"{range}\"/>")).collect();
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData><mergeCells>{ranges}</mergeCells></worksheet>");
    let wanted = [("A1", 1, 1, 3, 1), ("B2", 2, 2, 4, 3)];
    merged(&wanted, &only(&xlsx_of(sheet.as_bytes(), "", ONE, "")));

    let range = [2_u16, 0, 2, 0, 0, 1, 3, 1, 2].iter().flat_map(|edge| edge.to_le_bytes()).collect::<Vec<u8>>();
    merged(&wanted, &only(&xls(&[], &[record(0x00E5, &range)])));

    let spanned = |rows: u32, columns: u32| {
        format!(
            "<table:table-cell table:number-rows-spanned=\"{rows}\" table:number-columns-spanned=\"{columns}\" office:value-type=\"float\" office:value=\"1\"/>"
        )
    };
    let table = format!(
        "<table:table table:name=\"One\"><table:table-row>{}{}</table:table-row><table:table-row><table:covered-table-cell/>{}</table:table-row></table:table>",
        spanned(3, 1),
        spanned(1, 3),
        spanned(3, 2),
    );
    merged(&wanted, &only(&ods(&table)));
}

#[test]
fn too_many_merged_ranges_are_refused() {
    let ranges = "<mergeCell ref=\"A1:A2\"/>".repeat(1_000_001);
    let sheet = format!("<worksheet><sheetData/><mergeCells>{ranges}</mergeCells></worksheet>");
    let error = read(&xlsx_of(sheet.as_bytes(), "", ONE, "")).unwrap_err();
    assert_eq!(error.to_string(), "too large: contains more than 1,000,000 merged ranges. Save each sheet as CSV.");
}
