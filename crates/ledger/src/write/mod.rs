//! The one writer: documents with their records go in, a small batch a transaction.

mod rows;

pub(crate) use rows::word;

use crate::correct;
use crate::error::{At, LedgerError, Result};
use crate::ledger::Ledger;
use crate::pack::{Arriving, Packed, pack, unpack};
use crate::page;
use dunlin_record::{Article, MadeBy, Record};
use rusqlite::config::DbConfig;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use std::path::PathBuf;

/// Id of an article: of one version of one page.
pub type ArticleId = i64;

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// A page that the ledger did not have.
    New(ArticleId),
    /// A new version of a page that it had.
    Version {
        /// The new version.
        article: ArticleId,
        /// Its number: 2, 3, …
        number: i64,
        /// The version that it was compared with.
        previous: ArticleId,
    },
    /// Known: the same document, or other bytes that say the same.
    Known(ArticleId),
    /// The same bytes, of which something else was told this time (a day of publication, an outlet): a new record.
    Told(ArticleId),
}

/// A transaction that documents are added in. Dropped without [`Batch::commit`], it leaves nothing behind.
pub struct Batch<'l> {
    tx: Transaction<'l>,
    path: PathBuf,
    now: String,
}

impl Ledger {
    /// Whether this document was kept before; then it need not be read again.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn known(&self, document: &Arriving<'_>) -> Result<Option<ArticleId>> {
        self.db
            .prepare_cached("SELECT version FROM arrival WHERE hash = ?")
            .and_then(|mut query| query.query_row([document.hash()], |row| row.get(0)).optional())
            .at(&self.path)
    }

    /// What was told about a document of these bytes when it last came in, as JSON; `None` for one that never did.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn told_before(&self, document: &Arriving<'_>) -> Result<Option<String>> {
        self.db
            .prepare_cached(
                "SELECT r.given FROM source s JOIN version v ON v.source = s.id AND v.form = ?2
                 JOIN record r ON r.version = v.id WHERE s.sha256 = ?1 ORDER BY r.id DESC LIMIT 1",
            )
            .and_then(|mut query| {
                let keys = params![document.sha256(), document.form.name()];
                query.query_row(keys, |row| row.get(0)).optional()
            })
            .at(&self.path)
    }

    /// Begins a transaction to add documents in, waiting for other writers.
    ///
    /// # Errors
    /// When the ledger may not be written, or another writer holds it for more than a minute.
    pub fn batch(&mut self) -> Result<Batch<'_>> {
        let path = self.path.clone();
        // Otherwise SQLite plans every range query anew for every day that is put into it.
        self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).at(&path)?;
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        Ok(Batch { tx, path, now: Self::now() })
    }
}

