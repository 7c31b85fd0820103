//! Who did what to whom.

use super::filter::{Filter, Window, text};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::Row;
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

/// What a timeline shows of an event; see [`EventRow`] for the fields.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "those of EventRow")]
pub struct DatedEvent {
    pub article: ArticleId,
    pub id: String,
    pub kind: Option<String>,
    pub code: Option<String>,
    pub actor: String,
    pub recipient: String,
    pub happened: Option<String>,
    pub from_day: Option<String>,
    pub to_day: Option<String>,
    pub basis: String,
    pub factuality: String,
    pub speaker: Option<String>,
    pub published: Option<String>,
    pub outlet: Option<String>,
}

/// An event's words and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedEvent {
    /// The sentence it was read from.
    pub sentence: String,
    /// Names or words of the sources, from the one who spoke first outward; empty words for one who is not named. The
    /// outlet is not among them.
    pub sources: Vec<String>,
}

/// No chain of sources is longer.
const LINKS: usize = 100;

/// So many events are counted to see which side has fewer, or whether some days have few.
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
        let codes = |side: &str| {
            format!(
                "(SELECT group_concat(s.code, ';') FROM event_side s
                   WHERE s.article = e.article AND s.event = e.id AND s.side = '{side}')"
            )
        };
        let columns = format!(
            "e.article, e.id, e.type, e.mode, e.code, e.actor, {}, e.recipient, {}, e.value, e.from_day, e.to_day,
             e.basis, e.place_name, e.country, e.factuality, n.name, e.words,
             substr(b.text, e.start + 1, e.end - e.start), e.start, e.end, e.rule, e.confidence, e.published,
             a.outlet, a.headline",
            codes("actor"),
            codes("recipient"),
        );
        self.chosen(asked, window, &columns, "CROSS JOIN body b ON b.article = e.article", |row| {
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

    /// As [`Ledger::events`], without the sentences and the codes of the sides, which take most of the time.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn dated_events(&self, asked: &EventsAsked, window: Window) -> Result<Vec<DatedEvent>> {
        let columns =
            "e.article, e.id, e.type, e.code, e.actor, e.recipient, e.value, e.from_day, e.to_day, e.basis,
                       e.factuality, n.name, e.published, a.outlet";
        self.chosen(asked, window, columns, "", |row| {
            Ok(DatedEvent {
                article: row.get(0)?,
                id: row.get(1)?,
                kind: row.get(2)?,
                code: row.get(3)?,
                actor: row.get(4)?,
                recipient: row.get(5)?,
                happened: row.get(6)?,
                from_day: row.get(7)?,
                to_day: row.get(8)?,
                basis: row.get(9)?,
                factuality: row.get(10)?,
                speaker: row.get(11)?,
                published: row.get(12)?,
                outlet: row.get(13)?,
            })
        })
    }

    /// The sentence of an event and who says so, without reading the whole record.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cited_event(&self, article: ArticleId, id: &str) -> Result<Option<CitedEvent>> {
        let sql = "SELECT substr(b.text, e.start + 1, e.end - e.start), e.according_to
                     FROM event e CROSS JOIN body b ON b.article = e.article WHERE e.article = ? AND e.id = ?";
        let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let Some((sentence, according_to)) = self.row(sql, (article, id), row)? else { return Ok(None) };
        let sql = "SELECT coalesce(x.words, t.source), t.within FROM attribution t
                     LEFT JOIN entity x ON x.article = t.article AND x.id = t.entity WHERE t.article = ? AND t.id = ?";
        let mut sources = Vec::new();
        let mut next = according_to.split(';').next().map(str::to_owned).filter(|id| !id.is_empty());
        while let Some(attribution) = next.filter(|_| sources.len() < LINKS) {
            let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?));
            let Some((source, within)) = self.row(sql, (article, &attribution), row)? else { break };
            sources.push(source);
            next = within;
        }
        Ok(Some(CitedEvent { sentence, sources }))
    }

    /// Columns of the events `e` that are asked for, with their article `a` and who says so, `n`.
    fn chosen<T>(
        &self,
        asked: &EventsAsked,
        window: Window,
        columns: &str,
        joined: &str,
        of: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
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
                let (mut from, conditions) = self.items("event", "e", &asked.filter)?;
                if from.starts_with("event e ") && self.few_happened(asked)? {
                    from = from.replacen("event e", "event e INDEXED BY event_by_end", 1);
                }
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
        let sql = format!(
            "SELECT {columns}
               FROM (SELECT e.article, e.id FROM {from} WHERE {} ORDER BY {order}, e.start, e.id LIMIT ? OFFSET ?) k
              CROSS JOIN event e ON e.article = k.article AND e.id = k.id
              CROSS JOIN article a ON a.id = e.article {joined}
               LEFT JOIN name n ON n.id = e.speaker
              ORDER BY e.published DESC, e.article DESC, e.start, e.id",
            conditions.sql()
        );
        let limits: [Value; 2] = [window.limit.into(), window.offset.into()];
        self.rows(&sql, conditions.values(limits), of)
    }

    /// Whether so few events fall into the days asked for that they are found by their days and then put in order. Many
    /// are found sooner by going through all in the order wanted, until there are enough.
    fn few_happened(&self, asked: &EventsAsked) -> Result<bool> {
        let (Some(from), Some(to)) = (&asked.happened_from, &asked.happened_to) else { return Ok(false) };
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM event INDEXED BY event_by_end WHERE to_day >= ? AND from_day <= ? LIMIT {COUNTED})"
        );
        let count: i64 = self.row(&sql, [from, to], |row| row.get(0))?.unwrap_or(0);
        Ok(count < COUNTED)
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
