//! The API answers what its document says: every route is asked, and every answer held against its schema.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use common::{Answer, Desk, desk};
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn ask(desk: &Desk, method: &str, path: &str, body: Option<Value>) -> Answer {
    let mut request = Request::builder()
        .method(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap())
        .uri(path)
        .header(header::HOST, "127.0.0.1:8417");
    if body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    desk.send(request.body(body).unwrap()).await
}

/// Holds `value` against `schema`. Knows the keywords that the document uses, and fails on any other.
fn hold(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let wrong = |what: String| Err(format!("{at}: {what}"));
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "description" | "format" | "default" => {}
            "$ref" => {
                let target = document.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap();
                hold(document, target, value, at)?;
            }
            "anyOf" => {
                let all: Vec<_> =
                    rule.as_array().unwrap().iter().map(|s| hold(document, s, value, at)).collect();
                if all.iter().all(Result::is_err) {
                    return wrong(format!("fits none: {all:?}"));
                }
            }
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "null" => value.is_null(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    other => panic!("no type {other}"),
                };
                if !rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is)) {
                    return wrong(format!("{value} is no {rule}"));
                }
            }
            "enum" => {
                if !rule.as_array().unwrap().contains(value) {
                    return wrong(format!("{value} is none of {rule}"));
                }
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                        return wrong(format!("{name} is missing"));
                    }
                }
            }
            "properties" => {
                for (name, inner) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        hold(document, inner, value, &format!("{at}/{name}"))?;
                    }
                }
            }
            "additionalProperties" => {
                assert_eq!(rule, &Value::Bool(false));
                let known = schema["properties"].as_object().unwrap();
                if let Some(name) = value
                    .as_object()
                    .into_iter()
                    .flat_map(|object| object.keys())
                    .find(|name| !known.contains_key(*name))
                {
                    return wrong(format!("{name} is not described"));
                }
            }
            "items" => {
                let skip = schema.get("prefixItems").map_or(0, |first| first.as_array().unwrap().len());
                for (number, value) in value.as_array().into_iter().flatten().enumerate().skip(skip) {
                    if rule == &Value::Bool(false) {
                        return wrong(format!("item {number} is one too many"));
                    }
                    hold(document, rule, value, &format!("{at}/{number}"))?;
                }
            }
            "prefixItems" => {
                for (number, (inner, value)) in
                    rule.as_array().unwrap().iter().zip(value.as_array().into_iter().flatten()).enumerate()
                {
                    hold(document, inner, value, &format!("{at}/{number}"))?;
                }
            }
            "minItems" | "maxItems" => {
                let (many, bound) = (value.as_array().map_or(0, Vec::len) as u64, rule.as_u64().unwrap());
                if value.is_array() && (if keyword == "minItems" { many < bound } else { many > bound }) {
                    return wrong(format!("{many} items"));
                }
            }
            other => panic!("the test does not know the keyword {other}"),
        }
    }
    Ok(())
}

