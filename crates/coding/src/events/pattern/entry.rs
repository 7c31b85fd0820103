//! Reads the entries of `lexicon/events/`, line by line, and the table of types; faults name file, line and remedy.

use super::{EventLexicon, Example, Expected, Need, Outcome, Path, Pattern, Scale, Step};
use crate::lexicon::{Block, Field, File, LexiconError};

impl EventLexicon {
    pub(super) fn check(
        &self,
        file: &File<'_>,
        line: usize,
        kind: &str,
        mode: Option<&str>,
    ) -> Result<(), LexiconError> {
        if !self.scales.contains_key(kind) {
            let known =
                self.scales.keys().filter(|k| !k.contains('/')).cloned().collect::<Vec<_>>().join(", ");
            return Err(file.error(
                line,
                format!("`{kind}` is no event type"),
                format!("use one of {known}"),
            ));
        }
        if let Some(mode) = mode
            && !self.scales.contains_key(&format!("{kind}/{mode}"))
        {
            return Err(file.error(
                line,
                format!("`{mode}` is no mode of {kind}"),
                "use a mode that events/types.tsv lists for the type",
            ));
        }
        Ok(())
    }

    pub(super) fn read_scales(&mut self, file: &File<'_>) -> Result<(), LexiconError> {
        use dunlin_record::Quad;
        let mut futures = Vec::new();
        for row in file.table(&["type", "mode", "quad", "score", "future"])? {
            let quad = match row.cell(2) {
                "" => None,
                "1" => Some(Quad::VerbalCooperation),
                "2" => Some(Quad::MaterialCooperation),
                "3" => Some(Quad::VerbalConflict),
                "4" => Some(Quad::MaterialConflict),
                other => {
                    return Err(file.error(
                        row.line,
                        format!("`{other}` is no quad class"),
                        "write 1, 2, 3 or 4, or nothing",
                    ));
                }
            };
            let score = match row.cell(3) {
                "" => None,
                cell => Some(cell.parse::<f32>().map_err(|_| {
                    file.error(
                        row.line,
                        format!("`{cell}` is no score"),
                        "write a number from -10 to 10, or nothing",
                    )
                })?),
            };
            let key = match row.cell(1) {
                "" => row.cell(0).to_owned(),
                mode => format!("{}/{mode}", row.cell(0)),
            };
            self.scales.insert(key.clone(), Scale { quad, score, future: None });
            if !row.cell(4).is_empty() {
                futures.push((row.line, key, row.cell(4)));
            }
        }
        for (line, key, future) in futures {
            let future = self.outcome(file, line, future)?;
            if let Some(scale) = self.scales.get_mut(&key) {
                scale.future = Some(future);
            }
        }
        Ok(())
    }

