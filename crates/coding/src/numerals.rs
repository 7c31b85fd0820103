//! Reads numbers: digits, words ("a hundred and thirty million"), fractions ("two-thirds", "2 1/2"), ordinals, years
//! that are spoken ("nineteen ninety-six"). The words stand in `lexicon/amounts/numbers.tsv`.

use crate::lexicon::{Files, LexiconError};
use crate::pieces::{Kind, Pieces};
use std::collections::HashMap;

/// What a number word does to the number it stands in.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Word {
    /// Below twenty.
    Unit(f64),
    /// Twenty to ninety.
    Ten(f64),
    /// A hundred.
    Hundred,
    /// Multiplies everything before it.
    Scale(f64),
    /// Counts so many: "two dozen".
    Dozen(f64),
}

/// Number words.
#[derive(Debug, Default)]
pub(crate) struct Numerals {
    words: HashMap<String, Word>,
    parts: HashMap<String, f64>,
    ordinals: HashMap<String, u32>,
    /// The entries' examples, with their lines.
    #[cfg(test)]
    pub(crate) examples: Vec<(usize, String)>,
}

/// A number and where it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Numeral {
    /// Its value.
    pub(crate) value: f64,
    /// The piece after it.
    pub(crate) end: usize,
    /// Whether it is written in digits, at least at its beginning.
    pub(crate) digits: bool,
    /// Whether it is a fraction's name: "half", "two-thirds", "a quarter".
    pub(crate) part: bool,
}

/// The table in the lexicon.
const FILE: &str = "amounts/numbers.tsv";

impl Numerals {
    /// Reads the table.
    pub(crate) fn parse(files: &Files) -> Result<Self, LexiconError> {
        let file = files.need(FILE)?;
        let mut numerals = Self::default();
        for row in file.table(&["word", "value", "kind", "example"])? {
            let word = row.cell(0).to_owned();
            let value: f64 = row.cell(1).parse().ok().filter(|v: &f64| v.is_finite()).ok_or_else(|| {
                file.error(
                    row.line,
                    format!("`{}` is not a number", row.cell(1)),
                    "write digits: 0.5 or 1000",
                )
            })?;
            match row.cell(2) {
                "unit" => drop(numerals.words.insert(word, Word::Unit(value))),
                "ten" => drop(numerals.words.insert(word, Word::Ten(value))),
                "hundred" => drop(numerals.words.insert(word, Word::Hundred)),
                "scale" => drop(numerals.words.insert(word, Word::Scale(value))),
                "dozen" => drop(numerals.words.insert(word, Word::Dozen(value))),
                "part" => drop(numerals.parts.insert(word, value)),
                "ordinal" => drop(numerals.ordinals.insert(word, value as u32)),
                other => {
                    let remedy = "use unit, ten, hundred, scale, dozen, part or ordinal";
                    return Err(file.error(row.line, format!("no kind `{other}`"), remedy));
                }
            }
            #[cfg(test)]
            if !row.cell(3).is_empty() {
                numerals.examples.push((row.line, row.cell(3).to_owned()));
            }
        }
        Ok(numerals)
    }

    /// The number that begins at `at`, as far as it goes, with its fraction and its scale words.
    pub(crate) fn number(&self, pieces: &Pieces, at: usize) -> Option<Numeral> {
        let number = if pieces.is_number(at) {
            self.digits(pieces, at)?
        } else if let Some(number) = self.part_of_scale(pieces, at) {
            number
        } else {
            self.spelled(pieces, at)?
        };
        number.value.is_finite().then_some(number)
    }

    /// The whole number in digits or words that begins at `at`.
    pub(crate) fn count(&self, pieces: &Pieces, at: usize) -> Option<(u32, usize)> {
        let number = self.number(pieces, at).filter(|n| !n.part && n.value.fract() == 0.0)?;
        (0.0..=1e9).contains(&number.value).then_some((number.value as u32, number.end))
    }

