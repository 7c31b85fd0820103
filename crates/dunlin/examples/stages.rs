//! Processor time of every stage of the line, on one thread.
//!
//! ```text
//! cargo run --release -p dunlin --example stages -- --model fast --turns 5 examples
//! cargo run --release -p dunlin --example stages -- --kernel avx2 --json articles.jsonl
//! ```
//!
//! INPUTS are those of `dunlin code`. All documents are read into memory and coded once unmeasured, which also checks that the
//! stages put together here give what `Dunlin::code` gives. Then they are coded `--turns` times, and what each stage took for each
//! document when it took least is added up: other work on the machine can only add. `--json` prints seconds instead of a
//! table.
//!
//! The rows `… words`, `… network` and `… co-reference` are parts of reading, done again by themselves; they do not count
//! towards the sum.

use dunlin::coding::forest::Forest;
use dunlin::coding::{Lexicon, actors, amounts, attribution, events, forms, outlook, places, times};
use dunlin::language::model::kernel::Kernel;
use dunlin::language::model::vocabulary::Vocabulary;
use dunlin::language::model::window::Words;
use dunlin::language::model::{Model, Workspace};
use dunlin::language::tokens::Tokeniser;
use dunlin::language::{Analysis, Reader, coreference};
use dunlin::record::{Article, Coding, MadeBy, Record};
use dunlin::{Dunlin, Given, Limits, RawDocument, Weights, documents, input};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The stages in the order of the line; the parts of reading stand behind it.
const STAGES: [(&str, bool); 14] = [
    ("page", true),
    ("reading", true),
    ("… words", false),
    ("… network", false),
    ("… co-reference", false),
    ("lemmas and trees", true),
    ("actors", true),
    ("times", true),
    ("places", true),
    ("attribution", true),
    ("amounts", true),
    ("events", true),
    ("outlook", true),
    ("record as JSON", true),
];

/// Processor time of this thread.
#[cfg(unix)]
fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// The clock, where the system does not tell a thread's processor time.
#[cfg(not(unix))]
fn now() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

/// Time by stage.
#[derive(Debug, Clone, Default)]
struct Clock {
    at: Duration,
    spent: [Duration; STAGES.len()],
}

impl Clock {
    /// What follows is measured.
    fn start(&mut self) {
        self.at = now();
    }

    /// What was done since the last call was `stage`.
    fn lap(&mut self, stage: &str) {
        let before = std::mem::replace(&mut self.at, now());
        let slots = STAGES.iter().zip(&mut self.spent);
        for (_, slot) in slots.filter(|((name, _), _)| *name == stage) {
            *slot += self.at.saturating_sub(before);
        }
    }

    /// Of each stage the lesser of the two times.
    fn lower(&mut self, other: &Self) {
        self.spent.iter_mut().zip(&other.spent).for_each(|(mine, other)| *mine = (*mine).min(*other));
    }

    /// Both times together.
    fn add(&mut self, other: &Self) {
        self.spent.iter_mut().zip(&other.spent).for_each(|(mine, other)| *mine += *other);
    }

    /// All stages of the line together.
    fn whole(&self) -> Duration {
        STAGES.iter().zip(&self.spent).filter(|((_, counts), _)| *counts).map(|(_, spent)| *spent).sum()
    }
}

/// What was read, of one turn.
#[derive(Debug, Clone, Default)]
struct Counts {
    documents: usize,
    bytes: usize,
    /// Between blanks, in the articles' texts.
    words: usize,
    /// Words as the model has them: marks and endings are words too.
    tokens: usize,
    sentences: usize,
    windows: usize,
    /// Rows that went through the network.
    rows: usize,
    record_bytes: usize,
}

/// All that the stages need.
struct Line {
    reader: Reader,
    model: Model,
    kernel: Kernel,
    vocabulary: Vocabulary,
    tokeniser: Tokeniser,
    lexicon: Lexicon,
    limits: Limits,
    made_by: MadeBy,
}

