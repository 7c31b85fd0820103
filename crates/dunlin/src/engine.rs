//! The whole way of one document: page, language, coding.

use crate::dictionaries::OwnDictionaries;
use crate::room::Room;
use dunlin_coding::{Lexicon, LexiconError};
use dunlin_language::{Analysis, ModelError, Reader};
use dunlin_page::{Given, Limits, PageError, RawDocument};
use dunlin_record::{Article, MadeBy, Note, Record, RecordError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// The accurate model's weights, part of the program.
static ACCURATE: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/accurate.safetensors"));

/// The fast model's weights, part of the program.
static FAST: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/fast.safetensors"));

/// Which language model reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Weights<'p> {
    /// The built-in one that reads best.
    #[default]
    Accurate,
    /// The built-in one for archives: many times faster, with more mistakes.
    Fast,
    /// A weights file of either kind, in the layout that `training/` writes.
    File(&'p Path),
}

/// The language model and the lexicon, ready to read documents. Opened once, shared by all threads.
pub struct Dunlin {
    reader: Reader,
    lexicon: Lexicon,
    dictionaries: Option<OwnDictionaries>,
    limits: Limits,
    made_by: MadeBy,
    /// Bounds what is being read at once.
    room: Room,
}

/// How much memory reading a page takes at most, for each of its bytes: one with nothing but tags.
const FOR_PAGE_BYTE: usize = 14;

/// How much memory it takes to read a text and to code it, for each of its bytes.
const FOR_TEXT_BYTE: usize = 760;

/// How much memory may be taken at once, in bytes: a hundred megabytes a core, and enough for the longest text alone.
fn memory_at_once(longest: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    (cores * (100 << 20)).max(longest * FOR_TEXT_BYTE)
}

/// Why Dunlin could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A weights file that cannot be read.
    #[error("weights {path}: {source}")]
    WeightsFile {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Weights that are not a model.
    #[error("weights: {0}")]
    Model(#[from] ModelError),
    /// A lexicon with a fault.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
}

/// Why one document gave no record; the others are not touched.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The page could not be read.
    #[error(transparent)]
    Page(#[from] PageError),
    /// The record could not be written down.
    #[error("{place}: {source}; this is a fault of the program, please report it with the page")]
    Record {
        /// The document.
        place: String,
        /// What is wrong with it.
        source: RecordError,
    },
    /// A stage broke off.
    #[error("{place}: the program broke off inside ({cause}); please report it with the page")]
    Broken {
        /// The document.
        place: String,
        /// What it said.
        cause: String,
    },
}

impl Dunlin {
    /// Opens the built-in weights and lexicon.
    ///
    /// # Errors
    /// Only if the program itself was built with a damaged model or lexicon.
    pub fn open() -> Result<Self, OpenError> {
        Self::with(None, None)
    }

    /// Opens with weights and lexicon of one's own where they are given: a weights file in the layout that
    /// `training/` writes, a folder laid out like `lexicon/`.
    ///
    /// # Errors
    /// When one of them cannot be read; the message names file, place and cause.
    pub fn with(weights: Option<&Path>, lexicon: Option<&Path>) -> Result<Self, OpenError> {
        Self::with_weights(weights.map_or(Weights::Accurate, Weights::File), lexicon)
    }

    /// Opens with one of the language models and, where it is given, a lexicon of one's own.
    ///
    /// # Errors
    /// As [`Dunlin::with`].
    pub fn with_weights(weights: Weights<'_>, lexicon: Option<&Path>) -> Result<Self, OpenError> {
        let reader = match weights {
            Weights::Accurate => Reader::from_bytes(ACCURATE)?,
            Weights::Fast => Reader::from_bytes(FAST)?,
            Weights::File(path) => {
                let bytes = std::fs::read(path)
                    .map_err(|source| OpenError::WeightsFile { path: path.to_owned(), source })?;
                Reader::from_bytes(bytes)?
            }
        };
        let lexicon = match lexicon {
            None => Lexicon::embedded()?,
            Some(folder) => Lexicon::open(folder)?,
        };
        let made_by = MadeBy {
            dunlin: env!("CARGO_PKG_VERSION").to_owned(),
            weights: reader.digest().to_owned(),
            lexicon: lexicon.digest().to_owned(),
        };
        let limits = Limits::default();
        let room = Room::of(memory_at_once(limits.text_bytes));
        Ok(Self { reader, lexicon, dictionaries: None, limits, made_by, room })
    }

    /// Codes events with PETRARCH dictionaries as well, or with them alone. Records name them beside the lexicon.
    #[must_use]
    pub fn with_dictionaries(mut self, dictionaries: OwnDictionaries) -> Self {
        self.dictionaries = Some(dictionaries);
        self.name_maker();
        self
    }

    /// Leaves out events less sure than this (0 to 1; 0 keeps all); without it
    /// [`dunlin_coding::events::LEAST_CONFIDENCE`].
    #[must_use]
    pub fn with_least_confidence(mut self, least: f32) -> Self {
        self.lexicon.events.set_least_confidence(least);
        self.name_maker();
        self
    }

    /// Whatever else than the weights decides about a record's bytes is named with the lexicon.
    fn name_maker(&mut self) {
        let lexicon = self.lexicon.digest();
        let mut named =
            self.dictionaries.as_ref().map_or_else(|| lexicon.to_owned(), |own| own.named_beside(lexicon));
        let least = self.lexicon.events.least_confidence();
        if least != dunlin_coding::events::LEAST_CONFIDENCE {
            named.push_str(&format!(" min-confidence:{least}"));
        }
        self.made_by.lexicon = named;
    }

    /// What every record of this instance names as its maker.
    pub fn made_by(&self) -> &MadeBy {
        &self.made_by
    }

    /// Codes every example of the event lexicon; returns how many there are and which do not come out as stated.
    pub fn try_examples(&self) -> (usize, Vec<dunlin_coding::events::Failure>) {
        dunlin_coding::events::check(&self.lexicon, &|article| self.reader.read(article))
    }

    /// The PETRARCH dictionaries in use.
    pub fn dictionaries(&self) -> Option<&OwnDictionaries> {
        self.dictionaries.as_ref()
    }

    /// The lexicon in use.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The bounds on one document.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Reads and codes one document.
    ///
    /// # Errors
    /// When the page cannot be read, or a stage fails on it; no document can take the program with it.
    pub fn code(&self, document: &RawDocument) -> Result<Record, Failure> {
        self.coded(document, Ok)
    }

    /// Reads one document and codes it into its JSON line.
    ///
    /// # Errors
    /// As [`Dunlin::code`].
    pub fn code_to_json(&self, document: &RawDocument) -> Result<String, Failure> {
        self.coded(document, |record| {
            record.to_json().map_err(|source| Failure::Record { place: document.place.clone(), source })
        })
    }

    /// Reads and codes one document and makes something `of` its record before another may take its room: what is made
    /// should be smaller than the record.
    pub(crate) fn coded<T>(
        &self,
        document: &RawDocument,
        of: impl FnOnce(Record) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        guarded(&document.place, || {
            let (article, notes) = self.article(document)?;
            let _room = self.room.take(article.text.len() * FOR_TEXT_BYTE);
            let analysis = self.reader.read(&article);
            // The coding carries the analysis's notes along with its own.
            let mut coding = dunlin_coding::code(&article, &analysis, &self.lexicon);
            if let Some(dictionaries) = &self.dictionaries {
                dictionaries.code(&article, &analysis, &self.lexicon, &mut coding);
            }
            drop(analysis);
            of(Record::new(article, notes, coding, self.made_by.clone()))
        })
    }

    fn article(&self, document: &RawDocument) -> Result<(Article, Vec<Note>), PageError> {
        let _room = self.room.take(document.bytes() * FOR_PAGE_BYTE);
        dunlin_page::article(document, &self.limits)
    }

    /// Reads one document without coding it.
    ///
    /// # Errors
    /// As [`Dunlin::code`].
    pub fn parse(&self, document: &RawDocument) -> Result<(Article, Analysis), Failure> {
        guarded(&document.place, || {
            let (article, _) = self.article(document)?;
            let _room = self.room.take(article.text.len() * FOR_TEXT_BYTE);
            let analysis = self.reader.read(&article);
            Ok((article, analysis))
        })
    }

    /// Reads a text of one's own, taken as it is.
    ///
    /// # Errors
    /// As [`Dunlin::code`].
    pub fn parse_text(&self, place: &str, text: &str, given: Given) -> Result<(Article, Analysis), Failure> {
        self.parse(&RawDocument {
            place: place.to_owned(),
            given,
            body: dunlin_page::Body::Text(text.to_owned()),
        })
    }
}

/// Runs `work`; a panic in it costs this document, not the run. Nothing it shares is left half changed, since
/// every stage only reads what it is given.
fn guarded<T>(place: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let cause = payload
            .downcast_ref::<&str>()
            .map(|s| (*s).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        Err(Failure::Broken { place: place.to_owned(), cause })
    })
}