    /// A fraction's name: "half", "a third", "two-thirds", "three quarters".
    pub(crate) fn part(&self, pieces: &Pieces, at: usize) -> Option<Numeral> {
        let name =
            |at: usize| self.parts.get(pieces.low(at)).copied().filter(|_| !pieces.ends_at(at) || at == 0);
        if pieces.low(at) == "half" {
            return Some(Numeral { value: 0.5, end: at + 1, digits: false, part: true });
        }
        let (times, next) = if pieces.is_any(at, &["a", "an"]) {
            (1.0, at + 1)
        } else {
            match self.words.get(pieces.low(at)) {
                Some(&Word::Unit(n)) if n >= 1.0 => (n, pieces.skip_hyphen(at + 1)),
                _ => return None,
            }
        };
        // "a second third" is no fraction, "one second" no half of anything.
        let value = name(next)? * times;
        Some(Numeral { value, end: next + 1, digits: false, part: true })
    }

    /// An ordinal: "third", "3rd", "twenty-first".
    pub(crate) fn ordinal(&self, pieces: &Pieces, at: usize) -> Option<(u32, usize)> {
        if pieces.is_number(at) {
            let suffix = pieces.glued(at + 1) && ["st", "nd", "rd", "th"].contains(&pieces.low(at + 1));
            let n = pieces.low(at).parse().ok()?;
            return suffix.then_some((n, at + 2));
        }
        if let Some(&n) = self.ordinals.get(pieces.low(at)) {
            return Some((n, at + 1));
        }
        let Some(&Word::Ten(tens)) = self.words.get(pieces.low(at)) else { return None };
        let next = pieces.skip_hyphen(at + 1);
        let n = self.ordinals.get(pieces.low(next)).copied().filter(|&n| n < 10)?;
        Some((tens as u32 + n, next + 1))
    }

    /// A year in words: "nineteen ninety-six", "two thousand", "two thousand and five", "twenty nineteen".
    pub(crate) fn spoken_year(&self, pieces: &Pieces, at: usize) -> Option<(i32, usize)> {
        if let Some(&Word::Unit(2.0)) = self.words.get(pieces.low(at)) {
            let n = self.spelled(pieces, at)?;
            return (2000.0..2100.0).contains(&n.value).then_some((n.value as i32, n.end));
        }
        let century = match self.words.get(pieces.low(at)) {
            Some(&Word::Unit(n)) if (15.0..20.0).contains(&n) => n,
            Some(&Word::Ten(20.0)) => 20.0,
            _ => return None,
        };
        let next = pieces.skip_hyphen(at + 1);
        let (rest, end) = match self.words.get(pieces.low(next)) {
            Some(&Word::Ten(tens)) => match self.words.get(pieces.low(pieces.skip_hyphen(next + 1))) {
                Some(&Word::Unit(n)) if n < 10.0 => (tens + n, pieces.skip_hyphen(next + 1) + 1),
                _ => (tens, next + 1),
            },
            Some(&Word::Unit(n)) if (10.0..20.0).contains(&n) => (n, next + 1),
            _ => return None,
        };
        Some(((century * 100.0 + rest) as i32, end))
    }

    /// Whether `word` is a number word: "seventy", "million".
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// What `word` multiplies the number before it by; 1 for anything but a hundred and the scale words.
    pub(crate) fn scale(&self, word: &str) -> f64 {
        match self.words.get(word) {
            Some(Word::Hundred) => 100.0,
            Some(&Word::Scale(scale)) => scale,
            _ => 1.0,
        }
    }

    /// "half a million", "a quarter of a million", "three quarters of a billion", "half a dozen".
    fn part_of_scale(&self, pieces: &Pieces, at: usize) -> Option<Numeral> {
        // Without an article the other names are ordinals: "the third million".
        let bare = pieces.is_any(at, &["half", "quarter"]);
        let part = match self.parts.get(pieces.low(at)).filter(|_| bare) {
            Some(&value) => Numeral { value, end: at + 1, digits: false, part: true },
            None => self.part(pieces, at)?,
        };
        let mut next = part.end + usize::from(pieces.is(part.end, "of"));
        next += usize::from(pieces.is_any(next, &["a", "an"]));
        let scale = match self.words.get(pieces.low(next)).filter(|_| !pieces.ends_at(next))? {
            Word::Hundred => 100.0,
            &(Word::Scale(scale) | Word::Dozen(scale)) => scale,
            _ => return None,
        };
        Some(Numeral { value: part.value * scale, end: next + 1, digits: false, part: false })
    }

