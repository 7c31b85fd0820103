//! The web pages over a ledger: read, look up, search, compare, print.
//!
//! ```text
//! request ──safe──▶ visits ──fault──▶ one handler a page ──State::with──▶ Ledger ──plain data──▶ template ──▶ HTML
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
//! | an error page | [`fault`] |
//! | how pages are coded when somebody adds one | [`coder`]; the command `dunlin serve` implements it |

mod adding;
mod assets;
mod brief;
mod claims;
mod coder;
mod dictionary;
mod dossier;
mod fault;
mod figures;
mod frame;
mod link;
mod locale;
mod markup;
mod picture;
mod places;
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
mod words;

pub use coder::{Added, Coder, Incoming, Known, Progress, Told};
pub use serve::{ServeError, router, serve};
pub use state::State;
pub use viewer::{Role, Viewer};
