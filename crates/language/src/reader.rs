//! The model at work: an article in, an [`Analysis`] out.
//!
//! Windows are read one after the other. What belongs to a sentence (tags, tree, names) is settled in the window that
//! holds all of it; attribution roles may run on over sentences and windows and are settled at the end, for the
//! whole article at once.

use crate::analysis::{Analysis, Name, RoleSpan, Sentence, Word};
use crate::labels::{Deprel, Role, Upos, Xpos};
use crate::model::decode::{lemma::lemma, tags, tree::tree};
use crate::model::kernel::Kernel;
use crate::model::kernel::float::{exp, log_softmax};
use crate::model::window::{RawWord, Words};
use crate::model::{Model, ModelError, Scores, Workspace};
use crate::tokens::{Tokeniser, WordPieces};
use dunlin_record::{Article, Note, Span, Stage};
use std::borrow::Cow;
use std::ops::Range;

/// Links that count for less are left out of a span's vote.
const LEAST_LINK: f32 = 0.01;

/// Reads articles with one model. One is enough for a program: it is never changed, and many threads can share it.
#[derive(Debug)]
pub struct Reader {
    model: Model,
    kernel: Kernel,
    tokeniser: Tokeniser,
    vocabulary: WordPieces,
}

/// What is gathered over an article's windows.
#[derive(Default)]
struct Gathered {
    analysis: Analysis,
    /// Log-probabilities of the role tags, one after the other, a word's together.
    roles: Vec<f32>,
    /// For each word that may stand in a source or content: the words that it points to as the first of its cue, with
    /// probabilities. What is missing to 1 points to no cue.
    links: Vec<Vec<(usize, f32)>>,
    /// Sentences that did not fit a window.
    cut_sentences: u64,
}

