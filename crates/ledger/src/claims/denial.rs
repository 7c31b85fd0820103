//! Denials, and what they deny: "Orrenia denied that its forces had fired a single shell" beside "Varland accused
//! Orrenia of shelling the
//! town".
//!
//! What is denied is looked for in the paragraph and the one before, among the words of others: the nearest one
//! where the denial only
//! says "it" or "the accusation"; else the one that shares its words. A denial whose object is not found stands
//! alone. Refusing a demand is no denial, and
//! who "neither confirmed nor denied" has not denied.

use crate::claims::source::{link, name_key, same_source};
use crate::claims::text::{block_of, stems};
use dunlin_record::{Attribution, Record, Span};

/// A denial of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denial {
    /// Id of the attribution that denies.
    pub(crate) by: String,
    /// Id of the attribution whose content is denied, where it is found.
    pub(crate) of: Option<String>,
    /// Whether it denies all of that ("denied it"), and not what it tells in its own words.
    pub(crate) whole: bool,
}

/// What one can refuse, so that "rejected the demand" is no denial.
const REFUSED: [&str; 16] = [
    "demand",
    "demands",
    "offer",
    "offers",
    "proposal",
    "proposals",
    "plan",
    "plans",
    "call",
    "calls",
    "request",
    "ultimatum",
    "invitation",
    "deal",
    "bid",
    "appeal",
];

/// Words that stand for what another has said.
const STANDS_FOR_WORDS: [&str; 22] = [
    "it",
    "that",
    "this",
    "them",
    "these",
    "accusation",
    "accusations",
    "allegation",
    "allegations",
    "charge",
    "charges",
    "claim",
    "claims",
    "report",
    "reports",
    "statement",
    "suggestion",
    "suggestions",
    "assertion",
    "involvement",
    "responsibility",
    "wrongdoing",
];

/// Finds the denials of a record.
pub(crate) fn denials(record: &Record) -> Vec<Denial> {
    let text = &record.article.text;
    let mut found: Vec<Denial> = Vec::new();
    for denying in &record.coding.attributions {
        if !denies(text, denying) {
            continue;
        }
        let nested = record.coding.attributions.iter().any(|a| {
            is_content(a, denying) && matches!(a.act.as_str(), "say" | "claim" | "report" | "accuse")
        });
        if !nested && !is_said(&content(text, denying)) {
            continue;
        }
        let of = denied(record, denying).map(|a| a.id.clone());
        found.push(Denial { by: denying.id.clone(), of, whole: points_back(&content(text, denying)) });
    }
    found
}

/// Whether an attribution denies what somebody said.
fn denies(text: &str, attribution: &Attribution) -> bool {
    let cue = attribution.cue.iter().map(|s| s.of(text).to_lowercase()).collect::<Vec<_>>().join(" ");
    let content = content(text, attribution);
    let mut first =
        content.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    let refused = first.by_ref().take(4).any(|w| REFUSED.contains(&w.as_str()));
    let negated = cue.contains("neither")
        || cue.split_whitespace().any(|w| w == "nor" || w == "not" || w == "never")
        || cue.contains("n't");
    let word = ["deny", "denie", "dismiss", "refut", "rebut", "reject", "disput", "contradict"]
        .iter()
        .any(|w| cue.contains(w));
    // "denied bail", "was denied entry": nobody's words are denied.
    let withheld = content.split_whitespace().next().is_some_and(|w| {
        matches!(
            w,
            "bail" | "entry" | "access" | "permission" | "visas" | "visa" | "aid" | "asylum" | "service"
        )
    });
    attribution.act == "deny" && word && !negated && !refused && !withheld && !content.trim().is_empty()
}

fn content(text: &str, attribution: &Attribution) -> String {
    attribution.content.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" ")
}

