//! What people say beside the machine: hide an item, set fields of it, confirm it; and undo.
//!
//! The machine's record is never changed. A correction stands in a table of its own with an anchor: the exact words it was
//! made on and the words around them ([`anchor`]). Whenever rows are made from a record, of this version, of a recoding or
//! of a later version of the page, the corrections that stand are applied on the way ([`apply()`]).

mod anchor;
mod apply;
mod patch;

pub(crate) use apply::{Marks, apply};

use crate::error::{At, LedgerError, Result};
use crate::ledger::Ledger;
use crate::write::ArticleId;
use dunlin_record::Record;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::Value;

/// A layer of the record, by the name that corrections use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// The article's own facts: headline, outlet, day of publication, …
    Article,
    /// Persons, bodies, places, things.
    Entity,
    /// Who says what.
    Attribution,
    /// Dates and times.
    Time,
    /// Numbers.
    Amount,
    /// Places with coordinates.
    Place,
    /// Events.
    Event,
    /// Deadlines.
    Deadline,
    /// Forecasts.
    Forecast,
    /// Comparisons with the past.
    Precedent,
}

/// All layers with their names, the letter of their items' ids, and the field of the record's JSON.
const LAYERS: &[(Layer, &str, &str, &str)] = &[
    (Layer::Article, "article", "", ""),
    (Layer::Entity, "entity", "n", "entities"),
    (Layer::Attribution, "attribution", "a", "attributions"),
    (Layer::Time, "time", "t", "times"),
    (Layer::Amount, "amount", "q", "amounts"),
    (Layer::Place, "place", "p", "places"),
    (Layer::Event, "event", "e", "events"),
    (Layer::Deadline, "deadline", "d", "deadlines"),
    (Layer::Forecast, "forecast", "f", "forecasts"),
    (Layer::Precedent, "precedent", "r", "precedents"),
];

impl Layer {
    /// Its name.
    pub fn name(self) -> &'static str {
        LAYERS.iter().find(|layer| layer.0 == self).map_or("", |layer| layer.1)
    }

    /// The layer of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        LAYERS.iter().find(|layer| layer.1 == name).map(|layer| layer.0)
    }

    /// The layer that an item's id (`e3`, `a12`; `d1`, `f1`, `r1` for the n-th deadline, forecast, precedent) stands in;
    /// an empty id is the article itself.
    pub fn of_id(id: &str) -> Option<Self> {
        let letter = id.trim_end_matches(|c: char| c.is_ascii_digit());
        LAYERS
            .iter()
            .find(|layer| layer.2 == letter && (letter.is_empty() == id.is_empty()))
            .map(|layer| layer.0)
    }

    fn field(self) -> &'static str {
        LAYERS.iter().find(|layer| layer.0 == self).map_or("", |layer| layer.3)
    }
}

/// The words that an item of `record` hangs on; `None` when there is no such item.
pub(crate) fn words_of(record: &Record, layer: Layer, id: &str) -> Option<String> {
    anchor::Anchor::of(record, layer, id).map(|anchor| anchor.words)
}

/// What a correction does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The item is wrong and shall not be shown or counted.
    Hide,
    /// Fields of it are something else.
    Set,
    /// It was looked at and is right.
    Confirm,
}

impl Action {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hide => "hide",
            Self::Set => "set",
            Self::Confirm => "confirm",
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        [Self::Hide, Self::Set, Self::Confirm].into_iter().find(|action| action.name() == name)
    }
}

/// A correction to make.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Who makes it, by the name to be shown.
    pub by: &'a str,
    /// The article.
    pub article: ArticleId,
    /// The item: `e3`, `a12`, `d1`; empty for the article itself.
    pub item: &'a str,
    /// What to do.
    pub action: Action,
    /// For [`Action::Set`]: an object of fields as the record's JSON has them (`{"factuality": "denied"}`).
    pub value: Value,
    /// Why.
    pub why: Option<&'a str>,
}