    /// "and a half", "and three quarters" after a whole number.
    fn and_part(&self, pieces: &Pieces, end: usize) -> Option<(f64, usize)> {
        let part =
            self.part(pieces, end + 1).filter(|_| pieces.is(end, "and") && !pieces.is(end + 1, "half"))?;
        Some((part.value, part.end))
    }

    fn digits(&self, pieces: &Pieces, at: usize) -> Option<Numeral> {
        let mut value: f64 = pieces.low(at).parse().ok()?;
        let mut end = at + 1;
        if let Some((part, after)) = slash(pieces, at) {
            (value, end) = (part, after);
        } else if let Some((part, after)) = slash(pieces, at + 1).filter(|_| !pieces.ends_at(at + 1)) {
            // "2 1/2"; also "2-1/2".
            (value, end) = (value + part, after);
        } else if let Some((part, after)) =
            slash(pieces, pieces.skip_hyphen(at + 1)).filter(|(v, _)| *v < 1.0)
        {
            (value, end) = (value + part, after);
        } else if let Some(part) = vulgar(pieces.low(at + 1)).filter(|_| !pieces.ends_at(at + 1)) {
            (value, end) = (value + part, at + 2);
        } else if let Some((power, after)) = power_of_ten(pieces, at + 1) {
            return Some(Numeral { value: value * 10f64.powi(power), end: after, digits: true, part: false });
        } else if let Some((part, after)) = self.and_part(pieces, at + 1) {
            (value, end) = (value + part, after);
        }
        (value, end) = self.scaled(pieces, value, end);
        Some(Numeral { value, end, digits: true, part: false })
    }

    /// Scale words after digits: "2.4 million", "5 hundred", "two dozen", "1.2m" does not belong here.
    fn scaled(&self, pieces: &Pieces, mut value: f64, mut end: usize) -> (f64, usize) {
        loop {
            // "$3-million" is joined by a hyphen.
            let next = pieces.skip_hyphen(end);
            if pieces.ends_at(next) {
                return (value, end);
            }
            value *= match self.words.get(pieces.low(next)) {
                Some(&(Word::Scale(scale) | Word::Dozen(scale))) => scale,
                Some(Word::Hundred) => 100.0,
                _ => return (value, end),
            };
            end = next + 1;
        }
    }

