//! Recognises the tabs of a workbook that are pages of pollworthy's own, not records.

/// What the first cell of such a tab says; it goes with the tab wherever that is copied.
pub const MARK: &str = "pollworthy made this tab. It is not read as records.";

/// A person may put some rows above it.
const WITHIN: usize = 10;

/// Whether a tab is one of pollworthy's own pages.
pub(crate) fn is_own(text: &[u8]) -> bool {
    let line_is = |line: &[u8]| {
        let start = line.iter().take_while(|byte| **byte == b',').count();
        line[start..]
            .strip_prefix(MARK.as_bytes())
            .is_some_and(|rest| matches!(rest.first(), None | Some(b',' | b'\r')))
    };
    text.split(|byte| *byte == b'\n').take(WITHIN).any(line_is)
}
