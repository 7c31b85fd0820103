//! Who and what is spoken of, over all articles.

use super::filter::Window;
use super::words;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::names;
use crate::write::ArticleId;
use serde::Serialize;

/// A person, body, place or thing over all articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Name {
    /// Its id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// `person`, `organization`, `place`, `other`.
    #[serde(rename = "type")]
    pub kind: String,
    /// In how many articles it stands.
    pub articles: i64,
}

/// Where one article speaks of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The article.
    pub article: ArticleId,
    /// The entity's id in it.
    pub entity: String,
    /// Its fullest name there.
    pub words: String,
    /// Start, end (characters) and kind of every mention.
    pub mentions: Vec<(i64, i64, String)>,
    /// Day of publication.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
}

/// An office or code that a name has in articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Office {
    /// Actor code.
    pub code: String,
    /// Country.
    pub country: Option<String>,
    /// Sector.
    pub sector: Option<String>,
    /// Office or role.
    pub role: Option<String>,
    /// First day on which it holds.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// In how many articles it was given.
    pub articles: i64,
}

impl Ledger {
    /// Names that are `asked`, or else have all its words, most spoken of first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find_names(&self, asked: &str, limit: u32) -> Result<Vec<Name>> {
        let key = names::key(asked);
        let count = "(SELECT count(*) FROM entity WHERE name = n.id)";
        let exact = self.rows(
            &format!("SELECT n.id, n.name, n.type, {count} FROM name n WHERE n.key = ? ORDER BY 4 DESC, n.id LIMIT ?"),
            rusqlite::params![key, limit],
            name,
        )?;
        if !exact.is_empty() {
            return Ok(exact);
        }
        self.names_with_words(&key, limit)
    }

    /// Names that have all words of `key`, most spoken of first.
    pub(super) fn names_with_words(&self, key: &str, limit: u32) -> Result<Vec<Name>> {
        let Some(expression) = words::expression(key) else { return Ok(Vec::new()) };
        let sql = "SELECT n.id, n.name, n.type, (SELECT count(*) FROM entity WHERE name = n.id)
                     FROM name_words JOIN name n ON n.id = name_words.rowid
                    WHERE name_words MATCH ? ORDER BY 4 DESC, n.id LIMIT ?";
        self.rows(sql, rusqlite::params![expression, limit], name)
    }

    /// One name.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn name(&self, id: i64) -> Result<Option<Name>> {
        let sql =
            "SELECT id, name, type, (SELECT count(*) FROM entity WHERE name = n.id) FROM name n WHERE id = ?";
        self.row(sql, [id], name)
    }

    /// Where a name is spoken of, newest first, in the newest version of every page.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn mentions(&self, id: i64, window: Window) -> Result<Vec<Named>> {
        let sql = "SELECT n.article, n.id, n.words, n.mentions, n.published, a.outlet, a.headline
                     FROM entity n JOIN article a ON a.id = n.article AND a.latest = 1
                    WHERE n.name = ? ORDER BY n.published DESC, n.article DESC LIMIT ? OFFSET ?";
        self.rows(sql, rusqlite::params![id, window.limit, window.offset], |row| {
            let mentions: String = row.get(3)?;
            Ok(Named {
                article: row.get(0)?,
                entity: row.get(1)?,
                words: row.get(2)?,
                mentions: serde_json::from_str(&mentions).unwrap_or_default(),
                published: row.get(4)?,
                outlet: row.get(5)?,
                headline: row.get(6)?,
            })
        })
    }

    /// Codes and offices of a name, most often given first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn offices(&self, id: i64) -> Result<Vec<Office>> {
        let sql =
            "SELECT code, country, sector, role, from_day, to_day, count(DISTINCT article) FROM entity_code
                    WHERE name = ? GROUP BY code, country, sector, role, from_day, to_day
                    ORDER BY 7 DESC, code, role, from_day";
        self.rows(sql, [id], |row| {
            Ok(Office {
                code: row.get(0)?,
                country: row.get(1)?,
                sector: row.get(2)?,
                role: row.get(3)?,
                from: row.get(4)?,
                to: row.get(5)?,
                articles: row.get(6)?,
            })
        })
    }
}

fn name(row: &rusqlite::Row<'_>) -> rusqlite::Result<Name> {
    Ok(Name { id: row.get(0)?, name: row.get(1)?, kind: row.get(2)?, articles: row.get(3)? })
}
