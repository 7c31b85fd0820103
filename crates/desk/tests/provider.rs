//! Signing in through a provider: a small one of the test's own, honest and then forging one thing after another.

#![allow(clippy::unwrap_used)] // in a test a panic is the message

mod common;

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::browser::{Browser, SITE, peopled_with};
use common::{Desk, text};
use dunlin_desk::provider;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

/// The provider: what it gives for a code, and what it was asked.
struct Club {
    address: SocketAddr,
    key: EcdsaKeyPair,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Code to PKCE challenge and ID token.
    codes: BTreeMap<String, (String, String)>,
    asked: Vec<String>,
    userinfo: Value,
}

fn key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
}

fn signed(key: &EcdsaKeyPair, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
}

impl Club {
    fn open() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let club =
            Arc::new(Self { address: listener.local_addr().unwrap(), key: key(), inner: Mutex::default() });
        let serving = Arc::clone(&club);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut first, mut length, mut login) = (String::new(), 0, String::new());
                reader.read_line(&mut first).unwrap();
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    let low = line.to_ascii_lowercase();
                    if let Some(value) = low.strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    if low.starts_with("authorization:") {
                        login = line.split_once(':').unwrap().1.trim().to_owned();
                    }
                    if line.trim().is_empty() {
                        break;
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let path = first.split(' ').nth(1).unwrap_or("").to_owned();
                let (status, answer) = serving.answer(&path, &login, &String::from_utf8(body).unwrap());
                let answer = answer.to_string();
                write!(
                    stream,
                    "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
                    answer.len()
                )
                .unwrap();
            }
        });
        club
    }

    fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    fn answer(&self, path: &str, login: &str, body: &str) -> (&'static str, Value) {
        let issuer = self.issuer();
        let mut inner = self.inner.lock().unwrap();
        inner.asked.push(format!("{path} {login} {body}"));
        match path {
            "/.well-known/openid-configuration" => (
                "200 OK",
                json!({
                    "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
                    "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
                }),
            ),
            "/keys" => {
                let point = self.key.public_key().as_ref();
                let part = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point[range]);
                (
                    "200 OK",
                    json!({"keys": [
                        {"kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig", "alg": "ES256", "x": part(1..33), "y": part(33..65)},
                        {"kty": "strange", "kid": "k2"},
                    ]}),
                )
            }
            "/token" => {
                let form: BTreeMap<String, String> = body
                    .split('&')
                    .map(|pair| pair.split_once('=').unwrap())
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect();
                let known = inner.codes.remove(&form["code"]);
                let verifier = URL_SAFE_NO_PAD.encode(digest(&SHA256, form["code_verifier"].as_bytes()));
                let client = login == format!("Basic {}", STANDARD.encode("desk:a%3Asecret"));
                match known {
                    Some((challenge, token)) if challenge == verifier && client => {
                        ("200 OK", json!({"access_token": "at", "token_type": "Bearer", "id_token": token}))
                    }
                    _ => ("400 Bad Request", json!({"error": "invalid_grant"})),
                }
            }
            "/me" if login == "Bearer at" => ("200 OK", inner.userinfo.clone()),
            _ => ("404 Not Found", json!({})),
        }
    }
}

/// What the browser was sent away with.
struct Left {
    state: String,
    nonce: String,
    challenge: String,
}

async fn leave(browser: &mut Browser<'_>) -> Left {
    let answer = browser.get("/sign-in/with/club?back=%2Fsearch%3Fq%3Dferry").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer.body));
    let location = answer.header("location").to_owned();
    let query: BTreeMap<&str, &str> =
        location.split_once('?').unwrap().1.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
    assert_eq!((query["response_type"], query["code_challenge_method"]), ("code", "S256"));
    assert_eq!(query["redirect_uri"], "https%3A%2F%2Fdesk.example%2Fsign-in%2Ffrom%2Fclub");
    let own = |name: &str| query[name].to_owned();
    Left { state: own("state"), nonce: own("nonce"), challenge: own("code_challenge") }
}

impl Club {
    fn honest(&self, left: &Left) -> Value {
        json!({
            "iss": self.issuer(), "aud": "desk", "sub": "77", "nonce": left.nonce, "iat": now(), "exp": now() + 300,
            "email": "margot@press.example", "email_verified": true, "name": "Margot Venn",
        })
    }

