//! Precedents: what sets a thing beside the past. "The first since 1990", "the worst in a decade", "not seen since",
//! "longer than the previous strike in May", "much like the flood of 2009", "a record catch".

use super::words::{Outlooks, Rank};
use super::{innermost, is_taken, times_in, words_of};
use crate::attribution::Contents;
use crate::lexicon::Lexicon;
use crate::tree::{ancestors, children, head, introducers, is, lemma, relation, upos, word};
use dunlin_language::{Analysis, Deprel, Upos, Xpos};
use dunlin_record::{Attribution, Precedent, PrecedentKind, TimeExpression, TimeType};
use std::ops::Range;

/// All precedents, in text order.
pub fn precedents(
    a: &Analysis,
    lexicon: &Lexicon,
    times: &[TimeExpression],
    attributions: &[Attribution],
) -> Vec<Precedent> {
    let reader = Reader { a, words: &lexicon.outlook, times };
    let contents = Contents::new(attributions);
    let mut out: Vec<Precedent> = Vec::new();
    for w in 0..a.words.len() {
        let Some((kind, words)) =
            reader.ranked(w).or_else(|| reader.unseen(w)).or_else(|| reader.compared(w))
        else {
            continue;
        };
        let span = a.span(&words);
        if span.is_empty() || is_taken(&out, |other| other.span, a, w, span) {
            continue;
        }
        let according_to = innermost(&contents, span);
        out.push(Precedent { span, kind, since: reader.since(&words, kind), according_to });
    }
    out.sort_by_key(|precedent| precedent.span);
    out
}

struct Reader<'a> {
    a: &'a Analysis,
    words: &'a Outlooks,
    times: &'a [TimeExpression],
}

impl<'a> Reader<'a> {
    /// The times of the sentence that holds word `w`.
    fn times_here(&self, w: usize) -> impl Iterator<Item = &'a TimeExpression> + use<'a> {
        let sentence = self.a.sentence_of(w).and_then(|s| self.a.sentences.get(s));
        times_in(self.times, sentence.map(|s| s.span).unwrap_or_default())
    }

    /// "the first time in three decades", "the worst flood since 1990", "a record catch".
    fn ranked(&self, w: usize) -> Option<(PrecedentKind, Range<usize>)> {
        let a = self.a;
        let tag = word(a, w)?.xpos;
        let superlative = tag == Xpos::Jjs
            || (tag == Xpos::Jj
                && children(a, w, Deprel::Advmod).any(|c| matches!(lemma(a, c), "most" | "least") && c < w));
        let kind = if self.words.ranks(lemma(a, w), Rank::First) && is(a, w, Deprel::Amod) {
            PrecedentKind::First
        } else if superlative && self.is_scale(lemma(a, w)) {
            PrecedentKind::Largest
        } else if lemma(a, w) == "record" && (is(a, w, Deprel::Compound) || is(a, w, Deprel::Amod)) {
            let noun = head(a, w).filter(|&n| n > w)?;
            let counted = matches!(
                lemma(a, noun),
                "high"
                    | "low"
                    | "level"
                    | "number"
                    | "price"
                    | "loss"
                    | "profit"
                    | "rain"
                    | "rainfall"
                    | "heat"
                    | "temperature"
                    | "turnout"
                    | "time"
                    | "sum"
                    | "amount"
                    | "catch"
                    | "harvest"
                    | "year"
                    | "deficit"
                    | "surplus"
                    | "sale"
                    | "growth"
                    | "total"
                    | "crowd"
                    | "attendance"
                    | "unemployment"
            );
            return counted.then(|| (PrecedentKind::Largest, self.noun_phrase(noun)));
        } else {
            return None;
        };
        // The noun that is ranked, or the adjective itself when it stands alone ("the worst in a decade").
        let noun = if is(a, w, Deprel::Amod) { head(a, w)? } else { w };
        if lemma(a, w) == "unprecedented" {
            return Some((kind, self.noun_phrase(noun)));
        }
        let words = self.noun_phrase(noun);
        let time_noun = kind == PrecedentKind::First && lemma(a, noun) == "time";
        let whole = self.with_since(&words, w);
        (self.has_scope(&whole, w) || (time_noun && self.is_event_time(noun))).then_some((kind, whole))
    }

    /// Whether an adjective is one of size, by its lemma or by what the model left of a superlative: "biggest", "hott".
    fn is_scale(&self, lemma: &str) -> bool {
        let known = |word: &str| self.words.ranks(word, Rank::Largest);
        let stem = lemma.strip_suffix("est").unwrap_or(lemma);
        let shorter = stem.char_indices().next_back().map_or("", |(at, _)| stem.get(..at).unwrap_or(""));
        // "slow", "bigg", "larg", "deadli".
        known(stem) || known(shorter) || known(&format!("{stem}e")) || known(&format!("{shorter}y"))
    }

