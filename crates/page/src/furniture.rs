//! What a line's words say about its being furniture: the vocabulary of `furniture.tsv`, and the counters of
//! comment boxes.
//!
//! The words alone decide nothing. A story may well speak of subscribers and cookies; whoever asks here weighs the
//! signs with the line's length, its place and its neighbours.

use aho_corasick::{AhoCorasick, MatchKind};
use dunlin_record::FurnitureKind;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What the vocabulary finds in one line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signs {
    /// Share of the line's letters that belong to words of furniture, 0 to 1.
    pub share: f32,
    /// Whether a phrase stands in it that makes a short line furniture.
    pub telling: bool,
    /// What most of the found words are for; a telling phrase counts above all others.
    pub kind: Option<FurnitureKind>,
    /// The words found: what they are for, and where in the line, in bytes, in order, none overlapping.
    pub words: Vec<(FurnitureKind, Range<usize>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Word,
    Line,
    Start,
}

struct Vocabulary {
    finder: AhoCorasick,
    entries: Vec<(FurnitureKind, How)>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let (entries, phrases): (Vec<_>, Vec<_>) =
        entries(include_str!("furniture.tsv")).map(|(kind, how, phrase)| ((kind, how), phrase)).unzip();
    let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&phrases);
    #[expect(clippy::unwrap_used, reason = "the phrases are a constant, and a test builds them")]
    let finder = finder.unwrap();
    Vocabulary { finder, entries }
});

/// The sound lines of a vocabulary; a test shows that all of them are.
fn entries(file: &str) -> impl Iterator<Item = (FurnitureKind, How, &str)> {
    file.lines().filter_map(|line| {
        let mut parts = line.split('\t');
        let kind = kind_named(parts.next()?)?;
        let how = match parts.next()? {
            "word" => How::Word,
            "line" => How::Line,
            "start" => How::Start,
            _ => return None,
        };
        parts.next().map(|phrase| (kind, how, phrase))
    })
}

fn kind_named(name: &str) -> Option<FurnitureKind> {
    use FurnitureKind as K;
    Some(match name {
        "navigation" => K::Navigation,
        "share" => K::Share,
        "print" => K::Print,
        "dictionary" => K::Dictionary,
        "comment" => K::Comment,
        "login" => K::Login,
        "policy" => K::Policy,
        "related" => K::Related,
        "advert" => K::Advert,
        "other" => K::Other,
        _ => return None,
    })
}

/// What the vocabulary finds in `line`.
pub fn signs(line: &str) -> Signs {
    let lower = lower_same_length(line);
    let vocabulary = &*VOCABULARY;
    let mut found: Vec<(Range<usize>, FurnitureKind, How)> = vocabulary
        .finder
        .find_overlapping_iter(lower.as_str())
        .filter(|hit| stands_alone(&lower, hit.range()))
        .filter_map(|hit| {
            let (kind, how) = *vocabulary.entries.get(hit.pattern().as_usize())?;
            Some((hit.range(), kind, how))
        })
        .collect();
    let opening = lower.find(|c: char| !c.is_whitespace() && !"[(•-–—>▶*#".contains(c)).unwrap_or(0);
    found.retain(|(range, _, how)| *how != How::Start || range.start <= opening);
    let telling = found.iter().filter(|(_, _, how)| *how != How::Word).max_by_key(|(range, ..)| range.len());
    let telling = telling.map(|(_, kind, _)| *kind);
    // Longest first where two begin together, so that "print this article" is one button and not two.
    found.sort_by_key(|(range, _, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut signs = Signs { telling: telling.is_some(), ..Signs::default() };
    let mut end = 0;
    for (range, kind, _) in found {
        if range.start >= end {
            end = range.end;
            signs.words.push((kind, range));
        }
    }
    let letters = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
    let all = letters(line);
    let covered: usize =
        signs.words.iter().map(|(_, range)| letters(line.get(range.clone()).unwrap_or(""))).sum();
    signs.share = if all == 0 { 0.0 } else { covered as f32 / all as f32 };
    let mut weight: Vec<(FurnitureKind, usize)> = Vec::new();
    for (kind, range) in &signs.words {
        match weight.iter_mut().find(|(known, _)| known == kind) {
            Some((_, sum)) => *sum += range.len(),
            None => weight.push((*kind, range.len())),
        }
    }
    let most = weight.iter().map(|(_, sum)| *sum).max();
    signs.kind = telling.or_else(|| weight.iter().find(|(_, sum)| Some(*sum) == most).map(|(kind, _)| *kind));
    signs
}

/// Lower case without changing any character's length, so that places in it are places in the line.
fn lower_same_length(line: &str) -> String {
    line.chars()
        .map(|c| {
            // A typographic apostrophe stays: folding it would change the length, so phrases are tried with both.
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(small), None) if small.len_utf8() == c.len_utf8() => small,
                _ => c,
            }
        })
        .collect()
}

