//! To whom it is done: the recipients of an event, where its entry seeks them and where else the sentence tells them.

use super::matching::{DEPTH, Fit, Matcher, actor_is, is_done_to_people};
use super::pattern::{Outcome, Path, Pattern, Step};
use super::words::WordClass;
use dunlin_language::{Deprel, Upos};

/// To whom an event is done.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Heads of the phrases that name them.
    pub(super) recipient: Vec<usize>,
    /// What is struck and is nobody by itself: "the power station".
    pub(super) struck: Vec<usize>,
    /// Whether they stand in the infinitive that the trigger takes: "agreed to open a factory".
    of_infinitive: bool,
}

/// An entry at work on a word, with what is known of the event so far.
#[derive(Clone, Copy)]
pub(super) struct Attempt<'a> {
    pub(super) pattern: &'a Pattern,
    pub(super) word: usize,
    pub(super) outcome: &'a Outcome,
    pub(super) actor: &'a [usize],
    /// The event that this one takes in.
    pub(super) inner: Option<&'a Fit>,
}

impl Matcher<'_> {
    /// To whom the event of `attempt` is done.
    pub(super) fn targets(&self, attempt: Attempt<'_>) -> Targets {
        let Attempt { word, outcome, actor, .. } = attempt;
        let mut targets = self.sought_targets(attempt);
        let recipient = &mut targets.recipient;
        let others = |found: Vec<usize>| found.into_iter().filter(|w| !actor.contains(w)).collect();
        if recipient.is_empty()
            && let Some(inner) = attempt.inner
        {
            *recipient = others(self.targets_of_inner(outcome, actor, inner));
        }
        if recipient.is_empty() && outcome.kind == "PROTEST" {
            *recipient = others(self.protested(word));
        }
        if recipient.is_empty() && outcome.kind == "ASSAULT" {
            *recipient = self.undergoing(word);
        }
        // Several who agree do so with each other.
        let mutual = outcome.kind == "CONSULT" || outcome.kind == "AGREE" && actor.len() > 1;
        // "agreed to open a factory": what the infinitive names need be nobody.
        if outcome.kind == "AGREE" && attempt.inner.is_none() && targets.of_infinitive {
            let named = |w: usize| self.cast.reading(w).is_some_and(|r| r.named);
            recipient.retain(|&w| self.has_country(w) || named(w) || self.forest.upos(w) == Upos::Pron);
        }
        if outcome.kind == "AGREE" && mutual {
            recipient.retain(|&w| self.has_country(w) && self.forest.upos(w) == Upos::Propn);
        }
        if recipient.is_empty() && !mutual {
            *recipient = others(self.targets_beyond(attempt));
        }
        targets
    }

    /// Who stands where the entry seeks its recipients: at the first of its paths that leads to somebody.
    fn sought_targets(&self, attempt: Attempt<'_>) -> Targets {
        let mut targets = Targets::default();
        for path in &attempt.pattern.recipient {
            let recipient = self.reached(attempt, path, &mut targets.struck);
            if !recipient.is_empty() {
                targets.of_infinitive = path.first() == Some(&Step::Xcomp);
                targets.recipient = recipient;
                break;
            }
        }
        targets
    }

    /// Whom one path leads to. What it leads to that is a thing struck goes to `struck`.
    fn reached(&self, attempt: Attempt<'_>, path: &Path, struck: &mut Vec<usize>) -> Vec<usize> {
        let Attempt { word, outcome, actor, .. } = attempt;
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
        let mut recipient = self.owners(&found);
        if recipient.is_empty() {
            recipient = self.people_among(&found);
        }
        // Harm to what belongs to a country is harm to it: "demolished Palestinian homes".
        if recipient.is_empty() && is_harm_along(outcome, path) {
            let drug = |w: usize| outcome.kind == "COERCE" && self.is_paper(w);
            recipient = found.iter().copied().filter(|&w| self.has_country(w) && !drug(w)).collect();
        }
        // "attacked Kharkiv", "airstrikes on a port in Hodeidah": a place that is struck stands for its country.
        if recipient.is_empty() && outcome.kind == "ASSAULT" && path.last().is_some_and(is_aim) {
            recipient = found.iter().copied().filter(|&w| self.is_place_struck(w)).collect();
            if recipient.is_empty() && struck.is_empty() {
                *struck = found.iter().copied().filter(|&w| self.is_thing_struck(word, w)).collect();
            }
        }
        // "will visit Gdansk"
        if outcome.mode.as_deref() == Some("visit") {
            let row = found.iter().flat_map(|&w| self.forest.with_conjuncts(w));
            let places: Vec<usize> = row.filter(|&w| self.is_place_struck(w)).collect();
            if places.len() > recipient.len() {
                recipient = places;
            }
        }
        // "opposes the police state": what a thing is called after is no party to it, unless a country or a name.
        if path.last() == Some(&Step::Mod) {
            recipient.retain(|&w| self.has_country(w) || self.cast.reading(w).is_some_and(|r| r.named));
        }
        recipient.retain(|w| !actor.contains(w));
        if recipient.is_empty() { self.befallen(word, outcome, found) } else { recipient }
    }

    /// Whoever is arrested, charged or deported is somebody, whatever the noun: "the arrest of a rubber tapper"; and whoever is
    /// counted among the dead: "killed nine seafarers".
    fn befallen(&self, word: usize, outcome: &Outcome, mut found: Vec<usize>) -> Vec<usize> {
        let noun = |w: usize| self.forest.upos(w) == Upos::Noun && !self.is_paper(w);
        let counted = |w: usize| self.forest.by(w, Deprel::Nummod).next().is_some();
        if is_done_to_people(outcome) {
            found.retain(|&w| noun(w));
        } else if outcome.kind == "ASSAULT" && self.is_done_to_lives(word) {
            found.retain(|&w| noun(w) && counted(w));
        } else {
            found.clear();
        }
        found
    }

    /// To whom an event is done by what it takes in. Of a threat it is whom the deed would befall, whoever is to do it;
    /// "rules out a withdrawal of its troops": what one's own do is one's own deed.
    fn targets_of_inner(&self, outcome: &Outcome, actor: &[usize], inner: &Fit) -> Vec<usize> {
        let group = |w: usize| {
            let own = self.cast.reading(w).and_then(|r| r.group.clone());
            own.or_else(|| self.country_inside(w))
        };
        let own = actor.first().and_then(|&w| group(w));
        let ours = own.is_some() && inner.actor.iter().all(|&w| group(w) == own);
        let befallen = outcome.kind == "THREATEN" || ours || actor_is(&inner.actor, actor);
        let others = |side: &[usize]| side.iter().copied().filter(|w| !actor.contains(w)).collect::<Vec<_>>();
        let first = others(if befallen { &inner.recipient } else { &inner.actor });
        if first.is_empty() { others(&inner.recipient) } else { first }
    }

    /// "the town suffered an airstrike"
    fn undergoing(&self, word: usize) -> Vec<usize> {
        let verb = self.frames.light_verb(word).filter(|&verb| self.is_a(verb, WordClass::Undergoing));
        let Some(verb) = verb else { return Vec::new() };
        let befell = self.frames.subject(verb, DEPTH);
        let people = self.people_among(&befell);
        if people.is_empty() {
            return befell.into_iter().filter(|&w| self.is_place_struck(w)).collect();
        }
        people
    }

    /// Whom a deed concerns that names nobody where the entry seeks them: who is behind the thing blamed or refused, else
    /// whoever else the clause names.
    fn targets_beyond(&self, attempt: Attempt<'_>) -> Vec<usize> {
        let Attempt { pattern, word, outcome, actor, .. } = attempt;
        let sought = pattern.recipient.iter().any(|path| !path.is_empty());
        // "another was injured in a strike in Russia": where it was says not whom it hit.
        let befallen = outcome.kind == "ASSAULT" && self.frames.is_passive(word);
        if actor.is_empty() || !sought || befallen {
            return Vec::new();
        }
        if matches!(outcome.kind.as_str(), "ACCUSE" | "REJECT" | "SUPPORT") {
            let path = |path: &Path| self.frames.follow(word, path);
            let things: Vec<usize> = pattern.recipient.iter().flat_map(path).collect();
            let behind = self.behind(word, &things, actor);
            if !behind.is_empty() {
                return behind;
            }
        }
        self.concerned(word, actor)
    }
}

/// Whether what this path leads to is harmed by the event, so that harm to a country's things is harm to the country.
fn is_harm_along(outcome: &Outcome, path: &Path) -> bool {
    let by = |step: &Step| matches!(step, Step::Prep(preposition) if preposition == "by");
    let on = |step: &Step| matches!(step, Step::Prep(p) if matches!(p.as_str(), "on" | "against" | "of"));
    let coerced = outcome.kind == "COERCE" && path.len() == 1 && path.last().is_some_and(on);
    match outcome.kind.as_str() {
        "ASSAULT" | "COERCE" => path.as_slice() == [Step::Obj] || coerced,
        "ACCUSE" => path.last().is_some_and(by),
        _ => false,
    }
}

/// Whether a step leads to what a blow is aimed at.
fn is_aim(step: &Step) -> bool {
    match step {
        Step::Obj => true,
        Step::Prep(preposition) => matches!(preposition.as_str(), "on" | "against" | "at" | "of"),
        _ => false,
    }
}