impl Line {
    /// One document through all stages.
    fn code(&self, document: &RawDocument, clock: &mut Clock, counts: &mut Counts) -> Option<Record> {
        clock.start();
        let (article, notes) = dunlin_page::article(document, &self.limits).ok()?;
        clock.lap("page");
        let analysis = self.reader.read(&article);
        clock.lap("reading");
        let coding = coded(&article, &analysis, &self.lexicon, clock);
        let record = Record::new(article, notes, coding, self.made_by.clone());
        let json = record.to_json().ok()?;
        clock.lap("record as JSON");
        self.read_in_parts(&record.article, analysis.clone(), clock, counts);
        counts.documents += 1;
        counts.bytes += document.bytes();
        counts.words += record.article.text.split_whitespace().count();
        counts.tokens += analysis.words.len();
        counts.sentences += analysis.sentences.len();
        counts.record_bytes += json.len();
        Some(record)
    }

    /// The parts of reading that have a function of their own. Windows begin where the reader's did: after the last
    /// sentence that ended inside of the one before.
    fn read_in_parts(&self, article: &Article, mut done: Analysis, clock: &mut Clock, counts: &mut Counts) {
        clock.start();
        let room = self.model.config.max_pieces;
        let source = Words::of(article, &self.tokeniser, &self.vocabulary, room - 2);
        clock.lap("… words");
        let mut work = Workspace::default();
        let mut from = 0;
        while from < source.words.len() {
            let cut = source.cut(from, room);
            let window = source.window(cut.words.clone(), &self.vocabulary);
            self.model.read(self.kernel, &window, &mut work);
            counts.windows += 1;
            counts.rows += window.pieces.len() / self.vocabulary.unit().max(1);
            let ends = done.sentences.iter().map(|sentence| sentence.words.end);
            let next = ends.filter(|&end| end > from && end <= cut.words.end).max();
            from = next.unwrap_or(cut.words.end);
        }
        clock.lap("… network");
        coreference::resolve(&article.text, &mut done);
        clock.lap("… co-reference");
    }
}

/// What `dunlin_coding::code` does, a lap a layer.
fn coded(article: &Article, analysis: &Analysis, lexicon: &Lexicon, clock: &mut Clock) -> Coding {
    let mut coding = Coding::default();
    let analysis = &forms::settled(article, analysis, lexicon);
    coding.notes.extend(analysis.notes.iter().cloned());
    let mut forest = Forest::new(analysis);
    forest.settle_lemmas(
        &article.text,
        &|lemma| lexicon.events.knows(lemma) || lexicon.actors.is_agent(lemma),
        &|form| lexicon.events.irregular(form),
    );
    clock.lap("lemmas and trees");
    let cast = actors::cast(article, &forest, &lexicon.actors);
    coding.entities.clone_from(&cast.entities);
    clock.lap("actors");
    let found = times::read(article, analysis, &lexicon.times);
    coding.times = found.expressions;
    coding.notes.extend(found.notes);
    clock.lap("times");
    let countries: Vec<_> = cast.named_countries().cloned().collect();
    let found = places::read(article, analysis, &countries, &lexicon.places);
    coding.places = found.places;
    coding.notes.extend(found.notes);
    clock.lap("places");
    coding.attributions = attribution::read(article, analysis, lexicon, &coding.entities, &coding.times);
    clock.lap("attribution");
    let found = amounts::read(article, analysis, &lexicon.amounts, &coding.times, &coding.attributions);
    coding.amounts = found.amounts;
    coding.notes.extend(found.notes);
    clock.lap("amounts");
    let least = lexicon.events.least_confidence();
    let found = events::events(article, &forest, &cast, lexicon, &coding, least);
    coding.events = found.events;
    coding.notes.extend(found.notes);
    clock.lap("events");
    coding.deadlines = outlook::deadlines(article, analysis, lexicon, &coding.times, &coding.attributions);
    coding.forecasts = outlook::forecasts(analysis, lexicon, &coding.attributions);
    coding.precedents = outlook::precedents(analysis, lexicon, &coding.times, &coding.attributions);
    clock.lap("outlook");
    coding
}

