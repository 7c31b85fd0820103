//! What happened or is due on which day, beside the day on which it was said: two clocks.

use super::filter::{Filter, Window, text};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::write::ArticleId;
use serde::Serialize;

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// First day of when it happened or will.
    pub day: String,
    /// Last day, where it is another.
    pub to_day: String,
    /// `event` or `deadline`.
    pub kind: &'static str,
    /// The article.
    pub article: ArticleId,
    /// The item's id in it.
    pub id: String,
    /// What: type and sides of an event; who must do what by a deadline.
    pub what: String,
    /// Factuality of an event; `due` for a deadline.
    pub state: String,
    /// How the day is known: `stated`, `tense`, `published`.
    pub basis: String,
    /// The words it was read from.
    pub words: String,
    /// Who says so, where he is named.
    pub speaker: Option<String>,
    /// Day of publication: when it was said.
    pub said: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
}

const EVENTS: &str = "SELECT e.from_day, e.to_day, e.article, e.id,
           coalesce(e.type, e.code, '') || CASE WHEN e.actor = '' THEN '' ELSE ' ' || e.actor END
               || CASE WHEN e.recipient = '' THEN '' ELSE ' → ' || e.recipient END,
           e.factuality, e.basis, substr(b.text, e.start + 1, e.end - e.start), n.name, a.published, a.outlet, a.headline
      FROM {found} CROSS JOIN event e ON e.article = k.article AND e.id = k.id
      CROSS JOIN article a ON a.id = e.article CROSS JOIN body b ON b.article = e.article
      LEFT JOIN name n ON n.id = e.speaker";

const DEADLINES: &str =
    "SELECT e.to_day, e.to_day, e.article, e.id, coalesce(e.who || ': ', '') || coalesce(e.what, ''),
           'due', 'stated', e.words, n.name, a.published, a.outlet, a.headline
      FROM {found} CROSS JOIN deadline e ON e.article = k.article AND e.id = k.id CROSS JOIN article a ON a.id = e.article
      LEFT JOIN name n ON n.id = e.speaker";

impl Ledger {
    /// Events and deadlines by day, oldest first. What has no day is in no timeline.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn timeline(
        &self,
        from: Option<&str>,
        to: Option<&str>,
        filter: &Filter,
        window: Window,
    ) -> Result<Vec<Moment>> {
        let last = window.offset.saturating_add(window.limit);
        let mut all = self.moments("event", EVENTS, "e.from_day", (from, to), filter, last)?;
        all.extend(self.moments("deadline", DEADLINES, "e.to_day", (from, to), filter, last)?);
        all.sort_by(|a, b| (&a.day, a.article, &a.kind, &a.id).cmp(&(&b.day, b.article, &b.kind, &b.id)));
        Ok(all.into_iter().skip(window.offset as usize).take(window.limit as usize).collect())
    }

    fn moments(
        &self,
        kind: &'static str,
        select: &str,
        day: &str,
        (from, to): (Option<&str>, Option<&str>),
        filter: &Filter,
        last: u32,
    ) -> Result<Vec<Moment>> {
        let (tables, mut conditions) = self.items(kind, "e", filter)?;
        conditions.and(&format!("{day} >= ?"), [text(from.unwrap_or(""))]);
        if let Some(to) = to {
            conditions.and(&format!("{day} <= ?"), [text(to)]);
        }
        // Which ones first: sorting them all with their words would read every text.
        let found = format!(
            "(SELECT e.article, e.id FROM {tables} WHERE {} ORDER BY {day}, e.article, e.id LIMIT ?) k",
            conditions.sql()
        );
        let sql = format!("{} ORDER BY {day}, e.article, e.id", select.replace("{found}", &found));
        self.rows(&sql, conditions.values([last.into()]), |row| {
            Ok(Moment {
                day: row.get(0)?,
                to_day: row.get(1)?,
                kind,
                article: row.get(2)?,
                id: row.get(3)?,
                what: row.get(4)?,
                state: row.get(5)?,
                basis: row.get(6)?,
                words: row.get(7)?,
                speaker: row.get(8)?,
                said: row.get(9)?,
                outlet: row.get(10)?,
                headline: row.get(11)?,
            })
        })
    }
}
