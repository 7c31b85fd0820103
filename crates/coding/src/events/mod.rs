//! Political events: type, mode, context, actor, recipient, time, place, factuality, sources (PLOVER's terms, with
//! CAMEO's code beside them).
//!
//! "Washington refused to lift its sanctions" is one event, REJECT by USAGOV: the lexicon's entry for "refuse" takes
//! in what it governs. Patterns over lemmas and dependency relations follow TABARI's and PETRARCH's line of work;
//! types, modes and scores are those of the PLOVER manual of 2021.
//!
//! ```text
//! pattern, words (the lexicon) ──▶ matching: one entry on one word, over frame and subject (who stands where), doer and target
//!    (the two sides), struck, concern, somebody and company (who may stand on a side), unrealised, mishap ──▶ fits ──▶ sides
//!    (naming: one actor with its code; inferred, office), setting, standing, private, circumstance, confidence: an event of a
//!    fit ──▶ gather
//! ```

mod check;
mod circumstance;
mod company;
mod concern;
mod confidence;
mod doer;
mod frame;
mod gather;
mod inferred;
mod lack;
mod matching;
mod mishap;
mod naming;
mod office;
mod pattern;
mod private;
mod setting;
mod sides;
mod somebody;
mod standing;
mod struck;
mod subject;
mod target;
mod unrealised;
mod words;

use gather::{merge, note_left, percent};

pub use check::{Failure, check, sentence};
pub use confidence::{LEAST_CONFIDENCE, SURE};
pub use lack::Lack;
pub use matching::{Fit, Matcher, Sight};
pub use pattern::{EventLexicon, Example, Expected, Need, Outcome, Path, Pattern, Scale, Step};

use crate::actors::{Cast, Class};
use crate::attribution::Contents;
use crate::factuality;
use crate::forest::Forest;
use crate::lexicon::Lexicon;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{Article, Coding, Event, Factuality, Form, Note, Span};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What the events layer found.
#[derive(Debug, Default)]
pub struct Found {
    /// The events, in text order.
    pub events: Vec<Event>,
    /// What was left out, and why.
    pub notes: Vec<Note>,
    /// The signs that each event's confidence was made of.
    pub signs: Vec<Vec<String>>,
    /// Words whose entry fits and that yet gave no event, with the reason.
    pub left: BTreeMap<usize, Lack>,
}

/// Codes the events of an article. `coding` holds the layers before: times, places, attributions. Events less sure
/// than `least` (0 to 1) are left out and counted.
pub fn events(
    article: &Article,
    forest: &Forest<'_>,
    cast: &Cast,
    lexicon: &Lexicon,
    coding: &Coding,
    least: f32,
) -> Found {
    let matcher = Matcher::new(forest, cast, &lexicon.events, &coding.places);
    let fits: Vec<Fit> = (0..forest.len()).filter_map(|w| matcher.best(w)).collect();
    // A governed event belongs to the one that governs it; so do all that it governs in turn.
    let taken: BTreeSet<usize> = fits.iter().filter_map(|fit| fit.inner).collect();
    let contents = Contents::new(&coding.attributions);
    let coder = Coder { article, forest, cast, lexicon, coding, matcher: &matcher, contents: &contents };
    let mut found = Found::default();
    let mut coded: Vec<(&Fit, Event)> = Vec::new();
    for fit in fits.iter().filter(|fit| !taken.contains(&fit.trigger)) {
        let deed =
            !matches!(fit.outcome.kind.as_str(), "REQUEST" | "PROTEST" | "ACCUSE" | "CONSULT" | "SUPPORT");
        if deed && matcher.is_unrealised(fit.trigger) {
            found.left.insert(fit.trigger, Lack::Unrealised);
            continue;
        }
        // "held a vote, allowing people to choose": what a deed brings about is no giving way of its own.
        let aside = matches!(forest.deprel(fit.trigger), Some(Deprel::Advcl | Deprel::Acl))
            && forest.analysis.words.get(fit.trigger).is_some_and(|w| w.xpos == Xpos::Vbg);
        if aside && fit.outcome.kind == "CONCEDE" {
            found.left.insert(fit.trigger, Lack::Setting);
            continue;
        }
        match coder.code(fit) {
            Ok(event) => coded.push((fit, event)),
            Err(lack) => {
                found.left.insert(fit.trigger, lack);
            }
        }
    }
    for (guest, host) in circumstance::fold(&matcher, &mut coded) {
        found.left.insert(guest, Lack::Circumstance(host));
    }
    let mut all: Vec<Event> = Vec::new();
    let mut kept: Vec<&Fit> = Vec::new();
    for (fit, event) in coded {
        if merge(&mut all, event) {
            kept.push(fit);
        } else {
            found.left.insert(fit.trigger, Lack::Twice);
        }
    }
    for (mut event, fit) in all.into_iter().zip(kept) {
        let Some(pattern) = lexicon.events.patterns().get(fit.pattern) else { continue };
        let signs = confidence::signs(&matcher, fit, pattern, &with_states(forest, cast, &event));
        event.confidence = lexicon.events.confidence(&signs);
        if event.confidence < least {
            found.left.insert(fit.trigger, Lack::Unsure(percent(event.confidence), percent(least)));
            continue;
        }
        event.id = format!("e{}", found.events.len() + 1);
        found.events.push(event);
        found.signs.push(signs);
    }
    note_left(&found.left, &mut found.notes);
    found
}

