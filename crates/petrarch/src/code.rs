//! Coding an article's sentences with a set of dictionaries.

use crate::text::{Text, Word};
use crate::{Dictionaries, dates::published, linear};

/// An event by a dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) code: String,
    pub(crate) source: Side,
    pub(crate) target: Side,
    /// Index of the file and its line.
    pub(crate) rule: (usize, usize),
    /// Token of the verb.
    pub(crate) trigger: usize,
}

/// One side of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Side {
    pub(crate) code: String,
    pub(crate) tokens: Vec<usize>,
}

/// An event as the dictionaries code it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Code of the verb file.
    pub code: String,
    /// Who did it.
    pub source: Actor,
    /// To whom.
    pub target: Actor,
    /// The line that coded it: `verbs.txt:12`.
    pub rule: String,
    /// Index of its sentence.
    pub sentence: usize,
    /// Bytes of the verb.
    pub trigger: (usize, usize),
}

/// One side of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Code of the actor file with the roles of the agent file: `FRDGOV`; `---COP` for police of no known country.
    pub code: String,
    /// Bytes from the first to the last of its words.
    pub span: (usize, usize),
}

/// What the dictionaries say of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coded {
    /// Events in text order.
    pub events: Vec<Event>,
    /// Sentences that a discard phrase dropped, with the line of the phrase; for a whole story every sentence.
    pub discarded: Vec<(usize, String)>,
    /// Whether a discard phrase dropped the story.
    pub story_discarded: bool,
    /// Issue codes and how often each was met.
    pub issues: Vec<(String, u32)>,
}

/// Codes sentences, in text order. `day` is the day of publication, `YYYY-MM-DD`; without it only codes without dates
/// are used.
pub fn code(sentences: &[Vec<Word<'_>>], day: Option<&str>, dictionaries: &Dictionaries) -> Coded {
    let day = day.and_then(published);
    let mut coded = Coded::default();
    let texts: Vec<Text> = sentences.iter().map(|words| Text::new(words)).collect();
    let mut counts = std::collections::BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        let words: Vec<&str> = text.tokens.iter().map(|t| t.text.as_str()).collect();
        if let Some(discard) = dictionaries.discards.find(&words) {
            let place = dictionaries.place((discard.file, discard.line));
            if discard.story {
                coded.story_discarded = true;
                coded.discarded = (0..texts.len()).map(|s| (s, place.clone())).collect();
                coded.events.clear();
                return coded;
            }
            coded.discarded.push((at, place));
            continue;
        }
        for (issue, count) in dictionaries.issues.count(&words) {
            *counts.entry(issue).or_insert(0) += count;
        }
        let found = linear::code(text, dictionaries, day);
        coded.events.extend(found.into_iter().map(|f| event(&f, at, text, dictionaries)));
    }
    coded.issues = counts.into_iter().collect();
    coded
}

fn event(found: &Found, sentence: usize, text: &Text, dictionaries: &Dictionaries) -> Event {
    let side = |side: &Side| {
        let spans = side.tokens.iter().filter_map(|&t| text.token(t));
        let start = spans.clone().map(|t| t.start).min().unwrap_or(0);
        let end = spans.map(|t| t.end).max().unwrap_or(start);
        Actor { code: side.code.clone(), span: (start, end) }
    };
    Event {
        code: found.code.clone(),
        source: side(&found.source),
        target: side(&found.target),
        rule: dictionaries.place(found.rule),
        sentence,
        trigger: text.token(found.trigger).map_or((0, 0), |t| (t.start, t.end)),
    }
}
