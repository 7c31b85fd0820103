//! Measures co-reference on GUM: reads its CoNLL-U (gold trees and names), resolves, and compares the chains that hold
//! the name of a person, body or place with those of the `Entity=` column.
//!
//!     cargo run --release --example coreference -- gum-dev.conllu [GENRE] [--show] [--weights=FILE]
//!
//! With `--weights` only the raw text is given, and the model of that file reads words, trees and names itself. A mention
//! then is the gold one whose head word stands where its own does, or that has the same characters.
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

use dunlin_language::{Analysis, ChainMention, Reader, Xpos, conllu, coreference};
use dunlin_record::{Article, MentionKind};
use std::collections::{BTreeMap, BTreeSet};

/// Chains of head words.
pub(crate) type Chains = Vec<Vec<usize>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let show = arguments.iter().any(|a| a == "--show");
    let mut plain = arguments.iter().filter(|a| !a.starts_with("--"));
    let file = plain.next().ok_or("usage: coreference FILE [GENRE] [--show] [--weights=FILE]")?;
    let weights = arguments.iter().find_map(|a| a.strip_prefix("--weights="));
    let reader = weights
        .map(|weights| Ok::<_, Box<dyn std::error::Error>>(Reader::from_bytes(std::fs::read(weights)?)?))
        .transpose()?;
    let genre = plain.next();
    let mut scores = metrics::Scores::default();
    let mut right: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for mut document in conllu::read(&std::fs::read_to_string(file)?)? {
        let of = |genre: &str| document.comments.iter().any(|c| *c == format!("meta::genre = {genre}"));
        if genre.is_some_and(|genre| genre.strip_prefix('^').map_or(!of(genre), of)) {
            continue;
        }
        let gold = gum::entities(&document);
        let gold_chains = gum::named_chains(&document, &gold);
        let found = if let Some(reader) = &reader {
            let read = reader.read(&Article::of_paragraphs(document.text.clone()));
            aligned(&document, &gold, &read, named_chains(&read))
        } else {
            document.analysis.names = gum::names(&document, &gold);
            coreference::resolve(&document.text, &mut document.analysis);
            let heads = |chain: Vec<&ChainMention>| chain.into_iter().map(|m| (m.head, m.kind)).collect();
            named_chains(&document.analysis).into_iter().map(heads).collect()
        };
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

/// Chains of mentions: head word and kind.
type Found = Vec<Vec<(usize, MentionKind)>>;

/// The resolver's chains that hold a name, without relative pronouns.
fn named_chains(analysis: &Analysis) -> Vec<Vec<&ChainMention>> {
    let relative = |head: usize| matches!(analysis.words[head].xpos, Xpos::Wdt | Xpos::Wp | Xpos::WpPoss);
    let chains = analysis.chains.iter().map(|chain| {
        let kept = chain.mentions.iter().filter(|m| m.kind != MentionKind::Pronoun || !relative(m.head));
        kept.collect::<Vec<_>>()
    });
    chains.filter(|chain| chain.len() > 1 && chain.iter().any(|m| m.kind == MentionKind::Name)).collect()
}

/// Chains of a reading in the document's own words: for each mention the head of the gold one at its place. Two mentions
/// at one place count once.
fn aligned(
    document: &conllu::Document,
    gold: &[gum::Entity],
    read: &Analysis,
    chains: Vec<Vec<&ChainMention>>,
) -> Found {
    let by_span: BTreeMap<(usize, usize), usize> = gold
        .iter()
        .map(|entity| (document.analysis.span(&entity.words), entity.head))
        .map(|(span, head)| ((span.start, span.end), head))
        .collect();
    let heads: BTreeSet<usize> = gold.iter().map(|entity| entity.head).collect();
    let mut seen = BTreeSet::new();
    let mut place = |mention: &ChainMention| {
        let word = document.analysis.word_at(read.words[mention.head].span.start)?;
        let span = read.span(&mention.words);
        let same = by_span.get(&(span.start, span.end)).copied().filter(|_| !heads.contains(&word));
        let head = same.unwrap_or(word);
        seen.insert(head).then_some((head, mention.kind))
    };
    let chains = chains.into_iter().map(|chain| chain.into_iter().filter_map(&mut place).collect());
    chains.filter(|chain: &Vec<_>| chain.len() > 1).collect()
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
fn missed(document: &conllu::Document, gold: &Chains, found: &Found) {
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
