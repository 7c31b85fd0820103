//! Things that are one word whatever they contain: addresses, names of files, telephone numbers, dates, faces.
//!
//! Each function says where the thing that begins at a cell ends, if one begins there.

use super::cells::{Cells, is_apostrophe, is_digit, is_letter};
use super::lists::{LONGEST, Lists};

/// Longest local part and longest domain of an e-mail address (RFC 5321).
const LOCAL: usize = 64;
const DOMAIN: usize = 255;
/// Names of files and hosts are looked at up to this many characters.
const NAME: usize = 120;

/// Letters and digits.
pub(super) fn is_alphanumeric(c: char) -> bool {
    is_letter(c) || is_digit(c)
}

/// A web address, an e-mail address, a host or file name.
pub(super) fn address(cells: &Cells, at: usize, has_at_sign: bool, lists: &Lists) -> Option<usize> {
    web(cells, at)
        .or_else(|| if has_at_sign { mail(cells, at) } else { None })
        .or_else(|| dotted(cells, at, lists))
}

/// `http://…`, `www.…`, `mailto:…`, up to the end of the chunk without closing punctuation.
fn web(cells: &Cells, at: usize) -> Option<usize> {
    let c = cells.base(at).to_ascii_lowercase();
    if !matches!(c, 'h' | 'f' | 'w' | 'm' | 'd') {
        return None;
    }
    let opens = |prefix: &str| cells.text(at, at + prefix.len()).eq_ignore_ascii_case(prefix);
    let prefix =
        ["http://", "https://", "ftp://", "www.", "mailto:", "doi:10."].into_iter().find(|p| opens(p))?;
    let body = at + prefix.len();
    is_alphanumeric(cells.base(body)).then(|| address_end(cells, body))
}

/// Where an address that has begun ends.
fn address_end(cells: &Cells, from: usize) -> usize {
    let stop = cells.run(from, |c| !matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '|'));
    let count = |bracket: char| (from..stop).filter(|&at| cells.base(at) == bracket).count();
    let (mut open, mut closed) = (count('('), count(')'));
    let mut end = stop;
    while end > from {
        match cells.base(end - 1) {
            ')' if closed > open => closed -= 1,
            '(' => open = open.saturating_sub(1),
            '.' | ',' | ';' | ':' | '!' | '?' | ']' | '}' | '[' | '{' | '…' | '*' => {}
            c if is_apostrophe(c) => {}
            _ => break,
        }
        end -= 1;
    }
    end
}

/// `name@host.domain`.
fn mail(cells: &Cells, at: usize) -> Option<usize> {
    let sign = cells.short_run(at, LOCAL, |c| is_alphanumeric(c) || matches!(c, '.' | '_' | '%' | '+' | '-'));
    if sign == at || cells.base(sign) != '@' || !is_alphanumeric(cells.base(at)) {
        return None;
    }
    let mut end = cells.short_run(sign + 1, DOMAIN, |c| is_alphanumeric(c) || matches!(c, '.' | '-' | '_'));
    while end > sign && matches!(cells.base(end - 1), '.' | '-') {
        end -= 1;
    }
    // "name@OFFICE" inside a firm has no dot.
    let host = (sign + 1..end).any(|at| cells.base(at) == '.') || is_letter(cells.base(sign + 1));
    (host && end > sign + 1).then_some(end)
}

