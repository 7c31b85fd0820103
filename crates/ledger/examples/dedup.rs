//! Groups documents that are copies of each other, as the ledger does when articles are added: reads JSONL documents
//! (`id`, `text`) on standard input, writes `{"id", "cluster"}` a line, in the form that `score/dedup.py` compares.
//!
//!     zcat variants.jsonl.gz | cargo run --release -p dunlin-ledger --example dedup > clusters.jsonl

use dunlin_ledger::copies::Copies;
use dunlin_record::Article;
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut copies = Copies::in_memory()?;
    let mut ids = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let document: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |key: &str| document.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        copies.add(&Article::of_paragraphs(text("text")))?;
        ids.push(text("id"));
    }
    let mut out = std::io::stdout().lock();
    for (at, id) in ids.iter().enumerate() {
        let cluster = copies.story(at)?;
        let partial = copies.partial(at)?;
        writeln!(
            out,
            "{}",
            serde_json::json!({"id": id, "cluster": cluster.to_string(), "partly": partial.iter().filter_map(|&a| ids.get(a)).collect::<Vec<_>>()})
        )?;
    }
    Ok(())
}
