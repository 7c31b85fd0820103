//! Which text of a page a reader sees, and how it falls into lines of reading.
//!
//! *Visible* means: what a browser would show with the markup alone, without style sheets and scripts. Not visible
//! are the `head` (the title is metadata), scripts, styles, templates, what stands in for frames, films and
//! scripts, drawings, pick lists ([`Tag::hides_text`]), and elements hidden by the `hidden` attribute or an inline
//! style, unless such an element holds most of the page: then a script was to reveal it. Text for screen readers,
//! hidden by a class, counts as visible.
//!
//! A [`Line`] is what stands between two borders of blocks (or two `<br>`): mostly a paragraph, a heading, an item.
//! Every visible character is in exactly one line, so whatever is decided for lines tiles the page.

use super::dom::{Dom, NodeId};
use super::tag::Tag;
use std::ops::Range;

/// A stretch of one text node, and what parts it from the stretch before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// In [`Dom::all_text`], in bytes; begins and ends with a character that is not white space.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) node: NodeId,
    pub(super) gap: Gap,
}

/// What stands between two runs of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing: "wor<b>d</b>".
    None,
    /// White space.
    Space,
    /// A single `<br>`.
    Break,
}

/// A line of reading.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// The innermost block element it stands in.
    pub(super) block: NodeId,
    /// Its runs, a range of [`Layout::runs`].
    pub(super) runs: Range<usize>,
}

/// The visible text of a page, in lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub(super) lines: Vec<Line>,
    pub(super) runs: Vec<Run>,
    /// For every node: whether a reader sees what is in it.
    pub(super) visible: Vec<bool>,
}

/// Characters that leave ink: neither white space nor control characters.
pub(super) fn is_ink(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && c != '\u{feff}' && c != '\u{200b}'
}

/// Whether an element parts lines. Elements of the page's own making are mostly laid out as blocks.
pub(super) fn parts_lines(dom: &Dom, node: NodeId) -> bool {
    match dom.tag(node) {
        Some(Tag::Other) => dom.name(node).contains('-'),
        Some(tag) => tag.is_block(),
        None => false,
    }
}

impl Layout {
    pub(super) fn of(dom: &Dom) -> Self {
        let visible = visibility(dom);
        let mut block = vec![NodeId::ROOT; dom.len()];
        let mut layout = Layout { visible, ..Layout::default() };
        let mut pen = Pen::default();
        let mut skip_to = 0;
        let mut apart_to = 0;
        for node in dom.nodes() {
            if apart_to > 0 && node.index() >= apart_to {
                (pen.apart, apart_to) = (true, 0);
            }
            if node.index() < skip_to {
                continue;
            }
            if !layout.visible.get(node.index()).copied().unwrap_or(false) {
                pen.broken |=
                    parts_lines(dom, node) && !dom.is(node, Tag::Script) && !dom.is(node, Tag::Style);
                skip_to = dom.end(node);
                continue;
            }
            let parent =
                dom.parent(node).and_then(|up| block.get(up.index()).copied()).unwrap_or(NodeId::ROOT);
            let own = if parts_lines(dom, node) { node } else { parent };
            if let Some(slot) = block.get_mut(node.index()) {
                *slot = own;
            }
            if own == node {
                pen.broken = true;
            }
            if stands_apart(dom, node) {
                (pen.apart, apart_to) = (true, dom.end(node).max(apart_to));
            }
            if dom.is(node, Tag::Br) {
                pen.breaks += 1;
                pen.broken |= pen.breaks >= 2;
            }
            if let Some(range) = dom.text_range(node) {
                layout.write(dom, node, parent, range, &mut pen);
            }
        }
        layout
    }

