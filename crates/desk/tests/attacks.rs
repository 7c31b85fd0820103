//! Attacks, each shown failing: script in pages and parameters, forged requests, guessed passwords, planted sessions,
//! paths and addresses that lead elsewhere, too much and too odd input. `docs/security.md` says what stands against each;
//! slow requests are in `src/wire.rs`, forged sign-ins in `provider.rs`.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use common::browser::{Browser, PASSWORD, encoded, peopled};
use common::{Desk, desk, desk_with, keep, text};
use dunlin_record::{
    Article, Block, BlockRole, Entity, EntityType, Furniture, FurnitureKind, MadeBy, Mention, MentionKind,
    PublishedBasis, Record, Span,
};

/// Markup of every kind that runs somewhere.
const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)></textarea></title>\
                       <a href=javascript:alert(1)>x</a>{{7*7}}<!--";

/// Whether a page holds markup that came from outside: a tag or an attribute that would run something.
fn runs(page: &str) -> Option<String> {
    let low = page.to_ascii_lowercase();
    for sign in
        ["<script>alert", "<img src=x", "<svg/onload", "<a href=javascript", "href=\"javascript:", "<!--"]
    {
        if let Some(at) = low.find(sign) {
            return Some(page[at.saturating_sub(80)..(at + 80).min(page.len())].to_owned());
        }
    }
    // Inside of tags: an attribute that listens to events.
    for tag in low.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let mut outside = String::new();
        for (number, part) in tag.split('"').enumerate() {
            if number % 2 == 0 {
                outside.push_str(part);
            }
        }
        if outside.split_whitespace().any(|word| word.starts_with("on") && word.contains('=')) {
            return Some(tag.to_owned());
        }
    }
    None
}

#[test]
fn the_test_sees_what_would_run() {
    assert!(runs(HOSTILE).is_some() && runs("<p x=\"y\" onclick=alert(1)>").is_some());
    assert!(runs("<p title=\"onclick=alert(1)\">&lt;script&gt;alert(1)&lt;/script&gt;</p>").is_none());
}

/// A record whose every word is hostile.
fn hostile() -> Record {
    let text = format!("{HOSTILE}\n\nSaid {HOSTILE} on Monday.\n\nPicture {HOSTILE}");
    let mut article = Article::of_paragraphs(text.clone());
    article.headline = Some(HOSTILE.into());
    article.outlet = Some(HOSTILE.into());
    article.byline = Some(HOSTILE.into());
    article.dateline = Some(HOSTILE.into());
    article.section = vec![HOSTILE.into()];
    article.url = Some("javascript:alert(1)".into());
    article.published = Some("2026-03-05".into());
    article.published_basis = PublishedBasis::Page;
    if let Some(last) = article.blocks.last_mut() {
        *last = Block { role: BlockRole::Caption, credit: Some(HOSTILE.into()), ..last.clone() };
    }
    article.furniture.push(Furniture {
        kind: FurnitureKind::Other,
        page_bytes: vec![],
        text: HOSTILE.into(),
        limit: None,
    });
    let mut record = Record {
        article,
        made_by: MadeBy { dunlin: "0".into(), weights: "w".into(), lexicon: "l".into() },
        ..Record::default()
    };
    record.coding.entities.push(Entity {
        id: "n1".into(),
        name: HOSTILE.into(),
        kind: EntityType::Person,
        mentions: vec![Mention { span: Span::new(0, HOSTILE.len()), kind: MentionKind::Name }],
        codes: vec![],
    });
    record
}

/// The hostile article's number and the desk it is in.
async fn hostile_desk() -> (Desk, i64) {
    let desk = desk_with(|ledger| keep(ledger, HOSTILE.as_bytes(), hostile()));
    let found: serde_json::Value =
        serde_json::from_str(&desk.get("/api/articles?limit=500").await.body).unwrap();
    let items = found["items"].as_array().unwrap();
    let id = items.iter().find(|item| item["headline"] == HOSTILE).unwrap()["id"].as_i64().unwrap();
    (desk, id)
}

