//! The grammars of times and numbers, the whole coding over them, and records read back.

use crate::made_up;
use dunlin_coding::{Lexicon, amounts as numbers, times as dates};
use dunlin_language::Analysis;
use dunlin_record::{Article, Coding, MadeBy, Record, Span};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::embedded().expect("the built-in lexicon is sound"));

/// A text with the day of publication and the seed of its reading, both told by its first byte.
fn text(bytes: &[u8]) -> Option<(Article, u64)> {
    const DAYS: &[Option<&str>] = &[
        Some("2020-05-13"),
        None,
        Some("2024-02-29"),
        Some("0001-01-01"),
        Some("9999-12-31"),
        Some("1969-12-31"),
    ];
    let (&choice, text) = bytes.split_first()?;
    let text = String::from_utf8_lossy(text).into_owned();
    let mut article = Article::of_paragraphs(text);
    article.published = DAYS.get(usize::from(choice) % DAYS.len()).copied().flatten().map(str::to_owned);
    Some((article, u64::from(choice)))
}

/// Spans in text order, none empty, none over another, all on character borders.
fn in_order(text: &str, spans: impl Iterator<Item = Span>) {
    let mut end = 0;
    for span in spans {
        assert!(span.start >= end && !span.is_empty(), "{span:?} behind {end}");
        assert!(text.get(span.start..span.end).is_some(), "{span:?} is no slice of the text");
        end = span.end;
    }
}

/// Times, with the tense of a made-up reading or without any.
pub fn times(bytes: &[u8]) {
    let Some((article, seed)) = text(bytes) else { return };
    let read = made_up(&article, seed);
    for analysis in [&Analysis::default(), &read] {
        let found = dates::read(&article, analysis, &LEXICON.times);
        assert_eq!(found, dates::read(&article, analysis, &LEXICON.times));
        in_order(&article.text, found.expressions.iter().map(|time| time.span));
        for (at, time) in found.expressions.iter().enumerate() {
            assert_eq!(time.id, format!("t{}", at + 1));
            assert!(
                time.value.as_ref().is_none_or(|value| !value.is_empty() && value.is_ascii()),
                "{time:?}"
            );
            let anchor = time.anchor.as_deref().filter(|anchor| *anchor != "published");
            assert!(
                anchor.is_none_or(|id| found.expressions.iter().take(at).any(|time| time.id == id)),
                "{time:?}"
            );
        }
    }
}

/// Amounts, likewise.
pub fn amounts(bytes: &[u8]) {
    let Some((article, seed)) = text(bytes) else { return };
    let read = made_up(&article, seed);
    for analysis in [&Analysis::default(), &read] {
        let times = dates::read(&article, analysis, &LEXICON.times).expressions;
        let found = numbers::read(&article, analysis, &LEXICON.amounts, &times, &[]);
        assert_eq!(found, numbers::read(&article, analysis, &LEXICON.amounts, &times, &[]));
        in_order(&article.text, found.amounts.iter().map(|amount| amount.span));
        for amount in &found.amounts {
            let (low, high) = (amount.low, amount.high);
            assert!(low.is_some() || high.is_some(), "{amount:?}");
            assert!(low.is_none_or(f64::is_finite) && high.is_none_or(f64::is_finite), "{amount:?}");
            assert!(low.zip(high).is_none_or(|(low, high)| low <= high), "{amount:?}");
        }
    }
}

/// Every layer, over a made-up reading: what is coded can be written down and read back.
pub fn coding(bytes: &[u8]) {
    let Some((article, seed)) = text(bytes) else { return };
    let analysis = made_up(&article, seed);
    let coding = dunlin_coding::code(&article, &analysis, &LEXICON);
    assert_eq!(coding, dunlin_coding::code(&article, &analysis, &LEXICON));
    points_to_what_is_there(&coding);
    let record = Record::new(article, Vec::new(), coding, MadeBy::default());
    let line = record.to_json().expect("every span is a slice of the text");
    assert_eq!(Record::from_json(&line).expect("our own line is read"), record);
}

/// Every id that is pointed to stands in its layer.
fn points_to_what_is_there(coding: &Coding) {
    let has = |ids: &[&str], id: &Option<String>, what: &str| {
        if let Some(id) = id {
            assert!(ids.contains(&id.as_str()), "{what} {id} is not there");
        }
    };
    let times: Vec<&str> = coding.times.iter().map(|time| time.id.as_str()).collect();
    let people: Vec<&str> = coding.entities.iter().map(|entity| entity.id.as_str()).collect();
    let places: Vec<&str> = coding.places.iter().map(|place| place.id.as_str()).collect();
    let said: Vec<&str> = coding.attributions.iter().map(|one| one.id.as_str()).collect();
    for one in &coding.attributions {
        has(&people, &one.source_entity, "source");
        has(&said, &one.within, "attribution");
        has(&times, &one.said_time, "time");
    }
    for amount in &coding.amounts {
        has(&times, &amount.when, "time");
        has(&said, &amount.according_to, "attribution");
    }
    for event in &coding.events {
        has(&times, &event.when.time, "time");
        has(&places, &event.place, "place");
        for id in &event.according_to {
            has(&said, &Some(id.clone()), "attribution");
        }
        for actor in event.actor.iter().chain(&event.recipient) {
            has(&people, &actor.entity, "actor");
        }
    }
}

/// A line read back as a record: what is taken can be written again and then stays the same.
pub fn record(bytes: &[u8]) {
    let Ok(line) = std::str::from_utf8(bytes) else { return };
    let Ok(record) = Record::from_json(line) else { return };
    let written = record.to_json().expect("what was read is sound");
    let again = Record::from_json(&written).expect("our own line is read");
    assert_eq!(again.to_json().expect("what was read is sound"), written);
}
