//! Nasty files: the reader of the hot path and the `csv` crate read the same records of them, wherever pieces are cut.

use pollworthy::engine::csv::{Dialect, Pieces, Whereabouts};
use proptest::prelude::*;

type Records = Vec<Vec<Vec<u8>>>;

/// The records of all pieces by either reader, for each piece, and whether they begin on the same lines; up to what cannot be read.
fn both(bytes: &[u8], separator: u8, size: usize) -> (Records, Records) {
    let dialect = Dialect { separator, whereabouts: Whereabouts::Lines };
    let mut pieces = Pieces::new(bytes, size, dialect);
    let (mut own, mut theirs) = (Records::new(), Records::new());
    while let Ok(Some(piece)) = pieces.next_piece() {
        let (mut starts, mut lines) = (Vec::new(), Vec::new());
        let mut rows = piece.rows();
        while let Some(record) = rows.next() {
            own.push((0..record.len()).map(|field| record.cell(field).bytes().to_vec()).collect());
            starts.push(record.start);
            lines.push(piece.first_line() + record.lines);
            let over_lines = own.last().unwrap().iter().flatten().any(|byte| matches!(byte, b'\n' | b'\r'));
            assert_eq!(record.over_lines, over_lines, "a line ends inside a value, or not");
            assert_eq!(piece.fields(record.start), *own.last().unwrap(), "one record read again");
        }
        let mut at = 0;
        for record in piece.records().into_byte_records() {
            let record = record.unwrap();
            let start = usize::try_from(record.position().unwrap().byte()).unwrap();
            assert_eq!(piece.position(start, None).line, lines[at], "the line of a record");
            assert!(
                start <= starts[at],
                "a record begins where the other reader has its first byte, or a line end before it"
            );
            theirs.push(record.iter().map(<[u8]>::to_vec).collect());
            at += 1;
        }
        assert_eq!(at, starts.len(), "as many records");
    }
    (own, theirs)
}

const FILES: [&str; 26] = [
    "a,b\n1,2\n",
    "a,b\r\n1,2\r\n",
    "a,b\r1,2\r3,4",
    "a,b\n\n\n1,2\n\r\n\r\n3,4\n",
    "\n\na,b\n1,2",
    "a,b,\n,,\n,\n",
    "a\n\"\"\n\"\",\"\"\n",
    "a,b\n\"1,1\",2\n",
    "a,b\n\"1\n1\",\"2\r\n2\"\n3,4\n",
    "a,b\n\"say \"\"no\"\" now\",\"\"\"\"\n",
    "a,b\n5\" pipe,6\"\n7,\"8\"\n",
    "a,b\n\"one\"two,\"three\" four\n5,6\n",
    "a,b\n\"one\"\"two\"three\"four\",5\n",
    "a,b\n \"one, two\",3\n",
    "a,b\n\"one\" ,2\n",
    "a\n1,2,3,4,5\n\n6\n",
    "a;b|c\td\n1;2|3\t4\n",
    "a,b\n1,2\n\"open, and\nnever closed\n3,4\n",
    "a,b\n1,2\n3,\"",
    "a,b\n1,2\n3,\"\"\"",
    "a,b\n\"\r\",\"\n\"\n\"\r\n\",x",
    "a,b\n1,2\r\r\n3,4\n\r5,6",
    "\u{feff}a,b\n\u{e9},\u{20ac}\n",
    ",\n",
    "\"a\",\"b\"\n\"1\",\"2\"",
    "x",
];

#[test]
fn both_readers_read_the_same_records() {
    let long = format!("a,b\n{},\"{}\"\n{}", "x".repeat(200), "y,\n".repeat(90), "1,2\n".repeat(100));
    for text in FILES.iter().copied().chain([long.as_str()]) {
        for separator in [b',', b';', b'\t', b'|'] {
            let whole = both(text.as_bytes(), separator, 1 << 20);
            assert_eq!(whole.0, whole.1, "{text:?}");
            for size in 1..text.len().min(140) {
                let (own, theirs) = both(text.as_bytes(), separator, size);
                assert_eq!(own, theirs, "{text:?} in pieces of {size}");
            }
        }
    }
}

/// The `csv` crate leaves out a byte order mark wherever its input begins, at any piece; in the middle of a file it is a character.
#[test]
fn a_mark_inside_a_file_is_kept_wherever_pieces_are_cut() {
    let text = "a,b\n1,2\n\u{feff}3,4\n";
    let kept = both(text.as_bytes(), b',', 1 << 20).0;
    assert_eq!(kept[2][0], "\u{feff}3".as_bytes());
    for size in 1..text.len() {
        assert_eq!(both(text.as_bytes(), b',', size).0, kept, "pieces of {size}");
    }
}

#[test]
fn other_bytes_than_text_are_read_alike() {
    for bytes in
        [&b"a,b\n\xE9t\xE9,\x93q\x94\n1,2\n"[..], b"a,b\n1\x002,\"3\x00\"\n", b"\xFF\xFEa\0,\0b\0\n\x001\0,\x002\0"]
    {
        for size in 1..bytes.len() {
            let (own, theirs) = both(bytes, b',', size);
            assert_eq!(own, theirs, "{bytes:?} in pieces of {size}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_of_such_signs_is_read_alike(text in "[a\u{e9},,;\"\"\n\r ]{0,200}", size in 1_usize..300) {
        let (own, theirs) = both(text.as_bytes(), b',', size);
        prop_assert_eq!(own, theirs);
    }

    /// Most files are like this: records of one shape, quotes only around whole fields, lines that end alike. Now and then one is not.
    #[test]
    fn orderly_text_is_read_alike(
        rows in prop::collection::vec(prop::collection::vec(field(), 3), 0..60),
        line_end in prop::sample::select(vec!["\n", "\r\n"]),
        odd in prop::option::of((0_usize..60, prop::sample::select(vec!["", ",", "1,2,3,4", "\"a\nb\",2,3", "a,b\"c,\"d\"e", "a,\rb,c", "a,b,c\n1,2,3"]))),
        is_ended in any::<bool>(),
        size in 1_usize..3000,
    ) {
        let mut lines: Vec<String> = rows.iter().map(|fields| fields.join(",")).collect();
        if let Some((at, line)) = odd {
            lines.insert(at.min(lines.len()), line.to_owned());
        }
        let text = lines.join(line_end) + if is_ended { line_end } else { "" };
        let (own, theirs) = both(text.as_bytes(), b',', size);
        prop_assert_eq!(own, theirs);
    }
}

/// A field as programs write it: in quotes where it has to be, and sometimes where not.
fn field() -> impl Strategy<Value = String> {
    let quoted = "[a-z,\" ]{0,70}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
    prop_oneof![4 => "[a-z0-9\u{e9} -]{0,20}", 1 => quoted]
}
