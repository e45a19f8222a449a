//! Lets threads do something one after the other, in an order known before.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Something that is changed by one turn at a time.
#[derive(Debug)]
pub(crate) struct Sequencer<T> {
    state: Mutex<State<T>>,
    passed: Condvar,
}

#[derive(Debug)]
struct State<T> {
    next: u64,
    /// Whether somebody left without taking a turn: those that wait for it would wait forever.
    broken: bool,
    of: T,
}

/// Wakes those that wait for a thread that has failed.
pub(crate) struct Alarm<'a, T>(pub(crate) &'a Sequencer<T>);

impl<T> Drop for Alarm<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

impl<T> Sequencer<T> {
    pub(crate) fn new(of: T) -> Self {
        Self { state: Mutex::new(State { next: 0, broken: false, of }), passed: Condvar::new() }
    }

    /// Waits for a turn and takes it; `None` where it will not come.
    pub(crate) fn at<R>(&self, turn: u64, act: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut state = self.lock();
        while state.next != turn {
            if state.broken {
                return None;
            }
            state = self.passed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let result = act(&mut state.of);
        state.next += 1;
        drop(state);
        self.passed.notify_all();
        Some(result)
    }

    /// Lets nobody wait any longer.
    pub(crate) fn stop(&self) {
        self.lock().broken = true;
        self.passed.notify_all();
    }

    /// What became of it.
    pub(crate) fn into_inner(self) -> T {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).of
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
