//! Saved conditions on what the ledger learns: a figure above the last, a denial, a second source, a deadline that
//! nears, a pair of actors
//! with an event between them that was never seen, a conflict, an article.
//!
//! A watch is run, by hand or by a timer of the system; it looks at what came in since it last ran. Each hit is
//! kept once, and handed to
//! every delivery once ([`Delivery`]); what could not be delivered is tried again at the next run. Running and
//! delivering are apart: the
//! ledger finds and remembers ([`Ledger::run_watch`], [`Ledger::undelivered`], [`Ledger::delivered`]); who calls it
//! writes the
//! feed ([`feed`]), runs the command or posts.

pub mod feed;
mod find;

use crate::error::{At, LedgerError, Result};
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

/// What a watch waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// A figure above all that were given before for the same quantity.
    HigherFigure,
    /// The first denial of something.
    Denial,
    /// Figures that cannot both hold.
    Conflict,
    /// A claim that gets so many independent sources ([`Condition::sources`], two without it).
    Sources,
    /// A deadline that is so many days ahead or fewer ([`Condition::within`], seven without it).
    Deadline,
    /// An event of a type that was never seen between its two sides.
    NewEvent,
    /// An article.
    Article,
}

/// What a watch waits for, and where. Empty fields ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What.
    pub when: When,
    /// Words of the article, as [`crate::read::Filter::words`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// A name that the article speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Words that must stand in the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Two sides of an event, by a word of the name or ISO country; in either direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<(String, String)>,
    /// Days ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<u16>,
    /// Independent sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<u16>,
}

/// Where hits go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// An Atom feed, written to this file.
    Feed(String),
    /// A program with its arguments, run without a shell, once a hit, with the hit as JSON on its standard input.
    Command(Vec<String>),
    /// An address that the hit is posted to as JSON.
    Post(String),
}

/// A saved condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Watch {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it waits for.
    pub condition: Condition,
    /// Where its hits go.
    pub delivery: Vec<Delivery>,
    /// When it was made.
    pub created_at: String,
    /// When it last ran.
    pub ran_at: Option<String>,
    /// How many hits it has.
    pub hits: i64,
    /// Whether it looks at nothing for now.
    pub paused: bool,
}

/// Something that met a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Its number.
    pub id: i64,
    /// The watch's name.
    pub watch: String,
    /// When it was found (UTC).
    pub at: String,
    /// The article.
    pub article: ArticleId,
    /// The claim, where it is one.
    pub claim: Option<i64>,
    /// In a line.
    pub title: String,
    /// With sources and what it is beside.
    pub detail: String,
    /// Day on which it was said.
    pub said: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
    /// Address.
    pub url: Option<String>,
}

const WATCH: &str = "SELECT w.id, w.name, w.condition, w.delivery, w.created_at, w.ran_at, (SELECT count(*) FROM watch_hit h WHERE h.watch = w.id), coalesce(w.condition ->> 'paused', 0) FROM watch w";

const HIT: &str =
    "SELECT h.id, w.name, h.at, h.article, h.claim, h.title, h.detail, h.said, a.outlet, a.headline, a.url
    FROM watch_hit h JOIN watch w ON w.id = h.watch LEFT JOIN article a ON a.id = h.article";

impl Ledger {
    /// Saves a condition. It looks at what comes in from now on, or with `from_start` at everything the ledger holds.
    ///
    /// # Errors
    /// When the name is taken, or the ledger cannot be written.
    pub fn add_watch(
        &mut self,
        name: &str,
        condition: &Condition,
        delivery: &[Delivery],
        from_start: bool,
    ) -> Result<Watch> {
        if name.trim().is_empty() {
            return Err(LedgerError::Wrong {
                cause: "a watch needs a name".into(),
                remedy: "give it one".into(),
            });
        }
        if self.watch(name)?.is_some() {
            return Err(LedgerError::Wrong {
                cause: format!("there is a watch called {name:?} already"),
                remedy: "take another name, or remove that one first".into(),
            });
        }
        let (report, article): (i64, i64) = self
            .db
            .query_row("SELECT coalesce((SELECT max(id) FROM report), 0), coalesce((SELECT max(id) FROM article), 0)", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .at(&self.path)?;
        let (report, article) = if from_start { (0, 0) } else { (report, article) };
        self.db
            .execute(
                "INSERT INTO watch(name, condition, delivery, created_at, seen_report, seen_article) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![name, json(condition), json(&delivery), Self::now(), report, article],
            )
            .at(&self.path)?;
        self.watch(name)?.ok_or_else(|| not_found(name))
    }

    /// The watch of that name.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn watch(&self, name: &str) -> Result<Option<Watch>> {
        self.row(&format!("{WATCH} WHERE w.name = ?"), [name], watch_row)
    }

