//! Mistakes in files written by hand: file, line, column, and a caret under the words meant.

use std::fmt;

use crate::limits::rules::MISTAKES;
use crate::words::position::{Lines, Position};

/// The most mistakes that one run looks for: one more than it lists, to know that there are more.
pub(crate) const MOST_MISTAKES: usize = MISTAKES.size() + 1;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub file: String,
    /// Where it begins.
    pub at: Position,
    /// How many characters of the line it covers.
    pub length: usize,
    /// The line itself.
    pub line: String,
    /// Lower case, no full stop.
    pub message: String,
}

impl Mistake {
    /// A mistake in an argument, outside any file.
    pub(crate) fn of_argument(name: &str, message: String) -> Self {
        Self { file: name.to_owned(), at: Position::default(), length: 0, line: String::new(), message }
    }

    /// A mistake at a line of a file that is not shown.
    pub(crate) fn of_file(file: &str, at: Position, message: String) -> Self {
        Self { file: file.to_owned(), at, length: 0, line: String::new(), message }
    }

    /// A mistake at some bytes of a file's text.
    pub(crate) fn new(file: &str, text: &str, span: std::ops::Range<usize>, message: impl Into<String>) -> Self {
        let lines = Lines::new(text);
        let at = lines.position(span.start);
        let line = lines.line(at.line);
        let length = text.get(span).map_or(1, |covered| covered.lines().next().unwrap_or_default().chars().count());
        let room = line.chars().count().saturating_sub(at.column as usize - 1);
        Self {
            file: file.to_owned(),
            at,
            length: length.clamp(1, room.max(1)),
            line: line.to_owned(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Both may quote what the file says.
        let harmless = |c: char| if c.is_control() { ' ' } else { c };
        let message: String = self.message.chars().map(harmless).collect();
        if self.at == Position::default() {
            return write!(f, "{}: {message}", self.file);
        }
        if self.length == 0 {
            return write!(f, "{}:{}: {message}", self.file, self.at.line);
        }
        writeln!(f, "{}:{}:{}: {message}", self.file, self.at.line, self.at.column)?;
        // Long lines are shown around the caret.
        let column = self.at.column as usize - 1;
        let skipped = column.saturating_sub(60);
        let shown: String = self.line.chars().skip(skipped).take(100).map(harmless).collect();
        let number = self.at.line.to_string();
        let margin = " ".repeat(number.len());
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {}", shown.trim_end())?;
        write!(f, "{margin} | {}{}", " ".repeat(column - skipped), "^".repeat(self.length.min(100)))
    }
}

/// All mistakes of a file.
#[derive(Debug, thiserror::Error)]
pub struct Error(pub Vec<Mistake>);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, mistake) in self.0.iter().take(MISTAKES.size()).enumerate() {
            if at > 0 {
                f.write_str("\n\n")?;
            }
            mistake.fmt(f)?;
        }
        if self.0.len() > MISTAKES.size() { write!(f, "\n\n{MISTAKES}") } else { Ok(()) }
    }
}
