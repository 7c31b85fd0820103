//! People come in: first run, invitations, signing in and out, roles, tokens, the owner's pages.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use common::browser::{Browser, PASSWORD, between, peopled, peopled_with, rules};
use common::{desk, desk_behind, text};
use dunlin_desk::accounts::{Accounts, file_of};
use dunlin_desk::{Door, Entrance, ServeError, Site, State};
use std::sync::Arc;

#[tokio::test]
async fn without_accounts_whoever_sits_here_is_the_owner() {
    let desk = desk();
    assert!(desk.page("/article/1").await.contains("Write about this article"));
    let answer = desk.get("/account").await;
    assert!(text(&answer.body).contains("--accounts"), "it says how to get accounts");
    assert!(!desk.path.with_extension("ledger.desk").exists(), "no account file is made unasked");
}

#[tokio::test]
async fn strangers_see_the_door_and_nothing_else() {
    let desk = peopled();
    let mut stranger = Browser::new(&desk);
    for path in
        ["/", "/article/1", "/search?q=ferry", "/account", "/people", "/moderation", "/rules", "/nowhere"]
    {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header("location").starts_with("/sign-in?back=%2F"), "{path}");
        assert!(answer.body.is_empty(), "{path}");
    }
    for path in ["/api/articles", "/api/openapi.json", "/feeds/articles.atom"] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{path}");
        assert!(!answer.body.contains("ferry"), "{path}");
    }
    let answer = stranger.post("/article/1/comment", &[("text", "hello")]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let door = stranger.page("/sign-in").await;
    assert!(!door.contains("examples"), "not even the ledger's name");
    assert!(!door.contains("action=\"/search\""));
}

#[tokio::test]
async fn the_first_run_token_makes_the_owner() {
    let mut token = None;
    let desk = desk_behind(
        |ledger| {
            let accounts = Accounts::open(&file_of(ledger), rules()).unwrap();
            token = accounts.first_run(dunlin_now()).unwrap();
            Door::People(Arc::new(Entrance::new(accounts, None, Vec::new())))
        },
        |_| {},
    );
    let code = token.unwrap();
    let mut browser = Browser::new(&desk);
    let page = browser.local_page(&format!("/invitation?code={}", code.expose())).await;
    assert!(text(&page).contains("You are let in as owner"));
    let form = [
        ("code", code.expose()),
        ("name", "margot"),
        ("display", "Margot Venn"),
        ("password", PASSWORD),
        ("again", "something else"),
    ];
    let answer = browser.local_post("/invitation", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("not the same") && answer.body.contains("value=\"margot\""),
        "nothing is typed twice"
    );
    let mut form = form;
    form[4].1 = PASSWORD;
    assert_eq!(browser.local_post("/invitation", &form).await.status, StatusCode::SEE_OTHER);
    let page = browser.local_page("/people").await;
    assert!(page.contains("Margot Venn"));
    let answer = Browser::new(&desk).local_get(&format!("/invitation?code={}", code.expose())).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "good once");
}

fn dunlin_now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64
}

