//! The log: who signed in or failed to, who changed what about whom. Never a password, a token or a session id.

use super::Accounts;
use super::error::{At, Result};
use rusqlite::Connection;
use std::net::IpAddr;

/// How long entries are kept, in seconds: a year.
pub(super) const KEPT: i64 = 366 * 24 * 3600;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    SignedIn,
    SignInFailed,
    SignInSlowed,
    SignedOut,
    SignedOutEverywhere,
    AccountMade,
    PasswordChanged,
    RoleChanged,
    NameChanged,
    Disabled,
    Enabled,
    Invited,
    TokenMade,
    TokenEnded,
    ProviderRefused,
    Linked,
    Unlinked,
    Moderated,
    PolicyChanged,
}

impl What {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::SignedIn => "signed in",
            Self::SignInFailed => "failed to sign in",
            Self::SignInSlowed => "was told to wait before signing in",
            Self::SignedOut => "signed out",
            Self::SignedOutEverywhere => "signed out everywhere",
            Self::AccountMade => "made an account",
            Self::PasswordChanged => "changed a password",
            Self::RoleChanged => "changed a role",
            Self::NameChanged => "changed a name",
            Self::Disabled => "closed an account",
            Self::Enabled => "opened an account again",
            Self::Invited => "made an invitation",
            Self::TokenMade => "made a token",
            Self::TokenEnded => "ended a token",
            Self::ProviderRefused => "was refused after a provider's sign-in",
            Self::Linked => "linked a provider",
            Self::Unlinked => "unlinked a provider",
            Self::Moderated => "moderated a comment",
            Self::PolicyChanged => "changed the comment rules",
        }
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Seconds since 1970.
    pub(crate) at: i64,
    pub(crate) what: String,
    pub(crate) who: String,
    pub(crate) address: String,
    pub(crate) detail: String,
}

impl Accounts {
    /// Writes a line.
    pub(super) fn write(
        &self,
        db: &Connection,
        now: i64,
        what: What,
        who: &str,
        from: Option<IpAddr>,
        detail: &str,
    ) -> Result<()> {
        let from = from.map(|address| address.to_canonical().to_string()).unwrap_or_default();
        // Somebody may type their password into the field of the name: names that nobody has are not kept.
        let sql = "INSERT INTO log (at, what, who, address, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
        db.prepare_cached(sql)
            .and_then(|mut q| q.execute((now, what.words(), who, from, detail)))
            .at(&self.path)?;
        Ok(())
    }

    /// Writes a line about something that happened outside the account file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn note(
        &self,
        now: i64,
        what: What,
        who: &str,
        from: Option<IpAddr>,
        detail: &str,
    ) -> Result<()> {
        self.change(|db| self.write(db, now, what, who, from, detail))
    }

    /// The newest lines, `limit` of them after the first `skip`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn log(&self, limit: u32, skip: u32) -> Result<Vec<Entry>> {
        let db = self.db();
        let mut query = db
            .prepare_cached(
                "SELECT at, what, who, address, detail FROM log ORDER BY id DESC LIMIT ?1 OFFSET ?2",
            )
            .at(&self.path)?;
        let rows = query.query_map((limit, skip), |row| {
            Ok(Entry {
                at: row.get(0)?,
                what: row.get(1)?,
                who: row.get(2)?,
                address: row.get(3)?,
                detail: row.get(4)?,
            })
        });
        rows.and_then(Iterator::collect).at(&self.path)
    }
}
