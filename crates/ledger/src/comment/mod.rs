//! What readers say under articles and records: writing, reporting, hiding, undoing, with a log of it all.
//!
//! A comment hangs on a page, so that it stays under later versions of it, and knows the version and the record it was
//! written under. Nothing is deleted: what a moderator hides or its author takes back keeps its row and can come back.
//! Length is counted in grapheme clusters (UAX 29), as a reader counts characters.

mod policy;

pub use policy::{DEFAULT_LONGEST, Policy};

use crate::correct::{Layer, words_of};
use crate::error::{At, LedgerError, Result};
use crate::ledger::Ledger;
use crate::read::Window;
use crate::write::ArticleId;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior};
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

/// Most characters of a reason.
const LONGEST_WHY: usize = 250;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who<'a> {
    /// The name that others see.
    pub name: &'a str,
    /// Number in the desk's account file; `None` for the ledger's local owner.
    pub account: Option<i64>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Its number.
    pub id: i64,
    /// The page it hangs on.
    pub page: i64,
    /// The version it was written under.
    pub article: ArticleId,
    /// The record it is about: `e3`; empty for the article.
    pub item: String,
    /// The record's words.
    pub words: String,
    /// When it was written.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Its author's number in the desk's account file.
    #[serde(skip)]
    pub author: Option<i64>,
    /// What it says.
    pub text: String,
    /// When a moderator hid it.
    pub hidden_at: Option<String>,
    /// Who.
    pub hidden_by: Option<String>,
    /// Why.
    pub hidden_why: Option<String>,
    /// When its author took it back.
    pub removed_at: Option<String>,
    /// Reports that nobody has looked at.
    pub reports: i64,
}

impl Comment {
    /// Whether everybody may read it.
    pub fn stands(&self) -> bool {
        self.hidden_at.is_none() && self.removed_at.is_none()
    }

    /// Whether `who` wrote it.
    pub fn is_by(&self, who: Who<'_>) -> bool {
        self.author == who.account
    }
}

/// A report of a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The comment.
    pub comment: i64,
    /// When it was reported.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Why.
    pub why: String,
}

/// One line of the comments' log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommentAct {
    /// The comment.
    pub comment: i64,
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// `write`, `remove`, `restore`, `report`, `hide`, `show`, `settle`.
    pub action: String,
    /// Why.
    pub why: Option<String>,
}

const COLUMNS: &str = "c.id, c.page, c.article, c.item, c.words, c.at, c.by, c.author, c.text, c.hidden_at, c.hidden_by, \
     c.hidden_why, c.removed_at, (SELECT count(*) FROM comment_report r WHERE r.comment = c.id AND r.settled_at IS NULL)";

fn read(row: &Row<'_>) -> rusqlite::Result<Comment> {
    Ok(Comment {
        id: row.get(0)?,
        page: row.get(1)?,
        article: row.get(2)?,
        item: row.get(3)?,
        words: row.get(4)?,
        at: row.get(5)?,
        by: row.get(6)?,
        author: row.get(7)?,
        text: row.get(8)?,
        hidden_at: row.get(9)?,
        hidden_by: row.get(10)?,
        hidden_why: row.get(11)?,
        removed_at: row.get(12)?,
        reports: row.get(13)?,
    })
}

fn wrong(cause: impl Into<String>, remedy: impl Into<String>) -> LedgerError {
    LedgerError::Wrong { cause: cause.into(), remedy: remedy.into() }
}

/// Characters of `text` as a reader counts them: a letter with its accents, a flag, a family of four are one each.
pub fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

/// `text` as it is kept: lines ended one way, no blank ends, no control signs.
fn tidied(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
    text.trim().to_owned()
}

fn checked_why(why: &str) -> Result<String> {
    let why = tidied(why);
    match length(&why) {
        0 => Err(wrong("a reason is missing", "say in a few words why")),
        many if many > LONGEST_WHY => {
            Err(wrong(format!("the reason has {many} characters"), format!("say it in {LONGEST_WHY}")))
        }
        _ => Ok(why),
    }
}

