//! Reads `lexicon/saying/`: words of saying, thinking and wanting, and what the nouns are that stand for sources.

use crate::lexicon::{File, Files, LexiconError};
use dunlin_record::SourceKind;
use std::collections::BTreeMap;

/// Where the content of a verb stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frame {
    /// A clause or a quotation: "said that …", "“…,” he said".
    Clause,
    /// A noun phrase and what it is to do or to be: "urged the rebels to disarm".
    ObjectAndInfinitive,
    /// After the preposition: "called for calm".
    Preposition,
    /// An infinitive: "vowed to stay".
    Infinitive,
    /// A gerund: "denied selling the map".
    Gerund,
    /// A noun phrase: "stressed the need".
    Object,
}

/// A verb of saying.
#[derive(Debug, Clone)]
pub struct Verb {
    /// Particle or preposition it takes with this meaning.
    pub with: Option<String>,
    /// What is done with the words: `say`, `deny`, …
    pub act: String,
    /// Where its content can stand, and whether that is enough where the model saw nothing.
    pub frames: Vec<(Frame, bool)>,
    /// A marked example.
    pub example: Example,
}

/// A noun that names something said.
#[derive(Debug, Clone)]
pub struct Noun {
    /// What is done with the words.
    pub act: String,
    /// Whether it counts, with somebody who says it, where the model saw nothing.
    pub strong: bool,
    /// A marked example.
    pub example: Example,
}

/// A turn of phrase that is a cue.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Its words, in lower case.
    pub words: Vec<String>,
    /// Whether the source is the noun that follows; otherwise no source is named.
    pub takes_source: bool,
    /// What is done with the words.
    pub act: String,
    /// A marked example.
    pub example: Example,
}

/// An example sentence with its parts marked: `[source] <cue> {content}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Example {
    /// The sentence without marks.
    pub text: String,
    /// The marked pieces, in text order.
    pub parts: Vec<(dunlin_language::Role, std::ops::Range<usize>)>,
}

/// The lexicon of saying words.
#[derive(Debug, Clone, Default)]
pub struct Sayings {
    verbs: BTreeMap<String, Vec<Verb>>,
    nouns: BTreeMap<String, Noun>,
    phrases: Vec<Phrase>,
    sources: BTreeMap<String, Vec<SourceKind>>,
}

