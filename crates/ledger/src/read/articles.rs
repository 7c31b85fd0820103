//! Lists of articles, and search.

use super::filter::{Filter, Where, Window};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::Row;
use rusqlite::types::Value;
use serde::Serialize;

/// Counting stops here: nobody pages further, and counting every match of "the" takes time.
const COUNTED: i64 = 10_000;

/// The same where each article has to be asked.
const COUNTED_ONE_BY_ONE: i64 = 2_000;

/// One article, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleRow {
    /// Its id.
    pub id: ArticleId,
    /// Its page.
    pub page: i64,
    /// Which version of the page it is.
    pub number: i64,
    /// Whether it is the page's newest.
    pub latest: bool,
    /// Day of publication.
    pub published: Option<String>,
    /// How the day is known.
    pub published_basis: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Section path, joined by " > ".
    pub section: Option<String>,
    /// Headline.
    pub headline: Option<String>,
    /// Writers.
    pub byline: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// SHA-256 of its source.
    pub sha256: String,
    /// Characters of its text.
    pub characters: i64,
    /// How many attributions were read from it,
    pub quotes: i64,
    /// amounts,
    pub figures: i64,
    /// and events.
    pub events: i64,
}

pub(super) const ARTICLE: &str = "a.id, a.page, a.number, a.latest, a.published, a.published_basis, a.outlet, \
    a.section, a.headline, a.byline, a.url, a.language, a.sha256, a.characters, a.quotes, a.figures, a.events";

pub(super) fn article(row: &Row<'_>) -> rusqlite::Result<ArticleRow> {
    Ok(ArticleRow {
        id: row.get(0)?,
        page: row.get(1)?,
        number: row.get(2)?,
        latest: row.get(3)?,
        published: row.get(4)?,
        published_basis: row.get(5)?,
        outlet: row.get(6)?,
        section: row.get(7)?,
        headline: row.get(8)?,
        byline: row.get(9)?,
        url: row.get(10)?,
        language: row.get(11)?,
        sha256: row.get(12)?,
        characters: row.get(13)?,
        quotes: row.get(14)?,
        figures: row.get(15)?,
        events: row.get(16)?,
    })
}

/// In which order articles are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// By how well they fit the words; newest first without words, and with words that stand in more than 10,000 articles,
    /// by which none fits better than another.
    Best,
}

/// An article found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The article.
    #[serde(flatten)]
    pub article: ArticleRow,
    /// A piece of its text with the words found between `⟦` and `⟧`; the text's beginning when no words were asked for.
    pub snippet: String,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The window asked for.
    pub hits: Vec<Hit>,
    /// How many there are in all, counted up to 10,000; up to 2,000 when no words are asked for.
    pub total: i64,
    /// Whether there are more than were counted.
    pub more: bool,
}

impl Ledger {
    /// Articles that `filter` holds for.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn articles(&self, filter: &Filter, order: Order, window: Window) -> Result<Found> {
        let expression = filter.expression();
        let counted = if expression.is_some() { COUNTED } else { COUNTED_ONE_BY_ONE };
        let total = self.count(filter, counted)?;
        let ids = match &expression {
            Some(expression) if total > COUNTED => self.common(filter, expression, order, window)?,
            Some(expression) if order == Order::Best => self.ranked(filter, expression, window)?,
            _ => self.dated(filter.all_conditions(self)?, order, window)?,
        };
        let mut hits = Vec::with_capacity(ids.len());
        for id in ids {
            let article = self.article_row(id)?;
            let snippet = self.snippet(id, expression.as_deref())?;
            hits.extend(article.map(|article| Hit { article, snippet }));
        }
        Ok(Found { hits, total: total.min(counted), more: total > counted })
    }

    /// One article's row.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn article_row(&self, id: ArticleId) -> Result<Option<ArticleRow>> {
        self.row(&format!("SELECT {ARTICLE} FROM article a WHERE a.id = ?"), [id], article)
    }

    fn ranked(&self, filter: &Filter, expression: &str, window: Window) -> Result<Vec<ArticleId>> {
        let mut conditions = filter.conditions(self)?;
        conditions.and("words MATCH ?", [Value::Text(expression.to_owned())]);
        let sql = format!(
            "SELECT a.id FROM words JOIN article a ON a.id = words.rowid WHERE {} \
              ORDER BY bm25(words, 4.0, 1.0), a.published DESC, a.id DESC LIMIT ? OFFSET ?",
            conditions.sql()
        );
        self.rows(&sql, conditions.values([window.limit.into(), window.offset.into()]), |row| row.get(0))
    }

    /// Articles with words that stand in very many: by day, each looked at, until there are enough.
    fn common(
        &self,
        filter: &Filter,
        expression: &str,
        order: Order,
        window: Window,
    ) -> Result<Vec<ArticleId>> {
        let mut conditions = filter.conditions(self)?;
        conditions.and(
            "EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND rowid = a.id)",
            [Value::Text(expression.to_owned())],
        );
        self.dated(conditions, order, window)
    }

    fn dated(&self, conditions: Where, order: Order, window: Window) -> Result<Vec<ArticleId>> {
        let way = if order == Order::Oldest { "ASC" } else { "DESC" };
        let sql = format!(
            "SELECT a.id FROM article a WHERE {} ORDER BY a.published {way}, a.id {way} LIMIT ? OFFSET ?",
            conditions.sql()
        );
        self.rows(&sql, conditions.values([window.limit.into(), window.offset.into()]), |row| row.get(0))
    }

    fn snippet(&self, id: ArticleId, expression: Option<&str>) -> Result<String> {
        let found = match expression {
            Some(expression) => self.row(
                "SELECT snippet(words, 1, '⟦', '⟧', '…', 32) FROM words WHERE words MATCH ? AND rowid = ?",
                rusqlite::params![expression, id],
                |row| row.get::<_, String>(0),
            )?,
            None => {
                self.row("SELECT substr(text, 1, 240) FROM body WHERE article = ?", [id], |row| row.get(0))?
            }
        };
        Ok(found.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}
