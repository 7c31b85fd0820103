//! What each unit of a plain text page is: a block of the story or a piece of furniture.
//!
//! There is no markup to lean on, so the story is found from its running text: lines with the length and the
//! punctuation of sentences and without the words of furniture. The stretch from the first to the last of them is
//! the core; headline, section and byline are looked for before it, links, log-in and comment boxes behind it. In
//! each of the three places the same line may mean something else: a short line without a full stop is a headline
//! before the core, a subheading inside and a link behind.

use super::lines::{self, Unit};
use super::signs;
use crate::furniture::{self, Signs};
use crate::metadata::date::Order;
use dunlin_record::{BlockRole, FurnitureKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a unit, or a part of one, is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Class {
    /// Part of the story; the credit of a caption with it.
    Block(BlockRole, Option<String>),
    /// Furniture; the limit of a comment box with it.
    Furniture(FurnitureKind, Option<u32>),
}

/// A classified stretch of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) class: Class,
    /// Lines, or parts of lines, as byte ranges of the page's text.
    pub(super) lines: Vec<Range<usize>>,
    /// The words, white space folded; lines of a list parted by line breaks.
    pub(super) text: String,
}

/// A unit with what its words show.
struct Seen<'u> {
    unit: &'u Unit,
    words: usize,
    ends: bool,
    signs: Signs,
    caption: Option<signs::CaptionSigns>,
    /// Running text.
    prose: bool,
    /// The letters and digits, in lower case: two lines with the same ones say the same.
    letters: String,
    class: Option<Class>,
}

impl Seen<'_> {
    fn furniture_like(&self) -> bool {
        let few = self.words <= 12 || self.words <= 30 && !self.ends;
        self.signs.share >= 0.6 && few || self.signs.telling && self.words <= 30
    }

    fn kind(&self) -> FurnitureKind {
        self.signs.kind.unwrap_or(FurnitureKind::Other)
    }

    fn lettered(&self) -> bool {
        self.unit.text.chars().any(char::is_alphanumeric)
    }
}

/// Classifies the units of the text `page`. `title` is a headline that is known from elsewhere.
pub(super) fn classify(page: &str, units: &[Unit], title: Option<&str>) -> Vec<Piece> {
    let mut seen: Vec<Seen> = units.iter().map(look).collect();
    let core = core(&seen);
    head(&mut seen, core.start, core.is_empty(), title);
    inside(&mut seen, core.clone());
    tail(&mut seen, core.end);
    pieces(page, seen)
}

fn look(unit: &Unit) -> Seen<'_> {
    let text = unit.text.as_str();
    let words = word_count(text);
    let mut seen = Seen {
        unit,
        words,
        ends: lines::ends_sentence(text),
        signs: if text.len() <= 2000 { furniture::signs(text) } else { Signs::default() },
        caption: signs::caption(text),
        prose: false,
        letters: letters(text),
        class: None,
    };
    let formed = signs::is_byline(text)
        || signs::breadcrumb(text).is_some()
        || signs::date_line(text, Order::Unknown).is_some();
    let sentence = seen.ends && words >= 8;
    let cut_off = words >= 25 && seen.signs.share < 0.3;
    seen.prose = (sentence || cut_off) && !seen.furniture_like() && !formed && !lines::is_item(text);
    seen
}

/// Words, or for scripts without spaces two characters a word.
fn word_count(text: &str) -> usize {
    let unspaced =
        text.chars().filter(|c| matches!(u32::from(*c), 0x3040..=0x30FF | 0x3400..=0x9FFF)).count();
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() + unspaced / 2
}

/// The stretch from the first to one past the last running text of the story.
fn core(seen: &[Seen]) -> Range<usize> {
    let weight = |s: &Seen| if s.prose { s.words } else { 0 };
    let whole: usize = seen.iter().map(weight).sum();
    let mut before = 0;
    let mut end = seen.len();
    for (at, line) in seen.iter().enumerate() {
        let header = line.words <= 8 && line.furniture_like();
        if !header {
            before += weight(line);
            continue;
        }
        let after = whole - before;
        // Readers' comments and the first lines of other stories are running text too; they follow a header of
        // their own, and what follows the header weighs less than what stands before it.
        let closes = match line.kind() {
            FurnitureKind::Comment => before >= after,
            FurnitureKind::Related => before >= after * 6,
            _ => false,
        };
        if closes && before > 0 {
            end = at;
            break;
        }
        before += weight(line);
    }
    let story = seen.get(..end).unwrap_or_default();
    match (story.iter().position(|s| s.prose), story.iter().rposition(|s| s.prose)) {
        (Some(first), Some(last)) => first..last + 1,
        _ => end..end,
    }
}

