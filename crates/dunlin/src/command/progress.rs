//! What is seen of a run while it goes on: on standard error, where that is a terminal.

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// A counter with its rate; nothing where standard error is no terminal, or when `quiet`.
pub(crate) fn progress_bar(quiet: bool) -> ProgressBar {
    let bar = ProgressBar::no_length();
    if quiet {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} documents, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// How far a run over documents is: how many are done and how fast, and where it is known how long the input is, how much
/// of it that is and how long the rest will take.
pub(super) struct Progress {
    bar: ProgressBar,
    begun: Instant,
    /// Bytes of the whole, where they are known.
    whole: Option<u64>,
    /// Bytes that were done before the run began.
    before: u64,
    done: u64,
}

impl Progress {
    /// `before` of the `whole` bytes are done already.
    pub(super) fn new(quiet: bool, whole: Option<u64>, before: u64) -> Self {
        let bar = progress_bar(quiet);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Self { bar, begun: Instant::now(), whole: whole.filter(|whole| *whole > 0), before, done: 0 }
    }

    /// One document more is done, which ends at byte `at` of the whole.
    pub(super) fn step(&mut self, at: u64) {
        self.done += 1;
        if !self.bar.is_hidden() {
            self.bar.set_message(self.line(at, self.begun.elapsed()));
        }
    }

    /// What is seen after `passed`.
    fn line(&self, at: u64, passed: Duration) -> String {
        let seconds = passed.as_secs_f64().max(0.001);
        let done = format!("{} documents, {:.1}/s", HumanCount(self.done), self.done as f64 / seconds);
        let gone = HumanDuration(Duration::from_secs(passed.as_secs()));
        let Some(whole) = self.whole else { return format!("{done}, {gone}") };
        let part = 100.0 * at.min(whole) as f64 / whole as f64;
        let (read, rest) = (at.saturating_sub(self.before), whole.saturating_sub(at));
        let left = if read == 0 { 0.0 } else { seconds * rest as f64 / read as f64 };
        let left = HumanDuration(Duration::from_secs(left as u64));
        format!("{part:.1}% of the input, {done}, {gone}, {left} left")
    }

    /// Says something above the counter.
    pub(super) fn say(&self, message: impl std::fmt::Display) {
        self.bar.suspend(|| eprintln!("dunlin: {message}"));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_share_rate_and_time_left() {
        let mut progress = Progress::new(true, Some(1000), 200);
        progress.step(300);
        progress.step(400);
        let line = progress.line(400, Duration::from_secs(10));
        assert_eq!(line, "40.0% of the input, 2 documents, 0.2/s, 10 seconds, 30 seconds left");
        let unknown = Progress::new(true, None, 0);
        assert_eq!(unknown.line(5, Duration::from_secs(60)), "0 documents, 0.0/s, 60 seconds");
    }
}
