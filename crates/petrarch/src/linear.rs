//! Coding as PETRARCH 1 and TABARI did: words before and behind a verb, in order.
//!
//! A verb is looked at with what stands before it in its clause and what belongs to it behind. The heaviest pattern that
//! fits gives the code, else the verb itself. The target is the first coded noun phrase behind the verb, the source the
//! coded subject, else the nearest coded noun phrase before it; a pattern's `+` and `$` go before both. A verb that codes
//! takes all that it governs: verbs in there code nothing more.

use crate::Dictionaries;
use crate::code::{Found, Side};
use crate::compose;
use crate::dates::Day;
use crate::names;
use crate::pattern::{CLOSE_AFTER, Part, Pattern, Piece};
use crate::phrase::Link;
use crate::text::Text;
use crate::verbs::{Member, Verb};
use std::collections::BTreeSet;

/// How deep verbs may govern each other.
const NESTED: usize = 4;

/// A noun phrase and the actors it stands for.
#[derive(Debug)]
struct Nominal {
    tokens: BTreeSet<usize>,
    sides: Vec<Side>,
    compound: bool,
    /// Heads of its conjuncts.
    heads: Vec<usize>,
}

/// Codes one sentence.
pub(crate) fn code(text: &Text, dictionaries: &Dictionaries, day: Option<Day>) -> Vec<Found> {
    let coder = Coder::new(text, dictionaries, day);
    let mut found: Vec<Found> = Vec::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for verb in 0..text.tokens.len() {
        if !text.is_verb(verb) || taken.contains(&verb) || coder.cut.contains(&verb) {
            continue;
        }
        if let Some((events, region)) = coder.verb(verb) {
            taken.extend(region);
            for event in events {
                if !found.iter().any(|f| {
                    f.code == event.code
                        && f.source.code == event.source.code
                        && f.target.code == event.target.code
                }) {
                    found.push(event);
                }
            }
        }
    }
    found
}

pub(crate) struct Coder<'a> {
    text: &'a Text,
    dictionaries: &'a Dictionaries,
    nominals: Vec<Nominal>,
    /// The noun phrase of a token.
    of: Vec<Option<usize>>,
    /// Tokens of short clauses between commas, which are passed over.
    cut: BTreeSet<usize>,
}

/// What a dictionary made of a verb, for explanations.
#[derive(Debug, Default)]
pub(crate) struct Look<'a> {
    /// The verb's entry.
    pub(crate) entry: Option<&'a Verb>,
    /// Patterns that fit, or at least share a word with the sentence, heaviest first, with whether they fit.
    pub(crate) near: Vec<(&'a Pattern, bool)>,
    /// The pattern taken.
    pub(crate) chosen: Option<&'a Pattern>,
    /// The code, by the pattern or the verb itself.
    pub(crate) code: Option<String>,
    /// Codes of the source and the target, where found.
    pub(crate) source: Vec<String>,
    /// See `source`.
    pub(crate) target: Vec<String>,
    /// Names at the place of a side that has no code.
    pub(crate) unknown: Vec<String>,
}

/// What a pattern bound.
#[derive(Debug, Default, Clone)]
struct Bound {
    source: Option<usize>,
    target: Option<usize>,
    /// Tokens that matched words.
    words: usize,
    /// Whether only the passive has a code: what stands behind the verb is the source.
    turned: bool,
}

impl<'a> Coder<'a> {
    pub(crate) fn new(text: &'a Text, dictionaries: &'a Dictionaries, day: Option<Day>) -> Self {
        let nominals = nominals(text, dictionaries, day);
        let mut of = vec![None; text.tokens.len()];
        for (at, nominal) in nominals.iter().enumerate() {
            for &token in &nominal.tokens {
                if let Some(slot) = of.get_mut(token)
                    && slot.is_none()
                {
                    *slot = Some(at);
                }
            }
        }
        let mut coder = Self { text, dictionaries, nominals, of, cut: BTreeSet::new() };
        coder.cut = coder.short_clauses();
        coder
    }

    fn is_border(&self, at: usize) -> bool {
        if self.text.word(at) != "," {
            return false;
        }
        // A comma inside a list of actors parts nothing.
        !self.nominals.iter().any(|n| {
            n.compound
                && n.tokens.first().is_some_and(|f| *f < at)
                && n.tokens.last().is_some_and(|l| *l > at)
        })
    }

