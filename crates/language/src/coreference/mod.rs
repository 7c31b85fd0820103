//! Who is spoken of again: chains of names, descriptions and pronouns that stand for one thing.
//!
//! A multi-pass sieve (Raghunathan et al., 2010; Lee et al., "Deterministic Coreference Resolution Based on
//! Entity-Centric, Precision-Ranked Rules", Computational Linguistics 39, 2013): the surest rules come first, and what
//! they put together, with all that is known of it (number, pronoun, kind, nouns it is described by), guides the less
//! sure ones. The passes:
//!
//! 1. [`names`]: the same name in full, in part, as initials;
//! 2. [`constructs`]: appositions, brackets, "X is the Y", relative and reflexive pronouns;
//! 3. [`descriptions`]: "the ministry", "the minister", "the North";
//! 4. [`pronouns`]: he, she, it, they.
//!
//! "I", "we" and "you" are left alone: whose they are is a question of attribution. That a capital speaks for its
//! state is a matter of the actor lexicon, not of co-reference.

mod clusters;
mod constructs;
mod descriptions;
mod lists;
mod mentions;
mod names;
mod pronouns;
mod quotes;
mod tree;

use crate::{Analysis, Chain, ChainMention};
use clusters::Clusters;
use constructs::Article;
use dunlin_record::MentionKind;
use lists::Lists;
use mentions::Mentions;
use quotes::Quotes;
use tree::Tree;

/// Fills [`Analysis::chains`] of a finished analysis (trees, tags, names) of the article's `text`. What was there is
/// replaced.
pub fn resolve(text: &str, analysis: &mut Analysis) {
    let lists = Lists::built_in();
    let tree = Tree::new(analysis);
    let mentions = Mentions::find(text, analysis, &tree, lists);
    let article = Article { text, analysis, tree: &tree, mentions: &mentions, lists };
    let mut clusters = Clusters::new(&mentions.all, |mention| {
        (mention.kind == MentionKind::Description).then(|| article.lemma(mention.head))
    });
    names::link(text, analysis, &mentions, lists, &mut clusters);
    constructs::link(&article, &mut clusters);
    descriptions::link(&article, &mut clusters);
    pronouns::link(&article, &Quotes::find(&article), &mut clusters);
    let chain = |members: Vec<usize>| Chain {
        mentions: members
            .into_iter()
            .map(|at| &mentions.all[at])
            .map(|m| ChainMention { words: m.words.clone(), head: m.head, kind: m.kind })
            .collect(),
    };
    analysis.chains = clusters.chains().into_iter().map(chain).collect();
}

#[cfg(test)]
mod tests;
