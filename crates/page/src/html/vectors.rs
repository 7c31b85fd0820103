//! The measurements of each line as a row of numbers, in the order of [`names`].

use super::dom::{Dom, NodeId};
use super::features::{Measured, Place, around};
use super::hints::Hints;
use super::layout::{Layout, Line};
use super::oracle::Oracle;
use super::stats::Stats;
use super::tag::Tag;
use crate::furniture;
use dunlin_record::FurnitureKind;

/// The features that are numbers; behind them come the bits of [`around`] and two sets of [`Hints`].
const NUMBERS: &[&str] = &[
    "words",
    "ink",
    "link_share",
    "links",
    "stops",
    "ends_sentence",
    "ends_colon",
    "commas",
    "digits",
    "capitals",
    "capitalised",
    "begins_capital",
    "strong",
    "signs",
    "quotes",
    "copyright",
    "breaks",
    "prose",
    "tag_p",
    "tag_div",
    "tag_li",
    "tag_cell",
    "heading_level",
    "tag_other",
    "prev_words",
    "prev_link",
    "prev_prose",
    "prev_same",
    "prev_heading",
    "prev_gap",
    "next_words",
    "next_link",
    "next_prose",
    "next_same",
    "next_heading",
    "next_gap",
    "prev2_prose",
    "next2_prose",
    "prev_prose_far",
    "next_prose_far",
    "position",
    "prose_before",
    "prose_after",
    "page_prose",
    "page_lines",
    "page_ink",
    "parent_share",
    "parent_density",
    "parent_link",
    "parent_lines",
    "grand_share",
    "grand_density",
    "grand_link",
    "great_share",
    "great_density",
    "great_link",
    "block_density",
    "block_lines",
    "in_root",
    "up_to_root",
    "below_root",
    "root_share",
    "root_density",
    "top_share",
    "top_density",
    "kind_share",
    "kind_density",
    "kind_count",
    "sibling_share",
    "sibling_count",
    "repeats",
    "since_h1",
    "has_h1",
    "in_title",
    "title_in",
    "oracle",
    "has_oracle",
    "depth",
    "picture_before",
    "cue_share",
    "cue_telling",
    "cue_related",
    "cue_login",
];

/// Names of the features, in their order.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = NUMBERS.iter().map(|name| (*name).to_owned()).collect();
    names.extend((0..around::COUNT).map(|bit| format!("around{bit}")));
    names.extend((0..Hints::COUNT).map(|bit| format!("hint{bit}")));
    names.extend((0..Hints::COUNT).map(|bit| format!("near{bit}")));
    names
}

/// Number of features.
pub(super) const WIDTH: usize = NUMBERS.len() + around::COUNT + 2 * Hints::COUNT;

/// What the vocabulary of furniture finds in a line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cue {
    /// Share of its letters that are such words.
    pub(super) share: f32,
    /// Whether a phrase stands in it that a story hardly has.
    pub(super) telling: bool,
    /// What the words are for.
    pub(super) kind: Option<FurnitureKind>,
}

impl Cue {
    /// Looked for in short lines alone: in a long one such words tell nothing.
    pub(super) fn of(text: &str, words: f32) -> Self {
        if words > 40.0 {
            return Self::default();
        }
        let signs = furniture::signs(text);
        Self { share: signs.share, telling: signs.telling, kind: signs.kind }
    }
}

/// One row a line, one behind the other. `texts` and `cues` are of each line.
pub(super) fn rows(
    dom: &Dom,
    layout: &Layout,
    measured: &Measured,
    texts: &[String],
    cues: &[Cue],
) -> Vec<f32> {
    let page = Page::new(dom, layout, measured, texts, cues);
    let mut out = Vec::with_capacity(layout.lines.len() * WIDTH);
    for at in 0..layout.lines.len() {
        page.row(at, &mut out);
    }
    out
}

fn ln(x: f32) -> f32 {
    x.max(0.0).ln_1p()
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn flag(x: bool) -> f32 {
    f32::from(u8::from(x))
}

/// Sums over lines of one kind: same element and name, in an element of the same name.
#[derive(Default, Clone, Copy)]
struct Group {
    prose: f32,
    ink: f32,
    lines: f32,
}

struct Page<'p> {
    dom: &'p Dom,
    layout: &'p Layout,
    measured: &'p Measured,
    texts: &'p [String],
    cues: &'p [Cue],
    /// Prose up to and including each line.
    running: Vec<f32>,
    kinds: Vec<(u64, Group)>,
    siblings: Vec<(u64, Group)>,
    repeats: Vec<(u64, u32)>,
    kind_of: Vec<u64>,
    sibling_of: Vec<u64>,
    last_prose: Vec<usize>,
    next_prose: Vec<usize>,
    h1: Option<usize>,
    title: Vec<u64>,
    oracle: Oracle,
    /// Pictures up to each node.
    pictures: Vec<u32>,
}

