//! What each line of a page is: story, headline, byline, dateline, caption, or furniture of some kind.

use super::dom::{Dom, NodeId};
use super::features::{Measured, around};
use super::hints::Hints;
use super::layout::{Layout, Line};
use super::tag::Tag;
use super::vectors::Cue;
use crate::furniture;
use crate::metadata::byline;
use crate::text::signs;
use dunlin_record::FurnitureKind;
use std::ops::Range;

/// How likely a line must be to be taken for story.
const STORY: f32 = 0.58;

/// What is known of the story from elsewhere: the user, JSON-LD, meta elements.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known<'k> {
    /// Its headline.
    pub(crate) headline: Option<&'k str>,
    /// Its writers' names.
    pub(crate) byline: Option<&'k str>,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Story,
    Headline,
    Byline,
    Dateline,
    Caption,
    Furniture(FurnitureKind),
}

/// A page in lines, with what was measured of each.
pub(super) struct Lines<'p> {
    pub(super) dom: &'p Dom,
    pub(super) layout: &'p Layout,
    pub(super) measured: &'p Measured,
    /// Words of each line, white space folded.
    pub(super) texts: Vec<String>,
    /// Words of furniture in each line.
    pub(super) cues: Vec<Cue>,
    /// How likely each line is story.
    pub(super) likely: Vec<f32>,
}

impl<'p> Lines<'p> {
    pub(super) fn len(&self) -> usize {
        self.layout.lines.len()
    }

    pub(super) fn line(&self, at: usize) -> Option<&'p Line> {
        self.layout.lines.get(at)
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.texts.get(at).map_or("", String::as_str)
    }

    fn likely(&self, at: usize) -> f32 {
        self.likely.get(at).copied().unwrap_or(0.0)
    }

    fn words(&self, at: usize) -> f32 {
        self.measured.stats.get(at).map_or(0.0, |stats| stats.words)
    }

    fn link_share(&self, at: usize) -> f32 {
        self.measured.stats.get(at).map_or(0.0, |stats| stats.link_share())
    }

    pub(super) fn block(&self, at: usize) -> NodeId {
        self.line(at).map_or(NodeId::ROOT, |line| line.block)
    }

    /// The innermost element that holds all of the line.
    fn inner(&self, at: usize) -> NodeId {
        let Some(line) = self.line(at) else { return NodeId::ROOT };
        let runs = self.layout.runs_of(line);
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return line.block };
        let mut inner = self.dom.parent(first.node).unwrap_or(line.block);
        while inner != line.block && !self.dom.contains(inner, last.node) && inner != NodeId::ROOT {
            inner = self.dom.parent(inner).unwrap_or(NodeId::ROOT);
        }
        inner
    }

    /// What stands around the line.
    pub(super) fn around(&self, at: usize) -> u32 {
        self.measured.place(self.inner(at)).around
    }

    /// What the names of the elements around the line hint at.
    fn hints(&self, at: usize) -> Hints {
        self.measured.place(self.inner(at)).hints
    }

    /// The same, of the element itself and the two around it.
    fn near(&self, at: usize) -> Hints {
        let inner = self.inner(at);
        let block = self.block(at);
        let up = self.dom.parent(block).unwrap_or(NodeId::ROOT);
        [inner, block, up].iter().fold(Hints::default(), |all, node| all.with(self.measured.place(*node).own))
    }

    /// The first and one past the last line of story.
    fn core(&self, classes: &[Class]) -> Range<usize> {
        let first = classes.iter().position(|class| *class == Class::Story).unwrap_or(0);
        let last = classes.iter().rposition(|class| *class == Class::Story).map_or(first, |last| last + 1);
        first..last
    }
}

