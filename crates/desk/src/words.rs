//! Codes in words: what a page says for `not-happened`, for a bound, for a chain of sources.

use crate::locale::Locale;
use dunlin_record::{Attribution, Record, Span};
use serde::Serialize;

/// The name of an enum's value as records write it: `not-happened`.
pub(crate) fn name_of(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A code with its hyphens as spaces: `not happened`.
pub(crate) fn plain(code: &str) -> String {
    code.replace(['-', '_'], " ")
}

/// A number between its bounds, in words: "at least 30", "9 to 12", "about 400".
pub(crate) fn bounds(low: Option<f64>, high: Option<f64>, approx: bool, locale: &Locale) -> String {
    let about = if approx { "about " } else { "" };
    match (low, high) {
        (Some(low), Some(high)) if low == high => format!("{about}{}", locale.number(low)),
        (Some(low), Some(high)) => format!("{about}{} to {}", locale.number(low), locale.number(high)),
        (Some(low), None) => format!("at least {about}{}", locale.number(low)),
        (None, Some(high)) => format!("at most {about}{}", locale.number(high)),
        (None, None) => "no number".into(),
    }
}

/// The same in signs, for pictures: "≥ 30", "9–12", "≈ 400".
pub(crate) fn marked(low: Option<f64>, high: Option<f64>, approx: bool, locale: &Locale) -> String {
    let about = if approx { "≈\u{202f}" } else { "" };
    match (low, high) {
        (Some(low), Some(high)) if low == high => format!("{about}{}", locale.number(low)),
        (Some(low), Some(high)) => format!("{about}{}–{}", locale.number(low), locale.number(high)),
        (Some(low), None) => format!("≥\u{202f}{}", locale.number(low)),
        (None, Some(high)) => format!("≤\u{202f}{}", locale.number(high)),
        (None, None) => String::new(),
    }
}

/// A unit as it is said after a number: "90 cubic metres per second", "1 day". Names of units are in the singular in
/// records; what is counted, currencies and shares are said as they are.
pub(crate) fn units(unit: &str, low: Option<f64>, high: Option<f64>) -> String {
    let one = low == Some(1.0) && high == Some(1.0);
    let (head, rest) = unit.find(" per ").map_or((unit, ""), |at| unit.split_at(at));
    let last = head.rsplit(' ').next().unwrap_or(head);
    let known = UNITS.iter().find(|(singular, _)| *singular == last);
    match known {
        Some((_, plural)) if !one => {
            format!("{}{plural}{rest}", head.strip_suffix(last).unwrap_or_default())
        }
        _ => unit.to_owned(),
    }
}

/// Units and their plurals.
const UNITS: [(&str, &str); 27] = [
    ("metre", "metres"),
    ("kilometre", "kilometres"),
    ("centimetre", "centimetres"),
    ("millimetre", "millimetres"),
    ("mile", "miles"),
    ("foot", "feet"),
    ("inch", "inches"),
    ("yard", "yards"),
    ("hectare", "hectares"),
    ("acre", "acres"),
    ("litre", "litres"),
    ("barrel", "barrels"),
    ("gallon", "gallons"),
    ("tonne", "tonnes"),
    ("ton", "tons"),
    ("kilogram", "kilograms"),
    ("gram", "grams"),
    ("pound", "pounds"),
    ("degree", "degrees"),
    ("second", "seconds"),
    ("minute", "minutes"),
    ("hour", "hours"),
    ("day", "days"),
    ("week", "weeks"),
    ("month", "months"),
    ("year", "years"),
    ("watt", "watts"),
];

/// Words that stand for somebody and name nobody.
pub(crate) fn is_pronoun(words: &str) -> bool {
    const PRONOUNS: [&str; 14] =
        ["he", "she", "it", "they", "him", "her", "them", "who", "whom", "which", "that", "we", "i", "you"];
    PRONOUNS.iter().any(|pronoun| words.trim().eq_ignore_ascii_case(pronoun))
}

/// The words at several places, joined by "…".
pub(crate) fn words_at(text: &str, spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| span.of(text).trim())
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(" … ")
}

/// Words on one line, at most `limit` characters of them, cut at a word.
pub(crate) fn short(words: &str, limit: usize) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= limit {
        return line;
    }
    let cut: String = line.chars().take(limit.saturating_sub(1)).collect();
    let cut = match cut.rsplit_once(' ') {
        Some((head, _)) if head.chars().count() > limit / 2 => head.to_owned(),
        _ => cut,
    };
    format!("{}…", cut.trim_end_matches([',', ';', ':']))
}

/// One link of a chain of sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// The attribution; `None` for the outlet itself.
    pub(crate) id: Option<String>,
    /// Who.
    pub(crate) source: String,
    /// What they did: `say`, `deny`.
    pub(crate) act: String,
}

/// Who says it, from the one who spoke first to the outlet that prints it.
pub(crate) fn chain(record: &Record, attribution: &Attribution) -> Vec<Link> {
    let all = &record.coding.attributions;
    let mut links = Vec::new();
    let mut next = Some(attribution);
    while let Some(link) = next.filter(|_| links.len() <= all.len()) {
        links.push(Link { id: Some(link.id.clone()), source: source(record, link), act: link.act.clone() });
        next = link.within.as_ref().and_then(|id| all.iter().find(|outer| outer.id == *id));
    }
    let outlet = record.article.outlet.clone().unwrap_or_else(|| "the page".into());
    links.push(Link { id: None, source: outlet, act: String::new() });
    links
}

/// Who an attribution's source is: its entity's name, or its words.
pub(crate) fn source(record: &Record, attribution: &Attribution) -> String {
    let entity = attribution
        .source_entity
        .as_ref()
        .and_then(|id| record.coding.entities.iter().find(|entity| entity.id == *id))
        .map(|entity| entity.name.clone());
    entity.unwrap_or_else(|| source_words(&words_at(&record.article.text, &attribution.source)))
}

/// Words for a source as they are shown.
pub(crate) fn source_words(words: &str) -> String {
    if words.is_empty() { "nobody named".into() } else { short(words, 60) }
}

/// A chain in one line: "Ministry ← Yonhap ← Hanbit Daily".
pub(crate) fn chain_line(sources: impl IntoIterator<Item = String>) -> String {
    sources.into_iter().collect::<Vec<_>>().join(" ← ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_said_as_the_text_has_them() {
        let locale = Locale::default();
        assert_eq!(bounds(Some(30.0), None, false, &locale), "at least 30");
        assert_eq!(bounds(None, Some(30.0), false, &locale), "at most 30");
        assert_eq!(bounds(Some(32_300.0), Some(32_300.0), true, &locale), "about 32,300");
        assert_eq!(bounds(Some(9.0), Some(12.5), false, &locale), "9 to 12.5");
    }

    #[test]
    fn units_are_said_as_after_a_number() {
        let many = |unit| units(unit, Some(90.0), Some(90.0));
        assert_eq!(many("cubic metre per second"), "cubic metres per second");
        assert_eq!(many("foot"), "feet");
        assert_eq!(many("people"), "people");
        assert_eq!(many("USD per tonne"), "USD per tonne");
        assert_eq!(units("day", Some(1.0), Some(1.0)), "day");
        assert_eq!(units("day", Some(1.0), None), "days");
    }

    #[test]
    fn long_words_are_cut_at_a_word() {
        assert_eq!(short("a ferry that capsized off the coast", 20), "a ferry that…");
        assert_eq!(short("two\nlines", 20), "two lines");
    }
}
