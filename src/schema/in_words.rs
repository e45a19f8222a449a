//! Cells that say in words of their own what a machine prints, or that a thing is not there.

use super::{Column, Fault, Fix, Trouble};
use crate::words::value::Value;

/// Words of cells that say of a direct-recording machine whether it prints a record that the voter can check, all folded.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub(crate) struct DirectRecording {
    machines: [&'static str; 9],
    papers: [&'static str; 9],
    without: [&'static str; 8],
    with: [&'static str; 6],
}

/// All such words.
pub(crate) const DIRECT_RECORDING: DirectRecording = DirectRecording {
    machines: [
        "directrecordingelectronics",
        "directrecordingelectronic",
        "touchscreendres",
        "touchscreendre",
        "touchscreens",
        "touchscreen",
        "dretouchscreen",
        "dres",
        "dre",
    ],
    papers: [
        "vvpat",
        "vvpats",
        "vvpatprinter",
        "avvpat",
        "paper",
        "papertrail",
        "paperrecord",
        "papertrails",
        "voterverifiedpaperaudittrail",
    ],
    without: ["without", "withouta", "wo", "woa", "withno", "hasno", "non", "no"],
    with: ["with", "witha", "w", "wa", "has", "hasa"],
};

/// A direct-recording machine that is said to print a record the voter can check, or to print none: the word for it, from a folded cell.
pub(super) fn direct_recording(word: &str) -> Option<&'static str> {
    let DirectRecording { machines, papers, without, with } = DIRECT_RECORDING;
    let is_machine = |text: &str| machines.contains(&text);
    if word.len() > 60 {
        return None;
    }
    if word.strip_prefix("paperless").or_else(|| word.strip_suffix("paperless")).is_some_and(is_machine) {
        return Some("dre-without-vvpat");
    }
    // The longest word for a machine that the cell begins with leaves the least to be explained.
    let rests = machines.iter().filter_map(|machine| word.strip_prefix(machine));
    let says = |rest: &str, words: &[&str]| {
        words.iter().any(|word| rest.strip_prefix(word).is_some_and(|paper| papers.contains(&paper)))
    };
    rests.filter(|rest| !rest.is_empty()).find_map(|rest| match () {
        () if says(rest, &without) => Some("dre-without-vvpat"),
        () if says(rest, &with) => Some("dre-with-vvpat"),
        () => None,
    })
}

/// Words of cells that say that a thing is not there, or not there yet, or works no more, in small letters.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub(crate) struct Missing {
    /// At the beginning.
    begin: [&'static str; 2],
    /// Anywhere.
    within: [&'static str; 25],
}

/// All such words.
pub(crate) const MISSING: Missing = Missing {
    begin: ["no ", "not "],
    within: [
        "removed",
        "broken",
        "missing",
        "expired",
        "pending",
        "requested",
        "planned",
        "ordered",
        "awaiting",
        "to confirm",
        "to be ",
        "disabled",
        "disconnected",
        "uninstalled",
        "cancelled",
        "canceled",
        "discontinued",
        "inoperable",
        "out of order",
        "out of service",
        "not connected",
        "not installed",
        "not printing",
        "not used",
        "not working",
    ],
};

/// The longest cell that is looked through for them, in characters.
const LONGEST: usize = 200;

/// A text in small letters, where it is short enough.
fn short(text: &str) -> Option<String> {
    text.chars().nth(LONGEST).is_none().then(|| text.to_lowercase())
}

/// Whether a text says that a thing is not there, or not there yet, or works no more.
pub(super) fn is_missing(text: &str) -> bool {
    let Some(text) = short(text) else { return false };
    MISSING.begin.iter().any(|word| text.starts_with(word)) || MISSING.within.iter().any(|word| text.contains(word))
}

/// The words of a printer or its paper, which with a word for what is missing say that it leaves none.
const PRINTER: [&str; 9] = ["vvpat", "vvpats", "printer", "printers", "paper", "trail", "record", "the", "is"];

/// A printer that is said to be gone or broken leaves no paper: that is how its cell is read, and it is said. A cell that says anything
/// else besides, as `paper ballots; DREs removed`, is not understood.
pub(super) fn no_printer(column: &Column, text: &str) -> Option<Trouble> {
    let (value, word, fix) = match column.name {
        "vvpat" => (Value::Boolean(false), "no", "yes if it prints"),
        "paper_record" => (Value::text("none"), "none", "what it leaves, if that is wrong"),
        _ => return None,
    };
    let lower = short(text)?;
    let found = MISSING.within.iter().find(|word| lower.contains(*word));
    let rest = lower.replacen(found?, " ", 1);
    let mut others = rest.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    if others.any(|other| !PRINTER.contains(&other)) {
        return None;
    }
    let trouble = Trouble::new(column, text, Fault::ReadAs(word), Some(Fix::Write(fix.into())));
    Some(Trouble { taken: Some(value), ..trouble })
}
