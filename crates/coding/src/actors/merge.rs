//! Joins mentions into entities.
//!
//! Two mentions are of one entity when the model's co-reference says so, when they name the same thing of the lexicon
//! in the same role (a capital as a government is another thing than the town), or when one is the family name of the
//! other.

use super::Cast;
use super::named::{LABELS, full_name};
use super::reading::{Reader, Reading};
use super::table::Class;
use super::town::governs;
use dunlin_language::{Deprel, NameKind, Upos};
use dunlin_record::{Entity, EntityType, Mention, MentionKind, Span};
use std::collections::BTreeMap;

/// A mention before it belongs to an entity.
struct Node {
    head: usize,
    span: Span,
    kind: MentionKind,
    reading: Reading,
    name_kind: Option<NameKind>,
    /// Words of the name, folded, for joining "Kim" to "Kim Jong-un".
    name: Option<String>,
    /// Whether a capital does or suffers something here as those who govern from it do.
    governs: bool,
}

pub(super) fn merge(reader: &Reader<'_>, cast: &mut Cast) {
    let nodes = nodes(reader, cast);
    let mut joined = Joined::new(nodes.iter().map(full_parts).collect());
    // Names first: of two people of one family name a chain may mix up the mentions.
    join_by_name(&nodes, &mut joined);
    let at_head: BTreeMap<usize, usize> = nodes.iter().enumerate().map(|(at, n)| (n.head, at)).collect();
    for chain in &reader.tree.analysis.chains {
        let mut first = None;
        for mention in &chain.mentions {
            if let Some(&at) = at_head.get(&mention.head) {
                match first {
                    None => first = Some(at),
                    // Chains are joined only where their members can be one thing.
                    Some(first) if compatible(&nodes[first], &nodes[at]) => joined.join(first, at),
                    Some(_) => {}
                }
            }
        }
    }
    join_titles(reader, &nodes, &at_head, &mut joined);
    build(reader, nodes, &mut joined, cast);
}

/// All phrases that are a name, have a code, or stand in a co-reference chain.
fn nodes(reader: &Reader<'_>, cast: &mut Cast) -> Vec<Node> {
    let tree = reader.tree;
    let analysis = tree.analysis;
    let mut in_chain: BTreeMap<usize, (Span, MentionKind)> = BTreeMap::new();
    for chain in &analysis.chains {
        for mention in &chain.mentions {
            in_chain.entry(mention.head).or_insert((analysis.span(&mention.words), mention.kind));
        }
    }
    cast.readings = vec![None; tree.len()];
    let mut nodes: Vec<Node> = Vec::new();
    for head in 0..tree.len() {
        let named = reader.name_at.get(head).copied().flatten();
        let found = reader.found_at.get(head).copied().flatten();
        let chained = in_chain.get(&head).copied();
        let nominal = tree.is_nominal_head(head);
        // A name inside a phrase ("U.S. troops", "Kim's regime") is a mention of its own.
        let name_head =
            named.and_then(|at| analysis.names.get(at)).is_some_and(|n| heads(reader, &n.words, head));
        let found_head =
            found.and_then(|at| reader.found.get(at)).is_some_and(|f| heads(reader, &f.words, head));
        // "police raid", "Israeli strike": a modifier may be the actor of its noun, but is no mention by itself.
        // "American and Israeli strikes": so is an adjective joined to one.
        let beside =
            |w: usize| matches!(tree.deprel(w), Some(Deprel::Compound | Deprel::Amod | Deprel::NmodDesc));
        let joined = tree.deprel(head) == Some(Deprel::Conj)
            && tree.upos(head) == Upos::Adj
            && tree.head(head).is_some_and(beside);
        let modifier = beside(head) || joined;
        if modifier && let Some(slot) = cast.readings.get_mut(head) {
            *slot = Some(reader.read_modifier(head)).filter(Reading::is_coded);
        }
        if !(nominal || name_head || found_head || chained.is_some()) {
            continue;
        }
        let reading = reader.read(head);
        let worth = reading.is_coded() || name_head || found_head || chained.is_some();
        if nominal
            && !joined
            && let Some(slot) = cast.readings.get_mut(head)
        {
            *slot = Some(reading.clone());
        }
        let adjective = found_head && reading.class == Some(Class::People) && !nominal
            || found_head && reading.known.is_none() && !nominal && !name_head;
        // "Bank of Norway" does not speak of Norway: names do not overlap.
        let outer = named.and_then(|at| analysis.names.get(at)).filter(|_| !name_head && chained.is_none());
        let inner = found.and_then(|at| reader.found.get(at));
        let within = outer.zip(inner).is_some_and(|(outer, inner)| {
            outer.words.start <= inner.words.start
                && inner.words.end <= outer.words.end
                && inner.words.len() < outer.words.len()
        });
        if !worth || adjective || within {
            continue;
        }
        let name = named.filter(|_| name_head).and_then(|at| analysis.names.get(at));
        let words = match (name, found.and_then(|at| reader.found.get(at))) {
            (Some(name), _) if name_head && name.kind == NameKind::Person => {
                Some(full_name(tree, reader.lexicon, reader.text, &name.words))
            }
            (Some(name), _) if name_head => Some(name.words.clone()),
            (_, Some(found)) if found_head => Some(found.words.clone()),
            _ => None,
        };
        let (span, kind) = match (&words, chained) {
            (Some(words), _) => (analysis.span(words), MentionKind::Name),
            (None, Some(mention)) => mention,
            (None, None) => (analysis.span(&tree.noun_phrase(head)), MentionKind::Description),
        };
        let text =
            words.as_ref().map(|_| span.of(reader.text).split_whitespace().collect::<Vec<_>>().join(" "));
        let governs = reading.class == Some(Class::Capital)
            && governs(tree, head, |word| reader.lexicon.is_agent(word));
        nodes.push(Node { head, span, kind, reading, name_kind: name.map(|n| n.kind), name: text, governs });
    }
    nodes
}

