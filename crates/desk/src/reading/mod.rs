//! The reading page: an article as an article, with layers that can be switched and records that can be looked into.

pub(crate) mod correcting;
pub(crate) mod layers;
pub(crate) mod panel;
pub(crate) mod source;
pub(crate) mod versions;
pub(crate) mod view;

use crate::comments::Thread;
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::state::State;
use crate::words::plain;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use dunlin_ledger::Correction;
use dunlin_ledger::read::{ArticleRow, ClaimRow, CopyRow, PageCorrection, Version, Window};
use dunlin_record::{FurnitureKind, Note, Record};
use layers::{LAYERS, Shown};
use panel::Panel;
use serde::Deserialize;
use view::ArticleView;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/article/{id}", get(read))
        .route("/article/{id}/correct", post(correcting::correct))
        .route("/article/{id}/undo", post(correcting::undo))
        .route("/article/{id}/versions", get(versions::show))
        .route("/article/{id}/source", get(source::show))
        .route("/article/{id}/source/raw", get(source::raw))
        .route("/article/{id}/record.json", get(source::record))
}

/// Parameters of the reading page.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Layers, parted by points.
    show: Option<String>,
    /// The record that is looked into.
    at: Option<String>,
}

/// One switch of a layer.
struct Switch {
    name: &'static str,
    class: &'static str,
    link: String,
    on: bool,
    key: &'static str,
}

/// What keeps a record's corrections beside it.
struct Corrected {
    id: i64,
    what: String,
    local: String,
    by: String,
    at: String,
    why: Option<String>,
    words: String,
}

/// What the ledger has beside the article.
struct Beside {
    /// Claims that the record looked into reports.
    claims: Vec<ClaimRow>,
    copies: Vec<CopyRow>,
    /// The article that had the story first, where that is another one.
    first: Option<i64>,
    /// What the page says was wrong in it.
    notices: Vec<PageCorrection>,
}

struct FurnitureView {
    kind: String,
    texts: Vec<String>,
}

#[derive(Template)]
#[template(path = "read.html")]
struct ReadPage {
    frame: Frame,
    row: ArticleRow,
    section: Vec<(String, String)>,
    view: ArticleView,
    margin: bool,
    switches: Vec<Switch>,
    panel: Option<Panel>,
    /// Whether the record looked into is hidden.
    hidden: bool,
    corrections: Vec<Corrected>,
    all_corrections: Vec<Corrected>,
    furniture: Vec<FurnitureView>,
    notes: Vec<Note>,
    versions: Vec<Version>,
    record: Record,
    beside: Beside,
    here: String,
    close: String,
    thread: Thread,
}

