//! What can be counted in a line of text without knowing its language.

use super::dom::{Dom, NodeId};
use super::layout::{Layout, Line};
use super::tag::Tag;

/// Counts over one line. Ink is characters that are not white space.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Stats {
    pub(super) ink: f32,
    /// Words; of scripts written without spaces, half the characters.
    pub(super) words: f32,
    pub(super) letters: f32,
    pub(super) digits: f32,
    pub(super) capitals: f32,
    /// Words that begin with a capital.
    pub(super) capitalised: f32,
    pub(super) commas: f32,
    /// Signs that end a sentence, at the end of a word.
    pub(super) stops: f32,
    /// Signs such as `|`, `»`, `•`, `©`, `/`.
    pub(super) signs: f32,
    pub(super) quotes: f32,
    pub(super) link_ink: f32,
    pub(super) links: f32,
    pub(super) strong_ink: f32,
    pub(super) breaks: f32,
    pub(super) ends_sentence: bool,
    pub(super) ends_colon: bool,
    pub(super) begins_capital: bool,
    pub(super) copyright: bool,
    /// Hash of its letters and digits in lower case.
    pub(super) hash: u64,
}

/// Signs that end a sentence in the scripts of the world.
fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' | '۔' | '．' | '։')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '«' | '“' | ')' | ']' | '」' | '』' | '）' | '›')
}

/// Scripts that are written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{0e00}'..='\u{0eff}' | '\u{20000}'..='\u{2ffff}')
}

/// What the elements around a run say of its ink, see `Places`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Inline {
    /// The link it stands in.
    pub(super) link: Option<NodeId>,
    pub(super) strong: bool,
}

impl Stats {
    pub(super) fn of(dom: &Dom, layout: &Layout, line: &Line, inline: &[Inline]) -> Self {
        let mut stats = Stats { hash: 0xcbf2_9ce4_8422_2325, ..Stats::default() };
        let mut last_link = None;
        let mut in_word = false;
        let mut unspaced = 0.0f32;
        let mut first = true;
        // The last characters: whether a stop came, with only closing quotes behind it.
        let mut stop = false;
        let mut colon = false;
        for run in layout.runs_of(line) {
            let place = inline.get(run.node.index()).copied().unwrap_or_default();
            if place.link.is_some() && place.link != last_link {
                stats.links += 1.0;
            }
            last_link = place.link;
            if run.gap != super::layout::Gap::None {
                stats.stops += f32::from(u8::from(stop));
                in_word = false;
            }
            stats.breaks += f32::from(u8::from(run.gap == super::layout::Gap::Break && !first));
            let text = dom.all_text().get(run.start..run.end).unwrap_or("");
            let mut ink = 0u32;
            for c in text.chars() {
                if c.is_whitespace() {
                    if in_word {
                        stats.stops += f32::from(u8::from(stop));
                    }
                    in_word = false;
                    continue;
                }
                ink += 1;
                if !is_closing(c) {
                    stop = is_stop(c);
                    colon = c == ':' || c == '：';
                }
                let (letter, digit) = match c {
                    'a'..='z' => (true, false),
                    'A'..='Z' => {
                        stats.capitals += 1.0;
                        (true, false)
                    }
                    '0'..='9' => (false, true),
                    _ if c.is_ascii() => (false, false),
                    _ if c.is_alphabetic() => {
                        stats.capitals += f32::from(u8::from(c.is_uppercase()));
                        unspaced += f32::from(u8::from(is_unspaced(c)));
                        (true, false)
                    }
                    _ => (false, c.is_numeric()),
                };
                if letter || digit {
                    stats.letters += f32::from(u8::from(letter));
                    stats.digits += f32::from(u8::from(digit));
                    for byte in (c as u32).to_le_bytes() {
                        let byte = byte.to_ascii_lowercase();
                        stats.hash = (stats.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                    }
                    if !in_word {
                        stats.words += 1.0;
                        let capital = c.is_uppercase();
                        stats.capitalised += f32::from(u8::from(capital));
                        stats.begins_capital |= first && capital;
                        first = false;
                    }
                    in_word = true;
                    if is_unspaced(c) {
                        first = false;
                    }
                } else {
                    match c {
                        ',' | '，' | '、' | ';' | '；' | '،' => stats.commas += 1.0,
                        '。' | '！' | '？' => stats.stops += 1.0,
                        '|' | '•' | '·' | '/' | '>' | '›' | '→' | '▸' | '+' | '#' | '@' | '<' | '←' | '×'
                        | '★' => {
                            stats.signs += 1.0;
                        }
                        '"' | '“' | '”' | '„' | '«' | '»' | '「' => stats.quotes += 1.0,
                        '©' => stats.copyright = true,
                        _ => {}
                    }
                }
            }
            stats.ink += ink as f32;
            if place.link.is_some() {
                stats.link_ink += ink as f32;
            }
            if place.strong {
                stats.strong_ink += ink as f32;
            }
        }
        stats.stops += f32::from(u8::from(stop));
        stats.words = stats.words.max(1.0) + unspaced / 2.0;
        stats.ends_sentence = stop;
        stats.ends_colon = colon;
        stats
    }

    /// Share of its ink that is in links.
    pub(super) fn link_share(&self) -> f32 {
        self.link_ink / self.ink.max(1.0)
    }

    /// How much running text it looks like, in characters.
    pub(super) fn prose(&self) -> f32 {
        let links = self.link_share();
        if self.words < 8.0 || links > 0.5 {
            return 0.0;
        }
        let sentence = if self.stops >= 1.0 || self.commas >= 2.0 {
            1.0
        } else if self.words > 20.0 {
            0.5
        } else {
            0.15
        };
        self.ink * (1.0 - links) * sentence
    }
}

/// Links and emphasis around every text node.
pub(super) fn inline_places(dom: &Dom) -> Vec<Inline> {
    let mut places = vec![Inline::default(); dom.len()];
    for node in dom.nodes().skip(1) {
        let mut place = dom.parent(node).and_then(|up| places.get(up.index()).copied()).unwrap_or_default();
        match dom.tag(node) {
            Some(Tag::A) if dom.attribute(node, "href").is_some() => place.link = Some(node),
            Some(Tag::Button) => place.link = Some(node),
            Some(Tag::B | Tag::Strong) => place.strong = true,
            _ => {}
        }
        if let Some(slot) = places.get_mut(node.index()) {
            *slot = place;
        }
    }
    places
}