impl Sayings {
    /// Reads the four tables.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let mut sayings = Self::default();
        sayings.read_verbs(files.need("saying/verbs.tsv")?)?;
        sayings.read_nouns(files.need("saying/nouns.tsv")?)?;
        sayings.read_phrases(files.need("saying/phrases.tsv")?)?;
        sayings.read_sources(files.need("saying/sources.tsv")?)?;
        Ok(sayings)
    }

    /// Entries of a verb; those with a preposition or particle first.
    pub fn verbs(&self, lemma: &str) -> &[Verb] {
        self.verbs.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The lemmas of all verbs.
    pub fn lemmas(&self) -> impl Iterator<Item = &str> {
        self.verbs.keys().map(String::as_str)
    }

    /// The entry of a noun.
    pub fn noun(&self, lemma: &str) -> Option<&Noun> {
        self.nouns.get(lemma)
    }

    /// All turns of phrase, longest first.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// What kinds of source a noun can be.
    pub fn source(&self, lemma: &str) -> &[SourceKind] {
        self.sources.get(&lemma.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Every example, with the entry's word and its act.
    pub fn examples(&self) -> impl Iterator<Item = (&str, &str, &Example)> {
        let verbs = self.verbs.iter().flat_map(|(lemma, list)| {
            list.iter().map(move |verb| (lemma.as_str(), verb.act.as_str(), &verb.example))
        });
        let nouns = self.nouns.iter().map(|(lemma, noun)| (lemma.as_str(), noun.act.as_str(), &noun.example));
        let phrases = self.phrases.iter().map(|phrase| {
            (phrase.words.first().map_or("", String::as_str), phrase.act.as_str(), &phrase.example)
        });
        verbs.chain(nouns).chain(phrases)
    }

    fn read_verbs(&mut self, file: File<'_>) -> Result<(), LexiconError> {
        for row in file.table(&["verb", "act", "content", "example"])? {
            let fault = |cause: String, remedy: &str| Err(file.error(row.line, cause, remedy));
            let mut frames = Vec::new();
            for cell in row.list(2) {
                let strong = cell.ends_with('!');
                let Some(frame) = frame(cell.trim_end_matches('!')) else {
                    return fault(format!("unknown content `{cell}`"), "that, to, obj, obj-to, ing or prep");
                };
                frames.push((frame, strong));
            }
            let (lemma, with) = split(row.cell(0));
            if lemma.is_empty() || row.cell(1).is_empty() || frames.is_empty() {
                return fault(
                    "a verb needs a lemma, an act and a place for its content".into(),
                    "fill all cells",
                );
            }
            frames.sort();
            let example = match Example::parse(row.cell(3)) {
                Ok(example) => example,
                Err(cause) => return fault(cause, "mark [source] <cue> {content}"),
            };
            let of_lemma = self.verbs.entry(lemma.to_owned()).or_default();
            if of_lemma.iter().any(|other| other.with.as_deref() == with) {
                return fault(format!("`{}` is there twice", row.cell(0)), "remove one of the rows");
            }
            let at = if with.is_some() { 0 } else { of_lemma.len() };
            let with = with.map(str::to_owned);
            of_lemma.insert(at, Verb { with, act: row.cell(1).to_owned(), frames, example });
        }
        Ok(())
    }

    fn read_nouns(&mut self, file: File<'_>) -> Result<(), LexiconError> {
        for row in file.table(&["noun", "act", "example"])? {
            let example = Example::parse(row.cell(2))
                .map_err(|cause| file.error(row.line, cause, "mark [source] <cue> {content}"))?;
            let act = row.cell(1);
            let strong = act.ends_with('!');
            let noun = Noun { act: act.trim_end_matches('!').to_owned(), strong, example };
            if self.nouns.insert(row.cell(0).to_owned(), noun).is_some() {
                let cause = format!("`{}` is there twice", row.cell(0));
                return Err(file.error(row.line, cause, "remove one of the rows"));
            }
        }
        Ok(())
    }

    fn read_phrases(&mut self, file: File<'_>) -> Result<(), LexiconError> {
        for row in file.table(&["phrase", "kind", "act", "example"])? {
            let takes_source = match row.cell(1) {
                "before" => true,
                "alone" => false,
                other => {
                    let cause = format!("unknown kind `{other}`");
                    return Err(file.error(row.line, cause, "`before` (a source follows) or `alone`"));
                }
            };
            let example = Example::parse(row.cell(3))
                .map_err(|cause| file.error(row.line, cause, "mark [source] <cue> {content}"))?;
            let words: Vec<String> = row.cell(0).split_whitespace().map(str::to_lowercase).collect();
            if words.is_empty() {
                return Err(file.error(row.line, "the row names no phrase", "fill the first cell"));
            }
            self.phrases.push(Phrase { words, takes_source, act: row.cell(2).to_owned(), example });
        }
        self.phrases.sort_by(|x, y| y.words.len().cmp(&x.words.len()).then_with(|| x.words.cmp(&y.words)));
        Ok(())
    }

    fn read_sources(&mut self, file: File<'_>) -> Result<(), LexiconError> {
        for row in file.table(&["noun", "kind"])? {
            let kind = serde_json::from_value(serde_json::Value::from(row.cell(1))).map_err(|_| {
                file.error(
                    row.line,
                    format!("unknown kind `{}`", row.cell(1)),
                    "person, body, outlet, document, unnamed or author",
                )
            })?;
            self.sources.entry(row.cell(0).to_lowercase()).or_default().push(kind);
        }
        Ok(())
    }
}

impl Example {
    /// Reads a marked sentence.
    pub fn parse(marked: &str) -> Result<Self, String> {
        use dunlin_language::Role;
        let mut example = Self::default();
        let mut open: Option<(Role, usize, char)> = None;
        for c in marked.chars() {
            match (c, open) {
                ('[', None) => open = Some((Role::Source, example.text.len(), ']')),
                ('<', None) => open = Some((Role::Cue, example.text.len(), '>')),
                ('{', None) => open = Some((Role::Content, example.text.len(), '}')),
                (c, Some((role, start, close))) if c == close => {
                    example.parts.push((role, start..example.text.len()));
                    open = None;
                }
                (c, _) => example.text.push(c),
            }
        }
        let has = |role| example.parts.iter().any(|(r, range)| *r == role && !range.is_empty());
        if open.is_some() {
            return Err("a mark in the example is not closed".to_owned());
        }
        if !has(Role::Cue) || !has(Role::Content) {
            return Err("the example marks no cue or no content".to_owned());
        }
        Ok(example)
    }

    /// The marked pieces of one role.
    pub fn role(&self, role: dunlin_language::Role) -> impl Iterator<Item = &str> {
        self.parts
            .iter()
            .filter(move |(r, _)| *r == role)
            .filter_map(|(_, range)| self.text.get(range.clone()))
    }
}

fn split(entry: &str) -> (&str, Option<&str>) {
    entry.split_once(' ').map_or((entry, None), |(lemma, with)| (lemma, Some(with)))
}

fn frame(text: &str) -> Option<Frame> {
    Some(match text {
        "that" => Frame::Clause,
        "to" => Frame::Infinitive,
        "obj" => Frame::Object,
        "obj-to" => Frame::ObjectAndInfinitive,
        "ing" => Frame::Gerund,
        "prep" => Frame::Preposition,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dunlin_language::Role;

    #[test]
    fn the_tables_that_ship_are_sound_and_their_examples_use_their_words() {
        let sayings = Sayings::parse(&Files::embedded().unwrap()).unwrap();
        assert!(sayings.examples().count() > 150);
        for (word, _, example) in sayings.examples() {
            let cue = example.role(Role::Cue).collect::<Vec<_>>().join(" ").to_lowercase();
            // Irregular forms share at least the first letter: "sought", "told".
            let initial: String = word.chars().take(1).collect();
            let uses = cue.split_whitespace().any(|w| w.starts_with(&initial));
            assert!(uses, "`{cue}` is no cue of `{word}`");
        }
        assert!(sayings.source("report").contains(&SourceKind::Document));
    }

    #[test]
    fn an_example_marks_its_parts() {
        let example = Example::parse("[The miller] <said> {it had burst}.").unwrap();
        assert_eq!(example.text, "The miller said it had burst.");
        assert_eq!(example.role(Role::Source).collect::<Vec<_>>(), ["The miller"]);
        assert_eq!(example.role(Role::Content).collect::<Vec<_>>(), ["it had burst"]);
        assert!(Example::parse("[The miller] said {it had burst}.").is_err());
        assert!(Example::parse("[The miller] <said {it had burst}.").is_err());
    }
}
