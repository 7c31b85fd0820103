//! Who the source is: the entity that it speaks of, and what kind of source that is.

use super::draft::Draft;
use super::sayings::Sayings;
use super::syntax::maker;
use crate::tree::{ancestors, children, head, introducers, is, lemma, relation, upos, within};
use dunlin_language::{Analysis, Deprel, Upos};
use dunlin_record::{Entity, EntityType, Mention, MentionKind, SourceKind};

/// The entity (its index) and the kind of a draft's source.
pub(crate) fn resolve(
    a: &Analysis,
    sayings: &Sayings,
    entities: &[Entity],
    draft: &Draft,
) -> (Option<usize>, SourceKind) {
    let Some(head) = source_head(a, draft) else { return (None, SourceKind::Unnamed) };
    let noun = lemma(a, head).to_lowercase();
    let mut kinds = sayings.source(&noun).to_vec();
    // "The Harbour Post" is a newspaper and no post.
    let paper = upos(a, head) == Upos::Propn && kinds.contains(&SourceKind::Outlet);
    if paper {
        kinds.retain(|kind| *kind == SourceKind::Outlet);
    }
    let kinds = &kinds[..];
    let infers =
        draft.act.as_deref().is_some_and(|act| matches!(act, "suggest" | "indicate" | "show" | "emphasize"));
    if kinds.contains(&SourceKind::Author) && infers {
        return (None, SourceKind::Author);
    }
    let found =
        entity_of(a, entities, head, draft).filter(|&at| !is_measure(a, sayings, &entities[at], head));
    let is_named = |at: usize| entities[at].mentions.iter().any(|mention| mention.kind == MentionKind::Name);
    if kinds.contains(&SourceKind::Document) {
        let of = maker(a, head).and_then(|m| entity_of(a, entities, m, draft));
        // A named document ("Resolution 2397") is its own entity.
        return (found.filter(|&at| is_named(at)).or(of), SourceKind::Document);
    }
    let many = kinds.contains(&SourceKind::Unnamed);
    if let Some(at) = found.filter(|&at| is_named(at) || !many) {
        let is_paper = paper && entities[at].kind != EntityType::Person;
        return (Some(at), if is_paper { SourceKind::Outlet } else { kind_of(&entities[at], kinds) });
    }
    // "experts like X", "a spokesman for the ministry": the name inside says who.
    let named = a.children(head).find(|&c| {
        is(a, c, Deprel::Nmod)
            && introducers(a, c)
                .any(|i| matches!(lemma(a, i), "like" | "such" | "including" | "for" | "of" | "at" | "with"))
    });
    let of = named.and_then(|n| entity_of(a, entities, n, draft)).or_else(|| {
        children(a, head, Deprel::Compound)
            .find_map(|c| entity_of(a, entities, c, draft))
            .filter(|_| kinds.contains(&SourceKind::Unnamed) && is_spokesperson(&noun))
    });
    // "experts like the institute's X": where the tree is unsure the last name of the source says who.
    let example = draft
        .source
        .iter()
        .cloned()
        .flatten()
        .find(|&w| w > head && matches!(lemma(a, w), "like" | "including") && upos(a, w) == Upos::Adp);
    let last_named = example.and_then(|like| {
        let words = draft.source.iter().cloned().flatten().filter(|&w| w > like && upos(a, w) == Upos::Propn);
        let named = words.filter_map(|w| mention_over(a, entities, w));
        named.fold(None, |last, at| if entities[at].kind == EntityType::Person { Some(at) } else { last })
    });
    let of = last_named.or(of);
    let like = example.is_some();
    if (is_spokesperson(&noun) || like)
        && let Some(at) = of
    {
        let kind = if like { kind_of(&entities[at], &[]) } else { SourceKind::Unnamed };
        return (Some(at), kind);
    }
    if found.is_some() && many {
        return (found, SourceKind::Unnamed);
    }
    let kind = kinds.iter().copied().find(|kind| *kind != SourceKind::Author);
    let fallback = match upos(a, head) {
        Upos::Propn => SourceKind::Body,
        Upos::Pron if matches!(noun.as_str(), "he" | "she" | "i" | "who") => SourceKind::Person,
        _ => SourceKind::Unnamed,
    };
    (None, kind.unwrap_or(fallback))
}

/// The entity that the source describes without a name: "the report".
pub(crate) fn described(a: &Analysis, entities: &[Entity], draft: &Draft) -> Option<usize> {
    source_head(a, draft).and_then(|head| entity_of(a, entities, head, draft))
}

