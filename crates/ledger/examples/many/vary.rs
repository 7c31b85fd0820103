//! One article out of another, with other words in the same places. Some repeat an earlier one as another outlet's, some
//! follow one up: of the same names a day or two later, with other figures.

use dunlin_record::{Record, Span, Spans, WhenBasis};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Of a hundred articles, so many repeat an earlier one, word for word.
const COPIES: u64 = 5;

/// And so many follow one up.
const FOLLOW_UPS: u64 = 15;

/// How many articles back the earlier one is at most.
const BACK: u64 = 60;

/// How many outlets there are.
const OUTLETS: u64 = 400;

/// Numbers that look random and are the same every time (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Others, that depend on these.
    fn fork(&mut self) -> Self {
        Self(self.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn name(&mut self) -> String {
        const ONSETS: &[&str] =
            &["B", "D", "F", "G", "H", "K", "L", "M", "N", "R", "S", "T", "V", "Br", "Kr", "St"];
        const REST: &[&str] =
            &["an", "el", "ir", "on", "us", "eva", "ari", "oko", "und", "est", "im", "ova", "ent"];
        let pick = |dice: &mut Self, list: &[&'static str]| list[dice.below(list.len() as u64) as usize];
        let mut name = pick(self, ONSETS).to_owned();
        for _ in 0..2 + self.below(2) {
            name += pick(self, REST);
        }
        name
    }
}

/// The base records and their words.
pub(crate) struct Corpus<'b> {
    base: Vec<&'b Record>,
    /// Every longer word as often as it stands there.
    words: Vec<&'b str>,
    /// Words too common to be exchanged.
    common: BTreeSet<&'b str>,
}

impl<'b> Corpus<'b> {
    pub(crate) fn of(base: &'b [Record]) -> Self {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        let mut words = Vec::new();
        for record in base {
            for (_, word) in tokens(&record.article.text).filter(|(_, word)| is_plain(word)) {
                *counts.entry(word).or_default() += 1;
                words.push(word);
            }
        }
        let mut by_count: Vec<(&str, u32)> = counts.into_iter().collect();
        by_count.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let common: BTreeSet<&str> = by_count.into_iter().take(200).map(|(word, _)| word).collect();
        words.retain(|word| !common.contains(word));
        Self { base: base.iter().filter(|r| r.article.text.len() > 600).collect(), words, common }
    }

    /// The `number`-th article: its record, its page, what is told about it.
    pub(crate) fn article(&self, number: usize) -> (Record, String, String) {
        let mut dice = Dice::new(number as u64 + 1);
        let lot = dice.below(100);
        let of = if lot < COPIES + FOLLOW_UPS {
            number - (1 + dice.below(BACK) as usize).min(number)
        } else {
            number
        };
        // What an earlier article would be made with: its names, its words, its day.
        let mut first = Dice::new(of as u64 * 2 + 1_000_000_007);
        let day = first.below(3650);
        let mut record = self.base[of % self.base.len()].clone();
        let names = self.new_names(&record, &mut first);
        let mut words = if !(COPIES..COPIES + FOLLOW_UPS).contains(&lot) { first } else { dice.fork() };
        let changed = self.reword(&mut record, &names, &mut words);
        // A few outlets publish most.
        let outlet = dice.below(OUTLETS).min(dice.below(OUTLETS));
        let day = days_on(day + if of == number { 0 } else { dice.below(3) });
        let article = &mut record.article;
        article.id = format!("many-{number}");
        article.outlet = Some(format!("Outlet {outlet}"));
        article.url = Some(format!("https://outlet{outlet}.example/{}/{number}", day.replace('-', "/")));
        article.published = Some(day.clone());
        article.published_at = None;
        article.modified = None;
        article.section = vec![["World", "Politics", "Economy", "Region"][dice.below(4) as usize].to_owned()];
        article.headline = article.text.lines().next().map(|line| line.chars().take(90).collect());
        for amount in &mut record.coding.amounts {
            if changed.iter().any(|span| amount.span.contains(*span)) {
                let factor = 0.25 + words.below(400) as f64 / 100.0;
                amount.low = amount.low.map(|low| (low * factor).round());
                amount.high = amount.high.map(|high| (high * factor).round());
            }
        }
        for event in &mut record.coding.events {
            if event.when.basis == WhenBasis::Published {
                event.when.value = Some(day.clone());
            }
        }
        for deadline in &mut record.coding.deadlines {
            deadline.date = Some(days_on(dice.below(3650)));
        }
        for said in &mut record.coding.attributions {
            said.said = said.said.as_ref().map(|_| day.clone());
        }
        let page = self.page(&record, &mut dice);
        (record, page, "{}".to_owned())
    }

    /// Exchanges words of the text and carries every span along. Gives the places of exchanged digits in the new text.
    fn reword(&self, record: &mut Record, names: &BTreeMap<String, String>, dice: &mut Dice) -> Vec<Span> {
        let old = std::mem::take(&mut record.article.text);
        let mut edges: BTreeSet<usize> = BTreeSet::new();
        let mut collect = |span: &mut Span| edges.extend([span.start, span.end]);
        record.article.visit_spans(&mut collect);
        record.coding.visit_spans(&mut collect);
        let mut moved: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut text, mut at, mut digits) = (String::with_capacity(old.len() + 64), 0, Vec::new());
        let mut left: Vec<usize> = edges.iter().rev().copied().collect();
        for (start, word) in tokens(&old) {
            let end = start + word.len();
            let new = if edges.range(start + 1..end).next().is_some() {
                None
            } else if let Some(name) = names.get(word) {
                Some(name.clone())
            } else if is_plain(word) && !self.common.contains(word) && dice.percent(75) {
                Some(self.words[dice.below(self.words.len() as u64) as usize].to_owned())
            } else if word.len() < 4 && word.bytes().all(|byte| byte.is_ascii_digit()) {
                Some((1 + dice.below(10u64.pow(word.len() as u32) - 1)).to_string())
            } else {
                None
            };
            text.push_str(&old[at..start]);
            // Edges before the word, in text that stayed.
            while let Some(edge) = left.pop_if(|edge| *edge <= start) {
                moved.insert(edge, text.len() - (start - edge));
            }
            let begins = text.len();
            text.push_str(new.as_deref().unwrap_or(word));
            if new.is_none() {
                while let Some(edge) = left.pop_if(|edge| *edge < end) {
                    moved.insert(edge, begins + (edge - start));
                }
            } else if word.as_bytes()[0].is_ascii_digit() {
                digits.push(Span::new(begins, text.len()));
            }
            at = end;
        }
        text.push_str(&old[at..]);
        while let Some(edge) = left.pop() {
            moved.insert(edge, text.len() - (old.len() - edge));
        }
        let mut carry = |span: &mut Span| *span = Span::new(moved[&span.start], moved[&span.end]);
        record.article.visit_spans(&mut carry);
        record.coding.visit_spans(&mut carry);
        let renamed = |name: &str| {
            let words: Vec<&str> =
                name.split(' ').map(|word| names.get(word).map_or(word, String::as_str)).collect();
            words.join(" ")
        };
        for entity in &mut record.coding.entities {
            entity.name = renamed(&entity.name);
        }
        for event in &mut record.coding.events {
            for actor in event.actor.iter_mut().chain(&mut event.recipient) {
                actor.text = actor.span.of(&text).to_owned();
            }
        }
        record.article.text = text;
        digits
    }

    /// New names for half of the persons of a record.
    fn new_names(&self, record: &Record, dice: &mut Dice) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for entity in &record.coding.entities {
            if entity.kind == dunlin_record::EntityType::Person && dice.percent(50) {
                for word in entity.name.split(' ').filter(|word| word.len() > 3 && word.is_ascii()) {
                    if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                        let name = dice.name();
                        names.entry(word.to_owned()).or_insert(name);
                    }
                }
            }
        }
        names
    }

    /// A page with the text, and as much around it as a small site has.
    fn page(&self, record: &Record, dice: &mut Dice) -> String {
        let mut page =
            String::from("<!doctype html><html><head><meta charset=\"utf-8\"></head><body><nav><ul>\n");
        for _ in 0..120 {
            let word = |dice: &mut Dice| self.words[dice.below(self.words.len() as u64) as usize];
            let (a, b, c) = (word(dice), word(dice), word(dice));
            page += &format!(
                "<li class=\"menu-item\"><a href=\"/section/{a}/{b}\" data-id=\"{}\">{a} {b} {c}</a></li>\n",
                dice.next()
            );
        }
        page += "</ul></nav><article>\n";
        for block in &record.article.blocks {
            page += &format!("<p class=\"story\">{}</p>\n", block.span.of(&record.article.text));
        }
        page + "</article></body></html>\n"
    }
}

/// Runs of letters or of digits, with their places.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let kind = |c: char| if c.is_ascii_digit() { 2 } else { u8::from(c.is_alphabetic()) };
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = rest.next()?;
            let wanted = kind(first);
            let mut end = start + first.len_utf8();
            while let Some((at, next)) = rest.next_if(|(_, c)| wanted > 0 && kind(*c) == wanted) {
                end = at + next.len_utf8();
            }
            if wanted > 0 {
                return Some((start, &text[start..end]));
            }
        }
    })
}

fn is_plain(word: &str) -> bool {
    word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A day, so many after 1 January 2015.
pub(crate) fn days_on(days: u64) -> String {
    let first = jiff::civil::date(2015, 1, 1);
    first.checked_add(jiff::Span::new().days(days as i64)).unwrap_or(first).to_string()
}