impl<'p> Page<'p> {
    fn new(
        dom: &'p Dom,
        layout: &'p Layout,
        measured: &'p Measured,
        texts: &'p [String],
        cues: &'p [Cue],
    ) -> Self {
        let stats = &measured.stats;
        let mut running = Vec::with_capacity(stats.len());
        let mut sum = 0.0;
        for stat in stats {
            sum += stat.prose();
            running.push(sum);
        }
        let kind_of: Vec<u64> = layout.lines.iter().map(|line| kind(dom, line.block)).collect();
        let sibling_of: Vec<u64> = layout.lines.iter().map(|line| sibling(dom, line.block)).collect();
        let mut last_prose = vec![usize::MAX; stats.len()];
        let mut next_prose = vec![usize::MAX; stats.len()];
        let mut seen = usize::MAX;
        for (at, slot) in last_prose.iter_mut().enumerate() {
            *slot = seen;
            if is_prose(stats.get(at)) {
                seen = at;
            }
        }
        seen = usize::MAX;
        for (at, slot) in next_prose.iter_mut().enumerate().rev() {
            *slot = seen;
            if is_prose(stats.get(at)) {
                seen = at;
            }
        }
        let mut repeats: Vec<u64> = stats.iter().map(|stat| stat.hash).collect();
        repeats.sort_unstable();
        let repeats = count_runs(&repeats);
        let h1 = layout.lines.iter().position(|line| {
            dom.is(line.block, Tag::H1) || dom.ancestors(line.block).take(3).any(|up| dom.is(up, Tag::H1))
        });
        let title = dom.elements(Tag::Title).next().map(|node| dom.visible_text(node)).unwrap_or_default();
        let mut pictures = Vec::with_capacity(dom.len());
        let mut count = 0;
        for node in dom.nodes() {
            let tag = dom.tag(node);
            count += u32::from(matches!(tag, Some(Tag::Img | Tag::Picture | Tag::Video | Tag::Iframe)));
            pictures.push(count);
        }
        Self {
            dom,
            layout,
            measured,
            texts,
            cues,
            running,
            kinds: group(&kind_of, stats),
            siblings: group(&sibling_of, stats),
            repeats,
            kind_of,
            sibling_of,
            last_prose,
            next_prose,
            h1,
            title: word_hashes(&title),
            oracle: Oracle::of(dom),
            pictures,
        }
    }

