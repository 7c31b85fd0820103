//! Accounts: making and changing them, and signing in with a password.

use super::error::{At, Result};
use super::throttle::network;
use super::{Accounts, AccountsError, What, password};
use crate::viewer::Role;
use rusqlite::{Connection, OptionalExtension, Row};
use std::net::IpAddr;
use unicode_normalization::UnicodeNormalization;

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Number in the account file.
    pub id: i64,
    /// Name to sign in with.
    pub name: String,
    /// Name that others see.
    pub display: String,
    /// What they may do.
    pub role: Role,
    /// Whether they have a password; without one they come through a provider.
    pub has_password: bool,
    /// Whether the account is closed.
    pub disabled: bool,
    /// When it was made, seconds since 1970.
    pub made_at: i64,
    /// When they last signed in.
    pub seen_at: Option<i64>,
}

pub(super) const COLUMNS: &str = "user.id, user.name, user.display, user.role, user.password IS NOT NULL, user.disabled, user.made_at, user.seen_at";

impl User {
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            display: row.get(2)?,
            role: row.get(3)?,
            has_password: row.get(4)?,
            disabled: row.get(5)?,
            made_at: row.get(6)?,
            seen_at: row.get(7)?,
        })
    }
}

/// How an attempt to sign in ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// It is them.
    Yes(User),
    /// It is not, there is no such account, or it is closed: which of these is not told.
    No,
    /// Too many attempts; seconds to wait.
    Wait(i64),
}

/// What a name is looked up by: without case, in one encoding.
pub(super) fn key(name: &str) -> String {
    name.trim().nfkc().collect::<String>().to_lowercase()
}

/// A name to sign in with: 2 to 64 letters, digits, `.`, `-`, `_`, `@`, `+`.
pub(super) fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    let fits = (2..=64).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || ".-_@+".contains(c))
        && name.chars().any(char::is_alphanumeric);
    fits.then_some(name).ok_or_else(|| {
        AccountsError::refused(
            "A name takes 2 to 64 letters, digits or . - _ @ + and no spaces; an e-mail address will do.",
        )
    })
}

/// Signs that no name shows: control signs, and those that turn the direction of what follows.
pub(super) fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A name for others to see: 1 to 80 characters without control or direction signs.
pub(super) fn checked_display(display: &str) -> Result<String> {
    let display = display.split_whitespace().collect::<Vec<_>>().join(" ");
    if display.is_empty() || display.chars().count() > 80 || display.chars().any(hidden) {
        return Err(AccountsError::refused("The name that others see takes 1 to 80 characters."));
    }
    Ok(display)
}

/// What a new account is to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct New<'a> {
    pub(super) name: &'a str,
    pub(super) display: &'a str,
    pub(super) role: Role,
    /// PHC string.
    pub(super) password: Option<&'a str>,
}

