//! The facade: a page goes in, coded records come out.
//!
//! ```no_run
//! use dunlin::{Dunlin, Given, Limits};
//!
//! let dunlin = Dunlin::open()?;
//! let page = std::fs::File::open("examples/page.html")?;
//! for document in dunlin::documents(Box::new(std::io::BufReader::new(page)), "page.html", &Given::default(), &Limits::default()) {
//!     let record = dunlin.code(&document?)?;
//!     println!("{}", record.to_json()?);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Dunlin`] holds the language model and the lexicon, is opened once and shared by as many threads as one likes;
//! the same document gives the same record on each.

mod dictionaries;
mod engine;
pub mod input;
pub mod keep;
pub mod order;
mod room;
pub mod web;

pub use dictionaries::OwnDictionaries;
pub use dunlin_coding::{self as coding, Lexicon, LexiconError};
pub use dunlin_fetch as fetch;
pub use dunlin_language::{self as language, ModelError};
pub use dunlin_ledger as ledger;
pub use dunlin_page::{Body, Given, Limits, PageError, RawDocument, Weight, documents, documents_of_file};
pub use dunlin_petrarch as petrarch;
pub use dunlin_record::{self as record, Record};
pub use engine::{Dunlin, Failure, OpenError, Weights};
