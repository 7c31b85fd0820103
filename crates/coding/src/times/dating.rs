//! When it happened: which time expression dates what some words of a sentence tell of.
//!
//! A time dates the words it hangs on, and in English it often hangs one verb higher or beside: "Troops crossed the
//! river on Monday and burnt two villages, killing nine" dates three things once. What must not happen is that the day
//! on which somebody spoke passes for the day of what he spoke about: a time does not cross into a clause of content.

use super::Words;
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos, Xpos};
use dunlin_record::{TimeExpression, TimeType};

/// How many heads to climb from a time to the event at most.
const REACH: usize = 6;

/// The expression that dates the event shown by `words` around `trigger`, if its sentence has one.
pub fn happened<'t>(
    forest: &Forest,
    lexicon: &Words,
    times: &'t [TimeExpression],
    words: &[usize],
    trigger: usize,
) -> Option<&'t TimeExpression> {
    let sentence = forest.analysis.sentence_of(trigger);
    let span = sentence.and_then(|s| forest.analysis.sentences.get(s))?.span;
    // Times come in text order.
    let from = times.partition_point(|time| time.span.end <= span.start);
    let here: Vec<(usize, &TimeExpression)> = times
        .iter()
        .skip(from)
        .take_while(|time| time.span.start < span.end)
        .filter(|time| matches!(time.kind, TimeType::Date | TimeType::Time))
        .filter_map(|time| forest.analysis.word_at(time.span.start).map(|word| (word, time)))
        // "the current clashes" does not say when they are.
        .filter(|(word, time)| forest.upos(*word) != Upos::Adj || !at_large(time))
        .filter(|(word, _)| forest.analysis.sentence_of(*word) == sentence)
        .collect();
    nearest(forest, &here, words).or_else(|| {
        sharing(forest, lexicon, trigger).into_iter().find_map(|verb| {
            // Only what hangs on the other verb itself; in "crossed in March after the raid on Monday" Monday does not.
            here.iter().find(|(word, time)| hangs_on(forest, *word, time, verb)).map(|(_, time)| *time)
        })
    })
}

/// The time from which the fewest steps lead to the event's own words, through nouns and prepositions only; of two as
/// near, one that has a value.
fn nearest<'t>(
    forest: &Forest,
    times: &[(usize, &'t TimeExpression)],
    words: &[usize],
) -> Option<&'t TimeExpression> {
    let mut best: Option<((bool, usize), &TimeExpression)> = None;
    for &(word, time) in times {
        let Some(distance) = steps(forest, word, words) else { continue };
        let rank = (time.value.is_none(), distance);
        if best.is_none_or(|(found, _)| rank < found) {
            best = Some((rank, time));
        }
    }
    best.map(|(_, time)| time)
}

/// Whether a time is the present, the past or the future at large.
fn at_large(time: &TimeExpression) -> bool {
    time.value.as_deref().is_some_and(|value| value.ends_with("_REF"))
}

fn steps(forest: &Forest, word: usize, words: &[usize]) -> Option<usize> {
    let mut at = word;
    for distance in 0..REACH {
        if words.contains(&at) {
            return Some(distance);
        }
        let clause = match forest.deprel(at) {
            Some(Deprel::Ccomp | Deprel::Advcl | Deprel::AclRelcl | Deprel::Root) => true,
            // A day set off by commas is often hung so.
            Some(Deprel::Parataxis) => at != word,
            _ => false,
        };
        at = forest.head(at).filter(|_| !clause)?;
    }
    None
}

/// Whether the time hangs on `verb` itself.
fn hangs_on(forest: &Forest, word: usize, time: &TimeExpression, verb: usize) -> bool {
    let inside = |w: usize| time.span.contains(forest.span(w));
    let mut at = word;
    for _ in 0..REACH {
        match forest.head(at) {
            Some(head) if head == verb => return true,
            Some(head) if inside(head) => at = head,
            _ => return false,
        }
    }
    false
}

