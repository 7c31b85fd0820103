//! Plain text to article: pages with furniture and no markup, and text that is to be taken as it is.

mod classify;
mod lines;
pub(crate) mod signs;

use crate::charset::SourceMap;
use crate::metadata::date::{Order, Stamp};
use crate::tiles::Tiles;
use classify::{Class, Piece};
use dunlin_record::{Block, BlockRole, FurnitureKind, PageBytes, Span};

/// What a text says: its tiles, and what was read from them on the way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    pub(crate) tiles: Tiles,
    pub(crate) headline: Option<String>,
    pub(crate) section: Vec<String>,
    /// The outlet's name as the furniture lets it be known.
    pub(crate) outlet: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) dateline: Option<String>,
    pub(crate) published: Option<Stamp>,
    pub(crate) modified: Option<Stamp>,
}

/// Reads a page of plain text. `map` leads from the text to the page's bytes.
pub(crate) fn page(text: &str, map: &SourceMap, title: Option<&str>, order: Order) -> Reading {
    let units = lines::units(text);
    let pieces = classify::classify(text, &units, title);
    let mut reading = Reading::default();
    for piece in &pieces {
        let bytes: Vec<PageBytes> = piece.lines.iter().map(|line| map.range(line.start, line.end)).collect();
        match &piece.class {
            Class::Block(role, credit) => reading.tiles.block(*role, &piece.text, bytes, credit.clone()),
            Class::Furniture(kind, limit) => reading.tiles.furniture(*kind, &piece.text, bytes, *limit),
        }
        reading.learn(piece, order);
    }
    reading.outlet = outlet(&pieces, reading.headline.as_deref());
    reading
}

impl Reading {
    /// Takes from a piece what it says about the story.
    fn learn(&mut self, piece: &Piece, order: Order) {
        let text = piece.text.as_str();
        match &piece.class {
            Class::Block(BlockRole::Headline, _) => self.headline = Some(text.to_owned()),
            Class::Block(BlockRole::Byline, _) => {
                self.byline = self.byline.take().or_else(|| crate::metadata::byline::clean(text));
            }
            Class::Block(BlockRole::Dateline, _) => {
                let bare = text.trim_end_matches(['-', '–', '—', ' ']);
                self.dateline.get_or_insert_with(|| bare.to_owned());
            }
            Class::Block(BlockRole::Paragraph, _) if self.dateline.is_none() => {
                self.dateline = signs::dateline(text).map(str::to_owned);
            }
            Class::Furniture(FurnitureKind::Navigation, _) if self.section.is_empty() => {
                self.section = signs::breadcrumb(text).unwrap_or_default();
            }
            Class::Furniture(..) => {
                if let Some(found) = signs::date_line(text, order) {
                    self.published = self.published.take().or(found.published);
                    self.modified = self.modified.take().or(found.modified);
                }
            }
            Class::Block(..) => {}
        }
    }
}

/// Phrases of furniture that a site's own name follows.
const NAME_FOLLOWS: &[&str] = &[
    "connect with the ",
    "connect with ",
    "sign in to the ",
    "sign in to ",
    "log in to the ",
    "log in to ",
    "subscribe to the ",
    "subscribe to ",
    "download the ",
    "welcome to the ",
    "welcome to ",
    "follow the ",
    "follow ",
    "all rights reserved by the ",
    "all rights reserved by ",
    "with the ",
    "about the ",
];

/// The outlet's name, from a title with a suffix, a copyright line or a line that invites to its services.
fn outlet(pieces: &[Piece], headline: Option<&str>) -> Option<String> {
    let furniture: Vec<(FurnitureKind, &str)> = pieces
        .iter()
        .filter_map(|piece| match piece.class {
            Class::Furniture(kind, _) => Some((kind, piece.text.as_str())),
            Class::Block(..) => None,
        })
        .collect();
    let from_title = headline.and_then(|headline| {
        furniture.iter().find_map(|(_, text)| classify::without_suffix(text, headline)).map(str::to_owned)
    });
    from_title
        .or_else(|| furniture.iter().find_map(|(_, text)| crate::metadata::outlet::from_copyright(text)))
        .or_else(|| {
            let inviting = furniture
                .iter()
                .filter(|(kind, _)| matches!(kind, FurnitureKind::Login | FurnitureKind::Advert));
            inviting.flat_map(|(_, text)| NAME_FOLLOWS.iter().map(move |phrase| (text, phrase))).find_map(
                |(text, phrase)| {
                    let lower = text.to_ascii_lowercase();
                    let at = lower.find(phrase)?;
                    crate::metadata::outlet::name_at(text.get(at + phrase.len()..)?)
                },
            )
        })
}

/// Reads text that is to be taken as it is: nothing is furniture, and the article's text equals it. `text` is its
/// own source.
pub(crate) fn verbatim(text: &str, title: Option<&str>) -> Reading {
    let units = lines::units(text);
    let mut reading = Reading::default();
    reading.tiles.text = text.to_owned();
    for (at, unit) in units.iter().enumerate() {
        let (Some(first), Some(last)) = (unit.lines.first(), unit.lines.last()) else { continue };
        let role = if at == 0 && opens_as_headline(&units, title) {
            BlockRole::Headline
        } else {
            BlockRole::Paragraph
        };
        match role {
            BlockRole::Headline => reading.headline = Some(unit.text.clone()),
            _ if reading.dateline.is_none() && at <= 1 => {
                reading.dateline = signs::dateline(&unit.text).map(str::to_owned);
            }
            _ => {}
        }
        reading.tiles.blocks.push(Block {
            role,
            span: Span::new(first.start, last.end),
            page_bytes: vec![PageBytes::new(first.start as u64, last.end as u64)],
            credit: None,
        });
    }
    reading
}

/// Whether the first unit is the headline: the known title, or a short line without a full stop that a blank line
/// parts from longer text.
fn opens_as_headline(units: &[lines::Unit], title: Option<&str>) -> bool {
    let (Some(first), Some(second)) = (units.first(), units.get(1)) else { return false };
    if title.is_some_and(|title| classify::same(title, &first.text)) {
        return true;
    }
    let words = first.text.split_whitespace().count();
    let short = words <= 20 && first.text.chars().count() <= 160 && first.lines.len() == 1;
    let plain = !first.text.ends_with(['.', ',', ';', ':', '…', '。', '"', '”'])
        && first.text.chars().any(char::is_alphabetic);
    let parted = second.after_blank && second.text.chars().count() > first.text.chars().count();
    short && plain && parted && !signs::is_byline(&first.text) && !signs::is_dateline(&first.text)
}
