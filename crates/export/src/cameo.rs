//! CAMEO: Goldstein weights of the codes, GDELT's quad classes, FIPS 10-4 countries, and the sectors that PLOVER renamed.

use dunlin_record::{Event, Quad};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `weight<TAB>codes`: Goldstein's weights as GDELT publishes them with its code list.
static GOLDSTEIN: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("goldstein.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(weight, codes)| codes.split(' ').map(move |code| (code, weight)))
        .collect()
});

/// ISO 3166-1 alpha-3 to FIPS 10-4, which GDELT uses for places.
static FIPS: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("fips.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(' ')).filter_map(|pair| pair.split_once('=')).collect()
});

/// Goldstein weight of a CAMEO code, as text: its own, or that of the nearest code above it. `None` for a code of
/// another system.
pub(crate) fn goldstein(code: &str) -> Option<&'static str> {
    (2..=code.len()).rev().find_map(|n| GOLDSTEIN.get(code.get(..n)?).copied())
}

/// FIPS 10-4 code of a country.
pub(crate) fn fips(country: &str) -> Option<&'static str> {
    FIPS.get(country).copied()
}

/// The code's first two digits (the root) where it is a CAMEO code.
pub(crate) fn root(code: &str) -> Option<&str> {
    let numeric = (2..=4).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    numeric.then(|| code.get(..2)).flatten()
}

/// Quad class 1 to 4: the event's own, or that of its CAMEO root.
pub(crate) fn quad(event: &Event) -> Option<u8> {
    match event.quad {
        Some(Quad::VerbalCooperation) => Some(1),
        Some(Quad::MaterialCooperation) => Some(2),
        Some(Quad::VerbalConflict) => Some(3),
        Some(Quad::MaterialConflict) => Some(4),
        None => match event.code.as_deref().and_then(root)?.parse().ok()? {
            1..=5u8 => Some(1),
            6..=8 => Some(2),
            9..=13 => Some(3),
            14..=20 => Some(4),
            _ => None,
        },
    }
}

/// CAMEO's name of a PLOVER sector: PLOVER calls journalists JRN and medics MED, CAMEO calls them MED and HLH.
pub(crate) fn sector(plover: &str) -> &str {
    match plover {
        "JRN" => "MED",
        "MED" => "HLH",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_the_code_or_of_the_nearest_above() {
        assert_eq!(goldstein("1031"), Some("-5.0"), "not in the list: its root's");
        assert_eq!(goldstein("190"), Some("-10.0"));
        assert_eq!(goldstein("0334"), Some("6.0"));
        assert_eq!(goldstein("04"), Some("1.0"));
        assert_eq!(goldstein("MINE"), None);
        assert_eq!(GOLDSTEIN.len(), GOLDSTEIN.keys().filter(|code| root(code).is_some()).count());
    }

    #[test]
    fn fips_is_not_iso() {
        assert_eq!(
            (fips("AUT"), fips("AUS"), fips("DEU"), fips("PRK")),
            (Some("AU"), Some("AS"), Some("GM"), Some("KN"))
        );
        let codes: std::collections::BTreeSet<_> = FIPS.values().collect();
        assert_eq!(codes.len(), FIPS.len(), "one code a country");
        assert!(FIPS.iter().all(|(iso, fips)| iso.len() == 3 && fips.len() == 2));
    }
}
