//! The reading page over the example pages: the text whole, layers, records, corrections, the source.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use axum::http::StatusCode;
use common::{desk, keep, text};
use dunlin_record::{Article, Record};

#[tokio::test]
async fn an_article_is_read_whole_with_every_layer_on() {
    let desk = desk();
    for id in 1..=10 {
        let record: serde_json::Value =
            serde_json::from_str(&desk.page(&format!("/article/{id}/record.json")).await).unwrap();
        let page =
            desk.page(&format!("/article/{id}?show=who.events.figures.dates.names.places.outlook")).await;
        let shown = text(&page);
        for paragraph in record["text"].as_str().unwrap().split("\n\n") {
            for line in paragraph.lines() {
                let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(shown.contains(&words), "article {id} lacks {words:?}");
            }
        }
    }
}

#[tokio::test]
async fn layers_are_switched_by_address_alone() {
    let desk = desk();
    let plain = desk.page("/article/1?show=none").await;
    assert!(!plain.contains("class=\"source\"") && !plain.contains("class=\"margin\""));
    let who = desk.page("/article/1").await;
    assert!(who.contains("class=\"source\"") && who.contains("aria-pressed=\"true\""));
    assert!(who.contains("show=who.figures"), "the switch leads to both layers");
    assert!(!who.contains("class=\"figure\""));
    assert!(desk.page("/article/1?show=figures").await.contains("class=\"figure\""));
}

#[tokio::test]
async fn a_record_lights_up_and_says_rule_and_confidence() {
    let desk = desk();
    let page = desk.page("/article/1?at=a1").await;
    assert!(page.contains("<mark>") && page.contains("of 100"));
    assert!(text(&page).contains("Who says so"));
    assert!(!desk.page("/article/1?at=a999").await.contains("<mark>"));
}

#[tokio::test]
async fn a_record_is_hidden_corrected_confirmed_and_all_of_it_undone() {
    let desk = desk();
    let hidden = desk
        .post("/article/1/correct", "item=q1&action=hide&back=%2Farticle%2F1%3Fshow%3Dfigures%26at%3Dq1")
        .await;
    assert_eq!(hidden.status, StatusCode::SEE_OTHER);
    assert_eq!(hidden.header("location"), "/article/1?show=figures&at=q1#record");
    let page = desk.page("/article/1?show=figures&at=q1").await;
    assert!(page.contains("This record is hidden."));
    let number =
        page.split("name=\"correction\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    desk.post("/article/1/undo", &format!("correction={number}&back=%2F")).await;
    assert!(!desk.page("/article/1?show=figures&at=q1").await.contains("This record is hidden."));

    desk.post("/article/1/correct", "item=q1&action=set&field=high&value=12&back=%2F").await;
    assert!(text(&desk.page("/article/1?at=q1").await).contains("9 to 12"));
    desk.post("/article/1/correct", "item=q1&action=confirm&back=%2F").await;
    assert!(text(&desk.page("/article/1").await).contains("confirmed"));

    let refused = desk.post("/article/1/correct", "item=q1&action=set&field=high&value=many&back=%2F").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(text(&refused.body).contains("“many” is no number"));
}

#[tokio::test]
async fn the_source_is_shown_as_text_and_kept_as_bytes() {
    let desk = desk();
    let page = desk.page("/article/1/source").await;
    assert!(page.contains("&lt;html") && page.contains("<mark><span class=\"lit\">"));
    let raw = desk.get("/article/1/source/raw").await;
    let file =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/courier-ferry-capsizes.html"))
            .unwrap();
    assert_eq!(raw.bytes, file);
    assert!(raw.header("content-disposition").starts_with("attachment"));
    assert!(raw.header("content-security-policy").contains("sandbox"));
    assert_eq!(raw.header("content-type"), "application/octet-stream");
}

#[tokio::test]
async fn furniture_is_folded_away_but_there() {
    let page = desk().page("/article/1").await;
    assert!(text(&page).contains("What else stands on the page"));
    assert!(page.contains("Accept all"));
}

#[tokio::test]
async fn markup_in_a_page_is_words_and_never_markup() {
    let evil = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    let desk = common::desk_with(|ledger| {
        let article = Article {
            headline: Some(evil.into()),
            outlet: Some(evil.into()),
            byline: Some(evil.into()),
            section: vec![evil.into()],
            url: Some("javascript:alert(3)".into()),
            language: Some("en\" onload=\"alert(4)".into()),
            published: Some("2026-03-12".into()),
            ..Article::of_paragraphs(format!("{evil}\n\nHe said {evil}."))
        };
        keep(ledger, evil.as_bytes(), Record { article, ..Record::default() });
    });
    for path in [
        "/",
        "/article/11",
        "/article/11/source",
        "/search?q=alert",
        "/search?q=%3Cscript%3E",
        "/quotes?speaker=%22%3E%3Cscript%3E",
        "/timeline?q=%3Cscript%3E",
        "/figures?of=%3Cscript%3E",
        "/map?from=2026-01-01",
        "/network",
        "/dictionary?q=%3Cscript%3E",
    ] {
        let answer = desk.get(path).await;
        assert!(
            !answer.body.contains("<script>") && !answer.body.contains("<img src=x"),
            "{path}: {}",
            answer.body
        );
        assert!(!answer.body.contains("href=\"javascript:") && !answer.body.contains("\" onload="), "{path}");
    }
}
