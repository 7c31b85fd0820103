//! What happened when: one lane a class of event, one dot an event, diamonds for deadlines. Dots of one day stack, and
//! what there is room for is written beside them.

use super::axis::{Scale, day_marks};
use super::{Svg, n, width_of};
use crate::markup::Html;

/// One thing on the timeline.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) day: f64,
    /// Which lane, from the top.
    pub(crate) lane: usize,
    /// Whether it is said to have happened: a full dot; otherwise a ring.
    pub(crate) happened: bool,
    pub(crate) deadline: bool,
    /// A few words to stand beside the dot where there is room.
    pub(crate) label: String,
    pub(crate) link: String,
    pub(crate) title: String,
}

/// The lanes: name and class of colour.
pub(crate) const LANES: [(&str, &str); 5] = [
    ("Words together", "q1"),
    ("Deeds together", "q2"),
    ("Words against", "q3"),
    ("Deeds against", "q4"),
    ("Deadlines", "s4"),
];

const WIDTH: f64 = 1080.0;
const DOT: f64 = 11.0;
/// Dots of one day above each other; further ones are in the table only, and the lane says so.
const DEEPEST: usize = 12;

/// Draws `items` between the days `from` and `to`.
pub(crate) fn timeline(items: &[Item], from: f64, to: f64, title: &str) -> Html {
    let left = 116.0;
    let x = Scale::new(from - 0.5, to + 0.5, left, WIDTH - 14.0);
    let mut depth = [1usize; LANES.len()];
    let mut stacks: std::collections::BTreeMap<(usize, i64), usize> = std::collections::BTreeMap::new();
    // Dots that would overlap share a stack: on a long axis several days do.
    let column = |day: f64| (x.at(day) / (DOT + 1.0)).round() as i64;
    let mut placed: Vec<(usize, f64, usize)> = Vec::new();
    let mut left_out = [0usize; LANES.len()];
    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.day >= from && item.day <= to) {
        let lane = item.lane.min(LANES.len() - 1);
        let height = stacks.entry((lane, column(item.day))).or_insert(0);
        if *height >= DEEPEST {
            if let Some(count) = left_out.get_mut(lane) {
                *count += 1;
            }
            continue;
        }
        placed.push((at, column(item.day) as f64 * (DOT + 1.0), *height));
        *height += 1;
        if let Some(depth) = depth.get_mut(lane) {
            *depth = (*depth).max(*height);
        }
    }
    let heights: Vec<f64> =
        depth.iter().map(|depth| (*depth as f64 * (DOT + 1.0) + 16.0).max(40.0)).collect();
    let height = heights.iter().sum::<f64>() + 40.0;
    let mut svg = Svg::new(WIDTH, height, title);
    for (day, words) in day_marks(from - 0.5, to + 0.5, 11) {
        svg.line("grid", (x.at(day), 6.0), (x.at(day), height - 30.0));
        svg.text("", (x.at(day), height - 12.0), "middle", &words);
    }
    let mut base = 8.0;
    let mut bases = Vec::new();
    for (((name, _), lane), left_out) in LANES.iter().zip(&heights).zip(left_out) {
        base += lane;
        bases.push(base - 6.0);
        svg.line("axis", (left, base), (WIDTH - 14.0, base));
        svg.text("strong", (0.0, base - 6.0), "start", name);
        if left_out > 0 {
            svg.text("", (0.0, base - 22.0), "start", &format!("{left_out} more below"));
        }
    }
    let mut taken: Vec<(f64, f64, f64)> = placed
        .iter()
        .map(|(at, px, h)| (px - 6.0, px + 6.0, bottom(&bases, items, *at) - *h as f64 * (DOT + 1.0)))
        .collect();
    for (at, px, h) in placed {
        let Some(item) = items.get(at) else { continue };
        let py = bottom(&bases, items, at) - h as f64 * (DOT + 1.0) - 5.0;
        let class = LANES.get(item.lane).map_or("s0", |lane| lane.1);
        svg.link(&item.link, &item.title);
        svg.group(class, "");
        let dot = if item.happened { "dot" } else { "dot open" };
        if item.deadline {
            svg.path(dot, &format!("M{} {}l6 6-6 6-6-6z", n(px), n(py - 6.0)));
        } else {
            svg.circle(dot, (px, py), 5.0);
        }
        svg.end_group();
        let wide = width_of(&item.label);
        let row = py + 5.0;
        // To the right, or where that would hide something to the left, or not at all.
        let free = |start: f64, end: f64| {
            start > left
                && end < WIDTH - 8.0
                && !taken.iter().any(|(a, b, y)| (y - row).abs() < DOT && start < *b && *a < end)
        };
        let beside = [(px + 9.0, "start"), (px - 11.0 - wide, "end")];
        if let Some((start, anchor)) = beside.into_iter().find(|(start, _)| free(*start, start + wide + 2.0))
        {
            let at = if anchor == "start" { start } else { start + wide + 2.0 };
            svg.text("", (at, py + 4.0), anchor, &item.label);
            taken.push((start, start + wide + 2.0, row));
        }
        svg.end();
    }
    svg.done()
}

fn bottom(bases: &[f64], items: &[Item], at: usize) -> f64 {
    items.get(at).and_then(|item| bases.get(item.lane.min(LANES.len() - 1))).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_the_period_is_drawn_or_counted() {
        let item = |day: f64, lane| Item {
            day,
            lane,
            happened: true,
            deadline: lane == 4,
            label: "Varland".into(),
            link: "/article/1?at=e1".into(),
            title: "t".into(),
        };
        let mut items: Vec<Item> = (0..20).map(|_| item(3.0, 3)).collect();
        items.push(item(5.0, 4));
        items.push(item(99.0, 0));
        let html = timeline(&items, 0.0, 10.0, "Timeline").to_string();
        assert_eq!(html.matches("<a ").count(), DEEPEST + 1);
        assert!(html.contains("8 more below"));
        assert!(!html.contains("NaN"));
    }
}