#[test]
fn the_test_can_fail() {
    let schema = json!({"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "required": ["a"], "additionalProperties": false});
    let hold = |value: Value| hold(&Value::Null, &schema, &value, "");
    assert!(hold(json!({"a": "x"})).is_ok() && hold(json!({"a": null})).is_ok());
    for bad in [json!({}), json!({"a": 1}), json!({"a": "x", "b": 1}), json!([])] {
        assert!(hold(bad.clone()).is_err(), "{bad}");
    }
}

async fn document(desk: &Desk) -> Value {
    serde_json::from_str(&ask(desk, "get", "/api/openapi.json", None).await.body).unwrap()
}

/// Asks, and holds the answer against what the document says of `route`.
async fn held(
    desk: &Desk,
    document: &Value,
    method: &str,
    route: &str,
    path: &str,
    body: Option<Value>,
) -> Value {
    let answer = ask(desk, method, path, body).await;
    let operation = &document["paths"][route][method];
    assert!(operation.is_object(), "{method} {route}");
    let described = &operation["responses"][answer.status.as_str()];
    assert!(described.is_object(), "{method} {path}: {} is not described: {}", answer.status, answer.body);
    let kind = answer.header("content-type").split(';').next().unwrap().to_owned();
    let Some(content) = described.get("content") else {
        assert!(answer.body.is_empty(), "{path}");
        return Value::Null;
    };
    let schema = &content[kind.as_str()]["schema"];
    assert!(schema.is_object(), "{method} {path}: {kind} is not described");
    if kind.ends_with("xml") {
        return Value::String(answer.body);
    }
    let value: Value = serde_json::from_str(&answer.body).unwrap();
    hold(document, schema, &value, path).unwrap_or_else(|why| panic!("{method} {path}: {why}"));
    value
}

#[tokio::test]
async fn every_route_answers_as_the_document_says() {
    let desk = desk();
    let document = document(&desk).await;
    let mut asked = BTreeSet::new();
    // Whether lists must have something in them: the examples do.
    for (method, route, path, body, filled) in [
        ("get", "/api/openapi.json", "/api/openapi.json", None, false),
        ("get", "/api/articles", "/api/articles?q=ferry", None, true),
        ("get", "/api/articles/{id}", "/api/articles/1", None, false),
        ("get", "/api/articles/{id}/record", "/api/articles/1/record?machine=true", None, false),
        ("get", "/api/articles/{id}/versions", "/api/articles/1/versions", None, true),
        ("get", "/api/articles/{id}/source", "/api/articles/1/source", None, false),
        ("get", "/api/articles/{id}/copies", "/api/articles/1/copies", None, false),
        ("get", "/api/names", "/api/names?q=minister", None, false),
        ("get", "/api/names/{id}", "/api/names/1", None, false),
        ("get", "/api/names/{id}/mentions", "/api/names/1/mentions", None, true),
        ("get", "/api/dossier", "/api/dossier?name=minister", None, false),
        ("get", "/api/dictionary", "/api/dictionary?q=Norway", None, false),
        ("get", "/api/relations", "/api/relations?by=name&told=true&limit=3", None, true),
        ("get", "/api/spots", "/api/spots?told=true&from=2026-03-01", None, true),
        ("get", "/api/timeline", "/api/timeline?limit=5", None, true),
        ("get", "/api/quotes", "/api/quotes?limit=5", None, true),
        ("get", "/api/events", "/api/events?limit=5", None, true),
        ("get", "/api/figures", "/api/figures?limit=5", None, true),
        ("get", "/api/deadlines", "/api/deadlines", None, false),
        ("get", "/api/forecasts", "/api/forecasts", None, false),
        ("get", "/api/claims", "/api/claims?limit=5", None, true),
        ("get", "/api/claims/{id}", "/api/claims/1", None, false),
        ("get", "/api/conflicts", "/api/conflicts", None, false),
        ("get", "/api/page-corrections", "/api/page-corrections", None, false),
        (
            "post",
            "/api/watches",
            "/api/watches",
            Some(
                json!({"name": "toll", "condition": {"when": "higher-figure", "of": "killed"}, "from_start": true}),
            ),
            false,
        ),
        ("get", "/api/watches", "/api/watches", None, true),
        ("patch", "/api/watches/{id}", "/api/watches/1", Some(json!({"paused": true})), false),
        ("get", "/api/watch-hits", "/api/watch-hits", None, true),
        ("delete", "/api/watches/{id}", "/api/watches/1", None, false),
        (
            "post",
            "/api/articles/{id}/comments",
            "/api/articles/1/comments",
            Some(json!({"text": "Seen."})),
            false,
        ),
        ("get", "/api/articles/{id}/comments", "/api/articles/1/comments", None, true),
        ("get", "/api/comments", "/api/comments", None, true),
        (
            "post",
            "/api/comments/{id}/report",
            "/api/comments/1/report",
            Some(json!({"why": "a test"})),
            false,
        ),
        ("post", "/api/comments/{id}/hide", "/api/comments/1/hide", Some(json!({"why": "a test"})), false),
        ("post", "/api/comments/{id}/show", "/api/comments/1/show", None, false),
        ("delete", "/api/comments/{id}", "/api/comments/1", None, false),
        (
            "post",
            "/api/articles/{id}/corrections",
            "/api/articles/1/corrections",
            Some(json!({"item": "q1", "action": "hide", "why": "a test"})),
            false,
        ),
        ("get", "/api/articles/{id}/corrections", "/api/articles/1/corrections", None, true),
        ("get", "/api/corrections", "/api/corrections", None, true),
        ("delete", "/api/corrections/{id}", "/api/corrections/1", None, false),
        ("get", "/api/rules", "/api/rules", None, false),
        ("get", "/feeds/articles.atom", "/feeds/articles.atom?q=ferry", None, false),
        ("get", "/feeds/watch.atom", "/feeds/watch.atom?watch=none", None, false),
    ] {
        let value = held(&desk, &document, method, route, path, body).await;
        if filled {
            assert!(!value["items"].as_array().unwrap().is_empty(), "{path} is empty");
        }
        asked.insert((route.to_owned(), method.to_owned()));
    }
    for (route, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            assert!(asked.contains(&(route.clone(), method.clone())), "{method} {route} is not asked");
        }
    }
}

#[tokio::test]
async fn errors_are_problem_details() {
    let desk = desk();
    let document = document(&desk).await;
    for (route, path, status) in [
        ("/api/articles/{id}", "/api/articles/99", 404),
        ("/api/articles/{id}", "/api/articles/x", 400),
        ("/api/names/{id}", "/api/names/99999", 404),
        ("/api/quotes", "/api/quotes?bye=1", 400),
        ("/api/quotes", "/api/quotes?from=yesterday", 400),
        ("/api/articles", "/api/articles?limit=100000", 400),
        ("/api/events", "/api/events?actor=!", 400),
        ("/api/claims", "/api/claims?kind=opinion", 400),
    ] {
        let problem = held(&desk, &document, "get", route, path, None).await;
        assert_eq!(problem["status"], status, "{path}: {problem}");
        assert!(!problem["remedy"].as_str().unwrap().is_empty());
    }
    let answer = ask(&desk, "get", "/api/nowhere", None).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (StatusCode::NOT_FOUND, "application/problem+json")
    );
    let answer = ask(&desk, "post", "/api/articles/1/comments", Some(json!({"txt": "x"}))).await;
    assert!(answer.status.is_client_error() && answer.header("content-type") == "application/problem+json");
}

