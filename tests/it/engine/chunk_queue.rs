//! Files that are read by some threads at once, a chunk here and a chunk there: told as if they were read in one go by one.

use pollworthy::words::digest::sha256;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::folder::{Folder, baseline};

const HEADER: &str = "asset_id,jurisdiction,equipment_type,model,quantity,first_used_on\n";

/// Rows of a file: most are short, and now and then one is longer than what is read in one go, or is cut off by a quote.
fn rows() -> impl Strategy<Value = String> {
    let row = prop_oneof![
        30 => (0..400_u32, 0..30_usize).prop_map(|(id, long)| format!("{id},39001,dre,{},2,\n", "m".repeat(long))),
        4 => (0..400_u32, 3_000..9_000_usize).prop_map(|(id, long)| format!("{id},39003,bmd,\"{}\n\",x,\n", "m".repeat(long))),
        2 => (0..400_u32, 1..200_usize).prop_map(|(id, ends)| format!("{id},39003,bmd,\"{}\",1,2020-01-01\r\n", "\n".repeat(ends))),
        1 => Just("a,39001,dre,,1,\rb,39003,bmd,7\" screen,1,\r".to_owned()),
        1 => Just("x,39001,dre,\"never closed,1,\n".to_owned()),
        1 => Just("y,39001,dre,\u{f1},1,".to_owned()),
    ];
    prop::collection::vec(row, 0..40).prop_map(|rows| HEADER.to_owned() + &rows.concat())
}

/// How a text is written to a file.
fn written(text: &str, by: u8) -> Vec<u8> {
    match by {
        0 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        1 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        2 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
        _ => text.as_bytes().to_vec(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_are_told_alike_by_any_threads_and_in_chunks_of_any_size(
        files in prop::collection::vec((rows(), 0..8_u8), 1..4),
        size in select(vec![20_usize, 64, 333, 4_096, 5_000, 20_000]),
        threads in 2..5_usize,
    ) {
        let files: Vec<Vec<u8>> = files.iter().map(|(text, by)| written(text, *by)).collect();
        let folder = || {
            let named = |at: usize| format!("{at}/equipment.csv");
            let first = Folder::of(&named(0), &files[0]);
            files.iter().enumerate().skip(1).fold(first, |folder, (at, bytes)| folder.with(&named(at), bytes))
        };
        let told = |folder: Folder| {
            let (ledger, read) = folder.audit();
            let rules = baseline().rules.len();
            let tallies: Vec<_> =
                (0..read.places.len()).flat_map(|place| (0..rules).map(move |rule| (place, rule))).collect();
            let tallies: Vec<_> = tallies.into_iter().map(|(place, rule)| format!("{:?}", ledger.tally(place, rule))).collect();
            (tallies, read.notices, read.files)
        };
        let at_once = told(folder().in_pieces(1 << 24).by_threads(1));
        let digests: Vec<String> = files.iter().map(|bytes| sha256(bytes)).collect();
        let read: Vec<&str> = at_once.2.iter().map(|file| &*file.sha256).collect();
        prop_assert_eq!(read, digests);
        prop_assert_eq!(told(folder().in_pieces(size).by_threads(threads)), at_once);
    }
}
