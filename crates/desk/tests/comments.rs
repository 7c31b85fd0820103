//! Comments under articles and records: written, counted, reported, hidden, shown again, under rules the owner writes.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use axum::http::StatusCode;
use common::browser::{Browser, peopled};
use common::{desk, text};

const THREAD: &str = "id=\"comments\"";

/// The thread of a page as a reader sees it.
fn thread(page: &str) -> String {
    text(page.split_once(THREAD).unwrap().1.split_once("</section>").unwrap().0)
}

#[tokio::test]
async fn a_comment_stands_under_its_article_and_its_record() {
    let desk = peopled();
    let mut reader = Browser::signed_in(&desk, "reader").await;
    let back = reader
        .done("/article/1/comment", &[("text", "The harbour office said so first."), ("back", "/article/1")])
        .await;
    assert_eq!(back, "/article/1#comment-1");
    let page = reader.page("/article/1?at=q1").await;
    assert!(page.contains("name=\"item\" value=\"q1\""), "beside a record one writes about the record");
    let form = [("item", "q1"), ("text", "Two lines.\r\n\r\nOf one thought."), ("back", "/article/1?at=q1")];
    assert_eq!(reader.done("/article/1/comment", &form).await, "/article/1?at=q1#comment-2");
    let thread = thread(&reader.page("/article/1").await);
    assert!(
        thread.contains("The reader") && thread.contains("The harbour office said so first."),
        "{thread}"
    );
    assert!(thread.contains("on q1") && thread.contains("Of one thought."), "{thread}");
    let elsewhere = common::text(&reader.page("/article/2").await);
    assert!(elsewhere.contains("Nobody has written anything."));
}

#[tokio::test]
async fn the_limit_counts_characters_as_a_reader_does() {
    let desk = peopled();
    let mut reader = Browser::signed_in(&desk, "reader").await;
    assert!(reader.page("/article/1").await.contains("data-longest=\"250\""));
    let family = "👩‍👩‍👧‍👦".repeat(250);
    reader.done("/article/1/comment", &[("text", &family)]).await;
    let answer = reader.post("/article/1/comment", &[("text", &"a".repeat(251))]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(text(&answer.body).contains("251 characters; the rules allow 250"), "{}", text(&answer.body));
    let mut owner = Browser::signed_in(&desk, "owner").await;
    owner.done("/rules", &[("text", "# Ours\n- Be <em>kind</em>."), ("longest", "5")]).await;
    let rules = reader.page("/rules").await;
    assert!(
        rules.contains("<h2>Ours</h2>") && rules.contains("Be &#60;em&#62;kind&#60;/em&#62;."),
        "{rules}"
    );
    assert!(!rules.contains("action=\"/rules\""), "readers do not set them");
    assert_eq!(
        reader.post("/article/1/comment", &[("text", "longer")]).await.status,
        StatusCode::BAD_REQUEST
    );
    reader.done("/article/1/comment", &[("text", "short")]).await;
}

#[tokio::test]
async fn a_report_reaches_the_moderators_who_hide_or_let_stay() {
    let desk = peopled();
    let mut reader = Browser::signed_in(&desk, "reader").await;
    let mut other = Browser::signed_in(&desk, "other").await;
    let mut editor = Browser::signed_in(&desk, "editor").await;
    reader.done("/article/1/comment", &[("text", "Rude words.")]).await;
    reader.done("/article/1/comment", &[("text", "Fine words.")]).await;
    assert!(!reader.page("/article/1").await.contains("/comment/1/report"), "nobody reports themselves");
    for id in ["1", "2"] {
        other.done(&format!("/comment/{id}/report"), &[("why", "rule 3"), ("back", "/article/1")]).await;
    }
    let waiting = text(&editor.page("/moderation").await);
    assert!(waiting.contains("Rude words.") && waiting.contains("“rule 3” The other"), "{waiting}");
    editor.done("/comment/1/hide", &[("why", "an insult"), ("back", "/moderation")]).await;
    editor.done("/comment/2/settle", &[("back", "/moderation")]).await;
    assert!(text(&editor.page("/moderation").await).contains("Nothing waits."));
    let seen = thread(&other.page("/article/1").await);
    assert!(!seen.contains("Rude words.") && seen.contains("Fine words."), "{seen}");
    assert!(thread(&editor.page("/article/1").await).contains("hidden by The editor: an insult"));
    editor.done("/comment/1/show", &[("back", "/moderation")]).await;
    assert!(thread(&other.page("/article/1").await).contains("Rude words."));
    let log = text(&editor.page("/moderation/log").await);
    for words in
        ["The otherreport1rule 3", "The editorhide1an insult", "The editorsettle2", "The editorshow1"]
    {
        assert!(log.contains(words), "{words}: {log}");
    }
    let mut owner = Browser::signed_in(&desk, "owner").await;
    assert!(text(&owner.page("/people/log").await).contains("moderated a comment"));
}

#[tokio::test]
async fn a_comment_is_taken_back_by_its_author_only_and_can_come_back() {
    let desk = peopled();
    let mut reader = Browser::signed_in(&desk, "reader").await;
    let mut other = Browser::signed_in(&desk, "other").await;
    reader.done("/article/1/comment", &[("text", "A first thought.")]).await;
    assert_eq!(other.post("/comment/1/remove", &[]).await.status, StatusCode::BAD_REQUEST);
    reader.done("/comment/1/remove", &[("back", "/article/1")]).await;
    assert!(thread(&other.page("/article/1").await).contains("Nobody has written"));
    assert!(thread(&reader.page("/article/1").await).contains("Undo taking back"));
    reader.done("/comment/1/restore", &[("back", "/article/1")]).await;
    assert!(thread(&other.page("/article/1").await).contains("A first thought."));
}

#[tokio::test]
async fn the_local_owner_comments_without_an_account() {
    let desk = desk();
    let answer = desk.post("/article/1/comment", "text=Seen.&back=%2Farticle%2F1").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(thread(&desk.page("/article/1").await).contains("owner"));
    assert_eq!(desk.post("/article/99/comment", "text=Seen.").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.post("/article/1/comment", "text=Seen.&item=e99").await.status, StatusCode::NOT_FOUND);
}
