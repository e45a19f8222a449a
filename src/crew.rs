//! A crew: several threads that work on a list part by part, and hand over what they made in the order of the list.

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// How many finished parts of one thread may wait until they are taken.
const WAITING: usize = 4;

/// Works on a list in parts of so many, by so many threads, where 0 is as many as the machine has, and no more than there are parts;
/// `work` is told where its part begins. What it makes is taken in the order of the list, whatever the number of threads, until `take`
/// fails.
///
/// # Errors
/// Where `take` fails.
pub fn in_parts<'a, T: Sync, R: Send, E>(
    threads: usize,
    list: &'a [T],
    of: usize,
    work: impl Fn(usize, &'a [T]) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let parts = list.len().div_ceil(of);
    let threads = match threads {
        _ if parts < 2 => 1,
        0 => thread::available_parallelism().map_or(1, NonZeroUsize::get).min(parts),
        asked => asked.min(parts),
    };
    let (work, every) = (&work, || list.chunks(of).enumerate());
    if threads == 1 {
        return every().try_for_each(|(at, part)| take(work(at * of, part)));
    }
    thread::scope(|scope| {
        let start = |first: usize| {
            let (sender, receiver) = sync_channel(WAITING);
            scope.spawn(move || {
                for (at, part) in every().skip(first).step_by(threads) {
                    // Nobody waits for it any longer: `take` failed.
                    if sender.send(work(at * of, part)).is_err() {
                        return;
                    }
                }
            });
            receiver
        };
        let made: Vec<Receiver<R>> = (0..threads).map(start).collect();
        // A thread that panics ends its parts early, and its panic goes on when the scope ends.
        made.iter().cycle().take(parts).map_while(|made| made.recv().ok()).try_for_each(take)
    })
}

/// The same for work that makes a list of each part: one list of all.
pub fn collected<'a, T: Sync, R: Send>(
    threads: usize,
    list: &'a [T],
    of: usize,
    work: impl Fn(usize, &'a [T]) -> Vec<R> + Sync,
) -> Vec<R> {
    let mut all = Vec::with_capacity(list.len());
    let Ok(()) = in_parts(threads, list, of, work, |mut part| {
        all.append(&mut part);
        Ok::<(), Infallible>(())
    });
    all
}