#[tokio::test]
async fn one_pages_through_a_list_to_its_end() {
    let desk = desk();
    let mut path = "/api/quotes?limit=7".to_owned();
    let mut seen = BTreeSet::new();
    loop {
        let value: Value = serde_json::from_str(&ask(&desk, "get", &path, None).await.body).unwrap();
        for item in value["items"].as_array().unwrap() {
            assert!(seen.insert(format!("{} {}", item["article"], item["id"])), "nothing comes twice");
        }
        match value["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    let all: Value =
        serde_json::from_str(&ask(&desk, "get", "/api/quotes?limit=500", None).await.body).unwrap();
    assert_eq!(seen.len(), all["items"].as_array().unwrap().len());
}

#[tokio::test]
async fn a_correction_shows_in_the_record_and_is_undone() {
    let desk = desk();
    let figures = async || {
        let value: Value =
            serde_json::from_str(&ask(&desk, "get", "/api/articles/1/record", None).await.body).unwrap();
        value["amounts"].as_array().unwrap().iter().any(|amount| amount["id"] == "q1")
    };
    assert!(figures().await);
    ask(&desk, "post", "/api/articles/1/corrections", Some(json!({"item": "q1", "action": "hide"}))).await;
    assert!(!figures().await);
    ask(&desk, "delete", "/api/corrections/1", None).await;
    assert!(figures().await);
}

#[tokio::test]
async fn the_dictionary_has_glossary_lexicon_ledger_and_notes() {
    let desk = desk();
    let look = async |word: &str| -> Value {
        serde_json::from_str(&ask(&desk, "get", &format!("/api/dictionary?q={word}"), None).await.body)
            .unwrap()
    };
    let norway = look("Norway").await;
    assert_eq!(norway["lexicon"][0]["code"], "NOR");
    assert!(norway["articles"].as_u64().unwrap() > 1 && norway["names"][0]["name"] == "Norway", "{norway}");
    assert_eq!(look("ASSAULT").await["entries"][0]["term"], "ASSAULT");
    desk.post("/dictionary/note", "q=ferry&text=the+Halcyon").await;
    assert_eq!(look("Ferry").await["notes"][0]["text"], "the Halcyon");
    let wrong = ask(&desk, "get", "/api/relations?by=heart", None).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn watches_are_made_paused_and_removed() {
    let desk = desk();
    let document = document(&desk).await;
    let ferry =
        json!({"name": "ferry", "condition": {"when": "article", "words": "ferry"}, "from_start": true});
    let made = held(&desk, &document, "post", "/api/watches", "/api/watches", Some(ferry.clone())).await;
    assert_eq!((&made["name"], &made["paused"]), (&json!("ferry"), &json!(false)));
    assert!(made["hits"].as_i64().unwrap() > 0, "it looked at once: {made}");
    let path = format!("/api/watches/{}", made["id"]);
    let paused =
        held(&desk, &document, "patch", "/api/watches/{id}", &path, Some(json!({"paused": true}))).await;
    assert_eq!(paused["paused"], true);
    assert!(common::text(&desk.page("/watches").await).contains("paused"));
    let on =
        held(&desk, &document, "patch", "/api/watches/{id}", &path, Some(json!({"paused": false}))).await;
    assert_eq!(on["paused"], false);
    for (body, words) in [
        (ferry, "already"),
        (json!({"name": " ", "condition": {"when": "article"}}), "name"),
        (json!({"name": "x".repeat(81), "condition": {"when": "article"}}), "80"),
        (json!({"name": "a", "condition": {"when": "article", "within": 3}}), "within"),
        (json!({"name": "a", "condition": {"when": "sources", "sources": 1}}), "2 or more"),
        (json!({"name": "a", "condition": {"when": "denial", "pair": ["VRL", "ORR"]}}), "new-event"),
        (json!({"name": "a", "condition": {"when": "denial", "of": ""}}), "hold something"),
        (json!({"name": "a", "condition": {"when": "some day"}}), "not understood"),
        (
            json!({"name": "a", "condition": {"when": "article"}, "delivery": [{"command": ["sh"]}]}),
            "not understood",
        ),
    ] {
        let answer = ask(&desk, "post", "/api/watches", Some(body.clone())).await;
        assert!(answer.status.is_client_error(), "{body}");
        assert!(answer.body.contains(words), "{body}: {}", answer.body);
    }
    held(&desk, &document, "delete", "/api/watches/{id}", &path, None).await;
    assert_eq!(ask(&desk, "delete", &path, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(&desk, "patch", &path, Some(json!({"paused": true}))).await.status, StatusCode::NOT_FOUND);
}
