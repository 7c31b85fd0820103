//! The command as a user meets it: order, ids, errors that name file, place and remedy, exit status.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{dunlin, stderr, stdout};
use dunlin::Record;

fn records(text: &str) -> Vec<Record> {
    text.lines().map(|line| Record::from_json(line).unwrap()).collect()
}

#[test]
fn documents_come_out_in_the_order_and_with_the_ids_they_came_in() {
    let input: String = (0..40)
        .map(|n| format!("{{\"id\":\"doc-{n}\",\"text\":\"Minister {n} said the talks had failed.\"}}\n"))
        .collect();
    let output = dunlin(&["code", "-", "--to", "jsonl", "--threads", "4"], &input);
    assert!(output.status.success(), "{}", stderr(&output));
    let ids: Vec<_> = records(&stdout(&output)).into_iter().map(|r| r.article.id).collect();
    assert_eq!(ids, (0..40).map(|n| format!("doc-{n}")).collect::<Vec<_>>());
}

#[test]
fn a_text_document_is_taken_as_it_is_and_its_spans_count_characters() {
    let text = "Seoul — “𝔘nity” minister said on Monday.\n\nCafe\u{301} owners 김정은 agreed.";
    let line = serde_json::json!({"id": "x", "text": text, "published": "2026-03-02"}).to_string();
    let output = dunlin(&["code", "-", "--to", "jsonl"], &line);
    let json: serde_json::Value = serde_json::from_str(stdout(&output).trim()).unwrap();
    assert_eq!(json["text"], text);
    let chars: Vec<char> = text.chars().collect();
    for block in json["blocks"].as_array().unwrap() {
        let end = block["span"][1].as_u64().unwrap() as usize;
        assert!(end <= chars.len(), "a span counts characters, not bytes: {block}");
    }
}

#[test]
fn a_bad_line_is_named_and_the_rest_goes_on() {
    let input =
        "{\"id\":\"a\",\"text\":\"He agreed.\"}\nnot json\n{\"id\":\"b\",\"text\":\"She refused.\"}\n";
    let output = dunlin(&["code", "-", "--to", "jsonl"], input);
    assert_eq!(output.status.code(), Some(1), "some failed");
    assert_eq!(records(&stdout(&output)).len(), 2);
    let message = stderr(&output);
    assert!(message.contains("standard input") && message.contains("line 2"), "{message}");
}

#[test]
fn a_missing_file_fails_alone() {
    let output =
        dunlin(&["code", "no-such-file.html", "-", "--to", "jsonl"], "{\"id\":\"a\",\"text\":\"He left.\"}");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no-such-file.html"), "{}", stderr(&output));
    assert_eq!(records(&stdout(&output)).len(), 1);
}