/// `host.org`, `host.org/path`, `report.doc`, `comp.sources.misc`.
fn dotted(cells: &Cells, at: usize, lists: &Lists) -> Option<usize> {
    // ".doc" alone, after a bracket or a blank.
    let first = cells.base(at);
    if !(is_alphanumeric(first) || (first == '.' && is_letter(cells.base(at + 1)))) {
        return None;
    }
    let mut end = cells.short_run(at, NAME, |c| is_alphanumeric(c) || matches!(c, '.' | '-' | '_' | '~'));
    while end > at && !is_alphanumeric(cells.base(end - 1)) {
        end -= 1;
    }
    let dots: Vec<usize> = (at..end).filter(|&at| cells.base(at) == '.').collect();
    let last = *dots.last()?;
    if dots.windows(2).any(|pair| pair[1] == pair[0] + 1) || end - last > LONGEST {
        return None;
    }
    let ending = cells.text(last + 1, end);
    let body = cells.text(at, last);
    let lower = ending.to_lowercase();
    // "the end.In" is a missing blank; so are endings that are words ("in", "it") unless the name has more dots.
    let uniform = ending == lower || (ending.len() > 2 && !body.chars().any(char::is_lowercase));
    let word_like = matches!(
        lower.as_str(),
        "in" | "it"
            | "is"
            | "be"
            | "no"
            | "at"
            | "us"
            | "me"
            | "so"
            | "by"
            | "my"
            | "id"
            | "co"
            | "info"
            | "log"
    );
    let known =
        lists.is_dotted(&lower) && uniform && (!word_like || dots.len() > 1 || body.contains(['-', '_']));
    let group = dots.len() > 1
        && body
            .split('.')
            .chain([ending.as_str()])
            .all(|part| part.len() > 1 && part.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    if !(known || group || (known_file(&lower) && lists.is_dotted(&lower))) {
        return None;
    }
    if known && cells.base(end) == '/' && is_alphanumeric(cells.base(end + 1)) {
        return Some(address_end(cells, end + 1));
    }
    Some(end)
}

/// Endings that only files have, in any case.
fn known_file(ending: &str) -> bool {
    matches!(
        ending,
        "doc" | "docx" | "xls" | "xlsx" | "pdf" | "ppt" | "pptx" | "txt" | "zip" | "html" | "htm" | "jpg"
    )
}

/// Numbers parted by hyphens that are one word: telephone numbers, dates, postal codes; ranges and scores are not.
pub(super) fn hyphenated_number(cells: &Cells, at: usize) -> Option<usize> {
    let mut groups = [0_usize; 8];
    let mut count = 0;
    let mut end = at;
    for group in &mut groups {
        let stop = cells.short_run(end, 13, is_digit);
        *group = stop - end;
        count += 1;
        end = stop;
        if *group == 0 || cells.base(end) != '-' || !is_digit(cells.base(end + 1)) {
            break;
        }
        end += 1;
    }
    let groups = groups.get(..count)?;
    if is_letter(cells.base(end)) || groups.contains(&0) {
        return None;
    }
    let year = |at: usize| matches!(cells.text(at, at + 2).as_str(), "18" | "19" | "20" | "21");
    let whole = match groups {
        // A day: 30-12-2019, 12-30-19, 2019-12-30.
        [1..=2, 1..=2, 2 | 4] | [4, 1..=2, 1..=2] => true,
        // 555-0100, 5-0100, 90210-1234; but 1998-1999 is a range.
        [1 | 3 | 5, 4] => !(groups[0] != 5 && groups[0] != 3 && year(at + groups[0] + 1)),
        [_] | [_, _] => false,
        _ => groups.iter().any(|&digits| digits >= 3),
    };
    whole.then_some(end)
}

/// A written face or arrow, where no letter or digit touches it.
pub(super) fn emoticon(cells: &Cells, at: usize, lists: &Lists) -> Option<usize> {
    let before = cells.before(at);
    if is_alphanumeric(before) || matches!(before, '(' | '"' | '“' | '”' | '[' | '-' | '<' | '=') {
        return None;
    }
    lists.emoticons().find_map(|face| {
        let end = at + face.len();
        let same = face.iter().enumerate().all(|(i, &c)| cells.base(at + i) == c);
        let after = cells.base(end);
        (same && (after == '\0' || matches!(after, '.' | ',' | '!' | '?' | ')' | '…'))).then_some(end)
    })
}
