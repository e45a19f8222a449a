//! JSON as `serde_json` writes it for people, in large parts: a report of thousands of places is tens of millions of small writes.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// So many bytes are written at once.
const PART: usize = 1 << 16;

/// Writes a value with two blanks for every level.
pub(super) fn write(value: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    let mut parts = Parts { to, held: Vec::with_capacity(PART) };
    value.serialize(&mut Serializer::with_formatter(&mut parts, Lines::default()))?;
    parts.flush()
}

struct Parts<'a> {
    to: &'a mut dyn Write,
    held: Vec<u8>,
}

impl Write for Parts<'_> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.held.len() + bytes.len() > PART {
            self.flush()?;
        }
        self.held.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.write_all(&self.held)?;
        self.held.clear();
        Ok(())
    }
}

/// Every value on a line of its own, as [`serde_json::ser::PrettyFormatter`] has it.
#[derive(Default)]
struct Lines {
    level: usize,
    is_filled: bool,
}

/// A line end and the blanks of sixteen levels.
const BLANKS: &[u8] = b"\n                                ";

impl Lines {
    #[inline]
    fn line<W: Write + ?Sized>(&self, to: &mut W) -> io::Result<()> {
        match BLANKS.get(..=2 * self.level) {
            Some(line) => to.write_all(line),
            None => to.write_all(format!("\n{}", "  ".repeat(self.level)).as_bytes()),
        }
    }

    fn begin<W: Write + ?Sized>(&mut self, to: &mut W, sign: &[u8]) -> io::Result<()> {
        self.level += 1;
        self.is_filled = false;
        to.write_all(sign)
    }

    fn end<W: Write + ?Sized>(&mut self, to: &mut W, sign: &[u8]) -> io::Result<()> {
        self.level -= 1;
        if self.is_filled {
            self.line(to)?;
        }
        to.write_all(sign)
    }

    #[inline]
    fn next<W: Write + ?Sized>(&self, to: &mut W, first: bool) -> io::Result<()> {
        if !first {
            to.write_all(b",")?;
        }
        self.line(to)
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
