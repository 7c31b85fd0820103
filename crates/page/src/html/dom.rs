//! The page as a tree that remembers where everything stood.
//!
//! An arena in document order: a node's descendants are the nodes right behind it, so a subtree is a range of ids
//! and no child pointers are kept. All text lies in one string, also in document order, with a list of [`Piece`]s
//! that leads every byte of it back to the bytes of the page it was read from (a character reference such as
//! `&amp;` is one piece). Made by [`Dom::parse`]; `tree.rs` has the rules of building.

use super::tag::Tag;
use std::ops::Range;

/// A node of a [`Dom`]; ids grow in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The document itself, parent of everything.
    pub const ROOT: NodeId = NodeId(0);

    /// Place in document order, for tables indexed by node.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A range of one of the arena's strings, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Slice {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Slice {
    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Data {
    Document,
    Element { tag: Tag, name: Slice, attributes: Slice },
    Text(Slice),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) parent: u32,
    /// One past the last descendant.
    pub(super) end: u32,
    /// Byte of the page where its start tag or first character stands.
    pub(super) at: u32,
    pub(super) data: Data,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute {
    pub(super) name: Slice,
    pub(super) value: Slice,
}

/// A stretch of the text and where it was read from. When both are equally long they are the same bytes;
/// otherwise the whole text piece stands for the whole range of the page (a character reference, a line break
/// written with two bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: u32,
    pub(super) text_len: u32,
    pub(super) page: u32,
    pub(super) page_len: u32,
}

/// What had to be bounded to keep a hostile page in check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounded {
    /// Elements nested deeper than the limit, read as if they stood at the limit.
    pub deep_elements: u64,
    /// Elements beyond the most that is kept (2^20), left out; their text is kept with their parent's.
    pub elements: u64,
    /// Attributes left out or shortened because there were too many or they were too long.
    pub attributes: u64,
}

/// A page's elements and text. Offsets into the page are bytes of the decoded (UTF-8) page it was made from.
#[derive(Debug, Clone)]
pub struct Dom {
    pub(super) nodes: Vec<Node>,
    pub(super) attributes: Vec<Attribute>,
    /// Names and values of attributes, and names of elements that HTML does not know.
    pub(super) names: String,
    /// The text of all text nodes in document order.
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    pub(super) bounded: Bounded,
}

impl Dom {
    /// Builds the tree of a page. Elements deeper than `depth` are read as if they stood at that depth.
    /// Takes time in proportion to the page's length, whatever is in it.
    pub fn parse(page: &str, depth: usize) -> Self {
        super::tokens::parse(page, depth)
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing but the document node is there.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    /// What was bounded while reading.
    pub fn bounded(&self) -> Bounded {
        self.bounded
    }

    /// All nodes in document order, the document first.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    fn node(&self, id: NodeId) -> Node {
        let none = Node { parent: 0, end: 0, at: 0, data: Data::Document };
        self.nodes.get(id.index()).copied().unwrap_or(none)
    }

