//! What can go wrong with a request, and the page that says what to do about it.

use crate::frame::{Frame, Here};
use crate::viewer::Viewer;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

/// Why a request has no page.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum Fault {
    /// There is nothing of that name.
    #[error("The ledger has no {0}.")]
    NoSuch(String),
    /// The address is none of the desk's.
    #[error("The desk has no page at this address.")]
    NoPage,
    /// What was sent cannot be used; says why and what would do.
    #[error("{0}")]
    Unusable(String),
    /// Nobody is signed in, or a token does not hold.
    #[error("This takes somebody who is signed in, or a token that holds.")]
    SignIn,
    /// The person's role does not allow it; says which does.
    #[error("{0}")]
    NotAllowed(String),
    /// Too many requests; seconds to wait.
    #[error("Too many requests; wait {0} s.")]
    Wait(i64),
    /// Too many people at the door.
    #[error("Too many people are signing in at once.")]
    Busy,
    /// The account file could not be read or written.
    #[error("The account file could not be used.")]
    Accounts,
    /// The ledger could not be read or written.
    #[error("The ledger could not be used: {0}")]
    Ledger(String),
    /// A fault of the program.
    #[error("The desk failed while making this page; its terminal shows where.")]
    Broken,
}

impl Fault {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuch(_) | Self::NoPage => StatusCode::NOT_FOUND,
            Self::Unusable(_) => StatusCode::BAD_REQUEST,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::NotAllowed(_) => StatusCode::FORBIDDEN,
            Self::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ledger(_) | Self::Accounts | Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::NoSuch(_) | Self::NoPage => "Not here",
            Self::Unusable(_) => "That did not work",
            Self::SignIn => "Sign in",
            Self::NotAllowed(_) => "Not allowed",
            Self::Wait(_) | Self::Busy => "Not so fast",
            Self::Ledger(_) | Self::Accounts | Self::Broken => "Something broke",
        }
    }

    fn remedy(&self) -> &'static str {
        match self {
            Self::NoSuch(_) => "It may have been in another ledger. Search for its words instead.",
            Self::NoPage => "Check the address, or begin at Today.",
            Self::Unusable(_) => "Go back, change it and send it again.",
            Self::SignIn => "Sign in at /sign-in, or send a token of your account page.",
            Self::NotAllowed(_) => "Ask the owner of this desk for it.",
            Self::Wait(_) | Self::Busy => "Wait a little, then send it again.",
            Self::Accounts => {
                "Nothing was changed. Whoever runs the desk should look at its file and its disk."
            }
            Self::Ledger(_) => {
                "Nothing was changed. Check that the file is there and that its disk has room, then load the page again."
            }
            Self::Broken => {
                "Nothing was lost: the ledger keeps whole changes only. Load the page again, or begin at Today."
            }
        }
    }
}

impl From<dunlin_ledger::LedgerError> for Fault {
    fn from(error: dunlin_ledger::LedgerError) -> Self {
        Self::Ledger(error.to_string())
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.to_string())
    }
}

impl From<askama::Error> for Fault {
    fn from(_: askama::Error) -> Self {
        Self::Broken
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        match self {
            Self::Wait(seconds) => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Self::SignIn => {
                let value = HeaderValue::from_static("Bearer realm=\"desk\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
            }
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Marks an answer of an error status that is a whole page already: nothing is put in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whole;

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    frame: Frame,
    words: String,
    remedy: &'static str,
}

/// Puts the page of a [`Fault`] in place of an answer that failed; as JSON where the request asks for it.
pub(crate) async fn show(
    State(state): State<crate::state::State>,
    viewer: Viewer,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status();
    let fault = match response.extensions().get::<Fault>() {
        Some(fault) => fault.clone(),
        // Refusals of axum's own extractors: plain text, short, in words.
        None if response.extensions().get::<Whole>().is_some() => return response,
        None if status.is_client_error() && !path.starts_with("/static/") => match status {
            StatusCode::NOT_FOUND => Fault::NoPage,
            StatusCode::METHOD_NOT_ALLOWED => Fault::Unusable("This address takes no such request.".into()),
            StatusCode::PAYLOAD_TOO_LARGE => {
                Fault::Unusable("That is more than one request may bring (32 MB). Add it on the command line with dunlin add.".into())
            }
            _ => Fault::Unusable("The request was not understood.".into()),
        },
        None => return response,
    };
    let json = path.starts_with("/api/")
        || path.starts_with("/feeds/")
        || headers
            .get(header::ACCEPT)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.starts_with("application/json"));
    if json {
        // Problem details, RFC 9457.
        let body = serde_json::json!({
            "type": "about:blank",
            "title": fault.title(),
            "status": status.as_u16(),
            "detail": fault.to_string(),
            "remedy": fault.remedy(),
        });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        return kept((status, kind, body.to_string()).into_response(), &response);
    }
    let page = FaultPage {
        frame: Frame::new(&state, viewer, Here::Nowhere, fault.title()),
        words: fault.to_string(),
        remedy: fault.remedy(),
    };
    match page.render() {
        Ok(html) => kept((status, Html(html)).into_response(), &response),
        Err(_) => (status, fault.to_string()).into_response(),
    }
}

/// The headers of the answer that failed which still matter.
fn kept(mut page: Response, failed: &Response) -> Response {
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE, header::ALLOW, header::SET_COOKIE] {
        for value in failed.headers().get_all(&name) {
            page.headers_mut().append(name.clone(), value.clone());
        }
    }
    page
}
