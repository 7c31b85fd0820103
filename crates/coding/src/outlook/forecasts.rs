//! Forecasts: clauses that tell what is to come, with how sure they are.
//!
//! A modal alone is weak evidence ("he could not swim", "if it may"), so it counts only in a clause that tells
//! something by itself: not a question, a condition, a purpose, a relative clause, a wish, nor about the past.

use super::words::{Foresight, Outlooks};
use super::{innermost, is_taken};
use crate::attribution::Contents;
use crate::lexicon::Lexicon;
use crate::tree::{
    ancestors, child, children, head, introducers, is, is_to_infinitive, lemma, relation, subject, upos, word,
};
use dunlin_language::{Analysis, Deprel, Upos, Xpos};
use dunlin_record::{Attribution, Forecast, Span, Strength};
use std::ops::Range;

/// All forecasts, in text order.
pub fn forecasts(a: &Analysis, lexicon: &Lexicon, attributions: &[Attribution]) -> Vec<Forecast> {
    let contents = Contents::new(attributions);
    let mut out: Vec<Forecast> = Vec::new();
    for w in 0..a.words.len() {
        let Some((top, strength)) = foretold(a, &lexicon.outlook, w) else { continue };
        let Some(words) = clause(a, top) else { continue };
        let span = told_part(
            &contents,
            attributions,
            a.span(&words),
            a.words.get(w).map_or_else(Default::default, |x| x.span),
        );
        if span.is_empty() || is_taken(&out, |other| other.span, a, w, span) {
            continue;
        }
        let attribution = innermost(&contents, a.words.get(w).map_or(span, |word| word.span));
        out.push(Forecast { span, attribution, strength });
    }
    out.sort_by_key(|forecast| forecast.span);
    out
}

/// The part of a clause that is told: of "According to X, talks may fail" what stands in the attribution's content.
fn told_part(contents: &Contents<'_>, attributions: &[Attribution], clause: Span, modal: Span) -> Span {
    let piece = contents
        .covering(modal)
        .into_iter()
        .filter_map(|at| attributions.get(at))
        .flat_map(|attribution| &attribution.content)
        .filter(|piece| piece.contains(modal))
        .min_by_key(|piece| piece.len());
    piece.map_or(clause, |piece| Span::new(clause.start.max(piece.start), clause.end.min(piece.end)))
}

/// The head of the clause that `w` makes a forecast, and how sure it is.
fn foretold(a: &Analysis, words: &Outlooks, w: usize) -> Option<(usize, Strength)> {
    let (top, strength) = match relation(a, w) {
        Deprel::Aux => {
            let verb = head(a, w)?;
            let strength = words.strength(Foresight::Modal, lemma(a, w))?;
            // "could have fallen" is about the past; "could not" about what is out of reach.
            let past = a.children(verb).any(|c| is(a, c, Deprel::Aux) && lemma(a, c) == "have");
            let negated = a
                .children(verb)
                .any(|c| is(a, c, Deprel::Advmod) && matches!(lemma(a, c), "not" | "n't" | "never"));
            // "May they recover": a wish, with the modal before its subject.
            let wish = subject(a, verb).is_some_and(|s| w < s);
            if wish
                || past
                || (negated && lemma(a, w) == "could")
                || word(a, w).is_some_and(|x| x.xpos != Xpos::Md)
            {
                return None;
            }
            // "will probably fail" is surer than "may", and less sure than "will".
            let probably = a.children(verb).any(|c| {
                is(a, c, Deprel::Advmod)
                    && matches!(lemma(a, c), "probably" | "likely" | "presumably" | "perhaps")
            });
            let strength =
                if probably && strength == Strength::Certain { Strength::Likely } else { strength };
            (verb, strength)
        }
        _ => {
            let class = if upos(a, w) == Upos::Adj { Foresight::Adjective } else { Foresight::Verb };
            let strength = words.strength(class, lemma(a, w))?;
            let to = a.children(w).find(|&c| c > w && is(a, c, Deprel::Xcomp) && is_to_infinitive(a, c))?;
            let passive = class == Foresight::Adjective
                || a.children(w)
                    .any(|c| matches!(relation(a, c), Deprel::AuxPass | Deprel::NsubjPass | Deprel::Cop));
            let present =
                a.children(w).any(|c| word(a, c).is_some_and(|x| matches!(x.xpos, Xpos::Vbz | Xpos::Vbp)))
                    || is(a, w, Deprel::Amod);
            if !passive || !present || to == w {
                return None;
            }
            (w, strength)
        }
    };
    (tells(a, top) && speaks_of_others(a, top)).then_some((top, strength))
}

