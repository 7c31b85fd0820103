//! Second pass: what the sentence itself says is the same: appositions, initials in brackets, "X is the Y", relative
//! and reflexive pronouns.

use super::clusters::Clusters;
use super::lists::{Class, Lists};
use super::mentions::{Mention, Mentions, Number, Pronoun, lemma};
use super::names::stands_for;
use super::tree::Tree;
use crate::{Analysis, Deprel, Upos};
use dunlin_record::MentionKind;

/// No word of a text has more; a broken tree is not searched further.
pub(super) const MOST_CHILDREN: usize = 100;

/// What all passes look at.
pub(super) struct Article<'a> {
    pub(super) text: &'a str,
    pub(super) analysis: &'a Analysis,
    pub(super) tree: &'a Tree,
    pub(super) mentions: &'a Mentions,
    pub(super) lists: &'a Lists,
}

impl Article<'_> {
    /// The form of a word.
    pub(super) fn form(&self, word: usize) -> &str {
        self.analysis.words.get(word).map_or("", |w| w.span.of(self.text))
    }

    /// The dictionary form of a word, in lower case.
    pub(super) fn lemma(&self, word: usize) -> String {
        self.analysis.words.get(word).map(|w| lemma(self.text, w)).unwrap_or_default()
    }

    /// The relation of a word to its head.
    pub(super) fn relation(&self, word: usize) -> Option<Deprel> {
        self.analysis.words.get(word).map(|w| w.deprel)
    }

    /// The head of a word.
    pub(super) fn head(&self, word: usize) -> Option<usize> {
        self.analysis.words.get(word).and_then(|w| w.head)
    }

    /// The child of `word` with this relation or a subtype.
    pub(super) fn child(&self, word: usize, relation: Deprel) -> Option<usize> {
        self.tree
            .children(word)
            .iter()
            .copied()
            .find(|&child| self.relation(child).is_some_and(|r| r.is(relation)))
    }

    /// Whether `word` lies under `above` in the tree, or is it.
    pub(super) fn under(&self, word: usize, above: usize) -> bool {
        let mut at = Some(word);
        // A tree is never deeper than this in text; a broken one ends here too.
        for _ in 0..100 {
            match at {
                Some(here) if here == above => return true,
                Some(here) => at = self.head(here),
                None => return false,
            }
        }
        false
    }
}

/// Links what the sentences state.
pub(super) fn link(article: &Article<'_>, clusters: &mut Clusters) {
    for at in 0..article.mentions.all.len() {
        let mention = &article.mentions.all[at];
        if let Some(other) = apposed(article, mention)
            .or_else(|| bracketed(article, mention))
            .or_else(|| copular(article, mention))
            && clusters.agree(at, other)
        {
            clusters.join(at, other);
        }
        let antecedent = match mention.pronoun {
            Some(Pronoun::Relative) => relative(article, mention),
            Some(_) if mention.reflexive => reflexive(article, mention),
            _ => None,
        };
        if let Some(other) = antecedent {
            // A thing that is "who" is a person.
            if clusters.agree(at, other) || article.mentions.all[other].class == Class::Other {
                clusters.join(at, other);
            }
        }
    }
    for at in 0..article.mentions.all.len() {
        describe_by_title(article, at, clusters);
    }
}

/// "Kofi Osei, the harbour master": the phrase that `mention` is set beside.
fn apposed(article: &Article<'_>, mention: &Mention) -> Option<usize> {
    if article.relation(mention.head)? != Deprel::Appos {
        return None;
    }
    let other = article.mentions.headed_by(article.head(mention.head)?)?;
    let beside = &article.mentions.all[other];
    // "Tema, Ghana" is one place in another; a list of things is no apposition.
    let places = mention.class == Class::Place && beside.class == Class::Place && mention.name.is_some();
    let one = mention.number != Number::Plural && beside.number != Number::Plural;
    let several = mention.number == beside.number && mention.kind != MentionKind::Name;
    let joined = article.child(mention.head, Deprel::Conj).is_some() && one;
    let names = mention.name.is_some() && beside.name.is_some() && !initials(article, mention, beside);
    (!places && !joined && !names && (one || several)).then_some(other)
}

/// Whether one of two names is the other's initials.
fn initials(article: &Article<'_>, one: &Mention, other: &Mention) -> bool {
    let text = |mention: &Mention| {
        let name = mention.name.and_then(|name| article.analysis.names.get(name));
        name.map_or("", |name| article.analysis.span(&name.words).of(article.text))
    };
    stands_for(text(one), text(other)) || stands_for(text(other), text(one))
}

