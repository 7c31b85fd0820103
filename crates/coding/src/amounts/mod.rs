//! Amounts: every number as the text bounds it, with its unit, what is counted, its change, its time and its source.
//!
//! A grammar over words finds figures (`figures`): digits and number words, fractions, ranges, bounds, money, units of
//! measure. The dependency tree then tells what is counted (`relations`) and what befell it (`harms`), and words of
//! change tie figures into series (`changes`): "rose from about 840 in 2011 to 1,275" is one series with two ends. In a
//! table the headings say what is counted (`tables`). Ordinals, dates, scores and numbers inside names are no amounts
//! (`no_amounts`). Units, currencies and bounds stand in `lexicon/amounts/`.

mod changes;
mod figures;
mod harms;
mod no_amounts;
mod ranges;
mod rates;
mod relations;
mod tables;
#[cfg(test)]
mod tests;
mod words;

pub use words::Words;

use crate::attribution::Contents;
use crate::blocks_of;
use crate::pieces::Pieces;
use dunlin_language::{Analysis, Xpos};
use dunlin_record::{Amount, Article, Attribution, BlockRole, Note, Span, Stage, TimeExpression, TimeType};
use figures::{Figure, Measure, Reader};
use tables::{Cell, Cells};

/// What the stage found, and what it left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// All amounts, in text order.
    pub amounts: Vec<Amount>,
    /// Numbers that were left out, with the reason.
    pub notes: Vec<Note>,
}

/// All amounts of `article`.
pub fn read(
    article: &Article,
    analysis: &Analysis,
    words: &Words,
    times: &[TimeExpression],
    attributions: &[Attribution],
) -> Found {
    let cells = Cells::of(article);
    let pieces = Pieces::new(&article.text, analysis).broken_at(cells.starts());
    // A length of time with a number is an amount of time; a date, a time of day and a set are not.
    let dated: Vec<Span> = times.iter().filter(|t| t.kind != TimeType::Duration).map(|t| t.span).collect();
    let mut named = vec![false; analysis.words.len()];
    for name in analysis.names.iter().filter(|n| n.words.len() > 1) {
        named.iter_mut().take(name.words.end).skip(name.words.start).for_each(|n| *n = true);
    }
    let mut timed = vec![false; pieces.len()];
    for time in times {
        let inside = pieces.touching(time.span);
        timed.iter_mut().take(inside.end).skip(inside.start).for_each(|t| *t = true);
    }
    let subheadings = blocks_of(article, BlockRole::Subheading);
    let reader = Reader { pieces: &pieces, words, analysis, dated: &dated, named, timed, subheadings };
    let mut figures = reader.read_all();
    drop_names(&reader, &mut figures);
    let bylines = blocks_of(article, BlockRole::Byline);
    let read = figures.len();
    // "2 min read": what a byline counts is nothing of the story.
    figures.retain(|figure| !bylines.iter().any(|b| b.contains(reader.pieces.span(&figure.pieces))));
    let in_bylines = read - figures.len();
    let unheaded = drop_unheaded(&reader, &cells, &mut figures);
    equal_bounds(&reader, &mut figures);
    let contents = Contents::new(attributions);
    let mut amounts: Vec<Amount> = figures
        .iter()
        .enumerate()
        .map(|(i, figure)| amount(&reader, figure, i, cell_of(&reader, &cells, figure), &contents))
        .collect();
    relations::elliptic(&reader, &figures, &mut amounts);
    reader.changes(&figures, &mut amounts);
    relations::shares(&reader, &figures, &mut amounts);
    for (i, amount) in amounts.iter_mut().enumerate() {
        let cell = figures.get(i).and_then(|figure| cell_of(&reader, &cells, figure));
        amount.when = match cell {
            Some(cell) => relations::when_of_cell(cell, times),
            None => reader.when(&figures, i, times),
        };
    }
    let mut notes = Vec::new();
    let mut note = |kind: &str, count: usize, detail: &str| {
        if count > 0 {
            notes.push(Note::new(Stage::Coding, kind, count as u64, detail.to_owned()));
        }
    };
    note(
        "table-number-without-heading",
        unheaded,
        "numbers in a table that no column heading says the meaning of",
    );
    note("number-in-byline", in_bylines, "numbers in a byline, such as how long reading takes");
    note(
        "number-too-long",
        no_amounts::too_long(&pieces),
        "numbers of more than 15 digits are codes and no amounts",
    );
    Found { amounts, notes }
}

