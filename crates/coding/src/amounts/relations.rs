//! What a figure belongs to: the noun it counts, what it is a share of, the time it holds for, and who says so.

use super::figures::{Figure, Measure, Reader};
use super::tables::Cell;
use crate::attribution::Contents;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{Amount, Span, TimeExpression, TimeType};

impl Reader<'_> {
    /// The noun that a figure counts, by the tree; else the first noun after it.
    pub(super) fn counted(&self, figure: &Figure) -> Option<usize> {
        let analysis = self.analysis;
        for at in figure.number.clone().rev() {
            let Some(index) = self.pieces.get(at).and_then(|p| p.word) else { continue };
            let mut word = analysis.words.get(index)?;
            // "2.4 million headsets": the number's parts hang together.
            for _ in 0..3 {
                let Some(head) = word.head else { break };
                let up = analysis.words.get(head)?;
                let inside = self.pieces.span(&figure.pieces).contains(up.span);
                let noun = matches!(up.upos, Upos::Noun | Upos::Propn);
                if matches!(word.deprel, Deprel::Nummod | Deprel::Compound | Deprel::Amod) && noun && !inside
                {
                    return (up.span.start >= self.pieces.span(&figure.number).end).then_some(head);
                }
                if !inside {
                    break;
                }
                word = up;
            }
        }
        // "dozens of people".
        let end = figure.pieces.end;
        if self.pieces.is(end, "of") {
            let number =
                figure.number.clone().last().and_then(|at| self.pieces.get(at)).and_then(|p| p.word)?;
            let noun = analysis.children(number).find(|&c| {
                analysis
                    .words
                    .get(c)
                    .is_some_and(|w| w.deprel == Deprel::Nmod && matches!(w.upos, Upos::Noun | Upos::Propn))
            });
            return noun.or_else(|| self.noun_after(end + 1));
        }
        self.noun_after(end)
    }

    /// What a figure counts, where that stands inside `span`.
    pub(super) fn counted_in(&self, figure: &Figure, span: Span) -> Option<usize> {
        self.counted(figure)
            .filter(|&noun| self.analysis.words.get(noun).is_some_and(|w| span.contains(w.span)))
    }

    /// The unit of a counted noun with what it is reckoned by: "barrels per day".
    pub(super) fn unit_with_rate(&self, noun: usize, after: usize) -> Option<String> {
        let unit = self.unit_of(noun, after)?;
        let end = self.analysis.words.get(noun)?.span.end;
        let next = self.pieces.touching(Span::new(end - 1, end)).end;
        match self.rate(next).filter(|_| !self.pieces.ends_at(next)) {
            Some((by, _)) => Some(format!("{unit} per {by}")),
            None => Some(unit),
        }
    }

    /// The head of the noun phrase that begins at the piece `at`: the last of a run of adjectives and nouns.
    pub(super) fn noun_after(&self, at: usize) -> Option<usize> {
        let mut noun = None;
        for i in at..at + 5 {
            let Some(index) = self.pieces.get(i).and_then(|p| p.word) else { break };
            let Some(word) = self.analysis.words.get(index) else { break };
            match word.upos {
                Upos::Noun => noun = Some(index),
                Upos::Adj | Upos::Propn if noun.is_none() => {}
                _ => break,
            }
            // A plural ends what is counted: "400 jobs".
            if word.xpos == Xpos::Nns {
                break;
            }
        }
        noun
    }

    /// The name of what is counted: the noun with the nouns compounded to it, as they are written, none of it before the
    /// byte `after`.
    pub(super) fn unit_of(&self, noun: usize, after: usize) -> Option<String> {
        let word = self.analysis.words.get(noun)?;
        let mut first = noun;
        while first > 0 {
            let Some(before) = self.analysis.words.get(first - 1) else { break };
            // "first-team players": what a hyphen joins stays whole.
            let joined = self.analysis.words.get(first).is_some_and(|w| w.xpos == Xpos::Hyph);
            let part = matches!(before.deprel, Deprel::Compound) && before.head == Some(noun)
                || before.xpos == Xpos::Hyph
                || joined;
            let text = self.pieces.text;
            // "eight 250ml bottles": a measure of each is no part of the name.
            let digit =
                text.get(..before.span.start).is_some_and(|t| t.ends_with(|c: char| c.is_ascii_digit()))
                    || before.span.of(text).starts_with(|c: char| c.is_ascii_digit());
            if !part || before.upos == Upos::Num || digit || before.span.start < after {
                break;
            }
            first -= 1;
        }
        let span = self.analysis.words.get(first)?.span.cover(word.span);
        Some(span.of(self.pieces.text).trim_start_matches(['-', '–']).trim().to_lowercase())
    }

    /// The words that say what is counted: the noun's phrase without the figure and without clauses.
    pub(super) fn phrase(&self, noun: usize, without: Span) -> Option<Span> {
        let analysis = self.analysis;
        let sentence = analysis.sentence_of(noun).and_then(|s| analysis.sentences.get(s))?;
        let inside = analysis.subtree(noun);
        let clause = |w: usize| {
            // A word whose path to the noun runs through a clause belongs to the clause.
            let mut at = w;
            for _ in 0..12 {
                if at == noun {
                    return false;
                }
                let Some(word) = analysis.words.get(at) else { return true };
                if matches!(
                    word.deprel,
                    Deprel::AclRelcl
                        | Deprel::Acl
                        | Deprel::Appos
                        | Deprel::Conj
                        | Deprel::Parataxis
                        | Deprel::Case
                        | Deprel::Punct
                        | Deprel::Cc
                ) && {
                    // The case mark of the noun itself is outside, one further down is inside.
                    word.head == Some(noun)
                        || !matches!(word.deprel, Deprel::Case | Deprel::Punct | Deprel::Cc)
                } {
                    return true;
                }
                match word.head {
                    Some(head) => at = head,
                    None => return true,
                }
            }
            true
        };
        let mut span: Option<Span> = None;
        for w in inside.into_iter().filter(|w| sentence.words.contains(w)) {
            let Some(word) = analysis.words.get(w) else { continue };
            if word.span.overlaps(without) || clause(w) {
                continue;
            }
            span = Some(span.map_or(word.span, |s| s.cover(word.span)));
        }
        let span = span?;
        // A phrase that runs over its figure keeps the side that holds the noun.
        let head = analysis.words.get(noun)?.span;
        if !span.overlaps(without) {
            return Some(span);
        }
        let span = if head.start >= without.end {
            Span::new(without.end, span.end)
        } else {
            Span::new(span.start, without.start)
        };
        let text = span.of(self.pieces.text);
        let start = span.start + (text.len() - text.trim_start().len());
        let end = span.end - (text.len() - text.trim_end().len());
        (start < end).then(|| Span::new(start, end))
    }

    /// The phrase after "of": what a share is taken from.
    pub(super) fn whole(&self, figure: &Figure) -> Option<Span> {
        let pieces = self.pieces;
        let mut at = figure.pieces.end;
        if pieces.is(at, "\"") {
            at += 1;
        }
        if pieces.is(at, "of") {
            at += 1;
        }
        let first = pieces.get(at)?.word?;
        let sentence = self.analysis.sentence_of(first).and_then(|s| self.analysis.sentences.get(s))?;
        // The noun that the next words belong to: climb while the head is to the right and no verb.
        let mut noun = first;
        for _ in 0..6 {
            let word = self.analysis.words.get(noun)?;
            match word.head.filter(|h| sentence.words.contains(h)) {
                Some(head)
                    if head > noun
                        && self
                            .analysis
                            .words
                            .get(head)
                            .is_some_and(|w| matches!(w.upos, Upos::Noun | Upos::Propn | Upos::Num)) =>
                {
                    noun = head;
                }
                _ => break,
            }
        }
        let word = self.analysis.words.get(noun)?;
        if !matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Pron) {
            return None;
        }
        self.phrase(noun, self.pieces.span(&figure.pieces))
    }

    /// The time that a figure holds for: right after it, or opening its sentence.
    pub(super) fn when(&self, figures: &[Figure], i: usize, times: &[TimeExpression]) -> Option<String> {
        let figure = figures.get(i)?;
        let pieces = self.pieces;
        let end = pieces.span(&figure.pieces).end;
        let sentence = pieces.span(&pieces.sentence(figure.pieces.start));
        let first = times.partition_point(|t| t.span.start < sentence.start);
        let dates =
            || {
                times.iter().skip(first).take_while(|t| t.span.start < sentence.end).filter(|t| {
                    matches!(t.kind, TimeType::Date | TimeType::Time) && sentence.contains(t.span)
                })
            };
        let next = figures.get(i + 1).map_or(usize::MAX, |f| pieces.span(&f.pieces).start);
        if let Some(time) = dates().find(|t| t.span.start >= end && t.span.start < next) {
            let first = pieces.inside(time.span).start;
            let between = figure.pieces.end..first;
            let crosses = between.clone().any(|at| {
                matches!(pieces.low(at), "," | ";" | "(" | "." | "and" | "but")
                    || pieces
                        .get(at)
                        .and_then(|p| p.word)
                        .and_then(|w| self.analysis.words.get(w))
                        .is_some_and(|w| matches!(w.upos, Upos::Verb | Upos::Aux))
            });
            if !crosses && between.len() <= 8 {
                return Some(time.id.clone());
            }
        }
        // "In 2018, employment grew by 125,600."
        let opening = dates().find(|t| {
            let first = pieces.inside(t.span);
            let start = pieces.sentence(figure.pieces.start).start;
            first.start <= start + 2 && t.span.end <= end
        });
        opening.map(|t| t.id.clone())
    }
}