/// "… News Agency (KCNA)": the name before the bracket, however the tree hangs.
fn bracketed(article: &Article<'_>, mention: &Mention) -> Option<usize> {
    let name = article.analysis.names.get(mention.name?)?;
    let open = name.words.start.checked_sub(1)?;
    if article.form(open) != "(" || article.form(name.words.end) != ")" {
        return None;
    }
    // The name that ends where the bracket opens.
    let before = article.analysis.names.partition_point(|other| other.words.end <= open).checked_sub(1)?;
    let long = article.analysis.names.get(before).filter(|long| long.words.end == open)?;
    let text = |words| article.analysis.span(words).of(article.text);
    if !stands_for(text(&name.words), text(&long.words)) {
        return None;
    }
    long.words
        .clone()
        .find_map(|word| article.mentions.headed_by(word))
        .filter(|&at| article.mentions.all[at].name == Some(before))
}

/// "Kofi Osei is the harbour master", not "may be", "was not", "is one of".
fn copular(article: &Article<'_>, mention: &Mention) -> Option<usize> {
    if mention.kind != MentionKind::Description {
        return None;
    }
    let copula = article.child(mention.head, Deprel::Cop)?;
    if article.lemma(copula) != "be" {
        return None;
    }
    let subject = article.mentions.headed_by(article.child(mention.head, Deprel::Nsubj)?)?;
    let named = &article.mentions.all[subject];
    if named.kind != MentionKind::Name || named.class == Class::Other {
        return None;
    }
    let words = article.tree.children(mention.head);
    let blocked = words.iter().any(|&child| {
        let relation = article.relation(child);
        let negated =
            matches!(article.form(child).to_lowercase().as_str(), "not" | "n't" | "never" | "no" | "once");
        let unsure = relation == Some(Deprel::Aux)
            && matches!(
                article.lemma(child).as_str(),
                "may" | "might" | "could" | "would" | "should" | "can"
            );
        let marked =
            relation == Some(Deprel::Mark) && matches!(article.lemma(child).as_str(), "if" | "whether");
        let introduced = relation == Some(Deprel::Case);
        negated || unsure || marked || introduced
    });
    let person_or_body = matches!(mention.class, Class::Person | Class::Body | Class::Place);
    let determined = article.child(mention.head, Deprel::Det).is_some()
        || article.child(mention.head, Deprel::NmodPoss).is_some();
    let question = article.tree.sentence(mention.head);
    let asked = article
        .analysis
        .sentences
        .get(question)
        .is_some_and(|s| s.span.of(article.text).trim_end().ends_with('?'));
    (!blocked && !asked && determined && person_or_body && mention.number == Number::Singular)
        .then_some(subject)
}

/// The noun that a relative pronoun's clause hangs on.
fn relative(article: &Article<'_>, mention: &Mention) -> Option<usize> {
    let mut at = mention.head;
    for _ in 0..20 {
        if article.relation(at)? == Deprel::AclRelcl {
            return article.mentions.headed_by(article.head(at)?);
        }
        at = article.head(at)?;
        // Beyond another clause the pronoun has nothing to do with it.
        if matches!(article.analysis.words.get(at)?.deprel, Deprel::Ccomp | Deprel::Advcl | Deprel::Root) {
            return None;
        }
    }
    None
}

/// The subject of the clause that a reflexive pronoun stands in.
fn reflexive(article: &Article<'_>, mention: &Mention) -> Option<usize> {
    let mut at = article.head(mention.head)?;
    for _ in 0..4 {
        if let Some(subject) = article.child(at, Deprel::Nsubj) {
            return article.mentions.headed_by(subject).filter(|_| subject != mention.head);
        }
        at = article.head(at)?;
    }
    None
}

/// Remembers the nouns before a person's name ("North Korean leader Kim") and the kind of body a name says it is
/// ("Unification Ministry"), so that descriptions can be matched with them.
fn describe_by_title(article: &Article<'_>, at: usize, clusters: &mut Clusters) {
    let mention = &article.mentions.all[at];
    let Some(name) = mention.name.and_then(|name| article.analysis.names.get(name)) else { return };
    if mention.class == Class::Person {
        // Up to four nouns right before the name.
        let first = name.words.start.saturating_sub(4).max(mention.words.start.min(name.words.start));
        let from =
            if mention.words.start < name.words.start { first } else { name.words.start.saturating_sub(2) };
        for word in (from..name.words.end).rev() {
            let Some(noun) = article.analysis.words.get(word) else { continue };
            let form = article.form(word);
            let before = word < name.words.start;
            let nominal = matches!(noun.upos, Upos::Noun | Upos::Propn);
            if before && !nominal {
                break;
            }
            let lemma = article.lemma(word);
            if article.lists.noun(&lemma).is_some_and(|noun| noun.class == Class::Person)
                || (article.lists.title(form).is_some() && article.lists.noun(&form.to_lowercase()).is_some())
            {
                clusters.describe(at, &lemma);
            }
        }
        return;
    }
    for word in name.words.clone() {
        for noun in article.lists.class_nouns(article.form(word)) {
            clusters.describe(at, noun);
        }
    }
    let full = article.analysis.span(&name.words).of(article.text);
    let full = full.strip_prefix("the ").or_else(|| full.strip_prefix("The ")).unwrap_or(full);
    if mention.class == Class::Place && article.lists.is_country(full) {
        clusters.describe(at, "country");
        clusters.describe(at, "nation");
    }
}