impl Ledger {
    /// Writes a comment under an article, or under the record `item` of it.
    ///
    /// # Errors
    /// When it is empty or longer than the rules allow, article or record are not there, or the ledger cannot be written.
    pub fn comment(&mut self, article: ArticleId, item: &str, text: &str, by: Who<'_>) -> Result<Comment> {
        let text = tidied(text);
        let longest = self.policy()?.longest;
        let many = length(&text);
        if many == 0 {
            return Err(wrong("the comment is empty", "write something"));
        }
        if many > longest as usize {
            return Err(wrong(
                format!("the comment has {many} characters"),
                format!("the rules allow {longest}; make it shorter"),
            ));
        }
        let words = match Layer::of_id(item) {
            Some(Layer::Article) => {
                self.record_line(article)?;
                String::new()
            }
            Some(layer) => {
                words_of(&self.record(article)?, layer, item).ok_or_else(|| LedgerError::NotFound {
                    what: format!("item {item} of article {article}"),
                    remedy: "the article's page lists its items".into(),
                })?
            }
            None => {
                return Err(wrong(
                    format!("{item:?} is no item of a record"),
                    "items are called e1, a1, q1 and so on",
                ));
            }
        };
        self.in_one(|db| {
            db.execute(
                "INSERT INTO comment (page, article, item, words, at, by, author, text)
                 SELECT page, id, ?2, ?3, ?4, ?5, ?6, ?7 FROM version WHERE id = ?1",
                (article, item, &words, Self::now(), by.name, by.account, &text),
            )?;
            let id = db.last_insert_rowid();
            log(db, id, by.name, "write", None)?;
            one(db, id)
        })
    }