/// Whether a match is whole words: no letter or digit goes on at either end, except where the script has no
/// spaces between words.
fn stands_alone(line: &str, range: Range<usize>) -> bool {
    let joins = |outer: Option<char>, inner: Option<char>| match (outer, inner) {
        (Some(outer), Some(inner)) => {
            outer.is_alphanumeric() && inner.is_alphanumeric() && !(unspaced(outer) || unspaced(inner))
                || outer == '\'' && inner.is_alphanumeric()
        }
        _ => false,
    };
    let (before, after) = (line.get(..range.start).unwrap_or(""), line.get(range.end..).unwrap_or(""));
    let inside = line.get(range).unwrap_or("");
    // "x" is a button's name and "a+" another; inside a longer word with a hyphen they are not.
    let hyphen = inside.len() <= 2 && (before.ends_with('-') || after.starts_with(['-', '.', '’', '\'']));
    !hyphen
        && !joins(before.chars().next_back(), inside.chars().next())
        && !joins(after.chars().next(), inside.chars().next_back())
}

/// Scripts that write words without spaces, or join particles to them.
fn unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF)
}

/// The counter of a comment box (`(0/250자)`, `0 / 500 characters`): where it stands and how many characters a
/// comment may have.
pub fn comment_counter(line: &str) -> Option<(Range<usize>, u32)> {
    let c = COUNTER.captures(line)?;
    let limit: u32 = c["limit"].replace([',', '.'], "").parse().ok()?;
    let unit = c.name("unit").is_some();
    // A bare "0/250" may be a score or a share; a comment box stands at nought, and its limit is round.
    let plausible =
        (20..=100_000).contains(&limit) && (unit || &c["used"] == "0" && limit.is_multiple_of(10));
    plausible.then(|| (c.get(0).map_or(0..0, |whole| whole.range()), limit))
}

#[expect(clippy::unwrap_used, reason = "the pattern is a constant, and a test compiles it")]
static COUNTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)[(\[]?\s*\b(?P<used>\d{1,5})\s*/\s*(?P<limit>\d{1,3}(?:[,.]\d{3})|\d{2,6})\s*",
        r"(?P<unit>자|글자|字|文字|characters?\b|chars?\b|letters?\b|bytes?\b|zeichen\b|caractères?\b|caracteres\b|caratteri\b|tekens\b|символов)?\s*[)\]]?",
    ))
    .unwrap()
});

#[cfg(test)]
mod tests {
    use super::*;
    use FurnitureKind as K;

    #[test]
    fn the_vocabulary_is_sound() {
        let file = include_str!("furniture.tsv");
        let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        assert_eq!(entries(file).count(), lines, "a line is not: kind, how, phrase");
        let mut seen: Vec<_> = entries(file).map(|(_, how, phrase)| (phrase, how as u8)).collect();
        seen.sort_unstable();
        assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "a phrase stands there twice");
        for (_, _, phrase) in entries(file) {
            assert_eq!(phrase.trim().to_lowercase(), phrase, "not in lower case or with spaces around");
            assert!(signs(phrase).share > 0.9 || !phrase.chars().any(char::is_alphabetic), "{phrase}");
        }
    }

    #[test]
    fn buttons_are_all_furniture() {
        for (line, kind) in [
            ("print glossary print", K::Print),
            ("Share | Tweet | Email", K::Share),
            ("A- A+", K::Share),
            ("PRIVACY POLICY · Terms of Use", K::Policy),
            ("Log In", K::Login),
            ("12 Comments", K::Comment),
            ("로그인 회원가입", K::Login),
            ("关于 | 首页 | 评论", K::Navigation),
        ] {
            let signs = signs(line);
            assert!(signs.share >= 0.6, "{line}: {}", signs.share);
            assert_eq!(signs.kind, Some(kind), "{line}");
        }
    }

    #[test]
    fn a_headline_is_not() {
        for line in [
            "Ministers share a plan to print more banknotes",
            "Kerrin bank posts record loss",
            "Homes and sectional wars",
        ] {
            let signs = signs(line);
            assert!(signs.share < 0.5 && !signs.telling, "{line}: {signs:?}");
        }
    }

    #[test]
    fn telling_phrases_name_their_kind() {
        assert_eq!(signs("Please log in with your reader card to write a comment.").kind, Some(K::Comment));
        assert_eq!(signs("▶ Read more: The ferry that never sailed").kind, Some(K::Related));
        assert!(!signs("Those who read more: sleep better").telling);
    }

    #[test]
    fn counters_of_comment_boxes() {
        let counter = |line| comment_counter(line).map(|(_, limit)| limit);
        assert_eq!(counter("House rules (0/250자)"), Some(250));
        assert_eq!(counter("0 / 1,000 characters"), Some(1000));
        assert_eq!(counter("12/300 Zeichen"), Some(300));
        assert_eq!(counter("0/500"), Some(500));
        assert_eq!(counter("Open 24/7"), None);
        assert_eq!(counter("Blood pressure of 120/80"), None);
        assert_eq!(counter("On 12/30 they met"), None);
    }
}
