//! Shows how texts are cut into words: reads documents `{"id", "text"}`, one JSON object a line, from standard input
//! and writes CoNLL-U in which only the words mean something. Tags and trees are placeholders: every word is an X that
//! depends on the first word of its paragraph, and a paragraph is one sentence.
//!
//!     cargo run --release --example tokenise < documents.jsonl

use dunlin_language::tokens::Tokeniser;
use dunlin_language::{Analysis, Deprel, Sentence, Upos, Word, Xpos, conllu};
use dunlin_record::Span;
use std::io::{BufRead as _, Write as _};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tokeniser = Tokeniser::new();
    let mut out = String::new();
    for line in std::io::stdin().lock().lines() {
        let document: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |name: &str| document.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        conllu::write(&mut out, field("id"), field("text"), &words_only(&tokeniser, field("text")));
    }
    std::io::stdout().write_all(out.as_bytes())?;
    Ok(())
}

/// An analysis with words and paragraphs, and nothing else.
fn words_only(tokeniser: &Tokeniser, text: &str) -> Analysis {
    let mut analysis = Analysis::default();
    let mut start = 0;
    for (block, paragraph) in text.split("\n\n").enumerate() {
        let first = analysis.words.len();
        for token in tokeniser.words_in(text, Span::new(start, start + paragraph.len())) {
            let root = analysis.words.len() == first;
            analysis.words.push(Word {
                span: token.span,
                lemma: String::new(),
                upos: Upos::X,
                xpos: Xpos::Fw,
                head: (!root).then_some(first),
                deprel: if root { Deprel::Root } else { Deprel::Dep },
                sure: 1.0,
                joined: token.joined,
            });
        }
        let words = first..analysis.words.len();
        if !words.is_empty() {
            let span = analysis.span(&words);
            analysis.sentences.push(Sentence { words, span, block });
        }
        start += paragraph.len() + 2;
    }
    analysis
}
