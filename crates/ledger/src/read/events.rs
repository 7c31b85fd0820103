//! Who did what to whom.

use super::filter::{Filter, Window, text};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::types::Value;
use serde::Serialize;

/// One side of an event as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// A name ([`Ledger::find_names`]).
    Name(i64),
    /// A country or group by its three letters: `USA`.
    Country(String),
    /// A whole code: `USAGOV`.
    Code(String),
}

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventsAsked {
    /// PLOVER type.
    pub kind: Option<String>,
    /// Code.
    pub code: Option<String>,
    /// Who did it.
    pub actor: Option<Side>,
    /// To whom.
    pub recipient: Option<Side>,
    /// On either side.
    pub either: Option<Side>,
    /// Place by its name, or country by its three letters.
    pub place: Option<String>,
    /// `happened`, `denied`, …
    pub factuality: Option<String>,
    /// Happened on this day or later.
    pub happened_from: Option<String>,
    /// Happened on this day or earlier.
    pub happened_to: Option<String>,
    /// In which articles.
    pub filter: Filter,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRow {
    /// The article.
    pub article: ArticleId,
    /// The event's id in it.
    pub id: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Mode.
    pub mode: Option<String>,
    /// Code.
    pub code: Option<String>,
    /// Words for the actors, parted by `;`.
    pub actor: String,
    /// Their codes.
    pub actor_codes: Option<String>,
    /// Words for the recipients.
    pub recipient: String,
    /// Their codes.
    pub recipient_codes: Option<String>,
    /// When it happened or will (TIMEX3 value).
    pub happened: Option<String>,
    /// First day of that.
    pub from_day: Option<String>,
    /// Last day.
    pub to_day: Option<String>,
    /// How the time is known.
    pub basis: String,
    /// Where.
    pub place: Option<String>,
    /// In which country.
    pub country: Option<String>,
    /// Whether it happened.
    pub factuality: String,
    /// Who says so, where he is named.
    pub speaker: Option<String>,
    /// Words that show the event.
    pub trigger: String,
    /// The sentence it was read from.
    pub sentence: String,
    /// The sentence's span in characters.
    pub span: (i64, i64),
    /// The rule that coded it.
    pub rule: String,
    /// How sure the reading is.
    pub confidence: f64,
    /// Day of publication: when it was said.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
}

/// So many events of a side are counted to see which side has fewer.
const COUNTED: i64 = 20_000;

impl Side {
    /// Condition on `s`, a side of an event; `side` is `actor`, `recipient`, or empty for either.
    fn condition(&self, side: &str) -> (String, Value) {
        let (column, value) = match self {
            Self::Name(id) => ("name", Value::Integer(*id)),
            Self::Country(country) => ("country", text(country)),
            Self::Code(code) => ("code", text(code)),
        };
        let side = if side.is_empty() { String::new() } else { format!(" AND s.side = '{side}'") };
        (format!("s.{column} = ?{side}"), value)
    }
}

impl Ledger {
    /// Events that are `asked` for, newest first by the day on which they were said.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn events(&self, asked: &EventsAsked, window: Window) -> Result<Vec<EventRow>> {
        let mut sides: Vec<(String, Value)> =
            [(&asked.actor, "actor"), (&asked.recipient, "recipient"), (&asked.either, "")]
                .into_iter()
                .filter_map(|(side, name)| side.as_ref().map(|side| side.condition(name)))
                .collect();
        let rarest = if asked.filter.is_narrow() { None } else { self.rarest(&sides)? };
        let (from, mut conditions, order) = match rarest {
            Some(at) => {
                let (condition, value) = sides.swap_remove(at);
                let mut conditions = asked.filter.all_conditions(self)?;
                // Once for each event, however many of its parties hold for the condition.
                let again = condition.replace("s.", "t.");
                conditions.and(&condition, [value.clone()]);
                conditions.and(
                    &format!(
                        "NOT EXISTS (SELECT 1 FROM event_side t WHERE t.article = s.article AND t.event = s.event
                                        AND (t.side, t.n) < (s.side, s.n) AND {again})"
                    ),
                    [value],
                );
                let from = "event_side s CROSS JOIN event e ON e.article = s.article AND e.id = s.event CROSS JOIN article a ON a.id = s.article";
                (from.to_owned(), conditions, "s.published DESC, s.article DESC")
            }
            None => {
                let (from, conditions) = self.items("event", "e", &asked.filter)?;
                (from, conditions, "e.published DESC, e.article DESC")
            }
        };
        let equal = [("e.type", &asked.kind), ("e.code", &asked.code), ("e.factuality", &asked.factuality)];
        for (column, value) in equal {
            if let Some(value) = value {
                conditions.and(&format!("{column} = ?"), [text(value)]);
            }
        }
        if let Some(place) = &asked.place {
            conditions.and("(e.place_name = ? COLLATE NOCASE OR e.country = ?)", [text(place), text(place)]);
        }
        if let Some(from) = &asked.happened_from {
            conditions.and("e.to_day >= ?", [text(from)]);
        }
        if let Some(to) = &asked.happened_to {
            conditions.and("e.from_day <= ?", [text(to)]);
        }
        for (condition, value) in sides {
            conditions.and(
                &format!("EXISTS (SELECT 1 FROM event_side s WHERE s.article = e.article AND s.event = e.id AND {condition})"),
                [value],
            );
        }
        let codes = |side: &str| {
            format!(
                "(SELECT group_concat(s.code, ';') FROM event_side s
                   WHERE s.article = e.article AND s.event = e.id AND s.side = '{side}')"
            )
        };
        let sql = format!(
            "SELECT e.article, e.id, e.type, e.mode, e.code, e.actor, {}, e.recipient, {}, e.value, e.from_day, e.to_day,
                    e.basis, e.place_name, e.country, e.factuality, n.name, e.words,
                    substr(b.text, e.start + 1, e.end - e.start), e.start, e.end, e.rule, e.confidence, e.published,
                    a.outlet, a.headline
               FROM (SELECT e.article, e.id FROM {from} WHERE {} ORDER BY {order}, e.start, e.id LIMIT ? OFFSET ?) k
              CROSS JOIN event e ON e.article = k.article AND e.id = k.id
              CROSS JOIN article a ON a.id = e.article CROSS JOIN body b ON b.article = e.article
               LEFT JOIN name n ON n.id = e.speaker
              ORDER BY e.published DESC, e.article DESC, e.start, e.id",
            codes("actor"),
            codes("recipient"),
            conditions.sql()
        );
        let limits: [Value; 2] = [window.limit.into(), window.offset.into()];
        self.rows(&sql, conditions.values(limits), |row| {
            Ok(EventRow {
                article: row.get(0)?,
                id: row.get(1)?,
                kind: row.get(2)?,
                mode: row.get(3)?,
                code: row.get(4)?,
                actor: row.get(5)?,
                actor_codes: row.get(6)?,
                recipient: row.get(7)?,
                recipient_codes: row.get(8)?,
                happened: row.get(9)?,
                from_day: row.get(10)?,
                to_day: row.get(11)?,
                basis: row.get(12)?,
                place: row.get(13)?,
                country: row.get(14)?,
                factuality: row.get(15)?,
                speaker: row.get(16)?,
                trigger: row.get(17)?,
                sentence: row.get(18)?,
                span: (row.get(19)?, row.get(20)?),
                rule: row.get(21)?,
                confidence: row.get(22)?,
                published: row.get(23)?,
                outlet: row.get(24)?,
                headline: row.get(25)?,
            })
        })
    }

    /// The place of the side that fewest events have.
    fn rarest(&self, sides: &[(String, Value)]) -> Result<Option<usize>> {
        let mut least = None;
        for (at, (condition, value)) in sides.iter().enumerate() {
            let sql = format!(
                "SELECT count(*) FROM (SELECT 1 FROM event_side s WHERE {condition} LIMIT {COUNTED})"
            );
            let count: i64 = self.row(&sql, [value], |row| row.get(0))?.unwrap_or(0);
            if least.is_none_or(|(fewest, _)| count < fewest) {
                least = Some((count, at));
            }
        }
        Ok(least.map(|(_, at)| at))
    }
}
