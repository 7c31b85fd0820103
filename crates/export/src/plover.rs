//! PLOVER's JSON (manual of 2021): one object an event. Factuality uses the auxiliary modes that the manual defines (historical,
//! future, hypothetical, negation), so no event is left out. The story's text is not repeated: only its trigger words.

use crate::cameo;
use crate::sides;
use dunlin_record::{Actor, Event, Factuality, Record};
use serde_json::{Map, Value, json};

/// One line an event.
pub(crate) fn lines(record: &Record) -> String {
    record.coding.events.iter().map(|event| object(record, event).to_string() + "\n").collect()
}

fn object(record: &Record, event: &Event) -> Value {
    let article = &record.article;
    let mut mode: Vec<&str> = event.mode.iter().map(String::as_str).collect();
    mode.extend(auxiliary(event.factuality));
    let trigger: Vec<&str> = event.trigger.iter().map(|span| span.of(&article.text)).collect();
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !empty {
            out.insert(key.to_owned(), value);
        }
    };
    put("id", json!(format!("{}#{}", article.id, event.id)));
    put("date", json!(sides::day(record, event)));
    put("has_event", json!(true));
    put("actor", event.actor.iter().map(entity).collect());
    put("recipient", event.recipient.iter().map(entity).collect());
    put("event", event.kind.iter().map(|kind| json!(kind)).collect());
    put("mode", json!(mode));
    put("context", json!(event.context));
    put("quad_code", json!(cameo::quad(event)));
    put("event_scale", json!(event.score.map(|x| x.to_string().parse::<f64>().unwrap_or(f64::from(x)))));
    put("event_text", json!(trigger));
    put("event_loc", sides::place(record, event).map_or(Value::Null, location));
    put(
        "comment",
        json!(format!(
            "code {}; rule {}; factuality {}; date {}; according to {}",
            event.code.as_deref().unwrap_or("none"),
            event.rule,
            crate::tables::name(event.factuality),
            crate::tables::name(event.when.basis),
            if event.according_to.is_empty() {
                "the outlet".to_owned()
            } else {
                event.according_to.join(", ")
            },
        )),
    );
    put(
        "cite_info",
        json!({
            "title": article.headline,
            "url": article.url,
            "publication": article.outlet,
            "language": article.language,
            "coder": "dunlin",
            "version": record.made_by.dunlin,
            "codebook": "PLOVER 2021",
        }),
    );
    Value::Object(out)
}

fn auxiliary(factuality: Factuality) -> Option<&'static str> {
    match factuality {
        Factuality::Happened | Factuality::Ongoing => None,
        Factuality::Background => Some("historical"),
        Factuality::Planned => Some("future"),
        Factuality::Threatened | Factuality::Possible | Factuality::Conditional => Some("hypothetical"),
        Factuality::Denied | Factuality::NotHappened => Some("negation"),
    }
}

/// An entity: `code` is the country or the kind of international body, `sector` what follows.
fn entity(actor: &Actor) -> Value {
    let (country, pieces) = sides::code_parts(actor);
    let (code, sector) = match pieces.as_slice() {
        rest if !country.is_empty() => (country, rest.concat()),
        [kind, rest @ ..] => (*kind, rest.concat()),
        [] => ("", String::new()),
    };
    let mut out = Map::new();
    out.insert("entity_text".to_owned(), json!(actor.text));
    if !code.is_empty() {
        out.insert("code".to_owned(), json!(code));
    }
    if !sector.is_empty() {
        out.insert("sector".to_owned(), json!(sector));
    }
    Value::Object(out)
}

fn location(place: &dunlin_record::Place) -> Value {
    let id = place.gazetteer.as_deref().and_then(|key| key.strip_prefix("geonames:"));
    json!({
        "resolved_place": place.name,
        "country_code": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": id,
    })
}
