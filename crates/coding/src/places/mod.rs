//! Which places an article names, and where on Earth they are.
//!
//! [`read`] finds the names (`mentions`), settles which of the places so called is meant (`resolve`) and gives each
//! its country, its state and its coordinates. What is known of places stands in `lexicon/places/` ([`Gazetteer`]).

mod gazetteer;
mod mentions;
mod resolve;
mod table;

pub use gazetteer::Gazetteer;

use dunlin_language::{Analysis, NameKind};
use dunlin_record::{Article, Note, Place, PlaceForm, PlaceKind, Stage};
use mentions::Mention;
use resolve::Variable;
use std::collections::BTreeMap;
use std::ops::Range;

/// The places of an article, and notes on the names that were left out.
#[derive(Debug, Default)]
pub struct Found {
    /// In text order.
    pub places: Vec<Place>,
    /// What could not be settled or is not in the gazetteer.
    pub notes: Vec<Note>,
}

/// The places that an article names. `spoken_of` are words that mean a country in this article alone ("the North"),
/// with its code.
pub fn read(
    article: &Article,
    analysis: &Analysis,
    spoken_of: &[(Range<usize>, String)],
    gazetteer: &Gazetteer,
) -> Found {
    let home = article.url.as_deref().and_then(|url| gazetteer.home(url));
    let mut mentions = mentions::mentions(article, analysis, gazetteer, home.as_ref());
    for (words, country) in spoken_of {
        let span = analysis.span(words);
        let free = !mentions.iter().any(|m| m.span.overlaps(span));
        if let Some(candidate) = gazetteer.country(country).filter(|_| free) {
            let key = format!("{} {country}", span.of(&article.text));
            let form = PlaceForm::Name;
            mentions.push(Mention { span, key, form, candidates: vec![candidate], placed: true });
        }
    }
    mentions.sort_by_key(|m| (m.span.start, m.span.end));
    let (mut variables, variable_of) = variables(&mentions);
    if home.is_none() {
        hint(&mut variables, article.url.as_deref());
    }
    let meant = resolve::resolve(&variables, home.as_ref());
    let mut found = Found::default();
    let mut doubtful = 0;
    for (mention, &variable) in mentions.iter().zip(&variable_of) {
        let candidate = meant
            .get(variable)
            .copied()
            .flatten()
            .and_then(|at| variables.get(variable).and_then(|v| v.candidates.get(at)));
        let Some(candidate) = candidate else {
            doubtful += 1;
            continue;
        };
        let (name, region, key) = gazetteer.about(candidate);
        found.places.push(Place {
            id: format!("p{}", found.places.len() + 1),
            span: mention.span,
            name,
            kind: candidate.kind,
            form: mention.form,
            country: (!candidate.country.is_empty()).then(|| candidate.country.clone()),
            region,
            lat: Some(rounded(candidate.lat)),
            lon: Some(rounded(candidate.lon)),
            gazetteer: (!key.is_empty()).then(|| format!("geonames:{key}")),
        });
    }
    let unknown = analysis
        .names
        .iter()
        .filter(|n| n.kind == NameKind::Location)
        .filter(|n| !mentions.iter().any(|m| m.span.overlaps(analysis.span(&n.words))))
        .count() as u64;
    for (kind, count, detail) in [
        ("place-in-doubt", doubtful, "several places have the name and nothing tells which is meant"),
        ("place-unknown", unknown, "the gazetteer has no place of that name"),
    ] {
        if count > 0 {
            found.notes.push(Note::new(Stage::Coding, kind, count, detail.to_owned()));
        }
    }
    found
}

/// One variable for all mentions of a name that may mean the same; a mention that says where it lies draws those
/// that do not say to itself.
fn variables(mentions: &[Mention]) -> (Vec<Variable>, Vec<usize>) {
    let mut variables: Vec<Variable> = Vec::new();
    let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut of = vec![0; mentions.len()];
    let mut order: Vec<usize> = (0..mentions.len()).collect();
    order.sort_by_key(|&at| !mentions.get(at).is_some_and(|m| m.placed));
    for at in order {
        let Some(mention) = mentions.get(at) else { continue };
        let same = by_key.entry(mention.key.as_str()).or_default();
        let fits = |v: &&usize| {
            !mention.placed
                || variables.get(**v).is_some_and(|v| {
                    v.candidates.iter().map(|c| c.source).eq(mention.candidates.iter().map(|c| c.source))
                })
        };
        let variable = same.iter().find(fits).copied().unwrap_or_else(|| {
            variables.push(Variable {
                key: mention.key.clone(),
                candidates: mention.candidates.clone(),
                hints: Vec::new(),
                times: 0,
                faint: true,
            });
            same.push(variables.len() - 1);
            variables.len() - 1
        });
        if let Some(slot) = variables.get_mut(variable) {
            slot.times += 1;
            slot.faint &= mention.form != PlaceForm::Name;
        }
        if let Some(slot) = of.get_mut(at) {
            *slot = variable;
        }
    }
    (variables, of)
}

/// A paper whose address begins with the name of a town ("palestineherald.com") writes for a town of that name in the
/// country of its domain.
fn hint(variables: &mut [Variable], url: Option<&str>) {
    let Some((host, country)) = url.and_then(gazetteer::address) else { return };
    for variable in variables {
        let letters: String = variable.key.split(' ').collect();
        if letters.len() < 5 || !host.starts_with(&letters) {
            continue;
        }
        let local = |c: &gazetteer::Candidate| c.kind == PlaceKind::Town && c.country == country;
        variable.hints = variable.candidates.iter().map(|c| if local(c) { HINT } else { 0.0 }).collect();
    }
}

/// What the address of its outlet adds to a town's score: as much as three thousandfold size.
const HINT: f64 = 5.0;

/// To a thousandth of a degree: the table knows no better.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests;
