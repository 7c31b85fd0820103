//! Who and what an article speaks of: entities with all their mentions and actor codes.
//!
//! "Kim", "the North Korean leader" and "he" become one entity with the code PRKGOV, because the lexicon knows who
//! led North Korea on the day of the article. Names come from the model and from the lexicon, mentions are joined
//! by the model's co-reference chains and by what they name.

mod described;
mod merge;
mod mistaken;
mod named;
mod phrases;
mod polity;
mod reading;
mod table;
mod town;
mod whose;

pub use reading::Reading;
pub use table::{ActorLexicon, Agent, AgentKind, Class, Known};

use crate::forest::Forest;
use dunlin_language::Upos;
use dunlin_record::{Article, Entity, EntityType, MentionKind, Note};
use phrases::Found;
use reading::Reader;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The entities of an article, with what later layers ask about them.
#[derive(Debug, Default)]
pub struct Cast {
    /// The entities, by their first mention.
    pub entities: Vec<Entity>,
    /// For every word the entity whose mention it heads.
    heads: Vec<Option<usize>>,
    /// For every word that heads a noun phrase, what the phrase itself says.
    readings: Vec<Option<Reading>>,
    /// What an entity's mentions together say.
    merged: Vec<Reading>,
    /// The country that the article is mostly about, where one stands out.
    pub story_country: Option<String>,
    /// Country names, adjectives and capitals in the text with their ISO codes, in text order.
    pub countries: Vec<(Range<usize>, String)>,
    /// What class of phrase each of `countries` is.
    classes: Vec<Class>,
    /// States that no table knows, by the word that names them: they own governments, armies, courts.
    polities: BTreeSet<String>,
    /// What was left out.
    pub notes: Vec<Note>,
}

impl Cast {
    /// The index of the entity that `word` heads a mention of.
    pub fn entity_at(&self, word: usize) -> Option<usize> {
        self.heads.get(word).copied().flatten()
    }

    /// The entity that the phrase `words` speaks of: that of its topmost word that heads a mention.
    pub fn entity_in(&self, tree: &Forest<'_>, words: &Range<usize>) -> Option<&Entity> {
        let outside = |w: &usize| tree.head(*w).is_none_or(|head| !words.contains(&head));
        let top = words.clone().find(|w| outside(w) && self.entity_at(*w).is_some());
        let any = || words.clone().find(|&w| self.entity_at(w).is_some());
        self.entities.get(self.entity_at(top.or_else(any)?)?)
    }

    /// The words that name a country or a part of one, with its code; neither adjectives nor capitals.
    pub fn named_countries(&self) -> impl Iterator<Item = &(Range<usize>, String)> {
        let named = self.countries.iter().zip(&self.classes).filter(|(_, class)| **class == Class::Country);
        named.map(|(country, _)| country)
    }

    /// What the phrase headed by `word` says by itself.
    pub fn reading(&self, word: usize) -> Option<&Reading> {
        self.readings.get(word).and_then(Option::as_ref)
    }

    /// Whether `word` names a state that no table knows.
    pub fn is_polity(&self, tree: &Forest<'_>, word: usize) -> bool {
        tree.upos(word) == Upos::Propn && self.polities.contains(&tree.lemma(word))
    }

    /// Whether the article speaks of states that no table knows.
    pub fn has_polities(&self) -> bool {
        !self.polities.is_empty()
    }

    /// What all mentions of entity `entity` say together.
    pub fn merged(&self, entity: usize) -> Option<&Reading> {
        self.merged.get(entity)
    }
}

/// Participles behind a country that helps, or holds down, somebody of another one.
const HELPED: &[&str] = &[
    "back",
    "backed",
    "align",
    "aligned",
    "link",
    "linked",
    "support",
    "supported",
    "fund",
    "funded",
    "train",
    "trained",
    "sponsor",
    "sponsored",
    "occupy",
    "occupied",
    "ally",
    "allied",
    "affiliate",
    "affiliated",
    "inspire",
    "inspired",
    "install",
    "installed",
    "broker",
    "brokered",
    "mediate",
    "mediated",
    "bound",
];

/// Finds the entities of an article.
pub fn cast(article: &Article, tree: &Forest<'_>, lexicon: &ActorLexicon) -> Cast {
    let analysis = tree.analysis;
    let mut found = lexicon.phrases().find(&article.text, analysis);
    mistaken::drop_mistaken(article, tree, lexicon, &mut found);
    mistaken::settle_namesakes(lexicon, &mut found);
    directions(article, tree, lexicon, &mut found);
    abbreviations(article, tree, &mut found);
    let mut found_at = vec![None; tree.len()];
    for (at, name) in found.iter().enumerate() {
        for slot in found_at.get_mut(name.words.clone()).into_iter().flatten() {
            *slot = Some(at);
        }
    }
    let mut name_at = vec![None; tree.len()];
    for (at, name) in analysis.names.iter().enumerate() {
        for slot in name_at.get_mut(name.words.clone()).into_iter().flatten() {
            *slot = Some(at);
        }
    }
    let reader = Reader {
        lexicon,
        tree,
        text: &article.text,
        found: &found,
        found_at: &found_at,
        name_at: &name_at,
        day: article.published.as_deref(),
    };
    let mut cast = Cast::default();
    (cast.countries, cast.classes) =
        countries(&found, tree, lexicon).into_iter().map(|(w, c, class)| ((w, c), class)).unzip();
    cast.story_country = story_country(&cast.countries);
    merge::merge(&reader, &mut cast);
    cast.polities = polity::polities(tree, &cast);
    if !cast.polities.is_empty() {
        cast.story_country = None;
        settle_polities(tree, &mut cast);
    }
    cast
}

