//! The walk over one run of text without white space.

use super::Token;
use super::cells::{Cells, is_apostrophe, is_digit, is_east_asian, is_emoji, is_flag_half, is_letter};
use super::lists::{Abbreviation, LONGEST, Lists};
use super::shapes::{self, is_alphanumeric};
use dunlin_record::Span;

/// The words found so far, and what must be remembered from chunk to chunk.
#[derive(Debug)]
pub(super) struct Scan<'l> {
    lists: &'l Lists,
    tokens: Vec<Token>,
    /// Whether a single quotation mark has been opened and not closed in this paragraph: then an apostrophe after an
    /// s closes it, otherwise it is a possessive.
    quoted: bool,
}

/// A chunk and what comes after it.
struct Chunk<'c> {
    cells: &'c Cells,
    /// First visible character after the chunk; `None` at the end of the paragraph.
    next: Option<char>,
    /// Whether there is an "@" in it.
    has_at_sign: bool,
}

impl Chunk<'_> {
    /// The visible character at `at`, in the chunk or, at its end, after it.
    fn beyond(&self, at: usize) -> Option<char> {
        if at < self.cells.len() { Some(self.cells.base(at)) } else { self.next }
    }
}

impl<'l> Scan<'l> {
    pub(super) fn new(lists: &'l Lists) -> Self {
        Self { lists, tokens: Vec::new(), quoted: false }
    }

    pub(super) fn finish(self) -> Vec<Token> {
        self.tokens
    }

    /// Forgets what was open in the paragraph before.
    pub(super) fn new_paragraph(&mut self) {
        self.quoted = false;
    }

    /// Cuts one chunk; `next` is the first visible character after it in the same paragraph.
    pub(super) fn chunk(&mut self, cells: &Cells, next: Option<char>) {
        let has_at_sign = cells.run(0, |c| c != '@') < cells.len();
        let chunk = Chunk { cells, next, has_at_sign };
        let mut at = 0;
        while at < cells.len() {
            at = self.token(&chunk, at).max(at + 1);
        }
    }

    fn emit(&mut self, cells: &Cells, from: usize, to: usize, joined: bool) {
        if from < to {
            self.tokens.push(Token { span: Span::new(cells.byte(from), cells.byte(to)), joined });
        }
    }

    /// Cuts the token at `at` and returns where the next one begins.
    fn token(&mut self, chunk: &Chunk<'_>, at: usize) -> usize {
        let cells = chunk.cells;
        let c = cells.base(at);
        let after = cells.base(at + 1);
        let inside = is_alphanumeric(cells.before(at));
        if !inside && let Some(end) = shapes::address(cells, at, chunk.has_at_sign, self.lists) {
            self.emit(cells, at, end, false);
            return self.clitics(cells, end);
        }
        if let Some(end) = shapes::emoticon(cells, at, self.lists) {
            self.emit(cells, at, end, false);
            return end;
        }
        let opens =
            at == 0 || matches!(cells.before(at), '(' | '[' | '"' | '“' | '‘' | '$' | '£' | '€' | '—' | '–');
        match c {
            _ if is_letter(c) => self.word(chunk, at, at),
            _ if is_digit(c) => self.number(chunk, at),
            '.' if is_digit(after) && !inside => self.number(chunk, at),
            '-' | '+' | '−' if opens && is_digit(after) => self.number(chunk, at),
            '-' | '+' | '−' if opens && after == '.' && is_digit(cells.base(at + 2)) => {
                self.number(chunk, at)
            }
            _ if is_apostrophe(c) => self.apostrophe(chunk, at),
            '#' | '@' if is_letter(after) && !inside => {
                let end = cells.run(at + 1, |c| is_alphanumeric(c) || c == '_');
                self.emit(cells, at, end, false);
                self.clitics(cells, end)
            }
            _ => {
                let end = symbol_end(cells, at);
                self.emit(cells, at, end, false);
                end
            }
        }
    }

