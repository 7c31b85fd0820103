//! Lines to units: which lines of a plain text page belong together.
//!
//! Writers of plain text part paragraphs by a blank line, by a line break, or break the lines themselves at some
//! column. The last is told from the lines: in greedy wrapping no line could have taken the first word of the
//! next, so where that holds for most neighbours at a width of 40 to 120 characters, lines are joined.

use std::ops::Range;

/// Some lines of the page that say one thing: a paragraph, a button bar, a headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// Its lines without the white space around them, as byte ranges of the page's text.
    pub(super) lines: Vec<Range<usize>>,
    /// Whether a blank line (or the start of the page) stands before it.
    pub(super) after_blank: bool,
    /// Its words, white space folded.
    pub(super) text: String,
}

#[derive(Debug)]
struct Line<'t> {
    range: Range<usize>,
    text: &'t str,
    chars: usize,
    /// White space before it, in characters.
    indent: usize,
    after_blank: bool,
}

/// The lines that have something on them.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut after_blank = true;
    let mut start = 0;
    while start < text.len() {
        let rest = text.get(start..).unwrap_or("");
        let end = rest.find(['\n', '\r', '\u{c}', '\u{2028}', '\u{2029}']).unwrap_or(rest.len());
        let whole = rest.get(..end).unwrap_or("");
        let words = whole.trim();
        if words.is_empty() {
            after_blank = true;
        } else {
            let indent = whole.len() - whole.trim_start().len();
            let at = start + indent;
            found.push(Line {
                range: at..at + words.len(),
                text: words,
                chars: words.chars().count(),
                indent: whole
                    .get(..indent)
                    .unwrap_or("")
                    .chars()
                    .map(|c| if c == '\t' { 8 } else { 1 })
                    .sum(),
                after_blank,
            });
            after_blank = false;
        }
        let mark = rest.get(end..).unwrap_or("");
        // A page break parts paragraphs as a blank line does.
        after_blank |= mark.starts_with(['\u{c}', '\u{2029}']);
        start += end + mark.strip_prefix("\r\n").map_or(mark.chars().next().map_or(1, char::len_utf8), |_| 2);
    }
    found
}

/// The units of a page's text, in order; every byte that is not white space is in exactly one line of one unit.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let lines = lines(text);
    let width = wrap_width(&lines);
    let least_indent = lines.iter().map(|line| line.indent).min().unwrap_or(0);
    let mut units: Vec<Unit> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &lines {
        let joined = before.is_some_and(|before| joins(before, line, width, least_indent));
        match units.last_mut() {
            Some(unit) if joined => {
                unit.lines.push(line.range.clone());
                unit.text.push(' ');
                push_folded(&mut unit.text, line.text);
            }
            _ => {
                let mut folded = String::with_capacity(line.text.len());
                push_folded(&mut folded, line.text);
                units.push(Unit {
                    lines: vec![line.range.clone()],
                    after_blank: line.after_blank,
                    text: folded,
                });
            }
        }
        before = Some(line);
    }
    units
}

fn push_folded(out: &mut String, text: &str) {
    for (i, word) in text.split_whitespace().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// The column at which the page's lines were broken by hand, if they were.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    let pairs: Vec<(&Line, &Line)> =
        lines.iter().zip(lines.iter().skip(1)).filter(|(_, next)| !next.after_blank).collect();
    let width = pairs.iter().map(|(line, _)| line.chars).max()?;
    let full = pairs.iter().filter(|(line, next)| could_not_take(line, next, width)).count();
    let running = pairs.iter().filter(|(line, _)| !ends_sentence(line.text)).count();
    // Lines that all end in a full stop are paragraphs, however alike their lengths.
    ((40..=120).contains(&width) && full >= 3 && full * 10 >= pairs.len() * 6 && running * 2 >= pairs.len())
        .then_some(width)
}

fn could_not_take(line: &Line, next: &Line, width: usize) -> bool {
    line.chars + 1 + first_word(next.text) > width.saturating_sub(2)
}

