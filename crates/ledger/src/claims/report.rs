//! A claim as one article reports it: what is kept of it, and by what it is looked up.

use crate::claims::bounds::Bounds;
use crate::claims::days::between;
use crate::claims::event::{Happening, Stance};
use crate::claims::figure::Figure;
use crate::claims::party::Party;
use crate::claims::slot::Slot;
use crate::claims::source::Chain;
use crate::claims::terms::{Terms, term};
use crate::words::words;
use dunlin_record::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What kind of proposition a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// So many of something.
    Figure,
    /// Somebody did something.
    Event,
    /// What somebody said, where another denies it, and the denial itself.
    Statement,
    /// Somebody must do something by a day.
    Deadline,
}

impl ClaimKind {
    /// The word it is kept as.
    pub fn name(self) -> &'static str {
        match self {
            Self::Figure => "figure",
            Self::Event => "event",
            Self::Statement => "statement",
            Self::Deadline => "deadline",
        }
    }

    pub(crate) fn named(name: &str) -> Self {
        [Self::Figure, Self::Event, Self::Statement]
            .into_iter()
            .find(|k| k.name() == name)
            .unwrap_or(Self::Deadline)
    }
}

/// One report.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) id: i64,
    pub(crate) claim: i64,
    pub(crate) article: i64,
    pub(crate) kind: ClaimKind,
    pub(crate) local: String,
    pub(crate) attribution: Option<String>,
    pub(crate) sentence: Span,
    pub(crate) words: String,
    pub(crate) chain: Chain,
    pub(crate) source_key: String,
    pub(crate) carrier: String,
    pub(crate) act: Option<String>,
    pub(crate) stance: Stance,
    pub(crate) said: Option<Date>,
    pub(crate) moment: Option<String>,
    pub(crate) slot: Slot,
    /// Number of its block in the article.
    pub(crate) block: i64,
    pub(crate) bounds: Bounds,
    pub(crate) stands_for: Option<String>,
    pub(crate) actors: Vec<Party>,
    pub(crate) recipients: Vec<Party>,
    pub(crate) when: Option<(Date, Date)>,
    pub(crate) stated: bool,
    pub(crate) days: Vec<Date>,
    pub(crate) near: Terms,
    pub(crate) towns: Terms,
    pub(crate) stems: Terms,
    /// Of the article: see [`crate::claims::setting::Setting`].
    pub(crate) names: Terms,
    pub(crate) all_names: Terms,
}

/// What the reports of one article share.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) article: i64,
    pub(crate) moment: Option<String>,
    pub(crate) names: Terms,
    pub(crate) all_names: Terms,
}

/// What is the same in the keys of all reports of a kind and class, asserted or denied.
fn head(kind: ClaimKind, class: &str, denied: bool) -> i64 {
    i64::from(term(&format!("{} {class} {denied}", kind.name()))) << 20
}

/// The keys of events of these types, asserted or denied, with a party that has this country or a word of this name.
pub(crate) fn event_keys(types: &[String], name: &str) -> Vec<i64> {
    let parties: BTreeSet<u32> = words(name).chain([name.to_uppercase()]).map(|word| term(&word)).collect();
    let heads = types.iter().flat_map(|t| [false, true].map(|denied| head(ClaimKind::Event, t, denied)));
    heads.flat_map(|head| parties.iter().map(move |&party| head ^ i64::from(party))).collect()
}

impl Report {
    /// A report of which nothing is set yet but what all have.
    pub(crate) fn bare(frame: &Frame, kind: ClaimKind, local: &str, sentence: Span, chain: Chain) -> Self {
        Self {
            id: 0,
            claim: 0,
            article: frame.article,
            kind,
            local: local.to_owned(),
            attribution: None,
            sentence,
            words: String::new(),
            source_key: chain.key(),
            carrier: chain.carrier(),
            chain,
            act: None,
            stance: Stance::Asserted,
            said: None,
            moment: frame.moment.clone(),
            slot: Slot::default(),
            block: 0,
            bounds: Bounds { low: None, high: None, approx: false },
            stands_for: None,
            actors: Vec::new(),
            recipients: Vec::new(),
            when: None,
            stated: false,
            days: Vec::new(),
            near: Terms::default(),
            towns: Terms::default(),
            stems: Terms::default(),
            names: frame.names.clone(),
            all_names: frame.all_names.clone(),
        }
    }

    pub(crate) fn of_figure(frame: &Frame, figure: Figure) -> Self {
        Self {
            attribution: figure.attribution,
            words: format!("{}: {}", figure.what, figure.bounds.in_words(&figure.slot.unit)),
            said: figure.said,
            block: figure.block as i64,
            slot: figure.slot,
            bounds: figure.bounds,
            stands_for: figure.stands_for,
            when: figure.as_of,
            stated: figure.as_of.is_some(),
            days: figure.event_days,
            near: Terms::of(&figure.names),
            towns: Terms::of(&figure.towns),
            stems: Terms::of(&figure.stems),
            ..Self::bare(frame, ClaimKind::Figure, &figure.local, figure.sentence, figure.chain)
        }
    }

    pub(crate) fn of_happening(frame: &Frame, event: Happening) -> Self {
        // "the two navies" are two sides under one name, which is told once.
        let side = |parties: &[Party]| {
            let mut names: Vec<&str> = parties.iter().map(|p| p.name.as_str()).collect();
            names.dedup();
            names.join(", ")
        };
        let (actors, recipients) = (side(&event.actors), side(&event.recipients));
        let words = [event.kind.as_str(), &actors]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let words = if recipients.is_empty() { words } else { format!("{words} → {recipients}") };
        Self {
            attribution: event.attribution,
            words,
            stance: event.stance,
            said: event.said,
            slot: Slot { class: event.kind, noun: event.mode.unwrap_or_default(), ..Slot::default() },
            actors: event.actors,
            recipients: event.recipients,
            when: event.when,
            stated: event.stated,
            near: Terms::of(&event.names),
            towns: Terms::of(&event.towns),
            stems: Terms::of(event.stems.union(&event.trigger)),
            ..Self::bare(frame, ClaimKind::Event, &event.local, event.sentence, event.chain)
        }
    }

    /// By what it is looked up.
    pub(crate) fn keys(&self) -> BTreeSet<i64> {
        self.keys_as(self.stance == Stance::Denied)
    }

    /// By what reports of the other stance are looked up: what is denied stands apart, since it is looked for over
    /// many more days.
    pub(crate) fn keys_as(&self, denied: bool) -> BTreeSet<i64> {
        let head = head(self.kind, &self.slot.class, denied);
        match self.kind {
            ClaimKind::Figure => BTreeSet::new(),
            ClaimKind::Event => {
                let parties = self.actors.iter().chain(&self.recipients);
                parties.flat_map(Party::keys).map(|party| head ^ i64::from(party)).collect()
            }
            ClaimKind::Statement | ClaimKind::Deadline => {
                let who = if self.kind == ClaimKind::Deadline { &self.slot.noun } else { &self.source_key };
                who.split(' ').filter(|w| !w.is_empty()).map(|word| head ^ i64::from(term(word))).collect()
            }
        }
    }

    /// The day that it is looked up by, counted from 1970-01-01.
    pub(crate) fn key_day(&self) -> i64 {
        let day = if self.kind == ClaimKind::Deadline { self.when.map(|w| w.0) } else { self.said };
        day.map_or(0, |d| between(jiff::civil::date(1970, 1, 1), d))
    }
}
