//! The fast network's part of a weights file.

use super::TABLES;
use super::features::Features;
use super::network::{Attention, Convolution, Network, Table};
use crate::model::file::{Config, ModelError, Tensors};
use crate::model::kernel::float::BLOCK;
use safetensors::Dtype;
use serde::Deserialize;

/// The `format` of its files.
pub(in crate::model) const FORMAT: &str = "dunlin-fast-1";

/// The network's measures, as the weights file gives them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Shape {
    /// Convolutions before the attention.
    before: usize,
    /// Convolutions behind it.
    after: usize,
    /// Attention heads.
    heads: usize,
    /// Size of all heads' queries together.
    inner: usize,
    /// The largest distance that has a key of its own.
    near: usize,
    /// Rows of the tables of first characters, last characters and shapes.
    buckets: [u32; TABLES - 1],
}

impl Shape {
    fn check(&self) -> Result<(), ModelError> {
        let wrong = |what: String| Err(ModelError::Config(what));
        if self.before + self.after > 64 {
            return wrong(format!("{} convolutions, must be 64 at most", self.before + self.after));
        }
        if self.heads == 0
            || self.heads > 128
            || self.inner > 8192
            || !self.inner.is_multiple_of(self.heads * BLOCK)
        {
            let (inner, heads) = (self.inner, self.heads);
            return wrong(format!("`inner` {inner} in {heads} heads: not a multiple of {BLOCK} each"));
        }
        if self.inner == 0 || self.near == 0 || self.near > 512 {
            return wrong(format!("`inner` is {} and `near` {}, must be 1 to 512", self.inner, self.near));
        }
        match self.buckets.iter().find(|&&rows| !(2..=1 << 20).contains(&rows)) {
            Some(rows) => wrong(format!("a table of {rows} rows, must have 2 to {}", 1 << 20)),
            None => Ok(()),
        }
    }
}

impl Network {
    /// From the tensors of a file whose metadata's `config` is `text`. `words` is the list of words, one a line.
    pub(in crate::model) fn read(
        tensors: &Tensors<'_>,
        config: &Config,
        text: &str,
        words: &[u8],
    ) -> Result<Self, ModelError> {
        let shape: Shape = serde_json::from_str(text).map_err(|e| ModelError::Config(e.to_string()))?;
        shape.check()?;
        let hidden = config.hidden;
        let text = std::str::from_utf8(words).map_err(|e| ModelError::Vocabulary(e.to_string()))?;
        let features = Features::new(text, shape.buckets)
            .ok_or_else(|| ModelError::Vocabulary("a word stands twice".to_owned()))?;
        let [prefixes, suffixes, shapes] = shape.buckets.map(|rows| rows as usize);
        let table = |name: &str, rows: usize| {
            Ok::<_, ModelError>(Table {
                rows: tensors.range(name, Dtype::I8, &[rows, hidden])?,
                scale: tensors.floats(&format!("{name}.scale"), &[rows])?,
            })
        };
        let tables = [
            table("emb.word", text.split('\n').count() + 2)?,
            table("emb.prefix", prefixes)?,
            table("emb.suffix", suffixes)?,
            table("emb.shape", shapes)?,
        ];
        let convolution = |name: String| {
            let layer = tensors.linear(&name, 2 * hidden, 3 * hidden)?;
            Ok(Convolution { layer, norm: tensors.norm(&format!("{name}.ln"), hidden)? })
        };
        let convolutions = |part: &str, count: usize| {
            (0..count).map(|i| convolution(format!("{part}.{i}"))).collect::<Result<Vec<_>, ModelError>>()
        };
        let attention = Attention {
            heads: shape.heads,
            qkv: tensors.linear("att.qkv", 3 * shape.inner, hidden)?,
            out: tensors.linear("att.out", hidden, shape.inner)?,
            distances: tensors.distances("att.near", shape.inner / shape.heads, shape.near)?,
            near: shape.near,
            norm: tensors.norm("att.ln", hidden)?,
        };
        Ok(Self {
            hidden,
            features,
            tables,
            norm: tensors.norm("emb.ln", hidden)?,
            before: convolutions("before", shape.before)?,
            attention,
            after: convolutions("after", shape.after)?,
        })
    }
}
