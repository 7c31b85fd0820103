//! What is due, and what is said to come.

use super::filter::{Filter, Where, Window, text};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::types::Value;
use serde::Serialize;

/// One deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadlineRow {
    /// The article.
    pub article: ArticleId,
    /// The deadline's id in it: `d1`.
    pub id: String,
    /// The day (TIMEX3 value).
    pub date: Option<String>,
    /// Last day of it.
    pub day: Option<String>,
    /// The words that give it.
    pub words: String,
    /// Who must act.
    pub who: Option<String>,
    /// What must be done.
    pub what: Option<String>,
    /// Who set it.
    pub set_by: Option<String>,
    /// Who says so, where he is named.
    pub speaker: Option<String>,
    /// Its span in characters.
    pub span: (i64, i64),
    /// Day of publication: when it was said.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
}

/// One forecast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForecastRow {
    /// The article.
    pub article: ArticleId,
    /// The forecast's id in it: `f1`.
    pub id: String,
    /// Its words.
    pub words: String,
    /// How sure the forecaster is.
    pub strength: String,
    /// Who forecasts, where he is named.
    pub speaker: Option<String>,
    /// Its span in characters.
    pub span: (i64, i64),
    /// Day of publication.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
}

impl Ledger {
    /// Deadlines whose last day is `from` or later (and `to` or earlier), nearest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn deadlines(
        &self,
        from: Option<&str>,
        to: Option<&str>,
        filter: &Filter,
        window: Window,
    ) -> Result<Vec<DeadlineRow>> {
        let (tables, mut conditions) = self.items("deadline", "d", filter)?;
        if let Some(from) = from {
            conditions.and("d.to_day >= ?", [text(from)]);
        }
        if let Some(to) = to {
            conditions.and("d.to_day <= ?", [text(to)]);
        }
        self.deadline_rows(&tables, &conditions, "ASC", window)
    }

    /// Deadlines of the latest days, latest first.
    pub(super) fn latest_deadlines(&self, filter: &Filter, window: Window) -> Result<Vec<DeadlineRow>> {
        let (tables, mut conditions) = self.items("deadline", "d", filter)?;
        conditions.and("d.to_day IS NOT NULL", []);
        self.deadline_rows(&tables, &conditions, "DESC", window)
    }

    fn deadline_rows(
        &self,
        tables: &str,
        conditions: &Where,
        way: &str,
        window: Window,
    ) -> Result<Vec<DeadlineRow>> {
        let sql = format!(
            "SELECT d.article, d.id, d.date, d.to_day, d.words, d.who, d.what, d.set_by, n.name, d.start, d.end,
                    d.published, a.outlet, a.headline
               FROM {tables} LEFT JOIN name n ON n.id = d.speaker
              WHERE {} ORDER BY d.to_day {way}, d.article, d.start LIMIT ? OFFSET ?",
            conditions.sql()
        );
        let limits: [Value; 2] = [window.limit.into(), window.offset.into()];
        self.rows(&sql, conditions.values(limits), |row| {
            Ok(DeadlineRow {
                article: row.get(0)?,
                id: row.get(1)?,
                date: row.get(2)?,
                day: row.get(3)?,
                words: row.get(4)?,
                who: row.get(5)?,
                what: row.get(6)?,
                set_by: row.get(7)?,
                speaker: row.get(8)?,
                span: (row.get(9)?, row.get(10)?),
                published: row.get(11)?,
                outlet: row.get(12)?,
                headline: row.get(13)?,
            })
        })
    }

    /// Forecasts, newest first; `by` some names, or by anybody.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn forecasts(&self, by: &[i64], filter: &Filter, window: Window) -> Result<Vec<ForecastRow>> {
        let (tables, mut conditions) = self.items("forecast", "f", filter)?;
        if !by.is_empty() {
            conditions.one_of("f.speaker", by, "");
        }
        let sql = format!(
            "SELECT f.article, f.id, f.words, f.strength, n.name, f.start, f.end, f.published, a.outlet, a.headline
               FROM {tables} LEFT JOIN name n ON n.id = f.speaker
              WHERE {} ORDER BY f.published DESC, f.article DESC, f.start LIMIT ? OFFSET ?",
            conditions.sql()
        );
        let limits: [Value; 2] = [window.limit.into(), window.offset.into()];
        self.rows(&sql, conditions.values(limits), |row| {
            Ok(ForecastRow {
                article: row.get(0)?,
                id: row.get(1)?,
                words: row.get(2)?,
                strength: row.get(3)?,
                speaker: row.get(4)?,
                span: (row.get(5)?, row.get(6)?),
                published: row.get(7)?,
                outlet: row.get(8)?,
                headline: row.get(9)?,
            })
        })
    }
}