/// Decides on all lines.
pub(super) fn classify(lines: &Lines<'_>, known: Known<'_>) -> Vec<Class> {
    let other = Class::Furniture(FurnitureKind::Other);
    let mut classes: Vec<Class> =
        (0..lines.len()).map(|at| if lines.likely(at) > STORY { Class::Story } else { other }).collect();
    rescue(lines, &mut classes);
    let headline = headline(lines, &classes, known.headline);
    if let Some(slot) = headline.and_then(|at| classes.get_mut(at)) {
        *slot = Class::Headline;
    }
    headings_of_furniture(lines, &mut classes);
    let core = lines.core(&classes);
    captions(lines, &mut classes, headline, &core);
    repeated_headline(lines, &mut classes, headline);
    let core = lines.core(&classes);
    if let Some(slot) =
        find_byline(lines, &classes, headline, &core, known.byline).and_then(|at| classes.get_mut(at))
    {
        *slot = Class::Byline;
    }
    for at in headline.map_or(core.start.saturating_sub(4), |at| at.min(core.start))..core.start + 1 {
        if classes.get(at).is_some_and(|class| *class == other || *class == Class::Story)
            && lines.words(at) <= 10.0
            && signs::is_dateline(lines.text(at))
        {
            if let Some(slot) = classes.get_mut(at) {
                *slot = Class::Dateline;
            }
            break;
        }
    }
    for at in 0..lines.len() {
        if classes.get(at) == Some(&other)
            && let Some(slot) = classes.get_mut(at)
        {
            *slot = Class::Furniture(kind(lines, at, core.end));
        }
    }
    classes
}

/// A page on which the model finds hardly anything: what looks like running text around its most likely line is
/// taken, since a page that was given as an article mostly is one.
fn rescue(lines: &Lines<'_>, classes: &mut [Class]) {
    let ink = |at: usize| lines.measured.stats.get(at).map_or(0.0, |stats| stats.ink);
    let kept: f32 = (0..lines.len()).filter(|at| classes.get(*at) == Some(&Class::Story)).map(ink).sum();
    if kept >= 140.0 {
        return;
    }
    let best = (0..lines.len()).map(|at| lines.likely(at)).fold(0.0f32, f32::max);
    let floor = (best * 0.5).max(0.08);
    for (at, slot) in classes.iter_mut().enumerate() {
        let prose = lines.measured.stats.get(at).map_or(0.0, |stats| stats.prose());
        if lines.likely(at) >= floor && prose > 0.0 {
            *slot = Class::Story;
        }
    }
}

/// Letters and digits of a text in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The line that is the headline.
fn headline(lines: &Lines<'_>, classes: &[Class], known: Option<&str>) -> Option<usize> {
    let core = lines.core(classes);
    let known = known.map(letters).filter(|known| !known.is_empty());
    let mut best: Option<(i32, usize)> = None;
    for at in 0..lines.len() {
        if lines.words(at) > 60.0 {
            continue;
        }
        let bits = lines.around(at);
        let tag = lines.dom.tag(lines.block(at));
        let top = tag == Some(Tag::H1) || in_heading(lines, at) == Some(Tag::H1);
        let heading = bits & around::HEADING != 0;
        let named = lines.near(at).any(Hints::TITLE);
        let mut score = 0;
        match &known {
            Some(known) => {
                let own = letters(lines.text(at));
                if own == *known {
                    score += 100;
                } else if own.len() >= 12
                    && (known.contains(own.as_str()) || own.contains(known.as_str()))
                    && own.len() * 10 >= known.len() * 6
                    && known.len() * 10 >= own.len() * 6
                {
                    score += 70;
                } else if !top {
                    continue;
                }
            }
            None if !top => continue,
            None => {}
        }
        score += if top {
            30
        } else if heading {
            15
        } else {
            0
        };
        score += i32::from(named) * 8;
        if lines.hints(at).any(Hints::RELATED.with(Hints::COMMENT).with(Hints::SIDEBAR))
            || bits & (around::NAV | around::ASIDE | around::FOOTER) != 0
        {
            score -= 40;
        }
        if lines.link_share(at) > 0.9 {
            score -= 10;
        }
        // Before the story, and near it.
        if at > core.start + 2 {
            score -= 25;
        } else {
            score -= (core.start.saturating_sub(at).min(20)) as i32 / 2;
        }
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, at));
        }
    }
    best.filter(|(score, _)| *score > 0).map(|(_, at)| at)
}

