//! Verb files: blocks of verbs with their codes, the patterns around them, synonym sets.
//!
//! ```text
//! &SOUPS                          a set: one member a + line, plurals made unless it or its name ends with _
//! +BROTH
//! --- STIR [040] ---              a block; its code holds for its verbs
//! STIR {STIRS STIRRED STIRRING}   irregular forms in braces
//! +STIR_UP {+STIRRED_UP} [011]    several words, the verb behind the +; a code of its own
//! - * &SOUPS [042:043]            a pattern, see `pattern`
//! ~ a (b . STIR) TELL = a b 044  a rule that rewrites an event inside another (PETRARCH 2), see `compose`
//! ```

use crate::fault::Faults;
use crate::lines::{Line, codes, lines};
use crate::pattern::{self, Part, Pattern, Piece};
use crate::phrase::{Phrase, plural, verb_forms};
use std::collections::{BTreeMap, BTreeSet};

/// All verbs of the files that were read.
#[derive(Debug, Default)]
pub(crate) struct Verbs {
    /// Blocks in the order of the files.
    pub(crate) blocks: Vec<Block>,
    /// Verbs by the form that bears the verb's ending, those of more words first.
    pub(crate) by_form: BTreeMap<String, Vec<Verb>>,
    /// Members of the sets, plurals among them.
    pub(crate) sets: BTreeMap<String, Vec<Member>>,
    /// Rules that rewrite an event inside another.
    pub(crate) rewrites: Vec<Rewrite>,
    /// Whether the files are of PETRARCH 2: they have such rules.
    pub(crate) second: bool,
}

/// Verbs that share their patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// Its name in the header.
    pub(crate) name: String,
    /// Its patterns, those that ask for most first.
    pub(crate) patterns: Vec<Pattern>,
}

/// One form of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verb {
    /// Words right before the verb's own, in text order.
    pub(crate) before: Vec<String>,
    /// Words right behind it.
    pub(crate) after: Vec<String>,
    /// The base form as the file has it.
    pub(crate) base: String,
    /// Its code; `None` for `---`.
    pub(crate) code: Option<String>,
    /// The code behind the colon.
    pub(crate) mirror: Option<String>,
    /// Whether the file writes this form, or it was made by rule.
    pub(crate) written: bool,
    /// Its block.
    pub(crate) block: usize,
    /// Index of the file among those read.
    pub(crate) file: usize,
    /// Its line.
    pub(crate) line: usize,
}

/// A member of a synonym set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Member {
    Words(Phrase),
    /// Words and sets in sets.
    Pieces(Vec<Piece>),
}

/// A rule that makes one event of an outer verb and the event inside it: `~ a (b . ATTACK) SAY = a b 112`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rewrite {
    /// Letter of the outer verb's source.
    pub(crate) source: String,
    /// Letters of the inner event's sides: `.` any, `_` none.
    pub(crate) inner: (String, String),
    /// The inner verb, `Q` any; events of its code are meant.
    pub(crate) of: String,
    /// The outer verb.
    pub(crate) by: String,
    /// Letters of the sides of what comes out.
    pub(crate) sides: (String, String),
    /// Its code, `Q`: that of the inner event.
    pub(crate) code: String,
    /// File and line.
    pub(crate) place: (usize, usize),
}

impl Rewrite {
    fn read(text: &str, place: (usize, usize)) -> Option<Self> {
        let (left, right) = text.split_once('=')?;
        let (source, rest) = left.split_once('(')?;
        let (inner, by) = rest.split_once(')')?;
        let words = |t: &str| t.split_whitespace().map(str::to_uppercase).collect::<Vec<_>>();
        let [a, b, of] = <[String; 3]>::try_from(words(inner)).ok()?;
        let [first, second, code] = <[String; 3]>::try_from(words(right)).ok()?;
        let (source, by) = (words(source).into_iter().next()?, words(by).into_iter().next()?);
        Some(Self { source, inner: (a, b), of, by, sides: (first, second), code, place })
    }
}

enum In {
    Nothing,
    Set { name: String, plurals: bool },
    Block,
}

impl Verbs {
    /// Number of verb forms.
    pub(crate) fn forms(&self) -> usize {
        self.by_form.values().map(Vec::len).sum()
    }

    /// Number of patterns.
    pub(crate) fn patterns(&self) -> usize {
        self.blocks.iter().map(|b| b.patterns.len()).sum()
    }

    /// Number of patterns with the groups of PETRARCH 2.
    pub(crate) fn grouped(&self) -> usize {
        self.blocks.iter().flat_map(|b| &b.patterns).filter(|p| p.has_groups()).count()
    }

    /// The code that a verb has by itself.
    pub(crate) fn code_of(&self, verb: &str) -> Option<&str> {
        self.with_form(verb).iter().find(|v| v.before.is_empty() && v.after.is_empty())?.code.as_deref()
    }

    /// The verbs whose own word has this form.
    pub(crate) fn with_form(&self, form: &str) -> &[Verb] {
        self.by_form.get(form).map_or(&[], Vec::as_slice)
    }

