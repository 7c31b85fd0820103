//! Where each element and text goes: the stack of open elements.
//!
//! The rules are a bounded form of the HTML standard's tree construction (13.2.6): implied end tags, scopes that an
//! end tag does not reach across, text that ends the head, `form` and `a` closed out of order. Left out on purpose:
//! moving nodes (foster parenting, the adoption agency), since a node here stands where its bytes stand.
//!
//! Time is linear in the page: the stack is never deeper than the limit, an end tag without open element is known
//! by a counter, and the number of elements is bounded.

use super::dom::{Data, Node, Slice};
use super::tag::Tag;

/// Most elements that are kept; the text of others goes to the element they stand in.
pub(super) const MAX_ELEMENTS: usize = 1 << 20;

/// An element that is open.
#[derive(Clone, Copy)]
struct Open {
    node: u32,
    tag: Tag,
    /// Tells apart the names that HTML does not know; 0 for all others.
    name: u32,
}

/// The nodes so far and the open elements.
pub(super) struct Tree {
    nodes: Vec<Node>,
    stack: Vec<Open>,
    depth: usize,
    /// How many elements of each tag are on the stack.
    open: [u32; Tag::COUNT],
    /// How many elements of each tag were opened below the deepest level; their end tags end nothing.
    below: [u32; Tag::COUNT],
    elements: usize,
    deep: u64,
    left_out: u64,
    html: bool,
    body: bool,
}

impl Tree {
    pub(super) fn new(depth: usize) -> Self {
        let document = Node { parent: 0, end: 0, at: 0, data: Data::Document };
        Self {
            nodes: vec![document],
            stack: Vec::new(),
            depth: depth.max(4),
            open: [0; Tag::COUNT],
            below: [0; Tag::COUNT],
            elements: 0,
            deep: 0,
            left_out: 0,
            html: false,
            body: false,
        }
    }

    /// The nodes, how many elements stood too deep, and how many were left out.
    pub(super) fn finish(mut self) -> (Vec<Node>, u64, u64) {
        for id in (0..self.nodes.len()).rev() {
            let Some(node) = self.nodes.get_mut(id) else { continue };
            node.end = node.end.max(id as u32 + 1);
            let (parent, end) = (node.parent as usize, node.end);
            if let Some(parent) = self.nodes.get_mut(parent) {
                parent.end = parent.end.max(end);
            }
        }
        (self.nodes, self.deep, self.left_out)
    }

    /// Inside an SVG drawing or a MathML formula.
    pub(super) fn in_foreign(&self) -> bool {
        self.count(Tag::Svg) + self.count(Tag::Math) > 0
    }

    fn count(&self, tag: Tag) -> u32 {
        self.open.get(tag as usize).copied().unwrap_or(0)
    }

    fn top(&self) -> u32 {
        self.stack.last().map_or(0, |open| open.node)
    }

