//! Text with overlapping marks as HTML: who says what, where the events are, what lights up.
//!
//! Layers overlap as they like (a content holds names, a figure stands inside an event's sentence), elements cannot.
//! So the text is cut at every border of every mark, and each piece becomes **one** element that carries the classes of
//! all marks over it and leads to the shortest one. Nothing of the text is ever lost or doubled: without its tags the
//! result is the text again, escaped.
//!
//! This module is also the only place where a string becomes [`Html`], which templates print as it is; every other
//! string is escaped by the templates.

use dunlin_record::Span;
use std::fmt::{self, Display, Write};

/// Finished HTML. Can only be made by the functions of this crate that escape what they are given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Html(String);

impl Html {
    /// Takes over markup that the caller has written itself, with every foreign string in it escaped.
    pub(crate) fn trusted(markup: String) -> Self {
        Self(markup)
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// `text` as it may stand in an element or between the quotes of an attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// One stretch of text to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Where it stands, in bytes of the text.
    pub(crate) span: Span,
    /// Its class names, parted by spaces; written by the program, never read from a page.
    pub(crate) class: &'static str,
    /// Where a click leads; `None` for a mark that only shows.
    pub(crate) link: Option<String>,
    /// What it is, in words, for a pointer that rests on it.
    pub(crate) title: Option<String>,
}

/// The words of `text` inside `range`, with `marks` on them. Marks that are no ranges of the text are left out.
pub(crate) fn mark_up(text: &str, range: Span, marks: &[Mark]) -> Html {
    let range = Span::new(range.start.min(text.len()), range.end.min(text.len()));
    let mut over: Vec<(usize, &Mark)> = marks
        .iter()
        .filter(|mark| mark.span.overlaps(range) && text.get(mark.span.start..mark.span.end).is_some())
        .enumerate()
        .collect();
    over.sort_by_key(|(at, mark)| (mark.span.start, mark.span.end, *at));
    let mut borders: Vec<usize> = vec![range.start, range.end];
    for (_, mark) in &over {
        borders.push(mark.span.start.clamp(range.start, range.end));
        borders.push(mark.span.end.clamp(range.start, range.end));
    }
    borders.sort_unstable();
    borders.dedup();
    let mut out = String::with_capacity(range.len() * 2);
    let mut open: Vec<(usize, &Mark)> = Vec::new();
    let mut next = 0;
    let mut stops: Vec<usize> = Vec::new();
    for pair in borders.windows(2) {
        let [start, end] = *pair else { continue };
        open.retain(|(_, mark)| mark.span.end > start);
        while let Some(&(at, mark)) = over.get(next).filter(|(_, mark)| mark.span.start <= start) {
            if mark.span.end > start {
                open.push((at, mark));
            }
            next += 1;
        }
        open.sort_by_key(|(at, _)| *at);
        write_piece(&mut out, Span::new(start, end).of(text), &open, &mut stops);
    }
    Html(out)
}

/// Writes one piece under the marks `over` it. `stops`: marks that have had a tab stop, so that one record is one stop
/// however many pieces its words fall into.
fn write_piece(out: &mut String, words: &str, over: &[(usize, &Mark)], stops: &mut Vec<usize>) {
    if over.is_empty() {
        out.push_str(&escape(words));
        return;
    }
    let mut classes: Vec<&str> = Vec::new();
    for class in over.iter().flat_map(|(_, mark)| mark.class.split_ascii_whitespace()) {
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    // A blank alone leads nowhere: nobody could see or hear where.
    let blank = words.trim().is_empty();
    let inner =
        over.iter().filter(|(_, mark)| mark.link.is_some() && !blank).min_by_key(|(_, mark)| mark.span.len());
    let lit = classes.contains(&"lit");
    let tag = if inner.is_some() { "a" } else { "span" };
    if lit {
        out.push_str("<mark>");
    }
    let _ = write!(out, "<{tag} class=\"{}\"", classes.join(" "));
    if let Some((at, mark)) = inner {
        if let Some(link) = &mark.link {
            let _ = write!(out, " href=\"{}\"", escape(link));
        }
        if let Some(title) = &mark.title {
            let _ = write!(out, " title=\"{}\"", escape(title));
        }
        if stops.contains(at) {
            out.push_str(" tabindex=\"-1\"");
        } else {
            stops.push(*at);
        }
    }
    let _ = write!(out, ">{}</{tag}>", escape(words));
    if lit {
        out.push_str("</mark>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark(start: usize, end: usize, class: &'static str, link: Option<&str>) -> Mark {
        Mark { span: Span::new(start, end), class, link: link.map(str::to_owned), title: None }
    }

    /// The text of an HTML fragment, as a browser would show it.
    fn stripped(html: &str) -> String {
        let mut out = String::new();
        let mut inside = false;
        for c in html.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            out = out.replace(entity, c);
        }
        out
    }

    #[test]
    fn a_piece_carries_all_classes_and_leads_to_the_shortest_mark() {
        let text = "Kim told KCNA";
        let marks = [mark(0, 13, "said", Some("?at=a1")), mark(9, 13, "name", Some("?at=n2"))];
        assert_eq!(
            mark_up(text, Span::new(0, 13), &marks).to_string(),
            "<a class=\"said\" href=\"?at=a1\">Kim told </a><a class=\"said name\" href=\"?at=n2\">KCNA</a>"
        );
    }

    #[test]
    fn one_record_is_one_tab_stop_however_many_pieces_it_falls_into() {
        let marks = [mark(0, 9, "said", Some("?at=a1")), mark(3, 5, "figure", Some("?at=q1"))];
        let html = mark_up("abcdefghi", Span::new(0, 9), &marks).to_string();
        assert_eq!(html.matches("?at=a1").count(), 2);
        assert_eq!(html.matches("tabindex").count(), 1);
    }

    #[test]
    fn markup_in_text_and_links_stays_text() {
        let text = "<script>alert('1')</script> & \"x\"";
        let marks = [mark(0, 8, "lit", Some("?\"><b>"))];
        let html = mark_up(text, Span::new(0, text.len()), &marks).to_string();
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert_eq!(stripped(&html), text);
    }

    #[test]
    fn a_mark_that_is_no_range_of_the_text_is_left_out() {
        let marks = [mark(1, 2, "x", None), mark(0, 90, "y", None)];
        assert_eq!(mark_up("자", Span::new(0, 3), &marks).to_string(), "자");
    }

    proptest! {
        #[test]
        fn without_its_tags_it_is_the_text(
            text in "(\\PC|𝔘|자|[<>&\"' \n]){0,60}",
            cuts in proptest::collection::vec((0usize..70, 0usize..70, 0usize..4), 0..12),
            from in 0usize..70,
            to in 0usize..70,
        ) {
            let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let place = |at: usize| borders.get(at).copied().unwrap_or(text.len());
            let class = ["said", "name lit", "event", "figure"];
            let marks: Vec<Mark> = cuts
                .iter()
                .map(|&(a, b, kind)| {
                    let link = (kind != 2).then_some("?at=x");
                    mark(place(a.min(b)), place(a.max(b)), class[kind], link)
                })
                .collect();
            let range = Span::new(place(from.min(to)), place(from.max(to)));
            let html = mark_up(&text, range, &marks).to_string();
            prop_assert_eq!(stripped(&html), range.of(&text));
            prop_assert_eq!(html.matches("<a ").count(), html.matches("</a>").count());
            prop_assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
        }
    }
}
