//! The names of a whole article, settled together once each sentence has been read by itself.
//!
//! The model reads a name where it stands, and may take the "Marrick" of one sentence for a person and that of another for
//! a place. In one article the same words mostly name the same thing (Gale, Church and Yarowsky's "one sense per
//! discourse", 1992), so that
//!
//! * all mentions of the same words get one kind: each votes for the one it was read as, with how sure the model was. To a
//!   family name the mentions of the full name are counted in. News gives a person's full name once; where a single word
//!   stands in no full name, votes for a person count a third;
//! * where words that are surely a name elsewhere in the article were passed over, they become a name too, if all their
//!   mentions together are rather a name than not. This holds for names of several words and for people: single words
//!   of other kinds are as often a part or an adjective of something else ("the KO", "an ISIL-held town").
//!
//! [`Name::basis`] tells which names were not read like that but settled here.

use crate::analysis::{Analysis, Name, NameBasis, Word};
use crate::labels::{NameKind, Xpos};
use crate::model::decode::tags::Tag;
use crate::model::kernel::float::exp;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a vote for a person is worth where a single word stands in no person's full name.
const WITHOUT_FULL_NAME: f32 = 0.33;

/// Lower log-probabilities count as this one: one mention does not outvote all.
const LEAST: f32 = -6.0;

/// How sure the model must be of a name's surest mention, for its words to be looked for elsewhere.
const SURE: f32 = 0.8;

/// How likely the passed-over words must be in a name by themselves.
const LIKELY: f32 = 0.05;

/// What the model said of each word of the article.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The tags, in the order of the numbers.
    pub tags: &'a [Tag<NameKind>],
    /// Their log-probabilities, as many a word as there are tags, one word after the other.
    pub logs: &'a [f32],
}

/// The words of a name, as [`plain`] gives them.
type Words<'t> = Vec<Cow<'t, str>>;

/// The votes for each kind, in the order of [`NameKind::ALL`].
type Votes = [f32; NameKind::ALL.len()];

/// All mentions of the same words.
#[derive(Default)]
struct Form {
    /// Names of the analysis, by index.
    read: Vec<usize>,
    /// Where the model passed the words over.
    missed: Vec<Range<usize>>,
    /// Of the mentions that were read.
    votes: Votes,
    /// The kind of all of them.
    kind: Option<NameKind>,
}

/// Settles the names of an article: their kinds, and names that were read elsewhere and passed over here.
pub fn settle(text: &str, analysis: &mut Analysis, evidence: Evidence<'_>) {
    let mut forms: BTreeMap<Words<'_>, Form> = BTreeMap::new();
    for (index, name) in analysis.names.iter().enumerate() {
        let form = forms.entry(words_of(text, analysis, &name.words)).or_default();
        form.read.push(index);
        for (vote, &kind) in form.votes.iter_mut().zip(NameKind::ALL) {
            *vote += if kind == name.kind { name.score } else { 0.0 };
        }
    }
    choose_kinds(&mut forms);
    find_missed(text, analysis, &mut forms);
    let mut more: Vec<Name> = Vec::new();
    for form in forms.values() {
        more.extend(form.added(analysis, evidence));
    }
    for form in forms.values() {
        form.give_kind(&mut analysis.names);
    }
    analysis.names.extend(more);
    analysis.names.sort_by_key(|name| name.words.start);
}

/// The kind of each form, with a family name's full forms counted in.
fn choose_kinds(forms: &mut BTreeMap<Words<'_>, Form>) {
    let mut full: BTreeMap<Cow<'_, str>, Votes> = BTreeMap::new();
    let mut parts: BTreeSet<Cow<'_, str>> = BTreeSet::new();
    for (words, form) in forms.iter() {
        if let [_, .., last] = words.as_slice()
            && most(&form.votes) == Some(NameKind::Person)
        {
            add(full.entry(last.clone()).or_default(), &form.votes);
            parts.extend(words.iter().cloned());
        }
    }
    for (words, form) in forms.iter_mut() {
        let mut votes = form.votes;
        if let [only] = words.as_slice() {
            if let Some(more) = full.get(only) {
                add(&mut votes, more);
            }
            if !parts.contains(only) {
                votes[NameKind::Person as usize] *= WITHOUT_FULL_NAME;
            }
        }
        form.kind = most(&votes);
    }
}

