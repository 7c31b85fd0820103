//! Events that are told for another event's sake: its aim, its cause, its setting, its content.
//!
//! "Farmers blocked roads to demand aid after the arrest of their leader" reports one event, the blockade. PLOVER
//! (like CAMEO before it) codes what a sentence asserts; the demand and the arrest are circumstances. An event
//! counts for itself when its clause asserts it: a main clause, a further one joined to it, a relative clause or a
//! participle that tells what was done to somebody, an adverbial clause with a subject of its own that states a fact.

use super::matching::{Fit, Matcher};
use super::words::WordClass;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{Actor, Event, Factuality};

/// How far a word may stand below the event whose circumstance it is.
const FAR: usize = 12;

/// Subordinators of what is not told as done.
const OPEN: &[&str] =
    &["if", "unless", "until", "till", "before", "whether", "lest", "so", "that", "for", "to"];

/// Takes the circumstances out of `coded` and gives what they know of the sides to the events they belong to.
/// Returns their triggers, each with that of its host.
pub(super) fn fold(matcher: &Matcher<'_>, coded: &mut Vec<(&Fit, Event)>) -> Vec<(usize, usize)> {
    let hosts: Vec<Option<usize>> = (0..coded.len()).map(|at| host(matcher, coded, at)).collect();
    let apart: Vec<bool> = hosts
        .iter()
        .enumerate()
        .map(|(at, host)| host.is_some_and(|host| is_apart(matcher, coded, at, host)))
        .collect();
    let trigger = |at: usize| coded.get(at).map_or(0, |(fit, _)| fit.trigger);
    let folded: Vec<(usize, usize)> =
        hosts.iter().enumerate().filter_map(|(at, host)| Some((trigger(at), trigger((*host)?)))).collect();
    for (at, host) in hosts.iter().enumerate() {
        let Some(host) = *host else { continue };
        if apart.get(at).copied().unwrap_or(false) {
            continue;
        }
        let Some((_, guest)) = coded.get(at) else { continue };
        let (guest, fight) = (guest.clone(), is_fight(matcher, coded, at));
        let Some((_, main)) = coded.get_mut(host) else { continue };
        // A protest is against those whom its demand is addressed to; the same act told twice has the same sides.
        let same = main.kind == guest.kind;
        // "six people were killed by airstrikes across Lebanon": the place of the blow tells whose they are.
        let open = main.recipient.iter().all(|a| a.inferred || a.country.is_none());
        if same
            && open
            && !fight
            && !main.recipient.is_empty()
            && let [whom] = &guest.recipient[..]
            && let Some(country) = whom.country.as_deref().filter(|_| !whom.inferred)
        {
            // "a strike on soldiers killed twelve": a bare number counts whom the blow was dealt to.
            match &main.recipient[..] {
                [one] if whom.sector.is_some() && !one.text.contains(' ') => {
                    main.recipient = vec![whom.clone()];
                }
                _ => main.recipient.iter_mut().for_each(|side| move_to(side, country)),
            }
        }
        let unknown = main.recipient.is_empty();
        // Not whom an attack befell that is remembered: "protests on the anniversary of the invasion of".
        let addressed = guest.kind.as_deref() != Some("ASSAULT");
        if unknown && (same || addressed && main.kind.as_deref() == Some("PROTEST")) {
            let own = |a: &Actor| main.actor.iter().any(|m| m.entity.is_some() && m.entity == a.entity);
            main.recipient = guest.recipient.into_iter().filter(|a| !own(a)).collect();
        }
        // "were killed amid fighting": the subject of both verbs is whom it befell.
        if same && main.actor.is_empty() {
            let befallen = |a: &Actor| main.recipient.iter().any(|r| r.span == a.span);
            main.actor = guest.actor.into_iter().filter(|a| !befallen(a)).collect();
            super::gather::unguess_own(main);
        }
        // "a suicide bombing killed nine": the noun tells how.
        if same && main.mode.is_none() {
            (main.mode, main.score) = (guest.mode, guest.score.or(main.score));
        }
    }
    let mut at = 0;
    coded.retain(|_| {
        let goes = hosts.get(at).is_some_and(Option::is_some);
        at += 1;
        !goes
    });
    folded
}

