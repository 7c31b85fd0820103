//! A `dunlin add` that is killed at any moment leaves a ledger that opens, holds whole documents in the order of the
//! input, everything that was told to be kept among them, and is continued by the same command.
//!
//! `DUNLIN_KILLS=200 cargo test -p dunlin --test killed` kills so often; a few times without.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::root;
use rusqlite::Connection;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DOCUMENTS: usize = 120;

/// Stories of a few sentences with speakers, figures and events, no two alike.
fn corpus() -> String {
    const PEOPLE: &[&str] = &["Henrik Lossen", "Ilir Dosk", "Clara Wennberg", "Mara Tolm", "Signe Haugen"];
    const DEEDS: &[&str] = &["rejected", "welcomed", "condemned", "accepted", "criticised"];
    const THINGS: &[&str] =
        &["the truce", "the embargo", "the treaty", "the talks", "the verdict", "the budget"];
    (0..DOCUMENTS)
        .map(|n| {
            let (person, deed) = (PEOPLE[n % PEOPLE.len()], DEEDS[n / 5 % DEEDS.len()]);
            let thing = THINGS[n / 25 % THINGS.len()];
            let text = format!(
                "Varland and {thing}, day {n}\n\nVarland {deed} {thing} on Monday, {person} said. At least {} people \
                 were killed in port {n}, according to the harbour ministry.\n\n\"We will answer by {} April,\" {person} \
                 told reporters at meeting {n}.",
                n + 3,
                n % 28 + 1
            );
            let document = serde_json::json!({
                "id": format!("doc-{n:04}"), "published": "2026-03-05", "outlet": "Kerrin Post", "text": text
            });
            format!("{document}\n")
        })
        .collect()
}

fn start(input: &Path, ledger: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dunlin"))
        .args(["add", input.to_str().unwrap(), "--ledger", ledger.to_str().unwrap()])
        .args(["--model", "fast", "--to", "jsonl", "--threads", "2", "--quiet"])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The documents in a ledger, which must be sound.
fn kept(ledger: &Path) -> Vec<String> {
    if !ledger.exists() {
        return Vec::new();
    }
    // As any program opens it: what the killed one left in the log is read along.
    let db = Connection::open(ledger).unwrap();
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    if tables == 0 {
        return Vec::new();
    }
    let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let foreign: i64 =
        db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(foreign, 0);
    db.execute_batch("INSERT INTO words(words) VALUES ('integrity-check')").unwrap();
    let whole: i64 = db
        .query_row(
            "SELECT count(*) FROM article a JOIN version v ON v.id = a.id JOIN source s ON s.id = v.source
               JOIN record r ON r.id = a.record JOIN body b ON b.article = a.id JOIN arrival i ON i.version = v.id
              WHERE a.latest = 1 AND a.quotes = (SELECT count(*) FROM attribution WHERE article = a.id)
                AND a.events = (SELECT count(*) FROM event WHERE article = a.id)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let mut query = db.prepare("SELECT document FROM article ORDER BY id").unwrap();
    let documents: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(whole as usize, documents.len(), "an article is kept whole or not at all");
    documents
}

/// What a ledger says, without the clock.
fn content(ledger: &Path) -> Vec<String> {
    let db = Connection::open(ledger).unwrap();
    let mut out = Vec::new();
    for (table, columns) in [
        ("source", "id, sha256, bytes, packed"),
        ("page", "id, key"),
        ("version", "id, page, number, source, form, place"),
        ("record", "version, given, packed"),
        ("article", "*"),
        ("body", "*"),
        ("name", "*"),
        ("attribution", "*"),
        ("event", "*"),
        ("amount", "*"),
        ("claim", "*"),
        ("report", "id, claim, article, local, source, stance"),
    ] {
        let mut query = db.prepare(&format!("SELECT {columns} FROM {table} ORDER BY 1, 2")).unwrap();
        let width = query.column_count();
        let mut rows = query.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = (0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
            out.push(format!("{table}: {}", cells.join(" ")));
        }
    }
    out
}

#[test]
fn a_killed_run_leaves_a_sound_ledger_and_is_continued() {
    let folder = tempfile::tempdir().unwrap();
    let (input, ledger) = (folder.path().join("news.jsonl"), folder.path().join("killed.ledger"));
    std::fs::write(&input, corpus()).unwrap();
    let order: Vec<String> = (0..DOCUMENTS).map(|n| format!("doc-{n:04}")).collect();

    // One run that nobody kills: what must come out, and how long there is to kill.
    let whole = folder.path().join("whole.ledger");
    let begun = Instant::now();
    assert!(start(&input, &whole).wait_with_output().unwrap().status.success());
    let long = begun.elapsed();
    let expected = content(&whole);
    assert_eq!(kept(&whole), order);

    let kills: u64 = std::env::var("DUNLIN_KILLS").map_or(4, |n| n.parse().unwrap());
    let (mut finished, mut cut) = (0, 0);
    for kill in 0..kills {
        let before = kept(&ledger).len();
        let mut child = start(&input, &ledger);
        // Moments spread over the whole run without a pattern (multiples of the golden ratio).
        let part = (kill as f64 * 0.618_033_988_75 + 0.13).fract();
        std::thread::sleep(long.mul_f64(part).max(Duration::from_millis(1)));
        let alive = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        let mut told = String::new();
        child.stdout.take().unwrap().read_to_string(&mut told).unwrap();
        child.wait().unwrap();
        let documents = kept(&ledger);
        assert_eq!(
            documents,
            order[..documents.len()],
            "kill {kill}: in the order of the input, without a gap"
        );
        assert!(documents.len() >= before, "kill {kill}: what was kept stays");
        // The last line may be cut; every whole one was told after its document was safe.
        let whole_lines = told.split_inclusive('\n').filter(|line| line.ends_with('\n')).count();
        assert!(whole_lines <= documents.len(), "kill {kill}: {whole_lines} told, {} kept", documents.len());
        cut += u64::from(alive);
        if documents.len() == DOCUMENTS {
            finished += 1;
            assert!(content(&ledger) == expected, "kill {kill}: the same as in one run");
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(folder.path().join(format!("killed.ledger{end}")));
            }
        }
    }
    assert!(cut > 0, "no run was killed while it ran");
    // The last one is let through.
    assert!(start(&input, &ledger).wait_with_output().unwrap().status.success());
    assert_eq!(kept(&ledger), order);
    assert!(content(&ledger) == expected, "the same as in one run");
    eprintln!("{cut} runs killed while they ran, {finished} ledgers completed over several runs");
}

#[test]
fn two_runs_at_once_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("both.ledger");
    let lines = corpus();
    let parts: Vec<&str> = lines.split_inclusive('\n').collect();
    let mut running = Vec::new();
    for (name, range) in [("a.jsonl", 0..40), ("b.jsonl", 20..60)] {
        let path = folder.path().join(name);
        std::fs::write(&path, parts[range].concat()).unwrap();
        running.push(start(&path, &ledger));
    }
    for child in running {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    let mut documents = kept(&ledger);
    documents.sort();
    assert_eq!(documents, (0..60).map(|n| format!("doc-{n:04}")).collect::<Vec<_>>());
}
