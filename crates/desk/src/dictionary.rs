//! What a word or name means: the glossary's entry, what the lexicon and the ledger know of it, and people's own notes.

use crate::coder::Known;
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::state::State;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use dunlin_ledger::read::{Filter, Name, Named, Office, Order, Quote, QuotesAsked, Window};
use dunlin_ledger::{LedgerError, WordNote};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/dictionary", get(look_up))
        .route("/dictionary/note", post(note))
        .route("/dictionary/undo", post(undo))
}

/// An entry of the glossary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Entry {
    pub(crate) term: &'static str,
    pub(crate) others: Vec<&'static str>,
    pub(crate) kind: &'static str,
    pub(crate) meaning: &'static str,
}

/// The glossary: see `data/glossary.tsv`. A line that is no entry is left out; a test sees that there is none.
static GLOSSARY: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    include_str!("../data/glossary.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(entry)
        .collect()
});

fn entry(line: &'static str) -> Option<Entry> {
    let mut cells = line.split('\t');
    let (term, others, kind, meaning) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let others = others.split('|').filter(|other| !other.is_empty()).collect();
    Some(Entry { term, others, kind, meaning })
}

/// Entries for `asked`: by the term or another spelling of it; for a code of digits also its CAMEO root.
pub(crate) fn entries(asked: &str) -> Vec<&'static Entry> {
    let plain = |word: &str| word.trim().to_lowercase().replace(['-', '_'], " ");
    let wanted = plain(asked);
    let root = asked
        .get(..2)
        .filter(|_| asked.len() <= 4 && asked.bytes().all(|byte| byte.is_ascii_digit()))
        .map(|root| plain(&format!("CAMEO {root}")));
    // A verb of the text ("denied") stands under its stem where taking off an ending gives one.
    let stems: Vec<String> = ["s", "es", "d", "ed", "ied", "ies", "ing"]
        .iter()
        .filter_map(|ending| {
            let stem = wanted.strip_suffix(ending)?;
            Some(if ending.starts_with('i') && ending != &"ing" {
                format!("{stem}y")
            } else {
                stem.to_owned()
            })
        })
        .collect();
    let fits = |entry: &&Entry, word: &str| {
        plain(entry.term) == word || entry.others.iter().any(|other| plain(other) == word)
    };
    let mut found: Vec<&Entry> = GLOSSARY
        .iter()
        .filter(|entry| fits(entry, &wanted) || root.as_ref().is_some_and(|root| fits(entry, root)))
        .collect();
    if found.is_empty() {
        found = GLOSSARY.iter().filter(|entry| stems.iter().any(|stem| fits(entry, stem))).collect();
    }
    found
}

/// What the ledger knows of one name.
struct InLedger {
    name: Name,
    offices: Vec<Office>,
    latest: Vec<Named>,
}