    /// A word that begins at `at`, known to run at least to `known`.
    fn word(&mut self, chunk: &Chunk<'_>, at: usize, known: usize) -> usize {
        let cells = chunk.cells;
        // Where the last part, after a hyphen or stop, begins.
        let mut part = at;
        let mut end = known;
        loop {
            end = letters(cells, at, end);
            let (c, next) = (cells.base(end), cells.base(end + 1));
            match c {
                '_' | '*' if is_alphanumeric(next) || next == c => {
                    end = cells.run(end, |other| other == c);
                    if !is_alphanumeric(cells.base(end)) {
                        break;
                    }
                }
                '&' if is_letter(next) && end - part <= 3 => end += 1,
                '.' if dotted_letters(cells, part, end) => {
                    part = end + 1;
                    end += 1;
                }
                '-' | '‐' | '‑' if self.keeps_hyphen(cells, part, end) => {
                    part = end + 1;
                    end += 1;
                }
                '/' if end - at <= 4 => {
                    let stop = cells.short_run(end + 1, LONGEST, is_letter);
                    if !self.lists.is_slashed(&lower(cells, at, stop)) {
                        break;
                    }
                    end = stop;
                }
                // "the pre- and post-war years", a word broken off in speech.
                '-' if end + 1 == cells.len()
                    && (end - part <= 2 || self.lists.is_prefix(&lower(cells, part, end))) =>
                {
                    end += 1;
                    break;
                }
                // "w/ milk"
                '/' if end + 1 == cells.len() && end == at + 1 && cells.base(at) == 'w' => {
                    end += 1;
                    break;
                }
                // A version or a measure: PM2.5, v1.0.
                '.' if is_digit(next) && is_digit(cells.before(end)) => end += 1,
                '$' | '€' | '£' | '¥' if is_digit(next) && is_currency_prefix(cells, at, end) => {
                    end += 1;
                    break;
                }
                _ if is_apostrophe(c) && c != '`' && is_letter(next) => {
                    if clitic_end(cells, end).is_some() || negation_start(cells, at, end).is_some() {
                        break;
                    }
                    end += 1;
                }
                _ => break,
            }
        }
        if let Some(start) = negation_start(cells, at, end) {
            self.emit(cells, at, start, false);
            self.emit(cells, start, end + 2, start > at);
            return self.clitics(cells, end + 2);
        }
        end += usize::from(match cells.base(end) {
            '.' => self.takes_stop(chunk, at, part, end),
            c if is_apostrophe(c) => self.ends_with_apostrophe(cells, at, end),
            _ => false,
        });
        self.parts(cells, at, end);
        self.clitics(cells, end)
    }

    /// Emits the word from `at` to `end`, cut where the list of contractions says so.
    fn parts(&mut self, cells: &Cells, at: usize, end: usize) {
        if end - at <= LONGEST {
            let text = cells.text(at, end);
            let shouted = end - at <= 3 && text.chars().all(char::is_uppercase);
            // "IM" and "IVE" in capitals are rather names than "I'm" and "I've".
            if !shouted && let Some(lengths) = self.lists.contraction(&straight(&text)) {
                let mut from = at;
                for length in lengths {
                    self.emit(cells, from, from + length, from > at);
                    from += length;
                }
                return;
            }
        }
        self.emit(cells, at, end, false);
    }

    /// Emits the clitics that stand at `at` after a word: 's, 're, 'll, the bare apostrophe of "states'".
    fn clitics(&mut self, cells: &Cells, mut at: usize) -> usize {
        while let Some(end) = clitic_end(cells, at) {
            self.emit(cells, at, end, true);
            at = end;
        }
        let bare = is_apostrophe(cells.base(at)) && !matches!(cells.base(at), '`' | '‘');
        if bare && !self.quoted && !is_alphanumeric(cells.base(at + 1)) && !is_apostrophe(cells.base(at + 1))
        {
            let before = cells.before(at);
            if matches!(before, 's' | 'S' | 'z' | 'x') && cells.base(at.wrapping_sub(2)) != '\'' {
                self.emit(cells, at, at + 1, true);
                return at + 1;
            }
        }
        at
    }

