//! `dunlin lexicon gaps`: what a corpus has and the lexicon, or a set of PETRARCH dictionaries, lacks.

use super::each::{Extent, each_document};
use super::{Outcome, Output, open};
use crate::options::Gaps;
use anyhow::Result;
use dunlin::coding::gaps::{Gap, Missing, Tally, gaps};
use dunlin::{Dunlin, RawDocument};
use std::io::Write;

/// Reads the corpus and prints the ranked lists.
pub(crate) fn run(options: &Gaps) -> Result<Outcome> {
    let dunlin = open(&options.with)?;
    let mut output = Output::open(&options.run)?;
    let own = output.own();
    let (mut lexicon, mut dictionaries) =
        (Tally::keeping(options.examples), Tally::keeping(options.examples));
    let outcome = each_document(
        &options.inputs,
        &options.run,
        &dunlin,
        &own,
        Extent::default(),
        of_one,
        |(ours, theirs), _| {
            ours.into_iter().for_each(|gap| lexicon.add(gap));
            theirs.into_iter().for_each(|gap| dictionaries.add(gap));
            Ok::<_, anyhow::Error>(())
        },
    )?;
    if dunlin.dictionaries().is_none_or(|d| !d.is_alone()) {
        write(&mut output, "The lexicon", &lexicon, options.top)?;
    }
    if dunlin.dictionaries().is_some() {
        write(&mut output, "The PETRARCH dictionaries", &dictionaries, options.top)?;
    }
    output.finish()?;
    Ok(outcome)
}

/// The gaps of one document: those of the lexicon, those of the dictionaries.
fn of_one(dunlin: &Dunlin, document: &RawDocument) -> Result<(Vec<Gap>, Vec<Gap>), String> {
    let (article, analysis) = dunlin.parse(document).map_err(|e| e.to_string())?;
    let record = dunlin.code(document).map_err(|e| e.to_string())?;
    let ours = gaps(&article, &analysis, dunlin.lexicon(), &record.coding);
    let Some(dictionaries) = dunlin.dictionaries() else { return Ok((ours, Vec::new())) };
    let mut theirs = Vec::new();
    for tried in dictionaries.tried(&article, &analysis) {
        let span = analysis.sentences.get(tried.sentence).map(|s| s.span).unwrap_or_default();
        let sentence = span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut add = |missing, what: String, why: &str| {
            theirs.push(Gap { missing, what, why: why.to_owned(), sentence: sentence.clone() });
        };
        match &tried.entry {
            None if tried.between_actors => add(Missing::Verb, tried.verb.clone(), ""),
            Some((base, _)) if tried.code.is_none() && tried.between_actors => {
                add(Missing::Entry, base.clone(), tried.lacks().unwrap_or(""));
            }
            Some(_) if tried.code.is_some() => {
                tried.unknown_names.iter().for_each(|name| add(Missing::Name, name.clone(), ""));
            }
            _ => {}
        }
    }
    theirs.sort();
    theirs.dedup();
    Ok((ours, theirs))
}

fn write(out: &mut Output, whose: &str, tally: &Tally, top: usize) -> Result<()> {
    for (missing, title) in [
        (Missing::Verb, "verbs with an actor beside them that no entry has"),
        (Missing::Noun, "nouns of deeds with an actor beside them that no entry has"),
        (Missing::Entry, "words that entries have, none of which fits or codes"),
        (Missing::Name, "names beside a word that an entry fits, without a code"),
    ] {
        let ranked = tally.ranked(missing);
        if ranked.is_empty() {
            continue;
        }
        let shown = ranked.len().min(top);
        writeln!(out, "{whose}: {title} ({shown} of {})", ranked.len())?;
        for (what, counted) in ranked.into_iter().take(top) {
            writeln!(out, "{:>6}  {what}", counted.sentences)?;
            let mut reasons: Vec<(&String, &u64)> = counted.why.iter().collect();
            reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
            for (why, count) in reasons.into_iter().take(2) {
                writeln!(out, "          {count} × {why}")?;
            }
            for example in &counted.examples {
                writeln!(out, "          “{example}”")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
