//! A capital as those who govern from it, and as a town.
//!
//! "Washington refused" is the government; "the office in Washington", "London has been great" and the dateline
//! "TEHRAN (AP)" are the towns. An article that never lets a capital do or suffer anything speaks of the town.

use crate::forest::Forest;
use dunlin_language::Deprel;

/// What ties to somebody, where "in", "near" and "from" only tell the place.
const TIES: &[&str] =
    &["with", "between", "by", "against", "among", "on", "toward", "towards", "than", "according to"];

/// Verbs that move to a place.
const MOVES: &[&str] = &[
    "go", "come", "travel", "fly", "return", "move", "drive", "walk", "sail", "head", "get", "bring", "take",
    "arrive", "flee", "leave", "visit", "reach", "enter", "tour", "cross", "transfer", "relocate",
];

/// Whether the phrase headed by `head`, a capital's name, does or suffers something as those who
/// govern do.
pub(super) fn governs(tree: &Forest<'_>, head: usize, is_agent: impl Fn(&str) -> bool) -> bool {
    // Coordinated words share the place of the first.
    let mut first = head;
    while tree.deprel(first) == Some(Deprel::Conj)
        && let Some(up) = tree.head(first).filter(|&up| up < first)
    {
        first = up;
    }
    let above = tree.head(first);
    let of = |words: &[&str]| above.is_some_and(|up| words.contains(&tree.lemma(up).as_str()));
    match tree.deprel(first) {
        Some(Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter) => {
            above.is_none_or(|up| tree.by(up, Deprel::Cop).next().is_none())
        }
        Some(Deprel::Obj | Deprel::Iobj) => !of(MOVES),
        Some(Deprel::OblAgent | Deprel::NmodPoss | Deprel::Vocative) => true,
        Some(Deprel::Obl | Deprel::Nmod) => {
            let case = tree.case(first);
            TIES.contains(&case.as_str()) || case == "to" && !of(MOVES)
        }
        Some(Deprel::Compound) => above.is_some_and(|up| is_agent(&tree.lemma(up).to_lowercase())),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    /// Whether the first word with a capital letter that is no sentence's first, or the first word, governs.
    fn of(lines: &str, at: usize) -> bool {
        let (_, analysis) = fixture::read(lines);
        governs(&Forest::new(&analysis), at, |word| word == "official")
    }

    #[test]
    fn a_capital_that_acts_governs() {
        let refused =
            "Washington Washington PROPN NNP 2 nsubj\nrefused refuse VERB VBD 0 root\n. . PUNCT . 2 punct";
        assert!(of(refused, 0));
        let great = "London London PROPN NNP 3 nsubj\nis be AUX VBZ 3 cop\ngreat great ADJ JJ 0 root\n. . PUNCT . 3 punct";
        assert!(!of(great, 0));
    }

    #[test]
    fn a_place_where_something_is_does_not() {
        let tie = |case: &str, verb: &str| {
            let lines = format!(
                "They they PRON PRP 2 nsubj\n{verb} {verb} VERB VBP 0 root\n{case} {case} ADP IN 4 case\nLondon London PROPN NNP 2 obl\n. . PUNCT . 2 punct"
            );
            of(&lines, 3)
        };
        assert!(!tie("in", "talk"));
        assert!(!tie("to", "fly"));
        assert!(tie("to", "talk"));
        assert!(tie("with", "talk"));
    }
}
