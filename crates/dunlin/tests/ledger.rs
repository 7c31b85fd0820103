//! The ledger from the command line, on the example pages: keep, find, compare, correct, code again.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{dunlin, root, stderr, stdout};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A folder with a ledger in it.
struct Kept {
    folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn ledger(&self) -> String {
        self.at("test.ledger").to_str().unwrap().to_owned()
    }

    /// Runs a command on the ledger; it must succeed.
    fn run(&self, arguments: &[&str], stdin: &str) -> String {
        let output = self.try_run(arguments, stdin);
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    }

    fn try_run(&self, arguments: &[&str], stdin: &str) -> std::process::Output {
        let ledger = self.ledger();
        dunlin(&[arguments, &["--ledger", &ledger]].concat(), stdin)
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[arguments, &["--to", "json"]].concat(), "")).unwrap()
    }

    /// What became of each document.
    fn add(&self, arguments: &[&str], stdin: &str) -> Vec<Value> {
        let lines = self.run(&[&["add"], arguments, &["--to", "jsonl", "--model", "fast"]].concat(), stdin);
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn examples(&self) {
        self.run(&["add", "examples/", "--model", "fast"], "");
    }
}

fn became(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["became"].as_str().unwrap()).collect()
}

#[test]
fn a_day_that_was_told_once_is_not_lost_when_the_page_comes_in_again() {
    let kept = Kept::new();
    let page = "<p>Varland closed its border with Orrenia on Monday, the ministry said.</p>";
    std::fs::write(kept.at("page.html"), page).unwrap();
    let file = kept.at("page.html").to_str().unwrap().to_owned();
    assert_eq!(became(&kept.add(&[&file, "--published", "2026-03-04"], "")), ["new"]);
    assert_eq!(became(&kept.add(&[&file], "")), ["known"]);
    assert_eq!(became(&kept.add(&[&file, "--outlet", "Kerrin Post"], "")), ["told-anew"]);
    let shown: Value = serde_json::from_str(&kept.run(&["show", "1", "--to", "jsonl"], "")).unwrap();
    assert_eq!(shown["published"], "2026-03-04");
    assert_eq!(shown["outlet"], "Kerrin Post");
}

#[test]
fn a_folder_is_kept_in_its_order_and_once() {
    let kept = Kept::new();
    let first = kept.add(&["examples/"], "");
    assert_eq!(first.len(), 10);
    assert!(became(&first).iter().all(|became| *became == "new"), "{first:?}");
    let places: Vec<&str> = first.iter().map(|line| line["place"].as_str().unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    let again = kept.add(&["examples/"], "");
    assert!(became(&again).iter().all(|became| *became == "known"), "{again:?}");
    for (before, after) in first.iter().zip(&again) {
        assert_eq!(before["article"], after["article"]);
    }
}

#[test]
fn records_and_source_bytes_come_out_as_they_went_in() {
    let kept = Kept::new();
    kept.add(&["examples/"], "");
    let found = kept.json(&["search"]);
    assert_eq!(found.as_array().unwrap().len(), 10);
    for article in found.as_array().unwrap() {
        let number = article["id"].to_string();
        let record: Value = serde_json::from_str(&kept.run(&["show", &number, "--to", "jsonl"], "")).unwrap();
        assert_eq!(record["source"]["sha256"], article["sha256"]);
        let ledger = kept.ledger();
        let source = dunlin(&["show", &number, "--to", "source", "-L", &ledger], "").stdout;
        let page = std::fs::read_dir(root().join("examples")).unwrap();
        assert!(
            page.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).any(|bytes| bytes == source),
            "the bytes of article {number} are a page's"
        );
    }
}

#[test]
fn search_finds_words_phrases_speakers_types_places_and_days() {
    let kept = Kept::new();
    kept.examples();
    let headlines = |arguments: &[&str]| {
        let found = kept.json(&[&["search"], arguments].concat());
        let all: Vec<String> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["headline"].as_str().unwrap().to_owned())
            .collect();
        all
    };
    let ferry = headlines(&["ferry"]);
    assert!(ferry.len() >= 3, "{ferry:?}");
    assert!(headlines(&["\"good offices\""]).len() >= 2, "the wire story and its copy have the phrase");
    assert!(headlines(&["\"offices good\""]).is_empty());
    assert!(headlines(&["anchov*"]).len() == 1);
    assert!(headlines(&["river", "--name", "Henrik Lossen"]).len() >= 2);
    assert_eq!(
        headlines(&["--outlet", "tidewater record"]).len() + headlines(&["--outlet", "none"]).len(),
        {
            let all = kept.json(&["search", "anchov*"]);
            usize::from(all[0]["outlet"].as_str().unwrap().eq_ignore_ascii_case("tidewater record"))
        }
    );
    let march = headlines(&["--since", "2026-03-05", "--until", "2026-03-05"]);
    assert!(!march.is_empty() && march.len() < 10, "{march:?}");
    let hit = &kept.json(&["search", "hydroelectric OR dam", "--best"])[0];
    assert!(hit["snippet"].as_str().unwrap().contains('⟦'), "{hit}");
    let table = kept.run(&["search", "ferry"], "");
    assert!(table.starts_with("article  published") && table.contains(" of "), "{table}");
    let markdown = kept.run(&["search", "ferry", "--to", "markdown"], "");
    assert!(markdown.starts_with("| article | published |"), "{markdown}");
    let nobody = kept.try_run(&["search", "--name", "Nobody At All"], "");
    assert_eq!(nobody.status.code(), Some(2));
    assert!(stderr(&nobody).contains("Nobody At All"));
}

