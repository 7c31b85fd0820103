//! The desk over records that are already coded, without the language model: for work on the desk itself.
//!
//! ```sh
//! dunlin code examples --published 2026-03-08 > records.jsonl
//! cargo run -p dunlin-desk --example records -- records.jsonl examples
//! ```
//!
//! The second argument is the folder with the pages that the records were read from; they are matched by hash.

use dunlin_desk::{Coder, Incoming, Known, Progress, State, Told, serve};
use dunlin_ledger::{Arriving, Form, Ledger, Packed};
use dunlin_record::Record;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

struct Nobody;

impl Coder for Nobody {
    fn add(&self, _: &Path, _: Incoming, _: &Told, tell: &mut dyn FnMut(Progress)) -> Result<(), String> {
        tell(Progress::Doing("Looking for a model".into()));
        Err("this desk has no model; dunlin serve has one".into())
    }

    fn look_up(&self, _: &str) -> Vec<Known> {
        Vec::new()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let records = arguments.next().ok_or("name a file of records, as dunlin code writes it")?;
    let mut sources: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    if let Some(folder) = arguments.next() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_file() {
                let bytes = std::fs::read(path)?;
                sources.insert(hex(&bytes), bytes);
            }
        }
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("examples.ledger");
    let mut ledger = Ledger::create(&path)?;
    let mut batch = ledger.batch()?;
    for line in std::fs::read_to_string(&records)?.lines() {
        let record = Record::from_json(line)?;
        let bytes = sources.get(&record.article.source.sha256).map_or(line.as_bytes(), Vec::as_slice);
        let place = records.display().to_string();
        batch
            .add(&Packed::new(&Arriving { place: &place, form: Form::Page, bytes, given: "{}" }, record)?)?;
    }
    batch.commit()?;
    drop(ledger);
    let state = State::new(&path, Arc::new(Nobody))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(state, ([127, 0, 0, 1], 8417).into(), |address| eprintln!("http://{address}")))?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
