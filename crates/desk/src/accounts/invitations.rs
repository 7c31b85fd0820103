//! Links that let somebody in: made by the owner for a new account or for a new password, or printed on the terminal for
//! the first owner. Each is good once and for a limited time.

use super::error::{At, Result};
use super::secret::{Digest, digest};
use super::users::{New, User};
use super::{Accounts, AccountsError, Secret, What, password};
use crate::viewer::Role;
use rusqlite::{Connection, OptionalExtension};
use std::net::IpAddr;

/// An invitation that still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invitation {
    id: i64,
    /// What the new account may do.
    pub(crate) role: Role,
    /// Whose password it renews; `None` for a new account.
    pub(crate) user: Option<User>,
}

/// What an invited person says about themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Invited {
    pub(crate) name: String,
    pub(crate) display: String,
    pub(crate) password: String,
}

impl Accounts {
    /// Makes an invitation: for a new account with `role`, or with `user` for a new password of theirs. `by` is the
    /// owner who asks, `None` the terminal.
    ///
    /// # Errors
    /// When the file cannot be written; likewise below.
    pub(crate) fn invite(
        &self,
        role: Role,
        user: Option<i64>,
        by: Option<&User>,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<Secret> {
        let secret = Secret::new()?;
        self.change(|db| {
            let whom = match user {
                Some(id) => format!("new password for {}", self.user_in(db, id)?.name),
                None => format!("new {}", role.name()),
            };
            db.execute(
                "INSERT INTO invitation (digest, role, user, made_by, made_at, ends_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (secret.digest(), role.name(), user, by.map(|user| user.id), now, now + self.rules.invitation),
            )
            .at(&self.path)?;
            self.write(db, now, What::Invited, by.map_or("the terminal", |user| &user.name), from, &whom)
        })?;
        Ok(secret)
    }

    /// The first-run token, when there is nobody yet: whoever has it makes the owner's account. Earlier ones end.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn first_run(&self, now: i64) -> Result<Option<Secret>> {
        if self.any()? {
            return Ok(None);
        }
        self.change(|db| {
            db.execute("DELETE FROM invitation", []).at(&self.path)?;
            Ok(())
        })?;
        self.invite(Role::Owner, None, None, None, now).map(Some)
    }