impl Accounts {
    /// Whether there is anybody.
    pub(crate) fn any(&self) -> Result<bool> {
        let found: i64 =
            self.db().query_row("SELECT EXISTS (SELECT 1 FROM user)", [], |row| row.get(0)).at(&self.path)?;
        Ok(found != 0)
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// When the file cannot be read; likewise below.
    pub fn users(&self) -> Result<Vec<User>> {
        let db = self.db();
        let mut query =
            db.prepare_cached(&format!("SELECT {COLUMNS} FROM user ORDER BY key")).at(&self.path)?;
        let rows = query.query_map([], User::from_row);
        rows.and_then(Iterator::collect).at(&self.path)
    }

    /// The account numbered `id`.
    pub(crate) fn user(&self, id: i64) -> Result<User> {
        self.user_in(&self.db(), id)
    }

    pub(super) fn user_in(&self, db: &Connection, id: i64) -> Result<User> {
        let sql = format!("SELECT {COLUMNS} FROM user WHERE id = ?1");
        let found = db.prepare_cached(&sql).and_then(|mut q| q.query_row([id], User::from_row).optional());
        found.at(&self.path)?.ok_or_else(|| AccountsError::refused("There is no such account."))
    }

    /// Makes an account inside a transaction.
    pub(super) fn make_user(
        &self,
        db: &Connection,
        new: New<'_>,
        now: i64,
        from: Option<IpAddr>,
    ) -> Result<User> {
        let name = checked_name(new.name)?;
        let display = checked_display(if new.display.trim().is_empty() { name } else { new.display })?;
        let taken: i64 = db
            .query_row("SELECT EXISTS (SELECT 1 FROM user WHERE key = ?1)", [key(name)], |row| row.get(0))
            .at(&self.path)?;
        if taken != 0 {
            return Err(AccountsError::refused("This name is taken; choose another."));
        }
        db.execute(
            "INSERT INTO user (name, key, display, role, password, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (name, key(name), &display, new.role.name(), new.password, now),
        )
        .at(&self.path)?;
        let id = db.last_insert_rowid();
        self.write(db, now, What::AccountMade, name, from, new.role.name())?;
        self.user_in(db, id)
    }

    /// Makes an account with a password at once: for the first owner, and for programs that set up a desk.
    ///
    /// # Errors
    /// When the name or password does not do, or the name is taken.
    pub fn make(&self, name: &str, display: &str, role: Role, password: &str, now: i64) -> Result<User> {
        password::check(password, name, self.rules.shortest)?;
        let phc = password::hash(password, self.rules.cost)?;
        self.change(|db| self.make_user(db, New { name, display, role, password: Some(&phc) }, now, None))
    }

    /// Whether `name` and `password` belong together. Names that are not there take the same work.
    pub(crate) fn sign_in(
        &self,
        name: &str,
        password: &str,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<SignIn> {
        let key = key(name);
        let sql = format!("SELECT {COLUMNS}, password FROM user WHERE key = ?1");
        let found: Option<(User, Option<String>)> = self
            .db()
            .prepare_cached(&sql)
            .and_then(|mut q| q.query_row([&key], |row| Ok((User::from_row(row)?, row.get(8)?))).optional())
            .at(&self.path)?;
        // Somebody may type their password into the field of the name: names that nobody has are not logged.
        let who = found.as_ref().map_or("(no such name)", |(user, _)| user.name.as_str());
        let address = from.map(network);
        let early = address
            .map_or(Ok(()), |address| self.addresses.attempt(&address, now))
            .and_then(|()| self.accounts.attempt(&key, now));
        if let Err(seconds) = early {
            self.change(|db| self.write(db, now, What::SignInSlowed, who, from, ""))?;
            return Ok(SignIn::Wait(seconds));
        }
        let phc = found.as_ref().and_then(|(_, phc)| phc.as_deref());
        let right = password::verify(password, phc.unwrap_or(&self.decoy)) && phc.is_some();
        match &found {
            Some((user, _)) if right && !user.disabled => {
                self.accounts.clear(&key);
                let renewed = match phc {
                    Some(phc) if password::outdated(phc, self.rules.cost) => {
                        Some(password::hash(password, self.rules.cost)?)
                    }
                    _ => None,
                };
                self.change(|db| {
                    if let Some(phc) = renewed {
                        db.execute("UPDATE user SET password = ?2 WHERE id = ?1", (user.id, phc))
                            .at(&self.path)?;
                    }
                    self.signed_in(db, user, from, now, "password")
                })?;
                Ok(SignIn::Yes(user.clone()))
            }
            _ => {
                self.change(|db| self.write(db, now, What::SignInFailed, who, from, ""))?;
                Ok(SignIn::No)
            }
        }
    }

    pub(super) fn signed_in(
        &self,
        db: &Connection,
        user: &User,
        from: Option<IpAddr>,
        now: i64,
        how: &str,
    ) -> Result<()> {
        db.execute("UPDATE user SET seen_at = ?2 WHERE id = ?1", (user.id, now)).at(&self.path)?;
        self.write(db, now, What::SignedIn, &user.name, from, how)
    }

    /// Changes one's own password; the old one has to be said where there is one. All sessions of the account end.
    pub(crate) fn change_password(
        &self,
        id: i64,
        old: &str,
        new: &str,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<()> {
        let user = self.user(id)?;
        self.confirm(&user, old, "The old password is not right.", now)?;
        self.set_password(&user, new, &user.name, from, now)
    }

    /// Asks for the password of somebody who is signed in, before what changes how they sign in; nothing is asked where
    /// there is none. Guessing it is slowed as at the door; `wrong` is said when it is not theirs.
    pub(super) fn confirm(&self, user: &User, password: &str, wrong: &str, now: i64) -> Result<()> {
        let kept: Option<String> = self
            .db()
            .query_row("SELECT password FROM user WHERE id = ?1", [user.id], |row| row.get(0))
            .at(&self.path)?;
        let Some(kept) = kept else { return Ok(()) };
        self.accounts.attempt(&key(&user.name), now).map_err(|seconds| {
            AccountsError::refused(format!("Too many attempts; wait {seconds} seconds."))
        })?;
        if !password::verify(password, &kept) {
            return Err(AccountsError::refused(wrong));
        }
        self.accounts.clear(&key(&user.name));
        Ok(())
    }

    pub(super) fn set_password(
        &self,
        user: &User,
        new: &str,
        by: &str,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<()> {
        password::check(new, &user.name, self.rules.shortest)?;
        let phc = password::hash(new, self.rules.cost)?;
        self.change(|db| {
            db.execute("UPDATE user SET password = ?2 WHERE id = ?1", (user.id, phc)).at(&self.path)?;
            db.execute("DELETE FROM session WHERE user = ?1", [user.id]).at(&self.path)?;
            self.write(db, now, What::PasswordChanged, by, from, &user.name)
        })
    }

    /// Changes the name that others see.
    pub(crate) fn rename(&self, id: i64, display: &str, from: Option<IpAddr>, now: i64) -> Result<()> {
        let display = checked_display(display)?;
        self.change(|db| {
            let user = self.user_in(db, id)?;
            db.execute("UPDATE user SET display = ?2 WHERE id = ?1", (id, &display)).at(&self.path)?;
            self.write(db, now, What::NameChanged, &user.name, from, &display)
        })
    }

    /// Gives `id` another role. Its sessions end, so that no old one carries more than it should.
    pub(crate) fn set_role(
        &self,
        id: i64,
        role: Role,
        by: &str,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<()> {
        self.change(|db| {
            let user = self.user_in(db, id)?;
            if role != Role::Owner {
                self.keep_an_owner(db, &user)?;
            }
            db.execute("UPDATE user SET role = ?2 WHERE id = ?1", (id, role.name())).at(&self.path)?;
            db.execute("DELETE FROM session WHERE user = ?1", [id]).at(&self.path)?;
            let detail = format!("{}: {} to {}", user.name, user.role.name(), role.name());
            self.write(db, now, What::RoleChanged, by, from, &detail)
        })
    }

    /// Closes an account, or opens it again. Closing ends its sessions; its tokens do nothing while it is closed.
    pub(crate) fn set_disabled(
        &self,
        id: i64,
        disabled: bool,
        by: &str,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<()> {
        self.change(|db| {
            let user = self.user_in(db, id)?;
            if disabled {
                self.keep_an_owner(db, &user)?;
                db.execute("DELETE FROM session WHERE user = ?1", [id]).at(&self.path)?;
            }
            db.execute("UPDATE user SET disabled = ?2 WHERE id = ?1", (id, disabled)).at(&self.path)?;
            let what = if disabled { What::Disabled } else { What::Enabled };
            self.write(db, now, what, by, from, &user.name)
        })
    }

    /// Refuses when `user` is the last owner who can come in.
    fn keep_an_owner(&self, db: &Connection, user: &User) -> Result<()> {
        let others: i64 = db
            .query_row(
                "SELECT count(*) FROM user WHERE role = 'owner' AND NOT disabled AND id <> ?1",
                [user.id],
                |row| row.get(0),
            )
            .at(&self.path)?;
        if user.role == Role::Owner && others == 0 {
            return Err(AccountsError::refused("This is the only owner; make somebody else owner first."));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::accounts;
    use super::*;

    const WORDS: &str = "nine grey plovers wade";

    #[test]
    fn the_right_password_lets_in_and_nothing_else_does() {
        let (_folder, accounts) = accounts();
        let user = accounts.make("Margot", "Margot Venn", Role::Owner, WORDS, 1).unwrap();
        assert_eq!(
            (user.name.as_str(), user.display.as_str(), user.role),
            ("Margot", "Margot Venn", Role::Owner)
        );
        assert!(
            matches!(accounts.sign_in(" mARGOT", WORDS, None, 2).unwrap(), SignIn::Yes(u) if u.id == user.id)
        );
        assert_eq!(accounts.sign_in("Margot", "nine grey plovers", None, 3).unwrap(), SignIn::No);
        assert_eq!(accounts.sign_in("Margo", WORDS, None, 3).unwrap(), SignIn::No);
        assert_eq!(accounts.sign_in("Margot' OR '1'='1", WORDS, None, 3).unwrap(), SignIn::No);
    }

    #[test]
    fn guessing_gets_slower_whether_the_name_is_there_or_not() {
        let (_folder, accounts) = accounts();
        accounts.make("margot", "", Role::Owner, WORDS, 1).unwrap();
        for name in ["margot", "nobody"] {
            let answers: Vec<_> =
                (0..8).map(|_| accounts.sign_in(name, "wrong", None, 10).unwrap()).collect();
            assert_eq!(answers.iter().filter(|a| **a == SignIn::No).count(), 6, "{name}");
            assert_eq!(answers.last(), Some(&SignIn::Wait(1)), "{name}");
        }
        assert_eq!(
            accounts.sign_in("margot", WORDS, None, 10).unwrap(),
            SignIn::Wait(1),
            "the right one waits too"
        );
        assert!(matches!(accounts.sign_in("margot", WORDS, None, 11).unwrap(), SignIn::Yes(_)));
    }

    #[test]
    fn one_address_cannot_try_many_names() {
        let (_folder, accounts) = accounts();
        let from = Some("192.0.2.7".parse().unwrap());
        let waits = (0..60)
            .filter(|n| matches!(accounts.sign_in(&format!("n{n}"), "x", from, 5).unwrap(), SignIn::Wait(_)));
        assert_eq!(waits.count(), 60 - 21);
    }

    #[test]
    fn a_closed_account_answers_like_one_that_is_not_there() {
        let (_folder, accounts) = accounts();
        accounts.make("owner", "", Role::Owner, WORDS, 1).unwrap();
        let user = accounts.make("margot", "", Role::Reader, WORDS, 1).unwrap();
        accounts.set_disabled(user.id, true, "owner", None, 2).unwrap();
        assert_eq!(accounts.sign_in("margot", WORDS, None, 3).unwrap(), SignIn::No);
        accounts.set_disabled(user.id, false, "owner", None, 4).unwrap();
        assert!(matches!(accounts.sign_in("margot", WORDS, None, 5).unwrap(), SignIn::Yes(_)));
    }

    #[test]
    fn the_last_owner_stays() {
        let (_folder, accounts) = accounts();
        let first = accounts.make("first", "", Role::Owner, WORDS, 1).unwrap();
        assert!(accounts.set_role(first.id, Role::Reader, "first", None, 2).is_err());
        assert!(accounts.set_disabled(first.id, true, "first", None, 2).is_err());
        let second = accounts.make("second", "", Role::Owner, WORDS, 1).unwrap();
        accounts.set_role(first.id, Role::Reader, "first", None, 2).unwrap();
        assert!(accounts.set_disabled(second.id, true, "first", None, 2).is_err());
    }

    #[test]
    fn names_are_one_person_each() {
        let (_folder, accounts) = accounts();
        accounts.make("margot@desk.example", "", Role::Owner, WORDS, 1).unwrap();
        for name in ["Margot@Desk.example", "ｍargot@desk.example", "a", "two words", "<b>bold</b>", "..", ""]
        {
            assert!(accounts.make(name, "", Role::Owner, WORDS, 1).is_err(), "{name}");
        }
        assert!(
            accounts.make("venn", "M\u{202e}nnev", Role::Owner, WORDS, 1).is_err(),
            "no turned direction"
        );
    }

    #[test]
    fn passwords_are_logged_nowhere() {
        let (folder, accounts) = accounts();
        accounts.make("margot", "", Role::Owner, WORDS, 1).unwrap();
        accounts.sign_in(WORDS, "margot", None, 2).unwrap();
        accounts.sign_in("margot", "a wrong phrase of mine", None, 2).unwrap();
        let log = format!("{:?}", accounts.log(100, 0).unwrap());
        assert!(
            log.contains("failed to sign in") && !log.contains(WORDS) && !log.contains("phrase"),
            "{log}"
        );
        drop(accounts);
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains("plovers"));
        }
    }
}
