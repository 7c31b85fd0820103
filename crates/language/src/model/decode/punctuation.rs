//! Where punctuation hangs (UD: "punct").
//!
//! "Paired punctuation marks should be attached to the same word" – the one on top of what they enclose; "a punctuation mark
//! preceding or following a dependent unit is attached to that unit". Never so that arcs cross. Only marks that the model
//! hangs elsewhere without being sure of it are moved.

use super::parse::{Beliefs, Pair, Parse};
use super::projective::would_cross;
use crate::labels::Deprel;

/// How much likelier the model's own head must be for a mark of a pair to stay, and for a comma.
const PAIR: f32 = 8.0;
const COMMA: f32 = 3.0;

/// Hangs the marks of `parse`, whose words are `forms`.
pub fn hang<A: FnMut(&[Pair]) -> Vec<f32>>(beliefs: &Beliefs<'_, A>, forms: &[&str], parse: &mut Parse) {
    let mark = |word: usize| parse.relations.get(word) == Some(&Deprel::Punct);
    if !(0..forms.len()).any(|word| mark(word) && (forms[word] == "," || is_one_of_a_pair(forms[word]))) {
        return;
    }
    let pairs = pairs(forms, &parse.relations);
    let mut moves: Vec<(usize, usize, f32)> = Vec::new();
    for &(open, close) in &pairs {
        if let Some(top) = top_between(parse, open, close) {
            // The first may have to wait until the second is out of its way.
            moves.extend([(open, top, PAIR), (close, top, PAIR), (open, top, PAIR)]);
        }
    }
    let words = || (0..forms.len()).filter(|&word| !mark(word));
    let (first, last) = (words().next().unwrap_or(0), words().next_back().unwrap_or(0));
    for comma in (first..last).filter(|&word| forms[word] == "," && mark(word)) {
        if let Some(unit) = unit_before(parse, comma) {
            moves.push((comma, unit, COMMA));
        }
    }
    for (word, head, margin) in moves {
        let now = parse.heads[word];
        if now != Some(head)
            && beliefs.arc(word, now) - beliefs.arc(word, Some(head)) < margin
            && !would_cross(&parse.heads, word, head)
            && !parse.below(head, word)
        {
            parse.heads[word] = Some(head);
        }
    }
}

fn is_one_of_a_pair(form: &str) -> bool {
    opens(form).is_some() || matches!(form, ")" | "]" | "}" | "”" | "’" | "''" | "»")
}

/// The marks that close what `form` opens.
fn opens(form: &str) -> Option<&'static [&'static str]> {
    Some(match form {
        "(" => &[")"],
        "[" => &["]"],
        "{" => &["}"],
        "“" | "\"" | "``" => &["\"", "”", "''"],
        "‘" | "'" | "`" => &["’", "'"],
        "«" => &["»"],
        _ => return None,
    })
}

/// Marks that belong together, in the order of the second ones. A mark that can open and close closes what is open.
fn pairs(forms: &[&str], relations: &[Deprel]) -> Vec<(usize, usize)> {
    let mut open: Vec<usize> = Vec::new();
    let mut pairs = Vec::new();
    for (word, (form, _)) in
        forms.iter().zip(relations).enumerate().filter(|(_, (_, l))| **l == Deprel::Punct)
    {
        let closed = open.iter().rposition(|&at| opens(forms[at]).is_some_and(|close| close.contains(form)));
        if let Some(at) = closed {
            pairs.push((open[at], word));
            open.truncate(at);
        } else if opens(form).is_some() {
            open.push(word);
        }
    }
    pairs
}

/// The word between two marks whose head is not between them, if there is only one.
fn top_between(parse: &Parse, open: usize, close: usize) -> Option<usize> {
    let inside = |word: usize| open < word && word < close;
    let mut tops = (open + 1..close)
        .filter(|&word| parse.relations[word] != Deprel::Punct && !parse.heads[word].is_some_and(inside));
    let top = tops.next()?;
    tops.next().is_none().then_some(top)
}

