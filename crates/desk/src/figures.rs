//! One quantity over time, as a plot with the bounds the texts give and as a table; and what quantities there are.

use crate::frame::{Desk, Frame, Here, Page, page};
use crate::locale::Locale;
use crate::markup::Html;
use crate::picture::axis::day_number;
use crate::picture::plot::{Point, SERIES, plot};
use crate::query::{Asked, Pager};
use crate::state::State;
use crate::words::{bounds, marked, short};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use dunlin_ledger::read::{Counted, Figure, FiguresAsked};

/// Most figures that come in as rivals of those asked for.
const RIVALS: usize = 60;

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
    /// Figures that the plot leaves to the table.
    far: usize,
}

async fn figures(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let question = asked.clone();
    let chosen =
        !asked.unit.is_empty() || !asked.befell.is_empty() || !asked.of.is_empty() || !asked.q.is_empty();
    let (figures, pairs, quantities, pager) = desk
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
                ..FiguresAsked::default()
            };
            let mut figures = if chosen { ledger.figures(&wanted, question.window())? } else { Vec::new() };
            let pager = question.pager("/figures", &mut figures);
            let shown: Vec<(i64, String)> =
                figures.iter().map(|figure| (figure.article, figure.id.clone())).collect();
            let pairs = ledger.contradicting(&shown)?;
            // Every figure beside its rivals, also where their words do not name the quantity ("five", "2,700").
            let mut rivals: Vec<(i64, String)> =
                pairs.iter().flatten().filter(|one| !shown.contains(one)).cloned().collect();
            rivals.sort();
            rivals.dedup();
            rivals.truncate(RIVALS);
            figures.extend(ledger.figures_at(&rivals)?);
            figures.sort_by(|a, b| (&a.published, a.article, a.span).cmp(&(&b.published, b.article, b.span)));
            Ok((figures, pairs, ledger.quantities(&question.period(ledger)?, 40)?, pager))
        })
        .await?;
    let locale = desk.viewer.locale;
    let clashes = clashes(&figures, &pairs);
    let (points, legend, far) = points(&figures, &locale);
    let unit = figures.iter().find_map(|figure| {
        let befell = figure.befell.as_ref().map(|befell| format!("people {befell}"));
        befell.or_else(|| figure.unit.clone())
    });
    let unit = unit.unwrap_or_default();
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
    page(&FiguresPage {
        frame,
        asked,
        rows,
        picture,
        legend,
        quantities,
        pager,
        drawn: points.iter().filter(|point| point.drawn).count() > 1,
        far,
    })
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
fn points(figures: &[Figure], locale: &Locale) -> (Vec<Point>, Vec<(usize, String)>, usize) {
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
            drawn: true,
            link: format!("/article/{}?show=figures&at={}#record", figure.article, figure.id),
            label: marked(figure.low, figure.high, figure.approx, locale),
            title: format!(
                "{value} {}, according to {name}, {}",
                figure.unit.as_deref().unwrap_or(""),
                figure.published.as_deref().map(|day| locale.day(day)).unwrap_or_default()
            ),
        });
    }
    // A figure without a day is left to the table; so are those of days so far away (a wreck of 1987 beside one of today)
    // that the others would be pressed into one line.
    let (from, to) = near(points.iter().map(|point| point.day).filter(|day| day.is_finite()).collect());
    let before = points.len();
    for point in &mut points {
        point.drawn = point.day.is_finite() && point.day >= from && point.day <= to;
    }
    let far = before - points.iter().filter(|point| point.drawn).count();
    let legend = series.into_iter().enumerate().map(|(at, name)| (at % SERIES, name)).take(12).collect();
    (points, legend, far)
}

/// First and last day of those that lie together.
fn near(mut days: Vec<f64>) -> (f64, f64) {
    days.sort_by(f64::total_cmp);
    let middle =
        |share: f64| days.get(((days.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or(0.0);
    let (low, high) = (middle(0.25), middle(0.75));
    let reach = ((high - low) * 8.0).max(120.0);
    (low - reach, high + reach)
}

/// Places in `figures` of the pairs that the ledger holds to contradict each other.
fn clashes(figures: &[Figure], pairs: &[[(i64, String); 2]]) -> Vec<(usize, usize)> {
    let place = |(article, local): &(i64, String)| {
        figures.iter().position(|figure| figure.article == *article && figure.id == *local)
    };
    pairs.iter().filter_map(|[one, other]| place(one).zip(place(other))).collect()
}
