//! Every example of the event lexicon, read with the model that ships.

use dunlin_coding::{Lexicon, events};
use dunlin_language::Reader;
use std::path::Path;

/// Share of the examples that must come out exactly. The parser errs now and then; an entry whose example fails is
/// printed, so that the share can only be kept by looking at them.
const LEAST: f64 = 0.90;

#[test]
fn the_examples_of_the_event_lexicon_are_coded_as_they_say() {
    let weights = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/accurate.safetensors");
    let bytes = std::fs::read(&weights).unwrap_or_else(|error| {
        panic!("{} is missing ({error}): the examples need the model's weights", weights.display())
    });
    let reader = Reader::from_bytes(bytes).unwrap();
    let lexicon = Lexicon::embedded().unwrap();
    let (tried, failures) = events::check(&lexicon, &|article| reader.read(article));
    for failure in &failures {
        eprintln!("{failure}");
    }
    let share = 1.0 - failures.len() as f64 / tried as f64;
    eprintln!("{} of {tried} examples come out as they say", tried - failures.len());
    assert!(share >= LEAST, "only {share:.3} of {tried} examples come out as they say");
}