/// Whether the clause tells something: it is a main clause, a told one, or one that is joined to such a one.
fn tells(a: &Analysis, top: usize) -> bool {
    let clear = |w: usize| {
        introducers(a, w).filter(|&m| is(a, m, Deprel::Mark)).all(|m| {
            matches!(
                lemma(a, m),
                "that" | "though" | "although" | "but" | "while" | "as" | "because" | "since"
            )
        })
    };
    let question = a
        .sentence_of(top)
        .and_then(|s| a.sentences.get(s))
        .and_then(|s| a.words.get(s.words.clone()))
        .is_some_and(|words| words.iter().rev().take(3).any(|word| word.lemma == "?"));
    if question || !clear(top) {
        return false;
    }
    let asks = a
        .children(top)
        .any(|c| word(a, c).is_some_and(|x| matches!(x.xpos, Xpos::Wp | Xpos::Wdt | Xpos::Wrb)));
    if asks {
        return false;
    }
    let mut at = top;
    for up in ancestors(a, top) {
        match relation(a, at) {
            Deprel::AclRelcl | Deprel::Acl | Deprel::Csubj => return false,
            Deprel::Advcl if !clear(at) => return false,
            // A concession is told for itself, wherever the parser hung it.
            Deprel::Advcl
                if introducers(a, at).any(|m| matches!(lemma(a, m), "though" | "although" | "while")) =>
            {
                return true;
            }
            // What is asked or wished is not foretold.
            Deprel::Ccomp
                if matches!(
                    lemma(a, up),
                    "ask"
                        | "wonder"
                        | "hope"
                        | "wish"
                        | "want"
                        | "demand"
                        | "insist"
                        | "doubt"
                        | "promise"
                        | "vow"
                        | "pledge"
                ) =>
            {
                return false;
            }
            _ => {}
        }
        at = up;
    }
    true
}

/// What the speaker says of himself or to the hearer is a promise or advice; a clause without a subject is none.
fn speaks_of_others(a: &Analysis, top: usize) -> bool {
    let below = || children(a, top, Deprel::Xcomp).find_map(|c| child(a, c, Deprel::Nsubj));
    subject(a, top)
        .or_else(below)
        .is_some_and(|s| !matches!(lemma(a, s), "I" | "we" | "you" | "i" | "one" | "who" | "which" | "that"))
        || children(a, top, Deprel::Expl).next().is_some()
}

/// The clause's words as one run: without what joins it to others and without the clauses that hang on it.
fn clause(a: &Analysis, top: usize) -> Option<Range<usize>> {
    let mut drop: Vec<usize> = Vec::new();
    for c in a.children(top) {
        let rel = relation(a, c);
        let other = rel == Deprel::Mark
            || rel == Deprel::Cc
            || rel.is(Deprel::Parataxis)
            || (rel.is(Deprel::Advcl) && (c < top || !is_to_infinitive(a, c)))
            || (rel.is(Deprel::Conj) && a.children(c).any(|s| is(a, s, Deprel::Nsubj)))
            || (rel.is(Deprel::Punct));
        if other {
            drop.extend(a.subtree(c));
        }
    }
    let kept: Vec<usize> = a.subtree(top).into_iter().filter(|w| !drop.contains(w)).collect();
    // One run: from the first to the last kept word, cut where a dropped clause stands between.
    let runs = crate::tree::runs(&kept);
    let at = runs.iter().position(|r| r.contains(&top))?;
    let joined = |left: &Range<usize>, right: &Range<usize>| {
        (left.end..right.start).all(|w| upos(a, w) == Upos::Punct)
    };
    let mut whole = runs.get(at)?.clone();
    for run in runs[..at].iter().rev() {
        if !joined(run, &whole) {
            break;
        }
        whole.start = run.start;
    }
    for run in &runs[at + 1..] {
        if !joined(&whole, run) {
            break;
        }
        whole.end = run.end;
    }
    Some(whole)
}
