//! Every check over its kept corpus, and over a bounded number of changed inputs: what a fuzzer does at length, for a few
//! seconds and with any toolchain. `DUNLIN_MUTATIONS` sets how many changed inputs each check gets.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

use dunlin_checks::{ALL, mutate};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

/// The kept inputs of a check, with their names.
fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut inputs: Vec<(String, Vec<u8>)> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{} is empty", folder.display());
    inputs
}

#[test]
fn every_check_holds_over_its_corpus_and_over_changes_of_it() {
    let changes: usize = std::env::var("DUNLIN_MUTATIONS").map_or(400, |count| count.parse().unwrap());
    let mut failed = Vec::new();
    std::thread::scope(|scope| {
        let running: Vec<_> = ALL
            .iter()
            .map(|&(name, check)| {
                scope.spawn(move || {
                    let inputs = corpus(name);
                    for (file, bytes) in &inputs {
                        if catch_unwind(|| check(bytes)).is_err() {
                            return Some(format!("{name}: {file}"));
                        }
                    }
                    for seed in 0..changes {
                        let (_, one) = &inputs[seed % inputs.len()];
                        let (_, other) = &inputs[seed / inputs.len() % inputs.len()];
                        let changed = mutate(one, other, seed as u64);
                        if catch_unwind(|| check(&changed)).is_err() {
                            let shown = String::from_utf8_lossy(&changed).into_owned();
                            return Some(format!("{name}: change {seed}: {shown:?}"));
                        }
                    }
                    None
                })
            })
            .collect();
        failed.extend(running.into_iter().filter_map(|check| check.join().unwrap()));
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
