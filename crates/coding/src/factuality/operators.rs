//! Reads `lexicon/factuality/operators.tsv`: words that say whether what they govern happened.

use crate::lexicon::{Files, LexiconError};
use dunlin_record::Factuality;
use std::collections::BTreeMap;

const PATH: &str = "factuality/operators.tsv";

/// Where an operator stands with regard to what it governs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A verb that governs a clause or a noun: "failed to reach".
    Verb,
    /// A noun that does: "a threat to strike".
    Noun,
    /// An adjective that does: "likely to meet".
    Adjective,
    /// Beside a verb: "never reached".
    Adverb,
    /// Beside a noun: "the alleged theft".
    Modifier,
    /// A modal auxiliary.
    Modal,
    /// Opens a clause: "if".
    Mark,
    /// Before a noun: "without an attack".
    Case,
    /// The determiner of a noun: "no attack".
    Determiner,
}

/// What an operator does to what it governs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Governed thing stands as the operator itself does.
    Holds,
    /// It did not happen.
    Undoes,
    /// It is intended.
    Planned,
    /// It is threatened.
    Threatened,
    /// It may happen or may have.
    Possible,
    /// Somebody wants it done.
    Requested,
    /// It depends on something.
    Conditional,
    /// Somebody denies it.
    Denied,
    /// It has begun and has not ended.
    GoingOn,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Preposition or particle that the word takes with this effect.
    pub with: Option<String>,
    /// What it does.
    pub effect: Effect,
    /// How the braced word of the example reads.
    pub reads: Factuality,
    /// A sentence that shows it; the governed word in braces.
    pub example: String,
}

/// All operators, by class and lemma.
#[derive(Debug, Clone, Default)]
pub struct Operators {
    table: BTreeMap<(Class, String), Vec<Operator>>,
}

impl Operators {
    /// Reads the table.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let file = files.need(PATH)?;
        let mut table: BTreeMap<(Class, String), Vec<Operator>> = BTreeMap::new();
        for row in file.table(&["word", "class", "effect", "reads", "example"])? {
            let fault = |cause: String, remedy: &str| file.error(row.line, cause, remedy);
            let class = class(row.cell(1)).ok_or_else(|| {
                fault(
                    format!("unknown class `{}`", row.cell(1)),
                    "one of those named at the head of the file",
                )
            })?;
            let effect = effect(row.cell(2)).ok_or_else(|| {
                fault(
                    format!("unknown effect `{}`", row.cell(2)),
                    "one of those named at the head of the file",
                )
            })?;
            let reads = serde_json::from_value(serde_json::Value::from(row.cell(3))).map_err(|_| {
                fault(format!("unknown factuality `{}`", row.cell(3)), "for example `not-happened`")
            })?;
            let (word, with) = match row.cell(0).split_once(' ') {
                Some((word, with)) => (word, Some(with.to_owned())),
                None => (row.cell(0), None),
            };
            if word.is_empty() {
                return Err(fault("the row names no word".into(), "give a lemma in the first column"));
            }
            let example = row.cell(4).to_owned();
            if braced(&example).is_none() {
                return Err(fault("the example has no {braced} word".into(), "brace the governed word"));
            }
            let of_word = table.entry((class, word.to_owned())).or_default();
            if of_word.iter().any(|other| other.with == with) {
                return Err(fault(format!("`{}` is there twice", row.cell(0)), "remove one of the rows"));
            }
            // What asks for a preposition is looked at first: "call for" before "call".
            let at = of_word.partition_point(|other| other.with.is_some());
            let at = if with.is_some() { at } else { of_word.len() };
            of_word.insert(at, Operator { with, effect, reads, example });
        }
        Ok(Self { table })
    }

    /// What the table has under this class and lemma; those that take a preposition first.
    pub fn get(&self, class: Class, lemma: &str) -> &[Operator] {
        let key = (class, lemma.to_lowercase());
        self.table.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The lemmas of the operators that are verbs.
    pub fn verbs(&self) -> impl Iterator<Item = &str> {
        self.table.keys().filter(|(class, _)| *class == Class::Verb).map(|(_, word)| word.as_str())
    }

    /// All operators with their class and lemma, ordered by both.
    pub fn all(&self) -> impl Iterator<Item = (Class, &str, &Operator)> {
        self.table.iter().flat_map(|((class, word), list)| {
            list.iter().map(move |operator| (*class, word.as_str(), operator))
        })
    }
}

/// Splits an example at its braces: before, braced, after.
pub fn braced(example: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = example.split_once('{')?;
    let (inside, after) = rest.split_once('}')?;
    (!inside.is_empty()).then_some((before, inside, after))
}

fn class(text: &str) -> Option<Class> {
    Some(match text {
        "verb" => Class::Verb,
        "noun" => Class::Noun,
        "adj" => Class::Adjective,
        "adv" => Class::Adverb,
        "mod" => Class::Modifier,
        "modal" => Class::Modal,
        "mark" => Class::Mark,
        "case" => Class::Case,
        "det" => Class::Determiner,
        _ => return None,
    })
}

fn effect(text: &str) -> Option<Effect> {
    Some(match text {
        "holds" => Effect::Holds,
        "undoes" => Effect::Undoes,
        "planned" => Effect::Planned,
        "threatened" => Effect::Threatened,
        "possible" => Effect::Possible,
        "requested" => Effect::Requested,
        "conditional" => Effect::Conditional,
        "denied" => Effect::Denied,
        "going-on" => Effect::GoingOn,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_ships_is_sound() {
        let operators = Operators::parse(&Files::embedded().unwrap()).unwrap();
        assert!(operators.all().count() > 100);
        assert_eq!(operators.get(Class::Verb, "fail")[0].effect, Effect::Undoes);
        assert_eq!(operators.get(Class::Verb, "call")[0].with.as_deref(), Some("for"));
        for (_, word, operator) in operators.all() {
            // Irregular forms share at least the first letter: "told".
            let initial = word.chars().take(1).collect::<String>();
            let text = operator.example.to_lowercase();
            let uses = text.split_whitespace().any(|w| w.contains(&initial));
            assert!(uses, "the example of `{word}` does not use it: {text}");
        }
    }

    #[test]
    fn faults_name_the_line() {
        let parse = |row: &str| {
            let text = format!("word\tclass\teffect\treads\texample\n{row}\n");
            Operators::parse(&Files::from_pairs(vec![(PATH.to_owned(), text)])).unwrap_err()
        };
        assert_eq!(parse("fail\tvreb\tundoes\thappened\tIt {ran}.").line, 2);
        assert!(parse("fail\tverb\tundone\thappened\tIt {ran}.").cause.contains("undone"));
        assert!(parse("fail\tverb\tundoes\tsurely\tIt {ran}.").cause.contains("surely"));
        assert!(parse("fail\tverb\tundoes\thappened\tIt ran.").cause.contains("braced"));
    }
}
