//! The word lists in `data/`, read once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Which of "he" and "she" goes with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    He,
    She,
}

/// What a phrase speaks of, as far as pronouns care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Person,
    Body,
    Place,
    /// Anything else, or not known.
    Other,
}

/// What the list of nouns says of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noun {
    pub(super) class: Class,
    pub(super) gender: Option<Gender>,
    /// Plural without -s: "people", "police".
    pub(super) plural: bool,
}

/// All lists. Keys are in lower case but for names.
#[derive(Debug)]
pub(super) struct Lists {
    given_names: BTreeMap<&'static str, Gender>,
    nouns: BTreeMap<&'static str, Noun>,
    /// Word in the name of a body → the nouns that speak of such a body.
    classes: BTreeMap<&'static str, Vec<&'static str>>,
    titles: BTreeMap<&'static str, Option<Gender>>,
    suffixes: BTreeSet<&'static str>,
    countries: BTreeSet<String>,
}

impl Lists {
    /// The lists that are part of the program.
    pub(super) fn built_in() -> &'static Self {
        static LISTS: LazyLock<Lists> = LazyLock::new(Lists::read);
        &LISTS
    }

    fn read() -> Self {
        let mut given_names = BTreeMap::new();
        for (key, names) in entries(include_str!("data/given_names.txt")) {
            let gender = if key == "he" { Gender::He } else { Gender::She };
            given_names.extend(names.split_whitespace().map(|name| (name, gender)));
        }
        let mut nouns = BTreeMap::new();
        for (key, words) in entries(include_str!("data/nouns.txt")) {
            let noun = match key {
                "he" => Noun { class: Class::Person, gender: Some(Gender::He), plural: false },
                "she" => Noun { class: Class::Person, gender: Some(Gender::She), plural: false },
                "person" => Noun { class: Class::Person, gender: None, plural: false },
                "people" => Noun { class: Class::Person, gender: None, plural: true },
                "body" => Noun { class: Class::Body, gender: None, plural: false },
                _ => Noun { class: Class::Place, gender: None, plural: false },
            };
            for word in words.split_whitespace() {
                nouns.entry(word).or_insert(noun);
            }
        }
        let mut classes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (key, words) in entries(include_str!("data/classes.txt")) {
            for word in words.split_whitespace() {
                classes.entry(word).or_default().extend(key.split_whitespace());
            }
        }
        let mut titles = BTreeMap::new();
        let mut suffixes = BTreeSet::new();
        for (key, words) in entries(include_str!("data/titles.txt")) {
            match key {
                "he" => titles.extend(words.split_whitespace().map(|word| (word, Some(Gender::He)))),
                "she" => titles.extend(words.split_whitespace().map(|word| (word, Some(Gender::She)))),
                "suffix" => suffixes.extend(words.split_whitespace()),
                _ => titles.extend(words.split_whitespace().map(|word| (word, None))),
            }
        }
        let countries = include_str!("data/countries.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
            .map(|name| name.replace('_', " "))
            .collect();
        Self { given_names, nouns, classes, titles, suffixes, countries }
    }

    /// The pronoun that goes with a given name.
    pub(super) fn given_name(&self, name: &str) -> Option<Gender> {
        self.given_names.get(name).copied()
    }

    /// What the noun with this lemma speaks of.
    pub(super) fn noun(&self, lemma: &str) -> Option<Noun> {
        self.nouns.get(lemma).copied().or_else(|| {
            // "vice-president", "ex-wife", "policewoman": the last part tells.
            let tail = lemma.rsplit_once('-').map(|(_, tail)| tail)?;
            self.nouns.get(tail).copied()
        })
    }

    /// The nouns by which a body or place with `word` in its name can be spoken of.
    pub(super) fn class_nouns(&self, word: &str) -> &[&'static str] {
        self.classes.get(word.trim_end_matches('.')).map_or(&[], Vec::as_slice)
    }

    /// Whether `word` is a title before a name; then also the pronoun it tells, if any.
    pub(super) fn title(&self, word: &str) -> Option<Option<Gender>> {
        self.titles.get(word.trim_end_matches('.')).copied()
    }

    /// Whether `word` is no part of a person's name though it stands after it: "Jr.".
    pub(super) fn is_suffix(&self, word: &str) -> bool {
        self.suffixes.contains(word.trim_end_matches(['.', ',']))
    }

    /// Whether `name` is a state.
    pub(super) fn is_country(&self, name: &str) -> bool {
        self.countries.contains(name)
    }
}

/// The `key: words` lines of a list.
fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'))
}
