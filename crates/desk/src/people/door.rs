//! What the door is: open to whoever sits here, or one that takes accounts.

use super::rate::{READING, Rates, WRITING};
use crate::accounts::{Accounts, AccountsError};
use crate::fault::Fault;
use crate::provider::Provider;
use axum::http::Uri;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Passwords hashed at once: each takes 19 MiB and a core.
const HASHING: usize = 2;

/// How long somebody waits for their turn to have a password hashed.
const TURN: Duration = Duration::from_secs(10);

/// How people come in.
#[derive(Clone)]
pub enum Door {
    /// Whoever sits at this machine owns the ledger; the desk listens to nobody else.
    Local,
    /// People with accounts.
    People(Arc<Entrance>),
}

/// The address under which people reach a desk with accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// `https://desk.example.org`, as a browser writes an origin.
    pub(crate) origin: String,
    /// `desk.example.org`.
    pub(crate) host: String,
    /// Whether it is reached over TLS.
    pub(crate) secure: bool,
}

/// Why an address does not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no address for a desk: write it as https://desk.example.org, without a path; http only for this machine (localhost)"
)]
pub struct SiteError(String);

impl Site {
    /// Reads the address that people type.
    ///
    /// # Errors
    /// When it is no plain `https://host[:port]`. Passwords and cookies never cross a network unencrypted, so `http` is
    /// for this machine's own names only.
    pub fn new(address: &str) -> Result<Self, SiteError> {
        let wrong = || SiteError(address.to_owned());
        let uri: Uri = address.trim_end_matches('/').to_ascii_lowercase().parse().map_err(|_| wrong())?;
        let (scheme, authority) = uri.scheme_str().zip(uri.authority()).ok_or_else(wrong)?;
        let plain = uri.path() == "/" && uri.query().is_none() && !authority.as_str().contains('@');
        let secure = scheme == "https";
        if !plain || !(secure || (scheme == "http" && crate::safe::is_loopback(authority.as_str()))) {
            return Err(wrong());
        }
        let usual = if secure { ":443" } else { ":80" };
        let host = authority.as_str().trim_end_matches(usual).to_owned();
        Ok(Self { origin: format!("{scheme}://{host}"), host, secure })
    }
}

/// A door that takes accounts.
pub struct Entrance {
    accounts: Accounts,
    site: Option<Site>,
    providers: Vec<Provider>,
    hashing: Semaphore,
    pub(super) reading: Rates,
    pub(super) writing: Rates,
}

impl Entrance {
    /// A door over `accounts`. `site` is the address that people type, when the desk is reached from elsewhere.
    pub fn new(accounts: Accounts, site: Option<Site>, providers: Vec<Provider>) -> Self {
        Self {
            accounts,
            site,
            providers,
            hashing: Semaphore::new(HASHING),
            reading: Rates::new(READING),
            writing: Rates::new(WRITING),
        }
    }

    /// The account file.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    pub(crate) fn site(&self) -> Option<&Site> {
        self.site.as_ref()
    }

    pub(crate) fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// Whether cookies may be bound to TLS.
    pub(crate) fn secure(&self) -> bool {
        self.site.as_ref().is_some_and(|site| site.secure)
    }

    /// Asks the account file, on a thread that may wait for the disk.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Accounts) -> crate::accounts::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let this = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&this.accounts)).await;
        Ok(done.map_err(|_| Fault::Broken)??)
    }

    /// The same for work that hashes a password: few at once, so that a crowd at the door cannot take all memory.
    pub(crate) async fn hash<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Accounts) -> crate::accounts::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let turn = tokio::time::timeout(TURN, self.hashing.acquire()).await;
        let _turn = turn.map_err(|_| Fault::Busy)?.map_err(|_| Fault::Broken)?;
        self.ask(work).await
    }
}

impl From<AccountsError> for Fault {
    fn from(error: AccountsError) -> Self {
        if error.is_refusal() { Self::Unusable(error.to_string()) } else { Self::Accounts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_an_origin_over_tls() {
        let site = Site::new("https://Desk.Example.org:443/").unwrap();
        assert_eq!(
            (site.origin.as_str(), site.host.as_str()),
            ("https://desk.example.org", "desk.example.org")
        );
        assert_eq!(Site::new("http://localhost:8417").unwrap().origin, "http://localhost:8417");
        for bad in [
            "http://desk.example.org",
            "desk.example.org",
            "https://a@desk.example.org",
            "https://desk.example.org/path",
            "ftp://desk.example.org",
            "",
            "https://",
        ] {
            assert!(Site::new(bad).is_err(), "{bad}");
        }
    }
}