    /// One comment, whatever its state.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn comment_of(&self, id: i64) -> Result<Comment> {
        one(&self.db, id).optional().at(&self.path)?.ok_or_else(|| none(id))
    }

    /// Comments on an article's page, over all its versions, oldest first; those that do not stand only when `all`.
    ///
    /// # Errors
    /// When the ledger cannot be read; likewise below.
    pub fn comments(&self, article: ArticleId, all: bool) -> Result<Vec<Comment>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM comment c WHERE c.page = (SELECT page FROM version WHERE id = ?1)
                AND (?2 OR (c.hidden_at IS NULL AND c.removed_at IS NULL)) ORDER BY c.id"
        );
        self.rows(&sql, (article, all), read)
    }

    /// Comments on all pages that stand, newest first.
    pub fn newest_comments(&self, window: Window) -> Result<Vec<Comment>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM comment c WHERE c.hidden_at IS NULL AND c.removed_at IS NULL
              ORDER BY c.id DESC LIMIT ?1 OFFSET ?2"
        );
        self.rows(&sql, (window.limit, window.offset), read)
    }

    /// Takes one's own comment back.
    pub fn remove_comment(&mut self, id: i64, by: Who<'_>) -> Result<Comment> {
        self.by_author(id, by, "remove", "removed_at = ?2", Some(Self::now()))
    }

    /// Puts one's own comment that was taken back where it was.
    pub fn restore_comment(&mut self, id: i64, by: Who<'_>) -> Result<Comment> {
        self.by_author(id, by, "restore", "removed_at = ?2", None)
    }

    fn by_author(
        &mut self,
        id: i64,
        by: Who<'_>,
        action: &str,
        set: &str,
        value: Option<String>,
    ) -> Result<Comment> {
        if !self.comment_of(id)?.is_by(by) {
            return Err(wrong(
                "it is somebody else's comment",
                "only its author takes it back; report it instead",
            ));
        }
        self.in_one(|db| {
            db.execute(&format!("UPDATE comment SET {set} WHERE id = ?1"), (id, value))?;
            log(db, id, by.name, action, None)?;
            one(db, id)
        })
    }

    /// Tells the moderators of a comment. The same person's second report of it changes nothing.
    ///
    /// # Errors
    /// Also when the reason is missing or too long.
    pub fn report_comment(&mut self, id: i64, why: &str, by: Who<'_>) -> Result<()> {
        let why = checked_why(why)?;
        if !self.comment_of(id)?.stands() {
            return Err(none(id));
        }
        self.in_one(|db| {
            let known: bool = db.query_row(
                "SELECT EXISTS (SELECT 1 FROM comment_report WHERE comment = ?1 AND author IS ?2 AND settled_at IS NULL)",
                (id, by.account),
                |row| row.get(0),
            )?;
            if !known {
                db.execute(
                    "INSERT INTO comment_report (comment, at, by, author, why) VALUES (?1, ?2, ?3, ?4, ?5)",
                    (id, Self::now(), by.name, by.account, &why),
                )?;
                log(db, id, by.name, "report", Some(&why))?;
            }
            Ok(())
        })
    }

    /// Hides a comment from everybody but moderators, and settles its reports.
    ///
    /// # Errors
    /// Also when the reason is missing or too long.
    pub fn hide_comment(&mut self, id: i64, why: &str, by: &str) -> Result<Comment> {
        let why = checked_why(why)?;
        self.comment_of(id)?;
        self.in_one(|db| {
            db.execute(
                "UPDATE comment SET hidden_at = ?2, hidden_by = ?3, hidden_why = ?4 WHERE id = ?1",
                (id, Self::now(), by, &why),
            )?;
            settle(db, id, by)?;
            log(db, id, by, "hide", Some(&why))?;
            one(db, id)
        })
    }

    /// Shows a hidden comment again.
    pub fn show_comment(&mut self, id: i64, by: &str) -> Result<Comment> {
        self.comment_of(id)?;
        self.in_one(|db| {
            db.execute(
                "UPDATE comment SET hidden_at = NULL, hidden_by = NULL, hidden_why = NULL WHERE id = ?1",
                [id],
            )?;
            log(db, id, by, "show", None)?;
            one(db, id)
        })
    }

    /// Settles the reports of a comment that may stay.
    pub fn settle_reports(&mut self, id: i64, by: &str) -> Result<()> {
        self.comment_of(id)?;
        self.in_one(|db| {
            if settle(db, id, by)? > 0 {
                log(db, id, by, "settle", None)?;
            }
            Ok(())
        })
    }

    /// Comments with reports that nobody has looked at, with the reports; those waiting longest first.
    pub fn reported_comments(&self, window: Window) -> Result<Vec<(Comment, Vec<Report>)>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM comment c JOIN (SELECT comment, min(id) AS first FROM comment_report
               WHERE settled_at IS NULL GROUP BY comment) w ON w.comment = c.id ORDER BY w.first LIMIT ?1 OFFSET ?2"
        );
        let comments = self.rows(&sql, (window.limit, window.offset), read)?;
        let mut out = Vec::with_capacity(comments.len());
        for comment in comments {
            let reports = self.rows(
                "SELECT comment, at, by, why FROM comment_report WHERE comment = ?1 AND settled_at IS NULL ORDER BY id",
                [comment.id],
                |row| Ok(Report { comment: row.get(0)?, at: row.get(1)?, by: row.get(2)?, why: row.get(3)? }),
            )?;
            out.push((comment, reports));
        }
        Ok(out)
    }

    /// Hidden comments, newest first.
    pub fn hidden_comments(&self, window: Window) -> Result<Vec<Comment>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM comment c WHERE c.hidden_at IS NOT NULL ORDER BY c.hidden_at DESC, c.id DESC
              LIMIT ?1 OFFSET ?2"
        );
        self.rows(&sql, (window.limit, window.offset), read)
    }

    /// What was done with comments, newest first.
    pub fn comment_log(&self, window: Window) -> Result<Vec<CommentAct>> {
        let sql = "SELECT comment, at, by, action, why FROM comment_log ORDER BY id DESC LIMIT ?1 OFFSET ?2";
        self.rows(sql, (window.limit, window.offset), |row| {
            Ok(CommentAct {
                comment: row.get(0)?,
                at: row.get(1)?,
                by: row.get(2)?,
                action: row.get(3)?,
                why: row.get(4)?,
            })
        })
    }

    /// Runs `work` in one transaction.
    fn in_one<T>(&mut self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).at(&self.path)?;
        let done = work(&tx).at(&self.path)?;
        tx.commit().at(&self.path)?;
        Ok(done)
    }
}

fn none(id: i64) -> LedgerError {
    LedgerError::NotFound { what: format!("comment {id}"), remedy: "it may have been taken back".into() }
}

fn one(db: &Connection, id: i64) -> rusqlite::Result<Comment> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM comment c WHERE c.id = ?1"))?.query_row([id], read)
}

fn settle(db: &Connection, id: i64, by: &str) -> rusqlite::Result<usize> {
    db.execute(
        "UPDATE comment_report SET settled_at = ?2, settled_by = ?3 WHERE comment = ?1 AND settled_at IS NULL",
        (id, Ledger::now(), by),
    )
}

fn log(db: &Connection, comment: i64, by: &str, action: &str, why: Option<&str>) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO comment_log (comment, at, by, action, why) VALUES (?1, ?2, ?3, ?4, ?5)",
        (comment, Ledger::now(), by, action, why),
    )?;
    Ok(())
}
