//! The file: opening, settings, migrations.
//!
//! One SQLite database in WAL mode: one writes while others read. `synchronous = FULL`: what a transaction kept is on the
//! disk before the next begins, so that neither a killed program nor a power cut takes it back. Migrations are numbered
//! files, `PRAGMA user_version` tells how many of them a ledger has seen.

use crate::error::{At, LedgerError, Result};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks the file as a ledger (`PRAGMA application_id`): "Dunl".
const APPLICATION: i32 = 0x4475_6E6C;

/// Every layout change, in order. A released file is never edited; a change is a new file.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_store.sql"),
    include_str!("migrations/0002_comment.sql"),
    include_str!("migrations/0003_claims.sql"),
    include_str!("migrations/0004_watch.sql"),
    include_str!("migrations/0005_word_note.sql"),
    include_str!("migrations/0006_address.sql"),
    include_str!("migrations/0007_found_sooner.sql"),
    include_str!("migrations/0008_events_by_end.sql"),
];

/// Pages of the log after which they are written into the file: 32 MB. An article touches some hundred pages of
/// indexes, and most of them again with the next ones.
const CHECKPOINT: i64 = 8_000;

/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open ledger. One connection: give each thread its own (opening takes about a millisecond).
#[derive(Debug)]
pub struct Ledger {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
}

impl Ledger {
    /// Opens an existing ledger, bringing an older one to the present layout.
    ///
    /// # Errors
    /// When there is none, it is something else, is newer, or cannot be read.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(LedgerError::Missing(path.to_owned()));
        }
        let ledger = match Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE) {
            Err(LedgerError::ReadOnly(_)) => Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
            other => other?,
        };
        if ledger.application()? != APPLICATION {
            return Err(ledger.foreign("it lacks a ledger's mark"));
        }
        ledger.migrated()
    }

    /// Opens a ledger to add to, making the file where there is none.
    ///
    /// # Errors
    /// As [`Ledger::open`], and when the file cannot be made.
    pub fn create(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
            && !folder.is_dir()
        {
            let source = std::io::Error::new(std::io::ErrorKind::NotFound, "the folder does not exist");
            return Err(LedgerError::System { path: path.to_owned(), source });
        }
        let ledger = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        if ledger.application()? != APPLICATION {
            let things: i64 =
                ledger.db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).at(path)?;
            // Another process may be making the same file: its first migration sets the mark with the tables.
            if things > 0 && ledger.application()? != APPLICATION {
                return Err(ledger.foreign("it is another program's database"));
            }
        }
        ledger.migrated()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits so long for another writer before giving up; a minute unless told otherwise.
    ///
    /// # Errors
    /// Never in practice: SQLite takes any length.
    pub fn set_patience(&self, patience: Duration) -> Result<()> {
        self.db.busy_timeout(patience).at(&self.path)
    }

    /// Lets SQLite look at what there is, so that it finds the shortest way to answers. After much was added.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn settle(&self) -> Result<()> {
        self.db.execute_batch("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002;").at(&self.path)
    }

    /// The connection, to read with queries of one's own.
    pub fn connection(&self) -> &Connection {
        &self.db
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).at(path)?;
        db.busy_timeout(PATIENCE).at(path)?;
        db.set_prepared_statement_cache_capacity(256);
        // Reads the first page, so that a file of another kind is told here.
        let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0)).at(path)?;
        if mode != "wal" && flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) {
            db.pragma_update(None, "journal_mode", "wal").at(path)?;
        }
        for (name, value) in [
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("cache_size", -65_536),
            ("temp_store", 2),
            ("wal_autocheckpoint", CHECKPOINT),
        ] {
            db.pragma_update(None, name, value).at(path)?;
        }
        Ok(Self { db, path: path.to_owned() })
    }

    fn application(&self) -> Result<i32> {
        self.db.pragma_query_value(None, "application_id", |row| row.get(0)).at(&self.path)
    }

    fn foreign(&self, cause: &str) -> LedgerError {
        LedgerError::Foreign { path: self.path.clone(), cause: cause.to_owned() }
    }

    fn layout(db: &Connection) -> rusqlite::Result<i64> {
        db.pragma_query_value(None, "user_version", |row| row.get(0))
    }

    /// Runs the migrations that the file has not seen, all or none.
    fn migrated(mut self) -> Result<Self> {
        let known = MIGRATIONS.len() as i64;
        let found = Self::layout(&self.db).at(&self.path)?;
        if found > known {
            return Err(LedgerError::Newer { path: self.path, found, known });
        }
        if found < known {
            let path = self.path.clone();
            let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
            // Another writer may have done it while this one waited.
            let found = Self::layout(&tx).at(&path)?;
            for (number, sql) in MIGRATIONS.iter().enumerate().skip(usize::try_from(found).unwrap_or(0)) {
                tx.execute_batch(sql).at(&path)?;
                tx.pragma_update(None, "user_version", number as i64 + 1).at(&path)?;
            }
            tx.pragma_update(None, "application_id", APPLICATION).at(&path)?;
            tx.commit().at(&path)?;
        }
        Ok(self)
    }

    /// The present time as the ledger writes it: `2026-03-05T15:42:07Z`.
    pub(crate) fn now() -> String {
        jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// The present day (UTC), `YYYY-MM-DD`.
pub fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}
