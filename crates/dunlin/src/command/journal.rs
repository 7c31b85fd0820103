//! A file of records that a run can go on with: `dunlin code -o FILE`, cut off, and again with `--resume`.
//!
//! While a run lasts, its records stand in `FILE.part`. Beside it `FILE.journal` says in its first line what makes the
//! records what they are (program, weights, lexicon, options, inputs), and then for every record, once it is written, how
//! far the run has come. A run that goes on takes the last record that both files know, cuts off what is behind it, passes
//! over the documents before it and codes the rest: the same bytes come out as from one run.

use super::documents::{Listing, Stream};
use super::each::Mark;
use super::output::{Kind, beside, cannot, kind};
use crate::options::Code;
use anyhow::{Context, Result, bail, ensure};
use dunlin::record::MadeBy;
use dunlin::{Body, RawDocument, Record};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What makes a run's records what they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    dunlin: String,
    weights: String,
    /// With all else that [`MadeBy::lexicon`] names.
    lexicon: String,
    published: Option<String>,
    outlet: Option<String>,
    shard: Option<String>,
    /// SHA-256 over the inputs' names and lengths.
    inputs: String,
}

impl Made {
    pub(super) fn of(made_by: &MadeBy, options: &Code, listing: &Listing) -> Self {
        let mut hash = Sha256::new();
        for (name, bytes) in &listing.inputs {
            hash.update(format!("{}:{name}{bytes:?}\n", name.len()));
        }
        Self {
            dunlin: made_by.dunlin.clone(),
            weights: made_by.weights.clone(),
            lexicon: made_by.lexicon.clone(),
            published: options.inputs.published.clone(),
            outlet: options.inputs.outlet.clone(),
            shard: options.shard.map(|shard| shard.to_string()),
            inputs: hex(hash),
        }
    }

    /// What differs, in words.
    fn differences(&self, other: &Self) -> Vec<&'static str> {
        let differs = [
            (self.dunlin != other.dunlin, "another version of dunlin"),
            (self.weights != other.weights, "another language model"),
            (
                self.lexicon != other.lexicon,
                "another lexicon, other dictionaries or another --min-confidence",
            ),
            (self.published != other.published, "another --published"),
            (self.outlet != other.outlet, "another --outlet"),
            (self.shard != other.shard, "another --shard"),
            (self.inputs != other.inputs, "inputs of other names, number or length"),
        ];
        differs.iter().filter(|(differs, _)| *differs).map(|(_, what)| *what).collect()
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What an earlier run has done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Before {
    /// How far it came.
    pub(super) mark: Mark,
    /// Records it wrote.
    pub(super) done: u64,
    /// Their bytes.
    bytes: u64,
    /// SHA-256 of the page of the last of them.
    last: Option<String>,
}

impl Before {
    /// Takes from `stream` what was done, without a word: it has been said. The last of it must be what the last record
    /// was made from.
    pub(super) fn pass_over(&self, stream: &mut Stream) -> Result<()> {
        let mut last = None;
        for _ in 0..self.mark.items {
            let Some(item) = stream.next() else {
                bail!("--resume: the inputs end before what was coded of them; are they the same?");
            };
            last = Some(item);
        }
        let (Some(last), Some(known)) = (last, &self.last) else { return Ok(()) };
        let now = last.as_ref().ok().map(sha256);
        ensure!(
            now.as_ref() == Some(known),
            "--resume: the inputs changed: where the last record was read there is another page now; run without --resume to \
             code them anew"
        );
        Ok(())
    }
}

/// As a record names its source.
fn sha256(document: &RawDocument) -> String {
    let mut hash = Sha256::new();
    match &document.body {
        Body::Page(bytes) => hash.update(bytes),
        Body::Text(text) => hash.update(text),
    }
    hex(hash)
}

/// The records' file while it is written.
pub(super) struct Journaled {
    path: PathBuf,
    part: File,
    part_path: PathBuf,
    journal: File,
    journal_path: PathBuf,
    bytes: u64,
    done: u64,
}

/// The file that records go to, and what is in it; `None` when `path` is no ordinary file.
pub(super) struct Opening {
    path: PathBuf,
    part_path: PathBuf,
    journal_path: PathBuf,
    part: File,
    journal: File,
    resume: bool,
}

impl Opening {
    /// Opens `FILE.part` and `FILE.journal`, and sees to it that nobody else writes them.
    pub(super) fn of(path: &Path, resume: bool) -> Result<Option<Self>> {
        let Kind::File(path) = kind(path)? else { return Ok(None) };
        let (part_path, journal_path) = (beside(&path, ".part")?, beside(&path, ".journal")?);
        if resume && path.exists() && !part_path.exists() {
            bail!(
                "{}: is complete, there is nothing to go on with; run without --resume to code anew",
                path.display()
            );
        }
        if resume && part_path.exists() && !journal_path.exists() {
            bail!(
                "{}: has no journal beside it that says how far it is; run without --resume to code anew",
                part_path.display()
            );
        }
        let open = |at: &Path| {
            let mut how = OpenOptions::new();
            how.read(true).write(true).create(true).truncate(false).open(at).with_context(|| cannot(&path))
        };
        let part = open(&part_path)?;
        match part.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("{}: another run is writing it; wait for its end", part_path.display())
            }
            // Some file systems know no locks; two runs at once are a mistake that is then not found out.
            Err(TryLockError::Error(_)) => {}
        }
        let journal = open(&journal_path)?;
        Ok(Some(Self { path, part_path, journal_path, part, journal, resume }))
    }

    /// The files that must not be read as input.
    pub(super) fn own(&self) -> Vec<PathBuf> {
        let files = [&self.path, &self.part_path, &self.journal_path];
        files.into_iter().filter_map(|path| path.canonicalize().ok()).collect()
    }

    /// Takes the files away again if nobody has written in them.
    pub(super) fn give_up(self) {
        let empty = |file: &File| file.metadata().is_ok_and(|there| there.len() == 0);
        if empty(&self.part) && empty(&self.journal) {
            // The run has said why it failed; empty files tell for themselves what they are.
            let _ = std::fs::remove_file(&self.part_path);
            let _ = std::fs::remove_file(&self.journal_path);
        }
    }

    /// Begins, or goes on behind what is there if that was to be and was `made` the same way.
    pub(super) fn begin(mut self, made: &Made) -> Result<(Journaled, Option<Before>)> {
        let earlier = self.earlier()?;
        let (mut before, mut kept) = (None, 0);
        match earlier {
            Some((other, done, journal)) if self.resume => {
                let differences = other.differences(made);
                ensure!(
                    differences.is_empty(),
                    "{}: was begun with {}; run it as it was begun, or without --resume to code anew",
                    self.part_path.display(),
                    differences.join(" and ")
                );
                (before, kept) = (Some(done), journal);
            }
            Some((_, done, _)) if done.done > 0 => {
                eprintln!(
                    "dunlin: {}: {} records of a run that was cut off are coded anew; --resume would have gone on behind them",
                    self.part_path.display(),
                    done.done
                );
            }
            _ => {}
        }
        let (bytes, done) = before.as_ref().map_or((0, 0), |before| (before.bytes, before.done));
        let mut journaled = Journaled {
            path: self.path,
            part: self.part,
            part_path: self.part_path,
            journal: self.journal,
            journal_path: self.journal_path,
            bytes,
            done,
        };
        cut(&mut journaled.part, bytes)
            .and_then(|()| cut(&mut journaled.journal, kept))
            .with_context(|| cannot(&journaled.path))?;
        if kept == 0 {
            let made = serde_json::to_string(made)? + "\n";
            journaled.journal.write_all(made.as_bytes()).with_context(|| cannot(&journaled.path))?;
        }
        Ok((journaled, before))
    }

    /// What an earlier run made, how far it came, and how many bytes of its journal say so; `None` when there was none.
    fn earlier(&mut self) -> Result<Option<(Made, Before, u64)>> {
        let part = || format!("{}: cannot be read", self.part_path.display());
        let journal = || format!("{}: cannot be read", self.journal_path.display());
        let length = self.part.metadata().with_context(part)?.len();
        let mut lines = BufReader::new(&self.journal);
        let mut line = Vec::new();
        let mut kept = lines.read_until(b'\n', &mut line).with_context(journal)? as u64;
        let Ok(made) = serde_json::from_slice::<Made>(&line) else { return Ok(None) };
        let (mut before, mut last_from) = (Before::default(), 0);
        loop {
            line.clear();
            let read = lines.read_until(b'\n', &mut line).with_context(journal)? as u64;
            // The last line may be cut off, and tell of a record that never came to the disk.
            let Some(next) = read_line(&line).filter(|next| next.bytes <= length) else { break };
            (last_from, before, kept) = (before.bytes, next, kept + read);
        }
        if before.done == 0 {
            return Ok(Some((made, before, kept)));
        }
        let mut line = String::new();
        self.part.seek(SeekFrom::Start(last_from)).with_context(part)?;
        (&self.part).take(before.bytes - last_from).read_to_string(&mut line).with_context(part)?;
        let Some(record) = line.strip_suffix('\n').and_then(|line| Record::from_json(line).ok()) else {
            bail!(
                "{}: does not hold the records that its journal tells of; run without --resume to code anew",
                self.part_path.display()
            );
        };
        before.last = Some(record.article.source.sha256);
        Ok(Some((made, before, kept)))
    }
}

