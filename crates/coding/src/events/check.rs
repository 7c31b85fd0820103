//! Tries every example of the event lexicon: the test of the entries, for us and for whoever writes their own.

use super::pattern::{Example, Expected, Pattern};
use crate::lexicon::Lexicon;
use dunlin_language::Analysis;
use dunlin_record::{Article, Block, BlockRole, Event, Span};

/// An example that does not come out as its entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file, inside the lexicon's folder.
    pub file: String,
    /// The example's line.
    pub line: usize,
    /// The entry.
    pub pattern: String,
    /// The sentence.
    pub sentence: String,
    /// What is wrong.
    pub cause: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}: {} in \"{}\"", self.file, self.line, self.pattern, self.cause, self.sentence)
    }
}

/// An article of one sentence.
pub fn sentence(text: &str) -> Article {
    let block = Block {
        role: BlockRole::Paragraph,
        span: Span::new(0, text.len()),
        page_bytes: Vec::new(),
        credit: None,
    };
    Article { text: text.to_owned(), blocks: vec![block], ..Article::default() }
}

/// Tries all examples with the analyses that `read` gives; returns how many there are and which fail.
pub fn check(lexicon: &Lexicon, read: &dyn Fn(&Article) -> Analysis) -> (usize, Vec<Failure>) {
    let mut failures = Vec::new();
    let mut tried = 0;
    for pattern in lexicon.events.patterns() {
        for example in &pattern.examples {
            tried += 1;
            let article = sentence(&example.sentence);
            let coding = crate::layers(&article, &read(&article), lexicon, 0.0);
            if let Some(cause) = fault(pattern, example, &coding.events) {
                failures.push(Failure {
                    file: pattern.file.clone(),
                    line: example.line,
                    pattern: pattern.name.clone(),
                    sentence: example.sentence.clone(),
                    cause,
                });
            }
        }
    }
    (tried, failures)
}

fn fault(pattern: &Pattern, example: &Example, events: &[Event]) -> Option<String> {
    let Some(expected) = &example.expect else {
        let wrong = events.iter().find(|event| event.rule == pattern.name)?;
        return Some(format!("codes {}, but must not", coded(wrong)));
    };
    if events.iter().any(|event| fits(expected, event)) {
        return None;
    }
    let found: Vec<String> = events.iter().map(coded).collect();
    Some(match &found[..] {
        [] => "codes nothing".to_owned(),
        all => format!("codes {}", all.join("; ")),
    })
}

fn fits(expected: &Expected, event: &Event) -> bool {
    let codes = |side: &[dunlin_record::Actor]| -> Vec<String> {
        side.iter().filter_map(|a| a.code.clone()).collect()
    };
    let same = |mut one: Vec<String>, mut other: Vec<String>| {
        one.sort();
        other.sort();
        one == other
    };
    event.kind.as_ref() == Some(&expected.outcome.kind)
        && event.mode == expected.outcome.mode
        && same(codes(&event.actor), expected.actor.clone())
        && same(codes(&event.recipient), expected.recipient.clone())
}

/// An event as examples write it.
fn coded(event: &Event) -> String {
    let side = |side: &[dunlin_record::Actor]| match side {
        [] => "-".to_owned(),
        all => all.iter().map(|a| a.code.as_deref().unwrap_or("?")).collect::<Vec<_>>().join(" + "),
    };
    let mode = event.mode.as_ref().map(|mode| format!("/{mode}")).unwrap_or_default();
    let kind = event.kind.as_deref().unwrap_or("?");
    format!("{kind}{mode} {} > {} ({})", side(&event.actor), side(&event.recipient), event.rule)
}
