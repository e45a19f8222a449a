//! Names and ids of places: what is understood stays so, and what is guessed is said.

use pollworthy::place::names::{joined, words};
use pollworthy::place::{County, Level, PlaceId, State, in_file_name, in_tab_name, state_in_name, state_of_path};

pub(crate) fn run(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let states = [None, Some("OH"), Some("VA"), Some("Ohio"), Some("XE"), Some("39"), Some("PR"), Some("nowhere")];
    let state = states[usize::from(how & 7)];
    let levels = [None, Some(Level::State), Some(Level::County), Some(Level::Municipality)];
    let level = levels[usize::from(how >> 3 & 3)];
    let understood = PlaceId::understand_as(text, state, level);
    let id = &understood.id;
    assert!(!id.as_str().is_empty(), "no id for {text:?}");
    if id.is_fips() {
        let length = id.as_str().len();
        assert!(matches!(length, 2 | 5 | 10) && id.state().is_some() && id.level().is_some(), "{id}");
        // Read back, a code is itself.
        let again = PlaceId::understand(id.as_str(), None);
        assert_eq!((again.id.as_str(), again.note), (id.as_str(), None), "{text:?}");
    }
    for above in id.above() {
        assert!(above != *id, "{id} lies in itself");
    }
    if understood.guessed {
        assert!(understood.note.is_some(), "{text:?} was guessed and nothing said");
    }
    if let Some(note) = &understood.note {
        let note = note.to_string();
        assert!(!note.trim().is_empty(), "{text:?}");
    }
    if let Some(county) = County::of(id.as_str()) {
        assert_eq!(county.code, id.as_str());
        let back = PlaceId::understand(&county.in_full(), None).id;
        assert!(county.former || back == *id, "{} is {back}", county.in_full());
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    assert!(letters(&joined(&words(text))) <= letters(text) * 8 + 8, "words come from the text");
    let known = State::named(text);
    if let Some(state) = known {
        assert_eq!(State::named(state.name), Some(state));
        assert_eq!(State::named(state.code), Some(state));
    }
    for sure in [false, true] {
        for state in [None, State::named("OH"), known] {
            for code in [in_file_name(text, state, sure), in_tab_name(text, state, sure)].into_iter().flatten() {
                let of = State::of_fips(code).unwrap_or_else(|| panic!("{code} is nowhere"));
                assert!(code.len() == 2 || County::of(code).is_some(), "{code} is no county");
                // A file may be named after another state than its folder, but then it names that state.
                let lower = text.to_lowercase();
                let named = || [of.name, of.code].iter().any(|name| lower.contains(&name.to_lowercase()));
                assert!(
                    code.len() == 2 || state.is_none_or(|state| state == of) || named(),
                    "{code} is not in {state:?}"
                );
            }
        }
    }
    let _ = (state_in_name(text), state_of_path(text));
}
