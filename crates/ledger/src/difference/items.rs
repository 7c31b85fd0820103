//! What was read from two texts, compared by what it says.

use dunlin_record::Record;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A field that has another value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its name in the record.
    pub field: String,
    /// What it was; `None`: nothing.
    pub was: Option<String>,
    /// What it is.
    pub is: Option<String>,
}

impl FieldChange {
    pub(super) fn new(field: &str, was: Option<&str>, is: Option<&str>) -> Self {
        Self { field: field.to_owned(), was: was.map(str::to_owned), is: is.map(str::to_owned) }
    }
}

/// An item that came, went or says something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    /// Its layer, as corrections name it: `event`, `amount`, …
    pub layer: String,
    /// What it said, in short; `None`: it is new.
    pub was: Option<String>,
    /// What it says; `None`: it is gone.
    pub is: Option<String>,
    /// For one that is in both: the fields that changed.
    pub fields: Vec<FieldChange>,
}

/// A layer: its field in the record, its name, the fields by which an item is the same one although others changed, the
/// fields that say in short what it is.
struct Layer {
    field: &'static str,
    name: &'static str,
    same: &'static [&'static str],
    short: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        field: "attributions",
        name: "attribution",
        same: &["source", "content"],
        short: &["source", "act", "content"],
    },
    Layer {
        field: "amounts",
        name: "amount",
        same: &["unit", "of", "befell"],
        short: &["span", "of", "befell"],
    },
    Layer {
        field: "events",
        name: "event",
        same: &["type", "actor", "recipient"],
        short: &["factuality", "type", "actor", "recipient"],
    },
    Layer { field: "deadlines", name: "deadline", same: &["what"], short: &["date", "who", "what"] },
    Layer { field: "forecasts", name: "forecast", same: &["span"], short: &["strength", "span"] },
    Layer { field: "precedents", name: "precedent", same: &["span"], short: &["kind", "span"] },
    Layer { field: "entities", name: "entity", same: &["name"], short: &["name", "type"] },
    Layer { field: "places", name: "place", same: &["span"], short: &["span", "name", "country"] },
    Layer { field: "times", name: "time", same: &["span"], short: &["span", "value"] },
];

/// Fields that are no statement about the world.
const LEFT_OUT: &[&str] =
    &["id", "confidence", "rule", "sentence", "mentions", "inferred", "said_time", "time", "basis", "anchor"];

/// Everything that came, went or changed from `was` to `is`, layer by layer in the order of the text.
pub(super) fn changes(was: &Record, is: &Record) -> Vec<ItemChange> {
    let (Some(old), Some(new)) = (Worded::of(was), Worded::of(is)) else { return Vec::new() };
    LAYERS.iter().flat_map(|layer| layer_changes(layer, &old.items(layer), &new.items(layer))).collect()
}

fn layer_changes(layer: &Layer, old: &[Map<String, Value>], new: &[Map<String, Value>]) -> Vec<ItemChange> {
    let mut old_left: Vec<bool> = vec![true; old.len()];
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let part = |item: &Map<String, Value>, fields: &[&str]| {
        fields.iter().map(|field| item.get(*field).map(ToString::to_string)).collect::<Vec<_>>()
    };
    // First those that say the very same, then those that are the same thing.
    for whole in [true, false] {
        let mut waiting: BTreeMap<Vec<Option<String>>, Vec<usize>> = BTreeMap::new();
        let key = |item: &Map<String, Value>| {
            if whole { vec![Some(Value::Object(item.clone()).to_string())] } else { part(item, layer.same) }
        };
        for (at, item) in old.iter().enumerate().filter(|(at, _)| old_left[*at]).rev() {
            waiting.entry(key(item)).or_default().push(at);
        }
        for (at, item) in new.iter().enumerate() {
            if partner[at].is_none()
                && let Some(found) = waiting.get_mut(&key(item)).and_then(Vec::pop)
            {
                partner[at] = Some(found);
                old_left[found] = false;
            }
        }
    }
    let short = |item: &Map<String, Value>| short(item, layer.short);
    let change = |was: Option<String>, is: Option<String>, fields| ItemChange {
        layer: layer.name.to_owned(),
        was,
        is,
        fields,
    };
    let mut out: Vec<ItemChange> = Vec::new();
    for (item, partner) in new.iter().zip(&partner) {
        match partner.and_then(|at| old.get(at)) {
            None => out.push(change(None, Some(short(item)), Vec::new())),
            Some(before) if before == item => {}
            Some(before) => out.push(change(Some(short(before)), Some(short(item)), fields(before, item))),
        }
    }
    out.extend(
        old.iter()
            .zip(&old_left)
            .filter(|(_, left)| **left)
            .map(|(item, _)| change(Some(short(item)), None, Vec::new())),
    );
    out
}

