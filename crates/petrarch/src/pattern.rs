//! One pattern of a verb file.
//!
//! ```text
//! - RECENTLY_* &TIES (WITH +) {PEACE ACCORD} [064:065]  # comment
//! ```
//!
//! `*` the verb, `$` the source, `+` the target, `^` a noun phrase to skip, `%` a compound that is both sides, `&NAME` a
//! synonym set, `( )` a prepositional phrase, `{ }` a noun phrase whose last word heads it, `_` nothing in between.
//! `[a:b]`: the code and that of the mirror image (PETRARCH 1), or of the passive (PETRARCH 2).

use crate::phrase::{Link, plain};

/// A pattern around a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// What stands before the verb, in text order.
    pub(crate) before: Vec<Piece>,
    /// What stands behind the verb, in text order.
    pub(crate) after: Vec<Piece>,
    /// The code; `None` for `---`.
    pub(crate) code: Option<String>,
    /// The code behind the colon.
    pub(crate) mirror: Option<String>,
    /// Index of the file among those read.
    pub(crate) file: usize,
    /// Its line.
    pub(crate) line: usize,
}

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What must be met.
    pub(crate) part: Part,
    /// What may stand between it and the piece (or the verb) that follows it in the text.
    pub(crate) link: Link,
}

/// What a piece of a pattern asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A word in capitals.
    Word(String),
    /// A member of the set.
    Set(String),
    /// The source.
    Source,
    /// The target.
    Target,
    /// A noun phrase that does not matter.
    Skip,
    /// A compound that is source and target.
    Compound,
    /// A prepositional phrase: the preposition first.
    Preposition(Vec<Piece>),
    /// A noun phrase: its head last.
    Noun(Vec<Piece>),
}

impl Pattern {
    /// How much it asks for: words and sets count, nested ones too.
    pub(crate) fn weight(&self) -> usize {
        weight(&self.before) + weight(&self.after)
    }

    /// As a verb file writes it, without its code.
    pub(crate) fn written(&self) -> String {
        let close = self.before.last().is_some_and(|p| p.part == Part::Word(CLOSE_AFTER.to_owned()));
        let before = &self.before[..self.before.len() - usize::from(close)];
        let mut text = render(before);
        text += "*";
        text += if close { "_" } else { " " };
        text += &render(&self.after);
        text.trim().to_owned()
    }

    /// Whether it has the groups of PETRARCH 2, whose patterns follow the tree.
    pub(crate) fn has_groups(&self) -> bool {
        self.before.iter().chain(&self.after).any(|p| matches!(p.part, Part::Preposition(_) | Part::Noun(_)))
    }
}

fn render(pieces: &[Piece]) -> String {
    let piece = |p: &Piece| {
        let text = match &p.part {
            Part::Word(word) => word.clone(),
            Part::Set(name) => format!("&{name}"),
            Part::Source => "$".to_owned(),
            Part::Target => "+".to_owned(),
            Part::Skip => "^".to_owned(),
            Part::Compound => "%".to_owned(),
            Part::Preposition(inner) => format!("({})", render(inner).trim()),
            Part::Noun(inner) => format!("{{{}}}", render(inner).trim()),
        };
        text + if p.link == Link::Close { "_" } else { " " }
    };
    pieces.iter().map(piece).collect()
}

fn weight(pieces: &[Piece]) -> usize {
    pieces
        .iter()
        .map(|p| match &p.part {
            Part::Preposition(inner) | Part::Noun(inner) => weight(inner),
            _ => 1,
        })
        .sum()
}