    /// Lets the browser come back with `token` behind its code.
    async fn back(&self, browser: &mut Browser<'_>, left: &Left, token: String) -> common::Answer {
        self.inner.lock().unwrap().codes.insert("c0de".into(), (left.challenge.clone(), token));
        browser.get(&format!("/sign-in/from/club?code=c0de&state={}", left.state)).await
    }
}

fn header() -> Value {
    json!({"alg": "ES256", "kid": "k1", "typ": "JWT"})
}

fn desk_at(club: &Club, allow: &Value) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "a:secret\n").unwrap();
    let file = folder.path().join("providers.json");
    let entry = json!({"providers": [{
        "name": "club", "label": "The Club", "issuer": club.issuer(), "client_id": "desk",
        "client_secret_file": secret, "allow": allow, "role": "analyst",
    }]});
    std::fs::write(&file, entry.to_string()).unwrap();
    peopled_with(Some(SITE), provider::read(&file).unwrap())
}

#[tokio::test]
async fn a_newcomer_whom_the_owner_allows_comes_in_and_is_known_again() {
    let club = Club::open();
    let desk = desk_at(&club, &json!({"domains": ["press.example"]}));
    let mut browser = Browser::new(&desk);
    assert!(browser.page("/sign-in").await.contains("The Club"));
    let left = leave(&mut browser).await;
    let token = signed(&club.key, &header(), &club.honest(&left));
    let answer = club.back(&mut browser, &left, token).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer.body));
    assert_eq!(answer.header("location"), "/search?q=ferry", "on to where they wanted to go");
    assert!(text(&browser.page("/account").await).contains("margot@press.example, analyst"));
    assert!(!browser.cookies.contains_key("__Host-dunlin-flow"), "the flow's cookie is gone");

    let mut again = Browser::new(&desk);
    let left = leave(&mut again).await;
    let mut claims = club.honest(&left);
    claims["email"] = "margot@elsewhere.example".into();
    let answer = club.back(&mut again, &left, signed(&club.key, &header(), &claims)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "known by the provider's id, whatever the address");
    assert!(text(&again.page("/account").await).contains("margot@press.example, analyst"));
    let asked = club.inner.lock().unwrap().asked.join("\n");
    assert_eq!(asked.matches("openid-configuration").count(), 1, "asked once: {asked}");
}

#[tokio::test]
async fn forged_tokens_let_nobody_in() {
    let club = Club::open();
    let desk = desk_at(&club, &json!({"everybody": true}));
    let stranger = key();
    type Forge<'a> = Box<dyn Fn(&Left) -> String + 'a>;
    let with = |change: fn(&mut Value)| -> Forge<'_> {
        let club = &club;
        Box::new(move |left| {
            let mut claims = club.honest(left);
            change(&mut claims);
            signed(&club.key, &header(), &claims)
        })
    };
    let headed = |value: Value| -> Forge<'_> {
        let club = &club;
        Box::new(move |left| signed(&club.key, &value, &club.honest(left)))
    };
    let forged: Vec<(&str, Forge<'_>)> = vec![
        ("somebody else's key", Box::new(|left| signed(&stranger, &header(), &club.honest(left)))),
        ("no such key", headed(json!({"alg": "ES256", "kid": "k9"}))),
        (
            "no signature",
            Box::new(|left| {
                let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
                format!("{}.{}.", part(&json!({"alg": "none"})), part(&club.honest(left)))
            }),
        ),
        (
            "the public key as a shared secret",
            Box::new(|left| {
                let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
                let message =
                    format!("{}.{}", part(&json!({"alg": "HS256", "kid": "k1"})), part(&club.honest(left)));
                let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, club.key.public_key().as_ref());
                let signature = ring::hmac::sign(&secret, message.as_bytes());
                format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
            }),
        ),
        ("another algorithm's name", headed(json!({"alg": "RS256", "kid": "k1"}))),
        (
            "changed after it was signed",
            Box::new(|left| {
                let token = signed(&club.key, &header(), &club.honest(left));
                let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
                let mut claims = club.honest(left);
                claims["sub"] = "1".into();
                parts[1] = URL_SAFE_NO_PAD.encode(claims.to_string());
                parts.join(".")
            }),
        ),
        ("another sign-in's nonce", with(|claims| claims["nonce"] = "AAAA".into())),
        ("no nonce", with(|claims| drop(claims.as_object_mut().unwrap().remove("nonce")))),
        ("another client", with(|claims| claims["aud"] = "other".into())),
        (
            "several clients, given to another",
            with(|claims| {
                claims["aud"] = json!(["desk", "other"]);
                claims["azp"] = "other".into();
            }),
        ),
        ("several clients, given to nobody", with(|claims| claims["aud"] = json!(["desk", "other"]))),
        ("another issuer", with(|claims| claims["iss"] = "http://127.0.0.1:1".into())),
        ("expired", with(|claims| claims["exp"] = (now() - 600).into())),
        ("never expires", with(|claims| drop(claims.as_object_mut().unwrap().remove("exp")))),
        ("from the future", with(|claims| claims["iat"] = (now() + 6000).into())),
        ("not yet", with(|claims| claims["nbf"] = (now() + 6000).into())),
        ("nobody", with(|claims| claims["sub"] = "".into())),
        ("no token at all", Box::new(|_| "x.y".into())),
    ];
    for (what, forge) in forged {
        let mut browser = Browser::new(&desk);
        let left = leave(&mut browser).await;
        let answer = club.back(&mut browser, &left, forge(&left)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
        assert!(text(&answer.body).contains("did not work"), "{what}: {}", text(&answer.body));
        assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "{what}");
    }
    let mut owner = Browser::signed_in(&desk, "owner").await;
    let log = text(&owner.page("/people/log").await);
    assert!(log.contains("was refused after a provider") && !log.contains("c0de"), "{log}");
}