    /// Whether the hyphen at `hyphen` belongs to the word whose last part begins at `part`.
    fn keeps_hyphen(&self, cells: &Cells, part: usize, hyphen: usize) -> bool {
        if !is_alphanumeric(cells.base(hyphen + 1)) || hyphen - part > LONGEST {
            return false;
        }
        let before = lower(cells, part, hyphen);
        if self.lists.is_prefix(&before) {
            return true;
        }
        // A telephone extension: x3-4567.
        if before.strip_prefix('x').is_some_and(|digits| digits.chars().all(is_digit)) {
            return cells.short_run(hyphen + 1, 6, is_digit) - hyphen > 4;
        }
        let stop = cells.short_run(hyphen + 1, LONGEST, is_letter);
        self.lists.is_suffix(&lower(cells, hyphen + 1, stop))
    }

    /// Whether the full stop at `end` belongs to the word from `at`, whose last part begins at `part`.
    fn takes_stop(&self, chunk: &Chunk<'_>, at: usize, part: usize, end: usize) -> bool {
        let cells = chunk.cells;
        let in_chunk = cells.base(end + 1);
        // An ellipsis; but of the two stops in "the U.S.." the first belongs to the word.
        let doubled = in_chunk == '.' && cells.base(end + 2) != '.' && part > at;
        if (matches!(in_chunk, '.' | '…') && !doubled) || end - at > LONGEST {
            return false;
        }
        let beyond = chunk.beyond(end + 1);
        let goes_on =
            matches!(in_chunk, ',' | ';' | ':' | '-' | '/' | '\'' | '’') || is_alphanumeric(in_chunk);
        let capital = beyond.is_some_and(char::is_uppercase);
        let number = beyond.is_some_and(is_digit);
        let word = cells.text(at, end);
        if word.contains('.') {
            let lower = word.to_lowercase();
            let hour = lower == "a.m" || lower == "p.m";
            let letters = word.chars().filter(|&c| c != '.').count();
            return beyond.is_some() || (letters <= 2 && !hour);
        }
        if part == at && end - at == 1 && is_letter(cells.base(at)) {
            let letter = cells.base(at);
            return if letter.is_uppercase() {
                (letter != 'I' || goes_on) && beyond.is_some()
            } else {
                number && matches!(letter, 'c' | 'b' | 'd' | 'p' | 'v')
            };
        }
        let last = cells.text(part, end);
        match self.lists.abbreviation(&last) {
            Some(Abbreviation::BeforeName) => beyond.is_some(),
            Some(Abbreviation::BeforeNumber) => number || in_chunk == ',',
            Some(Abbreviation::Anywhere) => beyond.is_some(),
            Some(Abbreviation::MayEnd) => goes_on || (beyond.is_some() && !capital),
            None => false,
        }
    }

    /// Whether the apostrophe at `end` is part of the word from `at`: "cookin'", "ol'".
    fn ends_with_apostrophe(&self, cells: &Cells, at: usize, end: usize) -> bool {
        if is_alphanumeric(cells.base(end + 1)) || end - at > LONGEST || cells.base(end) == '‘' || self.quoted
        {
            return false;
        }
        let lower = straight(&cells.text(at, end + 1));
        self.lists.ends_with_apostrophe(&lower) || (lower.ends_with("in'") && end - at > 4)
    }

