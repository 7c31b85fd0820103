//! The phrases that may speak of something: names, nouns with what belongs to them, pronouns of the third person.

use super::lists::{Class, Gender, Lists};
use super::tree::Tree;
use crate::{Analysis, Deprel, Name, NameKind, Upos, Word, Xpos};
use dunlin_record::MentionKind;
use std::collections::BTreeSet;
use std::ops::Range;

/// One or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Singular,
    Plural,
    Unknown,
}

/// What a pronoun asks of the thing it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    It,
    They,
    /// "who", "which", "that", "whose": stands for the noun its clause hangs on.
    Relative,
}

/// A phrase that may speak of something.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) words: Range<usize>,
    pub(super) head: usize,
    pub(super) kind: MentionKind,
    /// For a name, which of the analysis's names it is.
    pub(super) name: Option<usize>,
    pub(super) pronoun: Option<Pronoun>,
    pub(super) reflexive: bool,
    pub(super) class: Class,
    pub(super) gender: Option<Gender>,
    pub(super) number: Number,
    pub(super) sentence: usize,
}

/// All mentions of an article, by their heads; no two share one.
pub(super) struct Mentions {
    pub(super) all: Vec<Mention>,
    by_head: Vec<Option<usize>>,
}

impl Mentions {
    pub(super) fn find(text: &str, analysis: &Analysis, tree: &Tree, lists: &Lists) -> Self {
        let mut found: Vec<Option<Mention>> = vec![None; analysis.words.len()];
        let mut named = vec![false; analysis.words.len()];
        // Names that the recogniser has also taken for something else than a person.
        let form = |name: &Name| analysis.span(&name.words).of(text);
        let impersonal: BTreeSet<&str> =
            analysis.names.iter().filter(|name| name.kind != NameKind::Person).map(form).collect();
        for (index, name) in analysis.names.iter().enumerate() {
            if let Some(words) = named.get_mut(name.words.clone()) {
                words.fill(true);
            }
            if let Some(mut mention) = name_mention(text, analysis, tree, lists, index)
                && let Some(slot) = found.get_mut(mention.head)
                && slot.is_none()
            {
                // "Washington" as a person once and as a place once: without more, "he" is not Washington.
                if mention.class == Class::Person
                    && mention.gender.is_none()
                    && impersonal.contains(form(name))
                {
                    mention.class = Class::Other;
                }
                *slot = Some(mention);
            }
        }
        for (at, word) in analysis.words.iter().enumerate() {
            if found[at].is_some() {
                continue;
            }
            found[at] = match word.upos {
                Upos::Pron | Upos::Det => pronoun_mention(text, analysis, tree, at),
                Upos::Noun | Upos::Propn if !named[at] => noun_mention(text, analysis, tree, lists, at),
                _ => None,
            };
        }
        let mut by_head = vec![None; analysis.words.len()];
        let mut all = Vec::new();
        for (at, mention) in found.into_iter().enumerate() {
            if let Some(mention) = mention {
                by_head[at] = Some(all.len());
                all.push(mention);
            }
        }
        Self { all, by_head }
    }

    /// The mention that `word` heads.
    pub(super) fn headed_by(&self, word: usize) -> Option<usize> {
        self.by_head.get(word).copied().flatten()
    }
}

/// The dictionary form of a word, in lower case; the form itself where the analysis has none.
pub(super) fn lemma(text: &str, word: &Word) -> String {
    if word.lemma.is_empty() { word.span.of(text).to_lowercase() } else { word.lemma.to_lowercase() }
}

/// The word of `words` on which the others hang; the last, where several hang on what is outside.
pub(super) fn head_of(analysis: &Analysis, words: &Range<usize>) -> Option<usize> {
    words.clone().rev().find(|&at| {
        analysis.words.get(at).is_some_and(|word| word.head.is_none_or(|head| !words.contains(&head)))
    })
}

fn name_mention(
    text: &str,
    analysis: &Analysis,
    tree: &Tree,
    lists: &Lists,
    index: usize,
) -> Option<Mention> {
    let name = analysis.names.get(index)?;
    let head = head_of(analysis, &name.words)?;
    let word = analysis.words.get(head)?;
    // "North Korean", "Iranian": these qualify, they do not name.
    if matches!(word.upos, Upos::Adj | Upos::Verb | Upos::Adv) {
        return None;
    }
    let class = match name.kind {
        NameKind::Person => Class::Person,
        NameKind::Organization => Class::Body,
        NameKind::Location => Class::Place,
        NameKind::Miscellaneous => Class::Other,
    };
    // The same as a noun before another: "North Korean officials".
    let people = name.kind != NameKind::Person && is_of_people(word.span.of(text));
    if people && matches!(word.deprel, Deprel::Compound | Deprel::Amod | Deprel::NmodDesc) {
        return None;
    }
    // As part of a larger name or phrase, the name stands for itself.
    let inside = matches!(word.deprel, Deprel::Compound | Deprel::Flat | Deprel::Amod | Deprel::NmodDesc);
    let phrase = tree.phrase(head);
    let words = if inside {
        name.words.clone()
    } else {
        name.words.start.min(phrase.start)..name.words.end.max(phrase.end)
    };
    let gender =
        if class == Class::Person { person_gender(text, analysis, lists, &words, &name.words) } else { None };
    let number = match class {
        Class::Person => Number::Singular,
        _ if word.xpos == Xpos::Nnps => Number::Unknown,
        Class::Place => Number::Singular,
        _ => Number::Unknown,
    };
    Some(Mention {
        words,
        head,
        kind: MentionKind::Name,
        name: Some(index),
        pronoun: None,
        reflexive: false,
        class,
        gender,
        number,
        sentence: tree.sentence(head),
    })
}

