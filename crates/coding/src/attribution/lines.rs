//! Attributions that the layout of a line says: the lines of a conversation that begin with the speaker's name ("WARDEN: The
//! weir held."), and quotations that are signed ("“We will stay.” — Ada Ruiz").
//!
//! What stands so is surer than any reading of the words: other readings keep nothing of such a line but what is said
//! inside its content.

use super::draft::{Draft, noted, sorted_runs};
use crate::tree::{upos, within};
use dunlin_language::{Analysis, Upos};
use dunlin_record::Article;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Most words of a speaker's name before its colon.
const LABEL: usize = 4;

/// Most words of a signature.
const SIGNATURE: usize = 6;

/// Fewest lines in a row that make a conversation.
const CONVERSATION: usize = 3;

/// Puts what the lines say in the place of what else was read there.
pub(crate) fn settle(article: &Article, a: &Analysis, drafts: &mut Vec<Draft>) {
    let lines: Vec<Line> = lines(&article.text);
    let mut found = conversations(a, &lines);
    found.extend(lines.iter().filter_map(|line| signed(a, line)));
    if found.is_empty() {
        return;
    }
    let near = noted(drafts);
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (line, draft) in &found {
        for at in near.touching(line.clone()) {
            let Some(other) = drafts.get_mut(at) else { continue };
            let told = within(&draft.content, other.anchor);
            if line.contains(&other.anchor) {
                if !told {
                    gone.insert(at);
                }
                continue;
            }
            // Said in another line, by another.
            let kept = |part: &[Range<usize>]| -> Vec<Range<usize>> {
                sorted_runs(part.iter().cloned().flatten().filter(|w| !line.contains(w)).collect())
            };
            (other.source, other.content) = (kept(&other.source), kept(&other.content));
        }
    }
    let mut at = 0;
    drafts.retain(|draft| {
        at += 1;
        !gone.contains(&(at - 1)) && !draft.content.is_empty()
    });
    drafts.extend(found.into_iter().map(|(_, draft)| draft));
}

/// A line that is not empty: where it begins in the text, and its words.
struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl Line<'_> {
    /// The words of the bytes `from..to` of the line.
    fn words(&self, a: &Analysis, from: usize, to: usize) -> Range<usize> {
        let (start, end) = (self.start + from, self.start + to);
        let first = a.words.partition_point(|word| word.span.start < start);
        let last = a.words.partition_point(|word| word.span.end <= end);
        first..last.max(first)
    }

    /// The name before a colon at the line's beginning: where it begins and ends.
    fn label(&self) -> Option<(usize, usize)> {
        let from = self.text.find(|c: char| !is_quote(c) && !c.is_whitespace())?;
        let rest = self.text.get(from..)?;
        let colon = rest.find([':', '?', '!', ',']).filter(|&at| rest[at..].starts_with(':'))?;
        let label = rest.get(..colon)?;
        let follows = rest.get(colon + 1..)?;
        let named = label.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
        let count = label.split_whitespace().count();
        let said = follows.starts_with(char::is_whitespace) && follows.contains(char::is_alphanumeric);
        (named && said && (1..=LABEL).contains(&count)).then_some((from, from + colon))
    }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for text in text.split('\n') {
        if !text.trim().is_empty() {
            lines.push(Line { start, text });
        }
        start += text.len() + 1;
    }
    lines
}

/// Lines in a row that begin with names, two of them at least and one of them again: what these names are put before was
/// said by them. A list of places or of rubrics names each but once.
fn conversations(a: &Analysis, lines: &[Line]) -> Vec<(Range<usize>, Draft)> {
    // "(Applause.)" does not end a conversation.
    let aside = |line: &Line| line.text.trim_start_matches(is_quote).starts_with(['(', '[']);
    let labels: Vec<(usize, Option<(usize, usize)>)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !aside(line))
        .map(|(at, line)| (at, line.label()))
        .collect();
    let mut out = Vec::new();
    for run in labels.split(|(_, label)| label.is_none()).filter(|run| run.len() >= CONVERSATION) {
        let names = run.iter().filter_map(|&(at, label)| Some((at, label?)));
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, (from, to)) in names.clone() {
            *count.entry(lines[at].text.get(from..to).unwrap_or("")).or_default() += 1;
        }
        if count.len() < 2 || count.values().all(|&n| n < 2) {
            continue;
        }
        for (at, (from, to)) in names {
            let line = &lines[at];
            let (source, cue) = (line.words(a, from, to), line.words(a, to, to + 1));
            let content = line.words(a, to + 1, line.text.len());
            out.extend(draft(a, "transcript", line.words(a, 0, line.text.len()), source, cue, content));
        }
    }
    out
}

/// A line that is a quotation, a dash and a name.
fn signed(a: &Analysis, line: &Line) -> Option<(Range<usize>, Draft)> {
    let text = line.text.trim_end();
    let lead = text.len() - text.trim_start().len();
    if !text.trim_start().starts_with(is_quote) {
        return None;
    }
    let (dash, mark) = text.char_indices().rev().find(|(_, c)| matches!(c, '―' | '—' | '–' | '-'))?;
    let first = text.get(..dash)?.trim_end_matches(['―', '—', '–', '-']).len();
    let quotation = text.get(lead..first)?.trim_end();
    let name = text.get(dash + mark.len_utf8()..)?;
    let closed = quotation.ends_with(['”', '"', '»', '“']) && quotation.chars().count() > 2;
    let words = name.split_whitespace().count();
    let named = name.trim_start().starts_with(char::is_uppercase)
        && !name.trim_end_matches('.').contains([':', '?', '!', ';', '"', '“', '”'])
        && (1..=SIGNATURE).contains(&words);
    // "“Well-read”-Ada": a hyphen inside a word is no dash.
    let loose = mark != '-' || text.get(..dash)?.ends_with([' ', '-']);
    if !closed || !named || !loose {
        return None;
    }
    let (source, cue) =
        (line.words(a, dash + mark.len_utf8(), text.len()), line.words(a, first, dash + mark.len_utf8()));
    if source.clone().any(|w| matches!(upos(a, w), Upos::Verb | Upos::Aux)) {
        return None;
    }
    let content = line.words(a, lead, lead + quotation.len());
    draft(a, "signed", line.words(a, 0, line.text.len()), source, cue, content)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'')
}

fn draft(
    a: &Analysis,
    rule: &'static str,
    line: Range<usize>,
    source: Range<usize>,
    cue: Range<usize>,
    content: Range<usize>,
) -> Option<(Range<usize>, Draft)> {
    if source.is_empty() || cue.is_empty() || content.is_empty() {
        return None;
    }
    let mut draft = Draft {
        anchor: cue.start,
        source: vec![source],
        cue: vec![cue],
        content: vec![content],
        act: Some("say".to_owned()),
        rule,
        confidence: 0.9,
        strong: true,
    };
    draft.tidy(a);
    (!draft.source.is_empty() && !draft.content.is_empty()).then_some((line, draft))
}
