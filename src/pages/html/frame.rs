//! The frame of the page: its head, the policy that forbids it to fetch anything, its style and its script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::finding::Severity;
use crate::report::{Report, Standing};
use crate::words::digest::sha256;
use crate::words::value::Day;

const STYLE: &str = concat!(include_str!("base.css"), include_str!("page.css"));
const SCRIPT: &str = include_str!("page.js");

/// A part of the page that its contents name: an id, and what it is called.
pub(in crate::pages) type Part = (&'static str, String);

/// The contents: the parts that follow, by name.
pub(in crate::pages) fn contents(parts: &[Part]) -> Markup {
    html! {
        nav.contents aria-label="On this page" {
            ul { @for (id, name) in parts { li { a href=(format!("#{id}")) { (name) } } } }
        }
    }
}

/// A severity, as a word with a mark.
pub(in crate::pages) fn severity(severity: Severity) -> Markup {
    html! { span class={ "severity " (severity.name()) } { (severity.name()) } }
}

/// A standing, as words with a mark.
pub(in crate::pages) fn standing(standing: Standing) -> Markup {
    html! { span class={ "standing " (standing.name()) } { (standing.heading()) } }
}

/// A whole page: its title, the running heads of its printed pages, and what is in it.
pub(in crate::pages) fn page(report: &Report, title: &str, heads: &str, body: &Markup) -> Markup {
    framed(report.as_of, title, heads, body)
}

/// The same for whatever speaks of a day.
pub(in crate::pages) fn framed(as_of: Day, title: &str, heads: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, &[STYLE, heads], SCRIPT))
            body {
                a.skip href="#answer" { "Skip to the result" }
                header.top {
                    p { strong { "pollworthy" } span.apart { "records compared with rules" } }
                    p { "as of " time datetime=(as_of.to_string()) { (as_of.in_words()) } }
                }
                main id="answer" { (body) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// The head of a page: a policy that allows these styles and this script, and forbids it to load or send anything.
pub(in crate::pages) fn head(title: &str, styles: &[&str], script: &str) -> Markup {
    let of_styles: Vec<String> = styles.iter().map(|style| format!("'{}'", source(style))).collect();
    let policy = format!(
        "default-src 'none'; style-src {}; script-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        of_styles.join(" "),
        source(script)
    );
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta name="generator" content=(concat!("pollworthy ", env!("CARGO_PKG_VERSION")));
            title { (title) }
            link rel="icon" href="data:,";
            @for style in styles { style { (PreEscaped(style)) } }
        }
    }
}

/// Whether a file that begins so is a page of this program, whatever its version.
pub(super) fn is_own(head: &[u8]) -> bool {
    String::from_utf8_lossy(head).contains("<meta name=\"generator\" content=\"pollworthy ")
}

/// What a policy calls an inline style or script: the base64 of its SHA-256.
fn source(text: &str) -> String {
    let hex = sha256(text.as_bytes());
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).filter_map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect();
    format!("sha256-{}", base64(&bytes))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let all = three.iter().chain([0, 0].iter()).take(3).fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        for at in 0..4 {
            text.push(if at > three.len() { '=' } else { char::from(DIGITS[all >> (18 - 6 * at) & 63]) });
        }
    }
    text
}

/// A text between quotes in CSS: whatever is neither a letter nor a digit is written by its number.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == ' ' {
            quoted.push(c);
        } else {
            quoted.push_str(&format!("\\{:x} ", u32::from(c)));
        }
    }
    quoted.push('"');
    quoted
}
