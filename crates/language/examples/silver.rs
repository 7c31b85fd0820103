//! Reads documents with the accurate model and writes down what it thinks of every word, for a smaller model to learn from.
//!
//! Documents come from standard input, one JSON object `{"id", "text"}` a line. Two files are written: `OUT.forms`, one word
//! a line, and `OUT.bin`, for each word [`NUMBERS`] 16-bit numbers (little-endian): flags (1: the model ends a sentence
//! here, 2: last word of its stretch, 4: last of its document, 8: joined to the word before), the probability of a sentence
//! end, then for each layer of [`LAYERS`] its most likely labels, as pairs of a label and its probability (65,535 is 1). A
//! head is the distance to it, 0 the root; the word that a role points to likewise, with 32,767 for none.
//!
//! ```text
//! cargo run --release -p dunlin-language --example silver -- models/accurate.safetensors OUT < documents.jsonl
//! ```

use dunlin_language::model::decode::tree::tree;
use dunlin_language::model::kernel::Kernel;
use dunlin_language::model::kernel::float::{exp, log_softmax};
use dunlin_language::model::vocabulary::Vocabulary;
use dunlin_language::model::window::Words;
use dunlin_language::model::{Model, Scores, Workspace};
use dunlin_language::tokens::Tokeniser;
use dunlin_record::Article;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufWriter, Write};
use std::ops::Range;

/// The layers in their order, and how many labels are kept of each.
const LAYERS: [(&str, usize); 8] = [
    ("upos", 3),
    ("xpos", 3),
    ("lemma", 2),
    ("name", 3),
    ("role", 3),
    ("head", 4),
    ("relation", 3),
    ("link", 2),
];

/// Numbers a word.
const NUMBERS: usize = 2 + 2 * (3 + 3 + 2 + 3 + 3 + 4 + 3 + 2);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [weights, out] = arguments.as_slice() else { return Err("WEIGHTS and OUT are needed".into()) };
    let model = Model::from_bytes(std::fs::read(weights)?)?;
    let vocabulary = Vocabulary::of(&model)?;
    let tokeniser = Tokeniser::new();
    let kinds = model.labels.deprel.len();
    let mut forms = BufWriter::new(File::create(format!("{out}.forms"))?);
    let mut numbers = BufWriter::new(File::create(format!("{out}.bin"))?);
    let mut work = Workspace::default();
    for line in std::io::stdin().lock().lines() {
        let document: serde_json::Value = serde_json::from_str(&line?)?;
        let Some(text) = document["text"].as_str() else { continue };
        let article = Article::of_paragraphs(text.to_owned());
        let source = Words::of(&article, &tokeniser, &vocabulary, model.config.max_pieces - 2);
        let mut from = 0;
        while from < source.words.len() {
            let cut = source.cut(from, model.config.max_pieces);
            let window = source.window(cut.words.clone(), &vocabulary);
            let mut scores = model.read(Kernel::best(), &window, &mut work);
            let says = |word: usize| matches!(scores.sentence_end(word), [on, ends] if ends > on);
            let mut ends: Vec<usize> = cut
                .words
                .clone()
                .filter(|&w| says(w - from) || source.ends_stretch(w))
                .map(|w| w + 1)
                .collect();
            if ends.is_empty() || cut.at_border && ends.last() != Some(&cut.words.end) {
                ends.push(cut.words.end);
            }
            let mut start = from;
            for end in ends {
                for (word, row) in (start..end).zip(sentence(&mut scores, start - from..end - from, kinds)) {
                    let last = word + 1 == source.words.len();
                    let flags = u16::from(word + 1 == end)
                        | u16::from(source.ends_stretch(word)) << 1
                        | u16::from(last) << 2
                        | u16::from(source.words[word].joined) << 3;
                    numbers.write_all(&flags.to_le_bytes())?;
                    for number in row {
                        numbers.write_all(&number.to_le_bytes())?;
                    }
                    let form: String = source.words[word].span.of(&article.text).split_whitespace().collect();
                    writeln!(forms, "{form}")?;
                }
                start = end;
            }
            from = start;
        }
    }
    Ok(())
}

/// The numbers of each word of a sentence but the flags; there are `kinds` relations.
fn sentence(scores: &mut Scores<'_>, words: Range<usize>, kinds: usize) -> Vec<Vec<u16>> {
    let (count, all) = (words.len(), scores.words());
    let arcs = scores.arcs(words.clone());
    let heads = tree(count, |dependent, head| arcs.values[dependent * arcs.stride + head]);
    let arcs: Vec<Vec<f32>> =
        arcs.values.chunks(arcs.stride).take(count).map(|row| row[..=count].to_vec()).collect();
    let links = scores.links(words.clone());
    let links: Vec<Vec<f32>> =
        links.values.chunks(links.stride).take(count).map(|row| row[..=all].to_vec()).collect();
    let mut rows = Vec::with_capacity(count);
    for (at, word) in words.clone().enumerate() {
        let mut row = Vec::with_capacity(NUMBERS - 1);
        let ends = likely(scores.sentence_end(word), 2);
        row.push(ends.iter().find(|(label, _)| *label == 1).map_or(0, |&(_, p)| p));
        let mut add = |labels: Vec<(usize, u16)>, name: &str| {
            let most = LAYERS.iter().find(|(layer, _)| *layer == name).map_or(0, |&(_, most)| most);
            for i in 0..most {
                let (label, p) = labels.get(i).copied().unwrap_or((0, 0));
                row.extend([label as u16, p]);
            }
        };
        add(likely(scores.upos(word), 3), "upos");
        add(likely(scores.xpos(word), 3), "xpos");
        add(likely(scores.lemma(word), 2), "lemma");
        add(likely(scores.name(word), 3), "name");
        add(likely(scores.role(word), 3), "role");
        let mut own = arcs[at].clone();
        own[at + 1] = -1e4;
        let distance = |(head, p): (usize, u16)| match head {
            0 => (0, p),
            head => ((head as i64 - 1 - at as i64) as u16 as usize, p),
        };
        add(likely(&own, 4).into_iter().map(distance).collect(), "head");
        let head = heads[at].map(|head| words.start + head);
        let relations = scores.relations([(word, head)].into_iter());
        add(likely(&relations.values[..kinds], 3), "relation");
        let to = |(target, p): (usize, u16)| match target {
            0 => (0x7FFF, p),
            target => ((target as i64 - 1 - word as i64) as u16 as usize, p),
        };
        add(likely(&links[at], 2).into_iter().map(to).collect(), "link");
        rows.push(row);
    }
    rows
}

/// The most likely labels, the best first.
fn likely(scores: &[f32], most: usize) -> Vec<(usize, u16)> {
    let mut logs = scores.to_vec();
    log_softmax(Kernel::best(), &mut logs, scores.len());
    let mut best: Vec<usize> = Vec::with_capacity(most + 1);
    for (label, &log) in logs.iter().enumerate() {
        if best.len() < most || best.last().is_some_and(|&last| log > logs[last]) {
            best.insert(best.partition_point(|&other| logs[other] >= log), label);
            best.truncate(most);
        }
    }
    best.into_iter().map(|label| (label, (exp(logs[label]) * 65_535.0) as u16)).collect()
}