#[tokio::test]
async fn markup_in_an_article_never_reaches_the_browser_as_markup() {
    let (desk, id) = hostile_desk().await;
    let form = encoded(&[("text", &HOSTILE[..HOSTILE.len().min(200)]), ("item", "n1")]);
    desk.post(&format!("/article/{id}/comment"), &form).await;
    let rules = encoded(&[("text", HOSTILE), ("longest", "250")]);
    assert_eq!(desk.post("/rules", &rules).await.status, StatusCode::SEE_OTHER);
    let mut seen = 0;
    for path in [
        format!("/article/{id}"),
        format!("/article/{id}?at=n1&show=names"),
        format!("/article/{id}/source"),
        "/".to_owned(),
        "/search?q=alert".to_owned(),
        "/search?q=Monday&order=newest".to_owned(),
        "/quotes".to_owned(),
        "/timeline".to_owned(),
        "/network".to_owned(),
        "/map".to_owned(),
        "/claims".to_owned(),
        "/conflicts".to_owned(),
        "/rules".to_owned(),
        "/moderation".to_owned(),
        "/moderation/log".to_owned(),
        "/dictionary?q=script".to_owned(),
        "/feeds/articles.atom".to_owned(),
    ] {
        let answer = desk.get(&path).await;
        assert_eq!(runs(&answer.body), None, "{path}");
        assert!(answer.header("content-security-policy").contains("script-src 'self'"), "{path}");
        seen += usize::from(answer.body.contains("alert(1)"));
    }
    assert!(seen >= 5, "the words themselves are shown, as words: {seen}");
    let raw = desk.get(&format!("/article/{id}/source/raw")).await;
    assert!(
        raw.header("content-type").starts_with("text/plain")
            || raw.header("content-disposition").starts_with("attachment"),
        "the page itself is data, not a page: {:?}",
        raw.head
    );
    assert_eq!(raw.header("x-content-type-options"), "nosniff");
    let api = desk.get(&format!("/api/articles/{id}")).await;
    assert_eq!(
        (api.header("content-type"), api.header("x-content-type-options")),
        ("application/json", "nosniff")
    );
}

#[tokio::test]
async fn markup_in_parameters_comes_back_as_words_only() {
    let desk = desk();
    let hostile = encoded(&[("x", HOSTILE)]).split_off(2);
    for path in [
        "/search?q=",
        "/search?q=ferry&outlet=",
        "/search?q=ferry&from=",
        "/quotes?speaker=",
        "/figures?unit=",
        "/timeline?q=",
        "/map?place=",
        "/network?name=",
        "/dictionary?q=",
        "/claims?q=",
        "/conflicts?q=",
        "/dossier?name=",
        "/article/1?at=",
        "/article/1?show=",
        "/add?address=",
        "/nowhere?",
        "/article/",
        "/static/",
        "/rules?change=",
        "/api/quotes?",
        "/api/articles?from=",
        "/feeds/articles.atom?q=",
    ] {
        let answer = desk.get(&format!("{path}{hostile}")).await;
        let json = answer.header("content-type").contains("json");
        assert!(json || runs(&answer.body).is_none(), "{path}: {:?}", runs(&answer.body));
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
    }
    let people = peopled();
    let answer = Browser::new(&people).sign_in(HOSTILE, HOSTILE).await;
    assert_eq!(runs(&answer.body), None);
    let answer = Browser::new(&people).get(&format!("/invitation?code={hostile}")).await;
    assert_eq!(runs(&answer.body), None);
}

