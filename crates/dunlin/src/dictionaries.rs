//! PETRARCH dictionaries beside the lexicon: what they code becomes events of the record.
//!
//! The dictionaries give code, source and target. Factuality and attribution come from the lexicon's own layers, the date
//! is the day of publication, as PETRARCH has it. An event's rule names the line of the dictionary that coded it.

use dunlin_coding::{Lexicon, factuality};
use dunlin_language::Analysis;
use dunlin_petrarch::{Dictionaries, Tried, Word, code, tried};
use dunlin_record::{Actor, Article, Coding, Event, Note, Span, Stage, When, WhenBasis};

/// How far an event of a foreign dictionary is trusted: nothing was measured to calibrate it by.
const CONFIDENCE: f32 = 0.5;

/// A user's dictionaries and how they are to be used.
#[derive(Debug)]
pub struct OwnDictionaries {
    dictionaries: Dictionaries,
    alone: bool,
}

impl OwnDictionaries {
    /// `alone`: the lexicon's own events are left out.
    pub fn new(dictionaries: Dictionaries, alone: bool) -> Self {
        Self { dictionaries, alone }
    }

    /// What a record names: the lexicon, and the dictionaries with how they were used.
    pub(crate) fn named_beside(&self, lexicon: &str) -> String {
        let how = if self.alone { "events by" } else { "and" };
        format!("{lexicon} {how} petrarch:{}", self.dictionaries.digest())
    }

    /// What the dictionaries made of every verb of an article.
    pub fn tried(&self, article: &Article, analysis: &Analysis) -> Vec<Tried> {
        tried(&sentences(article, analysis), article.published.as_deref(), &self.dictionaries)
    }

    /// Whether the lexicon's own events are left out.
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    /// Adds the dictionaries' events to the coding, or puts them in place of the lexicon's.
    pub(crate) fn code(
        &self,
        article: &Article,
        analysis: &Analysis,
        lexicon: &Lexicon,
        coding: &mut Coding,
    ) {
        let sentences = sentences(article, analysis);
        let coded = code(&sentences, article.published.as_deref(), &self.dictionaries);
        if self.alone {
            coding.events.clear();
        }
        for found in &coded.events {
            let event = event(found, article, analysis, lexicon, coding);
            coding.events.push(event);
        }
        coding.events.sort_by_key(|e| e.trigger.first().map_or(0, |t| t.start));
        for (at, event) in coding.events.iter_mut().enumerate() {
            event.id = format!("e{}", at + 1);
        }
        if coded.story_discarded {
            let by = coded.discarded.first().map(|(_, rule)| rule.clone());
            coding.notes.push(Note::new(Stage::Coding, "petrarch-story-discarded", 1, by));
        } else if !coded.discarded.is_empty() {
            let by: Vec<&str> = coded.discarded.iter().map(|(_, rule)| rule.as_str()).collect();
            let count = coded.discarded.len() as u64;
            coding.notes.push(Note::new(Stage::Coding, "petrarch-sentence-discarded", count, by.join(", ")));
        }
        if !coded.issues.is_empty() {
            let count = coded.issues.iter().map(|(_, count)| u64::from(*count)).sum();
            let issues: Vec<String> =
                coded.issues.iter().map(|(code, count)| format!("{code},{count}")).collect();
            coding.notes.push(Note::new(Stage::Coding, "petrarch-issues", count, issues.join(";")));
        }
    }
}

/// The sentences as the dictionaries take them.
fn sentences<'a>(article: &'a Article, analysis: &'a Analysis) -> Vec<Vec<Word<'a>>> {
    let words = |sentence: &dunlin_language::Sentence| {
        let words = analysis.words.get(sentence.words.clone()).unwrap_or(&[]);
        let first = sentence.words.start;
        let word = |w: &'a dunlin_language::Word| Word {
            form: w.span.of(&article.text),
            upos: w.upos.as_str(),
            xpos: w.xpos.as_str(),
            relation: w.deprel.as_str(),
            head: w.head.and_then(|h| h.checked_sub(first)),
            start: w.span.start,
            end: w.span.end,
        };
        words.iter().map(word).collect()
    };
    analysis.sentences.iter().map(words).collect()
}

fn event(
    found: &dunlin_petrarch::Event,
    article: &Article,
    analysis: &Analysis,
    lexicon: &Lexicon,
    coding: &Coding,
) -> Event {
    let trigger = Span::new(found.trigger.0, found.trigger.1);
    let word = analysis.word_at(trigger.start).unwrap_or(0);
    let mut according_to: Vec<(usize, String)> = coding
        .attributions
        .iter()
        .filter(|a| a.content.iter().any(|c| c.contains(trigger)))
        .map(|a| (a.content.iter().map(|c| c.len()).sum(), a.id.clone()))
        .collect();
    according_to.sort();
    let when = match &article.published {
        Some(day) => When { value: Some(day.clone()), basis: WhenBasis::Published, time: None },
        None => When { value: None, basis: WhenBasis::Unknown, time: None },
    };
    Event {
        id: String::new(),
        kind: None,
        mode: None,
        context: Vec::new(),
        code: Some(found.code.clone()),
        quad: None,
        score: None,
        actor: vec![side(&found.source, article, coding)],
        recipient: vec![side(&found.target, article, coding)],
        when,
        place: None,
        factuality: factuality::of(analysis, lexicon, word).0,
        according_to: according_to.into_iter().map(|(_, id)| id).collect(),
        trigger: vec![trigger],
        sentence: analysis.sentences.get(found.sentence).map(|s| s.span).unwrap_or_default(),
        rule: format!("petrarch/{}", found.rule),
        confidence: CONFIDENCE,
    }
}

fn side(side: &dunlin_petrarch::Actor, article: &Article, coding: &Coding) -> Actor {
    let span = Span::new(side.span.0, side.span.1);
    let entity = coding.entities.iter().find(|e| e.mentions.iter().any(|m| span.contains(m.span)));
    Actor {
        text: span.of(&article.text).to_owned(),
        span,
        entity: entity.map(|e| e.id.clone()),
        code: Some(side.code.clone()),
        country: None,
        sector: None,
        inferred: false,
    }
}