    fn spelled(&self, pieces: &Pieces, at: usize) -> Option<Numeral> {
        if let Some(value) = vulgar(pieces.low(at)) {
            return Some(Numeral { value, end: at + 1, digits: true, part: true });
        }
        let (mut total, mut current, mut end) = (0.0, 0.0, at);
        // What may still follow: the last word's size, so that "two three" is two numbers.
        let mut room = f64::INFINITY;
        let mut next = at;
        let article = pieces.is_any(at, &["a", "an"]);
        if article {
            let scale = self.words.get(pieces.low(at + 1)).filter(|_| !pieces.ends_at(at + 1))?;
            if matches!(scale, Word::Unit(_) | Word::Ten(_)) {
                return None;
            }
            (current, next) = (1.0, at + 1);
        }
        while let Some(word) =
            self.words.get(pieces.low(next)).filter(|_| next == at || !pieces.ends_at(next))
        {
            match *word {
                Word::Unit(n) if room > 10.0 && n < 10.0 || room > 20.0 => {
                    current += n;
                    room = 1.0;
                }
                Word::Ten(n) if room >= 100.0 => {
                    current += n;
                    room = 10.5;
                }
                Word::Hundred if current > 0.0 && current < 100.0 => {
                    current *= 100.0;
                    room = 100.0;
                }
                Word::Scale(scale) if current > 0.0 => {
                    total += current * scale;
                    (current, room) = (0.0, scale);
                }
                Word::Dozen(n) if current > 0.0 && current < 100.0 => {
                    total += current * n;
                    (current, room) = (0.0, 0.0);
                }
                _ => break,
            }
            end = next + 1;
            next = pieces.skip_hyphen(end);
            // "two hundred and fifty": only after a hundred or a scale word.
            if room >= 100.0 && pieces.is(next, "and") && self.small(pieces, next + 1) {
                next += 1;
            }
        }
        if end == at {
            return None;
        }
        let mut value = total + current;
        // "two and a half million"
        if total == 0.0
            && current < 100.0
            && let Some((part, after)) = self.and_part(pieces, end)
        {
            (value, end) = self.scaled(pieces, value + part, after);
        } else if pieces.is(end, "point") {
            let mut place = 0.1;
            let mut next = end + 1;
            while let Some(&Word::Unit(n)) =
                self.words.get(pieces.low(next)).filter(|_| !pieces.ends_at(next))
            {
                value += n * place;
                place /= 10.0;
                next += 1;
            }
            if next > end + 1 {
                (value, end) = self.scaled(pieces, (value * 1e9).round() / 1e9, next);
            }
        }
        Some(Numeral { value, end, digits: false, part: false })
    }

    /// Whether a number below a hundred stands at `at` and no scale word follows it: the "six" of "hundred and six".
    fn small(&self, pieces: &Pieces, at: usize) -> bool {
        matches!(self.words.get(pieces.low(at)), Some(Word::Unit(_) | Word::Ten(_))) && !pieces.ends_at(at)
    }
}

/// "1/2" at `at`: its value and what comes after. A date ("3/4/2019") is none.
fn slash(pieces: &Pieces, at: usize) -> Option<(f64, usize)> {
    let joined = pieces.is(at + 1, "/") && pieces.glued(at + 1) && pieces.glued(at + 2);
    if !joined || !pieces.is_number(at) || !pieces.is_number(at + 2) || pieces.is(at + 3, "/") {
        return None;
    }
    let (over, under): (u32, u32) = (pieces.low(at).parse().ok()?, pieces.low(at + 2).parse().ok()?);
    (over > 0 && over < under && under <= 64).then(|| (f64::from(over) / f64::from(under), at + 3))
}

/// "×10^-3", "x 10-3", "e6" at `at`: the power of ten and what comes after.
fn power_of_ten(pieces: &Pieces, at: usize) -> Option<(i32, usize)> {
    let mut next = if pieces.is(at, "e") && pieces.glued(at) && pieces.glued(at + 1) {
        at + 1
    } else {
        let times = pieces.is_any(at, &["×", "x"]) && pieces.is(at + 1, "10");
        let raised = at + 2 + usize::from(pieces.is(at + 2, "^"));
        (times && pieces.glued(raised)).then_some(raised)?
    };
    let minus = pieces.is_any(next, &["-", "−", "–"]) && pieces.glued(next + 1);
    next += usize::from(minus);
    let power: i32 =
        pieces.low(next).parse().ok().filter(|p| (0..=99).contains(p) && pieces.is_number(next))?;
    Some((if minus { -power } else { power }, next + 1))
}

/// The value of a fraction that is one character.
fn vulgar(low: &str) -> Option<f64> {
    Some(match low {
        "½" => 0.5,
        "¼" => 0.25,
        "¾" => 0.75,
        "⅓" => 1.0 / 3.0,
        "⅔" => 2.0 / 3.0,
        "⅛" => 0.125,
        "⅜" => 0.375,
        "⅝" => 0.625,
        "⅞" => 0.875,
        _ => return None,
    })
}

