//! Fetches pages and feeds from the web, politely and carefully.
//!
//! Politely: the program names itself, keeps to robots.txt (RFC 9309), waits between two requests to one host, asks with
//! `If-None-Match` and `If-Modified-Since` so that what has not changed is not sent again, and waits as long as a server
//! asks for. Carefully: only http and https, only addresses of the public internet (checked after the name is looked up,
//! and on every redirect, so that a name that leads into the own network is not followed), bounded in size, time and number
//! of redirects, never through a proxy.
//!
//! Begin at [`Fetcher::fetch`].

mod address;
mod fetcher;
mod post;
mod robots;

pub use address::Address;
pub use fetcher::{Fetched, Fetcher, Manners, Page, Seen};
pub use post::{PostError, post_json};

/// Why something was not fetched. Names the address, the cause and the remedy.
#[derive(Debug, thiserror::Error)]
#[error("{address}: {cause}; {remedy}")]
pub struct FetchError {
    /// The address that was asked for.
    pub address: String,
    /// What is wrong.
    pub cause: Cause,
    /// What to do about it.
    pub remedy: &'static str,
}

/// What can be wrong.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// Not an address of the web.
    #[error("it is no address that can be fetched ({0})")]
    NoAddress(&'static str),
    /// The name leads to an address that is not of the public internet.
    #[error("{0} is not on the public internet")]
    Private(String),
    /// The name is unknown.
    #[error("the host is not known")]
    UnknownHost,
    /// The site does not want to be read there by programs.
    #[error("its robots.txt does not allow it")]
    Robots,
    /// The site's wishes could not be learned.
    #[error("its robots.txt cannot be read ({0})")]
    RobotsUnread(String),
    /// The server answered with a status that gives no page.
    #[error("the server answered {0}")]
    Status(u16),
    /// The server asks to come again later.
    #[error("the server asks to wait {0} seconds")]
    Later(u64),
    /// More bytes than are read.
    #[error("it has more than {0} bytes")]
    TooLong(u64),
    /// One redirect after the other.
    #[error("it leads on more than {0} times")]
    TooManyRedirects(usize),
    /// The network failed.
    #[error("it cannot be reached ({0})")]
    Network(String),
}

impl Cause {
    /// Whether it may go better another time: the network or the server failed, or asked to wait.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Network(_)
                | Self::UnknownHost
                | Self::Later(_)
                | Self::RobotsUnread(_)
                | Self::Status(429 | 500..)
        )
    }

    /// What can be done about it.
    fn remedy(&self) -> &'static str {
        match self {
            Self::NoAddress(_) => "write it as https://host/path",
            Self::Private(_) => "save the page as a file and give that",
            Self::UnknownHost => "check the spelling and the network",
            Self::Robots => "ask the publisher, or save the page yourself and give the file",
            Self::RobotsUnread(_) | Self::Later(_) => "try again later",
            Self::Status(401..=403) => "save the page yourself and give the file",
            Self::Status(404 | 410) => "check the address",
            Self::Status(_) => "try again later",
            Self::TooLong(_) => "save it as a file and give that",
            Self::TooManyRedirects(_) => "look in a browser where it leads, and give that address",
            Self::Network(_) => "check the network, or try again later",
        }
    }

    /// The error on an address.
    pub(crate) fn on(self, address: &str) -> FetchError {
        FetchError { address: address.to_owned(), remedy: self.remedy(), cause: self }
    }
}
