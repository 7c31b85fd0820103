//! Finds quotations: which marks open, which close, what is inside which.
//!
//! Straight, curly, low, angle and corner marks; nested ones; and those that a paragraph leaves open because the
//! next one opens again without a close between them, as newspapers set a speech of several paragraphs.

use dunlin_record::{Block, Span};

/// One quotation, marks included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    /// From the opening to the closing mark; to the end of the block where it is not closed.
    pub(crate) span: Span,
    /// Whether there is a closing mark.
    pub(crate) closed: bool,
    /// Quotations around it.
    pub(crate) depth: usize,
    /// Index of its block.
    pub(crate) block: usize,
    /// Whether it takes up a quotation that the block before left open.
    pub(crate) goes_on: bool,
}

/// The kind of a mark: two marks pair when their kinds are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Double,
    Single,
    Angle,
    Corner,
}

struct Open {
    kind: Kind,
    start: usize,
}

/// All quotations of the article, by where they begin.
pub(crate) fn find(text: &str, blocks: &[Block]) -> Vec<Quote> {
    let mut quotes: Vec<Quote> = Vec::new();
    let mut left_open = false;
    for (index, block) in blocks.iter().enumerate() {
        let goes_on = left_open;
        left_open = in_block(text, block.span, index, goes_on, &mut quotes);
    }
    quotes.sort_by_key(|q| (q.span.start, std::cmp::Reverse(q.span.end)));
    quotes
}

/// Reads one block; whether it leaves a double quotation open.
fn in_block(text: &str, span: Span, block: usize, goes_on: bool, out: &mut Vec<Quote>) -> bool {
    let words = span.of(text);
    let mut stack: Vec<Open> = Vec::new();
    let mut before = ' ';
    let mut chars = words.char_indices().peekable();
    let close = |stack: &mut Vec<Open>, kind: Kind, end: usize, out: &mut Vec<Quote>| {
        let Some(at) = stack.iter().rposition(|open| open.kind == kind) else { return };
        // Marks that were opened inside and never closed are apostrophes or misprints: they are dropped.
        stack.truncate(at + 1);
        let Some(open) = stack.pop() else { return };
        out.push(Quote {
            span: Span::new(span.start + open.start, span.start + end),
            closed: true,
            depth: stack.len(),
            block,
            goes_on: goes_on && open.start == 0,
        });
    };
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |&(_, next)| next);
        let end = at + c.len_utf8();
        let opens_here =
            before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–' | '“' | '‘' | '"' | '„' | '\'');
        let is_open = |stack: &[Open], kind| stack.iter().any(|open| open.kind == kind);
        match c {
            '„' | '‟' => stack.push(Open { kind: Kind::Double, start: at }),
            '“' if is_open(&stack, Kind::Double) && !opens_here => {
                close(&mut stack, Kind::Double, end, out)
            }
            '“' => stack.push(Open { kind: Kind::Double, start: at }),
            '”' if is_open(&stack, Kind::Double) => close(&mut stack, Kind::Double, end, out),
            '”' if opens_here && !after.is_whitespace() => {
                stack.push(Open { kind: Kind::Double, start: at })
            }
            '"' if is_open(&stack, Kind::Double)
                && !(opens_here && after.is_alphanumeric() && before.is_whitespace()) =>
            {
                close(&mut stack, Kind::Double, end, out);
            }
            '"' if !after.is_whitespace() && (opens_here || at == 0) => {
                // A second opening mark without a close between: the first one was a misprint.
                stack.retain(|open| open.kind != Kind::Double);
                stack.push(Open { kind: Kind::Double, start: at });
            }
            '«' | '‹' => stack.push(Open { kind: Kind::Angle, start: at }),
            '»' | '›' => close(&mut stack, Kind::Angle, end, out),
            '「' | '『' => stack.push(Open { kind: Kind::Corner, start: at }),
            '」' | '』' => close(&mut stack, Kind::Corner, end, out),
            '‘' | '\'' if opens_here && after.is_alphanumeric() && !is_open(&stack, Kind::Single) => {
                stack.push(Open { kind: Kind::Single, start: at });
            }
            '’' | '\''
                if is_open(&stack, Kind::Single) && !before.is_whitespace() && !after.is_alphanumeric() =>
            {
                close(&mut stack, Kind::Single, end, out);
            }
            _ => {}
        }
        before = c;
    }
    // Only a double mark counts as left open; a single one was an apostrophe ("the ’90s").
    let Some(open) = stack.into_iter().find(|open| open.kind == Kind::Double) else { return false };
    out.push(Quote {
        span: Span::new(span.start + open.start, span.start + words.trim_end().len()),
        closed: false,
        depth: 0,
        block,
        goes_on: goes_on && open.start == 0,
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use dunlin_record::BlockRole;
    use proptest::prelude::*;

    fn quotes(text: &str) -> Vec<String> {
        found(text).iter().map(|q| q.span.of(text).to_owned()).collect()
    }

    fn found(text: &str) -> Vec<Quote> {
        let mut blocks = Vec::new();
        let mut at = 0;
        for part in text.split("\n\n") {
            let span = Span::new(at, at + part.len());
            blocks.push(Block { role: BlockRole::Paragraph, span, page_bytes: Vec::new(), credit: None });
            at += part.len() + 2;
        }
        find(text, &blocks)
    }

    #[test]
    fn marks_of_all_kinds_pair() {
        assert_eq!(quotes("He said “yes” twice."), ["“yes”"]);
        assert_eq!(quotes("He said \"yes\" and \"no\"."), ["\"yes\"", "\"no\""]);
        assert_eq!(quotes("Er sagte „ja“ dazu."), ["„ja“"]);
        assert_eq!(quotes("Il dit « oui » deux fois."), ["« oui »"]);
        assert_eq!(quotes("그는 「예」 했다."), ["「예」"]);
        assert_eq!(quotes("The boys' boat and the crew's ’90s song."), Vec::<String>::new());
    }

    #[test]
    fn quotations_nest() {
        let text = "“He told me ‘go home’ at once,” she said.";
        assert_eq!(quotes(text), ["“He told me ‘go home’ at once,”", "‘go home’"]);
        assert_eq!(found(text)[1].depth, 1);
    }

    #[test]
    fn a_speech_goes_on_over_paragraphs() {
        let text = "“The weir burst.\n\n“We ran,” he said.";
        let all = found(text);
        assert_eq!(all.len(), 2);
        assert!(!all[0].closed);
        assert!(all[1].goes_on && all[1].closed);
        assert_eq!(all[1].span.of(text), "“We ran,”");
    }

    proptest! {
        #[test]
        fn spans_lie_on_character_borders(text in "([a-z .,\n]|“|”|\"|'|‘|’|„|«|»|「|」|\n\n){0,80}") {
            for quote in found(&text) {
                prop_assert!(text.get(quote.span.start..quote.span.end).is_some());
            }
        }
    }
}