#[test]
fn quotes_timeline_and_dossier_lead_back_to_their_articles() {
    let kept = Kept::new();
    kept.examples();
    let quotes = kept.json(&["quotes", "--by", "Henrik Lossen"]);
    assert!(!quotes.as_array().unwrap().is_empty());
    for quote in quotes.as_array().unwrap() {
        assert_eq!(quote["speaker"], "Henrik Lossen");
        let text: Vec<char> =
            kept.run(&["show", &quote["article"].to_string(), "--to", "text"], "").chars().collect();
        let [start, end] = [0, 1].map(|at| quote["content_spans"][0][at].as_u64().unwrap() as usize);
        let words: String = text[start..end].iter().collect();
        assert!(quote["content"].as_str().unwrap().starts_with(words.replace('\n', " ").as_str()), "{quote}");
    }
    let days = kept.json(&["timeline"]);
    let days: Vec<&str> = days.as_array().unwrap().iter().map(|m| m["day"].as_str().unwrap()).collect();
    assert!(!days.is_empty() && days.is_sorted(), "{days:?}");
    assert!(kept.run(&["timeline", "--to", "markdown"], "").starts_with("| day |"));
    let dossier = kept.json(&["dossier", "lossen"]);
    assert_eq!(dossier["names"][0]["name"], "Henrik Lossen", "{dossier}");
    assert!(!dossier["quotes"].as_array().unwrap().is_empty());
    assert!(kept.run(&["dossier", "Henrik Lossen", "--to", "markdown"], "").starts_with("# Henrik Lossen\n"));
}

#[test]
fn a_changed_page_is_a_version_with_its_difference() {
    let kept = Kept::new();
    let page = kept.at("page.html");
    let first = std::fs::read_to_string(root().join("examples/courier-ferry-capsizes.html")).unwrap();
    std::fs::write(&page, &first).unwrap();
    let path = page.to_str().unwrap();
    kept.add(&[path], "");
    // Another advert, the same words: nothing new.
    std::fs::write(&page, first.replace("</body>", "<!-- served by 7 --></body>")).unwrap();
    assert_eq!(became(&kept.add(&[path], "")), ["known"]);
    let changed = first.replacen(
        "</article>",
        "<p>The owner denied on Tuesday that the ferry was overloaded.</p></article>",
        1,
    );
    assert_ne!(changed, first);
    std::fs::write(&page, &changed).unwrap();
    let told = kept.run(&["add", path, "--model", "fast"], "");
    assert!(told.contains("is version 2 of") && told.contains("1 new"), "{told}");
    let difference = kept.run(&["diff", "2"], "");
    assert!(difference.contains("+ The owner denied on Tuesday"), "{difference}");
    assert!(difference.contains("paragraphs the same"), "{difference}");
    assert!(difference.contains("+ attribution: The owner"), "{difference}");
    let difference: Value = serde_json::from_str(&kept.run(&["diff", "2", "1", "--to", "json"], "")).unwrap();
    assert!(difference[0]["paragraphs"].as_array().unwrap().iter().any(|p| p["change"] == "gone"));
    // The newest version answers, the older one on request.
    assert_eq!(kept.json(&["search"]).as_array().unwrap().len(), 1);
    assert_eq!(kept.json(&["search", "--older-versions"]).as_array().unwrap().len(), 2);
    assert_eq!(kept.try_run(&["diff", "1"], "").status.code(), Some(2));
}

