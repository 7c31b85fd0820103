//! Rates: what a unit or a counted thing is reckoned by. "$52 a barrel", "800,000 barrels a day", "9 deaths per 1,000
//! births", "$80 per sq m".

use super::figures::Reader;
use crate::pieces::Kind;

/// Things that a price is given by with a bare article: "$2 a litre".
const BY_ARTICLE: &[&str] = &[
    "barrel",
    "share",
    "gallon",
    "litre",
    "liter",
    "ton",
    "tonne",
    "kilogram",
    "kilo",
    "pound",
    "ounce",
    "unit",
    "head",
    "person",
    "passenger",
    "bushel",
    "pupil",
    "plate",
    "bottle",
    "ticket",
    "mile",
    "piece",
];

/// Lengths of time that anything is counted by.
const TIMES: &[&str] =
    &["hour", "day", "week", "fortnight", "month", "quarter", "year", "minute", "second", "night"];

impl Reader<'_> {
    /// `unit` with "a barrel", "per hour", "per 100,000 people" that stands at `at`, and where that ends.
    pub(super) fn per(&self, unit: String, at: usize) -> (String, usize) {
        match self.rate(at) {
            Some((by, end)) if !TIMES.contains(&unit.as_str()) => (format!("{unit} per {by}"), end),
            _ => (unit, at),
        }
    }

    /// What stands after "per", "a" or a slash at `at`, and where it ends.
    pub(super) fn rate(&self, at: usize) -> Option<(String, usize)> {
        let pieces = self.pieces;
        let slash = pieces.is(at, "/") && pieces.glued(at) && pieces.glued(at + 1);
        if pieces.is_any(at, &["a", "an"]) {
            let name = pieces.low(at + 1);
            // "a year ago", "a week later" is a time and no rate.
            let time = TIMES.contains(&name)
                && !pieces.is_any(at + 2, &["ago", "later", "earlier", "before", "after"]);
            return (time || BY_ARTICLE.contains(&name)).then(|| (name.to_owned(), at + 2));
        }
        if !pieces.is_any(at, &["per", "every", "each"]) && !slash {
            return None;
        }
        if pieces.is_any(at, &["every", "each"]) {
            let name = pieces.low(at + 1);
            return TIMES.contains(&name).then(|| (name.to_owned(), at + 2));
        }
        let first = at + 1;
        if pieces.is_number(first) {
            // "per 100,000 people"
            let mut end = first + 1;
            if pieces.get(end).is_some_and(|p| p.kind == Kind::Word) && !pieces.ends_at(end) {
                end += 1;
            }
            let written = pieces.span(&(first..end)).of(pieces.text);
            return Some((written.to_lowercase(), end));
        }
        if let Some((unit, end)) = self.words.units.find(pieces, first, |unit, end| {
            unit.symbol.as_ref().is_none_or(|s| pieces.span(&(first..end)).of(pieces.text) == s)
        }) {
            return Some((unit.name.clone(), end));
        }
        // "per cent" and the Latin "per se" are no rates.
        let word =
            pieces.get(first).filter(|p| p.kind == Kind::Word && !matches!(p.low.as_str(), "cent" | "se"))?;
        Some((word.low.clone(), first + 1))
    }
}