/// The top of the unit that ends before a comma and depends on a word after it.
fn unit_before(parse: &Parse, comma: usize) -> Option<usize> {
    let word = |at: &usize| parse.relations[*at] != Deprel::Punct;
    let mut before = (0..comma).rev().find(word)?;
    while let Some(head) = parse.heads[before].filter(|&head| head < comma) {
        before = head;
    }
    let mut after = (comma + 1..parse.heads.len()).find(word)?;
    while let Some(head) = parse.heads[after].filter(|&head| head > comma) {
        after = head;
    }
    (parse.below(before, after) && !parse.below(after, before)).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::super::parse::tests::beliefs;
    use super::*;
    use crate::model::decode::tree::tests::is_tree;
    use Deprel::{Advcl, Case, Det, Mark, Nsubj, Obj, Obl, Punct, Root};
    use proptest::prelude::*;

    #[test]
    fn both_marks_of_a_pair_hang_on_the_word_on_top_between_them() {
        // He called it " a bad day " .
        let words = [
            (Some(1), Nsubj),
            (None, Root),
            (Some(1), Obj),
            (Some(1), Punct),
            (Some(6), Det),
            (Some(6), Deprel::Amod),
            (Some(1), Deprel::Xcomp),
            (Some(5), Punct),
            (Some(1), Punct),
        ];
        let forms = ["He", "called", "it", "\"", "a", "bad", "day", "\"", "."];
        let unsure = [(3, Some(6), Punct, -2.0), (7, Some(6), Punct, -6.0)];
        let mut beliefs = beliefs(&words, &unsure);
        let mut parse = beliefs.parse();
        hang(&beliefs, &forms, &mut parse);
        assert_eq!((parse.heads[3], parse.heads[7], parse.heads[8]), (Some(6), Some(6), Some(1)));
    }

    #[test]
    fn a_comma_after_a_unit_hangs_on_it() {
        // When rain fell , boats stayed in port .
        let words = [
            (Some(2), Mark),
            (Some(2), Nsubj),
            (Some(5), Advcl),
            (Some(5), Punct),
            (Some(5), Nsubj),
            (None, Root),
            (Some(7), Case),
            (Some(5), Obl),
            (Some(5), Punct),
        ];
        let forms = ["When", "rain", "fell", ",", "boats", "stayed", "in", "port", "."];
        for (log, head) in [(-1.8, Some(2)), (-5.0, Some(5))] {
            let mut beliefs = beliefs(&words, &[(3, Some(2), Punct, log)]);
            let mut parse = beliefs.parse();
            hang(&beliefs, &forms, &mut parse);
            assert_eq!(parse.heads[3], head);
        }
    }

    #[test]
    fn marks_pair_inside_each_other() {
        let forms = ["(", "\"", "x", "\"", ")", "'", "“", "y", "”", "\""];
        assert_eq!(pairs(&forms, &[Punct; 10]), [(1, 3), (0, 4), (6, 8)]);
    }

    proptest! {
        #[test]
        fn any_scores_give_a_tree(
            forms in prop::collection::vec(prop::sample::select(vec!["a", "b", ",", "\"", "(", ")"]), 1..16),
            numbers in prop::collection::vec(-4f32..0.0, 97),
        ) {
            let words = forms.len();
            let arcs = (0..words * (words + 1)).map(|at| numbers[at * 7 % 97]).collect();
            let few = [Root, Nsubj, Punct];
            let ask = |pairs: &[Pair]| (0..pairs.len() * few.len()).map(|at| numbers[at * 5 % 89]).collect();
            let mut beliefs = Beliefs::new(&few, words, arcs, ask);
            let mut parse = beliefs.parse();
            let roots = parse.relations.clone();
            hang(&beliefs, &forms, &mut parse);
            prop_assert!(is_tree(&parse.heads), "{:?}", parse);
            prop_assert_eq!(roots, parse.relations);
        }
    }
}