/// The lines before the running text. Without any running text (`bare`) the page is a few short lines, and what is
/// not furniture is the story.
fn head(seen: &mut [Seen], core: usize, bare: bool, title: Option<&str>) {
    let lead: String =
        seen.iter().skip(core).filter(|s| s.prose).take(4).map(|s| s.unit.text.clone() + " ").collect();
    let plain: Vec<bool> = seen
        .iter()
        .map(|s| {
            let text = s.unit.text.as_str();
            !s.furniture_like()
                && s.lettered()
                && signs::breadcrumb(text).is_none()
                && !signs::is_byline(text)
                && !signs::is_dateline(text)
                && signs::date_line(text, Order::Unknown).is_none()
                && !s.caption.as_ref().is_some_and(|caption| caption.sure)
                && (2..=40).contains(&s.words)
        })
        .collect();
    let headline = headline(seen, core, &plain, &lead, title, bare);
    let heading = headline.and_then(|at| seen.get(at)).map(|s| (s.unit.text.clone(), s.letters.clone()));
    for at in 0..core {
        let repeated = heading.as_ref().is_some_and(|(heading, said)| {
            seen.get(at).is_some_and(|s| {
                !said.is_empty() && s.letters == *said || without_suffix(&s.unit.text, heading).is_some()
            })
        });
        let before_headline = headline.is_some_and(|headline| at < headline);
        let near_core = at + 3 >= core;
        let Some(s) = seen.get_mut(at) else { continue };
        let text = s.unit.text.as_str();
        let class = if Some(at) == headline {
            Class::Block(BlockRole::Headline, None)
        } else if repeated {
            Class::Furniture(FurnitureKind::Other, None)
        } else if signs::breadcrumb(text).is_some() {
            Class::Furniture(FurnitureKind::Navigation, None)
        } else if signs::is_byline(text) {
            Class::Block(BlockRole::Byline, None)
        } else if signs::is_dateline(text) {
            Class::Block(BlockRole::Dateline, None)
        } else if signs::date_line(text, Order::Unknown).is_some() {
            Class::Furniture(FurnitureKind::Other, None)
        } else if let Some(caption) = s.caption.as_ref().filter(|c| c.sure && (!c.bare || near_core)) {
            Class::Block(BlockRole::Caption, caption.credit.clone())
        } else if s.furniture_like() || !s.lettered() {
            Class::Furniture(s.kind(), None)
        } else if bare || s.ends && s.words >= 3 && !before_headline {
            Class::Block(BlockRole::Paragraph, None)
        } else if !before_headline && headline.is_some() && s.words >= 4 && near_core {
            Class::Block(BlockRole::Subheading, None)
        } else if s.words <= 3 {
            Class::Furniture(FurnitureKind::Navigation, None)
        } else {
            Class::Furniture(FurnitureKind::Other, None)
        };
        s.class = Some(class);
    }
}

/// Which line before the core is the headline.
fn headline(
    seen: &[Seen],
    core: usize,
    plain: &[bool],
    lead: &str,
    title: Option<&str>,
    bare: bool,
) -> Option<usize> {
    let candidates: Vec<usize> = (0..core).filter(|at| plain.get(*at) == Some(&true)).collect();
    let text = |at: usize| seen.get(at).map_or("", |s| s.unit.text.as_str());
    let said = |at: usize| seen.get(at).map_or("", |s| s.letters.as_str());
    if let Some(title) = title.map(letters).filter(|title| !title.is_empty())
        && let Some(at) = candidates.iter().rev().find(|at| said(**at) == title)
    {
        return Some(*at);
    }
    // A headline printed twice is one for certain; the one nearer to the story is its headline.
    let firsts = Firsts::of(seen.get(..core).unwrap_or_default());
    let twice = candidates.iter().rev().find(|at| firsts.before(**at, said(**at), text(**at)));
    if let Some(at) = twice {
        return Some(*at);
    }
    // A page of a single line is no headline, and neither is a list of short lines.
    if bare && (candidates.len() < 2 || candidates.len() > 4) {
        return None;
    }
    let lead = content(lead);
    let score = |at: usize| -> f32 {
        let Some(s) = seen.get(at) else { return 0.0 };
        let words = content(&s.unit.text);
        let shared = words.iter().filter(|word| lead.binary_search(word).is_ok()).count();
        let overlap = shared as f32 / words.len().max(3) as f32;
        let length = if (4..=20).contains(&s.words) { 0.5 } else { 0.0 };
        let stop = if s.unit.text.ends_with('.') { 0.4 } else { 0.0 };
        let colon = if s.unit.text.ends_with(':') { 0.5 } else { 0.0 };
        overlap + length - stop - colon
    };
    let mut best: Option<(usize, f32)> = None;
    for at in candidates {
        let value = score(at);
        if best.is_none_or(|(_, top)| value > top + 0.15) {
            best = Some((at, value));
        }
    }
    best.map(|(at, _)| at)
}

