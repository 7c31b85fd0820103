//! Where it happened: dots on the outlines of the countries (Natural Earth, public domain), drawn on this machine.
//!
//! Equirectangular, fitted to the places shown and stretched so that the middle of the map has its true shape.

use super::{Svg, n, width_of};
use crate::markup::Html;

/// Outlines of the countries: see `data/outlines.py`. 20 units a degree.
const OUTLINES: &str = include_str!("../../data/outlines.path");
const UNITS: f64 = 20.0;

/// A place and what happened there.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) name: String,
    pub(crate) events: usize,
    /// Class of the colour: the class of most of its events.
    pub(crate) class: &'static str,
    pub(crate) link: String,
    pub(crate) title: String,
}

const WIDTH: f64 = 1080.0;
const TALLEST: f64 = 600.0;

/// Draws `spots`; `whole` shows the whole world instead of their surroundings.
pub(crate) fn map(spots: &[Spot], whole: bool, title: &str) -> Html {
    let (west, east, south, north) =
        if whole || spots.is_empty() { (-180.0, 180.0, -58.0, 84.0) } else { around(spots) };
    let flat = f64::midpoint(south, north).to_radians().cos().max(0.3);
    let scale = (WIDTH / ((east - west) * flat)).min(TALLEST / (north - south));
    let height = ((north - south) * scale).max(TALLEST / 2.0);
    let mut svg = Svg::new(WIDTH, height, title);
    let (middle_lon, middle_lat) = (f64::midpoint(west, east), f64::midpoint(south, north));
    let place = |lon: f64, lat: f64| {
        (WIDTH / 2.0 + (lon - middle_lon) * flat * scale, height / 2.0 - (lat - middle_lat) * scale)
    };
    svg.rect("sea", (0.0, 0.0), (WIDTH, height));
    let (ox, oy) = place(0.0, 0.0);
    let transform =
        format!("translate({} {}) scale({:.5} {:.5})", n(ox), n(oy), flat * scale / UNITS, scale / UNITS);
    svg.group("", &transform);
    svg.path("land", OUTLINES.trim_end());
    svg.end_group();
    let mut taken: Vec<(f64, f64, f64, f64)> = Vec::new();
    let radius = |spot: &Spot| (3.0 + 2.2 * (spot.events as f64).sqrt()).min(26.0);
    for spot in spots {
        let ((x, y), r) = (place(spot.lon, spot.lat), radius(spot));
        taken.push((x - r, y - r, x + r, y + r));
    }
    for spot in spots {
        let ((x, y), r) = (place(spot.lon, spot.lat), radius(spot));
        svg.link(&spot.link, &spot.title);
        svg.group(spot.class, "");
        svg.circle("dot", (x, y), r);
        svg.end_group();
        let wide = width_of(&spot.name);
        let choices = [
            (x + r + 4.0, y + 4.0, "start"),
            (x - r - 4.0, y + 4.0, "end"),
            (x, y - r - 5.0, "middle"),
            (x, y + r + 13.0, "middle"),
        ];
        for (tx, ty, anchor) in choices {
            let left = match anchor {
                "start" => tx,
                "end" => tx - wide,
                _ => tx - wide / 2.0,
            };
            let label = (left, ty - 11.0, left + wide, ty + 3.0);
            let inside = label.0 > 2.0 && label.2 < WIDTH - 2.0 && label.1 > 2.0 && label.3 < height - 2.0;
            if inside && !taken.iter().any(|other| meet(*other, label)) {
                svg.text("strong", (tx, ty), anchor, &spot.name);
                taken.push(label);
                break;
            }
        }
        svg.end();
    }
    svg.done()
}

fn meet(a: (f64, f64, f64, f64), b: (f64, f64, f64, f64)) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// West, east, south and north of a window around the spots: with room, and never nearer than a large country.
fn around(spots: &[Spot]) -> (f64, f64, f64, f64) {
    let ends = |of: fn(&Spot) -> f64| {
        spots
            .iter()
            .map(of)
            .fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((west, east), (south, north)) = (ends(|spot| spot.lon), ends(|spot| spot.lat));
    let pad = |low: f64, high: f64, least: f64| {
        let room = ((high - low) * 0.12).max((least - (high - low)) / 2.0).max(1.0);
        (low - room, high + room)
    };
    let (west, east) = pad(west, east, 24.0);
    let (south, north) = pad(south, north, 14.0);
    (west.max(-180.0), east.min(180.0), south.max(-60.0), north.min(85.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_a_dot_on_the_land() {
        let spot = |lat, lon, name: &str| Spot {
            lat,
            lon,
            name: name.into(),
            events: 3,
            class: "q4",
            link: "/search?place=Oslo".into(),
            title: "Oslo: 3 events".into(),
        };
        let spots = [spot(59.9, 10.7, "Oslo"), spot(37.6, 127.0, "Seoul")];
        let html = map(&spots, false, "Map").to_string();
        assert_eq!(html.matches("class=\"dot\"").count(), 2);
        assert!(html.contains(">Oslo</text>") && html.contains("class=\"land\""));
        assert!(!html.contains("NaN") && !html.contains("inf"));
        assert!(map(&[], true, "Map").to_string().contains("class=\"land\""));
    }

    #[test]
    fn the_outlines_are_a_path_and_nothing_else() {
        assert!(OUTLINES.trim_end().bytes().all(|b| b.is_ascii_digit() || b"Mlz -".contains(&b)));
        assert!(OUTLINES.len() > 50_000);
    }
}