pub(super) fn id(amounts: &[Amount], i: usize) -> Option<String> {
    amounts.get(i).map(|a| a.id.clone())
}

/// Gives a bare figure the unit that its sentence makes plain: "killed 12 people and wounded 30", "60 mills compared
/// with 45 last year", "300 who left".
pub(super) fn elliptic(reader: &Reader, figures: &[Figure], amounts: &mut [Amount]) {
    for (i, figure) in figures.iter().enumerate() {
        let bare = figure.measure == Measure::Count && amounts.get(i).is_some_and(|a| a.unit.is_none());
        if !bare {
            continue;
        }
        let start = figure.pieces.start;
        let unit = if reader.pieces.is(figure.pieces.end, "who") {
            Some("people".to_owned())
        } else {
            let sentence = reader.pieces.sentence(start);
            let previous = i.checked_sub(1).filter(|&h| {
                figures.get(h).is_some_and(|f| f.pieces.start >= sentence.start && start - f.pieces.end < 14)
            });
            let harmed = |i: usize| amounts.get(i).is_some_and(|a| a.befell.is_some());
            let compared = matches!(
                (reader.pieces.before(start, 2), reader.pieces.before(start, 1)),
                ("compared", "with" | "to") | (_, "versus" | "against")
            );
            previous
                .filter(|&h| harmed(h) && harmed(i) || compared)
                .and_then(|h| amounts.get(h)?.unit.clone())
        };
        if let Some(amount) = amounts.get_mut(i)
            && unit.is_some()
        {
            // Not written at the figure itself: less sure.
            (amount.unit, amount.confidence) = (unit, 0.7);
        }
    }
}