#[tokio::test]
async fn an_answer_belongs_to_the_browser_that_left() {
    let club = Club::open();
    let desk = desk_at(&club, &json!({"everybody": true}));
    let (mut mine, mut theirs) = (Browser::new(&desk), Browser::new(&desk));
    let left = leave(&mut mine).await;
    let other = leave(&mut theirs).await;
    let token = || signed(&club.key, &header(), &club.honest(&left));
    // An attacker sends their own answer to somebody else's browser, which would sign that one in as the attacker.
    let answer = club.back(&mut theirs, &left, token()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "another browser");
    let answer = club.back(&mut Browser::new(&desk), &left, token()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "no cookie");
    let guessed =
        Left { state: "guess".into(), nonce: left.nonce.clone(), challenge: left.challenge.clone() };
    let mut third = Browser::new(&desk);
    leave(&mut third).await;
    assert_eq!(
        club.back(&mut third, &guessed, token()).await.status,
        StatusCode::BAD_REQUEST,
        "another state"
    );
    drop(other);
    assert_eq!(club.back(&mut mine, &left, token()).await.status, StatusCode::SEE_OTHER);
    mine.cookies.clear();
    assert_eq!(club.back(&mut mine, &left, token()).await.status, StatusCode::BAD_REQUEST, "a second time");
    let mut fourth = Browser::new(&desk);
    let left = leave(&mut fourth).await;
    let path = format!("/sign-in/from/club?code=c0de&state={}&iss=https%3A%2F%2Fother.example", left.state);
    assert_eq!(fourth.get(&path).await.status, StatusCode::BAD_REQUEST, "another issuer's answer");
    let left = leave(&mut fourth).await;
    let path = format!("/sign-in/from/club?error=access_denied&state={}", left.state);
    assert_eq!(fourth.get(&path).await.status, StatusCode::BAD_REQUEST, "the person said no");
}

