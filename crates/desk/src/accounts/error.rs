//! What can go wrong with the accounts, told with file, cause and remedy. Nothing here ever holds a password or a token.

use std::path::{Path, PathBuf};

/// Why something about accounts could not be done.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The file is something else.
    #[error("{}: this is not an account file of Dunlin's desk; move it away or name another ledger", .0.display())]
    Foreign(PathBuf),
    /// A newer program made the file.
    #[error("{}: made by a newer version of Dunlin; use that version", .0.display())]
    Newer(PathBuf),
    /// The system refused.
    #[error("{}: {source}; check the rights of the file and of its folder", .path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
    /// SQLite failed.
    #[error("{}: {source}; nothing was changed, try again", .path.display())]
    Sql {
        /// The file.
        path: PathBuf,
        /// SQLite's message.
        source: rusqlite::Error,
    },
    /// The system gave no random bytes.
    #[error("the system gave no random bytes; without them nobody can be signed in safely")]
    Random,
    /// Hashing failed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// What was asked for makes no sense or is not allowed; says why and what would do.
    #[error("{0}")]
    Refused(String),
}

/// The result of everything about accounts.
pub type Result<T, E = AccountsError> = std::result::Result<T, E>;

impl AccountsError {
    pub(crate) fn refused(words: impl Into<String>) -> Self {
        Self::Refused(words.into())
    }

    /// Whether the person can do something about it, so that the page may say it.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// Adds the file's path to errors of SQLite.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => AccountsError::Foreign(path.to_owned()),
            _ => AccountsError::Sql { path: path.to_owned(), source },
        })
    }
}
