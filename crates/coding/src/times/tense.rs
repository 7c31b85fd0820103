//! On which side of the day of publication a time lies, when its words leave that open: by the verb it belongs to.
//!
//! "The council met Tuesday" is about the Tuesday before, "the council will meet Tuesday" about the one after. The
//! verb is found by climbing the dependency tree; without a tree, by the words of planning in the same sentence.

use super::grammar::Grammar;
use dunlin_language::{Deprel, Upos, Xpos};

/// Where to look for a day whose year or week is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// On or before the day of publication.
    Past,
    /// The verb that governs from further up is past: what is told is past, but this time need not be.
    Told,
    /// On or after it.
    Future,
    /// The nearest, on either side: "would".
    Near,
    /// Nothing tells.
    Unsure,
}

/// How many heads to climb at most; deeper trees are parse errors.
const HEIGHT: usize = 12;

/// How many pieces before an expression are looked through for a word of planning when there is no tree.
const REACH: usize = 7;

/// How close before an expression a word of planning decides by itself.
const CLOSE: usize = 3;

/// The side for the expression whose first piece is `at` and which ends before `end`.
pub(super) fn side(grammar: &Grammar, at: usize, end: usize) -> Side {
    let pieces = grammar.pieces;
    if pieces.before(at, 1) == "since" {
        return Side::Past;
    }
    // Close by, the words are surer than the tree: "set to resume Monday".
    let near = at.saturating_sub(CLOSE).max(pieces.sentence(at).start);
    let told = |from: usize| (from + 1..at).any(|i| is_told(grammar, i));
    // "announced the plan Aug. 21": of a noun the tree knows better whether the day is its own.
    let noun = |i: usize| {
        let word = pieces.get(i).and_then(|p| p.word).and_then(|w| grammar.analysis.words.get(w));
        grammar.tagged() && word.is_some_and(|w| w.upos == Upos::Noun)
    };
    let plan = (near..at)
        .find(|&i| grammar.words.plans.begins(pieces, i) && !noun(i))
        .filter(|&plan| !told(plan) && !is_as_planned(grammar, plan));
    if let Some(plan) = plan {
        // "had been due to expire Friday": not any more.
        let over = pieces.before(plan, 1) == "been" && pieces.before(plan, 2) == "had";
        return if over { Side::Told } else { Side::Future };
    }
    // "has set Nov. 10 as the deadline".
    if pieces.before(at, 1) == "set" {
        return Side::Future;
    }
    let word = (at..end).find_map(|i| pieces.get(i).and_then(|p| p.word));
    let by_tree = if grammar.tagged() { word.and_then(|w| climb(grammar, w)) } else { None };
    by_tree.unwrap_or_else(|| by_words(grammar, at))
}

/// "as planned", "as previously scheduled", "the originally planned": what was once planned says nothing of when it is.
fn is_as_planned(grammar: &Grammar, plan: usize) -> bool {
    let pieces = grammar.pieces;
    let before = |back| pieces.before(plan, back);
    let once = ["previously", "originally", "initially"].contains(&before(1));
    before(1) == "as" || once && !["is", "are", "was", "were", "be", "been"].contains(&before(2))
}

/// Whether a past verb stands at `at`: in "the plans announced in January" it decides, not the plans.
fn is_told(grammar: &Grammar, at: usize) -> bool {
    let word = grammar.pieces.get(at).and_then(|p| p.word).and_then(|w| grammar.analysis.words.get(w));
    word.is_some_and(|w| w.xpos == Xpos::Vbd || w.xpos == Xpos::Vbn && w.deprel == Deprel::Acl)
}

/// Without a verb: words of planning before the expression make it lie ahead.
fn by_words(grammar: &Grammar, at: usize) -> Side {
    let sentence = grammar.pieces.sentence(at);
    let from = sentence.start.max(at.saturating_sub(REACH));
    let ahead = (from..at).any(|i| grammar.words.plans.begins(grammar.pieces, i));
    if ahead {
        return Side::Future;
    }
    let past = |low: &str| {
        low.len() > 4 && low.ends_with("ed") || ["was", "were", "had", "did", "said"].contains(&low)
    };
    let told = !grammar.tagged() && sentence.clone().any(|i| past(grammar.pieces.low(i)));
    if told { Side::Past } else { Side::Unsure }
}

