//! Attributions from the tree: a verb or a noun of saying, its subject, and what hangs on it.

use super::draft::{Draft, sorted_runs};
use super::sayings::{Frame, Sayings, Verb};
use crate::tree::{
    ancestors, child, children, head, introducers, is, is_finite, is_passive, is_to_infinitive, lemma,
    relation, subject, upos, word,
};
use dunlin_language::{Analysis, Deprel, Upos, Xpos};
use std::ops::Range;

/// All readings that the tree and the lexicon give, in text order of their cue.
pub(crate) fn drafts(a: &Analysis, sayings: &Sayings) -> Vec<Draft> {
    let mut out = Vec::new();
    for w in 0..a.words.len() {
        if matches!(upos(a, w), Upos::Verb | Upos::Aux | Upos::Adj) {
            out.extend(verb_draft(a, sayings, w));
        } else if upos(a, w) == Upos::Noun {
            out.extend(noun_draft(a, sayings, w));
        }
    }
    out
}

/// The reading of verb `w`, when the lexicon knows it and one of its frames is there.
pub(crate) fn verb_draft(a: &Analysis, sayings: &Sayings, w: usize) -> Option<Draft> {
    let verb = entry(a, sayings, w)?;
    let passive = is_passive(a, w);
    let (frame, strong, content) = verb.frames.iter().find_map(|&(frame, strong)| {
        content(a, w, verb, frame, passive).map(|words| (frame, strong, words))
    })?;
    let source = source_of_verb(a, sayings, w, passive, &content);
    let cue = cue_words(a, w, verb);
    // Quoted words are somebody's: inside the content, right before it, or right before the cue ("Kim “indicated").
    let marked = |w: usize| is_quote_mark(a, w) || w.checked_sub(1).is_some_and(|x| is_quote_mark(a, x));
    let quoted = marked(w) || content.iter().any(|&c| marked(c));
    let sourced = !source.is_empty();
    let strong = sourced && (strong || (quoted && matches!(frame, Frame::Object | Frame::Clause)));
    let mut draft = Draft {
        source,
        cue,
        content: sorted_runs(content),
        anchor: w,
        act: Some(verb.act.clone()),
        rule: rule_name(frame),
        confidence: if strong { 0.75 } else { 0.4 },
        strong,
    };
    draft.tidy(a);
    (!draft.content.is_empty()).then_some(draft)
}

/// The entry that fits verb `w`: one that asks for a particle or preposition only where that is there.
pub(crate) fn entry<'s>(a: &Analysis, sayings: &'s Sayings, w: usize) -> Option<&'s Verb> {
    sayings.verbs(lemma(a, w)).iter().find(|verb| match verb.with.as_deref() {
        None => true,
        Some(with) => with_word(a, w, with).is_some(),
    })
}

/// Where the particle or preposition `with` of verb `w` stands: beside it, or before what hangs on it.
fn with_word(a: &Analysis, w: usize, with: &str) -> Option<usize> {
    let fits = |c: &usize| lemma(a, *c) == with && *c > w && *c <= w + 3;
    a.children(w)
        .find(|c| {
            fits(c)
                && (is(a, *c, Deprel::CompoundPrt) || is(a, *c, Deprel::Advmod) || is(a, *c, Deprel::Xcomp))
        })
        .or_else(|| a.children(w).find_map(|c| introducers(a, c).find(|i| fits(i))))
}

