//! What must hold of every reader of bytes, whatever the bytes: one function a reader, which takes any input and panics
//! where a promise is broken.
//!
//! Beyond not breaking off: spans lie in their text on character borders, every page is tiled, a record comes back from
//! its JSON as it was, and the same input gives the same result twice. The language model takes no part: readers of
//! language get a made-up [`analysis`]. `fuzz/` feeds these functions at length, `tests/` for a few seconds in every run
//! of the tests; `docs/fuzzing.md` says how.

mod analysis;
mod coding;
mod dictionaries;
mod documents;
mod mutate;
mod page;

pub use analysis::made_up;
pub use coding::{amounts, coding, record, times};
pub use dictionaries::{lexicon, ontology, petrarch};
pub use documents::{agency, archive, email, feed, jsonl};
pub use mutate::mutate;
pub use page::{charset, html, text};

/// A check of one reader.
pub type Check = fn(&[u8]);

/// All checks, by the name of their fuzz target and corpus.
pub const ALL: &[(&str, Check)] = &[
    ("agency", agency),
    ("amounts", amounts),
    ("archive", archive),
    ("charset", charset),
    ("coding", coding),
    ("email", email),
    ("feed", feed),
    ("html", html),
    ("jsonl", jsonl),
    ("lexicon", lexicon),
    ("ontology", ontology),
    ("petrarch", petrarch),
    ("record", record),
    ("text", text),
    ("times", times),
];