fn add(votes: &mut Votes, more: &Votes) {
    for (vote, more) in votes.iter_mut().zip(more) {
        *vote += more;
    }
}

/// Finds the words of names where the model passed them over, the longer ones first.
fn find_missed<'t>(text: &'t str, analysis: &Analysis, forms: &mut BTreeMap<Words<'t>, Form>) {
    let mut by_first: BTreeMap<Cow<'t, str>, Vec<Words<'t>>> = BTreeMap::new();
    for (words, form) in forms.iter() {
        let surest = form.read.iter().filter_map(|&index| analysis.names.get(index));
        let sure = surest.map(|name| name.score).fold(0.0, f32::max) >= SURE;
        let whole = words.len() > 1 || form.kind == Some(NameKind::Person);
        let capital = words.iter().any(|word| word.starts_with(char::is_uppercase));
        if let Some(first) = words.first()
            && sure
            && whole
            && capital
        {
            by_first.entry(first.clone()).or_default().push(words.clone());
        }
    }
    for list in by_first.values_mut() {
        list.sort_by_key(|words| std::cmp::Reverse(words.len()));
    }
    let mut taken = vec![false; analysis.words.len()];
    for name in &analysis.names {
        taken.get_mut(name.words.clone()).unwrap_or_default().fill(true);
    }
    for sentence in &analysis.sentences {
        for start in sentence.words.clone() {
            let Some(first) = analysis.words.get(start) else { continue };
            let Some(list) = by_first.get(&plain(first.span.of(text))) else { continue };
            for words in list {
                let here = start..start + words.len();
                let free = taken.get(here.clone()).is_some_and(|taken| !taken.contains(&true));
                let same = here.end <= sentence.words.end && words_of(text, analysis, &here) == *words;
                if free
                    && same
                    && stands_alone(text, analysis, &here)
                    && let Some(form) = forms.get_mut(words)
                {
                    taken.get_mut(here.clone()).unwrap_or_default().fill(true);
                    form.missed.push(here);
                    break;
                }
            }
        }
    }
}

/// Whether words could be a name of their own and not a part of one ("Vice President Bush") or of a compound
/// ("Ruiz-backed").
fn stands_alone(text: &str, analysis: &Analysis, words: &Range<usize>) -> bool {
    let proper = |word: &Word| {
        matches!(word.xpos, Xpos::Nnp | Xpos::Nnps) && word.span.of(text).starts_with(char::is_uppercase)
    };
    let before = words.start.checked_sub(1).and_then(|at| analysis.words.get(at));
    let after = analysis.words.get(words.end);
    let last = analysis.words.get(words.end.saturating_sub(1));
    let hyphen = after.zip(last).is_some_and(|(after, last)| {
        after.span.start == last.span.end && matches!(after.span.of(text), "-" | "–" | "/")
    });
    let single = words.len() > 1 || last.is_some_and(proper);
    single && !hyphen && !before.is_some_and(proper) && !after.is_some_and(proper)
}

impl Form {
    /// Names for the words that were passed over, if all mentions together are rather a name than not.
    fn added(&self, analysis: &Analysis, evidence: Evidence<'_>) -> Vec<Name> {
        let Some(kind) = self.kind.filter(|_| !self.missed.is_empty()) else { return Vec::new() };
        let read = self.read.iter().filter_map(|&index| analysis.names.get(index)).map(|name| &name.words);
        let (mut inside, mut outside) = (0.0, 0.0);
        for words in read.chain(&self.missed) {
            inside += evidence.kind(words, kind);
            outside += evidence.outside(words);
        }
        if inside < outside {
            return Vec::new();
        }
        let name = |words: &Range<usize>| {
            let likely = evidence.somehow(words);
            let basis = NameBasis::Repeated;
            (likely >= LIKELY).then(|| Name { words: words.clone(), kind, score: likely, basis })
        };
        self.missed.iter().filter_map(name).collect()
    }

