//! From drafts to the record's attributions: spans, form, source, chain, time of saying, ids.

use super::draft::{CELL, Draft, dice};
use super::quotes::Quote;
use super::source::{Named, described, is_unnamed_outlet, only_outlet, resolve, source_head};
use super::unnamed::told;
use crate::lexicon::Lexicon;
use crate::near::Near;
use crate::pieces::Pieces;
use crate::tree::{head, is, upos, within};
use dunlin_language::{Analysis, Deprel, Upos};
use dunlin_record::{Article, Attribution, Entity, Form, SourceKind, Span, TimeExpression, TimeType};
use std::ops::Range;

/// Makes the attributions; drafts come in text order.
pub(crate) fn finish(
    article: &Article,
    a: &Analysis,
    lexicon: &Lexicon,
    quotes: &[Quote],
    entities: &[Entity],
    times: &[TimeExpression],
    drafts: Vec<Draft>,
) -> Vec<Attribution> {
    let drafts: Vec<Draft> =
        drafts.into_iter().filter(|d| !d.content.is_empty() && !d.cue.is_empty()).collect();
    let sayings = &lexicon.saying;
    let pieces = Pieces::new(&article.text, a);
    let named = Named::new(a, entities);
    let sources: Vec<_> = drafts.iter().map(|draft| resolve(a, sayings, &named, draft)).collect();
    let known: Vec<Option<usize>> = sources.iter().map(|(entity, _)| *entity).collect();
    let outlet = only_outlet(sayings, entities, &known);
    let holders = Holders::new(&drafts);
    let quoted = Quoted::new(quotes);
    drafts
        .iter()
        .enumerate()
        .map(|(at, draft)| {
            let (entity, source_kind) = sources[at];
            let entity = entity.or_else(|| outlet.filter(|_| is_unnamed_outlet(a, sayings, draft)));
            let is_document = source_kind == SourceKind::Document;
            let entity = entity.or_else(|| described(a, &named, draft).filter(|_| is_document));
            let said = said_at(a, times, draft);
            Attribution {
                id: format!("a{}", at + 1),
                source: spans(a, &with_comma(a, draft)),
                cue: spans(a, &draft.cue),
                content: spans(a, &draft.content),
                source_entity: entity.and_then(|e| entities.get(e)).map(|entity| entity.id.clone()),
                source_kind,
                unnamed: match source_kind {
                    SourceKind::Unnamed => told(a, sayings, lexicon.times.numerals(), &pieces, draft),
                    _ => None,
                },
                act: draft.act.clone().unwrap_or_else(|| "express".to_owned()),
                form: form(article, a, &quoted, draft),
                within: enclosing(&drafts, &holders, at).map(|outer| format!("a{}", outer + 1)),
                said: said.and_then(|time| time.value.clone()),
                said_time: said.map(|time| time.id.clone()),
                rule: draft.rule.to_owned(),
                confidence: draft.confidence.clamp(0.0, 1.0),
            }
        })
        .collect()
}

fn spans(a: &Analysis, ranges: &[Range<usize>]) -> Vec<Span> {
    ranges.iter().map(|range| a.span(range)).filter(|span| !span.is_empty()).collect()
}

/// The source with the comma that closes its apposition before the cue: "Ruiz, a miner, said". PolNeAR's guide counts
/// it to the source, since its other comma stands inside.
fn with_comma(a: &Analysis, draft: &Draft) -> Vec<Range<usize>> {
    let mut source = draft.source.clone();
    let comma = |w: usize| upos(a, w) == Upos::Punct && crate::tree::lemma(a, w) == ",";
    let holds = source.iter().cloned().flatten().any(comma);
    if let Some(last) = source.last_mut()
        && holds
        && last.end < draft.anchor
        && comma(last.end)
        && !within(&draft.content, last.end)
    {
        last.end += 1;
    }
    source
}

/// Direct when all words are quoted, mixed when some are.
fn form(article: &Article, a: &Analysis, quotes: &Quoted<'_>, draft: &Draft) -> Form {
    let (mut all, mut quoted) = (0usize, 0usize);
    for w in draft.content_words() {
        let Some(word) = a.words.get(w) else { continue };
        if word.upos == Upos::Punct || !word.span.of(&article.text).chars().any(char::is_alphanumeric) {
            continue;
        }
        all += 1;
        quoted += usize::from(quotes.holds(word.span));
    }
    match quoted {
        // The lines of a conversation need no marks.
        _ if draft.rule == "transcript" => Form::Direct,
        0 => Form::Indirect,
        n if n == all => Form::Direct,
        _ => Form::Mixed,
    }
}

/// Quotations by where they stand.
struct Quoted<'q> {
    quotes: &'q [Quote],
    near: Near,
}

