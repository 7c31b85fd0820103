//! GUM's `Entity=` column: entities, their mentions, and names made from them.

use dunlin_language::conllu::Document;
use dunlin_language::{Name, NameBasis, NameKind, Upos, Xpos};
use std::collections::BTreeMap;
use std::ops::Range;

/// A mention as GUM marks it.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    /// Mentions of one thing share it.
    pub(crate) id: String,
    /// person, organization, place, event, …
    pub(crate) kind: String,
    /// Its words.
    pub(crate) words: Range<usize>,
    /// Its head word.
    pub(crate) head: usize,
    /// Whether its head is a proper noun.
    pub(crate) named: bool,
}

/// All mentions of a document; of several with one head (coordinations) the smallest.
pub(crate) fn entities(document: &Document) -> Vec<Entity> {
    let words = &document.analysis.words;
    let mut open: Vec<(String, String, usize)> = Vec::new();
    let mut found: BTreeMap<usize, Entity> = BTreeMap::new();
    for (at, misc) in document.misc.iter().enumerate() {
        let Some(field) = misc.split('|').find_map(|part| part.strip_prefix("Entity=")) else { continue };
        let mut close = |id: &str, open: &mut Vec<(String, String, usize)>| {
            let Some(index) = open.iter().rposition(|(other, _, _)| other == id) else { return };
            let (id, kind, start) = open.remove(index);
            let range = start..at + 1;
            let head =
                range.clone().find(|&w| words[w].head.is_none_or(|h| !range.contains(&h))).unwrap_or(start);
            let named = words[head].upos == Upos::Propn;
            let entity = Entity { id, kind, words: range, head, named };
            if found.get(&head).is_none_or(|other| entity.words.len() < other.words.len()) {
                found.insert(head, entity);
            }
        };
        let mut rest = field;
        while !rest.is_empty() {
            if let Some(body) = rest.strip_prefix('(') {
                let end = body.find(['(', ')']).unwrap_or(body.len());
                let mut parts = body[..end].split('-');
                let id = parts.next().unwrap_or_default().split('[').next().unwrap_or_default().to_owned();
                open.push((id.clone(), parts.next().unwrap_or_default().to_owned(), at));
                rest = &body[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    close(&id, &mut open);
                    rest = after;
                }
            } else {
                let end = rest.find(')').unwrap_or(rest.len());
                let id = rest[..end].split(['-', '[']).next().unwrap_or_default();
                close(id, &mut open);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        }
    }
    found.into_values().collect()
}

/// Chains of at least two mentions of which one is the name of a person, body or place, as head words; without I, we
/// and you.
pub(crate) fn named_chains(document: &Document, entities: &[Entity]) -> Vec<Vec<usize>> {
    let mut chains: BTreeMap<&str, Vec<&Entity>> = BTreeMap::new();
    let speaker = |head: usize| {
        let word = &document.analysis.words[head];
        word.upos == Upos::Pron
            && matches!(
                word.lemma.as_str(),
                "I" | "we" | "you" | "my" | "our" | "your" | "myself" | "ourselves" | "yourself"
            )
    };
    for entity in entities.iter().filter(|entity| !speaker(entity.head)) {
        chains.entry(&entity.id).or_default().push(entity);
    }
    let named = chains
        .into_values()
        .filter(|chain| chain.len() > 1 && chain.iter().any(|e| e.named && is_kept(&e.kind)));
    named.map(|chain| chain.into_iter().map(|entity| entity.head).collect()).collect()
}

/// The kinds whose names a name recogniser is asked for.
fn is_kept(kind: &str) -> bool {
    matches!(kind, "person" | "organization" | "place")
}

/// The names of a document: the run of proper nouns around the head of each named mention, without titles.
pub(crate) fn names(document: &Document, entities: &[Entity]) -> Vec<Name> {
    let words = &document.analysis.words;
    let form = |at: usize| words.get(at).map_or("", |word| word.span.of(&document.text));
    let mut names: Vec<Name> = Vec::new();
    for entity in entities.iter().filter(|e| e.named && is_kept(&e.kind)) {
        let part = |at: usize| entity.words.contains(&at) && matches!(words[at].xpos, Xpos::Nnp | Xpos::Nnps);
        // Up to two small words between capitals: "Bank of the South", "People's Party"; in a person's name a hyphen
        // only, and nothing before a title.
        let person = entity.kind == "person";
        let link = |at: usize| {
            matches!(form(at), "-" | "–")
                || (!person
                    && matches!(form(at), "&" | "of" | "for" | "the" | "de" | "al" | "'s" | "’s" | "and"))
        };
        let (mut start, mut end) = (entity.head, entity.head + 1);
        loop {
            start = match start {
                s if person && s > 0 && is_title(form(s - 1)) => break,
                s if s > 0 && part(s - 1) => s - 1,
                s if s > 1 && link(s - 1) && form(s - 1) != "and" && part(s - 2) => s - 2,
                _ => break,
            };
        }
        loop {
            end = match end {
                e if part(e) => e + 1,
                e if link(e) && part(e + 1) => e + 2,
                e if link(e) && link(e + 1) && part(e + 2) => e + 3,
                _ => break,
            };
        }
        while start + 1 < end && is_title(form(start)) && start < entity.head {
            start += 1;
        }
        // "the President" describes.
        if is_title(form(entity.head)) {
            continue;
        }
        let kind = match entity.kind.as_str() {
            "person" => NameKind::Person,
            "organization" => NameKind::Organization,
            _ => NameKind::Location,
        };
        names.push(Name { words: start..end, kind, score: 1.0, basis: NameBasis::Read });
    }
    // Larger names first, then those that touch none of them.
    names.sort_by_key(|name| (std::cmp::Reverse(name.words.len()), name.words.start));
    let mut kept: Vec<Name> = Vec::new();
    for name in names {
        if kept.iter().all(|other| other.words.end <= name.words.start || name.words.end <= other.words.start)
        {
            kept.push(name);
        }
    }
    kept.sort_by_key(|name| name.words.start);
    kept
}

/// Titles, which name recognisers leave out of a name.
fn is_title(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "Mr" | "Mrs"
            | "Ms"
            | "Dr"
            | "President"
            | "Minister"
            | "Secretary"
            | "General"
            | "Senator"
            | "Justice"
            | "Judge"
            | "Governor"
            | "Professor"
            | "Captain"
            | "King"
            | "Queen"
            | "Prince"
            | "Princess"
            | "Sir"
            | "Lord"
            | "Chairman"
            | "Speaker"
    )
}