#[tokio::test]
async fn signing_in_goes_on_to_the_page_that_was_wanted() {
    let desk = peopled();
    let mut browser = Browser::new(&desk);
    let wrong = browser.sign_in("reader", "not the password").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.body.contains("do not belong together") && !wrong.body.contains("not the password"));
    let unknown = browser.sign_in("somebody-else", "not the password").await;
    assert_eq!(
        unknown.body.replace("somebody-else", "reader"),
        wrong.body,
        "an unknown name gets the same answer"
    );
    let form = [("name", "reader"), ("password", PASSWORD), ("back", "/search?q=ferry")];
    assert_eq!(browser.done("/sign-in", &form).await, "/search?q=ferry");
    assert!(browser.page("/search?q=ferry").await.contains("The reader"));
    assert_eq!(browser.done("/sign-out", &[]).await, "/sign-in");
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_sessions_cookie_is_for_this_server_only() {
    let desk = peopled();
    let answer = Browser::new(&desk).sign_in("reader", PASSWORD).await;
    let cookie = answer
        .head
        .get_all(header::SET_COOKIE)
        .iter()
        .find(|cookie| cookie.to_str().unwrap().contains("session"));
    let cookie = cookie.unwrap().to_str().unwrap();
    assert!(cookie.starts_with("__Host-dunlin-session="), "{cookie}");
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn each_role_may_do_what_it_says() {
    let desk = peopled();
    // What, and the lowest role that may.
    type Form = &'static [(&'static str, &'static str)];
    let tries: [(&str, Form, &str); 5] = [
        ("/article/1/comment", &[("text", "Seen elsewhere too.")], "reader"),
        ("/article/1/correct", &[("item", "q1"), ("action", "confirm")], "analyst"),
        ("/comment/1/hide", &[("why", "a test")], "editor"),
        ("/rules", &[("text", "Be kind."), ("longest", "200")], "owner"),
        ("/people/invite", &[("role", "reader")], "owner"),
    ];
    let roles = ["reader", "analyst", "editor", "owner"];
    for name in roles {
        let mut browser = Browser::signed_in(&desk, name).await;
        for (path, form, least) in &tries {
            let may = roles.iter().position(|r| r == least) <= roles.iter().position(|r| *r == name);
            let status = browser.post(path, form).await.status;
            assert_eq!(may, status.is_success() || status.is_redirection(), "{name} {path}: {status}");
        }
        let people = browser.get("/people").await.status;
        assert_eq!(people == StatusCode::OK, name == "owner", "{name}");
        let moderation = browser.get("/moderation").await.status;
        assert_eq!(moderation == StatusCode::OK, matches!(name, "editor" | "owner"), "{name}");
    }
}

#[tokio::test]
async fn the_owner_lets_people_in_changes_roles_and_closes_accounts() {
    let desk = peopled();
    let mut owner = Browser::signed_in(&desk, "owner").await;
    let made = owner.post("/people/invite", &[("role", "analyst")]).await;
    assert_eq!(made.status, StatusCode::OK);
    let link = between(&made.body, "value=\"https://desk.example", "\"");
    let code = link.split_once("code=").unwrap().1.to_owned();
    let mut anton = Browser::new(&desk);
    assert!(
        text(&anton.page(&format!("/invitation?code={code}")).await).contains("You are let in as analyst")
    );
    let form = [
        ("code", code.as_str()),
        ("name", "anton"),
        ("display", ""),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    anton.done("/invitation", &form).await;
    assert!(text(&anton.page("/account").await).contains("anton, analyst"));

    let people = owner.page("/people").await;
    let row = people.split("<tr>").find(|row| row.contains(">anton<")).unwrap();
    let id = between(row, "/people/", "/role").to_owned();
    owner.done(&format!("/people/{id}/role"), &[("role", "reader")]).await;
    assert_eq!(
        anton.get("/account").await.status,
        StatusCode::SEE_OTHER,
        "a change of role ends the session"
    );
    anton.sign_in("anton", PASSWORD).await;
    assert!(text(&anton.page("/account").await).contains("anton, reader"));
    owner.done(&format!("/people/{id}/closed"), &[("closed", "true")]).await;
    assert_eq!(anton.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(anton.sign_in("anton", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    owner.done(&format!("/people/{id}/closed"), &[("closed", "false")]).await;

    let renewed = owner.post(&format!("/people/{id}/renew"), &[]).await;
    let code = between(&renewed.body, "code=", "\"").to_owned();
    let form =
        [("code", code.as_str()), ("password", "ten brown snipe sleep"), ("again", "ten brown snipe sleep")];
    anton.done("/invitation", &form).await;
    assert!(anton.page("/account").await.contains("anton"));

    let log = text(&owner.page("/people/log").await);
    for words in [
        "made an invitation",
        "anton: analyst to reader",
        "closed an account",
        "changed a password",
        "failed to sign in",
    ] {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(!log.contains(&code) && !log.contains(PASSWORD));
    let id = between(people.split("<tr>").find(|row| row.contains(">you<")).unwrap(), "/people/", "/role");
    let last = owner.post(&format!("/people/{id}/role"), &[("role", "reader")]).await;
    assert!(text(&last.body).contains("the only owner"), "{}", text(&last.body));
}

#[tokio::test]
async fn a_new_password_signs_out_every_other_browser() {
    let desk = peopled();
    let mut here = Browser::signed_in(&desk, "reader").await;
    let mut there = Browser::signed_in(&desk, "reader").await;
    let page = here.page("/account").await;
    assert_eq!(page.matches("account/session/end").count(), 1, "the other one can be ended");
    let new = "ten brown snipe sleep";
    let form = [("old", PASSWORD), ("password", new), ("again", new)];
    let before = here.cookies.clone();
    assert_eq!(here.done("/account/password", &form).await, "/account");
    assert_ne!(here.cookies, before, "this browser has a new session");
    assert!(here.page("/account").await.contains("reader"));
    assert_eq!(there.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(there.sign_in("reader", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(there.sign_in("reader", new).await.status, StatusCode::SEE_OTHER);
    here.done("/account/sign-out-everywhere", &[]).await;
    assert_eq!(there.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_token_speaks_for_its_person_in_the_api_only() {
    let desk = peopled();
    let mut editor = Browser::signed_in(&desk, "editor").await;
    let form = [("name", "nightly job"), ("role", "reader"), ("days", "3")];
    let made = editor.post("/account/token", &form).await;
    let token = format!("dunlin_{}", between(&made.body, "value=\"dunlin_", "\""));
    assert!(!editor.page("/account").await.contains(&token), "shown once");
    let mut program = Browser::new(&desk);
    let with = |program: &Browser<'_>, path: &str, value: &str| {
        program.request(Method::GET, path).header(header::AUTHORIZATION, value).body(Body::empty()).unwrap()
    };
    let bearer = format!("Bearer {token}");
    let request = with(&program, "/api/articles", &bearer);
    assert_eq!(program.send(request).await.status, StatusCode::OK);
    let request = with(&program, "/", &bearer);
    assert_eq!(program.send(request).await.status, StatusCode::SEE_OTHER, "pages take people");
    let request =
        with(&program, "/api/articles", "Bearer dunlin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(program.send(request).await.status, StatusCode::UNAUTHORIZED);
    let hide = program
        .request(Method::POST, "/api/comments/1/hide")
        .header(header::AUTHORIZATION, &bearer)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(r#"{"why": "a test"}"#))
        .unwrap();
    assert_eq!(program.send(hide).await.status, StatusCode::FORBIDDEN, "a reader's token of an editor");
    let id = between(
        &editor.page("/account").await,
        "/account/token/end\" method=\"post\"><input type=\"hidden\" name=\"id\" value=\"",
        "\"",
    )
    .to_owned();
    editor.done("/account/token/end", &[("id", &id)]).await;
    let request = with(&program, "/api/articles", &bearer);
    assert_eq!(program.send(request).await.status, StatusCode::UNAUTHORIZED, "ended");
}

#[tokio::test]
async fn only_loopback_is_listened_on_without_accounts_and_an_address() {
    let open = "0.0.0.0:0".parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    dunlin_ledger::Ledger::create(&path).unwrap();
    let state = State::new(&path, Arc::new(common::Stub)).unwrap();
    let refused = dunlin_desk::serve(state, open, |_| panic!("it listens")).await;
    assert!(matches!(refused, Err(ServeError::Open(_))));
    let accounts = Accounts::open(&file_of(&path), rules()).unwrap();
    let door = Door::People(Arc::new(Entrance::new(accounts, None, Vec::new())));
    let state = State::behind(door, &path, Arc::new(common::Stub)).unwrap();
    let refused = dunlin_desk::serve(state, open, |_| panic!("it listens")).await;
    assert!(matches!(refused, Err(ServeError::NoSite(_))));
    assert!(Site::new("http://desk.example").is_err(), "passwords never cross a network unencrypted");
}

#[tokio::test]
async fn on_this_machine_cookies_need_no_tls() {
    let desk = peopled_with(None, Vec::new());
    let mut browser = Browser::new(&desk);
    let answer = browser.local_post("/sign-in", &[("name", "reader"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(browser.cookies.contains_key("dunlin-session"));
    assert!(browser.local_page("/").await.contains("The reader"));
    assert_eq!(browser.get("/").await.status, StatusCode::MISDIRECTED_REQUEST, "and other names get nothing");
}