    /// Reads one file, the `file`th of those read.
    pub(crate) fn add(&mut self, text: &str, file: usize, faults: &mut Faults<'_>) {
        let mut state = In::Nothing;
        // Code of the block that is open.
        let mut code: (Option<String>, Option<String>) = (None, None);
        let first_block = self.blocks.len();
        for line in lines(text, faults) {
            if line.text.starts_with("---") {
                code = self.header(&line, faults);
                state = In::Block;
            } else if let Some(name) = line.text.strip_prefix('&') {
                let name = name.split_whitespace().next().unwrap_or("");
                let bare = name.trim_end_matches('_').to_uppercase();
                self.sets.entry(bare.clone()).or_default();
                state = In::Set { name: bare, plurals: !name.ends_with('_') };
            } else if let Some(rule) = line.text.strip_prefix('~') {
                match Rewrite::read(rule, (file, line.number)) {
                    Some(rewrite) => self.rewrites.push(rewrite),
                    None => faults.error(
                        line.number,
                        "a rule that cannot be read",
                        "write ~ a (b . INNER) OUTER = a b 112",
                    ),
                }
                self.second = true;
            } else if let Some(rest) = line.text.strip_prefix("- ").or_else(|| line.text.strip_prefix("-\t"))
            {
                if self.blocks.len() == first_block {
                    faults.error(
                        line.number,
                        "a pattern outside of any block",
                        "open one: --- VERB [code] ---",
                    );
                } else {
                    self.pattern(rest, line.number, file, faults);
                }
            } else {
                match &state {
                    In::Set { name, plurals } if line.text.starts_with('+') => {
                        let (name, plurals) = (name.clone(), *plurals);
                        self.member(&line, &name, plurals, faults);
                    }
                    // Some files define a set inside a block and go on with the block's verbs.
                    _ if self.blocks.len() > first_block => {
                        state = In::Block;
                        self.verb(&line, file, &code, faults);
                    }
                    _ => faults.error(
                        line.number,
                        format!("“{}” stands in no block", line.text),
                        "open one: --- VERB [code] ---",
                    ),
                }
            }
        }
        self.check_sets(first_block, faults);
        for block in self.blocks.iter_mut().skip(first_block) {
            block.patterns.sort_by_key(|p| std::cmp::Reverse(p.weight()));
        }
        for list in self.by_form.values_mut() {
            list.sort_by_key(|v| std::cmp::Reverse(v.before.len() + v.after.len()));
        }
    }

    fn header(&mut self, line: &Line, faults: &mut Faults<'_>) -> (Option<String>, Option<String>) {
        let (name, found) = match codes(&line.text) {
            Ok((name, found)) => (name.trim_matches(['-', ' ', '\t']).to_owned(), found),
            Err(what) => {
                faults.error(line.number, what, "write --- NAME [code] ---");
                (line.text.trim_matches(['-', ' ', '\t']).to_owned(), Vec::new())
            }
        };
        if let [_, more @ ..] = found.as_slice()
            && !more.is_empty()
        {
            faults.warning(line.number, "the block has several codes; the first is used", "keep one");
        }
        self.blocks.push(Block { name, patterns: Vec::new() });
        match found.first() {
            Some(code) => split_code(code),
            None => {
                faults.warning(
                    line.number,
                    "the block has no code; its verbs code nothing alone",
                    "write [---] if so meant",
                );
                (None, None)
            }
        }
    }

    fn verb(
        &mut self,
        line: &Line,
        file: usize,
        of_block: &(Option<String>, Option<String>),
        faults: &mut Faults<'_>,
    ) {
        let (entry, found) = match codes(&line.text) {
            Ok(parts) => parts,
            Err(what) => return faults.error(line.number, what, "write VERB {FORMS} [code]"),
        };
        let (code, mirror) = found.first().map_or_else(|| of_block.clone(), |code| split_code(code));
        let (base, given) = match entry.split_once('{') {
            None => (entry, None),
            Some((base, rest)) => {
                if !rest.contains('}') {
                    faults.warning(line.number, "a { without its }", "close the forms with }");
                }
                (base, Some(rest.split('}').next().unwrap_or("")))
            }
        };
        let base = base.trim().to_uppercase();
        let mut forms = vec![base.clone()];
        match given {
            Some(given) => {
                forms.extend(given.split([' ', '\t', ',']).filter(|f| !f.is_empty()).map(str::to_uppercase))
            }
            None => forms.extend(regular(&base)),
        }
        let block = self.blocks.len().saturating_sub(1);
        let mut seen = BTreeSet::new();
        for form in forms {
            let Some((before, own, after)) = parts(&form) else {
                faults.error(
                    line.number,
                    format!("“{form}” has no word for the verb"),
                    "mark the verb with +, as in +BREAK_DOWN",
                );
                continue;
            };
            if !seen.insert((before.clone(), own.clone(), after.clone())) {
                continue;
            }
            let (base, code, mirror) = (base.clone(), code.clone(), mirror.clone());
            let verb =
                Verb { before, after, base, code, mirror, written: false, block, file, line: line.number };
            let list = self.by_form.entry(own.clone()).or_default();
            let written = form == verb.base || given.is_some();
            let same = |v: &Verb| v.before == verb.before && v.after == verb.after;
            match list.iter().find(|v| same(v)) {
                // Of two that are written the later one holds, as in PETRARCH; one that is made yields to both.
                Some(first) if first.written && !written => {}
                Some(first) => {
                    if first.written && written && first.block != verb.block {
                        faults.warning(
                            line.number,
                            format!(
                                "{own} stands in line {} already, in another block; this one is used",
                                first.line
                            ),
                            "keep one of them",
                        );
                    }
                    list.retain(|v| !same(v));
                    list.push(Verb { written, ..verb });
                }
                None => list.push(Verb { written, ..verb }),
            }
        }
    }

