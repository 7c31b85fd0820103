//! How likely it is that an event's type, actors and recipients are all right.
//!
//! A few signs of each event (what triggers it, how much its entry asked for, how its sides were named) with the weights of
//! `events/confidence.tsv`, summed and put through the logistic function. The weights were fitted on events that people
//! judged (`training/events/confidence.py`), so that of events with 0.8 about eight in ten are right; how well that holds
//! on others is in `docs/measurements.md`.

use super::matching::{Fit, Matcher, Sight};
use super::pattern::Pattern;
use crate::actors::Class;
use crate::lexicon::{Files, LexiconError};
use dunlin_language::{Analysis, Deprel, Upos};
use dunlin_record::{Actor, Event, Factuality};
use std::collections::BTreeMap;

/// Events less sure than this are left out and counted in a note, unless somebody asks for them: of those that readers
/// judged below it, fewer than four in ten were right.
pub const LEAST_CONFIDENCE: f32 = 0.32;

/// Events from here on are listed first: of the last four draws, each fresh to the program that coded it, eight in ten were
/// right in type, actors and recipients (`docs/measurements.md`).
pub const SURE: f32 = 0.8;

/// Further than this many words from its trigger a side is far.
const FAR: usize = 12;

/// Signs with their weights.
#[derive(Debug, Default)]
pub(super) struct Confidence {
    weights: BTreeMap<String, f64>,
}

impl Confidence {
    /// Reads `events/confidence.tsv`; without it every event is as likely right as wrong.
    ///
    /// # Errors
    /// When a weight is no number.
    pub(super) fn parse(files: &Files) -> Result<Self, LexiconError> {
        let mut weights = BTreeMap::new();
        if let Some(file) = files.get("events/confidence.tsv") {
            for row in file.table(&["sign", "weight"])? {
                let weight = row.cell(1).parse::<f64>().map_err(|_| {
                    file.error(
                        row.line,
                        format!("`{}` is no weight", row.cell(1)),
                        "write a number such as -0.4",
                    )
                })?;
                weights.insert(row.cell(0).to_owned(), weight);
            }
        }
        Ok(Self { weights })
    }

    /// The likelihood for an event with these signs, in hundredths.
    pub(super) fn of(&self, signs: &[String]) -> f32 {
        let weight = |sign: &str| self.weights.get(sign).copied().unwrap_or(0.0);
        let sum = weight("always") + signs.iter().map(|sign| weight(sign)).sum::<f64>();
        let likely = 1.0 / (1.0 + (-sum).exp());
        // Hundredths, so that the last bits of a processor's exponential cannot show.
        ((likely * 100.0).round() / 100.0).clamp(0.05, 0.95) as f32
    }
}

