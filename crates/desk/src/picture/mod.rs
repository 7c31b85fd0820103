//! Pictures, as SVG inside the page: pure functions from plain data. Colours come from classes of the style sheet, so
//! that light, dark and paper each have their own; every picture has its table beside it.

pub(crate) mod axis;
pub(crate) mod map;
pub(crate) mod network;
pub(crate) mod plot;
pub(crate) mod timeline;

use crate::markup::{Html, escape};
use std::fmt::{self, Write};

/// An SVG in the making.
pub(crate) struct Svg(String);

impl Svg {
    /// A drawing of `width` by `height` units with a title for those who cannot see it.
    pub(crate) fn new(width: f64, height: f64, title: &str) -> Self {
        let mut svg = Self(String::with_capacity(8 * 1024));
        svg.put(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"group\" \
             aria-label=\"{}\">",
            n(width),
            n(height),
            n(width),
            n(height),
            escape(title)
        ));
        svg
    }

    fn put(&mut self, markup: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.0.write_fmt(markup);
    }

    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.put(format_args!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            n(from.0),
            n(from.1),
            n(to.0),
            n(to.1)
        ));
    }

    pub(crate) fn rect(&mut self, class: &str, at: (f64, f64), size: (f64, f64)) {
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            n(at.0),
            n(at.1),
            n(size.0),
            n(size.1)
        ));
    }

    pub(crate) fn circle(&mut self, class: &str, at: (f64, f64), radius: f64) {
        self.put(format_args!(
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            n(at.0),
            n(at.1),
            n(radius)
        ));
    }

    /// A path; `d` is the program's own.
    pub(crate) fn path(&mut self, class: &str, d: &str) {
        self.put(format_args!("<path class=\"{class}\" d=\"{d}\"/>"));
    }

    /// Words; `anchor` is `start`, `middle` or `end`.
    pub(crate) fn text(&mut self, class: &str, at: (f64, f64), anchor: &str, words: &str) {
        self.put(format_args!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            n(at.0),
            n(at.1),
            escape(words)
        ));
    }

    /// Opens a group that leads somewhere; everything until [`Svg::end`] belongs to it.
    pub(crate) fn link(&mut self, address: &str, title: &str) {
        self.put(format_args!("<a href=\"{}\"><title>{}</title>", escape(address), escape(title)));
    }

    pub(crate) fn end(&mut self) {
        self.0.push_str("</a>");
    }

    /// Opens a group with a class and a transformation that is the program's own.
    pub(crate) fn group(&mut self, class: &str, transform: &str) {
        if transform.is_empty() {
            self.put(format_args!("<g class=\"{class}\">"));
        } else {
            self.put(format_args!("<g class=\"{class}\" transform=\"{transform}\">"));
        }
    }

    pub(crate) fn end_group(&mut self) {
        self.0.push_str("</g>");
    }

    pub(crate) fn done(mut self) -> Html {
        self.0.push_str("</svg>");
        Html::trusted(self.0)
    }
}

/// A coordinate with one decimal: enough for a screen, and short.
pub(crate) fn n(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".into(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// Width of words in the pictures' 12-unit type, roughly: enough to keep labels apart.
pub(crate) fn width_of(words: &str) -> f64 {
    words.chars().map(|c| if c.is_ascii() { 6.4 } else { 10.0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_a_picture_stay_words() {
        let mut svg = Svg::new(10.0, 10.0, "\"><script>");
        svg.link("/x?a=\"b", "<b>");
        svg.text("strong", (1.0, 2.04), "start", "</text><script>");
        svg.end();
        let html = svg.done().to_string();
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(html.contains("x=\"1\" y=\"2\""));
    }
}