fn in_heading(lines: &Lines<'_>, at: usize) -> Option<Tag> {
    let block = lines.block(at);
    std::iter::once(block)
        .chain(lines.dom.ancestors(block).take(4))
        .filter_map(|node| lines.dom.tag(node))
        .find(|tag| tag.is_heading())
}

/// The headline is one block; where it stands again it is furniture.
fn repeated_headline(lines: &Lines<'_>, classes: &mut [Class], headline: Option<usize>) {
    let Some(headline) = headline else { return };
    let words = letters(lines.text(headline));
    for (at, slot) in classes.iter_mut().enumerate() {
        if at != headline
            && *slot == Class::Story
            && lines.words(at) < 60.0
            && letters(lines.text(at)) == words
        {
            *slot = Class::Furniture(FurnitureKind::Other);
        }
    }
}

/// Words under pictures that belong to the story.
fn captions(lines: &Lines<'_>, classes: &mut [Class], headline: Option<usize>, core: &Range<usize>) {
    let from = headline.unwrap_or(core.start.saturating_sub(12)).min(core.start);
    let to = (core.end + 2).min(lines.len());
    let outside = Hints::RELATED
        .with(Hints::COMMENT)
        .with(Hints::NAVIGATION)
        .with(Hints::ADVERT)
        .with(Hints::TEASER)
        .with(Hints::BIOGRAPHY);
    for at in from..to {
        let Some(slot) = classes.get_mut(at) else { break };
        let bits = lines.around(at);
        let story = *slot == Class::Story;
        if matches!(*slot, Class::Headline) || lines.link_share(at) > 0.6 || lines.words(at) > 120.0 {
            continue;
        }
        if bits & (around::NAV | around::ASIDE | around::FOOTER | around::FORM | around::BUTTON) != 0
            && !story
        {
            continue;
        }
        if lines.hints(at).any(outside) && !story {
            continue;
        }
        let near = lines.near(at);
        let figcaption = bits & around::FIGCAPTION != 0;
        let figure =
            bits & around::FIGURE != 0 && bits & (around::HEADING | around::QUOTE | around::TABLE) == 0;
        let named = near.any(Hints::CAPTION.with(Hints::CREDIT))
            && lines.measured.place(lines.block(at)).prose < 900.0;
        let says =
            || signs::caption(lines.text(at)).is_some_and(|signs| signs.sure && signs.credit.is_some());
        let is_caption = if story {
            figcaption || (named && !near.any(Hints::BODY)) || (figure && says())
        } else {
            figcaption || named || figure || (near.any(Hints::MEDIA) && says())
        };
        if is_caption && lines.words(at) >= 2.0 {
            *slot = Class::Caption;
        }
    }
}

/// The line that names the writers.
fn find_byline(
    lines: &Lines<'_>,
    classes: &[Class],
    headline: Option<usize>,
    core: &Range<usize>,
    known: Option<&str>,
) -> Option<usize> {
    let names: Vec<String> =
        known.unwrap_or("").split([',', ';']).map(letters).filter(|name| name.chars().count() >= 3).collect();
    let from = headline.unwrap_or(core.start.saturating_sub(8)).min(core.start).saturating_sub(4);
    let to = (core.end + 3).min(lines.len());
    let mut best: Option<(i32, usize)> = None;
    for at in from..to {
        let class = classes.get(at);
        let words = lines.words(at);
        if words > 25.0 || matches!(class, Some(Class::Headline | Class::Caption)) {
            continue;
        }
        let text = lines.text(at);
        let named = lines.near(at).any(Hints::BYLINE);
        let early = at <= core.start + 1;
        let names_writers = || byline::clean(text).is_some();
        // Names and date in one line that the page calls a byline.
        let formed = signs::is_byline(text)
            || (named && early && words <= 16.0 && opens_byline(text) && names_writers());
        let own = letters(text);
        let known = !names.is_empty() && names.iter().all(|name| own.contains(name.as_str()));
        let most = names.iter().map(String::len).sum::<usize>() * 2 + 24;
        // A sentence of the story that names its writer is still a sentence.
        if class == Some(&Class::Story) && !formed && !(known && own.len() <= most) {
            continue;
        }
        let score = match (known && own.len() <= most.max(40), formed, named) {
            (true, true, _) => 100,
            (true, _, true) => 90,
            (true, _, _) => 70,
            (_, true, true) if names.is_empty() => 60,
            (_, true, _) if names.is_empty() && early => 50,
            (_, _, true) if names.is_empty() && early && words <= 8.0 && names_writers() => 30,
            _ => continue,
        };
        let score = score - if early { 0 } else { 25 } - i32::from(words > 12.0) * 10;
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at)
}