fn climb(grammar: &Grammar, word: usize) -> Option<Side> {
    let analysis = grammar.analysis;
    let mut at = word;
    // Inside a phrase of several words ("Feb. 10") the head of the phrase is still the time itself.
    let mut direct = true;
    for step in 0..HEIGHT {
        let here = analysis.words.get(at)?;
        let verb = matches!(here.upos, Upos::Verb | Upos::Aux);
        let copula =
            analysis.children(at).find(|&c| analysis.words.get(c).is_some_and(|w| w.deprel == Deprel::Cop));
        if verb || copula.is_some() {
            if let Some(side) = by_verb(grammar, at, copula, direct) {
                return Some(if side == Side::Past && !direct { Side::Told } else { side });
            }
            direct = false;
        } else if at != word && is_plan(grammar, at) {
            return Some(Side::Future);
        }
        direct &=
            step == 0 || matches!(here.upos, Upos::Num | Upos::Propn | Upos::Verb | Upos::Aux) && direct;
        at = here.head?;
    }
    None
}

fn is_plan(grammar: &Grammar, word: usize) -> bool {
    let words = &grammar.words.plans;
    grammar.analysis.words.get(word).is_some_and(|w| {
        let piece = grammar.pieces.inside(w.span).start;
        words.contains(&w.lemma) || words.begins(grammar.pieces, piece)
    })
}

/// What the verb at `at` says; `None`: its own head decides.
///
/// `direct`: the time hangs on this very verb.
fn by_verb(grammar: &Grammar, at: usize, copula: Option<usize>, direct: bool) -> Option<Side> {
    let analysis = grammar.analysis;
    let finite = copula.unwrap_or(at);
    let verb = analysis.words.get(finite)?;
    let plan = is_plan(grammar, at);
    let mut auxiliaries = Vec::new();
    let mut to = false;
    for child in analysis.children(at) {
        let Some(word) = analysis.words.get(child) else { continue };
        match word.deprel {
            Deprel::Aux | Deprel::AuxPass => auxiliaries.push(word),
            Deprel::Mark if word.xpos == Xpos::To => to = true,
            _ => {}
        }
    }
    if let Some(modal) = auxiliaries.iter().find(|w| w.xpos == Xpos::Md) {
        let perfect = auxiliaries.iter().any(|w| w.lemma == "have");
        return Some(match modal.lemma.as_str() {
            _ if perfect => Side::Past,
            "would" | "could" | "should" => Side::Near,
            _ => Side::Future,
        });
    }
    // "had been scheduled to expire Friday": not any more.
    let had = auxiliaries.iter().any(|w| w.xpos == Xpos::Vbd && w.lemma == "have");
    if plan {
        return Some(if had { Side::Past } else { Side::Future });
    }
    if auxiliaries.iter().any(|w| w.xpos == Xpos::Vbd || w.lemma == "have") {
        return Some(Side::Past);
    }
    let present = auxiliaries.iter().any(|w| matches!(w.xpos, Xpos::Vbz | Xpos::Vbp));
    match verb.xpos {
        Xpos::Vbd => Some(Side::Past),
        // "is heard in May": a habit, a plan or a report.
        Xpos::Vbn if present => Some(Side::Unsure),
        Xpos::Vbg if present => Some(Side::Near),
        // "The envoys meet Monday": who says the day in the present has it before him; "is closed Monday" tells nothing.
        Xpos::Vbz | Xpos::Vbp if direct && copula.is_none() => Some(Side::Near),
        Xpos::Vbz | Xpos::Vbp => Some(Side::Unsure),
        // "shares issued July 1": done, unless it is planned.
        Xpos::Vbn if direct && verb.deprel == Deprel::Acl && auxiliaries.is_empty() => Some(Side::Past),
        // "to meet Tuesday" by itself is a headline's future; under a verb that verb decides.
        Xpos::Vb if to && verb.head.is_none() => Some(Side::Future),
        Xpos::Vbn if verb.head.is_none() => Some(Side::Past),
        _ => None,
    }
}