async fn read(desk: Desk, Path(id): Path<i64>, Query(asked): Query<Asked>) -> Page {
    let local = asked.at.clone().unwrap_or_default();
    let viewer = desk.viewer.clone();
    let (row, record, machine, versions, corrections, beside, mut thread) = desk
        .state
        .with(move |ledger| {
            let row = ledger.article_row(id)?.ok_or_else(|| Fault::NoSuch(format!("article {id}")))?;
            let corrections = ledger.corrections(Some(id), false)?;
            let machine = if corrections.is_empty() { None } else { Some(ledger.record(id)?) };
            let beside = Beside {
                claims: if local.is_empty() { Vec::new() } else { ledger.claims_of(id, &local)? },
                copies: ledger.copies(id)?,
                first: ledger.story(id)?.map(|story| story.first).filter(|first| *first != id),
                notices: ledger.page_corrections(Some(id), Window::first(10))?,
            };
            let thread = Thread::of(ledger, &viewer, id, &local, "", &viewer.at)?;
            Ok((row, ledger.corrected(id)?, machine, ledger.versions(id)?, corrections, beside, thread))
        })
        .await?;
    let locale = desk.viewer.locale;
    let shown = Shown::parse(asked.show.as_deref());
    let path = format!("/article/{id}");
    let show = asked.show.as_deref().map(|_| shown.parameter()).unwrap_or_default();
    let at = asked.at.as_deref().filter(|at| !at.is_empty());
    let link = |at: &str| crate::link::with(&path, &[("show", &show), ("at", at)]) + "#record";
    let view = view::view(&record, &shown, at, &locale, &link);
    let found = at.and_then(|at| panel::panel(&record, at, &locale));
    let hidden = found.is_none();
    let panel = match (found, at, &machine) {
        (None, Some(at), Some(machine)) => panel::panel(machine, at, &locale),
        (found, ..) => found,
    };
    let hidden = hidden && panel.is_some();
    match &panel {
        Some(panel) => thread.words.clone_from(&panel.words),
        None => thread.item.clear(),
    }
    let all_corrections: Vec<Corrected> = corrections.iter().map(corrected).collect();
    let corrections =
        corrections.iter().filter(|one| at.is_some_and(|at| one.local == at)).map(corrected).collect();
    let switches = LAYERS
        .iter()
        .map(|&(layer, key, name, class)| Switch {
            name,
            class,
            key,
            link: crate::link::with(
                &path,
                &[("show", &shown.switched(layer).parameter()), ("at", at.unwrap_or(""))],
            ),
            on: shown.has(layer),
        })
        .collect();
    let title = row.headline.clone().unwrap_or_else(|| format!("Article {id}"));
    let template = ReadPage {
        frame: desk.frame(Here::Nowhere, title),
        section: section(&record),
        margin: view.blocks.iter().any(|block| !block.margin.is_empty()),
        view,
        switches,
        panel,
        hidden,
        corrections,
        all_corrections,
        furniture: furniture(&record),
        notes: record.notes.clone(),
        versions,
        beside,
        here: crate::link::with(&path, &[("show", &show), ("at", at.unwrap_or(""))]),
        close: crate::link::with(&path, &[("show", &show)]),
        row,
        record,
        thread,
    };
    page(&template)
}

/// The section path, each part with the search that lists it.
fn section(record: &Record) -> Vec<(String, String)> {
    record
        .article
        .section
        .iter()
        .filter(|part| !part.eq_ignore_ascii_case("home"))
        .map(|part| (part.clone(), crate::link::with("/search", &[("section", part)])))
        .collect()
}

fn corrected(correction: &Correction) -> Corrected {
    let what = match correction.action.name() {
        "set" => match correction.value.as_object() {
            Some(fields) => {
                let set: Vec<String> =
                    fields.iter().map(|(field, value)| format!("{field} is {}", inline(value))).collect();
                set.join(", ")
            }
            None => "set".into(),
        },
        "hide" => "hidden".into(),
        _ => "confirmed".into(),
    };
    Corrected {
        id: correction.id,
        what,
        local: correction.local.clone(),
        by: correction.by.clone(),
        at: correction.at.clone(),
        why: correction.why.clone(),
        words: crate::words::short(&correction.words, 80),
    }
}

/// A JSON value as a person would write it.
fn inline(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => format!("“{}”", plain(text)),
        serde_json::Value::Null => "empty".into(),
        serde_json::Value::Array(items) => items.iter().map(inline).collect::<Vec<_>>().join(", "),
        serde_json::Value::Object(fields) => fields
            .iter()
            .map(|(field, value)| format!("{field} {}", inline(value)))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}

/// What stands on the page beside the story, by what it is for.
fn furniture(record: &Record) -> Vec<FurnitureView> {
    use FurnitureKind as K;
    let kinds = [
        (K::Navigation, "Menus and breadcrumbs"),
        (K::Share, "Share and follow"),
        (K::Print, "Print"),
        (K::Dictionary, "Look-up"),
        (K::Comment, "Comments"),
        (K::Login, "Signing in"),
        (K::Policy, "Policies"),
        (K::Related, "Other stories"),
        (K::Advert, "Advertising"),
        (K::Other, "Anything else"),
    ];
    kinds
        .into_iter()
        .map(|(kind, name)| FurnitureView {
            kind: name.to_owned(),
            texts: record
                .article
                .furniture
                .iter()
                .filter(|f| f.kind == kind)
                .map(|f| f.text.clone())
                .collect(),
        })
        .filter(|view| !view.texts.is_empty())
        .collect()
}
