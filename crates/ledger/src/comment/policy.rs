//! The rules for comments: a text that the owner writes, and how long a comment may be. Every state is kept.

use super::{length, tidied, wrong};
use crate::error::{At, Result};
use crate::ledger::Ledger;
use serde::Serialize;

/// Characters of a comment when the owner has set nothing.
pub const DEFAULT_LONGEST: u32 = 250;

/// Most that the owner can set.
const MOST: u32 = 10_000;

/// Most characters of the rules themselves.
const LONGEST_TEXT: usize = 20_000;

/// The rules until the owner writes others.
const DEFAULT: &str = "\
Comments are for what a reader of this ledger should know about an article or a record.

- Write about what the words say, not about who reads or writes them.
- Say where a fact comes from.
- No insults, threats, advertising, private data.

Whoever sees a comment that breaks these rules can report it. Moderators may hide it; a hidden comment can be shown again.";

/// The rules as they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Paragraphs and lists, as plain text.
    pub text: String,
    /// Most characters of a comment, as a reader counts them.
    pub longest: u32,
    /// When they were set; `None` when nobody has.
    pub at: Option<String>,
    /// By whom.
    pub by: Option<String>,
}

impl Ledger {
    /// The rules that hold.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn policy(&self) -> Result<Policy> {
        let sql = "SELECT text, longest, at, by FROM policy ORDER BY id DESC LIMIT 1";
        let kept = self.row(sql, [], |row| {
            Ok(Policy { text: row.get(0)?, longest: row.get(1)?, at: row.get(2)?, by: row.get(3)? })
        })?;
        Ok(kept.unwrap_or_else(|| Policy {
            text: DEFAULT.into(),
            longest: DEFAULT_LONGEST,
            at: None,
            by: None,
        }))
    }

    /// Sets the rules. Comments that are there already stay, however long.
    ///
    /// # Errors
    /// When the text is empty or too long, the length out of bounds, or the ledger cannot be written.
    pub fn set_policy(&mut self, text: &str, longest: u32, by: &str) -> Result<Policy> {
        let text = tidied(text);
        if text.is_empty() || length(&text) > LONGEST_TEXT {
            return Err(wrong(
                "the rules are empty or too long",
                format!("write at most {LONGEST_TEXT} characters"),
            ));
        }
        if !(1..=MOST).contains(&longest) {
            return Err(wrong(
                format!("{longest} is no length for a comment"),
                format!("set 1 to {MOST} characters"),
            ));
        }
        self.db
            .execute(
                "INSERT INTO policy (at, by, text, longest) VALUES (?1, ?2, ?3, ?4)",
                (Self::now(), by, &text, longest),
            )
            .at(&self.path)?;
        self.policy()
    }
}
