//! Classes of words that the rules ask for, as `events/word_classes.tsv` lists them.

use crate::lexicon::{Files, LexiconError};
use std::collections::HashMap;

/// A class of words: what they mean beside an event, where that shows who did what and whether it is told as done. What each is
/// for stands beside its words in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordClass {
    /// Nouns whose infinitive tells what may be done: "the right to protest".
    MayBe,
    /// Nouns whose gerund tells what somebody has in mind: "the goal of ousting him".
    Aim,
    /// Verbs that keep somebody from what follows: "barred from visiting".
    Leaving,
    /// Verbs that take back what lasts: "lifted the ban".
    Ending,
    /// Nouns of what lasts until it is taken back.
    Lasting,
    /// Verbs by which what lasts is over: "the ban expired".
    Expiring,
    /// Verbs after which fighting does not go on: "stop the war".
    Stopping,
    /// Nouns of force that can be stopped.
    Fighting,
    /// Verbs by which a measure does not come about: "blocked the extradition".
    Blocking,
    /// Nouns of measures against somebody that can be blocked.
    Handling,
    /// Verbs whose subject does what their infinitive says though they have an object: "promised them to go".
    SubjectControl,
    /// Participles whose agent does what their noun says: "a march organised by students".
    Doing,
    /// Nouns whose deed follows with "of": "a series of strikes".
    Row,
    /// Light verbs whose subject undergoes what the noun says: "suffered an attack".
    Undergoing,
    /// Verbs whose subject is the author of a text: "issued a statement urging".
    Making,
    /// Deeds in which people are arrested: "detained in a raid by".
    Raid,
    /// Things that stand where people do: "convicted on charges".
    Thing,
    /// Deeds that two sides do to each other.
    Fight,
    /// Meetings, which are no party to what is said there.
    Meeting,
    /// Verbs that name a deed to keep it away: "foiled an attack".
    Averting,
    /// Nouns that name a deed as what they answer: "in response to the attack".
    Answer,
    /// Words of the calendar, which own events and do nothing: "Sunday's talks".
    Calendar,
    /// Nouns that measure how long something lasts: "weeks of protests".
    Span,
    /// Nouns for whoever stands on some side, of no country of their own.
    Side,
    /// Words that make a plural one of several countries' bodies: "the two navies".
    Several,
    /// Nouns by which "two", "both", "three" take up countries named before: "both nations".
    Pair,
    /// Nouns of what is asserted: whom a claim is about did not make it.
    Claim,
    /// Texts, whose author does what they say: "the minister's letter condemned".
    Text,
    /// Adjectives of what did not take place: "a potential conflict".
    Potential,
    /// Nouns for those of somebody's family.
    Kin,
    /// Things that are launched at somebody, by whom a participle tells: "a drone launched by rebels hit".
    Weapon,
    /// Words that make a blast or a shot an accident, whatever else is told: "an unexploded shell went off".
    Leftover,
    /// Verbs that say of a deed what it is, and bear it not: "declared the attack an act of war".
    Calling,
}

/// The classes by the names they have in the table.
const NAMES: &[(&str, WordClass)] = &[
    ("may-be", WordClass::MayBe),
    ("aim", WordClass::Aim),
    ("leaving", WordClass::Leaving),
    ("ending", WordClass::Ending),
    ("lasting", WordClass::Lasting),
    ("expiring", WordClass::Expiring),
    ("stopping", WordClass::Stopping),
    ("fighting", WordClass::Fighting),
    ("blocking", WordClass::Blocking),
    ("handling", WordClass::Handling),
    ("subject-control", WordClass::SubjectControl),
    ("doing", WordClass::Doing),
    ("row", WordClass::Row),
    ("undergoing", WordClass::Undergoing),
    ("making", WordClass::Making),
    ("raid", WordClass::Raid),
    ("thing", WordClass::Thing),
    ("fight", WordClass::Fight),
    ("meeting", WordClass::Meeting),
    ("averting", WordClass::Averting),
    ("answer", WordClass::Answer),
    ("calendar", WordClass::Calendar),
    ("span", WordClass::Span),
    ("side", WordClass::Side),
    ("several", WordClass::Several),
    ("pair", WordClass::Pair),
    ("claim", WordClass::Claim),
    ("text", WordClass::Text),
    ("potential", WordClass::Potential),
    ("kin", WordClass::Kin),
    ("weapon", WordClass::Weapon),
    ("leftover", WordClass::Leftover),
    ("calling", WordClass::Calling),
];

/// Which lemmas are of which classes.
#[derive(Debug, Default)]
pub(super) struct WordClasses {
    /// Lemma → its classes, a bit for each, by its place in [`WordClass`].
    of: HashMap<String, u64>,
}

impl WordClasses {
    /// Reads the table; a lexicon without it has no word in any class.
    ///
    /// # Errors
    /// A class that is not known, told twice or missing.
    pub(super) fn parse(files: &Files) -> Result<Self, LexiconError> {
        let mut classes = Self::default();
        let Some(file) = files.get("events/word_classes.tsv") else { return Ok(classes) };
        let mut told = 0u64;
        for row in file.table(&["class", "words"])? {
            let name = row.cell(0);
            let Some(&(_, class)) = NAMES.iter().find(|(known, _)| *known == name) else {
                let known = NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
                return Err(file.error(
                    row.line,
                    format!("`{name}` is no class of words"),
                    format!("use one of {known}"),
                ));
            };
            let bit = 1 << class as u64;
            if told & bit != 0 {
                return Err(file.error(
                    row.line,
                    format!("`{name}` was told before"),
                    "put all words of a class in one row",
                ));
            }
            told |= bit;
            for word in row.list(1) {
                *classes.of.entry(word.to_owned()).or_default() |= bit;
            }
        }
        match NAMES.iter().find(|(_, class)| told & (1 << *class as u64) == 0) {
            Some((name, _)) => Err(file.error(
                0,
                format!("the class `{name}` is missing"),
                "add a row for it; its words may be left out",
            )),
            None => Ok(classes),
        }
    }

    /// Whether `lemma` is of `class`.
    pub(super) fn has(&self, lemma: &str, class: WordClass) -> bool {
        self.of.get(lemma).is_some_and(|bits| bits & (1 << class as u64) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &str) -> Result<WordClasses, LexiconError> {
        let text = format!("class\twords\n{rows}");
        WordClasses::parse(&Files::from_pairs(vec![("events/word_classes.tsv".to_owned(), text)]))
    }

    #[test]
    fn a_word_may_be_of_several_classes() {
        let classes = WordClasses::parse(&Files::embedded().unwrap()).unwrap();
        assert!(classes.has("stop", WordClass::Leaving) && classes.has("stop", WordClass::Stopping));
        assert!(!classes.has("stop", WordClass::Lasting));
    }

    #[test]
    fn faults_name_the_row_and_the_remedy() {
        assert_eq!(read("aims\tgoal\n").unwrap_err().line, 2);
        assert_eq!(read("aim\tgoal\naim\thope\n").unwrap_err().line, 3);
        let missing = read("aim\tgoal\n").unwrap_err();
        assert!(missing.to_string().contains("may-be"), "{missing}");
    }
}