    /// Clauses of two to eight words between two commas, or between the last comma and the end.
    fn short_clauses(&self) -> BTreeSet<usize> {
        let commas: Vec<usize> = (0..self.text.tokens.len()).filter(|&at| self.is_border(at)).collect();
        let mut cut = BTreeSet::new();
        let words = |from: usize, to: usize| {
            (from..to).filter(|&t| self.text.word(t).chars().next().is_some_and(char::is_alphabetic)).count()
        };
        for pair in commas.windows(2) {
            if let [from, to] = pair
                && (2..=8).contains(&words(*from, *to))
            {
                cut.extend(*from..*to);
            }
        }
        if let Some(&last) = commas.last()
            && (2..=8).contains(&words(last, self.text.tokens.len()))
        {
            cut.extend(last..self.text.tokens.len());
        }
        cut
    }

    /// What became of the verb at `at`: the entry, the patterns that its block tried, what was bound.
    pub(crate) fn look(&self, at: usize) -> Look<'a> {
        let Some(verb) = self.entry(at) else { return Look::default() };
        let start = at - verb.before.len().min(at);
        let end = at + verb.after.len();
        let region = self.region(at, end);
        let before = self.before(start);
        let behind: Vec<usize> =
            region.iter().copied().filter(|t| *t > end && !self.cut.contains(t)).collect();
        let behind = self.own(at, behind);
        let line = self.line(at, &behind);
        let fit = self.pattern(verb, &before, &line);
        let patterns = self.dictionaries.verbs.blocks.get(verb.block).map_or(&[][..], |b| &b.patterns);
        let near = patterns.iter().filter_map(|pattern| {
            let bound = self.fits(pattern, &before, &line);
            let met = bound.is_some() || self.shares_a_word(pattern, &before, &line);
            met.then_some((pattern, bound.is_some()))
        });
        let (bound, code) = match &fit {
            Some((pattern, bound)) => {
                let turned = pattern.mirror.as_deref().filter(|_| bound.turned);
                (bound.clone(), pattern.code.as_deref().or(turned).or(verb.code.as_deref()))
            }
            None => (Bound::default(), verb.code.as_deref()),
        };
        let target = bound.target.or_else(|| self.first_coded(&behind, None));
        let source = match target.and_then(|t| self.nominals.get(t)) {
            Some(target) => bound.source.or_else(|| self.source(at, &before, target)),
            None => bound.source.or_else(|| self.first_coded(&before, None)),
        };
        let codes = |n: Option<usize>| {
            let nominal = n.and_then(|n| self.nominals.get(n));
            nominal.map(|n| n.sides.iter().map(|s| s.code.clone()).collect()).unwrap_or_default()
        };
        let uncoded = |line: &[usize]| {
            let nominal = line.iter().filter_map(|&t| self.of.get(t).copied().flatten()).next();
            let nominal = nominal.and_then(|n| self.nominals.get(n)).filter(|n| n.sides.is_empty());
            let words =
                nominal.map(|n| n.tokens.iter().map(|&t| self.text.word(t)).collect::<Vec<_>>().join(" "));
            words.filter(|_| nominal.is_some_and(|n| n.heads.iter().any(|&h| self.text.upos(h) == "PROPN")))
        };
        Look {
            entry: Some(verb),
            near: near.collect(),
            chosen: fit.map(|(pattern, _)| pattern),
            code: code.map(str::to_owned),
            source: codes(source),
            target: codes(target),
            unknown: [
                (source.is_none()).then(|| uncoded(&before)),
                (target.is_none()).then(|| uncoded(&behind)),
            ]
            .into_iter()
            .flatten()
            .flatten()
            .collect(),
        }
    }

    /// Whether coded noun phrases stand before and behind the verb at `at`.
    pub(crate) fn between_actors(&self, at: usize) -> bool {
        let behind: Vec<usize> = self.region(at, at).into_iter().filter(|t| *t > at).collect();
        self.first_coded(&self.before(at), None).is_some() && self.first_coded(&behind, None).is_some()
    }

    /// Whether the verb stands in a short clause between commas, which is passed over.
    pub(crate) fn is_cut(&self, at: usize) -> bool {
        self.cut.contains(&at)
    }

    /// Whether some word that the pattern asks for stands in the lines.
    fn shares_a_word(&self, pattern: &Pattern, before: &[usize], behind: &[usize]) -> bool {
        let mut parts = Vec::new();
        flatten(&pattern.before, &mut parts, &mut Link::Open);
        flatten(&pattern.after, &mut parts, &mut Link::Open);
        let lines = || before.iter().chain(behind);
        parts.iter().any(|(part, _)| match part {
            Part::Word(word) => lines().any(|&t| self.text.word(t) == word),
            Part::Set(name) => {
                self.dictionaries.verbs.sets.get(name).into_iter().flatten().any(|member| match member {
                    Member::Words(phrase) => {
                        phrase.words.first().is_some_and(|(w, _)| lines().any(|&t| self.text.word(t) == w))
                    }
                    Member::Pieces(_) => false,
                })
            }
            _ => false,
        })
    }

    /// Codes the verb at `at`; `None` when the dictionary says nothing of it. Returns what it takes with it.
    fn verb(&self, at: usize) -> Option<(Vec<Found>, BTreeSet<usize>)> {
        self.verb_to(at, NESTED)
    }

    fn verb_to(&self, at: usize, depth: usize) -> Option<(Vec<Found>, BTreeSet<usize>)> {
        let verb = self.entry(at)?;
        let start = at - verb.before.len().min(at);
        let end = at + verb.after.len();
        let region = self.region(at, end);
        let before = self.before(start);
        let behind: Vec<usize> =
            region.iter().copied().filter(|t| *t > end && !self.cut.contains(t)).collect();
        let behind = self.own(at, behind);
        let fit = self.pattern(verb, &before, &self.line(at, &behind));
        let (code, mirror, rule, bound) = match fit {
            Some((pattern, bound)) if pattern.code.is_some() => {
                (pattern.code.as_deref(), pattern.mirror.as_deref(), (pattern.file, pattern.line), bound)
            }
            Some((pattern, bound)) if bound.turned => {
                (pattern.mirror.as_deref(), None, (pattern.file, pattern.line), bound)
            }
            _ => (verb.code.as_deref(), verb.mirror.as_deref(), (verb.file, verb.line), Bound::default()),
        };
        if self.dictionaries.verbs.second
            && let Some(composed) = self.composed(at, verb, code, rule, &before, depth)
        {
            return Some((composed, region));
        }
        let code = code?;
        // PETRARCH 2 means the passive by the second code, not the mirror image.
        let mirror = mirror.filter(|m| !self.dictionaries.verbs.second || *m == code);
        let modal = self.dictionaries.verbs.second.then(|| self.modal(at, code)).flatten();
        let code = match &modal {
            Some(None) => return Some((Vec::new(), region)),
            Some(Some(other)) => other.as_str(),
            None => code,
        };
        let events = self.events(at, code, mirror, rule, &bound, &before, &behind, &region);
        Some((events, region))
    }

    /// Of what stands behind a verb, what is its own. PETRARCH 2's patterns ask for nouns of the verb's own phrase; what
    /// a further verb in there governs is that verb's ("wants to help": no help is wanted).
    fn own(&self, at: usize, behind: Vec<usize>) -> Vec<usize> {
        // Of a passive all counts: who did it may stand far behind "by".
        if !self.dictionaries.verbs.second || self.text.is_passive(at) {
            return behind;
        }
        let top = match self.text.relation(at) {
            "aux" | "cop" => self.text.head(at).unwrap_or(at),
            _ => at,
        };
        let clause = |w: usize| {
            self.text.is_verb(w)
                && matches!(self.text.relation(w), "xcomp" | "ccomp" | "advcl" | "parataxis" | "conj")
        };
        let foreign = |token: usize| {
            let mut word = token;
            for _ in 0..self.text.tokens.len() {
                if word == at || word == top {
                    return false;
                }
                if clause(word) {
                    return true;
                }
                match self.text.head(word) {
                    Some(up) => word = up,
                    None => return false,
                }
            }
            false
        };
        behind.into_iter().filter(|&t| !foreign(t)).collect()
    }

    /// The words in which a pattern's hind part is sought. In PETRARCH 2 the subject of a passive is what the active verb
    /// has behind it: "the civilians were released".
    fn line(&self, at: usize, behind: &[usize]) -> Vec<usize> {
        let mut line = Vec::new();
        if self.dictionaries.verbs.second && self.text.is_passive(at) {
            let subject = self.text.subject(at).and_then(|s| self.of.get(s).copied().flatten());
            let subject = subject.and_then(|n| self.nominals.get(n));
            line.extend(subject.into_iter().flat_map(|n| n.tokens.iter().copied()).filter(|&t| t < at));
        }
        line.extend(behind);
        line
    }

    /// What "will" and "not" make of a code; `None` where neither stands there, `Some(None)` where no event is left.
    fn modal(&self, at: usize, code: &str) -> Option<Option<String>> {
        let top = match self.text.relation(at) {
            "aux" | "cop" => self.text.head(at).unwrap_or(at),
            _ => at,
        };
        let beside =
            |words: &[&str]| self.text.children(top).iter().any(|&c| words.contains(&self.text.word(c)));
        let ahead = beside(&["WILL", "WOULD", "SHALL", "'LL"]);
        let denied = beside(&["NOT", "N'T", "NEVER"]);
        // What will be said or met about is coded as said or met about.
        let stays = matches!(code.get(..2), Some("01" | "02" | "03" | "04" | "05"));
        let meant = if ahead && !stays { compose::intended(code) } else { code.to_owned() };
        match (ahead, denied) {
            (_, true) => Some(compose::negated(&meant)),
            (true, false) => Some(Some(meant)),
            (false, false) => None,
        }
    }

    /// The event of a verb that governs another one.
    #[allow(clippy::too_many_arguments)]
    fn composed(
        &self,
        at: usize,
        verb: &Verb,
        code: Option<&str>,
        rule: (usize, usize),
        before: &[usize],
        depth: usize,
    ) -> Option<Vec<Found>> {
        if depth == 0 {
            return None;
        }
        let governs = |c: &&usize| {
            **c > at && self.text.is_verb(**c) && matches!(self.text.relation(**c), "xcomp" | "ccomp")
        };
        let &inner = self.text.children(at).iter().find(governs)?;
        let (events, _) = self.verb_to(inner, depth - 1)?;
        // "said that Iraq had attacked themselves": a rule may need no target.
        let Some(event) = events.first() else { return self.accused(inner, verb, before, at) };
        // The inner subject: the outer one where it has none of its own, or only a pronoun.
        let own = self.text.subject(inner).filter(|_| self.text.relation(inner) == "ccomp");
        let pronoun = own.is_none_or(|s| self.text.upos(s) == "PRON");
        let outer = self.outer(at, before)?;
        let outer_sides = &outer.sides;
        let same = pronoun || outer_sides.iter().any(|s| s.code == event.source.code);
        let base = verb.base.as_str();
        if let Some((rewrite, code)) =
            compose::rewritten(&self.dictionaries.verbs, base, &event.code, same, (true, true))
        {
            let (a, b) = (outer_sides.first()?.clone(), if same { &event.target } else { &event.source });
            return Some(vec![Found {
                code,
                source: a,
                target: b.clone(),
                rule: rewrite.place,
                trigger: at,
            }]);
        }
        let code = compose::combined(code, &event.code).filter(|_| same)?;
        let mut found = Vec::new();
        for source in outer_sides {
            for event in events.iter().filter(|e| e.target.code != source.code) {
                let denied = self.modal(at, &code).flatten();
                found.push(Found {
                    code: denied.unwrap_or_else(|| code.clone()),
                    source: source.clone(),
                    target: event.target.clone(),
                    rule: if rule.1 == 0 { event.rule } else { rule },
                    trigger: at,
                });
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// Who does what the verb at `at` says: its coded subject, however far ahead ("the group, which tracks the war, said"),
    /// else the nearest coded noun phrase.
    fn outer(&self, at: usize, before: &[usize]) -> Option<&Nominal> {
        let subject = self.text.subject(at).and_then(|s| self.nominals.iter().find(|n| n.heads.contains(&s)));
        let coded = subject.filter(|n| !n.sides.is_empty());
        coded.or_else(|| self.nominals.get(self.first_coded(before, None)?))
    }

    /// The event that a rule makes of an outer verb and an inner one without a target: `~ a (b . ATTACK) SAY = a b 112`.
    fn accused(&self, inner: usize, verb: &Verb, before: &[usize], at: usize) -> Option<Vec<Found>> {
        let look = self.look(inner);
        let code = look.code?;
        let outer = self.outer(at, before)?;
        // "said that eight were killed in a strike by government forces": who is named behind "by" did it.
        let agent = || {
            let mut behind = self.region(inner, inner).into_iter().filter(|&t| t > inner);
            behind.find(|&t| self.text.word(t) == "BY")?;
            behind.find(|&t| self.text.is_nominal(t) && self.of.get(t).copied().flatten().is_some())
        };
        let subject = if self.text.is_passive(inner) {
            let agent = agent()?;
            let nominal = self.of.get(agent).copied().flatten().and_then(|n| self.nominals.get(n))?;
            nominal.heads.first().copied()?
        } else {
            self.text.subject(inner)?
        };
        let own = self.nominals.iter().find(|n| n.heads.contains(&subject))?;
        let (a, b) = (outer.sides.first()?, own.sides.first()?);
        let (rule, code) =
            compose::rewritten(&self.dictionaries.verbs, &verb.base, &code, a.code == b.code, (true, false))?;
        (a.code != b.code).then(|| {
            vec![Found { code, source: a.clone(), target: b.clone(), rule: rule.place, trigger: at }]
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn events(
        &self,
        at: usize,
        code: &str,
        mirror: Option<&str>,
        rule: (usize, usize),
        bound: &Bound,
        before: &[usize],
        behind: &[usize],
        region: &BTreeSet<usize>,
    ) -> Vec<Found> {
        let target = bound.target.or_else(|| self.first_coded(behind, None));
        let Some(target) = target.and_then(|t| self.nominals.get(t)) else { return Vec::new() };
        let source = bound.source.or_else(|| self.source(at, before, target));
        let Some(source) = source.and_then(|s| self.nominals.get(s)) else { return Vec::new() };
        let second = self.dictionaries.verbs.second;
        let by = || region.iter().any(|&t| t > at && self.text.word(t) == "BY");
        let participle = || self.text.relation(at) == "acl" && self.text.xpos(at) == "VBN";
        let passive =
            (self.text.is_passive(at) && (second || by()) || second && participle()) != bound.turned;
        let mut found = Vec::new();
        let mut add = |from: &Nominal, to: &Nominal, code: &str| {
            for source in &from.sides {
                for target in &to.sides {
                    if source.code == target.code {
                        continue;
                    }
                    let (source, target) = if passive { (target, source) } else { (source, target) };
                    found.push(Found {
                        code: code.to_owned(),
                        source: source.clone(),
                        target: target.clone(),
                        rule,
                        trigger: at,
                    });
                }
            }
        };
        add(source, target, code);
        if let Some(mirror) = mirror {
            add(target, source, mirror);
        }
        found
    }

    /// The entry of the verb at `at`, the one of most words first.
    fn entry(&self, at: usize) -> Option<&'a Verb> {
        self.dictionaries.verbs.with_form(self.text.word(at)).iter().find(|verb| {
            let start = at.checked_sub(verb.before.len());
            start.is_some_and(|start| {
                verb.before.iter().enumerate().all(|(n, w)| self.text.word(start + n) == w)
            }) && verb.after.iter().enumerate().all(|(n, w)| self.text.word(at + 1 + n) == w)
        })
    }

    /// The verb phrase: what stands below the verb, behind it, but for verbs coordinated with it.
    fn region(&self, at: usize, end: usize) -> BTreeSet<usize> {
        let top = match self.text.relation(at) {
            "aux" | "cop" => self.text.head(at).unwrap_or(at),
            _ => at,
        };
        let mut region = self.text.below(top, &|c| match self.text.relation(c) {
            "conj" => !self.text.is_nominal(c) && self.text.head(c) == Some(top),
            "parataxis" | "punct" => self.text.head(c) == Some(top),
            _ => false,
        });
        region.retain(|&t| t >= at);
        region.extend(at..=end.min(self.text.tokens.len().saturating_sub(1)));
        region
    }

    /// What stands before the verb in its clause, nearest first.
    fn before(&self, start: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for at in (0..start).rev() {
            if self.cut.contains(&at) {
                continue;
            }
            if self.is_border(at) {
                break;
            }
            found.push(at);
        }
        found
    }

    fn first_coded(&self, tokens: &[usize], but: Option<&Nominal>) -> Option<usize> {
        let differs = |n: &Nominal| match but {
            Some(other) if !n.compound && !other.compound => {
                n.sides.first().map(|s| &s.code) != other.sides.first().map(|s| &s.code)
            }
            _ => true,
        };
        tokens
            .iter()
            .filter_map(|&t| self.of.get(t).copied().flatten())
            .find(|&n| self.nominals.get(n).is_some_and(|n| !n.sides.is_empty() && differs(n)))
    }

    fn source(&self, verb: usize, before: &[usize], target: &Nominal) -> Option<usize> {
        let subject =
            self.text.subject(verb).and_then(|s| self.nominals.iter().position(|n| n.heads.contains(&s)));
        let coded = subject.filter(|&s| {
            self.nominals.get(s).is_some_and(|n| {
                !n.sides.is_empty()
                    && (n.compound
                        || target.compound
                        || n.sides.first().map(|s| &s.code) != target.sides.first().map(|s| &s.code))
            })
        });
        coded.or_else(|| self.first_coded(before, Some(target)))
    }

    /// The heaviest pattern of the verb's block that fits; of equal ones the one that meets most words.
    fn pattern(&self, verb: &Verb, before: &[usize], behind: &[usize]) -> Option<(&'a Pattern, Bound)> {
        let block = self.dictionaries.verbs.blocks.get(verb.block)?;
        let mut best: Option<(&Pattern, Bound)> = None;
        for pattern in &block.patterns {
            if best.as_ref().is_some_and(|(b, _)| b.weight() > pattern.weight()) {
                break;
            }
            // PETRARCH 2 keeps its patterns by their words: of two that are the same the later one holds.
            let same = |other: &Pattern| {
                self.dictionaries.verbs.second
                    && other.before == pattern.before
                    && other.after == pattern.after
            };
            if let Some(mut bound) = self.fits(pattern, before, behind)
                && best.as_ref().is_none_or(|(p, b)| bound.words > b.words || same(p))
            {
                bound.turned =
                    self.dictionaries.verbs.second && pattern.code.is_none() && pattern.mirror.is_some();
                best = Some((pattern, bound));
            }
        }
        best
    }

    fn fits(&self, pattern: &'a Pattern, before: &[usize], behind: &[usize]) -> Option<Bound> {
        let close_after = pattern.before.last().is_some_and(|p| p.part == Part::Word(CLOSE_AFTER.to_owned()));
        let mut pieces: Vec<&Piece> = pattern.before.iter().collect();
        if close_after {
            pieces.pop();
        }
        // Backwards, what may stand between two pieces is told by the earlier one.
        let upper: Vec<(&Part, Link)> = pieces.iter().rev().map(|p| (&p.part, p.link)).collect();
        let mut lower: Vec<(&Part, Link)> = Vec::new();
        let mut link = if close_after { Link::Close } else { Link::Open };
        flatten(&pattern.after, &mut lower, &mut link);
        let bound = self.walk(&lower, behind, 0, Bound::default(), true)?;
        self.walk(&upper, before, 0, bound, false)
    }

    /// Meets the pieces in order along `line`, from `at` on. Each piece comes with what may stand before it on the way.
    fn walk(
        &self,
        pieces: &[(&Part, Link)],
        line: &[usize],
        at: usize,
        bound: Bound,
        forwards: bool,
    ) -> Option<Bound> {
        let Some(((part, link), rest)) = pieces.split_first() else { return Some(bound) };
        for here in at..line.len() {
            for (next, bound) in self.meet(part, line, here, &bound, forwards) {
                if let Some(done) = self.walk(rest, line, next, bound, forwards) {
                    return Some(done);
                }
            }
            if *link == Link::Close
                && !passed_over(self.text.word(line.get(here).copied().unwrap_or(usize::MAX)))
            {
                break;
            }
        }
        None
    }

    /// The ways in which a piece can be met at `here`: where the walk goes on, and what is bound.
    fn meet(
        &self,
        part: &Part,
        line: &[usize],
        here: usize,
        bound: &Bound,
        forwards: bool,
    ) -> Vec<(usize, Bound)> {
        let Some(&token) = line.get(here) else { return Vec::new() };
        let nominal = self.of.get(token).copied().flatten();
        let counted = |n: usize| Bound { words: bound.words + n, ..bound.clone() };
        match part {
            Part::Word(word) if self.text.word(token) == word => vec![(here + 1, counted(1))],
            // A pattern with the very word goes before one with its singular.
            Part::Word(word) if self.is_plural(token, word) => vec![(here + 1, counted(0))],
            Part::Word(_) => Vec::new(),
            Part::Set(name) => {
                let members = self.dictionaries.verbs.sets.get(name).map_or(&[][..], Vec::as_slice);
                let mut ways: Vec<(usize, usize)> = members
                    .iter()
                    .filter_map(|member| {
                        let next = self.member(member, line, here, forwards, 0)?;
                        Some((next, words_in(member)))
                    })
                    .collect();
                ways.sort_by_key(|(next, words)| (std::cmp::Reverse(*words), *next));
                ways.into_iter().map(|(next, words)| (next, counted(words))).collect()
            }
            Part::Source | Part::Target => {
                let Some(nominal) =
                    nominal.filter(|n| self.nominals.get(*n).is_some_and(|n| !n.sides.is_empty()))
                else {
                    return Vec::new();
                };
                let bound = if *part == Part::Source {
                    Bound { source: Some(nominal), ..bound.clone() }
                } else {
                    Bound { target: Some(nominal), ..bound.clone() }
                };
                vec![(here, bound)]
            }
            Part::Skip => {
                let Some(nominal) = nominal else { return Vec::new() };
                let end = line
                    .iter()
                    .skip(here)
                    .take_while(|&&t| self.of.get(t).copied().flatten() == Some(nominal))
                    .count();
                vec![(here + end, bound.clone())]
            }
            Part::Compound => {
                let Some(nominal) = nominal.filter(|n| self.nominals.get(*n).is_some_and(|n| n.compound))
                else {
                    return Vec::new();
                };
                let source = if forwards { bound.source } else { Some(nominal) };
                vec![(here, Bound { source, target: Some(nominal), ..bound.clone() })]
            }
            // Only a tree shows these; in a line they are their words.
            Part::Preposition(inner) | Part::Noun(inner) => {
                let mut flat = Vec::new();
                flatten(inner, &mut flat, &mut Link::Close);
                self.walk(&flat, line, here, bound.clone(), forwards)
                    .map(|b| (here + 1, b))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// Whether a token is the plural of the word of a pattern: PETRARCH 2's nouns stand for both.
    fn is_plural(&self, token: usize, word: &str) -> bool {
        self.dictionaries.verbs.second
            && self.text.upos(token) == "NOUN"
            && self.text.word(token).strip_suffix('S') == Some(word)
    }

    /// Where the walk goes on behind a member of a set that stands at `here`.
    fn member(
        &self,
        member: &Member,
        line: &[usize],
        here: usize,
        forwards: bool,
        depth: usize,
    ) -> Option<usize> {
        match member {
            Member::Words(phrase) => {
                let words: Vec<(&str, Link)> = if forwards {
                    phrase.words.iter().map(|(w, l)| (w.as_str(), *l)).collect()
                } else {
                    // Backwards a word's link is that of the word before it in the text.
                    let texts = phrase.words.iter().rev().map(|(w, _)| w.as_str());
                    let links = phrase.words.iter().rev().skip(1).map(|(_, l)| *l).chain([Link::Open]);
                    texts.zip(links).collect()
                };
                let mut at = here;
                let mut link = Link::Close;
                for (word, next) in words {
                    loop {
                        let token = self.text.word(*line.get(at)?);
                        if token == word {
                            break;
                        }
                        if link == Link::Close && !(at > here && passed_over(token)) {
                            return None;
                        }
                        at += 1;
                    }
                    at += 1;
                    link = next;
                }
                Some(at)
            }
            Member::Pieces(pieces) => {
                let [Piece { part: Part::Set(name), .. }] = pieces.as_slice() else { return None };
                let members = self.dictionaries.verbs.sets.get(name).filter(|_| depth < 4)?;
                members.iter().find_map(|m| self.member(m, line, here, forwards, depth + 1))
            }
        }
    }
}

fn words_in(member: &Member) -> usize {
    match member {
        Member::Words(phrase) => phrase.words.len(),
        Member::Pieces(_) => 1,
    }
}

/// Pieces with what may stand before each on the way forwards.
fn flatten<'a>(pieces: &'a [Piece], into: &mut Vec<(&'a Part, Link)>, link: &mut Link) {
    for piece in pieces {
        match &piece.part {
            Part::Preposition(inner) | Part::Noun(inner) => flatten(inner, into, link),
            part => into.push((part, *link)),
        }
        *link = piece.link;
    }
}

/// Words that may stand even between words that must be adjacent.
fn passed_over(word: &str) -> bool {
    matches!(
        word,
        "THE" | "A" | "AN" | "IT" | "HE" | "THEY" | "HER" | "HAS" | "HAD" | "HAVE" | "SOME" | "FEW" | "THAT"
    ) || word.bytes().all(|b| b.is_ascii_digit())
        || matches!(
            word,
            "HUNDRED"
                | "THOUSAND"
                | "MILLION"
                | "BILLION"
                | "TRILLION"
                | "DOZEN"
                | "ONE"
                | "TWO"
                | "THREE"
                | "FOUR"
                | "FIVE"
                | "SIX"
                | "SEVEN"
                | "EIGHT"
                | "NINE"
        )
}

/// The noun phrases of a sentence with their codes.
fn nominals(text: &Text, dictionaries: &Dictionaries, day: Option<Day>) -> Vec<Nominal> {
    let mut found = Vec::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for head in 0..text.tokens.len() {
        let part = matches!(
            text.relation(head),
            "compound" | "flat" | "nummod" | "amod" | "det" | "case" | "fixed" | "goeswith"
        ) || text.relation(head) == "nmod" && !text.is_prepositional(head);
        if part || !text.is_nominal(head) || taken.contains(&head) {
            continue;
        }
        // A conjunct belongs to the first of its series, unless that one is no noun.
        if text.relation(head) == "conj" && text.head(head).is_some_and(|h| text.is_nominal(h)) {
            continue;
        }
        let nominal = nominal(text, head, dictionaries, day);
        taken.extend(nominal.tokens.iter().copied());
        found.push(nominal);
    }
    found
}

fn nominal(text: &Text, head: usize, dictionaries: &Dictionaries, day: Option<Day>) -> Nominal {
    let heads = text.conjuncts(head);
    let last = heads.last().copied().unwrap_or(head);
    // One prepositional attribute without another one inside belongs to the phrase: "lawmakers in Freedonia".
    let attribute = |part: usize, after: usize| {
        let found = text
            .children(part)
            .iter()
            .copied()
            .find(|&c| c > after && text.relation(c) == "nmod" && text.is_prepositional(c))?;
        let nested = text.conjuncts(found).iter().any(|&c| {
            text.children(c).iter().any(|&d| text.relation(d) == "nmod" && text.is_prepositional(d))
        });
        (dictionaries.verbs.second || !nested).then_some(found)
    };
    let shared = attribute(last, last).or_else(|| attribute(head, last));
    let determined = text.children(head).iter().any(|&c| text.relation(c) == "det");
    let first_base = text.base(head);
    let adjectives: Vec<usize> = first_base.iter().copied().filter(|&t| text.upos(t) == "ADJ").collect();
    let mut tokens: BTreeSet<usize> = BTreeSet::new();
    let mut sides: Vec<Side> = Vec::new();
    for &part in &heads {
        let mut base = text.base(part);
        tokens.extend(&base);
        tokens.extend(text.children(part).iter().filter(|&&c| text.relation(c) == "cc"));
        if part != head && base.len() == 1 && !determined {
            // "Freedonian media and government"
            base = adjectives.iter().copied().chain(base).collect();
        }
        let own = if part == last { None } else { attribute(part, part).filter(|&a| a < last) };
        let objects = own.or(shared).map(|a| text.conjuncts(a)).unwrap_or_default();
        let lists: Vec<Vec<usize>> = if objects.is_empty() {
            vec![base]
        } else {
            let case = objects.first().and_then(|&o| text.case(o));
            objects
                .iter()
                .map(|&object| {
                    let inner = if dictionaries.verbs.second {
                        deep(text, object, NESTED)
                    } else {
                        text.base(object)
                    };
                    tokens.extend(&inner);
                    tokens.extend(case);
                    tokens.extend(text.children(object).iter().filter(|&&c| text.relation(c) == "cc"));
                    base.iter().copied().chain(case).chain(inner).collect()
                })
                .collect()
        };
        for list in lists {
            side(text, &list, dictionaries, day, &mut sides);
        }
    }
    let compound = heads.len() > 1 || shared.is_some_and(|a| text.conjuncts(a).len() > 1);
    Nominal { tokens, sides, compound, heads }
}

/// A noun phrase with the prepositional ones inside it: PETRARCH 2 finds a code anywhere in it ("the mayor of the West
/// Bank city of Nablus").
fn deep(text: &Text, head: usize, depth: usize) -> Vec<usize> {
    let mut words = text.base(head);
    if depth > 0 {
        for &child in text.children(head) {
            if child > head && text.relation(child) == "nmod" && text.is_prepositional(child) {
                words.extend(text.case(child));
                words.extend(deep(text, child, depth - 1));
            }
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Adds the actors that a run of words stands for.
fn side(text: &Text, list: &[usize], dictionaries: &Dictionaries, day: Option<Day>, into: &mut Vec<Side>) {
    let actor = names::first_actor(&dictionaries.actors, list, text, day);
    let roles = names::agents(&dictionaries.agents, list, text, actor.as_ref());
    let Some(code) = names::composed(actor.as_ref().and_then(|a| a.code.as_deref()), &roles) else { return };
    // A code like ELR/GAL stands for several actors.
    for code in code.split('/') {
        into.push(Side { code: code.to_owned(), tokens: list.to_vec() });
    }
}
