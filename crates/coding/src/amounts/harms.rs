//! What befell the people that a figure counts: killed, wounded, held, displaced, missing. The tree decides where it
//! can; next come the words right beside the figure.

use super::figures::{Figure, Measure, Reader};
use dunlin_language::{Deprel, Upos};

impl Reader<'_> {
    /// What befell the people a figure counts.
    pub(super) fn befell(&self, figure: &Figure, noun: Option<usize>) -> Option<String> {
        let pieces = self.pieces;
        if matches!(figure.measure, Measure::Unit(_) | Measure::Age) {
            return None;
        }
        let harm = |word: usize| {
            let word = self.analysis.words.get(word)?;
            self.words.harm(&word.span.of(pieces.text).to_lowercase())
        };
        if let Some(noun) = noun {
            if let Some(harm) = harm(noun) {
                return Some(harm.to_owned());
            }
            for child in self.analysis.children(noun) {
                let Some(word) = self.analysis.words.get(child) else { continue };
                if matches!(word.deprel, Deprel::Amod | Deprel::Acl | Deprel::Compound)
                    && let Some(harm) = harm(child)
                {
                    return Some(harm.to_owned());
                }
            }
            // "killed 12 people and 30 horses": the second hangs on the first.
            let mut word = self.analysis.words.get(noun)?;
            for _ in 0..4 {
                match word
                    .head
                    .and_then(|h| self.analysis.words.get(h))
                    .filter(|_| word.deprel == Deprel::Conj)
                {
                    Some(head) if matches!(head.upos, Upos::Noun | Upos::Propn) => word = head,
                    _ => break,
                }
            }
            if let Some(verb) = word.head
                && let Some(kind) = harm(verb)
            {
                let intransitive = ["die", "flee", "disappear", "perish"];
                let lemma = self.analysis.words.get(verb).map_or("", |w| w.lemma.as_str());
                let undergoes = match word.deprel {
                    Deprel::NsubjPass | Deprel::Obj => true,
                    Deprel::Nsubj => {
                        intransitive.contains(&lemma) || self.has_passive(verb) || !is_verb(self, verb)
                    }
                    _ => false,
                };
                if undergoes {
                    return Some(kind.to_owned());
                }
                // "30 soldiers killed five rebels" tells what they did.
                if word.deprel == Deprel::Nsubj && is_verb(self, verb) && self.has_object(verb) {
                    return None;
                }
            }
        }
        // "30 dead", "killing at least 30", "at least 30 were injured": next to each other in the words.
        let after = (figure.pieces.end..figure.pieces.end + 4)
            .take_while(|&i| {
                let low = pieces.low(i);
                let word = pieces.get(i).and_then(|p| p.word);
                word.is_some_and(|w| noun == Some(w))
                    || matches!(
                        low,
                        "were"
                            | "was"
                            | "are"
                            | "is"
                            | "been"
                            | "have"
                            | "had"
                            | "others"
                            | "more"
                            | "people"
                            | "also"
                    )
                    || self.words.harm(low).is_some()
            })
            .find_map(|i| self.words.harm(pieces.low(i)));
        let before = figure.pieces.start.checked_sub(1).and_then(|i| {
            self.words.harm(pieces.low(i)).filter(|_| {
                pieces.low(i).ends_with("ing")
                    || ["kill", "killed", "wounded", "injured", "displaced", "detained", "arrested"]
                        .contains(&pieces.low(i))
            })
        });
        after.or(before).map(str::to_owned)
    }

    fn has_passive(&self, verb: usize) -> bool {
        self.analysis
            .children(verb)
            .any(|c| self.analysis.words.get(c).is_some_and(|w| w.deprel == Deprel::AuxPass))
    }

    fn has_object(&self, verb: usize) -> bool {
        self.analysis
            .children(verb)
            .any(|c| self.analysis.words.get(c).is_some_and(|w| w.deprel == Deprel::Obj))
    }
}

fn is_verb(reader: &Reader, word: usize) -> bool {
    reader.analysis.words.get(word).is_some_and(|w| w.upos == Upos::Verb)
}