#[test]
fn wrong_use_is_told_apart_from_failed_pages() {
    for wrong in [vec!["code"], vec!["code", "x", "--published", "2026-02-30"], vec!["fly"]] {
        let output = dunlin(&wrong, "");
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn a_weights_file_that_is_none_is_named() {
    let output = dunlin(&["code", "-", "--weights", "README.md"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("weights"), "{}", stderr(&output));
}

#[test]
fn threads_do_not_change_a_byte() {
    for model in ["accurate", "fast"] {
        let code = |threads: &str| {
            dunlin(&["code", "examples", "--to", "jsonl", "--model", model, "--threads", threads], "").stdout
        };
        let one = code("1");
        assert!(!one.is_empty());
        assert!(one == code("4"), "{model}");
    }
}

#[test]
fn the_fast_model_reads_codes_and_explains_and_is_named() {
    let sentence = "The harbour ministry said on Tuesday that the ferries had stopped.";
    let output = dunlin(&["parse", "-", "--model", "fast"], sentence);
    assert!(output.status.success(), "{}", stderr(&output));
    let tree = stdout(&output);
    let row = |form: &str| {
        let mut rows = tree.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        rows.rfind(|cells| cells.get(1) == Some(&form)).unwrap_or_default()
    };
    assert_eq!(
        row("said").get(2..8),
        Some(&["say", "VERB", "VBD", row("said")[5], "0", "root"][..]),
        "{tree}"
    );
    assert_eq!(row("ministry")[6..8], ["4", "nsubj"], "{tree}");
    assert_eq!(row("stopped")[7], "ccomp", "{tree}");

    let made_by = |model: &str| {
        let output = dunlin(&["code", "-", "--to", "jsonl", "--model", model], sentence);
        records(&stdout(&output)).pop().unwrap().made_by.weights
    };
    assert_ne!(made_by("fast"), made_by("accurate"));
    let output =
        dunlin(&["code", "-", "--to", "jsonl", "--model", "fast", "--min-confidence", "0.9"], sentence);
    let named = records(&stdout(&output)).pop().unwrap().made_by.lexicon;
    assert!(named.ends_with(" min-confidence:0.9"), "{named}");
    let output = dunlin(&["explain", sentence, "--model", "fast"], "");
    assert!(output.status.success() && stdout(&output).contains("said"), "{}", stderr(&output));
    let output =
        dunlin(&["parse", "-", "--model", "fast", "--weights", "models/accurate.safetensors"], sentence);
    assert_eq!(output.status.code(), Some(2), "one model at a time");
}

#[test]
fn an_output_file_appears_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let output = dunlin(&["code", "-", "-o", path.to_str().unwrap()], "{\"id\":\"a\",\"text\":\"He left.\"}");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(records(&std::fs::read_to_string(&path).unwrap()).len(), 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no part file is left");
}

#[test]
fn parse_gives_conllu_with_the_whole_text() {
    let text = "He didn't go. The U.S. agreed.";
    let line = serde_json::json!({"id": "d7", "text": text}).to_string();
    let output = dunlin(&["parse", "-", "--to", "conllu"], &line);
    let conllu = stdout(&output);
    assert!(conllu.starts_with("# newdoc id = d7\n"), "{conllu}");
    assert!(conllu.contains("2-3\tdidn't\t"), "a contraction is one token of two words:\n{conllu}");
    // The surface tokens, put together, are the text without its white space.
    let mut surface = String::new();
    for sentence in conllu.split("\n\n") {
        let mut covered = 0;
        for row in sentence.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())) {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(columns.len(), 10, "{row}");
            if let Some((_, last)) = columns[0].split_once('-') {
                surface += columns[1];
                covered = last.parse().unwrap();
            } else if columns[0].parse::<usize>().unwrap() > covered {
                surface += columns[1];
            }
        }
    }
    assert_eq!(surface, text.split_whitespace().collect::<String>());
}

#[test]
fn every_command_shows_help_with_what_it_takes() {
    for command in ["code", "parse", "explain", "completions"] {
        let help = stdout(&dunlin(&[command, "--help"], ""));
        assert!(help.contains("Usage: dunlin"), "{command}: {help}");
    }
    assert!(stdout(&dunlin(&["--help"], "")).contains("Examples:"));
}

#[test]
fn the_output_is_neither_read_as_input_nor_does_it_replace_what_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.jsonl"), "{\"id\":\"a\",\"text\":\"He left.\"}").unwrap();
    let (input, out) = (folder.path().to_str().unwrap().to_owned(), folder.path().join("out.jsonl"));
    for run in 0..2 {
        let output = dunlin(&["code", &input, "-o", out.to_str().unwrap()], "");
        assert!(output.status.success(), "run {run}: {}", stderr(&output));
        assert_eq!(records(&std::fs::read_to_string(&out).unwrap()).len(), 1, "run {run}");
    }
    let output = dunlin(&["code", &input, "-o", &input], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("is a folder"), "{}", stderr(&output));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside");
}

#[test]
fn other_layouts_come_straight_from_pages_or_from_records_made_before() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let line = serde_json::json!({
        "id": "x", "published": "2026-03-02", "text": "Russian warplanes bombed a hospital in Syria on Sunday."
    });
    std::fs::write(at("in.jsonl"), line.to_string()).unwrap();
    for arguments in [
        vec!["code", &at("in.jsonl"), "--to", "csv", "-o", &at("direct")],
        vec!["code", &at("in.jsonl"), "--to", "jsonl", "-o", &at("records.jsonl")],
        vec!["export", &at("records.jsonl"), "--to", "csv", "-o", &at("later")],
    ] {
        let output = dunlin(&arguments, "");
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    }
    for table in ["articles", "events", "actors", "mentions", "times"] {
        let read = |from: &str| {
            std::fs::read_to_string(folder.path().join(from).join(format!("{table}.csv"))).unwrap()
        };
        assert_eq!(read("direct"), read("later"), "{table}");
        assert!(read("direct").lines().count() > 1, "{table} has rows");
    }
    let output = dunlin(&["export", &at("records.jsonl"), "--to", "petrarch"], "");
    assert!(
        stdout(&output).starts_with("20260301\t") || stdout(&output).starts_with("20260302\t"),
        "{}",
        stdout(&output)
    );
    let output = dunlin(&["export", &at("in.jsonl"), "--to", "plover"], "");
    assert_eq!(output.status.code(), Some(1), "a document is no record");
    assert!(stderr(&output).contains("line 1"), "{}", stderr(&output));
    let output = dunlin(&["code", &at("in.jsonl"), "--to", "gdelt"], "");
    assert_eq!(output.status.code(), Some(2), "a folder must be named");
}
