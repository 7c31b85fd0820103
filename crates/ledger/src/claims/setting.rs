//! What an article and a sentence are about, by the names in them: what tells this ferry from another.

use crate::claims::text::{block_of, is_title, sentence};
use crate::words::words;
use dunlin_record::{Article, BlockRole, EntityType, MentionKind, PlaceForm, PlaceKind, Record, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The names of an article, and where they stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setting {
    /// Names of the whole article: those in its headline or first paragraphs, or spoken of twice.
    pub(crate) names: BTreeSet<String>,
    /// All names in it.
    pub(crate) all: BTreeSet<String>,
    /// Every name with its place.
    named: Vec<(Span, String)>,
    /// Names of towns with their places.
    towns: Vec<(Span, String)>,
}

impl Setting {
    /// Reads the names of a record. Countries, the outlet and agencies are left out: half of all articles share them.
    pub(crate) fn of(record: &Record, agency: Option<&str>) -> Self {
        let article = &record.article;
        let wide = |span: Span| {
            record.coding.places.iter().any(|p| {
                p.span.overlaps(span)
                    && (p.kind == PlaceKind::Country
                        || p.form == PlaceForm::Adjective
                        || p.kind == PlaceKind::Region && p.country.is_none())
            })
        };
        let house = |name: &str| {
            [article.outlet.as_deref(), agency]
                .into_iter()
                .flatten()
                .any(|h| crate::copies::same_outlet(h, name))
        };
        let early: Vec<Span> = article
            .blocks
            .iter()
            .filter(|b| is_title(b.role))
            .chain(article.blocks.iter().filter(|b| b.role == BlockRole::Paragraph).take(2))
            .map(|b| b.span)
            .collect();
        let mut named = Vec::new();
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for entity in &record.coding.entities {
            for mention in entity.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
                let text = mention.span.of(&article.text);
                let in_credit = block_of(article, mention.span).is_none_or(|(_, b)| {
                    matches!(b.role, BlockRole::Byline | BlockRole::Dateline | BlockRole::Caption)
                });
                let capital = text.chars().next().is_some_and(char::is_uppercase);
                if in_credit || !capital || wide(mention.span) || house(text) {
                    continue;
                }
                let Some(key) = name(text, entity.kind) else { continue };
                let weight = if early.iter().any(|b| b.contains(mention.span)) { 2 } else { 1 };
                *count.entry(key.clone()).or_default() += weight;
                named.push((mention.span, key));
            }
        }
        let towns = record
            .coding
            .places
            .iter()
            .filter(|p| matches!(p.kind, PlaceKind::Town | PlaceKind::District) && p.form == PlaceForm::Name)
            .filter(|p| !house(p.span.of(&article.text)))
            .map(|p| (p.span, p.name.to_lowercase()))
            .collect();
        let all = count.keys().cloned().collect();
        let names = count.into_iter().filter(|&(_, n)| n >= 2).map(|(key, _)| key).collect();
        Self { names, all, named, towns }
    }

    /// The names inside a span.
    pub(crate) fn inside(&self, span: Span) -> BTreeSet<String> {
        self.named.iter().filter(|(at, _)| span.contains(*at)).map(|(_, key)| key.clone()).collect()
    }

    /// The towns inside a span.
    pub(crate) fn towns(&self, span: Span) -> BTreeSet<String> {
        self.towns.iter().filter(|(at, _)| span.contains(*at)).map(|(_, key)| key.clone()).collect()
    }
}

/// A name as it is compared over articles: for a person the last word, for others the words without "the".
fn name(text: &str, kind: EntityType) -> Option<String> {
    let all: Vec<String> = words(text).filter(|w| w != "the" && w != "s").collect();
    let key = match kind {
        EntityType::Person => all.last()?.clone(),
        _ => all.join(" "),
    };
    (key.chars().count() > 2).then_some(key)
}

/// Where a part of a record stands: its block and sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stand {
    pub(crate) block: usize,
    pub(crate) role: BlockRole,
    pub(crate) paragraph: Span,
    pub(crate) sentence: Span,
}

impl Stand {
    /// `None` outside all blocks.
    pub(crate) fn of(article: &Article, at: Span) -> Option<Self> {
        let (index, block) = block_of(article, at)?;
        Some(Self {
            block: index,
            role: block.role,
            paragraph: block.span,
            sentence: sentence(&article.text, block.span, at),
        })
    }
}
