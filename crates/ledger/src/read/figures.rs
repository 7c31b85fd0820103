//! How many, as the texts bound it, over time.

use super::filter::{Filter, Window, text};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::types::Value;
use serde::Serialize;

/// Which amounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FiguresAsked {
    /// Unit of measure or noun counted: `percent`, `USD`, `workers`.
    pub unit: Option<String>,
    /// What befell the persons counted: `killed`, `missing`, …
    pub befell: Option<String>,
    /// Words that must stand in what is counted or measured.
    pub of: Option<String>,
    /// Ids of names of which one says so.
    pub by: Vec<i64>,
    /// Newest first instead of oldest first.
    pub newest_first: bool,
    /// In which articles.
    pub filter: Filter,
}

/// One amount.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The article.
    pub article: ArticleId,
    /// The amount's id in it.
    pub id: String,
    /// Its words.
    pub words: String,
    /// Lower end; `None`: open.
    pub low: Option<f64>,
    /// Upper end; `None`: open.
    pub high: Option<f64>,
    /// Whether the text calls it inexact.
    pub approx: bool,
    /// Unit or noun.
    pub unit: Option<String>,
    /// What is counted.
    pub of: String,
    /// What befell them.
    pub befell: Option<String>,
    /// Direction of the change it takes part in.
    pub direction: Option<String>,
    /// First day it holds for.
    pub as_of: Option<String>,
    /// Who says so, where he is named.
    pub speaker: Option<String>,
    /// Words for who says so.
    pub source: Option<String>,
    /// Its span in characters.
    pub span: (i64, i64),
    /// How sure the reading is.
    pub confidence: f64,
    /// Day of publication: when it was said.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
}

impl Ledger {
    /// Amounts that are `asked` for, oldest first: a quantity over time.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn figures(&self, asked: &FiguresAsked, window: Window) -> Result<Vec<Figure>> {
        let (from, mut conditions) = self.items("amount", "q", &asked.filter)?;
        if let Some(unit) = &asked.unit {
            conditions.and("q.unit = ? COLLATE NOCASE", [text(unit)]);
        }
        if let Some(befell) = &asked.befell {
            conditions.and("q.befell = ?", [text(befell)]);
        }
        for word in asked.of.iter().flat_map(|of| of.split_whitespace()) {
            conditions.and("instr(lower(q.of), lower(?)) > 0", [text(word)]);
        }
        if !asked.by.is_empty() {
            conditions.one_of("q.speaker", &asked.by, "");
        }
        let way = if asked.newest_first { "DESC" } else { "ASC" };
        let sql = format!(
            "SELECT {FIGURE} FROM {from} {BESIDE}
              WHERE {} ORDER BY q.published {way}, q.article {way}, q.start LIMIT ? OFFSET ?",
            conditions.sql()
        );
        let limits: [Value; 2] = [window.limit.into(), window.offset.into()];
        self.rows(&sql, conditions.values(limits), figure)
    }

    /// The figures of these articles and ids, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn figures_at(&self, items: &[(ArticleId, String)]) -> Result<Vec<Figure>> {
        let list = serde_json::to_string(items).unwrap_or_default();
        let sql = format!(
            "SELECT {FIGURE} FROM json_each(?1) j JOIN amount q ON q.article = j.value ->> 0 AND q.id = j.value ->> 1
               JOIN article a ON a.id = q.article {BESIDE} ORDER BY q.published, q.article, q.start"
        );
        self.rows(&sql, [list], figure)
    }

    /// Pairs of figures that contradict each other, at least one of the two among `items`: article and id of either.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn contradicting(&self, items: &[(ArticleId, String)]) -> Result<Vec<[(ArticleId, String); 2]>> {
        let list = serde_json::to_string(items).unwrap_or_default();
        self.rows(
            "WITH asked(id) AS (SELECT r.id FROM json_each(?1) j
                   JOIN report r ON r.article = j.value ->> 0 AND r.local = j.value ->> 1),
                  pair(one, other) AS (
                      SELECT v.one, v.other FROM asked JOIN rival v ON v.one = asked.id WHERE v.kind = 'conflict'
                      UNION SELECT v.one, v.other FROM asked JOIN rival v ON v.other = asked.id WHERE v.kind = 'conflict')
             SELECT o.article, o.local, p.article, p.local FROM pair
               JOIN report o ON o.id = pair.one JOIN report p ON p.id = pair.other
              WHERE o.kind = 'figure' AND p.kind = 'figure' ORDER BY o.id, p.id",
            [list],
            |row| Ok([(row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)]),
        )
    }
}

/// Columns of a [`Figure`], and what they are joined from beside the amount `q` and its article `a`.
const FIGURE: &str =
    "q.article, q.id, q.words, q.low, q.high, q.approx, q.unit, q.of, q.befell, q.direction, q.from_day,
                      n.name, t.source, q.start, q.end, q.confidence, q.published, a.outlet, a.headline";
const BESIDE: &str = "LEFT JOIN attribution t ON t.article = q.article AND t.id = q.according_to
                      LEFT JOIN name n ON n.id = q.speaker";

fn figure(row: &rusqlite::Row<'_>) -> rusqlite::Result<Figure> {
    Ok(Figure {
        article: row.get(0)?,
        id: row.get(1)?,
        words: row.get(2)?,
        low: row.get(3)?,
        high: row.get(4)?,
        approx: row.get(5)?,
        unit: row.get(6)?,
        of: row.get(7)?,
        befell: row.get(8)?,
        direction: row.get(9)?,
        as_of: row.get(10)?,
        speaker: row.get(11)?,
        source: row.get(12)?,
        span: (row.get(13)?, row.get(14)?),
        confidence: row.get(15)?,
        published: row.get(16)?,
        outlet: row.get(17)?,
        headline: row.get(18)?,
    })
}
