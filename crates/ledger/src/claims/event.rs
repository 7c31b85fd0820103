//! The events of one article that another may tell again, or deny.

use crate::claims::days::{day, days};
use crate::claims::party::Party;
use crate::claims::setting::{Setting, Stand};
use crate::claims::source::Chain;
use crate::claims::text::stems;
use dunlin_record::{Factuality, Record, Span, WhenBasis};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How an event is put forward. Only the first and the last contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// It happened or goes on.
    Asserted,
    /// It is planned, threatened, possible or depends on something.
    Prospective,
    /// It is told as background.
    Background,
    /// It is denied, or said not to have happened.
    Denied,
}

impl Stance {
    /// The stance of a factuality.
    pub fn of(factuality: Factuality) -> Self {
        match factuality {
            Factuality::Happened | Factuality::Ongoing => Self::Asserted,
            Factuality::Planned | Factuality::Threatened | Factuality::Possible | Factuality::Conditional => {
                Self::Prospective
            }
            Factuality::Background => Self::Background,
            Factuality::Denied | Factuality::NotHappened => Self::Denied,
        }
    }

    /// The word it is kept as.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Prospective => "prospective",
            Self::Background => "background",
            Self::Denied => "denied",
        }
    }

    /// The stance of a word that [`Stance::name`] gave.
    pub(crate) fn named(name: &str) -> Self {
        [Self::Asserted, Self::Prospective, Self::Background]
            .into_iter()
            .find(|s| s.name() == name)
            .unwrap_or(Self::Denied)
    }
}

/// One event as one article reports it.
#[derive(Debug, Clone)]
pub(crate) struct Happening {
    pub(crate) local: String,
    pub(crate) sentence: Span,
    pub(crate) kind: String,
    pub(crate) mode: Option<String>,
    pub(crate) stance: Stance,
    pub(crate) actors: Vec<Party>,
    pub(crate) recipients: Vec<Party>,
    /// Days on which it happened; `None` when the text does not tell.
    pub(crate) when: Option<(Date, Date)>,
    /// Whether the text states them; otherwise they are those of publication.
    pub(crate) stated: bool,
    pub(crate) said: Option<Date>,
    pub(crate) chain: Chain,
    pub(crate) attribution: Option<String>,
    pub(crate) names: BTreeSet<String>,
    pub(crate) towns: BTreeSet<String>,
    pub(crate) stems: BTreeSet<String>,
    pub(crate) trigger: BTreeSet<String>,
}

/// Reads the events of a record, those left out in which nobody is named.
pub(crate) fn happenings(record: &Record, setting: &Setting, agency: Option<&str>) -> Vec<Happening> {
    let text = &record.article.text;
    let published = record.article.published.as_deref().and_then(day);
    let mut found = Vec::new();
    for event in &record.coding.events {
        let (Some(kind), Some(&first)) = (&event.kind, event.trigger.first()) else { continue };
        let Some(stand) = Stand::of(&record.article, first) else { continue };
        let side =
            |actors: &[dunlin_record::Actor]| actors.iter().map(|a| Party::of(record, a)).collect::<Vec<_>>();
        let (actors, recipients) = (side(&event.actor), side(&event.recipient));
        if actors.iter().chain(&recipients).all(Party::is_anonymous)
            && event.factuality != Factuality::NotHappened
        {
            continue;
        }
        let stated = event.when.basis == WhenBasis::Stated;
        let innermost = event.according_to.first().map(String::as_str);
        let mut names = setting.inside(stand.sentence);
        if names.is_empty() {
            names = setting.inside(stand.paragraph);
        }
        found.push(Happening {
            local: event.id.clone(),
            sentence: stand.sentence,
            kind: kind.clone(),
            mode: event.mode.clone(),
            stance: Stance::of(event.factuality),
            actors,
            recipients,
            when: event
                .when
                .value
                .as_deref()
                .and_then(days)
                .or(published.map(|p| (p, p)).filter(|_| !stated)),
            stated,
            said: published,
            chain: Chain::of(record, innermost, agency),
            attribution: innermost.map(str::to_owned),
            names,
            towns: setting.towns(stand.sentence),
            stems: stems(stand.sentence.of(text)),
            trigger: event.trigger.iter().flat_map(|s| stems(s.of(text))).collect(),
        });
    }
    found
}