    /// "not seen since 2009".
    fn unseen(&self, w: usize) -> Option<(PrecedentKind, Range<usize>)> {
        let a = self.a;
        if !self.words.ranks(lemma(a, w), Rank::Unseen) {
            return None;
        }
        let not = a
            .children(w)
            .find(|&c| is(a, c, Deprel::Advmod) && matches!(lemma(a, c), "not" | "n't" | "never"));
        if lemma(a, w) != "unseen" && not.is_none() {
            return None;
        }
        let since = a.children(w).find(|&c| c > w && introducers(a, c).any(|i| lemma(a, i) == "since"));
        let end = match since {
            Some(since) => a.subtree(since).last()? + 1,
            // "unseen since 2009" however the year hangs in the tree.
            None => {
                let beside = |t: &Range<usize>| t.start == w + 2 && lemma(a, w + 1) == "since";
                self.times_here(w).filter_map(|time| words_of(a, time)).find(beside)?.end
            }
        };
        Some((PrecedentKind::Since, not.unwrap_or(w).min(w)..end))
    }

    /// "longer than the previous strike in May", "much like the flood of 2009".
    fn compared(&self, w: usize) -> Option<(PrecedentKind, Range<usize>)> {
        let a = self.a;
        let comparative = word(a, w).is_some_and(|x| matches!(x.xpos, Xpos::Jjr | Xpos::Rbr))
            || children(a, w, Deprel::Advmod).any(|c| matches!(lemma(a, c), "more" | "less") && c < w);
        let similar = self.words.ranks(lemma(a, w), Rank::Similar);
        if !comparative && !similar {
            return None;
        }
        let preposition = if similar { "to" } else { "than" };
        let sentence = a.sentence_of(w)?;
        if let Some(words) = self.than_then(w).filter(|_| comparative) {
            return Some((PrecedentKind::Compared, words));
        }
        // The thing compared with hangs on the adjective, or on the noun or verb that the adjective stands at.
        let other = a.children(w).chain(head(a, w).into_iter().flat_map(|h| a.children(h))).find(|&c| {
            // The preposition may hang on an owner inside: "to the mayor's first speech".
            let opens =
                a.subtree(c).first().is_some_and(|&first| lemma(a, first) == preposition && first > w);
            c > w && c - w <= 20 && opens
        })?;
        let inside = a.subtree(other);
        let end = inside.last()? + 1;
        let start = a.children(w).filter(|&c| c < w && is(a, c, Deprel::Advmod)).min().unwrap_or(w);
        let earlier = inside.iter().any(|&x| self.words.ranks(lemma(a, x), Rank::Earlier));
        let dated = self.times_here(w).any(|time| {
            matches!(time.kind, TimeType::Date)
                && words_of(a, time).is_some_and(|t| inside.contains(&t.start) && t.start > w)
        });
        // An amount is no earlier thing: "more than 30 days".
        let counted = upos(a, other) == Upos::Num || children(a, other, Deprel::Nummod).next().is_some();
        // "the previous strike in May", read with the month beside it: the time that follows dates the earlier thing.
        let next = self
            .times_here(w)
            .filter_map(|time| words_of(a, time))
            .find(|t| t.start == end || (t.start == end + 1 && upos(a, end) == Upos::Adp));
        let next_dated = next.clone().filter(|t| a.sentence_of(t.start) == Some(sentence));
        let end = next.filter(|t| earlier && a.sentence_of(t.start) == Some(sentence)).map_or(end, |t| t.end);
        // "comparable to the one in 2013", however the year hangs in the tree.
        let (end, dated) = match next_dated.filter(|_| similar && !dated) {
            Some(time) => (time.end, true),
            None => (end, dated),
        };
        let fine = (earlier || dated) && !counted && a.sentence_of(end - 1) == Some(sentence);
        fine.then(|| (PrecedentKind::Compared, self.cut(start..end, w)))
    }

    /// "higher than a year earlier", "lower than in 2009": a time itself is what is compared with. "more than a year ago"
    /// only says when.
    fn than_then(&self, w: usize) -> Option<Range<usize>> {
        let a = self.a;
        let bound =
            matches!(lemma(a, w), "more" | "less" | "much" | "many" | "little" | "few" | "late" | "early");
        if upos(a, w) != Upos::Adj || bound || lemma(a, w + 1) != "than" {
            return None;
        }
        let first = w + 2 + usize::from(upos(a, w + 2) == Upos::Adp);
        let time = self
            .times_here(w)
            .filter(|time| time.kind == TimeType::Date)
            .filter_map(|time| words_of(a, time))
            .find(|words| words.start == first)?;
        (a.sentence_of(time.start) == a.sentence_of(w)).then_some(w..time.end)
    }