    /// The element or document it stands in; `None` for the document.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        (id != NodeId::ROOT).then(|| NodeId(self.node(id).parent))
    }

    /// Its parent, its parent's parent, … up to the document.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |up| self.parent(*up))
    }

    /// Everything below it, in document order.
    pub fn descendants(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (id.0 + 1..self.node(id).end.max(id.0 + 1)).map(NodeId)
    }

    /// One past its last descendant, in document order.
    pub fn end(&self, id: NodeId) -> usize {
        self.node(id).end as usize
    }

    /// Whether `inner` is below `outer`.
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        outer < inner && inner.0 < self.node(outer).end
    }

    /// Its children, in document order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).end;
        let first = (id.0 + 1 < end).then_some(NodeId(id.0 + 1));
        std::iter::successors(first, move |child| {
            let next = self.node(*child).end;
            (next > child.0 && next < end).then_some(NodeId(next))
        })
    }

    /// Its tag; `None` for text and the document.
    pub fn tag(&self, id: NodeId) -> Option<Tag> {
        match self.node(id).data {
            Data::Element { tag, .. } => Some(tag),
            _ => None,
        }
    }

    /// Whether it is an element of this tag.
    pub fn is(&self, id: NodeId, tag: Tag) -> bool {
        self.tag(id) == Some(tag)
    }

    /// Its name in lower case; empty for text and the document.
    pub fn name(&self, id: NodeId) -> &str {
        match self.node(id).data {
            Data::Element { tag: Tag::Other, name, .. } => self.names.get(name.range()).unwrap_or(""),
            Data::Element { tag, .. } => tag.name(),
            _ => "",
        }
    }

    /// Value of an attribute, character references decoded; `Some("")` for one without value.
    /// `name` must be lower case.
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        self.attributes(id).find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Its attributes (name in lower case, value), in the order written.
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let range = match self.node(id).data {
            Data::Element { attributes, .. } => attributes.range(),
            _ => 0..0,
        };
        self.attributes.get(range).unwrap_or(&[]).iter().map(|attribute| {
            let of = |slice: Slice| self.names.get(slice.range()).unwrap_or("");
            (of(attribute.name), of(attribute.value))
        })
    }

    /// The characters of a text node, references decoded, white space as written; `None` for other nodes.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        self.text_range(id).and_then(|range| self.text.get(range))
    }

    /// Where a text node's characters stand in [`Dom::all_text`].
    pub fn text_range(&self, id: NodeId) -> Option<Range<usize>> {
        match self.node(id).data {
            Data::Text(slice) => Some(slice.range()),
            _ => None,
        }
    }

    /// The text of all text nodes, one behind the other; scripts and styles included.
    pub fn all_text(&self) -> &str {
        &self.text
    }

    /// All text below a node, scripts and styles included when they are below it, as written.
    pub fn text_below(&self, id: NodeId) -> String {
        std::iter::once(id).chain(self.descendants(id)).filter_map(|node| self.text(node)).collect()
    }

    /// Text below a node as a reader sees it: without scripts, styles and what else hides its text (except the
    /// node itself), white space folded, blocks parted by one space.
    pub fn visible_text(&self, id: NodeId) -> String {
        let mut out = String::new();
        let mut gap = false;
        let mut at = id.0;
        let end = self.node(id).end.max(id.0 + 1);
        while at < end {
            let node = NodeId(at);
            at += 1;
            match self.node(node).data {
                Data::Text(slice) => {
                    for c in self.text.get(slice.range()).unwrap_or("").chars() {
                        if c.is_whitespace() {
                            gap = true;
                        } else {
                            if gap && !out.is_empty() {
                                out.push(' ');
                            }
                            gap = false;
                            out.push(c);
                        }
                    }
                }
                Data::Element { tag, .. } => {
                    gap |= tag.is_block() || tag == Tag::Br;
                    if tag.hides_text() && node != id {
                        at = self.node(node).end.max(at);
                    }
                }
                Data::Document => {}
            }
        }
        out
    }

    /// Byte of the page at which the node's start tag or first character stands.
    pub fn page_offset(&self, id: NodeId) -> usize {
        self.node(id).at as usize
    }

    /// Elements of a tag, in document order.
    pub fn elements(&self, tag: Tag) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes().filter(move |id| self.is(*id, tag))
    }

    /// Adds to `out` where the bytes `range` of [`Dom::all_text`] stand in the page, in order, neighbouring
    /// ranges joined.
    pub fn page_ranges(&self, range: Range<usize>, out: &mut Vec<Range<usize>>) {
        let first =
            self.pieces.partition_point(|piece| (piece.text + piece.text_len) as usize <= range.start);
        for piece in self.pieces.get(first..).unwrap_or(&[]) {
            let (text, page) = (piece.text as usize, piece.page as usize);
            if text >= range.end {
                break;
            }
            let found = if piece.text_len == piece.page_len {
                let from = range.start.max(text) - text;
                let to = range.end.min(text + piece.text_len as usize) - text;
                page + from..page + to
            } else {
                page..page + piece.page_len as usize
            };
            match out.last_mut() {
                Some(last) if found.start <= last.end && found.start >= last.start => {
                    last.end = last.end.max(found.end);
                }
                _ => out.push(found),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(page: &str) -> String {
        fn walk(dom: &Dom, id: NodeId, out: &mut String) {
            for child in dom.children(id) {
                match dom.text(child) {
                    Some(text) => out.push_str(text),
                    None => {
                        out.push_str(&format!("({} ", dom.name(child)));
                        walk(dom, child, out);
                        out.push(')');
                    }
                }
            }
        }
        let mut out = String::new();
        walk(&Dom::parse(page, 64), NodeId::ROOT, &mut out);
        out
    }

    #[test]
    fn end_tags_are_implied() {
        assert_eq!(outline("<p>a<p>b<div>c</div>"), "(p a)(p b)(div c)");
        assert_eq!(outline("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e"), "(ul (li a)(li b(ul (li c)))(li d))e");
        assert_eq!(
            outline("<table><tr><td>a<td>b<tr><td>c</table>d"),
            "(table (tr (td a)(td b))(tr (td c)))d"
        );
        assert_eq!(outline("<dl><dt>a<dd>b<dt>c</dl>"), "(dl (dt a)(dd b)(dt c))");
        assert_eq!(outline("<h2>a<h3>b</h2>c"), "(h2 a)(h3 b)c");
        assert_eq!(outline("<title>t</title>x<p>y</body>z"), "(title t)x(p yz)");
        assert_eq!(outline("<head><meta><p>y"), "(head (meta ))(p y)");
        assert_eq!(outline("<head>x"), "(head )x");
    }

    #[test]
    fn end_tags_out_of_order_do_little_harm() {
        assert_eq!(outline("<div><b>a<div>b</b>c</div>d</div>e"), "(div (b a(div bc))d)e");
        assert_eq!(outline("<div><form>a<div>b</form>c</div>d</div>e"), "(div (form a(div bc))d)e");
        assert_eq!(outline("<td></div>a</td>b"), "(td a)b");
        assert_eq!(outline("<div><table><td></div>a</table></div>b"), "(div (table (td a)))b");
        assert_eq!(outline("<x-a><x-b>c</x-a>d</x-b>e"), "(x-a (x-b c))de");
        assert_eq!(outline("<a href=x>a<a href=y>b</a>c"), "(a a)(a b)c");
        assert_eq!(outline("a</p>b</b>c<br/>d</br>e"), "abc(br )d(br )e");
        assert_eq!(outline("a<!-- x -->b<!doctype y>c"), "abc");
    }

    #[test]
    fn raw_text_is_one_text() {
        assert_eq!(outline("<script>a<b>&amp;</script>c"), "(script a<b>&amp;)c");
        assert_eq!(outline("<title>a<b>&amp;</title>c"), "(title a<b>&)c");
        assert_eq!(outline("<svg><title/><path/>x</svg>y"), "(svg (title )(path )x)y");
    }

    #[test]
    fn every_character_knows_its_bytes() {
        let page = "<p title='a&amp;b'>x &amp; y&nbsp;&eacute;\r\né&co <&#x1F600;></p>";
        let dom = Dom::parse(page, 64);
        let p = dom.elements(Tag::P).next().unwrap();
        assert_eq!(dom.attribute(p, "title"), Some("a&b"));
        assert_eq!(dom.page_offset(p), 0);
        assert_eq!(dom.all_text(), "x & y\u{a0}é\né&co <😀>");
        let source = |needle: &str| {
            let at = dom.all_text().find(needle).unwrap();
            let mut ranges = Vec::new();
            dom.page_ranges(at..at + needle.len(), &mut ranges);
            ranges.iter().map(|range| &page[range.clone()]).collect::<Vec<_>>().join("|")
        };
        assert_eq!(source("x"), "x");
        assert_eq!(source("&"), "&amp;");
        assert_eq!(source("& y"), "&amp; y");
        assert_eq!(source("\u{a0}"), "&nbsp;");
        assert_eq!(source("é\n"), "&eacute;\r");
        assert_eq!(source("é&co"), "é&co");
        assert_eq!(source("<"), "<");
        assert_eq!(source("😀>"), "&#x1F600;>");
    }

    #[test]
    fn hostile_pages_are_bounded() {
        let deep = format!("{}x{}", "<div>".repeat(50_000), "</div>".repeat(50_000));
        let dom = Dom::parse(&deep, 512);
        assert_eq!(dom.bounded().deep_elements, 50_000 - 512);
        assert!(dom.nodes().all(|node| dom.ancestors(node).count() <= 514));
        assert_eq!(dom.all_text(), "x");

        let many = Dom::parse(&format!("{}z", "<b>y".repeat(1_500_000)), 512);
        assert!(many.len() < 3 << 20);
        assert_eq!(many.bounded().elements, 1_500_000 - (1 << 20));
        assert_eq!(many.all_text().len(), 1_500_001);

        let crossed = format!("{}{}", "<i>".repeat(500), "</b></p></div></x>".repeat(50_000));
        assert_eq!(Dom::parse(&crossed, 512).len(), 501);

        let attributes = (0..100_000).map(|n| format!(" a{n}=b")).collect::<String>();
        let dom = Dom::parse(&format!("<p{attributes}>x<p title='{}'>y", "&amp;".repeat(100_000)), 512);
        assert_eq!(dom.elements(Tag::P).map(|p| dom.attributes(p).count()).collect::<Vec<_>>(), [64, 1]);
        assert!(dom.bounded().attributes > 0);

        for open in ["<!-- ", "<p title=\"", "<title>", "<script>", "&", "<", "</", "<![CDATA["] {
            let page = format!("a{}", open.repeat(100_000));
            assert!(Dom::parse(&page, 512).len() < 3 << 20, "{open}");
        }
    }

    #[test]
    fn visible_text_leaves_scripts_out() {
        let dom = Dom::parse("<div> a<script>b</script><style>c</style> d<p>e<br>f<i>g</i></div>", 64);
        assert_eq!(dom.visible_text(NodeId::ROOT), "a d e fg");
        let script = dom.elements(Tag::Script).next().unwrap();
        assert_eq!(dom.visible_text(script), "b");
    }
}
