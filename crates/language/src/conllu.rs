//! An [`Analysis`] written as CoNLL-U, and CoNLL-U read back as text and analysis.
//!
//! The format is that of Universal Dependencies (<https://universaldependencies.org/format.html>): one word a line,
//! ten columns; a surface token of several words has a line of its own, `3-4`, before them. Features and enhanced
//! dependencies are not part of an analysis: their columns hold "_" when written and are passed over when read, as
//! are empty nodes (`8.1`).

use crate::{Analysis, Deprel, Sentence, Upos, Word, Xpos};
use dunlin_record::Span;
use std::fmt::Write as _;
use std::ops::Range;

/// Adds one document to `out`: `# newdoc id = ID`, then its sentences, each with `# sent_id` and `# text`, and with
/// `# newpar` where a block begins. `text` is the article's text, which the analysis's spans point into.
pub fn write(out: &mut String, id: &str, text: &str, analysis: &Analysis) {
    let id = one_line(id);
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# newdoc id = {id}");
    let mut block = None;
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        if block != Some(sentence.block) {
            let _ = writeln!(out, "# newpar");
            block = Some(sentence.block);
        }
        let _ = writeln!(out, "# sent_id = {id}-{}", number + 1);
        let _ = writeln!(out, "# text = {}", one_line(analysis.span(&sentence.words).of(text).trim()));
        write_words(out, text, analysis, &sentence.words);
        out.push('\n');
    }
    if analysis.sentences.is_empty() {
        out.push('\n');
    }
}

/// The lines of one sentence.
fn write_words(out: &mut String, text: &str, analysis: &Analysis, sentence: &Range<usize>) {
    let words = &analysis.words;
    let spaced = |word: usize| match (words.get(word), words.get(word + 1)) {
        (Some(this), Some(next)) if this.span.end == next.span.start => "SpaceAfter=No",
        _ => "_",
    };
    let number = |word: usize| word - sentence.start + 1;
    let mut token_end = sentence.start;
    for at in sentence.clone() {
        let Some(word) = words.get(at) else { break };
        if at >= token_end {
            let joined = |&next: &usize| next < sentence.end && words.get(next).is_some_and(|w| w.joined);
            token_end = (at + 1..).take_while(joined).last().unwrap_or(at) + 1;
            if token_end > at + 1 {
                let last = token_end - 1;
                let form = one_line(analysis.span(&(at..token_end)).of(text));
                let space = spaced(last);
                let _ =
                    writeln!(out, "{}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{space}", number(at), number(last));
            }
        }
        let alone = token_end == at + 1 && (at == sentence.start || !word.joined);
        let (head, deprel) = match word.head {
            None => ("0".to_owned(), word.deprel.as_str()),
            Some(head) if sentence.contains(&head) => (number(head).to_string(), word.deprel.as_str()),
            // A head in another sentence has no number here; an analysis that is sound has none.
            Some(_) => ("_".to_owned(), "_"),
        };
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t_\t{head}\t{deprel}\t_\t{}",
            number(at),
            filled(&one_line(word.span.of(text))),
            filled(&one_line(&word.lemma)),
            word.upos,
            word.xpos,
            if alone { spaced(at) } else { "_" },
        );
    }
}

/// `text` with every run of white space as one blank, since tabs and line ends part the format's fields.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, part) in text.split(char::is_whitespace).filter(|part| !part.is_empty()).enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// An empty field is written "_".
fn filled(field: &str) -> &str {
    if field.is_empty() { "_" } else { field }
}

/// One document read from CoNLL-U.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// From `# newdoc id`; empty where the file names no documents.
    pub id: String,
    /// Its text, put together from the tokens: a blank between them unless `SpaceAfter=No` stands there, a blank line
    /// before `# newpar`.
    pub text: String,
    /// Words and sentences; block numbers count the paragraphs.
    pub analysis: Analysis,
    /// The comment lines that are none of the above (`# meta::genre = news`), without "# ".
    pub comments: Vec<String>,
    /// The last column (MISC) of each word, "_" where there is none. Kept because treebanks put names and co-reference there.
    pub misc: Vec<String>,
}

