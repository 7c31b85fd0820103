//! From classified lines to the article's text, blocks and furniture.

use super::dom::{Dom, NodeId};
use super::features::around;
use super::select::{Class, Lines};
use super::tag::Tag;
use crate::charset::SourceMap;
use crate::furniture;
use crate::metadata::byline;
use crate::metadata::date::Order;
use crate::text::{Reading, signs};
use dunlin_record::{BlockRole, FurnitureKind, PageBytes};

/// Lines that make one block.
struct Draft {
    role: BlockRole,
    text: String,
    lines: Vec<usize>,
    credit: Option<String>,
}

/// Puts the page together: headline, byline, dateline, the story, captions; then all furniture in page order.
pub(super) fn tell(lines: &Lines<'_>, classes: &[Class], map: &SourceMap, order: Order) -> Reading {
    let mut reading = Reading::default();
    let one = |role: BlockRole, class: Class| {
        let at = classes.iter().position(|known| *known == class)?;
        Some(Draft { role, text: lines.text(at).replace('\n', " "), lines: vec![at], credit: None })
    };
    let mut drafts: Vec<Draft> = Vec::new();
    drafts.extend(one(BlockRole::Headline, Class::Headline));
    drafts.extend(one(BlockRole::Byline, Class::Byline));
    drafts.extend(one(BlockRole::Dateline, Class::Dateline));
    drafts.extend(story(lines, classes));
    drafts.extend(captions(lines, classes));
    for draft in drafts {
        learn(&mut reading, &draft);
        let bytes = page_bytes(lines, &draft.lines, map);
        reading.tiles.block(draft.role, &draft.text, bytes, draft.credit);
    }
    let first = classes.iter().position(|class| *class == Class::Story).unwrap_or(classes.len());
    let last = classes.iter().rposition(|class| *class == Class::Story).unwrap_or(0);
    for (at, class) in classes.iter().enumerate() {
        let Class::Furniture(kind) = *class else { continue };
        let text = lines.text(at).replace('\n', " ");
        if kind == FurnitureKind::Navigation && reading.section.is_empty() && at < first {
            reading.section = signs::breadcrumb(&text).unwrap_or_default();
        }
        // A date far from the story is another story's.
        if text.len() < 120
            && at + 12 > first
            && at < last + 8
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && let Some(found) = signs::date_line(&text, order)
        {
            reading.published = reading.published.take().or(found.published);
            reading.modified = reading.modified.take().or(found.modified);
        }
        let limit =
            text.contains("/").then(|| furniture::comment_counter(&text)).flatten().map(|(_, limit)| limit);
        let limit = limit.filter(|_| kind == FurnitureKind::Comment);
        reading.tiles.furniture(kind, &text, page_bytes(lines, &[at], map), limit);
    }
    reading
}

fn learn(reading: &mut Reading, draft: &Draft) {
    match draft.role {
        BlockRole::Headline => reading.headline = Some(draft.text.clone()),
        BlockRole::Byline => reading.byline = byline::clean(&draft.text),
        BlockRole::Dateline => {
            let bare = draft.text.trim_end_matches(['-', '–', '—', ' ']);
            reading.dateline.get_or_insert_with(|| bare.to_owned());
        }
        // A dateline opens the story; further down, words of its form are something else.
        BlockRole::Paragraph if reading.dateline.is_none() && paragraphs(reading) < 2 => {
            reading.dateline = signs::dateline(&draft.text).map(str::to_owned);
        }
        _ => {}
    }
}

fn paragraphs(reading: &Reading) -> usize {
    reading.tiles.blocks.iter().filter(|block| block.role == BlockRole::Paragraph).take(2).count()
}

/// Where the words of lines stand in the source.
fn page_bytes(lines: &Lines<'_>, which: &[usize], map: &SourceMap) -> Vec<PageBytes> {
    let mut ranges = Vec::new();
    for line in which.iter().filter_map(|at| lines.line(*at)) {
        for run in lines.layout.runs_of(line) {
            lines.dom.page_ranges(run.start..run.end, &mut ranges);
        }
    }
    ranges.into_iter().map(|range| map.range(range.start, range.end)).collect()
}

/// The blocks of the story, in page order.
fn story(lines: &Lines<'_>, classes: &[Class]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut last_group = None;
    // What the list or table that was looked at last is; long ones are looked at once, not once a line.
    let mut known = (NodeId::ROOT, None);
    let mut last_part = (NodeId::ROOT, NodeId::ROOT);
    for at in (0..lines.len()).filter(|at| classes.get(*at) == Some(&Class::Story)) {
        let text = lines.text(at);
        let group = group(lines, at, &mut known);
        let part = parts(lines, at);
        let flat = || text.replace('\n', " ");
        if let Some((_, role)) = group {
            let flat = flat();
            if group == last_group
                && let Some(draft) = drafts.last_mut()
            {
                // Of a list: a new item, or more of the same. Of a table: a new row, a new cell, or more of it.
                draft.text.push(match role {
                    BlockRole::List if part.0 != last_part.0 => '\n',
                    BlockRole::Table if part.0 != last_part.0 => '\n',
                    BlockRole::Table if part.1 != last_part.1 => '\t',
                    _ => ' ',
                });
                draft.text.push_str(&flat);
                draft.lines.push(at);
            } else {
                drafts.push(Draft { role, text: flat, lines: vec![at], credit: None });
            }
        } else {
            drafts.push(Draft {
                role: role(lines, at),
                text: text.to_owned(),
                lines: vec![at],
                credit: None,
            });
        }
        last_group = group;
        last_part = part;
    }
    drafts
}