/// Reads what stands before the code. `Err`: what is wrong and what to do.
pub(crate) fn read(text: &str) -> Result<(Vec<Piece>, Vec<Piece>), (String, String)> {
    let tokens = tokens(text);
    let mut before: Option<Vec<Piece>> = None;
    let mut stack: Vec<(char, Vec<Piece>)> = Vec::new();
    let mut current: Vec<Piece> = Vec::new();
    for token in tokens {
        match token.as_str() {
            "*" => {
                if !stack.is_empty() {
                    return fail("the verb * stands inside a bracket", "put it outside");
                }
                if before.is_some() {
                    return fail("the verb * stands twice", "keep one");
                }
                before = Some(std::mem::take(&mut current));
            }
            "(" | "{" => {
                let open = if token == "(" { ')' } else { '}' };
                stack.push((open, std::mem::take(&mut current)));
            }
            ")" | "}" => {
                let Some((expected, outer)) = stack.pop() else {
                    return fail(format!("a {token} without its opening"), "take it out, or open it");
                };
                if !token.starts_with(expected) {
                    return fail(
                        format!("a {token} where {expected} is due"),
                        "close brackets in the order they open",
                    );
                }
                let inner = std::mem::replace(&mut current, outer);
                if inner.is_empty() {
                    continue;
                }
                let part = if expected == ')' { Part::Preposition(inner) } else { Part::Noun(inner) };
                current.push(Piece { part, link: Link::Open });
            }
            "_" => {
                if let Some(last) = current.last_mut() {
                    last.link = Link::Close;
                } else if let Some(list) = before.as_mut().filter(|_| stack.is_empty()) {
                    // `*_WORD`: what follows the verb closely is told by a mark on the verb's side.
                    list.push(Piece { part: Part::Word(CLOSE_AFTER.to_owned()), link: Link::Open });
                }
            }
            word => {
                let part = match word {
                    "$" => Part::Source,
                    "+" => Part::Target,
                    "^" => Part::Skip,
                    "%" => Part::Compound,
                    _ => match word.strip_prefix('&') {
                        Some(name) => Part::Set(name.trim_end_matches('_').to_uppercase()),
                        None => Part::Word(plain(word)),
                    },
                };
                current.push(Piece { part, link: Link::Open });
            }
        }
    }
    if let Some((expected, _)) = stack.pop() {
        return fail(
            format!("a bracket is open to the end; {expected} is missing"),
            format!("close it with {expected}"),
        );
    }
    let Some(before) = before else {
        return fail("the verb * is missing", "put * where the verb stands");
    };
    if before.is_empty() && current.is_empty() {
        return fail("nothing but the verb *", "give its code on the verb's own line");
    }
    Ok((before, current))
}

/// Marks, as the last piece before the verb, that what follows the verb must follow closely.
pub(crate) const CLOSE_AFTER: &str = "*_";

fn fail<T>(cause: impl Into<String>, remedy: impl Into<String>) -> Result<T, (String, String)> {
    Err((cause.into(), remedy.into()))
}

/// Words, signs and `_` where it links two of them. A `_` before a blank only ends its word.
fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let sign = matches!(letter, '*' | '(' | ')' | '{' | '}' | '^' | '%' | '$')
            || (letter == '+' && word.is_empty());
        if letter.is_whitespace() || letter == '_' || sign {
            if !word.is_empty() {
                found.push(std::mem::take(&mut word));
            }
            if sign {
                found.push(letter.to_string());
            } else if letter == '_'
                && letters.peek().is_some_and(|c| !c.is_whitespace() && !matches!(c, ')' | '}'))
            {
                found.push("_".to_owned());
            }
        } else {
            word.push(letter);
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|p| {
                let text = match &p.part {
                    Part::Word(w) => w.clone(),
                    Part::Set(s) => format!("&{s}"),
                    Part::Source => "$".into(),
                    Part::Target => "+".into(),
                    Part::Skip => "^".into(),
                    Part::Compound => "%".into(),
                    Part::Preposition(inner) => format!("({})", shape(inner)),
                    Part::Noun(inner) => format!("{{{}}}", shape(inner)),
                };
                format!("{text}{}", if p.link == Link::Close { "_" } else { " " })
            })
            .collect::<String>()
            .trim_end()
            .to_owned()
    }

    #[test]
    fn signs_and_links_of_the_first_program() {
        let (before, after) = read("% SAID_$ IN_* A_&GOODS_LIST ^ +").unwrap();
        assert_eq!(shape(&before), "% SAID_$ IN_");
        assert_eq!(shape(&after), "A_&GOODS_LIST ^ +");
        let (before, _) = read("IN_ *").unwrap();
        assert_eq!(shape(&before), "IN", "an underscore before a blank only ends the word");
        let (before, after) = read("*_OUT").unwrap();
        assert_eq!((shape(&before).as_str(), shape(&after).as_str()), (CLOSE_AFTER, "OUT"));
    }

    #[test]
    fn groups_of_the_second_program() {
        let (_, after) = read("* {HOT SOUP} (TO {OLD DUCKS}) ()").unwrap();
        assert_eq!(shape(&after), "{HOT SOUP} (TO {OLD DUCKS})");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for bad in ["WORD", "* (TO", "* TO)", "* {TO)", "* *", "*"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