    /// A number that begins at `at`, with its sign or decimal point.
    fn number(&mut self, chunk: &Chunk<'_>, at: usize) -> usize {
        let cells = chunk.cells;
        let mut end = at;
        let mut plain = true;
        if let Some(stop) = shapes::hyphenated_number(cells, at) {
            self.emit(cells, at, stop, false);
            return stop;
        }
        if matches!(cells.base(end), '-' | '+' | '−') {
            end += 1;
            plain = false;
        }
        loop {
            end = cells.run(end, is_digit);
            if matches!(cells.base(end), '.' | ',' | ':' | '/') && is_digit(cells.base(end + 1)) {
                // "713/555-0100": the second part may be a telephone number.
                if cells.base(end) == '/'
                    && let Some(stop) = shapes::hyphenated_number(cells, end + 1)
                {
                    end = stop;
                } else {
                    end += 1;
                }
                plain = false;
            } else {
                break;
            }
        }
        let stop = cells.short_run(end, LONGEST, |c| is_letter(c) && !is_east_asian(c));
        if stop == end {
            // The 1990's are one word, as the 1990s are.
            let decade = plain && cells.before(end) == '0' && matches!(end - at, 2 | 4);
            if decade && let Some(stop) = clitic_end(cells, end).filter(|_| cells.base(end + 1) == 's') {
                end = stop;
            }
            self.emit(cells, at, end, false);
            return self.clitics(cells, end);
        }
        let suffix = cells.text(end, stop);
        let closed = !is_alphanumeric(cells.base(stop));
        if closed && is_ordinal(&suffix) {
            self.emit(cells, at, stop, false);
            return self.clitics(cells, stop);
        }
        let hour = matches!(cells.text(end, end + 3).to_lowercase().as_str(), "a.m" | "p.m");
        // In "RC-135W" the letter is part of a type's name.
        let code = cells.before(at) == '-' && at > 1 && is_letter(cells.base(at - 2));
        if !plain || hour || (closed && !code && self.lists.is_unit(&suffix)) {
            self.emit(cells, at, end, false);
            return end;
        }
        // A code: 747B, 3D, 4x4.
        self.word(chunk, at, end)
    }

    /// An apostrophe or single quotation mark where a token may begin.
    fn apostrophe(&mut self, chunk: &Chunk<'_>, at: usize) -> usize {
        let cells = chunk.cells;
        let c = cells.base(at);
        let run = cells.run(at, |other| other == c);
        if run - at > 1 {
            // '' and `` are double quotation marks; longer runs go in pairs.
            self.emit(cells, at, at + 2, false);
            return at + 2;
        }
        if !is_alphanumeric(cells.before(at)) && c != '`' {
            let letters = cells.short_run(at + 1, LONGEST, is_letter);
            let lower = straight(&cells.text(at, letters));
            let closed = !is_alphanumeric(cells.base(letters));
            if closed && self.lists.contraction(&lower).is_some() {
                self.parts(cells, at, letters);
                return self.clitics(cells, letters);
            }
            let word = lower.trim_start_matches('\'');
            let clitic = matches!(word, "s" | "m" | "re" | "ve" | "ll" | "d" | "nt");
            if closed && self.lists.begins_with_apostrophe(word) && (!clitic || at == 0) {
                self.emit(cells, at, letters, false);
                return letters;
            }
            // '98, '90s
            let digits = cells.short_run(at + 1, 3, is_digit);
            let decade = digits + usize::from(cells.base(digits) == 's');
            if digits == at + 3 && !is_alphanumeric(cells.base(decade)) {
                self.emit(cells, at, decade, false);
                return decade;
            }
        }
        // After a bracket or quotation mark an 's is a clitic too: "(the group)'s".
        if at > 0
            && let Some(end) = clitic_end(cells, at)
            && matches!(cells.before(at), ')' | '"' | '”' | '%' | '$' | ']')
        {
            self.emit(cells, at, end, true);
            return end;
        }
        let opening = c == '‘' || (!is_alphanumeric(cells.before(at)) && is_alphanumeric(cells.base(at + 1)));
        self.quoted = opening;
        self.emit(cells, at, at + 1, false);
        at + 1
    }
}