impl<'q> Quoted<'q> {
    fn new(quotes: &'q [Quote]) -> Self {
        let mut near = Near::new(512);
        // Deeper ones lie inside these.
        for (at, quote) in quotes.iter().enumerate().filter(|(_, quote)| quote.depth <= 4) {
            near.add(quote.span.start..quote.span.end, at);
        }
        Self { quotes, near }
    }

    fn holds(&self, span: Span) -> bool {
        let mut here = self.near.at(span.start).into_iter().filter_map(|at| self.quotes.get(at));
        here.any(|quote| quote.span.contains(span))
    }
}

/// Drafts by the words of their contents.
struct Holders(Near);

impl Holders {
    fn new(drafts: &[Draft]) -> Self {
        let mut near = Near::new(CELL);
        for (at, draft) in drafts.iter().enumerate() {
            draft.content.iter().for_each(|range| near.add(range.clone(), at));
        }
        Self(near)
    }

    /// The drafts whose contents may hold the first word of the cue.
    fn of_cue(&self, draft: &Draft) -> Vec<usize> {
        draft.cue.first().map_or(Vec::new(), |range| self.0.at(range.start))
    }
}

/// The attribution inside which this one is reported: the smallest one whose content holds its cue and most of its
/// content. Larger contents enclose smaller ones, so no chain can run in a circle.
fn enclosing(drafts: &[Draft], holders: &Holders, inner: usize) -> Option<usize> {
    if drafts[inner].rule == "citing" {
        return cited_by(drafts, holders, inner);
    }
    let outer = holding(drafts, holders, inner)?;
    // "X, citing Y, said Kim said": Y stands between Kim and X.
    let between = holders.of_cue(&drafts[inner]).into_iter().find(|&at| {
        at != inner && drafts[at].rule == "citing" && cited_by(drafts, holders, at) == Some(outer) && {
            drafts[inner].cue.iter().cloned().flatten().all(|w| within(&drafts[at].content, w))
        }
    });
    Some(between.unwrap_or(outer))
}

/// Who hands on what the source of a "citing" says: the reading beside it with the same content.
fn cited_by(drafts: &[Draft], holders: &Holders, inner: usize) -> Option<usize> {
    let draft = &drafts[inner];
    let same = |other: &Draft| other.rule != "citing" && dice(&other.content, &draft.content) > 0.8;
    holders
        .0
        .touching_any(&draft.content)
        .into_iter()
        .filter(|&at| same(&drafts[at]))
        .min_by_key(|&at| drafts[at].anchor.abs_diff(draft.anchor))
}

fn holding(drafts: &[Draft], holders: &Holders, inner: usize) -> Option<usize> {
    let draft = &drafts[inner];
    let size = |d: &Draft| crate::tree::size(&d.content);
    holders
        .of_cue(draft)
        .into_iter()
        .filter(|&at| {
            let outer = &drafts[at];
            let cue_in = draft.cue.iter().cloned().flatten().all(|w| within(&outer.content, w));
            let shared = draft.content_words().filter(|&w| within(&outer.content, w)).count();
            at != inner
                && outer.rule != "citing"
                && cue_in
                && shared * 2 > size(draft)
                && (size(outer), at) > (size(draft), inner)
        })
        .min_by_key(|&at| (size(&drafts[at]), at))
}

/// The time expression that hangs on the cue, on a verb around it, or on the source ("a report on Monday").
fn said_at<'t>(a: &Analysis, times: &'t [TimeExpression], draft: &Draft) -> Option<&'t TimeExpression> {
    let source = source_head(a, draft);
    let sentence = a.sentences.get(a.sentence_of(draft.anchor)?)?.span;
    // Times come in text order.
    let from = times.partition_point(|time| time.span.end <= sentence.start);
    let here = times.iter().skip(from).take_while(|time| time.span.start < sentence.end);
    here.filter(|time| matches!(time.kind, TimeType::Date | TimeType::Time)).find(|time| {
        let Some(first) = a.word_at(time.span.start) else { return false };
        let end = a.words.partition_point(|word| word.span.start < time.span.end);
        let words = first..end.max(first + 1);
        if a.sentence_of(first) != a.sentence_of(draft.anchor)
            || words.clone().any(|w| within(&draft.content, w))
        {
            return false;
        }
        words.clone().any(|w| {
            let Some(up) = head(a, w).filter(|up| !words.contains(up)) else { return false };
            let hangs = is(a, w, Deprel::Obl) || is(a, w, Deprel::Nmod) || is(a, w, Deprel::Advmod);
            hangs && (within(&draft.cue, up) || Some(up) == source && upos(a, up) != Upos::Propn)
        })
    })
}
