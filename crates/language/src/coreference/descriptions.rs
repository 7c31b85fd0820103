//! Third pass: definite descriptions, "the ministry", "the country", "the minister", "the North".

use super::clusters::Clusters;
use super::constructs::Article;
use super::lists::Class;
use super::mentions::{Mention, Number, is_of_people};
use crate::{Deprel, NameKind, Upos};
use dunlin_record::MentionKind;
use std::collections::BTreeMap;

/// How many sentences back a description may reach, by what it speaks of. Bodies and offices stay present in a story.
const PERSON_REACH: usize = 12;
const BODY_REACH: usize = 12;
const PLACE_REACH: usize = 6;
/// Mentions looked at for one description.
const MOST: usize = 400;

/// Links descriptions to what they describe.
pub(super) fn link(article: &Article<'_>, clusters: &mut Clusters) {
    let compass = Compass::new(article);
    for at in 0..article.mentions.all.len() {
        let mention = &article.mentions.all[at];
        let found = if is_compass(article, mention) {
            // A name recogniser may take "the North" for a name.
            compass.place(article.form(mention.head)).filter(|&place| place != at)
        } else if mention.kind != MentionKind::Description || clusters.known(at).named {
            None
        } else if is_bare_definite(article, mention) {
            described(article, mention, at, clusters).or_else(|| only_one(article, mention, at, clusters))
        } else {
            None
        };
        if let Some(found) = found {
            clusters.join(at, found);
        }
    }
}

/// Whether the phrase is "the", "this" or "that" and a noun, with nothing that tells which one.
fn is_bare_definite(article: &Article<'_>, mention: &Mention) -> bool {
    let mut definite = false;
    for &child in article.tree.children(mention.head) {
        let Some(word) = article.analysis.words.get(child) else { return false };
        if word.deprel == Deprel::Det {
            definite = matches!(article.lemma(child).as_str(), "the" | "this" | "that" | "these" | "those")
                || matches!(article.form(child).to_lowercase().as_str(), "the" | "this" | "that");
        } else if matches!(
            word.deprel,
            Deprel::Amod
                | Deprel::Compound
                | Deprel::Nummod
                | Deprel::NmodPoss
                | Deprel::Nmod
                | Deprel::Acl
                | Deprel::AclRelcl
                | Deprel::Appos
                | Deprel::Conj
                | Deprel::Cop
                | Deprel::Flat
                | Deprel::NmodDesc
        ) {
            return false;
        }
    }
    definite
}

/// The nearest cluster that is known by the description's noun.
fn described(article: &Article<'_>, mention: &Mention, at: usize, clusters: &Clusters) -> Option<usize> {
    let noun = article.lemma(mention.head);
    let reach = match mention.class {
        Class::Person => PERSON_REACH,
        Class::Body => BODY_REACH,
        Class::Place => PLACE_REACH,
        Class::Other => return None,
    };
    // The nearest one that is known by this noun.
    candidates(article, mention, at, reach).find(|&candidate| {
        let other = &article.mentions.all[candidate];
        let known = clusters.known(candidate);
        let same_number = other.kind == MentionKind::Name || other.number == mention.number;
        let right_class = known.class == mention.class || known.class == Class::Other || known.named;
        // "in Libya, Syria and Yemen" has not made one of them "the country".
        let listed = mention.class == Class::Place
            && (article.relation(other.head) == Some(Deprel::Conj)
                || article.child(other.head, Deprel::Conj).is_some());
        mention.number != Number::Plural
            && !listed
            && other.pronoun.is_none()
            && same_number
            && right_class
            && known.number != Number::Plural
            && known.nouns.contains(&noun)
            && !other.nested(mention)
            && !attached(article, candidate, mention)
    })
}

