//! What is measured of each line, so that the model can tell story from furniture: its text, its element and what
//! that is called, what surrounds it, and where on the page it stands.
//!
//! Methods: link and text density after Kohlschütter et al. (WSDM 2010), the paragraph container after Arc90's
//! Readability, names of elements as in most extractors. All of it is counted, none of it reads a language.

use super::dom::{Dom, NodeId};
use super::hints::{HintWords, Hints};
use super::layout::Layout;
use super::stats::{Inline, Stats, inline_places};
use super::tag::Tag;

/// What stands around a node: one bit each.
pub(super) mod around {
    pub(in crate::html) const NAV: u32 = 1;
    pub(in crate::html) const ASIDE: u32 = 1 << 1;
    pub(in crate::html) const FOOTER: u32 = 1 << 2;
    pub(in crate::html) const HEADER: u32 = 1 << 3;
    pub(in crate::html) const FORM: u32 = 1 << 4;
    pub(in crate::html) const FIGURE: u32 = 1 << 5;
    pub(in crate::html) const FIGCAPTION: u32 = 1 << 6;
    pub(in crate::html) const ARTICLE: u32 = 1 << 7;
    pub(in crate::html) const MAIN: u32 = 1 << 8;
    pub(in crate::html) const TABLE: u32 = 1 << 9;
    pub(in crate::html) const LIST: u32 = 1 << 10;
    pub(in crate::html) const QUOTE: u32 = 1 << 11;
    pub(in crate::html) const DEFINITIONS: u32 = 1 << 12;
    pub(in crate::html) const BUTTON: u32 = 1 << 13;
    pub(in crate::html) const PARAGRAPH: u32 = 1 << 14;
    pub(in crate::html) const HEADING: u32 = 1 << 15;
    pub(in crate::html) const ADDRESS: u32 = 1 << 16;
    pub(in crate::html) const TIME: u32 = 1 << 17;
    pub(in crate::html) const COUNT: usize = 18;
}

/// What is known of each node.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// Hints of its own names.
    pub(super) own: Hints,
    /// Hints of its own names and those around it, without those that hold most of the page.
    pub(super) hints: Hints,
    /// Bits of [`around`], itself included.
    pub(super) around: u32,
    pub(super) depth: u16,
    pub(super) ink: f32,
    pub(super) prose: f32,
    pub(super) link_ink: f32,
    pub(super) lines: f32,
}

/// All that is measured of a page.
pub(super) struct Measured {
    pub(super) places: Vec<Place>,
    pub(super) stats: Vec<Stats>,
    /// The element whose children hold most of the running text.
    pub(super) root: NodeId,
    pub(super) prose: f32,
}

fn bit_of(tag: Option<Tag>) -> u32 {
    use Tag::*;
    match tag {
        Some(Nav) => around::NAV,
        Some(Aside) => around::ASIDE,
        Some(Footer) => around::FOOTER,
        Some(Header) => around::HEADER,
        Some(Form | Fieldset) => around::FORM,
        Some(Figure) => around::FIGURE,
        Some(Figcaption) => around::FIGCAPTION,
        Some(Article) => around::ARTICLE,
        Some(Main) => around::MAIN,
        Some(Table) => around::TABLE,
        Some(Ul | Ol | Menu | Dir) => around::LIST,
        Some(Blockquote) => around::QUOTE,
        Some(Dl) => around::DEFINITIONS,
        Some(Button | Label | Legend) => around::BUTTON,
        Some(P) => around::PARAGRAPH,
        Some(H1 | H2 | H3 | H4 | H5 | H6) => around::HEADING,
        Some(Address) => around::ADDRESS,
        Some(Time) => around::TIME,
        _ => 0,
    }
}

