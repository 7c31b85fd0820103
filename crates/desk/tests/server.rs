//! What holds of every answer: headers, errors that say what to do, nothing from elsewhere.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use common::{desk, text};

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_pages_safe() {
    let desk = desk();
    for path in ["/", "/article/1", "/nowhere", "/article/99", "/article/x", "/search?page=x"] {
        let answer = desk.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
    }
}

#[tokio::test]
async fn errors_say_what_to_do() {
    let desk = desk();
    for (path, status, words) in [
        ("/nowhere", StatusCode::NOT_FOUND, "Check the address"),
        ("/article/99", StatusCode::NOT_FOUND, "Search for its words"),
        ("/article/x", StatusCode::BAD_REQUEST, "not understood"),
        ("/search?from=yesterday", StatusCode::BAD_REQUEST, "write it as 2026-03-05"),
    ] {
        let answer = desk.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(text(&answer.body).contains(words), "{path}: {}", text(&answer.body));
    }
}

#[tokio::test]
async fn pages_ask_nothing_of_other_servers_and_run_nothing_that_stands_in_them() {
    let desk = desk();
    for path in [
        "/",
        "/article/1",
        "/search?q=ferry",
        "/quotes",
        "/figures?befell=killed",
        "/timeline",
        "/map",
        "/network",
        "/add",
    ] {
        let page = desk.page(path).await;
        for tag in ["<script", "<link", "<img", "<iframe", "<form"] {
            for rest in page.split(tag).skip(1) {
                let inside = rest.split('>').next().unwrap();
                assert!(!inside.contains("http"), "{path}: {inside}");
            }
        }
        for rest in page.split("<script").skip(1) {
            assert!(rest.starts_with(" src=\"/static/"), "{path}");
        }
        assert!(!page.contains(" style=") && !page.contains("<style"), "{path}");
        // For those who do not see the page: one main part, a way past the navigation, a language, a title.
        assert_eq!(page.matches("<main").count(), 1, "{path}");
        assert!(
            page.contains("class=\"skip\" href=\"#main\"")
                && page.contains("<html lang=\"en\"")
                && page.contains("<h1"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn static_files_are_kept_for_ever_under_the_name_of_their_hash() {
    let desk = desk();
    let page = desk.page("/").await;
    let address = page.split("href=\"/static/desk.").nth(1).unwrap().split('"').next().unwrap();
    let answer = desk.get(&format!("/static/desk.{address}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("cache-control").contains("immutable"));
    assert_eq!(desk.get("/static/desk.000000000000.css").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/static/..%2FCargo.toml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_elsewhere_can_neither_send_forms_nor_call_the_desk_by_their_name() {
    let desk = desk();
    let request = |host: &str, origin: &str, site: &str| {
        Request::post("/article/1/correct")
            .header(header::HOST, host)
            .header(header::ORIGIN, origin)
            .header("sec-fetch-site", site)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("item=q1&action=hide"))
            .unwrap()
    };
    let crossed = desk.send(request("127.0.0.1:8417", "https://example.org", "cross-site")).await;
    assert_eq!(crossed.status, StatusCode::FORBIDDEN);
    let renamed =
        desk.send(request("desk.example.org:8417", "http://desk.example.org:8417", "same-origin")).await;
    assert_eq!(renamed.status, StatusCode::MISDIRECTED_REQUEST);
    assert!(!desk.page("/article/1?at=q1").await.contains("is hidden"));
}

#[tokio::test]
async fn the_theme_is_kept_and_going_back_never_leaves_the_desk() {
    let desk = desk();
    let set = desk.post("/settings", "theme=dark&back=%2Farticle%2F1").await;
    assert_eq!((set.status, set.header("location")), (StatusCode::SEE_OTHER, "/article/1"));
    assert!(
        set.header("set-cookie").contains("dunlin-theme=dark")
            && set.header("set-cookie").contains("HttpOnly")
    );
    let request =
        Request::get("/").header(header::HOST, "localhost").header(header::COOKIE, "dunlin-theme=dark");
    assert!(desk.send(request.body(Body::empty()).unwrap()).await.body.contains("data-theme=\"dark\""));
    assert_eq!(desk.post("/settings", "theme=dark&back=%2F%2Fexample.org").await.header("location"), "/");
}

#[tokio::test]
async fn what_is_added_opens_or_says_why_not() {
    let desk = desk();
    let send = |text: &str| {
        let body = format!("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--x--\r\n");
        Request::post("/add")
            .header(header::HOST, "127.0.0.1")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap()
    };
    for (words, then) in [("A ferry sank.", "/article/1"), ("refuse this", "")] {
        let added = desk.send(send(words)).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
        let job = added.header("location").to_owned();
        let mut answer = desk.get(&job).await;
        for _ in 0..200 {
            if answer.body.contains("http-equiv=\"refresh\"") {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                answer = desk.get(&job).await;
            }
        }
        assert_eq!(answer.header("location"), then);
        if then.is_empty() {
            assert!(text(&answer.body).contains("this text is refused; send another"), "{}", answer.body);
        }
    }
    assert_eq!(desk.send(send(" ")).await.status, StatusCode::BAD_REQUEST);
}
