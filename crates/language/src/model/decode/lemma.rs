//! A word's dictionary form, by a rule that the model picks: "drop so many characters, add these".

use super::irregular;
use crate::labels::{Upos, Xpos};

/// Makes a lemma of a form. Written `lower;-3;+y` ("parties": lower case, drop 3 characters, add "y") or `set;be`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Always this lemma.
    Set(String),
    /// A changed form.
    Edit {
        /// What happens to capitals first.
        case: Case,
        /// Characters that go at the end.
        drop: usize,
        /// What comes at the end instead.
        add: String,
    },
}

/// What a [`Rule`] does to capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// All small.
    Lower,
    /// As they are.
    Keep,
    /// The first character a capital, the others small.
    Title,
}

impl Rule {
    /// Reads a rule; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (flag, rest) = text.split_once(';')?;
        let case = match flag {
            "set" if !rest.is_empty() => return Some(Self::Set(rest.to_owned())),
            "lower" => Case::Lower,
            "keep" => Case::Keep,
            "title" => Case::Title,
            _ => return None,
        };
        let (drop, add) = rest.split_once(';')?;
        let drop = drop.strip_prefix('-')?.parse().ok()?;
        Some(Self::Edit { case, drop, add: add.strip_prefix('+')?.to_owned() })
    }

    /// The lemma of `form`, never empty; `None` when the form is too short for the rule.
    fn apply(&self, form: &str) -> Option<String> {
        let (case, drop, add) = match self {
            Self::Set(lemma) => return Some(lemma.clone()),
            Self::Edit { case, drop, add } => (case, drop, add),
        };
        let mut lemma = match case {
            Case::Lower => form.to_lowercase(),
            Case::Keep => form.to_owned(),
            Case::Title => {
                let mut rest = form.chars();
                let first = rest.next().into_iter().flat_map(char::to_uppercase);
                first.chain(rest.flat_map(char::to_lowercase)).collect()
            }
        };
        for _ in 0..*drop {
            lemma.pop()?;
        }
        lemma.push_str(add);
        (!lemma.is_empty()).then_some(lemma)
    }
}

/// The lemma of `form` by the first of `rules`, best first, that it is long enough for. Names keep their capitals, and
/// so do adjectives made of them ("Israeli") and words whose case says what they are ("I", "°C"); the lemma of any
/// other word is lower case.
pub fn lemma<'r>(rules: impl IntoIterator<Item = &'r Rule>, form: &str, upos: Upos) -> String {
    let keeps_capitals = matches!(upos, Upos::Propn | Upos::Adj | Upos::Pron | Upos::Sym | Upos::X);
    let lemma = rules.into_iter().find_map(|rule| rule.apply(form)).unwrap_or_else(|| form.to_owned());
    match lemma.as_str() {
        // However it was typed.
        "i" if upos == Upos::Pron => "I".to_owned(),
        _ if keeps_capitals => lemma,
        _ => lemma.to_lowercase(),
    }
}

/// As [`lemma`], with a check of inflection, which a network that reads pieces does not spell well ("resumed" to "resum",
/// "withdrew" to "withdre"): irregular forms are looked up by their tag; where the best rule gives no word that is `known`, the best one that undoes the form's ending by the book and gives
/// a known word takes its place. Without such a rule the best one stands.
pub fn checked_lemma<'r>(
    rules: impl IntoIterator<Item = &'r Rule> + Clone,
    form: &str,
    (upos, xpos): (Upos, Xpos),
    known: impl Fn(&str) -> bool,
) -> String {
    if matches!(upos, Upos::Verb | Upos::Aux | Upos::Noun)
        && let Some(lemma) = irregular::lemma(&form.to_lowercase(), xpos)
    {
        return lemma;
    }
    let first = lemma(rules.clone(), form, upos);
    let regular = matches!(upos, Upos::Verb | Upos::Noun);
    let ends_oddly = first.ends_with('i') && form.len() > 3 && form.to_lowercase().ends_with("ied");
    if !regular || first.eq_ignore_ascii_case(form) || (known(&first) && !ends_oddly) {
        return first;
    }
    let form = form.to_lowercase();
    let stems = regular_stems(&form);
    let by_rule = rules.into_iter().filter(|rule| matches!(rule, Rule::Edit { .. }));
    let mut candidates = by_rule.filter_map(|rule| rule.apply(&form));
    candidates.find(|candidate| stems.contains(candidate) && known(candidate)).unwrap_or(first)
}

