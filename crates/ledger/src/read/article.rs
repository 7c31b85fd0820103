//! One article: its record, its versions, the bytes it was read from.

use super::{line, parse};
use crate::correct;
use crate::error::{At, LedgerError, Result};
use crate::ledger::Ledger;
use crate::pack::{Form, unpack};
use crate::write::ArticleId;
use dunlin_record::{MadeBy, Record};
use serde::Serialize;

/// One state of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its article.
    pub article: ArticleId,
    /// 1, 2, … of its page.
    pub number: i64,
    /// Whether it is the page's newest.
    pub latest: bool,
    /// When it came in.
    pub added_at: String,
    /// From where: input and place in it.
    pub place: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When its present record was made.
    pub coded_at: String,
    /// How many records were made of it.
    pub records: i64,
    /// Day of publication.
    pub published: Option<String>,
    /// When the page says it was changed.
    pub modified: Option<String>,
    /// Headline.
    pub headline: Option<String>,
}

/// The bytes that a record was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceBytes {
    /// How they are to be read.
    pub form: Form,
    /// What was told about them, as JSON.
    pub given: String,
    /// Input and place in it.
    pub place: String,
    /// Their hash.
    pub sha256: String,
    /// They themselves.
    pub bytes: Vec<u8>,
}

impl Ledger {
    /// The article's present record as the machine made it: one JSON line, spans in characters.
    ///
    /// # Errors
    /// When there is no such article, or its record is damaged.
    pub fn record_line(&self, article: ArticleId) -> Result<String> {
        line(&self.path, article, &self.packed_record(article)?)
    }

    /// The article's present record as the machine made it.
    ///
    /// # Errors
    /// As [`Ledger::record_line`].
    pub fn record(&self, article: ArticleId) -> Result<Record> {
        parse(&self.path, article, &self.packed_record(article)?)
    }

    /// The article's present record with people's corrections laid over.
    ///
    /// # Errors
    /// As [`Ledger::record_line`].
    pub fn corrected(&self, article: ArticleId) -> Result<Record> {
        let mut record = self.record(article)?;
        let page: Option<i64> =
            self.row("SELECT page FROM version WHERE id = ?", [article], |row| row.get(0))?;
        let standing = correct::standing(&self.db, page.unwrap_or(0)).at(&self.path)?;
        if !standing.is_empty() {
            correct::apply(&mut record, &standing);
        }
        Ok(record)
    }

    /// What made the article's present record.
    ///
    /// # Errors
    /// When there is no such article.
    pub fn made_by(&self, article: ArticleId) -> Result<MadeBy> {
        let sql = "SELECT m.dunlin, m.weights, m.lexicon FROM article a JOIN record r ON r.id = a.record
                     JOIN maker m ON m.id = r.maker WHERE a.id = ?";
        self.row(sql, [article], |row| {
            Ok(MadeBy { dunlin: row.get(0)?, weights: row.get(1)?, lexicon: row.get(2)? })
        })?
        .ok_or_else(|| no_article(article))
    }

    /// All versions of the page that an article is of, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn versions(&self, article: ArticleId) -> Result<Vec<Version>> {
        let sql = "SELECT a.id, a.number, a.latest, v.added_at, v.place, a.sha256, r.coded_at,
                          (SELECT count(*) FROM record WHERE version = v.id), a.published, a.modified, a.headline
                     FROM article a JOIN version v ON v.id = a.id JOIN record r ON r.id = a.record
                    WHERE a.page = (SELECT page FROM version WHERE id = ?) ORDER BY a.number";
        self.rows(sql, [article], |row| {
            Ok(Version {
                article: row.get(0)?,
                number: row.get(1)?,
                latest: row.get(2)?,
                added_at: row.get(3)?,
                place: row.get(4)?,
                sha256: row.get(5)?,
                coded_at: row.get(6)?,
                records: row.get(7)?,
                published: row.get(8)?,
                modified: row.get(9)?,
                headline: row.get(10)?,
            })
        })
    }

    /// The bytes that an article was read from, with what was told about them.
    ///
    /// # Errors
    /// When there is no such article, or its bytes are damaged.
    pub fn source(&self, article: ArticleId) -> Result<SourceBytes> {
        let sql = "SELECT v.form, r.given, v.place, s.sha256, s.packed
                     FROM article a JOIN version v ON v.id = a.id JOIN record r ON r.id = a.record
                     JOIN source s ON s.id = v.source WHERE a.id = ?";
        let found = self.row(sql, [article], |row| {
            let (form, given, place): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((form, given, place, row.get::<_, String>(3)?, row.get::<_, Vec<u8>>(4)?))
        })?;
        let (form, given, place, sha256, packed) = found.ok_or_else(|| no_article(article))?;
        let damaged = |what: &str| LedgerError::Damaged {
            path: self.path.clone(),
            cause: format!("the kept bytes of article {article} {what}"),
        };
        let bytes = unpack(&packed).ok_or_else(|| damaged("cannot be unpacked"))?;
        let form = Form::of_name(&form).ok_or_else(|| damaged("are of a form this version does not know"))?;
        Ok(SourceBytes { form, given, place, sha256, bytes })
    }

    fn packed_record(&self, article: ArticleId) -> Result<Vec<u8>> {
        let sql = "SELECT r.packed FROM article a JOIN record r ON r.id = a.record WHERE a.id = ?";
        self.row(sql, [article], |row| row.get(0))?.ok_or_else(|| no_article(article))
    }
}

pub(crate) fn no_article(article: ArticleId) -> LedgerError {
    LedgerError::NotFound {
        what: format!("article {article}"),
        remedy: "dunlin search lists articles with their numbers".into(),
    }
}
