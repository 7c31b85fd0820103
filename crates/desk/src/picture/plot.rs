//! One quantity over time: every point a number that a source gave, with its bounds as the text has them.
//!
//! A full dot is a number, a ring one that the text calls inexact; a bar runs between two ends, and fades with an arrow
//! where the text leaves an end open ("at least nine"). What cannot both be right is joined by a dashed line.

use super::axis::{Scale, day_marks, marks};
use super::{Svg, n, width_of};
use crate::locale::Locale;
use crate::markup::Html;

/// One number that a source gave.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    /// Day, as a number of days.
    pub(crate) day: f64,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) approx: bool,
    /// Which of the sources in the legend.
    pub(crate) series: usize,
    /// Whether it stands in the picture; a point that does not keeps its number for those who count them.
    pub(crate) drawn: bool,
    pub(crate) link: String,
    /// The number as it is written beside the point.
    pub(crate) label: String,
    /// In words, for the pointer and for those who listen.
    pub(crate) title: String,
}

/// Colours that series take in turn.
pub(crate) const SERIES: usize = 6;

const WIDTH: f64 = 740.0;
const HEIGHT: f64 = 330.0;

/// Draws `points`; `clashes` are pairs of them that cannot both be right.
pub(crate) fn plot(
    points: &[Point],
    clashes: &[(usize, usize)],
    title: &str,
    unit: &str,
    locale: &Locale,
) -> Html {
    let mut svg = Svg::new(WIDTH, HEIGHT, title);
    let shown = || points.iter().filter(|point| point.drawn);
    let ends = || shown().flat_map(|point| [point.low, point.high]).flatten();
    let top = ends().fold(f64::MIN, f64::max);
    let bottom = ends().fold(f64::MAX, f64::min);
    if top < bottom {
        svg.text("", (WIDTH / 2.0, HEIGHT / 2.0), "middle", "Nothing to draw");
        return svg.done();
    }
    // A count is drawn from nothing; values far from it (a rate, a year) from near their lowest.
    let least = ends().filter(|end| *end > 0.0).fold(f64::MAX, f64::min);
    let log = bottom >= 0.0 && top > least * 400.0;
    let floor = if bottom >= 0.0 && bottom < top * 0.6 {
        0.0
    } else {
        bottom - (top - bottom).max(top.abs() * 0.02) * 0.2
    };
    let steps = if log { powers(least, top) } else { marks(floor, top + (top - floor) * 0.04, 5) };
    let (floor, ceiling) = (steps.first().copied().unwrap_or(floor), steps.last().copied().unwrap_or(top));
    let left = 22.0 + steps.iter().map(|step| width_of(&locale.number(*step))).fold(0.0, f64::max);
    let (first, last) = shown().fold((f64::MAX, f64::MIN), |(a, b), p| (a.min(p.day), b.max(p.day)));
    let pad = ((last - first) * 0.05).max(0.6);
    let x = Scale::new(first - pad, last + pad, left, WIDTH - 16.0);
    let bent = |value: f64| if log { value.max(floor).log10() } else { value };
    let scale = Scale::new(bent(floor), bent(ceiling), HEIGHT - 40.0, 26.0);
    let y = |value: f64| scale.at(bent(value));
    for step in &steps {
        svg.line("grid", (left, y(*step)), (WIDTH - 16.0, y(*step)));
        svg.text("", (left - 8.0, y(*step) + 4.0), "end", &locale.number(*step));
    }
    let unit = if log { format!("{unit} (each step ten times the last)") } else { unit.to_owned() };
    svg.text("strong", (left - 8.0, 13.0), "start", &unit);
    svg.line("axis", (left, HEIGHT - 40.0), (WIDTH - 16.0, HEIGHT - 40.0));
    for (day, words) in day_marks(first - pad, last + pad, 10) {
        svg.line("axis", (x.at(day), HEIGHT - 40.0), (x.at(day), HEIGHT - 35.0));
        svg.text("", (x.at(day), HEIGHT - 20.0), "middle", &words);
    }
    let places = spread(points, &x);
    let mut taken: Vec<(f64, f64, f64)> = points
        .iter()
        .zip(&places)
        .filter(|(point, _)| point.drawn)
        .filter_map(|(point, px)| Some((px - 7.0, px + 7.0, y(anchor(point)?))))
        .collect();
    for &(one, other) in clashes {
        let middle = |at: usize| {
            let point = points.get(at).filter(|point| point.drawn)?;
            Some((*places.get(at)?, y(anchor(point)?)))
        };
        if let (Some(one), Some(other)) = (middle(one), middle(other)) {
            svg.line("clash", one, other);
        }
    }
    for (point, px) in points.iter().zip(&places).filter(|(point, _)| point.drawn) {
        let Some(value) = anchor(point) else { continue };
        let py = y(value);
        svg.link(&point.link, &point.title);
        svg.group(&format!("s{}", point.series % SERIES), "");
        match (point.low, point.high) {
            (Some(low), Some(high)) if low < high => {
                svg.line("bar", (*px, y(low)), (*px, y(high)));
                for end in [low, high] {
                    svg.line("bar", (px - 5.0, y(end)), (px + 5.0, y(end)));
                }
            }
            (Some(low), None) => arrow(&mut svg, *px, y(low), (y(low) - 34.0).max(18.0)),
            (None, Some(high)) => arrow(&mut svg, *px, y(high), (y(high) + 34.0).min(HEIGHT - 42.0)),
            _ => {}
        }
        // A larger area that a finger can hit.
        svg.circle("hit", (*px, py), 11.0);
        svg.circle(if point.approx { "dot open" } else { "dot" }, (*px, py), 5.5);
        // Its number beside it, where that hides nothing.
        let wide = width_of(&point.label);
        let beside = [(px + 9.0, "start"), (px - 9.0 - wide, "end")].into_iter().find(|(start, _)| {
            *start > left
                && start + wide < WIDTH - 8.0
                && !taken
                    .iter()
                    .any(|(a, b, row)| (row - py).abs() < 12.0 && *start < *b && *a < start + wide)
        });
        if let Some((start, end)) = beside {
            let at = if end == "start" { start } else { start + wide };
            svg.text("", (at, py + 4.0), end, &point.label);
            taken.push((start, start + wide, py));
        }
        svg.end_group();
        svg.end();
    }
    svg.done()
}