/// The words of the content in one frame.
pub(crate) fn content(
    a: &Analysis,
    w: usize,
    verb: &Verb,
    frame: Frame,
    passive: bool,
) -> Option<Vec<usize>> {
    let under = |c: usize| a.subtree(c);
    match frame {
        Frame::Clause => {
            let clause = a.children(w).find(|&c| {
                is(a, c, Deprel::Ccomp)
                    && (is_finite(a, c) || upos(a, c) != Upos::Verb || is_quoted_start(a, c))
            });
            if let Some(c) = clause {
                return Some(under(c));
            }
            // "It was reported to be": the subject belongs to what is said.
            if passive && let Some(c) = a.children(w).find(|&c| is(a, c, Deprel::Xcomp)) {
                let subject = children(a, w, Deprel::Nsubj).next()?;
                let mut words = under(subject);
                words.extend(under(c));
                return Some(words);
            }
            if let Some(c) = a.children(w).find(|&c| is(a, c, Deprel::CsubjPass)) {
                return Some(under(c));
            }
            reporting_clause(a, w)
        }
        Frame::ObjectAndInfinitive => {
            let object = a.children(w).find(|&c| {
                is(a, c, Deprel::Obj)
                    || is(a, c, Deprel::Iobj)
                    || (passive && relation(a, c) == Deprel::NsubjPass)
            })?;
            let to = a.children(w).find(|&c| {
                is(a, c, Deprel::Xcomp)
                    || (is(a, c, Deprel::Ccomp) && is_to_infinitive(a, c))
                    || as_phrase(a, c)
            });
            // "entreated the rebels to disarm", with the infinitive hung on the rebels, or taken for a purpose.
            let to = to
                .or_else(|| children(a, object, Deprel::Acl).find(|&c| c > object && is_to_infinitive(a, c)))
                .or_else(|| children(a, w, Deprel::Advcl).find(|&c| c > object && is_to_infinitive(a, c)))?;
            let mut words = under(object);
            words.extend(under(to));
            Some(words)
        }
        Frame::Preposition => {
            let with = verb.with.as_deref().unwrap_or("on");
            let c = a.children(w).find(|&c| {
                c > w
                    && (is(a, c, Deprel::Obl)
                        || is(a, c, Deprel::Advcl)
                        || is(a, c, Deprel::Xcomp)
                        || is(a, c, Deprel::Ccomp))
                    && introducers(a, c).any(|i| lemma(a, i) == with)
            })?;
            let mut words: Vec<usize> = under(c);
            words.retain(|&x| !(lemma(a, x) == with && head(a, x) == Some(c)));
            if let Some(to) = a.children(w).find(|&x| x > c && is_to_infinitive(a, x)) {
                words.extend(under(to));
            }
            Some(words)
        }
        Frame::Infinitive => a
            .children(w)
            .find(|&c| {
                c > w && (is(a, c, Deprel::Xcomp) || is(a, c, Deprel::Ccomp)) && is_to_infinitive(a, c)
            })
            .map(under),
        Frame::Gerund => a
            .children(w)
            .find(|&c| {
                c > w
                    && (is(a, c, Deprel::Xcomp) || is(a, c, Deprel::Ccomp))
                    && word(a, c).is_some_and(|x| x.xpos == Xpos::Vbg)
            })
            .map(under),
        Frame::Object if passive => None,
        Frame::Object => {
            let object = a.children(w).find(|&c| c > w && is(a, c, Deprel::Obj))?;
            let named = upos(a, object) != Upos::Pron;
            named.then(|| {
                let mut words = under(object);
                // What is said of the object belongs to it: "described the raid as piracy".
                words.extend(a.children(w).filter(|&c| c > object && as_phrase(a, c)).flat_map(under));
                words
            })
        }
    }
}

/// "as piracy", "of hiding": what an object is called or accused of.
fn as_phrase(a: &Analysis, c: usize) -> bool {
    (is(a, c, Deprel::Obl) || is(a, c, Deprel::Advcl) || is(a, c, Deprel::Xcomp))
        && introducers(a, c).any(|i| matches!(lemma(a, i), "as" | "of" | "for"))
}

/// What a reporting clause that is set into or after a sentence reports: all of it but the reporting clause.
/// "The weir, he said, had burst."
fn reporting_clause(a: &Analysis, w: usize) -> Option<Vec<usize>> {
    let as_clause = is(a, w, Deprel::Advcl) && introducers(a, w).any(|i| lemma(a, i) == "as");
    if !as_clause && !is(a, w, Deprel::Parataxis) {
        return None;
    }
    let main = head(a, w)?;
    let own = a.subtree(w);
    let words: Vec<usize> = a.subtree(main).into_iter().filter(|x| own.binary_search(x).is_err()).collect();
    (!words.is_empty()).then_some(words)
}

