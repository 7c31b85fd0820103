//! Who is signed in. A session is a random id in a cookie; only its hash is kept. It ends when nobody comes for a while,
//! after a fixed time in any case, when its person signs out, and whenever their password or role changes.

use super::error::{At, Result};
use super::secret::{Digest, digest};
use super::users::{COLUMNS, User};
use super::{Accounts, Secret, What};
use rusqlite::OptionalExtension;
use std::net::IpAddr;

/// A session is noted as used at most this often, in seconds: reading pages should not write.
const NOTED: i64 = 60;

/// A session that holds.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) user: User,
    pub(crate) digest: Digest,
}

/// A session as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionLine {
    pub(crate) id: i64,
    pub(crate) made_at: i64,
    pub(crate) seen_at: i64,
    pub(crate) agent: String,
    pub(crate) address: String,
    /// Whether it is the one that asks.
    pub(crate) this: bool,
}

impl Accounts {
    /// Opens a session for `user`; `old`, the session that the browser had before, ends.
    ///
    /// # Errors
    /// When the file cannot be written; likewise below.
    pub(crate) fn open_session(
        &self,
        user: i64,
        old: Option<&str>,
        agent: &str,
        from: Option<IpAddr>,
        now: i64,
    ) -> Result<Secret> {
        let secret = Secret::new()?;
        let agent: String = agent.chars().filter(|c| !c.is_control()).take(200).collect();
        let from = from.map(|address| address.to_canonical().to_string()).unwrap_or_default();
        self.change(|db| {
            if let Some(old) = old {
                db.execute("DELETE FROM session WHERE digest = ?1", [digest(old)]).at(&self.path)?;
            }
            db.execute(
                "INSERT INTO session (digest, id, user, made_at, seen_at, ends_at, agent, address)
                 SELECT ?1, coalesce(max(id), 0) + 1, ?2, ?3, ?3, ?4, ?5, ?6 FROM session",
                (secret.digest(), user, now, now + self.rules.longest, agent, from),
            )
            .at(&self.path)?;
            Ok(())
        })?;
        Ok(secret)
    }

    /// The session of a cookie, if it holds.
    pub(crate) fn session(&self, cookie: &str, now: i64) -> Result<Option<Session>> {
        let digest = digest(cookie);
        let db = self.db();
        let sql = format!(
            "SELECT {COLUMNS}, session.seen_at, session.ends_at FROM session JOIN user ON user.id = session.user
              WHERE session.digest = ?1"
        );
        let found: Option<(User, i64, i64)> = db
            .prepare_cached(&sql)
            .and_then(|mut q| {
                q.query_row([digest], |row| Ok((User::from_row(row)?, row.get(8)?, row.get(9)?))).optional()
            })
            .at(&self.path)?;
        let Some((user, seen, ends)) = found else { return Ok(None) };
        if user.disabled || now >= ends || now - seen >= self.rules.idle {
            return Ok(None);
        }
        if now - seen >= NOTED {
            db.execute("UPDATE session SET seen_at = ?2 WHERE digest = ?1", (digest, now)).at(&self.path)?;
        }
        Ok(Some(Session { user, digest }))
    }

    /// Ends the session of a cookie.
    pub(crate) fn sign_out(&self, session: &Session, from: Option<IpAddr>, now: i64) -> Result<()> {
        self.change(|db| {
            db.execute("DELETE FROM session WHERE digest = ?1", [session.digest]).at(&self.path)?;
            self.write(db, now, What::SignedOut, &session.user.name, from, "")
        })
    }

    /// Ends all sessions of a person.
    pub(crate) fn sign_out_everywhere(&self, user: &User, from: Option<IpAddr>, now: i64) -> Result<()> {
        self.change(|db| {
            db.execute("DELETE FROM session WHERE user = ?1", [user.id]).at(&self.path)?;
            self.write(db, now, What::SignedOutEverywhere, &user.name, from, "")
        })
    }

    /// Ends one of a person's own sessions.
    pub(crate) fn end_session(&self, user: i64, id: i64) -> Result<()> {
        self.change(|db| {
            db.execute("DELETE FROM session WHERE user = ?1 AND id = ?2", (user, id)).at(&self.path)?;
            Ok(())
        })
    }

