//! People: who they are, how they sign in, what they may do.
//!
//! All of it stands in a second SQLite file beside the ledger, `LEDGER.desk`, readable by its owner only. It is never in
//! the ledger, which people hand on and open with other tools. [`Accounts`] is that file; one is shared by all requests.
//! Nothing in here knows of HTTP: [`crate::people`] has the pages.

mod error;
mod flows;
mod identities;
mod invitations;
mod journal;
pub(crate) mod password;
mod role;
pub(crate) mod secret;
mod sessions;
pub(crate) mod throttle;
mod tokens;
mod users;

pub use error::{AccountsError, Result};
pub(crate) use flows::Claimed;
pub(crate) use identities::Identity;
pub(crate) use invitations::Invited;
pub(crate) use journal::What;
pub use password::Cost;
pub use secret::Secret;
pub(crate) use sessions::Session;
pub use throttle::Pace;
pub(crate) use tokens::Bearer;
pub(crate) use users::SignIn;
pub use users::User;

use error::At;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs::OpenOptions;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use throttle::Throttle;

/// Marks the file as the desk's ("DnDk").
const APPLICATION: i32 = 0x446e_446b;

/// Layouts, each made from the one before.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql"), include_str!("linking.sql")];

/// How long things last and what they cost. The default is what a desk runs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Work of a password hash.
    pub cost: Cost,
    /// Fewest characters of a password.
    pub shortest: usize,
    /// Seconds without a page after which a session ends.
    pub idle: i64,
    /// Seconds after which a session ends whatever happens.
    pub longest: i64,
    /// Seconds that an invitation holds.
    pub invitation: i64,
    /// Attempts to sign in to one account.
    pub account: Pace,
    /// Attempts to sign in from one address.
    pub address: Pace,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            cost: Cost::default(),
            shortest: 12,
            idle: 24 * 3600,
            longest: 14 * 24 * 3600,
            invitation: 7 * 24 * 3600,
            account: Pace::ACCOUNT,
            address: Pace::ADDRESS,
        }
    }
}

/// The account file.
#[derive(Debug)]
pub struct Accounts {
    path: PathBuf,
    db: Mutex<Connection>,
    rules: Rules,
    /// A hash that nobody's password has: names that are not there take the same work as those that are.
    decoy: String,
    accounts: Throttle<String>,
    addresses: Throttle<IpAddr>,
}

/// The account file of the ledger at `ledger`: its name with `.desk` behind it.
pub fn file_of(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".desk");
    name.into()
}

/// The present time in seconds since 1970.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

impl Accounts {
    /// Opens the account file at `path`, making it where there is none.
    ///
    /// # Errors
    /// When it is something else, is newer, or cannot be made or read.
    pub fn open(path: &Path, rules: Rules) -> Result<Self> {
        make_private(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = Connection::open_with_flags(path, flags).at(path)?;
        db.busy_timeout(Duration::from_secs(5)).at(path)?;
        // The write-ahead log's files take the rights of the main file.
        db.pragma_update(None, "journal_mode", "wal").at(path)?;
        for (name, value) in [("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)] {
            db.pragma_update(None, name, value).at(path)?;
        }
        migrate(&mut db, path)?;
        let decoy = password::hash(Secret::new()?.expose(), rules.cost)?;
        Ok(Self {
            path: path.to_owned(),
            db: Mutex::new(db),
            rules,
            decoy,
            accounts: Throttle::new(rules.account),
            addresses: Throttle::new(rules.address),
        })
    }

    /// Whether the file at `path` is there and holds at least one account.
    ///
    /// # Errors
    /// As [`Accounts::open`].
    pub fn are_at(path: &Path) -> Result<bool> {
        if !path.exists() {
            return Ok(false);
        }
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).at(path)?;
        let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0)).at(path)?;
        if application != APPLICATION {
            return Err(AccountsError::Foreign(path.to_owned()));
        }
        let found: i64 = db.query_row("SELECT EXISTS (SELECT 1 FROM user)", [], |row| row.get(0)).at(path)?;
        Ok(found != 0)
    }

    /// The rules it works by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    fn db(&self) -> MutexGuard<'_, Connection> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in one transaction: all of it or nothing.
    fn change<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut db = self.db();
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).at(&self.path)?;
        let done = work(&tx)?;
        tx.commit().at(&self.path)?;
        Ok(done)
    }

    /// Deletes what has ended; called now and then.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn sweep(&self, now: i64) -> Result<()> {
        self.change(|db| {
            db.execute(
                "DELETE FROM session WHERE ends_at <= ?1 OR seen_at <= ?2",
                (now, now - self.rules.idle),
            )
            .at(&self.path)?;
            db.execute("DELETE FROM flow WHERE made_at <= ?1", [now - flows::LONGEST]).at(&self.path)?;
            db.execute("DELETE FROM invitation WHERE ends_at <= ?1", [now]).at(&self.path)?;
            db.execute("DELETE FROM log WHERE at <= ?1", [now - journal::KEPT]).at(&self.path)?;
            Ok(())
        })
    }
}

