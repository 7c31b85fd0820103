//! No room, no right, another writer, damage: a clear error each time, and all that was kept before stays.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{Made, add, ledger, new, talks};
use dunlin_ledger::read::{Filter, Order, Window};
use dunlin_ledger::{Added, Ledger, LedgerError};
use rusqlite::Connection;
use std::time::Duration;

fn articles(ledger: &Ledger) -> i64 {
    ledger.articles(&Filter::default(), Order::Newest, Window::default()).unwrap().total
}

/// Articles that have nothing in common.
fn story(n: usize) -> Made {
    let words: String = (0..400).map(|i| format!("word{} ", (n * 7919 + i * 104_729) % 100_003)).collect();
    Made::of(&format!("Story {n}\n\n{words}")).url(&format!("https://post.example/{n}"))
}

fn sound(db: &Connection) {
    let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    db.execute_batch("INSERT INTO words(words) VALUES ('integrity-check')").unwrap();
}

#[test]
fn a_full_disk_is_told_and_what_was_kept_stays() {
    let (_folder, mut ledger) = ledger();
    new(&mut ledger, &talks());
    let pages: i64 = ledger.connection().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    ledger.connection().pragma_update(None, "max_page_count", pages + 40).unwrap();
    let mut kept = 1;
    let error = loop {
        let mut batch = ledger.batch().unwrap();
        let done = batch.add(&story(kept as usize).packed("{}")).and_then(|_| batch.commit());
        match done {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 1000, "the disk does not fill");
    };
    assert!(matches!(error, LedgerError::Full(_)), "{error}");
    assert!(error.to_string().contains("room"), "{error}");
    assert!(kept > 1, "some were kept before");
    assert_eq!(articles(&ledger), kept);
    sound(ledger.connection());
    // With room again it goes on.
    ledger.connection().pragma_update(None, "max_page_count", 1_000_000).unwrap();
    assert!(matches!(add(&mut ledger, &story(kept as usize)), Added::New(_)));
}

#[test]
fn a_writer_waits_for_another_and_says_so_when_it_waited_long_enough() {
    let (folder, mut one) = ledger();
    let path = folder.path().join("test.ledger");
    let mut other = Ledger::open(&path).unwrap();
    other.set_patience(Duration::from_millis(50)).unwrap();
    let held = one.batch().unwrap();
    let error = other.batch().err().unwrap();
    assert!(
        matches!(error, LedgerError::Busy(_)) && error.to_string().contains("another program"),
        "{error}"
    );
    // Reading goes on meanwhile.
    assert_eq!(articles(&other), 0);
    // One that is patient gets its turn.
    let waiting = std::thread::spawn(move || {
        other.set_patience(Duration::from_secs(30)).unwrap();
        add(&mut other, &talks())
    });
    std::thread::sleep(Duration::from_millis(100));
    drop(held);
    assert!(matches!(waiting.join().unwrap(), Added::New(_)));
    assert_eq!(articles(&one), 1);
}

#[test]
fn many_writers_at_once_keep_everything_once() {
    let (folder, first) = ledger();
    let path = folder.path().join("test.ledger");
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let path = &path;
            scope.spawn(move || {
                let mut ledger = Ledger::open(path).unwrap();
                // Neighbours bring the same stories.
                for n in writer * 5..writer * 5 + 10 {
                    add(&mut ledger, &story(n));
                }
            });
        }
    });
    assert_eq!(articles(&first), 25);
    sound(first.connection());
}

#[test]
fn one_unsound_record_costs_itself_alone() {
    let (_folder, mut ledger) = ledger();
    let mut batch = ledger.batch().unwrap();
    batch.add(&story(1).packed("{}")).unwrap();
    // An id that is there twice: no program of ours makes one, another's may.
    let mut twice = talks();
    twice.0.coding.events.push(twice.0.coding.events[0].clone());
    assert!(batch.add(&twice.packed("{}")).is_err());
    batch.add(&story(2).packed("{}")).unwrap();
    batch.commit().unwrap();
    assert_eq!(articles(&ledger), 2);
    sound(ledger.connection());
}

#[test]
fn a_damaged_record_is_named_and_the_others_are_read() {
    let (folder, mut ledger) = ledger();
    let (one, other) = (new(&mut ledger, &story(1)), new(&mut ledger, &story(2)));
    let db = Connection::open(folder.path().join("test.ledger")).unwrap();
    db.execute("UPDATE record SET packed = substr(packed, 1, 40) WHERE version = ?", [one]).unwrap();
    let error = ledger.record(one).unwrap_err();
    assert!(matches!(error, LedgerError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains(&format!("article {one}")), "{error}");
    ledger.record(other).unwrap();
}

#[test]
fn a_damaged_file_is_told() {
    let (folder, mut ledger) = ledger();
    for n in 0..20 {
        add(&mut ledger, &story(n));
    }
    drop(ledger);
    let path = folder.path().join("test.ledger");
    let mut bytes = std::fs::read(&path).unwrap();
    let (from, to) = (bytes.len() / 4, bytes.len() * 3 / 4);
    bytes[from..to].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let read = || -> Result<(), LedgerError> {
        let ledger = Ledger::open(&path)?;
        ledger.articles(
            &Filter { words: Some("word1".into()), ..Filter::default() },
            Order::Best,
            Window::default(),
        )?;
        for article in 1..=20 {
            ledger.record(article)?;
            ledger.source(article)?;
        }
        Ok(())
    };
    let error = read().unwrap_err();
    assert!(matches!(error, LedgerError::Damaged { .. } | LedgerError::NotFound { .. }), "{error:?}");
}

#[test]
fn a_ledger_that_may_only_be_read_is_read() {
    let (folder, mut ledger) = ledger();
    let article = new(&mut ledger, &talks());
    drop(ledger);
    let path = folder.path().join("test.ledger");
    let mut rights = std::fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&path, rights).unwrap();
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.record(article).unwrap();
    // The superuser may write everywhere; anyone else is told.
    if let Err(error) = ledger.batch() {
        assert!(matches!(error, LedgerError::ReadOnly(_)), "{error}");
    }
}
