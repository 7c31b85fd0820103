//! The model at work: an article in, an [`Analysis`] out.
//!
//! Windows are read one after the other. What belongs to a sentence (tags, tree, names) is settled in the window that
//! holds all of it; attribution roles may run on over sentences and windows and are settled at the end, for the
//! whole article at once, and so are the kinds of names.

use crate::analysis::{Analysis, Name, NameBasis, RoleSpan, Sentence, Word};
use crate::coreference;
use crate::labels::{Role, Upos, Xpos};
use crate::model::decode::lemma::checked_lemma;
use crate::model::decode::parse::{Beliefs, Pair, Parse};
use crate::model::decode::{punctuation, tags, valency};
use crate::model::kernel::Kernel;
use crate::model::kernel::float::{View, exp, log_softmax};
use crate::model::vocabulary::Vocabulary;
use crate::model::window::{RawWord, Words};
use crate::model::{Model, ModelError, Scores, Workspace};
use crate::names;
use crate::tokens::Tokeniser;
use dunlin_record::{Article, Note, Span, Stage};
use std::borrow::Cow;
use std::ops::Range;

/// Words that stand in no role with at least this probability are not asked what cue they belong to.
const SURELY_OUTSIDE: f32 = 0.99;

/// Links of a lower log-probability are not kept, and count as this one.
const LEAST_LINK: f32 = -9.0;

/// Reads articles with one model. One is enough for a program: it is never changed, and many threads can share it.
#[derive(Debug)]
pub struct Reader {
    model: Model,
    kernel: Kernel,
    tokeniser: Tokeniser,
    vocabulary: Vocabulary,
}