/// Words of more than three letters, in lower case, sorted.
fn content(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    let mut words: Vec<String> = words.map(str::to_lowercase).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The letters and digits of a line, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two lines say the same, case, quotes and punctuation aside.
pub(super) fn same(a: &str, b: &str) -> bool {
    let a = letters(a);
    !a.is_empty() && a == letters(b)
}

/// Marks between a headline and the outlet's name in a page title.
const PARTING: [char; 8] = ['-', '–', '—', '|', '·', ':', '<', '«'];

/// The outlet's name in a page title that is the headline and a name ("Ferry sails again - Kerrin Post").
pub(super) fn without_suffix<'t>(page_title: &'t str, headline: &str) -> Option<&'t str> {
    let rest = page_title.strip_prefix(headline)?;
    let rest = rest.trim_start();
    let name = rest.strip_prefix(PARTING)?.trim();
    is_outlet_name(name).then_some(name)
}

fn is_outlet_name(name: &str) -> bool {
    name.split_whitespace().count() <= 6 && name.chars().any(char::is_alphabetic)
}

/// Where each line, and what may be the headline in each page title, is first said: that a line is repeated is then
/// looked up, for comparing each line with each is more than a page of many short lines can bear.
struct Firsts<'s> {
    letters: BTreeMap<&'s str, usize>,
    headlines: BTreeMap<&'s str, usize>,
}

/// Bytes of the longest line that is looked at as a page title.
const LONGEST_TITLE: usize = 400;

/// Parting marks of a title that are tried, from its end.
const MOST_PARTS: usize = 12;

impl<'s> Firsts<'s> {
    fn of(seen: &'s [Seen<'s>]) -> Self {
        let mut firsts = Self { letters: BTreeMap::new(), headlines: BTreeMap::new() };
        for (at, line) in seen.iter().enumerate() {
            firsts.letters.entry(&line.letters).or_insert(at);
            let title = line.unit.text.as_str();
            if title.len() > LONGEST_TITLE {
                continue;
            }
            for (mark, parting) in title.rmatch_indices(PARTING).take(MOST_PARTS) {
                let (head, name) = (&title[..mark], &title[mark + parting.len()..]);
                if is_outlet_name(name.trim()) {
                    firsts.headlines.entry(head.trim_end()).or_insert(at);
                }
            }
        }
        firsts
    }

    /// Whether a line before line `at` says what it says, or is a page title with it as the headline.
    fn before(&self, at: usize, letters: &str, text: &str) -> bool {
        let first = |found: Option<&usize>| found.is_some_and(|&first| first < at);
        !letters.is_empty() && first(self.letters.get(letters)) || first(self.headlines.get(text))
    }
}