fn main() -> Result<(), Box<dyn Error>> {
    let (mut model, mut kernel, mut turns, mut json) = ("accurate".to_owned(), Kernel::best(), 3, false);
    let mut inputs: Vec<PathBuf> = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--model" => model = value()?,
            "--kernel" => {
                let name = value()?;
                kernel = Kernel::named(&name).ok_or_else(|| format!("no kernel {name} on this machine"))?;
            }
            "--turns" => turns = value()?.parse()?,
            "--json" => json = true,
            input => inputs.push(input.into()),
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").join(model + ".safetensors");
    let weights = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let whole = Dunlin::with_weights(Weights::File(&path), None)?;
    let model = Model::from_bytes(weights.clone())?;
    let line = Line {
        reader: Reader::from_bytes(weights)?.with_kernel(kernel),
        vocabulary: Vocabulary::of(&model)?,
        model,
        kernel,
        tokeniser: Tokeniser::new(),
        lexicon: Lexicon::embedded()?,
        limits: Limits::default(),
        made_by: whole.made_by().clone(),
    };

    let mut pages = Vec::new();
    for input in input::expand(&inputs) {
        let input = input?;
        // A zip can not be read in this way.
        pages.extend(documents(input.open()?, &input.name(), &Given::default(), &line.limits).flatten());
    }
    if pages.is_empty() {
        return Err("give INPUTS with documents".into());
    }
    for page in &pages {
        let record = line.code(page, &mut Clock::default(), &mut Counts::default());
        if record != whole.code(page).ok() {
            return Err(format!("{}: the stages give another record than the whole line", page.place).into());
        }
    }
    let mut least: Vec<Option<Clock>> = vec![None; pages.len()];
    let mut counts = Counts::default();
    for _ in 0..turns.max(1) {
        counts = Counts::default();
        for (page, least) in pages.iter().zip(&mut least) {
            let mut clock = Clock::default();
            line.code(page, &mut clock, &mut counts);
            match least {
                Some(least) => least.lower(&clock),
                None => *least = Some(clock),
            }
        }
    }
    let mut clock = Clock::default();
    least.iter().flatten().for_each(|least| clock.add(least));
    let mut out = std::io::stdout().lock();
    let text = if json { as_json(&clock, &counts, kernel) } else { as_table(&clock, &counts, kernel) };
    writeln!(out, "{text}")?;
    Ok(())
}

fn as_json(clock: &Clock, counts: &Counts, kernel: Kernel) -> String {
    let spent = STAGES.iter().zip(&clock.spent);
    let seconds: serde_json::Map<_, _> =
        spent.map(|((name, _), spent)| ((*name).to_owned(), spent.as_secs_f64().into())).collect();
    serde_json::json!({
        "kernel": kernel.name(), "seconds": seconds, "whole": clock.whole().as_secs_f64(),
        "documents": counts.documents, "bytes": counts.bytes, "words": counts.words, "tokens": counts.tokens,
        "sentences": counts.sentences, "windows": counts.windows, "rows": counts.rows,
        "record_bytes": counts.record_bytes,
    })
    .to_string()
}

fn as_table(clock: &Clock, counts: &Counts, kernel: Kernel) -> String {
    let words = counts.words as f64;
    let each = |count: usize| count as f64 / words;
    let mut text = format!(
        "{} documents, {} words; for each word {:.2} of the model's, {:.2} rows in {} windows; kernel {}\n\n\
         | stage | CPU s | share | words a CPU-s |\n|---|---|---|---|\n",
        counts.documents,
        counts.words,
        each(counts.tokens),
        each(counts.rows),
        counts.windows,
        kernel.name(),
    );
    let whole = clock.whole().as_secs_f64();
    let rows = STAGES.iter().zip(&clock.spent).map(|((name, _), spent)| (*name, spent.as_secs_f64()));
    for (name, seconds) in rows.chain([("all", whole)]) {
        let share = 100.0 * seconds / whole;
        text += &format!("| {name} | {seconds:.3} | {share:.1} % | {:.0} |\n", words / seconds);
    }
    text
}
