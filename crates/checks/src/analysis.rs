//! An analysis that no model made: real words, and a tree, tags, names and roles drawn from a seed. Everything that the
//! type promises holds, nothing else does: the rules must live with any reading.

use dunlin_language::tokens::Tokeniser;
use dunlin_language::{
    Analysis, Chain, ChainMention, Deprel, Name, NameBasis, NameKind, Role, RoleSpan, Sentence, Upos, Word,
    Xpos, coreference,
};
use dunlin_record::{Article, MentionKind};
use std::ops::Range;
use std::sync::LazyLock;

static TOKENISER: LazyLock<Tokeniser> = LazyLock::new(Tokeniser::new);

/// Numbers that follow from a seed (a linear congruential generator: good enough to spread, the same everywhere).
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D)
    }

    /// A number below `bound`, which must not be 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// The words of `article` with a reading drawn from `seed`.
pub fn made_up(article: &Article, seed: u64) -> Analysis {
    let mut draw = Draw::new(seed);
    let mut analysis = Analysis::default();
    for (block, at) in article.blocks.iter().enumerate() {
        let tokens = TOKENISER.words_in(&article.text, at.span);
        let mut rest = tokens.as_slice();
        while !rest.is_empty() {
            // A sentence ends behind a full stop, or somewhere else.
            let stop = rest.iter().position(|token| matches!(token.span.of(&article.text), "." | "?" | "!"));
            let mut length = stop.map_or(rest.len(), |stop| stop + 1);
            if draw.below(8) == 0 {
                length = 1 + draw.below(length);
            }
            let (sentence, after) = rest.split_at(length);
            rest = after;
            let first = analysis.words.len();
            let root = draw.below(length);
            // Attached in any order, each word to one that is attached already: a tree.
            let mut attached = vec![root];
            let mut heads = vec![None; length];
            for word in (0..length).filter(|word| *word != root) {
                let near = attached.len().saturating_sub(1 + draw.below(3));
                heads[word] = Some(first + attached[near]);
                attached.push(word);
            }
            for (token, head) in sentence.iter().zip(heads) {
                let form = token.span.of(&article.text);
                let (upos, xpos) = tags(form, &mut draw);
                let deprel = if head.is_none() { Deprel::Root } else { draw.one(Deprel::ALL) };
                let lemma = form.to_lowercase();
                let joined = token.joined && analysis.words.len() > first;
                analysis.words.push(Word {
                    span: token.span,
                    lemma,
                    upos,
                    xpos,
                    head,
                    deprel,
                    sure: 1.0,
                    joined,
                });
            }
            let words = first..analysis.words.len();
            let span = analysis.span(&words);
            analysis.sentences.push(Sentence { words, span, block });
        }
    }
    if draw.below(2) == 0 {
        add_names_and_roles(&mut analysis, &mut draw);
    }
    match draw.below(3) {
        0 => coreference::resolve(&article.text, &mut analysis),
        1 => add_chains(&mut analysis, &mut draw),
        _ => {}
    }
    analysis
}

/// Tags that fit the word's shape, most of the time.
fn tags(form: &str, draw: &mut Draw) -> (Upos, Xpos) {
    let first = form.chars().next().unwrap_or(' ');
    match draw.below(8) {
        0 => (draw.one(Upos::ALL), draw.one(Xpos::ALL)),
        _ if first.is_numeric() => (Upos::Num, Xpos::Cd),
        _ if first.is_uppercase() => (Upos::Propn, Xpos::Nnp),
        1 | 2 => (Upos::Verb, Xpos::Vbd),
        3 => (Upos::Adp, Xpos::In),
        4 if !first.is_alphanumeric() => (Upos::Punct, Xpos::Comma),
        _ => (Upos::Noun, draw.one(&[Xpos::Nn, Xpos::Nns])),
    }
}

/// A run of up to four words from `at` on.
fn run(at: usize, words: usize, draw: &mut Draw) -> Range<usize> {
    at..(at + 1 + draw.below(4)).min(words)
}

fn add_names_and_roles(analysis: &mut Analysis, draw: &mut Draw) {
    let words = analysis.words.len();
    let mut at = draw.below(4);
    while at < words {
        let name = run(at, words, draw);
        at = name.end + draw.below(6);
        analysis.names.push(Name {
            words: name,
            kind: draw.one(NameKind::ALL),
            score: 0.5,
            basis: NameBasis::Read,
        });
    }
    let (mut at, mut cue) = (draw.below(5), None);
    while at < words {
        let (role, span) = (draw.one(Role::ALL), run(at, words, draw));
        at = span.end + draw.below(5);
        if role == Role::Cue {
            cue = Some(span.start);
        }
        let linked = if role == Role::Cue { None } else { cue };
        analysis.roles.push(RoleSpan { role, words: span, cue: linked, score: 0.5 });
    }
}

fn add_chains(analysis: &mut Analysis, draw: &mut Draw) {
    let words = analysis.words.len();
    if words < 2 {
        return;
    }
    let mut mentions: Vec<ChainMention> = Vec::new();
    let mut at = draw.below(3);
    while at < words {
        let span = run(at, words, draw);
        let head = span.start + draw.below(span.len());
        at = span.end + draw.below(8);
        let kind = draw.one(&[MentionKind::Name, MentionKind::Description, MentionKind::Pronoun]);
        mentions.push(ChainMention { words: span, head, kind });
    }
    if mentions.len() > 1 {
        analysis.chains.push(Chain { mentions });
    }
}
