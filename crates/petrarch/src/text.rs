//! A sentence as dictionaries see it: capitals, hyphened words whole, no possessive endings; with its tree and its noun
//! phrases.
//!
//! PETRARCH was given Penn Treebank tokens and constituents. UD cuts "war-torn" in three and knows no constituents: words
//! that touch a hyphen are put together again, and noun phrases are taken from the subtrees of nominals.

use crate::phrase::plain;
use std::collections::BTreeSet;

/// A word of a sentence, as the language stage gives it (UD).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// As it is written.
    pub form: &'a str,
    /// Universal part of speech: `NOUN`.
    pub upos: &'a str,
    /// Penn tag: `NNS`.
    pub xpos: &'a str,
    /// Relation to the head, with subtype: `nsubj:pass`.
    pub relation: &'a str,
    /// The head, counted from 0 in the sentence; `None` for the root.
    pub head: Option<usize>,
    /// First byte in the text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// A word as dictionaries see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) upos: String,
    pub(crate) xpos: String,
    /// Relation without its subtype.
    pub(crate) relation: String,
    pub(crate) subtype: String,
    pub(crate) head: Option<usize>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A sentence ready to be matched.
#[derive(Debug, Default)]
pub(crate) struct Text {
    pub(crate) tokens: Vec<Token>,
    children: Vec<Vec<usize>>,
}