/// Why a file is not CoNLL-U, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct ReadError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Fields are parted by tabs.
    #[error("{0} fields, where CoNLL-U has ten parted by tabs")]
    Fields(usize),
    /// Words count 1, 2, 3 in each sentence.
    #[error("word number {0:?} where {1} is next")]
    Number(String, usize),
    /// `3-4` must begin at the next word and be no longer than the sentence.
    #[error("the token {0:?} does not begin at the next word or ends before it begins")]
    Token(String),
    /// A label outside the treebanks' sets.
    #[error("{0:?} is not a {1}")]
    Label(String, &'static str),
    /// A head is 0 or the number of a word of the sentence.
    #[error("head {0:?} is not 0 or the number of a word of the sentence")]
    Head(String),
}

/// Reads a file of any number of documents.
pub fn read(input: &str) -> Result<Vec<Document>, ReadError> {
    let mut documents: Vec<Document> = Vec::new();
    let mut open = Reader::default();
    for (index, line) in input.lines().enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let at = |fault| ReadError { line: index + 1, fault };
        if line.trim().is_empty() {
            open.end_sentence()?;
        } else if let Some(comment) = line.strip_prefix('#') {
            open.end_sentence()?;
            if let Some(id) = comment.trim_start().strip_prefix("newdoc") {
                documents.extend(std::mem::take(&mut open).finish());
                open.document.id = id.split_once('=').map_or("", |(_, id)| id).trim().to_owned();
                open.named = true;
            } else {
                open.comment(comment.trim());
            }
        } else {
            open.line(line, index + 1).map_err(at)?;
        }
    }
    open.end_sentence()?;
    documents.extend(open.finish());
    Ok(documents)
}

/// The document that is being read.
#[derive(Debug, Default)]
struct Reader {
    document: Document,
    /// Whether `# newdoc` has been seen, so that an empty document still counts.
    named: bool,
    /// Whether a paragraph begins at the next word.
    paragraph: bool,
    /// Whether a blank stands before the next word.
    blank: bool,
    /// Number of the current paragraph.
    block: usize,
    /// First word of the sentence being read.
    first: usize,
    /// Line and head field of each of its words, resolved at its end.
    heads: Vec<(usize, String)>,
    /// Where the words of a multiword token stand that are still to come.
    token: Option<Token>,
}

/// A surface token of several words.
#[derive(Debug)]
struct Token {
    /// What is left of it in the text.
    rest: Span,
    /// Number of its last word.
    last: usize,
    /// Whether no word of it has been read.
    fresh: bool,
    /// Whether a blank follows it.
    blank: bool,
}

impl Reader {
    fn comment(&mut self, comment: &str) {
        if comment.starts_with("newpar") {
            self.paragraph = true;
        } else if !comment.starts_with("sent_id") && !comment.starts_with("text =") {
            self.document.comments.push(comment.to_owned());
        }
    }