/// The signs of an event.
pub(super) fn signs(matcher: &Matcher<'_>, fit: &Fit, pattern: &Pattern, event: &Event) -> Vec<String> {
    let mut signs: Vec<String> = Vec::new();
    let mut add = |sign: &str, is: bool| {
        if is {
            signs.push(sign.to_owned());
        }
    };
    let noun = matches!(matcher.forest.upos(fit.trigger), Upos::Noun | Upos::Propn);
    let light = noun && matcher.light_verb(fit.trigger).is_some();
    add("noun", noun && !light);
    add("adjective", matcher.forest.upos(fit.trigger) == Upos::Adj);
    add("asks-more", pattern.rank() >= 2);
    add("asks-much", pattern.rank() >= 4);
    add("governs", fit.inner.is_some());
    add("passive", matcher.is_passive(fit.trigger));
    for (whose, side) in [("actor", &event.actor), ("recipient", &event.recipient)] {
        let any = |test: &dyn Fn(&Actor) -> bool| side.iter().any(test);
        add(&format!("{whose}-none"), side.is_empty());
        add(&format!("{whose}-guessed"), any(&|a| a.inferred));
        add(&format!("{whose}-uncoded"), any(&|a| a.code.is_none()));
        add(&format!("{whose}-no-country"), any(&|a| a.code.is_some() && a.country.is_none()));
        add(&format!("{whose}-several"), side.len() > 1);
        add(&format!("{whose}-name-only"), any(&|a| a.sector.is_none() && (a.inferred || a.code.is_none())));
        // "Palestinians" act as a people; "residents" of nobody knows where are private people.
        let private = |a: &Actor| {
            (a.inferred || a.country.is_none())
                && matches!(a.sector.as_deref(), Some("CVL" | "SOC" | "EDU" | "JRN" | "BUS" | "MED" | "LAB"))
        };
        add(&format!("{whose}-private"), any(&private));
        add(
            &format!("{whose}-armed"),
            any(&|a| matches!(a.sector.as_deref(), Some("MIL" | "REB" | "PRM" | "COP"))),
        );
        add(&format!("{whose}-country"), any(&|a| !a.inferred && a.country.is_some() && a.sector.is_none()));
        add(
            &format!("{whose}-sure"),
            !side.is_empty() && side.iter().all(|a| !a.inferred && a.country.is_some()),
        );
        let mere_name =
            |a: &Actor| a.inferred && a.text.split(' ').all(|word| word.starts_with(char::is_uppercase));
        add(&format!("{whose}-mere-name"), any(&mere_name));
        add(&format!("{whose}-long"), any(&|a| a.text.len() > 60));
        let short = |a: &Actor| a.text.len() <= 4 && a.text.to_lowercase() == a.text;
        add(&format!("{whose}-pronoun"), any(&short));
    }
    add("reported", !event.according_to.is_empty());
    add(
        "not-told-as-done",
        !matches!(event.factuality, Factuality::Happened | Factuality::Ongoing | Factuality::Background),
    );
    add("background", event.factuality == Factuality::Background);
    let forest = matcher.forest;
    let subject = |deprel| matches!(deprel, Some(Deprel::Root | Deprel::Ccomp | Deprel::Parataxis));
    let top = matcher.light_verb(fit.trigger).unwrap_or(fit.trigger);
    add("main-clause", subject(forest.deprel(top)));
    add("aside", matches!(forest.deprel(top), Some(Deprel::Acl | Deprel::AclRelcl | Deprel::Advcl)));
    let sentence = forest.analysis.sentence_of(fit.trigger);
    add("lead", sentence.is_some_and(|at| at < 3));
    let words = sentence.and_then(|at| forest.analysis.sentences.get(at)).map(|s| s.words.clone());
    let length = words.as_ref().map_or(0, |words| words.len());
    add("long-sentence", length > 40);
    let first = |w: usize| matches!(forest.lemma(w).as_str(), "i" | "we" | "you");
    add("first-person", words.is_some_and(|words| words.into_iter().any(first)));
    let near = |w: &usize| {
        let up = forest.head(*w);
        up == Some(fit.trigger) || up == Some(top) || *w == fit.trigger
    };
    add("actor-elsewhere", !fit.actor.is_empty() && !fit.actor.iter().any(near));
    let far = |w: &usize| w.abs_diff(fit.trigger) > FAR;
    add("actor-far", fit.actor.iter().any(far));
    add("recipient-far", fit.recipient.iter().any(far));
    for (whose, sight, meant, side) in [
        ("actor", fit.actor_sight, &fit.actor, &event.actor),
        ("recipient", fit.recipient_sight, &fit.recipient, &event.recipient),
    ] {
        add(&format!("{whose}-unseen"), sight == Sight::Unseen);
        add(&format!("{whose}-partly"), sight == Sight::Part);
        add(&format!("{whose}-dropped"), side.len() < meant.len());
    }
    add("bystander", has_bystander(matcher, top, event));
    let sides = || event.actor.iter().chain(&event.recipient);
    let political = |a: &Actor| {
        a.code.is_some()
            && !a.inferred
            && !matches!(
                a.sector.as_deref(),
                Some("CVL" | "SOC" | "EDU" | "JRN" | "BUS" | "MED" | "LAB" | "CRM" | "AGR")
            )
    };
    add("unpolitical", !sides().any(political));
    // Talk between states is what the entries are made for; talk at home is seldom told in as few words.
    let mut countries: Vec<&str> =
        sides().filter(|a| !a.inferred).filter_map(|a| a.country.as_deref()).collect();
    countries.sort_unstable();
    countries.dedup();
    let abroad = countries.len() > 1 || sides().any(|a| matches!(a.sector.as_deref(), Some("IGO")));
    let talk = matches!(
        event.kind.as_deref(),
        Some(
            "CONSULT"
                | "SUPPORT"
                | "AID"
                | "COOPERATE"
                | "AGREE"
                | "CONCEDE"
                | "REQUEST"
                | "REJECT"
                | "ACCUSE"
                | "THREATEN"
        )
    );
    add("talk-abroad", talk && abroad);
    add("talk-home", talk && !abroad);
    add("deed-abroad", !talk && abroad);
    add("deed-guessed", !talk && sides().all(|a| a.inferred || a.country.is_none()));
    add("quoted", matcher.is_quoted(fit.trigger));
    add("late", sentence.is_some_and(|at| at >= 8));
    // A guessed country that the sentence itself names is a better guess than one of the story; where the sentence
    // names several it may be any of them.
    let named: Vec<&str> = sentence.map_or(Vec::new(), |at| matcher.countries_in(at));
    let guessed = |here: bool| {
        sides().any(|a| a.inferred && a.country.as_deref().is_some_and(|c| named.contains(&c) == here))
    };
    add("guess-near", guessed(true));
    add("guess-far", guessed(false));
    add("guess-of-several", named.len() > 1 && sides().any(|a| a.inferred));
    add("countries-many", named.len() > 2);
    add("nobody-sure", sides().all(|a| a.inferred || a.code.is_none()));
    let sure = tree_sureness(forest.analysis, fit);
    for (sign, bound) in [("tree-doubtful", 0.5), ("tree-unsure", 0.75), ("tree-hardly-sure", 0.9)] {
        add(sign, sure < bound);
    }
    add("tree-sure", sure >= 0.98);
    let around = sentence.map_or(1.0, |at| sentence_sureness(forest.analysis, at));
    add("sentence-unsure", around < 0.85);
    add("sentence-sure", around >= 0.95);
    add(
        "name-unsure",
        fit.actor.iter().chain(&fit.recipient).any(|&w| name_sureness(forest.analysis, w) < 0.75),
    );
    signs.push(format!("rule-{}", pattern.name));
    if let Some(kind) = &event.kind {
        signs.push(format!("type-{kind}"));
        if event.recipient.is_empty() && event.actor.len() < 2 {
            signs.push(format!("alone-{kind}"));
        }
        if let Some(mode) = &event.mode {
            signs.push(format!("mode-{kind}/{mode}"));
        }
    }
    signs
}

