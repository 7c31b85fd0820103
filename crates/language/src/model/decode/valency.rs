//! What a head can have once: its subject, its object, its indirect object, its copula.
//!
//! UD: "nsubj", "obj" and "iobj" are core arguments, of which a predicate has one each; the subject of a clause around it is
//! "nsubj:outer" and counts apart. Where two words have the same place at a head, the one that gives it up at the smaller cost
//! gets its next best head or relation.

use super::parse::{Beliefs, Pair, Parse};
use super::projective::would_cross;
use crate::labels::{Deprel, Upos};

/// The largest loss (of log-probability) that a second word of a kind is given another place for.
const MOST: f32 = 3.0;

/// How many are mended in one sentence.
const ROUNDS: usize = 6;

/// What a head can have once; with this relation a word takes the place.
fn place(label: Deprel) -> Option<u8> {
    match label {
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::Csubj | Deprel::CsubjPass => Some(1),
        Deprel::Obj => Some(2),
        Deprel::Iobj => Some(4),
        Deprel::Cop => Some(8),
        _ => None,
    }
}

/// Settles what `parse` has twice, with `upos` the tags of its words.
pub fn once_each<A: FnMut(&[Pair]) -> Vec<f32>>(beliefs: &Beliefs<'_, A>, upos: &[Upos], parse: &mut Parse) {
    describe_names(upos, parse);
    for _ in 0..ROUNDS {
        let Some(two) = twice(parse) else { break };
        let mut best: Option<(f32, usize, Option<usize>, Deprel)> = None;
        for word in two {
            let Some((head, label)) = next_best(beliefs, parse, word) else { continue };
            let now = beliefs.log(word, parse.heads[word], parse.relations[word]);
            let loss = now - beliefs.log(word, head, label);
            if loss < best.map_or(MOST, |best| best.0) {
                best = Some((loss, word, head, label));
            }
        }
        let Some((_, word, head, label)) = best else { break };
        parse.heads[word] = head;
        parse.relations[word] = label;
    }
    subordinate(parse);
}

/// The first two words that have the same place at a head.
fn twice(parse: &Parse) -> Option<[usize; 2]> {
    let mut taken = vec![0u8; parse.heads.len()];
    for (word, (head, label)) in parse.heads.iter().zip(&parse.relations).enumerate() {
        let (Some(head), Some(place)) = (*head, place(*label)) else { continue };
        let taken = taken.get_mut(head)?;
        if *taken & place != 0 {
            return Some([holder(parse, head, place, word)?, word]);
        }
        *taken |= place;
    }
    None
}

/// The first word but `word` that has `place` at `head`.
fn holder(parse: &Parse, head: usize, of: u8, word: usize) -> Option<usize> {
    let mut all = parse.heads.iter().zip(&parse.relations).enumerate();
    let has = |(at, (to, label)): &(usize, (&Option<usize>, &Deprel))| {
        *at != word && **to == Some(head) && place(**label) == Some(of)
    };
    all.find(has).map(|(at, _)| at)
}

/// The best head and relation of `word` that takes nobody's place and leaves a tree without new crossings.
fn next_best<A: FnMut(&[Pair]) -> Vec<f32>>(
    beliefs: &Beliefs<'_, A>,
    parse: &Parse,
    word: usize,
) -> Option<(Option<usize>, Deprel)> {
    let now = parse.heads.get(word).copied()??;
    let mut best: Option<(f32, usize, Deprel)> = None;
    for (head, label, log) in beliefs.choices(word) {
        let Some(head) = head else { continue };
        if best.is_some_and(|best| log <= best.0)
            || place(label).is_some_and(|place| holder(parse, head, place, word).is_some())
            || head == now && parse.relations.get(word) == Some(&label)
            || head != now && (parse.below(head, word) || would_cross(&parse.heads, word, head))
        {
            continue;
        }
        best = Some((log, head, label));
    }
    best.map(|(_, head, label)| (Some(head), label))
}

/// Two subjects in a row, a noun and a name ("leader Kim spoke"): the noun describes the name (UD "nmod:desc").
fn describe_names(upos: &[Upos], parse: &mut Parse) {
    let subject = |label: Deprel| matches!(label, Deprel::Nsubj | Deprel::NsubjPass);
    for name in 1..parse.heads.len() {
        let noun = name - 1;
        if (upos.get(noun), upos.get(name)) == (Some(&Upos::Noun), Some(&Upos::Propn))
            && parse.heads[noun].is_some()
            && parse.heads[noun] == parse.heads[name]
            && subject(parse.relations[noun])
            && subject(parse.relations[name])
        {
            parse.heads[noun] = Some(name);
            parse.relations[noun] = Deprel::NmodDesc;
        }
    }
}

