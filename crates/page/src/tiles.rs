//! A page cut into story and furniture, with nothing left over: what every reader of pages hands back.

use dunlin_record::{Block, BlockRole, Furniture, FurnitureKind, PageBytes, Span};

/// The article's text with its blocks, and the furniture. Every byte of the page's visible text belongs to exactly
/// one block or item.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Tiles {
    /// The article in reading order.
    pub(crate) text: String,
    /// The blocks of `text`.
    pub(crate) blocks: Vec<Block>,
    /// The rest, in page order.
    pub(crate) furniture: Vec<Furniture>,
}

impl Tiles {
    /// Adds a block behind the others, parted from them by a blank line. `words` has no white space around it.
    pub(crate) fn block(
        &mut self,
        role: BlockRole,
        words: &str,
        page_bytes: Vec<PageBytes>,
        credit: Option<String>,
    ) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(words);
        self.blocks.push(Block { role, span: Span::new(start, self.text.len()), page_bytes, credit });
    }

    /// Adds a piece of furniture.
    pub(crate) fn furniture(
        &mut self,
        kind: FurnitureKind,
        words: &str,
        page_bytes: Vec<PageBytes>,
        limit: Option<u32>,
    ) {
        self.furniture.push(Furniture { kind, page_bytes, text: words.to_owned(), limit });
    }
}