/// Begins as bylines do.
fn opens_byline(text: &str) -> bool {
    let first =
        text.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or("").to_lowercase();
    [
        "by", "von", "par", "por", "door", "di", "de", "av", "autor", "author", "text", "words", "reported",
        "story",
    ]
    .contains(&first.as_str())
}

/// A heading of which nothing in the story follows is the heading of what does follow: a box, or related links.
fn headings_of_furniture(lines: &Lines<'_>, classes: &mut [Class]) {
    let parent = |at: usize| lines.dom.parent(lines.block(at));
    let mut story_follows = false;
    for at in (0..lines.len()).rev() {
        if classes.get(at) != Some(&Class::Story) {
            continue;
        }
        let heading = lines.around(at) & around::HEADING != 0;
        let next = (at + 1..lines.len()).find(|next| classes.get(*next) != Some(&Class::Caption));
        let of_box = next.is_some_and(|next| {
            matches!(classes.get(next), Some(Class::Furniture(_))) && parent(next) == parent(at)
        });
        if heading
            && (!story_follows || of_box)
            && let Some(slot) = classes.get_mut(at)
        {
            *slot = Class::Furniture(FurnitureKind::Other);
        } else {
            story_follows = true;
        }
    }
}

/// What a piece of furniture is for: by its words where they leave no doubt, then by what stands around it.
fn kind(lines: &Lines<'_>, at: usize, story_end: usize) -> FurnitureKind {
    use FurnitureKind as K;
    let text = lines.text(at);
    let short = lines.words(at) <= 25.0;
    let signs = lines.cues.get(at).copied().filter(|_| short).unwrap_or_default();
    if short && text.contains('/') && furniture::comment_counter(text).is_some() {
        return K::Comment;
    }
    if let Some(kind) = signs.kind.filter(|_| signs.telling || signs.share > 0.6)
        && !matches!(kind, K::Navigation | K::Other)
    {
        return kind;
    }
    let near = lines.near(at);
    let hints = lines.hints(at);
    let bits = lines.around(at);
    let links = lines.link_share(at) > 0.5;
    // The nearest names first; those further out only where nothing near says anything.
    for (names, far) in [(near, false), (hints, true)] {
        let found = [
            (Hints::COMMENT, K::Comment),
            (Hints::SHARE, K::Share),
            (Hints::PRINT, K::Print),
            (Hints::LOGIN, K::Login),
            (Hints::POLICY, K::Policy),
            (Hints::ADVERT, K::Advert),
            (Hints::RELATED, K::Related),
            (Hints::NAVIGATION, K::Navigation),
            (Hints::TOPICS, K::Navigation),
            (Hints::TEASER, K::Related),
        ];
        for (hint, kind) in found {
            // A teaser is a link to a story; the rest of a grid of cards may be anything.
            if names.any(hint) && !(kind == K::Related && far && !links && lines.words(at) < 3.0) {
                return kind;
            }
        }
        if far {
            break;
        }
        if bits & around::NAV != 0 {
            return K::Navigation;
        }
    }
    if let Some(kind) = signs.kind.filter(|_| signs.share > 0.3) {
        return kind;
    }
    if bits & around::FOOTER != 0 {
        return if links { K::Navigation } else { K::Policy };
    }
    if links {
        let words = lines.words(at);
        return if words >= 5.0 && (at >= story_end || bits & around::ASIDE != 0) {
            K::Related
        } else {
            K::Navigation
        };
    }
    K::Other
}
