//! JSON that people can read and compare by lines: fields of the top object and their elements on lines of their own, the rest compact.

use std::io::{self, BufWriter, Write};

use memchr::memchr2;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::pages::parts;

/// An object that is written field by field.
pub(in crate::pages) struct Object<'a> {
    to: BufWriter<&'a mut dyn Write>,
    /// How many threads draw its long lists; 0 means as many as the machine has.
    threads: usize,
    is_filled: bool,
}

impl<'a> Object<'a> {
    pub(in crate::pages) fn begin(to: &'a mut dyn Write, threads: usize) -> io::Result<Self> {
        let mut to = BufWriter::new(to);
        to.write_all(b"{")?;
        Ok(Self { to, threads, is_filled: false })
    }

    pub(in crate::pages) fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
        self.name(name)?;
        draw(value, 1, &mut self.to)
    }

    /// Writes a list of which several threads draw `at_once` elements each. `draw` takes the index and the element, and draws on one line.
    pub(in crate::pages) fn list<T: Sync>(
        &mut self,
        name: &str,
        (list, at_once): (&[T], usize),
        draw: impl Fn(usize, &T, &mut Vec<u8>) -> io::Result<()> + Sync,
    ) -> io::Result<()> {
        self.name(name)?;
        if list.is_empty() {
            return self.to.write_all(b"[]");
        }
        self.to.write_all(b"[")?;
        parts::write(self.threads, (list, at_once), &mut self.to, |first, part, drawn| {
            for (at, one) in (first..).zip(part) {
                drawn.extend_from_slice(if at == 0 { b"\n    " } else { b",\n    " });
                draw(at, one, drawn)?;
            }
            Ok(())
        })?;
        self.to.write_all(b"\n  ]")
    }

    fn name(&mut self, name: &str) -> io::Result<()> {
        write!(self.to, "{}\n  \"{name}\": ", if self.is_filled { "," } else { "" })?;
        self.is_filled = true;
        Ok(())
    }

    pub(in crate::pages) fn end(mut self) -> io::Result<()> {
        self.to.write_all(b"\n}\n")?;
        self.to.flush()
    }
}

/// Writes a whole value, and ends the line.
pub(in crate::pages) fn write(value: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    draw(value, 0, &mut to)?;
    to.write_all(b"\n")?;
    to.flush()
}

/// Draws a value on one line.
pub(in crate::pages) fn compact(value: &impl Serialize, drawn: &mut Vec<u8>) -> io::Result<()> {
    draw(value, COMPACT, drawn)
}

/// Draws a value that is on one line, after what is before it.
pub(in crate::pages) fn field(before: &str, value: &(impl Serialize + ?Sized), drawn: &mut Vec<u8>) -> io::Result<()> {
    drawn.extend_from_slice(before.as_bytes());
    Ok(value.serialize(&mut Serializer::with_formatter(drawn, OneLine))?)
}

/// Writes a whole value with every field and element on a line of its own, and ends the line.
pub(in crate::pages) fn pretty(value: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *to, Pretty(PrettyFormatter::new())))?;
    to.write_all(b"\n")
}

/// Writes a part of a text. Control characters beyond ASCII, and the last of ASCII, may stand in JSON as they are: here they are escaped
/// like the others, because a terminal may obey them.
fn fragment<W: Write + ?Sized>(to: &mut W, text: &str) -> io::Result<()> {
    let mut rest = text;
    // In UTF-8, those beyond ASCII begin with this byte, and other characters do too.
    let mut from = 0;
    while let Some(at) = memchr2(0x7f, 0xc2, &rest.as_bytes()[from..]).map(|at| from + at) {
        let Some(c) = rest[at..].chars().next() else { break };
        from = at + c.len_utf8();
        if c.is_control() {
            write!(to, "{}\\u{:04x}", &rest[..at], u32::from(c))?;
            (rest, from) = (&rest[from..], 0);
        }
    }
    to.write_all(rest.as_bytes())
}

struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, to: &mut W, text: &str) -> io::Result<()> {
        fragment(to, text)
    }
}

struct Pretty(PrettyFormatter<'static>);

impl Formatter for Pretty {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, to: &mut W, text: &str) -> io::Result<()> {
        fragment(to, text)
    }

    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_array(to)
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array(to)
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        self.0.begin_array_value(to, is_first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array_value(to)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object(to)
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object(to)
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        self.0.begin_object_key(to, is_first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object_value(to)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object_value(to)
    }
}

/// The first level on which a value is on one line.
const COMPACT: usize = 2;

/// Draws a value that is `level` levels deep.
fn draw(value: &(impl Serialize + ?Sized), level: usize, to: &mut impl Write) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(to, Lines { level, is_filled: false }))?)
}

struct Lines {
    level: usize,
    /// Whether something is in the list or object that was begun last.
    is_filled: bool,
}

impl Lines {
    fn begin<W: Write + ?Sized>(&mut self, to: &mut W, sign: &[u8]) -> io::Result<()> {
        self.level += 1;
        self.is_filled = false;
        to.write_all(sign)
    }

    fn next<W: Write + ?Sized>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        self.is_filled = true;
        match (self.level, is_first) {
            (0 | 1, true) => to.write_all(b"\n  "),
            (0 | 1, false) => to.write_all(b",\n  "),
            (COMPACT, true) => to.write_all(b"\n    "),
            (COMPACT, false) => to.write_all(b",\n    "),
            (_, true) => Ok(()),
            (_, false) => to.write_all(b", "),
        }
    }

    fn end<W: Write + ?Sized>(&mut self, to: &mut W, sign: &[u8]) -> io::Result<()> {
        self.level -= 1;
        let line: &[u8] = match self.level {
            0 if self.is_filled => b"\n",
            1 if self.is_filled => b"\n  ",
            _ => b"",
        };
        self.is_filled = true;
        to.write_all(line)?;
        to.write_all(sign)
    }
}

impl Formatter for Lines {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, to: &mut W, text: &str) -> io::Result<()> {
        fragment(to, text)
    }

    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.begin(to, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.end(to, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        self.next(to, is_first)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.begin(to, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.end(to, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        self.next(to, is_first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }
}