impl Batch<'_> {
    /// Keeps a document and its record, if it is not kept already.
    ///
    /// # Errors
    /// When the record is unsound: then only this document is left out and the batch goes on
    /// ([`LedgerError::is_of_one_document`]). When the ledger cannot be written: then the batch is lost.
    pub fn add(&mut self, document: &Packed) -> Result<Added> {
        self.whole(|batch| batch.add_whole(document))
    }

    /// Notes that a known document came in again.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn seen(&mut self, document: &Arriving<'_>) -> Result<()> {
        self.tx
            .prepare_cached("UPDATE arrival SET last_at = ?, times = times + 1 WHERE hash = ?")
            .and_then(|mut query| query.execute(params![self.now, document.hash()]))
            .at(&self.path)?;
        Ok(())
    }

    /// Keeps a new record of an article that is in the ledger already, made from its kept source.
    ///
    /// # Errors
    /// As [`Batch::add`].
    pub fn recode(&mut self, article: ArticleId, given: &str, record: &Record) -> Result<()> {
        self.whole(|batch| {
            let line = record.to_json().map_err(|source| batch.unsound(article, source))?;
            batch.new_record(article, given, &pack(line.as_bytes()), record)
        })
    }

    /// Makes the rows of an article anew from its kept record and the corrections that stand.
    ///
    /// # Errors
    /// When the record is damaged or the ledger cannot be written.
    pub fn renew(&mut self, article: ArticleId) -> Result<()> {
        self.whole(|batch| {
            let (record, packed): (i64, Vec<u8>) = batch
                .tx
                .prepare_cached(
                    "SELECT r.id, r.packed FROM article a JOIN record r ON r.id = a.record WHERE a.id = ?",
                )
                .and_then(|mut query| query.query_row([article], |row| Ok((row.get(0)?, row.get(1)?))))
                .at(&batch.path)?;
            let made = crate::read::parse(&batch.path, article, &packed)?;
            batch.rows(article, record, &made)
        })
    }

    /// The ledger's file.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// The transaction, to write beside.
    pub fn transaction(&self) -> &Transaction<'_> {
        &self.tx
    }

    /// Makes everything of this batch last.
    ///
    /// # Errors
    /// When it cannot be written; then nothing of the batch is kept.
    pub fn commit(self) -> Result<()> {
        self.tx.commit().at(&self.path)
    }

    /// Runs `work` so that it leaves all it writes or nothing.
    fn whole<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.tx.execute_batch("SAVEPOINT document").at(&self.path)?;
        let done = work(self);
        let end = if done.is_ok() { "RELEASE document" } else { "ROLLBACK TO document; RELEASE document" };
        match (self.tx.execute_batch(end).at(&self.path), &done) {
            // The first error tells more: a full disk may have ended the transaction as a whole.
            (Err(_), Err(_)) | (Ok(()), _) => done,
            (Err(error), Ok(_)) => Err(error),
        }
    }

    fn unsound(&self, article: ArticleId, source: dunlin_record::RecordError) -> LedgerError {
        LedgerError::Record { place: format!("article {article}"), source }
    }

    fn add_whole(&mut self, document: &Packed) -> Result<Added> {
        if let Some(article) = self.arrived(&document.hash)? {
            self.arrival(&document.hash, article)?;
            return Ok(Added::Known(article));
        }
        let told_id = serde_json::from_str::<serde_json::Value>(&document.given)
            .ok()
            .and_then(|given| given.get("id")?.as_str().map(str::to_owned));
        let mut key = page::key(&document.record.article, told_id.as_deref(), &document.sha256);
        let mut latest = self.latest(&key)?;
        if let Some((_, article, _)) = latest
            && key.starts_with("id:")
            && !self.is_of_one_story(article, &document.record.article)?
        {
            // Two collections number their documents alike: an id alone does not make this a version of that.
            key = format!("{key}/{}", &document.sha256);
            latest = self.latest(&key)?;
        }
        let Some((page, previous, number)) = latest else {
            let page =
                self.insert("INSERT INTO page (key, added_at) VALUES (?1, ?2)", params![key, self.now])?;
            let article = self.version(page, 1, document)?;
            return Ok(Added::New(article));
        };
        if let Some(same) = self.version_of_bytes(page, document)? {
            self.new_record(same, &document.given, &document.line, &document.record)?;
            self.arrival(&document.hash, same)?;
            return Ok(Added::Told(same));
        }
        if self.says_the_same(previous, &document.record.article)? {
            self.arrival(&document.hash, previous)?;
            return Ok(Added::Known(previous));
        }
        let article = self.version(page, number + 1, document)?;
        Ok(Added::Version { article, number: number + 1, previous })
    }

    fn insert(&self, sql: &str, values: impl rusqlite::Params) -> Result<i64> {
        self.tx.prepare_cached(sql).and_then(|mut query| query.insert(values)).at(&self.path)
    }

    fn arrived(&self, hash: &[u8; 32]) -> Result<Option<ArticleId>> {
        self.tx
            .prepare_cached("SELECT version FROM arrival WHERE hash = ?")
            .and_then(|mut query| query.query_row([hash], |row| row.get(0)).optional())
            .at(&self.path)
    }

    fn arrival(&self, hash: &[u8; 32], version: ArticleId) -> Result<()> {
        self.tx
            .prepare_cached(
                "INSERT INTO arrival (hash, version, first_at, last_at) VALUES (?1, ?2, ?3, ?3)
                 ON CONFLICT (hash) DO UPDATE SET last_at = excluded.last_at, times = times + 1",
            )
            .and_then(|mut query| query.execute(params![hash, version, self.now]))
            .at(&self.path)?;
        Ok(())
    }

    /// Page, newest version and highest number of the page with this key.
    fn latest(&self, key: &str) -> Result<Option<(i64, ArticleId, i64)>> {
        self.tx
            .prepare_cached(
                "SELECT p.id, (SELECT id FROM article WHERE page = p.id AND latest = 1),
                        (SELECT max(number) FROM version WHERE page = p.id)
                   FROM page p WHERE p.key = ?",
            )
            .and_then(|mut query| {
                query.query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
            })
            .at(&self.path)
    }

    fn version_of_bytes(&self, page: i64, document: &Packed) -> Result<Option<ArticleId>> {
        self.tx
            .prepare_cached(
                "SELECT v.id FROM source s JOIN version v ON v.source = s.id
                  WHERE s.sha256 = ? AND v.form = ? AND v.page = ?",
            )
            .and_then(|mut query| {
                query
                    .query_row(params![document.sha256, document.form.name(), page], |row| row.get(0))
                    .optional()
            })
            .at(&self.path)
    }

    /// The article of a kept version, as the machine read it.
    fn kept(&self, article: ArticleId) -> Result<Record> {
        let packed: Vec<u8> = self
            .tx
            .prepare_cached("SELECT r.packed FROM article a JOIN record r ON r.id = a.record WHERE a.id = ?")
            .and_then(|mut query| query.query_row([article], |row| row.get(0)))
            .at(&self.path)?;
        crate::read::parse(&self.path, article, &packed)
    }

    /// Whether a page that came in with other bytes says what the kept version says. Sites change the furniture of their
    /// pages by the minute; that alone makes no version.
    fn says_the_same(&self, article: ArticleId, now: &Article) -> Result<bool> {
        let kept = self.kept(article)?.article;
        Ok(kept.text == now.text
            && kept.headline == now.headline
            && kept.byline == now.byline
            && kept.published == now.published
            && kept.outlet == now.outlet)
    }

    /// Whether two articles under one id have the headline or a paragraph in common.
    fn is_of_one_story(&self, article: ArticleId, now: &Article) -> Result<bool> {
        let kept = self.kept(article)?.article;
        if kept.headline.is_some() && kept.headline == now.headline {
            return Ok(true);
        }
        let blocks: Vec<&str> = kept.blocks.iter().map(|block| block.span.of(&kept.text)).collect();
        Ok(now.blocks.iter().any(|block| blocks.contains(&block.span.of(&now.text))))
    }

    /// Keeps source, version, record and rows of a document.
    fn version(&mut self, page: i64, number: i64, document: &Packed) -> Result<ArticleId> {
        let source: Option<i64> = self
            .tx
            .prepare_cached("SELECT id FROM source WHERE sha256 = ?")
            .and_then(|mut query| query.query_row([&document.sha256], |row| row.get(0)).optional())
            .at(&self.path)?;
        let source = match source {
            Some(source) => source,
            None => self.insert(
                "INSERT INTO source (sha256, bytes, packed) VALUES (?1, ?2, ?3)",
                params![document.sha256, document.bytes as i64, document.source],
            )?,
        };
        let article = self.insert(
            "INSERT INTO version (page, number, source, form, place, added_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![page, number, source, document.form.name(), document.place, self.now],
        )?;
        self.arrival(&document.hash, article)?;
        self.new_record(article, &document.given, &document.line, &document.record)?;
        Ok(article)
    }

    /// Keeps a record and makes the article's rows from it.
    fn new_record(&mut self, article: ArticleId, given: &str, line: &[u8], record: &Record) -> Result<()> {
        let maker = self.maker(&record.made_by)?;
        let id = self.insert(
            "INSERT INTO record (version, maker, given, coded_at, packed) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![article, maker, given, self.now, line],
        )?;
        self.rows(article, id, record)
    }

    fn maker(&self, made_by: &MadeBy) -> Result<i64> {
        let values = params![made_by.dunlin, made_by.weights, made_by.lexicon];
        let known: Option<i64> = self
            .tx
            .prepare_cached("SELECT id FROM maker WHERE dunlin = ?1 AND weights = ?2 AND lexicon = ?3")
            .and_then(|mut query| query.query_row(values, |row| row.get(0)).optional())
            .at(&self.path)?;
        match known {
            Some(maker) => Ok(maker),
            None => self.insert("INSERT INTO maker (dunlin, weights, lexicon) VALUES (?1, ?2, ?3)", values),
        }
    }

    /// Replaces the rows of an article by those of `record` with the corrections that stand.
    fn rows(&mut self, article: ArticleId, record_id: i64, record: &Record) -> Result<()> {
        let (page, number): (i64, i64) = self
            .tx
            .prepare_cached("SELECT page, number FROM version WHERE id = ?")
            .and_then(|mut query| query.query_row([article], |row| Ok((row.get(0)?, row.get(1)?))))
            .at(&self.path)?;
        let mut corrected = record.clone();
        let standing = correct::standing(&self.tx, page).at(&self.path)?;
        let marks = if standing.is_empty() {
            correct::Marks::default()
        } else {
            correct::apply(&mut corrected, &standing)
        };
        self.remove_rows(article)?;
        rows::insert(&self.tx, &rows::Head { article, page, number, record: record_id }, &corrected, &marks)
            .at(&self.path)?;
        correct::hold(&self.tx, article, &marks).at(&self.path)?;
        self.set_latest(page)?;
        crate::claims::take_in(&self.tx, article, &corrected).at(&self.path)
    }

    /// Takes an article's rows out, if it has any, after the claims made from them.
    fn remove_rows(&self, article: ArticleId) -> Result<()> {
        let there: bool = self
            .tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE id = ?)")
            .and_then(|mut query| query.query_row([article], |row| row.get(0)))
            .at(&self.path)?;
        if there {
            crate::claims::take_out(&self.tx, article).at(&self.path)?;
            rows::remove(&self.tx, article).at(&self.path)?;
        }
        Ok(())
    }

    /// Marks the newest version of a page: the one that came in last, unless both it and an earlier one state when they
    /// were written or changed and the earlier one is the later by that (saved pages come in any order).
    fn set_latest(&self, page: i64) -> Result<()> {
        let mut query = self
            .tx
            .prepare_cached(
                "SELECT id, modified, coalesce(published_at, published) FROM article WHERE page = ? ORDER BY number",
            )
            .at(&self.path)?;
        let versions = query
            .query_map([page], |row| {
                Ok((row.get::<_, ArticleId>(0)?, [row.get::<_, Option<String>>(1)?, row.get(2)?]))
            })
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .at(&self.path)?;
        let newest = versions.iter().reduce(|latest, next| {
            let stated = latest.1.iter().zip(&next.1).find_map(|pair| match pair {
                (Some(old), Some(new)) if old != new => Some((old, new)),
                _ => None,
            });
            if stated.is_some_and(|(old, new)| new < old) { latest } else { next }
        });
        self.tx
            .prepare_cached("UPDATE article SET latest = (id = ?2) WHERE page = ?1 AND latest <> (id = ?2)")
            .and_then(|mut query| query.execute(params![page, newest.map(|version| version.0)]))
            .at(&self.path)?;
        Ok(())
    }
}

/// Reads a packed record line.
pub(crate) fn unpacked_line(packed: &[u8]) -> Option<String> {
    String::from_utf8(unpack(packed)?).ok()
}
