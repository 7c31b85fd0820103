//! What happened when, and on which day it was said: a picture that can be zoomed, and its table.

use crate::frame::{Desk, Frame, Here, Page, page};
use crate::markup::Html;
use crate::picture::axis::{day_number, day_of};
use crate::picture::timeline::{Item, timeline};
use crate::query::Asked;
use crate::state::State;
use crate::words::{is_pronoun, plain, short};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use dunlin_ledger::read::{DatedEvent, DeadlineRow, EventsAsked, Period, Window};
use jiff::civil::Date;

/// Events of one picture at most; the page says so when there are more.
const MOST: u32 = 400;

/// Days after the last page that are shown unless others are asked for: deadlines and plans lie there.
const AHEAD: i64 = 14;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new().route("/timeline", get(show))
}

/// One row of the table.
pub(crate) struct Row {
    /// First day, to sort by.
    pub(crate) day: Option<String>,
    /// What is written: the day, or the month or year where no more is known.
    pub(crate) shown: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) basis: String,
    pub(crate) kind: String,
    pub(crate) what: String,
    pub(crate) state: String,
    pub(crate) who: Option<String>,
    pub(crate) said: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) link: String,
    /// The record: article and id in it.
    pub(crate) article: i64,
    pub(crate) local: String,
}

impl Row {
    /// The record that the row tells of.
    pub(crate) fn record(&self) -> Option<(i64, &str)> {
        (!self.local.is_empty()).then_some((self.article, self.local.as_str()))
    }
}

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePage {
    frame: Frame,
    asked: Asked,
    rows: Vec<Row>,
    picture: Html,
    period: Period,
    zoom: Vec<(&'static str, String)>,
    /// How many are shown when there are more.
    more: Option<u32>,
    undated: usize,
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let question = asked.clone();
    let (events, deadlines, mut period) = desk
        .state
        .with(move |ledger| {
            let mut period = question.period(ledger)?;
            if question.to.is_empty() {
                // Deadlines and plans lie ahead of the last page.
                period.to = later(&period.to, AHEAD);
            }
            let (events, deadlines) = look(ledger, &question, &period, MOST)?;
            Ok((events, deadlines, period))
        })
        .await?;
    let more = Some(MOST).filter(|most| events.len() >= *most as usize);
    let (items, rows, undated) = lay_out(&events, &deadlines);
    let (mut from, mut to) = (day_number(&period.from).unwrap_or(0.0), day_number(&period.to).unwrap_or(0.0));
    if asked.from.is_empty() && asked.to.is_empty() {
        // Nobody asked for these very days: those at the ends in which nothing is told are left off.
        let days = || items.iter().map(|item| item.day).filter(|day| *day >= from && *day <= to);
        let (first, last) = (days().fold(f64::MAX, f64::min), days().fold(f64::MIN, f64::max));
        if first <= last {
            (from, to) = ((first - 1.0).max(from), (last + 1.0).min(to));
            period =
                Period { from: day_of(from).unwrap_or(period.from), to: day_of(to).unwrap_or(period.to) };
        }
    }
    let picture = timeline(&items, from, to, "What happened when");
    let zoom = zoom(&asked, &period);
    page(&TimelinePage {
        frame: desk.frame(Here::Timeline, "Timeline"),
        asked,
        rows,
        picture,
        period,
        zoom,
        more,
        undated,
    })
}

/// The day `days` after `day`.
fn later(day: &str, days: i64) -> String {
    let moved = day.parse::<Date>().ok().and_then(|day| day.checked_add(jiff::Span::new().days(days)).ok());
    moved.map_or_else(|| day.to_owned(), |day| day.to_string())
}

/// Events that happened in the period, the `most` newest of them, and deadlines that end in it.
pub(crate) fn look(
    ledger: &dunlin_ledger::Ledger,
    asked: &Asked,
    period: &Period,
    most: u32,
) -> Result<(Vec<DatedEvent>, Vec<DeadlineRow>), crate::fault::Fault> {
    let mut filter = asked.filter(ledger)?;
    // The period is that of the events, not of the pages.
    (filter.from, filter.to) = (None, None);
    let some = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    let (event, place) = (filter.event.take(), filter.place.take());
    let is_code = event.as_deref().is_some_and(|event| event.starts_with(|c: char| c.is_ascii_digit()));
    let wanted = EventsAsked {
        kind: event.clone().filter(|_| !is_code).map(|event| event.to_uppercase()),
        code: event.filter(|_| is_code),
        place,
        factuality: some(&asked.factuality),
        happened_from: Some(period.from.clone()),
        happened_to: Some(period.to.clone()),
        filter: filter.clone(),
        ..EventsAsked::default()
    };
    let events = ledger.dated_events(&wanted, Window::first(most))?;
    let deadlines = if asked.event.is_empty() && asked.factuality.is_empty() {
        ledger.deadlines(Some(&period.from), Some(&period.to), &filter, Window::first(300))?
    } else {
        Vec::new()
    };
    Ok((events, deadlines))
}

/// Dots, table rows and how many things of longer than a month or of no day have no dot.
pub(crate) fn lay_out(events: &[DatedEvent], deadlines: &[DeadlineRow]) -> (Vec<Item>, Vec<Row>, usize) {
    let mut items = Vec::new();
    let mut rows = Vec::new();
    let mut undated = 0;
    for event in events {
        let kind = event.kind.clone().or_else(|| event.code.clone()).unwrap_or_default();
        let what = sides(&event.actor, &event.recipient);
        let link = format!("/article/{}?show=events&at={}#record", event.article, event.id);
        let happened = matches!(event.factuality.as_str(), "happened" | "ongoing");
        let days =
            (event.from_day.as_deref().and_then(day_number), event.to_day.as_deref().and_then(day_number));
        match days {
            // What is known to within a month has a dot in its middle; a year has none.
            (Some(from), Some(to)) if to - from <= 31.0 => items.push(Item {
                day: ((from + to) / 2.0).floor(),
                lane: lane(kind_of(event)),
                happened,
                deadline: false,
                label: short(&label(&kind, event), 40),
                title: format!("{kind} {what}: {}", plain(&event.factuality)),
                link: link.clone(),
            }),
            _ => undated += 1,
        }
        // A year or month says itself; a week or season is said by its days.
        let coarse = event
            .happened
            .clone()
            .filter(|value| matches!(value.len(), 4 | 7) && !value.contains(['W', 'Q', 'S', 'H', '_']));
        rows.push(Row {
            day: event.from_day.clone(),
            to: event.to_day.clone().filter(|to| coarse.is_none() && Some(to) != event.from_day.as_ref()),
            shown: coarse.or_else(|| event.from_day.clone()),
            basis: event.basis.clone(),
            kind,
            what,
            state: plain(&event.factuality),
            who: event.speaker.clone(),
            said: event.published.clone(),
            outlet: event.outlet.clone(),
            link,
            article: event.article,
            local: event.id.clone(),
        });
    }
    for deadline in deadlines {
        let what = deadline.what.clone().unwrap_or_else(|| deadline.words.clone());
        let who = deadline.who.as_deref().map(|who| format!("{who}: ")).unwrap_or_default();
        let link = format!("/article/{}?show=outlook&at={}#record", deadline.article, deadline.id);
        if let Some(day) = deadline.day.as_deref().and_then(day_number) {
            items.push(Item {
                day,
                lane: 4,
                happened: true,
                deadline: true,
                label: short(&format!("{who}{what}"), 40),
                title: format!("Deadline: {who}{what}"),
                link: link.clone(),
            });
        }
        rows.push(Row {
            day: deadline.day.clone(),
            shown: deadline.day.clone(),
            to: None,
            basis: "stated".into(),
            kind: "deadline".into(),
            what: format!("{who}{what}"),
            state: "due".into(),
            who: deadline.speaker.clone().or_else(|| deadline.set_by.clone()),
            said: deadline.published.clone(),
            outlet: deadline.outlet.clone(),
            link,
            article: deadline.article,
            local: deadline.id.clone(),
        });
    }
    rows.sort_by(|a, b| (a.day.is_none(), &a.day, &a.link).cmp(&(b.day.is_none(), &b.day, &b.link)));
    (items, rows, undated)
}

pub(crate) fn sides(actor: &str, recipient: &str) -> String {
    let (actor, recipient) = (actor.replace(';', ", "), recipient.replace(';', ", "));
    match (actor.is_empty(), recipient.is_empty()) {
        (false, false) => format!("{actor} → {recipient}"),
        (true, false) => format!("→ {recipient}"),
        _ => actor,
    }
}

/// The words beside a dot: the type and the sides that have names.
fn label(kind: &str, event: &DatedEvent) -> String {
    let named = |words: &str| if is_pronoun(words) { String::new() } else { words.to_owned() };
    let sides = sides(&named(&event.actor), &named(&event.recipient));
    format!("{} {sides}", kind.to_lowercase()).trim_end().to_owned()
}

/// PLOVER's type decides the quad class.
fn kind_of(event: &DatedEvent) -> &str {
    event.kind.as_deref().unwrap_or("")
}

/// The lane of a PLOVER type: its quad class.
pub(crate) fn lane(kind: &str) -> usize {
    match kind {
        "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" => 0,
        "COOPERATE" | "AID" | "RETREAT" => 1,
        "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN" => 2,
        _ => 3,
    }
}

/// Addresses of the same question over more, less, earlier and later days.
fn zoom(asked: &Asked, period: &Period) -> Vec<(&'static str, String)> {
    let (Ok(from), Ok(to)) = (period.from.parse::<Date>(), period.to.parse::<Date>()) else {
        return Vec::new();
    };
    let long = i64::from(to.since(from).map(|span| span.get_days()).unwrap_or(30)).max(1) + 1;
    let moved = |from_by: i64, to_by: i64| {
        let day =
            |day: Date, by: i64| day.checked_add(jiff::Span::new().days(by)).ok().map(|day| day.to_string());
        let (from, to) = (day(from, from_by)?, day(to, to_by)?);
        (from <= to).then(|| asked.link("/timeline", &[("from", &from), ("to", &to)]))
    };
    [
        ("Earlier", moved(-long, -long)),
        ("Later", moved(long, long)),
        ("Zoom in", if long > 3 { moved(long / 4, -long / 4) } else { None }),
        ("Zoom out", moved(-long / 2, long / 2)),
    ]
    .into_iter()
    .filter_map(|(name, link)| Some((name, link?)))
    .collect()
}
