//! Names of the lexicon that mean something else where they stand: a continent, money, a hospital, a war, a person who
//! bears a country's name.

use super::phrases::Found;
use super::table::{ActorLexicon, Class};
use crate::forest::Forest;
use dunlin_language::{Deprel, Name, NameKind, Upos};
use dunlin_record::Article;
use std::collections::BTreeMap;

/// Words after a country's name that make it the name of something else.
const NAMED_AFTER: &[&str] =
    &["State", "States", "River", "Delta", "Street", "Avenue", "Airport", "War", "Veterans"];

/// Words after a people's name that make it the name of a house.
const HOUSES: &[&str] = &["Hospital", "School", "University", "College", "Airport", "Hotel", "Restaurant"];

/// Words after a capital that make its name that of a text: "the Ottawa Treaty".
const TEXTS: &[&str] =
    &["Treaty", "Convention", "Protocol", "Accord", "Accords", "Agreement", "Declaration", "Pact"];

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
            || of(f, Class::People) && HOUSES.contains(&next)
            || of(f, Class::Capital) && TEXTS.contains(&next))
    });
    drop_halves(tree, lexicon, found);
    drop_first_names(tree, lexicon, found);
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

/// "Crans-Montana": the second half of a town's name is no state.
fn drop_halves(tree: &Forest<'_>, lexicon: &ActorLexicon, found: &mut Vec<Found>) {
    let named: Vec<usize> = found.iter().flat_map(|f| f.words.clone()).collect();
    let near = |a: usize, b: usize| tree.span(a).end == tree.span(b).start;
    found.retain(|f| {
        let Some(first) = f.words.start.checked_sub(2) else { return true };
        let half = tree.is_lemma(first + 1, "-")
            && near(first, first + 1)
            && near(first + 1, first + 2)
            && tree.upos(first) == Upos::Propn
            && !named.contains(&first);
        let country = f.known.iter().filter_map(|&at| lexicon.known(at)).any(|k| k.class == Class::Country);
        !(half && country)
    });
}

/// "German Ruiz", "Jordan Talla": the first name of a person is no country.
fn drop_first_names(tree: &Forest<'_>, lexicon: &ActorLexicon, found: &mut Vec<Found>) {
    found.retain(|f| {
        let first = f.words.start;
        let flat = tree.by(first, Deprel::Flat).any(|c| tree.upos(c) == Upos::Propn && !f.words.contains(&c));
        let country = || {
            let mut known = f.known.iter().filter_map(|&at| lexicon.known(at));
            known.all(|k| matches!(k.class, Class::Country | Class::People | Class::Capital))
        };
        // Last, since it looks through all names of the article.
        let person = || {
            let longer = |name: &Name| name.words.start == first && name.words.len() > 1;
            tree.analysis.names.iter().any(|name| name.kind == NameKind::Person && longer(name))
        };
        let plain = f.words.len() == 1 && tree.upos(first) == Upos::Propn;
        !(plain && flat && country() && person())
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

/// Of two countries that bear a name ("Georgia") the one that the article otherwise names more goes first; for a part of a country
/// ("Georgia" of the United States) only other parts of it speak ("Texas"), since the country itself is named everywhere.
pub(super) fn settle_namesakes(lexicon: &ActorLexicon, found: &mut [Found]) {
    let country = |at: usize| {
        let known = lexicon.known(at).filter(|k| k.class == Class::Country)?;
        known.codes.last()?.country.as_deref()
    };
    let part = |at: usize| {
        let name = lexicon.known(at).map(|k| k.name.as_str());
        country(at).is_some_and(|code| lexicon.country_name(code) != name)
    };
    let mut named: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for name in found.iter() {
        let mut all: Vec<&str> =
            name.known.iter().filter_map(|&at| lexicon.known(at)?.codes.last()?.country.as_deref()).collect();
        all.dedup();
        if let ([only], Some(&first)) = (&all[..], name.known.first()) {
            *named.entry((only, part(first))).or_default() += 1;
        }
    }
    for name in found.iter_mut().filter(|name| name.known.len() > 1) {
        let count = |code, part| named.get(&(code, part)).copied().unwrap_or(0);
        let times = |at: usize| {
            country(at).map_or(0, |code| count(code, true) + if part(at) { 0 } else { count(code, false) })
        };
        name.known.sort_by_key(|&at| std::cmp::Reverse(times(at)));
    }
}
