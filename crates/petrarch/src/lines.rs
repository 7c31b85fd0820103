//! The lines of a dictionary without their comments.
//!
//! Three comments are in use: `#` to the end of the line, `;` to the end of the line in older files (only before the
//! entry or after its code), and `<!-- … -->` over any number of lines, which some files write `<! -- … -->`.

use crate::fault::Faults;

/// One line that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Counted from 1.
    pub(crate) number: usize,
    /// Whether it begins with a blank or tab.
    pub(crate) indented: bool,
    /// Without comments and outer white space; never empty.
    pub(crate) text: String,
}

/// The lines of `text` that hold something besides comments.
pub(crate) fn lines(text: &str, faults: &mut Faults<'_>) -> Vec<Line> {
    let mut found = Vec::new();
    let mut comment_since = None;
    for (at, raw) in text.lines().enumerate() {
        let number = at + 1;
        let raw = if at == 0 { raw.trim_start_matches('\u{feff}') } else { raw };
        let mut kept = String::new();
        let mut rest = raw;
        loop {
            if comment_since.is_some() {
                let Some(end) = rest.find("-->") else { break };
                comment_since = None;
                rest = rest.get(end + 3..).unwrap_or("");
            } else {
                let code = without_comment(rest);
                match opening(code) {
                    Some((start, length)) => {
                        kept.push_str(rest.get(..start).unwrap_or(""));
                        rest = rest.get(start + length..).unwrap_or("");
                        comment_since = Some(number);
                    }
                    None => {
                        kept.push_str(code);
                        break;
                    }
                }
            }
        }
        let text = kept.trim();
        if !text.is_empty() {
            found.push(Line { number, indented: kept.starts_with([' ', '\t']), text: text.to_owned() });
        }
    }
    if let Some(line) = comment_since {
        faults.error(
            line,
            "a comment that begins here with <!-- never ends, so nothing after it is read",
            "close it with -->",
        );
    }
    found
}

/// Where a comment over lines begins, and the length of its opening.
fn opening(text: &str) -> Option<(usize, usize)> {
    let plain = text.find("<!--").map(|at| (at, 4));
    let spaced = text.find("<! --").map(|at| (at, 5));
    match (plain, spaced) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The line up to its `#`, or its `;` at the start or after a code. A `#` inside brackets belongs to a code.
fn without_comment(line: &str) -> &str {
    let mut inside = false;
    let mut coded = false;
    for (at, letter) in line.char_indices() {
        match letter {
            '[' => inside = true,
            ']' => {
                inside = false;
                coded = true;
            }
            '#' if !inside => return line.get(..at).unwrap_or(line),
            ';' if !inside && (coded || line.get(..at).is_some_and(|l| l.trim().is_empty())) => {
                return line.get(..at).unwrap_or(line);
            }
            _ => {}
        }
    }
    line
}

/// Splits `ENTRY [code] [code]` into what stands before the first bracket and the contents of all brackets. `Err` names
/// what is wrong with the brackets.
pub(crate) fn codes(text: &str) -> Result<(&str, Vec<&str>), &'static str> {
    let Some(first) = text.find('[') else {
        return if text.contains(']') { Err("a ] without its [") } else { Ok((text.trim(), Vec::new())) };
    };
    let (entry, mut rest) = text.split_at(first);
    let mut found = Vec::new();
    while let Some(open) = rest.find('[') {
        let after = rest.get(open + 1..).unwrap_or("");
        let Some(close) = after.find(']') else { return Err("a [ without its ]") };
        found.push(after.get(..close).unwrap_or("").trim());
        rest = after.get(close + 1..).unwrap_or("");
    }
    Ok((entry.trim(), found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(usize, String)> {
        let mut faults = Faults::new("f");
        lines(text, &mut faults).into_iter().map(|l| (l.number, l.text)).collect()
    }

    #[test]
    fn comments_of_all_kinds_go_and_line_numbers_stay() {
        let text =
            "\u{feff}# head\n<!-- two\nlines --> FREDONIA [FRD] # late\n<! -- odd -->\n;old\nX [Y] ;old\n";
        assert_eq!(texts(text), [(3, "FREDONIA [FRD]".into()), (6, "X [Y]".into())]);
    }

    #[test]
    fn a_hash_inside_a_code_is_no_comment() {
        assert_eq!(texts("- * HAT [###] # note"), [(1, "- * HAT [###]".into())]);
    }

    #[test]
    fn a_comment_that_never_ends_is_named_by_where_it_begins() {
        let mut faults = Faults::new("f");
        assert!(lines("A [B]\n<!-- oh\nC [D]", &mut faults).len() == 1);
        assert_eq!(faults.found[0].line, 2);
    }

    #[test]
    fn brackets_are_parted_from_the_entry() {
        assert_eq!(codes("DELAY [1] [2:3]"), Ok(("DELAY", vec!["1", "2:3"])));
        assert_eq!(codes("DELAY"), Ok(("DELAY", vec![])));
        assert!(codes("DELAY [1").is_err() && codes("DELAY 1]").is_err());
    }
}
