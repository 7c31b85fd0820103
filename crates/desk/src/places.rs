//! Where it happened: a map drawn on this machine, and its table.

use crate::frame::{Desk, Frame, Here, Page, page};
use crate::markup::Html;
use crate::picture::map::{Spot, map};
use crate::query::Asked;
use crate::state::State;
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use dunlin_ledger::read::Period;
use std::collections::BTreeMap;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new().route("/map", get(show))
}

/// A place with its events by class.
struct Row {
    name: String,
    country: String,
    lat: f64,
    lon: f64,
    /// Events of the four classes.
    classes: [i64; 4],
    events: i64,
    link: String,
}

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    frame: Frame,
    asked: Asked,
    rows: Vec<Row>,
    picture: Html,
    period: Period,
    /// Whether only the newest articles are counted.
    cut: bool,
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let question = asked.clone();
    let (found, period, cut) = desk
        .state
        .with(move |ledger| {
            let period = question.period(ledger)?;
            let cut = ledger.is_cut(&period)?;
            Ok((ledger.spots(&period, question.only_facts(), 600)?, period, cut))
        })
        .await?;
    let mut places: BTreeMap<(String, i64, i64), Row> = BTreeMap::new();
    for spot in found {
        let key = (spot.name.clone(), (spot.lat * 1000.0) as i64, (spot.lon * 1000.0) as i64);
        let row = places.entry(key).or_insert_with(|| Row {
            link: asked
                .link("/timeline", &[("place", &spot.name), ("from", &period.from), ("to", &period.to)]),
            name: spot.name,
            country: spot.country.unwrap_or_default(),
            lat: spot.lat,
            lon: spot.lon,
            classes: [0; 4],
            events: 0,
        });
        row.events += spot.events;
        if let Some(count) = row.classes.get_mut(class(spot.quad.as_deref())) {
            *count += spot.events;
        }
    }
    let mut rows: Vec<Row> = places.into_values().collect();
    rows.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.name.cmp(&b.name)));
    let spots: Vec<Spot> = rows
        .iter()
        .map(|row| Spot {
            lat: row.lat,
            lon: row.lon,
            name: row.name.clone(),
            events: usize::try_from(row.events).unwrap_or(0),
            class: mostly(&row.classes),
            link: row.link.clone(),
            title: format!("{}: {} events", row.name, row.events),
        })
        .collect();
    let picture = map(&spots, asked.view == "world", "Where it happened");
    page(&MapPage { frame: desk.frame(Here::Map, "Map"), asked, rows, picture, period, cut })
}

/// Number of a quad class, from 0.
pub(crate) fn class(quad: Option<&str>) -> usize {
    match quad {
        Some("verbal-cooperation") => 0,
        Some("material-cooperation") => 1,
        Some("verbal-conflict") => 2,
        _ => 3,
    }
}

/// Class of the colour for most of the events; of several, the sharpest.
pub(crate) fn mostly(classes: &[i64; 4]) -> &'static str {
    let most = classes.iter().max().copied().unwrap_or(0);
    match classes.iter().rposition(|count| *count == most) {
        Some(0) => "q1",
        Some(1) => "q2",
        Some(2) => "q3",
        _ => "q4",
    }
}
