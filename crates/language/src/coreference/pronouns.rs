//! Fourth pass: he, she, it, they to the most salient mention before them that agrees.
//!
//! Salience is counted as by Lappin and Leass (1994): subjects before objects before the rest, near before far, what
//! has been spoken of often before what has not; the agreement and the bindings of the sentence only forbid.

use super::clusters::Clusters;
use super::constructs::{Article, MOST_CHILDREN};
use super::lists::Class;
use super::mentions::{Mention, Number, Pronoun};
use super::quotes::Quotes;
use crate::{Deprel, Upos, Xpos};
use dunlin_record::MentionKind;

/// Mentions looked at for one pronoun.
const MOST: usize = 150;
/// A candidate must reach this salience.
const LEAST: i32 = 40;
/// What it is worth to be the subject of the clause in which a possessive stands: "Osei sold his boat".
const OWN_SUBJECT: i32 = 20;
/// What it costs to reach out of or into a quotation: what "it" is there, the reader may not know.
const QUOTED: i32 = 20;

/// Links the personal pronouns, from the first to the last, so that each can be reached through the one before.
pub(super) fn link(article: &Article<'_>, quotes: &Quotes, clusters: &mut Clusters) {
    for at in 0..article.mentions.all.len() {
        let mention = &article.mentions.all[at];
        let Some(pronoun) = mention.pronoun.filter(|&p| p != Pronoun::Relative) else { continue };
        if clusters.members(at).len() > 1 {
            continue;
        }
        if let Some(antecedent) = antecedent(article, quotes, clusters, at, mention, pronoun) {
            clusters.join(at, antecedent);
        }
    }
}

/// The best candidate before the pronoun.
fn antecedent(
    article: &Article<'_>,
    quotes: &Quotes,
    clusters: &Clusters,
    at: usize,
    mention: &Mention,
    pronoun: Pronoun,
) -> Option<usize> {
    if pronoun == Pronoun::It && is_empty_subject(article, mention) {
        return None;
    }
    let reach = match pronoun {
        Pronoun::He | Pronoun::She => 4,
        _ => 2,
    };
    let earliest = mention.sentence.saturating_sub(reach);
    let beside = beside(article, clusters, at, mention);
    let own_subject = local_subject(article, mention).map(|subject| clusters.of(subject));
    let mut best: Option<(i32, usize)> = None;
    // The salience of the best candidate of another cluster.
    let mut second = i32::MIN / 2;
    for candidate in (0..at).rev().take(MOST) {
        let other = &article.mentions.all[candidate];
        if other.sentence < earliest {
            break;
        }
        if beside.contains(&clusters.of(candidate))
            || !fits(article, clusters, candidate, pronoun)
            || !may_bind(article, mention, other)
            || quotes.clash(clusters, mention.head, candidate)
        {
            continue;
        }
        let mut score = salience(article, clusters, mention, pronoun, candidate);
        if quotes.apart(mention.head, other.head) && matches!(pronoun, Pronoun::It | Pronoun::They) {
            score -= QUOTED;
        }
        if own_subject == Some(clusters.of(candidate)) {
            score += OWN_SUBJECT;
        }
        let same = |other: usize| clusters.of(other) == clusters.of(candidate);
        match best {
            Some((most, leader)) if score <= most => {
                if !same(leader) {
                    second = second.max(score);
                }
            }
            _ => {
                if let Some((most, leader)) = best
                    && !same(leader)
                {
                    second = most;
                }
                best = Some((score, candidate));
            }
        }
    }
    // "Ubisoft and Sony … their": several together are no mention of ours, and neither of them alone is meant.
    let several = |candidate: usize| {
        pronoun == Pronoun::They
            && clusters.known(candidate).number != Number::Plural
            && article.child(article.mentions.all[candidate].head, Deprel::Conj).is_some()
    };
    let (score, candidate) = best?;
    let ahead = score - second >= margin(article, mention, pronoun, candidate)?;
    (score >= LEAST && ahead && !several(candidate)).then_some(candidate)
}

/// How far ahead of its rivals the best candidate must be, if it is to be taken at all. "It" is only taken for a subject
/// after a subject, and far ahead: on GUM it was wrong more often than right elsewhere. "Its" is surer.
fn margin(article: &Article<'_>, mention: &Mention, pronoun: Pronoun, candidate: usize) -> Option<i32> {
    let subject = |word: usize| article.relation(word).is_some_and(|r| r.is(Deprel::Nsubj));
    match pronoun {
        Pronoun::He | Pronoun::She => Some(5),
        Pronoun::It if is_possessive(article, mention) => Some(0),
        Pronoun::It => (subject(mention.head) && subject(article.mentions.all[candidate].head)).then_some(20),
        _ => Some(0),
    }
}