/// Words that belong to the cue: the verb with its auxiliaries, its negation, its particle, and verbs such as
/// "continues to" right before it.
pub(crate) fn cue_words(a: &Analysis, w: usize, verb: &Verb) -> Vec<Range<usize>> {
    let mut words = vec![w];
    for c in a.children(w) {
        let helps = is(a, c, Deprel::Aux) || is_negation(a, c);
        if (helps && c < w) || is(a, c, Deprel::CompoundPrt) {
            words.push(c);
        }
    }
    if let Some(with) = verb.with.as_deref()
        && let Some(at) = with_word(a, w, with)
        && at <= w + 2
    {
        words.push(at);
    }
    // "continues to insist": an aspect verb right before, with "to" between.
    if is(a, w, Deprel::Xcomp)
        && let Some(up) = head(a, w)
        && matches!(lemma(a, up), "continue" | "begin" | "start" | "keep" | "go" | "appear" | "seem" | "try")
        && up < w
        && w - up <= 2
    {
        words.extend(up..w);
        words.extend(a.children(up).filter(|&c| c < up && (is(a, c, Deprel::Aux) || is_negation(a, c))));
    }
    sorted_runs(words)
}

fn is_negation(a: &Analysis, c: usize) -> bool {
    is(a, c, Deprel::Advmod) && matches!(lemma(a, c), "not" | "n't" | "never" | "also")
}

/// The source of verb `w`: its subject, the agent of a passive, or the owner of the noun that it describes.
pub(crate) fn source_of_verb(
    a: &Analysis,
    sayings: &Sayings,
    w: usize,
    passive: bool,
    content: &[usize],
) -> Vec<Range<usize>> {
    if passive {
        let agent = a.children(w).find(|&c| {
            relation(a, c) == Deprel::OblAgent
                || (is(a, c, Deprel::Obl) && introducers(a, c).any(|i| lemma(a, i) == "by"))
        });
        return agent.map_or(Vec::new(), |c| noun_phrase(a, sayings, c, w, content));
    }
    if let Some(s) = subject(a, w) {
        // "it is reported", "there are said": no source.
        let dummy = is(a, s, Deprel::Expl) || (lemma(a, s) == "it" && content.contains(&s));
        return if dummy || content.contains(&s) {
            Vec::new()
        } else {
            noun_phrase(a, sayings, s, w, content)
        };
    }
    // A subject that the parser hung on the content, though it stands before the verb: "Kim stressed the need".
    let stray = (w.saturating_sub(12)..w)
        .rev()
        .find(|&s| is(a, s, Deprel::Nsubj) && head(a, s).is_some_and(|h| h > w && content.contains(&h)));
    if let Some(s) = stray
        && a.sentence_of(s) == a.sentence_of(w)
        && !is(a, w, Deprel::Acl)
    {
        return noun_phrase(a, sayings, s, w, &[]);
    }
    if is(a, w, Deprel::Acl)
        && relation(a, w) != Deprel::AclRelcl
        && let Some(noun) = head(a, w)
    {
        // "statements from top officials calling for": who made the statement speaks.
        return noun_phrase(a, sayings, maker(a, noun).unwrap_or(noun), w, content);
    }
    Vec::new()
}

/// Who made a statement, a report or a call: its owner, or the noun after "from" or "by".
pub(crate) fn maker(a: &Analysis, noun: usize) -> Option<usize> {
    a.children(noun).find(|&c| relation(a, c) == Deprel::NmodPoss).or_else(|| {
        a.children(noun).find(|&c| {
            is(a, c, Deprel::Nmod) && introducers(a, c).any(|i| matches!(lemma(a, i), "from" | "by"))
        })
    })
}

