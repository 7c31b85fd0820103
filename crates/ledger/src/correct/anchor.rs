//! Where a correction holds: the exact words it was made on, with the words around them.
//!
//! After a recoding the text is the same and an item may have other ends; in a new version the text moved. So the anchor
//! is first found in the text, by its words and its surroundings, and then the item that stands there is taken.

use super::{Correction, Layer};
use dunlin_record::{Record, Span};

/// How much of the text on each side belongs to the anchor, in characters.
const AROUND: usize = 40;

/// How many characters of the surroundings must be the same, both sides together, for words found elsewhere.
const ENOUGH: usize = 16;

/// The words that an item hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) words: String,
    pub(super) before: String,
    pub(super) after: String,
    /// In characters.
    pub(super) start: usize,
}

/// An item of a layer: its id, the words it hangs on, other words that speak of it, and what kind of thing it is.
pub(super) struct Item {
    pub(super) id: String,
    pub(super) anchor: Span,
    others: Vec<Span>,
    kind: String,
}

impl Anchor {
    /// The anchor of an item of `record`; for the article as a whole an empty one.
    pub(super) fn of(record: &Record, layer: Layer, id: &str) -> Option<Self> {
        if layer == Layer::Article {
            return Some(Self {
                words: String::new(),
                before: String::new(),
                after: String::new(),
                start: 0,
            });
        }
        let item = items(record, layer).into_iter().find(|item| item.id == id)?;
        let text = &record.article.text;
        let (before, after) = (text.get(..item.anchor.start)?, text.get(item.anchor.end..)?);
        let first = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
        Some(Self {
            words: item.anchor.of(text).to_owned(),
            before: before.get(first..)?.to_owned(),
            after: after.chars().take(AROUND).collect(),
            start: before.chars().count(),
        })
    }
}

/// The item of `record` that a correction holds on; `None` when its words are not there or nothing was read from them.
pub(super) fn find(record: &Record, correction: &Correction) -> Option<String> {
    let place = locate(&record.article.text, correction)?;
    let overlap = |span: Span| span.end.min(place.end).saturating_sub(span.start.max(place.start));
    let kind = kind_of(&correction.was);
    let mut found: Option<((usize, bool, bool, bool), String)> = None;
    for item in items(record, correction.layer) {
        let best = item.others.iter().copied().map(overlap).fold(overlap(item.anchor), usize::max);
        // Several items may hang on the same words: then the kind and the old id decide.
        let rank = (best, item.anchor == place, item.kind == kind, item.id == correction.local);
        if best > 0 && found.as_ref().is_none_or(|(most, _)| rank > *most) {
            found = Some((rank, item.id));
        }
    }
    found.map(|(_, id)| id)
}

/// Where the words of a correction stand in `text`: at their old place, else where their surroundings fit best.
fn locate(text: &str, correction: &Correction) -> Option<Span> {
    let words = correction.words.as_str();
    if words.is_empty() {
        return None;
    }
    let fit = |at: usize| {
        let before = text.get(..at).unwrap_or("").chars().rev();
        let after = text.get(at + words.len()..).unwrap_or("").chars();
        correction.before.chars().rev().zip(before).take_while(|(a, b)| a == b).count()
            + correction.after.chars().zip(after).take_while(|(a, b)| a == b).count()
    };
    let whole = correction.before.chars().count() + correction.after.chars().count();
    let mut best: Option<(usize, usize)> = None;
    for (at, _) in text.match_indices(words) {
        let fits = fit(at);
        if best.is_none_or(|(most, _)| fits > most) {
            best = Some((fits, at));
        }
    }
    let (fits, at) = best?;
    (fits >= ENOUGH.min(whole)).then(|| Span::new(at, at + words.len()))
}

/// What kind of thing an item's JSON says it is.
fn kind_of(was: &serde_json::Value) -> String {
    let field =
        ["type", "act", "unit", "kind", "strength"].iter().find_map(|field| was.get(*field)?.as_str());
    field.unwrap_or("").to_owned()
}

/// The items of a layer, in the record's order.
pub(super) fn items(record: &Record, layer: Layer) -> Vec<Item> {
    let coding = &record.coding;
    let item = |id: &str, anchor: Span, kind: &str| Item {
        id: id.to_owned(),
        anchor,
        others: Vec::new(),
        kind: kind.to_owned(),
    };
    let cover = |spans: &[Span]| spans.iter().copied().reduce(Span::cover);
    match layer {
        Layer::Article => Vec::new(),
        Layer::Entity => coding
            .entities
            .iter()
            .filter_map(|n| {
                let mut spans = n.mentions.iter().map(|mention| mention.span);
                let mut item = item(&n.id, spans.next()?, &crate::write::word(&n.kind));
                item.others = spans.collect();
                Some(item)
            })
            .collect(),
        // The cue: content and source get other ends more often.
        Layer::Attribution => coding
            .attributions
            .iter()
            .filter_map(|a| {
                let anchor = cover(&a.cue).or(cover(&a.source)).or(cover(&a.content))?;
                Some(item(&a.id, anchor, &a.act))
            })
            .collect(),
        Layer::Time => {
            coding.times.iter().map(|t| item(&t.id, t.span, &crate::write::word(&t.kind))).collect()
        }
        Layer::Amount => {
            coding.amounts.iter().map(|q| item(&q.id, q.span, q.unit.as_deref().unwrap_or(""))).collect()
        }
        Layer::Place => {
            coding.places.iter().map(|p| item(&p.id, p.span, &crate::write::word(&p.kind))).collect()
        }
        Layer::Event => coding
            .events
            .iter()
            .map(|e| item(&e.id, cover(&e.trigger).unwrap_or(e.sentence), e.kind.as_deref().unwrap_or("")))
            .collect(),
        Layer::Deadline => coding
            .deadlines
            .iter()
            .enumerate()
            .map(|(n, d)| item(&format!("d{}", n + 1), d.span, ""))
            .collect(),
        Layer::Forecast => coding
            .forecasts
            .iter()
            .enumerate()
            .map(|(n, f)| item(&format!("f{}", n + 1), f.span, &crate::write::word(&f.strength)))
            .collect(),
        Layer::Precedent => coding
            .precedents
            .iter()
            .enumerate()
            .map(|(n, r)| item(&format!("r{}", n + 1), r.span, &crate::write::word(&r.kind)))
            .collect(),
    }
}
