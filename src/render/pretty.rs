//! JSON as `serde_json` writes it for people, in large parts: a report of thousands of places is tens of millions of small writes.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::parts;

/// One object, two blanks for every level, written name by name.
pub(super) struct Object<'a> {
    to: BufWriter<&'a mut dyn Write>,
    lines: Lines,
    /// How many draw its long lists.
    threads: usize,
}

impl<'a> Object<'a> {
    /// Begins it.
    pub(super) fn begin(to: &'a mut dyn Write, threads: usize) -> io::Result<Self> {
        let (mut to, mut lines) = (BufWriter::new(to), Lines::default());
        lines.begin_object(&mut to)?;
        Ok(Self { to, lines, threads })
    }

    /// Writes a name and its value.
    pub(super) fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
        self.name(name)?;
        draw(value, self.lines.level, &mut self.to)
    }

    /// Writes a name and a list of many values, so many of which are drawn at once, by several threads.
    pub(super) fn list<T: Sync>(
        &mut self,
        name: &str,
        (list, at_once): (&[T], usize),
        draw: impl Fn(usize, &T, &mut Pen) -> io::Result<()> + Sync,
    ) -> io::Result<()> {
        self.name(name)?;
        let (mut lines, to) = (Lines { level: self.lines.level, is_filled: false }, &mut self.to);
        lines.begin_array(to)?;
        let level = lines.level;
        parts::write(self.threads, (list, at_once), to, |first, part, drawn| {
            let mut pen = Pen { drawn: std::mem::take(drawn) };
            for (at, one) in (first..).zip(part) {
                Lines { level, is_filled: false }.next(&mut pen.drawn, at == 0)?;
                draw(at, one, &mut pen)?;
            }
            *drawn = pen.drawn;
            Ok(())
        })?;
        lines.is_filled = !list.is_empty();
        lines.end_array(to)
    }

    fn name(&mut self, name: &str) -> io::Result<()> {
        self.lines.begin_object_key(&mut self.to, !self.lines.is_filled)?;
        self.lines.is_filled = true;
        draw(name, self.lines.level, &mut self.to)?;
        self.lines.begin_object_value(&mut self.to)
    }

    /// Ends it, and the line.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.lines.end_object(&mut self.to)?;
        self.to.write_all(b"\n")?;
        self.to.flush()
    }
}

/// What draws the values of a long list, each where it stands.
pub(super) struct Pen {
    drawn: Vec<u8>,
}

/// The line before a value of an object, but its first: the comma, the blanks and the name, composed when this is compiled. A name that
/// stands in every value of a long list is not worth more than to be copied.
macro_rules! line {
    ($blanks:literal, $name:literal) => {
        concat!(",\n", $blanks, "\"", $name, "\": ")
    };
}
pub(super) use line;

impl Pen {
    /// Sets down what is drawn already.
    #[inline]
    pub(super) fn set(&mut self, drawn: &[u8]) {
        self.drawn.extend_from_slice(drawn);
    }

    /// Draws a text, a number or nothing, behind what stands before it.
    #[inline]
    pub(super) fn field(&mut self, before: &str, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
        self.set(before.as_bytes());
        Ok(value.serialize(&mut Serializer::new(&mut self.drawn))?)
    }

    /// The same for two numbers, which are one more often than not.
    pub(super) fn pair(&mut self, (before, low): (&str, f64), (between, high): (&str, f64)) -> io::Result<()> {
        let start = self.drawn.len() + before.len();
        self.field(before, &low)?;
        let end = self.drawn.len();
        if low.to_bits() != high.to_bits() {
            return self.field(between, &high);
        }
        self.set(between.as_bytes());
        self.drawn.extend_from_within(start..end);
        Ok(())
    }
    /// Sets down one of our own words, in which nothing needs to be escaped.
    #[inline]
    pub(super) fn word(&mut self, before: &str, word: &str) {
        self.set(before.as_bytes());
        self.set(b"\"");
        self.set(word.as_bytes());
        self.set(b"\"");
    }
}

/// Draws a value that stands so many levels deep.
pub(super) fn draw(value: &(impl Serialize + ?Sized), level: usize, to: &mut impl Write) -> io::Result<()> {
    let lines = Lines { level, is_filled: false };
    Ok(value.serialize(&mut Serializer::with_formatter(to, lines))?)
}

/// Every value on a line of its own, as [`serde_json::ser::PrettyFormatter`] has it.
#[derive(Default)]
struct Lines {
    level: usize,
    is_filled: bool,
}

/// A comma, a line end and the blanks of sixteen levels.
const BLANKS: &[u8] = b",\n                                ";

impl Lines {
    fn begin<W: Write + ?Sized>(&mut self, to: &mut W, sign: &[u8]) -> io::Result<()> {
        self.level += 1;
        self.is_filled = false;
        to.write_all(sign)
    }

    fn end<W: Write + ?Sized>(&mut self, to: &mut W, sign: &[u8]) -> io::Result<()> {
        self.level -= 1;
        if self.is_filled {
            self.next(to, true)?;
        }
        to.write_all(sign)
    }

    /// A new line, after a comma where it is not the first.
    #[inline]
    fn next<W: Write + ?Sized>(&self, to: &mut W, first: bool) -> io::Result<()> {
        match BLANKS.get(usize::from(first)..2 + 2 * self.level) {
            Some(line) => to.write_all(line),
            None => to.write_all(format!("{}\n{}", if first { "" } else { "," }, "  ".repeat(self.level)).as_bytes()),
        }
    }
}

impl Formatter for Lines {
    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.begin(to, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.end(to, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.next(to, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_filled = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.begin(to, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.end(to, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.next(to, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_filled = true;
        Ok(())
    }
}
