//! Events put together: the same one told twice, what was left out and why.

use super::lack::Lack;
use dunlin_record::{Event, Note, Stage, WhenBasis};
use std::collections::{BTreeMap, BTreeSet};

/// A confidence in hundredths.
pub(super) fn percent(confidence: f32) -> u8 {
    (confidence.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// A reason for which events are left out.
struct Reason {
    /// The kind of note.
    kind: &'static str,
    /// Whether a lack is of it.
    is: fn(&Lack) -> bool,
    /// What the note says.
    says: &'static str,
}

const REASONS: &[Reason] = &[
    Reason {
        kind: "event-without-actor",
        is: |l| matches!(l, Lack::Nobody),
        says: "an event's word with nobody beside it who could be coded",
    },
    Reason {
        kind: "event-as-purpose",
        is: |l| matches!(l, Lack::Unrealised),
        says: "a deed named only as a purpose or a reason, not told as done",
    },
    Reason {
        kind: "event-as-circumstance",
        is: |l| matches!(l, Lack::Circumstance(_)),
        says: "named only as the aim, cause or setting of another event of its sentence",
    },
    Reason {
        kind: "event-as-setting",
        is: |l| matches!(l, Lack::Setting),
        says: "an event's noun in a phrase of time or cause, with nobody who did it",
    },
    Reason {
        kind: "event-among-private-people",
        is: |l| matches!(l, Lack::Private),
        says: "talk, help or praise with nobody political on either side",
    },
    Reason {
        kind: "event-not-sure-enough",
        is: |l| matches!(l, Lack::Unsure(..)),
        says: "its confidence is below the least that is asked for (--min-confidence)",
    },
    Reason { kind: "event-as-question", is: |l| matches!(l, Lack::Asked), says: "asked, not told" },
    Reason {
        kind: "event-told-twice",
        is: |l| matches!(l, Lack::Twice),
        says: "a second word for the same event in the same sentence",
    },
];

/// Notes how many events were left out, by reason.
pub(super) fn note_left(left: &BTreeMap<usize, Lack>, notes: &mut Vec<Note>) {
    for Reason { kind, is, says } in REASONS {
        let count = left.values().filter(|lack| is(lack)).count() as u64;
        if count > 0 {
            notes.push(Note::new(Stage::Coding, kind, count, (*says).to_owned()));
        }
    }
}

/// Adds `event`, unless its sentence already tells the same one in another word; whether it was added.
pub(super) fn merge(events: &mut Vec<Event>, event: Event) -> bool {
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
pub(super) fn unguess_own(event: &mut Event) {
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
