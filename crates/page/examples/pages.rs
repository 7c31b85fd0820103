//! Reads JSONL documents (`id`, `html` or `html_base64`) from stdin and writes, for each, a JSON line with the id
//! and what was found: the text of the story without headline, byline and captions, title, author and date. The
//! time spent reading (of the processor where the system tells it, else of the clock), and the slowest page, go to
//! stderr.

use dunlin_page::{Given, Limits, article, documents};
use dunlin_record::BlockRole;
use std::io::Write;
use std::time::{Duration, Instant};

/// Time this thread has had the processor, as Linux counts it.
fn busy() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let input = Box::new(std::io::BufReader::new(std::io::stdin()));
    let (mut pages, mut total, mut slowest) = (0u32, Duration::ZERO, (Duration::ZERO, String::new()));
    for document in documents(input, "stdin", &Given::default(), &Limits::default()) {
        let read = document.and_then(|document| {
            let id = document.given.id.clone().unwrap_or_default();
            let (start, busy_before) = (Instant::now(), busy());
            let read = article(&document, &Limits::default());
            let spent = match (busy_before, busy()) {
                (Some(before), Some(after)) => after.saturating_sub(before),
                _ => start.elapsed(),
            };
            pages += 1;
            total += spent;
            if spent > slowest.0 {
                slowest = (spent, id.clone());
            }
            read.map(|(article, notes)| (id, article, notes))
        });
        let (id, article, _) = match read {
            Ok(read) => read,
            Err(error) => {
                writeln!(std::io::stderr(), "{error}")?;
                continue;
            }
        };
        let body: Vec<&str> = article
            .blocks
            .iter()
            .filter(|block| {
                use BlockRole::{List, Paragraph, Quote, Subheading, Table};
                matches!(block.role, Paragraph | List | Table | Quote | Subheading)
            })
            .map(|block| block.span.of(&article.text))
            .collect();
        let line = serde_json::json!({
            "id": id,
            "text": body.join("\n\n"),
            "title": article.headline,
            "author": article.byline,
            "date": article.published,
            "blocks": article.blocks.iter().map(|block| (block.role, block.span.of(&article.text))).collect::<Vec<_>>(),
            "furniture": article.furniture.iter().map(|item| (item.kind, &item.text)).collect::<Vec<_>>(),
        });
        writeln!(out, "{line}")?;
    }
    writeln!(
        std::io::stderr(),
        "{pages} pages, {:.2} ms a page, slowest {:.1} ms ({})",
        total.as_secs_f64() * 1e3 / f64::from(pages.max(1)),
        slowest.0.as_secs_f64() * 1e3,
        slowest.1
    )?;
    out.flush()
}