/// What is gathered over an article's windows.
#[derive(Default)]
struct Gathered {
    analysis: Analysis,
    /// Log-probabilities of the name tags, one after the other, a word's together.
    names: Vec<f32>,
    /// Log-probabilities of the role tags, one after the other, a word's together.
    roles: Vec<f32>,
    /// For each word that may stand in a role: log-probabilities that the first word of its attribution's cue is a
    /// certain word, or that it has none in the window.
    links: Vec<Vec<(Option<usize>, f32)>>,
    /// The windows: the words that were kept of each, and one past the last word it saw.
    windows: Vec<(Range<usize>, usize)>,
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
        let vocabulary = Vocabulary::of(&model)?;
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
            let ends = self.sentence_ends(article, &source, &cut.words, &scores);
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
                    self.sentence(article, &source, from, start..end, &mut scores, &mut found);
                    start = end;
                }
            }
            self.gather_roles(from, next, &mut scores, &mut found);
            from = next;
        }
        self.settle_roles(&mut found);
        self.settle_names(&article.text, &mut found);
        coreference::resolve(&article.text, &mut found.analysis);
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
    /// forces them. A closing mark that is written on to the last word belongs to the sentence that it closes.
    fn sentence_ends(
        &self,
        article: &Article,
        source: &Words,
        words: &Range<usize>,
        scores: &Scores<'_>,
    ) -> Vec<usize> {
        let says = |word: usize| match scores.sentence_end(word - words.start) {
            [goes_on, ends] => ends > goes_on,
            _ => false,
        };
        let mut ends: Vec<usize> = Vec::new();
        let mut waiting = false;
        for word in words.clone() {
            waiting |= says(word);
            let forced = source.ends_stretch(word);
            if forced || waiting && !source.closes_before_blank(&article.text, word + 1) {
                ends.push(word + 1);
                waiting = false;
            }
        }
        ends
    }

    /// Adds a sentence: tags, lemmas, tree and names of the words `words`, in a window that starts at `window`.
    fn sentence(
        &self,
        article: &Article,
        source: &Words,
        window: usize,
        words: Range<usize>,
        scores: &mut Scores<'_>,
        found: &mut Gathered,
    ) {
        let labels = &self.model.labels;
        let analysis = &mut found.analysis;
        let local = words.start - window..words.end - window;
        let raw = source.words.get(words.clone()).unwrap_or(&[]);
        let mut names: Vec<f32> = Vec::with_capacity(words.len() * labels.ner.len());
        for word in local.clone() {
            names.extend_from_slice(scores.name(word));
        }
        log_softmax(self.kernel, &mut names, labels.ner.len());
        let upos: Vec<Upos> = local
            .clone()
            .map(|at| best(scores.upos(at)).and_then(|i| labels.upos.get(i)).copied().unwrap_or(Upos::X))
            .collect();
        let forms: Vec<&str> = raw.iter().map(|word| word.span.of(&article.text)).collect();
        let (parse, sure) = self.parse(&upos, &forms, local.start, scores);
        let tree = parse.heads.iter().zip(&parse.relations).zip(&sure);
        for (((at, raw), upos), ((&head, &deprel), &sure)) in local.zip(raw).zip(upos).zip(tree) {
            let xpos = best(scores.xpos(at)).and_then(|i| labels.xpos.get(i)).copied().unwrap_or(Xpos::Fw);
            let rules = by_score(scores.lemma(at)).filter_map(|i| labels.lemma.get(i));
            let known = |word: &str| self.vocabulary.holds(word).unwrap_or(true);
            let lemma = checked_lemma(rules, raw.span.of(&article.text), (upos, xpos), known);
            let head = head.map(|head| words.start + head);
            let RawWord { span, joined, .. } = *raw;
            analysis.words.push(Word { span, lemma, upos, xpos, head, deprel, sure, joined });
        }
        if let ([first, ..], [.., last]) = (raw, raw) {
            let RawWord { block, .. } = *first;
            let span = first.span.cover(last.span);
            analysis.sentences.push(Sentence { words: words.clone(), span, block });
        }
        for name in tags::spans(tags::Scheme::Bioes, &labels.ner, &names) {
            let range = words.start + name.words.start..words.start + name.words.end;
            let basis = NameBasis::Read;
            analysis.names.push(Name { words: range, kind: name.label, score: name.score, basis });
        }
        found.names.extend(names);
    }

    /// The tree of the window's words from `first` on, and how sure each word's head and relation are together.
    fn parse(
        &self,
        upos: &[Upos],
        forms: &[&str],
        first: usize,
        scores: &mut Scores<'_>,
    ) -> (Parse, Vec<f32>) {
        let labels = &self.model.labels.deprel;
        let arcs = arc_logs(self.kernel, scores.arcs(first..first + forms.len()), forms.len());
        let ask = |pairs: &[Pair]| {
            let heads = pairs.iter().map(|&(word, head)| (first + word, head.map(|head| first + head)));
            let rows = scores.relations(heads);
            let mut logs: Vec<f32> = Vec::with_capacity(pairs.len() * labels.len());
            for row in rows.values.chunks(rows.stride).take(pairs.len()) {
                logs.extend_from_slice(row.get(..labels.len()).unwrap_or(row));
            }
            log_softmax(self.kernel, &mut logs, labels.len());
            logs
        };
        let mut beliefs = Beliefs::new(labels, forms.len(), arcs, ask);
        let mut parse = beliefs.parse();
        valency::once_each(&beliefs, upos, &mut parse);
        punctuation::hang(&beliefs, forms, &mut parse);
        beliefs.ask_for(&parse.heads);
        let tree = parse.heads.iter().zip(&parse.relations).enumerate();
        let sure = tree.map(|(word, (&head, &label))| exp(beliefs.log(word, head, label))).collect();
        (parse, sure)
    }

    /// The names over the whole article.
    fn settle_names(&self, text: &str, found: &mut Gathered) {
        let evidence = names::Evidence { tags: &self.model.labels.ner, logs: &found.names };
        names::settle(text, &mut found.analysis, evidence);
        let repeated = found.analysis.names.iter().filter(|name| name.basis == NameBasis::Repeated).count();
        if repeated > 0 {
            let detail = "names that the model passed over and read elsewhere in the article".to_owned();
            let note = Note::new(Stage::Language, "name-repeated", repeated as u64, detail);
            found.analysis.notes.push(note);
        }
    }

    /// Keeps what the window says of the roles of its words up to `next`.
    fn gather_roles(&self, from: usize, next: usize, scores: &mut Scores<'_>, found: &mut Gathered) {
        let labels = &self.model.labels.role;
        let outside = labels.iter().position(|tag| *tag == tags::Tag::Outside);
        let mut rows: Vec<f32> = Vec::with_capacity((next - from) * labels.len());
        for word in 0..next - from {
            rows.extend_from_slice(scores.role(word));
        }
        log_softmax(self.kernel, &mut rows, labels.len());
        let in_role: Vec<bool> = rows
            .chunks_exact(labels.len())
            .map(|row| outside.and_then(|o| row.get(o)).is_none_or(|&log| exp(log) < SURELY_OUTSIDE))
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
                let targets =
                    logs.iter().enumerate().map(|(at, &log)| (at.checked_sub(1).map(|at| from + at), log));
                if let Some(slot) = found.links.get_mut(from + word) {
                    *slot = targets.filter(|&(_, log)| log > LEAST_LINK).collect();
                }
            }
        }
        found.windows.push((from..next, from + count));
        found.roles.extend(rows);
    }

    /// The roles' spans over the whole article, each with the cue of its attribution.
    fn settle_roles(&self, found: &mut Gathered) {
        let spans = tags::spans(tags::Scheme::Bio, &self.model.labels.role, &found.roles);
        let cues: Vec<usize> =
            spans.iter().filter(|span| span.label == Role::Cue).map(|span| span.words.start).collect();
        // For each cue the first piece of it: a cue may have several, each pointing to an earlier one or to itself.
        let mut firsts: Vec<usize> = Vec::with_capacity(cues.len());
        for span in spans.iter().filter(|span| span.label == Role::Cue) {
            let up_to_here = cues.get(..=firsts.len()).unwrap_or(&cues);
            let chosen = found.cue_of(&span.words, up_to_here).and_then(|at| firsts.get(at)).copied();
            firsts.push(chosen.unwrap_or(span.words.start));
        }
        for span in spans {
            let cue = match span.label {
                Role::Cue => {
                    let at = cues.binary_search(&span.words.start).ok();
                    at.and_then(|at| firsts.get(at)).copied().filter(|&first| first != span.words.start)
                }
                Role::Source | Role::Content => {
                    found.cue_of(&span.words, &cues).and_then(|at| firsts.get(at)).copied()
                }
            };
            found.analysis.roles.push(RoleSpan {
                role: span.label,
                words: span.words,
                cue,
                score: span.score,
            });
        }
    }
}