/// A state that no table knows is a place, whatever kind of name its mentions look like.
fn settle_polities(tree: &Forest<'_>, cast: &mut Cast) {
    let words = &tree.analysis.words;
    for at in 0..cast.entities.len() {
        let Some(entity) = cast.entities.get(at) else { continue };
        let mut names = entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name);
        let state = names.any(|mention| {
            let word = words.partition_point(|w| w.span.end <= mention.span.start);
            words.get(word).is_some_and(|w| w.span == mention.span) && cast.is_polity(tree, word)
        });
        if let Some(entity) = cast.entities.get_mut(at).filter(|_| state) {
            entity.kind = EntityType::Place;
        }
    }
}

/// "The North" and "the South" in an article about Korea.
fn directions(article: &Article, tree: &Forest<'_>, lexicon: &ActorLexicon, found: &mut Vec<Found>) {
    let korean = |code: &str| {
        found.iter().find_map(|f| {
            f.known.iter().copied().find(|&at| {
                lexicon
                    .known(at)
                    .is_some_and(|k| k.class == Class::Country && k.codes.iter().any(|c| c.code == code))
            })
        })
    };
    let speaks_of = |code: &str| {
        found.iter().any(|f| {
            f.known.iter().any(|&at| {
                lexicon.known(at).is_some_and(|k| k.codes.iter().any(|c| c.country.as_deref() == Some(code)))
            })
        })
    };
    let (north, south) = (korean("PRK"), korean("KOR"));
    if !(north.is_some() || south.is_some()) || !speaks_of("PRK") && !speaks_of("KOR") {
        return;
    }
    let mut more = Vec::new();
    for at in 1..tree.len() {
        let known = match tree.span(at).of(&article.text) {
            "North" => north,
            "South" => south,
            _ => continue,
        };
        let determined = tree.is_lemma(at - 1, "the");
        let next_capital = tree.span(at + 1).of(&article.text).starts_with(char::is_uppercase);
        let free = !found.iter().any(|f| f.words.contains(&at));
        if let Some(known) = known
            && determined
            && free
            && !next_capital
        {
            more.push(Found { words: at..at + 1, known: vec![known] });
        }
    }
    found.extend(more);
    found.sort_by_key(|f| f.words.start);
}

/// Abbreviations that the text itself explains: after "the Rapid Support Forces (RSF)" RSF is that force, whatever else
/// it may be short for.
fn abbreviations(article: &Article, tree: &Forest<'_>, found: &mut Vec<Found>) {
    let form = |w: usize| tree.span(w).of(&article.text);
    let short = |w: usize| {
        let form = form(w);
        (2..=6).contains(&form.len()) && form.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    let mut meant: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for name in found.iter() {
        let at = name.words.end;
        if form(at) == "(" && form(at + 2) == ")" && short(at + 1) && name.words.len() > 1 {
            meant.entry(form(at + 1)).or_insert_with(|| name.known.clone());
        }
    }
    if meant.is_empty() {
        return;
    }
    for name in found.iter_mut().filter(|name| name.words.len() == 1) {
        if let Some(known) = meant.get(form(name.words.start)) {
            name.known.clone_from(known);
        }
    }
    let free = |w: &usize| !found.iter().any(|name| name.words.contains(w));
    let more: Vec<Found> = (0..tree.len())
        .filter(free)
        .filter_map(|w| Some(Found { words: w..w + 1, known: meant.get(form(w))?.clone() }))
        .collect();
    found.extend(more);
    found.sort_by_key(|name| name.words.start);
}

/// All phrases that name a country in one way or another.
fn countries(
    found: &[Found],
    tree: &Forest<'_>,
    lexicon: &ActorLexicon,
) -> Vec<(Range<usize>, String, Class)> {
    found
        .iter()
        .filter_map(|f| {
            let known = lexicon.known(*f.known.first()?)?;
            let code = known.codes.last()?;
            // A newspaper's or a company's country says nothing about the story, nor does that of a currency.
            let currency = tree.lemma(f.words.end);
            if matches!(currency.as_str(), "dollar" | "pound" | "dream") || currency.starts_with('$') {
                return None;
            }
            if matches!(code.sector.as_deref(), Some("JRN" | "BUS")) {
                return None;
            }
            // "Russia-installed officials": those whom a country helps are of another one.
            if tree.is_lemma(f.words.end, "-") && HELPED.contains(&tree.lemma(f.words.end + 1).as_str()) {
                return None;
            }
            Some((f.words.clone(), code.country.clone()?, known.class))
        })
        .collect()
}

/// The country named in at least half of all places, if any; the first names of an article count thrice.
fn story_country(countries: &[(Range<usize>, String)]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = 0;
    for (at, (_, country)) in countries.iter().enumerate() {
        let weight = if at < 3 { 3 } else { 1 };
        *counts.entry(country).or_default() += weight;
        all += weight;
    }
    let (country, count) =
        counts.into_iter().max_by_key(|&(country, count)| (count, std::cmp::Reverse(country)))?;
    (count * 2 >= all).then(|| country.to_owned())
}