    fn line(&self, at: usize) -> Option<&'p Line> {
        self.layout.lines.get(at)
    }

    fn stat(&self, at: usize) -> Stats {
        self.measured.stats.get(at).copied().unwrap_or_default()
    }

    fn up(&self, node: NodeId) -> NodeId {
        self.dom.parent(node).unwrap_or(NodeId::ROOT)
    }

    fn row(&self, at: usize, out: &mut Vec<f32>) {
        let Some(line) = self.line(at) else { return };
        let start = out.len();
        let s = self.stat(at);
        let words = s.words.max(1.0);
        let tag = self.dom.tag(line.block);
        let level = match tag {
            Some(Tag::H1) => 1.0,
            Some(Tag::H2) => 2.0,
            Some(Tag::H3) => 3.0,
            Some(Tag::H4 | Tag::H5 | Tag::H6) => 4.0,
            _ => 0.0,
        };
        let is_cell = matches!(tag, Some(Tag::Td | Tag::Th));
        let known = matches!(tag, Some(Tag::P | Tag::Div | Tag::Li)) || is_cell || level > 0.0;
        out.extend([
            ln(s.words),
            ln(s.ink),
            s.link_share(),
            s.links / words,
            s.stops / words,
            flag(s.ends_sentence),
            flag(s.ends_colon),
            s.commas / words,
            share(s.digits, s.ink),
            share(s.capitals, s.letters),
            s.capitalised / words,
            flag(s.begins_capital),
            share(s.strong_ink, s.ink),
            share(s.signs, s.ink),
            share(s.quotes, words),
            flag(s.copyright),
            ln(s.breaks),
            ln(s.prose()),
            flag(tag == Some(Tag::P)),
            flag(tag == Some(Tag::Div)),
            flag(tag == Some(Tag::Li)),
            flag(is_cell),
            level,
            flag(!known),
        ]);
        self.neighbour(at, at.checked_sub(1), out);
        self.neighbour(at, Some(at + 1), out);
        out.push(ln(at.checked_sub(2).map_or(0.0, |far| self.stat(far).prose())));
        out.push(ln(self.stat(at + 2).prose()));
        let far = |other: usize| if other == usize::MAX { 5.0 } else { ln(other.abs_diff(at) as f32) };
        out.push(far(self.last_prose.get(at).copied().unwrap_or(usize::MAX)));
        out.push(far(self.next_prose.get(at).copied().unwrap_or(usize::MAX)));
        let page = self.measured.place(NodeId::ROOT);
        let total = self.measured.prose;
        let through = self.running.get(at).copied().unwrap_or(0.0);
        out.extend([
            share(at as f32, self.layout.lines.len() as f32),
            share(through - s.prose(), total),
            share(total - through, total),
            ln(total),
            ln(page.lines),
            ln(page.ink),
        ]);
        self.surroundings(line, page, out);
        let kind = find(&self.kinds, self.kind_of.get(at).copied().unwrap_or(0));
        let siblings = find(&self.siblings, self.sibling_of.get(at).copied().unwrap_or(0));
        let repeats = self.repeats.binary_search_by_key(&s.hash, |(hash, _)| *hash).ok();
        let repeats = repeats.and_then(|found| self.repeats.get(found)).map_or(1, |(_, count)| *count);
        out.extend([
            share(kind.prose, total),
            share(kind.prose, kind.ink),
            ln(kind.lines),
            share(siblings.prose, total),
            ln(siblings.lines),
            ln(repeats as f32 - 1.0),
        ]);
        let text = self.texts.get(at).map_or("", String::as_str);
        let (in_title, title_in) = self.title_overlap(text, &s);
        let first = self.layout.runs_of(line).first().map_or(0, |run| run.node.index());
        let before = at.checked_sub(1).and_then(|prev| self.line(prev));
        let before =
            before.and_then(|prev| self.layout.runs_of(prev).last()).map_or(0, |run| run.node.index());
        let pictures = |node: usize| self.pictures.get(node).copied().unwrap_or(0);
        out.extend([
            self.h1.map_or(-1.0, |h1| if at >= h1 { ln((at - h1) as f32) } else { -1.0 }),
            flag(self.h1.is_some()),
            in_title,
            title_in,
            self.oracle.share(text),
            flag(self.oracle.is_there()),
            f32::from(self.measured.place(line.block).depth),
            flag(pictures(first) > pictures(before)),
        ]);
        let cue = self.cues.get(at).copied().unwrap_or_default();
        out.extend([
            cue.share,
            flag(cue.telling),
            flag(cue.kind == Some(FurnitureKind::Related)),
            flag(cue.kind == Some(FurnitureKind::Login)),
        ]);
        let place = self.measured.place(line.block);
        // What stands between the block and its words counts as near when all of the line is in it.
        let inner = self.layout.runs_of(line).first().map_or(line.block, |run| self.up(run.node));
        let inner_place = if self.holds_line(inner, line) { self.measured.place(inner) } else { place };
        let near = place.own.with(inner_place.own).with(self.measured.place(self.up(line.block)).own);
        let bits = place.around | inner_place.around;
        out.extend((0..around::COUNT).map(|bit| flag(bits & (1 << bit) != 0)));
        let hints = place.hints.with(inner_place.hints);
        out.extend((0..Hints::COUNT).map(|bit| flag(hints.0 & (1 << bit) != 0)));
        out.extend((0..Hints::COUNT).map(|bit| flag(near.0 & (1 << bit) != 0)));
        debug_assert_eq!(out.len() - start, WIDTH);
    }

    fn holds_line(&self, node: NodeId, line: &Line) -> bool {
        self.layout.runs_of(line).last().is_some_and(|run| self.dom.contains(node, run.node))
    }

    /// Words, links, prose, whether it has the same parent or is a heading, and how far away it is.
    fn neighbour(&self, at: usize, other: Option<usize>, out: &mut Vec<f32>) {
        let found = other.and_then(|other| self.line(other).map(|line| (line, self.stat(other))));
        let Some((line, s)) = found else {
            out.extend([-1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
            return;
        };
        let own = self.line(at).map_or(NodeId::ROOT, |line| line.block);
        let heading = self.measured.place(line.block).around & around::HEADING != 0;
        out.extend([
            ln(s.words),
            s.link_share(),
            ln(s.prose()),
            flag(self.up(line.block) == self.up(own)),
            flag(heading),
            ln(line.block.index().abs_diff(own.index()) as f32),
        ]);
    }

    /// The elements around the line, and the way to the container of the story.
    fn surroundings(&self, line: &Line, page: Place, out: &mut Vec<f32>) {
        let total = self.measured.prose;
        let parent = self.up(line.block);
        let grand = self.up(parent);
        let great = self.up(grand);
        let [p, g, gg] = [parent, grand, great].map(|node| self.measured.place(node));
        let block = self.measured.place(line.block);
        out.extend([
            share(p.prose, total),
            share(p.prose, p.ink),
            share(p.link_ink, p.ink),
            ln(p.lines),
            share(g.prose, total),
            share(g.prose, g.ink),
            share(g.link_ink, g.ink),
            share(gg.prose, total),
            share(gg.prose, gg.ink),
            share(gg.link_ink, gg.ink),
            share(block.prose, block.ink),
            ln(block.lines),
        ]);
        let root = self.measured.root;
        let inside = |node: NodeId| node == root || self.dom.contains(root, node);
        let mut up = 0.0;
        let mut meet = root;
        while meet != line.block && !self.dom.contains(meet, line.block) && meet != NodeId::ROOT {
            meet = self.up(meet);
            up += 1.0;
        }
        let depth = |node: NodeId| f32::from(self.measured.place(node).depth);
        let r = self.measured.place(root);
        // The outermost element that holds the line and nothing of the root: the section of its own.
        let mut top = line.block;
        while top != NodeId::ROOT && self.up(top) != meet && top != meet {
            top = self.up(top);
        }
        let t = self.measured.place(top);
        out.extend([
            flag(inside(line.block)),
            up,
            depth(line.block) - depth(meet),
            share(r.prose, page.prose),
            share(r.prose, r.ink),
            share(t.prose, total),
            share(t.prose, t.ink),
        ]);
    }

    /// How much of the line is in the page's title, and the other way round.
    fn title_overlap(&self, text: &str, s: &Stats) -> (f32, f32) {
        if self.title.is_empty() || s.words > 40.0 {
            return (0.0, 0.0);
        }
        let words = word_hashes(text);
        let both = words.iter().filter(|word| self.title.binary_search(word).is_ok()).count() as f32;
        (share(both, words.len() as f32), share(both, self.title.len() as f32))
    }
}

fn is_prose(stat: Option<&Stats>) -> bool {
    stat.is_some_and(|stat| stat.prose() > 60.0)
}

/// Hashes of the words of a text in lower case, sorted, without repeats.
pub(super) fn word_hashes(text: &str) -> Vec<u64> {
    let mut words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| hash(word.chars().flat_map(char::to_lowercase).flat_map(|c| (c as u32).to_le_bytes())))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// FNV-1a.
pub(super) fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Element, its name, and its parent's.
fn kind(dom: &Dom, node: NodeId) -> u64 {
    let parent = dom.parent(node).unwrap_or(NodeId::ROOT);
    let class = |node| dom.attribute(node, "class").unwrap_or("").bytes();
    let name = |node| dom.name(node).bytes();
    hash(
        name(node)
            .chain([0])
            .chain(class(node))
            .chain([0])
            .chain(name(parent))
            .chain([0])
            .chain(class(parent)),
    )
}

/// Element and its very parent.
fn sibling(dom: &Dom, node: NodeId) -> u64 {
    let parent = dom.parent(node).unwrap_or(NodeId::ROOT).index() as u64;
    hash(dom.name(node).bytes().chain(parent.to_le_bytes()))
}

fn group(keys: &[u64], stats: &[Stats]) -> Vec<(u64, Group)> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_unstable_by_key(|at| keys.get(*at).copied().unwrap_or(0));
    let mut groups: Vec<(u64, Group)> = Vec::new();
    for at in order {
        let (Some(key), Some(stat)) = (keys.get(at), stats.get(at)) else { continue };
        if groups.last().is_none_or(|(last, _)| last != key) {
            groups.push((*key, Group::default()));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.prose += stat.prose();
            group.ink += stat.ink;
            group.lines += 1.0;
        }
    }
    groups
}

fn find(groups: &[(u64, Group)], key: u64) -> Group {
    let found = groups.binary_search_by_key(&key, |(known, _)| *known).ok();
    found.and_then(|at| groups.get(at)).map(|(_, group)| *group).unwrap_or_default()
}

fn count_runs(sorted: &[u64]) -> Vec<(u64, u32)> {
    let mut counts: Vec<(u64, u32)> = Vec::new();
    for hash in sorted {
        match counts.last_mut() {
            Some((last, count)) if last == hash => *count += 1,
            _ => counts.push((*hash, 1)),
        }
    }
    counts
}