impl Reader {
    /// With the bytes of a weights file.
    ///
    /// # Errors
    /// [`ModelError`] says what is wrong with them.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, ModelError> {
        let model = Model::from_bytes(bytes)?;
        let vocabulary = WordPieces::from_bytes(model.vocabulary())
            .map_err(|error| ModelError::Vocabulary(error.to_string()))?;
        Ok(Self { model, kernel: Kernel::best(), tokeniser: Tokeniser::new(), vocabulary })
    }

    /// The same reader with another kernel: the same readings, at another speed.
    pub fn with_kernel(self, kernel: Kernel) -> Self {
        Self { kernel, ..self }
    }

    /// SHA-256 of the weights file, lower-case hexadecimal.
    pub fn digest(&self) -> &str {
        self.model.digest()
    }

    /// The name of the instruction set that is used.
    pub fn kernel(&self) -> &'static str {
        self.kernel.name()
    }

    /// Reads an article.
    pub fn read(&self, article: &Article) -> Analysis {
        self.read_with(article, &mut Workspace::default())
    }

    /// Reads an article with memory that is kept from one to the next.
    pub fn read_with(&self, article: &Article, work: &mut Workspace) -> Analysis {
        let room = self.model.config.max_pieces;
        let source = Words::of(article, &self.tokeniser, &self.vocabulary, room - 2);
        let mut found = Gathered::default();
        self.note_input(article, &source, &mut found.analysis.notes);

        let mut from = 0;
        while from < source.words.len() {
            let cut = source.cut(from, room);
            let window = source.window(cut.words.clone(), &self.vocabulary);
            let mut scores = self.model.read(self.kernel, &window, work);
            let ends = self.sentence_ends(&source, &cut.words, &scores);
            // An unfinished sentence is left to the next window, unless it is all there is in this one.
            let finished = cut.at_border || ends.last() == Some(&cut.words.end) && !cut.forced;
            let inner = ends.iter().rev().find(|&&end| end < cut.words.end).copied();
            let next = match (finished, inner) {
                (false, Some(inner)) => inner,
                (false, None) => {
                    found.cut_sentences += 1;
                    cut.words.end
                }
                (true, _) => cut.words.end,
            };
            let mut start = from;
            for end in ends.into_iter().filter(|&end| end < next).chain([next]) {
                if end > start {
                    self.sentence(article, &source, from, start..end, &mut scores, &mut found.analysis);
                    start = end;
                }
            }
            self.gather_roles(from, next, &mut scores, &mut found);
            from = next;
        }
        self.settle_roles(&mut found);
        if found.cut_sentences > 0 {
            let detail = format!("sentences of more than {room} word pieces were read in parts");
            found.analysis.notes.push(Note::new(
                Stage::Language,
                "sentence-cut",
                found.cut_sentences,
                detail,
            ));
        }
        found.analysis
    }

    /// Notes on what the reader cannot read well or at all.
    fn note_input(&self, article: &Article, source: &Words, notes: &mut Vec<Note>) {
        if let Some(language) = &article.language
            && language.split(['-', '_']).next().is_some_and(|main| !main.eq_ignore_ascii_case("en"))
        {
            let detail = format!("the article is in {language:?}, the model reads English");
            notes.push(Note::new(Stage::Language, "language-not-english", 1, detail));
        }
        let mut at = 0;
        let mut outside = 0;
        let ends = [Span::new(article.text.len(), article.text.len())];
        for block in article.blocks.iter().map(|block| &block.span).chain(&ends) {
            let between = Span::new(at, block.start).of(&article.text);
            outside += between.chars().filter(|c| !c.is_whitespace()).count() as u64;
            at = at.max(block.end);
        }
        if outside > 0 {
            let detail = "characters of the text that stand in no block were not read".to_owned();
            notes.push(Note::new(Stage::Language, "text-outside-blocks", outside, detail));
        }
        if source.shortened > 0 {
            let detail =
                "words that have more pieces than the model reads at once were read in part".to_owned();
            notes.push(Note::new(Stage::Language, "word-shortened", source.shortened, detail));
        }
    }

    /// The ends of the window's sentences (one past their last words), as the model sees them and the text's layout
    /// forces them.
    fn sentence_ends(&self, source: &Words, words: &Range<usize>, scores: &Scores<'_>) -> Vec<usize> {
        let ends = |&word: &usize| {
            let says = matches!(scores.sentence_end(word - words.start), [goes_on, ends] if ends > goes_on);
            says || source.ends_stretch(word)
        };
        words.clone().filter(ends).map(|word| word + 1).collect()
    }

    /// Adds a sentence: tags, lemmas, tree and names of the words `words`, in a window that starts at `window`.
    fn sentence(
        &self,
        article: &Article,
        source: &Words,
        window: usize,
        words: Range<usize>,
        scores: &mut Scores<'_>,
        analysis: &mut Analysis,
    ) {
        let labels = &self.model.labels;
        let local = words.start - window..words.end - window;
        let raw = source.words.get(words.clone()).unwrap_or(&[]);
        let arcs = scores.arcs(local.clone());
        let heads = tree(words.len(), |dependent, head| {
            arcs.values.get(dependent * arcs.stride + head).copied().unwrap_or(0.0)
        });
        let mut names: Vec<f32> = local.clone().flat_map(|word| scores.name(word)).copied().collect();
        log_softmax(self.kernel, &mut names, labels.ner.len());
        for ((at, raw), head) in local.clone().zip(raw).zip(heads) {
            let upos = best(scores.upos(at)).and_then(|i| labels.upos.get(i)).copied().unwrap_or(Upos::X);
            let xpos = best(scores.xpos(at)).and_then(|i| labels.xpos.get(i)).copied().unwrap_or(Xpos::Fw);
            let rules = by_score(scores.lemma(at)).filter_map(|i| labels.lemma.get(i));
            let lemma = lemma(rules, raw.span.of(&article.text), upos);
            let relations = scores.relations(at, head.map(|head| local.start + head));
            let fits = |i: &usize| (labels.deprel.get(*i) == Some(&Deprel::Root)) == head.is_none();
            let relation = by_score(relations).find(fits).and_then(|i| labels.deprel.get(i)).copied();
            let deprel = relation.unwrap_or(if head.is_none() { Deprel::Root } else { Deprel::Dep });
            let head = head.map(|head| words.start + head);
            analysis.words.push(Word { span: raw.span, lemma, upos, xpos, head, deprel, joined: raw.joined });
        }
        if let ([first, ..], [.., last]) = (raw, raw) {
            let RawWord { block, .. } = *first;
            let span = first.span.cover(last.span);
            analysis.sentences.push(Sentence { words: words.clone(), span, block });
        }
        for name in tags::spans(tags::Scheme::Bioes, &labels.ner, &names) {
            let range = words.start + name.words.start..words.start + name.words.end;
            analysis.names.push(Name { words: range, kind: name.label, score: name.score });
        }
    }

    /// Keeps what the window says of the roles of its words up to `next`.
    fn gather_roles(&self, from: usize, next: usize, scores: &mut Scores<'_>, found: &mut Gathered) {
        let labels = &self.model.labels.role;
        let outside = labels.iter().position(|tag| *tag == tags::Tag::Outside);
        let mut rows: Vec<f32> = (0..next - from).flat_map(|word| scores.role(word)).copied().collect();
        log_softmax(self.kernel, &mut rows, labels.len());
        let in_role: Vec<bool> = rows
            .chunks_exact(labels.len())
            .map(|row| outside.and_then(|o| row.get(o)).is_none_or(|&log| exp(log) < 0.9))
            .collect();
        let count = scores.words();
        let (first, last) = (in_role.iter().position(|&is| is), in_role.iter().rposition(|&is| is));
        let range = first.unwrap_or(0)..last.map_or(0, |last| last + 1);
        found.links.resize(found.links.len() + in_role.len(), Vec::new());
        if !range.is_empty() {
            let links = scores.links(range.clone());
            for (word, row) in range.clone().zip(links.values.chunks(links.stride)) {
                if !in_role.get(word).is_some_and(|&is| is) {
                    continue;
                }
                let mut logs = row.get(..count + 1).unwrap_or(&[]).to_vec();
                log_softmax(self.kernel, &mut logs, count + 1);
                let targets = logs.iter().skip(1).enumerate().map(|(target, &log)| (from + target, exp(log)));
                if let Some(slot) = found.links.get_mut(from + word) {
                    *slot = targets.filter(|&(_, probability)| probability >= LEAST_LINK).collect();
                }
            }
        }
        found.roles.extend(rows);
    }

    /// The roles' spans over the whole article, each source and content with the cue that most of its words point to.
    fn settle_roles(&self, found: &mut Gathered) {
        let spans = tags::spans(tags::Scheme::Bio, &self.model.labels.role, &found.roles);
        let cues: Vec<Range<usize>> =
            spans.iter().filter(|span| span.label == Role::Cue).map(|span| span.words.clone()).collect();
        for span in &spans {
            let mut cue = None;
            if span.label != Role::Cue {
                let mut votes = vec![0f32; cues.len()];
                for &(target, probability) in
                    found.links.get(span.words.clone()).unwrap_or(&[]).iter().flatten()
                {
                    let at = cues.partition_point(|cue| cue.end <= target);
                    if cues.get(at).is_some_and(|cue| cue.contains(&target)) {
                        votes[at] += probability;
                    }
                }
                // Against them stand the words that point to no cue, or to a word that turned out to be none.
                let none = span.words.len() as f32 - votes.iter().sum::<f32>();
                cue = best(&votes).filter(|&at| votes[at] > none).map(|at| cues[at].start);
            }
            let words = span.words.clone();
            found.analysis.roles.push(RoleSpan { role: span.label, words, cue, score: span.score });
        }
    }
}

/// The place of the highest score, the first of equals; what is no number is passed over.
fn best(scores: &[f32]) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (at, &score) in scores.iter().enumerate() {
        if !score.is_nan() && best.is_none_or(|(_, high)| score > high) {
            best = Some((at, score));
        }
    }
    best.map(|(at, _)| at)
}

/// All places, the highest score first, equals in order; the first one costs no sorting.
fn by_score(scores: &[f32]) -> impl Iterator<Item = usize> {
    let first = best(scores);
    let rest = std::iter::once_with(move || {
        let mut places: Vec<usize> = (0..scores.len()).filter(|&place| Some(place) != first).collect();
        places.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        places
    });
    first.into_iter().chain(rest.flatten())
}

#[cfg(test)]
mod tests;
