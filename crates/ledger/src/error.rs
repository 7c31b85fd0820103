//! What can go wrong with a ledger, told with file, cause and remedy.

use dunlin_record::RecordError;
use rusqlite::ErrorCode;
use std::path::{Path, PathBuf};

/// Why a ledger could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no such file.
    #[error("{}: there is no ledger; dunlin add makes one", .0.display())]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{}: this is not a ledger of Dunlin ({cause}); name another file", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is or lacks.
        cause: String,
    },
    /// A newer program made the file.
    #[error("{}: made by a newer version of Dunlin (layout {found}, this one knows {known}); use that version", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its layout's number.
        found: i64,
        /// The newest layout that this program knows.
        known: i64,
    },
    /// Another program held the file for longer than one waits.
    #[error("{}: another program is writing to the ledger and did not finish; nothing was changed, try again later", .0.display())]
    Busy(PathBuf),
    /// No room.
    #[error("{}: no room left on the disk; all that was kept before stays, make room and run the same again", .0.display())]
    Full(PathBuf),
    /// The file may not be written.
    #[error("{}: the ledger may not be written to; check the rights of the file and of its folder", .0.display())]
    ReadOnly(PathBuf),
    /// The file is broken.
    #[error("{}: the ledger is damaged ({cause}); `sqlite3 FILE .recover` saves what can be read", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is broken.
        cause: String,
    },
    /// The system refused.
    #[error("{}: {source}; check the path and the disk", .path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
    /// A record that cannot be written down or read back.
    #[error("{place}: {source}; this is a fault of the program, please report it with the page")]
    Record {
        /// The document or article.
        place: String,
        /// What is wrong.
        source: RecordError,
    },
    /// Something that the ledger does not hold.
    #[error("{what} is not in the ledger; {remedy}")]
    NotFound {
        /// What was asked for.
        what: String,
        /// How to find what there is.
        remedy: String,
    },
    /// A question or a correction that makes no sense.
    #[error("{cause}; {remedy}")]
    Wrong {
        /// What is wrong with it.
        cause: String,
        /// What would be right.
        remedy: String,
    },
    /// Anything else that SQLite says.
    #[error("{}: {source}", .path.display())]
    Sql {
        /// The file.
        path: PathBuf,
        /// SQLite's message.
        source: rusqlite::Error,
    },
}

/// The result of everything here.
pub type Result<T, E = LedgerError> = std::result::Result<T, E>;

impl LedgerError {
    /// Puts an error of SQLite on the ledger at `path` into the user's words.
    pub fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let cause = || source.to_string();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(path),
            Some(ErrorCode::NotADatabase) => Self::Foreign { path, cause: "it is no SQLite database".into() },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, cause: cause() },
            _ => Self::Sql { path, source },
        }
    }

    /// Whether only the document at hand is concerned, so that the next one can be kept.
    pub fn is_of_one_document(&self) -> bool {
        matches!(self, Self::Record { .. } | Self::Wrong { .. } | Self::NotFound { .. })
    }
}

/// Adds the ledger's path to errors of SQLite.
pub(crate) trait At<T> {
    /// The same, told with `path`.
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| LedgerError::of(path, source))
    }
}
