//! Long lists, drawn part by part by several threads and written in their order: no format holds its output.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use crate::engine::parallel::in_parts;

/// About this many bytes are drawn at once.
pub(super) const PART: usize = 1 << 16;

/// Draws a list, `at_once` of it at a time, by `threads` threads (0 for as many as the machine has), and writes the parts in order, as
/// long as `more` is true of each before it is written. `draw` gets the index at which its part begins.
pub(super) fn write_while<T: Sync>(
    threads: usize,
    (list, at_once): (&[T], usize),
    to: &mut dyn Write,
    draw: impl Fn(usize, &[T], &mut Vec<u8>) -> io::Result<()> + Sync,
    mut more: impl FnMut(&[u8]) -> bool,
) -> io::Result<()> {
    // What was written is drawn on again: fresh memory costs more than what is drawn on it.
    let written: Mutex<Vec<Vec<u8>>> = Mutex::default();
    let drawn = |first: usize, part: &[T]| -> io::Result<Vec<u8>> {
        let again = written.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut drawn = again.unwrap_or_else(|| Vec::with_capacity(PART));
        draw(first, part, &mut drawn)?;
        Ok(drawn)
    };
    let mut goes_on = true;
    in_parts(threads, list, at_once, drawn, |drawn: io::Result<Vec<u8>>| {
        let mut drawn = drawn?;
        goes_on = goes_on && more(&drawn);
        if goes_on {
            to.write_all(&drawn)?;
        }
        drawn.clear();
        written.lock().unwrap_or_else(PoisonError::into_inner).push(drawn);
        Ok::<(), io::Error>(())
    })
}

/// The same for a whole list.
pub(super) fn write<T: Sync>(
    threads: usize,
    list: (&[T], usize),
    to: &mut dyn Write,
    draw: impl Fn(usize, &[T], &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    write_while(threads, list, to, draw, |_| true)
}
