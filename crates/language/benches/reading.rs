//! How fast the model reads, on one core: its arithmetic alone, and whole articles.
//!
//! ```text
//! cargo bench -p dunlin-language --bench reading                        all
//! DUNLIN_WEIGHTS=models/accurate.safetensors cargo bench … -- article   articles, with these weights
//! ```
//!
//! `product/…` counts multiply-adds; a core's limit is 32 a cycle for AVX2 (two multiplying instructions of 32 bytes
//! for each 32), 41 where three lines add up in 16 bits, and 128 a cycle for AVX-512 VNNI with two units. `article/…`
//! counts words; `load` counts bytes.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dunlin_language::model::kernel::Kernel;
use dunlin_language::model::kernel::float::{self, View};
use dunlin_language::model::kernel::linear::{Linear, Quantised};
use dunlin_language::{Reader, Workspace};
use dunlin_record::{Article, Block, BlockRole, Span};
use std::hint::black_box;

/// Rows of a full window.
const ROWS: usize = 256;

/// The encoder's matrix products, 256 rows each.
fn products(c: &mut Criterion) {
    let mut group = c.benchmark_group("product");
    for (name, outputs, inputs) in
        [("qkv", 1152, 384), ("out", 384, 384), ("up", 1536, 384), ("down", 384, 1536)]
    {
        // Small weights are the most frequent ones, as in a trained layer: how many AVX2 adds up at once depends on it.
        let weight = |i: usize| (i * 7919 % 85 + i * 5407 % 83 + i * 3571 % 89) as i32 - 127;
        let weights: Vec<u8> = (0..outputs * inputs).map(|i| weight(i) as u8).collect();
        let Some(layer) = Linear::new(&weights, inputs, &vec![0.01; outputs], &vec![0.0; outputs]) else {
            continue;
        };
        let values: Vec<u8> = (0..ROWS * inputs).map(|i| (i * 31 % 128) as u8).collect();
        let (scales, zeros) = (vec![0.1; ROWS], vec![60; ROWS]);
        let mut out = vec![0f32; ROWS * layer.width()];
        group.throughput(Throughput::Elements((ROWS * outputs * inputs) as u64));
        for kernel in Kernel::available().into_iter().skip(1) {
            group.bench_function(BenchmarkId::new(kernel.name(), name), |b| {
                let rows = Quantised { values: &values, scales: &scales, zeros: &zeros };
                b.iter(|| layer.apply(kernel, rows, black_box(&mut out)));
            });
        }
    }
    group.finish();
}

/// One attention head over a full window: scores, softmax, mixing.
fn attention(c: &mut Criterion) {
    let mut group = c.benchmark_group("attention");
    let numbers: Vec<f32> = (0..ROWS * 32).map(|i| (i as f32 * 0.37).sin()).collect();
    let (mut scores, mut sums) = (vec![0f32; ROWS * ROWS], vec![0f32; ROWS]);
    let mut mixed = vec![0f32; ROWS * 32];
    for kernel in Kernel::available().into_iter().skip(1) {
        group.bench_function(kernel.name(), |b| {
            b.iter(|| {
                let (queries, keys) =
                    (View { values: &numbers, stride: 32 }, View { values: &numbers, stride: ROWS });
                float::product(kernel, queries, keys, &mut scores, ROWS, ROWS, 32, ROWS);
                float::exponentiate(kernel, &mut scores, ROWS, ROWS, &mut sums);
                let weights = View { values: &scores, stride: ROWS };
                float::product(kernel, weights, queries, black_box(&mut mixed), 32, ROWS, ROWS, 32);
            });
        });
    }
    group.finish();
}

/// Whole articles with the weights that `DUNLIN_WEIGHTS` names, or the repository's.
fn articles(c: &mut Criterion) {
    let path = std::env::var("DUNLIN_WEIGHTS").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/accurate.safetensors").to_owned()
    });
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("no weights at {path}: articles are left out");
        return;
    };
    let bytes: &'static [u8] = bytes.leak();
    let mut group = c.benchmark_group("load");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("model", |b| {
        b.iter(|| Reader::from_bytes(black_box(bytes)).map(|r| r.digest().len()))
    });
    group.finish();

    let article = article();
    let mut group = c.benchmark_group("article");
    group.sample_size(10);
    for kernel in Kernel::available().into_iter().skip(1) {
        let reader = match Reader::from_bytes(bytes) {
            Ok(reader) => reader.with_kernel(kernel),
            Err(error) => {
                eprintln!("{path}: {error}");
                return;
            }
        };
        let mut work = Workspace::default();
        group.throughput(Throughput::Elements(reader.read(&article).words.len() as u64));
        group.bench_function(kernel.name(), |b| b.iter(|| reader.read_with(black_box(&article), &mut work)));
    }
    group.finish();
}

/// Some 1,100 words of invented news, in paragraphs of two or three sentences.
fn article() -> Article {
    const SENTENCES: [&str; 9] = [
        "The port authority of Larnesund said on Thursday that 1,240 containers had been cleared since the strike ended.",
        "\"We shall not sign before the islands are heard,\" foreign minister Odile Marchetti told reporters in Veld.",
        "According to two officials who were not named, the northern delegation threatened to leave the talks.",
        "Prices of barley rose by 4.2 percent in March, the fastest since 2011, after rains flooded the lower valley.",
        "The coast guard denied that its boats had fired on the trawler, which it says crossed the line at night.",
        "A spokesman for the union, Henrik Aas, called the offer \"an insult to everyone who works the night shift\".",
        "The council will vote on the budget by May 12; if it fails, the mayor has promised to resign.",
        "Neighbouring Ostria, which had imposed sanctions in autumn, welcomed the release of the three engineers.",
        "Doctors at the district hospital reported at least thirty injured, most of them students.",
    ];
    let mut article = Article::default();
    for paragraph in 0..24 {
        let start = article.text.len();
        for sentence in 0..2 + paragraph % 2 {
            if sentence > 0 {
                article.text.push(' ');
            }
            article.text.push_str(SENTENCES[(paragraph * 5 + sentence * 2) % SENTENCES.len()]);
        }
        let span = Span::new(start, article.text.len());
        article.blocks.push(Block { role: BlockRole::Paragraph, span, page_bytes: Vec::new(), credit: None });
        article.text.push_str("\n\n");
    }
    article
}

criterion_group!(benches, products, attention, articles);
criterion_main!(benches);
