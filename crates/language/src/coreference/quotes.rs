//! Quotations and who speaks them: inside its own words a speaker is "I", not "he".

use super::clusters::Clusters;
use super::constructs::Article;
use crate::Deprel;

/// The quotations of an article.
#[derive(Debug)]
pub(super) struct Quotes {
    /// For each word, the quotation it is in.
    of_word: Vec<Option<usize>>,
    /// For each quotation, the mention that speaks it.
    speakers: Vec<Option<usize>>,
}

/// How far from a quotation its speaker is looked for, in words. No sentence of a text is longer.
const NEAR: usize = 150;

/// Verbs whose subject speaks.
const SAYING: [&str; 44] = [
    "say",
    "tell",
    "add",
    "ask",
    "claim",
    "note",
    "explain",
    "warn",
    "state",
    "announce",
    "write",
    "reply",
    "answer",
    "insist",
    "argue",
    "declare",
    "continue",
    "comment",
    "remark",
    "recall",
    "admit",
    "concede",
    "report",
    "stress",
    "conclude",
    "suggest",
    "tweet",
    "assert",
    "allege",
    "describe",
    "observe",
    "predict",
    "joke",
    "testify",
    "promise",
    "urge",
    "believe",
    "acknowledge",
    "agree",
    "emphasize",
    "emphasise",
    "call",
    "quote",
    "vow",
];

impl Quotes {
    pub(super) fn find(article: &Article<'_>) -> Self {
        let words = &article.analysis.words;
        let mut of_word = vec![None; words.len()];
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        let mut open: Option<usize> = None;
        let mut block = None;
        for at in 0..words.len() {
            let sentence = article.analysis.sentences.get(article.tree.sentence(at));
            let here = sentence.map(|s| s.block);
            if here != block {
                // A quotation that the paragraph leaves open is not carried on: rather too little than too much.
                open = None;
                block = here;
            }
            let mark = article.form(at);
            let (opens, closes) = match mark {
                "“" | "``" => (true, false),
                "”" => (false, true),
                "\"" | "''" => (open.is_none(), open.is_some()),
                _ => (false, false),
            };
            if opens {
                open = Some(at);
            } else if closes && let Some(start) = open.take() {
                for slot in of_word.iter_mut().take(at).skip(start + 1) {
                    *slot = Some(ranges.len());
                }
                ranges.push((start, at));
            }
        }
        let mut quotes = Self { of_word, speakers: Vec::new() };
        quotes.speakers = ranges.iter().map(|&(start, end)| quotes.speaker(article, start, end)).collect();
        quotes
    }

    /// The subject of a verb of saying outside the quotation, in the sentence where it ends or begins.
    fn speaker(&self, article: &Article<'_>, start: usize, end: usize) -> Option<usize> {
        let sentences = [article.tree.sentence(end), article.tree.sentence(start)];
        sentences.into_iter().find_map(|number| {
            let words = article.analysis.sentences.get(number)?.words.clone();
            let near = words.start.max(start.saturating_sub(NEAR))..words.end.min(end + NEAR);
            near.filter(|&word| self.of_word.get(word).copied().flatten().is_none()).find_map(|word| {
                let verb = article.head(word).filter(|_| article.relation(word) == Some(Deprel::Nsubj))?;
                let outside = self.of_word.get(verb).copied().flatten().is_none();
                (outside && SAYING.contains(&article.lemma(verb).as_str()))
                    .then(|| article.mentions.headed_by(word))
                    .flatten()
            })
        })
    }

    /// Whether two words stand in different quotations, or one in a quotation and the other not.
    pub(super) fn apart(&self, one: usize, other: usize) -> bool {
        self.of_word.get(one) != self.of_word.get(other)
    }

    /// Whether the pronoun at `word` stands in words that the candidate's cluster speaks.
    pub(super) fn clash(&self, clusters: &Clusters, word: usize, candidate: usize) -> bool {
        let Some(quote) = self.of_word.get(word).copied().flatten() else { return false };
        let speaker = self.speakers.get(quote).copied().flatten();
        speaker.is_some_and(|speaker| clusters.of(speaker) == clusters.of(candidate))
    }
}
