//! Analysis and [`Lexicon`] to [`Coding`]: entities and their codes, times, attributions, factuality, events,
//! amounts, deadlines, forecasts, precedents. Holds the rules; what words mean stands in `lexicon/`.
//!
//! [`code`] is the whole stage. Each layer is one module with one function, and later layers read earlier ones:
//!
//! ```text
//! entities ─▶ times ─▶ places ─▶ attributions ─▶ events ─▶ amounts ─▶ deadlines, forecasts, precedents
//! ```

pub mod actors;
pub mod amounts;
pub mod attribution;
pub mod events;
pub mod explain;
pub mod factuality;
pub mod forest;
pub mod forms;
pub mod gaps;
pub mod lexicon;
mod near;
mod numerals;
pub mod outlook;
mod pieces;
pub mod places;
pub mod times;
mod tree;

#[cfg(test)]
mod fixture;

pub use lexicon::{Files, Lexicon, LexiconError};

use dunlin_language::Analysis;
use dunlin_record::{Article, BlockRole, Coding, Span};

/// Codes one article: everything its text says, layer by layer. Pure: the same input gives the same coding.
pub fn code(article: &Article, analysis: &Analysis, lexicon: &Lexicon) -> Coding {
    layers(article, analysis, lexicon, lexicon.events.least_confidence())
}

/// All layers, with events of this confidence at least.
fn layers(article: &Article, analysis: &Analysis, lexicon: &Lexicon, least: f32) -> Coding {
    let mut coding = Coding::default();
    let analysis = &forms::settled(article, analysis, lexicon);
    // Layers stand here in the order of the picture above; each reads what the earlier ones found.
    coding.notes.extend(analysis.notes.iter().cloned());
    let forest = forest(article, analysis, lexicon);
    let cast = actors::cast(article, &forest, &lexicon.actors);
    coding.entities.clone_from(&cast.entities);
    let times = times::read(article, analysis, &lexicon.times);
    coding.times = times.expressions;
    coding.notes.extend(times.notes);
    let countries: Vec<_> = cast.named_countries().cloned().collect();
    let located = places::read(article, analysis, &countries, &lexicon.places);
    coding.places = located.places;
    coding.notes.extend(located.notes);
    coding.attributions = attribution::read(article, analysis, lexicon, &coding.entities, &coding.times);
    let found = amounts::read(article, analysis, &lexicon.amounts, &coding.times, &coding.attributions);
    coding.amounts = found.amounts;
    coding.notes.extend(found.notes);
    let found = events::events(article, &forest, &cast, lexicon, &coding, least);
    coding.events = found.events;
    coding.notes.extend(found.notes);
    coding.deadlines = outlook::deadlines(article, analysis, lexicon, &coding.times, &coding.attributions);
    coding.forecasts = outlook::forecasts(analysis, lexicon, &coding.attributions);
    coding.precedents = outlook::precedents(analysis, lexicon, &coding.times, &coding.attributions);
    coding
}

/// What the confidence of each event of `coding` was made of, in their order: for whoever fits the weights of
/// `events/confidence.tsv`.
pub fn event_signs(
    article: &Article,
    analysis: &Analysis,
    lexicon: &Lexicon,
    coding: &Coding,
) -> Vec<Vec<String>> {
    let analysis = &forms::settled(article, analysis, lexicon);
    let forest = forest(article, analysis, lexicon);
    let cast = actors::cast(article, &forest, &lexicon.actors);
    events::events(article, &forest, &cast, lexicon, coding, lexicon.events.least_confidence()).signs
}

/// Where the blocks of this role stand in the article's text.
fn blocks_of(article: &Article, role: BlockRole) -> Vec<Span> {
    article.blocks.iter().filter(|block| block.role == role).map(|block| block.span).collect()
}

/// The trees of an article, with the lemmas that the lexicon is surer of than the model.
fn forest<'a>(article: &Article, analysis: &'a Analysis, lexicon: &Lexicon) -> forest::Forest<'a> {
    let mut forest = forest::Forest::new(analysis);
    forest.settle_lemmas(
        &article.text,
        &|l| lexicon.events.knows(l) || lexicon.actors.is_agent(l),
        &|form| lexicon.events.irregular(form),
    );
    forest
}