/// The table's cell that a figure stands in.
fn cell_of<'c>(reader: &Reader, cells: &'c Cells, figure: &Figure) -> Option<&'c Cell> {
    cells.holding(reader.pieces.span(&figure.pieces))
}

/// Drops bare numbers of tables that no heading explains, and says how many.
fn drop_unheaded(reader: &Reader, cells: &Cells, figures: &mut Vec<Figure>) -> usize {
    let before = figures.len();
    figures.retain(|figure| {
        figure.measure != Measure::Count
            || cell_of(reader, cells, figure).is_none_or(|cell| {
                reader.counted_in(figure, cell.span).is_some()
                    || cell.unit(reader.pieces.text, reader.words).is_some()
            })
    });
    before - figures.len()
}

/// "more than 100 kilometres (60 miles)": the same amount in another unit has the same bound.
fn equal_bounds(reader: &Reader, figures: &mut [Figure]) {
    for i in 1..figures.len() {
        let Some([first, second]) = figures.get_mut(i - 1..=i) else { continue };
        let aside = second.pieces.start == first.pieces.end + 1
            && reader.pieces.is(first.pieces.end, "(")
            && reader.pieces.is(second.pieces.end, ")");
        let units =
            matches!((&first.measure, &second.measure), (Measure::Unit(a), Measure::Unit(b)) if a != b);
        let exact = second.low == second.high && !second.approx;
        if aside && units && exact {
            second.approx = first.approx;
            match (first.low, first.high) {
                (None, Some(_)) => second.low = None,
                (Some(_), None) => second.high = None,
                _ => {}
            }
        }
    }
}

/// Drops the numbers of names that only the noun after them gives away: "the 787 Dreamliner", "9 Harbour Road", "two
/// 737 jets" (the jets are counted once).
fn drop_names(reader: &Reader, figures: &mut Vec<Figure>) {
    let mut last = None;
    figures.retain(|figure| {
        if figure.measure != Measure::Count {
            last = None;
            return true;
        }
        let noun = reader.counted(figure);
        let word = noun.and_then(|n| reader.analysis.words.get(n));
        let name = word.is_some_and(|w| w.xpos == Xpos::Nnp) && figure.low.is_some_and(|n| n < 10_000.0);
        let again = noun.is_some() && noun == last;
        last = noun;
        !name && !again
    });
}

/// A figure with what it counts and who says so.
fn amount(
    reader: &Reader,
    figure: &Figure,
    index: usize,
    cell: Option<&Cell>,
    contents: &Contents<'_>,
) -> Amount {
    let span = reader.pieces.span(&figure.pieces);
    let noun = match (&figure.measure, cell) {
        (Measure::Count, Some(cell)) => reader.counted_in(figure, cell.span),
        (Measure::Count, None) => reader.counted(figure),
        _ => None,
    };
    let (unit, confidence) = match &figure.measure {
        Measure::Unit(name) => (Some(name.clone()), 0.95),
        Measure::Fraction => (Some("fraction".to_owned()), 0.9),
        Measure::Age => (Some("year of age".to_owned()), 0.9),
        Measure::Count => match (noun, cell) {
            (Some(noun), _) => (reader.unit_with_rate(noun, span.end), 0.85),
            (None, Some(cell)) => (cell.unit(reader.pieces.text, reader.words), 0.7),
            (None, None) => (None, 0.6),
        },
    };
    let of = match &figure.measure {
        Measure::Count => noun.and_then(|noun| reader.phrase(noun, span)),
        Measure::Age => None,
        Measure::Unit(_) | Measure::Fraction => {
            let of = reader.pieces.is(figure.pieces.end, "of") || figure.measure == Measure::Fraction;
            if of { reader.whole(figure) } else { None }
        }
    };
    let of = match (of, cell) {
        (None, Some(cell)) => cell.of(),
        (of, _) => of.into_iter().collect(),
    };
    Amount {
        id: format!("q{}", index + 1),
        span,
        low: figure.low,
        high: figure.high,
        approx: figure.approx,
        unit,
        of,
        share_of: None,
        befell: reader.befell(figure, noun),
        change: None,
        when: None,
        according_to: relations::according_to(span, contents),
        confidence,
    }
}
