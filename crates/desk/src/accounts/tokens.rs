//! API tokens: made by a person for a program, shown once, with a role that is never above their own, and an end.

use super::error::{At, Result};
use super::secret::digest;
use super::users::{COLUMNS, User};
use super::{Accounts, AccountsError, Secret, What};
use crate::viewer::Role;
use rusqlite::OptionalExtension;
use std::net::IpAddr;

/// What every token begins with, so that scanners for leaked secrets know it.
const PREFIX: &str = "dunlin_";

/// Longest time that a token may hold, in days.
const LONGEST: i64 = 366;

/// Most tokens that one person may have.
const MOST: i64 = 50;

/// Who a token speaks for.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    pub(crate) token: i64,
    pub(crate) user: User,
    /// The lower of the token's role and its person's.
    pub(crate) role: Role,
}

/// A token as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenLine {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) made_at: i64,
    pub(crate) ends_at: i64,
    pub(crate) used_at: Option<i64>,
}

impl Accounts {
    /// Makes a token called `name` for `user`; the text of it is given out here and never again.
    ///
    /// # Errors
    /// When the role is above the person's own or the days are out of bounds.
    pub(crate) fn make_token(
        &self,
        user: &User,
        name: &str,
        role: Role,
        days: i64,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<String> {
        let name = super::users::checked_display(name)
            .map_err(|_| AccountsError::refused("Say what the token is for."))?;
        if role > user.role {
            return Err(AccountsError::refused("A token may not do more than the person who makes it."));
        }
        if !(1..=LONGEST).contains(&days) {
            return Err(AccountsError::refused(format!("A token holds for 1 to {LONGEST} days.")));
        }
        let text = format!("{PREFIX}{}", Secret::new()?.expose());
        self.change(|db| {
            let have: i64 =
                db.query_row("SELECT count(*) FROM token WHERE user = ?1", [user.id], |row| row.get(0)).at(&self.path)?;
            if have >= MOST {
                return Err(AccountsError::refused(format!("Nobody needs more than {MOST} tokens; end some first.")));
            }
            db.execute(
                "INSERT INTO token (digest, user, name, role, made_at, ends_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (digest(&text), user.id, &name, role.name(), now, now + days * 86_400),
            )
            .at(&self.path)?;
            self.write(db, now, What::TokenMade, &user.name, from, &name)
        })?;
        Ok(text)
    }

    /// Who `text` speaks for, if it is a token that holds.
    ///
    /// # Errors
    /// When the file cannot be read; likewise below.
    pub(crate) fn bearer(&self, text: &str, now: i64) -> Result<Option<Bearer>> {
        if !text.starts_with(PREFIX) {
            return Ok(None);
        }
        let db = self.db();
        let sql = format!(
            "SELECT {COLUMNS}, token.id, token.role, token.ends_at, token.used_at
               FROM token JOIN user ON user.id = token.user WHERE token.digest = ?1"
        );
        let found: Option<(Bearer, i64, Option<i64>)> = db
            .prepare_cached(&sql)
            .and_then(|mut q| {
                q.query_row([digest(text)], |row| {
                    let user = User::from_row(row)?;
                    let role: Role = row.get(9)?;
                    let role = role.min(user.role);
                    Ok((Bearer { token: row.get(8)?, user, role }, row.get(10)?, row.get(11)?))
                })
                .optional()
            })
            .at(&self.path)?;
        let Some((bearer, ends, used)) = found else { return Ok(None) };
        if bearer.user.disabled || now >= ends {
            return Ok(None);
        }
        if used.is_none_or(|used| now - used >= 60) {
            db.execute("UPDATE token SET used_at = ?2 WHERE id = ?1", (bearer.token, now)).at(&self.path)?;
        }
        Ok(Some(bearer))
    }

    /// A person's tokens.
    pub(crate) fn tokens(&self, user: i64) -> Result<Vec<TokenLine>> {
        let db = self.db();
        let mut query = db
            .prepare_cached(
                "SELECT id, name, role, made_at, ends_at, used_at FROM token WHERE user = ?1 ORDER BY id",
            )
            .at(&self.path)?;
        let rows = query.query_map([user], |row| {
            Ok(TokenLine {
                id: row.get(0)?,
                name: row.get(1)?,
                role: row.get(2)?,
                made_at: row.get(3)?,
                ends_at: row.get(4)?,
                used_at: row.get(5)?,
            })
        });
        rows.and_then(Iterator::collect).at(&self.path)
    }

    /// Ends one of a person's own tokens.
    pub(crate) fn end_token(&self, user: &User, id: i64, from: Option<IpAddr>, now: i64) -> Result<()> {
        self.change(|db| {
            let ended =
                db.execute("DELETE FROM token WHERE user = ?1 AND id = ?2", (user.id, id)).at(&self.path)?;
            if ended == 0 {
                return Err(AccountsError::refused("There is no such token of yours."));
            }
            self.write(db, now, What::TokenEnded, &user.name, from, &id.to_string())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::accounts;
    use crate::viewer::Role;

    const WORDS: &str = "nine grey plovers wade";

    #[test]
    fn a_token_holds_for_its_days_with_its_role() {
        let (_folder, accounts) = accounts();
        accounts.make("owner", "", Role::Owner, WORDS, 0).unwrap();
        let user = accounts.make("margot", "", Role::Editor, WORDS, 0).unwrap();
        assert!(
            accounts.make_token(&user, "script", Role::Owner, 3, None, 0).is_err(),
            "not above one's own role"
        );
        assert!(accounts.make_token(&user, "script", Role::Reader, 0, None, 0).is_err());
        let token = accounts.make_token(&user, "script", Role::Analyst, 3, None, 0).unwrap();
        assert_eq!(accounts.bearer(&token, 1).unwrap().unwrap().role, Role::Analyst);
        assert!(accounts.bearer(&token, 3 * 86_400).unwrap().is_none(), "over");
        assert!(accounts.bearer(&token[..token.len() - 1], 1).unwrap().is_none());
        assert!(accounts.bearer("", 1).unwrap().is_none());
        accounts.set_role(user.id, Role::Reader, "owner", None, 1).unwrap();
        assert_eq!(
            accounts.bearer(&token, 1).unwrap().unwrap().role,
            Role::Reader,
            "never above its person's"
        );
        accounts.set_disabled(user.id, true, "owner", None, 1).unwrap();
        assert!(accounts.bearer(&token, 1).unwrap().is_none());
    }

    #[test]
    fn a_token_is_ended_by_its_own_person() {
        let (_folder, accounts) = accounts();
        let owner = accounts.make("owner", "", Role::Owner, WORDS, 0).unwrap();
        let user = accounts.make("margot", "", Role::Editor, WORDS, 0).unwrap();
        let token = accounts.make_token(&user, "script", Role::Analyst, 3, None, 0).unwrap();
        let id = accounts.tokens(user.id).unwrap()[0].id;
        assert!(accounts.end_token(&owner, id, None, 1).is_err());
        accounts.end_token(&user, id, None, 1).unwrap();
        assert!(accounts.bearer(&token, 1).unwrap().is_none());
        assert!(!format!("{:?}", accounts.log(10, 0).unwrap()).contains(&token));
    }
}