/// Whether `head` is the topmost word of the run `words`.
fn heads(reader: &Reader<'_>, words: &std::ops::Range<usize>, head: usize) -> bool {
    words.contains(&head)
        && reader.tree.head(head).is_none_or(|up| !words.contains(&up))
        && words.clone().find(|&w| reader.tree.head(w).is_none_or(|up| !words.contains(&up))) == Some(head)
}

fn compatible(a: &Node, b: &Node) -> bool {
    let differ = |x: &Option<String>, y: &Option<String>| matches!((x, y), (Some(x), Some(y)) if x != y);
    if a.reading.known.is_some() && b.reading.known.is_some() && a.reading.known != b.reading.known {
        return false;
    }
    // "Washington refused" and "the office in Washington": the government and the town.
    let capital = |node: &Node| node.reading.class == Some(Class::Capital);
    if capital(a) && capital(b) && a.governs != b.governs {
        return false;
    }
    !(differ(&a.reading.group, &b.reading.group) && a.reading.named && b.reading.named)
}

fn join_by_name(nodes: &[Node], joined: &mut Joined) {
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    let mut people: Vec<(usize, Vec<&str>)> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        if let Some(key) = key(node) {
            let first = *by_key.entry(key).or_insert(at);
            // Whom the lexicon knows by several names ("Joe", "Joseph") is one.
            match node.reading.known {
                Some(_) => joined.unite(first, at),
                None => joined.join(first, at),
            }
        }
        if node.name_kind == Some(NameKind::Person)
            && let Some(name) = &node.name
        {
            people.push((at, name.split(' ').collect()));
        }
    }
    // "Kim" joins the nearest earlier full name that begins or ends with it.
    for (place, (at, parts)) in people.iter().enumerate() {
        let [part] = parts[..] else { continue };
        let fits = |other: &Vec<&str>| {
            other.len() > 1 && (other.first() == Some(&part) || other.last() == Some(&part))
        };
        let earlier = people[..place].iter().rev().find(|(_, other)| fits(other));
        let later = || people[place..].iter().find(|(_, other)| fits(other));
        if let Some((other, _)) = earlier.or_else(later)
            && compatible(&nodes[*at], &nodes[*other])
        {
            joined.join(*other, *at);
        }
    }
}

