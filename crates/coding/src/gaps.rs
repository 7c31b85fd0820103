//! What the lexicon lacks: the words and names that kept a sentence of a corpus from being coded.
//!
//! "Ruritania rebuked the Tarvian Front": a verb between two who could be coded, which no entry of the lexicon has, or
//! whose entries all ask for something else; and a name beside a verb that an entry does have, which the actor tables do
//! not know. Ranked over many articles they are the list of what to write next; PETRARCH's `--nullverbs` and
//! `--nullactors` are of this kind.

use crate::actors;
use crate::events::{Lack, Matcher};
use crate::forest::Forest;
use crate::lexicon::Lexicon;
use dunlin_language::{Analysis, Deprel, Upos};
use dunlin_record::{Article, Coding};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// A verb with an actor beside it that no entry has.
    Verb,
    /// A noun of a deed with an actor beside it that no entry has: "the rebuke of Iran by France".
    Noun,
    /// A verb or noun that entries have, none of which fits here.
    Entry,
    /// A name beside a trigger that the actor tables do not know.
    Name,
}

impl Missing {
    /// As the command and its JSON call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verb => "verb",
            Self::Noun => "noun",
            Self::Entry => "entry",
            Self::Name => "name",
        }
    }
}

/// One gap met in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// What is missing.
    pub missing: Missing,
    /// The lemma, or the name as it stands.
    pub what: String,
    /// Of an entry: what those that came nearest lacked.
    pub why: String,
    /// The sentence, white space folded.
    pub sentence: String,
}

/// Verbs that say how something is, not what somebody does; never worth an entry of their own.
const EMPTY: &[&str] = &[
    "be", "have", "do", "get", "say", "tell", "add", "go", "come", "make", "take", "become", "seem", "think",
    "know", "see", "use", "include", "write", "report", "keep", "let", "put", "find", "look", "feel", "show",
    "remain", "mean",
];

/// Endings of nouns that are made of verbs.
const OF_DEEDS: &[&str] = &["tion", "sion", "ment", "ance", "ence", "al", "ure", "ing"];

/// The gaps of an article that was coded with the same lexicon.
pub fn gaps(article: &Article, analysis: &Analysis, lexicon: &Lexicon, coding: &Coding) -> Vec<Gap> {
    let analysis = &crate::forms::settled(article, analysis, lexicon);
    let forest = crate::forest(article, analysis, lexicon);
    let cast = actors::cast(article, &forest, &lexicon.actors);
    let matcher = Matcher::new(&forest, &cast, &lexicon.events, &coding.places);
    let mut found: BTreeSet<Gap> = BTreeSet::new();
    for sentence in &analysis.sentences {
        let text = || sentence.span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        for word in sentence.words.clone() {
            let span = forest.span(word);
            let coded = coding.events.iter().any(|e| e.trigger.iter().any(|t| t.overlaps(span)));
            if !matches!(forest.upos(word), Upos::Verb | Upos::Noun) || coded {
                continue;
            }
            let tries = matcher.candidates(word);
            let beside = beside(&forest, word);
            let somebody = beside.iter().any(|&w| cast.reading(w).is_some_and(actors::Reading::is_coded));
            if tries.is_empty() {
                if somebody && let Some(missing) = kind(&forest, word) {
                    let gap = Gap { missing, what: forest.lemma(word), why: String::new(), sentence: text() };
                    found.insert(gap);
                }
                continue;
            }
            let lacks: Result<Vec<Lack>, ()> =
                tries.iter().map(|&(at, entry)| matcher.try_one(at, entry, word).err().ok_or(())).collect();
            match lacks {
                // An entry fits, and yet nothing was coded: nobody beside it has a code.
                Err(()) => found.extend(beside.iter().filter_map(|&w| {
                    let name = analysis.names.iter().find(|n| n.words.contains(&w))?;
                    let known =
                        cast.entity_at(w).and_then(|e| cast.merged(e)).is_some_and(actors::Reading::is_coded);
                    let what = analysis
                        .span(&name.words)
                        .of(&article.text)
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ");
                    (!known).then(|| Gap {
                        missing: Missing::Name,
                        what,
                        why: String::new(),
                        sentence: text(),
                    })
                })),
                Ok(lacks) if somebody => {
                    let telling = |l: &&Lack| !matches!(l, Lack::Inner(_) | Lack::Itself | Lack::Thing(_));
                    let why = lacks.iter().find(telling).or(lacks.first()).map(ToString::to_string);
                    let what = forest.lemma(word);
                    found.insert(Gap {
                        missing: Missing::Entry,
                        what,
                        why: why.unwrap_or_default(),
                        sentence: text(),
                    });
                }
                Ok(_) => {}
            }
        }
    }
    found.into_iter().collect()
}