    /// `TYPE`, `TYPE/mode`, either followed by a CAMEO code.
    fn outcome(&self, file: &File<'_>, line: usize, text: &str) -> Result<Outcome, LexiconError> {
        let mut parts = text.split_whitespace();
        let head = parts.next().unwrap_or("");
        let code = parts.next().map(str::to_owned);
        let (kind, mode) = head.split_once('/').map_or((head, None), |(kind, mode)| (kind, Some(mode)));
        self.check(file, line, kind, mode)?;
        let numeric = code
            .as_deref()
            .is_none_or(|c| (2..=4).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_digit()));
        if !numeric || parts.next().is_some() {
            return Err(file.error(
                line,
                format!("`{text}` is no coding"),
                "write `TYPE/mode 123`, mode and CAMEO code as needed",
            ));
        }
        Ok(Outcome { kind: kind.to_owned(), mode: mode.map(str::to_owned), code })
    }

    pub(super) fn read_pattern(&mut self, file: &File<'_>, block: &Block<'_>) -> Result<(), LexiconError> {
        if block.keyword != "pattern" || block.name.is_empty() {
            return Err(file.error(
                block.line,
                format!("`{}` opens no entry", block.keyword),
                "write `pattern NAME`",
            ));
        }
        let stem = file.path().trim_start_matches("events/").trim_end_matches(".txt");
        let mut pattern = Pattern {
            name: format!("{stem}/{}", block.name),
            file: file.path().to_owned(),
            line: block.line,
            verbs: Vec::new(),
            nouns: Vec::new(),
            adjectives: Vec::new(),
            needs: Vec::new(),
            nots: Vec::new(),
            outcome: None,
            negated: None,
            inner: Vec::new(),
            actor: Vec::new(),
            recipient: Vec::new(),
            bare: false,
            any_subject: false,
            accidental: false,
            examples: Vec::new(),
        };
        if self.patterns.iter().any(|p| p.name == pattern.name) {
            return Err(file.error(
                block.line,
                format!("the name `{}` is taken", block.name),
                "give the entry another name",
            ));
        }
        for field in &block.fields {
            self.read_field(file, field, &mut pattern)?;
        }
        if pattern.outcome.is_none() && pattern.inner.is_empty() && pattern.negated.is_none() {
            return Err(file.error(
                block.line,
                "the entry codes nothing",
                "add a line `code TYPE/mode 123` or `of TYPE -> TYPE`",
            ));
        }
        if !pattern.examples.iter().any(|e| e.expect.is_some()) {
            return Err(file.error(
                block.line,
                "the entry has no example",
                "add a line `yes \"Sentence.\" TYPE ACTOR > RECIPIENT`",
            ));
        }
        if pattern.actor.is_empty() {
            pattern.actor = vec![vec![Step::Subj]];
        }
        if pattern.recipient.is_empty() {
            pattern.recipient = vec![vec![Step::Obj], vec![Step::Iobj]];
        }
        let at = self.patterns.len();
        for (lemmas, index) in [
            (&pattern.verbs, &mut self.by_verb),
            (&pattern.nouns, &mut self.by_noun),
            (&pattern.adjectives, &mut self.by_adjective),
        ] {
            for lemma in lemmas {
                index.entry(lemma.clone()).or_default().push(at);
                self.lemmas.insert(lemma.clone());
            }
        }
        for need in pattern.needs.iter().chain(&pattern.nots) {
            self.lemmas.extend(need.lemmas.iter().cloned());
        }
        self.patterns.push(pattern);
        Ok(())
    }

    fn read_field(
        &self,
        file: &File<'_>,
        field: &Field<'_>,
        pattern: &mut Pattern,
    ) -> Result<(), LexiconError> {
        let words = || field.value.split_whitespace().map(str::to_owned);
        match field.key {
            "verb" => pattern.verbs.extend(words()),
            "noun" => pattern.nouns.extend(words()),
            "adj" => pattern.adjectives.extend(words()),
            "need" => pattern.needs.push(need(file, field)?),
            "not" => pattern.nots.push(need(file, field)?),
            "code" => pattern.outcome = Some(self.outcome(file, field.line, field.value)?),
            "negated" => pattern.negated = Some(self.outcome(file, field.line, field.value)?),
            "of" => {
                let (types, outcome) = field.value.split_once("->").ok_or_else(|| {
                    file.error(field.line, "no `->` in the line", "write `of TYPE TYPE -> TYPE/mode 123`")
                })?;
                let types: Vec<String> =
                    types.split_whitespace().filter(|t| *t != "*").map(str::to_owned).collect();
                for kind in &types {
                    let (kind, mode) =
                        kind.split_once('/').map_or((kind.as_str(), None), |(k, m)| (k, Some(m)));
                    self.check(file, field.line, kind, mode)?;
                }
                pattern.inner.push((types, self.outcome(file, field.line, outcome.trim())?));
            }
            "actor" => pattern.actor = paths(file, field)?,
            "recipient" => pattern.recipient = paths(file, field)?,
            "bare" => pattern.bare = true,
            "things-may" => pattern.any_subject = true,
            "not-by-accident" => pattern.accidental = true,
            "yes" => {
                let (sentence, rest) = quoted(file, field)?;
                let expect = Some(self.expected(file, field.line, rest)?);
                pattern.examples.push(Example { line: field.line, sentence, expect });
            }
            "no" => {
                let (sentence, _) = quoted(file, field)?;
                pattern.examples.push(Example { line: field.line, sentence, expect: None });
            }
            other => {
                return Err(file.error(
                    field.line,
                    format!("`{other}` is no line of an entry"),
                    "use verb, noun, adj, need, not, code, negated, of, actor, recipient, bare, things-may, not-by-accident, yes or no",
                ));
            }
        }
        Ok(())
    }

    /// `TYPE/mode ACTOR + ACTOR > RECIPIENT`; `-` for nobody.
    fn expected(&self, file: &File<'_>, line: usize, text: &str) -> Result<Expected, LexiconError> {
        let (head, sides) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let outcome = self.outcome(file, line, head)?;
        let (actor, recipient) = sides.split_once('>').unwrap_or((sides, ""));
        let list = |side: &str| {
            side.split('+').map(str::trim).filter(|c| !c.is_empty() && *c != "-").map(str::to_owned).collect()
        };
        Ok(Expected { outcome, actor: list(actor), recipient: list(recipient) })
    }
}