#[derive(Template)]
#[template(path = "dictionary.html")]
struct DictionaryPage {
    frame: Frame,
    q: String,
    entries: Vec<&'static Entry>,
    known: Vec<Known>,
    names: Vec<InLedger>,
    articles: usize,
    quotes: Vec<Quote>,
    notes: Vec<WordNote>,
    kinds: Vec<(&'static str, Vec<&'static Entry>)>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn look_up(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let q: String = asked.q.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    let word = q.trim_matches(|c: char| c.is_ascii_punctuation() || "“”‘’«»".contains(c)).to_owned();
    let mut template = DictionaryPage {
        frame: desk.frame(
            Here::Dictionary,
            if q.is_empty() { "Dictionary".to_owned() } else { format!("Dictionary: {word}") },
        ),
        entries: entries(&word),
        known: Vec::new(),
        names: Vec::new(),
        articles: 0,
        quotes: Vec::new(),
        notes: Vec::new(),
        kinds: Vec::new(),
        q: word.clone(),
    };
    if word.is_empty() {
        for entry in GLOSSARY.iter() {
            match template.kinds.iter_mut().find(|(kind, _)| *kind == entry.kind) {
                Some((_, entries)) => entries.push(entry),
                None => template.kinds.push((entry.kind, vec![entry])),
            }
        }
        return page(&template);
    }
    template.known = desk.state.coder().look_up(&word);
    let (names, articles, quotes, notes) = desk
        .state
        .with(move |ledger| {
            let mut names = Vec::new();
            for name in ledger.find_names(&word, 6)? {
                let offices = ledger.offices(name.id)?;
                let latest = ledger.mentions(name.id, Window::first(3))?;
                names.push(InLedger { name, offices, latest });
            }
            let filter =
                Filter { words: Some(format!("\"{}\"", word.replace('"', " "))), ..Filter::default() };
            let articles = usize::try_from(ledger.articles(&filter, Order::Newest, Window::first(1))?.total)
                .unwrap_or(0);
            let by: Vec<i64> = names.iter().map(|name| name.name.id).collect();
            let quotes = if by.is_empty() {
                Vec::new()
            } else {
                ledger.quotes(&QuotesAsked { by, ..QuotesAsked::default() }, Window::first(3))?
            };
            Ok((names, articles, quotes, ledger.word_notes(&word)?))
        })
        .await?;
    (template.names, template.articles, template.quotes, template.notes) = (names, articles, quotes, notes);
    page(&template)
}

#[derive(Deserialize)]
struct Sent {
    q: String,
    text: String,
}

async fn note(desk: Desk, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    if !desk.viewer.may_correct() {
        return Err(Fault::Unusable("Noting takes the role of an analyst.".into()));
    }
    let (by, word) = (desk.viewer.name.clone(), sent.q.clone());
    desk.state
        .with(move |ledger| {
            ledger.note_word(&word, &sent.text, &by).map_err(told)?;
            Ok(())
        })
        .await?;
    Ok(Redirect::to(&crate::reading::panel::dictionary(&sent.q)).into_response())
}

#[derive(Deserialize)]
struct Undo {
    q: String,
    note: i64,
}

async fn undo(desk: Desk, Form(sent): Form<Undo>) -> Result<Response, Fault> {
    if !desk.viewer.may_correct() {
        return Err(Fault::Unusable("Taking notes back takes the role of an analyst.".into()));
    }
    let by = desk.viewer.name.clone();
    desk.state
        .with(move |ledger| {
            ledger.undo_word_note(sent.note, &by).map_err(told)?;
            Ok(())
        })
        .await?;
    Ok(Redirect::to(&crate::reading::panel::dictionary(&sent.q)).into_response())
}

fn told(error: LedgerError) -> Fault {
    match error {
        LedgerError::Wrong { .. } | LedgerError::NotFound { .. } => Fault::Unusable(format!("{error}.")),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_glossary_is_an_entry_with_a_meaning() {
        let lines =
            include_str!("../data/glossary.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(GLOSSARY.len(), lines);
        assert!(GLOSSARY.iter().all(|entry| entry.meaning.ends_with(['.', ')']) && !entry.kind.is_empty()));
    }

    #[test]
    fn every_type_and_state_that_a_record_can_have_is_explained() {
        for term in crate::reading::panel::TYPES.iter().chain(&crate::reading::panel::FACTUALITY) {
            assert!(!entries(term).is_empty(), "{term}");
        }
    }

    #[test]
    fn codes_are_found_by_their_root_and_verbs_by_their_stem() {
        assert_eq!(entries("172").first().map(|entry| entry.term), Some("CAMEO 17"));
        assert_eq!(
            entries("denied").first().map(|entry| entry.term),
            Some("denied"),
            "the word itself comes first"
        );
        assert_eq!(entries("denies").first().map(|entry| entry.term), Some("deny"));
        assert_eq!(entries("Quad 4").first().map(|entry| entry.term), Some("material-conflict"));
        assert!(entries("2101").is_empty() && entries("").is_empty());
    }
}
