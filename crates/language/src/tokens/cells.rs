//! Characters as a reader sees them: a base character with the marks and invisible characters that hang on it.

use unicode_normalization::char::is_combining_mark;

/// One visible character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// First byte in the text.
    pub(super) start: usize,
    /// Its base character.
    pub(super) base: char,
    /// Whether a zero-width joiner ties the next cell to it (emoji made of several).
    pub(super) tied: bool,
}

/// The visible characters of a run of text without white space.
#[derive(Debug)]
pub(super) struct Cells {
    cells: Vec<Cell>,
    /// One past the last byte.
    end: usize,
}

impl Cells {
    /// The cells of `chunk`, which starts at byte `offset` of the text.
    pub(super) fn new(chunk: &str, offset: usize) -> Self {
        let mut cells: Vec<Cell> = Vec::with_capacity(chunk.len());
        // Marks before any base character belong to the first one; a chunk of marks alone is one cell.
        let mut only_marks = false;
        for (at, c) in chunk.char_indices() {
            match cells.last_mut() {
                Some(last) if hangs_on(c) => last.tied |= c == '\u{200d}',
                Some(last) if only_marks => {
                    last.base = c;
                    only_marks = false;
                }
                None => {
                    only_marks = hangs_on(c);
                    cells.push(Cell { start: offset + at, base: c, tied: false });
                }
                Some(_) => cells.push(Cell { start: offset + at, base: c, tied: false }),
            }
        }
        Self { cells, end: offset + chunk.len() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The base character at `at`; NUL outside, which is in no class.
    pub(super) fn base(&self, at: usize) -> char {
        self.cells.get(at).map_or('\0', |cell| cell.base)
    }

    /// The base character before `at`; NUL at the start.
    pub(super) fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\0', |before| self.base(before))
    }

    /// Whether a joiner ties the cell at `at` to the next.
    pub(super) fn tied(&self, at: usize) -> bool {
        self.cells.get(at).is_some_and(|cell| cell.tied)
    }

    /// First byte of the cell at `at`, or the end of the chunk.
    pub(super) fn byte(&self, at: usize) -> usize {
        self.cells.get(at).map_or(self.end, |cell| cell.start)
    }

    /// The base characters from `from` to `to`, as text.
    pub(super) fn text(&self, from: usize, to: usize) -> String {
        self.cells
            .get(from..to.min(self.cells.len()))
            .unwrap_or_default()
            .iter()
            .map(|cell| cell.base)
            .collect()
    }

    /// The first place from `from` on whose base character is not in `class`.
    pub(super) fn run(&self, from: usize, class: impl Fn(char) -> bool) -> usize {
        let rest = self.cells.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|cell| class(cell.base)).count()
    }

    /// Like [`Self::run`], but looks at no more than `most` cells.
    pub(super) fn short_run(&self, from: usize, most: usize, class: impl Fn(char) -> bool) -> usize {
        let rest = self.cells.get(from..).unwrap_or_default();
        from + rest.iter().take(most).take_while(|cell| class(cell.base)).count()
    }
}

/// White space: what Unicode calls so, and the four control characters that part records.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Whether the character has no place of its own: combining marks, variation selectors, emoji skin tones, joiners,
/// direction marks, soft hyphens and other characters without width.
fn hangs_on(c: char) -> bool {
    // Plain letters first: nearly all text ends here.
    c >= '\u{ad}'
        && (is_combining_mark(c)
            || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}'))
}

/// Whether `c` is a letter.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() || c == '\u{2bb}'
}

/// Whether `c` is a decimal digit of any script.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (c > '\u{7f}' && c.is_numeric() && c.to_digit(10).is_none() && is_decimal(c))
}

/// Decimal digits beyond ASCII that news text shows: Arabic, Devanagari, Bengali, full-width.
fn is_decimal(c: char) -> bool {
    matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}' | '\u{9e6}'..='\u{9ef}'
        | '\u{ff10}'..='\u{ff19}')
}

/// Whether `c` is a letter of a script written without blanks between words or in syllables (Han, kana, Hangul, Thai),
/// which does not run on into Latin letters or digits.
pub(super) fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3130}'..='\u{318f}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether `c` can stand for an apostrophe inside a word.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '`' | '´' | 'ʼ' | '‘' | '＇')
}

/// Whether `c` is one of the emoji and dingbats that are words of their own.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' | '\u{2b00}'..='\u{2bff}')
}

/// Whether `c` is a regional indicator: two of them are a flag.
pub(super) fn is_flag_half(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}
