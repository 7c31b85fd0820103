//! Runs over many documents: in parts, and cut off and gone on with. Whatever happens, the bytes are those of one run.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{dunlin, stderr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Documents of different lengths in two files; some cannot be read.
fn corpus(folder: &Path, documents: usize) {
    let mut files = [String::new(), String::new()];
    for n in 0..documents {
        let text =
            format!("Minister {n} of Kerrin said on Tuesday that {} ships had left the harbour. ", n * 3)
                .repeat(1 + n * 7 % 11);
        let line = match n % 13 {
            5 => "{\"text\": 1}\n".to_owned(),
            _ => {
                serde_json::json!({"id": format!("doc-{n}"), "text": text, "published": "2026-03-02"})
                    .to_string()
                    + "\n"
            }
        };
        files[n * 2 / documents] += &line;
    }
    std::fs::write(folder.join("a.jsonl"), &files[0]).unwrap();
    std::fs::write(folder.join("b.jsonl"), &files[1]).unwrap();
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

/// One whole run over the corpus.
fn whole(folder: &Path) -> Vec<u8> {
    let out = path(folder, "whole.jsonl");
    let run = code(folder, &out, &[]);
    assert_eq!(run.status.code(), Some(1), "some cannot be read: {}", stderr(&run));
    let bytes = std::fs::read(&out).unwrap();
    std::fs::remove_file(out).unwrap();
    bytes
}

fn code(folder: &Path, out: &str, more: &[&str]) -> std::process::Output {
    let (a, b) = (path(folder, "a.jsonl"), path(folder, "b.jsonl"));
    let mut arguments = vec!["code", &a, &b, "--model", "fast", "--threads", "2", "-o", out];
    arguments.extend(more);
    dunlin(&arguments, "")
}

fn start(folder: &Path, out: &str, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dunlin"))
        .args([
            "code",
            &path(folder, "a.jsonl"),
            &path(folder, "b.jsonl"),
            "--model",
            "fast",
            "--threads",
            "2",
        ])
        .args(["-o", out])
        .args(more)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn shards_put_together_are_the_whole_run() {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path(), 60);
    let whole = whole(folder.path());
    for of in [2, 5] {
        let mut together = Vec::new();
        for number in 1..=of {
            let out = path(folder.path(), &format!("part-{number}.jsonl"));
            let run = code(folder.path(), &out, &["--shard", &format!("{number}/{of}")]);
            assert!(matches!(run.status.code(), Some(0 | 1)), "{}", stderr(&run));
            together.extend(std::fs::read(&out).unwrap());
            std::fs::remove_file(out).unwrap();
        }
        assert!(together == whole, "{of} shards");
    }
}

#[test]
fn a_run_killed_again_and_again_ends_with_the_bytes_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path(), 240);
    let begun = Instant::now();
    let whole = whole(folder.path());
    let long = begun.elapsed();
    let out = path(folder.path(), "out.jsonl");
    let part = path(folder.path(), "out.jsonl.part");
    let kills: u32 = std::env::var("DUNLIN_KILLS").map_or(6, |count| count.parse().unwrap());
    let (mut cut, mut most) = (0, 0);
    for kill in 0..kills {
        // The first is begun with the option too: there is nothing to go on with yet.
        let mut child = start(folder.path(), &out, &["--resume"]);
        // Moments spread over the run without a pattern (multiples of the golden ratio), so that work is done between them.
        let share = (f64::from(kill) * 0.618_033_988_75 + 0.31).fract();
        std::thread::sleep(long.mul_f64(0.25 + 0.3 * share).max(Duration::from_millis(1)));
        cut += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        if Path::new(&out).exists() {
            assert!(std::fs::read(&out).unwrap() == whole, "kill {kill}");
            std::fs::remove_file(&out).unwrap();
            most = 0;
            continue;
        }
        let bytes = std::fs::read(&part).unwrap_or_default();
        let end = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        assert!(bytes[..end] == whole[..end], "kill {kill}: whole records stand in the file");
        assert!(end >= most, "kill {kill}: what was written is kept");
        // Worse than a kill: the machine went down, and the last bytes are half there.
        if kill % 2 == 1 && end > 10 {
            std::fs::write(&part, &bytes[..end - 5]).unwrap();
        } else {
            most = end;
        }
    }
    assert!(cut > 0, "no run was killed while it ran");
    let run = code(folder.path(), &out, &["--resume"]);
    assert_eq!(run.status.code(), Some(1), "what failed before still counts: {}", stderr(&run));
    assert!(stderr(&run).contains("18 of 240") || stderr(&run).contains("19 of 240"), "{}", stderr(&run));
    assert!(std::fs::read(&out).unwrap() == whole);
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "neither part nor journal is left: {left:?}");
}

#[test]
fn what_cannot_be_gone_on_with_is_refused_and_said() {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path(), 400);
    let out = path(folder.path(), "out.jsonl");
    let journal = path(folder.path(), "out.jsonl.journal");
    let cut = || {
        let mut child = start(folder.path(), &out, &[]);
        while std::fs::read_to_string(&journal).map_or(0, |text| text.lines().count()) < 20 {
            assert!(child.try_wait().unwrap().is_none(), "the run was too short to be cut off");
            std::thread::sleep(Duration::from_millis(1));
        }
        child
    };
    let mut child = cut();
    let refused = |more: &[&str], words: &str| {
        let run = code(folder.path(), &out, more);
        assert_eq!(run.status.code(), Some(2), "{more:?}: {}", stderr(&run));
        assert!(stderr(&run).contains(words), "{more:?}: {}", stderr(&run));
    };
    refused(&["--resume"], "another run is writing it");
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = std::fs::read(path(folder.path(), "out.jsonl.part")).unwrap();
    refused(&["--resume", "--published", "2026-01-01"], "another --published");
    refused(&["--resume", "--shard", "1/2"], "another --shard");
    refused(&["--resume", "--min-confidence", "0.9"], "another --min-confidence");
    refused(&["--resume", "--to", "csv"], "goes on with a file of records");
    let (a, b) = (path(folder.path(), "a.jsonl"), path(folder.path(), "b.jsonl"));
    let run = dunlin(&["code", &a, &b, "--resume", "-o", &out, "--model", "accurate"], "");
    assert!(stderr(&run).contains("another language model"), "{}", stderr(&run));
    let input = std::fs::read(&a).unwrap();
    std::fs::write(&a, [&input[..], b"\n"].concat()).unwrap();
    refused(&["--resume"], "inputs of other names, number or length");
    // The same length, but other words where the last record came from.
    std::fs::write(&a, String::from_utf8(input.clone()).unwrap().replace("harbour", "carrier")).unwrap();
    refused(&["--resume"], "there is another page now");
    std::fs::write(&a, input).unwrap();
    assert_eq!(
        std::fs::read(path(folder.path(), "out.jsonl.part")).unwrap(),
        kept,
        "nothing was lost by asking"
    );
    let run = code(folder.path(), &out, &["--resume"]);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    refused(&["--resume"], "is complete");
    let run = dunlin(&["code", "-", "--resume"], "");
    assert_eq!(run.status.code(), Some(2), "without a file there is nothing to go on with");
    let run = dunlin(&["code", "-", "--shard", "1/2"], "x");
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("reads its inputs twice"), "{}", stderr(&run));
}
