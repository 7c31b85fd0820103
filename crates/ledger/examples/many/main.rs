//! How a ledger fares at size: makes many distinct articles out of some, adds them, and times the questions.
//!
//! ```sh
//! dunlin code corpus.jsonl --model fast -o base.jsonl
//! cargo run --release -p dunlin-ledger --example many -- base.jsonl many.ledger 100000
//! cargo run --release -p dunlin-ledger --example many -- - many.ledger        # only the questions, on a ledger that is there
//! ```
//!
//! Coding 100,000 pages would measure the coder. So records of real pages are varied instead ([`vary`]): three in four of the
//! longer words are exchanged for others of the corpus, digits and half of the persons' names are new, days and outlets too;
//! every span is carried along. One in twenty repeats an earlier article, three in twenty follow one up.

mod ask;
mod vary;

use dunlin_ledger::{Arriving, Form, Ledger, Packed};
use dunlin_record::Record;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Documents a transaction, as `dunlin add` has them.
const BATCH: usize = 32;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, path, rest @ ..] = arguments.as_slice() else {
        return Err("usage: many BASE.jsonl|- LEDGER [ARTICLES]".into());
    };
    let mut out = std::io::stdout();
    if base != "-" {
        let articles = rest.first().map_or(Ok(1000), |n| n.parse())?;
        let base: Vec<Record> = BufReader::new(std::fs::File::open(base)?)
            .lines()
            .map(|line| Ok(Record::from_json(&line?)?))
            .collect::<Result<_, Box<dyn Error>>>()?;
        fill(&mut out, &base, Path::new(path), articles)?;
    }
    ask::all(&mut out, Path::new(path))
}

fn fill(out: &mut impl Write, base: &[Record], path: &Path, articles: usize) -> Result<(), Box<dyn Error>> {
    let mut ledger = Ledger::create(path)?;
    let corpus = vary::Corpus::of(base);
    let (mut packing, mut writing) = (Duration::ZERO, Duration::ZERO);
    let (mut characters, mut bytes, mut batch_of) = (0, 0, Vec::with_capacity(BATCH));
    let mut lap = (Instant::now(), 0);
    for number in 0..articles {
        let (record, page, given) = corpus.article(number);
        characters += record.article.text.chars().count();
        bytes += page.len();
        let place = format!("article {number}");
        let start = Instant::now();
        let document = Arriving { place: &place, form: Form::Page, bytes: page.as_bytes(), given: &given };
        batch_of.push(Packed::new(&document, record)?);
        packing += start.elapsed();
        if batch_of.len() == BATCH || number + 1 == articles {
            let start = Instant::now();
            let mut batch = ledger.batch()?;
            for packed in batch_of.drain(..) {
                batch.add(&packed)?;
            }
            batch.commit()?;
            writing += start.elapsed();
        }
        if (number + 1) % (articles / 10).max(1) == 0 {
            let rate = (number + 1 - lap.1) as f64 / lap.0.elapsed().as_secs_f64();
            writeln!(out, "{:>7} articles, the last ones {rate:.0} a second", number + 1)?;
            lap = (Instant::now(), number + 1);
        }
    }
    let each = |time: Duration| time.as_secs_f64() * 1000.0 / articles as f64;
    writeln!(
        out,
        "{articles} articles of {} characters, pages of {} bytes: packing {:.2} ms, writing {:.2} ms each",
        characters / articles,
        bytes / articles,
        each(packing),
        each(writing)
    )?;
    ledger.settle()?;
    ledger.connection().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