/// A clause with a word that makes it depend on another ("if", "because") stands beside none: UD's "advcl", not "parataxis".
fn subordinate(parse: &mut Parse) {
    for word in 0..parse.heads.len() {
        if let Some(head) = parse.heads[word]
            && parse.relations[word] == Deprel::Mark
            && parse.relations[head] == Deprel::Parataxis
        {
            parse.relations[head] = Deprel::Advcl;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::tests::beliefs;
    use super::*;
    use crate::model::decode::tree::tests::is_tree;
    use Deprel::{Advmod, Det, Iobj, Nsubj, Obj, OblUnmarked, Root};
    use proptest::prelude::*;

    #[test]
    fn the_less_sure_of_two_objects_gives_way() {
        // "She met him Monday."
        let words = [(Some(1), Nsubj), (None, Root), (Some(1), Obj), (Some(1), Obj)];
        let upos = [Upos::Pron, Upos::Verb, Upos::Pron, Upos::Propn];
        let mut monday = beliefs(&words, &[(3, Some(1), OblUnmarked, -1.0), (2, Some(1), Iobj, -2.5)]);
        let mut parse = monday.parse();
        once_each(&monday, &upos, &mut parse);
        assert_eq!(parse.relations, [Nsubj, Root, Obj, OblUnmarked]);
        // "She gave him fish."
        let mut fish = beliefs(&words, &[(3, Some(1), OblUnmarked, -2.9), (2, Some(1), Iobj, -1.5)]);
        let mut parse = fish.parse();
        once_each(&fish, &upos, &mut parse);
        assert_eq!(parse.relations, [Nsubj, Root, Iobj, Obj]);
        // Nothing else is likely: better twice than wrong.
        let mut stuck = beliefs(&words, &[]);
        let mut parse = stuck.parse();
        once_each(&stuck, &upos, &mut parse);
        assert_eq!(parse.relations, [Nsubj, Root, Obj, Obj]);
    }

    #[test]
    fn a_subject_can_move_to_another_verb() {
        // "Boats sailed, storms came": "storms" as a second subject of "sailed" moves on to "came".
        let words = [(Some(1), Nsubj), (None, Root), (Some(1), Nsubj), (Some(1), Deprel::Parataxis)];
        let upos = [Upos::Noun, Upos::Verb, Upos::Noun, Upos::Verb];
        let mut beliefs = beliefs(&words, &[(2, Some(3), Nsubj, -1.5)]);
        let mut parse = beliefs.parse();
        once_each(&beliefs, &upos, &mut parse);
        assert_eq!(parse.heads, [Some(1), None, Some(3), Some(1)]);
    }

    #[test]
    fn a_noun_before_a_name_describes_it() {
        // "Captain Brandt spoke": two subjects in a row.
        let words = [(Some(2), Nsubj), (Some(2), Nsubj), (None, Root)];
        let mut beliefs = beliefs(&words, &[]);
        let mut parse = beliefs.parse();
        once_each(&beliefs, &[Upos::Noun, Upos::Propn, Upos::Verb], &mut parse);
        assert_eq!(parse.heads, [Some(1), Some(2), None]);
        assert_eq!(parse.relations, [Deprel::NmodDesc, Nsubj, Root]);
    }

    #[test]
    fn a_clause_with_if_is_an_adverbial_one() {
        // "Go if you can."
        let words = [(None, Root), (Some(3), Deprel::Mark), (Some(3), Nsubj), (Some(0), Deprel::Parataxis)];
        let mut beliefs = beliefs(&words, &[]);
        let mut parse = beliefs.parse();
        once_each(&beliefs, &[Upos::Verb, Upos::Sconj, Upos::Pron, Upos::Aux], &mut parse);
        assert_eq!(parse.relations[3], Deprel::Advcl);
    }

    proptest! {
        #[test]
        fn any_scores_give_a_tree(
            words in 1usize..16,
            numbers in prop::collection::vec(-4f32..0.0, 97),
        ) {
            let arcs = (0..words * (words + 1)).map(|at| numbers[at * 7 % 97]).collect();
            let few = [Root, Nsubj, Obj, Det, Advmod];
            let ask = |pairs: &[Pair]| (0..pairs.len() * few.len()).map(|at| numbers[at * 5 % 89]).collect();
            let mut beliefs = Beliefs::new(&few, words, arcs, ask);
            let mut parse = beliefs.parse();
            once_each(&beliefs, &vec![Upos::Noun; words], &mut parse);
            prop_assert!(is_tree(&parse.heads), "{:?}", parse);
            let roots = parse.heads.iter().zip(&parse.relations).filter(|(head, label)| head.is_none() != (**label == Root));
            prop_assert_eq!(roots.count(), 0);
        }
    }
}
