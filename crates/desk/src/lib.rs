//! The web pages over a ledger: read, look up, search, compare, print, comment.
//!
//! ```text
//! request ──safe──▶ who asks ──visits──▶ fault ──may they──▶ one handler a page ──State::with──▶ Ledger ──plain data──▶ template ──▶ HTML
//! ```
//!
//! Every page is made on the server and works without script, by keyboard, on a phone and on paper. Nothing is asked of
//! any other server. Texts of articles are data: [`markup`] turns them into HTML with every character escaped, and the
//! headers of [`safe`] keep anything else from running.
//!
//! | to change | go to |
//! |---|---|
//! | what stands around every page | [`frame`], `templates/frame.html`, `static/desk.css` |
//! | the reading page | [`reading`] |
//! | who may do what | [`viewer`] |
//! | who comes in: accounts, sign-in, the owner's pages | [`people`], [`accounts`], [`provider`] |
//! | comments | [`comments`] |
//! | the API and its document | [`api`] |
//! | an error page | [`fault`] |
//! | how pages are coded when somebody adds one | [`coder`]; the command `dunlin serve` implements it |

pub mod accounts;
mod adding;
mod api;
mod assets;
mod brief;
mod claims;
mod coder;
mod comments;
mod dictionary;
mod dossier;
mod fault;
mod figures;
mod frame;
mod link;
mod locale;
mod markup;
mod people;
mod picture;
mod places;
pub mod provider;
mod query;
mod quotes;
mod reading;
mod relations;
mod safe;
mod search;
mod serve;
mod state;
mod timeline;
mod today;
mod viewer;
mod visits;
mod watches;
mod wire;
mod words;

pub use coder::{Added, Coder, Incoming, Known, Progress, Told};
pub use people::{Door, Entrance, Site, SiteError};
pub use serve::{ServeError, router, serve};
pub use state::State;
pub use viewer::{Role, Viewer};
