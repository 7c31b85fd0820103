//! Every example of the lexicon, and one case a construction.

use super::{Words, read};
use crate::lexicon::Files;
use dunlin_language::Analysis;
use dunlin_record::{Amount, Article};
use proptest::prelude::*;
use std::sync::LazyLock;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse(&Files::embedded().unwrap()).unwrap());

fn amounts(text: &str) -> Vec<Amount> {
    let article = Article { text: text.to_owned(), ..Article::default() };
    read(&article, &Analysis::default(), &WORDS, &[], &[])
}

/// `~30`, `>30`, `<30`, `20..30`, then the unit where it is one of measure, then the direction.
fn show(amount: &Amount) -> String {
    let number = |n: f64| format!("{n}");
    let value = match (amount.low, amount.high) {
        (Some(low), None) => format!(">{}", number(low)),
        (None, Some(high)) => format!("<{}", number(high)),
        (Some(low), Some(high)) if low != high => format!("{}..{}", number(low), number(high)),
        (Some(low), _) => format!("{}{}", if amount.approx { "~" } else { "" }, number(low)),
        _ => "none".to_owned(),
    };
    let unit = amount.unit.as_ref().map(|u| format!(" {u}")).unwrap_or_default();
    let change =
        amount.change.as_ref().map(|c| format!(" {:?}", c.direction).to_lowercase()).unwrap_or_default();
    format!("{value}{unit}{change}")
}

#[test]
fn every_entry_reads_as_its_example_says() {
    assert!(WORDS.examples.len() > 400);
    let mut wrong = Vec::new();
    for (file, line, example) in &WORDS.examples {
        let (open, close) = (example.find('[').unwrap(), example.find(']').unwrap());
        let (words, meaning) = example[open + 1..close].split_once('=').unwrap();
        let text = format!("{}{words}{}", &example[..open], &example[close + 1..]);
        let found: Vec<String> =
            amounts(&text).iter().map(|a| format!("{}={}", a.span.of(&text), show(a))).collect();
        let expected = format!("{words}={meaning}");
        if found != [expected.clone()] {
            wrong.push(format!("{file}:{line}: {text}\n  expected {expected}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #[test]
    fn spans_are_sound_whatever_the_text(text in "(\\PC|[0-9]|\n| |half of |more than |\\$|from | to |percent| million){0,60}") {
        let first = amounts(&text);
        let mut end = 0;
        for amount in &first {
            prop_assert!(amount.span.start >= end && !amount.span.is_empty(), "{:?}", amount);
            prop_assert!(text.get(amount.span.start..amount.span.end).is_some());
            prop_assert!(amount.low.is_some() || amount.high.is_some());
            prop_assert!(amount.low.is_none_or(f64::is_finite) && amount.high.is_none_or(f64::is_finite));
            end = amount.span.end;
        }
        prop_assert_eq!(first, amounts(&text));
    }
}
