//! A JSON document that is written part by part: nothing of it is held, and a list that has no element is left out.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use crate::pages::json::writer::compact;
use crate::pages::parts;

/// A document of nested objects, with a field, and an element of a long list, on each line.
pub(super) struct Document<'a> {
    to: BufWriter<&'a mut dyn Write>,
    /// How many threads draw its long lists; 0 means as many as the machine has.
    threads: usize,
    /// What ends each object that is open, and whether something is in it.
    open: Vec<(&'static str, bool)>,
}

impl<'a> Document<'a> {
    pub(super) fn begin(to: &'a mut dyn Write, threads: usize) -> io::Result<Self> {
        let mut to = BufWriter::new(to);
        to.write_all(b"{")?;
        Ok(Self { to, threads, open: vec![("}", false)] })
    }

    pub(super) fn field(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        let mut drawn = self.name(name).into_bytes();
        compact(value, &mut drawn)?;
        self.to.write_all(&drawn)
    }

    /// Begins an object, which `end` ends.
    pub(super) fn object(&mut self, name: &str) -> io::Result<()> {
        self.nested(name, "{", "}")
    }

    /// Begins the only element of a list, which `end` ends together with the list.
    pub(super) fn only(&mut self, name: &str) -> io::Result<()> {
        self.nested(name, "[{", "}]")
    }

    fn nested(&mut self, name: &str, sign: &str, end: &'static str) -> io::Result<()> {
        let name = self.name(name);
        self.open.push((end, false));
        write!(self.to, "{name}{sign}")
    }

    /// Writes a list, unless `fill` adds nothing to it.
    pub(super) fn list(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut List<'_, 'a>) -> io::Result<()>,
    ) -> io::Result<()> {
        let was_filled = self.open.last().is_some_and(|(_, is_filled)| *is_filled);
        let begin = format!("{}[", self.name(name));
        let before = format!(",{}  ", self.line());
        let mut list = List { to: &mut self.to, threads: self.threads, begin: Some(begin), before };
        fill(&mut list)?;
        if list.begin.is_none() {
            let line = self.line();
            return write!(self.to, "{line}]");
        }
        if let Some((_, is_filled)) = self.open.last_mut() {
            *is_filled = was_filled;
        }
        Ok(())
    }

    /// Ends the object that was begun last.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let Some((end, is_filled)) = self.open.pop() else { return Ok(()) };
        let line = if is_filled { self.line() } else { String::new() };
        write!(self.to, "{line}{end}")
    }

    /// Ends all that is open.
    pub(super) fn finish(mut self) -> io::Result<()> {
        while !self.open.is_empty() {
            self.end()?;
        }
        self.to.write_all(b"\n")?;
        self.to.flush()
    }

    /// A line end, and the blanks before a field.
    fn line(&self) -> String {
        format!("\n{}", "  ".repeat(self.open.len()))
    }

    /// The name of the next field, with what is before and behind it.
    fn name(&mut self, name: &str) -> String {
        let line = self.line();
        let is_filled = self.open.last_mut().is_some_and(|(_, is_filled)| std::mem::replace(is_filled, true));
        format!("{}{line}\"{name}\": ", if is_filled { "," } else { "" })
    }
}

/// A list that is being written.
pub(super) struct List<'d, 'a> {
    to: &'d mut BufWriter<&'a mut dyn Write>,
    threads: usize,
    /// What is before the first element; none, once that is written.
    begin: Option<String>,
    /// What is before each element: a comma, a line end and blanks. The first element has it without the comma.
    before: String,
}

impl List<'_, '_> {
    /// Goes through some of what the list is made of, with several threads, `at_once` of it at a time. `draw` adds any number of elements.
    pub(super) fn each<T: Sync>(
        &mut self,
        (of, at_once): (&[T], usize),
        draw: impl Fn(usize, &T, &mut Elements<'_>) -> io::Result<()> + Sync,
    ) -> io::Result<()> {
        let (threads, before) = (self.threads, self.before.clone());
        parts::write(threads, (of, at_once), self, |first, part, drawn| {
            let mut elements = Elements { before: &before, drawn };
            (first..).zip(part).try_for_each(|(at, one)| draw(at, one, &mut elements))
        })
    }
}

impl Write for List<'_, '_> {
    /// Writes some elements, each of which has a comma before it.
    fn write(&mut self, elements: &[u8]) -> io::Result<usize> {
        let rest = match self.begin.take_if(|_| !elements.is_empty()) {
            Some(begin) => {
                self.to.write_all(begin.as_bytes())?;
                &elements[1..]
            }
            None => elements,
        };
        self.to.write_all(rest)?;
        Ok(elements.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Elements that are drawn one after the other.
pub(super) struct Elements<'d> {
    before: &'d str,
    drawn: &'d mut Vec<u8>,
}

impl Elements<'_> {
    pub(super) fn add(&mut self, element: &impl Serialize) -> io::Result<()> {
        self.drawn.extend_from_slice(self.before.as_bytes());
        compact(element, self.drawn)
    }
}
