//! The word lists in `data/`, read once.

use std::collections::{BTreeMap, BTreeSet};

/// How a final full stop goes with an abbreviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// Stands before a name: the stop always belongs to it.
    BeforeName,
    /// Only before a number.
    BeforeNumber,
    /// Everywhere but at the end of a paragraph.
    Anywhere,
    /// Not before a capital or at the end of a paragraph.
    MayEnd,
}

/// All lists.
#[derive(Debug)]
pub(super) struct Lists {
    abbreviations: BTreeMap<String, Abbreviation>,
    /// Letters of the word → lengths of its parts, in cells.
    contractions: BTreeMap<String, Vec<usize>>,
    prefixes: BTreeSet<&'static str>,
    suffixes: BTreeSet<&'static str>,
    initial_elisions: BTreeSet<&'static str>,
    final_elisions: BTreeSet<&'static str>,
    units: BTreeSet<&'static str>,
    dotted: BTreeSet<&'static str>,
    slashed: BTreeSet<&'static str>,
    /// Longest first.
    emoticons: Vec<Vec<char>>,
}

/// No word in the lists is longer, in characters; nothing longer need be looked up.
pub(super) const LONGEST: usize = 24;

impl Lists {
    /// The lists that come with the program.
    pub(super) fn built_in() -> Self {
        let mut abbreviations = BTreeMap::new();
        for line in lines(include_str!("data/abbreviations.txt")) {
            let Some((class, words)) = line.split_once(':') else { continue };
            let class = match class {
                "before-name" => Abbreviation::BeforeName,
                "before-number" => Abbreviation::BeforeNumber,
                "may-end" => Abbreviation::MayEnd,
                _ => Abbreviation::Anywhere,
            };
            for word in words.split_whitespace() {
                abbreviations.entry(word.to_owned()).or_insert(class);
            }
        }
        let contractions = lines(include_str!("data/contractions.txt"))
            .map(|line| (line.replace('|', ""), line.split('|').map(|part| part.chars().count()).collect()))
            .collect();
        let (final_elisions, initial_elisions) =
            words(include_str!("data/elisions.txt")).partition(|word| word.ends_with('\''));
        let mut emoticons: Vec<Vec<char>> =
            words(include_str!("data/emoticons.txt")).map(|face| face.chars().collect()).collect();
        emoticons.sort_by_key(|face| std::cmp::Reverse(face.len()));
        Self {
            abbreviations,
            contractions,
            prefixes: words(include_str!("data/prefixes.txt")).collect(),
            suffixes: words(include_str!("data/suffixes.txt")).collect(),
            initial_elisions,
            final_elisions,
            units: words(include_str!("data/units.txt")).collect(),
            dotted: words(include_str!("data/dotted.txt")).collect(),
            slashed: words(include_str!("data/slashes.txt")).collect(),
            emoticons,
        }
    }

    /// The class of `word` (without its stop). "etc" also matches "Etc" and "ETC", "Gen" also "GEN", but not "gen".
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        let find = |word: &str| self.abbreviations.get(word).copied();
        find(word).or_else(|| {
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            let shouted = capital && word.chars().nth(1).is_some() && !word.chars().any(char::is_lowercase);
            let lower = word.to_lowercase();
            if capital && let Some(class) = find(&lower) {
                return Some(class);
            }
            let mut title: String = word.chars().take(1).collect();
            title.extend(lower.chars().skip(1));
            if shouted { find(&title) } else { None }
        })
    }

    /// The lengths of the parts of a contraction (`word` in lower case with straight apostrophes).
    pub(super) fn contraction(&self, word: &str) -> Option<&[usize]> {
        self.contractions.get(word).map(Vec::as_slice)
    }

    /// Whether `word` (lower case) stays with what follows its hyphen.
    pub(super) fn is_prefix(&self, word: &str) -> bool {
        self.prefixes.contains(word)
    }

    /// Whether `word` (lower case) stays with what goes before its hyphen.
    pub(super) fn is_suffix(&self, word: &str) -> bool {
        self.suffixes.contains(word)
    }

    /// Whether an apostrophe before `word` (lower case) belongs to it.
    pub(super) fn begins_with_apostrophe(&self, word: &str) -> bool {
        self.initial_elisions.contains(word)
    }

    /// Whether the apostrophe that ends `word` (lower case, straight) belongs to it.
    pub(super) fn ends_with_apostrophe(&self, word: &str) -> bool {
        self.final_elisions.contains(word)
    }

    /// Whether `word` may be written on to a number.
    pub(super) fn is_unit(&self, word: &str) -> bool {
        self.units.contains(word)
    }

    /// Whether ".`word`" (lower case) makes a dotted word an address or the name of a file.
    pub(super) fn is_dotted(&self, word: &str) -> bool {
        self.dotted.contains(word)
    }

    /// Whether `word` (lower case) keeps its slash.
    pub(super) fn is_slashed(&self, word: &str) -> bool {
        self.slashed.contains(word)
    }

    /// All written faces, longest first.
    pub(super) fn emoticons(&self) -> impl Iterator<Item = &[char]> {
        self.emoticons.iter().map(Vec::as_slice)
    }
}

/// The lines of a list that are not empty or comments.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// The words of a list.
fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    lines(text).flat_map(str::split_whitespace)
}