/// Makes the file for its owner only before anything stands in it, and takes others' rights from one that is there.
fn make_private(path: &Path) -> Result<()> {
    let system = |source| AccountsError::System { path: path.to_owned(), source };
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        let file = options.open(path).map_err(system)?;
        file.set_permissions(std::fs::Permissions::from_mode(0o600)).map_err(system)?;
    }
    #[cfg(not(unix))]
    options.open(path).map_err(system)?;
    Ok(())
}

fn migrate(db: &mut Connection, path: &Path) -> Result<()> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
    let application: i32 = tx.pragma_query_value(None, "application_id", |row| row.get(0)).at(path)?;
    let tables: i64 = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).at(path)?;
    if application != APPLICATION && tables > 0 {
        return Err(AccountsError::Foreign(path.to_owned()));
    }
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0)).at(path)?;
    if found > MIGRATIONS.len() as i64 {
        return Err(AccountsError::Newer(path.to_owned()));
    }
    for (number, sql) in MIGRATIONS.iter().enumerate().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(sql).at(path)?;
        tx.pragma_update(None, "user_version", number as i64 + 1).at(path)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION).at(path)?;
    tx.commit().at(path)
}

#[cfg(test)]
pub(crate) mod test {
    use super::*;

    /// Rules with hashes that cost nothing.
    pub(crate) const CHEAP: Rules = Rules {
        cost: Cost { memory: 8, passes: 1, lanes: 1 },
        shortest: 12,
        idle: 1000,
        longest: 5000,
        invitation: 1000,
        account: Pace::ACCOUNT,
        address: Pace::ADDRESS,
    };

    pub(crate) fn accounts() -> (tempfile::TempDir, Accounts) {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::open(&folder.path().join("a.desk"), CHEAP).unwrap();
        (folder, accounts)
    }

    #[test]
    fn the_file_stands_beside_the_ledger_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = file_of(&folder.path().join("north.ledger"));
        assert!(path.ends_with("north.ledger.desk"));
        assert!(!Accounts::are_at(&path).unwrap());
        std::fs::write(&path, "").unwrap();
        let accounts = Accounts::open(&path, CHEAP).unwrap();
        assert!(!Accounts::are_at(&path).unwrap(), "a file without people");
        accounts.sweep(0).unwrap();
        #[cfg(unix)]
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            use std::os::unix::fs::PermissionsExt;
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", entry.path().display());
        }
    }

    #[test]
    fn other_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.desk");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE shopping (item TEXT)").unwrap();
        assert!(matches!(Accounts::open(&path, CHEAP), Err(AccountsError::Foreign(_))));
        let path = folder.path().join("text.desk");
        std::fs::write(&path, "a long text that is no database ".repeat(100)).unwrap();
        assert!(matches!(Accounts::open(&path, CHEAP), Err(AccountsError::Foreign(_))));
    }
}
