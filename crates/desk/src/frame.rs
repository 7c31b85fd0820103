//! What stands around every page: title, navigation, search box, theme switch.

use crate::assets;
use crate::fault::Fault;
use crate::state::State;
use crate::viewer::{Theme, Viewer};
use crate::words::short;
use askama::Template;
use axum::extract::{Form, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

/// The pages that navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Here {
    Today,
    Search,
    Claims,
    Conflicts,
    Quotes,
    Figures,
    Timeline,
    Map,
    Network,
    Dictionary,
    Add,
    /// None of them.
    Nowhere,
}

/// One place of the navigation.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    pub(crate) here: bool,
}

const PLACES: &[(Here, &str, &str)] = &[
    (Here::Today, "Today", "/"),
    (Here::Search, "Search", "/search"),
    (Here::Claims, "Claims", "/claims"),
    (Here::Conflicts, "Conflicts", "/conflicts"),
    (Here::Quotes, "Quotes", "/quotes"),
    (Here::Figures, "Figures", "/figures"),
    (Here::Timeline, "Timeline", "/timeline"),
    (Here::Map, "Map", "/map"),
    (Here::Network, "Network", "/network"),
    (Here::Dictionary, "Dictionary", "/dictionary"),
];

/// Everything that the frame of a page shows.
pub(crate) struct Frame {
    pub(crate) title: String,
    pub(crate) ledger: String,
    pub(crate) viewer: Viewer,
    here: Here,
    /// Seconds after which the page loads itself again, for pages that show progress.
    pub(crate) refresh: Option<u32>,
}

impl Frame {
    pub(crate) fn new(state: &State, viewer: Viewer, here: Here, title: impl Into<String>) -> Self {
        Self { title: title.into(), ledger: state.ledger_name(), viewer, here, refresh: None }
    }

    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    pub(crate) fn places(&self) -> Vec<Place> {
        PLACES.iter().map(|&(here, name, path)| Place { name, path, here: here == self.here }).collect()
    }

    pub(crate) fn adding(&self) -> bool {
        self.here == Here::Add
    }

    pub(crate) fn theme(&self) -> &'static str {
        self.viewer.theme.name()
    }

    pub(crate) fn themes(&self) -> [(&'static str, &'static str); 3] {
        [("system", "System"), ("light", "Light"), ("dark", "Dark")]
    }

    pub(crate) fn day(&self, value: &str) -> String {
        self.viewer.locale.day(value)
    }

    pub(crate) fn moment(&self, value: &str) -> String {
        self.viewer.locale.moment(value)
    }

    /// The parts of a section path but for the home page.
    pub(crate) fn sections<'s>(&self, path: &'s str) -> Vec<&'s str> {
        path.split(" > ").filter(|part| !part.eq_ignore_ascii_case("home")).collect()
    }

    /// The first words of an opening paragraph.
    pub(crate) fn standfirst(&self, opening: &str) -> String {
        short(opening, 190)
    }

    /// A piece of text with the words found lit.
    pub(crate) fn snippet(&self, text: &str) -> crate::markup::Html {
        crate::search::snippet(text)
    }

    /// A kind of the glossary's terms as a heading.
    pub(crate) fn plural(&self, kind: &str) -> String {
        let mut letters = kind.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        let ending = if kind.ends_with('s') { "es" } else { "s" };
        match kind {
            "factuality" | "news" => first + letters.as_str(),
            _ => first + letters.as_str() + ending,
        }
    }

    /// A share in percent.
    pub(crate) fn percent(&self, share: &f64) -> String {
        format!("{}%", self.viewer.locale.number((share * 100.0).round()))
    }

    /// The beginning of a hash, enough to tell it from others.
    pub(crate) fn start(&self, hash: &str) -> String {
        hash.chars().take(12).collect()
    }

    pub(crate) fn count(&self, value: &usize) -> String {
        self.viewer.locale.count(*value)
    }
}

/// What every page handler takes: the shared state and who looks, in one.
pub(crate) struct Desk {
    pub(crate) state: State,
    pub(crate) viewer: Viewer,
}

impl FromRequestParts<State> for Desk {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Self::Rejection> {
        let viewer = Viewer::from_request_parts(parts, state).await?;
        Ok(Self { state: state.clone(), viewer })
    }
}

impl Desk {
    pub(crate) fn frame(&self, here: Here, title: impl Into<String>) -> Frame {
        Frame::new(&self.state, self.viewer.clone(), here, title)
    }
}

/// A rendered page.
pub(crate) type Page = Result<Response, Fault>;

/// Renders a page.
pub(crate) fn page(template: &impl Template) -> Page {
    Ok(Html(template.render()?).into_response())
}

/// Adds `/settings` value: the theme, from the switch in every page's foot.
#[derive(Deserialize)]
pub(crate) struct Settings {
    theme: String,
    #[serde(default)]
    back: String,
}

/// `POST /settings`: keeps the theme in a cookie and goes back.
pub(crate) async fn settings(Form(settings): Form<Settings>) -> Response {
    let theme = Theme::named(&settings.theme).name();
    let cookie = format!("dunlin-theme={theme}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
    let mut response = Redirect::to(local(&settings.back)).into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// An address to go back to, if it is one of this desk; the front page otherwise, so that no link can make the desk
/// send somebody elsewhere.
pub(crate) fn local(address: &str) -> &str {
    let ours = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(['\\', '\r', '\n', '\t'])
        && address.is_ascii();
    if ours { address } else { "/" }
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
}

/// `GET /help`
pub(crate) async fn help(desk: Desk) -> Page {
    page(&HelpPage { frame: desk.frame(Here::Nowhere, "How to read these pages") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_back_never_leaves_the_desk() {
        assert_eq!(local("/article/3?show=who#record"), "/article/3?show=who#record");
        for elsewhere in
            ["//example.org", "https://example.org", "/\\example.org", "", "x", "/a\r\nSet-Cookie: b"]
        {
            assert_eq!(local(elsewhere), "/", "{elsewhere}");
        }
    }
}
