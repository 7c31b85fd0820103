//! The event lexicon: patterns over lemmas and dependency relations, and the tables they refer to.
//!
//! ```text
//! pattern arrest
//!   verb arrest detain jail
//!   noun arrest detention
//!   code COERCE/arrest 173
//!   recipient obj | :of | poss
//!   yes "Turkish police arrested two journalists." COERCE/arrest TURCOP > JRN
//! ```
//!
//! The form is described for users in `lexicon/README.md`.

mod entry;

use super::words::{WordClass, WordClasses};
use crate::lexicon::{Files, LexiconError};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a pattern codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// PLOVER type.
    pub kind: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// CAMEO code.
    pub code: Option<String>,
}

/// One step from a word to its dependents, by grammatical role. Roles are those of the active clause: the subject of
/// a passive is its `obj`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Who does it: subject of a verb; of a noun the subject of its light verb, its owner, agent or modifier.
    Subj,
    /// To whom: object of a verb; of a noun what follows "of".
    Obj,
    /// Indirect object.
    Iobj,
    /// Owner of a noun: "Turkey's", "his".
    Poss,
    /// Modifier of a noun: "Turkish", "police".
    Mod,
    /// Infinitive or other open complement.
    Xcomp,
    /// Clause.
    Ccomp,
    /// Whatever else hangs on the word with this preposition, also through its object: `:with`.
    Prep(String),
    /// Particle or adverb: "back".
    Adv,
    /// Auxiliary: "must".
    Aux,
    /// The subject of a noun's light verb: who "made" an arrest.
    Light,
    /// Who holds what a noun says: the subject of its light verb, its owner, "by"; no mere modifier.
    Holder,
}

/// Steps from the trigger to a word.
pub type Path = Vec<Step>;

/// A dependent that a pattern asks for (or forbids).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Where it stands.
    pub path: Path,
    /// Its lemmas; empty: any word.
    pub lemmas: Vec<String>,
    /// The actors it must be: sectors, `actor` (any codable actor) or `country`.
    pub actors: Vec<String>,
    /// The line as written, for explanations.
    pub written: String,
}

/// A sentence that an entry must (or must not) code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Line number.
    pub line: usize,
    /// The sentence.
    pub sentence: String,
    /// What it codes; `None` for a sentence that the pattern must leave alone.
    pub expect: Option<Expected>,
}

/// The coding that an example states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Type and mode.
    pub outcome: Outcome,
    /// Codes of the actors, in text order.
    pub actor: Vec<String>,
    /// Codes of the recipients.
    pub recipient: Vec<String>,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// `assault/shoot`: file and name.
    pub name: String,
    /// The file it stands in.
    pub file: String,
    /// Its first line.
    pub line: usize,
    /// Lemmas of verbs that trigger it.
    pub verbs: Vec<String>,
    /// Lemmas of nouns that trigger it.
    pub nouns: Vec<String>,
    /// Lemmas of adjectives that trigger it.
    pub adjectives: Vec<String>,
    /// What must be there, all of it.
    pub needs: Vec<Need>,
    /// What must not be there, any of it.
    pub nots: Vec<Need>,
    /// What it codes by itself.
    pub outcome: Option<Outcome>,
    /// What it codes when negated.
    pub negated: Option<Outcome>,
    /// What it makes of an event that it governs: types (empty: any), and what they become.
    pub inner: Vec<(Vec<String>, Outcome)>,
    /// Where the actor stands; the first path that leads to somebody.
    pub actor: Vec<Path>,
    /// Where the recipient stands.
    pub recipient: Vec<Path>,
    /// Whether it is coded without actor and recipient too.
    pub bare: bool,
    /// Whether the subject may be a thing ("the blast killed nine").
    pub any_subject: bool,
    /// Whether accidents are told in the same words: coded only where the text tells of violence.
    pub accidental: bool,
    /// Its tests.
    pub examples: Vec<Example>,
}

impl Pattern {
    /// How closely it looks: patterns that ask for more win.
    pub fn rank(&self) -> usize {
        let asked: usize = self.needs.iter().map(|n| if n.lemmas.is_empty() { 2 } else { 3 }).sum();
        asked + usize::from(!self.nots.is_empty())
    }
}

/// What PLOVER says of a type and mode.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// Quad class; an ontology of one's own may have none.
    pub quad: Option<dunlin_record::Quad>,
    /// Score; as the quad class.
    pub score: Option<f32>,
    /// What it is called while it still lies ahead: aid that is announced is AGREE.
    pub future: Option<Outcome>,
}