    fn add(&mut self, at: u32, data: Data) -> u32 {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node { parent: self.top(), end: 0, at, data });
        id
    }

    fn push(&mut self, tag: Tag, name: u32, node: u32) {
        self.stack.push(Open { node, tag, name });
        if let Some(count) = self.open.get_mut(tag as usize) {
            *count += 1;
        }
    }

    fn close(&mut self, at: usize) {
        if at < self.stack.len() {
            let open = self.stack.remove(at);
            if let Some(count) = self.open.get_mut(open.tag as usize) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Closes everything from this place of the stack on.
    fn close_from(&mut self, at: usize) {
        while self.stack.len() > at {
            self.close(self.stack.len() - 1);
        }
    }

    /// The nearest open element for which `wanted` holds, unless one for which `barrier` holds comes first.
    fn find(&self, wanted: impl Fn(Tag) -> bool, barrier: impl Fn(Tag) -> bool) -> Option<usize> {
        for (at, open) in self.stack.iter().enumerate().rev() {
            if wanted(open.tag) {
                return Some(at);
            }
            if barrier(open.tag) {
                return None;
            }
        }
        None
    }

    pub(super) fn text(&mut self, slice: Slice, at: u32, blank: bool) {
        if !blank && self.stack.last().is_some_and(|open| open.tag == Tag::Head) {
            self.close(self.stack.len() - 1);
        }
        let parent = self.top();
        if let Some(Node { parent: last_parent, data: Data::Text(last), .. }) = self.nodes.last_mut()
            && *last_parent == parent
            && last.end == slice.start
        {
            last.end = slice.end;
            return;
        }
        self.add(at, Data::Text(slice));
    }

    pub(super) fn start_tag(
        &mut self,
        tag: Tag,
        name: Slice,
        spelling: &[u8],
        attributes: Slice,
        at: u32,
        self_closing: bool,
    ) {
        let foreign = self.in_foreign();
        if !foreign {
            match tag {
                // A second `html` or `body` adds nothing but attributes.
                Tag::Html if std::mem::replace(&mut self.html, true) => return,
                Tag::Body if std::mem::replace(&mut self.body, true) => return,
                _ => {}
            }
            self.end_implied(tag);
        }
        if self.elements >= MAX_ELEMENTS {
            self.left_out += 1;
            if !tag.is_void() {
                self.count_below(tag);
            }
            return;
        }
        self.elements += 1;
        let node = self.add(at, Data::Element { tag, name, attributes });
        if tag.is_void() || (self_closing && foreign) {
            return;
        }
        if self.stack.len() < self.depth {
            self.push(tag, told_apart(tag, spelling), node);
        } else {
            self.deep += 1;
            self.count_below(tag);
        }
    }

    fn count_below(&mut self, tag: Tag) {
        if let Some(count) = self.below.get_mut(tag as usize) {
            *count += 1;
        }
    }

    /// Closes what the start of an element closes without saying so.
    fn end_implied(&mut self, tag: Tag) {
        use Tag::*;
        if self.count(Head) > 0
            && !tag.belongs_in_head()
            && let Some(at) = self.find(|open| open == Head, |open| matches!(open, Noscript | Template))
        {
            self.close_from(at);
        }
        if tag.ends_paragraph() && self.count(P) > 0 {
            self.close_nearest(|open| open == P, |open| open.bounds_scope() || open == Button);
        }
        match tag {
            Li => self.close_item(|open| open == Li, |open| matches!(open, Ul | Ol | Menu | Dir)),
            Dd | Dt => self.close_item(|open| matches!(open, Dd | Dt), |open| open == Dl),
            Option | Optgroup => {
                self.close_top(|open| open == Option);
                if tag == Optgroup {
                    self.close_top(|open| open == Optgroup);
                }
            }
            Td | Th => self.close_nearest(|open| matches!(open, Td | Th | Caption), |open| open == Table),
            Tr => self.close_nearest(|open| matches!(open, Tr | Caption | Colgroup), |open| open == Table),
            Tbody | Thead | Tfoot => self.close_nearest(
                |open| matches!(open, Tbody | Thead | Tfoot | Caption | Colgroup),
                |open| open == Table,
            ),
            Button => self.close_nearest(|open| open == Button, Tag::bounds_scope),
            A => {
                if self.count(A) > 0
                    && let Some(at) =
                        self.find(|open| open == A, |open| open.bounds_scope() || open.is_block())
                {
                    self.close_from(at);
                }
            }
            Select | Input | Textarea => self.close_nearest(|open| open == Select, Tag::bounds_scope),
            Rt | Rp => self.close_top(|open| matches!(open, Rt | Rp)),
            _ if tag.is_heading() => self.close_top(Tag::is_heading),
            _ => {}
        }
    }

    fn close_top(&mut self, wanted: impl Fn(Tag) -> bool) {
        if self.stack.last().is_some_and(|open| wanted(open.tag)) {
            self.close(self.stack.len() - 1);
        }
    }

    fn close_nearest(&mut self, wanted: impl Fn(Tag) -> bool, barrier: impl Fn(Tag) -> bool) {
        if let Some(at) = self.find(wanted, barrier) {
            self.close_from(at);
        }
    }

    /// A list item ends the one before it, unless a list or another structure was opened in that.
    fn close_item(&mut self, item: impl Fn(Tag) -> bool, list: impl Fn(Tag) -> bool) {
        self.close_nearest(item, |open| list(open) || open.bounds_scope() || is_sectioning(open));
    }

    pub(super) fn end_tag(&mut self, tag: Tag, name: &[u8]) {
        if let Some(below) = self.below.get_mut(tag as usize)
            && *below > 0
        {
            *below -= 1;
            return;
        }
        match tag {
            // What follows them belongs to the body all the same.
            Tag::Html | Tag::Body => return,
            Tag::Br => {
                self.start_tag(Tag::Br, Slice::default(), name, Slice::default(), 0, false);
                return;
            }
            _ => {}
        }
        if tag.is_heading() {
            self.close_nearest(Tag::is_heading, Tag::bounds_scope);
            return;
        }
        if self.count(tag) == 0 {
            return;
        }
        match tag {
            // Closed alone: what was opened inside stays open.
            Tag::Form => {
                if let Some(at) = self.find(|open| open == tag, |open| open == Tag::Template) {
                    self.close(at);
                }
            }
            Tag::Table | Tag::Template | Tag::Svg | Tag::Math | Tag::Head => {
                self.close_nearest(|open| open == tag, |_| false);
            }
            Tag::Td | Tag::Th | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Caption => {
                self.close_nearest(|open| open == tag, |open| open == Tag::Table);
            }
            Tag::Li => self.close_nearest(
                |open| open == tag,
                |open| matches!(open, Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir) || open.bounds_scope(),
            ),
            _ if tag.is_block() => self.close_nearest(|open| open == tag, Tag::bounds_scope),
            _ => {
                // Inline: closes what is inline above it. Crossed with a block, only it is closed.
                let name = told_apart(tag, name);
                let Some(at) = self.stack.iter().rposition(|open| open.tag == tag && open.name == name)
                else {
                    return;
                };
                if self.stack.iter().skip(at + 1).any(|open| open.tag.bounds_scope()) {
                    return;
                }
                if self.stack.iter().skip(at).any(|open| open.tag.is_block()) {
                    self.close(at);
                } else {
                    self.close_from(at);
                }
            }
        }
    }
}

/// FNV-1a of a name that HTML does not know.
fn told_apart(tag: Tag, name: &[u8]) -> u32 {
    if tag != Tag::Other {
        return 0;
    }
    name.iter().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn is_sectioning(tag: Tag) -> bool {
    use Tag::*;
    matches!(tag, Article | Aside | Body | Footer | Header | Main | Nav | Section | Blockquote | Fieldset)
}