/// Cuts a file off behind `length` bytes, to go on there.
fn cut(file: &mut File, length: u64) -> std::io::Result<()> {
    file.set_len(length)?;
    file.seek(SeekFrom::Start(length)).map(drop)
}

/// A line of the journal: items, failures, records, bytes of the file; `None` for one that is not whole.
fn read_line(line: &[u8]) -> Option<Before> {
    let text = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let numbers: Vec<u64> = text.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [items, failed, done, bytes] = numbers[..] else { return None };
    Some(Before { mark: Mark { items, failed }, done, bytes, last: None })
}

impl Journaled {
    /// Writes one record, as a line, and then that it is written.
    pub(super) fn write(&mut self, line: &str, mark: Mark) -> Result<()> {
        let told = |path: &Path| {
            format!(
                "{}: cannot be written to any more; make room, and run the same again with --resume to go on",
                path.display()
            )
        };
        self.part.write_all(line.as_bytes()).with_context(|| told(&self.part_path))?;
        self.bytes += line.len() as u64;
        self.done += 1;
        let line = format!("{} {} {} {}\n", mark.items, mark.failed, self.done, self.bytes);
        self.journal.write_all(line.as_bytes()).with_context(|| told(&self.journal_path))
    }

    /// Gives the file its name; the journal has done its work.
    pub(super) fn finish(self) -> Result<()> {
        let renamed = std::fs::rename(&self.part_path, &self.path);
        renamed.with_context(|| {
            format!("{}: cannot be renamed to {}", self.part_path.display(), self.path.display())
        })?;
        std::fs::remove_file(&self.journal_path).with_context(|| {
            format!("{}: cannot be removed; it is not needed any more", self.journal_path.display())
        })
    }

    /// Takes the files away if nothing came of the run.
    pub(super) fn give_up(self) {
        if self.done == 0 {
            // The run has said why it failed; empty files tell for themselves what they are.
            let _ = std::fs::remove_file(&self.part_path);
            let _ = std::fs::remove_file(&self.journal_path);
        }
    }
}
