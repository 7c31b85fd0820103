//! The article's text as the page states it for machines (`articleBody` in JSON-LD), where it does. It has no
//! places and often no paragraphs, but tells which lines belong to the story.

use super::dom::Dom;
use super::tag::Tag;
use super::vectors::hash;
use serde_json::Value;

/// Hashes of all runs of three words of the stated text, sorted.
#[derive(Default)]
pub(super) struct Oracle {
    runs: Vec<u64>,
}

impl Oracle {
    pub(super) fn of(dom: &Dom) -> Self {
        let mut text = String::new();
        for script in dom.elements(Tag::Script) {
            if !dom
                .attribute(script, "type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"))
            {
                continue;
            }
            let json = dom.text_below(script);
            if !json.contains("\"articleBody\"") {
                continue;
            }
            if let Ok(value) = serde_json::from_str::<Value>(json.trim()) {
                collect(&value, 0, &mut text);
            }
        }
        // Some pages state only the first sentence, or a menu; that tells nothing.
        if text.split_whitespace().count() < 60 {
            return Self::default();
        }
        let mut runs = runs_of_three(&text);
        runs.sort_unstable();
        runs.dedup();
        Self { runs }
    }

    /// Whether the page states its text.
    pub(super) fn is_there(&self) -> bool {
        !self.runs.is_empty()
    }

    /// Share of a line's runs of words that are in the stated text; 0.5 where nothing can be told.
    pub(super) fn share(&self, text: &str) -> f32 {
        if self.runs.is_empty() {
            return 0.5;
        }
        let runs = runs_of_three(text);
        if runs.is_empty() {
            return 0.5;
        }
        let known = runs.iter().filter(|run| self.runs.binary_search(run).is_ok()).count();
        known as f32 / runs.len() as f32
    }
}

fn collect(value: &Value, depth: u32, out: &mut String) {
    match value {
        Value::Object(map) if depth < 16 => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "articleBody" => {
                        out.push_str(text);
                        out.push('\n');
                    }
                    other => collect(other, depth + 1, out),
                }
            }
        }
        Value::Array(list) if depth < 16 => list.iter().for_each(|value| collect(value, depth + 1, out)),
        _ => {}
    }
}

fn runs_of_three(text: &str) -> Vec<u64> {
    let words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| hash(word.bytes()))
        .collect();
    words.windows(3).map(|run| hash(run.iter().flat_map(|word| word.to_le_bytes()))).collect()
}
