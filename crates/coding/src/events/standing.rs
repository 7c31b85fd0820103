//! How an event stands to the day of its article: new, still going on, or told as background.
//!
//! The climb through operators ([`crate::factuality`]) says whether it happened. This module says whether it is
//! what the sentence reports or what it reminds of: dates, "weeks of", "since", the sequence of tenses in reported
//! speech, and participles before and behind a noun.

use super::Coder;
use super::matching::Fit;
use super::words::WordClass;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{Factuality, Span, TimeType, When, WhenBasis};

/// An event dated longer than this before its article is background to it.
const LONG_AGO_DAYS: i32 = 21;

/// A day written `YYYY-MM-DD`.
fn day(text: &str) -> Option<jiff::civil::Date> {
    text.get(..10)?.parse().ok()
}

/// The last day that a TIMEX3 value of a date may mean: `1997` is its December 31.
fn last_day(value: &str) -> Option<jiff::civil::Date> {
    match value.len() {
        4 => format!("{value}-12-31").parse().ok(),
        7 if !value.contains('W') => {
            let first: jiff::civil::Date = format!("{value}-01").parse().ok()?;
            Some(first.last_of_month())
        }
        _ => day(value),
    }
}

/// Types of acts that are done by saying so: "I would urge" urges.
const DONE_BY_SAYING: &[&str] = &["REQUEST", "ACCUSE", "SUPPORT", "REJECT", "AGREE"];

