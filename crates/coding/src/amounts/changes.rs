//! Words of change: which way a quantity moved, by how much, and the series that two ends make. "fell from 32 crates in
//! 2017 to 11" is one series with two points; "a drop of 9 crates" is the size of a change.

use super::figures::{Figure, Measure, Reader};
use super::relations::id;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{Amount, Change, Direction, Span};

/// How far before a figure its word of change may stand, in pieces.
const REACH: usize = 9;

/// Lengths of time.
const LENGTHS: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year", "decade", "century"];

impl Reader<'_> {
    /// The words of change before each figure and the series they make.
    pub(super) fn changes(&self, figures: &[Figure], amounts: &mut [Amount]) {
        for (i, figure) in figures.iter().enumerate() {
            if amounts.get(i).is_none_or(|a| a.change.is_some()) {
                continue;
            }
            if let Some(direction) = self.noun_of_change(figure) {
                set(amounts, i, direction, None, None);
                continue;
            }
            // "gave up 75 points, or 1.2%": the same change in another unit.
            let or = self.pieces.before(figure.pieces.start, 1) == "or"
                && self.pieces.before(figure.pieces.start, 2) == ",";
            let same = i
                .checked_sub(1)
                .filter(|_| or)
                .and_then(|h| Some((figures.get(h)?, amounts.get(h)?.change.clone()?)));
            if let Some((other, change)) = same
                && other.pieces.end + 2 == figure.pieces.start
                && change.from.is_none()
                && change.to.is_none()
            {
                set(amounts, i, change.direction, None, None);
                continue;
            }
            let Some((verb, direction, link)) = self.change_before(figure) else {
                continue;
            };
            let mut other = None;
            match link {
                Link::By => match direction {
                    Some(direction) => set(amounts, i, direction, None, None),
                    None => continue,
                },
                Link::From | Link::To => {
                    // "from 840 in 2011 to 1,275", "to 1,275 from 840".
                    other = self.partner(figures, i, if link == Link::From { "to" } else { "from" });
                    let (from, to) = match link {
                        Link::From => (Some(i), other),
                        _ => (other, Some(i)),
                    };
                    if let (Some(from), Some(to)) = (from, to) {
                        share_unit(figures, amounts, from, to);
                    }
                    let Some(direction) = direction.or_else(|| direction_of(amounts, from, to)) else {
                        continue;
                    };
                    let ends = (from.and_then(|f| id(amounts, f)), to.and_then(|t| id(amounts, t)));
                    for end in [from, to].into_iter().flatten() {
                        set(amounts, end, direction, ends.0.clone(), ends.1.clone());
                    }
                }
            }
            // What moved: the subject of the word of change.
            let Some(subject) = self.subject_of(verb) else { continue };
            for j in std::iter::once(i).chain(other) {
                let counts = figures.get(j).is_some_and(|f| f.measure == Measure::Count);
                let Some(amount) = amounts.get_mut(j) else { continue };
                if counts && amount.unit.is_none() && self.is_plural(subject) {
                    amount.unit = self.unit_of(subject, 0);
                }
                if amount.of.is_empty() {
                    amount.of.extend(self.phrase(subject, Span::default()));
                }
            }
        }
    }

    fn is_plural(&self, word: usize) -> bool {
        self.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Nns)
    }

    /// The subject of a verb, in the tree.
    fn subject_of(&self, at: usize) -> Option<usize> {
        let verb = self.pieces.get(at)?.word?;
        let subject = |verb: usize| {
            self.analysis.children(verb).find(|&c| {
                self.analysis
                    .words
                    .get(c)
                    .is_some_and(|w| w.deprel.is(Deprel::Nsubj) && matches!(w.upos, Upos::Noun | Upos::Propn))
            })
        };
        subject(verb).or_else(|| {
            let word = self.analysis.words.get(verb)?;
            matches!(word.deprel, Deprel::Conj | Deprel::Xcomp | Deprel::Advmod)
                .then_some(word.head)?
                .and_then(subject)
        })
    }

    /// "a 4.2 percent drop": the figure stands before a noun of change.
    fn noun_of_change(&self, figure: &Figure) -> Option<Direction> {
        let at = figure.pieces.end;
        // "five weeks this fall": another noun phrase.
        let other = self
            .pieces
            .get(at)
            .and_then(|p| p.word)
            .and_then(|w| self.analysis.words.get(w))
            .is_some_and(|w| matches!(w.upos, Upos::Det | Upos::Adp | Upos::Punct | Upos::Pron))
            || self.pieces.is_any(at, &["this", "last", "next", "the", ",", "."]);
        if other {
            return None;
        }
        let nouns = [
            "drop",
            "fall",
            "decline",
            "decrease",
            "rise",
            "increase",
            "gain",
            "jump",
            "surge",
            "cut",
            "slump",
            "growth",
            "reduction",
            "plunge",
        ];
        (0..2).find_map(|i| {
            let low = self.pieces.low(at + i);
            let noun = nouns.contains(&low) && matches!(figure.measure, Measure::Unit(_));
            let tagged = self
                .pieces
                .get(at + i)
                .and_then(|p| p.word)
                .and_then(|w| self.analysis.words.get(w))
                .is_none_or(|w| w.upos == Upos::Noun);
            match low {
                _ if !noun || !tagged => None,
                "growth" => Some(Direction::Up),
                "reduction" => Some(Direction::Down),
                _ => self.words.change(low),
            }
        })
    }

    /// The word of change before the figure, which way it says, and how the figure is linked to it.
    fn change_before(&self, figure: &Figure) -> Option<(usize, Option<Direction>, Link)> {
        let pieces = self.pieces;
        let start = figure.pieces.start;
        // "the biggest rise in 18 months", "rose over five weeks": how long it took.
        let length = matches!(&figure.measure, Measure::Unit(unit) if LENGTHS.contains(&unit.as_str()));
        if length && pieces.is_any(start.wrapping_sub(1), &["in", "for", "over", "within", "during", "after"])
        {
            return None;
        }
        let sentence = pieces.sentence(start);
        let from = sentence.start.max(start.saturating_sub(REACH));
        let link = match pieces.before(start, 1) {
            "from" => Link::From,
            "to" => Link::To,
            _ => Link::By,
        };
        let mut at = start;
        let mut gap = 0;
        while at > from {
            at -= 1;
            let low = pieces.low(at);
            if self.words.moves(low) {
                let direction = self.words.change(low);
                let word = pieces.get(at).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w));
                // A noun ("the drop of 30") or a verb, but not "up to" and the "down" of "break down".
                let bound = matches!(low, "up" | "down") && link == Link::To;
                if bound || low == "cut" && word.is_some_and(|w| w.upos == Upos::Adj) {
                    return None;
                }
                return Some((at, direction, link));
            }
            let word = pieces.get(at).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w));
            let timed = self.is_timed(at);
            let near = self.is_timed(at + 1);
            let light = matches!(
                low,
                "by" | "from" | "to" | "a" | "an" | "of" | "another" | "further" | "only" | "just" | "$"
            ) || timed
                || near && matches!(low, "in" | "on" | "during" | "since")
                || word.is_some_and(|w| matches!(w.upos, Upos::Adv));
            // With "from" and "to" other figures may stand between: "fell 3 percent to 15".
            let between = link != Link::By && !matches!(low, "." | ";" | "and" | "but");
            if !light && !between {
                return None;
            }
            gap += usize::from(!light);
            if gap > 6 {
                return None;
            }
        }
        None
    }

    /// The figure of the same sentence that stands after `preposition` and follows figure `i`.
    fn partner(&self, figures: &[Figure], i: usize, preposition: &str) -> Option<usize> {
        let figure = figures.get(i)?;
        let next = figures.get(i + 1)?;
        let between = figure.pieces.end..next.pieces.start;
        if between.len() > REACH || self.pieces.before(next.pieces.start, 1) != preposition {
            return None;
        }
        // Between the two stand only a time and what is counted.
        let open = between.clone().all(|at| {
            let timed = self.is_timed(at);
            timed || !matches!(self.pieces.low(at), "." | ";" | "and" | "but" | "said")
        });
        let verb = between.clone().any(|at| {
            self.pieces
                .get(at)
                .and_then(|p| p.word)
                .and_then(|w| self.analysis.words.get(w))
                .is_some_and(|w| w.upos == Upos::Verb)
        });
        (open && !verb).then_some(i + 1)
    }

    /// Whether the piece at `at` lies in an expression of time.
    fn is_timed(&self, at: usize) -> bool {
        self.timed.get(at).copied().unwrap_or(false)
    }
}