/// The clusters of what stands beside the pronoun under the same verb: "the firm replaced it" is not about one thing.
fn beside(article: &Article<'_>, clusters: &Clusters, at: usize, mention: &Mention) -> Vec<usize> {
    let (Some(verb), false) = (article.head(mention.head), is_possessive(article, mention)) else {
        return Vec::new();
    };
    let argument = |word: usize| {
        article.relation(word).is_some_and(|r| {
            r.is(Deprel::Nsubj) || r.is(Deprel::Obl) || matches!(r, Deprel::Obj | Deprel::Iobj)
        })
    };
    let words =
        article.tree.children(verb).iter().copied().take(MOST_CHILDREN).filter(|&word| argument(word));
    let mentions = words.filter_map(|word| article.mentions.headed_by(word));
    mentions.filter(|&other| other != at).map(|other| clusters.of(other)).collect()
}

fn is_possessive(article: &Article<'_>, mention: &Mention) -> bool {
    article.relation(mention.head) == Some(Deprel::NmodPoss)
}

/// The subject of the clause in which a possessive pronoun stands.
fn local_subject(article: &Article<'_>, mention: &Mention) -> Option<usize> {
    if !is_possessive(article, mention) {
        return None;
    }
    let mut at = article.head(mention.head)?;
    for _ in 0..6 {
        if let Some(subject) = article.child(at, Deprel::Nsubj).filter(|&subject| subject < mention.head) {
            return article.mentions.headed_by(subject);
        }
        at = article.head(at)?;
    }
    None
}

/// Whether "it" is only there to be a subject: "it is time", "it was a long day", "it seems", "it rained".
fn is_empty_subject(article: &Article<'_>, mention: &Mention) -> bool {
    if article.relation(mention.head) != Some(Deprel::Nsubj) {
        return false;
    }
    let Some(verb) = article.head(mention.head) else { return false };
    let weather = matches!(
        article.lemma(verb).as_str(),
        "seem" | "appear" | "feel" | "rain" | "snow" | "matter" | "depend"
    );
    let clause = article.child(verb, Deprel::Csubj).is_some();
    let nominal = article.child(verb, Deprel::Cop).is_some()
        && article
            .analysis
            .words
            .get(verb)
            .is_some_and(|w| matches!(w.upos, Upos::Noun | Upos::Propn | Upos::Pron))
        && !matches!(
            article.lists.noun(&article.lemma(verb)).map(|noun| noun.class),
            Some(Class::Body | Class::Place)
        );
    weather || clause || nominal
}

/// Whether the candidate's cluster can be what the pronoun asks for.
fn fits(article: &Article<'_>, clusters: &Clusters, candidate: usize, pronoun: Pronoun) -> bool {
    let other = &article.mentions.all[candidate];
    let known = clusters.known(candidate);
    // Relative pronouns only repeat their noun.
    if other.pronoun == Some(Pronoun::Relative) {
        return false;
    }
    let alone = clusters.members(candidate).len() == 1;
    match pronoun {
        Pronoun::He | Pronoun::She => {
            let wanted =
                if pronoun == Pronoun::He { super::lists::Gender::He } else { super::lists::Gender::She };
            known.class == Class::Person
                && known.number != Number::Plural
                && known.gender.is_none_or(|gender| gender == wanted)
                && matches!(other.pronoun, None | Some(Pronoun::He | Pronoun::She))
        }
        Pronoun::It => {
            known.class != Class::Person
                && known.number != Number::Plural
                && matches!(other.pronoun, None | Some(Pronoun::It))
                && !(other.kind == MentionKind::Pronoun && alone)
                && !is_time(&article.lemma(other.head))
        }
        Pronoun::They => {
            let several = known.number == Number::Plural
                || (known.class != Class::Place && is_plural_name(article, other))
                || article.child(other.head, Deprel::Conj).is_some();
            several
                && matches!(other.pronoun, None | Some(Pronoun::They))
                && !(other.kind == MentionKind::Pronoun && alone)
        }
        Pronoun::Relative => false,
    }
}

