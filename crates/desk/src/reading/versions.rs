//! Two versions of a page side by side: what went, what came, and what is read otherwise now.

use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::markup::{Html, escape};
use askama::Template;
use axum::extract::{Path, Query};
use dunlin_ledger::difference::{FieldChange, ItemChange, Paragraph, Piece};
use dunlin_ledger::read::Version;
use serde::Deserialize;
use std::fmt::Write;

/// Which two; without them the version before and the one asked for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    was: Option<i64>,
    is: Option<i64>,
}

/// One row of the comparison: the older words and the newer ones.
struct Row {
    was: Html,
    is: Html,
    same: bool,
}

#[derive(Template)]
#[template(path = "versions.html")]
struct VersionsPage {
    frame: Frame,
    id: i64,
    versions: Vec<Version>,
    was: i64,
    is: i64,
    facts: Vec<FieldChange>,
    items: Vec<ItemChange>,
    rows: Vec<Row>,
}

/// `GET /article/{id}/versions`
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>, Query(asked): Query<Asked>) -> Page {
    let (versions, was, is, difference) = desk
        .state
        .with(move |ledger| {
            let versions = ledger.versions(id)?;
            if versions.is_empty() {
                return Err(Fault::NoSuch(format!("article {id}")));
            }
            let is = asked.is.filter(|is| versions.iter().any(|one| one.article == *is)).unwrap_or(id);
            let at = versions.iter().position(|one| one.article == is).unwrap_or(0);
            let before = at.checked_sub(1).and_then(|at| versions.get(at)).map_or(is, |one| one.article);
            let was =
                asked.was.filter(|was| versions.iter().any(|one| one.article == *was)).unwrap_or(before);
            let difference = ledger.difference(was, is)?;
            Ok((versions, was, is, difference))
        })
        .await?;
    let rows = difference.paragraphs.into_iter().map(row).collect();
    let template = VersionsPage {
        frame: desk.frame(Here::Nowhere, "Versions of a page"),
        id,
        versions,
        was,
        is,
        facts: difference.facts,
        items: difference.items,
        rows,
    };
    page(&template)
}

fn row(paragraph: Paragraph) -> Row {
    let plain = |words: &str| Html::trusted(escape(words));
    let marked = |tag: &str, words: &str| Html::trusted(format!("<{tag}>{}</{tag}>", escape(words)));
    match paragraph {
        Paragraph::Same { text } => Row { was: plain(&text), is: plain(&text), same: true },
        Paragraph::Gone { text } => Row { was: marked("del", &text), is: Html::default(), same: false },
        Paragraph::New { text } => Row { was: Html::default(), is: marked("ins", &text), same: false },
        Paragraph::Changed { pieces } => {
            let (mut was, mut is) = (String::new(), String::new());
            for piece in pieces {
                match piece {
                    Piece::Same(words) => {
                        let _ = write!(was, "{} ", escape(words.trim()));
                        let _ = write!(is, "{} ", escape(words.trim()));
                    }
                    Piece::Gone(words) => {
                        let _ = write!(was, "<del>{}</del> ", escape(words.trim()));
                    }
                    Piece::New(words) => {
                        let _ = write!(is, "<ins>{}</ins> ", escape(words.trim()));
                    }
                }
            }
            Row { was: Html::trusted(was), is: Html::trusted(is), same: false }
        }
    }
}