/// Powers of ten around `least..top`.
fn powers(least: f64, top: f64) -> Vec<f64> {
    let (first, last) = (least.log10().floor() as i32, top.log10().ceil() as i32);
    (first..=last.max(first + 1)).map(|power| 10f64.powi(power)).collect()
}

fn arrow(svg: &mut Svg, x: f64, from: f64, to: f64) {
    let head = if to < from { 6.0 } else { -6.0 };
    svg.path(
        "bar",
        &format!(
            "M{} {}V{}M{} {}L{} {}L{} {}",
            n(x),
            n(from),
            n(to),
            n(x - 4.0),
            n(to + head),
            n(x),
            n(to),
            n(x + 4.0),
            n(to + head)
        ),
    );
}

/// Where a point's dot stands: its number, or the end that the text gives.
fn anchor(point: &Point) -> Option<f64> {
    match (point.low, point.high) {
        (Some(low), Some(high)) => Some(f64::midpoint(low, high)),
        (low, high) => low.or(high),
    }
}

/// Places side by side for points of one day, so that none hides another.
fn spread(points: &[Point], x: &Scale) -> Vec<f64> {
    points
        .iter()
        .enumerate()
        .map(|(at, point)| {
            let same: Vec<usize> = (0..points.len())
                .filter(|other| {
                    points
                        .get(*other)
                        .is_some_and(|other| other.drawn && (other.day - point.day).abs() < 0.01)
                })
                .collect();
            let place = same.iter().position(|other| *other == at).unwrap_or(0) as f64;
            let gap = (x.at(1.0) - x.at(0.0)).mul_add(0.8, 0.0) / same.len().max(1) as f64;
            x.at(point.day) + (place - (same.len() as f64 - 1.0) / 2.0) * gap.min(14.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(day: f64, low: Option<f64>, high: Option<f64>) -> Point {
        Point {
            day,
            low,
            high,
            approx: false,
            series: 0,
            drawn: true,
            link: "/article/1?at=q1".into(),
            label: "9".into(),
            title: "nine".into(),
        }
    }

    #[test]
    fn open_ends_are_arrows_and_rivals_are_joined() {
        let points = [
            point(1.0, Some(9.0), None),
            point(1.0, Some(14.0), Some(14.0)),
            point(2.0, Some(3.0), Some(6.0)),
        ];
        let html = plot(&points, &[(0, 1)], "Dead", "people", &Locale::default()).to_string();
        assert_eq!(html.matches("<a href=\"/article/1?at=q1\">").count(), 3);
        assert_eq!(html.matches("class=\"clash\"").count(), 1);
        assert_eq!(html.matches("<path class=\"bar\"").count(), 1, "one arrow");
        assert!(!html.contains("NaN"));
    }

    #[test]
    fn nothing_and_one_point_are_drawn_too() {
        assert!(plot(&[], &[], "t", "u", &Locale::default()).to_string().contains("Nothing"));
        let one = plot(&[point(5.0, Some(0.0), Some(0.0))], &[], "t", "u", &Locale::default()).to_string();
        assert!(!one.contains("NaN") && !one.contains("inf"), "{one}");
    }
}
