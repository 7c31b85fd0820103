//! What a set of dictionaries made of each verb of a sentence, and what kept it from coding: for `explain` and `gaps`.

use crate::Dictionaries;
use crate::dates::published;
use crate::linear::Coder;
use crate::text::{Text, Word};

/// A verb of a sentence as the dictionaries see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tried {
    /// Index of its sentence.
    pub sentence: usize,
    /// The verb as it stands, in capitals.
    pub verb: String,
    /// Its base form and the line of its entry, `verbs.txt:12`; `None`: no entry has it.
    pub entry: Option<(String, String)>,
    /// The patterns of its block that share a word with the sentence: as written, their line, their code, and whether
    /// they fit; the one that asks for most first.
    pub patterns: Vec<(String, String, Option<String>, bool)>,
    /// The code that it gets; `None`: neither verb nor pattern has one.
    pub code: Option<String>,
    /// Codes found for the source.
    pub source: Vec<String>,
    /// Codes found for the target.
    pub target: Vec<String>,
    /// Names that stand where a side is missing and have no code.
    pub unknown_names: Vec<String>,
    /// Whether actors with codes stand before and behind it.
    pub between_actors: bool,
    /// Whether it stands in a short clause between commas, which is passed over.
    pub passed_over: bool,
}

impl Tried {
    /// What it lacks for an event, in words; `None` when it has all.
    pub fn lacks(&self) -> Option<&'static str> {
        Some(match self {
            Self { entry: None, .. } => "no entry has it",
            Self { passed_over: true, .. } => {
                "it stands in a short clause between commas, which is passed over"
            }
            Self { code: None, .. } => "its entry has no code, and no pattern with one fits",
            Self { source, target, .. } if source.is_empty() && target.is_empty() => {
                "neither side has a code"
            }
            Self { source, .. } if source.is_empty() => "the source has no code",
            Self { target, .. } if target.is_empty() => "the target has no code",
            Self { source, target, .. } if source == target => "source and target have one code",
            _ => return None,
        })
    }
}

/// Tries the dictionaries on every verb of the sentences. `day` as for [`crate::code()`].
pub fn tried(sentences: &[Vec<Word<'_>>], day: Option<&str>, dictionaries: &Dictionaries) -> Vec<Tried> {
    let day = day.and_then(published);
    let mut all = Vec::new();
    for (sentence, words) in sentences.iter().enumerate() {
        let text = Text::new(words);
        let coder = Coder::new(&text, dictionaries, day);
        for at in (0..text.tokens.len()).filter(|&at| text.is_verb(at)) {
            let look = coder.look(at);
            let place = |file: usize, line: usize| dictionaries.place((file, line));
            all.push(Tried {
                sentence,
                verb: text.word(at).to_owned(),
                entry: look.entry.map(|v| (v.base.clone(), place(v.file, v.line))),
                patterns: look
                    .near
                    .iter()
                    .map(|(p, fits)| (p.written(), place(p.file, p.line), p.code.clone(), *fits))
                    .collect(),
                code: look.code,
                source: look.source,
                target: look.target,
                unknown_names: look.unknown,
                between_actors: coder.between_actors(at),
                passed_over: coder.is_cut(at),
            });
            if let Some(tried) = all.last_mut()
                && let Some(chosen) = look.chosen
            {
                let taken = place(chosen.file, chosen.line);
                tried.patterns.sort_by_key(|(_, line, _, fits)| (*line != taken, !fits));
            }
        }
    }
    all
}
