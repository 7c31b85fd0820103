//! What must be coded again after a new program, model or lexicon.

use crate::correct::{self, Action, Layer};
use crate::error::{At, Result};
use crate::ledger::Ledger;
use crate::write::ArticleId;
use dunlin_record::MadeBy;
use serde_json::{Map, Value};

impl Ledger {
    /// Articles, all versions, whose present record was not made by `maker`; oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn made_otherwise(&self, maker: &MadeBy) -> Result<Vec<ArticleId>> {
        let sql = "SELECT a.id FROM article a JOIN record r ON r.id = a.record
                    WHERE r.maker IS NOT (SELECT id FROM maker WHERE dunlin = ?1 AND weights = ?2 AND lexicon = ?3)
                    ORDER BY a.id";
        self.rows(sql, [&maker.dunlin, &maker.weights, &maker.lexicon], |row| row.get(0))
    }

    /// The facts of an article that people set (headline, outlet, day of publication, …), as one JSON object: to be told
    /// when its source is read again, so that "on Monday" is counted from the right day.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn told_by_people(&self, article: ArticleId) -> Result<Value> {
        let page = self.row("SELECT page FROM version WHERE id = ?", [article], |row| row.get(0))?;
        let standing = correct::standing(&self.db, page.unwrap_or(0)).at(&self.path)?;
        let mut facts = Map::new();
        for correction in standing {
            if let (Layer::Article, Action::Set, Value::Object(set)) =
                (correction.layer, correction.action, correction.value)
            {
                facts.extend(set);
            }
        }
        Ok(Value::Object(facts))
    }
}
