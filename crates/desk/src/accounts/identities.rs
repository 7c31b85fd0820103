//! Who people are at providers: accounts that come of it, and providers that somebody links to the account they have.

use super::error::{At, Result};
use super::users::{New, User, checked_name, hidden, key};
use super::{Accounts, AccountsError, What};
use crate::viewer::Role;
use rusqlite::{Connection, OptionalExtension};
use std::net::IpAddr;

/// Somebody at a provider, linked to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The issuer, or the provider's name where it has none.
    pub(crate) provider: String,
    /// The provider's own id of them.
    pub(crate) subject: String,
    /// The address that the provider gave, to tell two by.
    pub(crate) email: Option<String>,
}

impl Accounts {
    /// The account of somebody who comes from `provider` as `subject`; with `make`, a new one where there is none.
    pub(crate) fn by_identity(
        &self,
        provider: &str,
        subject: &str,
        email: Option<&str>,
        make: Option<(Role, &str)>,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<Option<User>> {
        self.change(|db| {
            let known: Option<i64> = db
                .query_row(
                    "SELECT user FROM identity WHERE provider = ?1 AND subject = ?2",
                    (provider, subject),
                    |row| row.get(0),
                )
                .optional()
                .at(&self.path)?;
            let user = match (known, make) {
                (Some(id), _) => self.user_in(db, id)?,
                (None, None) => return Ok(None),
                (None, Some((role, display))) => {
                    // What a provider says is somebody else's: cut to what a name may be.
                    let display: String = display.chars().filter(|c| !hidden(*c)).take(80).collect();
                    let display = display.as_str();
                    let name = self.free_name(db, email.unwrap_or(display), subject)?;
                    let user =
                        self.make_user(db, New { name: &name, display, role, password: None }, now, from)?;
                    db.execute(
                        "INSERT INTO identity (provider, subject, user, email) VALUES (?1, ?2, ?3, ?4)",
                        (provider, subject, user.id, email),
                    )
                    .at(&self.path)?;
                    user
                }
            };
            if user.disabled {
                return Ok(None);
            }
            self.signed_in(db, &user, from, now, provider)?;
            Ok(Some(user))
        })
    }

    /// A name that nobody has, made of `wanted`. An account that is there already is never taken over because a
    /// provider states its name.
    fn free_name(&self, db: &Connection, wanted: &str, subject: &str) -> Result<String> {
        let fit = |text: &str| -> String {
            text.chars()
                .map(|c| if c.is_alphanumeric() || ".-_@+".contains(c) { c } else { '-' })
                .take(50)
                .collect()
        };
        let base = match fit(wanted) {
            name if checked_name(&name).is_ok() => name,
            _ => format!("person-{}", fit(subject)),
        };
        for number in 1..1000 {
            let name = if number == 1 { base.clone() } else { format!("{base}-{number}") };
            let taken: i64 = db
                .query_row("SELECT EXISTS (SELECT 1 FROM user WHERE key = ?1)", [key(&name)], |row| {
                    row.get(0)
                })
                .at(&self.path)?;
            if taken == 0 {
                return Ok(name);
            }
        }
        Err(AccountsError::refused("No free name was found for this account; the owner can make one."))
    }

    /// What is linked to an account.
    pub(crate) fn identities(&self, user: i64) -> Result<Vec<Identity>> {
        let db = self.db();
        let mut query = db
            .prepare_cached(
                "SELECT provider, subject, email FROM identity WHERE user = ?1 ORDER BY provider, subject",
            )
            .at(&self.path)?;
        let rows = query.query_map([user], |row| {
            Ok(Identity { provider: row.get(0)?, subject: row.get(1)?, email: row.get(2)? })
        });
        rows.and_then(Iterator::collect).at(&self.path)
    }

    /// Whether `password` is the account's, before a provider is linked to it: whoever finds a browser unlocked must not
    /// be able to leave themselves a way in. Guessing is slowed.
    pub(crate) fn may_link(&self, user: &User, password: &str, now: i64) -> Result<()> {
        self.confirm(user, password, "The password is not right.", now)
    }

    /// Links somebody at a provider to the account `id`, which both have signed in to now.
    pub(crate) fn link(&self, id: i64, who: &Identity, from: Option<IpAddr>, now: i64) -> Result<User> {
        self.change(|db| {
            let user = self.user_in(db, id)?;
            let known: Option<i64> = db
                .query_row(
                    "SELECT user FROM identity WHERE provider = ?1 AND subject = ?2",
                    (&who.provider, &who.subject),
                    |row| row.get(0),
                )
                .optional()
                .at(&self.path)?;
            match known {
                Some(known) if known == id => return Ok(user),
                Some(_) => {
                    return Err(AccountsError::refused(
                        "with it you sign in to another account here; sign in to that one, unlink it there, and try again",
                    ));
                }
                None => {}
            }
            db.execute(
                "INSERT INTO identity (provider, subject, user, email) VALUES (?1, ?2, ?3, ?4)",
                (&who.provider, &who.subject, id, &who.email),
            )
            .at(&self.path)?;
            self.write(db, now, What::Linked, &user.name, from, &who.provider)?;
            Ok(user)
        })
    }

    /// Takes a link away; never the only way to sign in.
    pub(crate) fn unlink(
        &self,
        id: i64,
        provider: &str,
        subject: &str,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<()> {
        self.change(|db| {
            let user = self.user_in(db, id)?;
            let links: i64 = db
                .query_row("SELECT count(*) FROM identity WHERE user = ?1", [id], |row| row.get(0))
                .at(&self.path)?;
            if !user.has_password && links < 2 {
                return Err(AccountsError::refused(
                    "This is your only way to sign in; set a password first, then unlink it.",
                ));
            }
            let gone = db
                .execute(
                    "DELETE FROM identity WHERE user = ?1 AND provider = ?2 AND subject = ?3",
                    (id, provider, subject),
                )
                .at(&self.path)?;
            if gone == 0 {
                return Err(AccountsError::refused("It is not linked to your account."));
            }
            self.write(db, now, What::Unlinked, &user.name, from, provider)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::SignIn;
    use super::super::test::accounts;
    use super::*;

    const WORDS: &str = "nine grey plovers wade";

    #[test]
    fn a_provider_never_takes_over_an_account_by_its_name() {
        let (_folder, accounts) = accounts();
        let owner = accounts.make("margot@desk.example", "", Role::Owner, WORDS, 1).unwrap();
        let come = |subject: &str, make| {
            accounts
                .by_identity("https://id.example", subject, Some("margot@desk.example"), make, None, 2)
                .unwrap()
        };
        assert_eq!(come("77", None), None);
        let user = come("77", Some((Role::Reader, "Margot"))).unwrap();
        assert_ne!(user.id, owner.id);
        assert_eq!(
            (user.name.as_str(), user.role, user.has_password),
            ("margot@desk.example-2", Role::Reader, false)
        );
        assert_eq!(come("77", None).map(|u| u.id), Some(user.id), "known from now on");
        assert_eq!(
            accounts.sign_in(&user.name, "", None, 3).unwrap(),
            SignIn::No,
            "it has no password to guess"
        );
    }

    #[test]
    fn a_link_is_one_account_s_and_never_the_last_way_in_taken_away() {
        let (_folder, accounts) = accounts();
        let margot = accounts.make("margot", "", Role::Analyst, WORDS, 1).unwrap();
        let anton = accounts.make("anton", "", Role::Reader, WORDS, 1).unwrap();
        let who = Identity { provider: "club".into(), subject: "77".into(), email: None };
        assert!(accounts.may_link(&margot, "wrong", 1).is_err());
        accounts.may_link(&margot, WORDS, 1).unwrap();
        accounts.link(margot.id, &who, None, 2).unwrap();
        accounts.link(margot.id, &who, None, 2).unwrap();
        assert!(accounts.link(anton.id, &who, None, 2).is_err(), "it is somebody else's");
        let come = |make| accounts.by_identity("club", "77", None, make, None, 3).unwrap();
        assert_eq!(come(None).map(|user| user.id), Some(margot.id));
        assert!(accounts.unlink(anton.id, "club", "77", None, 4).is_err(), "not theirs to unlink");
        accounts.unlink(margot.id, "club", "77", None, 4).unwrap();
        assert!(accounts.identities(margot.id).unwrap().is_empty());
        let newcomer = come(Some((Role::Reader, "Margot"))).unwrap();
        assert!(accounts.unlink(newcomer.id, "club", "77", None, 5).is_err(), "it has no password");
        let log = format!("{:?}", accounts.log(100, 0).unwrap());
        assert!(log.contains("linked a provider") && log.contains("unlinked a provider"), "{log}");
    }
}
