//! Deadlines: a day or a length of time, a word before it that makes it an end, and a duty above it.
//!
//! "ordered the mills to close their sluices by May 3" has all three; "by 2018 the economy had shrunk" has no
//! duty and is none.

use super::words::{Binding, Outlooks};
use super::{carrier, innermost, words_of};
use crate::attribution::Contents;
use crate::lexicon::Lexicon;
use crate::tree::{
    ancestors, children, head, introducers, is, is_passive, is_to_infinitive, lemma, relation, subject, upos,
};
use dunlin_language::{Analysis, Deprel, Upos, Xpos};
use dunlin_record::{Article, Attribution, Deadline, Span, TimeExpression, TimeType};
use std::ops::Range;

/// All deadlines, in text order.
pub fn deadlines(
    article: &Article,
    a: &Analysis,
    lexicon: &Lexicon,
    times: &[TimeExpression],
    attributions: &[Attribution],
) -> Vec<Deadline> {
    let reader = Reader { article, a, words: &lexicon.outlook };
    let contents = Contents::new(attributions);
    let mut out: Vec<Deadline> = times
        .iter()
        .filter_map(|time| reader.read(time))
        .map(|mut deadline| {
            deadline.according_to = innermost(&contents, deadline.span);
            deadline
        })
        .collect();
    out.sort_by_key(|deadline| deadline.span);
    out
}

struct Reader<'a> {
    article: &'a Article,
    a: &'a Analysis,
    words: &'a Outlooks,
}

/// A duty: the verb that says what must be done, and who binds whom.
struct Duty {
    task: usize,
    who: Option<usize>,
    set_by: Option<usize>,
}