impl Text {
    pub(crate) fn new(words: &[Word<'_>]) -> Self {
        let groups = groups(words);
        let mut group_of = vec![None; words.len()];
        for (at, group) in groups.iter().enumerate() {
            for &word in group {
                if let Some(slot) = group_of.get_mut(word) {
                    *slot = Some(at);
                }
            }
        }
        // Words left out (possessive endings) are leaves, so no head is lost; were it otherwise, climb.
        let group_of = |mut word: usize| {
            for _ in 0..words.len() {
                match group_of.get(word).copied().flatten() {
                    Some(group) => return Some(group),
                    None => word = words.get(word)?.head?,
                }
            }
            None
        };
        let mut text = Self::default();
        let mut first_token = Vec::with_capacity(groups.len());
        let mut at = 0;
        for group in &groups {
            first_token.push(at);
            let form: String = group.iter().filter_map(|&w| words.get(w)).map(|w| w.form).collect();
            at += form.split('_').filter(|p| !p.is_empty()).count().max(1);
        }
        for (number, group) in groups.iter().enumerate() {
            let Some(first) = group.first().and_then(|&w| words.get(w)) else { continue };
            let last = group.last().and_then(|&w| words.get(w)).unwrap_or(first);
            // The word that the others of its group depend on speaks for them.
            let lead = group
                .iter()
                .filter_map(|&w| words.get(w))
                .find(|w| w.head.is_none_or(|h| !group.contains(&h)))
                .unwrap_or(first);
            let head = lead.head.and_then(group_of).filter(|&g| g != number);
            let head = head.and_then(|g| first_token.get(g).copied());
            let form: String = group.iter().filter_map(|&w| words.get(w)).map(|w| w.form).collect();
            let pieces: Vec<&str> = form.split('_').filter(|p| !p.is_empty()).collect();
            let pieces = if pieces.is_empty() { vec![form.as_str()] } else { pieces };
            let (relation, subtype) = lead.relation.split_once(':').unwrap_or((lead.relation, ""));
            let own = text.tokens.len();
            for (at, piece) in pieces.iter().enumerate() {
                text.tokens.push(Token {
                    text: plain(piece),
                    upos: lead.upos.to_owned(),
                    xpos: lead.xpos.to_owned(),
                    relation: if at == 0 { relation } else { "flat" }.to_owned(),
                    subtype: if at == 0 { subtype } else { "" }.to_owned(),
                    head: if at == 0 { head } else { Some(own) },
                    start: first.start,
                    end: last.end,
                });
            }
        }
        text.children = vec![Vec::new(); text.tokens.len()];
        for (at, token) in text.tokens.iter().enumerate() {
            if let Some(list) = token.head.and_then(|h| text.children.get_mut(h)) {
                list.push(at);
            }
        }
        text
    }

    pub(crate) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    pub(crate) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.text.as_str())
    }

    pub(crate) fn relation(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.relation.as_str())
    }

    pub(crate) fn upos(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.upos.as_str())
    }

    pub(crate) fn head(&self, at: usize) -> Option<usize> {
        self.tokens.get(at).and_then(|t| t.head)
    }

    pub(crate) fn children(&self, at: usize) -> &[usize] {
        self.children.get(at).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn child(&self, at: usize, relations: &[&str]) -> Option<usize> {
        self.children(at).iter().copied().find(|&c| relations.contains(&self.relation(c)))
    }

    /// `at` and all below it but the branches for which `leave` holds.
    pub(crate) fn below(&self, at: usize, leave: &dyn Fn(usize) -> bool) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([at]);
        let mut stack = vec![at];
        while let Some(next) = stack.pop() {
            for &child in self.children(next) {
                if !leave(child) && found.insert(child) {
                    stack.push(child);
                }
            }
        }
        found
    }

    pub(crate) fn is_nominal(&self, at: usize) -> bool {
        matches!(self.upos(at), "NOUN" | "PROPN" | "PRON" | "NUM" | "SYM" | "X")
    }

    /// A verb that may bear an event: no participle before a noun.
    pub(crate) fn is_verb(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        (token.xpos.starts_with("VB") || matches!(token.upos.as_str(), "VERB" | "AUX"))
            && !matches!(token.relation.as_str(), "amod" | "compound" | "det" | "case" | "flat")
    }

    /// The Penn tag of a token.
    pub(crate) fn xpos(&self, at: usize) -> &str {
        self.token(at).map_or("", |t| t.xpos.as_str())
    }

    /// The preposition of a nominal.
    pub(crate) fn case(&self, at: usize) -> Option<usize> {
        self.child(at, &["case"])
    }

    /// Whether a nominal is a prepositional attribute of its head rather than a part of its name.
    pub(crate) fn is_prepositional(&self, at: usize) -> bool {
        matches!(self.relation(at), "nmod" | "obl")
            && self.token(at).is_some_and(|t| t.subtype != "poss" && t.subtype != "desc")
            && self.case(at).is_some()
    }

    /// The words of a noun phrase without its prepositional attributes, clauses and fellow conjuncts, in text order.
    pub(crate) fn base(&self, head: usize) -> Vec<usize> {
        let inside = |c: usize| match self.relation(c) {
            "det" | "amod" | "compound" | "nummod" | "flat" | "fixed" | "goeswith" | "advmod"
            | "discourse" => true,
            // A bare nominal after a prepositional one goes on with that one's name.
            "nmod" => {
                !self.is_prepositional(c)
                    && !(head..c).any(|t| self.head(t) == Some(head) && self.is_prepositional(t))
                    && !self.has_its_preposition_ahead(c)
            }
            // "Minister Rufus" without a comma between.
            "appos" => c.abs_diff(head) <= 3 && !self.comma_between(head, c),
            _ => false,
        };
        let mut found = BTreeSet::from([head]);
        for &child in self.children(head).iter().filter(|&&c| inside(c)) {
            let nominal = self.is_nominal(child);
            found.extend(self.below(child, &|c| match self.relation(c) {
                "acl" | "advcl" | "parataxis" | "ccomp" => true,
                "punct" => self.word(c) == ",",
                "case" => false,
                "appos" => !inside(c),
                "nmod" => nominal && self.is_prepositional(c) && c > head,
                _ => false,
            }));
        }
        if self.upos(head) == "PROPN" {
            self.go_on(head, &mut found);
            if let Some(case) = self.case(head) {
                found.extend(
                    (case + 1..head)
                        .filter(|&t| self.head(t) == self.head(head) && self.has_its_preposition_ahead(t)),
                );
            }
        }
        found.into_iter().collect()
    }

    /// Adds what goes on with a name: the parser may hang the parts of a name that it does not know side by side on one
    /// head. Such parts touch each other, and none but the first has a preposition.
    fn go_on(&self, head: usize, found: &mut BTreeSet<usize>) {
        while let Some(next) = found.last().map(|l| l + 1) {
            let fellow = (next..self.tokens.len()).take(3).find(|&t| {
                self.upos(t) == "PROPN"
                    && self.head(t) == self.head(head)
                    && self.head(t).is_some_and(|h| h < head || h > t)
                    && matches!(self.relation(t), "nsubj" | "obj" | "nmod" | "obl")
                    && (self.relation(t) == self.relation(head) || self.relation(t) == "nmod")
                    && self.case(t).is_none()
                    && (next..t).all(|between| {
                        let up = self.head(between);
                        up == Some(t) || up.and_then(|up| self.head(up)) == Some(t)
                    })
            });
            let Some(fellow) = fellow else { return };
            found.extend(next..=fellow);
        }
    }

    /// Whether a bare part of a name stands between a preposition and the fellow part that bears it: "of Morning Star" where
    /// "of" hangs on "Star" and both hang on one head.
    fn has_its_preposition_ahead(&self, part: usize) -> bool {
        self.upos(part) == "PROPN"
            && self.case(part).is_none()
            && (part + 1..self.tokens.len()).take(3).any(|t| {
                self.upos(t) == "PROPN"
                    && self.head(t) == self.head(part)
                    && self.relation(t) == "nmod"
                    && self.case(t).is_some_and(|case| case < part)
            })
    }

    fn comma_between(&self, a: usize, b: usize) -> bool {
        (a.min(b)..a.max(b)).any(|at| matches!(self.word(at), "," | "(" | "--" | ":"))
    }

    /// The nominals that are coordinated with `head`, itself first.
    pub(crate) fn conjuncts(&self, head: usize) -> Vec<usize> {
        let mut found = vec![head];
        let mut next = 0;
        while let Some(&at) = found.get(next) {
            found.extend(
                self.children(at).iter().filter(|&&c| self.relation(c) == "conj" && self.is_nominal(c)),
            );
            next += 1;
        }
        found.sort_unstable();
        found
    }

    /// Whether a verb is a passive with its auxiliary.
    pub(crate) fn is_passive(&self, verb: usize) -> bool {
        let be = |c: &&usize| {
            self.relation(**c) == "aux"
                && (self.token(**c).is_some_and(|t| t.subtype == "pass")
                    || matches!(
                        self.word(**c),
                        "IS" | "ARE" | "WAS" | "WERE" | "BE" | "BEEN" | "BEING" | "AM"
                    ))
        };
        self.token(verb).is_some_and(|t| matches!(t.xpos.as_str(), "VBN" | "VBD"))
            && self.children(verb).iter().any(|c| be(&c))
    }

    /// The subject of a verb: its own, or that of the verbs it continues.
    pub(crate) fn subject(&self, verb: usize) -> Option<usize> {
        let mut at = verb;
        for _ in 0..self.tokens.len() {
            if let Some(subject) = self.child(at, &["nsubj"]) {
                return Some(subject);
            }
            match self.relation(at) {
                "xcomp" | "conj" | "aux" | "cop" => at = self.head(at)?,
                // "came to attack", "killed, leaving": the purpose and circumstance of the same doer.
                "advcl" if self.child(at, &["nsubj", "expl"]).is_none() => at = self.head(at)?,
                _ => return None,
            }
        }
        None
    }
}

/// Which words make one token: those that touch a hyphen. Possessive endings are in none.
fn groups(words: &[Word<'_>]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    let hyphen = |w: &Word<'_>| matches!(w.form, "-" | "‐" | "‑");
    for (at, word) in words.iter().enumerate() {
        if word.xpos == "POS" || matches!(word.form, "'s" | "’s") && word.upos == "PART" {
            continue;
        }
        let before = at.checked_sub(1).and_then(|b| words.get(b));
        let glued = before.is_some_and(|b| b.end == word.start && (hyphen(b) || hyphen(word)));
        match found.last_mut().filter(|group| glued && group.last() == at.checked_sub(1).as_ref()) {
            Some(group) => group.push(at),
            None => found.push(vec![at]),
        }
    }
    found
}
