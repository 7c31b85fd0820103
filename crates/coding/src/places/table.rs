//! The compact table of towns, states and districts: `lexicon/places/gazetteer.bin`, read where it lies.
//!
//! Nothing is unpacked: a name is found by binary search over blocks of sixteen names, and only what it leads to is
//! read, so that a table of 170,000 places costs the start of the program nothing. Layout, all numbers little-endian:
//!
//! ```text
//! "dunlin-places-1\n"  SHA-256 of the rest
//! u32 places, names, countries, bytes of names     countries × 3 letters
//! places × { u32 GeoNames id, u16 lat, u16 lon, u16 state, u8 people, u8 country, u8 kind, u24 name }
//! blocks × u32: where each block of names begins
//! names, sorted by their folded form, each { u8 bytes shared with the last, u8 more bytes, …, u8 n, n × u24 }
//! ```
//!
//! Latitude and longitude are 65,535ths of their range (300 m and 600 m at most), `people` counts eighths of doublings,
//! `state` is the place of a state in the table, and the u24 after a name are a place and a bit: is it the first name?

use dunlin_record::PlaceKind;
use std::borrow::Cow;
use std::cmp::Ordering;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const MAGIC: &[u8] = b"dunlin-places-1\n";
const HEAD: usize = 16 + 32;
const PLACE: usize = 16;
const BLOCK: usize = 16;
/// No state.
const NONE: u16 = u16::MAX;

/// The table, borrowed from the program or owned when it was read from a folder.
#[derive(Debug, Default, Clone)]
pub(super) struct Table {
    bytes: Cow<'static, [u8]>,
    places: usize,
    names: usize,
    countries: usize,
    text: usize,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    /// Its place in the table.
    pub(super) at: usize,
    /// GeoNames id.
    pub(super) key: u32,
    /// Degrees north and east.
    pub(super) lat: f64,
    pub(super) lon: f64,
    /// Place of its state in the table.
    pub(super) state: Option<usize>,
    /// People who live there; for a state or district the number of its towns.
    pub(super) people: f64,
    /// ISO 3166-1 alpha-3 code.
    pub(super) country: [u8; 3],
    pub(super) kind: PlaceKind,
    /// Whether it is a country's capital.
    pub(super) capital: bool,
    /// Where its first name stands.
    name: usize,
}

/// A table whose parts do not fit each other.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken(pub(super) &'static str);

impl Table {
    /// Takes the bytes of a table. Only its frame is looked at: what a row says is checked when it is read.
    pub(super) fn new(bytes: Cow<'static, [u8]>) -> Result<Self, Broken> {
        if !bytes.starts_with(MAGIC) {
            return Err(Broken("it does not begin as a table of places"));
        }
        let number = |at: usize| u32_at(&bytes, HEAD + 4 * at).ok_or(Broken("it ends inside its head"));
        let (places, names, countries, text) =
            (number(0)? as usize, number(1)? as usize, number(2)? as usize, number(3)? as usize);
        let wanted = HEAD + 16 + countries * 3 + places * PLACE + names.div_ceil(BLOCK) * 4 + text;
        if bytes.len() != wanted {
            return Err(Broken("its length is not the one its head tells"));
        }
        Ok(Self { places, names, countries, text, bytes })
    }

    fn rows_at(&self) -> usize {
        HEAD + 16 + self.countries * 3
    }

    fn blocks_at(&self) -> usize {
        self.rows_at() + self.places * PLACE
    }

    fn text(&self) -> &[u8] {
        self.bytes.get(self.bytes.len().saturating_sub(self.text)..).unwrap_or(&[])
    }

    /// Row `at`.
    pub(super) fn row(&self, at: usize) -> Option<Row> {
        if at >= self.places {
            return None;
        }
        let start = self.rows_at() + at * PLACE;
        let b = self.bytes.get(start..start + PLACE)?;
        let short = |i: usize| Some(u16::from_le_bytes([*b.get(i)?, *b.get(i + 1)?]));
        let country = HEAD + 16 + usize::from(*b.get(11)?) * 3;
        let country = self.bytes.get(country..country + 3).filter(|_| country < self.rows_at())?;
        let (kind, capital) = match *b.get(12)? {
            1 => (PlaceKind::State, false),
            2 => (PlaceKind::District, false),
            3 => (PlaceKind::Town, true),
            _ => (PlaceKind::Town, false),
        };
        let eighths = f64::from(*b.get(10)?);
        Some(Row {
            at,
            key: u32_at(b, 0)?,
            lat: f64::from(short(4)?) / 65535.0 * 180.0 - 90.0,
            lon: f64::from(short(6)?) / 65535.0 * 360.0 - 180.0,
            state: Some(short(8)?).filter(|&s| s != NONE).map(usize::from),
            people: if eighths == 0.0 { 0.0 } else { (eighths / 8.0).exp2() },
            country: [*country.first()?, *country.get(1)?, *country.get(2)?],
            kind,
            capital,
            name: u24_at(b, 13)?,
        })
    }

    /// The first name of a row.
    pub(super) fn name(&self, row: &Row) -> String {
        let mut found = String::new();
        self.block(row.name / BLOCK, |at, name, _| {
            if at == row.name {
                found = name.to_owned();
            }
            at < row.name
        });
        found
    }

