//! Codes JSONL documents (`id`, `text`, `date`, `url`) without the page stage, for work on the lexicon: analyses are kept
//! in a folder, so that the model reads each text once and a changed lexicon shows its effect in seconds.
//!
//! ```text
//! cargo run --release -p dunlin-coding --example code -- WEIGHTS KEEP_DIR LEXICON_DIR DOCUMENTS > records.jsonl
//! ```
//!
//! Each record also has `signs` (what every event's confidence was made of) and `verbs`: for every sentence the verbs that
//! were tried, each with `coded` or what the nearest entry lacked, and those that no entry has.

use dunlin_coding::{Lexicon, explain::explain};
use dunlin_language::{Analysis, Reader};
use dunlin_record::{Article, CharIndex, Span, Spans};
use sha2::{Digest, Sha256};
use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [weights, keep, lexicon, documents] = &arguments[..] else {
        return Err("give WEIGHTS KEEP_DIR LEXICON_DIR DOCUMENTS".into());
    };
    let reader = Reader::from_bytes(std::fs::read(weights)?)?;
    let mut lexicon = Lexicon::open(Path::new(lexicon))?;
    lexicon.events.set_least_confidence(0.0);
    let mut out = std::io::stdout().lock();
    for line in std::io::BufReader::new(std::fs::File::open(documents)?).lines() {
        let document: serde_json::Value = serde_json::from_str(&line?)?;
        let text = document["text"].as_str().unwrap_or("");
        let mut article = Article::of_paragraphs(text.to_owned());
        article.published = document["date"].as_str().or(document["published"].as_str()).map(str::to_owned);
        article.url = document["url"].as_str().map(str::to_owned);
        let analysis = analysis(&reader, &article, Path::new(keep))?;
        let mut coding = dunlin_coding::code(&article, &analysis, &lexicon);
        let signs = dunlin_coding::event_signs(&article, &analysis, &lexicon, &coding);
        let verbs: Vec<_> = explain(&article, &analysis, &lexicon, &coding)
            .iter()
            .map(|sentence| {
                let tried: Vec<(&str, String)> = sentence
                    .triggers
                    .iter()
                    .map(|t| {
                        let coded = t.tried.iter().any(|entry| entry.result.is_ok());
                        let lack = t.tried.iter().rev().find_map(|entry| entry.result.as_ref().err());
                        let why = lack.map(ToString::to_string).unwrap_or_default();
                        (t.form.as_str(), if coded { "coded".to_owned() } else { why })
                    })
                    .collect();
                serde_json::json!({"text": sentence.text, "tried": tried, "unknown": sentence.unknown_verbs})
            })
            .collect();
        let chars = CharIndex::new(text);
        coding.visit_spans(&mut |span| {
            *span = Span::new(chars.char_at(span.start).unwrap_or(0), chars.char_at(span.end).unwrap_or(0));
        });
        let mut record = serde_json::to_value(&coding)?;
        record["verbs"] = verbs.into();
        record["signs"] = serde_json::to_value(signs)?;
        record["id"] = document["id"].clone();
        record["text"] = text.into();
        writeln!(out, "{record}")?;
    }
    Ok(())
}

fn analysis(reader: &Reader, article: &Article, keep: &Path) -> Result<Analysis, Box<dyn Error>> {
    let mut hash = Sha256::new();
    hash.update(reader.digest());
    hash.update(&article.text);
    let name: String = hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let path = keep.join(name + ".json");
    if let Ok(kept) = std::fs::read_to_string(&path) {
        return Ok(serde_json::from_str(&kept)?);
    }
    let analysis = reader.read(article);
    std::fs::write(&path, serde_json::to_string(&analysis)?)?;
    Ok(analysis)
}
