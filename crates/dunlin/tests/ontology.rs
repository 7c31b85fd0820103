//! An ontology of a user's own, from its two files to records: types that PLOVER does not have, no line of code.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{dunlin, stderr, stdout};

const WATER: &str = "docs/ontology";

#[test]
fn its_types_are_coded_and_the_built_in_ones_are_not() {
    let text =
        "Ethiopia will build a dam. India agreed to share the water with Pakistan. France condemned Russia.";
    let line = serde_json::json!({"id": "x", "text": text, "published": "2026-03-02"}).to_string();
    let output = dunlin(&["code", "-", "--to", "jsonl", "--lexicon", WATER], &line);
    assert!(output.status.success(), "{}", stderr(&output));
    let record: serde_json::Value = serde_json::from_str(stdout(&output).trim()).unwrap();
    let events = record["events"].as_array().unwrap();
    let coded: Vec<(&str, &str)> = events
        .iter()
        .map(|e| (e["type"].as_str().unwrap(), e["actor"][0]["country"].as_str().unwrap()))
        .collect();
    assert_eq!(coded, [("PLAN", "ETH"), ("PLAN", "IND")]);
    assert!(events.iter().all(|e| e["quad"].is_null() && e["score"].is_null()));
    assert_eq!(events[1]["recipient"][0]["country"], "PAK");
}

#[test]
fn its_examples_are_tried_by_the_command() {
    let output = dunlin(&["lexicon", "check", "--examples", WATER], "");
    let text = stdout(&output);
    assert!(output.status.success(), "{text}{}", stderr(&output));
    assert!(text.contains("7 of 7 examples are coded as stated"), "{text}");
}

#[test]
fn a_fault_names_file_line_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let events = folder.path().join("events");
    std::fs::create_dir(&events).unwrap();
    std::fs::write(events.join("types.tsv"), "type\tmode\tquad\tscore\tfuture\nFLOOD\t\t\t\t\n").unwrap();
    std::fs::write(events.join("own.txt"), "pattern a\n  verb flood\n  code FLOD\n  yes \"A.\" FLOOD\n")
        .unwrap();
    let output = dunlin(&["lexicon", "check", folder.path().to_str().unwrap()], "");
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("own.txt:3") && text.contains("FLOOD"), "{text}");
}
