//! Tries the patterns of the lexicon on the words of an article.
//!
//! Every word whose lemma some entry names is tried against all those entries; the one that asks for most and gets it
//! wins. An entry may take in the event that its word governs ("refused to withdraw"), which is then no event of its
//! own.

use super::frame::Frames;
use super::lack::Lack;
use super::mishap::Signs;
use super::pattern::{EventLexicon, Need, Outcome, Path, Pattern};
use super::target::{Attempt, Targets};
use super::words::WordClass;
use crate::actors::Cast;
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{Place, PlaceForm};

/// How deep events may be nested in each other.
pub(super) const DEPTH: usize = 4;

/// A pattern that fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Index of the entry.
    pub pattern: usize,
    /// The word that triggers it.
    pub trigger: usize,
    /// All words that show the event, in text order.
    pub words: Vec<usize>,
    /// What it codes.
    pub outcome: Outcome,
    /// Heads of the phrases that name the actors.
    pub actor: Vec<usize>,
    /// Heads of the phrases that name the recipients.
    pub recipient: Vec<usize>,
    /// The trigger of the event that this one takes in.
    pub inner: Option<usize>,
    /// Whether the trigger is negated and the entry gives that a meaning of its own.
    pub negated: bool,
    /// What is struck and is nobody by itself: "the power station".
    pub struck: Vec<usize>,
    /// How well the actors were seen where the entry seeks them.
    pub actor_sight: Sight,
    /// How well the recipients were seen.
    pub recipient_sight: Sight,
}

/// How well a side was seen where its entry seeks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Nothing stands there, or all that stands there is somebody.
    Clear,
    /// Of several that stand there one is nobody who could be coded.
    Part,
    /// Something stands there, and nobody who could be coded.
    Unseen,
}

/// The patterns at work on one article.
pub struct Matcher<'a> {
    pub(super) forest: &'a Forest<'a>,
    pub(super) cast: &'a Cast,
    pub(super) lexicon: &'a EventLexicon,
    pub(super) frames: Frames<'a>,
    pub(super) signs: Signs,
    /// For every word whether it is part of a name of several words.
    pub(super) in_name: Vec<bool>,
    /// For every word the country of the place that it names.
    pub(super) located: Vec<Option<String>>,
}

impl<'a> Matcher<'a> {
    /// Gets ready for an article.
    pub fn new(forest: &'a Forest<'a>, cast: &'a Cast, lexicon: &'a EventLexicon, places: &[Place]) -> Self {
        let mut in_name = vec![false; forest.len()];
        for name in forest.analysis.names.iter().filter(|name| name.words.len() > 1) {
            in_name.get_mut(name.words.clone()).into_iter().flatten().for_each(|slot| *slot = true);
        }
        let signs = Signs::read(forest, lexicon);
        let located = located(forest, places);
        Self { forest, cast, lexicon, frames: Frames { forest, lexicon }, signs, in_name, located }
    }

    /// The country of the place that `word` names: Ukraine for Kharkiv.
    pub(super) fn located(&self, word: usize) -> Option<&str> {
        self.located.get(word)?.as_deref()
    }

    /// Whether the sentence of `word` has nouns, so that it is no headline in capitals.
    pub(super) fn has_small_words(&self, word: usize) -> bool {
        let analysis = self.forest.analysis;
        let sentence = analysis.sentence_of(word).and_then(|at| analysis.sentences.get(at));
        sentence.is_some_and(|s| s.words.clone().any(|w| self.forest.upos(w) == Upos::Noun))
    }

