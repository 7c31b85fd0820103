//! What a figure belongs to: the noun it counts, what it is a share of, the change it takes part in, what befell the
//! people counted, the time it holds for, and who says so.

use super::figures::{Figure, Measure, Reader};
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{Amount, Attribution, Change, Direction, Span, TimeExpression, TimeType};

/// How far before a figure its word of change may stand, in pieces.
const REACH: usize = 9;

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

    /// The head of the noun phrase that begins at the piece `at`: the last of a run of adjectives and nouns.
    fn noun_after(&self, at: usize) -> Option<usize> {
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

    /// The name of what is counted: the noun with the nouns compounded to it, as they are written.
    pub(super) fn unit_of(&self, noun: usize) -> Option<String> {
        let word = self.analysis.words.get(noun)?;
        let mut first = noun;
        while first > 0 {
            let Some(before) = self.analysis.words.get(first - 1) else { break };
            let part = matches!(before.deprel, Deprel::Compound) && before.head == Some(noun)
                || before.xpos == Xpos::Hyph;
            if !part || before.upos == Upos::Num {
                break;
            }
            first -= 1;
        }
        let span = self.analysis.words.get(first)?.span.cover(word.span);
        Some(span.of(self.pieces.text).to_lowercase())
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

    /// The words of change before each figure and the series they make.
    pub(super) fn changes(&self, figures: &[Figure], times: &[TimeExpression], amounts: &mut [Amount]) {
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
            let Some((verb, direction, link)) = self.change_before(figure.pieces.start, times) else {
                continue;
            };
            match link {
                Link::By => set(amounts, i, direction, None, None),
                Link::From => {
                    // "from 840 in 2011 to 1,275".
                    match self.partner(figures, times, i, "to") {
                        Some(j) => {
                            let (from, to) = (id(amounts, i), id(amounts, j));
                            set(amounts, i, direction, from.clone(), to.clone());
                            set(amounts, j, direction, from, to);
                        }
                        None => {
                            let from = id(amounts, i);
                            set(amounts, i, direction, from, None);
                        }
                    }
                }
                Link::To => match self.partner(figures, times, i, "from") {
                    Some(j) => {
                        let (from, to) = (id(amounts, j), id(amounts, i));
                        set(amounts, i, direction, from.clone(), to.clone());
                        set(amounts, j, direction, from, to);
                    }
                    None => {
                        let to = id(amounts, i);
                        set(amounts, i, direction, None, to);
                    }
                },
            }
            // What moved: the subject of the word of change.
            if let Some(subject) = self.subject_of(verb) {
                let series = amounts.get(i).and_then(|a| a.change.clone());
                for (j, figure) in figures.iter().enumerate() {
                    let mine = j == i
                        || amounts.get(j).is_some_and(|a| {
                            a.change.is_some()
                                && a.change == series
                                && series.as_ref().is_some_and(|s| s.from.is_some() || s.to.is_some())
                        });
                    if mine && let Some(amount) = amounts.get_mut(j) {
                        if figure.measure == Measure::Count
                            && amount.unit.is_none()
                            && self.is_plural(subject)
                        {
                            amount.unit = self.unit_of(subject);
                        }
                        if amount.of.is_empty() {
                            amount.of.extend(self.phrase(subject, Span::default()));
                        }
                    }
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

    /// The word of change before the piece `start`, which way it says, and how the figure is linked to it.
    fn change_before(&self, start: usize, times: &[TimeExpression]) -> Option<(usize, Direction, Link)> {
        let pieces = self.pieces;
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
            if let Some(direction) = self.words.change(low) {
                let word = pieces.get(at).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w));
                // A noun ("the drop of 30") or a verb, but not "up to" and the "down" of "break down".
                let bound = matches!(low, "up" | "down") && link == Link::To;
                if bound || low == "cut" && word.is_some_and(|w| w.upos == Upos::Adj) {
                    return None;
                }
                return Some((at, direction, link));
            }
            let word = pieces.get(at).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w));
            let timed = pieces.get(at).is_some_and(|p| times.iter().any(|t| t.span.overlaps(p.span)));
            let near = pieces.get(at + 1).is_some_and(|p| times.iter().any(|t| t.span.overlaps(p.span)));
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
    fn partner(
        &self,
        figures: &[Figure],
        times: &[TimeExpression],
        i: usize,
        preposition: &str,
    ) -> Option<usize> {
        let figure = figures.get(i)?;
        let next = figures.get(i + 1)?;
        let between = figure.pieces.end..next.pieces.start;
        if between.len() > REACH || self.pieces.before(next.pieces.start, 1) != preposition {
            return None;
        }
        // Between the two stand only a time and what is counted.
        let open = between.clone().all(|at| {
            let timed = self.pieces.get(at).is_some_and(|p| times.iter().any(|t| t.span.overlaps(p.span)));
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

    /// What befell the people a figure counts.
    pub(super) fn befell(&self, figure: &Figure, noun: Option<usize>) -> Option<String> {
        let pieces = self.pieces;
        if matches!(figure.measure, Measure::Unit(_) | Measure::Age) {
            return None;
        }
        let harm = |word: usize| {
            let word = self.analysis.words.get(word)?;
            self.words.harm(&word.span.of(pieces.text).to_lowercase())
        };
        if let Some(noun) = noun {
            if let Some(harm) = harm(noun) {
                return Some(harm.to_owned());
            }
            for child in self.analysis.children(noun) {
                let Some(word) = self.analysis.words.get(child) else { continue };
                if matches!(word.deprel, Deprel::Amod | Deprel::Acl | Deprel::Compound)
                    && let Some(harm) = harm(child)
                {
                    return Some(harm.to_owned());
                }
            }
            let word = self.analysis.words.get(noun)?;
            if let Some(verb) = word.head
                && let Some(kind) = harm(verb)
            {
                let intransitive = ["die", "flee", "disappear", "perish"];
                let lemma = self.analysis.words.get(verb).map_or("", |w| w.lemma.as_str());
                let undergoes = match word.deprel {
                    Deprel::NsubjPass | Deprel::Obj => true,
                    Deprel::Nsubj => {
                        intransitive.contains(&lemma) || self.has_passive(verb) || !is_verb(self, verb)
                    }
                    _ => false,
                };
                if undergoes {
                    return Some(kind.to_owned());
                }
            }
        }
        // "30 dead", "killing at least 30", "at least 30 were injured": next to each other in the words.
        let after = (figure.pieces.end..figure.pieces.end + 4)
            .take_while(|&i| {
                let low = pieces.low(i);
                let word = pieces.get(i).and_then(|p| p.word);
                word.is_some_and(|w| noun == Some(w))
                    || matches!(
                        low,
                        "were"
                            | "was"
                            | "are"
                            | "is"
                            | "been"
                            | "have"
                            | "had"
                            | "others"
                            | "more"
                            | "people"
                            | "also"
                    )
                    || self.words.harm(low).is_some()
            })
            .find_map(|i| self.words.harm(pieces.low(i)));
        let before = figure.pieces.start.checked_sub(1).and_then(|i| {
            self.words.harm(pieces.low(i)).filter(|_| {
                pieces.low(i).ends_with("ing")
                    || ["kill", "killed", "wounded", "injured", "displaced", "detained", "arrested"]
                        .contains(&pieces.low(i))
            })
        });
        after.or(before).map(str::to_owned)
    }

    fn has_passive(&self, verb: usize) -> bool {
        self.analysis
            .children(verb)
            .any(|c| self.analysis.words.get(c).is_some_and(|w| w.deprel == Deprel::AuxPass))
    }

    /// The time that a figure holds for: right after it, or opening its sentence.
    pub(super) fn when(&self, figures: &[Figure], i: usize, times: &[TimeExpression]) -> Option<String> {
        let figure = figures.get(i)?;
        let pieces = self.pieces;
        let end = pieces.span(&figure.pieces).end;
        let sentence = pieces.span(&pieces.sentence(figure.pieces.start));
        let dates = || {
            times
                .iter()
                .filter(|t| matches!(t.kind, TimeType::Date | TimeType::Time) && sentence.contains(t.span))
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

fn is_verb(reader: &Reader, word: usize) -> bool {
    reader.analysis.words.get(word).is_some_and(|w| w.upos == Upos::Verb)
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

fn id(amounts: &[Amount], i: usize) -> Option<String> {
    amounts.get(i).map(|a| a.id.clone())
}

fn set(amounts: &mut [Amount], i: usize, direction: Direction, from: Option<String>, to: Option<String>) {
    if let Some(amount) = amounts.get_mut(i) {
        amount.change = Some(Change { direction, from, to });
    }
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
pub(super) fn according_to(span: Span, attributions: &[Attribution]) -> Option<String> {
    attributions
        .iter()
        .filter(|a| a.content.iter().any(|c| c.contains(span)))
        .min_by_key(|a| a.content.iter().map(|c| c.len()).sum::<usize>())
        .map(|a| a.id.clone())
}
