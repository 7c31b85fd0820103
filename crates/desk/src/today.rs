//! The front page: the newest articles, what is new since the last visit, what is due, where sources disagree.

use crate::claims::{Rival, rival};
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::query::Asked;
use crate::state::State;
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use dunlin_ledger::Ledger;
use dunlin_ledger::claims::Rivalry;
use dunlin_ledger::read::{
    ArticleRow, ConflictsAsked, Counted, DeadlineRow, Filter, Hit, Order, Period, Window,
};
use dunlin_ledger::watch::Hit as Caught;

/// Articles on the front page.
const STORIES: u32 = 40;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new().route("/", get(today))
}

/// An article with the copies of it that came in.
pub(crate) struct Story {
    pub(crate) hit: Hit,
    /// Its first paragraph.
    pub(crate) opening: String,
    pub(crate) copies: Vec<ArticleRow>,
}

/// The stories of one day.
struct Day {
    day: Option<String>,
    stories: Vec<Story>,
}

/// What the ledger gave.
struct Found {
    days: Vec<Day>,
    total: usize,
    new: Vec<ArticleRow>,
    ahead: Vec<DeadlineRow>,
    past: Vec<DeadlineRow>,
    sections: Vec<Counted>,
    outlets: Vec<Counted>,
    names: Vec<Counted>,
    conflicts: Vec<Rival>,
    hits: Vec<Caught>,
}

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage {
    frame: Frame,
    found: Found,
    running: Vec<(u64, String)>,
    now: String,
    since: Option<String>,
}

async fn today(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let since = desk.viewer.last_visit.map(|moment| moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let (day, visit) = (now.clone(), since.clone());
    let found = desk.state.with(move |ledger| look(ledger, &asked, &day, visit.as_deref())).await?;
    let running = desk.state.jobs().running();
    page(&TodayPage { frame: desk.frame(Here::Today, "Today"), found, running, now, since })
}

fn look(ledger: &Ledger, asked: &Asked, today: &str, since: Option<&str>) -> Result<Found, Fault> {
    let filter = asked.filter(ledger)?;
    let newest = ledger.articles(&filter, Order::Newest, Window::first(STORIES))?;
    let period = asked.period(ledger)?;
    let everywhere = Filter::default();
    let ahead = ledger.deadlines(Some(today), None, &everywhere, Window::first(8))?;
    let past = if ahead.is_empty() { last_deadlines(ledger, &period)? } else { Vec::new() };
    let disagreements =
        ConflictsAsked { kinds: vec![Rivalry::Conflict, Rivalry::Denial], ..ConflictsAsked::default() };
    Ok(Found {
        hits: ledger.watch_hits(None, Window::first(6))?,
        total: usize::try_from(newest.total).unwrap_or(0),
        days: by_day(fold(ledger, newest.hits)?),
        new: match since {
            Some(moment) => ledger.added_after(moment, 12)?,
            None => Vec::new(),
        },
        ahead,
        past,
        sections: ledger.sections(&period, 12)?,
        outlets: ledger.outlets(&period, 12)?,
        names: ledger.spoken_of(&period, 14)?,
        conflicts: ledger.conflicts(&disagreements, Window::first(5))?.into_iter().map(rival).collect(),
    })
}

/// The last deadlines before the ledger's end, for ledgers of past days.
fn last_deadlines(ledger: &Ledger, period: &Period) -> Result<Vec<DeadlineRow>, Fault> {
    let mut rows = ledger.deadlines(Some(&period.from), None, &Filter::default(), Window::first(200))?;
    let from = rows.len().saturating_sub(6);
    Ok(rows.split_off(from))
}

/// Copies under the article that they repeat: a story is listed once, where the newest of its articles stands, under the
/// article that had it first.
pub(crate) fn fold(ledger: &Ledger, hits: Vec<Hit>) -> Result<Vec<Story>, Fault> {
    let mut out: Vec<Story> = Vec::new();
    let mut told: Vec<i64> = Vec::new();
    for hit in hits {
        if told.contains(&hit.article.id) {
            continue;
        }
        let Some(story) = ledger.story(hit.article.id)? else {
            let opening = ledger.opening(hit.article.id)?;
            out.push(Story { hit, opening, copies: Vec::new() });
            continue;
        };
        told.extend(&story.articles);
        let mut hit = hit;
        if story.first != hit.article.id
            && let Some(first) = ledger.article_row(story.first)?
        {
            hit = Hit { article: first, snippet: hit.snippet };
        }
        let mut copies = Vec::new();
        for other in story.articles.iter().filter(|other| **other != hit.article.id) {
            copies.extend(ledger.article_row(*other)?);
        }
        let opening = ledger.opening(hit.article.id)?;
        out.push(Story { hit, opening, copies });
    }
    Ok(out)
}

fn by_day(stories: Vec<Story>) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for story in stories {
        match days.last_mut().filter(|day| day.day == story.hit.article.published) {
            Some(day) => day.stories.push(story),
            None => days.push(Day { day: story.hit.article.published.clone(), stories: vec![story] }),
        }
    }
    days
}