#[tokio::test]
async fn other_sites_cannot_make_a_browser_change_anything() {
    let desk = peopled();
    let mut owner = Browser::signed_in(&desk, "owner").await;
    let forms: [(&str, &str); 8] = [
        ("/article/1/comment", "text=planted"),
        ("/people/invite", "role=owner"),
        ("/people/2/role", "role=owner"),
        ("/rules", "text=planted&longest=9"),
        ("/account/sign-out-everywhere", ""),
        ("/account/token", "name=x&role=owner&days=300"),
        ("/sign-out", ""),
        ("/settings", "theme=dark"),
    ];
    for (path, form) in forms {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "https://desk.example.evil.example"),
        ] {
            let mut request = owner
                .request(Method::POST, path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(form))
                .unwrap();
            request.headers_mut().remove("sec-fetch-site");
            request.headers_mut().insert(name, value.parse().unwrap());
            let status = owner.send(request).await.status;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path} {name}: {value}");
        }
    }
    let page = owner.page("/article/1").await;
    assert!(!page.contains("planted"), "nothing was done, and the owner is still signed in");
    // What a form of another site can send is no JSON, whatever it calls itself.
    let request = owner
        .request(Method::POST, "/api/articles/1/comments")
        .header(header::CONTENT_TYPE, "text/plain")
        .body(Body::from(r#"{"text": "planted"}"#))
        .unwrap();
    assert!(owner.send(request).await.status.is_client_error());
    // Nothing that is only looked at changes anything: the routes that do take no GET.
    for (path, _) in forms.iter().filter(|(path, _)| *path != "/rules") {
        assert!(owner.get(path).await.status.is_client_error(), "{path}");
    }
}

#[tokio::test]
async fn passwords_cannot_be_guessed_fast() {
    let desk = peopled();
    let mut tried = 0;
    for number in 0..60 {
        // From many addresses at once.
        let mut browser = Browser::new(&desk);
        browser.address = Some(format!("203.0.113.{number}"));
        let answer = browser.sign_in("reader", &format!("guess number {number}")).await;
        match answer.status {
            StatusCode::UNAUTHORIZED => tried += 1,
            StatusCode::TOO_MANY_REQUESTS => {
                assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
            }
            other => panic!("{other}"),
        }
    }
    assert!(tried <= 12, "{tried} of 60 guesses were looked at");
    let right = Browser::new(&desk).sign_in("reader", PASSWORD).await;
    assert_eq!(
        right.status,
        StatusCode::TOO_MANY_REQUESTS,
        "even a right guess is not told while one has to wait"
    );
    assert_eq!(
        Browser::new(&desk).sign_in("owner", PASSWORD).await.status,
        StatusCode::SEE_OTHER,
        "others are not locked out"
    );
}

#[tokio::test]
async fn one_address_cannot_try_a_password_on_everybody() {
    let desk = peopled();
    let mut waits = 0;
    for number in 0..40 {
        let browser = Browser::new(&desk);
        let request = browser
            .request(Method::POST, "/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            // Written by the attacker, and by the proxy after it: the last one counts.
            .header("x-forwarded-for", format!("198.51.100.{number}, 203.0.113.9"))
            .body(Body::from(format!("name=person{number}&password=winter-is-coming")))
            .unwrap();
        waits += usize::from(desk.send(request).await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(waits >= 10, "{waits}");
}

#[tokio::test]
async fn a_planted_session_is_not_taken_over() {
    let desk = peopled();
    let mut attacker = Browser::signed_in(&desk, "other").await;
    let planted = attacker.cookies.clone();
    // The victim's browser carries the attacker's cookie, and signs in.
    let mut victim = Browser::new(&desk);
    victim.cookies = planted.clone();
    victim.sign_in("reader", PASSWORD).await;
    assert_ne!(victim.cookies, planted, "a new session at every sign-in");
    assert_eq!(attacker.get("/account").await.status, StatusCode::SEE_OTHER, "the planted one is dead");
    for made_up in ["", "x", "../../etc/passwd", "' OR '1'='1", &"A".repeat(43)] {
        let mut browser = Browser::new(&desk);
        browser.cookies.insert("__Host-dunlin-session".into(), made_up.into());
        assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "{made_up}");
    }
    let mut downgraded = Browser::new(&desk);
    let value = victim.cookies.values().next().unwrap().clone();
    downgraded.cookies.insert("dunlin-session".into(), value);
    assert_eq!(
        downgraded.get("/account").await.status,
        StatusCode::SEE_OTHER,
        "without the prefix it is no session"
    );
}

#[tokio::test]
async fn signing_in_never_leads_off_the_desk() {
    let desk = peopled();
    for back in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:a=b",
        "/\r\nSet-Cookie: a=b",
        "///evil.example",
        "/\t/evil.example",
        "http:evil.example",
    ] {
        let mut browser = Browser::new(&desk);
        let form = [("name", "reader"), ("password", PASSWORD), ("back", back)];
        let answer = browser.post("/sign-in", &form).await;
        let to = answer.header("location");
        assert!(to == "/" || (to.starts_with("/%0d") && !to.contains('\r')), "{back:?} leads to {to:?}");
        assert!(
            !answer
                .head
                .get_all(header::SET_COOKIE)
                .iter()
                .any(|cookie| cookie.to_str().unwrap().starts_with("a="))
        );
        let page = Browser::new(&desk).get(&format!("/sign-in?{}", encoded(&[("back", back)]))).await;
        assert!(!page.body.contains("evil.example"), "{back:?}");
    }
}

#[tokio::test]
async fn paths_lead_to_no_file() {
    let desk = desk();
    for path in [
        "/static/../Cargo.toml",
        "/static/..%2fCargo.toml",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%5c..%5cetc%5cpasswd",
        "/static//etc/passwd",
        "/../../etc/passwd",
        "/article/..%2f..%2fetc%2fpasswd",
        "/article/1/../../../etc/passwd",
        "/static/desk.css%00.html",
        "/examples.ledger",
        "/examples.ledger.desk",
        "/sign-in/with/..%2f..%2fetc",
    ] {
        let answer = desk.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert!(!answer.body.contains("root:") && !answer.body.contains("SQLite format"), "{path}");
    }
}

#[tokio::test]
async fn too_much_is_refused() {
    let desk = peopled();
    let mut reader = Browser::signed_in(&desk, "reader").await;
    let large = "a".repeat(33 * 1024 * 1024);
    for (bytes, status) in
        [(large.len(), StatusCode::PAYLOAD_TOO_LARGE), (1_000_000, StatusCode::BAD_REQUEST)]
    {
        let request = reader
            .request(Method::POST, "/article/1/comment")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("text={}", &large[..bytes])))
            .unwrap();
        assert_eq!(reader.send(request).await.status, status, "{bytes}");
    }
    let begun = std::time::Instant::now();
    let answer = Browser::new(&desk).sign_in("reader", &large[..100_000]).await;
    assert_eq!(
        answer.status,
        StatusCode::UNAUTHORIZED,
        "a password of a hundred thousand letters is not hashed"
    );
    assert!(begun.elapsed().as_secs() < 5);
    let long = format!("/search?q={}", "a+".repeat(20_000));
    assert_ne!(reader.get(&long).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    let answer = reader.get(&format!("/api/articles?q={}", "a".repeat(3000))).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let request = reader
        .request(Method::POST, "/api/articles/1/comments")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(deep))
        .unwrap();
    assert!(reader.send(request).await.status.is_client_error());
}

