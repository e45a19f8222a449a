//! Work on a list part by part by several threads; results are taken in the order of the list.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// So many small things, such as findings, are worth a second thread.
pub const MANY: usize = 10_000;

/// How many parts for each thread may be begun before the first of them is taken.
const AHEAD: usize = 4;

/// Works on a list in parts of `size`, by `threads` threads (0 for as many as the machine has, and no more than there are parts); `work`
/// gets the index at which its part begins. Its results are taken in the order of the list, whatever the number of threads, until `take`
/// fails. The calling thread is one of them, and the only one that takes.
///
/// # Errors
/// Where `take` fails.
pub fn in_parts<'a, T: Sync, R: Send, E>(
    threads: usize,
    list: &'a [T],
    size: usize,
    work: impl Fn(usize, &'a [T]) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let parts = list.len().div_ceil(size);
    let threads = match threads {
        _ if parts < 2 => 1,
        0 => thread::available_parallelism().map_or(1, NonZeroUsize::get).min(parts),
        asked => asked.min(parts),
    };
    let work = |at: usize| {
        let first = at * size;
        work(first, &list[first..list.len().min(first + size)])
    };
    if threads == 1 {
        return (0..parts).try_for_each(|at| take(work(at)));
    }
    let queue = Queue { parts, ahead: threads * AHEAD, state: Mutex::default(), changed: Condvar::new() };
    thread::scope(|scope| {
        // What ends early, by a failure or a panic, ends for all; a panic goes on when the scope ends.
        let over = Over(&queue);
        for _ in 1..threads {
            let one = || {
                let over = Over(&queue);
                while let Some(at) = queue.next_to_work() {
                    queue.lay_down(at, work(at));
                }
                std::mem::forget(over);
            };
            if !begun(scope, one) {
                break;
            }
        }
        let taken = std::iter::from_fn(|| queue.next_to_take(work)).try_for_each(&mut take);
        drop(over);
        taken
    })
}

/// Where the threads of a crew lay down what they made.
struct Queue<R> {
    parts: usize,
    /// How many parts may be begun before the first of them is taken.
    ahead: usize,
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    begun: usize,
    taken: usize,
    /// What was made of the parts from the first that is not taken on.
    made: VecDeque<Option<R>>,
    /// Threads that wait for a change.
    waiting: usize,
    is_over: bool,
}

impl<R> Default for State<R> {
    fn default() -> Self {
        Self { begun: 0, taken: 0, made: VecDeque::new(), waiting: 0, is_over: false }
    }
}

/// Ends the work of all when it is let go.
struct Over<'a, R>(&'a Queue<R>);

impl<R> Drop for Over<'_, R> {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.changed.notify_all();
    }
}

impl<R> Queue<R> {
    /// The part to work on next; none where there is none left.
    fn next_to_work(&self) -> Option<usize> {
        let mut state = self.lock();
        loop {
            if state.is_over || state.begun == self.parts {
                return None;
            }
            if let Some(at) = self.begin(&mut state) {
                return Some(at);
            }
            state = self.wait(state);
        }
    }

    /// What was made of the part to be taken next; while that is not done, others are worked on. None, where all are taken.
    fn next_to_take(&self, work: impl Fn(usize) -> R) -> Option<R> {
        let mut state = self.lock();
        loop {
            if state.taken == self.parts {
                return None;
            }
            if let Some(made) = state.made.front_mut().and_then(Option::take) {
                state.made.pop_front();
                state.taken += 1;
                self.notify(&state);
                return Some(made);
            }
            // Others that failed make no more.
            if state.is_over {
                return None;
            }
            match self.begin(&mut state) {
                Some(at) => {
                    drop(state);
                    let made = work(at);
                    self.lay_down(at, made);
                    state = self.lock();
                }
                None => state = self.wait(state),
            }
        }
    }

    /// Begins the next part, where there is one and not too many are begun.
    fn begin(&self, state: &mut State<R>) -> Option<usize> {
        let at = Some(state.begun).filter(|at| *at < self.parts.min(state.taken + self.ahead))?;
        state.begun += 1;
        state.made.push_back(None);
        Some(at)
    }

    fn lay_down(&self, at: usize, made: R) {
        let mut state = self.lock();
        let from = state.taken;
        if let Some(room) = state.made.get_mut(at - from) {
            *room = Some(made);
        }
        if at == from {
            self.notify(&state);
        }
    }

    /// Tells those that wait, of whom there are seldom any: to ask the system each time would cost more than the work.
    fn notify(&self, state: &State<R>) {
        if state.waiting > 0 {
            self.changed.notify_all();
        }
    }

    fn wait<'s>(&self, mut state: MutexGuard<'s, State<R>>) -> MutexGuard<'s, State<R>> {
        state.waiting += 1;
        let mut state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state
    }

    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
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

/// Does two things at once, or one after the other where one thread is asked for.
pub fn both<A, B: Send>(threads: usize, one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    if threads == 1 {
        return (one(), other());
    }
    let waiting = Mutex::new(Some(other));
    let other = || waiting.lock().unwrap_or_else(PoisonError::into_inner).take().map(|other| other());
    let (one, done) = thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, other).ok();
        let one = one();
        (one, other.and_then(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))))
    });
    match done.or_else(other) {
        Some(other) => (one, other),
        None => unreachable!("it was done by one of the two"),
    }
}

/// Begins one more thread; where the system has none to give, those that are there do its work.
pub fn begun<'scope>(scope: &'scope thread::Scope<'scope, '_>, work: impl FnOnce() + Send + 'scope) -> bool {
    thread::Builder::new().spawn_scoped(scope, work).is_ok()
}