    /// A link that renews the password of the owner called `name`, for the terminal: when it is forgotten.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn renewal(&self, name: &str, now: i64) -> Result<Secret> {
        let key = super::users::key(name);
        let id: Option<i64> = self
            .db()
            .query_row("SELECT id FROM user WHERE key = ?1", [key], |row| row.get(0))
            .optional()
            .at(&self.path)?;
        let id = id.ok_or_else(|| AccountsError::refused(format!("There is no account called {name}.")))?;
        self.invite(self.user(id)?.role, Some(id), None, None, now)
    }

    /// The invitation of a link, if it holds.
    pub(crate) fn invitation(&self, text: &str, now: i64) -> Result<Option<Invitation>> {
        self.invitation_in(&self.db(), &digest(text), now)
    }

    fn invitation_in(&self, db: &Connection, digest: &Digest, now: i64) -> Result<Option<Invitation>> {
        let found: Option<(i64, Role, Option<i64>)> = db
            .prepare_cached("SELECT id, role, user FROM invitation WHERE digest = ?1 AND used_at IS NULL AND ends_at > ?2")
            .and_then(|mut q| {
                q.query_row((digest, now), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
            })
            .at(&self.path)?;
        let Some((id, role, user)) = found else { return Ok(None) };
        let user = user.map(|user| self.user_in(db, user)).transpose()?;
        Ok(Some(Invitation { id, role, user }))
    }

    /// Takes an invitation up: makes the account, or renews the password.
    pub(crate) fn accept(&self, text: &str, who: &Invited, from: Option<IpAddr>, now: i64) -> Result<User> {
        let gone = || AccountsError::refused("This link was used already or is too old. Ask for a new one.");
        let digest = digest(text);
        let invitation = self.invitation_in(&self.db(), &digest, now)?.ok_or_else(gone)?;
        let name = invitation.user.as_ref().map_or(who.name.as_str(), |user| user.name.as_str());
        password::check(&who.password, name, self.rules.shortest)?;
        let phc = password::hash(&who.password, self.rules.cost)?;
        self.change(|db| {
            // Only one of two at once finds it unused.
            let taken = db
                .execute(
                    "UPDATE invitation SET used_at = ?2 WHERE id = ?1 AND used_at IS NULL",
                    (invitation.id, now),
                )
                .at(&self.path)?;
            if taken == 0 {
                return Err(gone());
            }
            match &invitation.user {
                Some(user) => {
                    db.execute("UPDATE user SET password = ?2 WHERE id = ?1", (user.id, &phc))
                        .at(&self.path)?;
                    db.execute("DELETE FROM session WHERE user = ?1", [user.id]).at(&self.path)?;
                    self.write(db, now, What::PasswordChanged, &user.name, from, "by a link")?;
                    Ok(user.clone())
                }
                None => {
                    let new = New {
                        name: &who.name,
                        display: &who.display,
                        role: invitation.role,
                        password: Some(&phc),
                    };
                    self.make_user(db, new, now, from)
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::SignIn;
    use super::super::test::{CHEAP, accounts};
    use super::*;

    fn who(name: &str) -> Invited {
        Invited { name: name.into(), display: String::new(), password: "nine grey plovers wade".into() }
    }

    #[test]
    fn the_first_run_token_makes_one_owner_once() {
        let (_folder, accounts) = accounts();
        let old = accounts.first_run(0).unwrap().unwrap();
        let token = accounts.first_run(1).unwrap().unwrap();
        assert!(
            accounts.accept(old.expose(), &who("eve"), None, 2).is_err(),
            "a new start ends the token before"
        );
        assert!(accounts.accept("guess", &who("eve"), None, 2).is_err());
        let weak = Invited { password: "password1234".into(), ..who("margot") };
        assert!(accounts.accept(token.expose(), &weak, None, 2).is_err());
        assert_eq!(accounts.accept(token.expose(), &who("margot"), None, 2).unwrap().role, Role::Owner);
        assert!(accounts.accept(token.expose(), &who("eve"), None, 3).is_err(), "good once");
        assert!(accounts.first_run(4).unwrap().is_none(), "there is an owner now");
    }

    #[test]
    fn an_invitation_gives_its_role_and_ends() {
        let (_folder, accounts) = accounts();
        let owner = accounts.make("margot", "", Role::Owner, "nine grey plovers wade", 0).unwrap();
        let link = accounts.invite(Role::Analyst, None, Some(&owner), None, 0).unwrap();
        assert!(accounts.accept(link.expose(), &who("margot"), None, 1).is_err(), "the name is taken");
        assert_eq!(
            accounts.accept(link.expose(), &who("anton"), None, 1).unwrap().role,
            Role::Analyst,
            "and the link still holds"
        );
        let link = accounts.invite(Role::Analyst, None, Some(&owner), None, 0).unwrap();
        assert!(accounts.invitation(link.expose(), CHEAP.invitation).unwrap().is_none());
        assert!(accounts.accept(link.expose(), &who("eve"), None, CHEAP.invitation).is_err());
    }

    #[test]
    fn a_forgotten_password_is_renewed_by_a_link() {
        let (_folder, accounts) = accounts();
        let owner = accounts.make("margot", "", Role::Owner, "nine grey plovers wade", 0).unwrap();
        let session = accounts.open_session(owner.id, None, "", None, 0).unwrap();
        let link = accounts.renewal("Margot", 1).unwrap();
        let new = Invited { password: "ten brown snipe sleep".into(), ..who("somebody else") };
        assert_eq!(accounts.accept(link.expose(), &new, None, 2).unwrap().id, owner.id);
        assert!(accounts.session(session.expose(), 3).unwrap().is_none());
        assert!(matches!(
            accounts.sign_in("margot", "ten brown snipe sleep", None, 3).unwrap(),
            SignIn::Yes(_)
        ));
        assert!(accounts.renewal("nobody", 1).is_err());
    }
}