impl Coder<'_> {
    /// `found` (what tense and operators say, with their basis), seen from the day of the article.
    pub(super) fn standing(&self, fit: &Fit, when: &When, found: Factuality, basis: &str) -> Factuality {
        match found {
            Factuality::Possible if self.is_performed(fit) => Factuality::Happened,
            // "said they had arrested a man": the past perfect is the past of reported speech.
            Factuality::Background if basis == "tense: past perfect" && self.is_reported(fit.trigger) => {
                self.told(fit, when)
            }
            Factuality::Happened => self.told(fit, when),
            other => other,
        }
    }

    /// Of what happened: whether it is new, goes on, or is background.
    fn told(&self, fit: &Fit, when: &When) -> Factuality {
        if let Some(lasting) = self.lasting(fit.trigger) {
            return lasting;
        }
        if self.is_since(fit) {
            return Factuality::Ongoing;
        }
        if self.is_background(fit, when) || self.is_looking_back(fit, when) {
            return Factuality::Background;
        }
        if self.goes_on(fit) { Factuality::Ongoing } else { Factuality::Happened }
    }

    /// "in the third week of protests" goes on; "after weeks of protests", "had years of war" look back.
    fn lasting(&self, trigger: usize) -> Option<Factuality> {
        let forest = self.forest;
        if forest.upos(trigger) == Upos::Verb || forest.case(trigger) != "of" {
            return None;
        }
        let span = forest.head(trigger).filter(|&h| self.matcher.is_a(h, WordClass::Span))?;
        Some(match forest.case(span).as_str() {
            "in" | "during" | "for" | "amid" | "on" | "into" => Factuality::Ongoing,
            _ => Factuality::Background,
        })
    }

    /// "have demonstrated since June": a protest that lasts since some day goes on.
    fn is_since(&self, fit: &Fit) -> bool {
        let forest = self.forest;
        fit.outcome.kind == "PROTEST"
            && forest
                .children(fit.trigger)
                .iter()
                .any(|&c| forest.case(c) == "since" || self.has_mark(c, "since"))
    }

    /// Whether it goes on: protests, wars and demands that do something in the present
    /// ("the protests have spread", "the demands include").
    fn goes_on(&self, fit: &Fit) -> bool {
        let forest = self.forest;
        let word = fit.trigger;
        let lasts = matches!(fit.outcome.kind.as_str(), "PROTEST" | "ASSAULT" | "REQUEST");
        let noun = matches!(forest.upos(word), Upos::Noun | Upos::Propn);
        let Some(head) = forest.head(word).filter(|_| noun && lasts) else { return false };
        if forest.deprel(word) != Some(Deprel::Nsubj) || forest.upos(head) != Upos::Verb {
            return false;
        }
        let tag = |w: usize| forest.analysis.words.get(w).map(|word| word.xpos);
        let present = |w: usize| matches!(tag(w), Some(Xpos::Vbz | Xpos::Vbp));
        let begun = matches!(forest.lemma(head).as_str(), "begin" | "start" | "erupt")
            && self.has_mark(head, "since");
        begun
            || present(head)
            || forest.by(head, Deprel::Aux).any(|c| forest.is_lemma(c, "have") && present(c))
    }

    /// Whether the paragraph looks back here: an earlier sentence of it is dated long before the article, and the
    /// event's own, undated and in the past tense, goes on from there.
    fn is_looking_back(&self, fit: &Fit, when: &When) -> bool {
        let (analysis, forest) = (self.forest.analysis, self.forest);
        if when.basis == WhenBasis::Stated {
            return false;
        }
        let Some(own) = analysis.sentence_of(fit.trigger) else { return false };
        let Some(block) = analysis.sentences.get(own).map(|s| s.block) else { return false };
        for (at, sentence) in analysis.sentences.iter().enumerate().take(own + 1).rev() {
            let Some(root) = sentence.words.clone().find(|&w| forest.deprel(w) == Some(Deprel::Root)) else {
                return false;
            };
            // What is reported has a time of its own.
            let reported = |w: &usize| {
                matches!(forest.deprel(*w), Some(Deprel::Ccomp | Deprel::Parataxis))
                    && forest.head(*w) == Some(root)
            };
            let past = analysis.words.get(root).is_some_and(|w| w.xpos == Xpos::Vbd)
                || forest.children(root).iter().any(|&c| {
                    matches!(forest.deprel(c), Some(Deprel::Aux | Deprel::AuxPass | Deprel::Cop))
                        && analysis.words.get(c).is_some_and(|w| w.xpos == Xpos::Vbd)
                });
            if sentence.block != block || !past || forest.children(root).iter().any(reported) {
                return false;
            }
            if at < own
                && let Some(long_ago) = self.dated(sentence.span, root)
            {
                return long_ago;
            }
        }
        false
    }

    /// Whether the day that a sentence's main verb is dated by lies long before the article; `None`: it is undated.
    fn dated(&self, sentence: Span, root: usize) -> Option<bool> {
        let published = day(self.article.published.as_deref()?)?;
        let mut inside = self
            .coding
            .times
            .iter()
            .filter(|t| sentence.contains(t.span) && matches!(t.kind, TimeType::Date | TimeType::Time));
        inside.find_map(|time| {
            let word = self.forest.analysis.word_at(time.span.start)?;
            let mut at = word;
            for _ in 0..4 {
                if at == root {
                    let latest = last_day(time.value.as_deref()?)?;
                    return Some(published.since(latest).is_ok_and(|span| span.get_days() > LONG_AGO_DAYS));
                }
                match self.forest.deprel(at) {
                    Some(
                        Deprel::Ccomp | Deprel::Advcl | Deprel::AclRelcl | Deprel::Acl | Deprel::Parataxis,
                    ) => return None,
                    _ => at = self.forest.head(at)?,
                }
            }
            None
        })
    }

    fn has_mark(&self, word: usize, mark: &str) -> bool {
        self.forest.by(word, Deprel::Mark).any(|m| self.forest.is_lemma(m, mark))
    }

    /// Whether the word heads a clause that a verb in the past reports.
    fn is_reported(&self, word: usize) -> bool {
        let forest = self.forest;
        let word = self.matcher.light_verb(word).unwrap_or(word);
        let past = |up: usize| {
            forest.analysis.words.get(up).is_some_and(|w| matches!(w.xpos, Xpos::Vbd | Xpos::Vbn))
        };
        match (forest.deprel(word), forest.head(word)) {
            (Some(Deprel::Ccomp), Some(up)) => past(up),
            // "Police had arrested a man, officials said."
            (Some(Deprel::Root), _) => forest.under(word, Deprel::Parataxis).any(past),
            _ => false,
        }
    }

    /// "I would urge everyone", "we must condemn": who says so in the first person does it.
    fn is_performed(&self, fit: &Fit) -> bool {
        let forest = self.forest;
        let first_person = |w: usize| matches!(forest.lemma(w).as_str(), "i" | "we");
        DONE_BY_SAYING.contains(&fit.outcome.kind.as_str())
            && forest.by(fit.trigger, Deprel::Nsubj).any(first_person)
            && forest
                .by(fit.trigger, Deprel::Aux)
                .any(|c| matches!(forest.lemma(c).as_str(), "would" | "must" | "'d" | "can"))
            && forest
                .by(fit.trigger, Deprel::Advmod)
                .all(|c| !matches!(forest.lemma(c).as_str(), "not" | "n't" | "never"))
    }

    /// Whether a modal of the future stands at the word itself ("will send"), not a mere plan or wish; in the past
    /// tense only in reported speech ("said it would send").
    pub(super) fn is_announced(&self, word: usize) -> bool {
        let forest = self.forest;
        let heads = std::iter::once(word).chain(self.matcher.light_verb(word));
        heads.into_iter().any(|w| {
            let aux = |wanted: &[&str]| {
                forest.by(w, Deprel::Aux).any(|c| wanted.contains(&forest.lemma(c).as_str()))
            };
            let reported = matches!(forest.deprel(w), Some(Deprel::Ccomp | Deprel::Parataxis));
            aux(&["will", "shall", "'ll"]) || reported && aux(&["would"]) && !aux(&["have"])
        })
    }

    /// Whether it is told as background: dated weeks before the article, said to have been so before, or brought in
    /// by a participle or a relative clause in the passive ("protesters who were arrested").
    fn is_background(&self, fit: &Fit, when: &When) -> bool {
        let forest = self.forest;
        if when.basis == WhenBasis::Stated
            && let (Some(value), Some(published)) = (&when.value, &self.article.published)
            && let Some(published) = day(published)
            && let Some(latest) = last_day(value)
        {
            return published.since(latest).is_ok_and(|span| span.get_days() > LONG_AGO_DAYS);
        }
        let before = forest.children(fit.trigger).iter().any(|&c| {
            forest.deprel(c) == Some(Deprel::Advmod)
                && matches!(
                    forest.lemma(c).as_str(),
                    "before" | "previously" | "earlier" | "once" | "originally"
                )
        });
        // "a banned party", "who was arrested and banned", "who is backed by": what a phrase reminds of.
        let mut first = fit.trigger;
        while forest.deprel(first) == Some(Deprel::Conj)
            && let Some(up) = forest.head(first).filter(|&up| up < first)
        {
            first = up;
        }
        let aside = matches!(forest.deprel(first), Some(Deprel::Acl | Deprel::AclRelcl));
        let passive = self.matcher.is_passive(fit.trigger);
        let attribute = forest.deprel(fit.trigger) == Some(Deprel::Amod);
        before || attribute || aside && (fit.actor.is_empty() || passive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_or_month_ends_on_its_last_day() {
        assert_eq!(last_day("1997").unwrap().to_string(), "1997-12-31");
        assert_eq!(last_day("2020-02").unwrap().to_string(), "2020-02-29");
        assert_eq!(last_day("2020-02-03").unwrap().to_string(), "2020-02-03");
        assert_eq!(last_day("PAST_REF"), None);
        assert_eq!(last_day("199X"), None);
    }
}