/// "the Houthis", "the Conservatives".
fn is_plural_name(article: &Article<'_>, mention: &Mention) -> bool {
    mention.name.is_some() && article.analysis.words.get(mention.head).is_some_and(|w| w.xpos == Xpos::Nnps)
}

/// Nouns of time, which "it" hardly ever speaks of.
fn is_time(lemma: &str) -> bool {
    matches!(
        lemma,
        "day"
            | "week"
            | "month"
            | "year"
            | "time"
            | "hour"
            | "minute"
            | "today"
            | "yesterday"
            | "tomorrow"
            | "morning"
            | "evening"
            | "night"
            | "afternoon"
            | "moment"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "january"
            | "february"
            | "march"
            | "april"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "percent"
            | "%"
            | "way"
            | "case"
            | "addition"
            | "example"
    )
}

/// Whether the sentence lets the pronoun speak of the candidate.
fn may_bind(article: &Article<'_>, mention: &Mention, other: &Mention) -> bool {
    if mention.sentence != other.sentence {
        return true;
    }
    // "his brother" is not himself.
    if other.words.contains(&mention.head) {
        return false;
    }
    let possessive = is_possessive(article, mention);
    let (pronoun_head, other_head) = (article.head(mention.head), article.head(other.head));
    // "X saw him", "X told him": not the same verb's other argument; of a possessive only what it stands before.
    if !possessive && pronoun_head.is_some() && pronoun_head == other_head {
        return false;
    }
    if let Some(head) = pronoun_head
        && !possessive
    {
        // "X's brother saw him" may be X; but in "for him", under the same noun as X, it is not.
        let noun =
            article.analysis.words.get(head).is_some_and(|w| matches!(w.upos, Upos::Noun | Upos::Propn));
        if noun && head == other.head {
            return false;
        }
    }
    // "He said that X left": a subject is not named again below its own verb.
    let subject = article.relation(mention.head).is_some_and(|r| r.is(Deprel::Nsubj));
    !(subject
        && other.kind == MentionKind::Name
        && pronoun_head.is_some_and(|verb| article.under(other.head, verb))
        && other.head > mention.head)
}

/// How present the candidate is when the pronoun comes.
fn salience(
    article: &Article<'_>,
    clusters: &Clusters,
    mention: &Mention,
    pronoun: Pronoun,
    candidate: usize,
) -> i32 {
    let other = &article.mentions.all[candidate];
    let known = clusters.known(candidate);
    let far = mention.sentence - other.sentence;
    let recency = match far {
        0 => 70,
        1 => 60,
        2 => 35,
        3 => 20,
        _ => 8,
    };
    let relation = article.relation(other.head).unwrap_or(Deprel::Dep);
    let subject = relation.is(Deprel::Nsubj);
    let main = article.head(other.head).is_some_and(|verb| {
        matches!(
            article.relation(verb),
            Some(Deprel::Root | Deprel::Parataxis | Deprel::Ccomp | Deprel::Conj)
        )
    });
    let role = match relation {
        _ if subject => 30 + if main { 8 } else { 0 },
        Deprel::Root => 15,
        Deprel::Obj | Deprel::Iobj => 12,
        Deprel::Obl | Deprel::OblAgent => 4,
        Deprel::Appos => 5,
        Deprel::NmodPoss => 4,
        Deprel::Conj => 4,
        Deprel::Compound | Deprel::NmodDesc => -15,
        _ => -4,
    };
    let mine = article.relation(mention.head).unwrap_or(Deprel::Dep);
    let parallel = if mine.is(Deprel::Nsubj) && subject { 8 } else { 0 };
    let often = 3 * i32::try_from(clusters.members(candidate).len().min(6)).unwrap_or(6);
    let named = if known.named { 8 } else { 0 };
    let sure = match pronoun {
        Pronoun::He | Pronoun::She if known.gender.is_some() => 12,
        Pronoun::It if known.class == Class::Body => 12,
        Pronoun::It if known.class == Class::Place => 2,
        Pronoun::They if known.number == Number::Plural && known.class == Class::Person => 12,
        Pronoun::They if known.number == Number::Plural => 4,
        _ => 0,
    };
    // In one sentence the nearer of two equals.
    let near =
        if far == 0 { 6 - i32::try_from((mention.head - other.head) / 6).unwrap_or(6).min(6) } else { 0 };
    recency + role + parallel + often + named + sure + near
}