/// "Transport Minister Ove Marrick": a title right before a person's name is of the same person, also where the
/// parser hung both on the verb.
fn join_titles(reader: &Reader<'_>, nodes: &[Node], at_head: &BTreeMap<usize, usize>, joined: &mut Joined) {
    for (name_node, node) in nodes.iter().enumerate() {
        let Some(words) = reader
            .name_at
            .get(node.head)
            .copied()
            .flatten()
            .and_then(|at| reader.tree.analysis.names.get(at))
            .filter(|name| name.kind == NameKind::Person && node.kind == MentionKind::Name)
            .map(|name| name.words.clone())
        else {
            continue;
        };
        let Some(before) = words.start.checked_sub(1) else { continue };
        let Some(&title) = at_head.get(&before).filter(|&&at| at != name_node) else { continue };
        // Only a title written as one, with a capital: "told the minister Ruiz had left" speaks of two.
        let capital = reader.tree.span(before).of(reader.text).starts_with(char::is_uppercase);
        let agent = reader.lexicon.is_agent(&reader.tree.lemma(before).to_lowercase());
        let titled = &nodes[title];
        let free = titled.reading.known.is_none() && !matches!(titled.name_kind, Some(NameKind::Person));
        let person = matches!(titled.reading.kind, None | Some(EntityType::Person));
        if capital && agent && free && person && compatible(titled, node) {
            joined.join(title, name_node);
        }
    }
}

/// Mentions with one key are of one entity.
fn key(node: &Node) -> Option<String> {
    match (node.reading.class, node.reading.known) {
        (
            Some(class @ (Class::Person | Class::Body | Class::House | Class::Country | Class::Capital)),
            Some(known),
        ) if node.kind == MentionKind::Name => {
            return Some(format!("known {class:?} {known} {}", node.governs));
        }
        _ => {}
    }
    if let Some(name) = &node.name {
        return Some(format!("name {:?} {name}", node.name_kind));
    }
    None
}

fn build(reader: &Reader<'_>, nodes: Vec<Node>, joined: &mut Joined, cast: &mut Cast) {
    cast.heads = vec![None; reader.tree.len()];
    let mut place: BTreeMap<usize, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<Node>> = Vec::new();
    for (at, node) in nodes.into_iter().enumerate() {
        let root = joined.root(at);
        let group = *place.entry(root).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(slot) = cast.heads.get_mut(node.head) {
            *slot = Some(group);
        }
        if let Some(list) = groups.get_mut(group) {
            list.push(node);
        }
    }
    for (at, group) in groups.into_iter().enumerate() {
        let mut merged = merged(&group);
        // "Athens … The city suffered": only what its name does tells the government from the town.
        if merged.class == Some(Class::Capital) && !group.iter().any(|n| n.governs) {
            merged.sector = None;
            merged.role = None;
        }
        let entity = Entity {
            id: format!("n{}", at + 1),
            name: best_name(reader, &group, &merged),
            kind: kind(&group, &merged),
            codes: codes(&group, &merged),
            mentions: group.iter().map(|n| Mention { span: n.span, kind: n.kind }).collect(),
        };
        cast.entities.push(entity);
        cast.merged.push(merged);
    }
}

/// The best reading of all mentions: a known name before a coded one before a description, filled up by the others.
fn merged(group: &[Node]) -> Reading {
    let rank =
        |r: &Reading| (r.known.is_some(), r.group.is_some() && r.sector.is_some(), r.named, r.is_coded());
    let mut best = Reading::default();
    let mut top = None;
    for node in group {
        if top.is_none_or(|t| rank(&node.reading) > t) {
            top = Some(rank(&node.reading));
            best = node.reading.clone();
        }
    }
    for node in group {
        if best.group.is_none() {
            best.group.clone_from(&node.reading.group);
        }
        if best.sector.is_none() && best.class != Some(Class::Country) || tells_more(&node.reading, &best) {
            best.sector.clone_from(&node.reading.sector);
            best.role.clone_from(&node.reading.role);
        }
    }
    best
}

