//! One quantity over time, as a plot with the bounds the texts give and as a table; and what quantities there are.

use crate::frame::{Desk, Frame, Here, Page, page};
use crate::locale::Locale;
use crate::markup::Html;
use crate::picture::axis::day_number;
use crate::picture::plot::{Point, SERIES, plot};
use crate::query::{Asked, Pager};
use crate::state::State;
use crate::words::{bounds, short};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use dunlin_ledger::read::{Counted, Figure, FiguresAsked};

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new().route("/figures", get(figures))
}

/// A figure with what the table says of it.
struct Row {
    figure: Figure,
    value: String,
    who: String,
    /// Numbers (from 1) of the rows that it cannot be right together with.
    against: Vec<usize>,
}

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage {
    frame: Frame,
    asked: Asked,
    rows: Vec<Row>,
    picture: Html,
    legend: Vec<(usize, String)>,
    quantities: Vec<Counted>,
    pager: Pager,
    drawn: bool,
}

async fn figures(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let question = asked.clone();
    let chosen =
        !asked.unit.is_empty() || !asked.befell.is_empty() || !asked.of.is_empty() || !asked.q.is_empty();
    let (figures, quantities, pager) = desk
        .state
        .with(move |ledger| {
            let filter = question.filter(ledger)?;
            let some = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
            let wanted = FiguresAsked {
                unit: some(&question.unit),
                befell: some(&question.befell),
                of: some(&question.of),
                by: filter.speakers.clone(),
                filter,
            };
            let mut figures = if chosen { ledger.figures(&wanted, question.window())? } else { Vec::new() };
            let pager = question.pager("/figures", &mut figures);
            Ok((figures, ledger.quantities(&question.period(ledger)?, 40)?, pager))
        })
        .await?;
    let locale = desk.viewer.locale;
    let clashes = clashes(&figures);
    let (points, legend) = points(&figures, &locale);
    let unit =
        figures.iter().find_map(|figure| figure.befell.clone().or(figure.unit.clone())).unwrap_or_default();
    let title = title(&asked);
    let picture = plot(&points, &clashes, &title, &unit, &locale);
    let rows = figures
        .into_iter()
        .enumerate()
        .map(|(at, figure)| Row {
            value: bounds(figure.low, figure.high, figure.approx, &locale),
            who: who(&figure),
            against: clashes
                .iter()
                .filter_map(|&(a, b)| {
                    if a == at {
                        Some(b + 1)
                    } else if b == at {
                        Some(a + 1)
                    } else {
                        None
                    }
                })
                .collect(),
            figure,
        })
        .collect();
    let frame = desk.frame(Here::Figures, title);
    page(&FiguresPage { frame, asked, rows, picture, legend, quantities, pager, drawn: points.len() > 1 })
}

fn title(asked: &Asked) -> String {
    let parts: Vec<&str> = [asked.befell.as_str(), &asked.unit, &asked.of, &asked.q]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() { "Figures".into() } else { format!("Figures: {}", parts.join(", ")) }
}

/// Who a figure is according to.
fn who(figure: &Figure) -> String {
    let named = figure.speaker.clone().or_else(|| figure.source.clone().filter(|words| !words.is_empty()));
    named
        .map(|words| short(&words, 60))
        .or_else(|| figure.outlet.clone())
        .unwrap_or_else(|| "the page".into())
}

/// Points of the plot, one a figure with a day, and the legend of who says them.
fn points(figures: &[Figure], locale: &Locale) -> (Vec<Point>, Vec<(usize, String)>) {
    let mut series: Vec<String> = Vec::new();
    let mut points = Vec::new();
    for figure in figures {
        let day = figure.as_of.as_deref().or(figure.published.as_deref()).and_then(day_number);
        let name = who(figure);
        let at = series.iter().position(|known| *known == name).unwrap_or_else(|| {
            series.push(name.clone());
            series.len() - 1
        });
        let value = bounds(figure.low, figure.high, figure.approx, locale);
        points.push(Point {
            day: day.unwrap_or(f64::NAN),
            low: figure.low,
            high: figure.high,
            approx: figure.approx,
            series: at,
            link: format!("/article/{}?show=figures&at={}#record", figure.article, figure.id),
            title: format!(
                "{value} {}, according to {name}, {}",
                figure.unit.as_deref().unwrap_or(""),
                figure.published.as_deref().map(|day| locale.day(day)).unwrap_or_default()
            ),
        });
    }
    // A figure without a day stands where its neighbours stand, or is left to the table.
    points.retain(|point| point.day.is_finite());
    let legend = series.into_iter().enumerate().map(|(at, name)| (at % SERIES, name)).take(12).collect();
    (points, legend)
}

/// Pairs of figures of one day and one thing counted whose bounds do not meet.
fn clashes(figures: &[Figure]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let same = |a: &Figure, b: &Figure| {
        let day = |figure: &Figure| figure.as_of.clone().or_else(|| figure.published.clone());
        day(a).is_some()
            && day(a) == day(b)
            && a.unit == b.unit
            && a.befell == b.befell
            && !a.of.is_empty()
            && a.of.eq_ignore_ascii_case(&b.of)
            && a.direction.is_none()
            && b.direction.is_none()
    };
    let apart = |a: &Figure, b: &Figure| {
        let below = |a: &Figure, b: &Figure| matches!((a.high, b.low), (Some(high), Some(low)) if high < low);
        !a.approx && !b.approx && (below(a, b) || below(b, a))
    };
    for (at, one) in figures.iter().enumerate() {
        for (other_at, other) in figures.iter().enumerate().skip(at + 1) {
            if same(one, other) && apart(one, other) && who(one) != who(other) {
                out.push((at, other_at));
            }
        }
    }
    out
}