fn first_word(text: &str) -> usize {
    text.split_whitespace().next().map_or(0, |word| word.chars().count())
}

fn joins(line: &Line, next: &Line, width: Option<usize>, least_indent: usize) -> bool {
    let indented = next.indent >= least_indent + 2 && next.indent > line.indent;
    if next.after_blank || indented || is_item(next.text) {
        return false;
    }
    let runs_on = !ends_sentence(line.text) && next.text.starts_with(char::is_lowercase);
    match width {
        Some(width) => could_not_take(line, next, width) || runs_on && line.chars * 2 > width,
        None => runs_on && (50..=120).contains(&line.chars),
    }
}

/// Whether a line is one of a list.
pub(super) fn is_item(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('•' | '‣' | '◦' | '▪' | '■' | '●' | '·' | '*') => {
            chars.next().is_some_and(|c| !c.is_alphanumeric() || c == ' ')
        }
        Some('-' | '–') => chars.next() == Some(' '),
        Some(c) if c.is_ascii_digit() => {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
            text.len() - rest.len() <= 2 && (rest.starts_with(". ") || rest.starts_with(") "))
        }
        _ => false,
    }
}

/// Whether a text ends as sentences do, closing quotes and brackets left aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let closing = |c: char| "\"'”’»›)]}」』）".contains(c) || c.is_whitespace();
    let bare = text.trim_end_matches(closing);
    let ends = bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟']);
    // "[YONHAP]" after the full stop hides it from the rule above.
    ends || match text.trim_end().strip_suffix([')', ']']).and_then(|text| text.rfind(['(', '['])) {
        Some(open) if text.len() - open < 60 => {
            text.get(..open).unwrap_or("").trim_end_matches(closing).ends_with(['.', '!', '?', '…', '。'])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(page: &str) -> Vec<String> {
        units(page).into_iter().map(|unit| unit.text).collect()
    }

    const WRAPPED: &str = "The harbour master of Kerrin said on Monday that the ferry had left\n\
        without a pilot, against the rules that the port adopted after the\n\
        storm of last winter, and that the owners had been told to explain\n\
        it by Friday.\n\
        The owners did not answer calls. Their office on the quay was shut\n\
        when a reporter went there.\n\
        \n\
        A hearing is set for Thursday.\n";

    #[test]
    fn lines_broken_at_a_column_are_joined() {
        let found = texts(WRAPPED);
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[0].ends_with("by Friday.") && found[1].starts_with("The owners"));
        assert_eq!(texts(&WRAPPED.replace('\n', "\r\n")), found);
        // Indented paragraphs without blank lines.
        let indented = WRAPPED.replace("\nThe owners", "\n   The owners").replace("\n\nA", "\n   A");
        assert_eq!(texts(&indented), found);
    }

    #[test]
    fn a_line_may_be_a_paragraph() {
        let first = "The harbour master of Kerrin said on Monday that the ferry had left without a pilot, against \
                     the rules that the port adopted after the storm.";
        let page = format!("{first}\n“We are ready,” he said.\nThe owners did not answer calls.\n{first}\n");
        assert_eq!(
            texts(&page),
            [first, "“We are ready,” he said.", "The owners did not answer calls.", first]
        );
    }

    #[test]
    fn short_lines_stay_apart() {
        assert_eq!(texts("Home\nNews\nSport\n\nLog in\nSearch").len(), 5);
        assert_eq!(texts("- one\n- two\n- three\n- four"), ["- one", "- two", "- three", "- four"]);
    }

    #[test]
    fn sentence_ends() {
        for text in [
            "It is.",
            "“It is.”",
            "Is it?",
            "(It is.)",
            "It is… ",
            "그렇다.",
            "そうです。",
            "It is. [YONHAP]",
        ] {
            assert!(ends_sentence(text), "{text}");
        }
        for text in ["It is", "Home", "Kim (left)", "A: ", "[YONHAP]"] {
            assert!(!ends_sentence(text), "{text}");
        }
    }
}