/// How sure the reader is of the least sure of the relations that connect the event's word with its sides, 0 to 1. Sides of other
/// sentences (of what "they" are, say) are not connected by a tree.
fn tree_sureness(analysis: &Analysis, fit: &Fit) -> f32 {
    let above = |word: usize| {
        let head = |w: &usize| analysis.words.get(*w)?.head;
        // No tree is deeper than it has words; a ring of heads ends here.
        std::iter::successors(Some(word), head).take(analysis.words.len()).collect::<Vec<_>>()
    };
    let own = above(fit.trigger);
    let sure = |w: &usize| analysis.words.get(*w).map_or(1.0, |word| word.sure);
    let mut least = sure(&fit.trigger);
    for &side in fit.actor.iter().chain(&fit.recipient) {
        let up = above(side);
        let Some(meet) = up.iter().position(|w| own.contains(w)) else { continue };
        let below = up.iter().take(meet).chain(own.iter().take_while(|w| up.get(meet) != Some(w)));
        least = below.map(sure).fold(least, f32::min);
    }
    least
}

/// How sure the reader is of a relation of the sentence on average, 0 to 1.
fn sentence_sureness(analysis: &Analysis, sentence: usize) -> f32 {
    let words =
        analysis.sentences.get(sentence).and_then(|s| analysis.words.get(s.words.clone())).unwrap_or(&[]);
    let sum: f32 = words.iter().map(|word| word.sure).sum();
    if words.is_empty() { 1.0 } else { sum / words.len() as f32 }
}

/// How sure the reader is of the name that the word stands in, 0 to 1; 1 for a word of no name.
fn name_sureness(analysis: &Analysis, word: usize) -> f32 {
    let at = analysis.names.partition_point(|name| name.words.end <= word);
    analysis.names.get(at).filter(|name| name.words.contains(&word)).map_or(1.0, |name| name.score)
}

/// Whether the clause of the event names somebody, not as a place, who stands on neither side of it: perhaps one whom
/// the patterns failed to see.
fn has_bystander(matcher: &Matcher<'_>, top: usize, event: &Event) -> bool {
    let forest = matcher.forest;
    let clause = forest.below(top, &|w| match forest.deprel(w) {
        Some(Deprel::Ccomp | Deprel::Advcl | Deprel::AclRelcl | Deprel::Parataxis | Deprel::Appos) => false,
        Some(Deprel::Conj) => forest.upos(w) != Upos::Verb,
        _ => true,
    });
    clause.into_iter().any(|w| {
        let Some(reading) = matcher.cast.reading(w).filter(|r| r.named && r.is_coded()) else { return false };
        let span = forest.span(w);
        let on_a_side = event
            .actor
            .iter()
            .chain(&event.recipient)
            .any(|a| a.span.contains(span) || reading.group.is_some() && a.country == reading.group);
        let place = matches!(reading.class, Some(Class::Country | Class::Capital))
            && matches!(
                forest.case(w).as_str(),
                "in" | "at"
                    | "near"
                    | "from"
                    | "across"
                    | "around"
                    | "off"
                    | "outside"
                    | "through"
                    | "inside"
            )
            || matches!(forest.deprel(w), Some(Deprel::NmodUnmarked | Deprel::Compound));
        !on_a_side && !place
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_to_a_likelihood() {
        let table = "sign\tweight\nalways\t0\ngood\t1.4\nbad\t-10\n";
        let files = Files::from_pairs(vec![("events/confidence.tsv".to_owned(), table.to_owned())]);
        let confidence = Confidence::parse(&files).unwrap();
        assert_eq!(confidence.of(&[]), 0.5);
        assert_eq!(confidence.of(&["good".to_owned()]), 0.8);
        assert_eq!(confidence.of(&["bad".to_owned()]), 0.05, "never quite impossible");
        assert_eq!(Confidence::default().of(&["good".to_owned()]), 0.5);
    }
}