/// Whether the event at `at` is another deed than that of `host`, told as its reason or as what went before: "in
/// response to an attack on the port", "after the killing of". Its sides are not the host's.
fn is_apart(matcher: &Matcher<'_>, coded: &[(&Fit, Event)], at: usize, host: usize) -> bool {
    const EARLIER: &[&str] = &[
        "after",
        "following",
        "since",
        "before",
        "over",
        "because of",
        "despite",
        "amid",
        "due to",
        "until",
        "ahead of",
        "in response to",
        "from",
    ];
    let forest = matcher.forest;
    let (Some((guest, _)), Some((main, _))) = (coded.get(at), coded.get(host)) else { return false };
    let passive = matcher.is_passive(main.trigger);
    let mut word = guest.trigger;
    for _ in 0..FAR {
        if main.words.contains(&word) {
            return false;
        }
        let case = forest.case(word);
        // "were killed after an attack by rebels": of a passive the phrase may tell who did it.
        let earlier = EARLIER.contains(&case.as_str())
            && !(passive && matches!(case.as_str(), "after" | "following" | "amid" | "from"));
        if earlier || matcher.is_a(word, WordClass::Averting) || matcher.is_a(word, WordClass::Answer) {
            return true;
        }
        match forest.head(word) {
            Some(up) if up != word => word = up,
            _ => return false,
        }
    }
    false
}

/// Whether the event at `at` is a fight of two sides: whom one clashes with is no victim of what else is told.
fn is_fight(matcher: &Matcher<'_>, coded: &[(&Fit, Event)], at: usize) -> bool {
    coded.get(at).is_some_and(|(fit, _)| matcher.is_a(fit.trigger, WordClass::Fight))
}

/// Gives somebody of a guessed country this one.
fn move_to(side: &mut Actor, country: &str) {
    side.code = Some(format!("{country}{}", side.sector.as_deref().unwrap_or("")));
    side.country = Some(country.to_owned());
}

/// The event whose circumstance the event at `at` is.
fn host(matcher: &Matcher<'_>, coded: &[(&Fit, Event)], at: usize) -> Option<usize> {
    let forest = matcher.forest;
    let (fit, event) = coded.get(at)?;
    // A noun stands where the verb stands that carries it: "launched an attack".
    let start = matcher.light_verb(fit.trigger).unwrap_or(fit.trigger);
    // "rejected an ultimatum": the verb that carries the noun tells an event of its own, the noun is its object.
    if start != fit.trigger
        && let Some(host) = coded.iter().position(|(other, _)| other.trigger == start)
    {
        return Some(host);
    }
    let mut word = start;
    for _ in 0..FAR {
        let up = forest.head(word).filter(|&up| up != word)?;
        let host =
            coded.iter().position(|(other, _)| other.trigger != fit.trigger && other.words.contains(&up));
        if let Some(host) = host.filter(|&host| host != at) {
            // "were killed in an ambush by rebels": the same deed told by the same side.
            let same = coded.get(host).is_some_and(|(_, other)| {
                other.kind == event.kind
                    && other.actor.iter().map(|a| a.span).eq(event.actor.iter().map(|a| a.span))
            });
            let noun = forest.upos(fit.trigger) != Upos::Verb;
            return (same && noun || !is_told(matcher, fit, event, start, up)).then_some(host);
        }
        word = up;
    }
    None
}

/// Whether the event that `start` heads is asserted for itself, below `top`, a word of another event.
fn is_told(matcher: &Matcher<'_>, fit: &Fit, event: &Event, start: usize, top: usize) -> bool {
    let forest = matcher.forest;
    // The first of a row stands for all of it.
    let mut first = start;
    for _ in 0..FAR {
        match (forest.deprel(first), forest.head(first)) {
            (Some(Deprel::Conj | Deprel::Parataxis), Some(up)) if up == top => return true,
            (Some(Deprel::Conj), Some(up)) => first = up,
            _ => break,
        }
    }
    if forest.upos(start) != Upos::Verb {
        return !fit.actor.is_empty()
            && !fit.recipient.is_empty()
            && forest.deprel(first) == Some(Deprel::Obl)
            && event.factuality == Factuality::Happened;
    }
    if !matches!(event.factuality, Factuality::Happened | Factuality::Ongoing | Factuality::Background) {
        return false;
    }
    let finite = |w: usize| {
        let tag = |c: usize| forest.analysis.words.get(c).map(|word| word.xpos);
        let told = [Some(Xpos::Vbd), Some(Xpos::Vbz), Some(Xpos::Vbp)];
        told.contains(&tag(w))
            || forest.by(w, Deprel::Aux).chain(forest.by(w, Deprel::AuxPass)).any(|c| told.contains(&tag(c)))
    };
    let participle = |w: usize| forest.analysis.words.get(w).is_some_and(|word| word.xpos == Xpos::Vbn);
    match forest.deprel(first) {
        Some(Deprel::Parataxis) => true,
        Some(Deprel::AclRelcl) => finite(start) || finite(first),
        Some(Deprel::Acl) => participle(first) && !fit.recipient.is_empty(),
        Some(Deprel::Advcl) => {
            finite(first)
                && forest.under(first, Deprel::Nsubj).next().is_some()
                && !forest.by(first, Deprel::Mark).any(|m| OPEN.contains(&forest.lemma(m).as_str()))
        }
        _ => false,
    }
}