/// The time that a table's cell holds for: the date at the head of its column, else the one at the start of its row.
pub(super) fn when_of_cell(cell: &Cell, times: &[TimeExpression]) -> Option<String> {
    [cell.heading, cell.row].into_iter().flatten().find_map(|span| {
        let at = times.partition_point(|t| t.span.start < span.start);
        let time = times.get(at).filter(|t| span.contains(t.span))?;
        matches!(time.kind, TimeType::Date | TimeType::Time).then(|| time.id.clone())
    })
}

/// Links every share to the amount it is a share of: "a third of the port's 2,400 dockers".
pub(super) fn shares(reader: &Reader, figures: &[Figure], amounts: &mut [Amount]) {
    for (i, pair) in figures.windows(2).enumerate() {
        let [share, whole] = pair else { continue };
        let fraction =
            share.measure == Measure::Fraction || share.measure == Measure::Unit("percent".to_owned());
        let counted = share.measure == Measure::Count && whole.measure == Measure::Count;
        let between = share.pieces.end..whole.pieces.start;
        let of = reader.pieces.is(share.pieces.end, "of") || reader.pieces.is(share.pieces.end + 1, "of");
        let taken = of || fraction && reader.pieces.is(share.pieces.end, "the");
        if !(fraction || counted) || !taken || between.len() > 7 {
            continue;
        }
        let crosses = between.clone().any(|at| {
            matches!(reader.pieces.low(at), "," | ";" | "." | "and" | "or")
                || reader
                    .pieces
                    .get(at)
                    .and_then(|p| p.word)
                    .and_then(|w| reader.analysis.words.get(w))
                    .is_some_and(|w| matches!(w.upos, Upos::Verb | Upos::Aux))
        });
        let larger = share.low.zip(whole.low.or(whole.high)).is_none_or(|(a, b)| !counted || a <= b);
        if crosses || !larger || whole.measure == Measure::Fraction {
            continue;
        }
        let whole = id(amounts, i + 1);
        if let Some(amount) = amounts.get_mut(i) {
            amount.share_of = whole;
        }
    }
}

/// The innermost attribution whose content holds `span`: the one with the least content.
pub(super) fn according_to(span: Span, contents: &Contents<'_>) -> Option<String> {
    contents.innermost(span).map(|a| a.id.clone())
}
