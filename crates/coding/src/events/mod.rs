//! Political events: type, mode, context, actor, recipient, time, place, factuality, sources (PLOVER's terms, with
//! CAMEO's code beside them).
//!
//! "Washington refused to lift its sanctions" is one event, REJECT by USAGOV: the lexicon's entry for "refuse" takes
//! in what it governs. Patterns over lemmas and dependency relations follow TABARI's and PETRARCH's line of work;
//! types, modes and scores are those of the PLOVER manual of 2021.

mod check;
mod circumstance;
mod confidence;
mod frame;
mod matching;
mod mishap;
mod pattern;
mod sides;
mod standing;

pub use check::{Failure, check, sentence};
pub use confidence::{LEAST_CONFIDENCE, SURE};
pub use matching::{Fit, Lack, Matcher, Sight};
pub use pattern::{EventLexicon, Example, Expected, Need, Outcome, Path, Pattern, Scale, Step};

use crate::actors::{Cast, Class};
use crate::attribution::Contents;
use crate::factuality;
use crate::forest::Forest;
use crate::lexicon::Lexicon;
use crate::times::happened;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{
    Article, Coding, Event, Factuality, Form, Note, PlaceForm, Span, Stage, When, WhenBasis,
};
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
fn with_states(forest: &Forest<'_>, cast: &Cast, event: &Event) -> Event {
    let mut seen = event.clone();
    if !cast.has_polities() {
        return seen;
    }
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
    seen
}