/// Whether the number piece at `at` is part of a name or a code: "RC-135W", "G7", "F-16", "COVID-19", "No. 5".
pub(crate) fn is_in_name(pieces: &Pieces, at: usize) -> bool {
    let Some(piece) = pieces.get(at) else { return false };
    let kind = |at: Option<usize>| at.and_then(|at| pieces.get(at)).map(|p| p.kind);
    if piece.glued && kind(at.checked_sub(1)) == Some(Kind::Word) {
        return true;
    }
    // "RC-135", but not "mid-1990" or "Sept.-30".
    let hyphen = piece.glued && pieces.before(at, 1) == "-" && pieces.glued(at - 1);
    hyphen
        && kind(at.checked_sub(2)) == Some(Kind::Word)
        && at.checked_sub(2).and_then(|a| pieces.get(a)).is_some_and(|p| {
            let upper = p.span.of(pieces.text).chars().all(char::is_uppercase);
            upper || p.capital && piece.low.len() < 4
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dunlin_language::Analysis;

    fn numerals() -> Numerals {
        Numerals::parse(&Files::embedded().unwrap()).unwrap()
    }

    #[test]
    fn every_entry_reads_as_its_example_says() {
        let numerals = numerals();
        assert!(numerals.examples.len() > 50);
        for (line, example) in &numerals.examples {
            let (open, close) = (example.find('[').unwrap(), example.find(']').unwrap());
            let (words, value) = example[open + 1..close].split_once('=').unwrap();
            let text = format!("{}{words}{}", &example[..open], &example[close + 1..]);
            let pieces = Pieces::new(&text, &Analysis::default());
            let at = pieces.inside(dunlin_record::Span::new(open, open + words.len()));
            let read = numerals.part(&pieces, at.start).or_else(|| numerals.number(&pieces, at.start));
            let read = read.unwrap_or_else(|| panic!("{FILE}:{line}: nothing read"));
            assert_eq!(read.end, at.end, "{FILE}:{line}: end of {words}");
            assert!(
                (read.value - value.parse::<f64>().unwrap()).abs() < 1e-9,
                "{FILE}:{line}: {}",
                read.value
            );
        }
    }

    #[test]
    fn spelled_digits_fractions_and_years() {
        let numerals = numerals();
        let read = |text: &str| {
            numerals.number(&Pieces::new(text, &Analysis::default()), 0).map(|n| (n.value, n.end))
        };
        assert_eq!(read("2 1/2 years"), Some((2.5, 4)));
        assert_eq!(read("5½ hours"), Some((5.5, 2)));
        assert_eq!(read("two three"), Some((2.0, 1)));
        assert_eq!(read("twenty four hours"), Some((24.0, 2)));
        assert_eq!(read("two point five million"), Some((2_500_000.0, 4)));
        assert_eq!(read("one hundred and twenty thousand and six"), Some((120_006.0, 7)));
        assert_eq!(read("a hundred"), Some((100.0, 2)));
        assert_eq!(read("a lamp"), None);
        assert_eq!(read("3 and 4"), Some((3.0, 1)));
        let year =
            |text: &str| numerals.spoken_year(&Pieces::new(text, &Analysis::default()), 0).map(|y| y.0);
        assert_eq!(year("nineteen ninety-one"), Some(1991));
        assert_eq!(year("two thousand and five"), Some(2005));
        assert_eq!(year("twenty nineteen"), Some(2019));
        assert_eq!(year("nineteen lamps"), None);
    }

    #[test]
    fn codes_and_names_are_seen() {
        for (text, at) in [("an RC-135W plane", 3), ("the G7", 2), ("COVID-19", 2), ("an F-16", 3)] {
            let pieces = Pieces::new(text, &Analysis::default());
            assert!(pieces.is_number(at), "{text}");
            assert!(is_in_name(&pieces, at), "{text}");
        }
        assert!(!is_in_name(&Pieces::new("mid-1990", &Analysis::default()), 2));
    }

    #[test]
    fn a_number_too_large_for_anything_is_none() {
        let text = "9".repeat(500);
        assert_eq!(numerals().number(&Pieces::new(&text, &Analysis::default()), 0), None);
    }
}