fn quoted<'f>(file: &File<'_>, field: &Field<'f>) -> Result<(String, &'f str), LexiconError> {
    let inner = field.value.strip_prefix('"').and_then(|rest| rest.rsplit_once('"'));
    inner.map(|(sentence, rest)| (sentence.to_owned(), rest)).ok_or_else(|| {
        file.error(
            field.line,
            "the sentence is not in quotation marks",
            "write `yes \"Sentence.\" TYPE ACTOR > RECIPIENT`",
        )
    })
}

fn need(file: &File<'_>, field: &Field<'_>) -> Result<Need, LexiconError> {
    let mut parts = field.value.split_whitespace();
    let Some(first) = parts.next() else {
        return Err(file.error(
            field.line,
            "nothing is asked for",
            "write a path such as `obj`, then lemmas or @actor",
        ));
    };
    let mut need = Need {
        path: path(file, field.line, first)?,
        lemmas: Vec::new(),
        actors: Vec::new(),
        written: field.value.to_owned(),
    };
    for part in parts {
        match part.strip_prefix('@') {
            Some(actors) => need.actors.extend(actors.split(',').map(str::to_owned)),
            None => need.lemmas.push(part.to_owned()),
        }
    }
    Ok(need)
}

fn paths(file: &File<'_>, field: &Field<'_>) -> Result<Vec<Path>, LexiconError> {
    let parts = field.value.split('|').map(str::trim).filter(|p| !p.is_empty() && *p != "-");
    let paths: Vec<Path> = parts.map(|p| path(file, field.line, p)).collect::<Result<_, _>>()?;
    // A line that names nobody ("recipient -") asks for a place where nothing can stand.
    Ok(if paths.is_empty() { vec![Vec::new()] } else { paths })
}

fn path(file: &File<'_>, line: usize, text: &str) -> Result<Path, LexiconError> {
    text.split('.')
        .map(|step| {
            Ok(match step {
                "subj" => Step::Subj,
                "obj" => Step::Obj,
                "iobj" => Step::Iobj,
                "poss" => Step::Poss,
                "mod" => Step::Mod,
                "xcomp" => Step::Xcomp,
                "ccomp" => Step::Ccomp,
                "adv" => Step::Adv,
                "aux" => Step::Aux,
                "holder" => Step::Holder,
                "light" => Step::Light,
                other => match other.strip_prefix(':') {
                    Some(preposition) if !preposition.is_empty() => Step::Prep(preposition.replace('_', " ")),
                    _ => {
                        return Err(file.error(
                            line,
                            format!("`{other}` is no step"),
                            "use subj, obj, iobj, poss, mod, holder, light, xcomp, ccomp, adv, aux or a preposition as `:with`",
                        ));
                    }
                },
            })
        })
        .collect()
}
