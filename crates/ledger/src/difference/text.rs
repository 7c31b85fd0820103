//! Paragraphs and their words, aligned.

use dunlin_record::Article;
use serde::Serialize;
use std::collections::HashMap;

/// Longest table that an alignment fills; above it, what is between the common beginning and end counts as exchanged.
const TABLE: usize = 4_000_000;

/// One paragraph of two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Paragraph {
    /// In both.
    Same {
        /// Its words.
        text: String,
    },
    /// Only in the older one.
    Gone {
        /// Its words.
        text: String,
    },
    /// Only in the newer one.
    New {
        /// Its words.
        text: String,
    },
    /// In both with other words.
    Changed {
        /// Its words in order, those that stayed, went and came.
        pieces: Vec<Piece>,
    },
}

/// Words of a changed paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the older one.
    Gone(String),
    /// Only in the newer one.
    New(String),
}

/// One step of an alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Same(usize),
    Gone(usize),
    New(usize),
}

/// Aligns the paragraphs of two articles.
pub(super) fn paragraphs(was: &Article, is: &Article) -> Vec<Paragraph> {
    let old = blocks(was);
    let new = blocks(is);
    let mut out = Vec::new();
    let (mut gone, mut come): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for step in align(&old, &new) {
        match step {
            Step::Gone(at) => gone.extend(old.get(at)),
            Step::New(at) => come.extend(new.get(at)),
            Step::Same(at) => {
                exchange(&mut out, &mut gone, &mut come);
                out.extend(old.get(at).map(|text| Paragraph::Same { text: (*text).to_owned() }));
            }
        }
    }
    exchange(&mut out, &mut gone, &mut come);
    out
}

fn blocks(article: &Article) -> Vec<&str> {
    article.blocks.iter().map(|block| block.span.of(&article.text)).filter(|text| !text.is_empty()).collect()
}

/// Writes out paragraphs that went and came at one place: pairs that are alike as changed ones, in order.
fn exchange(out: &mut Vec<Paragraph>, gone: &mut Vec<&str>, come: &mut Vec<&str>) {
    let mut left = std::mem::take(come);
    for old in gone.drain(..) {
        let like = left.iter().position(|new| alike(old, new));
        match like {
            None => out.push(Paragraph::Gone { text: old.to_owned() }),
            Some(at) => {
                for new in left.drain(..at) {
                    out.push(Paragraph::New { text: new.to_owned() });
                }
                let new = left.remove(0);
                out.push(Paragraph::Changed { pieces: pieces(old, new) });
            }
        }
    }
    out.extend(left.into_iter().map(|new| Paragraph::New { text: new.to_owned() }));
}

