//! Waivers files, against the rules inside the program.

use std::cell::OnceCell;

use pollworthy::rules::{BUILT_IN, RuleBook};

use super::shared::{as_of, check_mistakes};

thread_local! {
    static BOOK: OnceCell<RuleBook> = const { OnceCell::new() };
}

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut book = BOOK
        .with(|book| book.get_or_init(|| RuleBook::read(BUILT_IN[0].0, BUILT_IN[0].1, &[], as_of()).unwrap()).clone());
    match book.add_waivers("waivers.toml", text) {
        Err(error) => check_mistakes(&error.0, text),
        Ok(()) => {
            let lines = text.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1;
            assert!(book.waivers_file.is_some(), "the digest of what was read");
            for waiver in &book.waivers {
                let rule = book.rules.get(waiver.rule).expect("a waiver of a rule");
                assert!(rule.waivable && (1..=lines).contains(&waiver.line), "{waiver:?}");
                assert!(!waiver.reason.trim().is_empty() && !waiver.owner.trim().is_empty(), "{waiver:?}");
                assert!(waiver.place.is_some() || waiver.asset.is_some(), "a waiver of everything: {waiver:?}");
            }
        }
    }
}
