//! Search over everything: words, names, speakers, events, places, outlets, sections, days.

use crate::frame::{Desk, Frame, Here, Page, page};
use crate::markup::{Html, escape};
use crate::query::{Asked, Pager};
use crate::state::State;
use crate::today::{Story, fold};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use dunlin_ledger::read::{Name, Order};

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new().route("/search", get(search))
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    asked: Asked,
    stories: Vec<Story>,
    total: usize,
    more: bool,
    names: Vec<Name>,
    pager: Pager,
}

async fn search(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let question = asked.clone();
    let (stories, total, more, names, pager) = desk
        .state
        .with(move |ledger| {
            let filter = question.filter(ledger)?;
            let order = match question.order.as_str() {
                "newest" => Order::Newest,
                "oldest" => Order::Oldest,
                _ => Order::Best,
            };
            let mut found = ledger.articles(&filter, order, question.window())?;
            let pager = question.pager("/search", &mut found.hits);
            let names = if question.q.is_empty() { Vec::new() } else { ledger.find_names(&question.q, 8)? };
            let total = usize::try_from(found.total).unwrap_or(0);
            Ok((fold(ledger, found.hits)?, total, found.more, names, pager))
        })
        .await?;
    let title = if asked.q.is_empty() { "Search".to_owned() } else { format!("Search: {}", asked.q) };
    page(&SearchPage { frame: desk.frame(Here::Search, title), asked, stories, total, more, names, pager })
}

/// A piece of text with the words found between `⟦` and `⟧`, as HTML.
pub(crate) fn snippet(text: &str) -> Html {
    let mut out = String::new();
    let mut open = false;
    for piece in text.split_inclusive(['⟦', '⟧']) {
        let (words, mark) = match piece.chars().last() {
            Some(mark @ ('⟦' | '⟧')) => (piece.strip_suffix(mark).unwrap_or(piece), Some(mark)),
            _ => (piece, None),
        };
        out.push_str(&escape(words));
        match mark {
            Some('⟦') if !open => {
                out.push_str("<mark>");
                open = true;
            }
            Some('⟧') if open => {
                out.push_str("</mark>");
                open = false;
            }
            _ => {}
        }
    }
    if open {
        out.push_str("</mark>");
    }
    Html::trusted(out)
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn found_words_are_marked_and_nothing_else_is_markup() {
        assert_eq!(snippet("the ⟦ferry⟧ <b>").to_string(), "the <mark>ferry</mark> &lt;b&gt;");
        assert_eq!(snippet("⟧ odd ⟦x").to_string(), " odd <mark>x</mark>");
    }
}