/// The lines of the core.
fn inside(seen: &mut [Seen], core: Range<usize>) {
    let mut links = false;
    let mut captioned = false;
    let first: Vec<bool> = {
        let firsts = Firsts::of(seen);
        seen.iter().enumerate().map(|(at, s)| firsts.letters.get(s.letters.as_str()) == Some(&at)).collect()
    };
    for at in core.clone() {
        let next_prose = seen.get(at + 1).is_some_and(|s| s.prose);
        let last = at + 1 == core.end;
        let earlier = seen
            .get(at)
            .is_some_and(|s| s.words <= 25 && !s.letters.is_empty() && first.get(at) == Some(&false));
        let Some(s) = seen.get_mut(at) else { continue };
        let text = s.unit.text.as_str();
        let class = if let Some(caption) = s
            .caption
            .as_ref()
            .filter(|c| !c.bare && (c.sure && !last || !captioned && at == core.start && next_prose))
        {
            Class::Block(BlockRole::Caption, caption.credit.clone())
        } else if s.prose {
            links = false;
            Class::Block(BlockRole::Paragraph, None)
        } else if s.caption.as_ref().is_some_and(|c| c.bare && c.sure) {
            let credit = s.caption.as_ref().and_then(|c| c.credit.clone());
            Class::Block(BlockRole::Caption, credit)
        } else if signs::is_byline(text) {
            Class::Block(BlockRole::Byline, None)
        } else if signs::date_line(text, Order::Unknown).is_some() {
            Class::Furniture(FurnitureKind::Other, None)
        } else if s.furniture_like() || !s.lettered() {
            links = s.signs.kind == Some(FurnitureKind::Related);
            Class::Furniture(s.kind(), None)
        } else if earlier {
            Class::Furniture(FurnitureKind::Other, None)
        } else if links && !s.ends {
            Class::Furniture(FurnitureKind::Related, None)
        } else if lines::is_item(text) {
            Class::Block(BlockRole::List, None)
        } else if !s.ends && s.words <= 14 && next_prose && !text.ends_with([':', ',', ';']) {
            Class::Block(BlockRole::Subheading, None)
        } else {
            links = false;
            Class::Block(BlockRole::Paragraph, None)
        };
        captioned |= matches!(class, Class::Block(BlockRole::Caption, _));
        s.class = Some(class);
    }
}

/// The lines behind the running text.
fn tail(seen: &mut [Seen], core: usize) {
    // What the last header announced, and what the line before was.
    let mut header: Option<FurnitureKind> = None;
    let mut story = core > 0;
    for at in core..seen.len() {
        let before = at.checked_sub(1).and_then(|before| seen.get(before)).and_then(|s| match s.class {
            Some(Class::Furniture(kind, _)) if !s.ends => Some(kind),
            _ => None,
        });
        let Some(s) = seen.get_mut(at) else { continue };
        let text = s.unit.text.as_str();
        let runs_on = before.is_some() && !s.unit.after_blank && text.starts_with(char::is_lowercase);
        let class = if signs::is_byline(text) {
            Class::Block(BlockRole::Byline, None)
        } else if s.furniture_like() || !s.lettered() {
            let kind = s.kind();
            header = match kind {
                FurnitureKind::Related | FurnitureKind::Comment => Some(kind),
                FurnitureKind::Policy => None,
                _ => header,
            };
            Class::Furniture(kind, None)
        } else if signs::date_line(text, Order::Unknown).is_some() {
            Class::Furniture(FurnitureKind::Other, None)
        } else if let Some(kind) = before.filter(|_| runs_on) {
            Class::Furniture(kind, None)
        } else if story && lines::is_item(text) {
            Class::Block(BlockRole::List, None)
        } else if story && s.ends && header.is_none() {
            Class::Block(BlockRole::Paragraph, None)
        } else if let Some(kind) = header {
            Class::Furniture(kind, None)
        } else if s.words >= 4 && !s.ends {
            Class::Furniture(FurnitureKind::Related, None)
        } else {
            Class::Furniture(s.signs.kind.unwrap_or(FurnitureKind::Other), None)
        };
        story &= !matches!(class, Class::Furniture(..));
        s.class = Some(class);
    }
}