/// The noun phrase headed by `noun` as a source: without its preposition, without the saying verb `cue` where that
/// hangs on it, without relative clauses that say something themselves.
pub(crate) fn noun_phrase(
    a: &Analysis,
    sayings: &Sayings,
    noun: usize,
    cue: usize,
    content: &[usize],
) -> Vec<Range<usize>> {
    let mut out = a.subtree(noun);
    let mut drop: Vec<usize> = Vec::new();
    for c in a.children(noun) {
        let own_preposition = is(a, c, Deprel::Case) && c < noun && !is_possessive(a, c);
        let after_possessor = is_possessive(a, c);
        let clause = is(a, c, Deprel::Acl) || is(a, c, Deprel::Parataxis) || is(a, c, Deprel::Advcl);
        let speaks = clause
            && (c == cue
                || ancestors(a, cue).any(|up| up == c)
                || entry(a, sayings, c).is_some_and(|v| {
                    !v.frames.is_empty() && v.frames[0].0 == Frame::Clause && v.frames[0].1
                }));
        if own_preposition || after_possessor || speaks {
            drop.extend(a.subtree(c));
        }
    }
    out.retain(|x| drop.binary_search(x).is_err() && !drop.contains(x) && !content.contains(x) && *x != cue);
    // What hangs on the noun by mistake beyond the cue is no part of the source.
    if noun < cue {
        out.retain(|&x| x < cue);
    }
    sorted_runs(out)
}

fn is_possessive(a: &Analysis, c: usize) -> bool {
    word(a, c).is_some_and(|x| x.xpos == Xpos::Pos)
}

/// The reading of noun `w`: "the firm's claim that the well is clean".
pub(crate) fn noun_draft(a: &Analysis, sayings: &Sayings, w: usize) -> Option<Draft> {
    let noun = sayings.noun(lemma(a, w))?;
    let clause = a.children(w).find(|&c| {
        c > w
            && (is(a, c, Deprel::Acl) || is(a, c, Deprel::Ccomp))
            && relation(a, c) != Deprel::AclRelcl
            && introducers(a, c).any(|i| matches!(lemma(a, i), "that" | "to" | "whether"))
    })?;
    let content = a.subtree(clause);
    let source = maker(a, w).map_or(Vec::new(), |m| noun_phrase(a, sayings, m, w, &content));
    let strong = noun.strong && !source.is_empty();
    let mut draft = Draft {
        confidence: if strong {
            0.65
        } else if source.is_empty() {
            0.35
        } else {
            0.5
        },
        source,
        cue: std::iter::once(w..w + 1).collect(),
        content: sorted_runs(content),
        anchor: w,
        act: Some(noun.act.clone()),
        rule: "noun",
        strong,
    };
    draft.tidy(a);
    (!draft.content.is_empty()).then_some(draft)
}

fn rule_name(frame: Frame) -> &'static str {
    match frame {
        Frame::Clause => "clause",
        Frame::ObjectAndInfinitive => "object-to",
        Frame::Preposition => "preposition",
        Frame::Infinitive => "infinitive",
        Frame::Gerund => "gerund",
        Frame::Object => "object",
    }
}

/// Whether the word is a quotation mark.
pub(crate) fn is_quote_mark(a: &Analysis, w: usize) -> bool {
    word(a, w).is_some_and(|x| {
        matches!(x.xpos, Xpos::OpenQuote | Xpos::CloseQuote)
            || (x.upos == Upos::Punct
                && matches!(
                    x.lemma.as_str(),
                    "\"" | "“" | "”" | "„" | "«" | "»" | "‘" | "'" | "’" | "「" | "」" | "``" | "''"
                ))
    })
}

fn is_quoted_start(a: &Analysis, c: usize) -> bool {
    a.subtree(c).first().is_some_and(|&first| {
        is_quote_mark(a, first) || first.checked_sub(1).is_some_and(|x| is_quote_mark(a, x))
    }) || child(a, c, Deprel::Punct).is_some_and(|p| is_quote_mark(a, p))
}