/// The cells from `from` to `to` in lower case; only the first [`LONGEST`] matter to the lists.
fn lower(cells: &Cells, from: usize, to: usize) -> String {
    cells.text(from, to.min(from + LONGEST + 1)).to_lowercase()
}

/// Lower case, with straight apostrophes.
fn straight(word: &str) -> String {
    word.to_lowercase().chars().map(|c| if is_apostrophe(c) { '\'' } else { c }).collect()
}

/// The end of the letters and digits at `at` of the word from `start`, all East Asian or none.
fn letters(cells: &Cells, start: usize, at: usize) -> usize {
    if is_east_asian(cells.base(start)) {
        cells.run(at, is_east_asian)
    } else {
        cells.run(at, |c| is_alphanumeric(c) && !is_east_asian(c))
    }
}

/// Whether the stop at `stop` stands inside letters that are spelled with stops: U.S, a.m, Ph.D, M.Sc.
fn dotted_letters(cells: &Cells, part: usize, stop: usize) -> bool {
    let next = cells.short_run(stop + 1, 4, is_alphanumeric);
    let (before, after) = (stop - part, next - stop - 1);
    if !is_letter(cells.base(stop + 1)) || !is_letter(cells.base(part)) {
        return false;
    }
    (before == 1 && after == 1)
        || (before == 1
            && after == 2
            && cells.base(part).is_uppercase()
            && cells.base(stop + 1).is_uppercase())
        || (before == 2
            && after == 1
            && cells.base(part).is_uppercase()
            && cells.base(stop + 1).is_uppercase())
}

/// Whether the letters before a currency sign belong to it: US$, HK$.
fn is_currency_prefix(cells: &Cells, at: usize, end: usize) -> bool {
    end - at <= 3 && (at..end).all(|at| cells.base(at).is_ascii_uppercase())
}

/// The end of a clitic that begins with an apostrophe at `at`: 's 'm 'd 're 've 'll.
fn clitic_end(cells: &Cells, at: usize) -> Option<usize> {
    if !is_apostrophe(cells.base(at)) {
        return None;
    }
    let letter = |offset: usize| cells.base(at + offset).to_ascii_lowercase();
    let length = match (letter(1), letter(2)) {
        ('r' | 'v', 'e') | ('l', 'l') => 3,
        ('s' | 'm' | 'd', _) => 2,
        _ => return None,
    };
    (!is_alphanumeric(cells.base(at + length))).then_some(at + length)
}

/// Where "n't" begins, when the word from `at` has come to its apostrophe at `end`.
fn negation_start(cells: &Cells, at: usize, end: usize) -> Option<usize> {
    let negated = is_apostrophe(cells.base(end))
        && matches!(cells.before(end), 'n' | 'N')
        && matches!(cells.base(end + 1), 't' | 'T')
        && !is_alphanumeric(cells.base(end + 2));
    negated.then(|| (end - 1).max(at))
}

/// Whether `suffix` makes an ordinal or a decade: 3rd, 1990s.
fn is_ordinal(suffix: &str) -> bool {
    matches!(suffix.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "s")
}

/// The end of the mark or symbol at `at`: runs of stops, of ! and ?, of one and the same symbol are one token.
fn symbol_end(cells: &Cells, at: usize) -> usize {
    let c = cells.base(at);
    match c {
        '.' | '…' | '!' | '?' => cells.run(at, |c| matches!(c, '.' | '…' | '!' | '?')),
        '-' | '–' | '—' | '=' | '*' | '~' | '_' | '|' | '<' | '>' | '^' | '\\' | '$' | '+' | '#' | '`' => {
            cells.run(at, |other| other == c)
        }
        _ if is_flag_half(c) && is_flag_half(cells.base(at + 1)) => at + 2,
        _ if is_emoji(c) => {
            let mut end = at + 1;
            while cells.tied(end - 1) && is_emoji(cells.base(end)) {
                end += 1;
            }
            end
        }
        _ => at + 1,
    }
}