    /// The noun phrase as one run, from its first word to the last of its subtree.
    fn noun_phrase(&self, noun: usize) -> Range<usize> {
        let words = self.a.subtree(noun);
        let case: Vec<usize> = introducers(self.a, noun).collect();
        let start = words
            .iter()
            .copied()
            .find(|w| !case.contains(w) && upos(self.a, *w) != Upos::Punct)
            .unwrap_or(noun);
        let mut end = words.last().map_or(noun, |&w| w) + 1;
        // A predicate noun's subtree holds its whole clause: begin at its own determiner.
        let begins = self
            .a
            .children(noun)
            .filter(|&c| {
                c < noun
                    && matches!(
                        relation(self.a, c),
                        Deprel::Det
                            | Deprel::NmodPoss
                            | Deprel::Amod
                            | Deprel::Compound
                            | Deprel::Nummod
                            | Deprel::Advmod
                    )
            })
            .map(|c| self.a.subtree(c).first().copied().unwrap_or(c))
            .min()
            .unwrap_or(noun);
        // Clauses that are only joined to it end it.
        for c in self.a.children(noun).filter(|&c| c > noun) {
            if matches!(
                relation(self.a, c),
                Deprel::Parataxis | Deprel::Conj | Deprel::Appos | Deprel::Cc | Deprel::Punct
            ) {
                let first = self.a.subtree(c).first().copied().unwrap_or(c);
                if first > noun {
                    end = end.min(first);
                }
            }
        }
        start.max(begins)..end.max(noun + 1)
    }

    /// The phrase, lengthened to a "since …" or "in three decades" that the parser hung on the verb.
    fn with_since(&self, words: &Range<usize>, w: usize) -> Range<usize> {
        let a = self.a;
        let verb = ancestors(a, w).find(|&up| !words.contains(&up));
        let later = verb.into_iter().flat_map(|v| a.children(v)).find(|&c| {
            c >= words.end
                && introducers(a, c)
                    .any(|i| lemma(a, i) == "since" || (lemma(a, i) == "in" && self.is_length(c)))
                && c - words.end <= 8
        });
        match later.and_then(|c| a.subtree(c).last().copied()) {
            Some(last) => words.start..last + 1,
            None => words.clone(),
        }
    }

    /// Whether a past is named: "since …", "in three decades", "ever", "on record", "in history".
    fn has_scope(&self, words: &Range<usize>, w: usize) -> bool {
        let a = self.a;
        words.clone().filter(|&x| x > w).any(|x| {
            let since = lemma(a, x) == "since" && (is(a, x, Deprel::Case) || is(a, x, Deprel::Mark));
            let scope = self.words.ranks(lemma(a, x), Rank::Scope)
                && (lemma(a, x) == "ever" || introducers(a, x).any(|i| matches!(lemma(a, i), "in" | "on")));
            let length = introducers(a, x).any(|i| lemma(a, i) == "in") && self.is_length(x);
            since || scope || length
        })
    }

    /// Whether `w` heads a length of time in years or more: "three decades".
    fn is_length(&self, w: usize) -> bool {
        matches!(lemma(self.a, w), "decade" | "year" | "month" | "century" | "week" | "generation")
            && self.a.children(w).any(|c| {
                is(self.a, c, Deprel::Nummod)
                    || is(self.a, c, Deprel::Det)
                    || is(self.a, c, Deprel::Amod)
                    || is(self.a, c, Deprel::Advmod)
            })
            && !self.a.children(w).any(|c| matches!(lemma(self.a, c), "this" | "last" | "next" | "the"))
    }

    /// "the first time that …", "for the first time": not "the first time he".
    fn is_event_time(&self, noun: usize) -> bool {
        introducers(self.a, noun).any(|i| lemma(self.a, i) == "for")
            || children(self.a, noun, Deprel::Cop).next().is_some()
            || (is(self.a, noun, Deprel::Obj)
                && head(self.a, noun).is_some_and(|v| lemma(self.a, v) == "mark"))
    }

    /// The run without what comes after a comma that ends the comparison.
    fn cut(&self, words: Range<usize>, from: usize) -> Range<usize> {
        let comma = words.clone().find(|&x| x > from + 2 && lemma(self.a, x) == ",");
        words.start..comma.unwrap_or(words.end).max(from + 1)
    }

    /// The earlier time: the one after "since", or the one that dates the thing compared with.
    fn since(&self, words: &Range<usize>, kind: PrecedentKind) -> Option<String> {
        let a = self.a;
        let sentence = a.sentence_of(words.start);
        let dates = || {
            self.times_here(words.start)
                .filter(|time| matches!(time.kind, TimeType::Date | TimeType::Time))
                .filter_map(|time| words_of(a, time).map(|t| (t, time)))
                .filter(|(t, _)| a.sentence_of(t.start) == sentence && t.start >= words.start)
        };
        if kind == PrecedentKind::Compared {
            return dates().find(|(t, _)| words.contains(&t.start)).and_then(|(_, time)| time.value.clone());
        }
        // A "since" may stand after a comma, outside the phrase itself.
        let sentence_end = sentence.and_then(|s| a.sentences.get(s)).map_or(words.end, |s| s.words.end);
        let since = (words.start..sentence_end).find(|&x| {
            lemma(a, x) == "since" && (x < words.end || x <= words.end + 2 || lemma(a, x - 1) == ",")
        })?;
        dates()
            .find(|(t, _)| t.start > since && t.start - since <= 8)
            .and_then(|(_, time)| time.value.clone())
    }
}