    fn pattern(&mut self, text: &str, line: usize, file: usize, faults: &mut Faults<'_>) {
        let (shape, found) = match codes(text) {
            Ok(parts) => parts,
            Err(what) => return faults.error(line, what, "write - PATTERN [code]"),
        };
        let Some(code) = found.first() else {
            return faults.error(line, "a pattern without its code", "add [code], or [---] for none");
        };
        let (code, mirror) = split_code(code);
        match pattern::read(shape) {
            Ok((before, after)) => {
                if let Some(block) = self.blocks.last_mut() {
                    block.patterns.push(Pattern { before, after, code, mirror, file, line });
                }
            }
            Err((cause, remedy)) => faults.error(line, cause, remedy),
        }
    }

    fn member(&mut self, line: &Line, set: &str, plurals: bool, faults: &mut Faults<'_>) {
        let text = line.text.trim_start_matches('+');
        let members = self.sets.entry(set.to_owned()).or_default();
        if text.contains('&') {
            // A set inside a set is read like a piece of a pattern.
            match pattern::read(&format!("* {text}")) {
                Ok((_, pieces)) => members.push(Member::Pieces(pieces)),
                Err((cause, remedy)) => faults.error(line.number, cause, remedy),
            }
            return;
        }
        let phrase = Phrase::read(text);
        let Some((last, _)) = phrase.words.last() else {
            return faults.error(line.number, "an empty member", "write +WORD, or take the line out");
        };
        if plurals && !phrase.stopped {
            let many = plural(last);
            members.push(Member::Words(phrase.with_last(many)));
        }
        members.push(Member::Words(phrase));
    }

    /// Names the sets that patterns use and nobody defines.
    fn check_sets(&self, first_block: usize, faults: &mut Faults<'_>) {
        let mut missing: Vec<(usize, String)> = Vec::new();
        let mut look = |pieces: &[Piece], line: usize| {
            let mut stack: Vec<&[Piece]> = vec![pieces];
            while let Some(pieces) = stack.pop() {
                for piece in pieces {
                    match &piece.part {
                        Part::Set(name) if !self.sets.contains_key(name) => {
                            missing.push((line, name.clone()))
                        }
                        Part::Preposition(inner) | Part::Noun(inner) => stack.push(inner),
                        _ => {}
                    }
                }
            }
        };
        for pattern in self.blocks.iter().skip(first_block).flat_map(|b| &b.patterns) {
            look(&pattern.before, pattern.line);
            look(&pattern.after, pattern.line);
        }
        for (line, name) in missing {
            faults.error(
                line,
                format!("the set &{name} is not defined, so the pattern never fits"),
                "define it: &NAME, then +MEMBER lines",
            );
        }
    }
}

/// `042:043` to its two halves; `---` and nothing to `None`.
fn split_code(text: &str) -> (Option<String>, Option<String>) {
    let one = |t: &str| {
        let t = t.trim();
        (!t.is_empty() && t != "---").then(|| t.to_owned())
    };
    match text.split_once(':') {
        Some((code, mirror)) => (one(code), one(mirror)),
        None => (one(text), None),
    }
}

/// The words before the verb's own, its own, and those behind: `WIRE_+TAP`, `+BREAK_DOWN`, `LASH OUT`.
fn parts(form: &str) -> Option<(Vec<String>, String, Vec<String>)> {
    let words: Vec<&str> = form.split(['_', ' ', '\t']).filter(|w| !w.is_empty()).collect();
    let own = words.iter().position(|w| w.starts_with('+')).unwrap_or(0);
    let list = |words: &[&str]| words.iter().map(|w| w.trim_matches('+').to_owned()).collect::<Vec<_>>();
    let verb = words.get(own)?.trim_matches('+').to_owned();
    (!verb.is_empty())
        .then(|| (list(words.get(..own).unwrap_or(&[])), verb, list(words.get(own + 1..).unwrap_or(&[]))))
}

/// The regular forms of a verb of one or several words.
fn regular(base: &str) -> Vec<String> {
    let Some((before, verb, after)) = parts(base) else { return Vec::new() };
    verb_forms(&verb)
        .into_iter()
        .map(|form| {
            let mut words = before.clone();
            words.push(if before.is_empty() { form } else { format!("+{form}") });
            words.extend(after.iter().cloned());
            words.join("_")
        })
        .collect()
}