/// Whether another mention of a person tells his office or trade where this one only says that he is somebody's son, a
/// woman, a member of a party.
fn tells_more(other: &Reading, best: &Reading) -> bool {
    let person = best.kind == Some(EntityType::Person) && best.known.is_none();
    let vague = match best.sector.as_deref() {
        Some("CVL") => true,
        Some("PTY") => best.role.as_deref().is_some_and(|role| LABELS.contains(&role)),
        _ => false,
    };
    let trade = other.kind == Some(EntityType::Person)
        && other.sector.as_deref().is_some_and(|s| !matches!(s, "CVL" | "PTY" | "UAF" | "CRM" | "PRE"));
    person && vague && trade && (other.group.is_none() || best.group.is_none() || other.group == best.group)
}

fn codes(group: &[Node], merged: &Reading) -> Vec<dunlin_record::ActorCode> {
    let mut codes: Vec<_> = merged.code().into_iter().collect();
    for node in group {
        // The entity's own name may be coded more fully than a description of it, never otherwise.
        if let Some(code) = node.reading.code()
            && node.reading.named
            && codes.is_empty()
        {
            codes.push(code);
        }
    }
    codes
}

fn kind(group: &[Node], merged: &Reading) -> EntityType {
    let by_name = group.iter().find_map(|n| n.name_kind);
    match merged.class {
        Some(Class::Person) => return EntityType::Person,
        Some(Class::Body | Class::House) => return EntityType::Organization,
        Some(Class::Capital) if merged.sector.as_deref() == Some("GOV") => return EntityType::Organization,
        Some(Class::Country | Class::Capital) => return EntityType::Place,
        _ => {}
    }
    match by_name {
        Some(NameKind::Person) => EntityType::Person,
        Some(NameKind::Organization) => EntityType::Organization,
        Some(NameKind::Location) => EntityType::Place,
        Some(NameKind::Miscellaneous) => EntityType::Other,
        None => merged.kind.unwrap_or(EntityType::Other),
    }
}

/// The lexicon's name, or the longest name in the article, or the first description.
fn best_name(reader: &Reader<'_>, group: &[Node], merged: &Reading) -> String {
    if let Some(known) = merged.known.and_then(|at| reader.lexicon.known(at))
        && known.class != Class::People
    {
        // "Washington refused": not the town is spoken of but those who govern from it.
        if known.class == Class::Capital
            && merged.sector.as_deref() == Some("GOV")
            && let Some(country) = merged.group.as_deref().and_then(|code| reader.lexicon.country_name(code))
        {
            return format!("{country} government");
        }
        return known.name.clone();
    }
    let longest =
        group.iter().filter_map(|n| n.name.as_ref()).max_by_key(|n| (n.len(), std::cmp::Reverse(*n)));
    match longest {
        Some(name) => name.clone(),
        None => group.first().map(|n| n.span.of(reader.text).to_owned()).unwrap_or_default(),
    }
}

/// The words of the name of a person named in full, without initials.
fn full_parts(node: &Node) -> Vec<String> {
    let name = node.name.as_deref().filter(|_| node.name_kind == Some(NameKind::Person)).unwrap_or("");
    let parts: Vec<String> = name.split(' ').filter(|p| !p.ends_with('.')).map(str::to_owned).collect();
    if parts.len() > 1 { parts } else { Vec::new() }
}

/// Whether two full names share the family name alone: "Ana Ruiz", "Luis Ruiz"; not "Ana Maria Ruiz".
fn are_namesakes(one: &[String], other: &[String]) -> bool {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let Some((family, given)) = few.split_last() else { return false };
    let known =
        |part: &String| many.iter().any(|m| m.starts_with(part.as_str()) || part.starts_with(m.as_str()));
    many.last() == Some(family) && !given.iter().any(known)
}

/// Disjoint sets over the mentions; the root of a set is its first mention. Two people who are named in full with one
/// family name stay apart, whatever joins their mentions.
struct Joined {
    up: Vec<usize>,
    /// Of every root the parts of the full name, if one is told.
    named: Vec<Vec<String>>,
}

