//! Whether two reports tell of the same thing, and what it means when they do not agree.
//!
//! All of it is a function of the two reports alone, so that neither the order in which articles came in nor what
//! else the ledger holds
//! changes a verdict.

use crate::claims::days::between;
use crate::claims::event::Stance;
use crate::claims::party::{Sides, sides};
use crate::claims::report::{ClaimKind, Report};
use crate::claims::slot::Course;
use crate::claims::source::same_source;
use crate::claims::terms::Terms;
use serde::{Deserialize, Serialize};

/// How two reports stand to each other that do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rivalry {
    /// They cannot both hold.
    Conflict,
    /// One denies the other.
    Denial,
    /// The later one tells a later state.
    Update,
    /// The same source has changed what it says.
    Revision,
}

impl Rivalry {
    /// The word it is kept as.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Denial => "denial",
            Self::Update => "update",
            Self::Revision => "revision",
        }
    }

    pub(crate) fn named(name: &str) -> Self {
        [Self::Conflict, Self::Denial, Self::Update]
            .into_iter()
            .find(|k| k.name() == name)
            .unwrap_or(Self::Revision)
    }
}

/// Days over which figures of articles are taken to be of one happening.
pub(crate) const REACH: i64 = 30;

/// Days over which counts that grow can contradict each other: after that, a lower one is merely old.
const AT_ONCE: i64 = 3;

/// Blocks of an article over which two counts are taken to be of one happening.
const NEAR: i64 = 2;

/// Share of words that two reports of one statement have in common at least.
const SAME_STATEMENT: f64 = 0.7;

/// Share of words that an event and its denial have in common at least. No two reports of one event have fewer.
const DENIED_IN_WORDS: f64 = 0.25;

/// Whether two reports are one claim.
pub(crate) fn same_claim(one: &Report, other: &Report) -> bool {
    if one.kind != other.kind || one.stance != other.stance {
        return false;
    }
    match one.kind {
        ClaimKind::Figure => same_quantity(one, other) && one.bounds.same_number(other.bounds),
        ClaimKind::Event => same_event(one, other),
        ClaimKind::Statement => {
            same_source(&one.source_key, &other.source_key)
                && apart(one, other).is_some_and(|d| d <= 7)
                && one.stems.len() > 1
                && one.stems.overlap(&other.stems) >= SAME_STATEMENT
        }
        ClaimKind::Deadline => {
            one.when == other.when
                && (same_source(&one.slot.noun, &other.slot.noun) || one.stems.overlap(&other.stems) >= 0.5)
        }
    }
}

/// The share of words below which [`same_claim`] and [`verdict`] find nothing between two reports of this kind.
pub(crate) fn least_overlap(kind: ClaimKind) -> f64 {
    match kind {
        ClaimKind::Event => DENIED_IN_WORDS,
        ClaimKind::Statement => SAME_STATEMENT,
        ClaimKind::Figure | ClaimKind::Deadline => 0.0,
    }
}

/// Whether two figures are of the same quantity of the same happening.
pub(crate) fn same_quantity(one: &Report, other: &Report) -> bool {
    let (a, b) = (&one.slot, &other.slot);
    let part = !a.class.is_empty() && (a.noun.is_empty() || b.noun.is_empty());
    let others = !a.of_whom.is_empty() && !b.of_whom.is_empty() && a.of_whom != b.of_whom;
    if a.class != b.class
        || a.unit != b.unit
        || a.noun != b.noun && !part
        || others
        || !times_meet(one, other)
    {
        return false;
    }
    // Where nothing befell anybody, "cases" and "votes" are counted of many things: the sentences must be of one.
    let alike =
        !a.class.is_empty() || one.stems.shared(&other.stems) >= 4 && one.stems.overlap(&other.stems) >= 0.6;
    let towns = one.towns.is_empty() || other.towns.is_empty() || one.towns.shared(&other.towns) > 0;
    if one.article == other.article {
        let stands = |x: &Report, y: &Report| x.stands_for.as_deref() == Some(y.local.as_str());
        let near = (one.block - other.block).abs() <= NEAR;
        let numbers = one.bounds.same_number(other.bounds);
        return stands(one, other) || stands(other, one) || towns && alike && (near || numbers);
    }
    // In a war the dead of one week are not those of the next.
    let fixed = a.course() == Course::Fixed;
    let days =
        one.days.is_empty() || other.days.is_empty() || one.days.iter().any(|d| other.days.contains(d));
    towns
        && days
        && alike
        && apart(one, other)
            .is_some_and(|d| d <= AT_ONCE || d <= REACH && (fixed || in_same_words(one, other)))
        && same_setting(one, other)
        && same_scale(one, other)
}

/// Whether two sentences tell of much the same.
fn in_same_words(one: &Report, other: &Report) -> bool {
    one.stems.shared(&other.stems) >= 4 && one.stems.overlap(&other.stems) >= 0.5
}