#[test]
fn a_bad_document_is_named_and_the_rest_is_kept() {
    let kept = Kept::new();
    let input =
        "{\"id\":\"a\",\"text\":\"He agreed.\"}\nnot json\n{\"id\":\"b\",\"text\":\"She refused.\"}\n";
    let output = kept.try_run(&["add", "-", "--model", "fast"], input);
    assert_eq!(output.status.code(), Some(1), "some failed");
    assert!(stderr(&output).contains("line 2"), "{}", stderr(&output));
    assert!(stdout(&output).contains("2 new, 1 failed"), "{}", stdout(&output));
    assert_eq!(kept.json(&["search"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_correction_stands_beside_the_record_is_undone_and_outlives_recoding_and_new_versions() {
    let kept = Kept::new();
    let text = "Russian warplanes bombed a hospital in Syria on Sunday, officials said.";
    let document = |text: &str| json!({"id": "x", "published": "2026-03-03", "text": text}).to_string();
    kept.add(&["-"], &document(text));
    let events = || kept.json(&["timeline"]).as_array().unwrap().clone();
    let before = events();
    assert_eq!(before.len(), 1, "{before:?}");
    let item = before[0]["id"].as_str().unwrap();
    let told = kept.run(
        &["correct", "1", item, "--set", "factuality=denied", "--by", "Ada", "--why", "Moscow says so"],
        "",
    );
    assert!(told.contains("\"happened\" → \"denied\"") && told.contains("bombed"), "{told}");
    assert_eq!(events()[0]["state"], "denied");
    // The machine's own reading stays.
    let machine = kept.run(&["show", "1", "--to", "jsonl", "--uncorrected"], "");
    let machine: Value = serde_json::from_str(&machine).unwrap();
    assert_eq!(machine["events"][0]["factuality"], "happened");
    // After coding again with another model,
    let recoded = kept.run(&["recode", "--model", "accurate", "--threads", "1"], "");
    assert!(recoded.contains("1 articles coded again"), "{recoded}");
    assert_eq!(events()[0]["state"], "denied", "{recoded}");
    assert!(kept.run(&["recode", "--model", "accurate"], "").contains("0 articles coded again"));
    // and in a new version, where the words moved,
    let longer = format!("The war went on.\n\n{text}");
    assert_eq!(became(&kept.add(&["-"], &document(&longer))), ["version"]);
    assert_eq!(events()[0]["state"], "denied");
    // until it is taken back.
    kept.run(&["undo", "1", "--by", "Ben"], "");
    assert_eq!(events()[0]["state"], "happened");
    assert_eq!(kept.try_run(&["undo", "1", "--by", "Ben"], "").status.code(), Some(2));
    let all = kept.json(&["corrections", "--undone"]);
    assert_eq!((all[0]["by"].as_str(), all[0]["undone_by"].as_str()), (Some("Ada"), Some("Ben")));
    // A hidden item is in no answer.
    let left = events();
    kept.run(&["correct", "2", left[0]["id"].as_str().unwrap(), "--hide", "--by", "Ada"], "");
    assert_eq!(events(), left[1..]);
    for wrong in [
        vec!["correct", "1", "e9", "--hide", "--by", "Ada"],
        vec!["correct", "1", item, "--set", "factuality=sometimes", "--by", "Ada"],
        vec!["correct", "1", item, "--set", "trigger=[]", "--by", "Ada"],
        vec!["correct", "9", item, "--hide", "--by", "Ada"],
        vec!["correct", "1", item, "--by", "Ada"],
    ] {
        assert_eq!(kept.try_run(&wrong, "").status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn a_day_that_people_set_is_told_when_the_page_is_read_again() {
    let kept = Kept::new();
    kept.add(&["-"], &json!({"id": "x", "text": "The talks failed on Monday, Varland said."}).to_string());
    kept.run(&["correct", "1", "--set", "published=2026-03-04", "--by", "Ada"], "");
    let record = |more: &[&str]| -> Value {
        serde_json::from_str(&kept.run(&[&["show", "1", "--to", "jsonl"], more].concat(), "")).unwrap()
    };
    assert_eq!(record(&[])["published"], "2026-03-04");
    assert_eq!(record(&["--uncorrected"])["published"], Value::Null);
    kept.run(&["recode", "1", "--model", "fast"], "");
    let times = &record(&["--uncorrected"])["times"];
    assert_eq!(times[0]["value"], "2026-03-02", "Monday is counted from the day that was set: {times}");
}

#[test]
fn recoding_shows_what_changed_and_a_dry_run_writes_nothing() {
    let kept = Kept::new();
    kept.run(&["add", "examples/meridian-river-talks.html", "--model", "fast"], "");
    let made_by = || {
        let line = kept.run(&["show", "1", "--to", "jsonl"], "");
        serde_json::from_str::<Value>(&line).unwrap()["made_by"]["weights"].clone()
    };
    let before = made_by();
    let told = kept.run(&["recode", "--dry-run"], "");
    assert!(told.contains("article 1 “") && told.contains("attribution: "), "{told}");
    assert_eq!(made_by(), before);
    kept.run(&["recode"], "");
    assert_ne!(made_by(), before);
    assert!(kept.run(&["show", "1"], "").contains("2 records"));
}

#[test]
fn any_sqlite_tool_reads_the_views() {
    let kept = Kept::new();
    kept.examples();
    let db = rusqlite_of(&kept.at("test.ledger"));
    for view in ["events", "quotes", "figures", "timeline"] {
        let rows: i64 = db.query_row(&format!("SELECT count(*) FROM {view}"), [], |row| row.get(0)).unwrap();
        assert!(rows > 0, "{view} is empty");
    }
    let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let sentence: String = db.query_row("SELECT sentence FROM events LIMIT 1", [], |row| row.get(0)).unwrap();
    assert!(sentence.split_whitespace().count() > 2, "{sentence}");
}

fn rusqlite_of(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}
