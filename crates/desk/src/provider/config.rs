//! The owner's file of providers: where they are, what the desk is called there, whom they may let in.

use super::http::Http;
use super::token::Keys;
use crate::viewer::Role;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Why the file does not do.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// It cannot be read.
    #[error("{}: {source}; check the path", .path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It is no JSON of the right form.
    #[error("{}: {source}; docs/security.md shows the form", .path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        source: serde_json::Error,
    },
    /// It says something that cannot be.
    #[error("{}: provider {name:?}: {cause}", .path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The provider.
        name: String,
        /// What is wrong, and what would be right.
        cause: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    providers: Vec<Entry>,
}

/// One provider as it stands in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Short name; part of the desk's addresses.
    pub(super) name: String,
    /// What its link says.
    label: Option<String>,
    /// OpenID Connect: its issuer. Everything else is asked of it.
    pub(super) issuer: Option<String>,
    /// OAuth 2: its three addresses.
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    pub(super) client_id: String,
    client_secret_env: Option<String>,
    client_secret_file: Option<PathBuf>,
    pub(super) scopes: Option<Vec<String>>,
    #[serde(default)]
    pub(super) allow: Allow,
    /// What newcomers may do.
    #[serde(default = "reader")]
    role: String,
    /// OAuth 2: fields of the answer that say who it is.
    #[serde(default = "id")]
    pub(super) subject_field: String,
    #[serde(default = "email")]
    pub(super) email_field: String,
    #[serde(default = "name")]
    pub(super) name_field: String,
    /// Whether its e-mail addresses count as verified though it does not say so.
    #[serde(default)]
    pub(super) trust_email: bool,
}

fn reader() -> String {
    "reader".into()
}

fn id() -> String {
    "id".into()
}

fn email() -> String {
    "email".into()
}

fn name() -> String {
    "name".into()
}

/// Which newcomers may make an account. Nobody, unless the file says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Allow {
    /// Whoever the provider vouches for.
    everybody: bool,
    /// Whole addresses.
    emails: Vec<String>,
    /// What stands after the `@`.
    domains: Vec<String>,
    /// The provider's own ids.
    subjects: Vec<String>,
}

impl Allow {
    /// Whether somebody with this id and this e-mail, which the provider has verified, may make an account.
    pub(super) fn newcomer(&self, subject: &str, email: Option<&str>) -> bool {
        let mail = email.map(str::to_ascii_lowercase);
        let domain = mail.as_deref().and_then(|mail| mail.rsplit_once('@')).map(|(_, domain)| domain);
        self.everybody
            || self.subjects.iter().any(|known| known == subject)
            || self.emails.iter().any(|known| mail.as_deref() == Some(known.to_ascii_lowercase().as_str()))
            || self
                .domains
                .iter()
                .any(|known| domain == Some(known.trim_start_matches('@').to_ascii_lowercase().as_str()))
    }
}

/// Where a provider is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoints {
    pub(super) authorization: String,
    pub(super) token: String,
    pub(super) userinfo: Option<String>,
    pub(super) keys: Option<String>,
    /// Whether the secret goes into the form instead of the header.
    pub(super) secret_in_form: bool,
    /// Whether its answers always name it (RFC 9207).
    pub(super) names_itself: bool,
}

/// A provider that people may sign in through.
pub struct Provider {
    pub(super) entry: Entry,
    secret: Option<String>,
    /// What newcomers may do.
    pub(super) role: Role,
    pub(super) http: Http,
    fixed: Option<Endpoints>,
    pub(super) known: Mutex<Known>,
}

/// What was learned from an issuer.
#[derive(Default)]
pub(super) struct Known {
    pub(super) endpoints: Option<(Endpoints, i64)>,
    pub(super) keys: Option<(Keys, i64)>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("name", &self.entry.name).finish_non_exhaustive()
    }
}

impl Provider {
    /// Short name.
    pub fn name(&self) -> &str {
        &self.entry.name
    }

    /// What its link says.
    pub fn label(&self) -> &str {
        self.entry.label.as_deref().unwrap_or(&self.entry.name)
    }

    /// What its subjects are known under.
    pub(crate) fn authority(&self) -> &str {
        self.entry.issuer.as_deref().unwrap_or(&self.entry.name)
    }

    pub(super) fn secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    pub(super) fn fixed(&self) -> Option<&Endpoints> {
        self.fixed.as_ref()
    }

    pub(super) fn scopes(&self) -> String {
        match (&self.entry.scopes, &self.entry.issuer) {
            (Some(scopes), _) => scopes.join(" "),
            (None, Some(_)) => "openid email profile".into(),
            (None, None) => String::new(),
        }
    }