/// The verbs that share their time with `trigger`, nearest first.
fn sharing(forest: &Forest, lexicon: &Words, trigger: usize) -> Vec<usize> {
    let mut verbs = Vec::new();
    let mut at = trigger;
    for _ in 0..3 {
        let Some(head) = forest.head(at) else { break };
        let subject = forest
            .children(at)
            .iter()
            .any(|&c| forest.deprel(c).is_some_and(|d| d.is(Deprel::Nsubj) || d.is(Deprel::NsubjPass)));
        let says = forest.by(head, Deprel::Ccomp).next().is_some();
        let xpos = forest.analysis.words.get(at).map(|w| w.xpos);
        let shares = match forest.deprel(at) {
            // "The attack took place on Monday", "launched the raid on Monday".
            Some(Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj) if forest.upos(at) == Upos::Noun => {
                lexicon.phases.contains(&forest.lemma(head)) && !says
            }
            // "was killed on Monday in an attack", not "after an attack".
            Some(Deprel::Obl) if forest.upos(at) == Upos::Noun => {
                forest.upos(head) == Upos::Verb
                    && ["in", "during"].contains(&forest.case(at).as_str())
                    && !says
            }
            // "crossed the river on Monday and burnt two villages".
            Some(Deprel::Conj) => !subject && forest.upos(at) == forest.upos(head),
            // "attacked the post on Monday, killing nine".
            Some(Deprel::Advcl) => {
                xpos == Some(Xpos::Vbg) && !subject && forest.by(at, Deprel::Mark).next().is_none() && !says
            }
            Some(Deprel::Xcomp) => lexicon.phases.contains(&forest.lemma(head)),
            _ => false,
        };
        if !shares {
            break;
        }
        verbs.push(head);
        at = head;
    }
    verbs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;
    use dunlin_language::Analysis;

    /// The words of the expression that dates the first word with `lemma`.
    fn dated(tree: &str, lemma: &str) -> Option<String> {
        let (mut article, analysis): (_, Analysis) = crate::fixture::read(tree);
        article.published = Some("2019-12-30".to_owned());
        let lexicon = Lexicon::embedded().unwrap();
        let times = crate::times::read(&article, &analysis, &lexicon.times).expressions;
        let trigger = analysis.words.iter().position(|w| w.lemma == lemma).unwrap();
        let forest = Forest::new(&analysis);
        happened(&forest, &lexicon.times, &times, &[trigger], trigger)
            .map(|t| t.span.of(&article.text).to_owned())
    }

    const CROSSING: &str = "Troops troop NOUN NNS 2 nsubj\ncrossed cross VERB VBD 0 root\nthe the DET DT 4 det\nriver river NOUN NN 2 obj\n\
        on on ADP IN 6 case\nMonday Monday PROPN NNP 2 obl\nand and CCONJ CC 8 cc\nburnt burn VERB VBD 2 conj\ntwo two NUM CD 10 nummod\n\
        villages village NOUN NNS 8 obj\n, , PUNCT , 12 punct\nkilling kill VERB VBG 8 advcl\nnine nine NUM CD 12 obj\n. . PUNCT . 2 punct";

    #[test]
    fn verbs_side_by_side_share_their_day() {
        for lemma in ["cross", "burn", "kill"] {
            assert_eq!(dated(CROSSING, lemma).as_deref(), Some("Monday"), "{lemma}");
        }
    }

    #[test]
    fn the_day_of_saying_is_not_the_day_of_what_is_said() {
        let tree = "Envoys envoy NOUN NNS 2 nsubj\nsaid say VERB VBD 0 root\nMonday Monday PROPN NNP 2 obl:unmarked\n\
            troops troop NOUN NNS 5 nsubj\nburnt burn VERB VBD 2 ccomp\na a DET DT 7 det\nmill mill NOUN NN 5 obj\n. . PUNCT . 2 punct";
        assert_eq!(dated(tree, "burn"), None);
        assert_eq!(dated(tree, "say").as_deref(), Some("Monday"));
    }

    #[test]
    fn an_event_that_is_a_noun_has_the_day_of_its_verb() {
        let tree = "The the DET DT 2 det\nraid raid NOUN NN 3 nsubj\ntook take VERB VBD 0 root\nplace place NOUN NN 3 obj\n\
            on on ADP IN 6 case\nTuesday Tuesday PROPN NNP 3 obl\n. . PUNCT . 3 punct";
        assert_eq!(dated(tree, "raid").as_deref(), Some("Tuesday"));
    }

    #[test]
    fn a_conjunct_with_its_own_subject_is_dated_by_itself() {
        let tree = "Troops troop NOUN NNS 2 nsubj\nleft leave VERB VBD 0 root\nMonday Monday PROPN NNP 2 obl:unmarked\nand and CCONJ CC 6 cc\n\
            envoys envoy NOUN NNS 6 nsubj\nprotested protest VERB VBD 2 conj\n. . PUNCT . 2 punct";
        assert_eq!(dated(tree, "protest"), None);
    }
}