/// Whether two reports stand in articles of one happening, and share a name there.
fn same_setting(one: &Report, other: &Report) -> bool {
    let near = one.near.shared(&other.near) > 0
        || one.near.shared(&other.all_names) > 0
        || other.near.shared(&one.all_names) > 0;
    near && related((&one.names, &one.all_names), (&other.names, &other.all_names))
}

/// Whether two articles tell of one happening, by their names: what each is about stands in the other, two names at
/// least. Each is given
/// with the names it is about, and with all its names.
pub(crate) fn related(one: (&Terms, &Terms), other: (&Terms, &Terms)) -> bool {
    let told = |names: &Terms, all: &Terms| {
        let shared = names.shared(all);
        shared >= 2 && shared as f64 >= 0.4 * names.len() as f64
    };
    told(one.0, other.1) && told(other.0, one.1)
}

/// Counts of one happening do not differ by more than this, over articles.
fn same_scale(one: &Report, other: &Report) -> bool {
    match (one.bounds.number(), other.bounds.number()) {
        (Some(a), Some(b)) if a > 0.0 && b > 0.0 => a.max(b) / a.min(b) <= 4.0,
        _ => false,
    }
}

/// Whether the times that two figures hold for meet. One without a time holds for the days about which it was said.
fn times_meet(one: &Report, other: &Report) -> bool {
    let near_said = |times: (jiff::civil::Date, jiff::civil::Date), said: Option<jiff::civil::Date>| {
        said.is_some_and(|said| {
            between(times.1, said) <= REACH && between(said, times.0) <= 3 && between(times.0, times.1) <= 62
        })
    };
    match (one.when, other.when) {
        (None, None) => true,
        (Some(a), Some(b)) if one.slot.course() == Course::Grows => {
            // A running count has one state after the other.
            near_said(a, one.said) && near_said(b, other.said) || a.0 <= b.1 && b.0 <= a.1
        }
        (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
        (Some(a), None) => near_said(a, other.said.max(one.said)),
        (None, Some(b)) => near_said(b, one.said.max(other.said)),
    }
}

/// Days between two reports; `None` when one has no day.
pub(crate) fn apart(one: &Report, other: &Report) -> Option<i64> {
    if one.article == other.article {
        return Some(0);
    }
    Some(between(one.said?, other.said?).abs())
}

/// Whether two events are the same: type, parties, days, place, and where parties are missing the words.
pub(crate) fn same_event(one: &Report, other: &Report) -> bool {
    if one.slot.class != other.slot.class
        || !one.slot.noun.is_empty() && !other.slot.noun.is_empty() && one.slot.noun != other.slot.noun
    {
        return false;
    }
    let towns = one.towns.is_empty() || other.towns.is_empty() || one.towns.shared(&other.towns) > 0;
    let days = match (one.when, other.when) {
        // A day that is only that of publication may be the morning after the one that another states.
        (Some(a), Some(b)) => {
            let after = |stated: i64| (0..=1).contains(&stated);
            match (one.stated, other.stated) {
                (true, true) => a.0 <= b.1 && b.0 <= a.1,
                (true, false) => after(between(a.1, b.0)),
                (false, true) => after(between(b.1, a.0)),
                (false, false) => a == b,
            }
        }
        _ => apart(one, other).is_some_and(|d| d == 0),
    };
    if !towns || !days {
        return false;
    }
    let words = one.stems.overlap(&other.stems);
    match (sides(&one.actors, &other.actors), sides(&one.recipients, &other.recipients)) {
        (Sides::Same, Sides::Same) => words >= 0.35,
        (Sides::Same, Sides::Open) | (Sides::Open, Sides::Same) => words >= 0.5,
        _ => false,
    }
}

/// Whether two events are between the same two sides, in the same direction.
pub(crate) fn same_sides(one: &Report, other: &Report) -> bool {
    sides(&one.actors, &other.actors) == Sides::Same
        && sides(&one.recipients, &other.recipients) == Sides::Same
}

/// Whether one event denies the other: the same parties and type, one asserted, one denied.
pub(crate) fn denies(one: &Report, other: &Report) -> bool {
    let stances = (one.stance, other.stance);
    if !matches!(stances, (Stance::Asserted, Stance::Denied) | (Stance::Denied, Stance::Asserted))
        || one.slot.class != other.slot.class
    {
        return false;
    }
    let by_same = one_voice(one, other);
    let late = apart(one, other).is_some_and(|d| d <= REACH);
    let words = one.stems.overlap(&other.stems);
    let towns = one.towns.is_empty() || other.towns.is_empty() || one.towns.shared(&other.towns) > 0;
    let setting = one.article == other.article || same_setting(one, other);
    // What did not happen in the outlet's own words is denied by nobody.
    let denied = if one.stance == Stance::Denied { one } else { other };
    !by_same
        && !denied.chain.links.is_empty()
        && late
        && towns
        && setting
        && match (sides(&one.actors, &other.actors), sides(&one.recipients, &other.recipients)) {
            (Sides::Same, Sides::Same) => words >= DENIED_IN_WORDS,
            (Sides::Same, Sides::Open) | (Sides::Open, Sides::Same) => words >= 0.4,
            _ => false,
        }
}

/// What two reports that tell of the same quantity, or of the same event, are to each other. `None`: they agree, or
/// nothing can be said.
pub(crate) fn verdict(one: &Report, other: &Report) -> Option<(Rivalry, &'static str)> {
    if one.kind == ClaimKind::Event && other.kind == ClaimKind::Event {
        return denies(one, other).then_some((Rivalry::Denial, "event"));
    }
    if one.kind != ClaimKind::Figure
        || other.kind != ClaimKind::Figure
        || !same_quantity(one, other)
        || one.bounds.same_number(other.bounds)
    {
        return None;
    }
    let order = later(one, other);
    let apart = apart(one, other)?;
    let course = one.slot.course();
    let meets = fits(one, other);
    let grown = match (one.bounds.number(), other.bounds.number()) {
        (Some(a), Some(b)) => (b > a) == (order > 0),
        _ => false,
    };
    // "8 civilians" and then "22 people" are not one count that moved.
    let update = |basis| (one.slot.noun == other.slot.noun).then_some((Rivalry::Update, basis));
    if one_voice(one, other) {
        // One who gives two figures in one breath speaks of two things.
        return match (order, course) {
            (0, _) => None,
            (_, Course::Grows) if grown => update("grown"),
            (_, Course::Moves) => update("moved").filter(|_| !meets),
            (_, Course::Grows) if !in_same_words(one, other) => None,
            _ => (!meets).then_some((Rivalry::Revision, "same-source")),
        };
    }
    // A number in the outlet's own voice beside another's in the same article is one that it knows to differ: of
    // something else.
    if one.article == other.article && (one.chain.links.is_empty() || other.chain.links.is_empty()) {
        return None;
    }
    if course == Course::Fixed {
        return (!meets).then_some((Rivalry::Conflict, "fixed-count"));
    }
    if one.article == other.article {
        return (!meets).then_some((Rivalry::Conflict, "one-article"));
    }
    let same_days = one.when.is_some() && one.when == other.when;
    match (order, course) {
        _ if meets && course == Course::Grows && order == 0 => None,
        (0, _) if same_days && !meets => Some((Rivalry::Conflict, "same-time")),
        (0, _) => update("same-day").filter(|_| !meets),
        (_, Course::Grows) if grown => update("grown"),
        (_, Course::Grows) => (!meets && apart <= AT_ONCE && in_same_words(one, other))
            .then_some((Rivalry::Conflict, "later-but-lower")),
        _ if same_days && !meets => Some((Rivalry::Conflict, "same-time")),
        _ => update("moved").filter(|_| !meets),
    }
}

/// Whether the same source speaks: the same name, or the same house in its own voice.
fn one_voice(one: &Report, other: &Report) -> bool {
    same_source(&one.source_key, &other.source_key)
        || one.source_key.is_empty()
            && other.source_key.is_empty()
            && (one.carrier == other.carrier || one.article == other.article)
}

/// Whether both figures can hold. A count of some ("3 soldiers killed") does not contradict a greater one of all
/// ("5 people killed").
fn fits(one: &Report, other: &Report) -> bool {
    if one.bounds.meets(other.bounds) {
        return true;
    }
    let (some, all) = match (one.slot.noun.is_empty(), other.slot.noun.is_empty()) {
        (false, true) => (one, other),
        (true, false) => (other, one),
        _ => return false,
    };
    matches!((some.bounds.number(), all.bounds.number()), (Some(s), Some(a)) if s <= a)
}

/// Which of two reports was said later: −1 the first, 1 the second, 0 when it cannot be told.
pub(crate) fn later(one: &Report, other: &Report) -> i32 {
    if one.article == other.article {
        // "killed three on Saturday, a figure it raised to four on Monday".
        let stands = |x: &Report, y: &Report| {
            x.stands_for.as_deref() == Some(y.local.as_str()) && x.stated && x.when != y.when
        };
        return i32::from(stands(other, one)) - i32::from(stands(one, other));
    }
    match (one.said, other.said) {
        (Some(a), Some(b)) if a != b => {
            if a < b {
                1
            } else {
                -1
            }
        }
        (Some(_), Some(_)) => match (&one.moment, &other.moment) {
            (Some(a), Some(b)) if a != b => {
                if a < b {
                    1
                } else {
                    -1
                }
            }
            _ => 0,
        },
        _ => 0,
    }
}