/// All that `lexicon/events/` says.
#[derive(Debug, Default)]
pub struct EventLexicon {
    patterns: Vec<Pattern>,
    by_verb: HashMap<String, Vec<usize>>,
    by_noun: HashMap<String, Vec<usize>>,
    by_adjective: HashMap<String, Vec<usize>>,
    /// `TYPE` or `TYPE/mode` → scale.
    scales: BTreeMap<String, Scale>,
    /// Verbs that carry a noun's meaning, with the preposition that brings the noun (empty: its object).
    light: HashMap<String, Vec<String>>,
    /// Word → modes that it brings to a type: (type, mode).
    modes: HashMap<String, Vec<(String, String)>>,
    /// Word → contexts.
    contexts: HashMap<String, Vec<String>>,
    /// Words that tell of an accident or a natural disaster, and words that tell of violence (`true`).
    harms: HashMap<String, bool>,
    /// All lemmas that some entry or table asks for.
    lemmas: HashSet<String>,
    /// Irregular form → lemma.
    irregular: HashMap<String, String>,
    classes: WordClasses,
    confidence: super::confidence::Confidence,
    /// See [`EventLexicon::least_confidence`].
    least: f32,
}

impl EventLexicon {
    /// Reads the subject `events`.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let confidence = super::confidence::Confidence::parse(files)?;
        let least = super::confidence::LEAST_CONFIDENCE;
        let classes = WordClasses::parse(files)?;
        let mut lexicon = Self { classes, confidence, least, ..Self::default() };
        lexicon.read_scales(&files.need("events/types.tsv")?)?;
        for row in files.need("events/irregular.tsv")?.table(&["form", "lemma"])? {
            lexicon.irregular.insert(row.cell(0).to_owned(), row.cell(1).to_owned());
        }
        for row in files.need("events/light.tsv")?.table(&["verb", "prepositions"])? {
            lexicon.lemmas.insert(row.cell(0).to_owned());
            let entry = lexicon.light.entry(row.cell(0).to_owned()).or_default();
            entry.push(String::new());
            entry.extend(row.list(1).map(str::to_owned));
        }
        // An ontology may do without modes and contexts.
        if let Some(file) = files.get("events/modes.tsv") {
            for row in file.table(&["type", "mode", "words"])? {
                let (kind, mode) = (row.cell(0), row.cell(1));
                lexicon.check(&file, row.line, kind, Some(mode))?;
                for word in row.list(2) {
                    let entry = lexicon.modes.entry(word.to_owned()).or_default();
                    entry.push((kind.to_owned(), mode.to_owned()));
                }
            }
        }
        if let Some(file) = files.get("events/contexts.tsv") {
            for row in file.table(&["context", "words"])? {
                for word in row.list(1) {
                    lexicon.contexts.entry(word.to_owned()).or_default().push(row.cell(0).to_owned());
                }
            }
        }
        // A lexicon without the table tells no accidents from deeds.
        if let Some(file) = files.get("events/mishaps.tsv") {
            for row in file.table(&["kind", "words"])? {
                let violence = match row.cell(0) {
                    "violence" => true,
                    "mishap" => false,
                    other => {
                        return Err(file.error(
                            row.line,
                            format!("`{other}` is no kind of harm"),
                            "write mishap or violence",
                        ));
                    }
                };
                lexicon.harms.extend(row.list(1).map(|word| (word.to_owned(), violence)));
            }
        }
        for file in files.under("events").filter(|f| f.path().ends_with(".txt")) {
            for block in file.blocks()? {
                lexicon.read_pattern(&file, &block)?;
            }
        }
        Ok(lexicon)
    }

    /// Events less sure than this (0 to 1) are left out, with a note.
    pub fn least_confidence(&self) -> f32 {
        self.least
    }

    /// Sets how sure an event must be at least; 0 keeps all.
    pub fn set_least_confidence(&mut self, least: f32) {
        self.least = least;
    }

    /// How likely an event with these signs is right.
    pub fn confidence(&self, signs: &[String]) -> f32 {
        self.confidence.of(signs)
    }

    /// All entries, in the order of the files.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The entries that a verb of this lemma triggers.
    pub fn of_verb(&self, lemma: &str) -> impl Iterator<Item = (usize, &Pattern)> {
        self.listed(self.by_verb.get(lemma))
    }

    /// The entries that a noun of this lemma triggers.
    pub fn of_noun(&self, lemma: &str) -> impl Iterator<Item = (usize, &Pattern)> {
        self.listed(self.by_noun.get(lemma))
    }

    /// The entries that an adjective of this lemma triggers.
    pub fn of_adjective(&self, lemma: &str) -> impl Iterator<Item = (usize, &Pattern)> {
        self.listed(self.by_adjective.get(lemma))
    }

    fn listed<'l>(&'l self, list: Option<&'l Vec<usize>>) -> impl Iterator<Item = (usize, &'l Pattern)> {
        list.into_iter().flatten().filter_map(|&at| Some((at, self.patterns.get(at)?)))
    }

    /// Whether some entry asks for this lemma.
    pub fn knows(&self, lemma: &str) -> bool {
        self.lemmas.contains(lemma)
    }

    /// The lemma of an irregular form.
    pub fn irregular(&self, form: &str) -> Option<String> {
        self.irregular.get(form).cloned()
    }

    /// Whether `verb` carries the meaning of a noun that it takes with `preposition` (empty: as its object).
    pub fn is_light(&self, verb: &str, preposition: &str) -> bool {
        self.light.get(verb).is_some_and(|list| list.iter().any(|p| p == preposition))
    }

    /// Quad class and score of a type and mode.
    pub fn scale(&self, outcome: &Outcome) -> Option<&Scale> {
        let moded =
            outcome.mode.as_ref().and_then(|mode| self.scales.get(&format!("{}/{mode}", outcome.kind)));
        moded.or_else(|| self.scales.get(&outcome.kind))
    }

    /// The mode that `word` brings to an event of type `kind`.
    pub fn mode_of(&self, kind: &str, word: &str) -> Option<&str> {
        self.modes.get(word)?.iter().find(|(k, _)| k == kind).map(|(_, mode)| mode.as_str())
    }

    /// Whether `word` tells of violence (`true`) or of an accident or disaster (`false`).
    pub fn harm(&self, word: &str) -> Option<bool> {
        self.harms.get(word).copied()
    }

    /// Whether a lemma is of this class.
    pub(super) fn is_a(&self, lemma: &str, class: WordClass) -> bool {
        self.classes.has(lemma, class)
    }

    /// The contexts that `word` speaks of.
    pub fn contexts_of(&self, word: &str) -> &[String] {
        self.contexts.get(word).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(file: &str) -> Result<EventLexicon, LexiconError> {
        let files = [
            (
                "events/types.tsv",
                "type\tmode\tquad\tscore\tfuture\nAID\t\t2\t10\nCOERCE\t\t4\t-7\nCOERCE\tarrest\t4\t-7\n",
            ),
            ("events/light.tsv", "verb\tprepositions\nhold\t\n"),
            ("events/irregular.tsv", "form\tlemma\n"),
            ("events/modes.tsv", "type\tmode\twords\n"),
            ("events/contexts.tsv", "context\twords\n"),
            ("events/x.txt", file),
        ];
        EventLexicon::parse(&Files::from_pairs(files.map(|(p, t)| (p.to_owned(), t.to_owned())).to_vec()))
    }

    #[test]
    fn an_entry_reads() {
        let lexicon = with("pattern arrest\n  verb arrest jail\n  need obj @CVL\n  code COERCE/arrest 173\n  recipient obj | :of.poss\n  yes \"Police arrested a man.\" COERCE/arrest - > CVL\n").unwrap();
        let (_, pattern) = lexicon.of_verb("jail").next().unwrap();
        assert_eq!(pattern.name, "x/arrest");
        assert_eq!(pattern.recipient, [vec![Step::Obj], vec![Step::Prep("of".into()), Step::Poss]]);
        assert_eq!(pattern.examples[0].expect.as_ref().unwrap().recipient, ["CVL"]);
        assert!(pattern.examples[0].expect.as_ref().unwrap().actor.is_empty());
    }

    #[test]
    fn faults_name_file_line_and_remedy() {
        let yes = "  yes \"A.\" AID\n";
        for (text, line) in [
            (format!("pattern a\n  verb b\n  code FOO\n{yes}"), 3),
            (format!("pattern a\n  verb b\n  code COERCE/foo\n{yes}"), 3),
            (format!("pattern a\n  verb b\n  code AID x\n{yes}"), 3),
            (format!("pattern a\n  verb b\n  need foo\n  code AID\n{yes}"), 3),
            (format!("pattern a\n  verb b\n  of AID AID\n{yes}"), 3),
            ("pattern a\n  verb b\n  code AID\n".to_owned(), 1),
            (format!("pattern a\n  verb b\n{yes}"), 1),
            ("pattern a\n  code AID\n  yes A. AID\n".to_owned(), 3),
            (format!("pattern a\n  code AID\n{yes}pattern a\n  code AID\n{yes}"), 4),
            ("rule a\n".to_owned(), 1),
            ("pattern a\n  foo\n".to_owned(), 2),
        ] {
            let error = with(&text).unwrap_err();
            assert_eq!((error.file.as_str(), error.line), ("events/x.txt", line), "{text}: {error}");
            assert!(!error.remedy.is_empty());
        }
    }

    #[test]
    fn the_embedded_entries_read_without_a_fault() {
        let lexicon = EventLexicon::parse(&Files::embedded().unwrap()).unwrap();
        assert!(lexicon.patterns().len() > 200, "{}", lexicon.patterns().len());
    }
}
