//! What people note on words and names: the dictionary's third part, beside the glossary and what the ledger knows.

use crate::error::{At, LedgerError, Result};
use crate::ledger::Ledger;
use crate::names::key;
use rusqlite::params;
use serde::Serialize;

/// Longest note, in characters.
const LONGEST: usize = 2000;

/// One note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordNote {
    /// Its number.
    pub id: i64,
    /// The word or name, as it was looked up.
    pub word: String,
    /// The note.
    pub text: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: String,
}

impl Ledger {
    /// Notes on a word or name, however it is spelled (case, accents and punctuation do not count), oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn word_notes(&self, word: &str) -> Result<Vec<WordNote>> {
        let sql =
            "SELECT id, word, text, by, at FROM word_note WHERE key = ? AND undone_at IS NULL ORDER BY id";
        self.db
            .prepare_cached(sql)
            .and_then(|mut query| {
                query
                    .query_map([key(word)], |row| {
                        Ok(WordNote {
                            id: row.get(0)?,
                            word: row.get(1)?,
                            text: row.get(2)?,
                            by: row.get(3)?,
                            at: row.get(4)?,
                        })
                    })?
                    .collect()
            })
            .at(&self.path)
    }

    /// Keeps a note on a word or name.
    ///
    /// # Errors
    /// When word or note are empty or too long, or the ledger cannot be written.
    pub fn note_word(&mut self, word: &str, text: &str, by: &str) -> Result<i64> {
        let (word, text) = (word.trim(), text.trim());
        let wrong =
            |cause: &str, remedy: &str| LedgerError::Wrong { cause: cause.into(), remedy: remedy.into() };
        if !word.chars().any(char::is_alphanumeric) || word.chars().count() > 200 {
            return Err(wrong(
                "there is no word to note anything on",
                "name a word or name of at most 200 characters",
            ));
        }
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(wrong(
                "the note is empty or longer than 2,000 characters",
                "write less, or two notes",
            ));
        }
        self.db
            .execute(
                "INSERT INTO word_note(key, word, text, by, at) VALUES (?, ?, ?, ?, ?)",
                params![key(word), word, text, by, Self::now()],
            )
            .at(&self.path)?;
        Ok(self.db.last_insert_rowid())
    }

    /// Takes a note back.
    ///
    /// # Errors
    /// When there is no such note, or the ledger cannot be written.
    pub fn undo_word_note(&mut self, id: i64, by: &str) -> Result<()> {
        let changed = self
            .db
            .execute(
                "UPDATE word_note SET undone_at = ?, undone_by = ? WHERE id = ? AND undone_at IS NULL",
                params![Self::now(), by, id],
            )
            .at(&self.path)?;
        if changed == 0 {
            let remedy = "the dictionary lists the notes that stand".into();
            return Err(LedgerError::NotFound { what: format!("note {id}"), remedy });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_found_under_every_spelling_and_can_be_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::create(&folder.path().join("a.ledger")).unwrap();
        let id = ledger.note_word("Orrenia’s ONA", "State agency; quotes ministries only.", "owner").unwrap();
        assert_eq!(ledger.word_notes("orrenia's ona").unwrap().len(), 1);
        assert!(ledger.note_word("x", "  ", "owner").is_err());
        assert!(ledger.note_word("…", "x", "owner").is_err());
        ledger.undo_word_note(id, "owner").unwrap();
        assert!(ledger.word_notes("Orrenia’s ONA").unwrap().is_empty());
        assert!(ledger.undo_word_note(id, "owner").is_err());
    }
}