    /// All watches, by name.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn watches(&self) -> Result<Vec<Watch>> {
        self.rows(&format!("{WATCH} ORDER BY w.name"), [], watch_row)
    }

    /// Removes a watch and its hits.
    ///
    /// # Errors
    /// When there is none of that name, or the ledger cannot be written.
    pub fn remove_watch(&mut self, name: &str) -> Result<()> {
        match self.db.execute("DELETE FROM watch WHERE name = ?", [name]).at(&self.path)? {
            0 => Err(not_found(name)),
            _ => Ok(()),
        }
    }

    /// Pauses a watch, or lets it go on. What comes in while it is paused is looked at when it goes on.
    ///
    /// # Errors
    /// When there is none of that name, or the ledger cannot be written.
    pub fn pause_watch(&mut self, name: &str, paused: bool) -> Result<()> {
        // It stands beside the condition in the same document.
        let sql = if paused {
            "UPDATE watch SET condition = json_set(condition, '$.paused', json('true')) WHERE name = ?1"
        } else {
            "UPDATE watch SET condition = json_remove(condition, '$.paused') WHERE name = ?1"
        };
        match self.db.execute(sql, [name]).at(&self.path)? {
            0 => Err(not_found(name)),
            _ => Ok(()),
        }
    }

    /// Looks for what meets a watch's condition since it last ran, keeps it, and gives what is new. `today`
    /// (`YYYY-MM-DD`) is what deadlines
    /// are counted from. A paused watch looks at nothing.
    ///
    /// # Errors
    /// When there is no such watch, or the ledger cannot be read or written.
    pub fn run_watch(&mut self, name: &str, today: &str) -> Result<Vec<Hit>> {
        let watch = self.watch(name)?.ok_or_else(|| not_found(name))?;
        if watch.paused {
            return Ok(Vec::new());
        }
        let path = self.path.clone();
        let now = Self::now();
        let found = find::found(self, &watch, today)?;
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).at(&path)?;
        let mut fresh = Vec::new();
        for hit in found.hits {
            let known: Option<i64> = tx
                .prepare_cached("SELECT id FROM watch_hit WHERE watch = ?1 AND key = ?2")
                .and_then(|mut q| q.query_row(params![watch.id, hit.key], |row| row.get(0)).optional())
                .at(&path)?;
            if known.is_none() {
                let id = tx
                    .prepare_cached(
                        "INSERT INTO watch_hit(watch, key, at, article, claim, title, detail, said) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    )
                    .and_then(|mut q| q.insert(params![watch.id, hit.key, now, hit.article, hit.claim, hit.title, hit.detail, hit.said]))
                    .at(&path)?;
                fresh.push(id);
            }
        }
        tx.execute(
            "UPDATE watch SET ran_at = ?2, seen_report = max(seen_report, ?3), seen_article = max(seen_article, ?4) WHERE id = ?1",
            params![watch.id, now, found.seen_report, found.seen_article],
        )
        .at(&path)?;
        tx.commit().at(&path)?;
        fresh
            .into_iter()
            .filter_map(|id| self.row(&format!("{HIT} WHERE h.id = ?"), [id], hit_row).transpose())
            .collect()
    }

    /// Hits of a watch, or of all, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn watch_hits(&self, name: Option<&str>, window: crate::read::Window) -> Result<Vec<Hit>> {
        self.rows(
            &format!("{HIT} WHERE ?1 IS NULL OR w.name = ?1 ORDER BY h.id DESC LIMIT ?2 OFFSET ?3"),
            params![name, window.limit, window.offset],
            hit_row,
        )
    }

    /// Hits that the `n`th delivery of a watch has not handed over, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn undelivered(&self, watch: i64, n: usize) -> Result<Vec<Hit>> {
        self.rows(
            &format!("{HIT} WHERE h.watch = ?1 AND NOT EXISTS (SELECT 1 FROM watch_delivery d WHERE d.hit = h.id AND d.n = ?2) ORDER BY h.id"),
            params![watch, n as i64],
            hit_row,
        )
    }

    /// Notes that the `n`th delivery of its watch has handed a hit over.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn delivered(&mut self, hit: i64, n: usize) -> Result<()> {
        self.db
            .execute(
                "INSERT OR IGNORE INTO watch_delivery(hit, n, at) VALUES (?1, ?2, ?3)",
                params![hit, n as i64, Self::now()],
            )
            .at(&self.path)?;
        Ok(())
    }
}

fn not_found(name: &str) -> LedgerError {
    LedgerError::NotFound {
        what: format!("a watch called {name:?}"),
        remedy: "dunlin watch list names those there are".into(),
    }
}

/// What is kept as JSON: plain data with string keys, which can always be written.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn watch_row(row: &Row<'_>) -> rusqlite::Result<Watch> {
    let read = |at: usize| row.get::<_, String>(at);
    let damaged = |e: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(2, rusqlite::types::Type::Text, Box::new(e))
    };
    Ok(Watch {
        id: row.get(0)?,
        name: read(1)?,
        condition: serde_json::from_str(&read(2)?).map_err(damaged)?,
        delivery: serde_json::from_str(&read(3)?).map_err(damaged)?,
        created_at: read(4)?,
        ran_at: row.get(5)?,
        hits: row.get(6)?,
        paused: row.get(7)?,
    })
}

fn hit_row(row: &Row<'_>) -> rusqlite::Result<Hit> {
    Ok(Hit {
        id: row.get(0)?,
        watch: row.get(1)?,
        at: row.get(2)?,
        article: row.get(3)?,
        claim: row.get(4)?,
        title: row.get(5)?,
        detail: row.get(6)?,
        said: row.get(7)?,
        outlet: row.get(8)?,
        headline: row.get(9)?,
        url: row.get(10)?,
    })
}