    /// Adds a text node to the line that is open, or opens one.
    fn write(&mut self, dom: &Dom, node: NodeId, block: NodeId, range: Range<usize>, pen: &mut Pen) {
        let text = dom.all_text().get(range.clone()).unwrap_or("");
        let Some(first) = text.find(is_ink) else {
            pen.space |= !text.is_empty();
            return;
        };
        let last = text.rfind(is_ink).unwrap_or(first);
        let end = last + text.get(last..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let gap = match () {
            () if pen.breaks > 0 => Gap::Break,
            () if pen.space || first > 0 => Gap::Space,
            () if pen.apart && self.ends_in_word(dom) && text.starts_with(char::is_alphanumeric) => {
                Gap::Space
            }
            () => Gap::None,
        };
        let run = Run { start: range.start + first, end: range.start + end, node, gap };
        let new_line = pen.broken || self.lines.last().is_none_or(|line| line.block != block);
        self.runs.push(run);
        let at = self.runs.len();
        match self.lines.last_mut() {
            Some(line) if !new_line => line.runs.end = at,
            _ => self.lines.push(Line { block, runs: at - 1..at }),
        }
        *pen = Pen { space: end < text.len(), ..Pen::default() };
    }

    /// Whether the last run ends within a word.
    fn ends_in_word(&self, dom: &Dom) -> bool {
        let last = self.runs.last().and_then(|run| dom.all_text().get(run.start..run.end));
        last.is_some_and(|text| text.ends_with(char::is_alphanumeric))
    }

    /// The runs of a line.
    pub(super) fn runs_of(&self, line: &Line) -> &[Run] {
        self.runs.get(line.runs.clone()).unwrap_or(&[])
    }

    /// Adds a line's words to `out`, white space folded; a single `<br>` is a line end.
    pub(super) fn write_text(&self, dom: &Dom, line: &Line, out: &mut String) {
        let pre = std::iter::once(line.block)
            .chain(dom.ancestors(line.block))
            .any(|node| matches!(dom.tag(node), Some(Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext)));
        for (at, run) in self.runs_of(line).iter().enumerate() {
            if at > 0 {
                match run.gap {
                    Gap::None => {}
                    Gap::Space => out.push(' '),
                    Gap::Break => out.push('\n'),
                }
            }
            let text = dom.all_text().get(run.start..run.end).unwrap_or("");
            if pre {
                write_preformatted(text, out);
            } else {
                write_folded(text, out);
            }
        }
    }

    /// A line's words, white space folded.
    pub(super) fn text(&self, dom: &Dom, line: &Line) -> String {
        let mut out = String::new();
        self.write_text(dom, line, &mut out);
        out
    }
}

/// Whether an element within a line is a thing of its own, set apart by style where the markup has no blank: no word goes on in it.
fn stands_apart(dom: &Dom, node: NodeId) -> bool {
    matches!(dom.tag(node), Some(Tag::Time | Tag::Label))
}

/// What was seen since the last ink.
#[derive(Default)]
struct Pen {
    broken: bool,
    space: bool,
    /// The border of an element that stands apart.
    apart: bool,
    breaks: u32,
}

fn write_folded(text: &str, out: &mut String) {
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
        } else if !c.is_control() {
            if gap {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }
}

/// Keeps line ends and indents as written, without blank lines (those part the blocks of an article).
fn write_preformatted(text: &str, out: &mut String) {
    let mut first = true;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if !first {
            out.push('\n');
        }
        first = false;
        out.extend(line.trim_end().chars().filter(|c| !c.is_control() || *c == '\t'));
    }
}

/// Which nodes a reader sees.
fn visibility(dom: &Dom) -> Vec<bool> {
    // Ink below each node, without what its tag hides.
    let mut ink = vec![0usize; dom.len()];
    for node in dom.nodes().rev() {
        let own = match dom.tag(node) {
            Some(tag) if tag.hides_text() => {
                if let Some(slot) = ink.get_mut(node.index()) {
                    *slot = 0;
                }
                0
            }
            _ => dom.text(node).map_or(0, |text| text.bytes().filter(|byte| *byte > b' ').count()),
        };
        let total = ink.get(node.index()).copied().unwrap_or(0) + own;
        if let Some(slot) = ink.get_mut(node.index()) {
            *slot = total;
        }
        if let Some(slot) = dom.parent(node).and_then(|up| ink.get_mut(up.index())) {
            *slot += total;
        }
    }
    let page = ink.first().copied().unwrap_or(0);
    let mut visible = vec![true; dom.len()];
    for node in dom.nodes().skip(1) {
        let of_parent = dom.parent(node).and_then(|up| visible.get(up.index()).copied()).unwrap_or(true);
        let most = ink.get(node.index()).is_some_and(|own| own * 2 > page);
        let own = match dom.tag(node) {
            Some(tag) if tag.hides_text() => false,
            Some(_) => most || !is_hidden(dom, node),
            None => true,
        };
        if let Some(slot) = visible.get_mut(node.index()) {
            *slot = of_parent && own;
        }
    }
    visible
}

/// Hidden by its own attributes.
fn is_hidden(dom: &Dom, node: NodeId) -> bool {
    dom.attributes(node).any(|(name, value)| match name {
        "hidden" => !value.eq_ignore_ascii_case("until-found"),
        "style" => {
            let style: String =
                value.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
            style.split(';').any(|rule| {
                let rule = rule.strip_suffix("!important").unwrap_or(rule);
                rule == "display:none" || rule == "visibility:hidden"
            })
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(page: &str) -> Vec<String> {
        let dom = Dom::parse(page, 64);
        let layout = Layout::of(&dom);
        layout.lines.iter().map(|line| layout.text(&dom, line)).collect()
    }

    #[test]
    fn blocks_and_double_breaks_part_lines() {
        assert_eq!(lines("<div>a<p>b</p>c<div></div>d</div>"), ["a", "b", "c", "d"]);
        assert_eq!(lines("a<br>b<br/> <br>c<hr>d"), ["a\nb", "c", "d"]);
        assert_eq!(lines("wor<b>d</b> <i> two </i>three <a>four</a>,"), ["word two three four,"]);
        assert_eq!(lines("<ul><li>a <span>b</span><li>c</ul>"), ["a b", "c"]);
        assert_eq!(lines("<pre>a\n  b\n\nc</pre>"), ["a\n  b\nc"]);
    }

    #[test]
    fn what_a_reader_does_not_see_is_no_line() {
        let page = "<title>t</title><p>a<script>b</script>c</p><p hidden>d</p><p style='color:red; Display: none'>e</p>\
                    <noscript>f</noscript><select><option>g</select><p aria-hidden=true>h</p><svg><text>i</text></svg>j";
        assert_eq!(lines(page), ["ac", "h", "j"]);
    }

    #[test]
    fn a_page_that_is_hidden_until_its_script_runs_is_read() {
        assert_eq!(lines("<body style='display:none'><p>a long story</p><p hidden>b</p>"), ["a long story"]);
    }
}
