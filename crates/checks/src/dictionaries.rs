//! Files that people write: the lexicon's, an ontology's, PETRARCH's dictionaries.

use crate::made_up;
use dunlin_coding::actors::ActorLexicon;
use dunlin_coding::attribution::Sayings;
use dunlin_coding::events::EventLexicon;
use dunlin_coding::factuality::Operators;
use dunlin_coding::lexicon::File;
use dunlin_coding::outlook::Outlooks;
use dunlin_coding::places::Gazetteer;
use dunlin_coding::{Files, LexiconError, amounts, times};
use dunlin_language::Analysis;
use dunlin_petrarch::{Dictionaries, Word, code, tried};
use dunlin_record::Article;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Files of one or more subjects (`times/units.tsv`); what a subject has beside them is there, but short.
pub fn lexicon(bytes: &[u8]) {
    let given = given(&String::from_utf8_lossy(bytes));
    read(&given, &["actors"], ActorLexicon::parse);
    read(&given, &["saying"], Sayings::parse);
    read(&given, &["factuality"], Operators::parse);
    read(&given, &["outlook"], Outlooks::parse);
    read(&given, &["places", "actors"], Gazetteer::parse);
    read(&given, &["amounts"], amounts::Words::parse);
    read(&given, &["times", "amounts"], times::Words::parse);
}

/// An ontology: its types, modes, contexts and patterns, in several files.
pub fn ontology(bytes: &[u8]) {
    let given = given(&String::from_utf8_lossy(bytes));
    read(&given, &["events"], EventLexicon::parse);
}

/// The files that an input holds: each begins with a line `@ path`. Of two with one name the first stands.
fn given(text: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut parts = text.split("\n@ ");
    let first = parts.next().and_then(|first| first.strip_prefix("@ "));
    for part in first.into_iter().chain(parts) {
        let (path, file) = part.split_once('\n').unwrap_or((part, ""));
        files.entry(path.trim().to_owned()).or_insert_with(|| file.to_owned());
    }
    files
}

/// Reads the first of `subjects` if something is given for it, with the short lexicon where nothing is given. What
/// cannot be read has a fault that names its file and remedy, the same one each time.
fn read<T>(
    given: &BTreeMap<String, String>,
    subjects: &[&str],
    parse: impl Fn(&Files) -> Result<T, LexiconError>,
) {
    let of = |path: &str, subject: &str| path.strip_prefix(subject).is_some_and(|rest| rest.starts_with('/'));
    if !given.keys().any(|path| subjects.first().is_some_and(|subject| of(path, subject))) {
        return;
    }
    let mut files = given.clone();
    for (path, file) in SHORT.iter().filter(|(path, _)| subjects.iter().any(|subject| of(path, subject))) {
        files.entry(path.clone()).or_insert_with(|| file.clone());
    }
    let files = Files::from_pairs(files.into_iter().collect());
    match (parse(&files).err(), parse(&files).err()) {
        (None, None) => {}
        (Some(one), Some(two)) => {
            assert_eq!(one, two);
            assert!(!one.file.is_empty() && !one.cause.is_empty() && !one.remedy.is_empty(), "{one:?}");
        }
        _ => panic!("the same files are read once and not again"),
    }
}

/// The first lines of every table of the built-in lexicon, quick to read.
static SHORT: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    const WHOLE: usize = 120;
    const SUBJECTS: &[&str] =
        &["actors", "amounts", "events", "factuality", "outlook", "places", "saying", "times"];
    let files = Files::embedded().expect("the built-in lexicon is sound");
    // Short tables stay whole: others name what stands in them.
    let short = |file: File<'_>| -> String {
        let lines = if file.lines().count() <= WHOLE { WHOLE } else { 8 };
        file.lines().take(lines).flat_map(|line| [line.text, "\n"]).collect()
    };
    let of = |subject: &&str| {
        files.under(subject).map(|file| (file.path().to_owned(), short(file))).collect::<Vec<_>>()
    };
    // Patterns are the ontology's own.
    SUBJECTS.iter().flat_map(of).filter(|(path, _)| path.ends_with(".tsv")).collect()
});

/// A PETRARCH dictionary of whatever kind it is, and a few sentences coded with it and two small ones.
pub fn petrarch(bytes: &[u8]) {
    const ACTORS: &str = "KERRIN_ [KER]\n\nVARN_ [VAR]\n+VARNISH_\n";
    const VERBS: &str = "--- MEET [040] ---\nMEET\n- * WITH + [042]\n\n--- ATTACK [190] ---\nATTACK\n";
    const SENTENCES: &str =
        "Kerrin met with Varn on Monday. The minister of Varn attacked Kerrin, police and rebels said.";
    let mut own = Dictionaries::default();
    let known = own.read("own.txt", bytes);
    assert_eq!(known, !own.sources().is_empty());
    let mut again = Dictionaries::default();
    again.read("own.txt", bytes);
    assert_eq!(
        (own.faults(), own.digest(), own.summary()),
        (again.faults(), again.digest(), again.summary())
    );
    for fault in own.faults() {
        assert!(!fault.cause.is_empty() && !fault.remedy.is_empty() && fault.file == "own.txt", "{fault}");
    }
    own.read("actors.txt", ACTORS.as_bytes());
    own.read("verbs.txt", VERBS.as_bytes());
    let article = Article::of_paragraphs(SENTENCES.to_owned());
    // The same few readings each time: it is the dictionary that is tried.
    for seed in 0..3 {
        let analysis = made_up(&article, seed);
        let sentences = sentences(&article, &analysis);
        let coded = code(&sentences, Some("2020-05-13"), &own);
        assert_eq!(coded, code(&sentences, Some("2020-05-13"), &own));
        for event in &coded.events {
            let (start, end) = event.trigger;
            assert!(article.text.get(start..end).is_some_and(|verb| !verb.is_empty()), "{event:?}");
            for (start, end) in [event.source.span, event.target.span] {
                assert!(article.text.get(start..end).is_some(), "{event:?}");
            }
            assert!(event.sentence < sentences.len());
        }
        tried(&sentences, None, &own);
    }
}

fn sentences<'a>(article: &'a Article, analysis: &'a Analysis) -> Vec<Vec<Word<'a>>> {
    let word = |first: usize, word: &'a dunlin_language::Word| Word {
        form: word.span.of(&article.text),
        upos: word.upos.as_str(),
        xpos: word.xpos.as_str(),
        relation: word.deprel.as_str(),
        head: word.head.map(|head| head - first),
        start: word.span.start,
        end: word.span.end,
    };
    let of = |range: &std::ops::Range<usize>| {
        analysis.words[range.clone()].iter().map(|w| word(range.start, w)).collect()
    };
    analysis.sentences.iter().map(|sentence| of(&sentence.words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_lexicon_is_read() {
        let all = SHORT.iter().cloned().collect();
        let files = Files::from_pairs(SHORT.clone());
        assert!(
            dunlin_coding::Lexicon::parse(&files).is_ok(),
            "{:?}",
            dunlin_coding::Lexicon::parse(&files).err()
        );
        read(&all, &["events"], EventLexicon::parse);
    }
}
