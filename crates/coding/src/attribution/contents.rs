//! Which attributions a place of the text is told under: asked by every layer after this one.

use crate::near::Near;
use dunlin_record::{Attribution, Span};

/// Bytes of a cell of the index: about a sentence.
const CELL: usize = 256;

/// The attributions of an article by where their contents stand.
#[derive(Debug)]
pub struct Contents<'a> {
    attributions: &'a [Attribution],
    near: Near,
}

impl<'a> Contents<'a> {
    /// Of all attributions of one article.
    pub fn new(attributions: &'a [Attribution]) -> Self {
        let mut near = Near::new(CELL);
        for (at, attribution) in attributions.iter().enumerate() {
            for piece in &attribution.content {
                near.add(piece.start..piece.end, at);
            }
        }
        Self { attributions, near }
    }

    /// The numbers of the attributions whose content holds `span`, those with the least content first.
    pub fn covering(&self, span: Span) -> Vec<usize> {
        let mut found: Vec<(usize, usize)> = self
            .near
            .at(span.start)
            .into_iter()
            .filter_map(|at| {
                let content = &self.attributions.get(at)?.content;
                let holds = content.iter().any(|piece| piece.contains(span));
                holds.then(|| (content.iter().map(|piece| piece.len()).sum(), at))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, at)| at).collect()
    }

    /// The innermost of them.
    pub fn innermost(&self, span: Span) -> Option<&'a Attribution> {
        self.covering(span).first().and_then(|&at| self.attributions.get(at))
    }
}
