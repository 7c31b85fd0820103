//! A page in HTML: from its text to the article, with the place of every word.
//!
//! ```text
//! text ──tokens, tree──▶ Dom ──layout──▶ lines ──features, model──▶ how likely each is story
//!                                          └──select──▶ what each is ──story──▶ blocks and furniture
//! ```
//!
//! Everything works on *lines* of visible text ([`layout`] says what is visible). Each line is put in exactly one
//! block or furniture item, so the page is tiled by construction.

mod dom;
mod features;
mod hints;
mod layout;
mod model;
mod oracle;
mod select;
mod stats;
mod story;
mod tag;
mod tokens;
mod tree;
mod vectors;

use crate::charset::SourceMap;
use crate::metadata::date::Order;
use crate::text::Reading;
use dunlin_record::{Note, Stage};

pub use dom::{Bounded, Dom, NodeId};
pub(crate) use select::Known;
pub use tag::Tag;

/// Reads the story from a page. `map` leads from the page's text, which `dom` was made from, to the source.
pub(crate) fn read(dom: &Dom, map: &SourceMap, known: Known<'_>, order: Order) -> (Reading, Vec<Note>) {
    let layout = layout::Layout::of(dom);
    let measured = features::Measured::of(dom, &layout);
    let (texts, cues) = words(dom, &layout, &measured);
    let rows = vectors::rows(dom, &layout, &measured, &texts, &cues);
    let model = model::Model::lines();
    let likely = rows.chunks(vectors::WIDTH).map(|row| model.likely(row)).collect();
    let lines = select::Lines { dom, layout: &layout, measured: &measured, texts, cues, likely };
    let classes = select::classify(&lines, known);
    (story::tell(&lines, &classes, map, order), notes(dom))
}

/// The words of each line, and which of them are words of furniture.
fn words(
    dom: &Dom,
    layout: &layout::Layout,
    measured: &features::Measured,
) -> (Vec<String>, Vec<vectors::Cue>) {
    let texts: Vec<String> = layout.lines.iter().map(|line| layout.text(dom, line)).collect();
    let cues =
        texts.iter().zip(&measured.stats).map(|(text, stats)| vectors::Cue::of(text, stats.words)).collect();
    (texts, cues)
}

/// What had to be bounded.
fn notes(dom: &Dom) -> Vec<Note> {
    let bounded = dom.bounded();
    let all = [
        (
            "depth-limit",
            bounded.deep_elements,
            "elements nested too deep are read as if they stood at the limit",
        ),
        ("element-limit", bounded.elements, "elements beyond the limit are left out; their text is kept"),
        ("attribute-limit", bounded.attributes, "attributes are left out or shortened"),
    ];
    let seen = all.into_iter().filter(|(_, count, _)| *count > 0);
    seen.map(|(kind, count, detail)| Note::new(Stage::Page, kind, count, detail.to_owned())).collect()
}

/// What the model that tells story from furniture is trained on: names of the features, and for every line of the
/// page its words and features. Here for `training/`, not for readers of pages.
#[doc(hidden)]
pub fn training_rows(page: &str) -> (Vec<String>, Vec<(String, Vec<f32>)>) {
    let dom = Dom::parse(page, 512);
    let layout = layout::Layout::of(&dom);
    let measured = features::Measured::of(&dom, &layout);
    let (texts, cues) = words(&dom, &layout, &measured);
    let rows = vectors::rows(&dom, &layout, &measured, &texts, &cues);
    let rows = rows.chunks(vectors::WIDTH).map(<[f32]>::to_vec);
    (vectors::names(), texts.into_iter().zip(rows).collect())
}

#[cfg(test)]
mod tests;
