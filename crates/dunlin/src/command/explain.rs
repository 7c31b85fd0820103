//! `dunlin explain`: how a sentence was read, and why it was coded as it was.

use super::{Outcome, Problem, open, stream};
use crate::options::{Explain, Inputs};
use crate::summary;
use anyhow::{Result, bail};
use dunlin::coding::explain::{Explained, explain};
use dunlin::petrarch::Tried;
use dunlin::{Body, Dunlin, Given, RawDocument, Weight};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// How many patterns of a verb's block are shown.
const PATTERNS: usize = 8;

/// Explains a sentence given on the command line, or those of a file.
pub(crate) fn run(options: &Explain) -> Result<Outcome> {
    let dunlin = open(&options.with)?;
    let mut outcome = Outcome::default();
    for document in documents(options, &dunlin)? {
        match document
            .and_then(|document| shown(&dunlin, &document, options.sentence).map_err(Problem::failure))
        {
            Ok(text) => {
                std::io::stdout().write_all(text.as_bytes())?;
                outcome.done += 1;
            }
            Err(problem) => {
                eprintln!("dunlin: {problem}");
                outcome.failed += u64::from(problem.weight == Weight::Failure);
            }
        }
    }
    Ok(outcome)
}

/// What is to be explained: the documents of a file where the subject names one, otherwise the subject itself.
fn documents(options: &Explain, dunlin: &Dunlin) -> Result<Vec<Result<RawDocument, Problem>>> {
    let path = PathBuf::from(&options.subject);
    if options.subject == "-" || path.is_file() {
        let inputs = Inputs { inputs: vec![path], published: options.published.clone(), outlet: None };
        return Ok(stream(&inputs, dunlin.limits(), &Arc::default(), &Arc::default(), |_| false).collect());
    }
    if !options.subject.contains(char::is_whitespace) {
        bail!("{}: no such file, and not a sentence; put a sentence in quotes", options.subject);
    }
    let given = Given { published: options.published.clone(), ..Given::default() };
    let body = Body::Text(options.subject.clone());
    Ok(vec![Ok(RawDocument { place: "the sentence".to_owned(), given, body })])
}

fn shown(dunlin: &Dunlin, document: &RawDocument, only: Option<usize>) -> Result<String, String> {
    let (article, analysis) = dunlin.parse(document).map_err(|e| e.to_string())?;
    let record = dunlin.code(document).map_err(|e| e.to_string())?;
    let mut explained = explain(&article, &analysis, dunlin.lexicon(), &record.coding);
    if let Some(number) = only {
        let count = explained.len();
        explained.retain(|sentence| sentence.number == number);
        if explained.is_empty() {
            return Err(format!(
                "{}: it has {count} sentences; give --sentence 1 to {count}",
                document.place
            ));
        }
    }
    let mut text = explained.iter().map(Explained::to_string).collect::<Vec<_>>().join("\n");
    if let Some(dictionaries) = dunlin.dictionaries() {
        let tried = dictionaries.tried(&article, &analysis);
        let shown = |number: usize| explained.iter().any(|sentence| sentence.number == number);
        text += &by_dictionaries(&tried.into_iter().filter(|t| shown(t.sentence + 1)).collect::<Vec<_>>());
    }
    if only.is_none() {
        let terminal = std::io::stdout().is_terminal();
        let page = if terminal { summary::Page::terminal() } else { summary::Page::plain() };
        text += &summary::layers_of(&record, &page);
    }
    Ok(text)
}

/// What PETRARCH dictionaries made of the verbs.
fn by_dictionaries(tried: &[Tried]) -> String {
    let mut text = "\n  By the PETRARCH dictionaries\n".to_owned();
    let list = |codes: &[String]| if codes.is_empty() { "-".to_owned() } else { codes.join("/") };
    for verb in tried {
        text += &format!("  “{}”", verb.verb);
        if let Some((base, place)) = &verb.entry {
            text += &format!(" as {base} ({place})");
        }
        text.push('\n');
        for (pattern, place, code, fits) in verb.patterns.iter().take(PATTERNS) {
            let (sign, code) = (if *fits { '+' } else { '-' }, code.as_deref().unwrap_or("---"));
            let how = if *fits { "fits" } else { "shares a word, does not fit" };
            text += &format!("    {sign} {pattern} [{code}]: {how} ({place})\n");
        }
        if verb.patterns.len() > PATTERNS {
            text += &format!("      and {} more that share a word\n", verb.patterns.len() - PATTERNS);
        }
        text += &match verb.lacks() {
            Some(lack) => format!("    no event: {lack}\n"),
            None => format!(
                "    {} > {}: {}\n",
                list(&verb.source),
                list(&verb.target),
                verb.code.as_deref().unwrap_or("---")
            ),
        };
    }
    text
}
