//! Every document of the inputs through one piece of work, on all threads, in order.

use super::documents::{Listing, Problem, Stream, is_own, stream};
use super::journal::Before;
use super::progress::Progress;
use super::shard::{self, Shard};
use super::{Outcome, Output, threads};
use crate::options::{Inputs, Run};
use anyhow::{Context, Result, bail};
use dunlin::web::Web;
use dunlin::{Dunlin, RawDocument, Weight};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Which of the documents are taken.
#[derive(Clone, Copy, Default)]
pub(super) struct Extent<'b> {
    /// One part of a run.
    pub(super) shard: Option<Shard>,
    /// An earlier run's work, which is passed over.
    pub(super) before: Option<&'b Before>,
}

/// How far a run has come when something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mark {
    /// What the stream of documents has given, with what could not be read.
    pub(super) items: u64,
    /// Documents that failed.
    pub(super) failed: u64,
}

/// Takes every document of `inputs` through `work` on all threads and writes what comes out, as text, in the input's
/// order to the file of `run` or standard output.
pub(crate) fn each_text(
    inputs: &Inputs,
    run: &Run,
    dunlin: &Dunlin,
    shard: Option<Shard>,
    work: impl Fn(&Dunlin, &RawDocument) -> Result<String, String> + Sync,
) -> Result<Outcome> {
    let mut output = Output::open(run)?;
    let (name, own) = (output.name().to_owned(), output.own());
    let extent = Extent { shard, before: None };
    let write = |text: String, _| {
        output.write_all(text.as_bytes()).with_context(|| {
            format!("{name}: cannot be written to any more; what was written so far is not complete")
        })
    };
    let outcome = each_document(inputs, run, dunlin, &own, extent, work, write)?;
    output.finish()?;
    Ok(outcome)
}

/// The documents, and of how many bytes they are a part.
struct Source {
    stream: Stream,
    whole: Option<u64>,
    /// Bytes of the whole that were read so far.
    read: Arc<AtomicU64>,
}

impl Source {
    fn open(inputs: &Inputs, dunlin: &Dunlin, own: &[PathBuf], shard: Option<Shard>) -> Result<Self> {
        let listing = Listing::of(inputs, own);
        let (web, read) = (Arc::new(Web::default()), Arc::new(AtomicU64::new(0)));
        let open = |read| stream(inputs, dunlin.limits(), &web, read, |path| is_own(path, own));
        let Some(shard) = shard else {
            return Ok(Self { stream: open(&read), whole: listing.bytes(), read });
        };
        if !listing.lasting {
            bail!(
                "--shard reads its inputs twice, which a pipe or an address does not allow; save them as files"
            );
        }
        let length = shard::length(open(&read));
        // Of a shard it is its own documents that count.
        let taken = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&taken);
        let stream = shard.of(open(&read), length).inspect(move |item| {
            let bytes = item.as_ref().map_or(0, RawDocument::bytes) as u64;
            counter.fetch_add(bytes, Ordering::Relaxed);
        });
        Ok(Self { stream: Box::new(stream), whole: Some(shard.share(length)), read: taken })
    }
}

/// Takes every document of `inputs` but the files `own` that is in `extent` through `work` on all threads and hands what
/// comes out to `write` in the input's order. Documents that fail are named on standard error and counted; they stop
/// nothing.
pub(super) fn each_document<T: Send, E: Into<anyhow::Error> + Send>(
    inputs: &Inputs,
    run: &Run,
    dunlin: &Dunlin,
    own: &[PathBuf],
    extent: Extent<'_>,
    work: impl Fn(&Dunlin, &RawDocument) -> Result<T, String> + Sync,
    mut write: impl FnMut(T, Mark) -> Result<(), E> + Send,
) -> Result<Outcome> {
    let Source { mut stream, whole, read } = Source::open(inputs, dunlin, own, extent.shard)?;
    let (mut outcome, mut mark, mut noted) = (Outcome::default(), Mark::default(), false);
    if let Some(before) = extent.before {
        before.pass_over(&mut stream)?;
        (outcome, mark) = (Outcome { done: before.done, failed: before.mark.failed }, before.mark);
    }
    let mut progress = Progress::new(run.quiet, whole, read.load(Ordering::Relaxed));
    // How far the input was read when a document came out of it: it is done up to there when the document is.
    let placed = stream.map(|item| {
        let at = read.load(Ordering::Relaxed);
        (item, at)
    });
    dunlin::order::in_order(
        placed,
        threads(run),
        |(item, _)| item.as_ref().map_or(0, RawDocument::bytes),
        |(item, at)| {
            let done = item.and_then(|document| work(dunlin, &document).map_err(Problem::failure));
            (done, at)
        },
        |(result, at)| {
            mark.items += 1;
            match result {
                Ok(done) => {
                    write(done, mark)?;
                    outcome.done += 1;
                    progress.step(at);
                }
                Err(problem) => {
                    progress.say(&problem);
                    match problem.weight {
                        Weight::Failure => {
                            outcome.failed += 1;
                            mark.failed += 1;
                            progress.step(at);
                        }
                        Weight::Note => noted = true,
                    }
                }
            }
            Ok::<_, E>(())
        },
    )
    .map_err(Into::into)?;
    progress.finish();
    if outcome.done + outcome.failed == 0 && !noted {
        match extent.shard {
            None => eprintln!(
                "dunlin: the input holds no documents; a folder is searched for files, a JSONL file for lines"
            ),
            Some(shard) => {
                eprintln!("dunlin: shard {shard} holds no documents; there are fewer of them than shards")
            }
        }
    } else if outcome.failed > 0 && outcome.done > 0 {
        let all = outcome.done + outcome.failed;
        eprintln!(
            "dunlin: {} of {all} documents failed, as named above; the others are written",
            outcome.failed
        );
    }
    Ok(outcome)
}