    /// The countries that sentence `at` names, by themselves or in the places and people that it names, each once.
    pub(super) fn countries_in(&self, at: usize) -> Vec<&str> {
        let Some(sentence) = self.forest.analysis.sentences.get(at) else { return Vec::new() };
        let inside = self.cast.countries.iter().filter(|(words, _)| sentence.words.contains(&words.start));
        let mut all: Vec<&str> = inside.map(|(_, country)| country.as_str()).collect();
        all.extend(sentence.words.clone().filter_map(|w| self.located(w)));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The countries that a sentence names, as [`Self::countries_in`] does.
    pub(super) fn countries_in_sentence(&self, sentence: &dunlin_language::Sentence) -> Vec<&str> {
        let at = self.forest.analysis.sentence_of(sentence.words.start);
        at.map(|at| self.countries_in(at)).unwrap_or_default()
    }

    /// Whether `word` stands between quotation marks in its sentence.
    pub(super) fn is_quoted(&self, word: usize) -> bool {
        let analysis = self.forest.analysis;
        let Some(sentence) = analysis.sentence_of(word).and_then(|at| analysis.sentences.get(at)) else {
            return false;
        };
        let mark = |w: &usize| matches!(self.forest.lemma(*w).as_str(), "\"" | "“" | "”" | "``" | "''");
        let before = (sentence.words.start..word).filter(mark).count();
        let behind = (word..sentence.words.end).filter(mark).count();
        before % 2 == 1 || before == 0 && behind % 2 == 1 && behind == 1
    }

    /// The light verb that carries the noun `word`.
    pub fn light_verb(&self, word: usize) -> Option<usize> {
        self.frames.light_verb(word)
    }

    /// Whether `word` is of this class.
    pub(super) fn is_a(&self, word: usize, class: WordClass) -> bool {
        self.frames.is_a(word, class)
    }

    /// Whether `word` is a verb in the passive.
    pub(super) fn is_passive(&self, word: usize) -> bool {
        self.frames.is_passive(word)
    }

    /// The entries that `word` may trigger.
    pub fn candidates(&self, word: usize) -> Vec<(usize, &'a Pattern)> {
        let lemma = self.forest.lemma(word);
        // "war games", "murder charges", "war-damaged": the word behind says what it is.
        if self.forest.deprel(word) == Some(Deprel::Compound) || self.is_hyphenated(word) {
            return Vec::new();
        }
        // "Rwandan-backed rebels": an attribute, not told as a deed.
        let hyphen = word.checked_sub(1).is_some_and(|w| self.is_hyphen_before(w));
        // "protesting lawmakers" likewise.
        let attribute = self.forest.deprel(word) == Some(Deprel::Amod);
        let doing = self.forest.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Vbg);
        if attribute && (hyphen || doing) {
            return Vec::new();
        }
        match self.forest.upos(word) {
            Upos::Verb => self.lexicon.of_verb(&lemma).collect(),
            // The month, not a march.
            Upos::Propn if lemma == "march" => Vec::new(),
            // "the Paris Agreement", also where the model sees no name.
            Upos::Propn
                if matches!(
                    lemma.as_str(),
                    "agreement" | "accord" | "pact" | "treaty" | "deal" | "memorandum"
                ) && word.checked_sub(1).is_some_and(|w| self.forest.upos(w) == Upos::Propn) =>
            {
                Vec::new()
            }
            // "the Capitol Hill Occupied Protest": a name, unless all of a headline has capitals.
            Upos::Propn
                if word.checked_sub(1).is_some_and(|w| {
                    self.forest.upos(w) == Upos::Propn
                        && !self.cast.reading(w).is_some_and(|r| r.is_coded())
                        && self.forest.span(w).end + 1 == self.forest.span(word).start
                }) && self.has_small_words(word) =>
            {
                Vec::new()
            }
            // "the Korean War", "the Islamabad Accord": names of the past, of things, of parties.
            Upos::Propn if self.in_name.get(word).copied().unwrap_or(false) => Vec::new(),
            Upos::Noun | Upos::Propn => self.lexicon.of_noun(&lemma).collect(),
            Upos::Adj => self.lexicon.of_adjective(&lemma).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a hyphen joins the word to the one behind it.
    pub(super) fn is_hyphenated(&self, word: usize) -> bool {
        let next = self.forest.span(word + 1);
        self.forest.lemma(word + 1) == "-" && next.start == self.forest.span(word).end && next.len() == 1
    }

    /// Whether the word is a hyphen that joins the one behind it to another.
    pub(super) fn is_hyphen_before(&self, word: usize) -> bool {
        let next = self.forest.span(word + 1);
        self.forest.is_lemma(word, "-") && next.start == self.forest.span(word).end
    }

    /// The best entry for `word`, if one fits.
    pub fn best(&self, word: usize) -> Option<Fit> {
        self.best_to(word, DEPTH)
    }

    pub(super) fn best_to(&self, word: usize, depth: usize) -> Option<Fit> {
        let mut best: Option<(usize, Fit)> = None;
        for (at, pattern) in self.candidates(word) {
            if let Ok(fit) = self.fit(at, pattern, word, depth) {
                let rank = pattern.rank() * 2 + if fit.inner.is_some() || fit.negated { 3 } else { 0 };
                if best.as_ref().is_none_or(|(top, _)| rank > *top) {
                    best = Some((rank, fit));
                }
            }
        }
        best.map(|(_, fit)| fit)
    }

    /// Tries one entry on one word.
    pub fn try_one(&self, at: usize, pattern: &Pattern, word: usize) -> Result<Fit, Lack> {
        self.fit(at, pattern, word, DEPTH)
    }

    pub(super) fn fit(&self, at: usize, pattern: &Pattern, word: usize, depth: usize) -> Result<Fit, Lack> {
        let mut words = vec![word];
        for need in &pattern.needs {
            let Some(hit) = self.meets(word, need) else { return Err(Lack::Need(need.written.clone())) };
            if !need.lemmas.is_empty() {
                words.push(hit);
            }
        }
        if self.is_yet_to(word) || self.is_ended(word) {
            return Err(Lack::Unrealised);
        }
        if let Some(not) = pattern.nots.iter().find(|not| self.meets(word, not).is_some()) {
            return Err(Lack::Forbidden(not.written.clone()));
        }
        let negated = pattern.negated.is_some() && self.frames.is_negated(word);
        let governed = if depth > 0 { self.governed(pattern, word, depth - 1) } else { None };
        let (outcome, inner) = match (&pattern.negated, governed) {
            (Some(outcome), _) if negated => (outcome.clone(), None),
            (_, Some((outcome, inner))) => (outcome, Some(inner)),
            (_, None) => match &pattern.outcome {
                Some(outcome) => (outcome.clone(), None),
                None => {
                    let types = pattern.inner.iter().flat_map(|(types, _)| types.iter().cloned()).collect();
                    return Err(Lack::Inner(types));
                }
            },
        };
        let actor = self.doers(pattern, word, &outcome, depth)?;
        if pattern.accidental && self.is_accident(word, &outcome, &actor) {
            return Err(Lack::Accident);
        }
        if let Some(inner) = &inner
            && outcome.kind == "ACCUSE"
            && outcome.mode.as_deref() == Some("allege")
            && (inner.actor.is_empty() && self.forest.by(word, Deprel::Ccomp).next().is_some()
                || !inner.actor.is_empty() && inner.actor.iter().all(|&w| self.is_among(w, &actor)))
        {
            return Err(Lack::Itself);
        }
        if !actor.is_empty() && self.is_closing_its_own(word, &outcome) {
            return Err(Lack::Itself);
        }
        let attempt = Attempt { pattern, word, outcome: &outcome, actor: &actor, inner: inner.as_ref() };
        let Targets { recipient, struck, .. } = self.targets(attempt);
        words.extend(inner.iter().flat_map(|inner| &inner.words));
        if let Some(light) = self.frames.light_verb(word) {
            words.push(light);
        }
        words.extend(self.forest.by(word, Deprel::CompoundPrt));
        words.sort_unstable();
        words.dedup();
        let outcome = self.moded(outcome, word, &words);
        let actor_sight = self.sight(word, &pattern.actor, &actor);
        let recipient_sight = self.sight(word, &pattern.recipient, &recipient);
        Ok(Fit {
            pattern: at,
            trigger: word,
            words,
            outcome,
            actor,
            recipient,
            inner: inner.map(|i| i.trigger),
            negated,
            struck,
            actor_sight,
            recipient_sight,
        })
    }

    /// "are closing their offices": what one does to one's own is no force.
    fn is_closing_its_own(&self, word: usize, outcome: &Outcome) -> bool {
        let forest = self.forest;
        let closing = outcome.kind == "COERCE"
            && outcome.mode.as_deref() == Some("restrict")
            && forest.upos(word) == Upos::Verb
            && forest.is_lemma(word, "close")
            && !self.frames.is_passive(word);
        let own = |thing: usize| {
            let mut owners = forest.by(thing, Deprel::NmodPoss).filter(|&c| forest.upos(c) == Upos::Pron);
            owners.any(|c| {
                matches!(
                    forest.lemma(c).as_str(),
                    "its" | "their" | "his" | "her" | "it" | "they" | "he" | "she"
                )
            }) && !self.is_somebody(thing)
        };
        let crossing = |thing: usize| {
            matches!(forest.lemma(thing).as_str(), "border" | "frontier" | "airspace" | "crossing")
        };
        closing && forest.by(word, Deprel::Obj).any(|thing| own(thing) && !crossing(thing))
    }

    /// How well `side` was seen: whether something else stands where the entry seeks it.
    pub(super) fn sight(&self, word: usize, paths: &[Path], side: &[usize]) -> Sight {
        let noun = |w: &usize| matches!(self.forest.upos(*w), Upos::Noun | Upos::Propn | Upos::Pron);
        let found = paths.iter().map(|path| self.frames.follow(word, path)).find(|found| {
            found.iter().any(noun) && (side.is_empty() || found.iter().any(|w| side.contains(w)))
        });
        let Some(found) = found else { return Sight::Clear };
        let mut row = found.iter().flat_map(|&w| self.forest.with_conjuncts(w)).filter(noun);
        if side.is_empty() {
            Sight::Unseen
        } else if row.any(|w| !side.contains(&w) && !self.is_somebody(w)) {
            Sight::Part
        } else {
            Sight::Clear
        }
    }

    /// The event that `word` governs, as the pattern recasts it.
    pub(super) fn governed(&self, pattern: &Pattern, word: usize, depth: usize) -> Option<(Outcome, Fit)> {
        if pattern.inner.is_empty() {
            return None;
        }
        for complement in self.frames.complements(word) {
            let Some(fit) = self.best_to(complement, depth) else { continue };
            let fits = |wanted: &String| match wanted.split_once('/') {
                Some((kind, mode)) => kind == fit.outcome.kind && Some(mode) == fit.outcome.mode.as_deref(),
                None => *wanted == fit.outcome.kind,
            };
            let recast = pattern.inner.iter().find(|(types, _)| types.is_empty() || types.iter().any(fits));
            if let Some((_, outcome)) = recast {
                return Some((outcome.clone(), fit));
            }
        }
        None
    }

    /// The mode that a word beside the trigger brings: "air strike", "with knives".
    pub(super) fn moded(&self, mut outcome: Outcome, word: usize, words: &[usize]) -> Outcome {
        if outcome.mode.is_some() {
            return outcome;
        }
        let near = |w: usize| {
            self.forest.children(w).iter().copied().filter(|&c| {
                self.forest.deprel(c).is_some_and(|d| {
                    matches!(d, Deprel::Compound | Deprel::Amod | Deprel::Obj)
                        || d.is(Deprel::Obl)
                            && matches!(self.forest.case(c).as_str(), "with" | "by" | "from" | "in" | "using")
                        || d.is(Deprel::Nmod)
                            && (matches!(self.forest.case(c).as_str(), "with" | "by" | "from")
                                || outcome.kind == "MOBILIZE" && self.forest.case(c) == "of")
                        || d == Deprel::Advcl
                })
            })
        };
        let mut beside: Vec<usize> = words.to_vec();
        beside.extend(near(word));
        let further: Vec<usize> = beside.iter().flat_map(|&w| near(w)).collect();
        beside.extend(further);
        outcome.mode = beside
            .into_iter()
            .find_map(|w| self.lexicon.mode_of(&outcome.kind, &self.forest.lemma(w)))
            .map(str::to_owned);
        outcome
    }

    /// The word that meets `need`, if one does.
    pub(super) fn meets(&self, word: usize, need: &Need) -> Option<usize> {
        let found = self.frames.follow(word, &need.path);
        let all = found.into_iter().flat_map(|w| self.forest.with_conjuncts(w));
        all.into_iter().find(|&w| {
            let lemma = self.forest.lemma(w);
            // The lemma of some nouns is their plural: "troops".
            let plural = || lemma.strip_suffix('s').is_some_and(|one| need.lemmas.iter().any(|l| l == one));
            let worded = need.lemmas.is_empty()
                || need.lemmas.contains(&lemma)
                || self.forest.upos(w) == Upos::Noun && plural()
                || self.head_word(w, &need.lemmas);
            worded && (need.actors.is_empty() || need.actors.iter().any(|a| self.is_class(w, a)))
        })
    }

    /// "tens of thousands of rounds": the lemma may stand below a noun of quantity.
    pub(super) fn head_word(&self, word: usize, lemmas: &[String]) -> bool {
        let forest = self.forest;
        let named = |w: usize| lemmas.contains(&forest.lemma(w));
        let part = |&c: &usize| forest.deprel(c) == Some(Deprel::Nmod) && forest.case(c) == "of";
        let below = forest.children(word).iter().copied().filter(part);
        // "part of a military aid programme"
        let inner =
            |w: usize| named(w) || forest.is_lemma(word, "part") && forest.by(w, Deprel::Compound).any(named);
        // "ambassador Ana Ruiz"
        let title = forest.by(word, Deprel::NmodDesc).any(named);
        title || forest.by(word, Deprel::Compound).any(named) || below.into_iter().any(inner)
    }
}

/// For every word the country of the place whose name it is part of.
fn located(forest: &Forest<'_>, places: &[Place]) -> Vec<Option<String>> {
    let words = &forest.analysis.words;
    let mut located = vec![None; words.len()];
    for place in places.iter().filter(|place| place.form == PlaceForm::Name) {
        let first = words.partition_point(|w| w.span.end <= place.span.start);
        for (at, word) in words.iter().enumerate().skip(first) {
            if word.span.start >= place.span.end {
                break;
            }
            if let Some(slot) = located.get_mut(at) {
                slot.clone_from(&place.country);
            }
        }
    }
    located
}

/// Whether what is coded is done to people only.
pub(super) fn is_done_to_people(outcome: &Outcome) -> bool {
    matches!(
        (outcome.kind.as_str(), outcome.mode.as_deref()),
        ("COERCE", Some("arrest" | "deport"))
            | ("SANCTION", Some("convict"))
            | ("ASSAULT", Some("abduct" | "torture"))
    )
}

pub(super) fn actor_is(inner: &[usize], outer: &[usize]) -> bool {
    inner.is_empty() || inner.iter().all(|w| outer.contains(w))
}