impl Reader<'_> {
    fn read(&self, time: &TimeExpression) -> Option<Deadline> {
        let words = words_of(self.a, time)?;
        let core = carrier(self.a, &words);
        if let Some(deadline) = self.named(time, &words, core) {
            return Some(deadline);
        }
        let before = self.before(&words, time.kind)?;
        let whole = before..words.end;
        let duty = self.duty(core)?;
        // "until Friday" ends a leave that is given or had ("has until Friday to reply"), not what lasts till then.
        if self.lower(before) == "until"
            && !ancestors(self.a, core).take(2).any(|w| matches!(lemma(self.a, w), "give" | "have" | "get"))
        {
            return None;
        }
        let what = self.task_words(duty.task, &whole, duty.who);
        Some(Deadline {
            span: self.a.span(&whole),
            date: self.date(time),
            time: Some(time.id.clone()),
            who: duty.who.and_then(|w| self.phrase(w, duty.task)),
            what,
            set_by: duty.set_by.and_then(|w| self.phrase(w, duty.task)),
            according_to: None,
        })
    }

    /// "a deadline of Friday", "the Friday deadline", "the deadline is Friday".
    fn named(&self, time: &TimeExpression, words: &Range<usize>, core: usize) -> Option<Deadline> {
        if !matches!(time.kind, TimeType::Date | TimeType::Time) {
            return None;
        }
        let is_deadline = |w: usize| self.words.binds(lemma(self.a, w), Binding::Noun);
        let up = head(self.a, core)?;
        let noun = if is_deadline(up) {
            up
        } else if is_deadline(core) {
            core
        } else {
            // "the deadline is Friday", "the ultimatum expires on Friday".
            let subject =
                self.a.children(core).chain(self.a.children(up)).find(|&c| is(self.a, c, Deprel::Nsubj));
            let expires =
                matches!(lemma(self.a, up), "expire" | "end" | "lapse" | "pass" | "be" | "fall" | "set")
                    || children(self.a, core, Deprel::Cop).next().is_some();
            subject.filter(|&s| is_deadline(s) && expires)?
        };
        let start = introducers(self.a, core).filter(|&i| i < words.start && i + 2 >= words.start).min();
        let whole = start.unwrap_or(words.start)..words.end;
        let inside = |preposition: &'static [&'static str]| {
            children(self.a, noun, Deprel::Nmod).chain(children(self.a, noun, Deprel::Acl)).find(|&c| {
                c != core && introducers(self.a, c).any(|i| preposition.contains(&lemma(self.a, i)))
            })
        };
        let setter = head(self.a, noun)
            .filter(|&v| {
                is(self.a, noun, Deprel::Obj)
                    && matches!(lemma(self.a, v), "set" | "give" | "impose" | "face" | "issue")
            })
            .filter(|&v| lemma(self.a, v) != "face")
            .and_then(|v| subject(self.a, v));
        Some(Deadline {
            span: self.a.span(&whole),
            date: self.date(time),
            time: Some(time.id.clone()),
            who: None,
            what: inside(&["for", "to"]).and_then(|w| self.phrase(w, noun)),
            set_by: setter.and_then(|w| self.phrase(w, noun)),
            according_to: None,
        })
    }

    /// Where the word that makes the time an end begins: "by", "no later than", "within" before a length.
    fn before(&self, words: &Range<usize>, kind: TimeType) -> Option<usize> {
        self.words.before().iter().find_map(|(before, class)| {
            let fits = match class {
                Binding::BeforeLength => kind == TimeType::Duration,
                _ => matches!(kind, TimeType::Date | TimeType::Time),
            };
            // "by the end of May": an article may stand between.
            [0, 1].into_iter().find_map(|gap| {
                let end = words.start.checked_sub(gap)?;
                let start = end.checked_sub(before.len())?;
                let between_fits = (end..words.start).all(|w| upos(self.a, w) == Upos::Det);
                let same = (start..end).zip(before).all(|(w, wanted)| self.lower(w) == *wanted);
                (fits && between_fits && same && self.a.sentence_of(start) == self.a.sentence_of(words.start))
                    .then_some(start)
            })
        })
    }

    /// The duty that the time `core` is the end of.
    fn duty(&self, core: usize) -> Option<Duty> {
        let task = ancestors(self.a, core).find(|&w| matches!(upos(self.a, w), Upos::Verb | Upos::Aux))?;
        // The time must hang on the task itself or inside its noun phrases, not on a clause below it.
        for w in std::iter::once(task).chain(ancestors(self.a, task)) {
            if let Some(duty) = self.duty_at(w, task) {
                return Some(duty);
            }
            // Up a row of verbs and from an infinitive to what governs it, no further.
            let goes_on = is(self.a, w, Deprel::Conj)
                || is(self.a, w, Deprel::Xcomp)
                || is(self.a, w, Deprel::Ccomp)
                || (is(self.a, w, Deprel::Acl) && is_to_infinitive(self.a, w))
                || (is(self.a, w, Deprel::Advcl) && is_to_infinitive(self.a, w));
            // "required states to send": the infinitive may hang on the one who is bound.
            let bound = upos(self.a, w) == Upos::Noun
                && (is(self.a, w, Deprel::Obj)
                    || is(self.a, w, Deprel::Iobj)
                    || relation(self.a, w) == Deprel::NsubjPass)
                && head(self.a, task) == Some(w);
            let goes_on = goes_on || bound;
            if !goes_on {
                break;
            }
        }
        None
    }

    /// "threatened a strike if the council did not sign by Friday", "will walk out unless it signs by Friday": who must
    /// avert what is threatened.
    fn averting(&self, task: usize) -> Option<Duty> {
        let marked = |wanted: &str| children(self.a, task, Deprel::Mark).any(|m| lemma(self.a, m) == wanted);
        let negated = self
            .a
            .children(task)
            .any(|c| is(self.a, c, Deprel::Advmod) && matches!(lemma(self.a, c), "not" | "n't" | "never"));
        if !is(self.a, task, Deprel::Advcl) || !(marked("unless") || marked("if") && negated) {
            return None;
        }
        let threat = head(self.a, task).filter(|&up| matches!(upos(self.a, up), Upos::Verb))?;
        let ahead = self.words.binds(lemma(self.a, threat), Binding::Threatens)
            || self.a.children(threat).any(|c| {
                is(self.a, c, Deprel::Aux) && matches!(lemma(self.a, c), "will" | "would" | "shall")
            });
        ahead.then(|| Duty { task, who: subject(self.a, task), set_by: subject(self.a, threat) })
    }

    fn duty_at(&self, w: usize, task: usize) -> Option<Duty> {
        if w == task
            && let Some(duty) = self.averting(task)
        {
            return Some(duty);
        }
        let verb = lemma(self.a, w);
        let modal = self
            .a
            .children(w)
            .any(|c| is(self.a, c, Deprel::Aux) && self.words.binds(lemma(self.a, c), Binding::Modal));
        if modal && (w == task || is(self.a, task, Deprel::Conj)) {
            return Some(Duty { task, who: subject(self.a, w), set_by: None });
        }
        // "will have shrunk by May" tells, it does not bind.
        let governs = w != task;
        let infinitive = is_to_infinitive(self.a, task) || self.is_subjunctive(task);
        if governs && infinitive && self.words.binds(verb, Binding::Binds) {
            return Some(Duty { task, who: subject(self.a, w), set_by: None });
        }
        if governs && infinitive && self.imposes(w) {
            let own = self.a.children(task).find(|&c| is(self.a, c, Deprel::Nsubj));
            let object = self.a.children(w).find(|&c| {
                is(self.a, c, Deprel::Obj)
                    || is(self.a, c, Deprel::Iobj)
                    || (relation(self.a, c) == Deprel::NsubjPass)
                    || (is(self.a, c, Deprel::Obl)
                        && introducers(self.a, c).any(|i| lemma(self.a, i) == "on"))
            });
            let set_by = if is_passive(self.a, w) {
                self.a
                    .children(w)
                    .find(|&c| introducers(self.a, c).any(|i| lemma(self.a, i) == "by") && !self.is_time(c))
            } else {
                subject(self.a, w)
            };
            return Some(Duty { task, who: own.or(object), set_by: set_by.filter(|&s| Some(s) != object) });
        }
        // "gave the mayor until Friday to resign": the time hangs on the imposing verb itself.
        // "has until Friday to reply".
        if !governs && verb == "have" {
            let task = self.a.children(w).find(|&c| is_to_infinitive(self.a, c))?;
            return Some(Duty { task, who: subject(self.a, w), set_by: None });
        }
        // "promised to pay by Friday", with the time on the promise.
        if !governs && self.words.binds(verb, Binding::Binds) {
            let task = children(self.a, w, Deprel::Xcomp).find(|&c| is_to_infinitive(self.a, c))?;
            return Some(Duty { task, who: subject(self.a, w), set_by: None });
        }
        if !governs && verb == "give" {
            let task = self.a.children(w).find(|&c| is_to_infinitive(self.a, c))?;
            let who = self.a.children(w).find(|&c| is(self.a, c, Deprel::Iobj) || is(self.a, c, Deprel::Obj));
            return Some(Duty { task, who, set_by: subject(self.a, w) });
        }
        // "required to send home … by", read with the time on the imposing verb.
        if !governs && self.imposes(w) {
            let clause =
                self.a.children(w).find(|&c| is(self.a, c, Deprel::Xcomp) || is(self.a, c, Deprel::Ccomp));
            // "called on the state to pay", with the infinitive hung on the state.
            let bound = self.a.children(w).find_map(|c| {
                let placed = is(self.a, c, Deprel::Obj) || is(self.a, c, Deprel::Obl);
                let task =
                    children(self.a, c, Deprel::Acl).find(|&t| t > c && is_to_infinitive(self.a, t))?;
                placed.then_some((c, task))
            });
            let task = clause.or(bound.map(|(_, task)| task))?;
            let who = self
                .a
                .children(w)
                .find(|&c| is(self.a, c, Deprel::Obj) || relation(self.a, c) == Deprel::NsubjPass)
                .or(bound.map(|(who, _)| who));
            let set_by = if is_passive(self.a, w) { None } else { subject(self.a, w) };
            return Some(Duty { task, who, set_by });
        }
        None
    }

    fn imposes(&self, w: usize) -> bool {
        let verb = lemma(self.a, w);
        self.words.binds(verb, Binding::Imposes)
            || self.a.children(w).any(|c| {
                introducers(self.a, c)
                    .any(|i| self.words.binds(&format!("{verb} {}", lemma(self.a, i)), Binding::Imposes))
            })
    }

    /// "demanded that the firm pay": a bare form after "that".
    fn is_subjunctive(&self, w: usize) -> bool {
        // A plural's bare form looks like its present: "requested that the parties file".
        let plural =
            || subject(self.a, w).and_then(|s| self.a.words.get(s)).is_some_and(|s| s.xpos == Xpos::Nns);
        let bare = |xpos: Xpos| xpos == Xpos::Vb || xpos == Xpos::Vbp && plural();
        self.a.words.get(w).is_some_and(|word| bare(word.xpos))
            && !self.a.children(w).any(|c| is(self.a, c, Deprel::Aux))
    }

    fn is_time(&self, w: usize) -> bool {
        upos(self.a, w) == Upos::Num || self.lower(w).chars().all(|c| c.is_ascii_digit())
    }

    fn date(&self, time: &TimeExpression) -> Option<String> {
        match time.kind {
            TimeType::Date | TimeType::Time => time.value.clone(),
            _ => None,
        }
    }

    /// What must be done: the task's words without the deadline, its subject and clauses of purpose.
    fn task_words(&self, task: usize, deadline: &Range<usize>, who: Option<usize>) -> Option<String> {
        let mut drop: Vec<usize> = deadline.clone().collect();
        for c in self.a.children(task) {
            let aside = is(self.a, c, Deprel::Nsubj)
                || is(self.a, c, Deprel::Mark)
                || is(self.a, c, Deprel::Aux)
                || is(self.a, c, Deprel::Advcl)
                || is(self.a, c, Deprel::Conj)
                || is(self.a, c, Deprel::Parataxis)
                // What is to be done, not what is feared: "if the mill did not reopen the gate".
                || (is(self.a, task, Deprel::Advcl)
                    && is(self.a, c, Deprel::Advmod)
                    && matches!(lemma(self.a, c), "not" | "n't"))
                || Some(c) == who;
            if aside {
                drop.extend(self.a.subtree(c));
            }
        }
        let kept: Vec<usize> = self.a.subtree(task).into_iter().filter(|w| !drop.contains(w)).collect();
        self.text(&crate::tree::runs(&kept))
    }

    fn phrase(&self, w: usize, beside: usize) -> Option<String> {
        let case: Vec<usize> = introducers(self.a, w).collect();
        let mut words: Vec<usize> = self.a.subtree(w).into_iter().filter(|x| !case.contains(x)).collect();
        // A clause that hangs on the noun, and the task itself, are no part of the name.
        for c in self.a.children(w).filter(|&c| is(self.a, c, Deprel::Acl) || c == beside) {
            let clause = self.a.subtree(c);
            words.retain(|x| clause.binary_search(x).is_err());
        }
        self.text(&crate::tree::runs(&words))
    }

    fn text(&self, runs: &[Range<usize>]) -> Option<String> {
        let parts: Vec<&str> = runs
            .iter()
            .map(|run| {
                self.a
                    .span(run)
                    .of(&self.article.text)
                    .trim_matches(|c: char| c.is_whitespace() || ",.;:".contains(c))
            })
            .filter(|part| !part.is_empty())
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    fn lower(&self, w: usize) -> String {
        self.a.words.get(w).map_or(Span::default(), |word| word.span).of(&self.article.text).to_lowercase()
    }
}