    /// What is called `name`, with whether that is its first name. `name` is folded here.
    pub(super) fn find(&self, name: &str) -> Vec<(Row, bool)> {
        let key = folded(name);
        if key.is_empty() {
            return Vec::new();
        }
        let (mut low, mut high) = (0, self.names.div_ceil(BLOCK));
        // The last block whose first name lies before `key`: equal names may begin there.
        while low < high {
            let middle = low.midpoint(high);
            let mut before = false;
            self.block(middle, |_, first, _| {
                before = folded(first).as_str() < key.as_str();
                false
            });
            if before { low = middle + 1 } else { high = middle }
        }
        let mut rows: Vec<(Row, bool)> = Vec::new();
        let mut block = low.saturating_sub(1);
        let mut go_on = true;
        while go_on && block < self.names.div_ceil(BLOCK) {
            go_on = self.block(block, |_, name, postings| match folded(name).as_str().cmp(key.as_str()) {
                Ordering::Less => true,
                Ordering::Greater => false,
                Ordering::Equal => {
                    for posting in postings.chunks_exact(3) {
                        let packed = u24_at(posting, 0).unwrap_or(usize::MAX);
                        if let Some(row) = self.row(packed >> 1) {
                            match rows.iter_mut().find(|(other, _)| other.at == row.at) {
                                Some((_, first)) => *first |= packed & 1 == 1,
                                None => rows.push((row, packed & 1 == 1)),
                            }
                        }
                    }
                    true
                }
            });
            block += 1;
        }
        rows
    }

    /// Hands the names of a block on with their places among all names, until told to stop; whether it came to the
    /// block's end.
    fn block(&self, block: usize, mut each: impl FnMut(usize, &str, &[u8]) -> bool) -> bool {
        let Some(start) = u32_at(&self.bytes, self.blocks_at() + block * 4) else { return false };
        let mut rest = self.text().get(start as usize..).unwrap_or(&[]);
        let mut name: Vec<u8> = Vec::new();
        for at in block * BLOCK..((block + 1) * BLOCK).min(self.names) {
            let Some((&[shared, more], after)) = rest.split_first_chunk::<2>() else { return false };
            name.truncate(usize::from(shared));
            let Some((letters, after)) = after.split_at_checked(usize::from(more)) else { return false };
            name.extend_from_slice(letters);
            let Some((&count, after)) = after.split_first() else { return false };
            let Some((postings, after)) = after.split_at_checked(usize::from(count) * 3) else {
                return false;
            };
            rest = after;
            if !each(at, &String::from_utf8_lossy(&name), postings) {
                return false;
            }
        }
        true
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}

fn u24_at(bytes: &[u8], at: usize) -> Option<usize> {
    let &[a, b, c] = bytes.get(at..)?.first_chunk::<3>()?;
    Some(u32::from_le_bytes([a, b, c, 0]) as usize)
}

/// The form under which names are compared: lower case, no accents, dots or apostrophes, single blanks for every
/// other mark, and one spelling of "Saint", "Mount" and "Fort".
pub(super) fn folded(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase).nfd() {
        match c {
            '.' | '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' => {}
            'ı' => plain.push('i'),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' => plain.push('d'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            c if is_combining_mark(c) => {}
            c if c.is_alphanumeric() => plain.push(c),
            _ => plain.push(' '),
        }
    }
    let mut out = String::with_capacity(plain.len());
    for word in plain.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(match word {
            "saint" => "st",
            "sainte" => "ste",
            "mount" => "mt",
            "fort" => "ft",
            word => word,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Files;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    fn embedded() -> Table {
        Table::new(Files::embedded().unwrap().blob("places/gazetteer.bin").unwrap()).unwrap()
    }

    #[test]
    fn the_head_tells_the_digest_of_the_rest() {
        let table = embedded();
        let digest = Sha256::digest(&table.bytes[HEAD..]);
        assert_eq!(&table.bytes[16..HEAD], digest.as_slice());
    }

    #[test]
    fn every_row_is_found_by_its_own_name() {
        let table = embedded();
        let mut names = 0;
        // A prime step, so that all parts of the table are met.
        for at in (0..table.places).step_by(211) {
            let row = table.row(at).unwrap();
            let name = table.name(&row);
            assert!(table.find(&name).contains(&(row, true)), "{name}");
            names += 1;
        }
        assert!(names > 700);
    }

    #[test]
    fn spelling_may_differ_in_accents_dots_and_saints() {
        let table = embedded();
        for (one, other) in
            [("St. Louis", "Saint Louis"), ("Medellín", "MEDELLIN"), ("Mt. Vernon", "Mount Vernon")]
        {
            assert_eq!(table.find(one), table.find(other));
            assert!(!table.find(one).is_empty(), "{one}");
        }
        assert!(table.find("").is_empty() && table.find("Qqqqq").is_empty());
    }

    #[test]
    fn a_damaged_table_is_an_error_or_says_less_but_never_panics() {
        assert_eq!(
            Table::new(Cow::Borrowed(b"x")).unwrap_err(),
            Broken("it does not begin as a table of places")
        );
        let whole = embedded().bytes.into_owned();
        let short = whole[..whole.len() - 1].to_vec();
        assert_eq!(
            Table::new(Cow::Owned(short)).unwrap_err(),
            Broken("its length is not the one its head tells")
        );
        let mut noise = whole;
        for at in (HEAD + 16..noise.len()).step_by(7) {
            noise[at] = noise[at].wrapping_mul(31).wrapping_add(17);
        }
        let table = Table::new(Cow::Owned(noise)).unwrap();
        for name in ["Paris", "London", "Aa", "Zurich"] {
            table.find(name);
        }
        for at in 0..500 {
            table.row(at * 300).map(|row| table.name(&row));
        }
    }

    proptest! {
        #[test]
        fn folding_is_done_once(name in "\\PC{0,40}") {
            let once = folded(&name);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
