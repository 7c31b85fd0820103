//! Writes what the line model is trained on: for every JSONL document with `html` on stdin, one JSON line
//! `{"id", "lines": [[text, [features]]]}`; the first line holds the names of the features.

use base64::Engine;
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let stdin = std::io::stdin().lock();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut first = true;
    for line in stdin.lines() {
        let Ok(document) = serde_json::from_str::<serde_json::Value>(&line?) else { continue };
        let coded = document["html_base64"]
            .as_str()
            .and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
        let bytes = match coded {
            Some(bytes) => bytes,
            None => document["html"].as_str().unwrap_or("").as_bytes().to_vec(),
        };
        let page = dunlin_page::charset::decode(&bytes, None, true).text;
        let (names, lines) = dunlin_page::html::training_rows(&page);
        if std::mem::take(&mut first) {
            writeln!(out, "{}", serde_json::json!({ "names": names }))?;
        }
        writeln!(out, "{}", serde_json::json!({ "id": document["id"], "lines": lines }))?;
    }
    out.flush()
}