/// The event with the states that no table knows as countries, for judging how surely its sides are named.
fn with_states<'e>(forest: &Forest<'_>, cast: &Cast, event: &'e Event) -> Cow<'e, Event> {
    if !cast.has_polities() {
        return Cow::Borrowed(event);
    }
    let mut seen = event.clone();
    let words = &forest.analysis.words;
    for side in seen.actor.iter_mut().chain(&mut seen.recipient).filter(|side| side.country.is_none()) {
        let first = words.partition_point(|w| w.span.end <= side.span.start);
        let inside = (first..words.len()).take_while(|&w| forest.span(w).start < side.span.end);
        if let Some(state) = inside.into_iter().find(|&w| cast.is_polity(forest, w)) {
            let state = forest.lemma(state);
            side.code = Some(format!("{state}{}", side.sector.as_deref().unwrap_or("")));
            side.country = Some(state);
            side.inferred = false;
        }
    }
    Cow::Owned(seen)
}

struct Coder<'a> {
    article: &'a Article,
    forest: &'a Forest<'a>,
    cast: &'a Cast,
    lexicon: &'a Lexicon,
    coding: &'a Coding,
    matcher: &'a Matcher<'a>,
    contents: &'a Contents<'a>,
}

impl Coder<'_> {
    /// Makes a record of a fit, or says why none.
    fn code(&self, fit: &Fit) -> Result<Event, Lack> {
        let forest = self.forest;
        let pattern = self.lexicon.events.patterns().get(fit.pattern).ok_or(Lack::Nobody)?;
        let sentence = forest
            .analysis
            .sentence_of(fit.trigger)
            .and_then(|s| forest.analysis.sentences.get(s))
            .ok_or(Lack::Nobody)?;
        // An interviewer's question tells of nothing.
        if sentence.span.of(&self.article.text).trim_end_matches(['"', '”', '\'', '’', ' ']).ends_with('?')
        {
            return Err(Lack::Asked);
        }
        let covering = self.covering(forest.span(fit.trigger));
        let place = self.place(fit);
        let place_country = place.and_then(|at| self.coding.places.get(at)).and_then(|p| self.country_of(p));
        let near = self.near(fit, sentence);
        // "Police shot a Tunisian": of whom somebody is says less than where the sentence before was set.
        let near = match &near {
            Some(country) if self.is_set_in(sentence, country) => near,
            None if !self.matcher.countries_in_sentence(sentence).is_empty() => near,
            _ => self.set_before(fit.trigger).or(near),
        };
        let innermost = covering.first().and_then(|&at| self.coding.attributions.get(at));
        let mut sides = sides::Sides {
            article: self.article,
            forest,
            cast: self.cast,
            matcher: self.matcher,
            speaker: innermost.and_then(|a| a.source_entity.as_deref()),
            quote: covering
                .iter()
                .filter_map(|&at| self.coding.attributions.get(at))
                .find(|a| matches!(a.form, Form::Direct | Form::Mixed))
                .map_or(&[], |a| a.content.as_slice()),
            place_country: place_country.as_deref(),
            near: near.as_deref(),
            places: &self.coding.places,
            authority: None,
            kind: &fit.outcome.kind,
            targets: &fit.recipient,
            done_to_people: matching::is_done_to_people(&fit.outcome)
                || fit.outcome.kind == "ASSAULT" && self.matcher.is_done_to_lives(fit.trigger),
        };
        let actor = sides.of(&fit.actor, &fit.recipient, &[]);
        // Who attacks another's people with an army is not of them.
        let attackers: Vec<String> = actor
            .iter()
            .filter(|a| fit.outcome.kind == "ASSAULT" && !a.inferred)
            .filter(|a| matches!(a.sector.as_deref(), None | Some("MIL")))
            .filter_map(|a| a.country.clone())
            .collect();
        // Whom a country's courts, police or ministers charge, arrest or set free is mostly of that country.
        let home =
            matches!(fit.outcome.kind.as_str(), "ACCUSE" | "COERCE" | "SANCTION" | "RETREAT" | "REQUEST");
        let charge = fit.outcome.kind != "ACCUSE" || fit.outcome.mode.as_deref() != Some("disapprove");
        sides.authority = actor
            .iter()
            .filter(|a| home && charge && !a.inferred)
            .filter(|a| matches!(a.sector.as_deref(), Some("GOV" | "JUD" | "COP" | "LEG")))
            .find_map(|a| a.country.clone());
        // Where a country's army and its rebels fight, the dead are its people.
        let civil = |country: &String| {
            actor.iter().any(|a| {
                a.country.as_ref() == Some(country) && matches!(a.sector.as_deref(), Some("REB" | "PRM"))
            })
        };
        let attackers: Vec<String> = attackers.into_iter().filter(|country| !civil(country)).collect();
        // "Turkey accused the regime": whom a state accuses, threatens or praises is not itself.
        let talk = matches!(fit.outcome.kind.as_str(), "THREATEN" | "SUPPORT" | "CONSULT")
            || fit.outcome.kind == "ACCUSE" && (!charge || forest.is_lemma(fit.trigger, "accuse"));
        let facing: &[usize] = if talk { &fit.actor } else { &[] };
        let mut recipient = sides.of(&fit.recipient, facing, &attackers);
        sides.own_citizens(&fit.recipient, &actor, &mut recipient);
        self.meet_other_country(fit, sentence, &actor, &mut recipient);
        recipient.retain(|r| !actor.iter().any(|a| a.entity.is_some() && a.entity == r.entity));
        // Who speaks is nobody's recipient while he has no code: "proposed: I request …".
        recipient.retain(|r| {
            r.code.is_some()
                || !matches!(r.text.to_lowercase().as_str(), "i" | "we" | "me" | "us" | "who" | "whom")
        });
        // "The police caught both and they were jailed": not the police.
        recipient.retain(|r| !self.is_mistaken_force(fit, r, &actor));
        // "struck the power station": a thing stands for the country that the sentence places it in.
        if recipient.is_empty()
            && !actor.is_empty()
            && let Some(&thing) = fit.struck.first()
            && let Some(country) = place_country.clone().or_else(|| self.only_place(sentence))
            && !attackers.contains(&country)
        {
            let span = forest.analysis.span(&forest.noun_phrase(thing));
            recipient.push(dunlin_record::Actor {
                text: span.of(&self.article.text).to_owned(),
                span,
                entity: None,
                code: Some(country.clone()),
                country: Some(country),
                sector: None,
                inferred: true,
            });
        }
        // "anti-government protests"
        if recipient.is_empty() && fit.outcome.kind == "PROTEST" {
            recipient.extend(self.protested(fit, place_country.as_deref().or(near.as_deref())));
        }
        // The same person on both sides is a slip of the tree.
        let twice = |a: &dunlin_record::Actor| {
            recipient.iter().any(|r| r.text == a.text || a.entity.is_some() && a.entity == r.entity)
        };
        let mut actor = actor;
        actor.retain(|a| !twice(a));
        // "since the Iran war": a war that is only named by who waged it.
        let era = recipient.is_empty() && matches!(forest.lemma(fit.trigger).as_str(), "war" | "conflict");
        let nobody = (actor.is_empty() || era) && recipient.iter().all(|r| r.inferred);
        if nobody && forest.upos(fit.trigger) != Upos::Verb && !self.is_told(fit) {
            return Err(Lack::Setting);
        }
        // "a past agreement with China": named, and of two sides one at most.
        let contract = fit.outcome.kind == "AGREE"
            && forest.upos(fit.trigger) == Upos::Noun
            && self.matcher.light_verb(fit.trigger).is_none_or(|verb| forest.is_lemma(verb, "have"));
        if contract && actor.len() + recipient.len() < 2 {
            return Err(Lack::Setting);
        }
        if self.is_private(fit, &actor, &recipient) {
            return Err(Lack::Private);
        }
        // "later killed himself": no deed to another; "blew himself up" is one.
        let oneself =
            |c: usize| matches!(forest.lemma(c).as_str(), "himself" | "herself" | "itself" | "themselves");
        let blast = forest.by(fit.trigger, Deprel::CompoundPrt).next().is_some();
        if recipient.is_empty() && !blast && forest.by(fit.trigger, Deprel::Obj).any(oneself) {
            return Err(Lack::Itself);
        }
        // "the president warns that the country may strike": nobody disapproves of his own country.
        let own = |r: &dunlin_record::Actor| {
            r.sector.is_none()
                && r.country.is_some()
                && actor.iter().any(|a| a.country == r.country && a.sector.as_deref() == Some("GOV"))
        };
        if fit.outcome.kind == "ACCUSE" && !recipient.is_empty() && recipient.iter().all(own) {
            return Err(Lack::Itself);
        }
        // A state that no table knows is somebody, though without a code.
        let polity = fit.actor.iter().chain(&fit.recipient).any(|&w| self.cast.is_polity(self.forest, w));
        // Who travels in his own country visits nobody.
        let at_home = |r: &dunlin_record::Actor| {
            let own = r.country.is_some() && actor.iter().any(|a| a.country == r.country);
            own && (r.sector.is_none()
                || ["Embassy", "embassy", "Consulate"].iter().any(|e| r.text.contains(e)))
        };
        let visit = fit.outcome.mode.as_deref() == Some("visit");
        if visit && !recipient.is_empty() && recipient.iter().all(at_home) {
            return Err(Lack::Private);
        }
        // Those who protest against a parliament are of its country, if no other is told.
        if fit.outcome.kind == "PROTEST"
            && let [of_state] = &recipient[..]
            && !of_state.inferred
            && matches!(of_state.sector.as_deref(), Some("GOV" | "LEG" | "COP" | "MIL" | "JUD"))
            && let Some(country) = of_state.country.as_deref()
        {
            for side in actor.iter_mut().filter(|a| a.inferred) {
                side.code = Some(format!("{country}{}", side.sector.as_deref().unwrap_or("")));
                side.country = Some(country.to_owned());
            }
        }
        let coded = polity || actor.iter().chain(&recipient).any(|a| a.code.is_some());
        let told_alone = pattern.bare && actor.is_empty() && recipient.is_empty() && self.is_told(fit);
        if !coded && !told_alone {
            return Err(Lack::Nobody);
        }
        // "launch missiles, striking a plant": the blow is what is told.
        let blow = |w: usize| self.matcher.best(w).is_some_and(|other| other.outcome.kind == "ASSAULT");
        if fit.outcome.kind == "MOBILIZE"
            && fit.outcome.mode.as_deref() == Some("weapons")
            && let Some(told) = forest.by(fit.trigger, Deprel::Advcl).find(|&w| w > fit.trigger && blow(w))
        {
            return Err(Lack::Circumstance(told));
        }
        let (mut factuality, basis) = factuality::of(forest.analysis, self.lexicon, fit.trigger);
        // "If they do not comply": the refusal itself is what depends on something; "did not agree" is a refusal
        // that happened.
        if fit.negated && factuality != Factuality::Conditional {
            factuality = Factuality::Happened;
        }
        let mut outcome = fit.outcome.clone();
        // "the army says that they launched strikes": soldiers lay down no work.
        let armed = |a: &dunlin_record::Actor| matches!(a.sector.as_deref(), Some("MIL" | "REB"));
        if outcome.kind == "PROTEST"
            && outcome.mode.as_deref() == Some("strike")
            && actor.first().is_some_and(armed)
            && !pattern.name.ends_with("/on-strike")
        {
            outcome = Outcome { kind: "ASSAULT".to_owned(), mode: None, code: Some("190".to_owned()) };
        }
        // "Azerbaijan protests the seizure": a state takes to no streets.
        let state = |&w: &usize| self.cast.reading(w).is_some_and(|r| r.class == Some(Class::Country));
        if outcome.kind == "PROTEST"
            && forest.upos(fit.trigger) == Upos::Verb
            && forest.is_lemma(fit.trigger, "protest")
            && !fit.actor.is_empty()
            && fit.actor.iter().all(state)
        {
            outcome = Outcome {
                kind: "ACCUSE".to_owned(),
                mode: Some("disapprove".to_owned()),
                code: Some("113".to_owned()),
            };
        }
        let when = self.when(fit, factuality);
        factuality = self.standing(fit, &when, factuality, &basis);
        // What is announced is another event than what is done: aid to come is an agreement, a blow to come a threat.
        let ahead =
            matches!(factuality, Factuality::Planned | Factuality::Possible | Factuality::Conditional);
        if ahead
            && fit.inner.is_none()
            && self.is_announced(fit.trigger)
            && let Some(future) = self.lexicon.events.scale(&outcome).and_then(|s| s.future.clone())
        {
            outcome = future;
            factuality = Factuality::Happened;
        } else if factuality == Factuality::Planned
            && matches!(
                outcome.kind.as_str(),
                "AGREE" | "CONCEDE" | "THREATEN" | "REQUEST" | "REJECT" | "ACCUSE"
            )
            && self.is_announced(fit.trigger)
        {
            // To announce that one will comply is to agree now.
            factuality = Factuality::Happened;
        }
        // What has happened cannot be dated after the article: the day is that of what was agreed, asked or set.
        let when = match factuality {
            Factuality::Happened if self.lies_ahead(&when) => self.undated(factuality),
            _ => when,
        };
        for side in [&mut actor, &mut recipient] {
            office::at_the_time(side, &when, self.cast, &self.lexicon.actors);
        }
        let scale = self.lexicon.events.scale(&outcome);
        Ok(Event {
            id: String::new(),
            quad: scale.and_then(|s| s.quad),
            score: scale.and_then(|s| s.score),
            context: self.contexts(&sentence.words),
            kind: Some(outcome.kind),
            mode: outcome.mode,
            code: outcome.code,
            actor,
            recipient,
            when,
            place: place.and_then(|at| self.coding.places.get(at)).map(|p| p.id.clone()),
            factuality,
            according_to: covering
                .iter()
                .filter_map(|&at| self.coding.attributions.get(at))
                .map(|a| a.id.clone())
                .collect(),
            trigger: self.spans(&fit.words),
            sentence: sentence.span,
            rule: pattern.name.clone(),
            confidence: 0.0,
        })
    }

    /// Whether a pronoun that names whoever is arrested or sentenced was taken for those who arrest and sentence.
    fn is_mistaken_force(
        &self,
        fit: &Fit,
        who: &dunlin_record::Actor,
        actor: &[dunlin_record::Actor],
    ) -> bool {
        let pronoun = ["he", "him", "she", "her", "they", "them"].contains(&who.text.to_lowercase().as_str());
        let force = matches!(who.sector.as_deref(), Some("COP" | "JUD"));
        let same = who.sector.as_deref() == Some("GOV") && actor.iter().any(|a| a.code == who.code);
        pronoun && matching::is_done_to_people(&fit.outcome) && (force || same)
    }

    /// Whom "anti-government" protests or protesters are against: the government of where they are.
    fn protested(&self, fit: &Fit, place: Option<&str>) -> Option<dunlin_record::Actor> {
        let forest = self.forest;
        let against = |w: usize| {
            forest.children(w).iter().copied().find(|&c| {
                matches!(forest.lemma(c).as_str(), "anti-government" | "antigovernment" | "anti-regime")
            })
        };
        let word = std::iter::once(fit.trigger).chain(fit.actor.iter().copied()).find_map(against)?;
        let country = place.or(self.cast.story_country.as_deref())?.to_owned();
        let span = forest.span(word);
        Some(dunlin_record::Actor {
            text: span.of(&self.article.text).to_owned(),
            span,
            entity: None,
            code: Some(format!("{country}GOV")),
            country: Some(country),
            sector: Some("GOV".to_owned()),
            inferred: true,
        })
    }

    /// Whether an event of which nobody is named is what its clause tells: "fighting broke out", "had years of war",
    /// not "after the war". Protests seldom name anybody and are told in passing too.
    fn is_told(&self, fit: &Fit) -> bool {
        let forest = self.forest;
        let aside = ["in", "after", "before", "during", "over", "for", "since"];
        let protest = fit.outcome.kind == "PROTEST" && !aside.contains(&forest.case(fit.trigger).as_str());
        if protest || forest.upos(fit.trigger) == Upos::Verb {
            return true;
        }
        let mut word = fit.trigger;
        for _ in 0..4 {
            let up = forest.head(word).filter(|&up| up < word);
            let row = forest.deprel(word) == Some(Deprel::Conj)
                || forest.deprel(word) == Some(Deprel::Nmod) && forest.case(word) == "of";
            match up {
                Some(up) if row => word = up,
                _ => break,
            }
        }
        self.matcher.light_verb(word).is_some()
            || matches!(
                forest.deprel(word),
                Some(Deprel::Root | Deprel::Nsubj | Deprel::NsubjPass | Deprel::Ccomp | Deprel::Parataxis)
            )
    }

    /// Attributions whose content holds `span`, innermost first.
    fn covering(&self, span: Span) -> Vec<usize> {
        let mut order = self.contents.covering(span);
        // The chain of the innermost one goes on outward, whether or not the outer content was marked here.
        let mut at = order.first().copied();
        for _ in 0..8 {
            let within = at.and_then(|at| self.coding.attributions.get(at)).and_then(|a| a.within.as_deref());
            at = within.and_then(|id| self.coding.attributions.iter().position(|a| a.id == id));
            match at {
                Some(outer) if !order.contains(&outer) => order.push(outer),
                Some(_) => {}
                None => break,
            }
        }
        order
    }

    fn contexts(&self, words: &std::ops::Range<usize>) -> Vec<String> {
        let mut all = BTreeSet::new();
        for word in words.clone() {
            all.extend(self.lexicon.events.contexts_of(&self.forest.lemma(word)).iter().cloned());
        }
        all.into_iter().collect()
    }

    fn spans(&self, words: &[usize]) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for &word in words {
            let span = self.forest.span(word);
            match spans.last_mut() {
                Some(last) if last.end + 1 >= span.start => *last = last.cover(span),
                _ => spans.push(span),
            }
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dunlin_language::{Analysis, Sentence, Word};
    use proptest::prelude::*;

    const WORDS: &[(&str, Upos, Xpos)] = &[
        ("Turkey", Upos::Propn, Xpos::Nnp),
        ("police", Upos::Noun, Xpos::Nns),
        ("arrested", Upos::Verb, Xpos::Vbn),
        ("refused", Upos::Verb, Xpos::Vbd),
        ("talks", Upos::Noun, Xpos::Nns),
        ("with", Upos::Adp, Xpos::In),
        ("holding", Upos::Verb, Xpos::Vbg),
        ("they", Upos::Pron, Xpos::Prp),
        ("who", Upos::Pron, Xpos::Wp),
        ("not", Upos::Part, Xpos::Rb),
        ("Kim", Upos::Propn, Xpos::Nnp),
        ("ready", Upos::Adj, Xpos::Jj),
        ("-", Upos::Punct, Xpos::Hyph),
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Any tree at all, with cycles, heads outside the sentence and relations that make no sense.
        #[test]
        fn no_tree_makes_it_panic(
            words in prop::collection::vec((0..WORDS.len(), prop::option::of(0usize..24), 0..Deprel::ALL.len()), 0..20),
        ) {
            use std::sync::LazyLock;
            static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::embedded().unwrap());
            let (mut text, mut analysis) = (String::new(), Analysis::default());
            for (which, head, deprel) in words {
                let (form, upos, xpos) = WORDS[which];
                let start = text.len();
                text.push_str(form);
                analysis.words.push(Word {
                    span: Span::new(start, text.len()),
                    lemma: form.to_lowercase(),
                    upos,
                    xpos,
                    head,
                    deprel: Deprel::ALL[deprel],
                    sure: 1.0,
                    joined: false,
                });
                text.push(' ');
            }
            let all = 0..analysis.words.len();
            let span = analysis.span(&all);
            analysis.sentences.push(Sentence { words: all, span, block: 0 });
            let article = Article { text, published: Some("2020-01-01".to_owned()), ..Article::default() };
            let coding = crate::code(&article, &analysis, &LEXICON);
            for event in &coding.events {
                prop_assert!(event.confidence > 0.0 && event.confidence < 1.0);
                prop_assert!(!event.trigger.is_empty());
            }
        }
    }
}
