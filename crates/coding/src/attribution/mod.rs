//! Who says what, through whom: source, cue and content linked to attributions (PolNeAR's terms: Newell, Margolin
//! and Ruths 2018, after PARC: Pareti 2012), with the chain of sources around each.
//!
//! Two readers look at the article. The *model's* reader ([`model`]) takes the role spans and pointers that the
//! encoder marks; the *tree's* readers ([`syntax`], [`phrases`]) take the dependency tree and the lexicon of saying
//! words, [`relayed`] the forms in which one source hands on another. [`merge`] brings them together: where both see the same cue the model's extents stand and the lexicon says
//! what is done; what only the tree sees stands when its pattern is strong by itself, and inside another content only
//! when somebody else speaks there. Lines of a conversation and signed quotations are as their layout says ([`lines`]). Then quotations are settled ([`speech`]), and source, chain and time are told.

mod contents;
mod draft;
mod finish;
mod headlines;
mod lines;
mod merge;
mod model;
#[cfg(test)]
mod noise;
mod phrases;
mod quotes;
mod relayed;
mod sayings;
mod source;
mod speech;
mod syntax;
#[cfg(test)]
mod tests;
mod unnamed;

pub use contents::Contents;
pub use sayings::{Example, Frame, Noun, Phrase, Sayings, Verb};

use crate::lexicon::Lexicon;
use dunlin_language::Analysis;
use dunlin_record::{Article, Attribution, Entity, TimeExpression};

/// All attributions of an article, in text order, `a1`, `a2`, …
pub fn read(
    article: &Article,
    analysis: &Analysis,
    lexicon: &Lexicon,
    entities: &[Entity],
    times: &[TimeExpression],
) -> Vec<Attribution> {
    let sayings = &lexicon.saying;
    let mut model = model::drafts(analysis, sayings);
    relayed::part_quoted(analysis, sayings, &mut model);
    let mut tree = syntax::drafts(analysis, sayings);
    tree.extend(phrases::drafts(article, analysis, sayings));
    tree.extend(relayed::drafts(analysis, sayings));
    tree.extend(headlines::drafts(article, analysis, sayings));
    let quotes = quotes::find(&article.text, &article.blocks);
    let mut drafts = merge::merge(analysis, sayings, &quotes, model, tree);
    lines::settle(article, analysis, &mut drafts);
    relayed::citing(analysis, sayings, &mut drafts);
    relayed::doings(analysis, sayings, &mut drafts);
    drafts.sort_by_key(|draft| (draft.first_word(), draft.cue.first().map(|r| r.start)));
    speech::settle(analysis, &quotes, &mut drafts);
    finish::finish(article, analysis, lexicon, &quotes, entities, times, drafts)
}