impl Measured {
    pub(super) fn of(dom: &Dom, layout: &Layout) -> Self {
        let inline: Vec<Inline> = inline_places(dom);
        let stats: Vec<Stats> =
            layout.lines.iter().map(|line| Stats::of(dom, layout, line, &inline)).collect();
        let mut places = vec![Place::default(); dom.len()];
        for (line, stat) in layout.lines.iter().zip(&stats) {
            if let Some(place) = places.get_mut(line.block.index()) {
                place.ink += stat.ink;
                place.prose += stat.prose();
                place.link_ink += stat.link_ink;
                place.lines += 1.0;
            }
        }
        for node in dom.nodes().rev().filter(|node| *node != NodeId::ROOT) {
            let Some(below) = places.get(node.index()).copied() else { continue };
            if let Some(up) = dom.parent(node).and_then(|up| places.get_mut(up.index())) {
                up.ink += below.ink;
                up.prose += below.prose;
                up.link_ink += below.link_ink;
                up.lines += below.lines;
            }
        }
        let page = places.first().copied().unwrap_or_default();
        let words = HintWords::list();
        let h1 = dom.elements(Tag::H1).next();
        for node in dom.nodes().skip(1) {
            let parent = dom.parent(node).and_then(|up| places.get(up.index()).copied()).unwrap_or_default();
            let Some(place) = places.get_mut(node.index()) else { continue };
            place.depth = parent.depth.saturating_add(1);
            let tag = dom.tag(node);
            let most = place.ink > 0.6 * page.ink || (place.prose > 0.6 * page.prose && page.prose > 0.0);
            let mut bit = bit_of(tag);
            if most {
                bit &= !(around::NAV | around::ASIDE | around::FOOTER | around::HEADER | around::FORM);
            }
            place.around = parent.around | bit;
            place.hints = parent.hints;
            if tag.is_some() && !matches!(tag, Some(Tag::Html | Tag::Body)) {
                place.own = words.of(dom, node);
                // What holds the headline is not beside the story, whatever it is called.
                let holds_h1 = h1.is_some_and(|h1| dom.contains(node, h1));
                let beside = Hints::RELATED.with(Hints::SIDEBAR).with(Hints::ADVERT).with(Hints::COMMENT);
                let counted = match (most, holds_h1) {
                    (true, true) => place.own.without(Hints::FURNITURE),
                    // Comments may well be longer than what they are about.
                    (true, false) if h1.is_some() => {
                        place.own.without(Hints::FURNITURE.without(Hints::COMMENT))
                    }
                    (true, false) => place.own.without(Hints::FURNITURE),
                    (false, true) => place.own.without(beside),
                    (false, false) => place.own,
                };
                place.hints = parent.hints.with(counted);
            }
        }
        let mut measured = Measured { places, stats, root: NodeId::ROOT, prose: page.prose };
        measured.root = measured.find_root(dom, layout);
        measured
    }

    pub(super) fn place(&self, node: NodeId) -> Place {
        self.places.get(node.index()).copied().unwrap_or_default()
    }

    /// The container of the story's paragraphs: each paragraph votes for its parent, and less for what is above.
    fn find_root(&self, dom: &Dom, layout: &Layout) -> NodeId {
        let mut votes = vec![0.0f32; dom.len()];
        for (line, stat) in layout.lines.iter().zip(&self.stats) {
            let hints = self.place(line.block).hints;
            let mut vote = stat.prose();
            let bits = self.place(line.block).around;
            if hints.any(Hints::COMMENT) {
                vote *= 0.05;
            }
            if hints.any(Hints::POLICY.with(Hints::POPUP).with(Hints::UNSEEN).with(Hints::RELATED)) {
                vote *= 0.5;
            }
            if hints.any(Hints::BODY) {
                vote *= 1.3;
            }
            if bits & (around::ASIDE | around::FOOTER | around::NAV | around::FORM) != 0 {
                vote *= 0.4;
            }
            let mut up = dom.parent(line.block);
            for _ in 0..4 {
                let Some(node) = up else { break };
                if let Some(slot) = votes.get_mut(node.index()) {
                    *slot += vote;
                }
                vote *= 0.6;
                up = dom.parent(node);
            }
        }
        let best = votes
            .iter()
            .enumerate()
            .max_by(|(_, a), (_, b)| a.total_cmp(b).then(std::cmp::Ordering::Greater));
        best.map_or(NodeId::ROOT, |(at, _)| NodeId(at as u32))
    }
}