impl Gathered {
    /// Which of `cues` (first words, in order) the words of a span together point to, if not to none. A span that was
    /// read in several windows is decided by the first of them that knows.
    fn cue_of(&self, span: &Range<usize>, cues: &[usize]) -> Option<usize> {
        let first = self.windows.partition_point(|(kept, _)| kept.end <= span.start);
        for (kept, seen) in self.windows.get(first..).unwrap_or(&[]) {
            let part = kept.start.max(span.start)..kept.end.min(span.end);
            if part.is_empty() {
                break;
            }
            let rows: Vec<_> =
                self.links.get(part).unwrap_or(&[]).iter().filter(|row| !row.is_empty()).collect();
            let sum = |target: Option<usize>| -> f32 {
                let log = |row: &&Vec<(Option<usize>, f32)>| {
                    row.iter().find(|(other, _)| *other == target).map_or(LEAST_LINK, |&(_, log)| log)
                };
                rows.iter().map(log).sum()
            };
            let from = cues.partition_point(|&cue| cue < kept.start);
            let to = cues.partition_point(|&cue| cue < *seen);
            let sums: Vec<f32> =
                cues.get(from..to).unwrap_or(&[]).iter().map(|&cue| sum(Some(cue))).collect();
            if let Some(at) = best(&sums)
                && !rows.is_empty()
                && sums[at] >= sum(None)
            {
                return Some(from + at);
            }
        }
        None
    }
}

/// For each word the log-probabilities of its heads: the root, then each word of the sentence.
fn arc_logs(kernel: Kernel, arcs: View<'_>, words: usize) -> Vec<f32> {
    let mut logs: Vec<f32> = Vec::with_capacity(words * (words + 1));
    for (word, row) in arcs.values.chunks(arcs.stride).take(words).enumerate() {
        logs.extend_from_slice(row.get(..words + 1).unwrap_or(row));
        // No word is its own head.
        if let Some(own) = logs.get_mut(word * (words + 1) + word + 1) {
            *own = -1e9;
        }
    }
    log_softmax(kernel, &mut logs, words + 1);
    logs
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
fn by_score(scores: &[f32]) -> impl Iterator<Item = usize> + Clone {
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