    /// Gives all mentions that were read the form's kind. One that changes is as sure as those that were read so.
    fn give_kind(&self, names: &mut [Name]) {
        let Some(kind) = self.kind else { return };
        let so: Vec<f32> = self
            .read
            .iter()
            .filter_map(|&index| names.get(index))
            .filter(|name| name.kind == kind)
            .map(|name| name.score)
            .collect();
        let mean = (!so.is_empty()).then(|| so.iter().sum::<f32>() / so.len() as f32);
        for &index in &self.read {
            if let Some(name) = names.get_mut(index)
                && name.kind != kind
            {
                name.kind = kind;
                name.score = mean.unwrap_or(name.score);
                name.basis = NameBasis::Kind;
            }
        }
    }
}

impl Evidence<'_> {
    /// The log-probabilities of a word's tags.
    fn row(&self, word: usize) -> &[f32] {
        let count = self.tags.len();
        self.logs.get(word * count..(word + 1) * count).unwrap_or(&[])
    }

    /// The log-probability of `tag` for `word`, and [`LEAST`] at least.
    fn log(&self, word: usize, tag: Tag<NameKind>) -> f32 {
        let at = self.tags.iter().position(|&other| other == tag);
        let log = at.and_then(|at| self.row(word).get(at)).copied().unwrap_or(LEAST);
        // `max` passes over what is no number.
        log.max(LEAST)
    }

    /// The mean log-probability of the tags that spell `words` as one name of `kind`.
    fn kind(&self, words: &Range<usize>, kind: NameKind) -> f32 {
        let tag = |word: usize| match (word == words.start, word + 1 == words.end) {
            (true, true) => Tag::Single(kind),
            (true, false) => Tag::Begin(kind),
            (false, true) => Tag::End(kind),
            (false, false) => Tag::Inside(kind),
        };
        words.clone().map(|word| self.log(word, tag(word))).sum::<f32>() / words.len().max(1) as f32
    }

    /// The mean log-probability that `words` are in no name.
    fn outside(&self, words: &Range<usize>) -> f32 {
        let log = |word: usize| self.log(word, Tag::Outside);
        words.clone().map(log).sum::<f32>() / words.len().max(1) as f32
    }

    /// How likely `words` are in a name of whatever kind, the mean over them.
    fn somehow(&self, words: &Range<usize>) -> f32 {
        let likely = |word: usize| 1.0 - exp(self.log(word, Tag::Outside));
        (words.clone().map(likely).sum::<f32>() / words.len().max(1) as f32).clamp(0.0, 1.0)
    }
}

/// The kind of most votes, the first of equals.
fn most(votes: &Votes) -> Option<NameKind> {
    let mut most: Option<(NameKind, f32)> = None;
    for (&kind, &vote) in NameKind::ALL.iter().zip(votes) {
        if most.is_none_or(|(_, high)| vote > high) {
            most = Some((kind, vote));
        }
    }
    most.map(|(kind, _)| kind)
}

/// The words as written, but for capitals.
fn words_of<'t>(text: &'t str, analysis: &Analysis, words: &Range<usize>) -> Words<'t> {
    analysis.words.get(words.clone()).unwrap_or(&[]).iter().map(|word| plain(word.span.of(text))).collect()
}

/// A word of more than three capitals with only the first: "KERRIN" of a dateline is the Kerrin of the text.
fn plain(word: &str) -> Cow<'_, str> {
    let mut rest = word.chars();
    match rest.next() {
        Some(first) if word.chars().count() > 3 && word.chars().all(char::is_uppercase) => {
            Cow::Owned(first.to_string() + &rest.as_str().to_lowercase())
        }
        _ => Cow::Borrowed(word),
    }
}

#[cfg(test)]
mod tests;
