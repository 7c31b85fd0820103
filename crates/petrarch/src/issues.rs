//! Issue files: words that mark what a story is about.
//!
//! ```text
//! <ISSUE CATEGORY="FOOD" TYPE="ALL">
//! n:harvest [HARVESTS]       n: with its plural      v:starve [HUNGER]   v: with its verb forms
//! duck+n:soup [SOUP]         + joins like a hyphen or nothing
//! ~duck soup bowl            an occurrence of this is no occurrence of the above
//! ~~cooking show             a story with this has none of the category
//! </ISSUE>
//! ```

use crate::fault::Faults;
use crate::lines::{codes, lines};
use crate::phrase::{plural, verb_forms};
use std::collections::BTreeMap;

/// All issues of the files that were read.
#[derive(Debug, Default)]
pub(crate) struct Issues {
    by_first: BTreeMap<String, Vec<Issue>>,
}

/// What a phrase says about the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issue {
    /// Words in capitals.
    pub(crate) words: Vec<String>,
    /// The category it belongs to.
    pub(crate) category: String,
    /// What it does.
    pub(crate) effect: Effect,
    /// Its line.
    pub(crate) line: usize,
}

/// What an issue phrase does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It counts for this code.
    Counts(String),
    /// What stands here counts for nothing.
    Ignored,
    /// The story has nothing of the category.
    StoryIgnored,
}

impl Issues {
    /// Number of phrases, forms counted.
    pub(crate) fn len(&self) -> usize {
        self.by_first.values().map(Vec::len).sum()
    }

    /// Reads one file.
    pub(crate) fn add(&mut self, text: &str, faults: &mut Faults<'_>) {
        let mut category: Option<(String, usize)> = None;
        for line in lines(text, faults) {
            let upper = line.text.to_uppercase();
            if let Some(rest) = upper.strip_prefix("<ISSUE") {
                let name = rest.split("CATEGORY=").nth(1).and_then(|r| r.split('"').nth(1)).unwrap_or("");
                if name.is_empty() {
                    faults.error(
                        line.number,
                        "an <ISSUE> without its category",
                        "write <ISSUE CATEGORY=\"NAME\">",
                    );
                }
                if let Some((open, at)) = &category {
                    faults.warning(
                        line.number,
                        format!("the category {open} of line {at} is not closed"),
                        "close it with </ISSUE>",
                    );
                }
                category = Some((name.to_owned(), line.number));
            } else if upper.starts_with("</ISSUE") {
                if category.take().is_none() {
                    faults.warning(line.number, "</ISSUE> closes nothing", "take it out");
                }
            } else if let Some((name, _)) = &category {
                self.entry(&line.text, name, line.number, faults);
            } else {
                faults.error(
                    line.number,
                    "a phrase outside of any category",
                    "put it inside <ISSUE …> … </ISSUE>",
                );
            }
        }
        if let Some((name, at)) = category {
            faults.warning(at, format!("the category {name} is not closed"), "close it with </ISSUE>");
        }
        for list in self.by_first.values_mut() {
            list.sort_by_key(|issue| std::cmp::Reverse(issue.words.len()));
        }
    }

    fn entry(&mut self, text: &str, category: &str, line: usize, faults: &mut Faults<'_>) {
        let (phrase, effect) = if let Some(rest) = text.strip_prefix("~~") {
            (rest, Effect::StoryIgnored)
        } else if let Some(rest) = text.strip_prefix('~') {
            (rest, Effect::Ignored)
        } else {
            match codes(text) {
                Ok((phrase, found)) => match found.first() {
                    Some(code) if !code.is_empty() => (phrase, Effect::Counts((*code).to_owned())),
                    _ => {
                        return faults.error(line, format!("“{phrase}” has no code"), "add [CODE] behind it");
                    }
                },
                Err(what) => return faults.error(line, what, "write the code as [CODE]"),
            }
        };
        let phrase = phrase.split('[').next().unwrap_or(phrase);
        // Each part has one or more forms; all combinations are kept.
        let mut all: Vec<Vec<String>> = vec![Vec::new()];
        for part in phrase.replace('+', " ").split_whitespace() {
            let forms = forms(part);
            all = all
                .iter()
                .flat_map(|words| {
                    forms.iter().map(move |form| {
                        let mut words = words.clone();
                        words.push(form.clone());
                        words
                    })
                })
                .collect();
            if all.len() > 256 {
                return faults.error(line, "the phrase has more than 256 forms", "part it into several");
            }
        }
        for words in all {
            let Some(first) = words.first().cloned() else {
                return faults.error(line, "no words before the code", "write a phrase [CODE]");
            };
            self.by_first.entry(first).or_default().push(Issue {
                words,
                category: category.to_owned(),
                effect: effect.clone(),
                line,
            });
        }
    }

    /// Codes and how often each is met in a story of these words, by name.
    pub(crate) fn count(&self, words: &[&str]) -> BTreeMap<String, u32> {
        let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        let mut silent: Vec<&str> = Vec::new();
        let mut at = 0;
        while let Some(first) = words.get(at) {
            let here = words.get(at..).unwrap_or(&[]);
            let found = self.by_first.get(*first).and_then(|list| {
                list.iter()
                    .find(|i| i.words.iter().zip(here).filter(|(a, b)| a == b).count() == i.words.len())
            });
            at += match found {
                None => 1,
                Some(issue) => {
                    match &issue.effect {
                        Effect::Counts(code) => *counts.entry((&issue.category, code)).or_default() += 1,
                        Effect::Ignored => {}
                        Effect::StoryIgnored => silent.push(&issue.category),
                    }
                    issue.words.len()
                }
            };
        }
        let mut codes = BTreeMap::new();
        for ((category, code), count) in counts {
            if !silent.contains(&category) {
                *codes.entry(code.to_owned()).or_default() += count;
            }
        }
        codes
    }
}

fn forms(part: &str) -> Vec<String> {
    let upper = part.to_uppercase();
    if let Some(noun) = upper.strip_prefix("N:") {
        return vec![noun.to_owned(), plural(noun)];
    }
    if let Some(verb) = upper.strip_prefix("V:") {
        let mut all = vec![verb.to_owned()];
        all.extend(verb_forms(verb));
        return all;
    }
    vec![upper]
}
