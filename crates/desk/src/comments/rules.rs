//! The page of comment rules, which the owner writes as plain text: `#` begins a heading, `-` an item of a list, an empty
//! line parts paragraphs. Nothing else is markup, and every character is escaped.

use super::{note, told};
use crate::accounts::What;
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::people::Client;
use crate::viewer::Role;
use askama::Template;
use axum::extract::{Extension, Form, Query};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// A piece of the rules.
#[derive(Debug, PartialEq, Eq)]
enum Block {
    Heading(String),
    Paragraph(String),
    List(Vec<String>),
}

fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    // Whether the line before belongs to the same piece.
    let mut joined = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            joined = false;
            continue;
        }
        if let Some(words) = line.strip_prefix('#') {
            out.push(Block::Heading(words.trim_start_matches('#').trim().to_owned()));
            joined = false;
            continue;
        }
        match (line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")), out.last_mut().filter(|_| joined))
        {
            (Some(words), Some(Block::List(items))) => items.push(words.trim().to_owned()),
            (Some(words), _) => out.push(Block::List(vec![words.trim().to_owned()])),
            (None, Some(Block::List(items))) => {
                if let Some(last) = items.last_mut() {
                    last.push(' ');
                    last.push_str(line);
                }
            }
            (None, Some(Block::Paragraph(words))) => {
                words.push(' ');
                words.push_str(line);
            }
            (None, _) => out.push(Block::Paragraph(line.to_owned())),
        }
        joined = true;
    }
    out
}

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    frame: Frame,
    blocks: Vec<Block>,
    text: String,
    longest: u32,
    at: Option<String>,
    by: Option<String>,
    may_set: bool,
    open: bool,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    change: Option<String>,
}

pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let policy = desk.state.with(|ledger| Ok(ledger.policy()?)).await?;
    page(&RulesPage {
        may_set: desk.viewer.may_write() && desk.viewer.may(Role::Owner),
        frame: desk.frame(Here::Nowhere, "Comment rules"),
        blocks: blocks(&policy.text),
        text: policy.text,
        longest: policy.longest,
        at: policy.at,
        by: policy.by,
        open: asked.change.is_some(),
    })
}

#[derive(Deserialize)]
pub(super) struct Sent {
    text: String,
    longest: u32,
}

pub(super) async fn set(
    desk: Desk,
    client: Option<Extension<Client>>,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    if !(desk.viewer.may_write() && desk.viewer.may(Role::Owner)) {
        return Err(Fault::NotAllowed("Only an owner sets the rules.".into()));
    }
    note(&desk, client, What::PolicyChanged, format!("at most {} characters", sent.longest)).await?;
    let by = desk.viewer.name.clone();
    desk.state.with(move |ledger| ledger.set_policy(&sent.text, sent.longest, &by).map_err(told)).await?;
    Ok(Redirect::to("/rules").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_headings_paragraphs_and_lists() {
        let text = "# Rules\nBe kind,\nbe short.\n\n- No <b>insults</b>.\n- Say where\n  it is from.\n\nThat is all.";
        assert_eq!(
            blocks(text),
            [
                Block::Heading("Rules".into()),
                Block::Paragraph("Be kind, be short.".into()),
                Block::List(vec!["No <b>insults</b>.".into(), "Say where it is from.".into()]),
                Block::Paragraph("That is all.".into()),
            ]
        );
        assert!(blocks(" \n \n").is_empty());
    }
}
