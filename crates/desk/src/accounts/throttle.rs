//! Slows down whoever tries many passwords: per account and per address, each failure makes the next wait longer.
//!
//! An attempt counts before its password is looked at, so that a hundred at once are a hundred; success clears the
//! account. Kept in memory, bounded: a restart forgets, which costs an attacker more time than it gives.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// How attempts are slowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Attempts that are free.
    pub free: u32,
    /// Longest wait in seconds; the first is one second, and each further attempt doubles it.
    pub longest: i64,
    /// Seconds without an attempt after which all is forgotten.
    pub forget: i64,
}

impl Pace {
    /// For one account: a minute at most, so that a stranger cannot lock its owner out.
    pub const ACCOUNT: Self = Self { free: 5, longest: 60, forget: 3600 };
    /// For one address, behind which several people may sit.
    pub const ADDRESS: Self = Self { free: 20, longest: 900, forget: 3600 };

    fn delay(self, tries: u32) -> i64 {
        match tries.checked_sub(self.free) {
            None | Some(0) => 0,
            Some(over) => 1i64.checked_shl(over.min(32) - 1).unwrap_or(i64::MAX).min(self.longest),
        }
    }
}

/// Keys kept in memory at most; the stalest go first.
const MOST: usize = 20_000;

#[derive(Debug, Clone, Copy)]
struct Tries {
    count: u32,
    last: i64,
}

/// Attempts by key.
#[derive(Debug)]
pub(crate) struct Throttle<K> {
    pace: Pace,
    tries: Mutex<HashMap<K, Tries>>,
}

impl<K: Hash + Eq + Clone + Ord> Throttle<K> {
    pub(crate) fn new(pace: Pace) -> Self {
        Self { pace, tries: Mutex::new(HashMap::new()) }
    }

    /// Counts an attempt at `now` (seconds).
    ///
    /// # Errors
    /// Seconds to wait, when it comes too early; then it is not counted.
    pub(crate) fn attempt(&self, key: &K, now: i64) -> Result<(), i64> {
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(key) {
            self.make_room(&mut all, now);
        }
        let tries = all.entry(key.clone()).or_insert(Tries { count: 0, last: now });
        if now - tries.last > self.pace.forget {
            tries.count = 0;
        }
        let wait = tries.last + self.pace.delay(tries.count) - now;
        if wait > 0 {
            return Err(wait);
        }
        *tries = Tries { count: tries.count.saturating_add(1), last: now };
        Ok(())
    }

    /// Forgets `key`: the attempt was right.
    pub(crate) fn clear(&self, key: &K) {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    fn make_room(&self, all: &mut HashMap<K, Tries>, now: i64) {
        all.retain(|_, tries| now - tries.last <= self.pace.forget);
        if all.len() < MOST {
            return;
        }
        // The many that tried once and long ago, before those that try again and again.
        let mut stale: Vec<(u32, i64, K)> =
            all.iter().map(|(key, t)| (t.count, t.last, key.clone())).collect();
        stale.sort_unstable();
        for (_, _, key) in stale.into_iter().take(MOST / 10) {
            all.remove(&key);
        }
    }
}

/// What counts as one address: all of a household's IPv6 network, since one machine has millions of them.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let mut segments = address.segments();
            segments.iter_mut().skip(4).for_each(|segment| *segment = 0);
            IpAddr::V6(segments.into())
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_makes_the_next_wait_longer() {
        let throttle = Throttle::new(Pace { free: 3, longest: 10, forget: 100 });
        let at = |now| throttle.attempt(&"a", now);
        assert_eq!([at(0), at(0), at(0)], [Ok(()); 3]);
        assert_eq!(at(0), Ok(()), "the fourth is the first that makes the next one wait");
        assert_eq!((at(0), at(1)), (Err(1), Ok(())));
        assert_eq!((at(1), at(2), at(3)), (Err(2), Err(1), Ok(())));
        assert_eq!((at(6), at(7)), (Err(1), Ok(())));
        assert_eq!((at(8), at(15)), (Err(7), Ok(())));
        assert_eq!((at(16), at(25)), (Err(9), Ok(())), "never longer than the longest");
        assert_eq!(at(126), Ok(()));
        assert_eq!(at(126), Ok(()), "forgotten after a while");
        assert_eq!(throttle.attempt(&"b", 8), Ok(()), "others do not wait");
    }

    #[test]
    fn success_forgets() {
        let throttle = Throttle::new(Pace { free: 1, longest: 10, forget: 100 });
        assert_eq!((throttle.attempt(&1, 0), throttle.attempt(&1, 0)), (Ok(()), Ok(())));
        assert!(throttle.attempt(&1, 0).is_err());
        throttle.clear(&1);
        assert_eq!(throttle.attempt(&1, 0), Ok(()));
    }

    #[test]
    fn memory_is_bounded_and_who_tries_again_is_kept() {
        let throttle = Throttle::new(Pace { free: 1, longest: 1000, forget: 100_000 });
        for _ in 0..2 {
            let _ = throttle.attempt(&usize::MAX, 0);
        }
        for key in 0..MOST * 2 {
            let _ = throttle.attempt(&key, 1);
        }
        assert!(throttle.tries.lock().unwrap().len() <= MOST);
        assert!(throttle.attempt(&usize::MAX, 0).is_err());
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
    }
}
