//! Amounts: every number as the text bounds it, with its unit, what is counted, its change, its time and its source.
//!
//! A grammar over words finds figures (`figures`): digits and number words, fractions, ranges, bounds, money, units of
//! measure. The dependency tree then tells what is counted, and words of change tie figures into series
//! (`relations`): "rose from about 840 in 2011 to 1,275" is one series with two ends. Ordinals, dates and
//! numbers inside names are not amounts. Units, currencies and bounds stand in `lexicon/amounts/`.

mod figures;
mod relations;
#[cfg(test)]
mod tests;
mod words;

pub use words::Words;

use crate::pieces::Pieces;
use dunlin_language::{Analysis, Xpos};
use dunlin_record::{Amount, Article, Attribution, Span, TimeExpression, TimeType};
use figures::{Figure, Measure, Reader};

/// All amounts of `article`, in text order.
pub fn read(
    article: &Article,
    analysis: &Analysis,
    words: &Words,
    times: &[TimeExpression],
    attributions: &[Attribution],
) -> Vec<Amount> {
    let pieces = Pieces::new(&article.text, analysis);
    // A length of time with a number is an amount of time; a date, a time of day and a set are not.
    let dated: Vec<Span> = times.iter().filter(|t| t.kind != TimeType::Duration).map(|t| t.span).collect();
    let mut named = vec![false; analysis.words.len()];
    for name in analysis.names.iter().filter(|n| n.words.len() > 1) {
        named.iter_mut().take(name.words.end).skip(name.words.start).for_each(|n| *n = true);
    }
    let reader = Reader { pieces: &pieces, words, analysis, dated: &dated, named };
    let mut figures = reader.read_all();
    drop_names(&reader, &mut figures);
    let mut amounts: Vec<Amount> =
        figures.iter().enumerate().map(|(i, figure)| amount(&reader, figure, i, attributions)).collect();
    reader.changes(&figures, times, &mut amounts);
    relations::shares(&reader, &figures, &mut amounts);
    for (i, amount) in amounts.iter_mut().enumerate() {
        amount.when = reader.when(&figures, i, times);
    }
    amounts
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
fn amount(reader: &Reader, figure: &Figure, index: usize, attributions: &[Attribution]) -> Amount {
    let span = reader.pieces.span(&figure.pieces);
    let noun = if matches!(figure.measure, Measure::Count) { reader.counted(figure) } else { None };
    let (unit, confidence) = match &figure.measure {
        Measure::Unit(name) => (Some(name.clone()), 0.95),
        Measure::Fraction => (Some("fraction".to_owned()), 0.9),
        Measure::Age => (Some("year of age".to_owned()), 0.9),
        Measure::Count => match noun {
            Some(noun) => (reader.unit_of(noun), 0.85),
            None => (None, 0.6),
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
    Amount {
        id: format!("q{}", index + 1),
        span,
        low: figure.low,
        high: figure.high,
        approx: figure.approx,
        unit,
        of: of.into_iter().collect(),
        share_of: None,
        befell: reader.befell(figure, noun),
        change: None,
        when: None,
        according_to: relations::according_to(span, attributions),
        confidence,
    }
}