/// Whether two paragraphs have at least half their words in common.
fn alike(one: &str, other: &str) -> bool {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut words = 0;
    for word in one.split_whitespace() {
        *counts.entry(word).or_default() += 1;
        words += 1;
    }
    let mut common = 0;
    for word in other.split_whitespace() {
        words += 1;
        if let Some(count) = counts.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    common * 4 >= words
}

/// The words of a changed paragraph.
fn pieces(was: &str, is: &str) -> Vec<Piece> {
    let old: Vec<&str> = was.split_whitespace().collect();
    let new: Vec<&str> = is.split_whitespace().collect();
    let mut out: Vec<Piece> = Vec::new();
    let mut push = |word: &str, make: fn(String) -> Piece| {
        let next = make(word.to_owned());
        match (out.last_mut(), &next) {
            (Some(Piece::Same(text)), Piece::Same(_))
            | (Some(Piece::Gone(text)), Piece::Gone(_))
            | (Some(Piece::New(text)), Piece::New(_)) => {
                text.push(' ');
                text.push_str(word);
            }
            _ => out.push(next),
        }
    };
    for step in align(&old, &new) {
        match step {
            Step::Same(at) => push(old.get(at).unwrap_or(&""), Piece::Same),
            Step::Gone(at) => push(old.get(at).unwrap_or(&""), Piece::Gone),
            Step::New(at) => push(new.get(at).unwrap_or(&""), Piece::New),
        }
    }
    out
}

/// Longest common subsequence of two lists, as the steps from one to the other; of two exchanged runs, first what went.
fn align(old: &[&str], new: &[&str]) -> Vec<Step> {
    let first = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(first..).unwrap_or_default(), new.get(first..).unwrap_or_default());
    let last = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (n, m) = (old_rest.len() - last, new_rest.len() - last);
    let mut steps: Vec<Step> = (0..first).map(Step::Same).collect();
    if (n + 1).saturating_mul(m + 1) > TABLE {
        steps.extend((0..n).map(|i| Step::Gone(first + i)));
        steps.extend((0..m).map(|j| Step::New(first + j)));
    } else {
        // longest[i][j]: length of the longest common subsequence of what follows i and j.
        let mut longest = vec![vec![0u32; m + 1]; n + 1];
        for i in (0..n).rev() {
            for j in (0..m).rev() {
                longest[i][j] = if old_rest[i] == new_rest[j] {
                    longest[i + 1][j + 1] + 1
                } else {
                    longest[i + 1][j].max(longest[i][j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < n || j < m {
            if i < n && j < m && old_rest[i] == new_rest[j] {
                steps.push(Step::Same(first + i));
                (i, j) = (i + 1, j + 1);
            } else if i < n && (j == m || longest[i + 1][j] >= longest[i][j + 1]) {
                steps.push(Step::Gone(first + i));
                i += 1;
            } else {
                steps.push(Step::New(first + j));
                j += 1;
            }
        }
    }
    steps.extend((old.len() - last..old.len()).map(Step::Same));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn changes(was: &str, is: &str) -> Vec<Paragraph> {
        paragraphs(&Article::of_paragraphs(was.into()), &Article::of_paragraphs(is.into()))
    }

    #[test]
    fn a_paragraph_stays_goes_comes_or_changes() {
        let was = "Nine people drowned when the ferry sank.\n\nThe owner was silent.\n\nRain is expected.";
        let is =
            "Fourteen people drowned when the ferry sank.\n\nRain is expected.\n\nA judge opened an inquiry.";
        let found = changes(was, is);
        assert_eq!(
            found,
            [
                Paragraph::Changed {
                    pieces: vec![
                        Piece::Gone("Nine".into()),
                        Piece::New("Fourteen".into()),
                        Piece::Same("people drowned when the ferry sank.".into())
                    ]
                },
                Paragraph::Gone { text: "The owner was silent.".into() },
                Paragraph::Same { text: "Rain is expected.".into() },
                Paragraph::New { text: "A judge opened an inquiry.".into() },
            ]
        );
    }

    proptest! {
        #[test]
        fn both_texts_can_be_put_together_again(
            was in proptest::collection::vec("[ab]{1,2}( [abc]{1,2}){0,4}", 0..6),
            is in proptest::collection::vec("[ab]{1,2}( [abc]{1,2}){0,4}", 0..6),
        ) {
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for paragraph in changes(&was.join("\n\n"), &is.join("\n\n")) {
                match paragraph {
                    Paragraph::Same { text } => {
                        old.push(text.clone());
                        new.push(text);
                    }
                    Paragraph::Gone { text } => old.push(text),
                    Paragraph::New { text } => new.push(text),
                    Paragraph::Changed { pieces } => {
                        let side = |not: fn(&Piece) -> bool| {
                            let words: Vec<&str> = pieces.iter().filter(|p| !not(p)).map(|piece| match piece {
                                Piece::Same(text) | Piece::Gone(text) | Piece::New(text) => text.as_str(),
                            }).collect();
                            words.join(" ")
                        };
                        old.push(side(|piece| matches!(piece, Piece::New(_))));
                        new.push(side(|piece| matches!(piece, Piece::Gone(_))));
                    }
                }
            }
            prop_assert_eq!(old, was);
            prop_assert_eq!(new, is);
        }
    }
}