    fn of(entry: Entry) -> Result<Self, String> {
        let plain = !entry.name.is_empty()
            && entry.name.len() <= 40
            && entry
                .name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !plain {
            return Err("its name takes small letters, digits and hyphens".into());
        }
        let role = Role::named(&entry.role).ok_or_else(|| format!("there is no role {:?}", entry.role))?;
        if role == Role::Owner {
            return Err("newcomers cannot be owners; an owner makes them one by hand".into());
        }
        let secret = match (&entry.client_secret_env, &entry.client_secret_file) {
            (Some(_), Some(_)) => {
                return Err(
                    "the secret stands in client_secret_env or in client_secret_file, not in both".into()
                );
            }
            (Some(variable), None) => Some(
                std::env::var(variable)
                    .map_err(|_| format!("the environment variable {variable} is not set"))?,
            ),
            (None, Some(file)) => Some(
                std::fs::read_to_string(file)
                    .map_err(|error| format!("{}: {error}", file.display()))?
                    .trim()
                    .to_owned(),
            ),
            (None, None) => None,
        };
        let given = [&entry.authorization_endpoint, &entry.token_endpoint, &entry.userinfo_endpoint];
        let fixed = match (&entry.issuer, given) {
            (Some(issuer), [None, None, None]) => {
                Http::check(issuer)?;
                if entry.scopes.as_ref().is_some_and(|scopes| !scopes.iter().any(|scope| scope == "openid")) {
                    return Err("with an issuer the scopes must have openid".into());
                }
                None
            }
            (None, [Some(authorization), Some(token), Some(userinfo)]) => {
                for address in [authorization, token, userinfo] {
                    Http::check(address)?;
                }
                Some(Endpoints {
                    authorization: authorization.clone(),
                    token: token.clone(),
                    userinfo: Some(userinfo.clone()),
                    keys: None,
                    secret_in_form: false,
                    names_itself: false,
                })
            }
            _ => {
                return Err(
                    "give either an issuer (OpenID Connect), or authorization_endpoint, token_endpoint and \
                            userinfo_endpoint (OAuth 2)"
                        .into(),
                );
            }
        };
        let http = Http::new();
        Ok(Self { entry, secret, role, http, fixed, known: Mutex::new(Known::default()) })
    }
}

/// Reads the file of providers at `path`.
///
/// # Errors
/// When it cannot be read, has another form, or names a secret that is not there.
pub fn read(path: &Path) -> Result<Vec<Provider>, ProviderError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ProviderError::System { path: path.to_owned(), source })?;
    parse(&text, path)
}

fn parse(text: &str, path: &Path) -> Result<Vec<Provider>, ProviderError> {
    let file: File =
        serde_json::from_str(text).map_err(|source| ProviderError::Form { path: path.to_owned(), source })?;
    let mut providers: Vec<Provider> = Vec::new();
    for entry in file.providers {
        let name = entry.name.clone();
        let wrong = |cause: String| ProviderError::Wrong { path: path.to_owned(), name: name.clone(), cause };
        if providers.iter().any(|known| known.name() == name) {
            return Err(wrong("two have this name".into()));
        }
        providers.push(Provider::of(entry).map_err(wrong)?);
    }
    Ok(providers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(more: &str) -> Result<Vec<Provider>, ProviderError> {
        parse(
            &format!(r#"{{"providers": [{{"name": "club", "client_id": "desk"{more}}}]}}"#),
            Path::new("p.json"),
        )
    }

    #[test]
    fn a_provider_is_an_issuer_or_three_addresses() {
        assert_eq!(one(r#", "issuer": "https://id.example""#).unwrap()[0].scopes(), "openid email profile");
        let three = r#", "authorization_endpoint": "https://a.example/a", "token_endpoint": "https://a.example/t",
                        "userinfo_endpoint": "https://a.example/u""#;
        assert!(one(three).is_ok());
        for wrong in [
            "",
            r#", "issuer": "http://id.example""#,
            r#", "issuer": "https://id.example", "token_endpoint": "https://a.example/t""#,
            r#", "issuer": "https://id.example", "role": "owner""#,
            r#", "issuer": "https://id.example", "role": "king""#,
            r#", "issuer": "https://id.example", "scopes": ["email"]"#,
            r#", "issuer": "https://id.example", "client_secret": "in the file""#,
            r#", "issuer": "https://id.example", "client_secret_env": "DUNLIN_TEST_NOT_SET""#,
        ] {
            assert!(one(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn newcomers_come_in_only_when_the_owner_said_so() {
        let allow = Allow {
            emails: vec!["Margot@news.example".into()],
            domains: vec!["press.example".into()],
            subjects: vec!["77".into()],
            ..Allow::default()
        };
        assert!(allow.newcomer("1", Some("margot@news.example")));
        assert!(allow.newcomer("1", Some("anton@Press.example")));
        assert!(allow.newcomer("77", None));
        for (subject, email) in [
            ("1", Some("anton@news.example")),
            ("1", Some("anton@press.example.evil.example")),
            ("1", Some("anton@evilpress.example")),
            ("1", Some("press.example")),
            ("1", None),
        ] {
            assert!(!allow.newcomer(subject, email), "{email:?}");
        }
        assert!(!Allow::default().newcomer("1", Some("margot@news.example")));
    }
}