/// The list or table that a line of the story is part of.
fn group(
    lines: &Lines<'_>,
    at: usize,
    known: &mut (NodeId, Option<BlockRole>),
) -> Option<(NodeId, BlockRole)> {
    let bits = lines.around(at);
    if bits & (around::LIST | around::TABLE) == 0 {
        return None;
    }
    let root = lines.measured.root;
    let dom = lines.dom;
    // The outermost one that does not hold the story itself.
    let found = dom
        .ancestors(lines.block(at))
        .chain(std::iter::once(lines.block(at)))
        .filter(|node| matches!(dom.tag(*node), Some(Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir | Tag::Table)))
        .filter(|node| *node != root && !dom.contains(*node, root))
        .min()?;
    if known.0 != found {
        *known = (found, set_out(lines, found));
    }
    known.1.map(|role| (found, role))
}

/// Whether a list or table is one, or only sets out the page.
fn set_out(lines: &Lines<'_>, found: NodeId) -> Option<BlockRole> {
    let dom = lines.dom;
    let place = lines.measured.place(found);
    if dom.is(found, Tag::Table) {
        return is_data(dom, found, place.ink, place.lines).then_some(BlockRole::Table);
    }
    // Lists are also used to set out whole stories; their items are then paragraphs.
    let items = dom.children(found).filter(|node| dom.is(*node, Tag::Li)).count().max(1) as f32;
    let laid_out =
        place.ink / items > 700.0 || place.prose > 0.5 * lines.measured.prose && place.lines > 2.0 * items;
    (!laid_out && items > 1.0).then_some(BlockRole::List)
}

/// Whether a table holds data rather than the layout of a page.
fn is_data(dom: &Dom, table: NodeId, ink: f32, lines: f32) -> bool {
    let (mut rows, mut cells, mut tables) = (0.0f32, 0.0f32, 0);
    for node in dom.descendants(table) {
        match dom.tag(node) {
            Some(Tag::Tr) => rows += 1.0,
            Some(Tag::Td | Tag::Th) => cells += 1.0,
            Some(Tag::Table) => tables += 1,
            _ => {}
        }
    }
    tables == 0 && rows >= 2.0 && cells >= 2.0 * rows && ink / cells.max(1.0) < 120.0 && lines < 3.0 * cells
}

/// Item of a list, or row and cell of a table, that a line stands in.
fn parts(lines: &Lines<'_>, at: usize) -> (NodeId, NodeId) {
    let dom = lines.dom;
    let block = lines.block(at);
    let up = |wanted: &dyn Fn(Tag) -> bool| {
        std::iter::once(block)
            .chain(dom.ancestors(block))
            .find(|node| dom.tag(*node).is_some_and(wanted))
            .unwrap_or(NodeId::ROOT)
    };
    let outer = up(&|tag| matches!(tag, Tag::Tr | Tag::Li | Tag::Caption | Tag::Dt | Tag::Dd));
    (outer, up(&|tag| matches!(tag, Tag::Td | Tag::Th)))
}

/// What a line of the story is by itself.
fn role(lines: &Lines<'_>, at: usize) -> BlockRole {
    let bits = lines.around(at);
    if bits & around::HEADING != 0 {
        return BlockRole::Subheading;
    }
    if bits & around::QUOTE != 0 {
        return BlockRole::Quote;
    }
    let stats = lines.measured.stats.get(at).copied().unwrap_or_default();
    // A short line all in bold that is no sentence stands for a heading.
    let bold =
        stats.strong_ink >= stats.ink && stats.words <= 12.0 && !stats.ends_sentence && stats.links < 1.0;
    if bold { BlockRole::Subheading } else { BlockRole::Paragraph }
}

/// Captions in page order, each with the credit that belongs to it.
fn captions(lines: &Lines<'_>, classes: &[Class]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for at in (0..lines.len()).filter(|at| classes.get(*at) == Some(&Class::Caption)) {
        let text = lines.text(at).replace('\n', " ");
        let signs = signs::caption(&text);
        let follows = drafts.last().is_some_and(|last| last.lines.last().is_some_and(|line| line + 1 == at));
        let same_figure = follows && at.checked_sub(1).is_some_and(|before| together(lines, before, at));
        let credit = signs.as_ref().and_then(|signs| signs.credit.clone());
        match drafts.last_mut() {
            Some(last) if same_figure => {
                last.text.push(' ');
                last.text.push_str(&text);
                last.lines.push(at);
                last.credit = last.credit.take().or(credit);
            }
            _ => drafts.push(Draft { role: BlockRole::Caption, text, lines: vec![at], credit }),
        }
    }
    drafts
}

/// Whether two lines are in one figure, or in one small element without a figure.
fn together(lines: &Lines<'_>, a: usize, b: usize) -> bool {
    let dom = lines.dom;
    let figure = |at: usize| dom.ancestors(lines.block(at)).find(|node| dom.is(*node, Tag::Figure));
    match (figure(a), figure(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => {
            dom.parent(lines.block(a)) == dom.parent(lines.block(b))
                || dom.parent(lines.block(b)) == Some(lines.block(a))
        }
        _ => false,
    }
}