/// "the company", "the city", where no name before it tells its kind: the only body or place of unknown kind in this
/// sentence and the one before.
fn only_one(article: &Article<'_>, mention: &Mention, at: usize, clusters: &Clusters) -> Option<usize> {
    let noun = article.lemma(mention.head);
    let general = matches!(
        noun.as_str(),
        "company"
            | "firm"
            | "organization"
            | "organisation"
            | "agency"
            | "newspaper"
            | "city"
            | "town"
            | "village"
            | "island"
            | "region"
    );
    if !general || mention.number == Number::Plural {
        return None;
    }
    let mut found: Option<usize> = None;
    for candidate in candidates(article, mention, at, 1) {
        let other = &article.mentions.all[candidate];
        let known = clusters.known(candidate);
        if other.kind != MentionKind::Name
            || known.class != mention.class
            || attached(article, candidate, mention)
        {
            continue;
        }
        match found {
            Some(same) if clusters.of(same) != clusters.of(candidate) => return None,
            _ => found = Some(candidate),
        }
    }
    found.filter(|&one| clusters.known(one).nouns.is_empty() && !article.mentions.all[one].nested(mention))
}

/// The mentions before `at`, nearest first, up to `reach` sentences back.
fn candidates<'a>(
    article: &'a Article<'_>,
    mention: &Mention,
    at: usize,
    reach: usize,
) -> impl Iterator<Item = usize> + 'a {
    let earliest = mention.sentence.saturating_sub(reach);
    (0..at).rev().take(MOST).take_while(move |&other| article.mentions.all[other].sentence >= earliest)
}

/// Whether the two are subject and object of one verb, and so different things.
fn attached(article: &Article<'_>, candidate: usize, mention: &Mention) -> bool {
    let other = &article.mentions.all[candidate];
    let core = |word| {
        article
            .relation(word)
            .is_some_and(|r| r.is(Deprel::Nsubj) || matches!(r, Deprel::Obj | Deprel::Iobj | Deprel::Conj))
    };
    other.sentence == mention.sentence
        && core(other.head)
        && core(mention.head)
        && article.head(other.head).is_some()
        && article.head(other.head) == article.head(mention.head)
}

/// "the North": a point of the compass that stands for a state.
fn is_compass(article: &Article<'_>, mention: &Mention) -> bool {
    matches!(article.form(mention.head), "North" | "South" | "East" | "West")
        && mention
            .name
            .and_then(|name| article.analysis.names.get(name))
            .is_none_or(|name| name.words.len() <= 2)
        && article.tree.children(mention.head).iter().all(|&child| {
            article.analysis.words.get(child).is_some_and(|w| {
                matches!(w.upos, Upos::Adp | Upos::Punct | Upos::Part)
                    || article.form(child).eq_ignore_ascii_case("the")
            })
        })
        && article.child(mention.head, Deprel::Det).is_some()
}

/// The places whose names begin with a point of the compass.
struct Compass<'a> {
    /// For each point: the name and its first mention, or `None` where several names begin so.
    places: BTreeMap<&'a str, Option<(&'a str, usize)>>,
}

impl<'a> Compass<'a> {
    fn new(article: &'a Article<'_>) -> Self {
        let mut places = BTreeMap::new();
        for (at, mention) in article.mentions.all.iter().enumerate() {
            let Some(name) = mention.name.and_then(|name| article.analysis.names.get(name)) else { continue };
            let text = article.analysis.span(&name.words).of(article.text);
            let Some((point, rest)) = text.split_once(' ') else { continue };
            let place = matches!(name.kind, NameKind::Location | NameKind::Organization);
            // "South of the River" and "North Koreans" are no states.
            let state = place && !rest.contains(' ') && !is_of_people(rest);
            if state && matches!(point, "North" | "South" | "East" | "West") {
                let entry = places.entry(point).or_insert(Some((text, at)));
                if entry.is_some_and(|(same, _)| same != text) {
                    *entry = None;
                }
            }
        }
        Self { places }
    }

    /// The first mention of the only place whose name begins with `point`.
    fn place(&self, point: &str) -> Option<usize> {
        self.places.get(point).copied().flatten().map(|(_, at)| at)
    }
}