    /// A person's sessions, the newest first.
    pub(crate) fn sessions(&self, user: i64, this: Option<Digest>, now: i64) -> Result<Vec<SessionLine>> {
        let db = self.db();
        let mut query = db
            .prepare_cached(
                "SELECT id, made_at, seen_at, agent, address, digest FROM session
                  WHERE user = ?1 AND ends_at > ?2 AND seen_at > ?3 ORDER BY seen_at DESC, id DESC",
            )
            .at(&self.path)?;
        let rows = query.query_map((user, now, now - self.rules.idle), |row| {
            Ok(SessionLine {
                id: row.get(0)?,
                made_at: row.get(1)?,
                seen_at: row.get(2)?,
                agent: row.get(3)?,
                address: row.get(4)?,
                this: Some(row.get::<_, Digest>(5)?) == this,
            })
        });
        rows.and_then(Iterator::collect).at(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::{CHEAP, accounts};
    use crate::viewer::Role;

    const WORDS: &str = "nine grey plovers wade";

    #[test]
    fn a_session_ends_when_idle_and_after_its_longest_time() {
        let (_folder, accounts) = accounts();
        let user = accounts.make("margot", "", Role::Owner, WORDS, 0).unwrap();
        let secret = accounts.open_session(user.id, None, "a browser", None, 0).unwrap();
        let holds = |now| accounts.session(secret.expose(), now).unwrap().is_some();
        assert!(holds(CHEAP.idle - 1));
        assert!(holds(2 * CHEAP.idle - 2), "each page makes it last");
        assert!(!holds(3 * CHEAP.idle), "idle");
        let secret = accounts.open_session(user.id, None, "", None, 0).unwrap();
        for now in (0..CHEAP.longest).step_by(500) {
            assert!(accounts.session(secret.expose(), now).unwrap().is_some(), "{now}");
        }
        assert!(accounts.session(secret.expose(), CHEAP.longest).unwrap().is_none(), "at the latest");
        accounts.sweep(2 * CHEAP.longest).unwrap();
        assert!(accounts.sessions(user.id, None, 0).unwrap().is_empty());
    }

    #[test]
    fn signing_in_again_ends_the_session_before() {
        let (_folder, accounts) = accounts();
        let user = accounts.make("margot", "", Role::Owner, WORDS, 0).unwrap();
        let planted = accounts.open_session(user.id, None, "", None, 0).unwrap();
        let fresh = accounts.open_session(user.id, Some(planted.expose()), "", None, 1).unwrap();
        assert!(accounts.session(planted.expose(), 2).unwrap().is_none());
        assert!(accounts.session(fresh.expose(), 2).unwrap().is_some());
    }

    #[test]
    fn a_change_of_password_or_role_ends_all_sessions() {
        let (_folder, accounts) = accounts();
        accounts.make("owner", "", Role::Owner, WORDS, 0).unwrap();
        let user = accounts.make("margot", "", Role::Reader, WORDS, 0).unwrap();
        let mut n = 0;
        let mut opened = || {
            n += 1;
            accounts.open_session(user.id, None, "", None, n).unwrap()
        };
        let a = opened();
        accounts.change_password(user.id, WORDS, "ten brown snipe sleep", None, 1).unwrap();
        assert!(accounts.session(a.expose(), 2).unwrap().is_none());
        assert!(
            accounts.change_password(user.id, WORDS, "ten brown snipe sleep", None, 1).is_err(),
            "the old one is old"
        );
        let b = opened();
        accounts.set_role(user.id, Role::Editor, "owner", None, 2).unwrap();
        assert!(accounts.session(b.expose(), 3).unwrap().is_none());
        let (c, d) = (opened(), opened());
        accounts.sign_out_everywhere(&user, None, 4).unwrap();
        for secret in [c, d] {
            assert!(accounts.session(secret.expose(), 4).unwrap().is_none());
        }
    }

    #[test]
    fn what_stands_in_the_file_signs_nobody_in() {
        let (folder, accounts) = accounts();
        let user = accounts.make("margot", "", Role::Owner, WORDS, 0).unwrap();
        let secret = accounts.open_session(user.id, None, "", None, 0).unwrap();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains(secret.expose()));
        }
        for forged in ["", "x", "' OR 1=1 --", &secret.expose()[1..]] {
            assert!(accounts.session(forged, 1).unwrap().is_none(), "{forged}");
        }
    }
}
