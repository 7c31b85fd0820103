//! The words around a record's parts: its sentence, its clause, the stems that carry its meaning.

use dunlin_record::{Article, Block, BlockRole, Span};
use std::collections::BTreeSet;

/// Words that tell nothing of what a sentence is about.
const EMPTY: &str = " a about above according after again against all almost also although among an and any anything are as at \
    be because been before being between both but by came can come could day days did do does down during each either even ever \
    every few for from further get give given gives go had has have having he her here him his how however if in including into is it \
    its itself just last later least less like made make many may me might more most much must my near nearly neither never new next no \
    none nor not nothing now number of off on once one only or other others our out over own people per place put quoted report \
    reported reports said same saw say saying says see seen several she should since so some still such take taken than that the their them \
    then there these they thing this those though three through time to told too total toward two under until up upon us very was \
    we were what when where whether which while who whom whose why will with within without would yesterday yet you your monday tuesday \
    wednesday thursday friday saturday sunday january february march april may june july august september october november december ";

/// Whether a word (lower case) tells nothing of what a sentence is about.
pub(crate) fn is_empty_word(word: &str) -> bool {
    word.chars().count() < 3 && !word.chars().any(|c| c.is_ascii_digit())
        || EMPTY.contains(&format!(" {word} "))
}

/// A word without its regular endings, roughly: enough for "shells", "shelling" and "shelled" to meet.
pub(crate) fn stem(word: &str) -> String {
    let long = |cut: &str| word.strip_suffix(cut).filter(|rest| rest.chars().count() >= 3);
    for (ending, with) in
        [("ings", ""), ("ing", ""), ("ied", "y"), ("ies", "y"), ("ed", ""), ("es", ""), ("s", "")]
    {
        if ending == "s" && (word.ends_with("ss") || word.ends_with("us") || word.ends_with("is")) {
            continue;
        }
        if let Some(rest) = long(ending) {
            let mut rest = format!("{rest}{with}");
            // "stopped", "firing" and "fired" beside "fire".
            let doubled = rest.len() > 3 && rest.chars().rev().take(2).collect::<BTreeSet<_>>().len() == 1;
            if doubled && !rest.ends_with("ll") && !rest.ends_with("ss") {
                rest.pop();
            }
            return rest.strip_suffix('e').map_or(rest.clone(), str::to_owned);
        }
    }
    word.strip_suffix('e').filter(|rest| rest.len() >= 3).unwrap_or(word).to_owned()
}

/// The stems of a text that carry meaning; numbers are left out.
pub(crate) fn stems(text: &str) -> BTreeSet<String> {
    crate::words::words(text)
        .filter(|w| !is_empty_word(w) && !w.chars().all(|c| c.is_ascii_digit()))
        .map(|w| stem(&w))
        .collect()
}

/// The block that holds a place of the text.
pub(crate) fn block_of(article: &Article, span: Span) -> Option<(usize, &Block)> {
    article.blocks.iter().enumerate().find(|(_, block)| block.span.contains(span))
}

/// Headline and subheading: told again below, with the sources.
pub(crate) fn is_title(role: BlockRole) -> bool {
    matches!(role, BlockRole::Headline | BlockRole::Subheading)
}

/// The sentence of a place, inside its block.
pub(crate) fn sentence(text: &str, block: Span, at: Span) -> Span {
    let bytes = block.of(text);
    let (mut start, mut end) = (block.start, block.end);
    for (i, c) in bytes.char_indices() {
        if !matches!(c, '.' | '!' | '?') {
            continue;
        }
        let after = i + c.len_utf8();
        let closed = bytes[after..].trim_start_matches(['"', '”', '’', '\'', ')']);
        let close = bytes.len() - closed.len();
        let next = closed.trim_start();
        let begins = next
            .chars()
            .next()
            .is_none_or(|n| n.is_uppercase() || n.is_ascii_digit() || "\"“‘'(".contains(n));
        let parted = closed.len() != next.len() || next.is_empty();
        if !(parted && begins) || c == '.' && abbreviation(&bytes[..i]) {
            continue;
        }
        let border = block.start + close;
        if border <= at.start {
            start = block.start + (bytes.len() - next.len());
        } else {
            end = border;
            break;
        }
    }
    Span::new(start.min(at.start), end.max(at.end))
}

/// Whether the word before a dot is a shortened one: "Gen.", "U.S.", "Feb.".
fn abbreviation(before: &str) -> bool {
    const SHORT: [&str; 34] = [
        "Mr", "Mrs", "Ms", "Dr", "Prof", "Gen", "Col", "Lt", "Sgt", "Capt", "Maj", "Cmdr", "Adm", "Sen",
        "Rep", "Gov", "St", "No", "vs", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep",
        "Oct", "Nov", "Dec", "Inc", "Corp", "Co",
    ];
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    SHORT.contains(&word)
        || word.chars().count() == 1 && word.chars().all(char::is_uppercase)
        || word.contains('.') && word.len() <= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet() {
        for forms in [
            &["shell", "shells", "shelling", "shelled"][..],
            &["fire", "fired", "firing", "fires"],
            &["deny", "denies", "denied"],
            &["stop", "stopped", "stopping"],
        ] {
            let met: BTreeSet<String> = forms.iter().map(|f| stem(f)).collect();
            assert_eq!(met.len(), 1, "{met:?}");
        }
    }

    #[test]
    fn sentences_end_at_their_marks_only() {
        let text = "Gen. Vuk spoke. \"No shell fell.\" At 5 a.m. the U.S. envoy left.";
        let whole = Span::new(0, text.len());
        let of = |word: &str| {
            let start = text.find(word).unwrap();
            sentence(text, whole, Span::new(start, start + word.len())).of(text).to_owned()
        };
        assert_eq!(of("Vuk"), "Gen. Vuk spoke.");
        assert_eq!(of("shell"), "\"No shell fell.\"");
        assert_eq!(of("envoy"), "At 5 a.m. the U.S. envoy left.");
    }
}
