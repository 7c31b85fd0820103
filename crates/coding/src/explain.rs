//! How a sentence was read: its tree, the entries of the lexicon that its words call up, which of them coded an
//! event, and what each of the others lacked.
//!
//! "Ruritania rejected talks" shows `rejected` with the entry that coded it and, below it, every entry that asked
//! for something the sentence does not have. Answers the two questions of whoever keeps a lexicon: why was this
//! coded, and why was that not.

use crate::actors::{self, Cast};
use crate::events::{Fit, Lack, Matcher};
use crate::forest::Forest;
use crate::lexicon::Lexicon;
use dunlin_language::{Analysis, Upos};
use dunlin_record::{Article, Coding, Event};
use std::collections::BTreeMap;
use std::fmt;

/// One sentence explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// Its number in the article, from 1.
    pub number: usize,
    /// Its words as they stand.
    pub text: String,
    /// The tree, drawn from the root down, one word a line.
    pub tree: Vec<Branch>,
    /// Words that the event lexicon knows, each with the entries tried on it.
    pub triggers: Vec<Trigger>,
    /// Lemmas of verbs that no entry has: candidates for a new one.
    pub unknown_verbs: Vec<String>,
}

/// A word in the drawn tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Lines that lead to it: `│  ├─ `.
    pub lines: String,
    /// The word.
    pub form: String,
    /// Its dictionary form.
    pub lemma: String,
    /// Universal part of speech and Penn tag.
    pub tags: String,
    /// Relation to its head.
    pub relation: &'static str,
}

/// A word that entries of the lexicon ask for.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// The word.
    pub form: String,
    /// The entries tried, in the order of the lexicon.
    pub tried: Vec<Tried>,
}

/// One entry tried on one word.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The entry: `request/insist-that`.
    pub rule: String,
    /// Its file and line.
    pub place: String,
    /// The id and label of the event that it coded, or what it lacked.
    pub result: Result<String, Lack>,
}

/// Explains every sentence of an article that was coded with the same lexicon.
pub fn explain(article: &Article, analysis: &Analysis, lexicon: &Lexicon, coding: &Coding) -> Vec<Explained> {
    let forest = crate::forest(article, analysis, lexicon);
    let cast = actors::cast(article, &forest, &lexicon.actors);
    let tries = Tries::new(article, &forest, &cast, lexicon, coding);
    let sentence = |(at, sentence): (usize, &dunlin_language::Sentence)| {
        let words = sentence.words.clone();
        let knows = |word: &usize| !tries.matcher.candidates(*word).is_empty();
        let mut unknown_verbs: Vec<String> = words
            .clone()
            .filter(|word| analysis.words[*word].upos == Upos::Verb && !knows(word))
            .map(|word| analysis.words[word].lemma.clone())
            .collect();
        unknown_verbs.sort_unstable();
        unknown_verbs.dedup();
        Explained {
            number: at + 1,
            text: sentence.span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" "),
            tree: draw(article, analysis, sentence),
            triggers: words.filter(knows).map(|word| tries.on(word)).collect(),
            unknown_verbs,
        }
    };
    analysis.sentences.iter().enumerate().map(sentence).collect()
}

/// The lexicon's entries at work on an article, with what became of each fit.
struct Tries<'a> {
    article: &'a Article,
    forest: &'a Forest<'a>,
    lexicon: &'a Lexicon,
    coding: &'a Coding,
    matcher: Matcher<'a>,
    /// Best fit a trigger.
    best: BTreeMap<usize, Fit>,
    /// A governed trigger and the one that took it in.
    governed: BTreeMap<usize, usize>,
    /// Words whose fit gave no event, with the reason.
    left: BTreeMap<usize, Lack>,
}

impl<'a> Tries<'a> {
    fn new(
        article: &'a Article,
        forest: &'a Forest<'a>,
        cast: &'a Cast,
        lexicon: &'a Lexicon,
        coding: &'a Coding,
    ) -> Self {
        let matcher = Matcher::new(forest, cast, &lexicon.events, &coding.places);
        let best: BTreeMap<usize, Fit> =
            (0..forest.len()).filter_map(|word| Some((word, matcher.best(word)?))).collect();
        let governed = best.values().filter_map(|fit| Some((fit.inner?, fit.trigger))).collect();
        let left =
            crate::events::events(article, forest, cast, lexicon, coding, lexicon.events.least_confidence())
                .left;
        Self { article, forest, lexicon, coding, matcher, best, governed, left }
    }

    fn on(&self, word: usize) -> Trigger {
        let tried = self.matcher.candidates(word).into_iter().map(|(at, pattern)| {
            let result = self.matcher.try_one(at, pattern, word).and_then(|fit| self.outcome(&fit));
            let place = format!("{}, line {}", pattern.file, pattern.line);
            Tried { rule: pattern.name.clone(), place, result }
        });
        Trigger { form: self.form(word).to_owned(), tried: tried.collect() }
    }

