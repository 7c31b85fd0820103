//! States that no table knows, told by what they own and whom they stand beside.

use super::{Cast, Class};
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos};
use std::collections::{BTreeMap, BTreeSet};

/// The states or regions that the article is about and the lexicon does not know: unknown names that twice or more own a
/// government, army, court or police ("Ruritania's army", "Ruritania police"), or do so once and stand in a row with a
/// state ("France and Ruritania agreed"). Nobody in them may be taken for a citizen of the known country that happens to
/// be named most.
pub(super) fn polities(tree: &Forest<'_>, cast: &Cast) -> BTreeSet<String> {
    let unknown =
        |w: usize| tree.upos(w) == Upos::Propn && cast.reading(w).is_none_or(|reading| !reading.is_coded());
    let of_state = |w: usize| {
        let sector = cast.reading(w).and_then(|reading| reading.sector.as_deref());
        sector.is_some_and(|sector| matches!(sector, "GOV" | "MIL" | "LEG" | "JUD" | "COP" | "SPY"))
    };
    let owns = |w: &usize| {
        matches!(tree.deprel(*w), Some(Deprel::NmodPoss | Deprel::Compound))
            && unknown(*w)
            && tree.head(*w).is_some_and(of_state)
    };
    let mut owned: BTreeMap<String, usize> = BTreeMap::new();
    for owner in (0..tree.len()).filter(owns) {
        *owned.entry(tree.lemma(owner)).or_default() += 1;
    }
    let mut all: BTreeSet<String> =
        owned.iter().filter(|(_, times)| **times >= 2).map(|(name, _)| name.clone()).collect();
    let state = |w: usize| {
        let country = cast.reading(w).is_some_and(|reading| reading.class == Some(Class::Country));
        country || unknown(w) && all.contains(&tree.lemma(w))
    };
    let beside: Vec<String> = (0..tree.len())
        .filter(|&w| unknown(w) && owned.contains_key(&tree.lemma(w)))
        .filter(|&w| {
            let row = tree
                .with_conjuncts(tree.head(w).filter(|_| tree.deprel(w) == Some(Deprel::Conj)).unwrap_or(w));
            row.contains(&w) && row.into_iter().any(|other| other != w && state(other))
        })
        .map(|w| tree.lemma(w))
        .collect();
    all.extend(beside);
    all
}

#[cfg(test)]
mod tests {
    use crate::forest::Forest;
    use crate::{Lexicon, fixture};

    const AGREED: &str = "Varland Varland PROPN NNP 4 nsubj\nand and CCONJ CC 3 cc\nOrrenia Orrenia PROPN NNP 1 conj\n\
                          agreed agree VERB VBD 0 root\n. . PUNCT . 4 punct";

    fn owns(state: &str, verb: &str) -> String {
        format!(
            "{state} {state} PROPN NNP 3 nmod:poss\n+'s 's PART POS 1 case\narmy army NOUN NN 4 nsubj\n{verb} {verb} VERB VBD 0 root\n. . PUNCT . 4 punct"
        )
    }

    /// Which of Varland and Orrenia are states in these sentences.
    fn states(sentences: &[&str]) -> [bool; 2] {
        let (article, analysis) = fixture::read(&sentences.join("\n\n"));
        let (tree, lexicon) = (Forest::new(&analysis), Lexicon::embedded().unwrap());
        let cast = super::super::cast(&article, &tree, &lexicon.actors);
        ["Varland", "Orrenia"].map(|name| cast.is_polity(&tree, fixture::find(&article, &analysis, name, 0)))
    }

    #[test]
    fn who_owns_an_army_twice_or_once_beside_a_state_is_a_state() {
        let (first, second) = (owns("Varland", "left"), owns("Varland", "fired"));
        let other = owns("Orrenia", "left");
        assert_eq!(
            states(&[AGREED, &first, &second]),
            [true, false],
            "a name that owns nothing may be a town"
        );
        assert_eq!(states(&[AGREED, &first, &second, &other]), [true, true]);
        assert_eq!(states(&[AGREED, &first, &other]), [false, false], "once each");
    }
}
