//! The outlet's name where it is not stated outright: in copyright lines and invitations.

use regex::Regex;
use std::sync::LazyLock;

#[expect(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
static COPYRIGHT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:copyright|©|ⓒ|\(c\))[\s©ⓒ:,]*(?:by\s+)?(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?[\s,.:]*)?(?:by\s+|the\s+)?",
        r"(?-i)(?P<name>[\p{Lu}\p{Lo}][^.|·;,()\[\]©]{1,60}?)",
        r"(?i)\s*(?:(?:19|20)\d\d|,|\.|\||·|;|\(|\[|$|\s[-–—]\s|\ball rights|\bco\.|\binc\b|\bltd\b|\bllc\b|\bgmbh\b)",
    ))
    .unwrap()
});

/// The name in a copyright line.
pub(crate) fn from_copyright(line: &str) -> Option<String> {
    let c = COPYRIGHT.captures(line)?;
    let name = c["name"].trim();
    let lower = name.to_lowercase();
    let general = ["all rights", "the author", "author", "reserved", "notice", "policy", "copyright", "by "];
    let fits = name.split_whitespace().count() <= 6 && !general.iter().any(|word| lower.starts_with(word));
    fits.then(|| name.to_owned())
}

/// The capitalised name that a text begins with (`Kerrin Daily Post account` gives `Kerrin Daily Post`).
pub(crate) fn name_at(text: &str) -> Option<String> {
    // A social network is not the outlet.
    const NETWORKS: &[&str] = &[
        "Twitter",
        "Facebook",
        "X",
        "Google",
        "Apple",
        "Instagram",
        "YouTube",
        "LinkedIn",
        "Telegram",
        "WhatsApp",
        "Naver",
        "Kakao",
    ];
    const SMALL: &[&str] = &["of", "the", "and", "for", "de", "la", "le", "der", "die", "du", "&"];
    let mut words: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let bare = word.trim_end_matches(['.', ',', '!', '?', ':', ';', ')', '’', '\'', '"']);
        let named = bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() && !words.is_empty());
        if !named && (words.is_empty() || !SMALL.contains(&bare)) {
            break;
        }
        words.push(bare);
        if bare.len() != word.len() {
            break;
        }
    }
    while words.last().is_some_and(|word| SMALL.contains(word)) {
        words.pop();
    }
    let first = words.first()?;
    let one_plain = words.len() == 1 && first.chars().count() < 4;
    (!NETWORKS.contains(first) && words.len() <= 6 && !one_plain).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copyright_lines() {
        for (line, name) in [
            ("© 2026 Kerrin Daily Post. All rights reserved.", "Kerrin Daily Post"),
            ("Copyright © 2019-2026 The Harbour Wire, Inc.", "Harbour Wire"),
            ("Copyright by Kerrin Post Co., Ltd. All Rights Reserved.", "Kerrin Post"),
            ("ⓒ 한겨울일보, 무단 전재 및 재배포 금지", "한겨울일보"),
        ] {
            assert_eq!(from_copyright(line).as_deref(), Some(name), "{line}");
        }
        assert_eq!(from_copyright("Copyright 2026. All rights reserved."), None);
        assert_eq!(from_copyright("The right to copy is 2026's question"), None);
    }

    #[test]
    fn names_at_the_start() {
        assert_eq!(name_at("Kerrin Daily Post account to go on").as_deref(), Some("Kerrin Daily Post"));
        assert_eq!(name_at("Voice of the Harbour, free").as_deref(), Some("Voice of the Harbour"));
        assert_eq!(name_at("Twitter or Facebook"), None);
        assert_eq!(name_at("one of the accounts"), None);
    }
}
