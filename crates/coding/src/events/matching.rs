//! Tries the patterns of the lexicon on the words of an article.
//!
//! Every word whose lemma some entry names is tried against all those entries; the one that asks for most and gets it
//! wins. An entry may take in the event that its word governs ("refused to withdraw"), which is then no event of its
//! own.

use super::frame::{Frames, UNDERGOING};
use super::mishap::Signs;
use super::pattern::{EventLexicon, Need, Outcome, Path, Pattern, Step};
use crate::actors::Cast;
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{EntityType, Place, PlaceForm};

/// Nouns of deeds that two sides do to each other.
pub(super) const FIGHTS: &[&str] =
    &["clash", "fighting", "battle", "skirmish", "firefight", "shootout", "combat", "war", "gunfight"];

/// Nouns whose infinitive tells what may be done, not what is: "the right to protest".
const MAY_BE: &[&str] = &[
    "right",
    "freedom",
    "ability",
    "chance",
    "opportunity",
    "power",
    "authority",
    "capacity",
    "duty",
    "time",
    "need",
    "reason",
    "way",
    "desire",
    "liberty",
    "responsibility",
    "obligation",
    "means",
    "option",
];

/// Nouns whose gerund with "of" tells what somebody has in mind: "the goal of ousting him".
const AIMS: &[&str] = &[
    "goal",
    "aim",
    "objective",
    "intention",
    "purpose",
    "hope",
    "idea",
    "dream",
    "possibility",
    "prospect",
    "risk",
    "danger",
    "fear",
    "chance",
    "likelihood",
    "option",
    "way",
    "means",
    "policy",
    "strategy",
];

/// How deep events may be nested in each other.
const DEPTH: usize = 4;

/// How many relations below its word an event's recipient is sought when no path of the entry leads to one.
const CONCERN: usize = 4;

/// Names of days, which own events in headlines but do nothing.
const TIMES: &[&str] = &[
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "week",
    "month",
    "year",
    "day",
    "today",
    "yesterday",
    "tomorrow",
    "morning",
    "evening",
    "night",
    "afternoon",
];

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

/// What an entry lacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// A dependent that it asks for.
    Need(String),
    /// A dependent stands there that it forbids.
    Forbidden(String),
    /// It needs an event to govern, of one of these types.
    Inner(Vec<String>),
    /// The subject is a thing, not an actor.
    Thing(usize),
    /// Another entry asks for more and fits.
    Outranked(String),
    /// The word's event is part of the one that this other word triggers.
    Governed(usize),
    /// Nobody who could be coded is named.
    Nobody,
    /// The word stands in a clause of purpose or reason, below a right to it, or after "yet to".
    Unrealised,
    /// The text tells of an accident, or of no violence at all.
    Accident,
    /// Who accuses and who is accused are one.
    Itself,
    /// It is told as the aim, cause or setting of the event that this other word triggers.
    Circumstance(usize),
    /// The event that another word of the sentence triggers is the same one.
    Twice,
    /// A noun of an event in a phrase of time or cause, with nobody who did it.
    Setting,
    /// Talk or help among private people, or help to nobody.
    Private,
    /// Its sentence is a question.
    Asked,
    /// Its confidence and the least one that is asked for, in hundredths.
    Unsure(u8, u8),
}

impl std::fmt::Display for Lack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Need(what) => write!(f, "lacks `{what}`"),
            Self::Forbidden(what) => write!(f, "forbids `{what}`"),
            Self::Inner(types) if types.is_empty() => write!(f, "governs no event"),
            Self::Inner(types) => write!(f, "governs no event of {}", types.join(", ")),
            Self::Thing(_) => write!(f, "its subject is no actor"),
            Self::Outranked(by) => write!(f, "{by} asks for more and fits"),
            Self::Governed(_) => write!(f, "is part of the event of another word"),
            Self::Unrealised => {
                write!(f, "is named as a purpose, a right or a thing yet to do, not told as done")
            }
            Self::Nobody => write!(f, "names nobody who has a code"),
            Self::Accident => write!(f, "may be an accident: nothing near it tells of violence"),
            Self::Itself => write!(f, "would have somebody accuse himself"),
            Self::Circumstance(_) => {
                write!(f, "is told as aim, cause or setting of another event of its sentence")
            }
            Self::Twice => write!(f, "tells the same event as another word of its sentence"),
            Self::Setting => write!(f, "names a setting only: nobody is said to have done it"),
            Self::Unsure(own, least) => {
                write!(
                    f,
                    "fits, but with a confidence of 0.{own:02}, below 0.{least:02} (see --min-confidence)"
                )
            }
            Self::Asked => write!(f, "is asked, not told"),
            Self::Private => write!(f, "is nothing political: among private people, or help to nobody"),
        }
    }
}

