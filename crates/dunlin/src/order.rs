//! Work on many things at once, results in their order, memory bounded.

use crate::room::{Room, Taken};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;

/// How many items may be under way for each thread: enough that one long item does not idle the others, few
/// enough that memory stays small.
const AHEAD: usize = 8;

/// How many bytes of items may be under way, however many threads there are and however long the items.
const HELD: usize = 16 << 20;

/// An item or its result, with its number and the room it takes.
type Numbered<'r, T> = (usize, T, Taken<'r>);

/// Opens the room when the one who empties it is gone, so that nobody waits for ever.
struct Opener<'r>(&'r Room);

impl Drop for Opener<'_> {
    fn drop(&mut self) {
        self.0.open();
    }
}

/// Applies `work` to every item on `threads` threads and hands the results to `sink` in the order of the items.
///
/// At most `8 * threads` items and 16 MiB of them, by what `weigh` says of each in bytes, are held at any time, however slow
/// one of them is. Stops early, without reading further items, when `sink` fails.
///
/// # Errors
/// The first error of `sink`.
pub fn in_order<T: Send, R: Send, E: Send>(
    items: impl Iterator<Item = T>,
    threads: usize,
    weigh: impl Fn(&T) -> usize,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E> + Send,
) -> Result<(), E> {
    let threads = threads.max(1);
    let window = threads * AHEAD;
    let room = Room::of(HELD);
    let (to_workers, from_reader) = sync_channel::<Numbered<'_, T>>(window);
    let from_reader = Mutex::new(from_reader);
    let (to_sink, from_workers) = sync_channel::<Numbered<'_, R>>(window);
    // A ticket is taken to read an item and given back when its result was handed on: it bounds what is held.
    let (give_back, tickets) = sync_channel::<()>(window);
    for _ in 0..window {
        let _ = give_back.send(());
    }
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (from_reader, to_sink, work) = (&from_reader, to_sink.clone(), &work);
            scope.spawn(move || {
                loop {
                    let next = from_reader.lock().map(|receiver| receiver.recv());
                    let Ok(Ok((number, item, taken))) = next else { return };
                    if to_sink.send((number, work(item), taken)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(to_sink);
        let opener = Opener(&room);
        let writer = scope.spawn(move || {
            let _opener = opener;
            let mut waiting = BTreeMap::new();
            let mut next = 0;
            for (number, result, taken) in from_workers {
                waiting.insert(number, (result, taken));
                while let Some((result, taken)) = waiting.remove(&next) {
                    sink(result)?;
                    drop(taken);
                    next += 1;
                    let _ = give_back.send(());
                }
            }
            Ok(())
        });
        for (number, item) in items.enumerate() {
            let taken = room.take(weigh(&item));
            if tickets.recv().is_err() || to_workers.send((number, item, taken)).is_err() {
                break;
            }
        }
        drop(to_workers);
        match writer.join() {
            Ok(result) => result,
            Err(payload) => std::panic::resume_unwind(payload),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_when_early_items_are_slow() {
        let mut seen = Vec::new();
        let slow_first = |n: u64| {
            if n.is_multiple_of(7) {
                std::thread::sleep(std::time::Duration::from_millis(3));
            }
            n * n
        };
        in_order(
            0..200u64,
            3,
            |_| 1,
            slow_first,
            |n| {
                seen.push(n);
                Ok::<_, ()>(())
            },
        )
        .unwrap();
        assert_eq!(seen, (0..200u64).map(|n| n * n).collect::<Vec<_>>());
    }

    #[test]
    fn stops_reading_when_the_sink_fails() {
        let mut read = 0u64;
        let items = std::iter::from_fn(|| {
            read += 1;
            Some(read)
        });
        let stopped = in_order(items, 2, |_| 1, |n| n, |n| if n < 5 { Ok(()) } else { Err("full") });
        assert_eq!(stopped, Err("full"));
        assert!(read < 100, "an endless input was read {read} times");
    }

    #[test]
    fn long_items_are_held_one_or_a_few_at_a_time() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let (held, most, before) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let items = (0..60).inspect(|_| {
            let now = held.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
        });
        let done = in_order(
            items,
            8,
            |_| HELD / 3,
            |n| n,
            |n| {
                held.fetch_sub(1, Ordering::SeqCst);
                // After the failure the rest is let through, and not held.
                before.store(most.load(Ordering::SeqCst), Ordering::SeqCst);
                if n < 50 { Ok(()) } else { Err("full") }
            },
        );
        assert_eq!(done, Err("full"), "who waits for room is let go when the sink fails");
        // Three have room, and one more was read and waits.
        assert!(before.load(Ordering::SeqCst) <= 4, "{before:?}");
    }
}