/// How a figure hangs on a word of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// The size of the change.
    By,
    /// The amount before.
    From,
    /// The amount after.
    To,
}

fn set(amounts: &mut [Amount], i: usize, direction: Direction, from: Option<String>, to: Option<String>) {
    if let Some(amount) = amounts.get_mut(i) {
        amount.change = Some(Change { direction, from, to });
    }
}

/// Gives the two ends of a series one unit and one scale where the text writes them once: "from 12 to 15 percent",
/// "from $3 to $5 billion", "from 20 miles per gallon to 29".
fn share_unit(figures: &[Figure], amounts: &mut [Amount], from: usize, to: usize) {
    let measured = |i: usize| figures.get(i).is_some_and(|f| f.measure != Measure::Count);
    let bare =
        |amounts: &[Amount], i: usize| !measured(i) && amounts.get(i).is_some_and(|a| a.unit.is_none());
    for (empty, full) in [(from, to), (to, from)] {
        if bare(amounts, empty)
            && let Some(unit) = amounts.get(full).and_then(|a| a.unit.clone())
            && let Some(amount) = amounts.get_mut(empty)
        {
            amount.unit = Some(unit);
        }
    }
    let scale = figures.get(to).map_or(1.0, |f| f.scale);
    let plain = figures.get(from).is_some_and(|f| f.scale == 1.0);
    let last = amounts.get(to).and_then(|a| a.low.or(a.high));
    if let (Some(amount), Some(last)) = (amounts.get_mut(from), last)
        && plain
        && scale > 1.0
        && amount.low.or(amount.high).is_some_and(|low| low < 1000.0 && low <= 10.0 * last / scale)
    {
        (amount.low, amount.high) = (amount.low.map(|n| n * scale), amount.high.map(|n| n * scale));
    }
}

/// Which way a series goes, from its two ends.
fn direction_of(amounts: &[Amount], from: Option<usize>, to: Option<usize>) -> Option<Direction> {
    let value = |i: usize| amounts.get(i).and_then(|a| a.low.or(a.high));
    let (from, to) = (value(from?)?, value(to?)?);
    (from != to).then_some(if from < to { Direction::Up } else { Direction::Down })
}
