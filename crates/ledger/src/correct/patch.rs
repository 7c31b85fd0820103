//! Setting fields of a record's item, checked by its type.

use super::Layer;
use crate::error::{LedgerError, Result};
use dunlin_record::{Article, Coding, Record};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Facts of an article that people may set.
pub(super) const ARTICLE_FIELDS: &[&str] =
    &["headline", "outlet", "byline", "dateline", "published", "section", "url", "language"];

/// Fields of each layer that people may set: what was made of the words, never where they stand.
fn fields(layer: Layer) -> &'static [&'static str] {
    match layer {
        Layer::Article => ARTICLE_FIELDS,
        Layer::Entity => &["name", "type", "codes"],
        Layer::Attribution => &["source_entity", "source_kind", "act", "form", "within", "said"],
        Layer::Time => &["type", "value", "mod", "quant", "freq"],
        Layer::Amount => &["low", "high", "approx", "unit", "befell", "when", "according_to"],
        Layer::Place => &["name", "kind", "country", "region", "lat", "lon", "gazetteer"],
        Layer::Event => &[
            "type",
            "mode",
            "context",
            "code",
            "quad",
            "score",
            "actor",
            "recipient",
            "when",
            "where",
            "factuality",
            "according_to",
        ],
        Layer::Deadline => &["date", "who", "what", "set_by", "according_to"],
        Layer::Forecast => &["strength", "attribution"],
        Layer::Precedent => &["kind", "since", "according_to"],
    }
}

/// Whether `value` can be set on the item, without doing it.
pub(super) fn check(record: &Record, layer: Layer, id: &str, value: &Value) -> Result<()> {
    let object = value.as_object().filter(|object| !object.is_empty()).ok_or_else(|| LedgerError::Wrong {
        cause: "nothing is set".into(),
        remedy: format!("name one of: {}", fields(layer).join(", ")),
    })?;
    if let Some(field) = object.keys().find(|field| !fields(layer).contains(&field.as_str())) {
        return Err(LedgerError::Wrong {
            cause: format!("{field} of an item of the layer {} cannot be set", layer.name()),
            remedy: format!("these can: {}", fields(layer).join(", ")),
        });
    }
    if layer == Layer::Article
        && let Some(day) = object.get("published").and_then(Value::as_str)
        && day.parse::<jiff::civil::Date>().is_err()
    {
        return Err(LedgerError::Wrong {
            cause: format!("{day:?} is no day"),
            remedy: "write it as YYYY-MM-DD".into(),
        });
    }
    let mut article = record.article.clone();
    let mut coding = record.coding.clone();
    set(&mut article, &mut coding, layer, id, value).map_err(|cause| LedgerError::Wrong {
        cause: format!("this cannot be set on {}: {cause}", if id.is_empty() { "the article" } else { id }),
        remedy: "docs/record.schema.json tells what each field takes".into(),
    })
}

/// Sets fields of one item.
pub(super) fn set(
    article: &mut Article,
    coding: &mut Coding,
    layer: Layer,
    id: &str,
    value: &Value,
) -> Result<(), String> {
    fn of<'i, T>(items: &'i mut [T], own: impl Fn(&T) -> &str, id: &str) -> Result<&'i mut T, String> {
        items.iter_mut().find(|item| own(item) == id).ok_or_else(|| "it is not there".to_owned())
    }
    fn nth<'i, T>(items: &'i mut [T], id: &str) -> Result<&'i mut T, String> {
        let number = id.get(1..).and_then(|n| n.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
        number.and_then(|n| items.get_mut(n)).ok_or_else(|| "it is not there".to_owned())
    }
    match layer {
        Layer::Article => patch(article, value),
        Layer::Entity => patch(of(&mut coding.entities, |n| &n.id, id)?, value),
        Layer::Attribution => patch(of(&mut coding.attributions, |a| &a.id, id)?, value),
        Layer::Time => patch(of(&mut coding.times, |t| &t.id, id)?, value),
        Layer::Amount => patch(of(&mut coding.amounts, |q| &q.id, id)?, value),
        Layer::Place => patch(of(&mut coding.places, |p| &p.id, id)?, value),
        Layer::Event => patch(of(&mut coding.events, |e| &e.id, id)?, value),
        Layer::Deadline => patch(nth(&mut coding.deadlines, id)?, value),
        Layer::Forecast => patch(nth(&mut coding.forecasts, id)?, value),
        Layer::Precedent => patch(nth(&mut coding.precedents, id)?, value),
    }
}

fn patch<T: Serialize + DeserializeOwned>(item: &mut T, value: &Value) -> Result<(), String> {
    let mut whole = serde_json::to_value(&*item).map_err(|error| error.to_string())?;
    merge(&mut whole, value)?;
    *item = serde_json::from_value(whole).map_err(|error| error.to_string())?;
    Ok(())
}

/// Lays `over` over `under`: objects field by field; lists of objects item by item (`null` takes one out), so that the
/// sides of an event keep their spans; anything else as a whole.
fn merge(under: &mut Value, over: &Value) -> Result<(), String> {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (field, value) in over {
                match under.get_mut(field) {
                    Some(old) => merge(old, value)?,
                    None => {
                        under.insert(field.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(under), Value::Array(over)) if under.iter().any(Value::is_object) => {
            if over.len() > under.len() {
                return Err(format!("the list has {} items and {} were given", under.len(), over.len()));
            }
            for (old, new) in under.iter_mut().zip(over) {
                if new.is_null() { *old = Value::Null } else { merge(old, new)? }
            }
            under.retain(|item| !item.is_null());
        }
        (under, over) => *under = over.clone(),
    }
    Ok(())
}
