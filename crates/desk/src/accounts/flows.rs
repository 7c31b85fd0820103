//! Sign-ins under way at a provider: between leaving for it and coming back, the desk keeps what the answer must match.
//! Each belongs to one browser by a cookie, so that nobody can be signed in with somebody else's answer.

use super::error::{At, Result};
use super::secret::{Digest, digest, same};
use super::{Accounts, Secret};
use rusqlite::OptionalExtension;

/// How long a sign-in may take, in seconds.
pub(super) const LONGEST: i64 = 600;

/// What goes out with the browser.
#[derive(Debug)]
pub(crate) struct Flow {
    /// For the browser's cookie.
    pub(crate) cookie: Secret,
    /// Comes back in the address.
    pub(crate) state: Secret,
    /// Comes back in the ID token.
    pub(crate) nonce: Secret,
    /// PKCE: its hash goes out, itself goes to the provider with the code (RFC 7636).
    pub(crate) verifier: Secret,
}

/// What was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claimed {
    pub(crate) provider: String,
    pub(crate) nonce: Digest,
    pub(crate) verifier: String,
    /// Where in the desk to go on.
    pub(crate) back: String,
    /// The account that the provider is to be linked to; `None` for a sign-in.
    pub(crate) linking: Option<i64>,
}

impl Accounts {
    /// Begins a sign-in at `provider`; with `linking`, one that links it to this account.
    ///
    /// # Errors
    /// When the file cannot be written; likewise below.
    pub(crate) fn begin_flow(
        &self,
        provider: &str,
        back: &str,
        linking: Option<i64>,
        now: i64,
    ) -> Result<Flow> {
        let flow = Flow {
            cookie: Secret::new()?,
            state: Secret::new()?,
            nonce: Secret::new()?,
            verifier: Secret::new()?,
        };
        self.change(|db| {
            db.execute("DELETE FROM flow WHERE made_at <= ?1", [now - LONGEST]).at(&self.path)?;
            db.execute(
                "INSERT INTO flow (digest, provider, state, nonce, verifier, back, made_at, linking) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                (
                    flow.cookie.digest(),
                    provider,
                    flow.state.digest(),
                    flow.nonce.digest(),
                    flow.verifier.expose(),
                    back,
                    now,
                    linking,
                ),
            )
            .at(&self.path)?;
            Ok(())
        })?;
        Ok(flow)
    }

    /// Ends a sign-in: what was kept under the browser's `cookie`, if `state` and `provider` are the ones it left with.
    /// It can be claimed once, whatever comes of it.
    pub(crate) fn claim_flow(
        &self,
        cookie: &str,
        state: &str,
        provider: &str,
        now: i64,
    ) -> Result<Option<Claimed>> {
        let cookie = digest(cookie);
        let found = self.change(|db| {
            let found: Option<(Claimed, Digest, i64)> = db
                .query_row(
                    "SELECT provider, nonce, verifier, back, linking, state, made_at FROM flow WHERE digest = ?1",
                    [cookie],
                    |row| {
                        let kept = Claimed {
                            provider: row.get(0)?,
                            nonce: row.get(1)?,
                            verifier: row.get(2)?,
                            back: row.get(3)?,
                            linking: row.get(4)?,
                        };
                        Ok((kept, row.get(5)?, row.get(6)?))
                    },
                )
                .optional()
                .at(&self.path)?;
            db.execute("DELETE FROM flow WHERE digest = ?1", [cookie]).at(&self.path)?;
            Ok(found)
        })?;
        let holds = |(kept, kept_state, made): &(Claimed, Digest, i64)| {
            same(&digest(state), kept_state) && kept.provider == provider && now - made < LONGEST
        };
        Ok(found.filter(holds).map(|(kept, ..)| kept))
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::accounts;
    use super::LONGEST;

    #[test]
    fn a_flow_belongs_to_one_browser_one_provider_one_time() {
        let (_folder, accounts) = accounts();
        let flow = accounts.begin_flow("club", "/search", None, 0).unwrap();
        let other = accounts.begin_flow("club", "/", None, 0).unwrap();
        let claim = |cookie: &str, state: &str, provider: &str, now| {
            accounts.claim_flow(cookie, state, provider, now).unwrap()
        };
        assert!(
            claim(other.cookie.expose(), flow.state.expose(), "club", 1).is_none(),
            "somebody else's state"
        );
        assert!(claim("", flow.state.expose(), "club", 1).is_none());
        let kept = claim(flow.cookie.expose(), flow.state.expose(), "club", 1).unwrap();
        assert_eq!((kept.back.as_str(), kept.verifier.as_str()), ("/search", flow.verifier.expose()));
        assert!(claim(flow.cookie.expose(), flow.state.expose(), "club", 1).is_none(), "once");
        let flow = accounts.begin_flow("club", "/", None, 0).unwrap();
        assert!(claim(flow.cookie.expose(), flow.state.expose(), "mill", 1).is_none(), "another provider");
        let flow = accounts.begin_flow("club", "/", None, 0).unwrap();
        assert!(claim(flow.cookie.expose(), flow.state.expose(), "club", LONGEST).is_none(), "too late");
    }
}
