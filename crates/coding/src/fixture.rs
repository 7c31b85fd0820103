//! Hand-made analyses for tests: one word a line, as in CoNLL-U but with the columns that the rules read.

use dunlin_language::{Analysis, Deprel, RoleSpan, Sentence, Upos, Word, Xpos};
use dunlin_record::{Article, Block, BlockRole, Span};

/// Reads lines of `form lemma UPOS XPOS head deprel`; a blank line ends a sentence, `--` a paragraph. A form that
/// begins with `+` is joined to the word before it. Heads count from 1 within the sentence, 0 is the root.
pub(crate) fn read(lines: &str) -> (Article, Analysis) {
    let (mut text, mut analysis) = (String::new(), Analysis::default());
    let mut blocks = Vec::new();
    for paragraph in lines.split("\n--\n") {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let block_start = text.len();
        for sentence in paragraph.trim().split("\n\n") {
            let first = analysis.words.len();
            for line in sentence.lines() {
                let cells: Vec<&str> = line.split_whitespace().collect();
                let [form, lemma, upos, xpos, head, deprel] = cells[..] else { panic!("six cells: {line}") };
                let joined = form.len() > 1 && form.starts_with('+');
                let form = if joined { &form[1..] } else { form };
                if !joined && text.len() > block_start {
                    text.push(' ');
                }
                let start = text.len();
                text.push_str(form);
                let head: usize = head.parse().unwrap();
                analysis.words.push(Word {
                    span: Span::new(start, text.len()),
                    lemma: lemma.to_owned(),
                    upos: Upos::from_label(upos).unwrap_or_else(|| panic!("upos in {line}")),
                    xpos: Xpos::from_label(xpos).unwrap_or_else(|| panic!("xpos in {line}")),
                    head: (head > 0).then(|| first + head - 1),
                    deprel: Deprel::from_label(deprel).unwrap_or_else(|| panic!("deprel in {line}")),
                    sure: 1.0,
                    joined,
                });
            }
            let words = first..analysis.words.len();
            let span = analysis.span(&words);
            analysis.sentences.push(Sentence { words, span, block: blocks.len() });
        }
        blocks.push(Block {
            role: BlockRole::Paragraph,
            span: Span::new(block_start, text.len()),
            page_bytes: Vec::new(),
            credit: None,
        });
    }
    (Article { text, blocks, ..Article::default() }, analysis)
}

/// The index of the `n`th word (from 0) written `form`.
pub(crate) fn find(article: &Article, analysis: &Analysis, form: &str, n: usize) -> usize {
    let mut hits = (0..analysis.words.len()).filter(|&w| analysis.words[w].span.of(&article.text) == form);
    hits.nth(n).unwrap_or_else(|| panic!("no word {form}"))
}

/// A role span over the words from the first `from` to the next `to`, linked to `cue`.
pub(crate) fn role(
    (article, analysis): (&Article, &Analysis),
    role: dunlin_language::Role,
    (from, to): (&str, &str),
    cue: Option<usize>,
) -> RoleSpan {
    let start = find(article, analysis, from, 0);
    let end = (start..analysis.words.len())
        .find(|&w| analysis.words[w].span.of(&article.text) == to)
        .unwrap_or_else(|| panic!("no word {to} after {from}"));
    RoleSpan { role, words: start..end + 1, cue, score: 0.9 }
}
