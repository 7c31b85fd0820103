//! Who looks at a page, and how they like it: name and role, theme, language, when they were last here.

use crate::locale::Locale;
use crate::people::Person;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use jiff::Timestamp;
use std::convert::Infallible;

/// What a person may do. Each role may do what the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads and looks up.
    Reader,
    /// Corrects, hides and notes.
    Analyst,
    /// Adds pages and watches, moderates.
    Editor,
    /// Sets the rules.
    Owner,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The person who looks.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Name that their corrections and notes carry.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Who they are to the account file.
    pub(crate) person: Person,
    pub(crate) theme: Theme,
    pub(crate) locale: Locale,
    /// When they were here before this visit; `None` on the first.
    pub(crate) last_visit: Option<Timestamp>,
    /// Path and query of the page, to come back to.
    pub(crate) at: String,
}

impl Viewer {
    /// Whether they came in: strangers see the door only.
    pub(crate) fn inside(&self) -> bool {
        self.person.role().is_some()
    }

    /// Whether they signed in with a browser, and so have an account page.
    pub(crate) fn signed_in(&self) -> bool {
        self.person.session().is_some()
    }

    /// Whether they say who may come in.
    pub(crate) fn may_let_in(&self) -> bool {
        self.signed_in() && self.may(Role::Owner)
    }

    /// Whether they may do what takes `role`.
    pub(crate) fn may(&self, role: Role) -> bool {
        self.inside() && self.role >= role
    }

    /// Whether they may correct, hide and note.
    pub(crate) fn may_correct(&self) -> bool {
        self.may(Role::Analyst)
    }

    /// Whether they may add pages.
    pub(crate) fn may_add(&self) -> bool {
        self.may(Role::Editor)
    }
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // Whoever recognises requests has written down who it is; without that nobody is let in by mistake.
        let person = parts.extensions.get::<Person>().cloned().unwrap_or(Person::Stranger);
        let language = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self {
            name: person.name().to_owned(),
            role: person.role().unwrap_or(Role::Reader),
            person,
            theme: Theme::named(cookie(parts, "dunlin-theme").unwrap_or("")),
            locale: Locale::accepted(language.unwrap_or("")),
            last_visit: cookie(parts, crate::visits::COOKIE).and_then(crate::visits::before),
            at: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        })
    }
}

/// The value of the cookie `name`.
pub(crate) fn cookie<'p>(parts: &'p Parts, name: &str) -> Option<&'p str> {
    parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
