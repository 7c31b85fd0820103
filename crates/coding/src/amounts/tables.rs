//! Numbers in tables: what a bare number counts stands at the head of its column and at the start of its row.
//!
//! The page stage gives a table as lines of cells parted by tabs. Its first line is a heading when none of its
//! cells is a number (years aside). A bare number takes its column's heading as what it counts; without a heading, or
//! under one that numbers the rows ("No.", "Rank", "Code"), it is left out and counted in a note.

use super::Words;
use crate::pieces::{Kind, cut};
use dunlin_record::{Article, BlockRole, Span};

/// A cell with what it stands under and beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) span: Span,
    /// The head of its column.
    pub(super) heading: Option<Span>,
    /// The first cell of its row that is words, where that stands before it.
    pub(super) row: Option<Span>,
}

/// All cells of an article's tables, in text order.
#[derive(Debug, Default)]
pub(super) struct Cells(Vec<Cell>);

impl Cells {
    /// Cuts the tables of `article` into cells.
    pub(super) fn of(article: &Article) -> Self {
        let mut cells = Vec::new();
        for block in article.blocks.iter().filter(|b| b.role == BlockRole::Table) {
            let text = article.text.get(block.span.start..block.span.end).unwrap_or("");
            let mut heading: Option<Vec<Span>> = None;
            let mut line_start = block.span.start;
            for (number, line) in text.split('\n').enumerate() {
                let mut at = line_start;
                let row: Vec<Span> = line
                    .split('\t')
                    .map(|cell| {
                        let span = Span::new(at, at + cell.len());
                        at += cell.len() + 1;
                        span
                    })
                    .collect();
                line_start += line.len() + 1;
                let words = |span: &Span| span.of(&article.text).chars().any(char::is_alphabetic);
                if number == 0 && row.len() > 1 && row.iter().all(|span| is_heading(span.of(&article.text))) {
                    heading = Some(row.clone());
                }
                let label = row.iter().position(words);
                let is_head = number == 0 && heading.is_some();
                cells.extend(row.iter().enumerate().map(|(column, &span)| Cell {
                    span,
                    heading: heading.as_ref().filter(|_| !is_head).and_then(|h| h.get(column)).copied(),
                    row: label.filter(|&l| l < column && !is_head).and_then(|l| row.get(l)).copied(),
                }));
            }
        }
        Self(cells)
    }

    /// The cell that holds `span`.
    pub(super) fn holding(&self, span: Span) -> Option<&Cell> {
        let after = self.0.partition_point(|cell| cell.span.start <= span.start);
        self.0.get(after.checked_sub(1)?).filter(|cell| cell.span.contains(span))
    }

    /// Where cells begin: nothing is read over these places.
    pub(super) fn starts(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|cell| cell.span.start)
    }
}

impl Cell {
    /// The words that say what the cell's number counts or measures: column, then row.
    pub(super) fn of(&self) -> Vec<Span> {
        self.heading.into_iter().chain(self.row).filter(|span| !span.is_empty()).collect()
    }

    /// The heading as a unit; `None` when the column only numbers or names the rows.
    pub(super) fn unit(&self, text: &str, words: &Words) -> Option<String> {
        let heading = self.heading?.of(text).trim().to_lowercase();
        let last = heading.trim_end_matches(['.', ':']).rsplit(' ').next().unwrap_or("");
        (!heading.is_empty() && !words.is_heading_of_labels(last)).then_some(heading)
    }
}

/// Whether a cell may head a column: words, a year, or nothing.
fn is_heading(text: &str) -> bool {
    let pieces = cut(text);
    let year = |low: &str| low.len() == 4 && (low.starts_with("19") || low.starts_with("20"));
    pieces.iter().all(|p| p.kind != Kind::Number || year(&p.low))
        || pieces.iter().any(|p| p.kind == Kind::Word)
}
