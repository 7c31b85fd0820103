//! What a container holds beside documents: counted by reason while it is read, said once at its end.

use crate::PageError;
use std::collections::BTreeMap;

/// How many details of a reason are counted apart; a hostile archive could name millions.
const KINDS: usize = 64;
/// How many of them are named.
const NAMED: usize = 6;

/// Counts of what was left out.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    reasons: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

impl LeftOut {
    /// Counts one thing. `reason` follows the count ("that are no page"); `detail` is what tells the cases of a reason
    /// apart, or nothing.
    pub(super) fn count(&mut self, reason: &'static str, detail: &str) {
        let details = self.reasons.entry(reason).or_default();
        let detail = detail.chars().filter(|c| !c.is_control()).take(60).collect::<String>();
        if details.len() >= KINDS && !details.contains_key(&detail) {
            *details.entry("others".to_owned()).or_default() += 1;
        } else {
            *details.entry(detail).or_default() += 1;
        }
    }

    /// The note on all of it, `what` being the things counted ("records"); `None` when nothing was left out.
    pub(super) fn note(&self, place: &str, what: &str, remedy: &str) -> Option<PageError> {
        let mut reasons: Vec<(u64, &str, &BTreeMap<String, u64>)> =
            self.reasons.iter().map(|(reason, details)| (details.values().sum(), *reason, details)).collect();
        if reasons.is_empty() {
            return None;
        }
        reasons.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
        let all: u64 = reasons.iter().map(|(count, ..)| count).sum();
        let said: Vec<String> = reasons
            .iter()
            .map(|(count, reason, details)| format!("{count} {reason}{}", named(details)))
            .collect();
        Some(PageError::note(place, format!("left out {all} {what}: {}", said.join(", ")), remedy))
    }
}

/// The commonest details in brackets.
fn named(details: &BTreeMap<String, u64>) -> String {
    let mut known: Vec<(&str, u64)> = details
        .iter()
        .map(|(detail, count)| (detail.as_str(), *count))
        .filter(|(detail, _)| !detail.is_empty())
        .collect();
    if known.is_empty() {
        return String::new();
    }
    known.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let more = known.len().saturating_sub(NAMED);
    let mut said: Vec<String> =
        known.iter().take(NAMED).map(|(detail, count)| format!("{detail} {count}")).collect();
    if more > 0 {
        said.push(format!("{more} kinds more"));
    }
    format!(" ({})", said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_reasons_come_first() {
        let mut left = LeftOut::default();
        assert!(left.note("a.warc", "records", "").is_none());
        for (reason, detail) in [
            ("revisits", ""),
            ("that are no page", "text/css"),
            ("that are no page", "image/png"),
            ("that are no page", "image/png"),
        ] {
            left.count(reason, detail);
        }
        assert_eq!(
            left.note("a.warc", "records", "").unwrap().to_string(),
            "a.warc: left out 4 records: 3 that are no page (image/png 2, text/css 1), 1 revisits"
        );
    }
}