impl Joined {
    fn new(named: Vec<Vec<String>>) -> Self {
        Self { up: (0..named.len()).collect(), named }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.up[at] != at {
            self.up[at] = self.up[self.up[at]];
            at = self.up[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if !are_namesakes(&self.named[a], &self.named[b]) {
            self.unite(a, b);
        }
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (first, second) = (a.min(b), a.max(b));
        self.up[second] = first;
        if self.named[first].is_empty() {
            self.named[first] = std::mem::take(&mut self.named[second]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{actors, fixture, lexicon::Lexicon};
    use dunlin_language::{Name, NameBasis, NameKind};

    /// Names and mentions of the entities in `lines`, where `people` are the first and end words of persons' names.
    fn entities(lines: &str, people: &[(usize, usize)]) -> Vec<(String, usize)> {
        let (mut article, mut analysis) = fixture::read(lines);
        article.published = Some("2026-03-02".to_owned());
        let name = |&(start, end): &(usize, usize)| Name {
            words: start..end,
            kind: NameKind::Person,
            score: 0.9,
            basis: NameBasis::Read,
        };
        analysis.names = people.iter().map(name).collect();
        let lexicon = Lexicon::embedded().unwrap();
        let forest = crate::forest(&article, &analysis, &lexicon);
        let cast = actors::cast(&article, &forest, &lexicon.actors);
        cast.entities.iter().map(|e| (e.name.clone(), e.mentions.len())).collect()
    }

    #[test]
    fn namesakes_share_the_family_name_alone() {
        let parts = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(super::are_namesakes(&parts("Ana Ruiz"), &parts("Luis Ruiz")));
        assert!(!super::are_namesakes(&parts("Ana Ruiz"), &parts("Ana Maria Ruiz")));
        assert!(!super::are_namesakes(&parts("Agent Ana Ruiz"), &parts("Ana Ruiz")));
        assert!(!super::are_namesakes(&parts("Ana Ruiz"), &[]));
    }

    /// A title is its bearer's, also where the parser hung both on the verb.
    #[test]
    fn a_title_joins_its_name() {
        let lines = "Transport Transport PROPN NNP 2 compound
Minister Minister PROPN NNP 5 nsubj
Ove Ove PROPN NNP 5 nsubj
Marrick Marrick PROPN NNP 3 flat
left leave VERB VBD 0 root
. . PUNCT . 5 punct";
        assert_eq!(entities(lines, &[(2, 4)]), [("Ove Marrick".to_owned(), 2)]);
    }

    /// A capital that acts is its government, and where something is in it, it is the town: two entities.
    #[test]
    fn a_capital_is_a_government_and_a_town() {
        let lines = "Paris Paris PROPN NNP 2 nsubj
refused refuse VERB VBD 0 root
. . PUNCT . 2 punct

They they PRON PRP 2 nsubj
met meet VERB VBD 0 root
in in ADP IN 4 case
Paris Paris PROPN NNP 2 obl
. . PUNCT . 2 punct";
        assert_eq!(entities(lines, &[]), [("France government".to_owned(), 1), ("Paris".to_owned(), 1)]);
    }

    /// What is a part of a name is not spoken of: somebody called after a country.
    #[test]
    fn a_name_inside_a_name_is_no_mention() {
        let lines = "Norway Norway PROPN NNP 2 compound
Marrick Marrick PROPN NNP 3 nsubj
left leave VERB VBD 0 root
. . PUNCT . 3 punct";
        assert_eq!(entities(lines, &[(0, 2)]), [("Norway Marrick".to_owned(), 1)]);
        assert_eq!(entities(lines, &[(1, 2)]).len(), 2);
    }

    /// A family name is that of the person whom the article names in full, not that of somebody in office.
    #[test]
    fn a_family_name_is_the_namesakes() {
        let lines = "Lee Lee PROPN NNP 3 nsubj
Jong-ho Jong-ho PROPN NNP 1 flat
left leave VERB VBD 0 root
. . PUNCT . 3 punct

Lee Lee PROPN NNP 2 nsubj
slept sleep VERB VBD 0 root
. . PUNCT . 2 punct";
        assert_eq!(entities(lines, &[(0, 2), (4, 5)]), [("Lee Jong-ho".to_owned(), 2)]);
    }
}