/// The patterns at work on one article.
pub struct Matcher<'a> {
    pub(super) forest: &'a Forest<'a>,
    pub(super) cast: &'a Cast,
    pub(super) lexicon: &'a EventLexicon,
    pub(super) frames: Frames<'a>,
    signs: Signs,
    /// For every word whether it is part of a name of several words.
    in_name: Vec<bool>,
    /// For every word the country of the place that it names.
    located: Vec<Option<String>>,
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
    fn has_small_words(&self, word: usize) -> bool {
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
    fn is_hyphenated(&self, word: usize) -> bool {
        let next = self.forest.span(word + 1);
        self.forest.lemma(word + 1) == "-" && next.start == self.forest.span(word).end && next.len() == 1
    }

    /// Whether the word is a hyphen that joins the one behind it to another.
    fn is_hyphen_before(&self, word: usize) -> bool {
        let next = self.forest.span(word + 1);
        self.forest.is_lemma(word, "-") && next.start == self.forest.span(word).end
    }

    /// The best entry for `word`, if one fits.
    pub fn best(&self, word: usize) -> Option<Fit> {
        self.best_to(word, DEPTH)
    }

    fn best_to(&self, word: usize, depth: usize) -> Option<Fit> {
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

    /// Whether the word stands in a clause of purpose or of a reason held against somebody: "fighting to topple",
    /// "jailed for helping". Deeds there are not told as done.
    pub(super) fn is_unrealised(&self, word: usize) -> bool {
        let infinitive = |w: usize| self.forest.by(w, Deprel::Mark).any(|m| self.forest.is_lemma(m, "to"));
        let may_be = |head: usize| MAY_BE.contains(&self.forest.lemma(head).as_str());
        // "a goal of ousting the president": an aim, not a deed.
        let of = |w: usize| self.forest.by(w, Deprel::Mark).any(|m| self.forest.is_lemma(m, "of"));
        let aim = |head: usize| AIMS.contains(&self.forest.lemma(head).as_str());
        // The parser may hang the gerund elsewhere: the noun stands right before its "of".
        let before = || {
            let mark = self.forest.by(word, Deprel::Mark).find(|&m| self.forest.is_lemma(m, "of"));
            mark.and_then(|m| m.checked_sub(1)).is_some_and(aim)
        };
        let below = self.forest.deprel(word) == Some(Deprel::Acl) && self.forest.head(word).is_some_and(aim);
        if of(word) && (below || before()) {
            return true;
        }
        if matches!(self.forest.deprel(word), Some(Deprel::Acl | Deprel::Xcomp))
            && infinitive(word)
            && self.forest.head(word).is_some_and(may_be)
        {
            return true;
        }
        // "withdraws from defending", "was barred from visiting": what is left off or kept from.
        const LEAVING: &[&str] = &[
            "withdraw",
            "refrain",
            "abstain",
            "desist",
            "stop",
            "prevent",
            "keep",
            "bar",
            "prohibit",
            "block",
            "deter",
            "discourage",
            "back",
            "ban",
            "exempt",
            "save",
            "protect",
        ];
        let from = self.forest.by(word, Deprel::Mark).any(|m| self.forest.is_lemma(m, "from"));
        if from && self.forest.head(word).is_some_and(|up| LEAVING.contains(&self.forest.lemma(up).as_str()))
        {
            return true;
        }
        // "a potential conflict with": nothing that took place.
        let maybe = |w: usize| {
            matches!(self.forest.lemma(w).as_str(), "potential" | "possible" | "hypothetical" | "imminent")
        };
        if self.forest.upos(word) == Upos::Noun && self.forest.by(word, Deprel::Amod).any(maybe) {
            return true;
        }
        if self.forest.deprel(word) != Some(Deprel::Advcl) {
            return false;
        }
        self.forest.by(word, Deprel::Mark).any(|mark| {
            matches!(
                self.forest.lemma(mark).as_str(),
                "to" | "for" | "towards" | "toward" | "against" | "instead of"
            )
        })
    }

    /// "has yet to concede": not done.
    fn is_yet_to(&self, word: usize) -> bool {
        let (Some(to), Some(yet)) = (word.checked_sub(1), word.checked_sub(2)) else { return false };
        self.forest.is_lemma(to, "to") && self.forest.is_lemma(yet, "yet")
    }

    /// "lifted the ban": what is ended is told by another entry or by none.
    fn is_ended(&self, word: usize) -> bool {
        const ENDING: &[&str] = &[
            "lift", "ease", "relax", "remove", "revoke", "overturn", "rescind", "waive", "abolish", "repeal",
            "loosen", "drop", "scrap", "reduce", "commute", "end",
        ];
        const LASTING: &[&str] = &[
            "ban",
            "blockade",
            "siege",
            "curfew",
            "sanction",
            "embargo",
            "prohibition",
            "crackdown",
            "boycott",
            "tariff",
            "restriction",
            "sentence",
            "detention",
            "imprisonment",
            "captivity",
        ];
        const STOPPING: &[&str] = &["end", "stop", "halt", "suspend", "avoid", "prevent", "pause"];
        const BLOCKING: &[&str] =
            &["block", "stop", "halt", "suspend", "prevent", "avoid", "avert", "bar", "delay", "oppose"];
        const HANDLING: &[&str] =
            &["extradition", "deportation", "expulsion", "execution", "eviction", "arrest", "seizure"];
        const FIGHTING: &[&str] = &[
            "war",
            "conflict",
            "fighting",
            "violence",
            "attack",
            "strike",
            "offensive",
            "hostility",
            "bombing",
            "bombardment",
            "assault",
            "airstrike",
            "raid",
            "shelling",
        ];
        let forest = self.forest;
        const OVER: &[&str] = &["end", "expire", "lapse", "conclude"];
        let over = forest.deprel(word) == Some(Deprel::Nsubj)
            && LASTING.contains(&forest.lemma(word).as_str())
            && forest.head(word).is_some_and(|verb| OVER.contains(&forest.lemma(verb).as_str()));
        if over {
            return true;
        }
        if !matches!(forest.deprel(word), Some(Deprel::Obj | Deprel::NsubjPass))
            || forest.upos(word) != Upos::Noun
        {
            return false;
        }
        let Some(verb) = forest.head(word).map(|verb| forest.lemma(verb)) else { return false };
        let noun = forest.lemma(word);
        let is = |list: &[&str], lemma: &str| list.contains(&lemma);
        is(LASTING, &noun) && is(ENDING, &verb)
            || is(FIGHTING, &noun) && is(STOPPING, &verb)
            || is(HANDLING, &noun) && is(BLOCKING, &verb)
    }

    fn fit(&self, at: usize, pattern: &Pattern, word: usize, depth: usize) -> Result<Fit, Lack> {
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
        let mut actor = Vec::new();
        for path in &pattern.actor {
            let found = self.frames.follow(word, path);
            actor = self.people_among(&found);
            if !actor.is_empty() {
                break;
            }
            // An active subject that is a thing: no political event, unless the thing is an event of its own.
            if self.forest.upos(word) == Upos::Verb
                && path.as_slice() == [Step::Subj]
                && let Some(&thing) = found.first()
                && !self.frames.is_passive(word)
            {
                let own = if depth > 0 { self.best_to(thing, depth - 1) } else { None };
                actor = own.map(|own| own.actor).unwrap_or_default();
                if actor.is_empty() && !pattern.any_subject {
                    actor = self.people_among(&self.frames.author(thing));
                }
                if actor.is_empty() && !pattern.any_subject {
                    return Err(Lack::Thing(thing));
                }
                break;
            }
        }
        // "a suspected citizen attack", "a school shooting": whom a noun names beside an attack seldom made it.
        if outcome.kind == "ASSAULT" && self.forest.upos(word) != Upos::Verb {
            let beside = |w: usize| {
                matches!(self.forest.deprel(w), Some(Deprel::Compound | Deprel::Amod))
                    && matches!(
                        self.sector(w).as_deref(),
                        Some("CVL" | "EDU" | "MED" | "REL" | "BUS" | "JRN")
                    )
            };
            actor.retain(|&w| !beside(w));
        }
        if actor.is_empty() && outcome.kind == "ASSAULT" && depth > 0 {
            actor = self.wielder(word, depth - 1);
            // "was damaged in Russian strikes, killing nine": whoever struck killed them.
            let host = self
                .forest
                .head(word)
                .filter(|&h| self.forest.deprel(word) == Some(Deprel::Advcl) && self.frames.is_passive(h));
            if actor.is_empty()
                && self.forest.by(word, Deprel::Mark).next().is_none()
                && let Some(host) = host
            {
                actor = self.wielder(host, depth - 1);
            }
        }
        // "captured a post during clashes with soldiers": who does the one fights in the other.
        if actor.is_empty()
            && FIGHTS.contains(&self.forest.lemma(word).as_str())
            && self.forest.upos(word) == Upos::Noun
            && self.forest.deprel(word).is_some_and(|d| d.is(Deprel::Obl))
            && !self.frames.follow(word, &vec![Step::Prep("with".to_owned())]).is_empty()
            && let Some(verb) = self.forest.head(word).filter(|&v| !self.frames.is_passive(v))
        {
            actor = self.people_among(&self.frames.subject(verb, DEPTH));
        }
        let harmed = outcome.kind == "ASSAULT" || is_done_to_people(&outcome);
        if actor.is_empty() && harmed && self.frames.is_passive(word) {
            actor = self.raiders(word);
        }
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
        let mut recipient = Vec::new();
        let mut struck = Vec::new();
        let mut of_infinitive = false;
        for path in &pattern.recipient {
            let mut found = self.frames.follow(word, path);
            // "sent troops to Lebanon" concerns Lebanon, "into the north of Syria" says where.
            if let Some(Step::Prep(preposition)) = path.last()
                && matches!(
                    preposition.as_str(),
                    "in" | "into" | "near" | "along" | "at" | "outside" | "around" | "off"
                )
            {
                found.retain(|&w| self.is_whole(w));
            }
            recipient = self.owners(&found);
            if recipient.is_empty() {
                recipient = self.people_among(&found);
            }
            // Harm to what belongs to a country is harm to it: "demolished Palestinian homes".
            let by = |step: &Step| matches!(step, Step::Prep(preposition) if preposition == "by");
            let on =
                |step: &Step| matches!(step, Step::Prep(p) if matches!(p.as_str(), "on" | "against" | "of"));
            let harm = matches!(outcome.kind.as_str(), "ASSAULT" | "COERCE")
                && (path.as_slice() == [Step::Obj]
                    || outcome.kind == "COERCE" && path.len() == 1 && path.last().is_some_and(on))
                || outcome.kind == "ACCUSE" && path.last().is_some_and(by);
            if recipient.is_empty() && harm {
                let drug = |w: usize| outcome.kind == "COERCE" && self.is_paper(w);
                recipient = found.iter().copied().filter(|&w| self.has_country(w) && !drug(w)).collect();
            }
            // "attacked Kharkiv", "airstrikes on a port in Hodeidah": a place that is struck stands for its country.
            let aimed = |step: &Step| match step {
                Step::Obj => true,
                Step::Prep(preposition) => matches!(preposition.as_str(), "on" | "against" | "at" | "of"),
                _ => false,
            };
            if recipient.is_empty() && outcome.kind == "ASSAULT" && path.last().is_some_and(aimed) {
                recipient = found.iter().copied().filter(|&w| self.is_place_struck(w)).collect();
                if recipient.is_empty() && struck.is_empty() {
                    struck = found.iter().copied().filter(|&w| self.is_thing_struck(word, w)).collect();
                }
            }
            // "will visit Gdansk"
            if recipient.is_empty() && outcome.mode.as_deref() == Some("visit") {
                recipient = found.iter().copied().filter(|&w| self.is_place_struck(w)).collect();
            }
            // "opposes the police state": what a thing is called after is no party to it, unless a country or a name.
            if path.last() == Some(&Step::Mod) {
                recipient.retain(|&w| self.has_country(w) || self.cast.reading(w).is_some_and(|r| r.named));
            }
            recipient.retain(|w| !actor.contains(w));
            // Whoever is arrested, charged or deported is somebody, whatever the noun: "the arrest of a rubber tapper".
            if recipient.is_empty() && is_done_to_people(&outcome) {
                let noun = |w: &usize| self.forest.upos(*w) == Upos::Noun && !self.is_paper(*w);
                recipient = found.into_iter().filter(noun).collect();
            } else if recipient.is_empty() && outcome.kind == "ASSAULT" && self.is_done_to_lives(word) {
                // "killed nine seafarers": whoever is counted among the dead is somebody too.
                let counted = |w: &usize| {
                    self.forest.upos(*w) == Upos::Noun
                        && !self.is_paper(*w)
                        && self.forest.by(*w, Deprel::Nummod).next().is_some()
                };
                recipient = found.into_iter().filter(counted).collect();
            }
            if !recipient.is_empty() {
                of_infinitive = path.first() == Some(&Step::Xcomp);
                break;
            }
        }
        // "are closing their offices": what one does to one's own is no force.
        let own = |thing: usize| {
            self.forest.by(thing, Deprel::NmodPoss).any(|c| {
                self.forest.upos(c) == Upos::Pron
                    && matches!(
                        self.forest.lemma(c).as_str(),
                        "its" | "their" | "his" | "her" | "it" | "they" | "he" | "she"
                    )
            }) && !self.is_somebody(thing)
        };
        if outcome.kind == "COERCE"
            && outcome.mode.as_deref() == Some("restrict")
            && !actor.is_empty()
            && !self.frames.is_passive(word)
            && self.forest.upos(word) == Upos::Verb
            && self.forest.is_lemma(word, "close")
            && self.forest.by(word, Deprel::Obj).any(|thing| {
                own(thing)
                    && !matches!(
                        self.forest.lemma(thing).as_str(),
                        "border" | "frontier" | "airspace" | "crossing"
                    )
            })
        {
            return Err(Lack::Itself);
        }
        if let Some(inner) = &inner {
            words.extend(&inner.words);
            if recipient.is_empty() {
                // Of a threat it is whom the deed would befall, whoever is to do it.
                // "rules out a withdrawal of its troops": what one's own do is one's own deed.
                let group = |w: usize| {
                    let own = self.cast.reading(w).and_then(|r| r.group.clone());
                    own.or_else(|| self.country_inside(w))
                };
                let own = actor.first().and_then(|&w| group(w));
                let ours = own.is_some() && inner.actor.iter().all(|&w| group(w) == own);
                let befallen = outcome.kind == "THREATEN" || ours || actor_is(&inner.actor, &actor);
                let from: &[usize] = if befallen { &inner.recipient } else { &inner.actor };
                recipient = from.iter().copied().filter(|w| !actor.contains(w)).collect();
            }
            if recipient.is_empty() {
                recipient = inner.recipient.iter().copied().filter(|w| !actor.contains(w)).collect();
            }
        }
        if recipient.is_empty() && outcome.kind == "PROTEST" {
            recipient = self.protested(word).into_iter().filter(|w| !actor.contains(w)).collect();
        }
        // "the town suffered an airstrike"
        if recipient.is_empty()
            && outcome.kind == "ASSAULT"
            && let Some(verb) = self.frames.light_verb(word)
            && UNDERGOING.contains(&self.forest.lemma(verb).as_str())
        {
            let befell = self.frames.subject(verb, DEPTH);
            recipient = self.people_among(&befell);
            if recipient.is_empty() {
                recipient = befell.into_iter().filter(|&w| self.is_place_struck(w)).collect();
            }
        }
        let somebody = pattern.recipient.iter().any(|path| !path.is_empty());
        // Several who agree do so with each other.
        let mutual = outcome.kind == "CONSULT" || outcome.kind == "AGREE" && actor.len() > 1;
        // "agreed to open a factory": what the infinitive names need be nobody.
        if outcome.kind == "AGREE" && inner.is_none() && of_infinitive {
            let named = |w: usize| self.cast.reading(w).is_some_and(|r| r.named);
            recipient.retain(|&w| self.has_country(w) || named(w) || self.forest.upos(w) == Upos::Pron);
        }
        if outcome.kind == "AGREE" && mutual {
            recipient.retain(|&w| self.has_country(w) && self.forest.upos(w) == Upos::Propn);
        }
        // "another was injured in a strike in Russia": where it was says not whom it hit.
        let befallen = outcome.kind == "ASSAULT" && self.frames.is_passive(word);
        if recipient.is_empty() && !actor.is_empty() && somebody && !mutual && !befallen {
            if matches!(outcome.kind.as_str(), "ACCUSE" | "REJECT" | "SUPPORT") {
                let path = |path: &Path| self.frames.follow(word, path);
                let things: Vec<usize> = pattern.recipient.iter().flat_map(path).collect();
                recipient = self.behind(word, &things, &actor);
            }
            if recipient.is_empty() {
                recipient = self.concerned(word, &actor).into_iter().filter(|w| !actor.contains(w)).collect();
            }
        }
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

    /// How well `side` was seen: whether something else stands where the entry seeks it.
    fn sight(&self, word: usize, paths: &[Path], side: &[usize]) -> Sight {
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

    /// Whom a protest is against where another verb tells it: "protests accusing the government of", "marches were
    /// held to protest against the president".
    fn protested(&self, word: usize) -> Vec<usize> {
        let forest = self.forest;
        let clauses = |w: usize| {
            forest.children(w).iter().copied().filter(|&c| {
                matches!(forest.deprel(c), Some(Deprel::Acl | Deprel::Advcl | Deprel::Xcomp))
                    && matches!(
                        forest.lemma(c).as_str(),
                        "protest" | "oppose" | "denounce" | "condemn" | "criticize" | "criticise" | "accuse"
                    )
            })
        };
        let verb = forest.head(word).filter(|&v| v != word && forest.upos(v) == Upos::Verb);
        let told = clauses(word).chain(verb.into_iter().flat_map(clauses));
        for clause in told {
            for path in [vec![Step::Prep("against".to_owned())], vec![Step::Obj]] {
                let found = self.frames.follow(clause, &path);
                let people = self.people_among(&found);
                if !people.is_empty() {
                    return people;
                }
                let owners: Vec<usize> = found.iter().flat_map(|&w| forest.by(w, Deprel::NmodPoss)).collect();
                let people = self.people_among(&owners);
                if !people.is_empty() {
                    return people;
                }
            }
        }
        Vec::new()
    }

    /// Whether the word tells of killing or hurting, which befalls people.
    pub(super) fn is_done_to_lives(&self, word: usize) -> bool {
        matches!(
            self.forest.lemma(word).as_str(),
            "kill" | "wound" | "injure" | "murder" | "execute" | "slay" | "massacre" | "stab"
        )
    }

    /// Whether `thing` is something that a blow may be dealt to, though nobody by itself: "the power station".
    fn is_thing_struck(&self, trigger: usize, thing: usize) -> bool {
        let forest = self.forest;
        let of_people = matches!(
            forest.lemma(trigger).as_str(),
            "kill" | "wound" | "injure" | "murder" | "shoot" | "rape" | "execute" | "slay" | "assassinate"
        );
        let deed = self.lexicon.of_noun(&forest.lemma(thing)).next().is_some();
        matches!(forest.upos(thing), Upos::Noun | Upos::Propn) && !of_people && !deed && !self.is_paper(thing)
    }

    /// Whether `word` is a place or a thing whose place is told: "Kharkiv", "a port in Hodeidah".
    fn is_place_struck(&self, word: usize) -> bool {
        let forest = self.forest;
        if self.located(word).is_some() || self.has_country(word) && !self.is_paper(word) {
            return true;
        }
        let placed = |c: usize| {
            matches!(forest.case(c).as_str(), "in" | "near" | "of" | "at" | "outside")
                && self.located(c).is_some()
        };
        // "facilities at the port of Salalah"
        let inner = |c: usize| {
            matches!(forest.case(c).as_str(), "in" | "near" | "at" | "outside")
                && forest.under(c, Deprel::Nmod).any(placed)
        };
        forest.upos(word) == Upos::Noun
            && !self.is_paper(word)
            && forest.under(word, Deprel::Nmod).any(|c| placed(c) || inner(c))
            || forest.upos(word) == Upos::Propn
                && forest.children(word).iter().any(|&c| self.located(c).is_some())
            // "the Norval Complex, a plant near Arak"
            || forest.by(word, Deprel::Appos).any(|a| forest.under(a, Deprel::Nmod).any(placed))
    }

    /// Whether a noun is a thing that may stand where people do: "arrested the spread", "convicted on charges".
    fn is_paper(&self, word: usize) -> bool {
        const THINGS: &[&str] = &[
            "charge",
            "development",
            "spread",
            "decline",
            "attention",
            "case",
            "crime",
            "offence",
            "offense",
            "fee",
            "asset",
            "vessel",
            "ship",
            "boat",
            "drug",
            "weapon",
            "count",
            "vehicle",
            "money",
            "fall",
            "growth",
            "process",
            "series",
            "number",
            "flight",
            "plane",
            "total",
            "imprisonment",
            "year",
            "sentence",
            "term",
            "prison",
            "custody",
            "ton",
            "tonne",
            "kilogram",
            "kg",
            "gram",
            "pound",
            "cocaine",
            "cannabis",
            "heroin",
            "marijuana",
            "methamphetamine",
            "fentanyl",
            "cigarette",
            "debris",
        ];
        THINGS.contains(&self.forest.lemma(word).as_str())
    }

    /// Who wields the weapon that harm is done with: "were killed in Israeli airstrikes".
    fn wielder(&self, word: usize, depth: usize) -> Vec<usize> {
        let forest = self.forest;
        if forest.upos(word) != Upos::Verb {
            return Vec::new();
        }
        // "one was killed and two were wounded in strikes": what follows the last passive tells of both.
        let bare = |c: &usize| forest.by(*c, Deprel::Nsubj).next().is_none();
        let mut row: Vec<usize> = vec![word];
        row.extend(forest.by(word, Deprel::Conj).filter(bare));
        if row.len() == 1 {
            row.extend(forest.by(word, Deprel::Conj).filter(|&c| self.frames.is_passive(c)));
        }
        // "and nine are reported missing in strikes"
        let further: Vec<usize> = row.iter().skip(1).flat_map(|&v| forest.by(v, Deprel::Xcomp)).collect();
        row.extend(further);
        const MEANS: &[&str] =
            &["by", "in", "during", "from", "under", "amid", "after", "following", "when", "as"];
        let passive = self.frames.is_passive(word);
        let phrases = row.iter().flat_map(|&v| forest.children(v).iter().copied()).filter(|&c| {
            // "in drone and missile strikes": the preposition may hang on the first of the modifiers.
            let noun = forest.deprel(c) == Some(Deprel::Conj) && forest.upos(c) == Upos::Noun;
            let inner = || forest.by(c, Deprel::Compound).any(|m| MEANS.contains(&forest.case(m).as_str()));
            let phrase = forest.deprel(c).is_some_and(|d| d.is(Deprel::Obl))
                && MEANS.contains(&forest.case(c).as_str())
                || noun && inner();
            let clause = forest.deprel(c) == Some(Deprel::Advcl)
                && (forest.by(c, Deprel::Mark).any(|m| MEANS.contains(&forest.lemma(m).as_str()))
                    || forest.by(c, Deprel::Advmod).any(|m| forest.is_lemma(m, "when")));
            passive && (phrase || clause)
        });
        // "in a series of airstrikes"
        let heads = phrases.flat_map(|c| {
            let inner = forest.under(c, Deprel::Nmod).filter(|&n| forest.case(n) == "of");
            std::iter::once(c).chain(inner).flat_map(|n| forest.with_conjuncts(n)).collect::<Vec<_>>()
        });
        for head in heads {
            if let Some(own) = self.best_to(head, depth)
                && (own.outcome.kind == "ASSAULT" || self.forest.is_lemma(head, "raid"))
            {
                // "killed in clashes with rebels", "in clashes between soldiers and rebels": the other side did it.
                let victims = self.people_among(&self.frames.follow(word, &vec![Step::Obj]));
                let mut by = own.actor;
                if FIGHTS.contains(&forest.lemma(head).as_str()) {
                    by.extend(own.recipient);
                    by.retain(|&w| !victims.iter().any(|&v| self.is_alike(v, w)));
                }
                if !by.is_empty() {
                    return by;
                }
            }
        }
        Vec::new()
    }

    /// Who makes the raid in which somebody is arrested: "were detained in a raid by customs officers".
    fn raiders(&self, word: usize) -> Vec<usize> {
        const RAIDS: &[&str] =
            &["raid", "operation", "mission", "sweep", "crackdown", "bust", "sting", "search", "swoop"];
        let forest = self.forest;
        // "are killed and four arrested in an operation by": the phrase may hang on the last verb.
        let row =
            std::iter::once(word).chain(forest.by(word, Deprel::Conj).filter(|&c| self.frames.is_passive(c)));
        let raid = row.flat_map(|v| forest.under(v, Deprel::Obl)).find(|&c| {
            matches!(forest.case(c).as_str(), "in" | "during" | "by" | "after" | "following")
                && RAIDS.contains(&forest.lemma(c).as_str())
        });
        raid.map(|raid| self.people_among(&self.frames.follow(raid, &vec![Step::Subj]))).unwrap_or_default()
    }

    /// Whether `word` is one of `people`, or names the same entity as one of them.
    fn is_among(&self, word: usize, people: &[usize]) -> bool {
        // "Hezbollah claims its fighters struck": whose they are.
        let owner = self.forest.by(word, Deprel::NmodPoss).find(|&c| self.forest.upos(c) == Upos::Pron);
        let owned = owner.and_then(|c| self.cast.entity_at(c)).filter(|_| self.sector(word).is_some());
        let entity = owned.or_else(|| self.cast.entity_at(word));
        let reporter = self.frames.reporter(word);
        people.iter().any(|&p| {
            p == word || entity.is_some() && self.cast.entity_at(p) == entity || reporter == Some(p)
        })
    }

    /// Whether two phrases name the same part of the same country.
    fn is_alike(&self, one: usize, other: usize) -> bool {
        let of = |w: usize| {
            let country = self.cast.reading(w).and_then(|r| r.group.clone());
            (country.or_else(|| self.country_inside(w)), self.sector(w))
        };
        one == other || of(one) == of(other)
    }

    /// Whether what is told may be an accident: its sentence speaks of one and of no violence, or nobody is said to
    /// have done it and the text around does not tell of violence either.
    fn is_accident(&self, word: usize, outcome: &Outcome, actor: &[usize]) -> bool {
        let analysis = self.forest.analysis;
        let Some(own) = analysis.sentence_of(word) else { return false };
        match self.signs.of(own) {
            Some(violence) => return !violence,
            // An emergency that is declared after an earthquake is none of force.
            None if outcome.mode.as_deref() == Some("martial-law") => {}
            None if !actor.is_empty() || outcome.kind != "ASSAULT" => return false,
            None => {}
        }
        let block = analysis.sentences.get(own).map(|s| s.block);
        let same_block = |at: &usize| analysis.sentences.get(*at).map(|s| s.block) == block;
        let before = (0..own).rev().take(3).filter(same_block).find_map(|at| self.signs.of(at));
        if outcome.mode.as_deref() == Some("martial-law") && before.is_none() {
            return self.signs.are_of_mishaps();
        }
        !before.unwrap_or_else(|| self.signs.are_violent())
    }

    /// Another country, or somebody of one, that the complements of `word` name: "agreed to an extension of the
    /// force in Lebanon" concerns Lebanon. Phrases of mere place at the verb itself do not count.
    fn concerned(&self, word: usize, actor: &[usize]) -> Vec<usize> {
        let forest = self.forest;
        let group = |w: usize| {
            let own = self.cast.reading(w).and_then(|r| r.group.clone());
            own.or_else(|| self.cast.merged(self.cast.entity_at(w)?)?.group.clone())
        };
        let own: Vec<String> =
            actor.iter().filter_map(|&w| group(w).or_else(|| self.country_inside(w))).collect();
        if own.is_empty() {
            return Vec::new();
        }
        let mut row = vec![(word, 0)];
        let mut at = 0;
        while let Some(&(w, depth)) = row.get(at) {
            at += 1;
            let named = self.cast.reading(w).is_some_and(|r| r.group.is_some());
            if depth > 0 && named && group(w).is_some_and(|g| !own.contains(&g)) {
                return self.people_among(&[w]);
            }
            if depth >= CONCERN {
                continue;
            }
            // "denied claims that Togo had fired": whom a claim is about is not who makes it.
            let claim = matches!(
                forest.lemma(w).as_str(),
                "claim" | "allegation" | "accusation" | "report" | "charge" | "rumour" | "rumor"
            );
            for &c in forest.children(w) {
                let Some(deprel) = forest.deprel(c) else { continue };
                if claim && matches!(deprel, Deprel::Acl | Deprel::Ccomp | Deprel::AclRelcl) {
                    continue;
                }
                // "on the sidelines of the SCO summit": where people meet is no party.
                const MEETINGS: &[&str] =
                    &["summit", "conference", "meeting", "sideline", "forum", "session", "ceremony"];
                if MEETINGS.contains(&forest.lemma(c).as_str()) {
                    continue;
                }
                // "said on Twitter", "told the agency": where something is said is no party to it.
                let outlet = |s: &str| matches!(s, "JRN" | "BUS");
                if forest.case(c) == "on" && self.sector(c).as_deref().is_some_and(outlet) {
                    continue;
                }
                let goes_on = match deprel {
                    Deprel::Obj | Deprel::Iobj | Deprel::Xcomp | Deprel::Ccomp => true,
                    Deprel::Amod | Deprel::Compound | Deprel::NmodPoss | Deprel::Acl => depth > 0,
                    Deprel::Nsubj => depth > 0 && forest.upos(w) == Upos::Verb,
                    d if d.is(Deprel::Nmod) => {
                        !matches!(forest.case(c).as_str(), "since" | "after" | "before")
                    }
                    d if d.is(Deprel::Obl) => {
                        matches!(
                            forest.case(c).as_str(),
                            "to" | "for"
                                | "with"
                                | "against"
                                | "on"
                                | "of"
                                | "from"
                                | "at"
                                | "toward"
                                | "towards"
                        )
                    }
                    _ => false,
                };
                if goes_on && !actor.contains(&c) {
                    row.push((c, depth + 1));
                }
            }
        }
        Vec::new()
    }

    /// Whose the thing is that is criticised, refused or backed: the president in "an inquiry into the conduct of the
    /// president". Only somebody named who is not the one who speaks, by "of", "by", "from" or as its owner.
    fn behind(&self, word: usize, things: &[usize], actor: &[usize]) -> Vec<usize> {
        let forest = self.forest;
        let mut row: Vec<(usize, usize)> = things.iter().map(|&w| (w, 0)).collect();
        row.extend(forest.by(word, Deprel::Obj).map(|w| (w, 0)));
        let mut at = 0;
        while let Some(&(w, depth)) = row.get(at) {
            at += 1;
            let reading = self.cast.reading(w);
            let political = reading.is_some_and(|r| {
                r.named
                    && r.group.is_some()
                    && r.sector.as_deref().is_some_and(|s| !matches!(s, "CVL" | "JRN"))
            });
            if depth > 0 && political && !self.is_among(w, actor) {
                return vec![w];
            }
            if depth >= 3 {
                continue;
            }
            for &c in forest.children(w) {
                let inside = match forest.deprel(c) {
                    Some(Deprel::NmodPoss) => true,
                    Some(d) if d.is(Deprel::Nmod) => matches!(forest.case(c).as_str(), "of" | "by" | "from"),
                    _ => false,
                };
                if inside && forest.upos(w) == Upos::Noun {
                    row.push((c, depth + 1));
                }
            }
        }
        Vec::new()
    }

    /// The event that `word` governs, as the pattern recasts it.
    fn governed(&self, pattern: &Pattern, word: usize, depth: usize) -> Option<(Outcome, Fit)> {
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
    fn moded(&self, mut outcome: Outcome, word: usize, words: &[usize]) -> Outcome {
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
    fn meets(&self, word: usize, need: &Need) -> Option<usize> {
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
    fn head_word(&self, word: usize, lemmas: &[String]) -> bool {
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

    fn is_class(&self, word: usize, class: &str) -> bool {
        match class {
            "actor" => self.is_somebody(word),
            "person" => self.cast.entity_at(word).and_then(|e| self.cast.entities.get(e)).is_some_and(|e| {
                e.kind == EntityType::Person && self.cast.reading(word).is_some_and(|r| r.named)
            }),
            "country" => self.has_country(word),
            "verb" => self.forest.upos(word) == Upos::Verb,
            sector => self.sector(word).is_some_and(|s| s == sector),
        }
    }

    fn sector(&self, word: usize) -> Option<String> {
        let own = self.cast.reading(word).and_then(|r| r.sector.clone());
        own.or_else(|| self.cast.merged(self.cast.entity_at(word)?)?.sector.clone())
    }

    /// Whether a phrase of place is a country or somebody, not a part of it.
    fn is_whole(&self, word: usize) -> bool {
        let country = self.cast.reading(word).is_some_and(|r| r.class == Some(crate::actors::Class::Country));
        !country
            || self.forest.noun_phrase(word).len() <= 2 && self.forest.by(word, Deprel::Amod).next().is_none()
    }

    /// Whether the phrase names a country in some way.
    pub(super) fn has_country(&self, word: usize) -> bool {
        let own = self.cast.reading(word).is_some_and(|r| r.group.is_some());
        let merged =
            || self.cast.entity_at(word).and_then(|e| self.cast.merged(e)).is_some_and(|r| r.group.is_some());
        own || merged() || self.country_inside(word).is_some()
    }

    /// The first country that a modifier inside the phrase names.
    pub(super) fn country_inside(&self, word: usize) -> Option<String> {
        let phrase = self.forest.noun_phrase(word);
        // "sentenced Ruiz to prison for an attack on an Indian writer": not what is told of something else.
        let apart = |mut w: usize| {
            for _ in 0..DEPTH {
                let Some(up) = self.forest.head(w).filter(|&up| up != w && w != word) else { return false };
                let of_else = up != word
                    && self.forest.deprel(w).is_some_and(|d| d.is(Deprel::Nmod))
                    && matches!(self.forest.case(w).as_str(), "on" | "against" | "after" | "over");
                if of_else {
                    return true;
                }
                w = up;
            }
            false
        };
        let hit =
            self.cast.countries.iter().find(|(words, _)| {
                phrase.start <= words.start && words.end <= phrase.end && !apart(words.start)
            });
        hit.map(|(_, country)| country.clone())
    }

    /// The countries to which things belong: Russia in "sanctions on Russia's banks and officials".
    fn owners(&self, things: &[usize]) -> Vec<usize> {
        let country =
            |w: &usize| self.cast.reading(*w).is_some_and(|r| r.class == Some(crate::actors::Class::Country));
        let things = things.iter().filter(|&&w| self.forest.upos(w) == Upos::Noun && !self.is_somebody(w));
        things.filter_map(|&w| self.forest.by(w, Deprel::NmodPoss).find(country)).collect()
    }

    /// Those of `words` (and of what is joined to them) that can act politically.
    fn people_among(&self, words: &[usize]) -> Vec<usize> {
        let mut people: Vec<usize> = Vec::new();
        for &word in words {
            for w in self.joined(word) {
                // "UNICEF said they had sent": who reports goes before whom the text named long before.
                let known =
                    self.cast.entity_at(w).and_then(|e| self.cast.merged(e)).is_some_and(|r| r.is_coded());
                let they = self.forest.is_lemma(w, "they");
                let reporters = if known && !they { Vec::new() } else { self.reporters(w) };
                let all = if reporters.is_empty() { vec![w] } else { reporters };
                for w in all {
                    if self.is_somebody(w) && !people.contains(&w) {
                        people.push(w);
                    }
                }
            }
        }
        people
    }

    /// `word` and what is joined to it, also where the row hangs on the name behind a title: "Presidents Obasi of
    /// Nigeria and Talla of Benin".
    fn joined(&self, word: usize) -> Vec<usize> {
        let mut all = self.forest.with_conjuncts(word);
        // "deputy premier and works minister Belinda Ruiz": a title joined before the name is one of hers.
        all.retain(|&w| w >= word || self.forest.upos(word) != Upos::Propn);
        // "released prisoners, including a laureate and a lawyer": who stands behind "including" is one of them.
        let some =
            self.forest.under(word, Deprel::Nmod).find(|&c| c > word && self.forest.case(c) == "including");
        all.retain(|&w| some.is_none_or(|some| w < some));
        // "lawyer and editor Ana Ruiz", "premier and works minister Ana Ruiz": two titles of one.
        if let [_, other] = all[..]
            && self.is_bare_title(word)
            && self.is_named_with_title(other)
        {
            all = vec![other];
        }
        let names = self.forest.by(word, Deprel::Flat).filter(|&c| self.forest.upos(c) == Upos::Propn);
        let further = names.flat_map(|c| self.forest.by(c, Deprel::Conj));
        // "Varland, Orrenia agree": headlines set a comma for "and".
        let state = |w: usize| {
            self.cast.is_polity(self.forest, w)
                || self.cast.reading(w).is_some_and(|r| r.class == Some(crate::actors::Class::Country))
        };
        let plural = self.forest.head(word).and_then(|v| self.forest.analysis.words.get(v));
        let plural = plural.is_some_and(|v| v.xpos == Xpos::Vbp);
        let beside = self.forest.by(word, Deprel::Appos).filter(|&c| plural && state(word) && state(c));
        all.extend(beside);
        for w in further.filter(|&c| self.forest.upos(c) == Upos::Propn) {
            if !all.contains(&w) {
                all.push(w);
            }
        }
        all
    }

    /// Whether `word` is one person's title without an article and without a name of its own.
    fn is_bare_title(&self, word: usize) -> bool {
        let forest = self.forest;
        let single = forest.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Nn);
        let person = self.cast.reading(word).is_some_and(|r| !r.named && r.kind == Some(EntityType::Person));
        let apart = forest.children(word).iter().any(|&c| {
            matches!(forest.deprel(c), Some(Deprel::Det | Deprel::Nummod | Deprel::NmodPoss | Deprel::Flat))
        });
        single && person && !apart
    }

    /// Whether `word` is a name with a title before it, or a title with the name right behind it.
    fn is_named_with_title(&self, word: usize) -> bool {
        let forest = self.forest;
        let named = |w: usize| forest.upos(w) == Upos::Propn;
        let title = |w: usize| {
            matches!(forest.deprel(w), Some(Deprel::NmodDesc | Deprel::Compound))
                && self.sector(w).is_some()
                && self.cast.reading(w).is_none_or(|r| r.class.is_none())
        };
        let single = forest.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Nn);
        forest.by(word, Deprel::Det).next().is_none()
            && (named(word) && forest.children(word).iter().any(|&c| title(c))
                || single && named(word + 1)
                || named(word) && self.sector(word).is_some() && forest.by(word, Deprel::Flat).any(named))
    }

    /// Whom the pronoun of a reported clause stands for: "Iran and Iraq said they had agreed".
    fn reporters(&self, pronoun: usize) -> Vec<usize> {
        let Some(first) = self.frames.reporter(pronoun) else { return Vec::new() };
        let all: Vec<usize> = match self.forest.lemma(pronoun).as_str() {
            "they" => self.forest.with_conjuncts(first),
            _ => vec![first],
        };
        all.into_iter().filter(|&w| self.is_somebody(w)).collect()
    }

    /// Whether the phrase is an actor: it has a code, names a person or body, or is a personal pronoun or a count.
    pub(super) fn is_somebody(&self, word: usize) -> bool {
        // "Sunday's discussions" are not held by Sunday.
        if TIMES.contains(&self.forest.lemma(word).as_str()) {
            return false;
        }
        if self.cast.reading(word).is_some_and(|r| r.is_coded()) || self.cast.is_polity(self.forest, word) {
            return true;
        }
        // "the US airstrike": a deed is nobody, whatever co-reference makes of it.
        if self.forest.upos(word) == Upos::Noun
            && self.lexicon.of_noun(&self.forest.lemma(word)).next().is_some()
        {
            return false;
        }
        if let Some(entity) = self.cast.entity_at(word) {
            if self.cast.merged(entity).is_some_and(|r| r.is_coded()) {
                return true;
            }
            let kind = self.cast.entities.get(entity).map(|e| e.kind);
            let named = self.cast.reading(word).is_some_and(|r| r.named);
            if named && matches!(kind, Some(EntityType::Person | EntityType::Organization)) {
                return true;
            }
        }
        match self.forest.upos(word) {
            Upos::Pron => matches!(
                self.forest.lemma(word).as_str(),
                "he" | "she"
                    | "they"
                    | "we"
                    | "i"
                    | "him"
                    | "her"
                    | "them"
                    | "us"
                    | "me"
                    | "who"
                    | "another"
                    | "someone"
                    | "somebody"
                    | "anyone"
                    | "everyone"
                    | "everybody"
            ),
            // "another was wounded"
            Upos::Det | Upos::Adj if matches!(self.forest.lemma(word).as_str(), "another" | "other") => {
                self.forest.deprel(word).is_some_and(|d| d.is(Deprel::Nsubj) || d.is(Deprel::Obj))
            }
            // "killing four", "two were wounded".
            Upos::Num => {
                matches!(
                    self.forest.deprel(word),
                    Some(Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Conj)
                ) && self.forest.children(word).iter().all(|&c| {
                    self.forest.deprel(c) != Some(Deprel::Compound) || self.forest.upos(c) == Upos::Num
                })
            }
            _ => false,
        }
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

fn actor_is(inner: &[usize], outer: &[usize]) -> bool {
    inner.is_empty() || inner.iter().all(|w| outer.contains(w))
}