/// Heads of the phrases that stand in a role of the word: subject, object, owner, "by".
fn beside(forest: &Forest<'_>, word: usize) -> Vec<usize> {
    let verb = forest.upos(word) == Upos::Verb;
    let role = |c: &usize| match forest.deprel(*c) {
        Some(Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj | Deprel::OblAgent) => verb,
        Some(Deprel::NmodPoss) => !verb,
        Some(d) => {
            !verb && d.is(Deprel::Nmod) && matches!(forest.case(*c).as_str(), "by" | "of" | "against" | "on")
        }
        None => false,
    };
    forest.children(word).iter().copied().filter(role).collect()
}

/// Whether a word that no entry has may be worth one.
fn kind(forest: &Forest<'_>, word: usize) -> Option<Missing> {
    let lemma = forest.lemma(word);
    if lemma.len() < 3 || !lemma.chars().all(|c| c.is_alphabetic() || c == '-') {
        return None;
    }
    match forest.upos(word) {
        Upos::Verb => (!EMPTY.contains(&lemma.as_str())).then_some(Missing::Verb),
        _ => {
            let deed =
                OF_DEEDS.iter().any(|ending| lemma.len() > ending.len() + 3 && lemma.ends_with(ending));
            (deed && forest.deprel(word) != Some(Deprel::Compound)).then_some(Missing::Noun)
        }
    }
}

/// Gaps counted over a corpus, each with its first sentences.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<(Missing, String), Counted>,
    keep: usize,
}

/// How often a gap was met.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Sentences.
    pub sentences: u64,
    /// What the nearest entries lacked, by how often.
    pub why: BTreeMap<String, u64>,
    /// The first sentences.
    pub examples: Vec<String>,
}

impl Tally {
    /// An empty tally that keeps `keep` sentences a gap.
    pub fn keeping(keep: usize) -> Self {
        Self { counts: BTreeMap::new(), keep }
    }

    /// Counts one gap.
    pub fn add(&mut self, gap: Gap) {
        let counted = self.counts.entry((gap.missing, gap.what)).or_default();
        counted.sentences += 1;
        if !gap.why.is_empty() {
            *counted.why.entry(gap.why).or_default() += 1;
        }
        if counted.examples.len() < self.keep {
            counted.examples.push(gap.sentence);
        }
    }

    /// The gaps of one kind, those met most first, of equal ones by their letters.
    pub fn ranked(&self, missing: Missing) -> Vec<(&str, &Counted)> {
        let mut all: Vec<(&str, &Counted)> = self
            .counts
            .iter()
            .filter(|((kind, _), _)| *kind == missing)
            .map(|((_, what), counted)| (what.as_str(), counted))
            .collect();
        all.sort_by(|a, b| b.1.sentences.cmp(&a.1.sentences).then(a.0.cmp(b.0)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn found(lines: &str) -> Vec<(Missing, String)> {
        let (article, analysis) = fixture::read(lines);
        let lexicon = Lexicon::embedded().unwrap();
        let coding = crate::code(&article, &analysis, &lexicon);
        gaps(&article, &analysis, &lexicon, &coding).into_iter().map(|g| (g.missing, g.what)).collect()
    }

    #[test]
    fn a_verb_between_actors_that_no_entry_has_is_a_gap() {
        let lines = "France France PROPN NNP 2 nsubj
bamboozled bamboozle VERB VBD 0 root
Germany Germany PROPN NNP 2 obj
. . PUNCT . 2 punct";
        assert_eq!(found(lines), [(Missing::Verb, "bamboozle".to_owned())]);
    }

    #[test]
    fn what_was_coded_is_none() {
        let lines = "France France PROPN NNP 2 nsubj
condemned condemn VERB VBD 0 root
Germany Germany PROPN NNP 2 obj
. . PUNCT . 2 punct";
        assert!(found(lines).is_empty());
    }

    #[test]
    fn the_most_frequent_come_first() {
        let mut tally = Tally::keeping(1);
        for what in ["b", "a", "b"] {
            let gap = Gap {
                missing: Missing::Verb,
                what: what.into(),
                why: String::new(),
                sentence: format!("{what}."),
            };
            tally.add(gap);
        }
        let ranked = tally.ranked(Missing::Verb);
        assert_eq!((ranked[0].0, ranked[0].1.sentences, ranked[0].1.examples.len()), ("b", 2, 1));
        assert_eq!(ranked[1].0, "a");
    }
}