/// Documents and outlets that are called by what they are, not by name ("a state media report"): the one outlet
/// that the same article names as a source. `resolved` are the drafts' entities; an index where one was added.
pub(crate) fn unnamed_outlet(
    a: &Analysis,
    sayings: &Sayings,
    entities: &[Entity],
    draft: &Draft,
    resolved: &[Option<usize>],
) -> Option<usize> {
    let head = source_head(a, draft)?;
    let speaks_of_media = std::iter::once(head)
        .chain(a.children(head).filter(|&c| is(a, c, Deprel::Compound) || is(a, c, Deprel::Amod)));
    let state = draft.source.iter().cloned().flatten().any(|w| matches!(lemma(a, w), "state" | "official"));
    let media =
        speaks_of_media.into_iter().any(|w| sayings.source(lemma(a, w)).contains(&SourceKind::Outlet));
    if !media || !state {
        return None;
    }
    // An outlet with a name of its own: "Japanese media" is none.
    let named = |entity: &Entity| {
        let last = entity.name.split_whitespace().next_back().unwrap_or("").to_lowercase();
        is_outlet(entity) && !sayings.source(&last).contains(&SourceKind::Outlet)
    };
    let mut outlets: Vec<usize> =
        resolved.iter().flatten().copied().filter(|&e| entities.get(e).is_some_and(named)).collect();
    outlets.sort_unstable();
    outlets.dedup();
    match outlets[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// Whether a pronoun was linked to an amount of things, which says nothing: "nine tonnes were stolen, and they said".
fn is_measure(a: &Analysis, sayings: &Sayings, entity: &Entity, speaker: usize) -> bool {
    upos(a, speaker) == Upos::Pron
        && entity.kind == EntityType::Other
        && entity.mentions.iter().all(|mention| mention.kind != MentionKind::Name)
        && entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Description).all(|mention| {
            let Some(first) = a.word_at(mention.span.start) else { return false };
            let end = a.words.partition_point(|word| word.span.start < mention.span.end);
            let counted = (first..end).find(|&w| {
                upos(a, w) == Upos::Noun && children(a, w, Deprel::Nummod).any(|n| (first..end).contains(&n))
            });
            counted.is_some_and(|noun| {
                let of = |c: usize| introducers(a, c).any(|i| lemma(a, i) == "of");
                children(a, noun, Deprel::Nmod).any(of) && sayings.source(lemma(a, noun)).is_empty()
            })
        })
}

fn is_spokesperson(noun: &str) -> bool {
    noun.starts_with("spokes") || matches!(noun, "official" | "aide" | "representative" | "lawyer" | "source")
}

/// The word that heads the source: the one whose own head stands outside.
pub(crate) fn source_head(a: &Analysis, draft: &Draft) -> Option<usize> {
    let words = || draft.source.iter().cloned().flatten().filter(|&w| upos(a, w) != Upos::Punct);
    words()
        .find(|&w| {
            !within(&draft.source, head(a, w).unwrap_or(usize::MAX))
                && !is(a, w, Deprel::Case)
                && !is(a, w, Deprel::Det)
        })
        .or_else(|| words().next_back())
}

/// The entity that the noun phrase headed by `noun` speaks of.
fn entity_of(a: &Analysis, entities: &[Entity], noun: usize, draft: &Draft) -> Option<usize> {
    if let Some(found) = mention_over(a, entities, noun) {
        return Some(found);
    }
    // "leader Kim Jong-un", "the chancellor, Ada Ruiz": the name beside the noun.
    let beside = a.children(noun).find_map(|c| {
        let named = is(a, c, Deprel::Appos)
            || is(a, c, Deprel::Flat)
            || relation(a, c) == Deprel::NmodDesc
            || (is(a, c, Deprel::Compound)
                && upos(a, c) == Upos::Propn
                && c + 1 == noun
                && upos(a, noun) == Upos::Propn);
        if named { mention_over(a, entities, c) } else { None }
    });
    if beside.is_some() {
        return beside;
    }
    // A relative pronoun stands for what its clause hangs on.
    if matches!(lemma(a, noun), "which" | "who" | "that" | "whom") {
        let clause = ancestors(a, noun).find(|&up| relation(a, up) == Deprel::AclRelcl)?;
        let antecedent = head(a, clause)?;
        return mention_over(a, entities, antecedent).or_else(|| {
            a.children(antecedent).find_map(|c| {
                let name = is(a, c, Deprel::Flat) || is(a, c, Deprel::Appos) || is(a, c, Deprel::Compound);
                if name { mention_over(a, entities, c) } else { None }
            })
        });
    }
    // A head that is itself a name may be covered by a mention that the head's word borders on.
    let inside = draft.source.iter().cloned().flatten().filter(|&w| upos(a, w) == Upos::Propn);
    let flat = |w: usize| ancestors(a, w).take(3).any(|up| up == noun) && is_name_part(a, w);
    inside.into_iter().filter(|&w| flat(w)).find_map(|w| mention_over(a, entities, w))
}

fn is_name_part(a: &Analysis, w: usize) -> bool {
    is(a, w, Deprel::Flat) || is(a, w, Deprel::Appos) || relation(a, w) == Deprel::NmodDesc
}

/// The entity with the shortest mention over word `w` whose own head can be `w`: a mention that ends before the
/// noun it describes ("North Korea" in "North Korea experts") is not the noun.
fn mention_over(a: &Analysis, entities: &[Entity], w: usize) -> Option<usize> {
    let span = a.words.get(w)?.span;
    let covering = |mention: &&Mention| mention.span.contains(span);
    entities
        .iter()
        .enumerate()
        .filter_map(|(at, entity)| {
            let shortest = entity.mentions.iter().filter(covering).map(|mention| mention.span.len()).min()?;
            Some((shortest, at))
        })
        .min()
        .map(|(_, at)| at)
}

fn is_outlet(entity: &Entity) -> bool {
    entity.codes.iter().any(|code| matches!(code.sector.as_deref(), Some("JRN" | "MED")))
}

fn kind_of(entity: &Entity, kinds: &[SourceKind]) -> SourceKind {
    match entity.kind {
        _ if is_outlet(entity) && entity.kind != EntityType::Person => SourceKind::Outlet,
        EntityType::Person => SourceKind::Person,
        EntityType::Organization | EntityType::Place => SourceKind::Body,
        EntityType::Other => kinds.first().copied().unwrap_or(SourceKind::Body),
    }
}