fn fields(was: &Map<String, Value>, is: &Map<String, Value>) -> Vec<FieldChange> {
    let names: std::collections::BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    names
        .into_iter()
        .filter(|name| was.get(*name) != is.get(*name))
        .map(|name| {
            let plain = |item: &Map<String, Value>| item.get(name).map(plain).filter(|text| !text.is_empty());
            FieldChange { field: name.clone(), was: plain(was), is: plain(is) }
        })
        .collect()
}

fn short(item: &Map<String, Value>, fields: &[&str]) -> String {
    let parts: Vec<String> = fields
        .iter()
        .filter_map(|field| item.get(*field))
        .map(plain)
        .filter(|text| !text.is_empty())
        .collect();
    parts.join(" · ")
}

/// A value as a person reads it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            fields.values().map(plain).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

/// A record's JSON with words in the place of spans, and the words of what they name in the place of ids.
struct Worded {
    record: Value,
    text: Vec<char>,
    /// Words of every item that others refer to.
    words: BTreeMap<String, String>,
}

impl Worded {
    fn of(record: &Record) -> Option<Self> {
        let line: Value = serde_json::from_str(&record.to_json().ok()?).ok()?;
        let mut worded =
            Self { record: line, text: record.article.text.chars().collect(), words: BTreeMap::new() };
        let coding = &record.coding;
        let text = &record.article.text;
        let mut words = BTreeMap::new();
        words.extend(coding.entities.iter().map(|n| (n.id.clone(), n.name.clone())));
        words.extend(
            coding
                .times
                .iter()
                .map(|t| (t.id.clone(), t.value.clone().unwrap_or_else(|| t.span.of(text).to_owned()))),
        );
        words.extend(coding.amounts.iter().map(|q| (q.id.clone(), q.span.of(text).to_owned())));
        words.extend(coding.places.iter().map(|p| (p.id.clone(), p.name.clone())));
        words.extend(coding.attributions.iter().map(|a| {
            let source: Vec<&str> = a.source.iter().chain(&a.cue).map(|span| span.of(text)).collect();
            (a.id.clone(), source.join(" "))
        }));
        worded.words = words;
        Some(worded)
    }

    fn items(&self, layer: &Layer) -> Vec<Map<String, Value>> {
        let items = self.record.get(layer.field).and_then(Value::as_array);
        items
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .map(|item| {
                item.iter()
                    .filter(|(name, value)| !LEFT_OUT.contains(&name.as_str()) && !value.is_null())
                    .map(|(name, value)| (name.clone(), self.worded(name, value)))
                    .collect()
            })
            .collect()
    }

    fn worded(&self, name: &str, value: &Value) -> Value {
        match value {
            Value::Array(pair) => match pair.as_slice() {
                [Value::Number(start), Value::Number(end)] => {
                    let at = |n: &serde_json::Number| {
                        n.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
                    };
                    let words = self.text.get(at(start)..at(end)).unwrap_or_default();
                    Value::String(
                        words.iter().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "),
                    )
                }
                items => Value::Array(items.iter().map(|item| self.worded(name, item)).collect()),
            },
            Value::Object(fields) => Value::Object(
                fields
                    .iter()
                    .filter(|(name, value)| {
                        !LEFT_OUT.contains(&name.as_str()) && *name != "span" && !value.is_null()
                    })
                    .map(|(name, value)| (name.clone(), self.worded(name, value)))
                    .collect(),
            ),
            Value::String(id) if self.refers(name) => {
                Value::String(self.words.get(id).cloned().unwrap_or_else(|| id.clone()))
            }
            other => other.clone(),
        }
    }

    /// Whether a field of this name holds ids.
    fn refers(&self, name: &str) -> bool {
        const REFERENCES: &[&str] = &[
            "source_entity",
            "within",
            "share_of",
            "from",
            "to",
            "when",
            "according_to",
            "where",
            "entity",
            "attribution",
        ];
        REFERENCES.contains(&name)
    }
}
