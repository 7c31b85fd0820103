//! Sets right the lemmas of words that the lexicon knows: the model now and then cuts an ending short or long
//! ("stresse", "sy"), and a rule that asks for "stress" would then look past the word.
//!
//! The forms of every verb of the lexicon are made by the rules of English spelling, the irregular ones are listed; a
//! word tagged as a verb whose written form is one of them gets that verb's lemma. Forms of two verbs ("found",
//! "saw", "left") are left to the model.

use crate::lexicon::Lexicon;
use dunlin_language::{Analysis, Deprel, NameKind, Upos, Xpos};
use dunlin_record::Article;
use std::collections::{BTreeMap, BTreeSet};

/// Irregular forms of verbs that the lexicons use.
const IRREGULAR: &[(&str, &str)] = &[
    ("say", "said says"),
    ("tell", "told"),
    ("write", "wrote written"),
    ("think", "thought"),
    ("know", "knew known"),
    ("feel", "felt"),
    ("make", "made"),
    ("mean", "meant"),
    ("show", "shown"),
    ("swear", "swore sworn"),
    ("seek", "sought"),
    ("give", "gave given"),
    ("keep", "kept"),
    ("forbid", "forbade forbidden"),
    ("begin", "began begun"),
    ("hold", "held"),
    ("forgo", "forwent forgone"),
    ("undertake", "undertook undertaken"),
    ("have", "has had having"),
    ("forecast", "forecast"),
    ("deny", "denied denies"),
];

/// Forms that belong to two verbs, or are more often another word.
const SHARED: &[&str] =
    &["found", "saw", "seen", "set", "read", "felt", "left", "meaning", "given", "according"];

/// Every form of a verb, with its lemma.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    lemmas: BTreeMap<String, String>,
}

impl Forms {
    /// The forms of `verbs` (lemmas).
    pub fn of<'v>(verbs: impl IntoIterator<Item = &'v str>) -> Self {
        let known: BTreeSet<&str> = verbs.into_iter().filter(|verb| !verb.contains(' ')).collect();
        let mut lemmas: BTreeMap<String, String> = BTreeMap::new();
        let mut twice: BTreeSet<String> = SHARED.iter().map(|form| (*form).to_owned()).collect();
        for verb in known {
            for form in inflected(verb) {
                if lemmas.get(&form).is_some_and(|other| other != verb) {
                    twice.insert(form);
                } else {
                    lemmas.insert(form, verb.to_owned());
                }
            }
        }
        lemmas.retain(|form, _| !twice.contains(form));
        Self { lemmas }
    }

    /// The lemma of `form`, in lower case.
    pub fn lemma(&self, form: &str) -> Option<&str> {
        self.lemmas.get(form).map(String::as_str)
    }
}

/// The analysis with the lemmas of known verbs set right.
pub fn settled(article: &Article, analysis: &Analysis, lexicon: &Lexicon) -> Analysis {
    let mut settled = analysis.clone();
    for word in settled.words.iter_mut().filter(|word| word.upos == Upos::Verb) {
        let form = word.span.of(&article.text).to_lowercase();
        if let Some(lemma) = lexicon.forms.lemma(&form)
            && lemma != word.lemma
        {
            lemma.clone_into(&mut word.lemma);
        }
    }
    join_halves(&mut settled);
    // Comparatives and superlatives: "bigge", "heavie", "fas" are what the model makes of rare ones.
    let compared = |word: &&mut dunlin_language::Word| matches!(word.xpos, Xpos::Jjr | Xpos::Jjs);
    for word in settled.words.iter_mut().filter(compared) {
        if lexicon.outlook.is_rank(&word.lemma) {
            continue;
        }
        let form = word.span.of(&article.text).to_lowercase();
        if let Some(lemma) = positives(&form).into_iter().find(|stem| lexicon.outlook.is_rank(stem)) {
            word.lemma = lemma;
        }
    }
    settled
}

/// Joins the two halves of a person's name that the model took for two people: "Bertil" and "Aske" side by side, the
/// second hung on the first.
fn join_halves(analysis: &mut Analysis) {
    let words = &analysis.words;
    let mut joined: Vec<dunlin_language::Name> = Vec::with_capacity(analysis.names.len());
    for name in analysis.names.drain(..) {
        if let Some(last) = joined.last_mut()
            && last.kind == NameKind::Person
            && name.kind == NameKind::Person
            && last.words.end == name.words.start
            && words.get(name.words.start).is_some_and(|w| {
                w.deprel == Deprel::Flat && w.head.is_some_and(|head| last.words.contains(&head))
            })
        {
            last.words.end = name.words.end;
            last.score = last.score.min(name.score);
            continue;
        }
        joined.push(name);
    }
    analysis.names = joined;
}

/// What a comparative or superlative may come from: "biggest" from "big", "heaviest" from "heavy".
fn positives(form: &str) -> Vec<String> {
    let Some(stem) = form.strip_suffix("est").or_else(|| form.strip_suffix("er")) else { return Vec::new() };
    let mut all = vec![stem.to_owned(), format!("{stem}e")];
    all.extend(stem.strip_suffix('i').map(|s| format!("{s}y")));
    let mut end = stem.chars().rev();
    if let (Some(last), Some(before)) = (end.next(), end.next())
        && last == before
    {
        all.extend(stem.strip_suffix(last).map(str::to_owned));
    }
    all
}

/// All forms of one verb.
fn inflected(verb: &str) -> Vec<String> {
    let mut forms = vec![verb.to_owned()];
    let irregular = IRREGULAR.iter().find(|(lemma, _)| *lemma == verb).map_or("", |(_, forms)| *forms);
    forms.extend(irregular.split_whitespace().map(str::to_owned));
    let vowel = |c: char| "aeiou".contains(c);
    let mut end = verb.chars().rev();
    let (last, before) = (end.next().unwrap_or(' '), end.next().unwrap_or(' '));
    let sibilant = verb.ends_with('s')
        || verb.ends_with('x')
        || verb.ends_with("sh")
        || verb.ends_with("ch")
        || verb.ends_with('z');
    if last == 'y' && !vowel(before) {
        let stem = verb.strip_suffix('y').unwrap_or(verb);
        forms.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{verb}ing")]);
    } else if last == 'e' {
        let stem = verb.strip_suffix('e').unwrap_or(verb);
        forms.extend([format!("{verb}s"), format!("{verb}d"), format!("{stem}ing"), format!("{verb}ing")]);
    } else {
        let s = if sibilant { "es" } else { "s" };
        forms.extend([format!("{verb}{s}"), format!("{verb}ed"), format!("{verb}ing")]);
        if !vowel(last) && vowel(before) && !"wxy".contains(last) {
            // Doubled ("planned", "signalled"); a form that English does not have does no harm.
            forms.extend([format!("{verb}{last}ed"), format!("{verb}{last}ing")]);
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_back_to_their_verb() {
        let forms = Forms::of(["stress", "deny", "plan", "emphasize", "say", "see"]);
        let cases = [
            ("stressed", "stress"),
            ("denies", "deny"),
            ("planned", "plan"),
            ("emphasizing", "emphasize"),
            ("said", "say"),
        ];
        for (form, lemma) in cases {
            assert_eq!(forms.lemma(form), Some(lemma), "{form}");
        }
        assert_eq!(forms.lemma("saw"), None, "of \"see\" and of \"saw\"");
        assert_eq!(forms.lemma("stresse"), None);
    }
}
