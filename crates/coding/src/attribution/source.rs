//! Who the source is: the entity that it speaks of, and what kind of source that is.

use super::draft::Draft;
use super::sayings::Sayings;
use super::syntax::maker;
use crate::tree::{ancestors, children, head, introducers, is, lemma, relation, upos, within};
use dunlin_language::{Analysis, Deprel, Upos};
use dunlin_record::{Entity, EntityType, MentionKind, SourceKind};

/// The entities, and for each word the one that it names.
pub(crate) struct Named<'e> {
    entities: &'e [Entity],
    over: Vec<Option<usize>>,
}

impl<'e> Named<'e> {
    /// For each word the entity with the shortest mention over it: a mention that ends before the noun it describes
    /// ("North Korea" in "North Korea experts") is not the noun.
    pub(crate) fn new(a: &Analysis, entities: &'e [Entity]) -> Self {
        let mut best: Vec<Option<(usize, usize)>> = vec![None; a.words.len()];
        for (at, entity) in entities.iter().enumerate() {
            for mention in &entity.mentions {
                let first = a.words.partition_point(|word| word.span.start < mention.span.start);
                let key = (mention.span.len(), at);
                let words = a.words.iter().zip(&mut best).skip(first);
                for (_, slot) in words.take_while(|(word, _)| word.span.end <= mention.span.end) {
                    *slot = Some(slot.map_or(key, |old| old.min(key)));
                }
            }
        }
        Self { entities, over: best.into_iter().map(|best| best.map(|(_, at)| at)).collect() }
    }

    fn over(&self, word: usize) -> Option<usize> {
        self.over.get(word).copied().flatten()
    }
}

/// The entity (its index) and the kind of a draft's source.
pub(crate) fn resolve(
    a: &Analysis,
    sayings: &Sayings,
    cast: &Named<'_>,
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
    // "The Harbour Post", of which only "Harbour" was read as a name: that is another's.
    let other = |at: usize| {
        let entity = &cast.entities[at];
        paper && entity.kind == EntityType::Person && !entity.name.to_lowercase().contains(&noun)
    };
    let found = entity_of(a, cast, head, draft)
        .filter(|&at| !other(at))
        .filter(|&at| !is_measure(a, sayings, &cast.entities[at], head));
    let is_named =
        |at: usize| cast.entities[at].mentions.iter().any(|mention| mention.kind == MentionKind::Name);
    if kinds.contains(&SourceKind::Document) {
        let of = maker(a, head).and_then(|m| entity_of(a, cast, m, draft));
        // A named document ("Resolution 2397") is its own entity.
        return (found.filter(|&at| is_named(at)).or(of), SourceKind::Document);
    }
    let many = kinds.contains(&SourceKind::Unnamed);
    if let Some(at) = found.filter(|&at| is_named(at) || !many) {
        let is_paper = paper && cast.entities[at].kind != EntityType::Person;
        return (Some(at), if is_paper { SourceKind::Outlet } else { kind_of(&cast.entities[at], kinds) });
    }
    // "experts like X", "a spokesman for the ministry": the name inside says who.
    let named = a.children(head).find(|&c| {
        is(a, c, Deprel::Nmod)
            && introducers(a, c)
                .any(|i| matches!(lemma(a, i), "like" | "such" | "including" | "for" | "of" | "at" | "with"))
    });
    let of = named.and_then(|n| entity_of(a, cast, n, draft)).or_else(|| {
        children(a, head, Deprel::Compound)
            .find_map(|c| entity_of(a, cast, c, draft))
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
        let named = words.filter_map(|w| cast.over(w));
        named
            .fold(None, |last, at| if cast.entities[at].kind == EntityType::Person { Some(at) } else { last })
    });
    let of = last_named.or(of);
    let like = example.is_some();
    if (is_spokesperson(&noun) || like)
        && let Some(at) = of
    {
        let kind = if like { kind_of(&cast.entities[at], &[]) } else { SourceKind::Unnamed };
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
pub(crate) fn described(a: &Analysis, cast: &Named<'_>, draft: &Draft) -> Option<usize> {
    source_head(a, draft).and_then(|head| entity_of(a, cast, head, draft))
}

/// Documents and outlets that are called by what they are, not by name: "a state media report".
pub(crate) fn is_unnamed_outlet(a: &Analysis, sayings: &Sayings, draft: &Draft) -> bool {
    let Some(head) = source_head(a, draft) else { return false };
    let mut speaks_of_media = std::iter::once(head)
        .chain(a.children(head).filter(|&c| is(a, c, Deprel::Compound) || is(a, c, Deprel::Amod)));
    let state = draft.source.iter().cloned().flatten().any(|w| matches!(lemma(a, w), "state" | "official"));
    state && speaks_of_media.any(|w| sayings.source(lemma(a, w)).contains(&SourceKind::Outlet))
}

/// The one outlet with a name that an article has as a source, if it is one: such a one is meant by "state media".
/// `resolved` are the drafts' entities.
pub(crate) fn only_outlet(
    sayings: &Sayings,
    entities: &[Entity],
    resolved: &[Option<usize>],
) -> Option<usize> {
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
fn entity_of(a: &Analysis, cast: &Named<'_>, noun: usize, draft: &Draft) -> Option<usize> {
    if let Some(found) = cast.over(noun) {
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
        if named { cast.over(c) } else { None }
    });
    if beside.is_some() {
        return beside;
    }
    // A relative pronoun stands for what its clause hangs on.
    if matches!(lemma(a, noun), "which" | "who" | "that" | "whom") {
        let clause = ancestors(a, noun).find(|&up| relation(a, up) == Deprel::AclRelcl)?;
        let antecedent = head(a, clause)?;
        return cast.over(antecedent).or_else(|| {
            a.children(antecedent).find_map(|c| {
                let name = is(a, c, Deprel::Flat) || is(a, c, Deprel::Appos) || is(a, c, Deprel::Compound);
                if name { cast.over(c) } else { None }
            })
        });
    }
    // A head that is itself a name may be covered by a mention that the head's word borders on.
    let inside = draft.source.iter().cloned().flatten().filter(|&w| upos(a, w) == Upos::Propn);
    let flat = |w: usize| ancestors(a, w).take(3).any(|up| up == noun) && is_name_part(a, w);
    inside.into_iter().filter(|&w| flat(w)).find_map(|w| cast.over(w))
}

fn is_name_part(a: &Analysis, w: usize) -> bool {
    is(a, w, Deprel::Flat) || is(a, w, Deprel::Appos) || relation(a, w) == Deprel::NmodDesc
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
