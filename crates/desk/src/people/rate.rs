//! How often one person, program or address may ask: a bucket that fills again at a steady pace.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Size of a bucket and how fast it fills.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rate {
    /// Requests that may come at once.
    pub(crate) burst: f64,
    /// Requests a second after that.
    pub(crate) steady: f64,
}

/// For looking at pages and asking the API.
pub(crate) const READING: Rate = Rate { burst: 300.0, steady: 20.0 };

/// For everything that changes something.
pub(crate) const WRITING: Rate = Rate { burst: 30.0, steady: 0.5 };

/// Buckets kept in memory at most.
const MOST: usize = 20_000;

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: f64,
}

/// The buckets of one [`Rate`].
#[derive(Debug)]
pub(crate) struct Rates {
    rate: Rate,
    buckets: Mutex<HashMap<String, Bucket>>,
}

impl Rates {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one request of `who` out of their bucket at `now` (seconds).
    ///
    /// # Errors
    /// Seconds to wait, when it is empty.
    pub(crate) fn take(&self, who: &str, now: f64) -> Result<(), i64> {
        let Rate { burst, steady } = self.rate;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST {
            // Full buckets are as good as none.
            buckets.retain(|_, bucket| bucket.left + (now - bucket.at) * steady < burst);
            if buckets.len() >= MOST {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(who.to_owned()).or_insert(Bucket { left: burst, at: now });
        bucket.left = (bucket.left + (now - bucket.at).max(0.0) * steady).min(burst);
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(((1.0 - bucket.left) / steady).ceil() as i64);
        }
        bucket.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let rates = Rates::new(Rate { burst: 3.0, steady: 0.5 });
        assert!((0..3).all(|_| rates.take("a", 0.0).is_ok()));
        assert_eq!(rates.take("a", 0.0), Err(2));
        assert_eq!(rates.take("b", 0.0), Ok(()), "others have their own");
        assert_eq!((rates.take("a", 2.0), rates.take("a", 2.0)), (Ok(()), Err(2)));
        assert!((0..3).all(|_| rates.take("a", 1e6).is_ok()), "never more than full");
        assert!(rates.take("a", 1e6).is_err());
    }
}