/// What a lower-case form may be a regular inflection of: "-s", "-ed" and "-ing" with the spelling changes of English
/// (a final e, y for ie, a doubled consonant).
fn regular_stems(form: &str) -> Vec<String> {
    let mut stems = Vec::new();
    for ending in ["ed", "ing"] {
        if let Some(stem) = form.strip_suffix(ending) {
            stems.push(stem.to_owned());
            stems.push(format!("{stem}e"));
            let mut back = stem.chars().rev();
            if let (Some(last), Some(before)) = (back.next(), back.next())
                && last == before
            {
                stems.push(back.rev().chain([before]).collect());
            }
        }
    }
    for ending in ["ied", "ies"] {
        if let Some(stem) = form.strip_suffix(ending) {
            stems.push(format!("{stem}y"));
        }
    }
    for ending in ["s", "es"] {
        if let Some(stem) = form.strip_suffix(ending) {
            stems.push(stem.to_owned());
        }
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regular_form_that_the_rules_misspell_is_undone_by_the_book() {
        let rules =
            ["lower;-2;+", "lower;-1;+", "lower;-3;+y", "lower;-3;+", "lower;-4;+", "lower;-3;+e", "set;be"]
                .map(|rule| Rule::parse(rule).unwrap());
        let words = ["resume", "deny", "kill", "stop", "exchange", "urge", "talk", "re", "de"];
        let known = |word: &str| words.contains(&word);
        let of = |form: &str| checked_lemma(&rules, form, (Upos::Verb, Xpos::Vbd), known);
        assert_eq!(of("resumed"), "resume");
        assert_eq!(of("denied"), "deny");
        assert_eq!(of("killed"), "kill");
        assert_eq!(of("stopped"), "stop");
        assert_eq!(of("Exchanging"), "exchange");
        assert_eq!(of("talks"), "talk");
        // Irregular: no rule is asked.
        assert_eq!(of("Withdrew"), "withdraw");
        // Nothing known: as the rules have it.
        assert_eq!(of("frobbed"), "frobb");
        // Other parts of speech are not touched.
        assert_eq!(checked_lemma(&rules, "Urged", (Upos::Propn, Xpos::Nnp), known), "urg");
    }

    fn lemma_by(rule: &str, form: &str, upos: Upos) -> String {
        lemma(&[Rule::parse(rule).unwrap()], form, upos)
    }

    #[test]
    fn rules_drop_and_add_characters() {
        assert_eq!(lemma_by("lower;-3;+y", "Treaties", Upos::Noun), "treaty");
        assert_eq!(lemma_by("set;be", "were", Upos::Aux), "be");
        assert_eq!(lemma_by("keep;-1;+", "Andes'", Upos::Propn), "Andes");
        assert_eq!(lemma_by("title;-0;+", "ÉVORA", Upos::Propn), "Évora");
        assert_eq!(lemma_by("keep;-0;+", "Talks", Upos::Noun), "talks");
        assert_eq!(lemma_by("set;I", "me", Upos::Pron), "I");
        assert_eq!(lemma_by("lower;-0;+", "i", Upos::Pron), "I");
        assert_eq!(lemma_by("keep;-0;+", "Israeli", Upos::Adj), "Israeli");
        // Characters, not bytes.
        assert_eq!(lemma_by("lower;-2;+é", "caféès", Upos::Noun), "cafée".replace("ée", "éé"));
    }

    #[test]
    fn a_rule_that_does_not_fit_gives_way_to_the_next() {
        let rules = ["lower;-4;+y", "lower;-2;+", "lower;-1;+"].map(|rule| Rule::parse(rule).unwrap());
        assert_eq!(lemma(&rules, "as", Upos::Adp), "a");
        assert_eq!(lemma(&rules[..2], "x", Upos::Noun), "x");
    }

    #[test]
    fn what_is_no_rule_is_told() {
        for text in ["", "lower", "lower;3;+y", "lower;-x;+y", "lower;-3;y", "upper;-3;+y", "set;"] {
            assert_eq!(Rule::parse(text), None, "{text:?}");
        }
    }
}
