//! Every example of the lexicons of saying, factuality and outlook, read with the model that ships.
//!
//! The model errs now and then, so a share is asked for, and every example that fails is printed: the share can only
//! be kept by looking at them.

use dunlin_coding::{Lexicon, code, factuality, forms};
use dunlin_language::{Reader, Role};
use dunlin_record::{Article, Block, BlockRole, Span};
use std::path::Path;
use std::sync::OnceLock;

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let weights = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/accurate.safetensors");
        let bytes = std::fs::read(&weights).unwrap_or_else(|error| {
            panic!("{} is missing ({error}): the examples need the model's weights", weights.display())
        });
        Reader::from_bytes(bytes).expect("the weights that ship are read")
    })
}

fn article(text: &str) -> Article {
    let span = Span::new(0, text.len());
    let block = Block { role: BlockRole::Paragraph, span, page_bytes: Vec::new(), credit: None };
    Article {
        text: text.to_owned(),
        blocks: vec![block],
        published: Some("2026-03-02".to_owned()),
        ..Article::default()
    }
}

/// Dice's coefficient of the words of two texts.
fn alike(one: &str, two: &str) -> f64 {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let (one, two) = (words(one), words(two));
    let shared = one.iter().filter(|word| two.contains(word)).count();
    2.0 * shared as f64 / (one.len() + two.len()).max(1) as f64
}

fn report(what: &str, tried: usize, failures: &[String], least: f64) {
    for failure in failures {
        eprintln!("{failure}");
    }
    let share = 1.0 - failures.len() as f64 / tried.max(1) as f64;
    eprintln!("{what}: {} of {tried} examples come out as they say", tried - failures.len());
    assert!(tried > 0 && share >= least, "{what}: only {share:.3} of {tried} examples come out as they say");
}

#[test]
fn the_examples_of_the_saying_lexicon_are_attributed_as_they_say() {
    let lexicon = Lexicon::embedded().unwrap();
    let (mut tried, mut failures) = (0, Vec::new());
    for (word, act, example) in lexicon.saying.examples() {
        tried += 1;
        let article = article(&example.text);
        let coding = code(&article, &reader().read(&article), &lexicon);
        let text = |spans: &[Span]| spans.iter().map(|s| s.of(&article.text)).collect::<Vec<_>>().join(" ");
        let wanted = |role: Role| example.role(role).collect::<Vec<_>>().join(" ");
        let fits = coding.attributions.iter().any(|a| {
            alike(&text(&a.content), &wanted(Role::Content)) >= 0.6
                && alike(&text(&a.cue), &wanted(Role::Cue)) > 0.0
                && alike(&text(&a.source), &wanted(Role::Source))
                    >= if wanted(Role::Source).is_empty() { 0.0 } else { 0.5 }
                && a.act == act
        });
        if !fits {
            let got: Vec<String> = coding
                .attributions
                .iter()
                .map(|a| {
                    format!(
                        "[{}] <{}> {{{}}} {} ({})",
                        text(&a.source),
                        text(&a.cue),
                        text(&a.content),
                        a.act,
                        a.rule
                    )
                })
                .collect();
            failures.push(format!("{word} ({act}): {} -> {}", example.text, got.join("; ")));
        }
    }
    report("saying", tried, &failures, 0.95);
}

#[test]
fn the_examples_of_the_factuality_lexicon_read_as_they_say() {
    let lexicon = Lexicon::embedded().unwrap();
    let (mut tried, mut failures) = (0, Vec::new());
    for (class, word, operator) in lexicon.factuality.all() {
        let Some((before, inside, after)) = factuality::braced(&operator.example) else { continue };
        tried += 1;
        let article = article(&format!("{before}{inside}{after}"));
        let analysis = forms::settled(&article, &reader().read(&article), &lexicon);
        let Some(at) = analysis.word_at(before.len()) else { continue };
        let (got, basis) = factuality::of(&analysis, &lexicon, at);
        if got != operator.reads {
            failures.push(format!(
                "{class:?} {word}: {} -> {got:?} ({basis}), not {:?}",
                article.text, operator.reads
            ));
        }
    }
    report("factuality", tried, &failures, 0.90);
}

#[test]
fn the_examples_of_the_outlook_lexicon_are_found() {
    let lexicon = Lexicon::embedded().unwrap();
    let (mut tried, mut failures) = (0, Vec::new());
    for shown in lexicon.outlook.examples() {
        let Some((before, inside, after)) = factuality::braced(&shown.example) else { continue };
        tried += 1;
        let article = article(&format!("{before}{inside}{after}"));
        let coding = code(&article, &reader().read(&article), &lexicon);
        let found: Vec<&str> = match shown.file {
            "outlook/deadlines.tsv" => coding.deadlines.iter().map(|x| x.span.of(&article.text)).collect(),
            "outlook/forecasts.tsv" => coding.forecasts.iter().map(|x| x.span.of(&article.text)).collect(),
            _ => coding.precedents.iter().map(|x| x.span.of(&article.text)).collect(),
        };
        if !found.iter().any(|words| alike(words, inside) >= 0.6) {
            failures.push(format!("{} {}: {} -> {found:?}", shown.file, shown.word, shown.example));
        }
    }
    report("outlook", tried, &failures, 0.90);
}
