//! Who acts toward whom: actors on a circle, an arrow from each to whom it acted toward, as wide as it acted often and in
//! the colour of what it mostly did.

use super::{Svg, n, width_of};
use crate::markup::Html;
use std::f64::consts::TAU;

/// One actor.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) link: String,
    /// Events it takes part in.
    pub(crate) weight: usize,
}

/// What one actor did toward another.
#[derive(Debug, Clone)]
pub(crate) struct Arrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) count: usize,
    /// `q1` to `q4`.
    pub(crate) class: &'static str,
    pub(crate) link: String,
    pub(crate) title: String,
}

const WIDTH: f64 = 1080.0;

/// Draws the actors in their order around the circle, from the top.
pub(crate) fn network(nodes: &[Node], arrows: &[Arrow], title: &str) -> Html {
    // Few actors take a flatter picture, so that it is seen whole.
    let height = (170.0 + 19.0 * nodes.len() as f64).clamp(260.0, 560.0);
    let mut svg = Svg::new(WIDTH, height, title);
    if nodes.is_empty() {
        svg.text("", (WIDTH / 2.0, height / 2.0), "middle", "Nobody acted toward anybody in this period");
        return svg.done();
    }
    let (cx, cy, rx, ry) = (WIDTH / 2.0, height / 2.0, 330.0, height / 2.0 - 62.0);
    let angle = |at: usize| TAU * at as f64 / nodes.len() as f64 - TAU / 4.0;
    let place = |at: usize| (cx + rx * angle(at).cos(), cy + ry * angle(at).sin());
    let most = arrows.iter().map(|arrow| arrow.count).max().unwrap_or(1) as f64;
    let size =
        |at: usize| nodes.get(at).map_or(5.0, |node| (5.0 + 1.6 * (node.weight as f64).sqrt()).min(17.0));
    for arrow in arrows {
        let ((ax, ay), (bx, by)) = (place(arrow.from), place(arrow.to));
        // Of one event as thin as of many where all are of one; the widest is of the most.
        let wide = 1.6 + 5.0 * ((arrow.count as f64 - 1.0) / (most - 1.0).max(3.0)).sqrt();
        svg.link(&arrow.link, &arrow.title);
        svg.group(arrow.class, "");
        if arrow.from == arrow.to {
            let (ux, uy) = ((ax - cx) / rx, (ay - cy) / ry);
            let (lx, ly) = (ax - ux * 26.0, ay - uy * 26.0);
            svg.put(format_args!(
                "<circle class=\"bar\" cx=\"{}\" cy=\"{}\" r=\"15\" stroke-width=\"{}\"/>",
                n(lx),
                n(ly),
                n(wide)
            ));
        } else {
            // Both ways between two actors bend to their own side of the line between them.
            let (mx, my) = (f64::midpoint(ax, bx), f64::midpoint(ay, by));
            let (dx, dy) = (bx - ax, by - ay);
            let long = dx.hypot(dy).max(1.0);
            let bend = 0.16 * long;
            let (qx, qy) =
                (mx - dy / long * bend + (cx - mx) * 0.25, my + dx / long * bend + (cy - my) * 0.25);
            let back = (bx - qx).hypot(by - qy).max(1.0);
            let gap = size(arrow.to) + 4.0;
            let (ex, ey) = (bx - (bx - qx) / back * gap, by - (by - qy) / back * gap);
            let (ux, uy) = ((bx - qx) / back, (by - qy) / back);
            let head = 8.5 + wide;
            svg.put(format_args!(
                "<path class=\"bar\" stroke-width=\"{}\" d=\"M{} {}Q{} {} {} {}\"/>",
                n(wide),
                n(ax),
                n(ay),
                n(qx),
                n(qy),
                n(ex - ux * head * 0.7),
                n(ey - uy * head * 0.7)
            ));
            svg.path(
                "dot",
                &format!(
                    "M{} {}L{} {}L{} {}z",
                    n(ex),
                    n(ey),
                    n(ex - ux * head - uy * head * 0.5),
                    n(ey - uy * head + ux * head * 0.5),
                    n(ex - ux * head + uy * head * 0.5),
                    n(ey - uy * head - ux * head * 0.5)
                ),
            );
        }
        svg.end_group();
        svg.end();
    }
    for (at, node) in nodes.iter().enumerate() {
        let ((x, y), r) = (place(at), size(at));
        svg.link(&node.link, &format!("{}: {} events", node.name, node.weight));
        svg.circle("dot", (x, y), r);
        let (ux, uy) = (angle(at).cos(), angle(at).sin());
        let anchor = if ux > 0.3 {
            "start"
        } else if ux < -0.3 {
            "end"
        } else {
            "middle"
        };
        let room = match anchor {
            "middle" => WIDTH,
            _ => WIDTH / 2.0 - rx * ux.abs() - r - 10.0,
        };
        let mut name = node.name.clone();
        while width_of(&name) * 1.15 > room && name.chars().count() > 6 {
            name = format!("{}…", name.chars().take(name.chars().count() - 2).collect::<String>());
        }
        let ty = if anchor == "middle" { y + uy * (r + 12.0) + 4.0 } else { y + 4.0 };
        let tx = match anchor {
            "start" => x + r + 6.0,
            "end" => x - r - 6.0,
            _ => x,
        };
        svg.text("strong", (tx, ty), anchor, &name);
        svg.end();
    }
    svg.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_actor_and_arrow_leads_somewhere() {
        let node = |name: &str| Node { name: name.into(), link: format!("/dossier?name={name}"), weight: 2 };
        let arrow =
            |from, to| Arrow { from, to, count: 1, class: "q3", link: "/x".into(), title: "t".into() };
        let html = network(&[node("VRL"), node("ORR")], &[arrow(0, 1), arrow(1, 0), arrow(0, 0)], "Network")
            .to_string();
        assert_eq!(html.matches("<a ").count(), 5);
        assert!(!html.contains("NaN"));
        assert!(network(&[], &[], "Network").to_string().contains("Nobody"));
    }
}