/// A correction as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correction {
    /// Its number.
    pub id: i64,
    /// When it was made.
    pub at: String,
    /// By whom.
    pub by: String,
    /// The page that it holds for.
    pub page: i64,
    /// The version it was made on.
    pub article: ArticleId,
    /// The layer.
    pub layer: Layer,
    /// The item's id when it was made.
    pub local: String,
    /// Its words, and the words before and after them.
    pub words: String,
    /// See `words`.
    pub before: String,
    /// See `words`.
    pub after: String,
    /// Where they stood, in characters.
    pub start: i64,
    /// The item as the machine had it.
    pub was: Value,
    /// What is done.
    pub action: Action,
    /// The fields set.
    pub value: Value,
    /// Why.
    pub why: Option<String>,
    /// When it was undone.
    pub undone_at: Option<String>,
    /// By whom.
    pub undone_by: Option<String>,
}

const COLUMNS: &str = "id, at, by, page, article, layer, local, words, before, after, start, was, action, value, why, \
                       undone_at, undone_by";

fn read(row: &Row<'_>) -> rusqlite::Result<Correction> {
    let json = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
    let wrong = |column: usize| {
        rusqlite::Error::InvalidColumnType(
            column,
            "a word this version knows".into(),
            rusqlite::types::Type::Text,
        )
    };
    Ok(Correction {
        id: row.get(0)?,
        at: row.get(1)?,
        by: row.get(2)?,
        page: row.get(3)?,
        article: row.get(4)?,
        layer: Layer::of_name(&row.get::<_, String>(5)?).ok_or_else(|| wrong(5))?,
        local: row.get(6)?,
        words: row.get(7)?,
        before: row.get(8)?,
        after: row.get(9)?,
        start: row.get(10)?,
        was: json(row.get(11)?),
        action: Action::of_name(&row.get::<_, String>(12)?).ok_or_else(|| wrong(12))?,
        value: json(row.get(13)?),
        why: row.get(14)?,
        undone_at: row.get(15)?,
        undone_by: row.get(16)?,
    })
}

/// The corrections of a page that stand, oldest first.
pub(crate) fn standing(db: &Connection, page: i64) -> rusqlite::Result<Vec<Correction>> {
    let sql = format!("SELECT {COLUMNS} FROM correction WHERE page = ? AND undone_at IS NULL ORDER BY id");
    db.prepare_cached(&sql)?.query_map([page], read)?.collect()
}

/// Notes which item of an article each standing correction holds on.
pub(crate) fn hold(db: &Connection, article: ArticleId, marks: &Marks) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM correction_hold WHERE article = ?")?.execute([article])?;
    let mut insert =
        db.prepare_cached("INSERT INTO correction_hold (correction, article, local) VALUES (?, ?, ?)")?;
    for (correction, local) in &marks.holds {
        insert.execute(params![correction, article, local])?;
    }
    Ok(())
}