/// Whether a name's last word is rather "Korean" or "Koreans" than "Korea".
pub(super) fn is_of_people(word: &str) -> bool {
    let word = word.strip_suffix('s').unwrap_or(word);
    ["ian", "ean", "can", "ese", "ish"].iter().any(|ending| word.ends_with(ending))
}

/// What title, given name or noun in the phrase tells of the pronoun.
fn person_gender(
    text: &str,
    analysis: &Analysis,
    lists: &Lists,
    words: &Range<usize>,
    name: &Range<usize>,
) -> Option<Gender> {
    let word = |at: usize| analysis.words.get(at).map(|w| w.span.of(text));
    // The title may stand inside the phrase or right before the name.
    let from = words.start.min(name.start.saturating_sub(1));
    let title = (from..name.end).find_map(|at| lists.title(word(at)?).flatten());
    let noun = || {
        (words.start..name.start)
            .rev()
            .filter(|&at| analysis.words.get(at).is_some_and(|w| w.upos == Upos::Noun))
            .find_map(|at| lists.noun(&lemma(text, analysis.words.get(at)?))?.gender)
    };
    let given = || {
        let first = name.clone().find(|&at| word(at).is_some_and(|w| lists.title(w).is_none()))?;
        lists.given_name(word(first)?)
    };
    title.or_else(noun).or_else(given)
}

fn pronoun_mention(text: &str, analysis: &Analysis, tree: &Tree, at: usize) -> Option<Mention> {
    let word = analysis.words.get(at)?;
    let form = word.span.of(text).to_lowercase();
    let (pronoun, class, gender, number) = match form.as_str() {
        "he" | "him" | "his" | "himself" => (Pronoun::He, Class::Person, Some(Gender::He), Number::Singular),
        "she" | "her" | "hers" | "herself" => {
            (Pronoun::She, Class::Person, Some(Gender::She), Number::Singular)
        }
        "it" | "its" | "itself" => (Pronoun::It, Class::Other, None, Number::Singular),
        "they" | "them" | "their" | "theirs" | "themselves" => {
            (Pronoun::They, Class::Other, None, Number::Plural)
        }
        "who" | "whom" | "whose" => (Pronoun::Relative, Class::Person, None, Number::Unknown),
        "which" | "that" => (Pronoun::Relative, Class::Other, None, Number::Unknown),
        _ => return None,
    };
    let relative = pronoun == Pronoun::Relative;
    let xpos = matches!(word.xpos, Xpos::Wdt | Xpos::Wp | Xpos::WpPoss);
    // "It is clear that …" stands for nothing; questions and "that man" are no relative clauses.
    if word.deprel.is(Deprel::Expl) || (relative && !xpos) || (word.upos == Upos::Det && !relative) {
        return None;
    }
    Some(Mention {
        words: at..at + 1,
        head: at,
        kind: MentionKind::Pronoun,
        name: None,
        pronoun: Some(pronoun),
        reflexive: form.ends_with("self") || form.ends_with("selves"),
        class,
        gender,
        number,
        sentence: tree.sentence(at),
    })
}

fn noun_mention(text: &str, analysis: &Analysis, tree: &Tree, lists: &Lists, at: usize) -> Option<Mention> {
    let word = analysis.words.get(at)?;
    if matches!(
        word.deprel,
        Deprel::Compound
            | Deprel::Flat
            | Deprel::Fixed
            | Deprel::Amod
            | Deprel::Goeswith
            | Deprel::Case
            | Deprel::Advmod
    ) {
        return None;
    }
    let lemma = lemma(text, word);
    let known = lists.noun(&lemma);
    let plural = matches!(word.xpos, Xpos::Nns | Xpos::Nnps) || known.is_some_and(|noun| noun.plural);
    Some(Mention {
        words: tree.phrase(at),
        head: at,
        kind: MentionKind::Description,
        name: None,
        pronoun: None,
        reflexive: false,
        class: known.map_or(Class::Other, |noun| noun.class),
        gender: known.and_then(|noun| noun.gender),
        number: if plural { Number::Plural } else { Number::Singular },
        sentence: tree.sentence(at),
    })
}

impl Mention {
    /// Whether one of the two phrases lies inside the other.
    pub(super) fn nested(&self, other: &Self) -> bool {
        let inside = |a: &Range<usize>, b: &Range<usize>| b.start <= a.start && a.end <= b.end;
        inside(&self.words, &other.words) || inside(&other.words, &self.words)
    }
}