/// A confidence in hundredths.
fn percent(confidence: f32) -> u8 {
    (confidence.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// Notes how many events were left out, by reason.
fn note_left(left: &BTreeMap<usize, Lack>, notes: &mut Vec<Note>) {
    let mut note = |kind: &str, is: &dyn Fn(&Lack) -> bool, detail: &str| {
        let count = left.values().filter(|lack| is(lack)).count() as u64;
        if count > 0 {
            notes.push(Note::new(Stage::Coding, kind, count, detail.to_owned()));
        }
    };
    note(
        "event-without-actor",
        &|l| matches!(l, Lack::Nobody),
        "an event's word with nobody beside it who could be coded",
    );
    note(
        "event-as-purpose",
        &|l| matches!(l, Lack::Unrealised),
        "a deed named only as a purpose or a reason, not told as done",
    );
    note(
        "event-as-circumstance",
        &|l| matches!(l, Lack::Circumstance(_)),
        "named only as the aim, cause or setting of another event of its sentence",
    );
    note(
        "event-as-setting",
        &|l| matches!(l, Lack::Setting),
        "an event's noun in a phrase of time or cause, with nobody who did it",
    );
    note(
        "event-among-private-people",
        &|l| matches!(l, Lack::Private),
        "talk, help or praise with nobody political on either side",
    );
    note(
        "event-not-sure-enough",
        &|l| matches!(l, Lack::Unsure(..)),
        "its confidence is below the least that is asked for (--min-confidence)",
    );
    note("event-as-question", &|l| matches!(l, Lack::Asked), "asked, not told");
    note(
        "event-told-twice",
        &|l| matches!(l, Lack::Twice),
        "a second word for the same event in the same sentence",
    );
}

/// Adds `event`, unless its sentence already tells the same one in another word; whether it was added.
fn merge(events: &mut Vec<Event>, event: Event) -> bool {
    let codes = |side: &[dunlin_record::Actor]| -> BTreeSet<(String, Option<String>)> {
        side.iter().map(|a| (a.country.clone().unwrap_or_default(), a.sector.clone())).collect()
    };
    // "injured three Palestinians when settlers attacked residents": somebody of no country may be one of those named.
    let within = |part: &[dunlin_record::Actor], whole: &[dunlin_record::Actor]| {
        part.iter().all(|a| {
            whole.iter().any(|b| a.sector == b.sector && (a.country.is_none() || a.country == b.country))
        })
    };
    // "gunfire and airstrikes killed nine": two words, one deed of one side, though each has a mode of its own.
    let same = events.iter_mut().find(|other| {
        other.sentence == event.sentence
            && other.kind == event.kind
            && other.factuality == event.factuality
            && (other.mode == event.mode
                || other.mode.is_none()
                || event.mode.is_none()
                || codes(&other.actor) == codes(&event.actor)
                    && (other.recipient.is_empty() || event.recipient.is_empty()))
            && (within(&event.actor, &other.actor) || other.actor.is_empty())
            && (within(&event.recipient, &other.recipient) || other.recipient.is_empty())
    });
    let Some(other) = same else {
        events.push(event);
        return true;
    };
    other.trigger.extend(event.trigger);
    other.trigger.sort_unstable();
    other.trigger.dedup();
    if other.mode.is_none() {
        other.mode = event.mode;
        other.score = event.score;
    }
    if other.actor.is_empty() {
        // Nobody does to himself what is done to him.
        other.actor = event.actor;
        other.actor.retain(|a| !other.recipient.iter().any(|r| r.span == a.span));
        unguess_own(other);
    }
    if other.recipient.is_empty() {
        other.recipient = event.recipient;
    }
    if other.place.is_none() {
        other.place = event.place;
    }
    if other.when.basis != WhenBasis::Stated {
        other.when = event.when;
    }
    false
}

/// Takes back the guess that the victims of an army or a state are its own people.
fn unguess_own(event: &mut Event) {
    let own = |side: &dunlin_record::Actor| {
        event.actor.iter().any(|a| {
            !a.inferred && matches!(a.sector.as_deref(), None | Some("MIL")) && a.country == side.country
        })
    };
    let guess = |side: &dunlin_record::Actor| {
        event.kind.as_deref() == Some("ASSAULT")
            && side.inferred
            && side.sector.as_deref() == Some("CVL")
            && own(side)
    };
    let guessed: Vec<bool> = event.recipient.iter().map(guess).collect();
    for (side, _) in event.recipient.iter_mut().zip(guessed).filter(|(_, guessed)| *guessed) {
        side.country = None;
        side.code.clone_from(&side.sector);
        side.inferred = false;
    }
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
        let home = matches!(fit.outcome.kind.as_str(), "ACCUSE" | "COERCE" | "SANCTION" | "RETREAT");
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
        let mut recipient = sides.of(&fit.recipient, &[], &attackers);
        recipient.retain(|r| !actor.iter().any(|a| a.entity.is_some() && a.entity == r.entity));
        // Who speaks is nobody's recipient while he has no code: "proposed: I request …".
        recipient.retain(|r| {
            r.code.is_some() || !matches!(r.text.to_lowercase().as_str(), "i" | "we" | "me" | "us")
        });
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
            && self.matcher.light_verb(fit.trigger).is_none();
        if contract && actor.len() + recipient.len() < 2 {
            return Err(Lack::Setting);
        }
        if self.is_private(fit, &actor, &recipient) {
            return Err(Lack::Private);
        }
        // A state that no table knows is somebody, though without a code.
        let polity = fit.actor.iter().chain(&fit.recipient).any(|&w| self.cast.is_polity(self.forest, w));
        // Who travels in his own country visits nobody.
        let at_home = |r: &dunlin_record::Actor| {
            r.sector.is_none() && r.country.is_some() && actor.iter().any(|a| a.country == r.country)
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

    /// Whether it is nothing political: talk, help or praise among private people, help to nobody, deeds of "I" and
    /// "you" who are nobody known.
    fn is_private(
        &self,
        fit: &Fit,
        actor: &[dunlin_record::Actor],
        recipient: &[dunlin_record::Actor],
    ) -> bool {
        if fit.actor.iter().chain(&fit.recipient).any(|&w| self.cast.is_polity(self.forest, w)) {
            return false;
        }
        let kind = fit.outcome.kind.as_str();
        if matches!(kind, "AID" | "COOPERATE") && recipient.is_empty() && actor.len() < 2 {
            return true;
        }
        if kind == "AID" && actor.is_empty() && recipient.iter().all(|r| r.inferred || r.country.is_none()) {
            return true;
        }
        let private = |a: &dunlin_record::Actor| match a.sector.as_deref() {
            // "Kurds", "Thai farmers": a people or a part of one, not somebody whose country is guessed.
            Some("CVL" | "EDU" | "MED" | "AGR" | "REL" | "LAB") => a.inferred || a.country.is_none(),
            Some("BUS" | "JRN" | "CRM" | "SOC") => true,
            Some(_) => false,
            None => a.inferred || a.code.is_none(),
        };
        // "The federation fined the jumpers": what clubs do to their members.
        let club = |a: &dunlin_record::Actor| matches!(a.sector.as_deref(), Some("SOC" | "BUS"));
        if kind == "SANCTION" && !actor.is_empty() && actor.iter().all(club) && recipient.iter().all(private)
        {
            return true;
        }
        // "the firm began an investigation": of itself.
        let inquiry = kind == "ACCUSE" && fit.outcome.mode.as_deref() == Some("investigate");
        if inquiry && recipient.is_empty() && !actor.is_empty() && actor.iter().all(club) {
            return true;
        }
        // "the children were banned from washing": by nobody that the public is told of.
        let restricted = kind == "COERCE" && fit.outcome.mode.as_deref() == Some("restrict");
        let anybody = |a: &dunlin_record::Actor| a.inferred && a.sector.as_deref() == Some("CVL");
        if restricted && actor.is_empty() && !recipient.is_empty() && recipient.iter().all(anybody) {
            return true;
        }
        // "the candidate's rally": a party's own gathering, against nobody.
        let partisan =
            |a: &dunlin_record::Actor| matches!(a.sector.as_deref(), Some("PTY" | "GOV" | "LEG" | "ELI"));
        let rally = kind == "PROTEST" && self.forest.is_lemma(fit.trigger, "rally") && recipient.is_empty();
        let single = |w: &usize| {
            self.cast
                .reading(*w)
                .is_some_and(|r| r.named && r.kind == Some(dunlin_record::EntityType::Person))
        };
        let opposed = actor.iter().any(|a| a.sector.as_deref() == Some("OPP"));
        if rally
            && !actor.is_empty()
            && (actor.iter().any(partisan) || !opposed && fit.actor.iter().all(single))
        {
            return true;
        }
        // "the council met": nobody else is met.
        let house =
            |a: &dunlin_record::Actor| matches!(a.sector.as_deref(), Some("LEG" | "JUD" | "SOC" | "PTY"));
        if kind == "CONSULT" && recipient.is_empty() && actor.len() == 1 && actor.iter().all(house) {
            return true;
        }
        // Somebody of whom only the name is known meets others: no talks.
        let nobody = |a: &dunlin_record::Actor| a.sector.is_none() && (a.inferred || a.code.is_none());
        if kind == "CONSULT" && actor.iter().any(nobody) {
            return true;
        }
        // "many people expressed anger": at nobody.
        let anybody = |a: &dunlin_record::Actor| {
            (a.inferred || a.country.is_none()) && matches!(a.sector.as_deref(), Some("CVL") | None)
        };
        if kind == "ACCUSE" && recipient.is_empty() && !actor.is_empty() && actor.iter().all(anybody) {
            return true;
        }
        // "resigned from the network": who leaves a post that is not of the public.
        let post = |a: &dunlin_record::Actor| {
            matches!(a.sector.as_deref(), Some("EDU" | "BUS" | "JRN" | "CVL" | "MED" | "LAB" | "SOC"))
        };
        if kind == "RETREAT"
            && fit.outcome.mode.as_deref() == Some("resign")
            && !actor.is_empty()
            && actor.iter().all(post)
        {
            return true;
        }
        let talk = matches!(
            kind,
            "CONSULT" | "SUPPORT" | "AID" | "COOPERATE" | "AGREE" | "CONCEDE" | "REQUEST" | "REJECT"
        );
        let states = |side: &[dunlin_record::Actor]| {
            let mut countries: Vec<&str> =
                side.iter().filter(|a| !a.inferred).filter_map(|a| a.country.as_deref()).collect();
            countries.dedup();
            countries.len()
        };
        let across = states(actor) + states(recipient) > 1;
        let whoever = |a: &dunlin_record::Actor| {
            a.code.is_none()
                && matches!(a.text.to_lowercase().as_str(), "i" | "we" | "you" | "someone" | "somebody")
        };
        // "They arrested three": of whom nobody knows who they are.
        let unknown = |a: &dunlin_record::Actor| {
            a.code.is_none() && matches!(a.text.to_lowercase().as_str(), "they" | "he" | "she" | "it" | "who")
        };
        if actor.iter().any(unknown) {
            return true;
        }
        let mut all = actor.iter().chain(recipient).peekable();
        talk && !across && all.peek().is_some() && all.all(private) || actor.iter().any(whoever)
    }

    /// The country in which all places of a sentence lie; where it names no place, the one country of its people and
    /// adjectives ("the Australian electorate").
    fn near(&self, fit: &Fit, sentence: &dunlin_language::Sentence) -> Option<String> {
        // Among states that no table knows, a known town says nothing of whose people are meant.
        if self.cast.has_polities() {
            return None;
        }
        // France in "Agence France-Presse" is no place of the story.
        let in_body = |span: Span| {
            let bodies =
                self.cast.entities.iter().filter(|e| e.kind == dunlin_record::EntityType::Organization);
            bodies.flat_map(|e| &e.mentions).any(|m| m.span.contains(span) && m.span != span)
        };
        let inside = |p: &&dunlin_record::Place| {
            sentence.span.contains(p.span) && p.form == PlaceForm::Name && !in_body(p.span)
        };
        let mut countries: Vec<String> =
            self.coding.places.iter().filter(inside).filter_map(|p| self.country_of(p)).collect();
        let named = self.cast.countries.iter().filter(|(words, _)| sentence.words.contains(&words.start));
        // Where those come from who do it says nothing: "Russian missiles killed ten in Kharkiv".
        let from = |w: &usize| {
            let own = self.cast.reading(*w).and_then(|r| r.group.clone());
            own.or_else(|| self.matcher.country_inside(*w))
        };
        // Prisoners and those who are arrested are mostly of the country that holds them.
        let abroad = !matches!(fit.outcome.kind.as_str(), "COERCE" | "SANCTION" | "RETREAT");
        let doers: Vec<String> = fit.actor.iter().filter_map(from).filter(|_| abroad).collect();
        let named: Vec<&String> =
            named.map(|(_, country)| country).filter(|country| !doers.contains(country)).collect();
        // "the Australian electorate of Groom": a town of that name elsewhere is not meant.
        countries.retain(|country| named.is_empty() || named.contains(&country));
        if countries.is_empty() {
            countries = named.into_iter().cloned().collect();
        }
        countries.sort_unstable();
        countries.dedup();
        match &countries[..] {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// The one country in which all places lie that a sentence names, whoever else it names.
    fn only_place(&self, sentence: &dunlin_language::Sentence) -> Option<String> {
        let inside = |p: &&dunlin_record::Place| sentence.span.contains(p.span) && p.form == PlaceForm::Name;
        let mut countries: Vec<String> =
            self.coding.places.iter().filter(inside).filter_map(|p| self.country_of(p)).collect();
        countries.sort_unstable();
        countries.dedup();
        if let [_] = countries[..] { countries.pop() } else { None }
    }

    /// The country of a place: the one written behind it ("Nyanga, Western Cape, South Africa"), else that of the
    /// gazetteer.
    fn country_of(&self, place: &dunlin_record::Place) -> Option<String> {
        let words = &self.forest.analysis.words;
        let mut at = words.partition_point(|w| w.span.start < place.span.end);
        let mut behind: Vec<&String> = Vec::new();
        for _ in 0..8 {
            behind.extend(
                self.cast.countries.iter().find(|(words, _)| words.start == at).map(|(_, country)| country),
            );
            match words.get(at) {
                Some(word) if word.upos == Upos::Propn || word.lemma == "," => at += 1,
                _ => break,
            }
        }
        // "Bhakkar, Punjab, Pakistan": of two that bear the state's name the gazetteer's is meant.
        let own = place.country.as_ref().filter(|own| behind.is_empty() || behind.contains(own));
        own.or(behind.first().copied()).cloned()
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

    /// The place of the event: a phrase of place at the trigger, at its light verb, or at what governs it.
    fn place(&self, fit: &Fit) -> Option<usize> {
        let forest = self.forest;
        let mut heads: Vec<usize> = fit.words.clone();
        // "stormed the consulate in Basra"
        heads.extend(fit.recipient.iter().filter(|_| fit.outcome.kind == "ASSAULT"));
        heads.extend(forest.head(fit.trigger).filter(|&h| {
            forest.deprel(fit.trigger) != Some(Deprel::Root)
                && forest.upos(h) == Upos::Verb
                && forest.analysis.sentence_of(h) == forest.analysis.sentence_of(fit.trigger)
        }));
        for &head in &heads {
            for &child in forest.children(head) {
                let placed = forest.deprel(child).is_some_and(|d| d.is(Deprel::Obl) || d.is(Deprel::Nmod))
                    && matches!(
                        forest.case(child).as_str(),
                        "in" | "at"
                            | "near"
                            | "outside"
                            | "across"
                            | "around"
                            | "inside"
                            | "on"
                            | "over"
                            | "throughout"
                            | "off"
                            | "into"
                            | "north of"
                            | "south of"
                            | "through"
                    );
                if !placed {
                    continue;
                }
                let span = forest.analysis.span(&forest.noun_phrase(child));
                let there = |p: &dunlin_record::Place| span.contains(p.span) && p.form == PlaceForm::Name;
                if let Some(at) = self.coding.places.iter().position(there) {
                    return Some(at);
                }
            }
        }
        None
    }

    /// When it happened: a time expression in its clause, else what tense and day of publication tell.
    fn when(&self, fit: &Fit, factuality: Factuality) -> When {
        let times = &self.coding.times;
        if let Some(time) = happened(self.forest, &self.lexicon.times, times, &fit.words, fit.trigger) {
            return When { value: time.value.clone(), basis: WhenBasis::Stated, time: Some(time.id.clone()) };
        }
        self.undated(factuality)
    }

    /// Whether a time lies after the day of publication.
    fn lies_ahead(&self, when: &When) -> bool {
        let (Some(value), Some(day)) = (when.value.as_deref(), self.article.published.as_deref()) else {
            return false;
        };
        let calendar = value.bytes().take(10).all(|b| b.is_ascii_digit() || b == b'-');
        let grain = value.len().min(day.len());
        value == "FUTURE_REF" || calendar && value.get(..grain) > day.get(..grain)
    }

    /// The time of an event that no time expression dates.
    fn undated(&self, factuality: Factuality) -> When {
        match factuality {
            Factuality::Planned | Factuality::Threatened => {
                When { value: Some("FUTURE_REF".to_owned()), basis: WhenBasis::Tense, time: None }
            }
            Factuality::Background => {
                When { value: Some("PAST_REF".to_owned()), basis: WhenBasis::Tense, time: None }
            }
            Factuality::Happened | Factuality::Ongoing => match &self.article.published {
                Some(day) => When { value: Some(day.clone()), basis: WhenBasis::Published, time: None },
                None => When { value: None, basis: WhenBasis::Unknown, time: None },
            },
            _ => When { value: None, basis: WhenBasis::Unknown, time: None },
        }
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
