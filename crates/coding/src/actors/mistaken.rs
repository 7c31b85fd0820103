//! Names of the lexicon that mean something else where they stand: a continent, money, a hospital, a war, a person who
//! bears a country's name.

use super::phrases::Found;
use super::table::{ActorLexicon, Class};
use crate::forest::Forest;
use dunlin_language::{Deprel, NameKind, Upos};
use dunlin_record::Article;
use std::collections::BTreeMap;

/// Words after a country's name that make it the name of something else.
const NAMED_AFTER: &[&str] =
    &["State", "States", "River", "Delta", "Street", "Avenue", "Airlines", "Airport", "War", "Veterans"];

/// Words after a people's name that make it the name of a house.
const HOUSES: &[&str] =
    &["Hospital", "School", "University", "College", "Airlines", "Airport", "Hotel", "Restaurant"];

/// Drops what only looks like a name of the lexicon.
pub(super) fn drop_mistaken(
    article: &Article,
    tree: &Forest<'_>,
    lexicon: &ActorLexicon,
    found: &mut Vec<Found>,
) {
    let form = |w: usize| tree.span(w).of(&article.text);
    let families = family_names(article, tree, lexicon);
    let of = |f: &Found, class| f.known.iter().filter_map(|&at| lexicon.known(at)).any(|k| k.class == class);
    // "South American", "Latin America": a continent, not the country.
    found.retain(|f| {
        let before = f.words.start.checked_sub(1).map(|w| tree.lemma(w)).unwrap_or_default();
        let american = form(f.words.start).starts_with("America");
        !american || !matches!(before.as_str(), "south" | "latin" | "north" | "central")
    });
    // "US$132 million" is money.
    found.retain(|f| !form(f.words.end.saturating_sub(1)).ends_with('$'));
    // "Niger State", "the Saudi Hospital": named after a country, not the country.
    found.retain(|f| {
        let next = form(f.words.end);
        !(of(f, Class::Country) && NAMED_AFTER.contains(&next)
            || of(f, Class::People) && HOUSES.contains(&next))
    });
    // "Bloomberg" after "Michael Bloomberg" is he, not the agency of that name; nor is "Chad" who plays the guitar.
    found.retain(|f| {
        let house = f.known.iter().filter_map(|&at| lexicon.known(at)).any(|k| {
            k.class == Class::Body
                && k.codes.iter().any(|c| matches!(c.sector.as_deref(), Some("JRN" | "BUS")))
        });
        let place = of(f, Class::Country) || of(f, Class::Capital);
        let family = || match families.get(form(f.words.start)) {
            Some(Sure::Named) => true,
            Some(Sure::Joined) => of(f, Class::Capital),
            None => false,
        };
        !((house || place) && f.words.len() == 1 && family())
    });
}

/// How sure it is that a word is a family name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sure {
    /// The model sees a person's name of several words that ends in it.
    Named,
    /// A name stands right before it, joined as people's names are: "identified as Sudesh Amman".
    Joined,
}

/// The words that end a person's full name somewhere in the article.
fn family_names<'t>(
    article: &'t Article,
    tree: &Forest<'_>,
    lexicon: &ActorLexicon,
) -> BTreeMap<&'t str, Sure> {
    let form = |w: usize| tree.span(w).of(&article.text);
    let given = |w: usize| {
        tree.upos(w) == Upos::Propn
            && form(w).starts_with(char::is_uppercase)
            && form(w).chars().any(char::is_lowercase)
            && !lexicon.is_agent(&form(w).to_lowercase())
    };
    let joined = (1..tree.len())
        .filter(|&w| tree.deprel(w) == Some(Deprel::Flat) && tree.head(w) == Some(w - 1) && given(w - 1));
    let mut families: BTreeMap<&str, Sure> = joined.map(|w| (form(w), Sure::Joined)).collect();
    let people = tree.analysis.names.iter().filter(|name| {
        name.kind == NameKind::Person
            && name.words.len() > 1
            && name.words.clone().all(|w| tree.upos(w) == Upos::Propn)
    });
    families.extend(people.map(|name| (form(name.words.end - 1), Sure::Named)));
    families
}

/// Of two countries that bear a name ("Georgia") the one that the article otherwise names more goes first.
pub(super) fn settle_namesakes(lexicon: &ActorLexicon, found: &mut [Found]) {
    let country = |at: usize| {
        let known = lexicon.known(at).filter(|k| k.class == Class::Country)?;
        known.codes.last()?.country.as_deref()
    };
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for name in found.iter() {
        let mut all: Vec<&str> =
            name.known.iter().filter_map(|&at| lexicon.known(at)?.codes.last()?.country.as_deref()).collect();
        all.dedup();
        if let [only] = all[..] {
            *named.entry(only).or_default() += 1;
        }
    }
    for name in found.iter_mut().filter(|name| name.known.len() > 1) {
        let times = |at: usize| country(at).and_then(|c| named.get(c)).copied().unwrap_or(0);
        name.known.sort_by_key(|&at| std::cmp::Reverse(times(at)));
    }
}
