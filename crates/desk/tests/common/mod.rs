//! The desk over the example pages, with the records that the command's tests keep: no model is needed.

#![allow(clippy::unwrap_used, unreachable_pub, dead_code)]

pub mod browser;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use dunlin_desk::{Added, Coder, Door, Incoming, Known, Progress, State, Told, router};
use dunlin_ledger::{Arriving, Form, Ledger, Packed};
use dunlin_record::Record;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower::ServiceExt;

pub struct Desk {
    pub folder: tempfile::TempDir,
    pub path: PathBuf,
    pub router: Router,
}

/// What stands in for the coder: it finds every page to be the first article, and refuses a text that says so.
pub struct Stub;

impl Coder for Stub {
    fn add(&self, _: &Path, what: Incoming, _: &Told, tell: &mut dyn FnMut(Progress)) -> Result<(), String> {
        match what {
            Incoming::Text(text) if text.contains("refuse") => {
                Err("this text is refused; send another".into())
            }
            _ => {
                tell(Progress::Doing("Coding".into()));
                tell(Progress::Added(Added { article: 1, headline: "First".into(), new: false }));
                Ok(())
            }
        }
    }

    fn look_up(&self, name: &str) -> Vec<Known> {
        if name != "Norway" {
            return Vec::new();
        }
        vec![Known {
            name: "Norway".into(),
            code: "NOR".into(),
            role: Some("country".into()),
            from: None,
            to: None,
            file: "actors/countries.tsv".into(),
        }]
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A kept record: JSON with one item a line and commas after the last of them.
fn kept(path: &Path) -> Record {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.replace(",\n]", "\n]").replace(",\n}", "\n}");
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    value["made_by"] = serde_json::json!({"dunlin": "0", "weights": "w", "lexicon": "l"});
    Record::from_json(&value.to_string()).unwrap()
}

/// Adds `record`, read from `bytes`, to a ledger.
pub fn keep(ledger: &mut Ledger, bytes: &[u8], record: Record) {
    let mut batch = ledger.batch().unwrap();
    let document = Arriving { place: "examples", form: Form::Page, bytes, given: "{}" };
    batch.add(&Packed::new(&document, record).unwrap()).unwrap();
    batch.commit().unwrap();
}

/// A desk over all example pages, in the order of their names: article 1 is the ferry.
pub fn desk() -> Desk {
    desk_with(|_| {})
}

/// The same, with more in the ledger.
pub fn desk_with(more: impl FnOnce(&mut Ledger)) -> Desk {
    desk_behind(|_| Door::Local, more)
}

/// The same, behind a door.
pub fn desk_behind(door: impl FnOnce(&Path) -> Door, more: impl FnOnce(&mut Ledger)) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("examples.ledger");
    let mut ledger = Ledger::create(&path).unwrap();
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    for page in pages {
        let record =
            root().join("crates/dunlin/tests/records").join(page.file_name().unwrap()).with_extension("json");
        keep(&mut ledger, &std::fs::read(&page).unwrap(), kept(&record));
    }
    more(&mut ledger);
    drop(ledger);
    let state = State::behind(door(&path), &path, Arc::new(Stub)).unwrap();
    Desk { folder, path, router: router(state) }
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub head: axum::http::HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.head.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Desk {
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            head: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::HOST, "127.0.0.1:8417").body(Body::empty()).unwrap())
            .await
    }

    /// A page that must be there, as its HTML.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.body
    }

    /// Sends a form as a browser on the same page does.
    pub async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:8417")
            .header(header::ORIGIN, "http://127.0.0.1:8417")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }
}

/// The text of a page as a reader sees it: without tags, white space folded.
pub fn text(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    for (entity, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        out = out.replace(entity, c);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