/// Cuts button bars into buttons and comment counters off their lines, and joins captions with their credits and
/// items with their lists.
fn pieces(page: &str, seen: Vec<Seen>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut after_caption_text = false;
    for s in seen {
        let class = s.class.clone().unwrap_or(Class::Furniture(FurnitureKind::Other, None));
        let whole = Piece { class, lines: s.unit.lines.clone(), text: s.unit.text.clone() };
        let bare_credit = s.caption.as_ref().is_some_and(|caption| caption.bare);
        match (&whole.class, out.last_mut()) {
            (Class::Furniture(kind, _), _) => out.extend(buttons(page, &whole, *kind)),
            (
                Class::Block(BlockRole::List, _),
                Some(Piece { class: Class::Block(BlockRole::List, _), lines, text }),
            ) => {
                lines.extend(whole.lines);
                text.push('\n');
                text.push_str(&whole.text);
            }
            (Class::Block(BlockRole::Caption, credit), Some(last)) if bare_credit && after_caption_text => {
                last.class = Class::Block(BlockRole::Caption, credit.clone());
                last.lines.extend(whole.lines);
                last.text.push(' ');
                last.text.push_str(&whole.text);
            }
            (Class::Block(BlockRole::Caption, _), _) if bare_credit => {
                out.push(Piece { class: Class::Furniture(FurnitureKind::Other, None), ..whole });
            }
            _ => out.push(whole),
        }
        // A credit on a line of its own belongs to a short text right before it.
        let last = out.last().map(|piece| &piece.class);
        after_caption_text = s.words <= 60
            && (matches!(last, Some(Class::Block(BlockRole::Paragraph | BlockRole::Subheading, _)))
                || matches!(last, Some(Class::Block(BlockRole::Caption, None))));
    }
    out
}

/// A line of furniture as its separate items.
fn buttons(page: &str, whole: &Piece, kind: FurnitureKind) -> Vec<Piece> {
    let one = |kind| vec![Piece { class: Class::Furniture(kind, None), ..whole.clone() }];
    let [line] = whole.lines.as_slice() else { return one(kind) };
    // As it stands on the page: places in the folded text are not places in the line.
    let raw = page.get(line.clone()).unwrap_or("");
    let part = |range: Range<usize>, kind, limit| {
        let text = raw.get(range.clone()).unwrap_or("");
        let start = line.start + range.start + (text.len() - text.trim_start().len());
        let text = text.trim();
        let lines = std::iter::once(start..start + text.len()).collect();
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(Piece { class: Class::Furniture(kind, limit), lines, text: folded })
    };
    if let Some((at, limit)) = furniture::comment_counter(raw) {
        let before = part(0..at.start, kind, None);
        let counter = part(at.clone(), FurnitureKind::Comment, Some(limit));
        let after = part(at.end..raw.len(), kind, None);
        return [before, counter, after].into_iter().flatten().collect();
    }
    // Only a bar of nothing but buttons, of more than one kind, is cut.
    let signs = furniture::signs(raw);
    let words = &signs.words;
    let mixed = words.iter().any(|(kind, _)| Some(*kind) != words.first().map(|(first, _)| *first));
    if signs.share < 0.99 || !mixed || signs.telling {
        return one(kind);
    }
    let mut cut = Vec::new();
    for (i, (kind, range)) in words.iter().enumerate() {
        let start = if i == 0 { 0 } else { range.start };
        let end = words.get(i + 1).map_or(raw.len(), |(_, next)| next.start);
        cut.extend(part(start..end, *kind, None));
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(lines: &[String]) -> Vec<Unit> {
        let unit = |text: &String| Unit { lines: Vec::new(), after_blank: true, text: text.clone() };
        lines.iter().map(unit).collect()
    }

    proptest! {
        #[test]
        fn a_repeated_line_is_looked_up_as_comparing_each_with_each_would_find_it(
            lines in prop::collection::vec("(Ferry|ferry|Toll rises|Post)( - |: |\\| |-| )?(Post|Kerrin Post|a b c d e f g)?", 1..12),
        ) {
            let lines: Vec<String> = lines.iter().map(|line| line.trim().to_owned()).collect();
            let units = units(&lines);
            let seen: Vec<Seen> = units.iter().map(look).collect();
            let firsts = Firsts::of(&seen);
            for (at, line) in lines.iter().enumerate() {
                let compared = lines[..at].iter().any(|other| same(other, line) || without_suffix(other, line).is_some());
                prop_assert_eq!(firsts.before(at, &seen[at].letters, line), compared, "{} in {:?}", line, lines);
            }
        }
    }

    /// Tens of thousands of short lines, as a table of words has them: each is looked up, none compared with all others.
    #[test]
    fn a_page_of_very_many_short_lines_is_read() {
        let page: String = (0..20_000).map(|n| format!("{n}\tword{n}\tNN\n")).collect();
        let units = lines::units(&page);
        assert_eq!(units.len(), 20_000);
        let pieces = classify(&page, &units, None);
        assert!(pieces.iter().map(|piece| piece.lines.len()).sum::<usize>() >= 20_000);
    }
}