impl Ledger {
    /// Makes a correction, and applies it to every version of the page in which its words are found.
    ///
    /// # Errors
    /// When article or item are not there, a field cannot be set so, or the ledger cannot be written.
    pub fn correct(&mut self, wanted: &Wanted<'_>) -> Result<Correction> {
        let layer = Layer::of_id(wanted.item).ok_or_else(|| LedgerError::Wrong {
            cause: format!("{:?} is no item of a record", wanted.item),
            remedy: "items are called e1, a1, q1, t1, p1, n1, d1, f1 or r1, as the views show them".into(),
        })?;
        let line = self.record_line(wanted.article)?;
        let record = Record::from_json(&line)
            .map_err(|source| LedgerError::Record { place: format!("article {}", wanted.article), source })?;
        let not_found = || LedgerError::NotFound {
            what: format!("item {} of article {}", wanted.item, wanted.article),
            remedy: format!("dunlin show {} lists its items", wanted.article),
        };
        let anchor = anchor::Anchor::of(&record, layer, wanted.item).ok_or_else(not_found)?;
        let was = item_of_line(&line, layer, wanted.item).ok_or_else(not_found)?;
        if wanted.action == Action::Set {
            patch::check(&record, layer, wanted.item, &wanted.value)?;
        }
        if wanted.action == Action::Hide && layer == Layer::Article {
            return Err(LedgerError::Wrong {
                cause: "an article as a whole cannot be hidden".into(),
                remedy: "hide its items".into(),
            });
        }
        let batch = self.batch()?;
        let path = batch_path(&batch);
        let id = batch
            .transaction()
            .prepare_cached(
                "INSERT INTO correction (at, by, page, article, layer, local, words, before, after, start, was, action,
                                         value, why)
                 SELECT ?1, ?2, page, id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM article WHERE id = ?3",
            )
            .and_then(|mut query| {
                query.insert(params![
                    Self::now(),
                    wanted.by,
                    wanted.article,
                    layer.name(),
                    wanted.item,
                    anchor.words,
                    anchor.before,
                    anchor.after,
                    anchor.start as i64,
                    was.to_string(),
                    wanted.action.name(),
                    wanted.value.to_string(),
                    wanted.why,
                ])
            })
            .at(&path)?;
        let correction = one(batch.transaction(), id).at(&path)?;
        self::renew_page(batch, correction.page)?;
        Ok(correction)
    }

    /// Undoes a correction: it stays in the table, and applies no more.
    ///
    /// # Errors
    /// When there is no such correction, it was undone before, or the ledger cannot be written.
    pub fn undo(&mut self, correction: i64, by: &str) -> Result<Correction> {
        let batch = self.batch()?;
        let path = batch_path(&batch);
        let found = one(batch.transaction(), correction).optional().at(&path)?;
        let Some(found) = found else {
            return Err(LedgerError::NotFound {
                what: format!("correction {correction}"),
                remedy: "dunlin corrections lists them".into(),
            });
        };
        if let (Some(at), Some(by)) = (&found.undone_at, &found.undone_by) {
            return Err(LedgerError::Wrong {
                cause: format!("correction {correction} was undone by {by} at {at}"),
                remedy: "make it again if it shall stand".into(),
            });
        }
        batch
            .transaction()
            .execute(
                "UPDATE correction SET undone_at = ?2, undone_by = ?3 WHERE id = ?1",
                params![correction, Self::now(), by],
            )
            .at(&path)?;
        let undone = one(batch.transaction(), correction).at(&path)?;
        renew_page(batch, undone.page)?;
        Ok(undone)
    }

    /// Corrections, newest first: of one article's page, or all; those undone too when `undone`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn corrections(&self, article: Option<ArticleId>, undone: bool) -> Result<Vec<Correction>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM correction
              WHERE (?1 IS NULL OR page = (SELECT page FROM version WHERE id = ?1)) AND (?2 OR undone_at IS NULL)
              ORDER BY id DESC"
        );
        self.db
            .prepare_cached(&sql)
            .and_then(|mut query| query.query_map(params![article, undone], read)?.collect())
            .at(&self.path)
    }
}

fn batch_path(batch: &crate::write::Batch<'_>) -> std::path::PathBuf {
    batch.path().to_owned()
}

fn one(db: &Connection, id: i64) -> rusqlite::Result<Correction> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM correction WHERE id = ?"))?.query_row([id], read)
}

/// Makes the rows of all versions of a page anew, and commits.
fn renew_page(mut batch: crate::write::Batch<'_>, page: i64) -> Result<()> {
    let path = batch_path(&batch);
    let versions: Vec<ArticleId> = batch
        .transaction()
        .prepare_cached("SELECT id FROM article WHERE page = ? ORDER BY number")
        .and_then(|mut query| query.query_map([page], |row| row.get(0))?.collect())
        .at(&path)?;
    for article in versions {
        batch.renew(article)?;
    }
    batch.commit()
}

/// An item of a record's JSON line, with its spans in characters.
fn item_of_line(line: &str, layer: Layer, item: &str) -> Option<Value> {
    let mut record: Value = serde_json::from_str(line).ok()?;
    if layer == Layer::Article {
        let record = record.as_object()?;
        let facts = patch::ARTICLE_FIELDS.iter().map(|field| {
            let value = record.get(*field).cloned().unwrap_or(Value::Null);
            ((*field).to_owned(), value)
        });
        return Some(Value::Object(facts.collect()));
    }
    let items = record.get_mut(layer.field())?.as_array_mut()?;
    let place = match layer {
        Layer::Deadline | Layer::Forecast | Layer::Precedent => item
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .parse::<usize>()
            .ok()?
            .checked_sub(1)?,
        _ => items.iter().position(|value| value.get("id").and_then(Value::as_str) == Some(item))?,
    };
    items.get_mut(place).map(Value::take)
}
