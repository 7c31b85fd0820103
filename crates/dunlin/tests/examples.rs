//! Whole records of the example pages, kept as they are under `tests/records/`, one value a line so that a
//! change can be read in the diff; and what must hold of every record whatever it says.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use common::{dunlin, expect_file, root, stderr, stdout};
use dunlin::Record;
use dunlin::record::{PageBytes, Spans};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "html" || kind == "txt"))
        .collect();
    pages.sort();
    assert!(pages.len() >= 8, "{pages:?}");
    pages
}

fn line(page: &Path) -> String {
    let output = dunlin(&["code", page.to_str().unwrap(), "--to", "jsonl"], "");
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).trim_end().to_owned()
}

#[test]
fn records_are_as_they_were() {
    for page in pages() {
        let mut record: Value = serde_json::from_str(&line(&page)).unwrap();
        // The makers change with every release and would hide what else changed.
        record.as_object_mut().unwrap().remove("made_by");
        let kept = root().join("crates/dunlin/tests/records").join(page.file_name().unwrap());
        expect_file(&kept.with_extension("json"), &layout(&record));
    }
}

/// JSON with one item of each layer a line: short enough to skim, long enough to diff.
fn layout(record: &Value) -> String {
    let mut out = String::from("{\n");
    for (key, value) in record.as_object().unwrap() {
        match value {
            Value::Array(items) if items.iter().any(Value::is_object) => {
                out += &format!("{key:?}: [\n");
                items.iter().for_each(|item| out += &format!("  {item},\n"));
                out += "],\n";
            }
            _ => out += &format!("{key:?}: {value},\n"),
        }
    }
    out + "}\n"
}

#[test]
fn spans_are_sound_ids_resolve_and_json_reads_back() {
    for page in pages() {
        let line = line(&page);
        let mut record = Record::from_json(&line).unwrap();
        assert_eq!(
            record.to_json().unwrap(),
            line,
            "{}: what is read back is what was written",
            page.display()
        );
        let text = record.article.text.clone();
        record.coding.visit_spans(&mut |span| {
            assert!(text.get(span.start..span.end).is_some_and(|words| !words.is_empty()), "{span:?}");
        });
        let coding = &record.coding;
        let attribution = |id: &String| coding.attributions.iter().any(|a| a.id == *id);
        let entity = |id: &String| coding.entities.iter().any(|e| e.id == *id);
        for a in &coding.attributions {
            assert!(a.within.as_ref().is_none_or(attribution), "{a:?}");
            assert!(a.source_entity.as_ref().is_none_or(entity), "{a:?}");
            assert!(a.within.as_ref() != Some(&a.id), "{a:?}");
        }
        for q in &coding.amounts {
            assert!(q.according_to.as_ref().is_none_or(attribution), "{q:?}");
            assert!(q.when.as_ref().is_none_or(|id| coding.times.iter().any(|t| t.id == *id)), "{q:?}");
        }
        for e in &coding.events {
            assert!(e.according_to.iter().all(attribution), "{e:?}");
            assert!(
                e.actor.iter().chain(&e.recipient).all(|a| a.entity.as_ref().is_none_or(entity)),
                "{e:?}"
            );
            assert!(e.place.as_ref().is_none_or(|id| coding.places.iter().any(|p| p.id == *id)), "{e:?}");
            assert!((0.0..=1.0).contains(&e.confidence), "{e:?}");
        }
    }
}

#[test]
fn blocks_tile_the_text_and_know_their_bytes_in_the_page() {
    for page in pages() {
        let record = Record::from_json(&line(&page)).unwrap();
        let (article, source) = (&record.article, std::fs::read(&page).unwrap());
        let mut end = 0;
        for block in &article.blocks {
            assert!(block.span.start >= end, "blocks do not overlap");
            assert!(article.text[end..block.span.start].trim().is_empty(), "nothing stands between blocks");
            end = block.span.end;
            assert!(!block.page_bytes.is_empty());
        }
        assert!(article.text[end..].trim().is_empty());
        let mut ranges: Vec<PageBytes> = article.blocks.iter().flat_map(|b| b.page_bytes.clone()).collect();
        ranges.extend(article.furniture.iter().flat_map(|f| f.page_bytes.clone()));
        ranges.sort();
        assert!(
            ranges.windows(2).all(|pair| pair[0].end <= pair[1].start),
            "{}: two items share a byte",
            page.display()
        );
        assert!(ranges.iter().all(|range| range.start < range.end && range.end <= source.len() as u64));
    }
}
