//! Interner of texts: each text its own, however many there are, however long they are, and in whatever order they came.

use std::collections::HashMap;

use pollworthy::engine::interner::{Cell, Interner};
use proptest::prelude::*;

/// Texts of any length around those that are kept as whole words, with much in common.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        4 => "[ab]{0,3}",
        2 => "same-beginning-[a-c]{0,2}",
        2 => "[0-9]\\.[0-9]{1,2}\\.[0-9]",
        1 => "[a-c]{30,35}",
    ];
    prop::collection::vec(text, 0..80)
}

/// Gives every text that has none yet the next number.
fn learned<'t>(texts: impl Iterator<Item = &'t str>) -> (Interner, HashMap<&'t str, u32>) {
    let (mut codes, mut known) = (Interner::default(), HashMap::new());
    for text in texts {
        let cell = Cell::from(text.as_bytes());
        assert_eq!(codes.get(cell), known.get(text).copied(), "{text}");
        let next = u32::try_from(known.len()).unwrap();
        known.entry(text).or_insert_with(|| {
            codes.insert(cell, next);
            next
        });
    }
    (codes, known)
}

#[test]
fn every_text_has_its_own_code() {
    proptest!(|(texts in texts(), strange in "[ab]{0,5}")| {
        let (codes, known) = learned(texts.iter().map(String::as_str));
        prop_assert_eq!(codes.len(), known.len());
        for (text, code) in &known {
            prop_assert_eq!(codes.get(Cell::from(text.as_bytes())), Some(*code));
        }
        prop_assert_eq!(codes.get(Cell::from(strange.as_bytes())), known.get(strange.as_str()).copied());
    });
}

#[test]
fn some_thousand_texts_are_found_and_no_other() {
    let texts: Vec<String> = (0..5_000).map(|number| format!("{}.{}", number % 70, number / 70)).collect();
    let (codes, known) = learned(texts.iter().map(String::as_str));
    assert_eq!(known.len(), texts.len());
    for (text, number) in texts.iter().zip(0..) {
        assert_eq!(codes.get(Cell::from(text.as_bytes())), Some(number));
    }
    assert_eq!(codes.get(Cell::from(&b"70.0"[..])), None);
}

#[test]
fn many_cells_are_read_up_to_the_first_that_is_new() {
    let (codes, _) = learned(["ab", "", "same-beginning-a"].into_iter());
    // Cells at the end of their text are read by another way than those with much behind them.
    for behind in ["", ", and so on, until there are more than 32 bytes"] {
        let cells = |texts: &[&str], from: usize| {
            let texts: Vec<(usize, String)> =
                texts.iter().map(|text| (text.len(), format!("{text}{behind}"))).collect();
            let cells = texts.iter().map(|(length, text)| Cell::within(text.as_bytes(), 0, *length));
            let mut told = vec![9; texts.len()];
            let new = codes.get_all(&cells.collect::<Vec<_>>().as_slice(), from, &mut told);
            (told, new)
        };
        assert_eq!(cells(&["", "ab", "same-beginning-a", "ab"], 0), (vec![1, 0, 2, 0], None));
        assert_eq!(cells(&["ab", "same-beginning-b", "ab"], 0), (vec![0, 9, 9], Some(1)));
        assert_eq!(cells(&["ab", "same-beginning-b", "ab"], 2), (vec![9, 9, 0], None));
        assert_eq!(cells(&["ab", "a text of more than 32 bytes, which is long"], 1), (vec![9, 9], Some(1)));
        assert_eq!(cells(&["ab"], 3), (vec![9], None));
    }
}
