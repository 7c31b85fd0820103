//! Measures co-reference on GUM: reads its CoNLL-U (gold trees and names), resolves, and compares the chains that hold
//! the name of a person, body or place with those of the `Entity=` column.
//!
//!     cargo run --release --example coreference -- gum-dev.conllu [GENRE] [--show]
//!
//! With GENRE (`news`) only its documents are read, with `^news` all others.
//!
//! Prints MUC, B-cubed and CEAF-e (precision, recall, F1) and their mean F1, then, for names, descriptions and pronouns,
//! how many of those that were put in a chain with a name belong to what that name names. Mentions are told by their
//! head word; relative pronouns, which GUM does not mark, and I, we and you, which the resolver leaves alone, are not
//! counted.

#![allow(clippy::print_stdout)] // a measuring tool: figures are its output

mod gum;
mod metrics;

use dunlin_language::{Analysis, Xpos, conllu, coreference};
use dunlin_record::MentionKind;
use std::collections::BTreeMap;

/// Chains of head words.
pub(crate) type Chains = Vec<Vec<usize>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let show = arguments.iter().any(|a| a == "--show");
    let mut plain = arguments.iter().filter(|a| !a.starts_with("--"));
    let file = plain.next().ok_or("usage: coreference FILE [GENRE] [--show]")?;
    let genre = plain.next();
    let mut scores = metrics::Scores::default();
    let mut right: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for mut document in conllu::read(&std::fs::read_to_string(file)?)? {
        let of = |genre: &str| document.comments.iter().any(|c| *c == format!("meta::genre = {genre}"));
        if genre.is_some_and(|genre| genre.strip_prefix('^').map_or(!of(genre), of)) {
            continue;
        }
        let gold = gum::entities(&document);
        document.analysis.names = gum::names(&document, &gold);
        coreference::resolve(&document.text, &mut document.analysis);
        let gold_chains = gum::named_chains(&document, &gold);
        let found = named_chains(&document.analysis);
        scores.add(&gold_chains, &found.iter().map(|chain| chain.iter().map(|m| m.0).collect()).collect());
        let of: BTreeMap<usize, usize> = gold_chains
            .iter()
            .enumerate()
            .flat_map(|(i, chain)| chain.iter().map(move |&m| (m, i)))
            .collect();
        if show {
            missed(&document, &gold_chains, &found);
        }
        for chain in &found {
            let names: Vec<_> =
                chain.iter().filter(|m| m.1 == MentionKind::Name).map(|m| of.get(&m.0)).collect();
            for (at, &(head, kind)) in chain.iter().enumerate() {
                // A name must be in one chain with another name or with what was put beside it.
                let others = chain.iter().enumerate().filter(|&(i, _)| i != at).map(|(_, m)| of.get(&m.0));
                let mine = of.get(&head);
                let good = mine.is_some()
                    && if kind == MentionKind::Name {
                        others.into_iter().any(|o| o == mine)
                    } else {
                        names.contains(&mine)
                    };
                let label = match kind {
                    MentionKind::Name => "names",
                    MentionKind::Description => "descriptions",
                    MentionKind::Pronoun => match document.analysis.words[head].lemma.as_str() {
                        "it" | "its" | "itself" => "it",
                        "they" | "their" | "theirs" | "themselves" => "they",
                        _ => "he and she",
                    },
                };
                let entry = right.entry(label).or_default();
                entry.0 += usize::from(good);
                entry.1 += 1;
                if show && !good {
                    println!("{}", wrong(&document, chain, at));
                }
            }
        }
    }
    println!("{scores}");
    for (kind, (good, all)) in right {
        println!("{kind}: {good} of {all} right ({:.3})", good as f64 / all.max(1) as f64);
    }
    Ok(())
}

/// The resolver's chains that hold a name, without relative pronouns.
fn named_chains(analysis: &Analysis) -> Vec<Vec<(usize, MentionKind)>> {
    let relative = |head: usize| matches!(analysis.words[head].xpos, Xpos::Wdt | Xpos::Wp | Xpos::WpPoss);
    let chains = analysis.chains.iter().map(|chain| {
        let kept = chain.mentions.iter().filter(|m| m.kind != MentionKind::Pronoun || !relative(m.head));
        kept.map(|m| (m.head, m.kind)).collect::<Vec<_>>()
    });
    chains.filter(|chain| chain.len() > 1 && chain.iter().any(|m| m.1 == MentionKind::Name)).collect()
}

/// A line that shows a mention in the wrong chain, with its sentence.
fn wrong(document: &conllu::Document, chain: &[(usize, MentionKind)], at: usize) -> String {
    let analysis = &document.analysis;
    let word = |head: usize| analysis.words[head].span.of(&document.text);
    let sentence =
        analysis.sentence_of(chain[at].0).map_or("", |s| analysis.sentences[s].span.of(&document.text));
    let names: Vec<&str> = chain.iter().map(|&(head, _)| word(head)).collect();
    format!("{} {:?} {} in {:?}: {sentence}", document.id, chain[at].1, word(chain[at].0), names)
}

/// Prints the mentions of each gold chain that are not in the found chain that shares most with it.
fn missed(document: &conllu::Document, gold: &Chains, found: &[Vec<(usize, MentionKind)>]) {
    let analysis = &document.analysis;
    let word = |head: usize| analysis.words[head].span.of(&document.text);
    for chain in gold {
        let shared =
            |other: &&Vec<(usize, MentionKind)>| other.iter().filter(|m| chain.contains(&m.0)).count();
        let best = found.iter().max_by_key(shared);
        let missing: Vec<usize> = chain
            .iter()
            .copied()
            .filter(|m| best.is_none_or(|best| best.iter().all(|other| other.0 != *m)))
            .collect();
        if !missing.is_empty() {
            let all: Vec<&str> = chain.iter().map(|&m| word(m)).collect();
            let lines: Vec<String> = missing.iter().map(|&m| format!("{} ({})", word(m), m)).collect();
            println!("{} MISSED {} of {all:?}", document.id, lines.join(", "));
        }
    }
}
