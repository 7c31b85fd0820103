//! Every example of the lexicon, and one case a construction.

use super::{Words, read};
use crate::lexicon::Files;
use dunlin_language::Analysis;
use dunlin_record::{Article, TimeExpression};
use proptest::prelude::*;
use std::sync::LazyLock;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse(&Files::embedded().unwrap()).unwrap());

fn article(text: &str, published: Option<&str>) -> Article {
    Article { text: text.to_owned(), published: published.map(str::to_owned), ..Article::default() }
}

fn times(text: &str, published: Option<&str>) -> Vec<TimeExpression> {
    read(&article(text, published), &Analysis::default(), &WORDS)
}

/// `Some [words=TYPE VALUE MOD] text` as plain text, and the expressions that it marks.
fn unmark(marked: &str) -> (String, Vec<(String, String)>) {
    let (mut text, mut expected) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some(open) = rest.find('[') {
        let (inside, after) = rest[open + 1..].split_once(']').expect("a closing bracket");
        let (words, meaning) = inside.rsplit_once('=').expect("a meaning");
        text.push_str(&rest[..open]);
        text.push_str(words);
        expected.push((words.to_owned(), meaning.to_owned()));
        rest = after;
    }
    text.push_str(rest);
    (text, expected)
}

fn found(text: &str, published: Option<&str>) -> Vec<(String, String)> {
    times(text, published)
        .into_iter()
        .map(|t| {
            let kind = format!("{:?}", t.kind).to_uppercase();
            let value = t.value.unwrap_or_else(|| "none".to_owned());
            let modifier = t.modifier.map(|m| format!(" {m}")).unwrap_or_default();
            (t.span.of(text).to_owned(), format!("{kind} {value}{modifier}"))
        })
        .collect()
}

#[track_caller]
fn check(published: &str, marked: &str) {
    let (text, expected) = unmark(marked);
    assert_eq!(found(&text, Some(published)), expected, "{text}");
}

#[test]
fn every_entry_reads_as_its_example_says() {
    assert!(WORDS.examples.len() > 200);
    let mut wrong = Vec::new();
    for (file, line, example) in &WORDS.examples {
        let (text, expected) = unmark(example);
        let found = found(&text, Some("2020-05-13"));
        if found != expected {
            wrong.push(format!("{file}:{line}: {text}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #[test]
    fn spans_are_sound_whatever_the_text(text in "(\\PC|[0-9]|\n| |a year|next |Monday|[0-9]{1,9} years ago|the |May ){0,60}") {
        let article = article(&text, Some("2020-05-13"));
        let first = read(&article, &Analysis::default(), &WORDS);
        let mut end = 0;
        for time in &first {
            prop_assert!(time.span.start >= end && !time.span.is_empty());
            prop_assert!(text.get(time.span.start..time.span.end).is_some());
            end = time.span.end;
        }
        prop_assert_eq!(first, read(&article, &Analysis::default(), &WORDS));
    }

    #[test]
    fn any_day_of_publication_will_do(year in -9999i32..=9999, month in 1u8..=12, day in 1u8..=28) {
        let published = format!("{year:04}-{month:02}-{day:02}");
        let text = "They met last century, on Monday, in the third quarter, next weekend, 9999999 years ago, two decades \
            later, at Easter, in May, last winter, the day after tomorrow and in three million weeks hence. A century earlier.";
        let _ = times(text, Some(&published));
        let _ = times(text, None);
    }
}