    /// What became of an entry that fits.
    fn outcome(&self, fit: &Fit) -> Result<String, Lack> {
        let name = |at: usize| self.lexicon.events.patterns().get(at).map_or("", |p| p.name.as_str());
        match self.best.get(&fit.trigger) {
            Some(best) if best.pattern != fit.pattern => {
                return Err(Lack::Outranked(name(best.pattern).to_owned()));
            }
            _ => {}
        }
        if let Some(&by) = self.governed.get(&fit.trigger) {
            return Err(Lack::Governed(by));
        }
        let span = self.forest.analysis.words.get(fit.trigger).map(|word| word.span).unwrap_or_default();
        let coded = |event: &&Event| event.trigger.iter().any(|trigger| trigger.overlaps(span));
        match self.coding.events.iter().find(coded) {
            // A word may show the event of another word too; its own was then left out for a reason.
            Some(event) => match self.left.get(&fit.trigger) {
                Some(lack) => Err(lack.clone()),
                None => Ok(label(event)),
            },
            None => Err(self.left.get(&fit.trigger).cloned().unwrap_or(Lack::Nobody)),
        }
    }

    fn form(&self, word: usize) -> &'a str {
        self.forest.analysis.words.get(word).map_or("", |w| w.span.of(&self.article.text))
    }
}

fn label(event: &Event) -> String {
    let mut label = format!("{} ", event.id);
    label += event.kind.as_deref().or(event.code.as_deref()).unwrap_or("event");
    if let Some(mode) = &event.mode {
        label += "/";
        label += mode;
    }
    label
}

/// Draws the tree below the root of a sentence. Depth first with a stack of its own, so that a long chain of words
/// cannot exhaust the program's.
fn draw(article: &Article, analysis: &Analysis, sentence: &dunlin_language::Sentence) -> Vec<Branch> {
    let mut below: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for word in sentence.words.clone() {
        below.entry(analysis.words[word].head).or_default().push(word);
    }
    let roots = below.get(&None).cloned().unwrap_or_default();
    let mut stack: Vec<(usize, String, String)> =
        roots.into_iter().rev().map(|root| (root, String::new(), String::new())).collect();
    let mut drawn = Vec::new();
    while let Some((word, lines, under)) = stack.pop() {
        let w = &analysis.words[word];
        drawn.push(Branch {
            lines,
            form: w.span.of(&article.text).to_owned(),
            lemma: w.lemma.clone(),
            tags: format!("{} {}", w.upos, w.xpos),
            relation: w.deprel.as_str(),
        });
        let children = below.get(&Some(word)).map_or(&[][..], Vec::as_slice);
        for (place, &child) in children.iter().enumerate().rev() {
            let last = place + 1 == children.len();
            let (branch, trunk) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            stack.push((child, format!("{under}{branch}"), format!("{under}{trunk}")));
        }
    }
    drawn
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Sentence {}: {}", self.number, self.text)?;
        writeln!(f)?;
        let width = |b: &Branch| b.lines.chars().count() + b.form.chars().count();
        let widest = self.tree.iter().map(width).max().unwrap_or(0).min(60);
        for branch in &self.tree {
            let pad = " ".repeat(widest.saturating_sub(width(branch)));
            let (lines, form) = (&branch.lines, &branch.form);
            writeln!(
                f,
                "  {lines}{form}{pad}  {:<14} {:<10} {}",
                branch.relation, branch.tags, branch.lemma
            )?;
        }
        writeln!(f)?;
        if self.triggers.is_empty() {
            writeln!(f, "  No word of it triggers an entry of the event lexicon.")?;
        }
        for trigger in &self.triggers {
            writeln!(f, "  “{}”", trigger.form)?;
            for tried in &trigger.tried {
                match &tried.result {
                    Ok(label) => writeln!(f, "    + {}: coded {label} ({})", tried.rule, tried.place)?,
                    Err(lack) => writeln!(f, "    - {}: {lack} ({})", tried.rule, tried.place)?,
                }
            }
        }
        if !self.unknown_verbs.is_empty() {
            writeln!(f, "  No entry for: {}", self.unknown_verbs.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dunlin_language::conllu;

    const REJECTED: &str = "\
# newdoc id = d
# sent_id = d-1
# text = France rejected talks.
1\tFrance\tFrance\tPROPN\tNNP\t_\t2\tnsubj\t_\t_
2\trejected\treject\tVERB\tVBD\t_\t0\troot\t_\t_
3\ttalks\ttalk\tNOUN\tNNS\t_\t2\tobj\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

";

    #[test]
    fn shows_the_tree_the_entry_that_fits_and_what_others_lack() {
        let document = conllu::read(REJECTED).unwrap().remove(0);
        let article = Article { text: document.text.clone(), ..Article::default() };
        let lexicon = Lexicon::embedded().unwrap();
        let coding = crate::code(&article, &document.analysis, &lexicon);
        let explained = explain(&article, &document.analysis, &lexicon, &coding).remove(0);
        let forms: Vec<String> = explained.tree.iter().map(|b| format!("{}{}", b.lines, b.form)).collect();
        assert_eq!(forms, ["rejected", "├─ France", "├─ talks", "└─ ."]);
        let rejected = explained.triggers.iter().find(|t| t.form == "rejected").unwrap();
        let (fired, lacking): (Vec<_>, Vec<_>) = rejected.tried.iter().partition(|t| t.result.is_ok());
        assert_eq!(fired.len(), 1, "{explained}");
        assert!(fired[0].result.as_ref().unwrap().contains("REJECT"), "{explained}");
        assert!(lacking.iter().all(|t| !t.place.is_empty()));
        assert!(explained.to_string().contains("+ "));
    }
}