#[tokio::test]
async fn a_stolen_code_is_worth_nothing_without_its_verifier() {
    let club = Club::open();
    let desk = desk_at(&club, &json!({"everybody": true}));
    let mut browser = Browser::new(&desk);
    let left = leave(&mut browser).await;
    let token = signed(&club.key, &header(), &club.honest(&left));
    let wrong = Left { challenge: "another".into(), state: left.state.clone(), nonce: left.nonce.clone() };
    assert_eq!(club.back(&mut browser, &wrong, token).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn who_is_not_allowed_gets_no_account() {
    let club = Club::open();
    let desk = desk_at(&club, &json!({"domains": ["press.example"]}));
    for change in [
        |claims: &mut Value| claims["email"] = "eve@elsewhere.example".into(),
        // An address that nobody has checked says nothing.
        |claims: &mut Value| claims["email_verified"] = false.into(),
        |claims: &mut Value| drop(claims.as_object_mut().unwrap().remove("email_verified")),
    ] {
        let mut browser = Browser::new(&desk);
        let left = leave(&mut browser).await;
        let mut claims = club.honest(&left);
        change(&mut claims);
        let answer = club.back(&mut browser, &left, signed(&club.key, &header(), &claims)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(text(&answer.body).contains("you have no account here"), "{}", text(&answer.body));
    }
}

#[tokio::test]
async fn oauth_2_asks_who_it_is() {
    let club = Club::open();
    club.inner.lock().unwrap().userinfo =
        json!({"id": 4711, "login": "margot", "email": "margot@press.example"});
    let folder = tempfile::tempdir().unwrap();
    let (secret, file) = (folder.path().join("secret"), folder.path().join("providers.json"));
    std::fs::write(&secret, "a:secret").unwrap();
    let issuer = club.issuer();
    let entry = json!({"providers": [{
        "name": "club", "client_id": "desk", "client_secret_file": secret,
        "authorization_endpoint": format!("{issuer}/authorize"), "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"), "name_field": "login", "allow": {"subjects": ["4711"]},
    }]});
    std::fs::write(&file, entry.to_string()).unwrap();
    let desk = peopled_with(Some(SITE), provider::read(&file).unwrap());
    let mut browser = Browser::new(&desk);
    let left = leave(&mut browser).await;
    let answer = club.back(&mut browser, &left, "unused".into()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer.body));
    assert!(text(&browser.page("/account").await).contains("margot, reader"));
}

/// Asks to link the club to the account that is signed in.
async fn leave_to_link(browser: &mut Browser<'_>, password: &str) -> Result<Left, common::Answer> {
    let answer = browser.post("/account/link/club", &[("password", password)]).await;
    if answer.status != StatusCode::OK {
        return Err(answer);
    }
    let address = common::browser::between(&answer.body, "class=\"button main\" href=\"", "\"").to_owned();
    let address = address.replace("&#38;", "&").replace("&amp;", "&");
    let query: BTreeMap<&str, &str> =
        address.split_once('?').unwrap().1.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
    let own = |name: &str| query[name].to_owned();
    Ok(Left { state: own("state"), nonce: own("nonce"), challenge: own("code_challenge") })
}

#[tokio::test]
async fn a_provider_is_linked_by_who_is_signed_in_and_says_their_password() {
    let club = Club::open();
    // Nobody new may come in through it; an account that is there may use it.
    let desk = desk_at(&club, &json!({}));
    let token = |left: &Left| signed(&club.key, &header(), &club.honest(left));
    let mut editor = Browser::signed_in(&desk, "editor").await;
    assert!(text(&editor.page("/account").await).contains("Link The Club"));
    let refused = leave_to_link(&mut editor, "wrong").await.err().unwrap();
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let stranger = leave_to_link(&mut Browser::new(&desk), common::browser::PASSWORD).await;
    assert_eq!(stranger.err().unwrap().status, StatusCode::UNAUTHORIZED);

    let left = leave_to_link(&mut editor, common::browser::PASSWORD).await.ok().unwrap();
    let answer = club.back(&mut editor, &left, token(&left)).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/account"));
    let page = text(&editor.page("/account").await);
    assert!(page.contains("The Club margot@press.example") && !page.contains("Link The Club"), "{page}");

    let mut through = Browser::new(&desk);
    let left = leave(&mut through).await;
    assert_eq!(club.back(&mut through, &left, token(&left)).await.status, StatusCode::SEE_OTHER);
    assert!(text(&through.page("/account").await).contains("editor, editor"), "signed in as the account");

    // The same person at the club is nobody else here.
    let mut analyst = Browser::signed_in(&desk, "analyst").await;
    let left = leave_to_link(&mut analyst, common::browser::PASSWORD).await.ok().unwrap();
    let answer = club.back(&mut analyst, &left, token(&left)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(text(&answer.body).contains("another account"), "{}", text(&answer.body));

    // Somebody who signs out on the way links nothing.
    editor.done("/account/unlink", &[("provider", &club.issuer()), ("subject", "77")]).await;
    let left = leave_to_link(&mut editor, common::browser::PASSWORD).await.ok().unwrap();
    editor.done("/sign-out", &[]).await;
    let answer = club.back(&mut editor, &left, token(&left)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(text(&answer.body).contains("not signed in"), "{}", text(&answer.body));
    let mut nobody = Browser::new(&desk);
    let left = leave(&mut nobody).await;
    assert_eq!(club.back(&mut nobody, &left, token(&left)).await.status, StatusCode::BAD_REQUEST, "unlinked");
}