/// The attribution whose content a denial denies.
fn denied<'r>(record: &'r Record, denying: &Attribution) -> Option<&'r Attribution> {
    let text = &record.article.text;
    let place = |a: &Attribution| a.cue.first().or(a.content.first()).copied();
    let at = place(denying)?;
    let (block, _) = block_of(&record.article, at)?;
    let by = name_key(&link(record, denying).name);
    let own = content(text, denying);
    let telling = stems(&own);
    let others = record.coding.attributions.iter().filter(|a| {
        a.id != denying.id && a.within.as_deref() != Some(denying.id.as_str()) || is_content(a, denying)
    });
    let mut best: Option<(usize, std::cmp::Reverse<usize>, &Attribution)> = None;
    for other in others {
        let Some(there) = place(other) else { continue };
        let Some((their_block, _)) = block_of(&record.article, there) else { continue };
        let inside = is_content(other, denying);
        // The title tells the denial again; the words it denies stand below.
        let title = crate::claims::text::is_title(record.article.blocks[block].role);
        let reach = if title {
            their_block.saturating_sub(block) <= 3
        } else {
            their_block + 1 >= block && their_block <= block
        };
        let theirs = name_key(&link(record, other).name);
        if same_source(&by, &theirs)
            || !inside && (!reach || other.act == "deny" || !title && there.start > at.start)
        {
            continue;
        }
        if matches!(
            other.act.as_str(),
            "ask"
                | "cite"
                | "praise"
                | "agree"
                | "promise"
                | "answer"
                | "hope"
                | "refuse"
                | "demand"
                | "propose"
                | "order"
                | "want"
        ) {
            continue;
        }
        let their = content(text, other);
        let mut shared = telling.intersection(&stems(&their)).count();
        if inside {
            shared += 5;
        }
        let distance = at.start.abs_diff(there.start);
        let rank = (shared, std::cmp::Reverse(distance), other);
        if best.as_ref().is_none_or(|b| (b.0, b.1) < (rank.0, rank.1)) {
            best = Some(rank);
        }
    }
    let points_back = points_back(&own);
    match best {
        Some((shared, _, other)) if shared > 0 || points_back => {
            if shared == 0 {
                // "denied that": the nearest before it, not the one with most words.
                return nearest_before(record, denying, at, block, &by).or(Some(other));
            }
            Some(other)
        }
        _ => None,
    }
}

/// Whether a content is something that can have been said: a clause ("that …", "having fired", "any involvement"),
/// or a word for what was said. "Denied
/// funding" is no denial.
fn is_said(content: &str) -> bool {
    let words: Vec<String> = crate::words::words(content).take(6).collect();
    let Some(first) = words.first() else { return false };
    matches!(
        first.as_str(),
        "that" | "any" | "being" | "there" | "he" | "she" | "they" | "it" | "this" | "them"
    ) || first.len() > 4
        && first.ends_with("ing")
        && !matches!(
            first.as_str(),
            "funding" | "financing" | "housing" | "training" | "nothing" | "building" | "meeting" | "hearing"
        )
        || words.iter().any(|w| STANDS_FOR_WORDS[5..].contains(&w.as_str()))
}

/// "it", "that", "the accusation": words that stand for what another has said.
fn points_back(content: &str) -> bool {
    let words: Vec<String> = crate::words::words(content)
        .filter(|w| !matches!(w.as_str(), "the" | "any" | "all" | "such" | "those"))
        .collect();
    words.first().is_some_and(|w| STANDS_FOR_WORDS.contains(&w.as_str())) && words.len() <= 3
}

/// Whether the other's words are what is denied: "Varland denied [Orrenia said the boat had crossed]" in a reading
/// that nests them.
fn is_content(other: &Attribution, denying: &Attribution) -> bool {
    other.within.as_deref() == Some(denying.id.as_str())
}

fn nearest_before<'r>(
    record: &'r Record,
    denying: &Attribution,
    at: Span,
    block: usize,
    by: &str,
) -> Option<&'r Attribution> {
    record
        .coding
        .attributions
        .iter()
        .filter(|a| {
            a.id != denying.id && a.act != "deny" && !same_source(by, &name_key(&link(record, a).name))
        })
        .filter_map(|a| Some((a.cue.first().or(a.content.first())?.start, a)))
        .filter(|(start, a)| {
            *start < at.start
                && a.cue
                    .first()
                    .or(a.content.first())
                    .and_then(|s| block_of(&record.article, *s))
                    .is_some_and(|(b, _)| b + 1 >= block)
        })
        .max_by_key(|(start, _)| *start)
        .map(|(_, a)| a)
}