    /// One word or token line.
    fn line(&mut self, line: &str, number: usize) -> Result<(), Fault> {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, xpos, _, head, deprel, _, misc] = fields.as_slice() else {
            return Err(Fault::Fields(fields.len()));
        };
        if id.contains('.') {
            return Ok(());
        }
        let next = self.heads.len() + 1;
        let blank = !misc.split('|').any(|part| part == "SpaceAfter=No");
        if let Some((from, to)) = id.split_once('-') {
            let last = match (from.parse::<usize>(), to.parse::<usize>()) {
                (Ok(from), Ok(to)) if from == next && to > from => to,
                _ => return Err(Fault::Token(id.to_owned())),
            };
            let rest = self.place(form);
            self.token = Some(Token { rest, last, fresh: true, blank });
            return Ok(());
        }
        if id.parse() != Ok(next) {
            return Err(Fault::Number(id.to_owned(), next));
        }
        let (span, joined) = self.span(form, next, blank);
        self.document.analysis.words.push(Word {
            span,
            lemma: lemma.to_owned(),
            upos: Upos::from_label(upos).ok_or_else(|| Fault::Label(upos.to_owned(), "part of speech"))?,
            xpos: Xpos::from_label(xpos).ok_or_else(|| Fault::Label(xpos.to_owned(), "Penn Treebank tag"))?,
            head: None,
            deprel: Deprel::from_label(deprel).ok_or_else(|| Fault::Label(deprel.to_owned(), "relation"))?,
            sure: 1.0,
            joined,
        });
        self.document.misc.push(misc.to_owned());
        self.heads.push((number, head.to_owned()));
        Ok(())
    }

    /// Where the word `form`, number `next` of its sentence, stands, and whether it continues a token.
    fn span(&mut self, form: &str, next: usize, blank: bool) -> (Span, bool) {
        let Some(token) = &mut self.token else {
            let span = self.place(form);
            self.blank = blank;
            return (span, false);
        };
        let rest = token.rest.of(&self.document.text);
        // Words need not spell their token ("whadda" is "what", "do", "a" elsewhere): each takes as much as its form is
        // long, and the last one takes what is left.
        let length = if next >= token.last {
            rest.len()
        } else {
            rest.char_indices().nth(form.chars().count()).map_or(rest.len(), |(at, _)| at)
        };
        let span = Span::new(token.rest.start, token.rest.start + length);
        token.rest.start = span.end;
        let joined = !std::mem::take(&mut token.fresh);
        if next >= token.last {
            self.blank = token.blank;
            self.token = None;
        }
        (span, joined)
    }

    /// Adds a surface form to the text, after the blank or paragraph break that is due.
    fn place(&mut self, form: &str) -> Span {
        let text = &mut self.document.text;
        if std::mem::take(&mut self.paragraph) && !text.is_empty() {
            text.push_str("\n\n");
            self.block += 1;
        } else if self.blank && !text.is_empty() {
            text.push(' ');
        }
        self.blank = true;
        let start = text.len();
        text.push_str(form);
        Span::new(start, text.len())
    }

    /// Resolves the heads of the sentence that ends here, if one is open.
    fn end_sentence(&mut self) -> Result<(), ReadError> {
        let range = self.first..self.document.analysis.words.len();
        self.token = None;
        for (word, (line, head)) in range.clone().zip(std::mem::take(&mut self.heads)) {
            let fault = || ReadError { line, fault: Fault::Head(head.clone()) };
            let number: usize = head.parse().map_err(|_| fault())?;
            if number > range.len() {
                return Err(fault());
            }
            if let Some(word) = self.document.analysis.words.get_mut(word) {
                word.head = number.checked_sub(1).map(|head| range.start + head);
            }
        }
        if !range.is_empty() {
            let span = self.document.analysis.span(&range);
            self.first = range.end;
            self.document.analysis.sentences.push(Sentence { words: range, span, block: self.block });
        }
        Ok(())
    }

    fn finish(self) -> Option<Document> {
        (self.named || !self.document.analysis.words.is_empty()).then_some(self.document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::Tokeniser;
    use proptest::prelude::*;

    const SAMPLE: &str = "# newdoc id = wire-1
# meta::genre = news
# newpar
# sent_id = wire-1-1
# text = We don't know the states' plans.
1\tWe\twe\tPRON\tPRP\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tknow\tknow\tVERB\tVB\t_\t0\troot\t_\t_
5\tthe\tthe\tDET\tDT\t_\t6\tdet\t_\t_
6-7\tstates'\t_\t_\t_\t_\t_\t_\t_\t_
6\tstates\tstate\tNOUN\tNNS\t_\t8\tnmod:poss\t_\t_
7\t'\t's\tPART\tPOS\t_\t6\tcase\t_\t_
8\tplans\tplan\tNOUN\tNNS\t_\t4\tobj\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# newpar
# sent_id = wire-1-2
# text = Nor do they.
1\tNor\tnor\tCCONJ\tCC\t_\t2\tcc\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t0\troot\t_\t_
3\tthey\tthey\tPRON\tPRP\t_\t2\tnsubj\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

";

    #[test]
    fn reads_words_with_their_places_and_writes_the_same_file() {
        let documents = read(SAMPLE).unwrap();
        let [document] = documents.as_slice() else { panic!("one document") };
        assert_eq!(document.text, "We don't know the states' plans.\n\nNor do they.");
        assert_eq!(document.comments, ["meta::genre = news"]);
        let words: Vec<&str> = document.analysis.words.iter().map(|w| w.span.of(&document.text)).collect();
        assert_eq!(words[..4], ["We", "do", "n't", "know"]);
        assert!(document.analysis.words[2].joined && !document.analysis.words[3].joined);
        assert_eq!(document.analysis.words[9].head, Some(10));
        assert_eq!(document.analysis.sentences[1].block, 1);
        let mut out = String::new();
        write(&mut out, &document.id, &document.text, &document.analysis);
        assert_eq!(out, SAMPLE.replace("# meta::genre = news\n", ""));
    }

    #[test]
    fn words_that_do_not_spell_their_token_share_its_bytes() {
        let line = |id: &str, form: &str, rest: &str| format!("{id}\t{form}\t{rest}\n");
        let file = line("1-2", "wanna", "_\t_\t_\t_\t_\t_\t_\t_")
            + &line("1", "want", "want\tVERB\tVBP\t_\t0\troot\t_\t_")
            + &line("2", "to", "to\tPART\tTO\t_\t1\tmark\t_\t_");
        let document = read(&file).unwrap().remove(0);
        let words: Vec<&str> = document.analysis.words.iter().map(|w| w.span.of(&document.text)).collect();
        assert_eq!(words, ["wann", "a"]);
    }

    #[test]
    fn faults_name_their_line() {
        let fault = |from: &str, to: &str| read(&SAMPLE.replacen(from, to, 1)).unwrap_err().to_string();
        assert_eq!(fault("PRON\tPRP", "PRO\tPRP"), "line 6: \"PRO\" is not a part of speech");
        assert_eq!(fault("5\tthe", "6\tthe"), "line 11: word number \"6\" where 5 is next");
        assert_eq!(
            fault("_\t8\tnmod", "_\t12\tnmod"),
            "line 13: head \"12\" is not 0 or the number of a word of the sentence"
        );
        assert_eq!(
            fault("2-3\tdon't\t_", "2-3\tdon't"),
            "line 7: 9 fields, where CoNLL-U has ten parted by tabs"
        );
        assert_eq!(
            fault("2-3\tdon't", "3-2\tdon't"),
            "line 7: the token \"3-2\" does not begin at the next word or ends before it begins"
        );
    }

    proptest! {
        /// Whatever the tokeniser cuts can be written and read again.
        #[test]
        fn what_is_written_reads_back(text in r"([a-z'’.#\\t-]|\PC|n't |, |\u{a0}|\n){0,60}", root in 0..9_usize) {
            let mut analysis = Analysis::default();
            for token in Tokeniser::new().words(&text) {
                analysis.words.push(Word {
                    span: token.span,
                    lemma: token.span.of(&text).to_owned(),
                    upos: Upos::X,
                    xpos: Xpos::Fw,
                    head: None,
                    deprel: Deprel::Dep,
                    sure: 1.0,
                    joined: token.joined,
                });
            }
            let words = 0..analysis.words.len();
            let root = root % words.len().max(1);
            for at in words.clone().filter(|&at| at != root) {
                analysis.words[at].head = Some(root);
            }
            if !words.is_empty() {
                analysis.sentences.push(Sentence { span: analysis.span(&words), words, block: 0 });
            }
            let mut file = String::new();
            write(&mut file, "x 1", &text, &analysis);
            let documents = read(&file).unwrap();
            prop_assert_eq!(documents.len(), 1);
            prop_assert_eq!(&documents[0].id, "x 1");
            let rows = |text: &str, analysis: &Analysis| -> Vec<_> {
                let row = |w: &Word| (w.span.of(text).to_owned(), w.lemma.clone(), w.head, w.joined);
                analysis.words.iter().map(row).collect()
            };
            prop_assert_eq!(rows(&documents[0].text, &documents[0].analysis), rows(&text, &analysis));
            let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(visible(&documents[0].text), visible(&text));
        }
    }
}