#[tokio::test]
async fn one_person_cannot_flood_the_desk() {
    let desk = peopled();
    let mut reader = Browser::signed_in(&desk, "reader").await;
    let mut taken = 0;
    for number in 0..60 {
        let answer = reader.post("/article/1/comment", &[("text", &format!("flood {number}"))]).await;
        match answer.status {
            StatusCode::SEE_OTHER => taken += 1,
            other => assert_eq!(other, StatusCode::TOO_MANY_REQUESTS),
        }
    }
    assert!((20..=40).contains(&taken), "{taken}");
    let mut other = Browser::signed_in(&desk, "other").await;
    assert_eq!(other.post("/article/1/comment", &[("text", "mine")]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn questions_are_no_sql() {
    let desk = desk();
    let before = desk.get("/api/articles").await.body;
    for odd in [
        "'; DROP TABLE article; --",
        "\" OR 1=1",
        "* AND (",
        "NEAR(a b",
        "headline:x",
        "a\u{0}b",
        "%",
        "\u{202e}",
    ] {
        let odd = encoded(&[("q", odd)]);
        for path in ["/search", "/api/articles", "/api/quotes", "/quotes", "/api/names"] {
            let answer = desk.get(&format!("{path}?{odd}")).await;
            assert_ne!(
                answer.status,
                StatusCode::INTERNAL_SERVER_ERROR,
                "{path} {odd}: {}",
                text(&answer.body)
            );
        }
    }
    assert_eq!(desk.get("/api/articles").await.body, before);
}

#[tokio::test]
async fn pages_stand_in_no_frame_and_in_no_cache() {
    let desk = peopled();
    let mut reader = Browser::signed_in(&desk, "reader").await;
    for path in ["/", "/account", "/article/1", "/api/articles"] {
        let answer = reader.get(path).await;
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}: no other site reads it");
    }
}

#[tokio::test]
async fn names_that_are_made_to_point_here_get_nothing() {
    for desk in [desk(), peopled()] {
        for host in ["evil.example", "evil.example:8417", "127.0.0.1.evil.example", "localhost.evil.example"]
        {
            let request =
                Request::get("/api/articles").header(header::HOST, host).body(Body::empty()).unwrap();
            let answer = desk.send(request).await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        }
    }
}

#[test]
fn addresses_of_the_own_network_are_not_fetched() {
    use dunlin_fetch::{Address, Fetcher, Manners, Seen};
    let fetcher = Fetcher::new(Manners { tries: 1, ..Manners::default() });
    for address in [
        "http://127.0.0.1/",
        "http://127.0.0.1:8417/api/articles",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://user:password@127.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:25/",
        "//127.0.0.1/",
    ] {
        if let Ok(parsed) = Address::parse(address) {
            let refused = fetcher.fetch(&parsed, &Seen::default());
            assert!(refused.is_err(), "{address}");
        }
    }
}
