//! Bounds what is held at a time: whoever wants room waits until there is some.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Room for so many bytes.
pub(crate) struct Room {
    size: usize,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    taken: usize,
    open: bool,
}

/// Room that was taken; given back when this is dropped.
pub(crate) struct Taken<'r> {
    room: &'r Room,
    bytes: usize,
}

impl Room {
    pub(crate) fn of(size: usize) -> Self {
        Self { size, state: Mutex::default(), freed: Condvar::new() }
    }

    /// Takes room for `bytes`, and waits for it if need be. What is larger than the whole room gets it alone.
    pub(crate) fn take(&self, bytes: usize) -> Taken<'_> {
        let mut state = self.state();
        while !state.open && state.taken > 0 && state.taken.saturating_add(bytes) > self.size {
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.taken += bytes;
        Taken { room: self, bytes }
    }

    /// Lets everybody in who waits or will come: nothing is held any more.
    pub(crate) fn open(&self) {
        self.state().open = true;
        self.freed.notify_all();
    }

    /// Nobody leaves the two numbers half changed, so a panic elsewhere does not matter.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.room.state().taken -= self.bytes;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn no_more_is_held_than_there_is_room_and_the_largest_comes_in_alone() {
        let (room, held, most) = (Room::of(10), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 0..4usize {
                let (room, held, most) = (&room, &held, &most);
                scope.spawn(move || {
                    for round in 0..200 {
                        let bytes = [1, 4, 9, 25][(thread + round) % 4];
                        let _taken = room.take(bytes);
                        let now = held.fetch_add(bytes, Ordering::SeqCst) + bytes;
                        assert!(now <= 10 || now == 25, "{now}");
                        most.fetch_max(now, Ordering::SeqCst);
                        std::thread::yield_now();
                        held.fetch_sub(bytes, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), 25);
        let all = room.take(10);
        room.open();
        drop(room.take(10));
        drop(all);
    }
}
